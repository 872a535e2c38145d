//! The tasks of a property's month: their bodies, and what each must see beside the month.

mod allocation;
mod records;
mod stock;
mod task;

pub(crate) use task::{PropertyAsk, PropertyTask, Seen};
