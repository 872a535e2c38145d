//! The schema split into hash partitions by organization: it migrates, everything works on it, and what is about one
//! organization reads and writes one partition of each table.
#![expect(clippy::unwrap_used, reason = "a test fails loudly")]

mod counters;
mod plans;
mod split;
mod statements;
#[path = "../tank/mod.rs"]
mod tank;
mod touching;
mod working;
