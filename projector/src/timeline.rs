//! What a stream showed, on both axes of time: event by event, in the order they came to be known.
//!
//! A stretch is a span of effective time over which one thing is shown. An event that takes effect at E, or takes the place
//! of one that did, changes what is known from there on: the stretches that reach beyond E are closed at its position, and
//! others take their place.
//!
//! Invariants
//! - At every position the open stretches follow one another without gap or overlap, from the first instant at which
//!   something is shown to the end of time.
//! - What a stretch shows equals the fold of the ledger at any position and instant within it.
//! - A stretch that was closed by the commit it began with is not kept: nobody asks between the events of a commit.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;
use wellflow_decider::Decider;
use wellflow_domain::location::TimeZone;
use wellflow_domain::month::local_day;
use wellflow_event_store::{RecordedEvent, StoreError};
use wellflow_read_model::history::{Changes, FOREVER, LAST_DAY, Place, Span};

/// An aggregate as it is shown.
pub(crate) trait Shown: Decider {
    /// What is shown of it.
    type Summary: PartialEq + Send + Sync;

    /// What is shown at an instant; `None` while nothing is known.
    fn shown_at(&self, at: DateTime<Utc>) -> Option<Self::Summary>;

    /// The instants after which something else may be shown although nothing happens.
    fn turns(summary: &Self::Summary) -> Vec<DateTime<Utc>>;

    /// The zone of its days; `None` for days in UTC.
    fn zone(&self) -> Option<TimeZone>;
}

/// An event, decoded.
#[derive(Clone, Debug)]
pub(crate) struct Told<E> {
    pub(crate) sequence: u64,
    pub(crate) position: u64,
    pub(crate) recorded_at: DateTime<Utc>,
    event_id: Uuid,
    effective_at: DateTime<Utc>,
    supersedes: Option<Uuid>,
    /// What it comes to today; more or less than one where it was written in an older shape.
    events: Vec<E>,
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

/// The newest event among those a stretch was made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Newest {
    pub(crate) position: u64,
    pub(crate) version: u64,
    pub(crate) recorded_at: DateTime<Utc>,
}

/// What was shown over a stretch.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Stretch<S> {
    pub(crate) span: Span,
    pub(crate) newest: Newest,
    pub(crate) summary: S,
}

/// An event that stands, and the state after it and all that took effect before it.
struct Step<D: Decider> {
    told: Told<D::Event>,
    after: D,
    newest: Newest,
}

/// A stretch that is what is known.
struct Open {
    place: Place,
    effective_to: DateTime<Utc>,
    recorded_at: DateTime<Utc>,
}

/// A stream's stretches, and how to go on with them.
pub(crate) struct Timeline<D: Shown> {
    id: Uuid,
    /// In the order of (`effective_at`, position).
    steps: Vec<Step<D>>,
    open: Vec<Open>,
    zone: Option<TimeZone>,
    new: BTreeMap<Place, Stretch<D::Summary>>,
    closed: Vec<(Place, u64)>,
    gone: Vec<Place>,
}

impl<D: Shown> Timeline<D> {
    pub(crate) fn new(id: Uuid) -> Self {
        Self {
            id,
            steps: Vec::new(),
            open: Vec::new(),
            zone: None,
            new: BTreeMap::new(),
            closed: Vec::new(),
            gone: Vec::new(),
        }
    }

    /// Forgets what was changed so far: it is written already.
    pub(crate) fn written(&mut self) {
        self.new.clear();
        self.closed.clear();
        self.gone.clear();
    }

    /// What was changed.
    pub(crate) fn changes(self) -> Changes<Stretch<D::Summary>> {
        Changes {
            closed: self.closed,
            gone: self.gone,
            new: self.new.into_values().collect(),
        }
    }

    /// Takes the next event of the stream.
    pub(crate) fn take(&mut self, told: Told<D::Event>) {
        let known = Known {
            position: told.position,
            recorded_at: told.recorded_at,
        };
        let removed = told.supersedes.and_then(|id| self.remove(id));
        let mut changed_from = told.effective_at;
        let order = (told.effective_at, told.position);
        let mut dirty = self
            .steps
            .partition_point(|step| (step.told.effective_at, step.told.position) < order);
        let newest = Newest {
            position: told.position,
            version: told.sequence,
            recorded_at: told.recorded_at,
        };
        let after = D::default();
        self.steps.insert(dirty, Step { told, after, newest });
        if let Some((at, instant)) = removed {
            dirty = dirty.min(at);
            changed_from = changed_from.min(instant);
        }
        self.evolve_from(dirty);

        let zone = self.steps.last().and_then(|step| step.after.zone());
        let moved = zone != self.zone;
        self.zone = zone;
        if moved {
            // All days are other days.
            changed_from = DateTime::<Utc>::MIN_UTC;
        }
        // Where a fact was taken out, the stretch before it may reach further than it did.
        let is_changed = |effective_to: DateTime<Utc>| {
            effective_to > changed_from || (removed.is_some() && effective_to == changed_from)
        };
        let begins = self.close(known, is_changed).unwrap_or(changed_from);
        self.open(known, begins.min(changed_from));
    }

