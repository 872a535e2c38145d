//! Whatever becomes known in whatever order: the rows at any position and instant are the fold of the ledger there.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use proptest::prelude::*;
use serde_json::{Value, json};
use uuid::Uuid;
use wellflow_decider::{Decider, DomainEvent};
use wellflow_domain::lease::{CorrectedLeaseFact, Lease, LeaseSummary};
use wellflow_domain::location::TimeZone;
use wellflow_domain::month::day_start;
use wellflow_domain::owner::{CorrectedOwnerFact, Owner, OwnerSummary};
use wellflow_event_store::{Point, RecordedEvent, fold};
use wellflow_read_model::history::{Changes, FOREVER, Place};

use super::field::at;
use crate::projections::Line;
use crate::timeline::{Shown, Stretch, Timeline};
use crate::told::Told;

/// An event to come: which sample, on which of the days, whether it begins a commit, and which earlier one it replaces.
pub(super) type Plan = (usize, usize, bool, Option<usize>);

pub(super) fn plans() -> impl Strategy<Value = Vec<Plan>> {
    let replaces = prop_oneof![4 => Just(None), 1 => (0_usize..40).prop_map(Some)];
    prop::collection::vec((0_usize..40, 0_usize..14, any::<bool>(), replaces), 1..24)
}

/// The samples of a kind by event type; the first of `TYPES` that begin a stream come first.
pub(super) fn samples(folder: &str, types: &[&str]) -> Vec<(String, Value)> {
    let sample = |event_type: &&str| {
        let golden = format!(
            "{}/../domain/golden/{folder}/{event_type}",
            env!("CARGO_MANIFEST_DIR")
        );
        // The shape of today.
        let path = (1..9)
            .rev()
            .map(|version| format!("{golden}.v{version}.json"))
            .find(|path| std::path::Path::new(path).exists())
            .unwrap();
        let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
        ((*event_type).to_owned(), serde_json::from_str(&text).unwrap())
    };
    types.iter().map(sample).collect()
}

/// The day a sample is of, one of a few days on which several facts meet, or one far ahead.
fn instant(sample: &Value, choice: usize) -> DateTime<Utc> {
    match choice {
        0 => at("2020-01-15T15:00:00Z"),
        1 => at("2023-02-01T06:00:00Z"),
        2 => at("2024-06-01T15:00:00Z"),
        3 => at("2019-06-30T04:59:59Z"),
        _ => sample["effective_at"].as_str().unwrap().parse().unwrap(),
    }
}

/// A stream as the ledger would hold it.
pub(super) fn stream<D: Shown>(
    samples: &[(String, Value)],
    correction: (&str, &[&str]),
    plans: &[Plan],
) -> Vec<RecordedEvent> {
    let mut events: Vec<RecordedEvent> = Vec::new();
    let mut recorded_at = at("2025-01-01T00:00:00Z");
    // Positions have holes: other streams lie between.
    let mut position = 0;
    for (choice, day, begins, replaces) in plans {
        let nth = events.len();
        let replaced = replaces
            .and_then(|earlier| events.get(earlier % (nth + 1)))
            .filter(|event| correction.1.contains(&event.event_type.as_str()));
        let (event_type, mut payload) = if nth == 0 {
            samples[*choice % 2].clone()
        } else {
            samples[*choice % samples.len()].clone()
        };
        let effective_at = instant(&payload, *day);
        payload["effective_at"] = json!(effective_at);
        let mut supersedes = None;
        let mut own_type = event_type.clone();
        if let Some(replaced) = replaced {
            let mut fact: Value = serde_json::from_str(&replaced.payload).unwrap();
            fact["effective_at"] = json!(effective_at);
            let instead = (choice % 3 > 0).then(|| json!({"event_type": replaced.event_type, "fact": fact}));
            payload = json!({
                "effective_at": effective_at,
                "corrects_event_id": replaced.event_id,
                "corrects_event_type": replaced.event_type,
                "instead": instead,
                "reason": "misread",
            });
            supersedes = Some(replaced.event_id);
            own_type = correction.0.to_owned();
        }
        if *begins {
            recorded_at += TimeDelta::seconds(1);
        }
        position += if *begins { 2 } else { 1 };
        events.push(RecordedEvent {
            organization_id: Uuid::from_u128(1),
            position,
            aggregate_type: D::KIND.to_owned(),
            aggregate_id: Uuid::from_u128(2),
            sequence: u64::try_from(nth).unwrap() + 1,
            event_id: Uuid::from_u128(1_000 + u128::from(position)),
            event_version: newest_version::<D>(&own_type),
            event_type: own_type,
            payload: payload.to_string(),
            metadata: "{}".to_owned(),
            effective_at,
            reported_at: None,
            recorded_at,
            command_id: Uuid::from_u128(3),
            supersedes,
            digest: [0; 32],
        });
    }
    events
}

