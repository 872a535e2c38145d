//! No lookup of the append or the loader scans an organization's history, on empty, small and large tables.
//!
//! Counted, not guessed: the server says how many rows each transaction fetched from `ledger.events`, whatever plan it
//! chose inside the append's function.
#![expect(clippy::unwrap_used, reason = "a test fails loudly")]

mod tank;

use tank::{Tank, TankCommand, day, request, store};
use tokio_postgres::Client;
use uuid::Uuid;
use wellflow_event_store::{Executor, LedgerReader, Point, SnapshotConfig, SnapshotWriter};
use wellflow_runtime::Shutdown;
use wellflow_testkit::eventually;

/// Rows of other streams, in the same organization.
const FILL: &str = "
    INSERT INTO ledger.events (organization_id, position, aggregate_type, aggregate_id, sequence, event_id, event_type,
        event_version, payload, metadata, effective_at, recorded_at, command_id, digest)
    SELECT $1, n, 'tank', md5((n / 4)::text)::uuid, n % 4 + 1, md5(n::text)::uuid, 'TankFilled', 1,
        '{\"bbl\":1,\"effective_at\":\"2020-01-01T00:00:00Z\",\"note\":\"\"}', '{}', '2020-01-01Z',
        now() + (n - $2) * interval '1 microsecond', md5(n::text)::uuid, sha256(n::text::bytea)
    FROM generate_series($2::bigint, $3::bigint) AS n";
const FILL_COMMITS: &str = "
    INSERT INTO ledger.commits (organization_id, from_position, to_position, recorded_at, chain, format)
    SELECT $1, n, n, now() + (n - $2) * interval '1 microsecond', sha256(n::text::bytea), 2
    FROM generate_series($2::bigint, $3::bigint) AS n";
const FILL_COMMANDS: &str = "
    INSERT INTO ledger.commands (organization_id, command_id, fingerprint, from_position, to_position)
    SELECT $1, md5(n::text)::uuid, sha256(n::text::bytea), n, n FROM generate_series($2::bigint, $3::bigint) AS n";
const FILL_CLAIMS: &str = "
    INSERT INTO ledger.claims (organization_id, kind, key, aggregate_type, aggregate_id)
    SELECT $1, 'tank', n::text, 'tank', md5(n::text)::uuid FROM generate_series($2::bigint, $3::bigint) AS n";

/// Snapshots of every other stream, of this state version and of another one.
const FILL_SNAPSHOTS: &str = "
    INSERT INTO ledger.snapshots (organization_id, aggregate_type, aggregate_id, sequence, state_version, state,
        max_effective_at, position, event_id, recorded_at, anomalies, digest)
    SELECT $1, 'tank', md5((n / 4)::text)::uuid, n % 4 + 1, 1 + n % 2, '\"Absent\"', '2020-01-01Z', n,
        md5(n::text)::uuid, '2020-01-01Z', '[]', sha256('')
    FROM generate_series($2::bigint, $3::bigint) AS n";

/// What was read from the ledger's tables since the server started.
const READ: &str = "
    SELECT coalesce(sum(seq_tup_read), 0)::bigint, coalesce(sum(idx_tup_fetch), 0)::bigint
    FROM pg_stat_user_tables
    WHERE schemaname = 'ledger' AND relname IN ('events', 'commits', 'commands', 'claims', 'snapshots')";

/// Rows read sequentially, and rows fetched through indexes, so far. A session reports what it read when it ends, so
/// this first waits until the sessions under trial are gone.
async fn rows_read(admin: &Client, sessions: i64) -> (i64, i64) {
    eventually("the sessions under trial end", tank::DEADLINE, async || {
        (count_sessions(admin).await <= sessions).then_some(())
    })
    .await;
    admin
        .execute("SELECT pg_stat_force_next_flush()", &[])
        .await
        .unwrap();
    admin
        .execute("SELECT pg_stat_clear_snapshot()", &[])
        .await
        .unwrap();
    let row = admin.query_one(READ, &[]).await.unwrap();
    (row.get(0), row.get(1))
}

async fn count_sessions(admin: &Client) -> i64 {
    // A worker of the server, autovacuum's say, comes and goes as it pleases and is none of those under trial.
    let sessions = "SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND backend_type = 'client backend'";
    admin.query_one(sessions, &[]).await.unwrap().get(0)
}

/// Adds rows up to a position.
async fn fill_up_to(admin: &Client, store: &tank::Store, rows: i64) {
    let tip = store.reader.tip(&store.tenant).await.unwrap();
    let tip = tip.map_or(0, |tip| i64::try_from(tip.position).unwrap());
    let organization = store.tenant.organization_id();
    for fill in [FILL, FILL_COMMITS, FILL_COMMANDS, FILL_CLAIMS, FILL_SNAPSHOTS] {
        admin
            .execute(fill, &[&organization, &(tip + 1), &(tip + rows)])
            .await
            .unwrap();
    }
}

