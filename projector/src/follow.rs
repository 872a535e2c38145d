//! How an aggregate kept in a row goes on with new events.
//!
//! Events usually come in the order in which they took effect, and are applied to what is held. One that took effect
//! before something already applied, or takes the place of an earlier event, changes the order: the aggregate is then
//! folded anew from the ledger, up to the newest event taken in.
//!
//! Invariants
//! - What is held after any sequence of batches equals the fold of the ledger at the last batch's position,
//!   without the events that are left out.
//! - An event that makes no sense in the state it meets is kept as an anomaly and changes nothing else.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use wellflow_decider::Decider;
use wellflow_event_store::{LedgerReader, Point, RecordedEvent, StoreError};
use wellflow_read_model::parked::Repairs;
use wellflow_runtime::Tenant;

use crate::ProjectorError;

/// An aggregate as far as a row has it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Held<D> {
    pub(crate) state: D,
    /// The latest effective instant applied.
    pub(crate) max_effective_at: Option<DateTime<Utc>>,
    /// The effective instants still ahead, in order.
    pub(crate) boundaries: Vec<DateTime<Utc>>,
    pub(crate) anomalies: Vec<Noted>,
    /// The newest event seen, in effect or not.
    pub(crate) version: u64,
    pub(crate) position: u64,
    pub(crate) recorded_at: DateTime<Utc>,
    /// The latest instant at which the source reported an event seen, by its own word.
    pub(crate) reported_at: Option<DateTime<Utc>>,
}

/// An event that made no sense in the state it met.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Noted {
    pub(crate) event_id: Uuid,
    pub(crate) position: u64,
    pub(crate) reason: String,
}

/// An event of the batch, decoded.
#[derive(Clone, Debug)]
pub(crate) struct Taken<E> {
    /// What it comes to today; more or less than one where it was written in an older shape.
    events: Vec<E>,
    event_id: Uuid,
    sequence: u64,
    position: u64,
    effective_at: DateTime<Utc>,
    recorded_at: DateTime<Utc>,
    reported_at: Option<DateTime<Utc>>,
    supersedes: bool,
}

impl<E: wellflow_decider::DomainEvent> Taken<E> {
    /// # Errors
    /// [`StoreError::UnknownEvent`] or [`StoreError::Decode`].
    pub(crate) fn decode(event: &RecordedEvent) -> Result<Self, StoreError> {
        Ok(Self {
            events: event.decode()?,
            event_id: event.event_id,
            sequence: event.sequence,
            position: event.position,
            effective_at: event.effective_at,
            recorded_at: event.recorded_at,
            reported_at: event.reported_at,
            supersedes: event.supersedes.is_some(),
        })
    }

    pub(crate) fn is_first(&self) -> bool {
        self.sequence == 1
    }
}

/// Where and when a batch is followed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Course<'a> {
    pub(crate) tenant: &'a Tenant,
    pub(crate) ledger: &'a LedgerReader,
    /// Facts after this instant are not in effect yet; `None` takes every fact whenever it takes effect.
    pub(crate) horizon: Option<DateTime<Utc>>,
    /// What is left out.
    pub(crate) repairs: &'a Repairs,
    /// Whether the streams of the batch are made from their beginnings, whatever the rows hold.
    pub(crate) anew: bool,
    /// Rows that are held at once, at most, where the batch can be made smaller.
    pub(crate) most_rows: Option<usize>,
}

