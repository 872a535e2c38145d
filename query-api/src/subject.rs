//! What one asks about by its id: a well, a lease, an owner, a division, a month, an AFE, an agreement, a policy. Which refusals say that there is none, or was none then.

use actix_web::HttpRequest;
use chrono::{DateTime, SecondsFormat, Utc};
use serde::Serialize;
use uuid::Uuid;
use wellflow_decider::Decider;
use wellflow_domain::afe::{Afe, AfeSummary};
use wellflow_domain::approval_policy::{ApprovalPolicy, ApprovalPolicyId, KnownPolicy};
use wellflow_domain::division_of_interest::{DivisionOfInterest, DivisionSummary};
use wellflow_domain::joint_operating_agreement::{JointOperatingAgreement, KnownAgreement};
use wellflow_domain::lease::{Lease, LeaseSummary};
use wellflow_domain::location::TimeZone;
use wellflow_domain::owner::{Owner, OwnerSummary};
use wellflow_domain::production_month::ProductionMonth;
use wellflow_domain::property_month::{PropertyMonth, PropertyMonthSummary};
use wellflow_domain::well::{Well, WellSummary};
use wellflow_event_store::{Point, RecordedEvent, StoreError, fold};
use wellflow_http::{FieldError, Principal, Problem, ProblemType};

use crate::authz::Read;
use crate::months::{self, Month};
use crate::params::parse_uuid;
use crate::problems::{
    AFE_NOT_YET_KNOWN, AFE_UNKNOWN, AGREEMENT_NOT_YET_KNOWN, AGREEMENT_UNKNOWN,
    APPROVAL_POLICY_NOT_YET_KNOWN, APPROVAL_POLICY_UNKNOWN, DIVISION_NOT_YET_KNOWN, DIVISION_UNKNOWN,
    LEASE_NOT_YET_KNOWN, LEASE_UNKNOWN, OWNER_NOT_YET_KNOWN, OWNER_UNKNOWN, PRODUCTION_MONTH_NOT_YET_KNOWN,
    PRODUCTION_MONTH_UNKNOWN, PROPERTY_MONTH_NOT_YET_KNOWN, PROPERTY_MONTH_UNKNOWN, WELL_NOT_YET_KNOWN,
    WELL_UNKNOWN,
};

/// An aggregate that is asked about by its id.
pub(crate) trait Subject: Decider {
    /// What is shown of it.
    type Summary: Serialize;

    /// What it is called in a sentence.
    const NAME: &'static str;
    /// The parameter that holds its id.
    const PARAMETER: &'static str;
    /// There is none.
    const UNKNOWN: &'static ProblemType;
    /// There was none then.
    const NOT_YET_KNOWN: &'static ProblemType;
    /// What a role must read to see it.
    const READ: Read;
    /// What a role must read, besides the events, to see everything in it: what it was and what changed is shown whole.
    const WHOLE: Read;

    /// Whether what is known of it is shown before it takes effect, where no day is asked about.
    const SHOWN_AHEAD: bool = false;

    /// What is shown at an instant; `None` while nothing is known.
    fn shown_at(&self, at: DateTime<Utc>) -> Option<Self::Summary>;

    /// The zone of its days; `None` for days in UTC, and while nothing is known.
    fn zone(&self) -> Option<TimeZone>;

    /// The id of the one a request is about: its path names it.
    ///
    /// # Errors
    /// `invalid-parameter`.
    fn named(_: &Principal, request: &HttpRequest) -> Result<Uuid, Problem> {
        let named = request.match_info().get(Self::PARAMETER);
        parse_uuid(Self::PARAMETER, named.unwrap_or_default())
    }
}

impl Subject for Well {
    type Summary = WellSummary;

    const NAME: &'static str = "well";
    const PARAMETER: &'static str = "well_id";
    const UNKNOWN: &'static ProblemType = WELL_UNKNOWN;
    const NOT_YET_KNOWN: &'static ProblemType = WELL_NOT_YET_KNOWN;
    const READ: Read = Read::Wells;
    const WHOLE: Read = Read::Wells;