/// One stream of 5,000 events, behind everything else.
const FILL_STREAM: &str = "
    INSERT INTO ledger.events (organization_id, position, aggregate_type, aggregate_id, sequence, event_id, event_type,
        event_version, payload, metadata, effective_at, recorded_at, command_id, digest)
    SELECT $1, $2::bigint + n, 'tank', $3, n, gen_random_uuid(), CASE n WHEN 1 THEN 'TankBuilt' ELSE 'TankFilled' END, 1,
        CASE n WHEN 1 THEN '{\"effective_at\":\"2020-01-01T00:00:00Z\",\"number\":null}'
               ELSE '{\"bbl\":0,\"effective_at\":\"2020-01-01T00:00:00Z\",\"note\":\"\"}' END::json, '{}', '2020-01-01Z',
        now(), gen_random_uuid(), sha256(n::text::bytea)
    FROM generate_series(1, 5000) AS n";

/// No statistics but those a trial makes, and no reader but those under trial: the planner must have no way to go wrong
/// without them.
async fn leave_without_statistics(admin: &Client) {
    for table in ["events", "commits", "commands", "claims", "snapshots"] {
        let off = format!("ALTER TABLE ledger.{table} SET (autovacuum_enabled = off)");
        admin.batch_execute(&off).await.unwrap();
    }
    // A worker summarises full ranges whenever it comes by, and what it reads of the table is counted as ours.
    let summaries = "ALTER INDEX ledger.commits_recent SET (autosummarize = off)";
    admin.batch_execute(summaries).await.unwrap();
}

/// Ten commands for a new stream, each sent twice.
async fn try_commands(store: &tank::Store, executor: &Executor, trial: &str) -> Uuid {
    let id = Uuid::now_v7();
    for n in 0..10 {
        let command = match n {
            0 => TankCommand::Build(day(0), Some(format!("own {trial}"))),
            n => TankCommand::Fill(day(n), 1, String::new()),
        };
        let request = request(&store.tenant, &format!("{trial} {n}"));
        executor
            .execute::<Tank>(&request, id, command.clone())
            .await
            .unwrap();
        assert!(
            executor
                .execute::<Tank>(&request, id, command)
                .await
                .unwrap()
                .replayed
        );
    }
    id
}

/// Ten commands, each sent twice, and every lookup of the read side, in sessions of their own: they plan anew, and a fresh
/// process has nothing cached.
async fn try_every_lookup(store: &tank::Store, trial: &str) {
    let (_ledger, reader, executor, shutdown) = tank::open(&store.database).await;
    let id = try_commands(store, &executor, trial).await;
    executor
        .hydrate_many::<Tank>(&store.tenant, &[id, Uuid::now_v7()])
        .await
        .unwrap();
    try_snapshots(store, &reader, &shutdown, id).await;
    reader
        .position_at(&store.tenant, chrono::Utc::now())
        .await
        .unwrap();
    let follower = LedgerReader::new(store.database.pool("wellflow_projector", 1).await);
    let tip = follower.tip(&store.tenant).await.unwrap().unwrap().position;
    assert_eq!(follower.tail(&store.tenant, tip - 5, 100).await.unwrap().len(), 5);
    let wanted = [(id, 6), (Uuid::now_v7(), 3)];
    let beginnings = follower.beginnings(&store.tenant, "tank", &wanted, 1_000).await;
    let beginnings = beginnings.unwrap();
    let sequences: Vec<u64> = beginnings[&id].iter().map(|event| event.sequence).collect();
    assert_eq!((beginnings.len(), sequences), (1, vec![1, 2, 3, 4, 5]));
    follower.tips().await.unwrap();
    shutdown.request();
}

