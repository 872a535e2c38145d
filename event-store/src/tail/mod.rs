//! Following very many organizations: which of them have something a consumer does not have yet.
//!
//! Three ways lead to an organization, each cheaper than the next and each finding what the one before missed:
//! - a hint, sent after a commit, tells within milliseconds and may be lost;
//! - the look, every [`Pace::tick`], finds what was committed lately, by the instants of the commits;
//! - the round goes through all organizations in the order of their ids, one bucket a tick, and compares each with what
//!   the consumer has stored. It is the proof: what it does not find is not there.
//!
//! Invariants
//! - Nothing is skipped, and nothing is decided here: what is read is decided by the consumer's own place. To be told of
//!   an organization is a reason to look, once too often at worst.
//! - Memory does not grow with the number of organizations. A consumer that does not keep up makes the sweep wait, and
//!   loses hints, which the sweep then finds.
//! - A tick costs one bucket and what was committed lately; organizations at rest cost their share of the round.

mod listen;
mod reached;
mod sweep;

use std::collections::HashMap;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Notify, mpsc};
use tokio::task::JoinSet;
use uuid::Uuid;
use wellflow_runtime::{DatabaseConfig, Shutdown};

use crate::LedgerReader;
use listen::Listener;
use reached::Reached;
use sweep::Sweeper;

/// Signals that may wait for the consumer.
const SIGNALS: usize = 1_024;

/// How a consumer follows.
#[derive(Clone, Debug)]
pub struct TailConfig {
    /// The ledger, read as a role that may ask for the tips of all organizations.
    pub ledger: LedgerReader,
    /// Where the same role connects once more to listen for hints; `None`: the sweep alone finds what is new.
    pub hints: Option<DatabaseConfig>,
    /// The name of that connection, as the server shows it.
    pub name: &'static str,
    /// How often and how much is swept.
    pub pace: Pace,
}

/// How often and how much is swept.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// Between two looks, and between two buckets of a round.
    pub tick: Duration,
    /// Ticks a round takes at most: with the tick, how long a commit can stay unfound that neither a hint nor a look told.
    pub ticks: u32,
    /// Organizations in a bucket at least: so many are looked at in every tick.
    pub bucket: u32,
    /// How much longer than since the last look a look goes back: what was committed may become visible this long after
    /// its instant. Whatever takes longer is found by the round.
    pub margin: Duration,
}

impl Default for Pace {
    /// Looks every 5 s. All organizations in every tick up to 1,000 of them, within 5 minutes beyond.
    fn default() -> Self {
        Self {
            tick: Duration::from_secs(5),
            ticks: 60,
            bucket: 1_000,
            margin: Duration::from_secs(10),
        }
    }
}

/// Where a consumer stands in an organization's ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// It has everything up to here.
    pub position: u64,
    /// The copy of the ledger it has it from.
    pub incarnation: Uuid,
}

/// What a consumer has stored of its way.
pub trait Progress: Send + Sync + 'static {
    /// Why it cannot be told.
    type Error: std::error::Error + Send + Sync + 'static;

    /// Whether the organization is the consumer's to follow; the others are passed over.
    fn follows(&self, _organization_id: Uuid) -> bool {
        true
    }

    /// Where the consumer stands, for those of the organizations it has stored anything of.
    fn places(
        &self,
        organizations: &[Uuid],
    ) -> impl Future<Output = Result<HashMap<Uuid, Standing>, Self::Error>> + Send;
}

/// What a consumer is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Signal {
    /// An organization may have something the consumer does not have, or is another copy than the one it followed.
    Behind(Behind),
    /// A sweep ended.
    Swept(Swept),
}

/// An organization to look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Behind {
    /// The organization.
    pub organization_id: Uuid,
    /// How far its ledger goes, as far as is known; `None`: look, whatever is known.
    pub tip: Option<u64>,
    /// Where the consumer stood, as far as that was looked at.
    pub place: Option<u64>,
    /// What led to it.
    pub told: Told,
}

/// What led to an organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// A hint.
    Hint,
    /// It committed lately.
    Look,
    /// It was its turn.
    Round,
}

/// How a sweep ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// How many organizations there were in the last round, or so far in the first.
    pub organizations: u64,
    /// Why it failed, if it did, with all causes.
    pub failure: Option<String>,
}

/// Tells a consumer which organizations to look at.
#[derive(Debug)]
pub struct Tail {
    signals: mpsc::Receiver<Signal>,
    reached: Reached,
    round: Arc<Notify>,
    tasks: JoinSet<()>,
}

impl Tail {
    /// Begins with a round through all organizations, without pausing; ends at the signal.
    pub fn start<P: Progress>(config: TailConfig, progress: P, shutdown: &Shutdown) -> Self {
        let (found, signals) = mpsc::channel(SIGNALS);
        let (reached, gap, round) = (
            Reached::default(),
            Arc::new(Notify::new()),
            Arc::new(Notify::new()),
        );
        let mut tasks = JoinSet::new();
        if let Some(database) = config.hints {
            let listener = Listener {
                database,
                name: config.name,
                found: found.clone(),
                reached: reached.clone(),
                gap: Arc::clone(&gap),
            };
            tasks.spawn(listener.run(shutdown.clone()));
        }
        let sweeper = Sweeper::new(config.ledger, progress, config.pace, found, reached.clone());
        tasks.spawn(sweeper.run(gap, Arc::clone(&round), shutdown.clone()));
        Self {
            signals,
            reached,
            round,
            tasks,
        }
    }

    /// The next signal; `None` once everything has ended. Safe to give up and call again.
    pub async fn next(&mut self) -> Option<Signal> {
        self.signals.recv().await
    }

    /// Goes round all organizations at once: there are others to follow than before.
    pub fn go_round(&self) {
        self.round.notify_one();
    }

    /// Says where the consumer stands now, so that it is not told of what it has. What it stored decides all the same.
    pub fn reached(&self, organization_id: Uuid, position: u64) {
        self.reached.set(organization_id, position);
    }

    /// Waits for the tasks to end after the signal to stop.
    pub async fn ended(mut self) {
        self.signals.close();
        // A panic in one of them has been reported by the runtime.
        while self.tasks.join_next().await.is_some() {}
    }
}
