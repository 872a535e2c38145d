//! Questions over read models, caches and the ledger's history.
//!
//! - [`QueryApi`]: what the handlers work with; [`configure`] mounts them under `/api/v1` for GET and HEAD.
//! - `wells`, `production`: one file per resource, as the URLs are laid out.
//! - `cache`: memory, then Redis, then the row.
//! - `fresh`: `Wellflow-Position`, `Wellflow-Min-Position` and `Prefer: wait`.
//!
//! Invariants
//! - Nothing is written but caches.
//! - Every answer says with `Wellflow-Position` up to which position of the ledger it holds.
//! - What is asked of a past instant or version is folded from the ledger, never from a read model.
//! - A cache that fails makes an answer slower, never wrong, and is no error of the client's.
//! - A parameter that is not known is refused: ignoring a filter would answer another question.

mod api;
mod authz;
mod cache;
mod cursor;
mod error;
mod fresh;
mod params;
mod problems;
mod production;
mod routes;
mod wells;

pub use api::QueryApi;
pub use problems::PROBLEMS;
pub use routes::{configure, routes};
