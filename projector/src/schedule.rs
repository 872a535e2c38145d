//! The loop: who has a turn, and when.
//!
//! One task decides; turns of different organizations run beside each other, an organization never has two at once. A
//! long backlog is worked off turn by turn, at the end of the queue each time, so that it does not hold others up. What
//! gives a turn is a hint, an alarm (a fact recorded ahead takes effect), or the sweep, which finds what neither told.

use std::collections::{HashMap, HashSet, VecDeque};
use std::time::Duration;

use chrono::Utc;
use tokio::sync::mpsc;
use tokio::task::{Id, JoinError, JoinSet};
use tokio::time::MissedTickBehavior;
use uuid::Uuid;
use wellflow_event_store::LedgerReader;
use wellflow_http::Readiness;
use wellflow_read_model::checkpoint::{self, Checkpoint, Swept};
use wellflow_read_model::{ProjectionKey, WELL_SUMMARY};
use wellflow_runtime::{DatabaseConfig, RedisLink, Shutdown, TenantPool};

use crate::ProjectorError;
use crate::alarms::Alarms;
use crate::back_off::{BackOffs, Part};
use crate::cache::Cache;
use crate::hints;
use crate::status::{Status, Trouble};
use crate::step::{Means, PROJECTIONS, Turn};

/// Organizations that have a turn at the same time; each holds one connection.
const AT_ONCE: usize = 4;
/// How often every organization is looked at, hint or no hint.
const SWEEP: Duration = Duration::from_secs(2);
/// Hints that may wait.
const HINTS: usize = 1_024;

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
        back_offs: BackOffs::default(),
        alarms: Alarms::default(),
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
    back_offs: BackOffs,
    alarms: Alarms,
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
                let resting = self.resting(organization_id);
                let task = turns.spawn(async move { means.turn(organization_id, &resting).await });
                self.running.insert(task.id(), organization_id);
            }
            let alarm = self.alarms.wait(Utc::now());
            tokio::select! {
                () = shutdown.requested() => break,
                () = tokio::time::sleep(alarm.unwrap_or(SWEEP)), if alarm.is_some() => self.ring(),
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

    /// The projections of the organization that have to wait after a failure.
    fn resting(&self, organization_id: Uuid) -> Vec<ProjectionKey> {
        PROJECTIONS
            .into_iter()
            .filter(|key| self.back_offs.rests(organization_id, Some(*key)))
            .collect()
    }

    /// Queues the organization, unless it waits already or all of it has to wait after a failure.
    fn ask(&mut self, organization_id: Uuid) {
        let rests = self.back_offs.rests(organization_id, None)
            || self.resting(organization_id).len() == PROJECTIONS.len();
        if rests {
            return;
        }
        if self.is_running(organization_id) {
            self.again.insert(organization_id);
        } else if self.queued.insert(organization_id) {
            self.queue.push_back(organization_id);
        }
    }

    fn ring(&mut self) {
        for organization_id in self.alarms.ring(Utc::now()) {
            self.ask(organization_id);
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
        match turned {
            Ok(turn) => {
                let more = turn.more();
                self.took(organization_id, turn);
                if more || asked {
                    self.ask(organization_id);
                }
            }
            Err(trouble) => self.failed(organization_id, None, trouble),
        }
        self.status.report(&self.readiness);
    }

    fn took(&mut self, organization_id: Uuid, turn: Turn) {
        self.went_on(organization_id, None);
        self.status.reached(organization_id, turn.position);
        self.alarms.set(organization_id, turn.next_boundary_at);
        for (projection, part) in turn.parts {
            match part {
                Ok(_) => self.went_on(organization_id, Some(projection)),
                Err(error) => self.failed(organization_id, Some(projection), trouble(&error)),
            }
        }
    }

    fn went_on(&mut self, organization_id: Uuid, part: Part) {
        self.back_offs.succeeded(organization_id, part);
        self.status.went_on(organization_id, part);
    }

    fn failed(&mut self, organization_id: Uuid, part: Part, trouble: Trouble) {
        self.back_offs.failed(organization_id, part);
        self.status.failed(organization_id, part, trouble);
    }

    async fn sweep(&mut self) {
        let swept = self.look_around().await;
        self.status.sweep_ended(swept.err().map(|error| error.chain()));
        self.status.report(&self.readiness);
    }

    /// Compares every organization's newest position with its checkpoints.
    async fn look_around(&mut self) -> Result<(), ProjectorError> {
        let checkpoints = checkpoint::sweep(self.means.pool.pool()).await?;
        let tips = self.means.ledger.tips().await?;
        let mut at: HashMap<Uuid, Vec<Swept>> = HashMap::new();
        for swept in checkpoints {
            at.entry(swept.organization_id).or_default().push(swept);
        }
        let mut resting = Vec::new();
        for (organization_id, tip) in tips {
            let found = at.remove(&organization_id).unwrap_or_default();
            if let Some(position) = self.look_at(organization_id, tip, &found) {
                resting.push((organization_id, position));
            }
        }
        self.means.cache.renew(&resting).await;
        Ok(())
    }

    /// Gives the organization a turn if there is something to do that does not have to wait; answers the position its
    /// wells rest at if there is nothing.
    fn look_at(&mut self, organization_id: Uuid, tip: u64, found: &[Swept]) -> Option<u64> {
        let now = Utc::now();
        let at = |key: ProjectionKey| {
            let is = |swept: &&Swept| swept.projection == key.name && swept.version == key.version;
            found.iter().find(is).map(|swept| swept.checkpoint)
        };
        let position_of = |key| at(key).map_or(0, |checkpoint: Checkpoint| checkpoint.position);
        let position = PROJECTIONS.into_iter().map(position_of).min().unwrap_or(0);
        let wells = at(WELL_SUMMARY);
        let boundary = wells.and_then(|wells| wells.next_boundary_at);
        let due = boundary.is_some_and(|boundary| boundary <= now);
        let rest = self.resting(organization_id);
        let behind = PROJECTIONS
            .into_iter()
            .any(|key| !rest.contains(&key) && position_of(key) != tip);
        let busy = self.is_running(organization_id) || self.queued.contains(&organization_id);
        if !busy {
            self.status.swept(organization_id, tip, position);
            self.alarms.set(organization_id, boundary.filter(|_| !due));
        }
        if behind || (due && !rest.contains(&WELL_SUMMARY)) {
            self.ask(organization_id);
        }
        wells
            .filter(|_| !busy && !due && position == tip)
            .map(|wells| wells.position)
    }
}

fn trouble(error: &ProjectorError) -> Trouble {
    Trouble {
        reason: error.chain(),
        needs_attention: error.needs_attention(),
    }
}
