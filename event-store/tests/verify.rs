//! A ledger somebody has laid hands on is found out, and the place is named.
#![expect(clippy::unwrap_used, reason = "a test fails loudly")]

mod tank;

use tank::{Store, TankCommand, day, store};
use uuid::Uuid;
use wellflow_event_store::{Broken, LedgerReader, Place, Verdict};

/// Thirty events in ten streams, each commit one event.
async fn filled() -> Store {
    let store = store().await;
    for tank in 0..10 {
        let id = Uuid::now_v7();
        store
            .run(
                &format!("build {tank}"),
                id,
                TankCommand::Build(day(0), Some(format!("T-{tank}"))),
            )
            .await
            .unwrap();
        for fill in 1..3 {
            let command = TankCommand::Fill(day(fill), fill, "by the gauger".to_owned());
            store
                .run(&format!("fill {tank} {fill}"), id, command)
                .await
                .unwrap();
        }
    }
    let aside = "CREATE TABLE whole_events AS SELECT * FROM ledger.events; \
                 CREATE TABLE whole_commits AS SELECT * FROM ledger.commits";
    store.database.admin().await.batch_execute(aside).await.unwrap();
    store
}

async fn verdict(store: &Store) -> Verdict {
    // The role that only reads is enough.
    let reader = LedgerReader::new(store.database.pool("wellflow_query", 2).await);
    reader.verify(&store.tenant, |_| {}).await.unwrap()
}

/// The position of an event, or the last one of a commit.
fn position(broken: &Broken) -> i64 {
    match &broken.place {
        Place::Position(position) => *position,
        Place::Commit { to, .. } => *to,
        Place::Row { .. } => panic!("{broken}"),
    }
}

#[tokio::test]
async fn a_ledger_as_it_was_written_holds_together() {
    let store = filled().await;
    let verified = verdict(&store).await.unwrap();
    assert_eq!(
        (verified.events, verified.commits, verified.streams),
        (30, 30, 10)
    );
    let admin = store.database.admin().await;
    let tip = "SELECT chain FROM ledger.commits ORDER BY to_position DESC LIMIT 1";
    let tip: Vec<u8> = admin.query_one(tip, &[]).await.unwrap().get(0);
    assert_eq!(verified.chain.to_vec(), tip);
    let empty = store.database.organization("empty").await;
    let nothing = store.reader.verify(&empty, |_| {}).await.unwrap().unwrap();
    assert_eq!((nothing.events, nothing.chain), (0, [0; 32]));
}

#[tokio::test]
async fn every_column_of_an_event_and_a_commit_is_sealed() {
    let store = filled().await;
    let admin = store.database.admin().await;
    let elsewhere = store.database.organization("elsewhere").await.organization_id();
    let changes = [
        ("events", "aggregate_type = 'tanc'"),
        ("events", "aggregate_id = gen_random_uuid()"),
        ("events", "sequence = 99"),
        ("events", "event_id = gen_random_uuid()"),
        ("events", "event_type = 'TankFillet'"),
        ("events", "event_version = 2"),
        (
            "events",
            "payload = overlay(payload::text PLACING '9' FROM 8 FOR 1)::json",
        ),
        ("events", "payload = (payload::text || ' ')::json"),
        (
            "events",
            "metadata = replace(metadata::text, 'tester', 'tastor')::json",
        ),
        ("events", "effective_at = effective_at + interval '1 microsecond'"),
        ("events", "reported_at = recorded_at"),
        ("events", "recorded_at = recorded_at + interval '1 microsecond'"),
        ("events", "command_id = gen_random_uuid()"),
        ("events", "supersedes = event_id"),
        (
            "events",
            "digest = set_byte(digest, 31, get_byte(digest, 31) # 1)",
        ),
        ("events", "position = 1000"),
        ("commits", "recorded_at = recorded_at + interval '1 microsecond'"),
        ("commits", "chain = set_byte(chain, 0, get_byte(chain, 0) # 128)"),
        ("commits", "from_position = 16"),
        ("commits", "to_position = 18"),
    ];
    for (table, change) in changes {
        admin.batch_execute("BEGIN").await.unwrap();
        let key = if table == "events" {
            "position"
        } else {
            "to_position"
        };
        let tamper = format!("UPDATE ledger.{table} SET {change} WHERE {key} = 17");
        // Some changes collide with the next row, which has to make way first.
        if change == "to_position = 18" {
            admin
                .batch_execute("DELETE FROM ledger.commits WHERE to_position = 18")
                .await
                .unwrap();
        }
        assert_eq!(admin.execute(&tamper, &[]).await.unwrap(), 1, "{change}");
        admin.batch_execute("COMMIT").await.unwrap();
        let broken = verdict(&store).await.expect_err(change);
        assert!((17..=18).contains(&position(&broken)), "{change}: {broken:?}");
        restore(&store, &admin).await;
    }
    let moved = admin
        .execute(
            "UPDATE ledger.events SET organization_id = $1 WHERE position = 17",
            &[&elsewhere],
        )
        .await;
    assert_eq!(moved.unwrap(), 1);
    assert_eq!(
        position(&verdict(&store).await.unwrap_err()),
        17,
        "an event moved to another organization"
    );
}

#[tokio::test]
async fn rows_taken_out_put_in_or_exchanged_are_found() {
    let store = filled().await;
    let admin = store.database.admin().await;
    let insert = "INSERT INTO ledger.events SELECT organization_id, 31, aggregate_type, gen_random_uuid(), 1, \
                  gen_random_uuid(), event_type, event_version, payload, metadata, effective_at, reported_at, \
                  recorded_at, command_id, supersedes, digest FROM ledger.events WHERE position = 30";
    let exchange = "UPDATE ledger.events SET position = 1000 WHERE position = 12; \
                    UPDATE ledger.events SET position = 12 WHERE position = 13; \
                    UPDATE ledger.events SET position = 13 WHERE position = 1000";
    let trials = [
        ("DELETE FROM ledger.events WHERE position = 9", 9),
        ("DELETE FROM ledger.events WHERE position = 30", 30),
        ("DELETE FROM ledger.commits WHERE to_position = 9", 10),
        ("DELETE FROM ledger.commits WHERE to_position = 30", 30),
        (insert, 31),
        (exchange, 12),
    ];
    for (tamper, position) in trials {
        admin.batch_execute(tamper).await.unwrap();
        let broken = verdict(&store).await.expect_err(tamper);
        assert_eq!(self::position(&broken), position, "{tamper}: {}", broken.reason);
        restore(&store, &admin).await;
    }
}

/// The ledger as it was when [`filled`] had filled it.
async fn restore(store: &Store, admin: &tokio_postgres::Client) {
    admin
        .batch_execute(
            "TRUNCATE ledger.events, ledger.commits; \
             INSERT INTO ledger.events SELECT * FROM whole_events; INSERT INTO ledger.commits SELECT * FROM whole_commits",
        )
        .await
        .unwrap();
    verdict(store).await.unwrap();
}
