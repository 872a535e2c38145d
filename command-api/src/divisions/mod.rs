//! The tasks of a division of interest: their bodies, and how they become commands.

mod changes;
mod decks;
mod task;

pub(crate) use task::DivisionTask;
