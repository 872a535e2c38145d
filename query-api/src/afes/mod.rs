//! `/afes`: one file per question.

pub(crate) mod ballots;
pub(crate) mod board;
pub(crate) mod list;
pub(crate) mod one;

pub(crate) use ballots::ballots;
pub(crate) use board::board;
pub(crate) use list::{list, of_lease, of_owner, of_well, overruns};
pub(crate) use one::{budget, events, of_party, one};
