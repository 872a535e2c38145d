//! What one completion produced and took in during one calendar month.
//!
//! Life cycle: recorded → corrected any number of times → locked. One stream per completion and month.
//!
//! Invariants
//! - A month is recorded once; other volumes are a correction, with a reason.
//! - Days on are at most the days of the month.
//! - A well produces nothing in a month that begins after the day it was plugged. Reports of zero go on being filed for
//!   plugged wells and are taken as they are.
//! - A locked month takes no correction, and a month is locked once it is over.
//!
//! Not here: the well's life (see `well`), which is seen through [`WellSeen`](crate::well::WellSeen).

mod command;
mod decide;
mod error;
mod event;
mod id;
mod state;
mod summary;
#[cfg(test)]
mod tests;

pub use command::{
    CorrectProductionMonth, LockProductionMonth, ProductionMonthCommand, RecordProductionMonth, Volumes,
};
pub use error::ProductionMonthError;
pub use event::{ProductionCorrected, ProductionMonthEvent, ProductionMonthLocked, ProductionRecorded};
pub use id::ProductionMonthId;
pub use state::{ProductionMonth, Recorded};
pub use summary::ProductionMonthSummary;
