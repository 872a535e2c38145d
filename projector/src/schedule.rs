//! The loop: who has a turn, and when.
//!
//! One task decides; turns of different organizations run beside each other, an organization never has two at once. A
//! long backlog is worked off turn by turn, at the end of the queue each time, and one place is left to those that have none,
//! so that it does not hold others up. What gives a turn is the tail (a hint, or the sweep that finds what no hint told), an
//! alarm (a fact recorded ahead takes effect), or the end of a wait after a failure.
//!
//! Invariant: what is kept here is kept of organizations that are busy, behind, in trouble or due soon; while the queue
//! is full the tail waits.

use std::collections::{HashMap, HashSet, VecDeque};
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
use crate::unsettled::Unsettled;
use crate::upkeep;
use crate::warm::Warm;

/// Organizations that have a turn at the same time; each holds one connection, or two for a moment.
const AT_ONCE: usize = 4;
/// Organizations that may wait for a turn before the tail has to wait.
const QUEUE: usize = 4_096;
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
        queue: VecDeque::new(),
        queued: HashSet::new(),
        running: HashMap::new(),
        far_behind: HashSet::new(),
        again: HashMap::new(),
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
    queue: VecDeque<Uuid>,
    queued: HashSet<Uuid>,
    running: HashMap<Id, Uuid>,
    /// Those whose last turn did not come to the end of the ledger.
    far_behind: HashSet<Uuid>,
    /// Asked for while running, up to which position; `None`: in any case.
    again: HashMap<Uuid, Option<u64>>,
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
                && let Some(organization_id) = self.next()
            {
                let Some(fence) = self.shares.fence(organization_id) else {
                    continue;
                };
                let means = self.means.clone();
                let resting = self.resting(organization_id);
                let turn = async move { means.turn((organization_id, Some(fence)), &resting).await };
                let task = turns.spawn(turn);
                self.running.insert(task.id(), organization_id);
            }
            let now = Utc::now();
            let alarm = [self.alarms.wait(now), self.retries.wait(now)];
            let alarm = alarm.into_iter().flatten().min();
            let report_at = self.report_at;
            tokio::select! {
                () = shutdown.requested() => break,
                () = tokio::time::sleep(alarm.unwrap_or_default()), if alarm.is_some() => self.ring(),
                Some(ended) = turns.join_next_with_id() => self.ended(ended),
                Some(signal) = self.tail.next(), if self.queue.len() < QUEUE => self.hear(signal),
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

    /// The next to have a turn. One place is left to those that are not far behind: their turns are short.
    fn next(&mut self) -> Option<Uuid> {
        let is_far = |organization_id: &Uuid| self.far_behind.contains(organization_id);
        let far = self.running.values().filter(|id| is_far(id)).count();
        let place = match far < AT_ONCE - 1 {
            true => 0,
            false => self.queue.iter().position(|id| !is_far(id))?,
        };
        let organization_id = self.queue.remove(place)?;
        self.queued.remove(&organization_id);
        Some(organization_id)
    }

    fn is_running(&self, organization_id: Uuid) -> bool {
        self.running.values().any(|running| *running == organization_id)
    }

    /// Whether the organization has a turn or waits for one.
    pub(crate) fn is_busy(&self, organization_id: Uuid) -> bool {
        self.queued.contains(&organization_id) || self.is_running(organization_id)
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
        self.queue.retain(has);
        self.queued.retain(has);
        self.again.retain(|id, _| has(id));
        self.far_behind.retain(has);
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
        if self.is_running(organization_id) {
            let asked = self.again.entry(organization_id).or_insert(tip);
            *asked = asked.zip(tip).map(|(one, other)| one.max(other));
        } else if self.queued.insert(organization_id) {
            self.queue.push_back(organization_id);
        }
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
        let Some(organization_id) = self.running.remove(&id) else {
            return;
        };
        let asked = self.again.remove(&organization_id);
        self.far_behind.remove(&organization_id);
        if !self.shares.has(organization_id) {
            // It was taken over meanwhile.
            return;
        }
        match turned {
            Ok(turn) => {
                let beyond = |tip: Option<u64>| tip.is_none_or(|tip| tip > turn.position);
                if turn.more() {
                    self.far_behind.insert(organization_id);
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
