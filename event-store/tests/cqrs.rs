//! Stock cqrs-es on our tables: its framework in every mode of its store, its replay, its test framework.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod tank;

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use cqrs_es::persist::{PersistedEventRepository, PersistedEventStore, PersistenceError, QueryReplay};
use cqrs_es::test::TestFramework;
use cqrs_es::{Aggregate, AggregateError, CqrsFramework, EventEnvelope, EventStore, Query};
use tank::{
    FillCorrected, Store, Tank, TankBuilt, TankCommand, TankDrained, TankError, TankEvent, TankFilled,
};
use tank::{day, request, store};
use tokio::sync::oneshot;
use uuid::Uuid;
use wellflow_event_store::cqrs::{DeciderAggregate, LedgerRepository, Refusal, TaggedEvent};
use wellflow_event_store::{Point, StoreError};
use wellflow_runtime::Tenant;

type TankAggregate = DeciderAggregate<Tank>;
type TankStore = PersistedEventStore<LedgerRepository<Tank>, TankAggregate>;
/// How a store is opened, which says where it takes its aggregates from.
type Mode = fn(LedgerRepository<Tank>) -> TankStore;

fn repository(store: &Store, tenant: &Tenant) -> LedgerRepository<Tank> {
    let metadata = request(tenant, "").metadata;
    LedgerRepository::new(
        store.ledger.clone(),
        store.reader.clone(),
        tenant.clone(),
        metadata,
    )
}

fn own(store: &Store) -> LedgerRepository<Tank> {
    repository(store, &store.tenant)
}

fn framework(store: TankStore) -> CqrsFramework<TankAggregate, TankStore> {
    CqrsFramework::new(store, vec![], ())
}

fn standing(bbl: i64) -> Tank {
    Tank::Standing { bbl, number: None }
}

fn built() -> TaggedEvent<TankEvent> {
    let built = TankBuilt {
        effective_at: day(0),
        number: None,
    };
    TankEvent::from(built).into()
}

fn filled(on: i64, bbl: i64) -> TaggedEvent<TankEvent> {
    let filled = TankFilled {
        effective_at: day(on),
        bbl,
        note: String::new(),
    };
    TankEvent::from(filled).into()
}

fn fill(on: i64, bbl: i64) -> TankCommand {
    TankCommand::Fill(day(on), bbl, String::new())
}

async fn loaded(store: TankStore, id: Uuid) -> (Tank, usize) {
    let context = store.load_aggregate(&id.to_string()).await.unwrap();
    (context.aggregate.state().into_owned(), context.current_sequence)
}

/// What our own fold says.
async fn true_state(store: &Store, id: Uuid) -> Tank {
    let folded = store.reader.fold::<Tank>(&store.tenant, id, Point::default());
    folded.await.unwrap().unwrap().state
}

#[tokio::test]
async fn commands_go_through_the_stock_framework_and_back_in_every_mode_of_its_store() {
    let store = store().await;
    let modes: [(&str, Mode); 4] = [
        ("events", TankStore::new_event_store),
        ("aggregate", TankStore::new_aggregate_store),
        ("snapshot of 2", |repository| {
            TankStore::new_snapshot_store(repository, 2)
        }),
        ("snapshot of 4", |repository| {
            TankStore::new_snapshot_store(repository, 4)
        }),
    ];
    for (mode, open) in modes {
        let id = Uuid::now_v7();
        let framework = framework(open(own(&store)));
        let name = id.to_string();
        framework
            .execute(&name, TankCommand::Build(day(0), None))
            .await
            .unwrap();
        for n in 1..=6 {
            framework.execute(&name, fill(n, 10)).await.unwrap();
            let expected = (standing(10 * n), 1 + usize::try_from(n).unwrap());
            assert_eq!(loaded(open(own(&store)), id).await, expected, "{mode} after {n}");
        }
        framework
            .execute(&name, TankCommand::Drain(day(7), 60))
            .await
            .unwrap();
        let refused = framework.execute(&name, TankCommand::Drain(day(8), 1)).await;
        assert!(
            matches!(
                refused,
                Err(AggregateError::UserError(Refusal::Refused(TankError::Short {
                    wanted: 1,
                    held: 0
                })))
            ),
            "{mode}: {refused:?}"
        );
        assert_eq!(true_state(&store, id).await, standing(0), "{mode}");
    }
    let verdict = store.reader.verify(&store.tenant, |_| {}).await.unwrap();
    assert_eq!(verdict.unwrap().events, 4 * 8);
}

