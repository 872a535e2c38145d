//! What happens to a well. Stored for ever: fields are never renamed, a new shape is a new version.
//!
//! One file per part of a well's life: `planning`, `drilling`, `completion` (open intervals and what flows), `closing` (plug,
//! return, corrections), `imported` (agencies' records); older shapes in `past`.

mod closing;
mod completion;
mod corrected;
mod drilling;
mod imported;
mod past;
mod planning;

use wellflow_decider::{ClaimAction, ClaimChange};

pub use closing::{
    PluggingApproved, ReentryApproved, RegulatoryFlagChanged, SiteReleased, WellHistoryCorrected,
    WellPlugged, WellRecordVoided,
};
pub use completion::{
    CompletionStarted, FirstProductionRecorded, FluidLevelTested, InjectionResumed, InjectionStarted,
    InjectionStopped, MechanicalIntegrityTested, OperatorChanged, ProductionResumed,
    TemporaryAbandonmentExtended, WellCompleted, WellConverted, WellRecompleted, WellReturnedToService,
    WellShutIn, WellTemporarilyAbandoned, WellTestRecorded,
};
pub use corrected::{CorrectedFact, ReadFact};
pub use drilling::{
    CasingSet, DrillingProgressRecorded, DrillingResumed, DrillingSuspended, DryHoleDeclared,
    TotalDepthReached, WellReentered, WellSpudded, WellboreSidetracked,
};
pub use imported::{
    CompletionStatusReported, ImportWarning, Milestone, Provenance, WellHistoryImported,
    WellMilestoneImported,
};
pub use planning::{
    ApiNumberAssigned, DrillingPermitApproved, DrillingPermitDenied, DrillingPermitExpired,
    DrillingPermitSubmitted, WellCancelled, WellProposed,
};

use crate::api_number::ApiNumber;
use past::{
    DrillingPermitApprovedV1, FirstProductionRecordedV1, TotalDepthReachedV1, WellCompletedV1, WellPluggedV1,
    WellProposedV1, WellReturnedToServiceV1, WellShutInV1, WellSpuddedV1, WellTemporarilyAbandonedV1,
};

wellflow_decider::events! {
    /// What happens to a well.
    pub enum WellEvent {
        WellProposed = 2,
        ApiNumberAssigned = 1,
        DrillingPermitSubmitted = 1,
        DrillingPermitApproved = 2,
        DrillingPermitDenied = 1,
        DrillingPermitExpired = 1,
        WellCancelled = 1,
        WellSpudded = 2,
        WellReentered = 1,
        CasingSet = 1,
        DrillingProgressRecorded = 1,
        DrillingSuspended = 1,
        DrillingResumed = 1,
        TotalDepthReached = 2,
        WellboreSidetracked = 1,
        DryHoleDeclared = 1,
        CompletionStarted = 1,
        WellCompleted = 2,
        FirstProductionRecorded = 2,
        InjectionStarted = 1,
        InjectionStopped = 1,
        WellShutIn = 2,
        ProductionResumed = 1,
        InjectionResumed = 1,
        WellTemporarilyAbandoned = 2,
        TemporaryAbandonmentExtended = 1,
        WellReturnedToService = 2,
        WellRecompleted = 1,
        WellConverted = 1,
        OperatorChanged = 1,
        WellTestRecorded = 1,
        MechanicalIntegrityTested = 1,
        FluidLevelTested = 1,
        PluggingApproved = 1,
        WellPlugged = 2,
        SiteReleased = 1,
        ReentryApproved = 1,
        RegulatoryFlagChanged = 1,
        WellHistoryCorrected = 1,
        WellRecordVoided = 1,
        WellHistoryImported = 1,
        WellMilestoneImported = 1,
        CompletionStatusReported = 1,
    }
    past {
        WellProposed 1: WellProposedV1,
        DrillingPermitApproved 1: DrillingPermitApprovedV1,
        WellSpudded 1: WellSpuddedV1,
        TotalDepthReached 1: TotalDepthReachedV1,
        WellCompleted 1: WellCompletedV1,
        FirstProductionRecorded 1: FirstProductionRecordedV1,
        WellShutIn 1: WellShutInV1,
        WellTemporarilyAbandoned 1: WellTemporarilyAbandonedV1,
        WellReturnedToService 1: WellReturnedToServiceV1,
        WellPlugged 1: WellPluggedV1,
    }
}

/// The namespace in which the first ten digits of an API number are unique within an organization.
pub const API10_CLAIM: &str = "api10";

/// A fact without a claim that outsiders may see as it is.
macro_rules! published_fact {
    ($($fact:ident),+) => { $(
        impl Fact for $fact {
            fn effective_at(&self) -> DateTime<Utc> {
                self.effective_at
            }
            fn public_form(&self) -> Option<Self> {
                Some(self.clone())
            }
        }
    )+ };
}
use published_fact;

fn api10_change(number: &ApiNumber, action: ClaimAction) -> ClaimChange {
    ClaimChange {
        kind: API10_CLAIM,
        key: number.api10(),
        action,
    }
}
