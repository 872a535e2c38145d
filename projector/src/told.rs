//! An event as projections that keep a stream's whole course take it.

use chrono::{DateTime, Utc};
use uuid::Uuid;
use wellflow_event_store::{RecordedEvent, StoreError};

/// An event, decoded.
#[derive(Clone, Debug)]
pub(crate) struct Told<E> {
    pub(crate) sequence: u64,
    pub(crate) position: u64,
    pub(crate) recorded_at: DateTime<Utc>,
    pub(crate) event_id: Uuid,
    pub(crate) effective_at: DateTime<Utc>,
    pub(crate) supersedes: Option<Uuid>,
    /// What it comes to today; more or less than one where it was written in an older shape.
    pub(crate) events: Vec<E>,
}

impl<E: wellflow_decider::DomainEvent> Told<E> {
    /// # Errors
    /// [`StoreError::UnknownEvent`] or [`StoreError::Decode`].
    pub(crate) fn decode(event: &RecordedEvent) -> Result<Self, StoreError> {
        Ok(Self {
            sequence: event.sequence,
            position: event.position,
            recorded_at: event.recorded_at,
            event_id: event.event_id,
            effective_at: event.effective_at,
            supersedes: event.supersedes,
            events: event.decode()?,
        })
    }
}

impl<E> Told<E> {
    pub(crate) const fn newest(&self) -> Newest {
        Newest {
            position: self.position,
            version: self.sequence,
            recorded_at: self.recorded_at,
        }
    }
}

/// The newest event among those a stretch was made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Newest {
    pub(crate) position: u64,
    pub(crate) version: u64,
    pub(crate) recorded_at: DateTime<Utc>,
}
