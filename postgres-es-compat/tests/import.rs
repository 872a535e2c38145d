//! A table the real postgres-es wrote is taken over into a ledger, once, whole, or with a reason for every row.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod tank;

use std::collections::HashMap;
use std::path::PathBuf;

use cqrs_es::CqrsFramework;
use cqrs_es::persist::PersistedEventStore;
use postgres_es::PostgresEventRepository;
use serde_json::Value;
use tank::{Legacy, LegacyEvent, Store, Tank, day, sqlx_pool, store};
use uuid::Uuid;
use wellflow_event_store::{EventKind, Point};
use wellflow_launcher::import::postgres_es::{EventsTable, Mapping, PostgresEsImport, Tally};
use wellflow_runtime::DatabaseConfig;
use wellflow_testkit::TestDatabase;

/// A program on postgres-es with a database of its own.
struct Source {
    database: TestDatabase,
    program: CqrsFramework<Legacy, PersistedEventStore<PostgresEventRepository, Legacy>>,
}

async fn source() -> Source {
    let database = TestDatabase::empty().await;
    let admin = database.admin().await;
    admin
        .batch_execute(include_str!("sql/events_table.sql"))
        .await
        .unwrap();
    let repository = PostgresEventRepository::new(sqlx_pool(&database, "postgres", None).await);
    let program = CqrsFramework::new(PersistedEventStore::new_event_store(repository), vec![], ());
    Source { database, program }
}

impl Source {
    async fn writes(&self, id: &str, events: Vec<LegacyEvent>) {
        let metadata = HashMap::from([("user".to_owned(), "ana".to_owned())]);
        self.program
            .execute_with_metadata(id, events, metadata)
            .await
            .unwrap();
    }

    async fn run(&self, sql: &str) {
        self.database.admin().await.batch_execute(sql).await.unwrap();
    }
}

fn erected(on: i64, number: Option<&str>) -> LegacyEvent {
    LegacyEvent::Erected {
        on: day(on),
        number: number.map(str::to_owned),
    }
}

fn filled(on: i64, bbl: i64) -> LegacyEvent {
    LegacyEvent::Filled { on: day(on), bbl }
}

fn painted(on: i64) -> LegacyEvent {
    LegacyEvent::Painted {
        on: day(on),
        colour: "green".to_owned(),
    }
}

fn mapping() -> Mapping {
    Mapping::new(vec![EventKind::of::<Tank>()])
        .aggregate("Tank=tank")
        .and_then(|mapping| mapping.event("Erected@1.0=TankBuilt@1"))
        .and_then(|mapping| mapping.event("Filled=TankFilled"))
        .unwrap()
        .effective_at_field(Some("on".to_owned()))
}

async fn open(store: &Store, source: &Source, mapping: Mapping, report: Option<PathBuf>) -> PostgresEsImport {
    let address = DatabaseConfig::parse("the source", &source.database.url("postgres")).unwrap();
    PostgresEsImport {
        name: "legacy".to_owned(),
        table: EventsTable::open(&address, "events").await.unwrap(),
        mapping,
        tenant: store.tenant.clone(),
        ledger: store.ledger.clone(),
        report,
    }
}

/// Imports; gives the counts and the lines of the report.
async fn import(store: &Store, source: &Source, mapping: Mapping) -> (Tally, Vec<Value>) {
    let report = std::env::temp_dir().join(format!("wellflow-import-{}.jsonl", Uuid::new_v4()));
    let import = open(store, source, mapping, Some(report.clone())).await;
    let tally = import.run().await.unwrap();
    let lines = std::fs::read_to_string(&report).unwrap();
    std::fs::remove_file(report).unwrap();
    let lines = lines.lines().map(|line| serde_json::from_str(line).unwrap());
    (tally, lines.collect())
}

fn counts(tally: Tally) -> [u64; 6] {
    [
        tally.rows,
        tally.imported,
        tally.already_there,
        tally.left_out,
        tally.refused,
        tally.withheld,
    ]
}

async fn tip(store: &Store) -> u64 {
    let tip = store.reader.tip(&store.tenant).await.unwrap();
    tip.map_or(0, |tip| tip.position)
}

