//! What a property's completions share during one calendar month: tanks and their gauges, run tickets, gas meters, the stock,
//! and the sharing out of what was measured in common. A property is a lease or a battery.
//!
//! Life cycle: written down record by record → shared out and drawn up → locked → unlocked. One stream per property and month.
//!
//! Invariants
//! - A gauge is named by tank and instant, a ticket by its number, a reading by meter and end. Each is recorded once; other
//!   facts are a correction that takes the place of the event it names.
//! - A tank's table is read, and what was read of it is kept, so that every volume can be worked out again.
//! - A load leaves no more in the tank than there was, and names its seals.
//! - Shares add up to what was measured, exactly.
//! - A stock is not drawn up below nothing, and nothing less than nothing is produced.
//! - A locked month takes no record, and a month is shared out and locked once it is over.
//!
//! Not here: what each completion is given of it goes into its own month (see `production_month`).

mod command;
mod decide;
mod error;
mod event;
mod id;
mod share;
mod state;
mod summary;
#[cfg(test)]
mod tests;
mod ticket;

pub use command::{
    AllocateProduction, CorrectedRecord, EarlierPropertyMonthSeen, GaugeTank, LockPropertyMonth,
    PropertyMonthCommand, ReadGasMeter, ReconcilePropertyStock, RecordRunTicket, RecordSeen,
    UnlockPropertyMonth,
};
pub use error::PropertyMonthError;
pub use event::{
    GasMeterRead, ProductionAllocated, PropertyMonthEvent, PropertyMonthLocked, PropertyMonthUnlocked,
    PropertyStockDiscontinuityDetected, PropertyStockReconciled, RunTicketRecorded, TankGauged,
};
pub use id::{PropertyId, PropertyKey, PropertyMonthId};
pub use share::{
    AllocatedShare, AllocationFactor, AllocationInput, AllocationMethod, AllocationWarning, TestRate,
};
pub use state::{PropertyBook, PropertyMonth};
pub use summary::PropertyMonthSummary;
pub use ticket::{CtlFactor, RunTicket, TicketGauge, TicketVolumes};