#[tokio::test]
async fn late_and_superseding_events_count_as_in_our_fold_in_every_mode() {
    let store = store().await;
    let modes: [Mode; 2] = [TankStore::new_event_store, TankStore::new_aggregate_store];
    for open in modes {
        let id = Uuid::now_v7();
        let name = id.to_string();
        let framework = framework(open(own(&store)));
        framework
            .execute(&name, TankCommand::Build(day(0), None))
            .await
            .unwrap();
        framework.execute(&name, fill(2, 1_000)).await.unwrap();
        let wrong = store
            .reader
            .stream(&store.tenant, "tank", id, 1, 1)
            .await
            .unwrap()[0]
            .event_id;
        let correct = TankCommand::CorrectFill(day(2), 100, wrong);
        framework.execute(&name, correct.clone()).await.unwrap();
        let again = framework.execute(&name, correct).await;
        assert!(
            matches!(again, Err(AggregateError::UserError(Refusal::NotStanding { event_id })) if event_id == wrong),
            "{again:?}"
        );
        framework
            .execute(&name, TankCommand::Drain(day(10), 100))
            .await
            .unwrap();
        // On day 1 the tank was empty; on day 5 it was not, but day 10 needs all of it.
        let early = framework.execute(&name, TankCommand::Drain(day(1), 1)).await;
        assert!(
            matches!(
                early,
                Err(AggregateError::UserError(Refusal::Refused(
                    TankError::Short { .. }
                )))
            ),
            "{early:?}"
        );
        let late = framework.execute(&name, TankCommand::Drain(day(5), 1)).await;
        assert!(
            matches!(&late, Err(AggregateError::UserError(Refusal::WouldBreak { event_type, .. })) if event_type == "TankDrained"),
            "{late:?}"
        );
        framework.execute(&name, fill(5, 7)).await.unwrap();
        assert_eq!(loaded(open(own(&store)), id).await, (standing(7), 5));
        assert_eq!(true_state(&store, id).await, standing(7));
    }
}

#[tokio::test]
async fn what_is_committed_keeps_its_metadata_and_leaves_the_row_untagged() {
    let store = store().await;
    let id = Uuid::now_v7();
    let metadata = HashMap::from([
        ("ticket".to_owned(), "A-7".to_owned()),
        ("wellflow_position".to_owned(), "99".to_owned()),
    ]);
    framework(TankStore::new_event_store(own(&store)))
        .execute_with_metadata(&id.to_string(), TankCommand::Build(day(0), None), metadata)
        .await
        .unwrap();
    let events = TankStore::new_event_store(own(&store))
        .load_events(&id.to_string())
        .await
        .unwrap();
    let said = &events[0].metadata;
    for (name, value) in [
        ("ticket", "A-7"),
        ("wellflow_position", "1"),
        ("wellflow_actor", "tester"),
        ("wellflow_effective_at", "2020-01-01T00:00:00.000000Z"),
    ] {
        assert_eq!(said.get(name).map(String::as_str), Some(value), "{name}");
    }
    let row = &store.reader.tail(&store.tenant, 0, 1).await.unwrap()[0];
    assert_eq!(
        row.payload,
        r#"{"effective_at":"2020-01-01T00:00:00Z","number":null}"#
    );
    assert_eq!(row.event_id, events[0].payload.event_id());
}

#[tokio::test]
async fn a_stream_that_moved_is_a_conflict_and_nothing_is_written() {
    let store = store().await;
    let id = Uuid::now_v7();
    let name = id.to_string();
    let tanks = TankStore::new_event_store(own(&store));
    let stale = tanks.load_aggregate(&name).await.unwrap();
    store
        .run("build", id, TankCommand::Build(day(0), None))
        .await
        .unwrap();
    let conflict = tanks.commit(vec![built()], stale, HashMap::new()).await;
    assert!(
        matches!(conflict, Err(AggregateError::AggregateConflict)),
        "{conflict:?}"
    );
    assert_eq!(
        store.reader.tip(&store.tenant).await.unwrap().unwrap().position,
        1
    );
}

/// Two writers that decide on the same version: one wins, the other is told.
#[tokio::test]
async fn of_many_writers_at_one_version_one_wins() {
    let store = store().await;
    let id = Uuid::now_v7();
    store
        .run("build", id, TankCommand::Build(day(0), None))
        .await
        .unwrap();
    let tanks = TankStore::new_event_store(own(&store));
    let mut contexts = Vec::new();
    for _ in 0..8 {
        contexts.push(tanks.load_aggregate(&id.to_string()).await.unwrap());
    }
    let commits = contexts
        .into_iter()
        .map(|context| tanks.commit(vec![filled(1, 1), filled(2, 1)], context, HashMap::new()));
    let won = futures::future::join_all(commits).await;
    assert_eq!(won.iter().filter(|outcome| outcome.is_ok()).count(), 1);
    let conflicts = won
        .iter()
        .filter(|outcome| matches!(outcome, Err(AggregateError::AggregateConflict)));
    assert_eq!(conflicts.count(), 7);
    assert_eq!(true_state(&store, id).await, standing(2));
}

