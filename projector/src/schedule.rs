//! The loop: who has a turn, and when.
//!
//! One task decides; turns of different organizations run beside each other, an organization never has two at once. A
//! long backlog is worked off turn by turn, at the end of the queue each time, so that it does not hold others up.

use std::collections::{HashMap, HashSet, VecDeque};
use std::time::Duration;

use chrono::Utc;
use tokio::sync::mpsc;
use tokio::task::{Id, JoinError, JoinSet};
use tokio::time::{Instant, MissedTickBehavior};
use uuid::Uuid;
use wellflow_event_store::LedgerReader;
use wellflow_http::Readiness;
use wellflow_read_model::WELL_SUMMARY;
use wellflow_read_model::checkpoint::{self, Swept};
use wellflow_runtime::{DatabaseConfig, RedisLink, Shutdown, TenantPool};

use crate::ProjectorError;
use crate::cache::Cache;
use crate::hints;
use crate::status::Status;
use crate::step::{Means, PROJECTIONS, Turn};

/// Organizations that have a turn at the same time; each holds one connection.
const AT_ONCE: usize = 4;
/// How often every organization is looked at, hint or no hint.
const SWEEP: Duration = Duration::from_secs(2);
/// Hints that may wait.
const HINTS: usize = 1_024;
/// The longest an organization that fails again and again has to wait.
const LONGEST_BACK_OFF: Duration = Duration::from_secs(30);

/// What the projector works with.
#[derive(Clone, Debug)]
pub struct ProjectorConfig {
    /// The pool of the role `wellflow_projector`; up to five connections are used at once.
    pub pool: TenantPool,
    /// Where the same role connects once more to listen for hints.
    pub database: DatabaseConfig,
    /// The ledger, read as the same role.
    pub ledger: LedgerReader,
    /// The cache to fill, if there is one.
    pub redis: RedisLink,
    /// Told under the name `projector` how far the projector is.
    pub readiness: Readiness,
}

/// Follows every organization's ledger until told to stop, then finishes the turns under way.
pub async fn run(config: ProjectorConfig, shutdown: Shutdown) {
    let (sender, heard) = mpsc::channel(HINTS);
    let listener = tokio::spawn(hints::listen(config.database, sender, shutdown.clone()));
    let means = Means {
        pool: config.pool,
        ledger: config.ledger,
        cache: Cache::new(config.redis),
    };
    let schedule = Schedule {
        means,
        readiness: config.readiness,
        status: Status::default(),
        queue: VecDeque::new(),
        queued: HashSet::new(),
        running: HashMap::new(),
        again: HashSet::new(),
        back_off: HashMap::new(),
    };
    schedule.run(heard, &shutdown).await;
    // It stops at the same signal; a panic in it has been reported by the runtime.
    let _ = listener.await;
}

type Turned = Result<Turn, ProjectorError>;

struct Schedule {
    means: Means,
    readiness: Readiness,
    status: Status,
    queue: VecDeque<Uuid>,
    queued: HashSet<Uuid>,
    running: HashMap<Id, Uuid>,
    /// Asked for while running.
    again: HashSet<Uuid>,
    back_off: HashMap<Uuid, BackOff>,
}

struct BackOff {
    failures: u32,
    until: Instant,
}

impl Schedule {
    async fn run(mut self, mut heard: mpsc::Receiver<Uuid>, shutdown: &Shutdown) {
        let mut turns: JoinSet<Turned> = JoinSet::new();
        let mut sweep = tokio::time::interval(SWEEP);
        sweep.set_missed_tick_behavior(MissedTickBehavior::Delay);
        self.status.report(&self.readiness);
        loop {
            while turns.len() < AT_ONCE
                && let Some(organization_id) = self.next()
            {
                let means = self.means.clone();
                let task = turns.spawn(async move { means.turn(organization_id).await });
                self.running.insert(task.id(), organization_id);
            }
            tokio::select! {
                () = shutdown.requested() => break,
                Some(ended) = turns.join_next_with_id() => self.ended(ended),
                Some(organization_id) = heard.recv() => self.ask(organization_id),
                _ = sweep.tick() => self.sweep().await,
            }
        }
        while let Some(ended) = turns.join_next_with_id().await {
            self.ended(ended);
        }
    }

