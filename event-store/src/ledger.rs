//! The handle to submit through: it queues a unit of work on its organization's lane and awaits its own outcome.

use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::{mpsc, oneshot};
use wellflow_runtime::{Shutdown, TenantPool};

use crate::StoreError;
use crate::hint::Hints;
use crate::lane::Lane;
use crate::queue::Waiting;
use crate::submission::{Outcome, Submission};

/// Which organizations may share a transaction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BatchScope {
    /// Any.
    #[default]
    Any,
    /// One at a time: where the tables are distributed by organization, a transaction stays on one node.
    Organization,
}

/// How the ledger is written.
#[derive(Clone, Copy, Debug)]
pub struct LedgerConfig {
    /// Writers. An organization always has the same one.
    pub lanes: usize,
    /// Batches a writer may have under way at once; each uses a connection.
    pub depth: usize,
    /// Units of work that must wait before another batch sets out while one is under way.
    pub overlap: usize,
    /// Units of work that may wait per lane before the next is turned away.
    pub queue: usize,
    /// Bytes that may wait per lane before the next unit of work is turned away.
    pub queue_bytes: usize,
    /// Events per transaction.
    pub batch_events: usize,
    /// Bytes per transaction.
    pub batch_bytes: usize,
    /// Which organizations may share a transaction.
    pub batch_scope: BatchScope,
}

impl Default for LedgerConfig {
    fn default() -> Self {
        Self {
            lanes: 2,
            depth: 2,
            overlap: 32,
            queue: 4_096,
            queue_bytes: 64 << 20,
            batch_events: 1_000,
            batch_bytes: 8 << 20,
            batch_scope: BatchScope::Any,
        }
    }
}

/// Accepts units of work; clones share the same lanes.
#[derive(Clone)]
pub struct Ledger {
    lanes: Arc<[Entrance]>,
    hasher: RandomState,
}

impl std::fmt::Debug for Ledger {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ledger")
            .field("lanes", &self.lanes.len())
            .finish_non_exhaustive()
    }
}

impl Ledger {
    /// Starts the lanes. They run until the signal is given and what was accepted before is answered.
    pub fn start(pool: &TenantPool, config: LedgerConfig, shutdown: &Shutdown) -> Self {
        let hints = Hints::start(pool.pool().clone(), shutdown.clone());
        let lanes = (0..config.lanes.max(1))
            .map(|_| {
                let (sender, receiver) = mpsc::unbounded_channel();
                let lane = Lane::new(pool.pool().clone(), config, hints.clone(), receiver);
                tokio::spawn(lane.run(shutdown.clone()));
                Entrance {
                    sender,
                    room: Arc::new(Room {
                        rows: AtomicUsize::new(0),
                        bytes: AtomicUsize::new(0),
                    }),
                    rows: config.queue.max(1),
                    bytes: config.queue_bytes,
                }
            })
            .collect();
        Self {
            lanes,
            hasher: RandomState::new(),
        }
    }

    /// Submits a unit of work and awaits its outcome, which is durable when it is answered.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the lane is full; otherwise the append's own failure, with nothing written or, where the
    /// connection broke, with an outcome that submitting the same command again will tell.
    pub async fn submit(&self, submission: Submission) -> Result<Outcome, StoreError> {
        let hash = self.hasher.hash_one(submission.organization_id);
        let lane = usize::try_from(hash % self.lanes.len() as u64).unwrap_or(0);
        let entrance = self.lanes.get(lane).ok_or(StoreError::Stopped)?;
        let ticket = entrance.enter(submission.bytes).ok_or(StoreError::Busy)?;
        let (reply, outcome) = oneshot::channel();
        let waiting = Waiting {
            submission,
            reply,
            _ticket: ticket,
        };
        entrance.sender.send(waiting).map_err(|_| StoreError::Stopped)?;
        outcome.await.map_err(|_| StoreError::Stopped)?
    }
}

/// The way into a lane, as wide as its limits.
struct Entrance {
    sender: mpsc::UnboundedSender<Waiting>,
    room: Arc<Room>,
    rows: usize,
    bytes: usize,
}

/// What is in a lane at the moment.
#[derive(Debug)]
struct Room {
    rows: AtomicUsize,
    bytes: AtomicUsize,
}

impl Entrance {
    /// A place in the lane; `None` when it is full. A lane that is empty takes a unit of work of any size.
    fn enter(&self, bytes: usize) -> Option<Ticket> {
        let rows = self.room.rows.fetch_add(1, Ordering::Relaxed);
        let before = self.room.bytes.fetch_add(bytes, Ordering::Relaxed);
        let ticket = Ticket {
            room: Arc::clone(&self.room),
            bytes,
        };
        let fits = rows < self.rows && (rows == 0 || before.saturating_add(bytes) <= self.bytes);
        fits.then_some(ticket)
    }
}

/// A place in a lane, given back when it is dropped.
#[derive(Debug)]
pub(crate) struct Ticket {
    room: Arc<Room>,
    bytes: usize,
}

impl Drop for Ticket {
    fn drop(&mut self) {
        self.room.rows.fetch_sub(1, Ordering::Relaxed);
        self.room.bytes.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}
