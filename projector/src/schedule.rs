//! The loop: who has a turn, and when.
//!
//! One task decides; turns of different organizations run beside each other, an organization never has two at once. A
//! long backlog is worked off turn by turn, at the end of the queue each time, and one place is left to those that have none,
//! so that it does not hold others up. What gives a turn is the tail (a hint, or the sweep that finds what no hint told), an
//! alarm (a fact recorded ahead takes effect), or the end of a wait after a failure.
//!
//! Invariant: what is kept here is kept of organizations that are busy, behind, in trouble or due soon; while the queue
//! is full the tail waits.

use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::task::{Id, JoinError, JoinSet};
use tokio::time::{Instant, MissedTickBehavior};
use uuid::Uuid;
use wellflow_event_store::{LedgerReader, Pace, Signal, Tail, TailConfig};
use wellflow_http::Readiness;
use wellflow_read_model::ProjectionKey;
use wellflow_runtime::{DatabaseConfig, RedisLink, Shutdown, TenantPool};

use crate::ProjectorError;
use crate::advance::MOST_ROWS;
use crate::ahead::BATCH_EVENTS;
use crate::alarms::Alarms;
use crate::back_off::{BackOffs, Part};
use crate::cache::Cache;
use crate::lag::Lags;
use crate::part::PROJECTIONS;
use crate::places::Places;
use crate::shares::Shares;
use crate::statistics::Statistics;
use crate::status::{Status, Trouble};
use crate::step::{Means, Turn};
use crate::turns::{AT_ONCE, Turns};
use crate::unsettled::Unsettled;
use crate::upkeep;
use crate::warm::Warm;

/// Between two reports at least.
const REPORT: Duration = Duration::from_millis(250);

/// What the projector works with.
#[derive(Clone, Debug)]
pub struct ProjectorConfig {
    /// The pool of the role `wellflow_projector`; up to ten connections are used at once, and fewer do.
    pub pool: TenantPool,
    /// Where the same role connects once more to listen for hints; `None`: the sweep alone finds what is new.
    pub hints: Option<DatabaseConfig>,
    /// The ledger, read as the same role.
    pub ledger: LedgerReader,
    /// How often and how much is swept.
    pub pace: Pace,
    /// The cache to fill, if there is one.
    pub redis: RedisLink,
    /// Told under the name `projector` how far the projector is.
    pub readiness: Readiness,
    /// Told how far the projections are behind, organization by organization.
    pub lags: Lags,
}

/// Follows every organization's ledger until told to stop, then finishes the turns under way.
pub async fn run(config: ProjectorConfig, shutdown: Shutdown) {
    let warm = Warm::default();
    let shares = Shares::new();
    // Before anything is looked at; what fails is tried again.
    shares.renew(&config.pool).await;
    let leaving = Shutdown::new();
    let keeping = tokio::spawn(shares.clone().keep(config.pool.clone(), leaving.clone()));
    let places = Places {
        pool: config.pool.clone(),
        warm: warm.clone(),
        shares: shares.clone(),
    };
    let tail = TailConfig {
        ledger: config.ledger.clone(),
        hints: config.hints,
        name: "wellflow-projector-hints",
        pace: config.pace,
    };
    let mut schedule = Schedule {
        means: Means {
            pool: config.pool,
            ledger: config.ledger,
            cache: Cache::new(config.redis),
            statistics: Statistics::default(),
            most_rows: MOST_ROWS,
        },
        tail: Tail::start(tail, places, &shutdown),
        readiness: config.readiness,
        lags: config.lags,
        status: Status::default(),
        turns: Turns::new(),
        back_offs: BackOffs::default(),
        alarms: Alarms::default(),
        retries: Alarms::default(),
        warm,
        shares,
        unsettled: Unsettled::default(),
        report_at: Some(Instant::now()),
        complained: None,
    };
    schedule.run(&shutdown).await;
    schedule.tail.ended().await;
    // After the last turn: whoever takes over finds nothing under way.
    leaving.request();
    // A panic in it has been reported by the runtime.
    let _ = keeping.await;
}

type Turned = Result<Turn, ProjectorError>;

