//! A lease as shown on a day, derived from its state.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::holding::LeaseHolding;
use super::state::{KnownLease, Lease};
use super::stated::{
    AgencyLeaseKey, Clauses, InterestKind, Lessor, MineralOwner, PooledUnit, Recording, Rental, TractStated,
};
use super::status::LeaseStatus;
use super::title::{HeldTract, Slice};
use crate::depth::DepthInterval;
use crate::ids::{LeaseId, OwnerId};
use crate::location::{StateCode, TimeZone};
use crate::month::day_start;
use crate::quantity::{Acres, DecimalInterest, Percent};
use crate::text::Text120;
use crate::tract::TractName;
use crate::well::{AgencyStatus, ImportWarning};

/// A lease on a local day. Absent facts are `null`, decimals are strings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LeaseSummary {
    /// The stream.
    pub lease_id: LeaseId,
    /// What it is called.
    pub name: Text120,
    /// The lessee's number of it, or else the agency's.
    pub lease_number: Option<Text120>,
    /// The key of an agency.
    pub agency_key: Option<AgencyLeaseKey>,
    /// Who owns the minerals.
    pub mineral_owner: Option<MineralOwner>,
    /// The zone of its local days.
    pub time_zone: TimeZone,
    /// The stage it is in on the day.
    pub status: LeaseStatus,
    /// Since when.
    pub status_since: DateTime<Utc>,
    /// What the agency last filed.
    pub agency_status: Option<AgencyStatus>,
    /// What holds it, and until when.
    pub holding: Option<LeaseHolding>,
    /// The lessors.
    pub lessors: Vec<Lessor>,
    /// The lessee who signed.
    pub lessee: Option<OwnerId>,
    /// The first local day.
    pub effective_on: Option<NaiveDate>,
    /// The last local day of the primary term, extensions included.
    pub primary_term_ends_on: Option<NaiveDate>,
    /// The lessors' share, in hundredths.
    pub royalty_rate: Option<Percent>,
    /// What is paid to put drilling off.
    pub rental: Option<Rental>,
    /// The clauses.
    pub clauses: Option<Clauses>,
    /// Where it is recorded.
    pub recording: Option<Recording>,
    /// Its tracts.
    pub tracts: Vec<TractSummary>,
    /// The blocks of an agency's record.
    pub blocks: Vec<TractName>,
    /// The units it has a share in.
    pub units: Vec<PooledUnit>,
    /// Rules that agencies' records break.
    pub warnings: Vec<ImportWarning>,
}

/// A tract.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TractSummary {
    /// Its name.
    pub tract: TractName,
    /// The county, parish or area.
    pub county: Option<Text120>,
    /// The state.
    pub state: Option<StateCode>,
    /// Its acres.
    pub gross_acres: Acres,
    /// The acres still held.
    pub held_acres: Acres,
    /// The depths still held, and who holds what in them.
    pub slices: Vec<SliceSummary>,
}

/// Depths in which everybody's interests are the same.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SliceSummary {
    /// The depths.
    pub depths: DepthInterval,
    /// The interests.
    pub interests: Vec<InterestHeld>,
}

/// An owner's interest.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct InterestHeld {
    /// Who.
    pub owner_id: OwnerId,
    /// What.
    pub interest: InterestKind,
    /// How much of the whole.
    pub fraction: DecimalInterest,
}

impl Lease {
    /// The lease as shown on a local day; `None` where nothing is known of it.
    pub fn summary_on(&self, on: NaiveDate) -> Option<LeaseSummary> {
        match self {
            Self::Unknown => None,
            Self::Known(lease) => Some(lease.summary_on(on)),
        }
    }

    /// The lease as shown at an instant, on the local day it lies in.
    pub fn summary_at(&self, at: DateTime<Utc>) -> Option<LeaseSummary> {
        match self {
            Self::Unknown => None,
            Self::Known(lease) => Some(lease.summary_on(lease.day(at))),
        }
    }
}

impl Lease {
    /// The tracts as the lease describes them, in the words of its amendments; none before it is signed.
    pub fn tracts_stated(&self) -> &[TractStated] {
        match self {
            Self::Unknown => &[],
            Self::Known(lease) => lease.terms.as_ref().map_or(&[], |terms| &terms.tracts),
        }
    }
}

impl LeaseSummary {
    /// The same without what the parties pay.
    #[must_use]
    pub fn without_money(&self) -> Self {
        Self {
            rental: self.rental.map(Rental::without_money),
            clauses: self.clauses.as_ref().map(Clauses::without_money),
            ..self.clone()
        }
    }

    /// The instants after which the lease may show something else although nothing happens: its term begins, what holds it
    /// has run out.
    pub fn turns(&self) -> Vec<DateTime<Utc>> {
        let until = self.holding.as_ref().and_then(|holding| holding.until);
        let days = [self.effective_on, until.and_then(|until| until.succ_opt())];
        days.into_iter()
            .flatten()
            .map(|day| day_start(day, self.time_zone))
            .collect()
    }
}

impl KnownLease {
    fn summary_on(&self, on: NaiveDate) -> LeaseSummary {
        let terms = self.terms.as_ref();
        let agency = self.agency.as_ref();
        LeaseSummary {
            lease_id: self.lease_id,
            name: self.name.clone(),
            lease_number: terms
                .map(|terms| terms.lease_number.clone())
                .or_else(|| agency.map(|record| record.lease_number.clone())),
            agency_key: terms.and_then(|terms| terms.agency_key.clone()),
            mineral_owner: terms
                .map(|terms| terms.mineral_owner)
                .or_else(|| agency.map(|record| record.mineral_owner)),
            time_zone: self.time_zone,
            status: self.status_on(on),
            status_since: self.standing.since,
            agency_status: agency.and_then(|record| record.status.clone()),
            holding: self.holding(on),
            lessors: terms.map_or_else(Vec::new, |terms| terms.lessors.clone()),
            lessee: terms.map(|terms| terms.lessee),
            effective_on: terms
                .map(|terms| terms.primary_term.effective_on)
                .or_else(|| agency.and_then(|record| record.effective_on)),
            primary_term_ends_on: self.primary_term_end(),
            royalty_rate: terms.map(|terms| terms.royalty_rate),
            rental: terms.map(|terms| terms.rental),
            clauses: terms.map(|terms| terms.clauses.clone()),
            recording: self.recording.clone(),
            tracts: self.title.tracts.iter().map(tract).collect(),
            blocks: agency.map_or_else(Vec::new, |record| record.blocks.iter().cloned().collect()),
            units: self.units.values().cloned().collect(),
            warnings: agency.map_or_else(Vec::new, |record| record.warnings.clone()),
        }
    }
}

fn tract((name, held): (&TractName, &HeldTract)) -> TractSummary {
    TractSummary {
        tract: name.clone(),
        county: held.county.clone(),
        state: held.state,
        gross_acres: held.gross_acres,
        held_acres: held.held_acres,
        slices: held.slices.iter().map(slice).collect(),
    }
}

fn slice(slice: &Slice) -> SliceSummary {
    let kinds = [
        InterestKind::WorkingInterest,
        InterestKind::OverridingRoyalty,
        InterestKind::NonParticipatingRoyalty,
    ];
    let of_kind = |interest: InterestKind| {
        let shares = slice.shares(interest).iter();
        shares.map(move |(owner_id, fraction)| InterestHeld {
            owner_id: *owner_id,
            interest,
            fraction: *fraction,
        })
    };
    SliceSummary {
        depths: slice.depths,
        interests: kinds.into_iter().flat_map(of_kind).collect(),
    }
}
