//! The tasks of an owner: their bodies, and what each must see beside the owner.
//!
//! Invariant: name, tax number and address are personal from the body on; `Debug` shows none of them.

mod bodies;
mod task;

pub(crate) use task::{OwnerAsk, OwnerIntent};
