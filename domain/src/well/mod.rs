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
mod checks;
mod command;
mod decide;
mod error;
mod event;
mod evolve;
mod facets;
mod hole;
mod imported;
mod role;
mod rules;
mod seen;
mod specifications;
mod stage;
mod state;
mod stated;
mod status;
mod step;
mod summary;
#[cfg(test)]
mod tests;

pub use agency::{Agency, AgencyStatus};
pub use command::{
    AbandonmentLimits, ApprovePermit, ApprovePlugging, ApproveReentry, AssignApiNumber, CancelWell,
    ChangeOperator, CompleteWell, ConvertWell, CorrectWellHistory, DeclareDryHole, DenyPermit, EventSeen,
    ExtendTemporaryAbandonment, ImportWellHistory, Inspection, PlugWell, ProposeWell, ReachTotalDepth,
    RecompleteWell, RecordDailyDrilling, RecordFirstProduction, RecordFluidLevelTest,
    RecordMechanicalIntegrityTest, RecordPermitExpiry, RecordWellTest, ReleaseSite, ReportCompletionStatus,
    ResumeDrilling, ResumeInjection, ResumeProduction, ReturnToService, SetCasing, SetRegulatoryFlag,
    ShutInWell, SidetrackWellbore, SpudWell, StartCompletion, StartInjection, StopInjection,
    SubmitDrillingPermit, SuspendDrilling, TemporarilyAbandonWell, VoidWellRecord, WellCommand, WellTask,
};
pub use error::{IntegrityFound, WellError};
pub use event::*;
pub use facets::{Operating, Phase, WellFacets};
pub use role::{ShutInReason, WellRole};
pub use seen::{Produced, ProductionSeen, WellSeen};
pub use specifications::{
    AfeAuthorised, CanDrillWell, DrillCandidate, HasEnvironmentalClearance, HasValidPermit, InRestrictedArea,
    LeaseInForceAtDepth, OperatorLicensed, SoleRiskElected, Unmet, WithinPermittedDepth,
};
pub use stage::Stage;
pub use state::{KnownWell, Well};
pub use stated::*;
pub use status::{BoreStatus, CompletionStatus, WellStatus};
pub use step::{Transition, transitions};
pub use summary::{CompletionSummary, WellSummary, WellboreSummary, WellboreWarning};
