//! The command API as a client meets it: a real server over a real database, one file per group of endpoints.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod bad_input;
mod batch;
mod clock;
mod conditions;
mod harness;
mod production_months;
mod roles;
mod tenants;
mod wells;
