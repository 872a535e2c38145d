//! The stock repository of postgres-es 0.5 reads our streams through the view `postgres_es.events`.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod tank;

use std::collections::HashMap;

use cqrs_es::event_sink::EventSink;
use cqrs_es::persist::{PersistedEventRepository, PersistedEventStore, SerializedEvent};
use cqrs_es::{Aggregate, AggregateError, CqrsFramework, EventStore};
use postgres_es::PostgresEventRepository;
use serde::{Deserialize, Serialize};
use tank::{NotNow, Store, Tank, TankBuilt, TankCommand, TankFilled, day, metadata, sqlx_pool, store};
use uuid::Uuid;
use wellflow_event_store::cqrs::{DeciderAggregate, LedgerRepository, TaggedEvent};
use wellflow_event_store::{CommandRequest, Executor, command_id};
use wellflow_runtime::Tenant;

type TankAggregate = DeciderAggregate<Tank>;

async fn run(store: &Store, tenant: &Tenant, key: &str, id: Uuid, command: TankCommand) {
    let request = CommandRequest {
        tenant: tenant.clone(),
        command_id: command_id(tenant.organization_id(), "tester", key),
        fingerprint: [7; 32],
        expected_version: None,
        metadata: metadata(&[("ticket", "A-7"), ("wellflow_actor", "somebody else")]),
        reported_at: (key == "reported").then(|| day(3)),
    };
    let executor = Executor::new(store.ledger.clone(), store.reader.clone());
    executor.execute::<Tank>(&request, id, command).await.unwrap();
}

/// The stock repository, as one of our services' roles that names its organization.
async fn stock(store: &Store, role: &str, tenant: &Tenant) -> PostgresEventRepository {
    PostgresEventRepository::new(sqlx_pool(&store.database, role, Some(tenant)).await)
}

async fn read(repository: &PostgresEventRepository, id: Uuid) -> Vec<SerializedEvent> {
    repository
        .get_events::<TankAggregate>(&id.to_string())
        .await
        .unwrap()
}

#[tokio::test]
async fn a_stream_our_executor_wrote_is_read_by_the_stock_repository() {
    let store = store().await;
    let id = Uuid::now_v7();
    run(&store, &store.tenant, "build", id, TankCommand::Build(day(0))).await;
    run(&store, &store.tenant, "fill", id, TankCommand::Fill(day(1), 40)).await;
    run(
        &store,
        &store.tenant,
        "reported",
        id,
        TankCommand::Fill(day(2), 2),
    )
    .await;
    let ours = LedgerRepository::<Tank>::new(
        store.ledger.clone(),
        store.reader.clone(),
        store.tenant.clone(),
        metadata(&[]),
    );
    let expected = ours.get_events::<TankAggregate>(&id.to_string()).await.unwrap();
    assert_eq!(expected.len(), 3);
    for role in ["wellflow_command", "wellflow_projector", "wellflow_query"] {
        let found = read(&stock(&store, role, &store.tenant).await, id).await;
        assert_eq!(
            found, expected,
            "as {role}: row for row what our own repository gives"
        );
    }
    let said = expected[2].metadata.as_object().unwrap();
    for (name, value) in [
        ("ticket", "A-7"),
        ("wellflow_actor", "tester"),
        ("wellflow_causation_id", "ffffffff-ffff-ffff-ffff-ffffffffffff"),
        ("wellflow_request_id", "r-1"),
        ("wellflow_position", "3"),
        ("wellflow_reported_at", "2020-01-04T00:00:00.000000Z"),
    ] {
        assert_eq!(said[name], value, "{name}");
    }
    let tail = stock(&store, "wellflow_query", &store.tenant).await;
    let tail = tail
        .get_last_events::<TankAggregate>(&id.to_string(), 1)
        .await
        .unwrap();
    assert_eq!(tail, expected[1..]);
}

#[tokio::test]
async fn a_stock_store_folds_our_stream_and_a_reader_with_types_of_its_own_decodes_it() {
    let store = store().await;
    let id = Uuid::now_v7();
    run(&store, &store.tenant, "build", id, TankCommand::Build(day(0))).await;
    run(&store, &store.tenant, "fill", id, TankCommand::Fill(day(1), 40)).await;
    let repository = stock(&store, "wellflow_query", &store.tenant).await;
    let tanks = PersistedEventStore::<_, TankAggregate>::new_event_store(repository);
    let loaded = tanks.load_aggregate(&id.to_string()).await.unwrap();
    assert_eq!(loaded.aggregate.state().bbl, 40);
    assert_eq!(loaded.current_sequence, 2);

    let repository = stock(&store, "wellflow_query", &store.tenant).await;
    let own = PersistedEventStore::<_, OwnTank>::new_event_store(repository);
    let events = own.load_events(&id.to_string()).await.unwrap();
    let payloads: Vec<OwnEvent> = events.into_iter().map(|event| event.payload).collect();
    let filled = TankFilled {
        effective_at: day(1),
        bbl: 40,
    };
    let built = TankBuilt {
        effective_at: day(0),
        number: None,
    };
    assert_eq!(
        payloads,
        [OwnEvent::TankBuilt(built), OwnEvent::TankFilled(filled)]
    );
}