    fn shown_at(&self, _: DateTime<Utc>) -> Option<WellSummary> {
        self.summary()
    }

    fn zone(&self) -> Option<TimeZone> {
        self.summary().map(|summary| summary.time_zone)
    }
}

impl Subject for Lease {
    type Summary = LeaseSummary;

    const NAME: &'static str = "lease";
    const PARAMETER: &'static str = "lease_id";
    const UNKNOWN: &'static ProblemType = LEASE_UNKNOWN;
    const NOT_YET_KNOWN: &'static ProblemType = LEASE_NOT_YET_KNOWN;
    const READ: Read = Read::Leases;
    const WHOLE: Read = Read::Considerations;

    fn shown_at(&self, at: DateTime<Utc>) -> Option<LeaseSummary> {
        self.summary_at(at)
    }

    fn zone(&self) -> Option<TimeZone> {
        // The same on every day.
        self.summary_at(DateTime::UNIX_EPOCH)
            .map(|summary| summary.time_zone)
    }
}

impl Subject for Owner {
    type Summary = OwnerSummary;

    const NAME: &'static str = "owner";
    const PARAMETER: &'static str = "owner_id";
    const UNKNOWN: &'static ProblemType = OWNER_UNKNOWN;
    const NOT_YET_KNOWN: &'static ProblemType = OWNER_NOT_YET_KNOWN;
    const READ: Read = Read::Owners;
    const WHOLE: Read = Read::PersonalData;

    fn shown_at(&self, _: DateTime<Utc>) -> Option<OwnerSummary> {
        self.summary()
    }

    fn zone(&self) -> Option<TimeZone> {
        None
    }
}

impl Subject for DivisionOfInterest {
    type Summary = DivisionSummary;

    const NAME: &'static str = "division";
    const PARAMETER: &'static str = "division_id";
    const UNKNOWN: &'static ProblemType = DIVISION_UNKNOWN;
    const NOT_YET_KNOWN: &'static ProblemType = DIVISION_NOT_YET_KNOWN;
    const READ: Read = Read::Ownership;
    const WHOLE: Read = Read::Ownership;

    fn shown_at(&self, _: DateTime<Utc>) -> Option<DivisionSummary> {
        self.summary()
    }

    fn zone(&self) -> Option<TimeZone> {
        self.summary().map(|summary| summary.division.time_zone)
    }
}

impl Subject for ProductionMonth {
    type Summary = Month;

    const NAME: &'static str = "production month";
    const PARAMETER: &'static str = "production_month_id";
    const UNKNOWN: &'static ProblemType = PRODUCTION_MONTH_UNKNOWN;
    const NOT_YET_KNOWN: &'static ProblemType = PRODUCTION_MONTH_NOT_YET_KNOWN;
    const READ: Read = Read::Production;
    const WHOLE: Read = Read::Production;
    const SHOWN_AHEAD: bool = true;

    fn shown_at(&self, _: DateTime<Utc>) -> Option<Month> {
        Month::of(self)
    }

    fn zone(&self) -> Option<TimeZone> {
        months::zone(self)
    }
}

impl Subject for PropertyMonth {
    type Summary = PropertyMonthSummary;

    const NAME: &'static str = "property month";
    const PARAMETER: &'static str = "property_month_id";
    const UNKNOWN: &'static ProblemType = PROPERTY_MONTH_UNKNOWN;
    const NOT_YET_KNOWN: &'static ProblemType = PROPERTY_MONTH_NOT_YET_KNOWN;
    const READ: Read = Read::Production;
    const WHOLE: Read = Read::Production;

    fn shown_at(&self, _: DateTime<Utc>) -> Option<PropertyMonthSummary> {
        self.summary()
    }

    fn zone(&self) -> Option<TimeZone> {
        self.summary().map(|summary| summary.property.time_zone)
    }
}

impl Subject for Afe {
    type Summary = AfeSummary;

    const NAME: &'static str = "AFE";
    const PARAMETER: &'static str = "afe_id";
    const UNKNOWN: &'static ProblemType = AFE_UNKNOWN;
    const NOT_YET_KNOWN: &'static ProblemType = AFE_NOT_YET_KNOWN;
    const READ: Read = Read::Afes;
    const WHOLE: Read = Read::Ownership;