fn newest_version<D: Decider>(event_type: &str) -> u16 {
    let types = D::Event::TYPES.iter();
    let version = types
        .filter(|(known, _)| *known == event_type)
        .map(|(_, version)| *version);
    version.max().unwrap()
}

pub(super) type Rows<S> = BTreeMap<Place, Stretch<S>>;

pub(super) fn write<S>(rows: &mut Rows<S>, changes: Changes<Stretch<S>>) {
    for (place, position) in changes.closed {
        let row = rows.get_mut(&place).expect("an open row");
        assert_eq!(row.span.to_position.replace(position), None);
    }
    for place in changes.gone {
        assert!(
            rows.remove(&place)
                .is_some_and(|row| row.span.to_position.is_none())
        );
    }
    for row in changes.new {
        assert!(rows.insert(row.span.place, row).is_none());
    }
}

pub(super) fn decoded<E: DomainEvent>(events: &[RecordedEvent]) -> Vec<Told<E>> {
    events.iter().map(|event| Told::decode(event).unwrap()).collect()
}

/// The rows, written batch by batch; each batch goes on from the events alone.
pub(super) fn rows<D: Shown>(events: &[RecordedEvent], batches: &[usize]) -> Rows<D::Summary> {
    let mut rows = Rows::new();
    let mut from = 0;
    for to in batches.iter().copied().chain([events.len()]) {
        let to = to.clamp(from, events.len());
        if from == to {
            continue;
        }
        let mut timeline = Timeline::<D>::new(Uuid::from_u128(2));
        timeline.take(decoded(&events[..from]));
        timeline.written();
        timeline.take(decoded(&events[from..to]));
        write(&mut rows, timeline.changes());
        from = to;
    }
    rows
}

fn is_known<S>(row: &Stretch<S>, position: u64) -> bool {
    row.span.place.from_position <= position && row.span.to_position.is_none_or(|to| to > position)
}

/// The ends of the commits: what is asked about is known at one of them.
fn commits(events: &[RecordedEvent]) -> Vec<u64> {
    let commits = events.chunk_by(|one, other| one.recorded_at == other.recorded_at);
    commits
        .filter_map(|commit| Some(commit.last()?.position))
        .collect()
}

