//! The walk: a stream's states between two points, one step after the other.

use std::collections::HashSet;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;
use uuid::Uuid;
use wellflow_event_store::{Point, RecordedEvent, fold};
use wellflow_http::{FieldError, Problem};

use crate::error::QueryError;
use crate::problems::RANGE_TOO_LONG;
use crate::subject::Subject;

/// Events folded at most, where events came late, and steps taken at most.
const MOST_FOLDED: usize = 500_000;
pub(super) const MOST_STEPS: usize = 20_000;

/// What moves while the walk goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Axis {
    /// What was known, and what held then.
    Both,
    /// What was known about one instant.
    Known(DateTime<Utc>),
    /// What was known about all time: versions.
    Versions,
}

/// Between what the walk goes: positions known, and the instants they were known at.
#[derive(Clone, Copy, Debug)]
pub(super) struct Range {
    pub(super) axis: Axis,
    pub(super) from: (u64, DateTime<Utc>),
    pub(super) to: (u64, DateTime<Utc>),
}

/// Why something is shown differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cause {
    /// The event with this index came to be known.
    Recorded(usize),
    /// The event with this index, known before, took effect.
    TookEffect(usize),
    /// Nothing happened: time passed.
    Calendar,
}

/// A difference between what was shown before a step and after it.
#[derive(Debug)]
pub(super) struct Change {
    pub(super) at: DateTime<Utc>,
    pub(super) cause: Cause,
    pub(super) before: Value,
    pub(super) after: Value,
}

struct Step {
    at: DateTime<Utc>,
    nth: usize,
    took_effect: bool,
}

struct Walk<'e, S> {
    events: &'e [RecordedEvent],
    axis: Axis,
    state: S,
    /// The effective instant and position of the last event applied; `None` before the first.
    reached: Option<(DateTime<Utc>, u64)>,
    /// How many of the events are known.
    known: usize,
    superseded: HashSet<Uuid>,
    folded: usize,
}

/// Walks from one point to another: what is shown at the first, every change, and what is shown at the last.
///
/// # Errors
/// `range-too-long`, or when an event does not decode.
pub(super) fn walk<S: Subject>(
    events: &[RecordedEvent],
    range: Range,
) -> Result<(Value, Vec<Change>, Value), QueryError> {
    let steps = steps(events, range)?;
    let mut walk = Walk::<S>::start(events, range)?;
    let first = walk.shown(range.from.1)?;
    let (mut before, mut changes) = (first.clone(), Vec::new());
    for step in steps {
        if range.axis == Axis::Both {
            walk.note(
                Cause::Calendar,
                step.at - TimeDelta::microseconds(1),
                (&mut before, &mut changes),
            )?;
        }
        let cause = if step.took_effect {
            walk.take_effect(&step)?;
            Cause::TookEffect(step.nth)
        } else {
            walk.learn(&step)?;
            Cause::Recorded(step.nth)
        };
        walk.note(cause, step.at, (&mut before, &mut changes))?;
    }
    walk.note(Cause::Calendar, range.to.1, (&mut before, &mut changes))?;
    Ok((first, changes, before))
}

fn steps(events: &[RecordedEvent], range: Range) -> Result<Vec<Step>, QueryError> {
    let mut steps = Vec::new();
    for (nth, event) in events.iter().enumerate() {
        if event.position > range.to.0 {
            break;
        }
        if event.position > range.from.0 {
            let at = event.recorded_at;
            steps.push(Step {
                at,
                nth,
                took_effect: false,
            });
        }
        let at = event.effective_at;
        if range.axis == Axis::Both && at > event.recorded_at && at > range.from.1 && at <= range.to.1 {
            steps.push(Step {
                at,
                nth,
                took_effect: true,
            });
        }
    }
    if steps.len() > MOST_STEPS {
        return Err(too_long().into());
    }
    steps.sort_by_key(|step| (step.at, step.nth));
    Ok(steps)
}