impl Course<'_> {
    /// Whether so many rows may be held.
    ///
    /// # Errors
    /// [`ProjectorError::TooManyRows`].
    pub(crate) fn holds(&self, rows: usize) -> Result<(), ProjectorError> {
        match self.most_rows {
            Some(most) if rows > most => Err(ProjectorError::TooManyRows),
            Some(_) | None => Ok(()),
        }
    }

    /// Goes on from what is held, or from nothing, with the stream's events of the batch in the order of their sequence.
    ///
    /// # Errors
    /// [`ProjectorError::Ledger`] when the aggregate had to be folded anew and the ledger could not be read.
    pub(crate) async fn follow<D: Decider>(
        &self,
        id: Uuid,
        held: Option<Held<D>>,
        events: Vec<Taken<D::Event>>,
    ) -> Result<Option<Held<D>>, ProjectorError> {
        let Some(last) = events.last() else {
            return Ok(held);
        };
        let newest = (last.sequence, last.position, last.recorded_at);
        let whole = held.is_some() || events.first().is_some_and(Taken::is_first);
        let mut held = held.unwrap_or_else(|| Held {
            state: D::default(),
            max_effective_at: None,
            boundaries: Vec::new(),
            anomalies: Vec::new(),
            version: 0,
            position: 0,
            recorded_at: newest.2,
            reported_at: None,
        });
        (held.version, held.position, held.recorded_at) = newest;
        let reported_at = events.iter().filter_map(|taken| taken.reported_at).max();
        held.reported_at = held.reported_at.max(reported_at);

        let superseding = events.iter().any(|taken| taken.supersedes);
        let (mut due, ahead): (Vec<_>, Vec<_>) = events
            .into_iter()
            .partition(|taken| self.horizon.is_none_or(|now| taken.effective_at <= now));
        held.boundaries
            .extend(ahead.iter().map(|taken| taken.effective_at));
        due.sort_by_key(|taken| (taken.effective_at, taken.position));

        let late = due
            .first()
            .is_some_and(|first| held.max_effective_at.is_some_and(|max| first.effective_at < max));
        let boundary_passed = held
            .boundaries
            .iter()
            .any(|at| self.horizon.is_some_and(|now| *at <= now));
        if superseding || late || boundary_passed || !whole {
            self.refold(id, &mut held).await?;
        } else {
            for taken in due {
                apply(&mut held, taken);
            }
        }
        self.settle_boundaries(&mut held);
        Ok(Some(held))
    }

    /// Folds the aggregate anew; version, position and the boundaries still ahead stay.
    ///
    /// # Errors
    /// [`ProjectorError::Ledger`].
    pub(crate) async fn refold<D: Decider>(
        &self,
        id: Uuid,
        held: &mut Held<D>,
    ) -> Result<(), ProjectorError> {
        // Not further than what is taken in: the next event of the stream may be the one that cannot be.
        let at = Point {
            position: Some(held.position),
            effective: self.horizon,
        };
        let folded = if self.repairs.mended.contains(&id) {
            let left_out = &self.repairs.skipped;
            self.ledger
                .fold_without::<D>(self.tenant, id, at, left_out)
                .await?
        } else {
            self.ledger.fold::<D>(self.tenant, id, at).await?
        };
        (held.state, held.max_effective_at, held.anomalies) = match folded {
            Some(folded) => {
                let noted = folded.anomalies.into_iter().map(|anomaly| Noted {
                    event_id: anomaly.event_id,
                    position: anomaly.position,
                    reason: anomaly.reason,
                });
                (folded.state, Some(folded.effective_at), noted.collect())
            }
            None => (D::default(), None, Vec::new()),
        };
        self.settle_boundaries(held);
        Ok(())
    }

    fn settle_boundaries<D>(&self, held: &mut Held<D>) {
        held.boundaries
            .retain(|at| self.horizon.is_none_or(|now| *at > now));
        held.boundaries.sort_unstable();
        held.boundaries.dedup();
    }
}

fn apply<D: Decider>(held: &mut Held<D>, taken: Taken<D::Event>) {
    held.max_effective_at = held.max_effective_at.max(Some(taken.effective_at));
    if let Err(illegal) = held.state.evolve_all(&taken.events) {
        tracing::warn!(
            kind = D::KIND, event_id = %taken.event_id, position = taken.position, reason = %illegal,
            "an event makes no sense in the state it meets"
        );
        held.anomalies.push(Noted {
            event_id: taken.event_id,
            position: taken.position,
            reason: illegal.reason,
        });
    }
}

#[cfg(test)]
mod tests;
