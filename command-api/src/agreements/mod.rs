//! The tasks of an operating agreement: their bodies, and the owners each must see.

mod bodies;
pub(crate) mod problems;
mod task;

pub(crate) use task::{AgreementAsk, AgreementIntent};