/// Saves a snapshot and reads on from it, alone and among streams without one.
async fn try_snapshots(store: &tank::Store, reader: &LedgerReader, shutdown: &Shutdown, id: Uuid) {
    let ids = [id, Uuid::now_v7(), Uuid::now_v7()];
    let newest = reader.newest_states::<Tank>(&store.tenant, &ids).await.unwrap();
    assert_eq!(newest[&id].read, 10);
    let pool = store.database.pool("wellflow_command", 1).await;
    let writer = SnapshotWriter::start(pool, SnapshotConfig::default(), shutdown);
    assert!(writer.offer(&store.tenant, id, &newest[&id].snapshot().unwrap()));
    eventually("the snapshot serves", tank::DEADLINE, async || {
        let newest = reader.newest_states::<Tank>(&store.tenant, &ids).await.unwrap();
        (newest[&id].read == 0).then_some(())
    })
    .await;
    for (position, effective) in [(None, None), (Some(1), None), (None, Some(day(5)))] {
        let at = Point { position, effective };
        reader.fold::<Tank>(&store.tenant, id, at).await.unwrap();
    }
    reader
        .fold_at_version::<Tank>(&store.tenant, id, 9)
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn lookups_touch_only_the_rows_they_are_about() {
    let store = store().await;
    let admin = store.database.admin().await;
    leave_without_statistics(&admin).await;
    // (rows, analyzed then): also statistics that are true of a small table while the table is large by now.
    let trials = [
        (0, false),
        (0, true),
        (1_000, false),
        (1_000, true),
        (30_000, false),
        (30_000, true),
        (200_000, false),
        (1_000_000, false),
        (1_000_000, true),
    ];
    let mut filled = 0;
    for (size, analyze) in trials {
        if size > filled {
            fill_up_to(&admin, &store, size - filled).await;
            filled = size;
        }
        if analyze {
            let analyze = "VACUUM ANALYZE ledger.events, ledger.commits, ledger.commands, ledger.claims, ledger.snapshots";
            admin.batch_execute(analyze).await.unwrap();
        }
        let sessions = count_sessions(&admin).await;
        let before = rows_read(&admin, sessions).await;
        try_every_lookup(&store, &format!("{size} {analyze}")).await;
        let after = rows_read(&admin, sessions).await;
        let (sequential, fetched) = (after.0 - before.0, after.1 - before.1);
        // 20 commands, each a handful of rows; the loads read a stream of at most 10 events a few times.
        assert!(
            fetched <= 1_500 && sequential <= 1_500,
            "{size} rows, analyzed {analyze}: {fetched} rows fetched by index, {sequential} read sequentially"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_began_on_empty_tables_reads_no_more_when_they_have_grown() {
    let store = store().await;
    let admin = store.database.admin().await;
    leave_without_statistics(&admin).await;
    let without = count_sessions(&admin).await;
    let (ledger, reader, executor, shutdown) = tank::open(&store.database).await;
    // Often enough for every statement of these sessions to have its lasting plan.
    try_commands(&store, &executor, "early").await;
    fill_up_to(&admin, &store, 200_000).await;
    let with = count_sessions(&admin).await;
    let before = rows_read(&admin, with).await;
    let id = try_commands(&store, &executor, "late").await;
    executor
        .hydrate_many::<Tank>(&store.tenant, &[id, Uuid::now_v7()])
        .await
        .unwrap();
    shutdown.request();
    drop((ledger, reader, executor));
    let after = rows_read(&admin, without).await;
    let (sequential, fetched) = (after.0 - before.0, after.1 - before.1);
    assert!(
        fetched <= 1_500 && sequential <= 1_500,
        "{fetched} rows fetched by index, {sequential} read sequentially"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_stream_is_read_from_its_snapshot_on() {
    let store = store().await;
    let admin = store.database.admin().await;
    let id = Uuid::now_v7();
    let organization = store.tenant.organization_id();
    admin
        .execute(FILL_STREAM, &[&organization, &0_i64, &id])
        .await
        .unwrap();
    let shutdown = Shutdown::new();
    let newest = store
        .reader
        .newest_states::<Tank>(&store.tenant, &[id])
        .await
        .unwrap();
    assert_eq!(newest[&id].read, 5_000);
    let pool = store.database.pool("wellflow_command", 1).await;
    let writer = SnapshotWriter::start(pool, SnapshotConfig::default(), &shutdown);
    assert!(writer.offer(&store.tenant, id, &newest[&id].snapshot().unwrap()));
    eventually("the snapshot serves", tank::DEADLINE, async || {
        let newest = store
            .reader
            .newest_states::<Tank>(&store.tenant, &[id])
            .await
            .unwrap();
        (newest[&id].read == 0).then_some(())
    })
    .await;
    shutdown.request();

    let sessions = count_sessions(&admin).await;
    let before = rows_read(&admin, sessions).await;
    let reader = LedgerReader::new(store.database.pool("wellflow_query", 1).await);
    for _ in 0..10 {
        assert!(
            reader
                .fold::<Tank>(&store.tenant, id, Point::default())
                .await
                .unwrap()
                .is_some()
        );
    }
    drop(reader);
    let after = rows_read(&admin, sessions).await;
    let read = after.0 + after.1 - before.0 - before.1;
    assert!(read <= 100, "{read} rows read for ten loads from a snapshot");
}
