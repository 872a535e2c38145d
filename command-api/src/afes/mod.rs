//! The tasks of an AFE: their bodies, who acts, and what each must see beside the AFE.

mod costs;
mod ending;
pub(crate) mod problems;
mod proposal;
mod task;
mod voting;

pub(crate) use task::{AfeAsk, AfeIntent, Seen};
