//! How far the projections are behind the ledgers, in events and in time.
//!
//! An organization that is not behind costs nothing here: the figures are made of those that are, as far as they have
//! been found.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use uuid::Uuid;

/// Organizations named as the worst.
pub(crate) const WORST: usize = 10;

/// The projector's latest report on its lag; clones share it.
#[derive(Clone, Debug, Default)]
pub struct Lags(Arc<Mutex<LagReport>>);

impl Lags {
    /// The latest report.
    pub fn report(&self) -> LagReport {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn set(&self, report: LagReport) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = report;
    }
}

/// How far the projections are behind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LagReport {
    /// Organizations there were in the last round of the sweep; several projectors share them.
    pub organizations: u64,
    /// Every projection with its totals.
    pub projections: Vec<ProjectionLag>,
    /// Those that wait longest, the worst first; at most ten.
    pub worst: Vec<OrganizationLag>,
}

/// How far a projection is behind, over all organizations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProjectionLag {
    /// Its name.
    pub projection: &'static str,
    /// Organizations in which it is behind.
    pub organizations: u64,
    /// Events it has not applied, over all of them: tip minus checkpoint.
    pub events: u64,
    /// The age of the oldest commit it has not applied; `None` where it is behind nowhere, or it was not measured yet.
    pub longest: Option<Duration>,
    /// Streams it cannot take in, over all organizations; each waits for a repair.
    pub parked: u64,
}

/// How far a projection is behind in an organization.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrganizationLag {
    /// The organization.
    pub organization_id: Uuid,
    /// The projection's name.
    pub projection: &'static str,
    /// Events it has not applied.
    pub events: u64,
    /// The age of the oldest commit it has not applied; `None`: not measured yet.
    pub waiting: Option<Duration>,
}

impl LagReport {
    /// Counts one organization's lag in.
    pub(crate) fn count(
        &mut self,
        organization_id: Uuid,
        projection: &'static str,
        events: u64,
        waiting: Option<Duration>,
    ) {
        if let Some(total) = self.projections.iter_mut().find(|it| it.projection == projection) {
            total.organizations += 1;
            total.events += events;
            total.longest = total.longest.max(waiting);
        }
        let lag = OrganizationLag {
            organization_id,
            projection,
            events,
            waiting,
        };
        let rank = |it: &OrganizationLag| (it.waiting, it.events);
        let place = self.worst.partition_point(|it| rank(it) >= rank(&lag));
        if place < WORST {
            self.worst.insert(place, lag);
            self.worst.truncate(WORST);
        }
    }
}

/// How long ago an instant was; an instant of a clock ahead of ours was just now.
pub(crate) fn age(instant: DateTime<Utc>, now: DateTime<Utc>) -> Duration {
    (now - instant).to_std().unwrap_or_default()
}
