//! The fold: a stream's state at a position and an effective instant.
//!
//! At (position P, instant E) it takes the events with position ≤ P and `effective_at` ≤ E, minus those superseded by an
//! event at or before P, in the order of (`effective_at`, position). Without E it takes every event known at P.
//!
//! It may begin on a snapshot, which is itself the fold of a stream's first events; which snapshot may serve which point
//! is [`crate::snapshot`]'s to say.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
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
    /// The event that brought it there.
    pub event_id: Uuid,
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
    /// What it comes to today; more or less than one where it was written in an older shape.
    pub(crate) events: Vec<E>,
}

/// Folds the events of one stream, given in the order of their sequence, to a point. `None` when no event stands there.
///
/// # Errors
/// [`StoreError`] when an event does not decode.
pub fn fold<D: Decider>(events: &[RecordedEvent], at: Point) -> Result<Option<Folded<D>>, StoreError> {
    fold_on(None, events, at)
}

/// Folds what had been reported by an instant, by the source's own word: events whose `reported_at`, or `recorded_at`
/// where they carry none, is at or before it. The point narrows it further.
///
/// This answers "what did the agency hold on that day", never "what did we know": a source's dates are told, not proved.
///
/// # Errors
/// [`StoreError`] when an event does not decode.
pub fn fold_as_reported<D: Decider>(
    events: &[RecordedEvent],
    on: DateTime<Utc>,
    at: Point,
) -> Result<Option<Folded<D>>, StoreError> {
    let reported = events
        .iter()
        .filter(|event| event.reported_at.unwrap_or(event.recorded_at) <= on);
    fold_known(None, known_at(reported, at), at)
}

/// Folds on from a snapshot that may serve the point, with the events after it.
pub(crate) fn fold_on<D: Decider>(
    base: Option<Folded<D>>,
    events: &[RecordedEvent],
    at: Point,
) -> Result<Option<Folded<D>>, StoreError> {
    fold_known(base, known_at(events.iter(), at), at)
}

fn known_at<'a>(events: impl Iterator<Item = &'a RecordedEvent>, at: Point) -> Vec<&'a RecordedEvent> {
    events
        .filter(|event| at.position.is_none_or(|position| event.position <= position))
        .collect()
}

fn fold_known<D: Decider>(
    base: Option<Folded<D>>,
    known: Vec<&RecordedEvent>,
    at: Point,
) -> Result<Option<Folded<D>>, StoreError> {
    let superseded: HashSet<Uuid> = known.iter().filter_map(|event| event.supersedes).collect();
    let standing: Vec<&RecordedEvent> = known
        .into_iter()
        .filter(|event| !superseded.contains(&event.event_id))
        .filter(|event| at.effective.is_none_or(|instant| event.effective_at <= instant))
        .collect();
    let Some(last) = standing.iter().max_by_key(|event| event.position) else {
        return Ok(base);
    };
    let effective_at = standing.iter().map(|event| event.effective_at);
    let effective_at = effective_at.fold(last.effective_at, Ord::max);
    let dated = standing
        .iter()
        .map(|event| Dated::of(event))
        .collect::<Result<Vec<_>, _>>()?;
    let (before, mut anomalies, reached) = match base {
        Some(base) => (base.state, base.anomalies, base.effective_at),
        None => (D::default(), Vec::new(), effective_at),
    };
    let (state, refused) = replay::<D>(before, dated);
    anomalies.extend(
        refused
            .into_iter()
            .map(|(event, illegal)| event.anomaly(&illegal)),
    );
    Ok(Some(Folded {
        state,
        version: last.sequence,
        event_id: last.event_id,
        position: last.position,
        recorded_at: last.recorded_at,
        effective_at: effective_at.max(reached),
        anomalies,
    }))
}

impl<'a, E: wellflow_decider::DomainEvent> Dated<'a, E> {
    pub(crate) fn of(event: &'a RecordedEvent) -> Result<Self, StoreError> {
        Ok(Self {
            effective_at: event.effective_at,
            position: event.position,
            event_id: event.event_id,
            event_type: &event.event_type,
            events: event.decode()?,
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
        if let Err(illegal) = state.evolve_all(&dated.events) {
            refused.push((dated, illegal));
        }
    }
    (state, refused)
}