#[tokio::test]
async fn a_table_postgres_es_wrote_is_taken_over_once_and_goes_on_where_it_stopped() {
    let (store, source) = (store().await, source().await);
    let ids: Vec<Uuid> = (0..40).map(|_| Uuid::now_v7()).collect();
    for (n, id) in (1..).zip(&ids) {
        source
            .writes(&id.to_string(), vec![erected(0, None), filled(2, n)])
            .await;
        source.writes(&id.to_string(), vec![filled(1, 1)]).await;
    }
    let (tally, lines) = import(&store, &source, mapping()).await;
    assert_eq!(counts(tally), [120, 120, 0, 0, 0, 0], "{lines:?}");
    for (n, id) in (1..).zip(&ids) {
        let folded = store.reader.fold::<Tank>(&store.tenant, *id, Point::default());
        assert_eq!(
            folded.await.unwrap().unwrap().state,
            Tank {
                built: true,
                bbl: n + 1
            }
        );
    }
    let events = store
        .reader
        .stream(&store.tenant, "tank", ids[0], 0, 10)
        .await
        .unwrap();
    let found: Vec<_> = events
        .iter()
        .map(|event| (event.sequence, event.event_type.as_str(), event.effective_at))
        .collect();
    assert_eq!(
        found,
        [
            (1, "TankBuilt", day(0)),
            (2, "TankFilled", day(2)),
            (3, "TankFilled", day(1))
        ]
    );
    assert_eq!(
        events[1].payload,
        r#"{"bbl":1,"effective_at":"2020-01-03T00:00:00Z"}"#
    );
    let metadata: Value = serde_json::from_str(&events[0].metadata).unwrap();
    assert_eq!(metadata["context"]["user"], "ana");
    assert_eq!(metadata["source"], "import");

    let (tally, _) = import(&store, &source, mapping()).await;
    assert_eq!(counts(tally), [120, 0, 120, 0, 0, 0]);
    assert_eq!(tip(&store).await, 120, "a second run writes nothing");
    source.writes(&ids[3].to_string(), vec![filled(5, 9)]).await;
    let (tally, _) = import(&store, &source, mapping()).await;
    assert_eq!(counts(tally), [121, 1, 120, 0, 0, 0]);
    let verdict = store.reader.verify(&store.tenant, |_| {}).await.unwrap();
    assert_eq!(verdict.unwrap().events, 121);
}

/// Longer than a page of the source, in one stream and over many.
#[tokio::test]
async fn pages_of_the_source_do_not_tear_a_stream() {
    let (store, source) = (store().await, source().await);
    let long = Uuid::now_v7();
    let fills = std::iter::once(erected(0, None)).chain((0..1_700).map(|_| filled(1, 1)));
    source.writes(&long.to_string(), fills.collect()).await;
    for _ in 0..300 {
        source
            .writes(&Uuid::now_v7().to_string(), vec![erected(0, None), filled(1, 1)])
            .await;
    }
    let (tally, _) = import(&store, &source, mapping()).await;
    assert_eq!(counts(tally), [2_301, 2_301, 0, 0, 0, 0]);
    let folded = store.reader.fold::<Tank>(&store.tenant, long, Point::default());
    let folded = folded.await.unwrap().unwrap();
    assert_eq!((folded.version, folded.state.bbl), (1_701, 1_700));
}

#[tokio::test]
async fn a_row_that_cannot_be_taken_over_is_named_and_ends_its_stream_alone() {
    let (store, source) = (store().await, source().await);
    let (good, bad) = (Uuid::now_v7(), Uuid::now_v7());
    source
        .writes(&good.to_string(), vec![erected(0, None), filled(1, 5)])
        .await;
    source
        .writes(
            &bad.to_string(),
            vec![erected(0, None), painted(1), filled(2, 5), filled(3, 5)],
        )
        .await;
    source.writes("tank-7", vec![erected(0, None)]).await;
    let (tally, lines) = import(&store, &source, mapping()).await;
    assert_eq!(counts(tally), [7, 3, 0, 0, 2, 2]);
    assert_eq!(tip(&store).await, 3);
    let told: Vec<(String, String, i64, String)> = lines
        .iter()
        .map(|line| {
            let text = |name: &str| line[name].as_str().unwrap().to_owned();
            let sequence = line["sequence"].as_i64().unwrap();
            (text("row"), text("aggregate_id"), sequence, text("reason"))
        })
        .collect();
    let line = |row: &str, id: &str, sequence, reason: &str| {
        (row.to_owned(), id.to_owned(), sequence, reason.to_owned())
    };
    let behind = "it stands behind sequence 2, which was refused";
    let bad = bad.to_string();
    assert_eq!(
        told,
        [
            line(
                "refused",
                &bad,
                2,
                "tank has no event \"Painted\"; say which it becomes with --event"
            ),
            line("withheld", &bad, 3, behind),
            line("withheld", &bad, 4, behind),
            line("refused", "tank-7", 1, "the aggregate id is no UUID"),
        ]
    );

    // Mended at the source, the next run takes over what was missing.
    source
        .run("UPDATE events SET event_type = 'Filled', payload = '{\"Filled\":{\"on\":\"2020-01-02T00:00:00Z\",\"bbl\":1}}' WHERE event_type = 'Painted'")
        .await;
    let (tally, _) = import(&store, &source, mapping()).await;
    assert_eq!(counts(tally), [7, 3, 3, 0, 1, 0]);
}

