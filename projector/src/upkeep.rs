//! What the schedule sees to every few seconds, for the organizations that are not at rest: facts that take effect soon,
//! the lag, and the marks in Redis.
//!
//! Everything here costs what it finds, however many organizations there are. What fails is done the next time.

use std::collections::HashMap;
use std::time::Duration;

use chrono::{TimeDelta, Utc};
use tokio::time::Instant;
use uuid::Uuid;
use wellflow_event_store::Progress as _;
use wellflow_read_model::{ProjectionKey, WELL_SUMMARY, checkpoint, parked};

use crate::ProjectorError;
use crate::lag::LagReport;
use crate::part::{OfEach, PROJECTIONS};
use crate::places::Places;
use crate::schedule::Schedule;
use crate::status::{Measured, Positions};

/// How often.
pub(crate) const EVERY: Duration = Duration::from_secs(5);
/// Alarms are set for facts that take effect within this time; later ones are found in time.
pub(crate) const SOON: TimeDelta = TimeDelta::seconds(30);
/// Organizations in which a fact takes effect soon, at a time.
const BOUNDARIES: u32 = 10_000;
/// Organizations whose lag is measured at a time.
const MEASURED: usize = 2_000;
/// A projection that is behind for so long is worth a line in the log, as often.
const LONG: Duration = Duration::from_secs(60);

impl Schedule {
    pub(crate) async fn upkeep(&mut self) {
        let seen_to = async {
            self.set_alarms().await?;
            self.look_back().await?;
            self.measure().await?;
            self.count_parked().await?;
            self.renew_marks().await
        };
        if let Err(error) = seen_to.await {
            // The sweep asks the same database and says what is wrong.
            tracing::debug!(error = error.chain(), "upkeep failed");
        }
        self.changed();
    }

    /// Gives a turn where a fact takes effect by now, and sets the alarm where one does soon.
    async fn set_alarms(&mut self) -> Result<(), ProjectorError> {
        let now = Utc::now();
        let pool = self.means.pool.pool();
        for (id, at) in checkpoint::boundaries(pool, WELL_SUMMARY, now + SOON, BOUNDARIES).await? {
            if self.is_busy(id) || !self.shares.has(id) {
                continue;
            }
            if at > now {
                self.alarms.set(id, Some(at));
            } else if !self.back_offs.rests(id, Some(WELL_SUMMARY)) {
                self.ask(id, None);
            }
        }
        Ok(())
    }

    /// Looks whether what was written lately is still there: what no commit waited for may have gone with a server that crashed.
    async fn look_back(&mut self) -> Result<(), ProjectorError> {
        let (ids, looked) = (self.unsettled.all(), Instant::now());
        if ids.is_empty() {
            return Ok(());
        }
        let places = Places {
            pool: self.means.pool.clone(),
            warm: self.warm.clone(),
            shares: self.shares.clone(),
        };
        let places = places.places(&ids).await?;
        for id in ids {
            let found = places.get(&id).map_or(0, |place| place.position);
            if self.unsettled.is_lost(id, found, looked) {
                tracing::warn!(organization_id = %id, position = found, "rows written last are gone, and are made again");
                self.reached(id, found);
                self.ask(id, None);
            }
        }
        Ok(())
    }

    /// Measures the lag of the organizations that are behind or in trouble.
    async fn measure(&mut self) -> Result<(), ProjectorError> {
        let ids = self.status.to_measure(MEASURED);
        if ids.is_empty() {
            return Ok(());
        }
        let mut positions: HashMap<Uuid, Positions> = HashMap::with_capacity(ids.len());
        for id in &ids {
            positions.insert(*id, Positions::default());
        }
        for (nth, projection) in PROJECTIONS.into_iter().enumerate() {
            for (id, found) in checkpoint::many(self.means.pool.pool(), projection, &ids).await? {
                positions.entry(id).or_default()[nth] = found.position;
            }
        }
        let mut places: Vec<(Uuid, u64)> = positions
            .iter()
            .flat_map(|(id, positions)| positions.iter().map(|position| (*id, *position)))
            .collect();
        places.sort_unstable();
        places.dedup();
        let mut measured: HashMap<Uuid, Measured> = HashMap::with_capacity(ids.len());
        for ahead in self.means.ledger.ahead_of(&places).await? {
            let Some(positions) = positions.get(&ahead.organization_id).copied() else {
                continue;
            };
            let fresh = Measured {
                tip: ahead.tip,
                positions,
                since: OfEach::default(),
            };
            let of = measured.entry(ahead.organization_id).or_insert(fresh);
            for (since, position) in of.since.iter_mut().zip(positions) {
                if position == ahead.position {
                    *since = ahead.waiting_since;
                }
            }
        }
        for (id, measured) in measured {
            self.status.measured(id, measured);
        }
        Ok(())
    }

    /// Counts the streams that wait for a repair.
    async fn count_parked(&mut self) -> Result<(), ProjectorError> {
        let counts = parked::counts(self.means.pool.pool()).await?;
        let of = |key: ProjectionKey| {
            let found = counts
                .iter()
                .find(|((name, version), _)| (name.as_str(), *version) == (key.name, key.version));
            found.map_or(0, |(_, waiting)| waiting.streams)
        };
        self.status.parked(PROJECTIONS.map(of));
        Ok(())
    }

    /// Keeps the marks of those that were busy last alive, where their wells are at rest.
    async fn renew_marks(&mut self) -> Result<(), ProjectorError> {
        if !self.means.cache.is_on() {
            return Ok(());
        }
        let (now, since) = (Utc::now(), std::time::Instant::now());
        let found = checkpoint::many(self.means.pool.pool(), WELL_SUMMARY, &self.warm.all()).await?;
        let resting: Vec<(Uuid, u64)> = found
            .into_iter()
            .filter(|(id, wells)| {
                let due = wells.next_boundary_at.is_some_and(|at| at <= now);
                !due && !wells.quiet
                    && self.shares.has(*id)
                    && !self.is_busy(*id)
                    && self.status.is_at_rest(*id)
            })
            .map(|(id, wells)| (id, wells.position))
            .collect();
        self.means.cache.renew(&resting, since).await;
        Ok(())
    }

    /// Names those in the log that have been behind for long.
    pub(crate) fn complain(&mut self, report: &LagReport) {
        if self.complained.is_some_and(|at| at.elapsed() < LONG) {
            return;
        }
        for lag in &report.worst {
            let Some(waiting) = lag.waiting.filter(|waiting| *waiting >= LONG) else {
                continue;
            };
            self.complained = Some(Instant::now());
            tracing::warn!(
                organization_id = %lag.organization_id, projection = lag.projection, events = lag.events,
                seconds = waiting.as_secs(), "behind for long"
            );
        }
    }
}