pub(super) fn agrees<D: Shown>(events: &[RecordedEvent], rows: &Rows<D::Summary>) -> Result<(), TestCaseError>
where
    D::Summary: std::fmt::Debug,
{
    let mut instants: Vec<DateTime<Utc>> = rows
        .values()
        .flat_map(|row| [row.span.place.effective_from, row.span.effective_to])
        .chain(events.iter().map(|event| event.effective_at))
        .filter(|instant| *instant < FOREVER)
        .flat_map(|instant| {
            [
                instant - TimeDelta::microseconds(1),
                instant,
                instant + TimeDelta::days(1),
            ]
        })
        .collect();
    instants.sort_unstable();
    instants.dedup();
    for position in commits(events) {
        let known: Vec<&Stretch<D::Summary>> = rows.values().filter(|row| is_known(row, position)).collect();
        let mut spans: Vec<_> = known
            .iter()
            .map(|row| {
                (
                    row.span.place.effective_from,
                    row.span.effective_to,
                    row.span.days,
                )
            })
            .collect();
        spans.sort_unstable();
        for pair in spans.windows(2) {
            prop_assert_eq!(pair[0].1, pair[1].0, "no gap and no overlap at {}", position);
            prop_assert_eq!(pair[0].2.1, pair[1].2.0, "nor of days");
        }
        prop_assert!(spans.last().is_none_or(|last| last.1 == FOREVER));

        let point = |effective| Point {
            position: Some(position),
            effective,
        };
        let zone = fold::<D>(events, point(None))
            .unwrap()
            .and_then(|folded| folded.state.zone());
        for instant in &instants {
            let folded = fold::<D>(events, point(Some(*instant))).unwrap();
            let folded = folded.and_then(|folded| {
                let summary = folded.state.shown_at(*instant)?;
                Some((folded.version, folded.position, folded.recorded_at, summary))
            });
            let at_instant: Vec<_> = known
                .iter()
                .filter(|row| row.span.place.effective_from <= *instant && *instant < row.span.effective_to)
                .collect();
            prop_assert!(at_instant.len() <= 1);
            let row = at_instant.first().map(|row| {
                let newest = row.newest;
                (newest.version, newest.position, newest.recorded_at, &row.summary)
            });
            let same = match (&folded, &row) {
                (Some((version, position, recorded_at, summary)), Some(row)) => {
                    (*version, *position, *recorded_at, summary) == *row
                }
                (None, None) => true,
                (Some(_), None) | (None, Some(_)) => false,
            };
            prop_assert!(same, "at {} {}: {:?} {:?}", position, instant, folded, row);
            by_day(&known, *instant, zone)?;
        }
    }
    Ok(())
}

/// The row of a day is the row of its last instant.
fn by_day<S>(
    known: &[&Stretch<S>],
    instant: DateTime<Utc>,
    zone: Option<TimeZone>,
) -> Result<(), TestCaseError> {
    let day: NaiveDate = instant.date_naive();
    let next = day.succ_opt().unwrap();
    let next = zone.map_or_else(
        || next.and_time(chrono::NaiveTime::MIN).and_utc(),
        |zone| day_start(next, zone),
    );
    let end = next - TimeDelta::microseconds(1);
    let by_end = known
        .iter()
        .find(|row| row.span.place.effective_from <= end && end < row.span.effective_to);
    let by_day: Vec<_> = known
        .iter()
        .filter(|row| row.span.days.0 <= day && day < row.span.days.1)
        .collect();
    prop_assert!(by_day.len() <= 1);
    prop_assert_eq!(
        by_day.first().map(|row| row.span.place),
        by_end.map(|row| row.span.place),
        "{}",
        day
    );
    Ok(())
}

fn lease_samples() -> Vec<(String, Value)> {
    samples(
        "lease",
        &[
            "LeaseExecuted",
            "LeaseNegotiationOpened",
            "LeaseHistoryImported",
            "LeaseStatusReported",
            "LeaseRecorded",
            "DelayRentalPaid",
            "LeaseExtended",
            "LeasePooled",
            "InterestAssigned",
            "LeaseHeldByProduction",
            "CessationClockStarted",
            "ShutInRoyaltyPaid",
            "LeaseHeldByOperations",
            "LeaseHeldByUnit",
            "LeasePartiallyReleased",
            "LeaseAmended",
            "LeaseRoyaltyAmended",
            "LeaseSurrendered",
            "LeaseExpired",
            "LeaseRecordVoided",
        ],
    )
}

fn owner_samples() -> Vec<(String, Value)> {
    samples(
        "owner",
        &[
            "OwnerRegistered",
            "OwnerRegistered",
            "OwnerNameChanged",
            "OwnerAddressChanged",
            "OwnerTaxIdRecorded",
            "OwnerRoleTaken",
            "OwnerRoleGivenUp",
            "OwnerDeactivated",
            "OwnerReactivated",
            "OwnerDied",
        ],
    )
}

