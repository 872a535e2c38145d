//! The fold: a stream's state at a position and an effective instant.
//!
//! At (position P, instant E) it takes the events with position ≤ P and `effective_at` ≤ E, minus those superseded by an
//! event at or before P, in the order of (`effective_at`, position). Without E it takes every event known at P.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use uuid::Uuid;
use wellflow_decider::{Decider, Illegal};

use crate::{RecordedEvent, StoreError};

/// A point on both axes of time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Point {
    /// What was known: everything up to this position; the newest where absent.
    pub position: Option<u64>,
    /// About which instant in the field; every event known where absent.
    pub effective: Option<DateTime<Utc>>,
}

/// A state, and how it came about.
#[derive(Clone, Debug, PartialEq)]
pub struct Folded<D> {
    /// The state.
    pub state: D,
    /// The highest sequence among the events applied: the stream's version at the point.
    pub version: u64,
    /// The highest position among them.
    pub position: u64,
    /// When that one was written.
    pub recorded_at: DateTime<Utc>,
    /// The latest effective instant among them.
    pub effective_at: DateTime<Utc>,
    /// Events that made no sense where they stand; the state is as if they had not happened.
    pub anomalies: Vec<Anomaly>,
}

/// An event the state it met could not take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anomaly {
    /// The event.
    pub event_id: Uuid,
    /// Its position.
    pub position: u64,
    /// Why.
    pub reason: String,
}

/// An event ready to be folded.
pub(crate) struct Dated<'a, E> {
    pub(crate) effective_at: DateTime<Utc>,
    pub(crate) position: u64,
    pub(crate) event_id: Uuid,
    pub(crate) event_type: &'a str,
    pub(crate) event: E,
}

/// Folds the events of one stream, given in the order of their sequence, to a point. `None` when no event stands there.
///
/// # Errors
/// [`StoreError`] when an event does not decode.
pub fn fold<D: Decider>(events: &[RecordedEvent], at: Point) -> Result<Option<Folded<D>>, StoreError> {
    let known: Vec<&RecordedEvent> = events
        .iter()
        .filter(|event| at.position.is_none_or(|position| event.position <= position))
        .collect();
    let superseded: HashSet<Uuid> = known.iter().filter_map(|event| event.supersedes).collect();
    let standing: Vec<&RecordedEvent> = known
        .into_iter()
        .filter(|event| !superseded.contains(&event.event_id))
        .filter(|event| at.effective.is_none_or(|instant| event.effective_at <= instant))
        .collect();
    let Some(last) = standing.iter().max_by_key(|event| event.position) else {
        return Ok(None);
    };
    let effective_at = standing
        .iter()
        .map(|event| event.effective_at)
        .max()
        .unwrap_or(last.effective_at);
    let dated = standing
        .iter()
        .map(|event| Dated::of(event))
        .collect::<Result<Vec<_>, _>>()?;
    let (state, anomalies) = replay::<D>(D::default(), dated);
    Ok(Some(Folded {
        state,
        version: last.sequence,
        position: last.position,
        recorded_at: last.recorded_at,
        effective_at,
        anomalies: anomalies
            .into_iter()
            .map(|(event, illegal)| event.anomaly(&illegal))
            .collect(),
    }))
}

impl<'a, E: wellflow_decider::DomainEvent> Dated<'a, E> {
    pub(crate) fn of(event: &'a RecordedEvent) -> Result<Self, StoreError> {
        Ok(Self {
            effective_at: event.effective_at,
            position: event.position,
            event_id: event.event_id,
            event_type: &event.event_type,
            event: event.decode()?,
        })
    }

    fn anomaly(&self, illegal: &Illegal) -> Anomaly {
        Anomaly {
            event_id: self.event_id,
            position: self.position,
            reason: illegal.reason.clone(),
        }
    }
}

/// An event a state could not take, and why.
pub(crate) type Refused<'a, E> = (Dated<'a, E>, Illegal);

/// Applies events in the order of (`effective_at`, position); returns the state and the events it could not take.
pub(crate) fn replay<D: Decider>(
    mut state: D,
    mut events: Vec<Dated<'_, D::Event>>,
) -> (D, Vec<Refused<'_, D::Event>>) {
    events.sort_by_key(|event| (event.effective_at, event.position));
    let mut refused = Vec::new();
    for dated in events {
        if let Err(illegal) = state.evolve(&dated.event) {
            refused.push((dated, illegal));
        }
    }
    (state, refused)
}
