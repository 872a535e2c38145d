//! What every HTTP surface does alike: tokens, problems, bodies, conditional requests, request ids, limits, health.
//!
//! - [`problem`]: the registry of problem types and the one error every handler answers with;
//! - [`json`]: bodies read under a limit, with a pointer to whatever is wrong in them;
//! - [`auth`]: signed tokens, and the [`auth::Principal`] a handler asks for;
//! - [`idempotency_key`], [`etag`], [`headers`], [`request_id`]: one header each;
//! - [`health`]: `/livez` and `/readyz`; [`metrics`]: what a process counts, on a port of its own;
//! - [`server`]: the server itself, and what surrounds every route.
//!
//! Invariants
//! - Every answer that is not a success is `application/problem+json`, and its type is a page this server serves.
//! - A problem of ours (5xx) says nothing of the inside; its causes are logged once, with the request id.
//! - No token is ever logged; only health and the problem pages answer without one.
//!
//! Not here: anything of the business.

pub mod auth;
#[cfg(feature = "docs")]
mod docs;
pub mod etag;
pub mod headers;
pub mod health;
pub mod idempotency_key;
pub mod json;
pub mod metrics;
mod middleware;
pub mod openapi;
mod pages;
pub mod problem;
mod problems;
pub mod request_id;
mod routing;
pub mod server;

pub use auth::{Principal, Role, TokenKey, TokenVerifier};
#[cfg(feature = "docs")]
pub use docs::ApiDocument;
pub use health::Readiness;
pub use metrics::{Metrics, serve_metrics};
pub use problem::{FieldError, Location, Problem, ProblemType};
pub use problems::*;
pub use request_id::RequestId;
pub use routing::Route;
pub use server::{Limits, ServeError, Surface, serve};
