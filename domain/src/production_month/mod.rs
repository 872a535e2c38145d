//! What one completion produced and took in during one calendar month, day by day and as a whole.
//!
//! Life cycle: days and dispositions written down → volumes recorded → corrected any number of times → locked → unlocked,
//! or restated while locked. One stream per completion and month.
//!
//! Invariants
//! - A day and a month are recorded once; other facts are a correction, with a reason. A corrected day takes the place of the
//!   line it names; a corrected month comes after the one it names.
//! - Hours on and downtime make up the local day, which has 23, 24 or 25 hours; days on are at most the days of the month.
//! - Nothing is produced before the spud and after the plug. Reports of zero go on being filed for plugged wells and are
//!   taken as they are. What an agency's file says against it is taken with a warning.
//! - A zero, a blank and what is withheld are told apart; what is withheld is balanced with nothing.
//! - A locked month takes no correction, and a month is locked once it is over. What is locked or filed is restated, and what
//!   changed follows from before and after.
//! - A stock is not drawn up below nothing: opening + produced + adjustment - disposed of = closing. Gas produced and
//!   injected for lift goes somewhere, all of it.
//!
//! Not here: the well's life (see `well`), which is seen through [`WellSeen`](crate::well::WellSeen); what several
//! completions share, such as tanks and allocation (see `property_month`).

mod command;
mod day;
mod decide;
mod error;
mod event;
mod fact;
mod id;
mod past;
mod restatement;
mod rule;
mod seen;
mod state;
mod summary;
#[cfg(test)]
mod tests;
mod volumes;
mod warning;

pub use command::{
    BalanceGas, CorrectDailyProduction, CorrectProductionMonth, DisposeProduct, LockProductionMonth,
    OpeningStock, ProductionMonthCommand, ReconcileStock, RecordDailyProduction, RecordProductionMonth,
    RestateProduction, UnlockProductionMonth,
};
pub use day::{DayEntry, Downtime, DowntimeReason, VolumeSource};
pub use error::ProductionMonthError;
pub use event::{
    DailyProductionCorrected, DailyProductionRecorded, GasBalanced, OpeningBasis, ProductDisposed,
    ProductionCorrected, ProductionMonthEvent, ProductionMonthLocked, ProductionMonthUnlocked,
    ProductionRecorded, ProductionRestated, RestatementCause, StockDiscontinuityDetected, StockReconciled,
};
pub use id::ProductionMonthId;
pub use restatement::{Restatement, VolumeDeltas};
pub use seen::{CorrectedEvent, CorrectedSeen, EarlierMonthSeen};
pub use state::{DayLine, DisposedOn, MonthLog, ProductionMonth, Recorded, Running};
pub use summary::{DailyTotal, DayShown, DispositionShown, ProductionMonthSummary, StockShown};
pub use volumes::{Filing, GasUse, MonthDetails, MonthMeasures, OilStock, Volumes};
pub use warning::ProductionWarning;
