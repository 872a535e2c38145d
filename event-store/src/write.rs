//! Writes one batch: tries again what may pass, halves what fails as a whole, answers each waiter by itself.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use wellflow_runtime::Pool;

use crate::StoreError;
use crate::append::{append_at, append_batch};
use crate::arrays::Places;
use crate::expectation::{Expectations, same_organization};
use crate::hint::Hints;
use crate::queue::Waiting;
use crate::submission::{Outcome, Submission};

/// Pauses between attempts at a batch whose transaction failed for a reason that may pass.
const PAUSES: [Duration; 4] = [
    Duration::from_millis(20),
    Duration::from_millis(100),
    Duration::from_millis(400),
    Duration::from_millis(1_000),
];

/// What the batches of a lane are written with; clones share it.
#[derive(Clone)]
pub(crate) struct Writer {
    pool: Pool,
    hints: Hints,
    expectations: Arc<Mutex<Expectations>>,
}

impl Writer {
    pub(crate) fn new(pool: Pool, hints: Hints) -> Self {
        Self {
            pool,
            hints,
            expectations: Arc::default(),
        }
    }

    /// Decides where a sorted batch is to be written; called in the order in which batches set out.
    pub(crate) fn places(&self, batch: &[Waiting]) -> Option<Places> {
        self.expectations().places(batch).unwrap_or_default()
    }

    fn expectations(&self) -> MutexGuard<'_, Expectations> {
        // Whatever a panic left there is an expectation, which the database compares.
        self.expectations.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes a batch at its places; where it has none, or is not where it was expected, each submission is judged by
    /// itself, and a batch that fails as a whole is halved until the submission at fault stands alone.
    pub(crate) async fn write(&self, batch: Vec<Waiting>, places: Option<Places>) {
        if let Some(places) = places {
            let submissions: Vec<&Submission> = batch.iter().map(|waiting| &waiting.submission).collect();
            match append_at(&self.pool, &submissions, &places).await {
                Ok(outcomes) => return self.answer(batch, outcomes, false),
                Err(error) => {
                    tracing::debug!(error = %error, "a batch is written with care");
                    self.expectations().missed(&batch);
                }
            }
        }
        let mut pending = vec![batch];
        while let Some(mut batch) = pending.pop() {
            match self.attempt(&batch).await {
                Ok(outcomes) => self.answer(batch, outcomes, true),
                Err(error) if batch.len() > 1 && one_may_be_to_blame(&error) => {
                    let half = batch.split_off(batch.len() / 2);
                    pending.push(half);
                    pending.push(batch);
                }
                Err(error) => {
                    self.settle(&batch, &[], true);
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

    fn answer(&self, batch: Vec<Waiting>, outcomes: Vec<Outcome>, with_care: bool) {
        self.settle(&batch, &outcomes, with_care);
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

    fn settle(&self, batch: &[Waiting], outcomes: &[Outcome], with_care: bool) {
        let mut expectations = self.expectations();
        let mut rest = outcomes;
        for group in batch.chunk_by(same_organization) {
            let Some(first) = group.first() else { continue };
            let (own, others) = rest.split_at(group.len().min(rest.len()));
            rest = others;
            expectations.settled(first.submission.organization_id, own, with_care);
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
        StoreError::UnknownEvent { .. } | StoreError::Together(_) => true,
        StoreError::OutcomeUnknown | StoreError::Busy | StoreError::ClockSkew | StoreError::Stopped => false,
    }
}

/// Whether trying again soon is worth the wait of everybody behind.
fn may_pass(error: &StoreError) -> bool {
    error.is_transient() && !matches!(error, StoreError::ClockSkew)
}