    fn shown_at(&self, _: DateTime<Utc>) -> Option<AfeSummary> {
        self.summary()
    }

    fn zone(&self) -> Option<TimeZone> {
        self.summary().map(|summary| summary.time_zone)
    }
}

impl Subject for JointOperatingAgreement {
    type Summary = KnownAgreement;

    const NAME: &'static str = "operating agreement";
    const PARAMETER: &'static str = "agreement_id";
    const UNKNOWN: &'static ProblemType = AGREEMENT_UNKNOWN;
    const NOT_YET_KNOWN: &'static ProblemType = AGREEMENT_NOT_YET_KNOWN;
    const READ: Read = Read::Ownership;
    const WHOLE: Read = Read::Ownership;

    fn shown_at(&self, _: DateTime<Utc>) -> Option<KnownAgreement> {
        match self {
            Self::Unknown => None,
            Self::Known(known) => Some((**known).clone()),
        }
    }

    fn zone(&self) -> Option<TimeZone> {
        None
    }
}

impl Subject for ApprovalPolicy {
    type Summary = KnownPolicy;

    const NAME: &'static str = "approval policy";
    const PARAMETER: &'static str = "approval_policy_id";
    const UNKNOWN: &'static ProblemType = APPROVAL_POLICY_UNKNOWN;
    const NOT_YET_KNOWN: &'static ProblemType = APPROVAL_POLICY_NOT_YET_KNOWN;
    const READ: Read = Read::Afes;
    const WHOLE: Read = Read::Afes;

    fn shown_at(&self, _: DateTime<Utc>) -> Option<KnownPolicy> {
        match self {
            Self::Unknown => None,
            Self::Known(known) => Some((**known).clone()),
        }
    }

    fn zone(&self) -> Option<TimeZone> {
        None
    }

    /// An organization has one, and no path names it.
    fn named(principal: &Principal, _: &HttpRequest) -> Result<Uuid, Problem> {
        Ok(ApprovalPolicyId::of(principal.tenant.organization_id()).as_uuid())
    }
}

/// Nothing is known of it. One of another organization is no different.
pub(crate) fn unknown<S: Subject>(id: Uuid) -> Problem {
    let detail = format!("There is no {} {id}.", S::NAME);
    Problem::new(S::UNKNOWN, detail).with_error(FieldError::parameter(
        S::PARAMETER,
        S::UNKNOWN.slug,
        format!("no {} has this id", S::NAME),
    ))
}

/// There is one, and nothing of it is known or in effect at the point asked about. `how`: what the first of its facts does
/// at `first`; `place`: the parameter that names the point.
pub(crate) fn not_yet_known<S: Subject>(first: DateTime<Utc>, how: &str, place: &'static str) -> Problem {
    let first = first.to_rfc3339_opts(SecondsFormat::Micros, true);
    let error = FieldError::parameter(place, S::NOT_YET_KNOWN.slug, format!("earlier than {first}"));
    Problem::new(
        S::NOT_YET_KNOWN,
        format!("The first fact of this {} {how} at {first}.", S::NAME),
    )
    .with_error(error)
    .with_extension("first_known_at", first)
}

/// Its known facts show nothing at the point asked about: the first instant at which they do.
///
/// # Errors
/// When an event does not decode.
pub(crate) fn not_in_effect<S: Subject>(
    id: Uuid,
    known: &[RecordedEvent],
    place: &'static str,
) -> Result<Problem, StoreError> {
    let mut instants: Vec<_> = known.iter().map(|event| event.effective_at).collect();
    instants.sort_unstable();
    instants.dedup();
    for at in instants {
        let point = Point {
            position: None,
            effective: Some(at),
        };
        if fold::<S>(known, point)?.is_some_and(|folded| folded.state.shown_at(at).is_some()) {
            return Ok(not_yet_known::<S>(at, "takes effect", place));
        }
    }
    // Events that never amount to anything: nothing will be shown at any instant.
    Ok(unknown::<S>(id))
}
