//! Whatever is asked of a lease in whatever order: nothing panics, what is accepted can always be replayed, depths never
//! overlap, and ownership at every depth is what an independent calculation makes of the assignments.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use proptest::prelude::*;
use rust_decimal::Decimal;
use wellflow_decider::{Decider, DomainEvent};
use wellflow_domain::depth::DepthInterval;
use wellflow_domain::ids::OwnerId;
use wellflow_domain::lease::*;
use wellflow_domain::quantity::Feet;

mod lease_tasks;
use lease_tasks::{assignments, execution, instant, owner, task};

/// No date of these tasks lies after it.
const NOW: DateTime<Utc> = DateTime::<Utc>::MAX_UTC;

/// The fold of a stream: in the order the events took effect, and those of one instant in the order they were recorded.
fn fold(events: &[LeaseEvent], until: Option<DateTime<Utc>>) -> (Lease, Vec<String>) {
    let mut taken: Vec<&LeaseEvent> = events
        .iter()
        .filter(|event| until.is_none_or(|until| event.effective_at() <= until))
        .collect();
    taken.sort_by_key(|event| event.effective_at());
    let mut lease = Lease::default();
    let illegal = taken
        .into_iter()
        .filter_map(|event| lease.evolve(event).err())
        .map(|illegal| illegal.reason)
        .collect();
    (lease, illegal)
}

/// As the executor does: a task is decided on the state at its date, and refused where it makes a later fact illegal.
fn record(stream: &mut Vec<LeaseEvent>, task: LeaseTask) {
    let command = task.asked_at(NOW);
    let (lease, _) = fold(stream, Lease::decided_at(&command));
    let Ok(events) = lease.decide(command) else { return };
    let mut longer = stream.clone();
    longer.extend(events);
    if fold(&longer, None).1.is_empty() {
        *stream = longer;
    }
}

fn shown(lease: &Lease) -> Option<LeaseSummary> {
    lease.summary_on(NaiveDate::from_ymd_opt(2024, 1, 1).unwrap())
}

/// What must hold of every lease.
fn keeps_its_invariants(lease: &Lease) -> Result<(), TestCaseError> {
    let Some(summary) = shown(lease) else {
        return Ok(());
    };
    prop_assert_eq!(summary.status.in_force(), summary.holding.is_some());
    for tract in &summary.tracts {
        prop_assert!(tract.held_acres <= tract.gross_acres);
        for (place, slice) in tract.slices.iter().enumerate() {
            for other in &tract.slices[place + 1..] {
                prop_assert!(!slice.depths.overlaps(other.depths), "{:?}", tract);
            }
            let sum = |kind: InterestKind| -> Decimal {
                let held = slice.interests.iter().filter(|held| held.interest == kind);
                held.map(|held| held.fraction.value()).sum()
            };
            prop_assert_eq!(sum(InterestKind::WorkingInterest), Decimal::ONE);
            let rate = summary.royalty_rate.unwrap().value() / Decimal::ONE_HUNDRED;
            prop_assert!(sum(InterestKind::OverridingRoyalty) <= Decimal::ONE - rate);
            prop_assert!(sum(InterestKind::NonParticipatingRoyalty) <= rate);
            prop_assert!(slice.interests.iter().all(|held| !held.fraction.is_zero()));
        }
    }
    for unit in &summary.units {
        let sum: Decimal = unit.tracts.iter().map(|tract| tract.factor.value()).sum();
        prop_assert_eq!(sum, Decimal::ONE);
    }
    Ok(())
}

/// The working interests at one depth of a tract.
fn working_at(lease: &Lease, tract: &str, depth: u32) -> BTreeMap<OwnerId, Decimal> {
    let point = point(depth);
    let summary = shown(lease).unwrap();
    let held = summary
        .tracts
        .iter()
        .find(|held| held.tract.as_str() == tract)
        .unwrap();
    let slice = held.slices.iter().find(|slice| slice.depths.covers(point));
    let interests = slice.iter().flat_map(|slice| &slice.interests);
    interests
        .filter(|held| held.interest == InterestKind::WorkingInterest)
        .map(|held| (held.owner_id, held.fraction.value()))
        .collect()
}

