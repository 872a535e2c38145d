//! Talks, signatures, and what is agreed, conveyed and pooled later.

use chrono::{DateTime, NaiveDate, Utc};

use crate::depth::DepthInterval;
use crate::ids::{LeaseId, OwnerId, UnitId};
use crate::lease::stated::{
    Clause, ForcePooling, Instrument, InterestAssignment, LeaseTerms, Recording, UnitKind,
};
use crate::location::TimeZone;
use crate::month::Month;
use crate::quantity::{Acres, DecimalInterest, Percent, Usd};
use crate::text::Text120;
use crate::tract::TractName;

/// Talks about a lease begin.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenLeaseNegotiation {
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

/// The talks end without a lease.
#[derive(Clone, Debug, PartialEq)]
pub struct CloseLeaseNegotiation {
    /// When.
    pub effective_at: DateTime<Utc>,
    /// Why.
    pub reason: Text120,
}

/// The lease is signed.
#[derive(Clone, Debug, PartialEq)]
pub struct ExecuteLease {
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
    /// How many days may lie between the signature and the first day of the term; `None` where nobody limits them.
    pub execution_window_days: Option<u16>,
}

/// The lease is recorded with the county.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordLease {
    /// When.
    pub effective_at: DateTime<Utc>,
    /// Where it is found.
    pub recording: Recording,
}

/// The primary term is lengthened.
#[derive(Clone, Debug, PartialEq)]
pub struct ExerciseExtension {
    /// When it was exercised.
    pub effective_at: DateTime<Utc>,
    /// The last local day from now on.
    pub ends_on: NaiveDate,
    /// What was paid for it.
    pub consideration_usd: Usd,
    /// The paper.
    pub instrument: Instrument,
}

/// A tract that joins a unit.
#[derive(Clone, Debug, PartialEq)]
pub struct PooledTract {
    /// What the unit's papers call it.
    pub unit_tract: Text120,
    /// The tract of this lease that it is; `None` for ground of another lease.
    pub tract: Option<TractName>,
    /// The acres in the unit.
    pub acres: Acres,
    /// Its factor, where an agreement sets it; `None` where it follows the acres.
    pub factor: Option<DecimalInterest>,
}

/// Tracts of the lease are pooled or unitized with others.
#[derive(Clone, Debug, PartialEq)]
pub struct PoolLease {
    /// When.
    pub effective_at: DateTime<Utc>,
    /// The unit.
    pub unit_id: UnitId,
    /// Its name.
    pub name: Text120,
    /// How it came to be.
    pub kind: UnitKind,
    /// The depths it is made for.
    pub depths: DepthInterval,
    /// All its tracts, those of other leases included.
    pub tracts: Vec<PooledTract>,
    /// The agreement that sets the factors; `None` where they follow the acres.
    pub factors_agreed_in: Option<Text120>,
    /// The designation, agreement or order.
    pub instrument: Instrument,
    /// What is in store for owners who were pooled by order.
    pub force_pooling: Option<ForcePooling>,
}

/// An interest is assigned.
#[derive(Clone, Debug, PartialEq)]
pub struct AssignInterest {
    /// When it passes.
    pub effective_at: DateTime<Utc>,
    /// What passes.
    pub assignment: InterestAssignment,
}

/// The royalty is amended from the first of a month on.
#[derive(Clone, Debug, PartialEq)]
pub struct AmendRoyalty {
    /// The beginning of the first month it holds for.
    pub effective_at: DateTime<Utc>,
    /// The new rate, in hundredths.
    pub royalty_rate: Percent,
    /// The amendment.
    pub instrument: Instrument,
    /// The last month whose production is closed, as seen; `None` where none is.
    pub closed_through: Option<Month>,
    /// Why closed months are restated; `None` where they are not.
    pub restated_because: Option<Text120>,
}

/// A clause is amended.
#[derive(Clone, Debug, PartialEq)]
pub struct AmendLease {
    /// When.
    pub effective_at: DateTime<Utc>,
    /// The clause as it stands from now on.
    pub clause: Clause,
    /// The amendment.
    pub instrument: Instrument,
}
