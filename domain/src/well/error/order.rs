//! The refusal of a step that does not lead on from the stage the well is in.

use chrono::{DateTime, Utc};

use super::WellError;
use crate::well::status::WellStatus;
use crate::well::step::Step;

impl WellError {
    /// What refuses the step in that stage.
    pub(in crate::well) fn out_of_order(step: Step, status: WellStatus, since: DateTime<Utc>) -> Self {
        Self::of_stage(step, status, since).unwrap_or_else(|| Self::of_step(step, status, since))
    }

    /// Some stages refuse in words of their own, whatever the step.
    fn of_stage(step: Step, status: WellStatus, since: DateTime<Utc>) -> Option<Self> {
        match status {
            WellStatus::PluggedAndAbandoned => Some(Self::Plugged { since }),
            WellStatus::SiteReleased => Some(Self::SiteReleased { since }),
            WellStatus::Cancelled => Some(Self::Cancelled { since }),
            WellStatus::Voided => Some(Self::Voided { since }),
            WellStatus::Producing | WellStatus::Injecting | WellStatus::InService
                if matches!(step, Step::Plug | Step::ApprovePlugging) =>
            {
                Some(Self::StillOperating { status, since })
            }
            WellStatus::Proposed
            | WellStatus::PermitSubmitted
            | WellStatus::Permitted
            | WellStatus::Drilling
            | WellStatus::DrillingSuspended
            | WellStatus::Sidetracked
            | WellStatus::Drilled
            | WellStatus::DryHole
            | WellStatus::Completing
            | WellStatus::Completed
            | WellStatus::Producing
            | WellStatus::Injecting
            | WellStatus::InService
            | WellStatus::ShutIn
            | WellStatus::TemporarilyAbandoned
            | WellStatus::CompletionAbandoned
            | WellStatus::Unmapped => None,
        }
    }

    fn of_step(step: Step, status: WellStatus, since: DateTime<Utc>) -> Self {
        match step {
            Step::SubmitPermit => Self::NotProposed { status, since },
            Step::ApprovePermit => Self::NotAwaitingPermit { status, since },
            Step::DenyPermit => Self::PermitNotUnderReview { status, since },
            Step::ExpirePermit | Step::Spud => Self::NotPermitted { status, since },
            Step::Cancel => Self::AlreadySpudded { status, since },
            Step::SetCasing
            | Step::RecordDailyDrilling
            | Step::SuspendDrilling
            | Step::ReachTotalDepth
            | Step::Sidetrack
            | Step::DeclareDryHole => Self::NotDrilling { status, since },
            Step::ResumeDrilling => Self::DrillingNotSuspended { status, since },
            Step::StartCompletion | Step::Complete => Self::NotDrilled { status, since },
            Step::RecordFirstProduction | Step::StartInjection => Self::NotCompleted { status, since },
            Step::StopInjection => Self::NotInjecting { status, since },
            Step::ShutIn => Self::NotOperating { status, since },
            Step::Resume | Step::ResumeInjection => Self::NotShutIn { status, since },
            Step::TemporarilyAbandon => Self::NotReadyForTemporaryAbandonment { status, since },
            Step::ExtendTemporaryAbandonment | Step::ReturnToService => {
                Self::NotTemporarilyAbandoned { status, since }
            }
            Step::ApprovePlugging | Step::Plug => Self::NotPluggable { status, since },
            Step::ReleaseSite | Step::ApproveReentry | Step::Reenter => Self::NotPlugged { status, since },
            Step::Propose
            | Step::AssignApiNumber
            | Step::Recomplete
            | Step::Convert
            | Step::ChangeOperator
            | Step::RecordWellTest
            | Step::RecordIntegrityTest
            | Step::RecordFluidLevelTest
            | Step::CorrectHistory
            | Step::VoidRecord
            | Step::SetFlag
            | Step::ImportHistory
            | Step::ReportStatus => Self::NotInOperation {
                words: step.words(),
                status,
                since,
            },
        }
    }
}