fn point(depth: u32) -> DepthInterval {
    let feet = |depth: Decimal| Feet::new(depth).unwrap();
    let top = Decimal::from(depth);
    DepthInterval::new(feet(top), Some(feet(top + Decimal::new(1, 2)))).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn accepted_tasks_replay_in_the_order_given(tasks in prop::collection::vec(task(), 0..40)) {
        let mut lease = Lease::default();
        for task in std::iter::once(execution()).chain(tasks) {
            match lease.decide(task.asked_at(NOW)) {
                Ok(events) => for event in events {
                    prop_assert_eq!(lease.evolve(&event), Ok(()), "{:?}", event);
                },
                Err(refusal) => {
                    prop_assert!(!refusal.rule().is_empty() && !refusal.to_string().is_empty());
                    prop_assert!(LeaseError::RULES.contains(&refusal.rule()));
                }
            }
            keeps_its_invariants(&lease)?;
            LeaseSeen::of(&lease, NaiveDate::MAX);
        }
        let json = serde_json::to_string(&lease).unwrap();
        prop_assert_eq!(serde_json::from_str::<Lease>(&json).unwrap(), lease);
    }

    #[test]
    fn accepted_tasks_replay_in_the_order_of_their_dates(tasks in prop::collection::vec(task(), 0..30)) {
        let mut stream = Vec::new();
        for task in std::iter::once(execution()).chain(tasks) {
            record(&mut stream, task);
        }
        let (lease, illegal) = fold(&stream, None);
        prop_assert!(illegal.is_empty(), "{:?}", illegal);
        keeps_its_invariants(&lease)?;
        // At every date on the way, too.
        for event in &stream {
            keeps_its_invariants(&fold(&stream, Some(event.effective_at())).0)?;
        }
    }

    #[test]
    fn any_facts_in_any_order_leave_a_state_or_nothing(
        tasks in prop::collection::vec(task(), 0..30),
        order in prop::collection::vec(any::<prop::sample::Index>(), 0..60),
    ) {
        let mut stream = Vec::new();
        for task in std::iter::once(execution()).chain(tasks) {
            record(&mut stream, task);
        }
        let mut lease = Lease::default();
        for index in order {
            let event = index.get(&stream);
            let before = lease.clone();
            if lease.evolve(event).is_err() {
                prop_assert_eq!(&lease, &before);
            }
            keeps_its_invariants(&lease)?;
        }
    }

    #[test]
    fn recording_late_changes_nothing_but_when_it_is_known(
        assignments in prop::collection::vec(assignments(), 0..30),
        rotation in any::<prop::sample::Index>(),
    ) {
        let mut stream = Vec::new();
        record(&mut stream, execution());
        for task in assignments {
            record(&mut stream, task);
        }
        // The same facts, recorded in another order: those of different instants fold to the same.
        let mut late = stream.clone();
        late.dedup_by_key(|event| event.effective_at());
        late.sort_by_key(DomainEvent::effective_at);
        late.dedup_by_key(|event| event.effective_at());
        let in_order = fold(&late, None);
        let length = late.len();
        late.rotate_left(rotation.index(length));
        prop_assert_eq!(fold(&late, None), in_order);
    }

    #[test]
    fn ownership_at_every_depth_is_what_the_assignments_make_of_it(
        assignments in prop::collection::vec(assignments(), 0..30),
        depths in prop::collection::vec(0_u32..13_500, 8),
        until in instant(),
    ) {
        let mut stream = Vec::new();
        record(&mut stream, execution());
        for task in assignments {
            record(&mut stream, task);
        }
        let until = until.max(stream[0].effective_at());
        let (lease, _) = fold(&stream, Some(until));
        let mut instruments: Vec<&LeaseEvent> =
            stream.iter().filter(|event| event.effective_at() <= until).collect();
        instruments.sort_by_key(|event| event.effective_at());
        for (tract, depth) in ["T-1", "T-2"].iter().flat_map(|tract| depths.iter().map(move |depth| (tract, *depth))) {
            let held = *tract == "T-1" || depth < 12_990;
            let mut expected = BTreeMap::new();
            if held {
                expected.insert(owner(1), Decimal::ONE);
            }
            for event in &instruments {
                if let LeaseEvent::InterestAssigned(e) = event {
                    let a = &e.assignment;
                    let here = a.tract.as_str() == *tract && a.depths.covers(point(depth));
                    if here && a.conveyance.interest() == InterestKind::WorkingInterest {
                        *expected.entry(a.from).or_insert(Decimal::ZERO) -= a.fraction.value();
                        *expected.entry(a.to).or_insert(Decimal::ZERO) += a.fraction.value();
                    }
                }
            }
            expected.retain(|_, fraction| !fraction.is_zero());
            prop_assert_eq!(working_at(&lease, tract, depth), expected, "{} at {}", tract, depth);
        }
    }

    #[test]
    fn depths_taken_apart_never_overlap_and_come_together_again(
        top in 0_u32..1_000, long in 1_u32..1_000, cut_top in 0_u32..1_500, cut_long in 1_u32..1_000, endless in any::<bool>(),
    ) {
        let feet = |depth: u32| Feet::new(Decimal::from(depth)).unwrap();
        let base = (!endless).then(|| feet(top + long));
        let whole = DepthInterval::new(feet(top), base).unwrap();
        let cut = DepthInterval::new(feet(cut_top), Some(feet(cut_top + cut_long))).unwrap();
        let mut parts = whole.without(cut);
        prop_assert!(parts.iter().all(|part| !part.overlaps(cut) && whole.covers(*part)));
        parts.extend(whole.shared(cut));
        let again = wellflow_domain::depth::Depths::new(parts).unwrap();
        prop_assert_eq!(again.intervals(), [whole]);
    }
}

#[test]
fn the_tasks_get_past_their_guards_often_enough_to_mean_something() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let mut accepted: BTreeMap<&str, usize> = BTreeMap::new();
    for _ in 0..4_000 {
        let tasks = prop::collection::vec(task(), 0..25)
            .new_tree(&mut runner)
            .unwrap()
            .current();
        let mut stream = Vec::new();
        for task in std::iter::once(execution()).chain(tasks) {
            record(&mut stream, task);
        }
        for event in &stream {
            *accepted.entry(event.event_type()).or_default() += 1;
        }
    }
    let others = [
        "LeaseNegotiationOpened",
        "LeaseNegotiationClosed",
        "LeaseHistoryCorrected",
    ];
    for (event_type, _) in LeaseEvent::TYPES {
        let seen = accepted.get(event_type).copied().unwrap_or(0);
        assert!(
            seen > 0 || others.contains(event_type),
            "{event_type}: {accepted:?}"
        );
    }
}
