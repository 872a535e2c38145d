//! The projections there are, in the order of their turns.

use chrono::{DateTime, Utc};
use wellflow_decider::Decider;
use wellflow_domain::afe::Afe;
use wellflow_domain::division_of_interest::DivisionOfInterest;
use wellflow_domain::joint_operating_agreement::JointOperatingAgreement;
use wellflow_domain::lease::Lease;
use wellflow_domain::owner::Owner;
use wellflow_domain::production_month::ProductionMonth;
use wellflow_domain::projection_repair::ProjectionRepair;
use wellflow_domain::well::Well;
use wellflow_event_store::RecordedEvent;
use wellflow_read_model::checkpoint::Checkpoint;
use wellflow_read_model::{
    AFE_HISTORY, AGREEMENT_HISTORY, LEASE_HISTORY, MONTHLY_PRODUCTION, OWNER_HISTORY, OWNERSHIP,
    PRODUCTION_HISTORY, ProjectionKey, SEARCH, WELL_HISTORY, WELL_SUMMARY,
};

use crate::ProjectorError;
use crate::advance::{Advanced, Ground, Moved, Projection, advance};
use crate::projections::{
    AfeHistory, AgreementHistory, LeaseHistory, MonthlyProduction, OwnerHistory, Ownership,
    ProductionHistory, Search, WellHistory, WellSummaries,
};
use crate::together::{Ready, made};

/// Something of the type that makes a part's rows, under the name given.
macro_rules! of {
    ($part:expr, $projection:ident => $what:expr) => {
        of!($part, $projection => $what,
            Wells WellSummaries, Months MonthlyProduction, Leases LeaseHistory, Owners OwnerHistory, Ownership Ownership,
            Afes AfeHistory, Agreements AgreementHistory, WellHistory WellHistory, ProductionHistory ProductionHistory,
            Search Search)
    };
    ($part:expr, $projection:ident => $what:expr, $($name:ident $type:ident),+) => {
        match $part {
            $(Part::$name => {
                type $projection = $type;
                $what
            })+
        }
    };
}

/// A projection, as far as a turn differs by it.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Part {
    Wells,
    Months,
    Leases,
    Owners,
    Ownership,
    Afes,
    Agreements,
    WellHistory,
    ProductionHistory,
    Search,
}

impl Part {
    /// Every projection there is, in the order of their turns.
    pub(crate) const ALL: [Self; 10] = [
        Self::Wells,
        Self::Months,
        Self::Leases,
        Self::Owners,
        Self::Ownership,
        Self::Afes,
        Self::Agreements,
        Self::WellHistory,
        Self::ProductionHistory,
        Self::Search,
    ];

    pub(crate) const fn key(self) -> ProjectionKey {
        match self {
            Self::Wells => WELL_SUMMARY,
            Self::Months => MONTHLY_PRODUCTION,
            Self::Leases => LEASE_HISTORY,
            Self::Owners => OWNER_HISTORY,
            Self::Ownership => OWNERSHIP,
            Self::Afes => AFE_HISTORY,
            Self::Agreements => AGREEMENT_HISTORY,
            Self::WellHistory => WELL_HISTORY,
            Self::ProductionHistory => PRODUCTION_HISTORY,
            Self::Search => SEARCH,
        }
    }

    /// The kinds whose events concern it.
    pub(crate) const fn kinds(self) -> &'static [&'static str] {
        match self {
            Self::Wells | Self::WellHistory => &[Well::KIND, ProjectionRepair::KIND],
            Self::Months | Self::ProductionHistory => &[ProductionMonth::KIND, ProjectionRepair::KIND],
            Self::Leases => &[Lease::KIND, ProjectionRepair::KIND],
            Self::Owners => &[Owner::KIND, ProjectionRepair::KIND],
            Self::Ownership => &[DivisionOfInterest::KIND, ProjectionRepair::KIND],
            Self::Afes => &[Afe::KIND, ProjectionRepair::KIND],
            Self::Agreements => &[JointOperatingAgreement::KIND, ProjectionRepair::KIND],
            Self::Search => &[
                Well::KIND,
                Lease::KIND,
                Owner::KIND,
                Afe::KIND,
                JointOperatingAgreement::KIND,
                ProjectionRepair::KIND,
            ],
        }
    }

    /// See [`Projection::MEANT`].
    pub(crate) const fn meant(self) -> &'static [&'static str] {
        of!(self, P => P::MEANT)
    }

    /// [`advance`] alone: the caller sees to boundaries, and no cache is told.
    pub(crate) async fn advance(
        self,
        ground: Ground<'_>,
        from: Checkpoint,
        events: &[RecordedEvent],
    ) -> Result<Advanced<()>, ProjectorError> {
        of!(self, P => plainly::<P>(ground, from, events, Utc::now()).await)
    }

    /// See [`made`].
    pub(crate) async fn made(
        self,
        ground: Ground<'_>,
        from: Checkpoint,
        events: &[RecordedEvent],
        now: DateTime<Utc>,
    ) -> Result<Option<Box<dyn Ready>>, ProjectorError> {
        of!(self, P => made::<P>(ground, from, events, now).await)
    }
}

async fn plainly<P: Projection>(
    ground: Ground<'_>,
    from: Checkpoint,
    events: &[RecordedEvent],
    now: DateTime<Utc>,
) -> Result<Advanced<()>, ProjectorError> {
    Ok(match Box::pin(advance::<P>(ground, from, events, now)).await? {
        Advanced::Still => Advanced::Still,
        Advanced::Lost => Advanced::Lost,
        Advanced::To(moved) => Advanced::To(Moved {
            to: moved.to,
            rows: (),
            parked: moved.parked,
        }),
    })
}

/// The keys of every projection there is.
pub(crate) const PROJECTIONS: [ProjectionKey; Part::ALL.len()] = {
    let mut keys = [WELL_SUMMARY; Part::ALL.len()];
    let mut nth = 0;
    while nth < keys.len() {
        keys[nth] = Part::ALL[nth].key();
        nth += 1;
    }
    keys
};

/// Something of each projection, in the order of [`PROJECTIONS`]. Their number is asked of what they are made of: asked of
/// the constant, an optimizing compiler runs in a circle (E0391).
pub(crate) type OfEach<T> = [T; Part::ALL.len()];
