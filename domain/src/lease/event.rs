//! What happens to a lease. Stored for ever: fields are never renamed, a new shape is a new version.

mod corrected;
mod ending;
mod imported;
mod keeping;
mod past;
mod signing;

pub use corrected::CorrectedLeaseFact;
pub use ending::{
    LeaseExpired, LeaseHistoryCorrected, LeasePartiallyReleased, LeaseRecordVoided, LeaseReleased,
    LeaseSurrendered, LeaseTerminated, TerminationCause,
};
pub use imported::{LeaseHistoryImported, LeaseStatusReported};
pub use keeping::{
    CessationClockCleared, CessationClockStarted, DelayRentalPaid, LeaseHeldByOperations,
    LeaseHeldByProduction, LeaseHeldByUnit, ShutInRoyaltyPaid,
};
pub use signing::{
    InterestAssigned, LeaseAmended, LeaseExecuted, LeaseExtended, LeaseNegotiationClosed,
    LeaseNegotiationOpened, LeasePooled, LeaseRecorded, LeaseRoyaltyAmended,
};

use past::{CessationClockClearedV1, LeaseHeldByProductionV1, LeaseHeldByUnitV1, LeaseHistoryCorrectedV1};

wellflow_decider::events! {
    /// What happens to a lease.
    pub enum LeaseEvent {
        LeaseNegotiationOpened = 1,
        LeaseNegotiationClosed = 1,
        LeaseExecuted = 1,
        LeaseRecorded = 1,
        DelayRentalPaid = 1,
        LeaseExtended = 1,
        LeaseHeldByProduction = 2,
        LeaseHeldByOperations = 1,
        LeaseHeldByUnit = 2,
        ShutInRoyaltyPaid = 1,
        CessationClockStarted = 1,
        CessationClockCleared = 2,
        LeasePooled = 1,
        LeasePartiallyReleased = 1,
        LeaseReleased = 1,
        InterestAssigned = 1,
        LeaseRoyaltyAmended = 1,
        LeaseAmended = 1,
        LeaseExpired = 1,
        LeaseTerminated = 1,
        LeaseSurrendered = 1,
        LeaseHistoryCorrected = 2,
        LeaseRecordVoided = 1,
        LeaseHistoryImported = 1,
        LeaseStatusReported = 1,
    }
    past {
        LeaseHeldByProduction 1: LeaseHeldByProductionV1,
        LeaseHeldByUnit 1: LeaseHeldByUnitV1,
        CessationClockCleared 1: CessationClockClearedV1,
        LeaseHistoryCorrected 1: LeaseHistoryCorrectedV1,
    }
}

/// The namespace in which a lessee's own numbers of leases are unique within an organization.
pub const LEASE_NUMBER_CLAIM: &str = "lease_number";

/// The namespace in which the keys of agencies are unique within an organization.
pub const AGENCY_LEASE_CLAIM: &str = "agency_lease";

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
