//! The handle to submit through: it queues a unit of work on its organization's lane and awaits its own outcome.

use std::hash::{BuildHasher, RandomState};

use tokio::sync::{mpsc, oneshot};
use wellflow_runtime::{Shutdown, TenantPool};

use crate::StoreError;
use crate::hint::Hints;
use crate::lane::{Lane, Waiting};
use crate::submission::{Outcome, Submission};

/// How the ledger is written.
#[derive(Clone, Copy, Debug)]
pub struct LedgerConfig {
    /// Writers; each uses one connection at a time. An organization always has the same one.
    pub lanes: usize,
    /// Units of work that may wait per lane before the next is turned away.
    pub queue: usize,
    /// Events per transaction.
    pub batch_events: usize,
    /// Bytes per transaction.
    pub batch_bytes: usize,
}

impl Default for LedgerConfig {
    fn default() -> Self {
        Self {
            lanes: 2,
            queue: 4_096,
            batch_events: 1_000,
            batch_bytes: 8 << 20,
        }
    }
}

/// Accepts units of work; clones share the same lanes.
#[derive(Clone)]
pub struct Ledger {
    lanes: std::sync::Arc<[mpsc::Sender<Waiting>]>,
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
                let (sender, receiver) = mpsc::channel(config.queue.max(1));
                let lane = Lane::new(pool.pool().clone(), config, hints.clone(), receiver);
                tokio::spawn(lane.run(shutdown.clone()));
                sender
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
        let (reply, outcome) = oneshot::channel();
        let sender = self.lanes.get(lane).ok_or(StoreError::Stopped)?;
        sender
            .try_send(Waiting { submission, reply })
            .map_err(|error| match error {
                mpsc::error::TrySendError::Full(_) => StoreError::Busy,
                mpsc::error::TrySendError::Closed(_) => StoreError::Stopped,
            })?;
        outcome.await.map_err(|_| StoreError::Stopped)?
    }
}
