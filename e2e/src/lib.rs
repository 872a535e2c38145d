//! The whole system, driven from outside: the product's own binary, real servers, HTTP.
//!
//! Invariants
//! - A test sees WellFlow as a client does: it starts the binary, reads what it prints and speaks HTTP.
//! - The same walk passes against one process and against three.
//! - Nothing is left behind: every process started here ends with its value.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test harness fails loudly")]

mod answer;
mod client;
pub mod faults;
mod installation;
mod process;

pub use answer::Answer;
pub use client::Client;
pub use installation::{Installation, repository};
pub use process::{Process, descendants};