pub(crate) struct Schedule {
    pub(crate) means: Means,
    tail: Tail,
    readiness: Readiness,
    lags: Lags,
    pub(crate) status: Status,
    turns: Turns<Id>,
    pub(crate) back_offs: BackOffs,
    /// When facts recorded ahead take effect.
    pub(crate) alarms: Alarms,
    /// When what failed is tried again.
    retries: Alarms,
    pub(crate) warm: Warm,
    /// What is this projector's to follow.
    pub(crate) shares: Shares,
    pub(crate) unsettled: Unsettled,
    /// When the next report is due; `None`: nothing has changed since the last.
    report_at: Option<Instant>,
    /// When the log was last told who has been behind for long.
    pub(crate) complained: Option<Instant>,
}

impl Schedule {
    async fn run(&mut self, shutdown: &Shutdown) {
        let mut turns: JoinSet<Turned> = JoinSet::new();
        let mut upkeep = tokio::time::interval(upkeep::EVERY);
        upkeep.set_missed_tick_behavior(MissedTickBehavior::Delay);
        self.report();
        loop {
            while turns.len() < AT_ONCE
                && let Some(organization_id) = self.turns.next()
            {
                let Some(fence) = self.shares.fence(organization_id) else {
                    continue;
                };
                let means = self.means.clone();
                let resting = self.resting(organization_id);
                let turn = async move { means.turn((organization_id, Some(fence)), &resting).await };
                let task = turns.spawn(turn);
                self.turns.began(task.id(), organization_id);
            }
            let now = Utc::now();
            let alarm = [self.alarms.wait(now), self.retries.wait(now)];
            let alarm = alarm.into_iter().flatten().min();
            let report_at = self.report_at;
            tokio::select! {
                () = shutdown.requested() => break,
                () = tokio::time::sleep(alarm.unwrap_or_default()), if alarm.is_some() => self.ring(),
                Some(ended) = turns.join_next_with_id() => self.ended(ended),
                Some(signal) = self.tail.next(), if !self.turns.is_full() => self.hear(signal),
                more = self.shares.changed() => self.shared_out(more),
                _ = upkeep.tick() => self.upkeep().await,
                () = tokio::time::sleep_until(report_at.unwrap_or_else(Instant::now)), if report_at.is_some() => {
                    self.report();
                }
            }
        }
        while let Some(ended) = turns.join_next_with_id().await {
            self.ended(ended);
        }
        self.report();
    }

    /// Whether the organization has a turn or waits for one.
    pub(crate) fn is_busy(&self, organization_id: Uuid) -> bool {
        self.turns.is_busy(organization_id)
    }

    /// The projections of the organization that have to wait after a failure.
    fn resting(&self, organization_id: Uuid) -> Vec<ProjectionKey> {
        PROJECTIONS
            .into_iter()
            .filter(|key| self.back_offs.rests(organization_id, Some(*key)))
            .collect()
    }

    fn hear(&mut self, signal: Signal) {
        match signal {
            Signal::Behind(behind) if !self.shares.has(behind.organization_id) => {}
            Signal::Behind(behind) => {
                if let Some(tip) = behind.tip {
                    self.status.told(behind.organization_id, tip);
                    self.changed();
                }
                let missing = behind
                    .tip
                    .zip(behind.place)
                    .map(|(tip, place)| tip.saturating_sub(place));
                if missing.is_some_and(|missing| missing > u64::from(BATCH_EVENTS)) {
                    self.turns.is_far_behind(behind.organization_id);
                }
                self.ask(behind.organization_id, behind.tip);
            }
            Signal::Swept(swept) => {
                if self.status.sweep_ended(swept) {
                    self.report();
                }
                self.changed();
            }
        }
    }

    /// There is another share to follow: what is no longer part of it is forgotten, and what is new is looked at.
    fn shared_out(&mut self, more: bool) {
        let shares = &self.shares;
        let has = |organization_id: &Uuid| shares.has(*organization_id);
        self.turns.retain(has);
        self.alarms.retain(has);
        self.retries.retain(has);
        self.back_offs.retain(has);
        self.unsettled.retain(has);
        self.status.shared_out(shares.part(), has);
        if more {
            self.tail.go_round();
        }
        self.changed();
    }

    /// Queues the organization, unless it waits already or all of it has to wait after a failure. A turn under way that
    /// reaches `tip` is enough; `None`: another turn in any case.
    pub(crate) fn ask(&mut self, organization_id: Uuid, tip: Option<u64>) {
        if self.back_offs.rests_wholly(organization_id) || !self.shares.has(organization_id) {
            return;
        }
        self.turns.ask(organization_id, tip);
    }