#[tokio::test]
async fn what_was_taken_over_and_changes_afterwards_is_told_not_overwritten() {
    let (store, source) = (store().await, source().await);
    let id = Uuid::now_v7();
    source
        .writes(&id.to_string(), vec![erected(0, None), filled(1, 5)])
        .await;
    import(&store, &source, mapping()).await;
    source
        .run("UPDATE events SET payload = '{\"Filled\":{\"on\":\"2020-01-02T00:00:00Z\",\"bbl\":6}}' WHERE sequence = 2")
        .await;
    let (tally, lines) = import(&store, &source, mapping()).await;
    assert_eq!(counts(tally), [2, 0, 1, 0, 1, 0]);
    let reason = lines[0]["reason"].as_str().unwrap();
    assert!(reason.contains("has changed since"), "{reason}");
    assert_eq!(tip(&store).await, 2);
}

#[tokio::test]
async fn a_gap_a_taken_key_and_a_stream_that_is_ours_already_are_refused() {
    let (store, source) = (store().await, source().await);
    let gap = Uuid::from_u128(1);
    source
        .writes(
            &gap.to_string(),
            vec![erected(0, None), filled(1, 1), filled(2, 1)],
        )
        .await;
    source.run("DELETE FROM events WHERE sequence = 2").await;
    let (owner, other) = (Uuid::from_u128(2), Uuid::from_u128(3));
    source
        .writes(&owner.to_string(), vec![erected(0, Some("T-1"))])
        .await;
    import(&store, &source, mapping()).await;
    source
        .writes(&other.to_string(), vec![erected(0, Some("T-1"))])
        .await;
    let (tally, lines) = import(&store, &source, mapping()).await;
    assert_eq!(counts(tally), [4, 0, 2, 0, 2, 0]);
    let reasons: Vec<&str> = lines
        .iter()
        .map(|line| line["reason"].as_str().unwrap())
        .collect();
    assert_eq!(
        reasons,
        [
            "it follows version 2 and its stream stands at 1",
            "tank T-1 belongs to 00000000-0000-0000-0000-000000000002"
        ]
    );
}

#[tokio::test]
async fn a_type_that_is_to_stay_behind_does_and_is_counted() {
    let (store, source) = (store().await, source().await);
    source
        .writes(&Uuid::now_v7().to_string(), vec![erected(0, None), painted(1)])
        .await;
    let (tally, lines) = import(&store, &source, mapping().leave_out("Tank")).await;
    assert_eq!(counts(tally), [2, 0, 0, 2, 0, 0]);
    assert_eq!(lines.len(), 2);
    assert_eq!(tip(&store).await, 0);
}

#[tokio::test]
async fn without_a_word_about_when_nothing_is_dated_by_guess() {
    let (store, source) = (store().await, source().await);
    let id = Uuid::now_v7();
    source.writes(&id.to_string(), vec![erected(0, None)]).await;
    let undated = mapping().effective_at_field(None);
    let (tally, lines) = import(&store, &source, undated.clone()).await;
    assert_eq!(counts(tally), [1, 0, 0, 0, 1, 0]);
    let reason = lines[0]["reason"].as_str().unwrap();
    assert!(reason.contains("--effective-at-field"), "{reason}");
    assert_eq!(tip(&store).await, 0);
    let given = undated.effective_at(Some(day(9))).drop_field("on");
    let (tally, _) = import(&store, &source, given).await;
    assert_eq!(counts(tally), [1, 1, 0, 0, 0, 0]);
    let event = &store
        .reader
        .stream(&store.tenant, "tank", id, 0, 1)
        .await
        .unwrap()[0];
    assert_eq!(event.effective_at, day(9));
}

/// Killed in the middle, run again: the same as if it had never been interrupted.
#[tokio::test]
async fn an_import_that_was_broken_off_is_simply_run_again() {
    let (store, source) = (store().await, source().await);
    for _ in 0..200 {
        let id = Uuid::now_v7().to_string();
        source
            .writes(
                &id,
                vec![erected(0, None), filled(1, 1), filled(2, 1), filled(3, 1)],
            )
            .await;
    }
    {
        let running = open(&store, &source, mapping(), None).await.run();
        let some = async { while tip(&store).await < 50 {} };
        tokio::select! {
            biased;
            () = some => {}
            _ = running => {}
        }
    }
    let before = tip(&store).await;
    assert!(before >= 50);
    let (tally, _) = import(&store, &source, mapping()).await;
    assert_eq!(tally.missing(), 0);
    assert_eq!(tally.imported + tally.already_there, 800);
    assert_eq!(tip(&store).await, 800);
    let verdict = store.reader.verify(&store.tenant, |_| {}).await.unwrap();
    assert_eq!(verdict.unwrap().streams, 200);
}
