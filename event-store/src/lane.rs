//! A lane: drains what waits, writes it as one transaction, answers each waiter by itself.
//!
//! There is no timer: a lone submission is written at once, and batches grow by themselves while the previous one is
//! being flushed. In a batch no two submissions touch the same stream (unless both only check it), claim the same key
//! or carry the same command id; the later one waits for the next batch and then sees what the first one did.

use std::collections::{HashSet, VecDeque};
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};
use uuid::Uuid;
use wellflow_runtime::{Pool, Shutdown};

use crate::StoreError;
use crate::append::append_batch;
use crate::hint::Hints;
use crate::ledger::LedgerConfig;
use crate::submission::{Outcome, StreamId, Submission};

/// A submission and who waits for it.
pub(crate) struct Waiting {
    pub(crate) submission: Submission,
    pub(crate) reply: oneshot::Sender<Result<Outcome, StoreError>>,
}

/// One writer.
pub(crate) struct Lane {
    pool: Pool,
    config: LedgerConfig,
    hints: Hints,
    receiver: mpsc::Receiver<Waiting>,
    queue: VecDeque<Waiting>,
}

/// Pauses between attempts at a batch whose transaction failed for a reason that may pass.
const PAUSES: [Duration; 4] = [
    Duration::from_millis(20),
    Duration::from_millis(100),
    Duration::from_millis(400),
    Duration::from_millis(1_000),
];

impl Lane {
    pub(crate) fn new(
        pool: Pool,
        config: LedgerConfig,
        hints: Hints,
        receiver: mpsc::Receiver<Waiting>,
    ) -> Self {
        Self {
            pool,
            config,
            hints,
            receiver,
            queue: VecDeque::new(),
        }
    }

    pub(crate) async fn run(mut self, shutdown: Shutdown) {
        let mut closing = false;
        loop {
            if !closing && shutdown.is_requested() {
                self.receiver.close();
                closing = true;
            }
            if self.queue.is_empty() {
                tokio::select! {
                    biased;
                    waiting = self.receiver.recv() => match waiting {
                        Some(waiting) => self.queue.push_back(waiting),
                        None => return,
                    },
                    // Nothing new is accepted from then on; what was accepted is still answered.
                    () = shutdown.requested(), if !closing => continue,
                }
            }
            while self.queue.len() < self.config.queue {
                match self.receiver.try_recv() {
                    Ok(waiting) => self.queue.push_back(waiting),
                    Err(_) => break,
                }
            }
            let batch = self.next_batch();
            self.write(batch).await;
        }
    }

    /// Takes the submissions that may share a transaction, in the order they came.
    fn next_batch(&mut self) -> Vec<Waiting> {
        let mut seen = Seen::default();
        let mut batch = Vec::new();
        let mut later = VecDeque::new();
        let (mut events, mut bytes) = (0, 0);
        while let Some(waiting) = self.queue.pop_front() {
            let fits = batch.is_empty()
                || (events + waiting.submission.events() <= self.config.batch_events
                    && bytes + waiting.submission.bytes() <= self.config.batch_bytes
                    && batch.len() < self.config.batch_events);
            let admitted = seen.admits(&waiting.submission);
            // The first one always goes: alone, it can collide with nobody.
            if batch.is_empty() && later.is_empty() || fits && admitted {
                events += waiting.submission.events();
                bytes += waiting.submission.bytes();
                batch.push(waiting);
            } else {
                later.push_back(waiting);
                if !fits {
                    break;
                }
            }
        }
        later.append(&mut self.queue);
        self.queue = later;
        batch
    }

    /// Writes a batch; one that fails as a whole is halved until the submission at fault stands alone.
    async fn write(&self, batch: Vec<Waiting>) {
        let mut pending = vec![batch];
        while let Some(mut batch) = pending.pop() {
            match self.attempt(&batch).await {
                Ok(outcomes) => {
                    for (waiting, outcome) in batch.into_iter().zip(outcomes) {
                        if let Outcome::Committed { from, to, .. } | Outcome::Duplicate { from, to } = outcome
                            && from <= to
                        {
                            self.hints.committed(waiting.submission.organization_id, to);
                        }
                        // A waiter that left still has its command written; a retry finds the outcome.
                        let _ = waiting.reply.send(Ok(outcome));
                    }
                }
                Err(error) if batch.len() > 1 && one_may_be_to_blame(&error) => {
                    let half = batch.split_off(batch.len() / 2);
                    pending.push(half);
                    pending.push(batch);
                }
                Err(error) => {
                    let mut error = Some(error);
                    for waiting in batch {
                        // The same failure for all: whoever sends again under the same id learns what became of it.
                        let _ = waiting
                            .reply
                            .send(Err(error.take().unwrap_or(StoreError::OutcomeUnknown)));
                    }
                }
            }
        }
    }

    /// Repeating is safe: a submission that was written after all is answered as the duplicate it then is.
    async fn attempt(&self, batch: &[Waiting]) -> Result<Vec<Outcome>, StoreError> {
        let submissions: Vec<&Submission> = batch.iter().map(|waiting| &waiting.submission).collect();
        let mut pauses = PAUSES.iter();
        loop {
            let error = match append_batch(&self.pool, &submissions).await {
                Ok(outcomes) => return Ok(outcomes),
                Err(error) => error,
            };
            match pauses.next() {
                Some(pause) if may_pass(&error) && !(batch.len() > 1 && one_may_be_to_blame(&error)) => {
                    tracing::warn!(error = %error, submissions = batch.len(), "an append is tried again");
                    tokio::time::sleep(*pause).await;
                }
                _ => return Err(error),
            }
        }
    }
}

/// Whether one submission of a batch may have failed it for the others: a head or a row somebody holds on to, a size the
/// server refuses, a payload it does not take. What concerns the server or the connection concerns them all.
fn one_may_be_to_blame(error: &StoreError) -> bool {
    match error {
        StoreError::Runtime(error) => {
            let held = ["55P03", "57014", "40P01"];
            error
                .sql_state()
                .is_some_and(|state| held.contains(&state) || state.starts_with("53"))
                || !error.is_transient()
        }
        StoreError::Inconsistent(_) | StoreError::Encode(_) | StoreError::Decode { .. } => true,
        StoreError::UnknownEvent { .. } => true,
        StoreError::OutcomeUnknown | StoreError::Busy | StoreError::ClockSkew | StoreError::Stopped => false,
    }
}

/// Whether trying again soon is worth the wait of everybody behind.
fn may_pass(error: &StoreError) -> bool {
    error.is_transient() && !matches!(error, StoreError::ClockSkew)
}

/// What the submissions of a batch, and those put off from it, touch.
#[derive(Default)]
struct Seen {
    written: HashSet<(Uuid, StreamId)>,
    checked: HashSet<(Uuid, StreamId)>,
    claimed: HashSet<(Uuid, &'static str, String)>,
    commands: HashSet<(Uuid, Uuid)>,
}

impl Seen {
    /// Whether a submission may join; either way its keys are taken, so that nothing overtakes it.
    fn admits(&mut self, submission: &Submission) -> bool {
        let organization = submission.organization_id;
        let mut free = self.commands.insert((organization, submission.command_id));
        for part in &submission.streams {
            let key = (organization, part.stream);
            if part.events.is_empty() {
                free &= !self.written.contains(&key);
                self.checked.insert(key);
            } else {
                free &= !self.checked.contains(&key);
                free &= self.written.insert(key);
            }
        }
        for claim in submission.claims() {
            free &= self
                .claimed
                .insert((organization, claim.kind, claim.key.to_owned()));
        }
        free
    }
}
