//! What happens to an AFE. Stored for ever: fields are never renamed, a new shape is a new version.

mod budget;
mod costs;
mod ending;
mod voting;

use crate::declared::corrected_facts;
use crate::text::Text120;

pub use budget::*;
pub use costs::*;
pub use ending::*;
pub use voting::*;

wellflow_decider::events! {
    /// What happens to an AFE.
    pub enum AfeEvent {
        AfeDrafted = 1,
        AfeLineRevised = 1,
        AfeSubmitted = 1,
        AfeInternallyApproved = 1,
        AfeInternallyRejected = 1,
        AfeApprovalsRevoked = 1,
        AfeBallotOpened = 1,
        AfeBallotCast = 1,
        AfeBallotWithdrawn = 1,
        AfeBallotClosed = 1,
        NonConsentShareReallocated = 1,
        AfeAuthorized = 1,
        AfeFundsAllocated = 1,
        AfeFundsDeallocated = 1,
        AfeAuthorizationNotified = 1,
        AfeAuthorizationNoticeRetracted = 1,
        AfeWorkStarted = 1,
        AfeCostCommitted = 1,
        AfeCommitmentReleased = 1,
        AfeCostPosted = 1,
        AfeCostReversed = 1,
        AfeOverrunDetected = 1,
        AfeSupplementSubmitted = 1,
        AfeSupplementApproved = 1,
        AfeSupplementRejected = 1,
        AfeSupplementAuthorized = 1,
        AfeWorkCompleted = 1,
        AfeCostsClosed = 1,
        AfeClosed = 1,
        AfeReopened = 1,
        AfeCancelled = 1,
        AfeWithdrawn = 1,
        AfeLapsed = 1,
        AfeHistoryCorrected = 1,
    }
}

corrected_facts! {
    /// What happened instead. JSON: `{"event_type":"AfeBallotCast","fact":{...}}`. Money that was posted is reversed, never
    /// corrected; what was decided is decided anew.
    pub enum CorrectedAfeFact of AfeEvent by AfeHistoryCorrected;
    AfeDrafted,
    AfeBallotCast,
    AfeWorkStarted,
    AfeCostCommitted,
    AfeCommitmentReleased,
    AfeWorkCompleted,
    AfeCancelled,
    AfeWithdrawn,
    AfeLapsed,
}

/// The namespace in which the numbers of AFEs are unique within an organization.
pub const AFE_CLAIM: &str = "afe";
