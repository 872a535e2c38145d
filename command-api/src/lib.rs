//! HTTP in, commands out.
//!
//! - [`Task`](task::Task): every named task and its path; single requests and batch items meet there;
//! - `body`: how a body is declared and read; `measured`: what is measured, as bodies write it;
//! - `wells`, `production_months`, `property_months`, `leases`, `owners`, `divisions`, `afes`, `agreements`, `approval_policies`,
//!   `repairs`: the bodies of their tasks, and how they become commands of the domain; `corrected`: what a correction puts in the place of a fact;
//! - `intent`: a command read from task, path and body; `carry`: what it must see (`seen`), and how it is carried out;
//! - `reading`: what a body is told before that;
//! - `batch`: many of them in one request;
//! - `authz`: which role may send which task; `organizations`: whether the token's organization exists here;
//! - `problems`: the problem types of refusals; `places`: where in a request each lies.
//!
//! Invariants
//! - A command answers with version, position and event ids, never with a read model.
//! - Every fault of a body is reported at once, each with its RFC 6901 pointer, before anything is decided.
//! - What is said to have happened has happened by the clock of this service; the domain is given that clock's instant.
//! - The organization comes from the verified token; no path, body or header names one.
//! - What is refused wrote nothing; what was done before is answered with its first outcome.
//!
//! Not here: rules of the business (`domain`), and how events are written (`event-store`).

mod afes;
mod agreements;
mod answer;
mod approval_policies;
mod authz;
mod batch;
mod body;
mod carry;
mod corrected;
mod divisions;
mod faults;
mod first_fact;
mod intent;
mod leases;
mod measured;
#[cfg(feature = "schema")]
pub mod openapi;
mod organizations;
mod owners;
mod places;
mod problems;
mod production_months;
mod property_months;
mod reading;
mod refusal;
mod repairs;
mod seen;
mod service;
mod single;
mod task;
mod wells;

pub use authz::permitted_roles;
pub use problems::COMMAND_PROBLEMS;
pub use reading::{BodyFault, body_faults};
pub use service::{CommandApi, CommandApiConfig, RunError, configure, routes, run};
pub use task::Task;

/// The OpenAPI document of this API, as `docs/openapi/command-api.json` has it.
pub const OPENAPI: &str = include_str!("../../docs/openapi/command-api.json");