    fn ring(&mut self) {
        let now = Utc::now();
        for organization_id in self.alarms.ring(now) {
            self.ask(organization_id, None);
        }
        for organization_id in self.retries.ring(now) {
            if self.back_offs.rests_wholly(organization_id) {
                // The two clocks differ by a moment.
                self.retries
                    .set(organization_id, self.back_offs.next(organization_id));
            } else {
                self.ask(organization_id, None);
            }
        }
    }

    fn ended(&mut self, ended: Result<(Id, Turned), JoinError>) {
        let (id, turned) = match ended {
            Ok((id, turned)) => (id, turned.map_err(|error| trouble(&error))),
            Err(error) => {
                let reason = "the turn ended in a panic; its message is in the log".to_owned();
                let trouble = Trouble {
                    reason,
                    needs_attention: true,
                };
                (error.id(), Err(trouble))
            }
        };
        let Some((organization_id, asked)) = self.turns.ended(&id) else {
            return;
        };
        if !self.shares.has(organization_id) {
            // It was taken over meanwhile.
            return;
        }
        match turned {
            Ok(turn) => {
                let beyond = |tip: Option<u64>| tip.is_none_or(|tip| tip > turn.position);
                if turn.more() {
                    self.turns.is_far_behind(organization_id);
                }
                let again = turn.more() || asked.is_some_and(beyond);
                self.took(organization_id, turn);
                if again {
                    self.ask(organization_id, None);
                }
            }
            Err(trouble) => self.failed(organization_id, None, trouble),
        }
        self.retries
            .set(organization_id, self.back_offs.next(organization_id));
        self.changed();
    }

    fn took(&mut self, organization_id: Uuid, turn: Turn) {
        tracing::debug!(%organization_id, position = turn.position, "projected");
        if turn.parts.is_empty() && turn.position == 0 {
            // It has no ledger here any more: nothing of it is in trouble, behind or due.
            self.forget(organization_id);
            return;
        }
        self.went_on(organization_id, None);
        self.reached(organization_id, turn.position);
        self.unsettled
            .wrote(organization_id, turn.position, Instant::now());
        self.status.reached(organization_id, turn.positions);
        let soon = |at: &DateTime<Utc>| *at <= Utc::now() + upkeep::SOON;
        self.alarms
            .set(organization_id, turn.next_boundary_at.filter(soon));
        if self.means.cache.is_on() {
            self.warm.busy(organization_id);
        }
        for (projection, part) in turn.parts {
            match part {
                Ok(_) => self.went_on(organization_id, Some(projection)),
                Err(error) => self.failed(organization_id, Some(projection), trouble(&error)),
            }
        }
    }

    fn forget(&mut self, organization_id: Uuid) {
        self.back_offs.retain(|id| *id != organization_id);
        self.unsettled.retain(|id| *id != organization_id);
        self.alarms.set(organization_id, None);
        self.status.forget(organization_id);
    }

    /// The organization's projections all stand here, also where they stood further before.
    pub(crate) fn reached(&self, organization_id: Uuid, position: u64) {
        self.tail.reached(organization_id, position);
    }

    fn went_on(&mut self, organization_id: Uuid, part: Part) {
        self.back_offs.succeeded(organization_id, part);
        self.status.went_on(organization_id, part);
    }

    fn failed(&mut self, organization_id: Uuid, part: Part, trouble: Trouble) {
        self.back_offs.failed(organization_id, part);
        self.status.failed(organization_id, part, trouble);
    }

    /// A report is due, with what else changes within a moment.
    pub(crate) fn changed(&mut self) {
        if self.report_at.is_none() {
            self.report_at = Some(Instant::now() + REPORT);
        }
    }

    fn report(&mut self) {
        self.report_at = None;
        let lag = self.status.lag(Utc::now());
        self.status
            .report(&self.readiness, (&lag, self.shares.is_current()));
        self.complain(&lag);
        self.lags.set(lag);
    }
}

fn trouble(error: &ProjectorError) -> Trouble {
    Trouble {
        reason: error.chain(),
        needs_attention: error.needs_attention(),
    }
}