#[tokio::test]
async fn what_does_not_fit_the_ledger_is_refused_with_its_reason() {
    let store = store().await;
    let repository = own(&store);
    let named = repository
        .get_events::<TankAggregate>("tank-7")
        .await
        .unwrap_err();
    assert_eq!(named.to_string(), "aggregate id \"tank-7\" of tank is no UUID");
    let foreign = repository.get_events::<Account>(&Uuid::nil().to_string()).await;
    assert_eq!(
        foreign.unwrap_err().to_string(),
        "aggregate account through the repository of tank"
    );
    let nobody = LedgerRepository::<Tank>::new(
        store.ledger.clone(),
        store.reader.clone(),
        Tenant::authenticated(Uuid::now_v7()),
        request(&store.tenant, "").metadata,
    );
    let unknown = framework(TankStore::new_event_store(nobody))
        .execute(&Uuid::now_v7().to_string(), TankCommand::Build(day(0), None))
        .await
        .unwrap_err();
    assert!(unknown.to_string().ends_with("has no ledger here"), "{unknown}");
    let numbered = |number: &str| TankCommand::Build(day(0), Some(number.to_owned()));
    let tanks = framework(TankStore::new_event_store(repository));
    tanks
        .execute(&Uuid::now_v7().to_string(), numbered("T-1"))
        .await
        .unwrap();
    let taken = tanks
        .execute(&Uuid::now_v7().to_string(), numbered("T-1"))
        .await
        .unwrap_err();
    assert!(taken.to_string().starts_with("tank T-1 belongs to"), "{taken}");
    assert_eq!(
        store.reader.tip(&store.tenant).await.unwrap().unwrap().position,
        1
    );
}

/// Notes what it is shown.
#[derive(Clone, Default)]
struct Seen(Arc<Mutex<Vec<(String, usize, String)>>>);

#[async_trait::async_trait]
impl Query<TankAggregate> for Seen {
    async fn dispatch(&self, aggregate_id: &str, events: &[EventEnvelope<TankAggregate>]) {
        for event in events {
            let position = event.metadata["wellflow_position"].clone();
            self.0
                .lock()
                .unwrap()
                .push((aggregate_id.to_owned(), event.sequence, position));
        }
    }
}

#[tokio::test]
async fn a_replay_of_everything_goes_by_position_and_sees_one_organization() {
    let store = store().await;
    let other = store.database.organization("others").await;
    let (a, b) = (Uuid::now_v7(), Uuid::now_v7());
    let foreign = framework(TankStore::new_event_store(repository(&store, &other)));
    foreign
        .execute(&a.to_string(), TankCommand::Build(day(0), None))
        .await
        .unwrap();
    let mut expected = Vec::new();
    for (key, id, sequence) in [("1", a, 1), ("2", b, 1), ("3", a, 2), ("4", a, 3), ("5", b, 2)] {
        let command = match sequence {
            1 => TankCommand::Build(day(0), None),
            _ => fill(1, 1),
        };
        store.run(key, id, command).await.unwrap();
        expected.push((id.to_string(), sequence, key.to_owned()));
    }
    let seen = Seen::default();
    QueryReplay::new(own(&store), seen.clone())
        .replay_all()
        .await
        .unwrap();
    assert_eq!(*seen.0.lock().unwrap(), expected);
    let seen = Seen::default();
    QueryReplay::new(own(&store), seen.clone())
        .replay(&b.to_string())
        .await
        .unwrap();
    expected.retain(|(id, ..)| *id == b.to_string());
    assert_eq!(*seen.0.lock().unwrap(), expected);
}

/// A stream longer than a page is read to its end, by load and by replay.
#[tokio::test]
async fn a_replay_reads_past_its_first_page() {
    let store = store().await;
    let id = Uuid::now_v7();
    let tanks = TankStore::new_event_store(own(&store));
    let context = tanks.load_aggregate(&id.to_string()).await.unwrap();
    let events: Vec<_> = std::iter::once(built())
        .chain((1..=1_200).map(|_| filled(1, 1)))
        .collect();
    let committed = tanks.commit(events, context, HashMap::new()).await.unwrap();
    assert_eq!(committed.len(), 1_201);
    let seen = Seen::default();
    QueryReplay::new(own(&store), seen.clone())
        .replay_all()
        .await
        .unwrap();
    assert_eq!(seen.0.lock().unwrap().len(), 1_201);
    assert_eq!(loaded(tanks, id).await, (standing(1_200), 1_201));
}

