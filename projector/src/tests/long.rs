//! Long streams: what a timeline costs grows with its events, not with their square.

use std::cell::Cell;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use wellflow_decider::{Decider, Fact, Illegal};
use wellflow_domain::location::TimeZone;

use super::field::at;
use crate::projections::Line;
use crate::timeline::{Shown, Timeline};
use crate::told::Told;

const EVENTS: u64 = 10_000;

thread_local! {
    static APPLIED: Cell<usize> = const { Cell::new(0) };
}

/// How often an event was applied since the last time this was asked.
fn applied() -> usize {
    APPLIED.replace(0)
}

/// Something was counted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct TallyCounted {
    effective_at: DateTime<Utc>,
}

impl Fact for TallyCounted {
    fn effective_at(&self) -> DateTime<Utc> {
        self.effective_at
    }
    fn public_form(&self) -> Option<Self> {
        None
    }
}

wellflow_decider::events! {
    enum TallyEvent {
        TallyCounted = 1,
    }
}

/// Counts what happens to it, and every time it happens.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Tally(u64);

#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("nothing is asked of a tally")]
struct NothingAsked;

impl Decider for Tally {
    const KIND: &'static str = "tally";
    const STATE_VERSION: u32 = 1;
    type Command = ();
    type Event = TallyEvent;
    type Error = NothingAsked;

    fn decided_at((): &()) -> Option<DateTime<Utc>> {
        None
    }

    fn decide(&self, (): ()) -> Result<Vec<TallyEvent>, NothingAsked> {
        Err(NothingAsked)
    }

    fn evolve(&mut self, _: &TallyEvent) -> Result<(), Illegal> {
        APPLIED.set(APPLIED.get() + 1);
        self.0 += 1;
        Ok(())
    }
}

impl Shown for Tally {
    type Summary = u64;

    fn shown_at(&self, _: DateTime<Utc>) -> Option<u64> {
        Some(self.0)
    }

    fn turns(_: &u64) -> Vec<DateTime<Utc>> {
        Vec::new()
    }

    fn zone(&self) -> Option<TimeZone> {
        None
    }
}

/// The event of a sequence; `minute` says when it took effect, `commit` with which others it was recorded.
fn event(sequence: u64, minute: u64, commit: u64) -> Told<TallyEvent> {
    let after = |number: u64| TimeDelta::minutes(i64::try_from(number).unwrap());
    let effective_at = at("2000-01-01T00:00:00Z") + after(minute);
    Told {
        sequence,
        position: sequence,
        recorded_at: at("2025-01-01T00:00:00Z") + after(commit),
        event_id: Uuid::from_u128(u128::from(sequence)),
        effective_at,
        supersedes: None,
        events: vec![TallyCounted { effective_at }.into()],
    }
}

/// Every event in its order, in a commit of its own.
fn in_order(upto: u64) -> Timeline<Tally> {
    let mut timeline = Timeline::new(Uuid::from_u128(1));
    for sequence in 1..=upto {
        timeline.take(vec![event(sequence, 10 * sequence, sequence)]);
    }
    timeline
}

fn of(count: u64) -> usize {
    usize::try_from(count).unwrap()
}

#[test]
fn ten_thousand_events_in_order_are_applied_a_few_times_each() {
    applied();
    let timeline = in_order(EVENTS);
    let by_all = applied();
    assert!(by_all <= 3 * of(EVENTS), "{by_all}");
    // Of all their states few are kept.
    assert!(timeline.kept() <= of(EVENTS) / 64 + 3, "{}", timeline.kept());
    let changes = timeline.changes();
    assert_eq!(changes.new.len(), 2 * of(EVENTS) - 1);
    assert!(changes.closed.is_empty() && changes.gone.is_empty());
}

#[test]
fn twice_the_events_cost_twice_as_much() {
    applied();
    in_order(EVENTS / 2);
    let half = applied();
    in_order(EVENTS);
    let whole = applied();
    assert!(whole <= 2 * half + 10, "{half} {whole}");
}

#[test]
fn late_events_of_one_commit_cost_one_fold_of_what_follows() {
    let mut timeline = in_order(EVENTS);
    timeline.written();
    applied();
    // Five thousand more, each between two of those in the middle.
    let late = (1..=5_000).map(|nth| event(EVENTS + nth, 10 * (2_500 + nth) + 5, EVENTS + 1));
    timeline.take(late.collect());
    let by_late = applied();
    assert!(by_late <= 3 * (of(EVENTS) + 5_000), "{by_late}");
    assert!(timeline.kept() <= (of(EVENTS) + 5_000) / 64 + 3);
    let changes = timeline.changes();
    // What reaches beyond the first of them is closed once, and told anew.
    assert_eq!(changes.closed.len(), 7_500);
    assert_eq!(changes.new.len(), 12_500);
    let last = changes.new.last().unwrap();
    assert_eq!(last.summary, EVENTS + 5_000);
}

#[test]
fn one_late_event_costs_no_more_than_the_rows_that_change_by_it() {
    let mut timeline = in_order(EVENTS);
    timeline.written();
    applied();
    timeline.take(vec![event(EVENTS + 1, 10 * (EVENTS - 100) + 5, EVENTS + 1)]);
    let by_late = applied();
    let changes = timeline.changes();
    assert_eq!((changes.closed.len(), changes.new.len()), (101, 102));
    assert!(by_late <= 2 * 102 + 2 * 64, "{by_late}");
}