#[tokio::test]
async fn nobody_sees_another_organization_and_nobody_writes_through_the_view() {
    let store = store().await;
    let other = store.database.organization("others").await;
    let id = Uuid::now_v7();
    run(&store, &store.tenant, "build", id, TankCommand::Build(day(0))).await;
    let foreign = stock(&store, "wellflow_query", &other).await;
    assert_eq!(read(&foreign, id).await, []);
    let mut all = foreign.stream_all_events::<TankAggregate>().await.unwrap();
    assert!(all.next::<TankAggregate>(&[]).await.is_none());
    let nameless = PostgresEventRepository::new(sqlx_pool(&store.database, "wellflow_query", None).await)
        .with_tables("postgres_es.events", "postgres_es.snapshots");
    assert_eq!(read(&nameless, id).await, []);

    let writer = stock(&store, "wellflow_command", &store.tenant).await;
    let tanks = PersistedEventStore::<_, TankAggregate>::new_event_store(writer);
    let refused = CqrsFramework::new(tanks, vec![], ())
        .execute(&id.to_string(), TankCommand::Fill(day(1), 1))
        .await;
    let Err(AggregateError::UnexpectedError(error)) = refused else {
        panic!("{refused:?}")
    };
    assert!(error.to_string().contains("of view \"events\""), "{error}");
    let admin = store.database.admin().await;
    for role in ["wellflow_command", "wellflow_projector", "wellflow_query"] {
        for privilege in ["INSERT", "UPDATE", "DELETE", "TRUNCATE"] {
            let held: bool = admin
                .query_one(
                    "SELECT has_table_privilege($1, 'postgres_es.events', $2)",
                    &[&role, &privilege],
                )
                .await
                .unwrap()
                .get(0);
            assert!(!held, "{role} holds {privilege}");
        }
    }
    assert_eq!(
        store.reader.tip(&store.tenant).await.unwrap().unwrap().position,
        1
    );
}

#[tokio::test]
async fn what_the_stock_framework_wrote_through_our_repository_is_read_back_by_postgres_es() {
    let store = store().await;
    let id = Uuid::now_v7();
    let ours = LedgerRepository::<Tank>::new(
        store.ledger.clone(),
        store.reader.clone(),
        store.tenant.clone(),
        metadata(&[]),
    );
    let tanks = PersistedEventStore::<_, TankAggregate>::new_event_store(ours);
    let tanks = CqrsFramework::new(tanks, vec![], ());
    let ticket = HashMap::from([("ticket".to_owned(), "B-1".to_owned())]);
    tanks
        .execute_with_metadata(&id.to_string(), TankCommand::Build(day(0)), ticket)
        .await
        .unwrap();
    let found = read(&stock(&store, "wellflow_query", &store.tenant).await, id).await;
    assert_eq!(found[0].metadata["ticket"], "B-1");
    let event: TaggedEvent<tank::TankEvent> = serde_json::from_value(found[0].payload.clone()).unwrap();
    assert_eq!(
        event.event_id(),
        store.reader.tail(&store.tenant, 0, 1).await.unwrap()[0].event_id
    );
}

/// The view has the columns of postgres-es' own table, and no other.
#[tokio::test]
async fn the_view_has_the_columns_of_the_table_it_stands_for() {
    let store = store().await;
    let admin = store.database.admin().await;
    let columns = admin
        .query(
            "SELECT column_name::text || ' ' || data_type::text FROM information_schema.columns \
             WHERE table_schema = 'postgres_es' AND table_name = 'events' ORDER BY ordinal_position",
            &[],
        )
        .await
        .unwrap();
    let columns: Vec<String> = columns.iter().map(|row| row.get(0)).collect();
    assert_eq!(
        columns,
        [
            "aggregate_type text",
            "aggregate_id text",
            "sequence bigint",
            "event_type text",
            "event_version text",
            "payload json",
            "metadata json",
        ]
    );
}

/// What a program that knows nothing of deciders would write to read our payloads.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event_type", content = "payload")]
enum OwnEvent {
    TankBuilt(TankBuilt),
    TankFilled(TankFilled),
}

impl cqrs_es::DomainEvent for OwnEvent {
    fn event_type(&self) -> String {
        match self {
            Self::TankBuilt(_) => "TankBuilt",
            Self::TankFilled(_) => "TankFilled",
        }
        .to_owned()
    }
    fn event_version(&self) -> String {
        "1".to_owned()
    }
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct OwnTank;

impl Aggregate for OwnTank {
    const TYPE: &'static str = "tank";
    type Command = ();
    type Event = OwnEvent;
    type Error = NotNow;
    type Services = ();

    async fn handle(&mut self, (): (), (): &(), _: &EventSink<Self>) -> Result<(), NotNow> {
        Ok(())
    }

    fn apply(&mut self, _: OwnEvent) {}
}
