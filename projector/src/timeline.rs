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

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;
use wellflow_decider::Decider;
use wellflow_domain::location::TimeZone;
use wellflow_domain::month::local_day;
use wellflow_event_store::Folded;
use wellflow_read_model::history::{Changes, FOREVER, LAST_DAY, Place, Span};

use crate::projections::Line;
use crate::told::{Newest, Told};

mod parts;

use parts::{Touched, shown_between};

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

/// What was shown over a stretch.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Stretch<S> {
    pub(crate) span: Span,
    pub(crate) newest: Newest,
    pub(crate) summary: S,
}

/// A state is kept after one step in so many, and after the last two; between them it is folded again from the one before.
/// So a stream costs memory by its events, not by its states, and one more event at its end costs the same however many there are.
const KEPT: usize = 64;

/// An event that stands.
struct Step<D: Decider> {
    told: Told<D::Event>,
    /// The newest among it and all that took effect before it.
    newest: Newest,
    /// The state after it and all that took effect before it, where it is kept.
    after: Option<Box<D>>,
}

impl<D: Decider> Step<D> {
    fn order(&self) -> (DateTime<Utc>, u64) {
        (self.told.effective_at, self.told.position)
    }
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
    /// Where the events that stand are, in that order.
    orders: HashMap<Uuid, (DateTime<Utc>, u64)>,
    /// In the order of their instants.
    open: Vec<Open>,
    zone: Option<TimeZone>,
    /// The commit taken last.
    known: Option<Known>,
    new: BTreeMap<Place, Stretch<D::Summary>>,
    closed: Vec<(Place, u64)>,
    gone: Vec<Place>,
}

impl<D: Shown> Line for Timeline<D>
where
    D::Event: Send,
{
    type Event = D::Event;
    type Summary = D::Summary;

    fn new(id: Uuid) -> Self {
        Self {
            id,
            steps: Vec::new(),
            orders: HashMap::new(),
            open: Vec::new(),
            zone: None,
            known: None,
            new: BTreeMap::new(),
            closed: Vec::new(),
            gone: Vec::new(),
        }
    }

    /// Those of one commit are taken together: however many of them come late, what follows is folded once.
    fn take(&mut self, events: Vec<Told<D::Event>>) {
        let mut commit: Vec<Told<D::Event>> = Vec::new();
        for told in events {
            if commit
                .first()
                .is_some_and(|first| first.recorded_at != told.recorded_at)
            {
                self.commit(std::mem::take(&mut commit));
            }
            commit.push(told);
        }
        self.commit(commit);
    }

    fn written(&mut self) {
        self.new.clear();
        self.closed.clear();
        self.gone.clear();
    }

    fn rows(&self) -> usize {
        self.new.len()
    }

    fn changes(self) -> Changes<Stretch<D::Summary>> {
        Changes {
            closed: self.closed,
            gone: self.gone,
            new: self.new.into_values().collect(),
        }
    }
}

impl<D: Shown> Timeline<D> {
    /// Goes on from the state after all of a stream's events, and from what is open beyond the last instant at which one of
    /// them took effect. It can take events that come after all of them, and take the place of none.
    pub(crate) fn going_on(id: Uuid, folded: Folded<D>, open: Vec<(Place, DateTime<Utc>)>) -> Self {
        let told = Told {
            sequence: folded.version,
            position: folded.position,
            recorded_at: folded.recorded_at,
            event_id: folded.event_id,
            effective_at: folded.effective_at,
            supersedes: None,
            events: Vec::new(),
        };
        let mut timeline = Self::new(id);
        timeline.zone = folded.state.zone();
        timeline.steps.push(Step {
            newest: told.newest(),
            told,
            after: Some(Box::new(folded.state)),
        });
        let of_an_earlier_commit = folded.recorded_at;
        timeline.open = open
            .into_iter()
            .map(|(place, effective_to)| Open {
                place,
                effective_to,
                recorded_at: of_an_earlier_commit,
            })
            .collect();
        timeline
    }

    fn commit(&mut self, commit: Vec<Told<D::Event>>) {
        let Some(first) = commit.first() else { return };
        // A commit that was cut in two is known from its beginning on.
        let known = self
            .known
            .filter(|known| known.recorded_at == first.recorded_at)
            .unwrap_or(Known {
                position: first.position,
                recorded_at: first.recorded_at,
            });
        self.known = Some(known);
        let (dirty, mut touched) = self.put(commit);
        let last = self.settle(dirty);
        let zone = last.as_ref().and_then(Shown::zone);
        if zone != self.zone {
            // All days are other days.
            touched = Touched {
                from: DateTime::<Utc>::MIN_UTC,
                taken_out: false,
            };
        }
        self.zone = zone;
        let begins = self.close(known, touched).unwrap_or(touched.from);
        self.open(known, begins.min(touched.from));
    }

