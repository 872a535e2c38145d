//! AFEs on both axes of time.
//!
//! - [`AfeRow`]: a row with the parties it is found by; [`write`] and [`clear`] are the projector's statements.
//! - [`list`], [`ballots`] and [`board`] are query-api's.
//!
//! Invariants
//! - The parties of a row come and go with it.
//! - A page goes on strictly after its sort key; at one point every row is served exactly once.

mod list;
mod rows;

pub use list::{AfeFilter, BallotFilter, BoardRow, DeadlineKey, ballots, board, list};
pub use rows::{AfeRow, clear, write};
