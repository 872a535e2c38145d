//! What is let go, how a lease ends, and what is said of its record: `/release`, `/apply-pugh-clause`,
//! `/apply-retained-acreage`, `/expire`, `/terminate`, `/surrender`, `/void`.

use chrono::{DateTime, Utc};
use wellflow_domain::depth::Depths;
use wellflow_domain::ids::WellId;
use wellflow_domain::lease::{
    ApplyPughClause, ApplyRetainedAcreage, CompletionSeen, ExpireLease, Instrument, LeaseTask,
    ReleaseAcreage, ReleasedAcreage, RetainedAcres, SurrenderLease, TerminateLease, TerminationCause,
    VoidLeaseRecord,
};
use wellflow_domain::quantity::Acres;
use wellflow_domain::text::{Remarks, Text120};
use wellflow_domain::tract::TractName;

use super::completions::NewPlace;
use crate::body::{bodies, tagged_bodies};

/// Ground or depths are to be released; what produces from them is seen.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct NewRelease {
    pub(crate) effective_at: DateTime<Utc>,
    pub(crate) acreage: Vec<ReleasedAcreage>,
    pub(crate) instrument: Instrument,
    pub(crate) completions: Vec<NewPlace>,
}

/// The Pugh clause is to take effect; what produces is seen.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct NewPugh {
    pub(crate) effective_at: DateTime<Utc>,
    pub(crate) completions: Vec<NewPlace>,
    pub(crate) instrument: Instrument,
}

/// The retained-acreage clause is to take effect; what produces is seen.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct NewRetained {
    pub(crate) effective_at: DateTime<Utc>,
    pub(crate) retained: Vec<RetainedAcres>,
    pub(crate) released_legal: Remarks,
    pub(crate) completions: Vec<NewPlace>,
    pub(crate) instrument: Instrument,
}

/// The lease is to be given back; what produces is seen.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct NewSurrender {
    pub(crate) effective_at: DateTime<Utc>,
    pub(crate) instrument: Instrument,
    pub(crate) completions: Vec<NewPlace>,
}

bodies! {
    /// Ground or depths are released.
    NewRelease as ReleaseAcreageBody {
        effective_at: DateTime<Utc>,
        acreage: Vec<ReleasedAcreage>,
        instrument: Instrument,
        completions: Vec<NewPlace>,
    }

    /// The Pugh clause takes effect.
    NewPugh as ApplyPughBody {
        effective_at: DateTime<Utc>,
        completions: Vec<NewPlace>,
        instrument: Instrument,
    }

    /// Acres that a well keeps.
    RetainedAcres as RetainedAcresBody { well_id: WellId, tract: TractName, acres: Acres }

    /// The retained-acreage clause takes effect.
    NewRetained as ApplyRetainedBody {
        effective_at: DateTime<Utc>,
        retained: Vec<RetainedAcres>,
        released_legal: Remarks,
        completions: Vec<NewPlace>,
        instrument: Instrument,
    }

    /// The term ran out.
    ExpireLease as ExpireLeaseBody { effective_at: DateTime<Utc> }

    /// The lease ended by its own terms or by an order.
    TerminateLease as TerminateLeaseBody { effective_at: DateTime<Utc>, cause: TerminationCause }

    /// The lease is given back.
    NewSurrender as SurrenderLeaseBody {
        effective_at: DateTime<Utc>,
        instrument: Instrument,
        completions: Vec<NewPlace>,
    }

    /// The record was entered in error.
    VoidLeaseRecord as VoidLeaseBody { effective_at: DateTime<Utc>, reason: Text120 }
}

tagged_bodies! {
    ReleasedAcreage by "kind" {
        "depths" => Depths { tract: TractName, depths: Depths },
        "ground" => Ground { tract: TractName, acres: Acres, legal: Remarks },
    }

    TerminationCause by "kind" {
        "rental_missed" => RentalMissed { for_year: u8 },
        "production_ceased" => ProductionCeased {},
        "operations_ceased" => OperationsCeased {},
        "shut_in_royalty_lapsed" => ShutInRoyaltyLapsed {},
        "ordered" => Ordered { order: Text120 },
    }
}

impl NewRelease {
    /// The task, with the completions as seen.
    pub(super) fn seeing(self, completions: Vec<CompletionSeen>) -> LeaseTask {
        let task = ReleaseAcreage {
            effective_at: self.effective_at,
            acreage: self.acreage,
            instrument: self.instrument,
            completions,
        };
        task.into()
    }
}

impl NewPugh {
    /// The task, with the completions as seen.
    pub(super) fn seeing(self, completions: Vec<CompletionSeen>) -> LeaseTask {
        let task = ApplyPughClause {
            effective_at: self.effective_at,
            completions,
            instrument: self.instrument,
        };
        task.into()
    }
}

impl NewRetained {
    /// The task, with the completions as seen.
    pub(super) fn seeing(self, completions: Vec<CompletionSeen>) -> LeaseTask {
        let task = ApplyRetainedAcreage {
            effective_at: self.effective_at,
            retained: self.retained,
            released_legal: self.released_legal,
            completions,
            instrument: self.instrument,
        };
        task.into()
    }
}

impl NewSurrender {
    /// The task, with the completions as seen.
    pub(super) fn seeing(self, completions: Vec<CompletionSeen>) -> LeaseTask {
        let task = SurrenderLease {
            effective_at: self.effective_at,
            instrument: self.instrument,
            completions,
        };
        task.into()
    }
}
