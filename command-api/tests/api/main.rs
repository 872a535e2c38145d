//! The command API as a client meets it: a real server over a real database, one file per group of endpoints.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod bad_input;
mod batch;
mod bodies;
mod clock;
mod conditions;
mod corrections;
mod days;
mod examples;
mod harness;
mod life;
mod plugging;
mod production_months;
mod properties;
mod roles;
mod tenants;
mod wells;
