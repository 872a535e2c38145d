//! The tasks of a lease: their bodies, and what each must see beside the lease.

mod completions;
mod depths;
mod ending;
mod importing;
mod keeping;
mod signing;
mod task;
mod terms;

pub(crate) use completions::NewPlace;
pub(crate) use task::{LeaseAsk, LeaseIntent, Seen};
