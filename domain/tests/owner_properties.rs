//! Whatever is asked of an owner in whatever order: nothing panics, what is accepted can always be replayed, and nothing
//! personal is published.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use proptest::prelude::*;
use uuid::Uuid;
use wellflow_decider::{Decider, DomainEvent};
use wellflow_domain::ids::OwnerId;
use wellflow_domain::owner::*;
use wellflow_domain::personal::Personal;
use wellflow_domain::text::Text120;

const NOW: DateTime<Utc> = DateTime::<Utc>::MAX_UTC;
const NAMES: [&str; 3] = ["Personal Name A", "Personal Name B", "Personal Name C"];

fn text(text: &str) -> Text120 {
    Text120::parse(text).unwrap()
}

fn owner(number: u128) -> OwnerId {
    OwnerId::new(Uuid::from_u128(number))
}

fn begin() -> DateTime<Utc> {
    "2020-01-01T18:00:00Z".parse().unwrap()
}

fn instant() -> impl Strategy<Value = DateTime<Utc>> {
    prop_oneof![
        40 => (0_i64..1_000).prop_map(|days| begin() + TimeDelta::days(days)),
        1 => Just(DateTime::<Utc>::MIN_UTC),
        1 => Just(DateTime::<Utc>::MAX_UTC),
    ]
}

fn name() -> impl Strategy<Value = Personal<Text120>> {
    prop_oneof![
        9 => prop::sample::select(&NAMES[..]).prop_map(|name| Personal::new(text(name))),
        1 => Just(Personal::withheld()),
    ]
}

fn role() -> impl Strategy<Value = OwnerRole> {
    prop_oneof![
        Just(OwnerRole::Operator),
        Just(OwnerRole::Lessor),
        Just(OwnerRole::Vendor)
    ]
}

fn seen() -> impl Strategy<Value = OwnerSeen> {
    let known =
        (1_u128..4, prop::sample::select(OwnerStatus::ALL)).prop_map(|(number, status)| OwnerSeen::Known {
            owner_id: owner(number),
            status,
            merged_into: None,
            roles: BTreeSet::new(),
        });
    prop_oneof![5 => known, 1 => Just(OwnerSeen::Unknown)]
}

fn registration(kind: OwnerKind) -> OwnerTask {
    RegisterOwner {
        effective_at: begin(),
        owner_id: owner(1),
        kind,
        name: Personal::new(text(NAMES[0])),
        tax_id: Some(Personal::new(TaxId::parse("987654321").unwrap())),
        address: None,
        agency_key: None,
        roles: BTreeSet::from([OwnerRole::Lessor]),
    }
    .into()
}

fn kind() -> impl Strategy<Value = OwnerKind> {
    prop_oneof![3 => Just(OwnerKind::Individual), 1 => Just(OwnerKind::Company)]
}

fn estate() -> impl Strategy<Value = OwnerTask> {
    let die = (instant(), 0_i64..1_000).prop_map(|(effective_at, days)| {
        let died_on: NaiveDate = (begin() + TimeDelta::days(days)).date_naive();
        RecordDeath {
            effective_at,
            died_on,
            reference: text("Paper"),
        }
        .into()
    });
    let appoint = (instant(), seen()).prop_map(|(effective_at, representative)| {
        AppointRepresentative {
            effective_at,
            representative,
            reference: text("Paper"),
        }
        .into()
    });
    let settle = instant().prop_map(|effective_at| {
        SettleEstate {
            effective_at,
            reference: text("Paper"),
        }
        .into()
    });
    prop_oneof![1 => die, 2 => appoint, 1 => settle]
}

fn task() -> impl Strategy<Value = OwnerTask> {
    let rename = (instant(), name()).prop_map(|(effective_at, name)| {
        ChangeOwnerName {
            effective_at,
            name,
            reference: text("Paper"),
        }
        .into()
    });
    let take = (instant(), role()).prop_map(|(effective_at, role)| TakeRole { effective_at, role }.into());
    let give_up =
        (instant(), role()).prop_map(|(effective_at, role)| GiveUpRole { effective_at, role }.into());
    let merge = (instant(), seen()).prop_map(|(effective_at, into)| {
        MergeOwner {
            effective_at,
            into,
            reason: text("twice"),
        }
        .into()
    });
    let rest = instant().prop_map(|effective_at| {
        DeactivateOwner {
            effective_at,
            reason: text("rests"),
        }
        .into()
    });
    let come_back = instant().prop_map(|effective_at| ReactivateOwner { effective_at }.into());
    let void = instant().prop_map(|effective_at| {
        VoidOwnerRecord {
            effective_at,
            reason: text("in error"),
        }
        .into()
    });
    prop_oneof![
        1 => kind().prop_map(registration),
        4 => rename,
        4 => take,
        4 => give_up,
        8 => estate(),
        1 => merge,
        4 => rest,
        6 => come_back,
        1 => void,
    ]
}

