//! A division's events, and what was known by them at each position.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use uuid::Uuid;
use wellflow_decider::Decider;
use wellflow_domain::division_of_interest::{Change, DivisionEvent, DivisionOfInterest};
use wellflow_event_store::RecordedEvent;

use crate::ProjectorError;
use crate::follow::Course;

/// Events per round trip.
const PAGE: u32 = 1_000;

/// The events of a division in the order of their positions.
#[derive(Debug)]
pub(super) struct Stream(Vec<Read>);

/// An event with what it comes to today.
#[derive(Debug)]
struct Read {
    event: RecordedEvent,
    facts: Vec<DivisionEvent>,
}

/// What was known at a position.
#[derive(Clone, Debug)]
pub(super) struct Known<'s> {
    pub(super) division: DivisionOfInterest,
    /// The events of the division's changes, in the order in which they took effect.
    pub(super) changes: Vec<&'s RecordedEvent>,
    /// When the last of them took effect.
    latest: Option<DateTime<Utc>>,
}

impl Stream {
    /// The events up to the batch's end. Where the division begins in the batch there is nothing to ask for.
    ///
    /// # Errors
    /// [`ProjectorError::Ledger`].
    pub(super) async fn whole(
        course: Course<'_>,
        id: Uuid,
        new: Vec<RecordedEvent>,
    ) -> Result<Self, ProjectorError> {
        let missing = new.first().map_or(0, |first| first.sequence.saturating_sub(1));
        let mut events: Vec<RecordedEvent> = Vec::new();
        while let after = events.last().map_or(0, |last| last.sequence)
            && after < missing
        {
            let page = course
                .ledger
                .stream(course.tenant, DivisionOfInterest::KIND, id, after, PAGE)
                .await?;
            if page.is_empty() {
                break;
            }
            events.extend(page);
        }
        let left_out = &course.repairs.skipped;
        events.retain(|event| event.sequence <= missing && !left_out.contains(&event.event_id));
        events.extend(new);
        let read = events.into_iter().map(|event| {
            Ok(Read {
                facts: event.decode()?,
                event,
            })
        });
        Ok(Self(read.collect::<Result<_, ProjectorError>>()?))
    }

    /// The positions from one on at which an event stands.
    pub(super) fn positions_from(&self, first: u64) -> impl Iterator<Item = u64> {
        let positions = self.0.iter().map(|read| read.event.position);
        positions.filter(move |position| *position >= first)
    }

    /// What was known before a position.
    pub(super) fn known_before(&self, position: u64) -> Known<'_> {
        self.fold(|read| read.event.position < position)
    }

    /// Takes the event at a position. Where it took effect before something known already, or takes the place of an earlier
    /// one, everything is gone through anew.
    pub(super) fn go_on<'s>(&'s self, known: &mut Known<'s>, position: u64) {
        let Some(new) = self.0.iter().find(|read| read.event.position == position) else {
            return;
        };
        let late = known.latest.is_some_and(|latest| new.event.effective_at < latest);
        if late || new.event.supersedes.is_some() {
            *known = self.fold(|read| read.event.position <= position);
        } else {
            known.take(new);
        }
    }

    /// The fold of the events that are known: those that stand, in the order in which they took effect.
    fn fold(&self, is_known: impl Fn(&Read) -> bool) -> Known<'_> {
        let known = || self.0.iter().filter(|read| is_known(read));
        let superseded: HashSet<Uuid> = known().filter_map(|read| read.event.supersedes).collect();
        let mut standing: Vec<&Read> = known()
            .filter(|read| !superseded.contains(&read.event.event_id))
            .collect();
        standing.sort_by_key(|read| (read.event.effective_at, read.event.position));
        let mut folded = Known {
            division: DivisionOfInterest::default(),
            changes: Vec::new(),
            latest: None,
        };
        for read in standing {
            folded.take(read);
        }
        folded
    }
}

impl<'s> Known<'s> {
    fn take(&mut self, read: &'s Read) {
        let event = &read.event;
        self.latest = self.latest.max(Some(event.effective_at));
        match self.division.evolve_all(&read.facts) {
            Ok(()) => {
                let changes = read.facts.iter().filter(|fact| Change::of(fact).is_some());
                self.changes.extend(changes.map(|_| event));
            }
            Err(illegal) => {
                tracing::warn!(
                    kind = DivisionOfInterest::KIND, event_id = %event.event_id, position = event.position,
                    reason = %illegal, "an event makes no sense in the state it meets"
                );
            }
        }
    }
}
