//! What a lease may know of wells, and what others may know of a lease.

use chrono::NaiveDate;

use super::state::{Hold, Lease, Stage};
use super::stated::HeldWell;
use super::status::LeaseStatus;
use crate::depth::DepthInterval;
use crate::ids::{UnitId, WellId};
use crate::location::TimeZone;
use crate::month::local_day;
use crate::quantity::Feet;
use crate::text::CompletionName;
use crate::tract::TractName;
use crate::well::{CompletionStatus, Well, WellStatus};

/// Where a completion lies, as titles see it. A well does not know tracts, so whoever asks says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompletionPlace {
    /// The completion.
    pub completion: CompletionName,
    /// The tract of this lease it produces from; `None` for a tract of another lease in the same unit.
    pub tract: Option<TractName>,
    /// The unit it produces for.
    pub unit_id: Option<UnitId>,
    /// The base of the formation it produces from, where it lies deeper than the interval.
    pub formation_base_ft: Option<Feet>,
    /// Whether the bore is horizontal there.
    pub horizontal: bool,
}

/// A completion in the ground of the lease or of a unit it has a share in; the append holds the well's stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompletionSeen {
    /// The well.
    pub well_id: WellId,
    /// Where it lies.
    pub place: CompletionPlace,
    /// The depths it is open at, measured along the bore; all depths where they are not recorded.
    pub depths: DepthInterval,
    /// Whether it produces.
    pub producing: bool,
}

impl CompletionSeen {
    /// What there is to see of one completion of a well; `None` where the well has no such completion.
    pub fn of(well: &Well, place: CompletionPlace) -> Option<Self> {
        let summary = well.summary()?;
        let known = summary
            .completions
            .into_iter()
            .find(|known| known.name == place.completion)?;
        let depths = known
            .top_md_ft
            .and_then(|top_ft| DepthInterval::new(top_ft, known.bottom_md_ft).ok());
        Some(Self {
            well_id: summary.well_id,
            place,
            depths: depths.unwrap_or(DepthInterval::ALL),
            producing: known.status == CompletionStatus::Producing,
        })
    }

    /// The base of what it produces from; `None` where that is not known.
    pub(super) fn deepest_ft(&self) -> Option<Feet> {
        match (self.place.formation_base_ft, self.depths.base_ft()) {
            (Some(formation), Some(interval)) => Some(formation.max(interval)),
            (Some(formation), None) => Some(formation),
            (None, interval) => interval,
        }
    }

    /// The depths it produces from: its interval, and the formation where that lies deeper.
    pub(super) fn produces_at(&self) -> DepthInterval {
        match (self.place.formation_base_ft, self.depths.base_ft()) {
            (Some(formation), Some(interval)) if formation > interval => {
                DepthInterval::new(self.depths.top_ft(), Some(formation)).unwrap_or(self.depths)
            }
            (Some(_) | None, _) => self.depths,
        }
    }

    /// What the lease remembers of it.
    pub(super) fn held(&self) -> HeldWell {
        HeldWell {
            well_id: self.well_id,
            completion: self.place.completion.clone(),
            tract: self.place.tract.clone(),
            unit_id: self.place.unit_id,
            depths: self.depths,
            formation_base_ft: self.place.formation_base_ft,
        }
    }
}

/// A well whose shut-in royalty is paid; the append holds its stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShutInWellSeen {
    /// The well.
    pub well_id: WellId,
    /// Since which local day it is shut in; `None` where it is not.
    pub shut_in_on: Option<NaiveDate>,
    /// Whether it could produce.
    pub capable: bool,
}

impl ShutInWellSeen {
    /// What there is to see of a well: at rest since it was shut in, or since it was completed and never opened; capable
    /// where a completion could flow without more work.
    pub fn of(well: &Well, well_id: WellId) -> Self {
        let Some(summary) = well.summary() else {
            return Self {
                well_id,
                shut_in_on: None,
                capable: false,
            };
        };
        let at_rest = matches!(summary.status, WellStatus::ShutIn | WellStatus::Completed);
        let could_flow = |status| matches!(status, CompletionStatus::ShutIn | CompletionStatus::Completed);
        Self {
            well_id,
            shut_in_on: at_rest.then(|| local_day(summary.status_since, summary.time_zone)),
            capable: summary.completions.iter().any(|known| could_flow(known.status)),
        }
    }
}

impl HeldWell {
    /// Where the lease remembers that the completion lies.
    pub fn place(&self) -> CompletionPlace {
        CompletionPlace {
            completion: self.completion.clone(),
            tract: self.tract.clone(),
            unit_id: self.unit_id,
            formation_base_ft: self.formation_base_ft,
            horizontal: false,
        }
    }
}

impl Lease {
    /// The completions by which production or a unit holds the lease, as far as it remembers.
    pub fn held_wells(&self) -> &[HeldWell] {
        match self {
            Self::Unknown => &[],
            Self::Known(lease) => match &lease.standing.stage {
                Stage::Held {
                    hold: Hold::Production { wells } | Hold::Unit { wells, .. },
                } => wells,
                Stage::Held {
                    hold: Hold::Operations { .. } | Hold::ShutInRoyalty { .. },
                }
                | Stage::Negotiating
                | Stage::NotExecuted
                | Stage::Signed
                | Stage::Released
                | Stage::Expired
                | Stage::Terminated
                | Stage::Surrendered
                | Stage::Voided
                | Stage::Reported { .. } => &[],
            },
        }
    }

    /// Adds to where a completion lies what the lease remembers of it and nobody said again.
    pub fn recall(&self, well_id: WellId, place: &mut CompletionPlace) {
        let mut wells = self.held_wells().iter();
        let held = wells.find(|held| (held.well_id, &held.completion) == (well_id, &place.completion));
        if let Some(held) = held {
            place.formation_base_ft = place.formation_base_ft.or(held.formation_base_ft);
        }
    }

    /// The zone of its local days; `None` where nothing is known of it.
    pub fn time_zone(&self) -> Option<TimeZone> {
        match self {
            Self::Unknown => None,
            Self::Known(lease) => Some(lease.time_zone),
        }
    }
}

/// The facts of a lease against which others are checked, on one local day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LeaseSeen {
    /// There is no such lease.
    Unknown,
    /// There is one.
    Known {
        /// Its status on the day.
        status: LeaseStatus,
        /// The last day it is in force by what is known; `None` where nothing ends it.
        until: Option<NaiveDate>,
        /// The tracts and depths it holds.
        held: Vec<(TractName, DepthInterval)>,
    },
}

impl LeaseSeen {
    /// What there is to see of a lease on a local day. A record entered in error is no lease.
    pub fn of(lease: &Lease, on: NaiveDate) -> Self {
        match lease {
            Lease::Unknown => Self::Unknown,
            Lease::Known(lease) => match lease.status_on(on) {
                LeaseStatus::Voided => Self::Unknown,
                status => Self::Known {
                    status,
                    until: lease.holding(on).and_then(|holding| holding.until),
                    held: lease.title.held(),
                },
            },
        }
    }
}
