//! What may be asked of a well. One file per part of a well's life, as in `event`.

mod closing;
mod completion;
mod drilling;
mod planning;

use chrono::{DateTime, Utc};

use super::event::CorrectedFact;

pub use closing::{
    ApprovePlugging, ApproveReentry, CorrectWellHistory, EventSeen, ImportWellHistory, Inspection, PlugWell,
    ReleaseSite, SetRegulatoryFlag, VoidWellRecord,
};
pub use completion::{
    AbandonmentLimits, ChangeOperator, CompleteWell, ConvertWell, ExtendTemporaryAbandonment, RecompleteWell,
    RecordFirstProduction, RecordFluidLevelTest, RecordMechanicalIntegrityTest, RecordWellTest,
    ReportCompletionStatus, ResumeInjection, ResumeProduction, ReturnToService, ShutInWell, StartCompletion,
    StartInjection, StopInjection, TemporarilyAbandonWell,
};
pub use drilling::{
    DeclareDryHole, ReachTotalDepth, RecordDailyDrilling, ResumeDrilling, SetCasing, SidetrackWellbore,
    SpudWell, SuspendDrilling,
};
pub use planning::{
    ApprovePermit, AssignApiNumber, CancelWell, DenyPermit, ProposeWell, RecordPermitExpiry,
    SubmitDrillingPermit,
};

/// What a well is asked: a task, and the instant it is asked at.
#[derive(Clone, Debug, PartialEq)]
pub struct WellCommand {
    /// The task.
    pub task: WellTask,
    /// The asking service's clock. What is said to have happened in the field has happened by then.
    pub now: DateTime<Utc>,
}

/// A task for the well aggregate. Every variant but the imports and corrections carries the instant it happened in the
/// field.
#[derive(Clone, Debug, PartialEq)]
pub enum WellTask {
    /// Row 1 of the transition table: a well is planned.
    Propose(ProposeWell),
    /// The agency gives the well its number.
    AssignApiNumber(AssignApiNumber),
    /// Row 2 of the transition table: a drilling permit is applied for.
    SubmitPermit(SubmitDrillingPermit),
    /// Row 3 of the transition table: the agency grants the drilling permit.
    ApprovePermit(ApprovePermit),
    /// Row 3 of the transition table: the agency denies it.
    DenyPermit(DenyPermit),
    /// Row 4 of the transition table: the permit runs out.
    ExpirePermit(RecordPermitExpiry),
    /// Row 5 of the transition table: given up before the bit turned.
    Cancel(CancelWell),
    /// Row 6 of the transition table: the bit turns; of a plugged well, row 27: it is entered again.
    Spud(SpudWell),
    /// Row 7 of the transition table: a string of casing is set.
    SetCasing(SetCasing),
    /// Row 7 of the transition table: a day's drilling.
    RecordDailyDrilling(RecordDailyDrilling),
    /// Row 8 of the transition table: drilling stops before total depth.
    SuspendDrilling(SuspendDrilling),
    /// Row 8 of the transition table: drilling goes on.
    ResumeDrilling(ResumeDrilling),
    /// Row 9 of the transition table: drilling reaches total depth.
    ReachTotalDepth(ReachTotalDepth),
    /// Row 10 of the transition table: a bore is left for a new one.
    Sidetrack(SidetrackWellbore),
    /// Row 11 of the transition table: the hole is dry.
    DeclareDryHole(DeclareDryHole),
    /// Row 12 of the transition table: work on an open interval begins.
    StartCompletion(StartCompletion),
    /// Row 13 of the transition table: an interval is opened.
    Complete(CompleteWell),
    /// Row 14 of the transition table: first production.
    RecordFirstProduction(RecordFirstProduction),
    /// Row 15 of the transition table: injection begins.
    StartInjection(StartInjection),
    /// Row 15 of the transition table: injection stops.
    StopInjection(StopInjection),
    /// Row 16 of the transition table: production stops, the well stays mechanically capable.
    ShutIn(ShutInWell),
    /// Row 17 of the transition table: production starts again.
    ResumeProduction(ResumeProduction),
    /// Row 17 of the transition table: injection starts again.
    ResumeInjection(ResumeInjection),
    /// Row 18 of the transition table: the well is secured and no longer capable without intervention.
    TemporarilyAbandon(TemporarilyAbandonWell),
    /// Row 19 of the transition table: the approval is extended.
    ExtendTemporaryAbandonment(ExtendTemporaryAbandonment),
    /// Row 20 of the transition table: from temporary abandonment back to shut in.
    ReturnToService(ReturnToService),
    /// Row 21 of the transition table: another zone is opened.
    Recomplete(RecompleteWell),
    /// Row 22 of the transition table: another role.
    Convert(ConvertWell),
    /// Row 23 of the transition table: another operator.
    ChangeOperator(ChangeOperator),
    /// A well test.
    RecordWellTest(RecordWellTest),
    /// A test of mechanical integrity.
    RecordMechanicalIntegrityTest(RecordMechanicalIntegrityTest),
    /// A test of the fluid level.
    RecordFluidLevelTest(RecordFluidLevelTest),
    /// Row 24 of the transition table: plugging is approved.
    ApprovePlugging(ApprovePlugging),
    /// Row 25 of the transition table: plugged and abandoned.
    Plug(PlugWell),
    /// Row 26 of the transition table: the site is released.
    ReleaseSite(ReleaseSite),
    /// Row 27 of the transition table: the agency permits to enter the well again.
    ApproveReentry(ApproveReentry),
    /// Row 28 of the transition table: an earlier fact was wrong.
    CorrectHistory(Box<CorrectWellHistory>),
    /// Row 28 of the transition table: the record was entered in error.
    VoidRecord(VoidWellRecord),
    /// An agency holds something against the well.
    SetRegulatoryFlag(SetRegulatoryFlag),
    /// Row 29 of the transition table: one borehole's history as an agency holds it; guards become warnings.
    ImportHistory(Box<ImportWellHistory>),
    /// An agency's status code for one completion, from a periodic report.
    ReportCompletionStatus(ReportCompletionStatus),
}

