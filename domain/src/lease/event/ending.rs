//! What is let go, how a lease ends, and what is said of its record.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use wellflow_decider::{ClaimAction, ClaimChange, Fact};

use super::signing::number_claims;
use super::{CorrectedLeaseFact, published_fact};
use crate::lease::stated::{AgencyLeaseKey, Instrument, ReleaseCause, ReleasedAcreage};
use crate::text::Text120;

published_fact!(
    LeasePartiallyReleased,
    LeaseReleased,
    LeaseExpired,
    LeaseTerminated,
    LeaseSurrendered
);

/// Ground or depths were let go; the lease stays in its stage.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LeasePartiallyReleased {
    /// When.
    pub effective_at: DateTime<Utc>,
    /// What was let go.
    pub acreage: Vec<ReleasedAcreage>,
    /// Why.
    pub cause: ReleaseCause,
    /// The paper.
    pub instrument: Instrument,
}

/// The last ground and depths were let go.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LeaseReleased {
    /// When.
    pub effective_at: DateTime<Utc>,
    /// What was let go.
    pub acreage: Vec<ReleasedAcreage>,
    /// The release.
    pub instrument: Instrument,
}

/// The term ran out with nothing that held the lease.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LeaseExpired {
    /// An instant after its last day.
    pub effective_at: DateTime<Utc>,
    /// Its last local day.
    pub last_day: NaiveDate,
}

/// Why a lease ended by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum TerminationCause {
    /// A delay rental was not paid by its day.
    RentalMissed {
        /// For which year.
        for_year: u8,
    },
    /// Production ceased for longer than the lease allows.
    ProductionCeased,
    /// Operations rested for longer than the lease allows.
    OperationsCeased,
    /// The period a shut-in royalty was paid for ran out.
    ShutInRoyaltyLapsed,
    /// A court or an agency ended it.
    Ordered {
        /// The order.
        order: Text120,
    },
}

/// The lease ended by its own terms or by an order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LeaseTerminated {
    /// An instant after its last day.
    pub effective_at: DateTime<Utc>,
    /// Its last local day.
    pub last_day: NaiveDate,
    /// Why.
    pub cause: TerminationCause,
}

/// The lease was given back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LeaseSurrendered {
    /// When.
    pub effective_at: DateTime<Utc>,
    /// The paper.
    pub instrument: Instrument,
}

/// An earlier fact was taken back, or another put in its place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LeaseHistoryCorrected {
    /// When.
    pub effective_at: DateTime<Utc>,
    /// The event it takes the place of.
    pub corrects_event_id: Uuid,
    /// The type of that event.
    pub corrects_event_type: Text120,
    /// What happened instead, at the same instant as this; `None` where nothing did.
    pub instead: Option<CorrectedLeaseFact>,
    /// Why.
    pub reason: Text120,
}

impl Fact for LeaseHistoryCorrected {
    fn effective_at(&self) -> DateTime<Utc> {
        self.effective_at
    }

    fn supersedes(&self) -> Option<Uuid> {
        Some(self.corrects_event_id)
    }

    fn public_form(&self) -> Option<Self> {
        Some(Self {
            instead: self.instead.as_ref().and_then(CorrectedLeaseFact::public_form),
            reason: Text120::withheld(),
            ..self.clone()
        })
    }
}

/// The record was entered in error: there is no such lease.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LeaseRecordVoided {
    /// When.
    pub effective_at: DateTime<Utc>,
    /// The lessee's own number, given up.
    pub lease_number: Option<Text120>,
    /// The agency's key, given up.
    pub agency_key: Option<AgencyLeaseKey>,
    /// Why.
    pub reason: Text120,
}

impl Fact for LeaseRecordVoided {
    fn effective_at(&self) -> DateTime<Utc> {
        self.effective_at
    }

    fn claims(&self) -> Vec<ClaimChange> {
        self.lease_number.as_ref().map_or_else(Vec::new, |number| {
            number_claims(number, self.agency_key.as_ref(), ClaimAction::Release)
        })
    }

    fn public_form(&self) -> Option<Self> {
        Some(Self {
            reason: Text120::withheld(),
            ..self.clone()
        })
    }
}
