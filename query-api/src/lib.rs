//! Questions over read models, caches and the ledger's history.
//!
//! - [`QueryApi`]: what the handlers work with; [`configure`] mounts them under `/api/v1` for GET and HEAD.
//! - `wells`, `months`, `production`, `leases`, `owners`, `ownership`, `afes`, `agreements`, `policies`: one file per resource, as the URLs are laid out.
//! - `history`, `events`: one thing as it was, and what happened to it; `recorded` tells it from the ledger, now as well; `subject` says what a thing is.
//! - `causes`: what a command led to.
//! - `fleet`: all of them at a point on both axes of time.
//! - `cache`: memory, then Redis, then the row.
//! - `fresh`: `Wellflow-Position`, `Wellflow-Min-Position` and `Prefer: wait`.
//! - `age`: how old an answer is, `Wellflow-Age`.
//! - `incomplete`: what answers are short of, where streams are parked. `parked`: the list of those. `projections`: how far each is.
//! - `export`: lists taken away whole, and with the fields asked for. `columns`: what the rows of each list have.
//! - `search`: things by the words of their names, numbers and descriptions.
//! - `graphql`: the same questions as one graph, where the feature is on.
//! - `live`: what happens from now on, as Server-Sent Events and over a WebSocket.
//! - `page`: a page of a list. `tag`: entity tags. `past`: `as_of`, `Wellflow-As-Of-Final`, and what of the past may be kept.
//!
//! Invariants
//! - Nothing is written but caches.
//! - Every answer says with `Wellflow-Position` up to which position of the ledger it holds, and with `Wellflow-Age` how old that is.
//! - What a parked stream may be missing from says so, and claims no position from there on.
//! - What is asked of one thing at a past instant or version is folded from the ledger, never from a read model. Lists at a
//!   point are of rows that equal that fold.
//! - An answer at an `as_of` says whether it can still change; only one that cannot may be kept.
//! - `as_reported_on` tells what the source had reported by then, by its own word; it never stands for what was known here.
//! - A demanded position holds for every question: the read model's, or the ledger's end where the ledger is asked.
//! - A cache that fails makes an answer slower, never wrong, and is no error of the client's.
//! - What tells of a person is served to roles that read it, and is in no cursor, no log, and for others in no order
//!   of a list.
//! - A parameter that is not known is refused: ignoring a filter would answer another question.

mod accept;
mod afes;
mod age;
mod agreements;
mod api;
mod authz;
mod cache;
mod causes;
mod changes;
mod columns;
mod cursor;
mod error;
mod events;
pub mod evidence;
mod export;
mod fleet;
mod fresh;
#[cfg(feature = "graphql")]
mod graphql;
mod history;
mod incomplete;
mod leases;
mod live;
mod memento;
mod months;
#[cfg(feature = "schema")]
pub mod openapi;
mod owners;
mod ownership;
mod page;
mod params;
mod parked;
mod past;
mod percent;
mod policies;
mod problems;
mod production;
mod projections;
mod properties;
mod recorded;
mod replay;
mod routes;
mod search;
mod subject;
mod tag;
mod wells;

pub use api::QueryApi;
pub use export::ExportLimits;
pub use live::LiveLimits;
pub use problems::PROBLEMS;
pub use routes::{configure, routes};

/// The OpenAPI document of this API, as `docs/openapi/query-api.json` has it.
pub const OPENAPI: &str = include_str!("../../docs/openapi/query-api.json");
