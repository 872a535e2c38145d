//! A well, from plan to plug.
//!
//! Life cycle: proposed → permitted → drilling → drilled → completed → producing ⇄ shut in → temporarily abandoned →
//! plugged and abandoned; back from temporary abandonment to shut in. `step.rs` holds the table.
//!
//! Two kinds of fact meet here. Our own commands are guarded: a well is spudded under a permit or not at all. An agency's
//! record is taken as it is: what would refuse a command becomes a warning, and the stage is derived from what is
//! currently reported. Of both, the fact that took effect last decides.
//!
//! Invariants
//! - A task of our own says what has happened: none is dated later than the clock it is asked at.
//! - A plugged well accepts no further task, and no agency's report brings it back.
//! - Only [`Well::evolve`](wellflow_decider::Decider::evolve) changes state (`state.rs` our own facts, `imported.rs` an
//!   agency's); an event it refuses changes nothing.
//! - Our own facts never contradict one another. An agency's facts are always taken over; a fact of our own that rested
//!   on an older revision of them may then be refused by the fold, which reports it.
//! - The shown status is derived from the stage, never stored beside it.
//! - One well has as many wellbores (API digits 11 and 12) and completions as the records show.
//!
//! Not here: volumes (see `production_month`).

mod agency;
mod bore;
mod command;
mod decide;
mod error;
mod event;
mod imported;
mod seen;
mod stage;
mod state;
mod status;
mod step;
mod summary;
#[cfg(test)]
mod tests;

pub use agency::AgencyStatus;
pub use command::{
    ApprovePermit, CompleteWell, ImportWellHistory, PlugWell, ProposeWell, ReachTotalDepth,
    RecordFirstProduction, ReportCompletionStatus, ResumeProduction, ReturnToService, ShutInWell, SpudWell,
    TemporarilyAbandonWell, WellCommand, WellTask,
};
pub use error::WellError;
pub use event::{
    API10_CLAIM, CompletionStatusReported, DrillingPermitApproved, FirstProductionRecorded, ImportWarning,
    Milestone, ProductionResumed, Provenance, ShutInReason, TotalDepthReached, WellCompleted, WellEvent,
    WellHistoryImported, WellMilestoneImported, WellPlugged, WellProposed, WellReturnedToService, WellRole,
    WellShutIn, WellSpudded, WellTemporarilyAbandoned,
};
pub use seen::WellSeen;
pub use stage::Stage;
pub use state::{KnownWell, Well};
pub use status::{BoreStatus, CompletionStatus, WellStatus};
pub use summary::{CompletionSummary, WellSummary, WellboreSummary, WellboreWarning};
