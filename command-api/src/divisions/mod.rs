//! The tasks of a division of interest: their bodies, and how they become commands.

mod changes;
mod decks;
pub(crate) mod problems;
mod task;

pub(crate) use task::DivisionTask;
