//! A well, from plan to plug, and back where it is entered again.
//!
//! Life cycle: proposed → permit submitted → permitted → drilling ⇄ suspended → drilled → completing → completed → producing
//! or injecting ⇄ shut in → temporarily abandoned → plugged and abandoned → site released; from either of the last two by
//! re-entry back to drilling. `step/table.rs` holds the table, `docs/reference/well-transitions.md` shows it.
//!
//! Four facets answer the four questions a status word mixes (`facets.rs`): the phase, what the well does in it, its role, and
//! what agencies hold against it. The word shown follows from the first two.
//!
//! Two kinds of fact meet here. Our own commands are guarded: a well is spudded under a permit or not at all. An agency's
//! record is taken as it is: what would refuse a command becomes a warning, and the stage is derived from what is
//! currently reported. Of both, the fact that took effect last decides.
//!
//! Invariants
//! - A task of our own says what has happened: none is dated later than the clock it is asked at.
//! - A plugged well accepts release and re-entry alone, and no agency's report brings it back.
//! - Only [`Well::evolve`](wellflow_decider::Decider::evolve) changes state (`evolve.rs` our own facts, `imported.rs` an
//!   agency's); an event it refuses changes nothing.
//! - Our own facts never contradict one another. An agency's facts are always taken over; a fact of our own that rested
//!   on an older revision of them may then be refused by the fold, which reports it.
//! - The shown status is derived from the stage, never stored beside it.
//! - A hole never becomes shorter, and casing is set from the outside in (`hole.rs`).
//! - One well has as many wellbores (API digits 11 and 12) and completions as the records show.
//! - A correction takes the place of the event it names: the fold leaves that one out and takes what happened instead.
//! - What belongs to streams not kept yet (licence, lease, AFE, clearance) comes as evidence with its reference, and fails
//!   a task only where it says so or the jurisdiction's rules demand it (`specifications.rs`).
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
mod holes;
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
pub use holes::HoleSummary;
pub use role::{ShutInReason, WellRole};
pub use seen::{Produced, ProductionSeen, WellSeen};
pub use specifications::{
    AfeAuthorised, CanDrillWell, DrillCandidate, DrillSeen, HasEnvironmentalClearance, HasValidPermit,
    InRestrictedArea, LeaseInForceAtDepth, LeaseUnderWell, OperatorLicensed, SoleRiskElected, Unmet,
    WithinPermittedDepth,
};
pub use stage::Stage;
pub use state::{KnownWell, Well};
pub use stated::*;
pub use status::{BoreStatus, CompletionStatus, WellStatus};
pub use step::{Transition, transitions, transitions_page};
pub use summary::{CompletionSummary, WellSummary, WellboreSummary, WellboreWarning};