impl WellTask {
    /// The task, asked at an instant.
    pub fn asked_at(self, now: DateTime<Utc>) -> WellCommand {
        WellCommand { task: self, now }
    }

    /// When it happened in the field; `None` for an agency's record, whose dates are taken as filed, and for a fact taken
    /// back, which happened at no time.
    pub fn effective_at(&self) -> Option<DateTime<Utc>> {
        match self {
            Self::ImportHistory(_) => None,
            Self::CorrectHistory(task) => task.instead.as_ref().map(CorrectedFact::effective_at),
            Self::Propose(task) => Some(task.effective_at),
            Self::AssignApiNumber(task) => Some(task.effective_at),
            Self::SubmitPermit(task) => Some(task.effective_at),
            Self::ApprovePermit(task) => Some(task.effective_at),
            Self::DenyPermit(task) => Some(task.effective_at),
            Self::ExpirePermit(task) => Some(task.effective_at),
            Self::Cancel(task) => Some(task.effective_at),
            Self::Spud(task) => Some(task.effective_at),
            Self::SetCasing(task) => Some(task.effective_at),
            Self::RecordDailyDrilling(task) => Some(task.effective_at),
            Self::SuspendDrilling(task) => Some(task.effective_at),
            Self::ResumeDrilling(task) => Some(task.effective_at),
            Self::ReachTotalDepth(task) => Some(task.effective_at),
            Self::Sidetrack(task) => Some(task.effective_at),
            Self::DeclareDryHole(task) => Some(task.effective_at),
            Self::StartCompletion(task) => Some(task.effective_at),
            Self::Complete(task) => Some(task.effective_at),
            Self::RecordFirstProduction(task) => Some(task.effective_at),
            Self::StartInjection(task) => Some(task.effective_at),
            Self::StopInjection(task) => Some(task.effective_at),
            Self::ShutIn(task) => Some(task.effective_at),
            Self::ResumeProduction(task) => Some(task.effective_at),
            Self::ResumeInjection(task) => Some(task.effective_at),
            Self::TemporarilyAbandon(task) => Some(task.effective_at),
            Self::ExtendTemporaryAbandonment(task) => Some(task.effective_at),
            Self::ReturnToService(task) => Some(task.effective_at),
            Self::Recomplete(task) => Some(task.effective_at),
            Self::Convert(task) => Some(task.effective_at),
            Self::ChangeOperator(task) => Some(task.effective_at),
            Self::RecordWellTest(task) => Some(task.effective_at),
            Self::RecordMechanicalIntegrityTest(task) => Some(task.effective_at),
            Self::RecordFluidLevelTest(task) => Some(task.effective_at),
            Self::ApprovePlugging(task) => Some(task.effective_at),
            Self::Plug(task) => Some(task.effective_at),
            Self::ReleaseSite(task) => Some(task.effective_at),
            Self::ApproveReentry(task) => Some(task.effective_at),
            Self::VoidRecord(task) => Some(task.effective_at),
            Self::SetRegulatoryFlag(task) => Some(task.effective_at),
            Self::ReportCompletionStatus(task) => Some(task.effective_at),
        }
    }

    /// The instant on whose state the task is decided. A proposal, a correction and an agency's record concern the well as a
    /// whole, so they are decided on everything known.
    pub(super) fn decided_at(&self) -> Option<DateTime<Utc>> {
        match self {
            Self::Propose(_) | Self::CorrectHistory(_) => None,
            other => other.effective_at(),
        }
    }
}
