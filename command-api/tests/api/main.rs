//! The command API as a client meets it: a real server over a real database, one file per group of endpoints.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod afes;
mod afes_agreed;
mod afes_refused;
mod afes_turns;
mod agreements;
mod bad_input;
mod balances;
mod batch;
mod bodies;
mod clock;
mod conditions;
mod corrections;
mod days;
mod divisions;
mod divisions_held;
mod divisions_kept;
mod ends;
mod examples;
mod harness;
mod leases;
mod leases_held;
mod life;
mod months;
mod openapi;
mod owners;
mod page;
mod plugging;
mod production_months;
mod properties;
mod repairs;
mod roles;
mod steps;
mod tenants;
mod title;
mod walked;
mod wells;