#[tokio::test]
async fn a_replay_that_the_database_breaks_off_says_so() {
    let store = store().await;
    store
        .run("build", Uuid::now_v7(), TankCommand::Build(day(0), None))
        .await
        .unwrap();
    let admin = store.database.admin().await;
    admin
        .batch_execute("REVOKE SELECT ON ledger.events FROM wellflow_command")
        .await
        .unwrap();
    let (sender, told) = oneshot::channel();
    let sender = Mutex::new(Some(sender));
    let mut replay = QueryReplay::new(own(&store), Seen::default());
    replay.use_error_handler(Box::new(move |error| {
        if let Some(sender) = sender.lock().unwrap().take() {
            sender.send(error).unwrap();
        }
    }));
    replay.replay_all().await.unwrap();
    let error = told.await.unwrap();
    let PersistenceError::ConnectionError(source) = error else {
        panic!("{error:?}")
    };
    assert!(matches!(
        source.downcast_ref::<StoreError>(),
        Some(StoreError::Runtime(_))
    ));
}

#[test]
fn the_test_framework_of_cqrs_es_drives_a_decider() {
    let tank = || TestFramework::<TankAggregate>::with(());
    tank()
        .given_no_previous_events()
        .when(TankCommand::Build(day(0), None))
        .then_expect_events(vec![built()]);
    tank()
        .given(vec![built()])
        .and(vec![filled(2, 5)])
        .when(TankCommand::Drain(day(1), 5))
        .then_expect_error(Refusal::Refused(TankError::Short { wanted: 5, held: 0 }));
    tank()
        .given(vec![built(), filled(1, 5)])
        .when(TankCommand::Drain(day(2), 9))
        .then_expect_error_message("refused: 9 bbl wanted, 5 bbl held");
}

#[test]
fn an_illegal_event_leaves_the_state_and_harms_nobody() {
    let mut tank = TankAggregate::default();
    tank.apply(filled(1, 5));
    assert_eq!(*tank.state(), Tank::Absent);
    tank.apply(built());
    assert_eq!(
        *tank.state(),
        standing(5),
        "it stands behind the building, by its date"
    );
    let drained = TankDrained {
        effective_at: day(2),
        bbl: 6,
    };
    tank.apply(TankEvent::from(drained).into());
    assert_eq!(*tank.state(), standing(5));
}

#[test]
fn an_event_and_an_aggregate_come_back_from_their_serialized_form() {
    let event = filled(1, 5);
    let tagged = serde_json::to_value(&event).unwrap();
    assert_eq!(
        tagged,
        serde_json::json!({
            "event_id": event.event_id(),
            "event_type": "TankFilled",
            "event_version": 1,
            "payload": { "effective_at": "2020-01-02T00:00:00Z", "bbl": 5, "note": "" },
        })
    );
    let back: TaggedEvent<TankEvent> = serde_json::from_value(tagged.clone()).unwrap();
    assert_eq!((back.event_id(), &back), (event.event_id(), &event));
    let mut newer = tagged;
    newer["event_version"] = 2.into();
    let unknown = serde_json::from_value::<TaggedEvent<TankEvent>>(newer).unwrap_err();
    assert_eq!(unknown.to_string(), "unknown event TankFilled version 2");

    let mut tank = TankAggregate::default();
    tank.apply(built());
    tank.apply(event.clone());
    let corrected = FillCorrected {
        effective_at: day(1),
        bbl: 3,
        corrects: event.event_id(),
    };
    tank.apply(TankEvent::from(corrected).into());
    let snapshot = serde_json::to_value(&tank).unwrap();
    assert_eq!(snapshot["state"], serde_json::to_value(standing(3)).unwrap());
    let back: TankAggregate = serde_json::from_value(snapshot).unwrap();
    assert_eq!(*back.state(), standing(3));
}

/// An aggregate of somebody else.
#[derive(Default, serde::Serialize, serde::Deserialize)]
struct Account;

impl Aggregate for Account {
    const TYPE: &'static str = "account";
    type Command = TankCommand;
    type Event = TaggedEvent<TankEvent>;
    type Error = TankError;
    type Services = ();

    async fn handle(
        &mut self,
        _: TankCommand,
        (): &(),
        _: &cqrs_es::event_sink::EventSink<Self>,
    ) -> Result<(), TankError> {
        Ok(())
    }

    fn apply(&mut self, _: Self::Event) {}
}