    fn remove(&mut self, event_id: Uuid) -> Option<(usize, DateTime<Utc>)> {
        let at = self
            .steps
            .iter()
            .position(|step| step.told.event_id == event_id)?;
        Some((at, self.steps.remove(at).told.effective_at))
    }

    fn evolve_from(&mut self, dirty: usize) {
        for at in dirty..self.steps.len() {
            let (before, step) = self.steps.split_at_mut(at);
            let Some(step) = step.first_mut() else { continue };
            let (mut state, newest) = match before.last() {
                Some(before) => (before.after.clone(), Some(before.newest)),
                None => (D::default(), None),
            };
            // What makes no sense in the state it meets changes nothing.
            let _ = state.evolve_all(&step.told.events);
            step.after = state;
            let own = Newest {
                position: step.told.position,
                version: step.told.sequence,
                recorded_at: step.told.recorded_at,
            };
            step.newest = newest
                .filter(|before| before.position > own.position)
                .unwrap_or(own);
        }
    }

    /// Closes what changes; answers where the first of it began.
    fn close(&mut self, known: Known, is_changed: impl Fn(DateTime<Utc>) -> bool) -> Option<DateTime<Utc>> {
        let (closed, open): (Vec<Open>, Vec<Open>) = std::mem::take(&mut self.open)
            .into_iter()
            .partition(|open| is_changed(open.effective_to));
        self.open = open;
        let begins = closed.iter().map(|open| open.place.effective_from).min();
        for Open {
            place, recorded_at, ..
        } in closed
        {
            let of_this_commit = recorded_at == known.recorded_at;
            if of_this_commit {
                if self.new.remove(&place).is_none() {
                    self.gone.push(place);
                }
            } else if let Some(new) = self.new.get_mut(&place) {
                new.span.to_position = Some(known.position);
            } else {
                self.closed.push((place, known.position));
            }
        }
        begins
    }

    /// Opens what is shown from an instant on.
    fn open(&mut self, known: Known, begins: DateTime<Utc>) {
        let mut opened = Vec::new();
        for (at, step) in self.steps.iter().enumerate() {
            let from = step.told.effective_at;
            let to = self
                .steps
                .get(at + 1)
                .map_or(FOREVER, |next| next.told.effective_at);
            // What takes effect at one instant is shown together.
            if from == to || to <= begins {
                continue;
            }
            let shown = shown_between(&step.after, (from, to));
            let changed = shown.into_iter().filter(|(_, to, _)| *to > begins);
            for (from, to, summary) in changed {
                opened.push(Stretch {
                    span: self.span(known, (from, to)),
                    newest: step.newest,
                    summary,
                });
            }
        }
        for stretch in opened {
            let Span {
                place, effective_to, ..
            } = stretch.span;
            self.open.push(Open {
                place,
                effective_to,
                recorded_at: known.recorded_at,
            });
            self.new.insert(place, stretch);
        }
    }

    fn span(&self, known: Known, (from, to): (DateTime<Utc>, DateTime<Utc>)) -> Span {
        let day = |at: DateTime<Utc>| -> NaiveDate {
            self.zone
                .map_or_else(|| at.date_naive(), |zone| local_day(at, zone))
        };
        Span {
            place: Place {
                id: self.id,
                from_position: known.position,
                effective_from: from,
            },
            to_position: None,
            effective_to: to,
            days: (day(from), if to == FOREVER { LAST_DAY } else { day(to) }),
        }
    }
}

/// The event that changes what is known.
#[derive(Clone, Copy)]
struct Known {
    position: u64,
    recorded_at: DateTime<Utc>,
}

/// What a state shows from one instant up to another, which the calendar alone may change.
fn shown_between<D: Shown>(
    state: &D,
    (from, to): (DateTime<Utc>, DateTime<Utc>),
) -> Vec<(DateTime<Utc>, DateTime<Utc>, D::Summary)> {
    let mut shown = Vec::new();
    let Some(mut summary) = state.shown_at(from) else {
        return shown;
    };
    let (mut since, mut seen) = (from, from);
    loop {
        let turns = D::turns(&summary).into_iter();
        let Some(turn) = turns.filter(|turn| seen < *turn && *turn < to).min() else {
            break;
        };
        seen = turn;
        if let Some(next) = state.shown_at(turn)
            && next != summary
        {
            shown.push((since, turn, std::mem::replace(&mut summary, next)));
            since = turn;
        }
    }
    shown.push((since, to, summary));
    shown
}