    fn next(&mut self) -> Option<Uuid> {
        let organization_id = self.queue.pop_front()?;
        self.queued.remove(&organization_id);
        Some(organization_id)
    }

    fn is_running(&self, organization_id: Uuid) -> bool {
        self.running.values().any(|running| *running == organization_id)
    }

    /// Queues the organization, unless it waits already or has to wait after a failure.
    fn ask(&mut self, organization_id: Uuid) {
        if self
            .back_off
            .get(&organization_id)
            .is_some_and(|back_off| back_off.until > Instant::now())
        {
            return;
        }
        if self.is_running(organization_id) {
            self.again.insert(organization_id);
        } else if self.queued.insert(organization_id) {
            self.queue.push_back(organization_id);
        }
    }

    fn ended(&mut self, ended: Result<(Id, Turned), JoinError>) {
        let (id, turned) = match ended {
            Ok((id, turned)) => (
                id,
                turned.map_err(|error| (error.chain(), error.needs_attention())),
            ),
            Err(error) => (
                error.id(),
                Err((
                    "the turn ended in a panic; its message is in the log".to_owned(),
                    true,
                )),
            ),
        };
        let Some(organization_id) = self.running.remove(&id) else {
            return;
        };
        let asked = self.again.remove(&organization_id);
        match turned {
            Ok(turn) => {
                self.back_off.remove(&organization_id);
                self.status.reached(organization_id, turn.position);
                if turn.more || asked {
                    self.ask(organization_id);
                }
            }
            Err((reason, needs_attention)) => self.failed(organization_id, reason, needs_attention),
        }
        self.status.report(&self.readiness);
    }

    fn failed(&mut self, organization_id: Uuid, reason: String, needs_attention: bool) {
        let fresh = BackOff {
            failures: 0,
            until: Instant::now(),
        };
        let back_off = self.back_off.entry(organization_id).or_insert(fresh);
        let wait = Duration::from_millis(250 << back_off.failures.min(7)).min(LONGEST_BACK_OFF);
        back_off.failures += 1;
        back_off.until = Instant::now() + wait;
        if back_off.failures == 1 {
            tracing::error!(%organization_id, error = reason, "an organization cannot be followed");
        }
        self.status.failed(organization_id, reason, needs_attention);
    }

    async fn sweep(&mut self) {
        let swept = self.look_around().await;
        if let Err(error) = &swept {
            tracing::warn!(error = error.chain(), "the sweep over all organizations failed");
        }
        self.status.sweep_ended(swept.err().map(|error| error.chain()));
        self.status.report(&self.readiness);
    }

    /// Compares every organization's newest position with its checkpoints.
    async fn look_around(&mut self) -> Result<(), ProjectorError> {
        let checkpoints = checkpoint::sweep(self.means.pool.pool()).await?;
        let tips = self.means.ledger.tips().await?;
        let now = Utc::now();
        let mut at: HashMap<Uuid, Vec<Swept>> = HashMap::new();
        for swept in checkpoints {
            at.entry(swept.organization_id).or_default().push(swept);
        }
        let mut resting = Vec::new();
        for (organization_id, tip) in tips {
            let found = at.remove(&organization_id).unwrap_or_default();
            let of = |name: &str, version: i32| {
                found
                    .iter()
                    .find(|swept| swept.projection == name && swept.version == version)
            };
            let positions =
                PROJECTIONS.map(|key| of(key.name, key.version).map_or(0, |s| s.checkpoint.position));
            let position = positions.into_iter().min().unwrap_or(0);
            let due = found.iter().any(|s| {
                s.checkpoint
                    .next_boundary_at
                    .is_some_and(|boundary| boundary <= now)
            });
            let busy = self.is_running(organization_id) || self.queued.contains(&organization_id);
            if !busy {
                self.status.swept(organization_id, tip, position);
            }
            if position != tip || due {
                self.ask(organization_id);
            } else if !busy && let Some(wells) = of(WELL_SUMMARY.name, WELL_SUMMARY.version) {
                resting.push((organization_id, wells.checkpoint.position));
            }
        }
        self.means.cache.renew(&resting).await;
        Ok(())
    }
}
