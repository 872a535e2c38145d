//! Why a task for a well is refused: the rule, and the values that broke it.

use chrono::{DateTime, NaiveDate, Utc};

use super::status::WellStatus;
use super::step::Step;
use crate::api_number::ApiNumber;
use crate::ids::WellId;
use crate::location::StateCode;
use crate::quantity::Feet;
use crate::text::{CompletionName, Text120};

/// A refusal.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum WellError {
    /// The stream holds nothing by that instant.
    #[error("no well is known at {at}")]
    Unknown {
        /// The instant of the task.
        at: DateTime<Utc>,
    },
    /// What has not happened yet is not recorded.
    #[error("{at} is in the future: the clock stands at {now}")]
    EffectiveInFuture {
        /// The instant of the task.
        at: DateTime<Utc>,
        /// When it was asked.
        now: DateTime<Utc>,
    },
    /// A well is proposed once.
    #[error("the well {well_id} exists already: {name}")]
    AlreadyExists {
        /// The stream.
        well_id: WellId,
        /// The name it has.
        name: Text120,
    },
    /// Nothing can be done to a plugged well.
    #[error("the well has been plugged and abandoned since {since}")]
    Plugged {
        /// When the last plug was set.
        since: DateTime<Utc>,
    },
    /// Nothing can be done to a cancelled well.
    #[error("the well has been cancelled since {since}")]
    Cancelled {
        /// When it was cancelled.
        since: DateTime<Utc>,
    },
    /// A permit is granted to a well that is planned or applied for.
    #[error("only a proposed well can be permitted; this one has been {status} since {since}")]
    NotAwaitingPermit {
        /// What it is instead.
        status: WellStatus,
        /// Since when.
        since: DateTime<Utc>,
    },
    /// The bit turns under a permit.
    #[error("a well is spudded under a permit; this one has been {status} since {since}")]
    NotPermitted {
        /// What it is instead.
        status: WellStatus,
        /// Since when.
        since: DateTime<Utc>,
    },
    /// The permit ran out.
    #[error("the permit expired at the end of {expires_on}; the well cannot be spudded on {on}")]
    PermitExpired {
        /// The permit's last local day.
        expires_on: NaiveDate,
        /// The local day of the spud.
        on: NaiveDate,
    },
    /// A permit cannot end before it begins.
    #[error("the permit would expire on {expires_on}, before it was granted on {granted_on}")]
    PermitExpiresBeforeApproval {
        /// Its last local day.
        expires_on: NaiveDate,
        /// The local day it was granted.
        granted_on: NaiveDate,
    },
    /// Total depth is reached by drilling.
    #[error("only a well being drilled reaches total depth; this one has been {status} since {since}")]
    NotDrilling {
        /// What it is instead.
        status: WellStatus,
        /// Since when.
        since: DateTime<Utc>,
    },
    /// A hole is at least as long as it is deep.
    #[error("true vertical depth {true_vertical_depth_ft} ft exceeds measured depth {measured_depth_ft} ft")]
    TrueVerticalDepthExceedsMeasured {
        /// True vertical depth.
        true_vertical_depth_ft: Feet,
        /// Measured depth.
        measured_depth_ft: Feet,
    },
    /// A hole has a depth.
    #[error("the measured depth at total depth is zero")]
    NoDepth,
    /// An interval is opened in a drilled hole.
    #[error("only a drilled well is completed; this one has been {status} since {since}")]
    NotDrilled {
        /// What it is instead.
        status: WellStatus,
        /// Since when.
        since: DateTime<Utc>,
    },
    /// A completion is made once.
    #[error("completion {completion} exists already")]
    CompletionAlreadyExists {
        /// Its name.
        completion: CompletionName,
    },
    /// An interval has a top above its bottom.
    #[error("the interval's top at {top_md_ft} ft is not above its bottom at {bottom_md_ft} ft")]
    CompletionIntervalInverted {
        /// Top, measured depth.
        top_md_ft: Feet,
        /// Bottom, measured depth.
        bottom_md_ft: Feet,
    },
    /// An interval lies in the hole.
    #[error("the interval's bottom at {bottom_md_ft} ft lies below total depth at {total_depth_ft} ft")]
    CompletionBelowTotalDepth {
        /// Bottom, measured depth.
        bottom_md_ft: Feet,
        /// Total depth, measured.
        total_depth_ft: Feet,
    },
    /// A well produces once it is completed.
    #[error(
        "only a completed or shut-in well can begin to produce; this one has been {status} since {since}"
    )]
    NotCompleted {
        /// What it is instead.
        status: WellStatus,
        /// Since when.
        since: DateTime<Utc>,
    },
    /// There is one first production.
    #[error("the well first produced at {at}")]
    FirstProductionAlreadyRecorded {
        /// When.
        at: DateTime<Utc>,
    },
    /// What does not run cannot be stopped.
    #[error("only a completed or operating well can be shut in; this one has been {status} since {since}")]
    NotOperating {
        /// What it is instead.
        status: WellStatus,
        /// Since when.
        since: DateTime<Utc>,
    },
    /// Production resumes from shut in.
    #[error("only a shut-in well resumes production; this one has been {status} since {since}")]
    NotShutIn {
        /// What it is instead.
        status: WellStatus,
        /// Since when.
        since: DateTime<Utc>,
    },
    /// What never began cannot resume.
    #[error("the well, shut in since {since}, has never produced; record its first production instead")]
    NeverProduced {
        /// Since when it is shut in.
        since: DateTime<Utc>,
    },
    /// A well is secured once it is shut in.
    #[error(
        "only a completed or shut-in well can be temporarily abandoned; this one has been {status} since {since}"
    )]
    NotReadyForTemporaryAbandonment {
        /// What it is instead.
        status: WellStatus,
        /// Since when.
        since: DateTime<Utc>,
    },
    /// An approval cannot end before the work it approves.
    #[error("the approval ended on {until}, before the well was secured on {on}")]
    ApprovalEndsBeforeStart {
        /// The approval's last local day.
        until: NaiveDate,
        /// The local day the well was secured.
        on: NaiveDate,
    },
    /// Service is returned to from temporary abandonment.
    #[error("only a temporarily abandoned well returns to service; this one has been {status} since {since}")]
    NotTemporarilyAbandoned {
        /// What it is instead.
        status: WellStatus,
        /// Since when.
        since: DateTime<Utc>,
    },
    /// A well is shut in before it is plugged.
    #[error("the well has been {status} since {since}; it must be shut in before it is plugged")]
    StillOperating {
        /// Producing, injecting or in service.
        status: WellStatus,
        /// Since when.
        since: DateTime<Utc>,
    },
    /// There is no hole to plug, or it is being drilled.
    #[error(
        "only a drilled well that does not operate can be plugged; this one has been {status} since {since}"
    )]
    NotPluggable {
        /// What it is instead.
        status: WellStatus,
        /// Since when.
        since: DateTime<Utc>,
    },
    /// The state asserted is not the one the API number begins with.
    #[error("API number {api_number} lies in {number_state}, not in {state}")]
    StateContradictsApiNumber {
        /// The number.
        api_number: ApiNumber,
        /// Its state.
        number_state: StateCode,
        /// The state asserted.
        state: StateCode,
    },
    /// An agency's record concerns one wellbore.
    #[error("API number {api_number} names no wellbore; its first 12 digits are needed")]
    WellboreNotNamed {
        /// The number.
        api_number: ApiNumber,
    },
    /// A wellbore belongs to the well whose ten digits it begins with.
    #[error("wellbore {wellbore} is not one of well {well}")]
    WellboreOfAnotherWell {
        /// The wellbore's number.
        wellbore: ApiNumber,
        /// The well's number.
        well: ApiNumber,
    },
    /// A fact holds from some day.
    #[error("the record of wellbore {api_number} has no date, and the day of the agency's list is not given")]
    HistoryWithoutDate {
        /// The wellbore's number.
        api_number: ApiNumber,
    },
}