    /// Puts the events into their places and takes out those they replace. Answers the first step that has to be folded
    /// again, and from where on something else may be shown.
    fn put(&mut self, commit: Vec<Told<D::Event>>) -> (usize, Touched) {
        let mut replaced = HashSet::new();
        let mut touched = Touched::NOWHERE;
        let mut first = (DateTime::<Utc>::MAX_UTC, u64::MAX);
        for told in commit {
            let order = (told.effective_at, told.position);
            let earlier = told
                .supersedes
                .and_then(|id| Some((id, self.orders.remove(&id)?)));
            if let Some((id, earlier)) = earlier {
                replaced.insert(id);
                first = first.min(earlier);
                touched = touched.or(earlier.0, true);
            }
            first = first.min(order);
            touched = touched.or(order.0, false);
            self.orders.insert(told.event_id, order);
            let newest = told.newest();
            self.steps.push(Step {
                told,
                newest,
                after: None,
            });
        }
        // What stands before the first of them is in order already.
        let dirty = self.steps.partition_point(|step| step.order() < first);
        if !replaced.is_empty() {
            self.steps.retain(|step| !replaced.contains(&step.told.event_id));
        }
        if let Some(moved) = self.steps.get_mut(dirty..) {
            moved.sort_by_key(Step::order);
        }
        (dirty, touched)
    }

    /// States that are kept.
    #[cfg(test)]
    pub(crate) fn kept(&self) -> usize {
        self.steps.iter().filter(|step| step.after.is_some()).count()
    }

    /// The state after a step, from the last one kept at or before it.
    fn state_after(&self, at: usize) -> D {
        let upto = self.steps.get(..=at).unwrap_or(&self.steps);
        let kept = upto.iter().rposition(|step| step.after.is_some());
        let mut state = kept
            .and_then(|kept| upto.get(kept)?.after.as_deref().cloned())
            .unwrap_or_default();
        for step in upto.iter().skip(kept.map_or(0, |kept| kept + 1)) {
            // What makes no sense in the state it meets changes nothing.
            let _ = state.evolve_all(&step.told.events);
        }
        state
    }

    /// Folds what comes from a step on, and answers the last state; `None` where nothing stands.
    fn settle(&mut self, dirty: usize) -> Option<D> {
        let mut state = dirty
            .checked_sub(1)
            .map_or_else(D::default, |before| self.state_after(before));
        let mut newest = dirty
            .checked_sub(1)
            .and_then(|before| self.steps.get(before))
            .map(|before| before.newest);
        let end = self.steps.len();
        let is_kept = |at: usize| at.is_multiple_of(KEPT) || at + 2 >= end;
        for (at, step) in self.steps.iter_mut().enumerate().skip(dirty.saturating_sub(2)) {
            if at >= dirty {
                let _ = state.evolve_all(&step.told.events);
                let own = step.told.newest();
                step.newest = newest
                    .filter(|before| before.position > own.position)
                    .unwrap_or(own);
                newest = Some(step.newest);
                step.after = is_kept(at).then(|| Box::new(state.clone()));
            } else if !is_kept(at) {
                step.after = None;
            }
        }
        (end > 0).then_some(state)
    }

    /// Closes what changes; answers where the first of it began.
    fn close(&mut self, known: Known, touched: Touched) -> Option<DateTime<Utc>> {
        let kept = self
            .open
            .partition_point(|open| !touched.changes(open.effective_to));
        let closed = self.open.split_off(kept);
        let begins = closed.first().map(|open| open.place.effective_from);
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
        // The last step that takes effect at or before it is what is shown there.
        let first = self
            .steps
            .partition_point(|step| step.told.effective_at <= begins)
            .saturating_sub(1);
        if self.steps.is_empty() {
            return;
        }
        let mut state = self.state_after(first);
        for at in first..self.steps.len() {
            let Some(step) = self.steps.get(at) else { break };
            if at > first {
                let _ = state.evolve_all(&step.told.events);
            }
            let (from, newest) = (step.told.effective_at, step.newest);
            let next = self.steps.get(at + 1);
            let to = next.map_or(FOREVER, |next| next.told.effective_at);
            // What takes effect at one instant is shown together.
            if from == to {
                continue;
            }
            let shown = shown_between(&state, (from, to));
            for (from, to, summary) in shown.into_iter().filter(|(_, to, _)| *to > begins) {
                let span = self.span(known, (from, to));
                self.open.push(Open {
                    place: span.place,
                    effective_to: to,
                    recorded_at: known.recorded_at,
                });
                let stretch = Stretch {
                    span,
                    newest,
                    summary,
                };
                self.new.insert(span.place, stretch);
            }
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

/// The commit that changes what is known, by its first event of the stream.
#[derive(Clone, Copy)]
struct Known {
    position: u64,
    recorded_at: DateTime<Utc>,
}