fn fold(events: &[OwnerEvent], until: Option<DateTime<Utc>>) -> (Owner, usize) {
    let mut taken: Vec<&OwnerEvent> = events
        .iter()
        .filter(|event| until.is_none_or(|until| event.effective_at() <= until))
        .collect();
    taken.sort_by_key(|event| event.effective_at());
    let mut owner = Owner::default();
    let illegal = taken
        .into_iter()
        .filter(|event| owner.evolve(event).is_err())
        .count();
    (owner, illegal)
}

/// As the executor does: a task is decided on the state at its date, and refused where it makes a later fact illegal.
fn record(stream: &mut Vec<OwnerEvent>, task: OwnerTask) {
    let command = task.asked_at(NOW);
    let (owner, _) = fold(stream, Owner::decided_at(&command));
    let Ok(events) = owner.decide(command) else { return };
    let mut longer = stream.clone();
    longer.extend(events);
    if fold(&longer, None).1 == 0 {
        *stream = longer;
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_accepted_replays_and_shows_nothing_personal(kind in kind(), tasks in prop::collection::vec(task(), 0..30)) {
        let mut stream = Vec::new();
        record(&mut stream, registration(kind));
        for task in tasks {
            record(&mut stream, task);
        }
        let (owner, illegal) = fold(&stream, None);
        prop_assert_eq!(illegal, 0);
        let summary = owner.summary().unwrap();
        prop_assert_eq!(summary.status == OwnerStatus::Merged, summary.merged_into.is_some());
        prop_assert!(kind == OwnerKind::Individual || summary.died_on.is_none());
        let json = serde_json::to_string(&owner).unwrap();
        prop_assert_eq!(serde_json::from_str::<Owner>(&json).unwrap(), owner);
        for event in &stream {
            let public = event.public_form().unwrap();
            let written = public.encode(serde_json::value::Serializer).unwrap().to_string();
            let printed = format!("{event:?} {summary:?}");
            for secret in ["Personal Name", "987654321"] {
                prop_assert!(!written.contains(secret) && !printed.contains(secret));
            }
        }
    }

    #[test]
    fn any_facts_in_any_order_leave_a_state_or_nothing(
        tasks in prop::collection::vec(task(), 0..30),
        order in prop::collection::vec(any::<prop::sample::Index>(), 0..60),
    ) {
        let mut stream = Vec::new();
        record(&mut stream, registration(OwnerKind::Individual));
        for task in tasks {
            record(&mut stream, task);
        }
        let mut owner = Owner::default();
        for index in order {
            let before = owner.clone();
            if owner.evolve(index.get(&stream)).is_err() {
                prop_assert_eq!(&owner, &before);
            }
        }
    }
}

#[test]
fn the_tasks_get_past_their_guards_often_enough_to_mean_something() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let mut accepted: BTreeMap<&str, usize> = BTreeMap::new();
    for _ in 0..1_000 {
        let tasks = prop::collection::vec(task(), 0..25)
            .new_tree(&mut runner)
            .unwrap()
            .current();
        let mut stream = Vec::new();
        record(&mut stream, registration(OwnerKind::Individual));
        for task in tasks {
            record(&mut stream, task);
        }
        for event in &stream {
            *accepted.entry(event.event_type()).or_default() += 1;
        }
    }
    let others = [
        "OwnerAddressChanged",
        "OwnerTaxIdRecorded",
        "OwnerHistoryCorrected",
    ];
    for (event_type, _) in OwnerEvent::TYPES {
        let seen = accepted.get(event_type).copied().unwrap_or(0);
        assert!(
            seen > 0 || others.contains(event_type),
            "{event_type}: {accepted:?}"
        );
    }
}
