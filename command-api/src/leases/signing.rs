//! Talks, signatures, and what is agreed, conveyed and pooled later: `/leases`, `/close-negotiation`, `/execute`, `/record`,
//! `/extend`, `/pool`, `/assign`, `/amend-royalty`, `/amend`.

use chrono::{DateTime, NaiveDate, Utc};
use wellflow_domain::depth::DepthInterval;
use wellflow_domain::ids::{LeaseId, OwnerId, UnitId};
use wellflow_domain::lease::{
    AmendLease, AmendRoyalty, AssignInterest, Clause, CloseLeaseNegotiation, Conveyance, ExecuteLease,
    ExerciseExtension, ForcePooling, Instrument, InterestAssignment, InterestKind, LeaseTask, LeaseTerms,
    OpenLeaseNegotiation, PoolLease, PooledTract, RecordLease, Recording, UnitKind,
};
use wellflow_domain::location::TimeZone;
use wellflow_domain::month::Month;
use wellflow_domain::quantity::{Acres, DecimalInterest, Percent, Usd};
use wellflow_domain::text::Text120;
use wellflow_domain::tract::TractName;

use super::completions::NamedCompletion;
use crate::body::{Chosen, StreamId, bodies, tagged_bodies};

/// The royalty is amended; which months are closed is seen.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct NewRoyalty {
    pub(crate) effective_at: DateTime<Utc>,
    pub(crate) royalty_rate: Percent,
    pub(crate) instrument: Instrument,
    pub(crate) completions: Vec<NamedCompletion>,
    pub(crate) restated_because: Option<Text120>,
}

bodies! {
    /// Talks about a lease begin.
    OpenLeaseNegotiation as OpenNegotiationBody {
        lease_id: Chosen<LeaseId>,
        effective_at: DateTime<Utc>,
        name: Text120,
        time_zone: TimeZone,
        lessee: OwnerId,
        lessors: Vec<OwnerId>,
    }

    /// The talks end without a lease.
    CloseLeaseNegotiation as CloseNegotiationBody { effective_at: DateTime<Utc>, reason: Text120 }

    /// The lease is signed.
    ExecuteLease as ExecuteLeaseBody {
        effective_at: DateTime<Utc>,
        name: Text120,
        time_zone: TimeZone,
        terms: Box<LeaseTerms>,
        execution_window_days: Option<u16>;
        lease_id = LeaseId::OF_THE_PATH,
    }

    /// The lease is recorded with the county.
    RecordLease as RecordLeaseBody { effective_at: DateTime<Utc>, recording: Recording }

    /// The primary term is lengthened.
    ExerciseExtension as ExerciseExtensionBody {
        effective_at: DateTime<Utc>,
        ends_on: NaiveDate,
        consideration_usd: Usd,
        instrument: Instrument,
    }

    /// A tract that joins a unit.
    PooledTract as PooledTractBody {
        unit_tract: Text120,
        tract: Option<TractName>,
        acres: Acres,
        factor: Option<DecimalInterest>,
    }

    /// What is in store for owners who were pooled by order.
    ForcePooling as ForcePoolingBody {
        order: Text120,
        drilling_penalty_percent: Option<u16>,
        equipment_penalty_percent: Option<u16>,
    }

    /// Tracts of the lease are pooled or unitized with others.
    PoolLease as PoolLeaseBody {
        effective_at: DateTime<Utc>,
        unit_id: UnitId,
        name: Text120,
        kind: UnitKind,
        depths: DepthInterval,
        tracts: Vec<PooledTract>,
        factors_agreed_in: Option<Text120>,
        instrument: Instrument,
        force_pooling: Option<ForcePooling>,
    }

    /// An interest is assigned.
    AssignInterest as AssignInterestBody { effective_at: DateTime<Utc>, assignment: InterestAssignment }

    /// An assignment of an interest in depths of one tract.
    InterestAssignment as InterestAssignmentBody {
        from: OwnerId,
        to: OwnerId,
        conveyance: Conveyance,
        fraction: DecimalInterest,
        tract: TractName,
        depths: DepthInterval,
        instrument: Instrument,
    }

    /// The royalty is amended from the first of a month on.
    NewRoyalty as AmendRoyaltyBody {
        effective_at: DateTime<Utc>,
        royalty_rate: Percent,
        instrument: Instrument,
        completions: Vec<NamedCompletion>,
        restated_because: Option<Text120>,
    }

    /// A clause is amended.
    AmendLease as AmendLeaseBody { effective_at: DateTime<Utc>, clause: Clause, instrument: Instrument }
}

tagged_bodies! {
    Conveyance by "kind" {
        "working_interest" => WorkingInterest { reserved_overriding_royalty: Option<DecimalInterest> },
        "carved" => Carved { royalty: InterestKind },
        "held" => Held { royalty: InterestKind },
    }
}

impl NewRoyalty {
    /// The task, with the last closed month as seen.
    pub(super) fn seeing(self, closed_through: Option<Month>) -> LeaseTask {
        let task = AmendRoyalty {
            effective_at: self.effective_at,
            royalty_rate: self.royalty_rate,
            instrument: self.instrument,
            closed_through,
            restated_because: self.restated_because,
        };
        task.into()
    }
}
