//! The tasks of a production month: their bodies, and what each must see beside the month.

mod days;
mod details;
mod dispositions;
mod stock;
mod task;
mod volumes;

pub(crate) use task::{MonthAsk, MonthTask, Seen};