impl<'e, S: Subject> Walk<'e, S> {
    fn start(events: &'e [RecordedEvent], range: Range) -> Result<Self, QueryError> {
        let known = events.partition_point(|event| event.position <= range.from.0);
        let mut walk = Self {
            events,
            axis: range.axis,
            state: S::default(),
            reached: None,
            known,
            superseded: events[..known]
                .iter()
                .filter_map(|event| event.supersedes)
                .collect(),
            folded: 0,
        };
        if known > 0 {
            walk.refold(range.from.1)?;
        }
        Ok(walk)
    }

    /// The instant what holds is asked about, when the walk is at `at`.
    fn horizon(&self, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        match self.axis {
            Axis::Both => Some(at),
            Axis::Known(instant) => Some(instant),
            Axis::Versions => None,
        }
    }

    fn learn(&mut self, step: &Step) -> Result<(), QueryError> {
        let event = &self.events[step.nth];
        self.known = step.nth + 1;
        if let Some(superseded) = event.supersedes {
            self.superseded.insert(superseded);
            return self.refold(step.at);
        }
        if self
            .horizon(step.at)
            .is_some_and(|horizon| event.effective_at > horizon)
        {
            return Ok(());
        }
        self.apply(step)
    }

    fn take_effect(&mut self, step: &Step) -> Result<(), QueryError> {
        if self.superseded.contains(&self.events[step.nth].event_id) {
            return Ok(());
        }
        self.apply(step)
    }

    fn apply(&mut self, step: &Step) -> Result<(), QueryError> {
        let event = &self.events[step.nth];
        let place = (event.effective_at, event.position);
        if self.reached.is_some_and(|reached| place < reached) {
            return self.refold(step.at);
        }
        self.reached = Some(place);
        // One that makes no sense where it stands changes nothing, as in the fold.
        let _ = self.state.evolve_all(&event.decode::<S::Event>()?);
        Ok(())
    }

    fn refold(&mut self, at: DateTime<Utc>) -> Result<(), QueryError> {
        self.folded += self.known;
        if self.folded > MOST_FOLDED {
            return Err(too_long().into());
        }
        let effective = self.horizon(at);
        let known = &self.events[..self.known];
        let point = Point {
            position: None,
            effective,
        };
        let folded = fold::<S>(known, point)?;
        self.state = folded.map(|folded| folded.state).unwrap_or_default();
        self.reached = known
            .iter()
            .filter(|event| effective.is_none_or(|horizon| event.effective_at <= horizon))
            .filter(|event| !self.superseded.contains(&event.event_id))
            .map(|event| (event.effective_at, event.position))
            .max();
        Ok(())
    }

    /// What is shown when the walk is at `at`; null while nothing is.
    fn shown(&self, at: DateTime<Utc>) -> Result<Value, QueryError> {
        let at = match self.axis {
            Axis::Known(instant) => instant,
            Axis::Both | Axis::Versions => at,
        };
        match self.state.shown_at(at) {
            Some(summary) => Ok(serde_json::to_value(summary)?),
            None => Ok(Value::Null),
        }
    }

    fn note(
        &self,
        cause: Cause,
        at: DateTime<Utc>,
        (before, changes): (&mut Value, &mut Vec<Change>),
    ) -> Result<(), QueryError> {
        let after = self.shown(at)?;
        if after != *before {
            changes.push(Change {
                at,
                cause,
                before: std::mem::replace(before, after.clone()),
                after,
            });
        }
        Ok(())
    }
}

fn too_long() -> Problem {
    let detail = format!(
        "More happened between the two points than is compared at once ({MOST_STEPS} steps, or {MOST_FOLDED} events \
         folded again because others came late); choose points that are closer together."
    );
    let error = FieldError::parameter("from", RANGE_TOO_LONG.slug, "too far from to");
    Problem::new(RANGE_TOO_LONG, detail).with_error(error)
}