impl WellError {
    /// The rule that was broken, as a slug.
    pub fn rule(&self) -> &'static str {
        match self {
            Self::Unknown { .. } => "well-unknown",
            Self::EffectiveInFuture { .. } => "effective-in-future",
            Self::AlreadyExists { .. } => "well-already-exists",
            Self::Plugged { .. } => "well-plugged",
            Self::Cancelled { .. } => "well-cancelled",
            Self::NotAwaitingPermit { .. } => "well-not-awaiting-permit",
            Self::NotPermitted { .. } => "well-not-permitted",
            Self::PermitExpired { .. } => "permit-expired",
            Self::PermitExpiresBeforeApproval { .. } => "permit-expires-before-approval",
            Self::NotDrilling { .. } => "well-not-drilling",
            Self::TrueVerticalDepthExceedsMeasured { .. } => "true-vertical-depth-exceeds-measured",
            Self::NoDepth => "total-depth-zero",
            Self::NotDrilled { .. } => "well-not-drilled",
            Self::CompletionAlreadyExists { .. } => "completion-already-exists",
            Self::CompletionIntervalInverted { .. } => "completion-interval-inverted",
            Self::CompletionBelowTotalDepth { .. } => "completion-below-total-depth",
            Self::NotCompleted { .. } => "well-not-completed",
            Self::FirstProductionAlreadyRecorded { .. } => "first-production-already-recorded",
            Self::NotOperating { .. } => "well-not-operating",
            Self::NotShutIn { .. } => "well-not-shut-in",
            Self::NeverProduced { .. } => "well-never-produced",
            Self::NotReadyForTemporaryAbandonment { .. } => "well-not-ready-for-temporary-abandonment",
            Self::ApprovalEndsBeforeStart { .. } => "approval-ends-before-start",
            Self::NotTemporarilyAbandoned { .. } => "well-not-temporarily-abandoned",
            Self::StillOperating { .. } => "well-still-operating",
            Self::NotPluggable { .. } => "well-not-pluggable",
            Self::StateContradictsApiNumber { .. } => "state-contradicts-api-number",
            Self::WellboreNotNamed { .. } => "wellbore-not-named",
            Self::WellboreOfAnotherWell { .. } => "wellbore-of-another-well",
            Self::HistoryWithoutDate { .. } => "history-without-date",
        }
    }

    /// The refusal of a step that does not lead on from the stage the well is in.
    pub(super) fn out_of_order(step: Step, status: WellStatus, since: DateTime<Utc>) -> Self {
        match status {
            WellStatus::PluggedAndAbandoned => return Self::Plugged { since },
            WellStatus::Cancelled => return Self::Cancelled { since },
            WellStatus::Producing | WellStatus::Injecting | WellStatus::InService if step == Step::Plug => {
                return Self::StillOperating { status, since };
            }
            WellStatus::Proposed
            | WellStatus::PermitSubmitted
            | WellStatus::Permitted
            | WellStatus::Drilling
            | WellStatus::DrillingSuspended
            | WellStatus::Sidetracked
            | WellStatus::Drilled
            | WellStatus::Completed
            | WellStatus::Producing
            | WellStatus::Injecting
            | WellStatus::InService
            | WellStatus::ShutIn
            | WellStatus::TemporarilyAbandoned
            | WellStatus::CompletionAbandoned
            | WellStatus::Unmapped => {}
        }
        match step {
            Step::ApprovePermit => Self::NotAwaitingPermit { status, since },
            Step::Spud => Self::NotPermitted { status, since },
            Step::ReachTotalDepth => Self::NotDrilling { status, since },
            Step::Complete => Self::NotDrilled { status, since },
            Step::RecordFirstProduction => Self::NotCompleted { status, since },
            Step::ShutIn => Self::NotOperating { status, since },
            Step::Resume => Self::NotShutIn { status, since },
            Step::TemporarilyAbandon => Self::NotReadyForTemporaryAbandonment { status, since },
            Step::ReturnToService => Self::NotTemporarilyAbandoned { status, since },
            Step::Plug => Self::NotPluggable { status, since },
        }
    }
}
