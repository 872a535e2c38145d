//! Organizations made, moved, erased and renewed, between databases of a real server.
#![expect(clippy::unwrap_used, reason = "a test fails loudly")]

mod erasing;
mod field;
mod files;
mod interrupted;
mod journal;
mod moving;
mod roles;
#[path = "../tank/mod.rs"]
mod tank;
