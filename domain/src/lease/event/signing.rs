//! Talks, signatures, and what is agreed, conveyed and pooled later.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use wellflow_decider::{ClaimAction, ClaimChange, Fact};

use super::{AGENCY_LEASE_CLAIM, LEASE_NUMBER_CLAIM, published_fact};
use crate::ids::{LeaseId, OwnerId};
use crate::lease::stated::{
    AgencyLeaseKey, Clause, Instrument, InterestAssignment, LeaseTerms, PooledUnit, Recording,
    RoyaltyRestatement,
};
use crate::location::TimeZone;
use crate::month::Month;
use crate::quantity::{Percent, Usd};
use crate::text::Text120;

published_fact!(
    LeaseNegotiationOpened,
    LeaseRecorded,
    LeasePooled,
    InterestAssigned
);

/// The claims of a lease's numbers.
pub(super) fn number_claims(
    lease_number: &Text120,
    agency_key: Option<&AgencyLeaseKey>,
    action: ClaimAction,
) -> Vec<ClaimChange> {
    let own = ClaimChange {
        kind: LEASE_NUMBER_CLAIM,
        key: lease_number.to_string(),
        action,
    };
    let agency = agency_key.map(|key| ClaimChange {
        kind: AGENCY_LEASE_CLAIM,
        key: key.canonical(),
        action,
    });
    std::iter::once(own).chain(agency).collect()
}

/// Talks about a lease began.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LeaseNegotiationOpened {
    /// The stream.
    pub lease_id: LeaseId,
    /// When.
    pub effective_at: DateTime<Utc>,
    /// What the lease is called.
    pub name: Text120,
    /// The zone of its local days.
    pub time_zone: TimeZone,
    /// Who wants the lease.
    pub lessee: OwnerId,
    /// Who would give it.
    pub lessors: Vec<OwnerId>,
}

/// The talks ended without a lease.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LeaseNegotiationClosed {
    /// When.
    pub effective_at: DateTime<Utc>,
    /// Why.
    pub reason: Text120,
}

impl Fact for LeaseNegotiationClosed {
    fn effective_at(&self) -> DateTime<Utc> {
        self.effective_at
    }

    fn public_form(&self) -> Option<Self> {
        Some(Self {
            reason: Text120::withheld(),
            ..self.clone()
        })
    }
}

/// The lease was signed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LeaseExecuted {
    /// The stream.
    pub lease_id: LeaseId,
    /// When the last party signed.
    pub effective_at: DateTime<Utc>,
    /// What the lease is called.
    pub name: Text120,
    /// The zone of its local days.
    pub time_zone: TimeZone,
    /// What it says.
    pub terms: Box<LeaseTerms>,
}

impl Fact for LeaseExecuted {
    fn effective_at(&self) -> DateTime<Utc> {
        self.effective_at
    }

    fn claims(&self) -> Vec<ClaimChange> {
        let terms = &self.terms;
        number_claims(&terms.lease_number, terms.agency_key.as_ref(), ClaimAction::Claim)
    }

    fn public_form(&self) -> Option<Self> {
        Some(Self {
            terms: Box::new(self.terms.without_money()),
            ..self.clone()
        })
    }
}

/// The lease was recorded with the county.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LeaseRecorded {
    /// When.
    pub effective_at: DateTime<Utc>,
    /// Where it is found.
    pub recording: Recording,
}

/// The primary term was lengthened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LeaseExtended {
    /// When it was exercised.
    pub effective_at: DateTime<Utc>,
    /// The last local day from now on.
    pub ends_on: NaiveDate,
    /// What was paid for it; `None` where withheld.
    pub consideration_usd: Option<Usd>,
    /// The paper.
    pub instrument: Instrument,
}

impl Fact for LeaseExtended {
    fn effective_at(&self) -> DateTime<Utc> {
        self.effective_at
    }

    fn public_form(&self) -> Option<Self> {
        Some(Self {
            consideration_usd: None,
            ..self.clone()
        })
    }
}

/// Tracts of the lease were pooled or unitized with others.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LeasePooled {
    /// When.
    pub effective_at: DateTime<Utc>,
    /// The unit.
    pub unit: PooledUnit,
}

/// An interest passed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct InterestAssigned {
    /// When.
    pub effective_at: DateTime<Utc>,
    /// What passed.
    pub assignment: InterestAssignment,
}

/// The royalty was amended from the first of a month on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LeaseRoyaltyAmended {
    /// The beginning of the first month it holds for.
    pub effective_at: DateTime<Utc>,
    /// That month; decks are superseded from it on.
    pub from: Month,
    /// The new rate, in hundredths.
    pub royalty_rate: Percent,
    /// The amendment.
    pub instrument: Instrument,
    /// The closed months that change; `None` where none does.
    pub restatement: Option<RoyaltyRestatement>,
}

impl Fact for LeaseRoyaltyAmended {
    fn effective_at(&self) -> DateTime<Utc> {
        self.effective_at
    }

    fn public_form(&self) -> Option<Self> {
        let withheld = |restatement: &RoyaltyRestatement| RoyaltyRestatement {
            reason: Text120::withheld(),
            ..restatement.clone()
        };
        Some(Self {
            restatement: self.restatement.as_ref().map(withheld),
            ..self.clone()
        })
    }
}

/// A clause was amended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LeaseAmended {
    /// When.
    pub effective_at: DateTime<Utc>,
    /// The clause as it stands from now on.
    pub clause: Clause,
    /// The amendment.
    pub instrument: Instrument,
}

impl Fact for LeaseAmended {
    fn effective_at(&self) -> DateTime<Utc> {
        self.effective_at
    }

    fn public_form(&self) -> Option<Self> {
        Some(Self {
            clause: self.clause.without_money(),
            ..self.clone()
        })
    }
}