fn leases(plans: &[Plan]) -> Vec<RecordedEvent> {
    let correction = ("LeaseHistoryCorrected", CorrectedLeaseFact::TYPES);
    stream::<Lease>(&lease_samples(), correction, plans)
}

fn owners(plans: &[Plan]) -> Vec<RecordedEvent> {
    let correction = ("OwnerHistoryCorrected", CorrectedOwnerFact::TYPES);
    stream::<Owner>(&owner_samples(), correction, plans)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn leases_at_any_point_are_the_fold_there(plans in plans(), mut cuts in prop::collection::vec(0_usize..24, 0..6)) {
        let events = leases(&plans);
        let whole = rows::<Lease>(&events, &[]);
        agrees::<Lease>(&events, &whole)?;
        cuts.sort_unstable();
        prop_assert!(rows::<Lease>(&events, &cuts) == whole, "grown in batches {:?}", cuts);
    }

    #[test]
    fn owners_at_any_point_are_the_fold_there(plans in plans(), mut cuts in prop::collection::vec(0_usize..24, 0..6)) {
        let events = owners(&plans);
        let whole = rows::<Owner>(&events, &[]);
        agrees::<Owner>(&events, &whole)?;
        cuts.sort_unstable();
        prop_assert!(rows::<Owner>(&events, &cuts) == whole, "grown in batches {:?}", cuts);
    }
}

/// Every sample in the order it happened, each in a commit of its own.
pub(super) fn in_order(samples: usize) -> Vec<Plan> {
    (0..samples).map(|nth| (nth, 9, true, None)).collect()
}

pub(super) fn at_end<'a, S>(rows: &'a Rows<S>, instant: &str) -> Option<&'a S> {
    let instant = at(instant);
    let mut known = rows.values().filter(|row| row.span.to_position.is_none());
    known
        .find(|row| row.span.place.effective_from <= instant && instant < row.span.effective_to)
        .map(|row| &row.summary)
}

#[test]
fn a_term_begins_and_runs_out_without_an_event() {
    let events = leases(&in_order(1));
    let rows = rows::<Lease>(&events, &[]);
    let on = |instant| -> (&'static str, bool) {
        let lease: &LeaseSummary = at_end(&rows, instant).unwrap();
        (lease.status.as_str(), lease.holding.as_ref().unwrap().lapsed)
    };
    assert!(at_end(&rows, "2020-01-15T14:59:59Z").is_none());
    assert_eq!(on("2020-01-15T15:00:00Z"), ("executed", false));
    assert_eq!(on("2020-02-01T05:59:59Z"), ("executed", false));
    assert_eq!(on("2020-02-01T06:00:00Z"), ("in_primary_term", false));
    // The rental of the first year is not paid.
    assert_eq!(on("2021-02-02T05:59:59Z"), ("in_primary_term", false));
    assert_eq!(on("2021-02-02T06:00:00Z"), ("in_primary_term", true));
    assert_eq!(rows.len(), 3);
}

#[test]
fn what_one_commit_says_several_times_is_kept_once() {
    let mut plans = in_order(4);
    for plan in &mut plans {
        plan.2 = false;
    }
    let events = leases(&plans);
    let whole = rows::<Lease>(&events, &[]);
    assert!(whole.values().all(|row| row.span.to_position.is_none()));
    // Cut in the middle of the commit, the rows are the same in the end.
    assert!(rows::<Lease>(&events, &[1, 2, 3]) == whole);
}

#[test]
fn a_name_that_changed_shows_the_one_of_its_time() {
    let mut plans = in_order(3);
    plans.remove(0);
    let events = owners(&plans);
    let rows = rows::<Owner>(&events, &[]);
    let name = |instant| {
        let owner: &OwnerSummary = at_end(&rows, instant).unwrap();
        owner.name.reveal().unwrap().to_string()
    };
    assert_eq!(name("2020-01-31T00:00:00Z"), "Sample Owner");
    assert_eq!(name("2020-02-03T00:00:00Z"), "Sample Owner-Other");
}
