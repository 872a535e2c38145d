//! What functions of the database touch on behalf of one organization, as the server counts it.

use std::collections::BTreeSet;
use std::io::Cursor;

use tokio_postgres::Client;
use uuid::Uuid;
use wellflow_event_store::organization::{self, Erasure, ImportRequest};
use wellflow_event_store::{
    Catalogue, LedgerConfig, LedgerReader, Outcome, SnapshotConfig, SnapshotWriter, StreamId, StreamPart,
    Submission, Verifier,
};
use wellflow_runtime::Tenant;
use wellflow_testkit::{TestDatabase, eventually};

use crate::counters::{Moved, counts, moved, report, sessions, settled, track_functions};
use crate::split::{Narrow, narrow, place, split_database};
use crate::statements::{Look, STATEMENTS};
use crate::tank::{DEADLINE, Tank, TankCommand, day, request};

const ACTOR: &str = "an operator";

/// Tables of which `append_batch` looks at every partition: none, because it finds each head by itself. By
/// `= ANY (array)` no partition would be ruled out: the array is not known when the statement is planned.
const JUDGING_LOOKS_AT: &[&str] = &[];

/// A database with organizations in several partitions, whose functions are counted.
async fn counted() -> (TestDatabase, Client, Tenant, String) {
    let database = split_database().await;
    let admin = database.admin().await;
    track_functions(&admin, database.name()).await;
    let tenant = database.organization("tanks").await;
    for n in 0..8 {
        database.organization(&format!("others-{n}")).await;
    }
    let place = place(&admin, &tenant).await;
    // The sessions that made them have reported.
    settled(&admin, 1).await;
    (database, admin, tenant, place)
}

async fn fill(process: &Narrow, tenant: &Tenant, id: Uuid, key: &str, n: i64) {
    let command = match n {
        0 => TankCommand::Build(day(0), Some(key.to_owned())),
        n => TankCommand::Fill(day(n), 1, String::new()),
    };
    let request = request(tenant, &format!("{key} {n}"));
    process
        .executor
        .execute::<Tank>(&request, id, command)
        .await
        .unwrap();
}

/// Only checks a stream.
async fn check(process: &Narrow, tenant: &Tenant, id: Uuid, expected: u64) -> Outcome {
    let stream = StreamId { kind: "tank", id };
    let part = StreamPart {
        stream,
        expected,
        events: vec![],
    };
    let request = request(tenant, &Uuid::now_v7().to_string());
    let sealed = Submission::seal(tenant, request.command_id, [1; 32], &request.metadata, vec![part]);
    process.ledger.submit(sealed.unwrap()).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_append_of_one_organization_touches_one_partition_of_a_table() {
    let (database, admin, tenant, place) = counted().await;
    let process = narrow(&database, LedgerConfig::default()).await;
    let id = Uuid::now_v7();
    fill(&process, &tenant, id, "warm", 0).await;
    report(&process.pool).await;

    let before = counts(&admin).await;
    for n in 1..12 {
        fill(&process, &tenant, id, "warm", n).await;
    }
    fill(&process, &tenant, Uuid::now_v7(), "claims", 0).await;
    assert!(matches!(
        check(&process, &tenant, id, 12).await,
        Outcome::Committed { .. }
    ));
    report(&process.pool).await;
    let placed = moved(&admin, &before).await;
    assert_eq!((placed.calls("append_at"), placed.calls("append_batch")), (13, 0));
    assert_eq!(placed.astray(&place), [""; 0], "{placed:?}");
    for table in ["head", "commits", "events", "commands", "claims", "outbox"] {
        assert!(placed.tables.contains_key(table), "{table}: {placed:?}");
    }

    // What this process does not know is judged; so is what is not where it was expected.
    let other = narrow(&database, LedgerConfig::default()).await;
    let before = counts(&admin).await;
    fill(&other, &tenant, id, "other", 1).await;
    assert!(matches!(
        check(&other, &tenant, id, 3).await,
        Outcome::Conflict { actual: 13, .. }
    ));
    fill(&other, &tenant, Uuid::now_v7(), "more claims", 0).await;
    let taken = request(&tenant, "taken");
    let taken = other.executor.execute::<Tank>(
        &taken,
        Uuid::now_v7(),
        TankCommand::Build(day(0), Some("claims".to_owned())),
    );
    taken.await.unwrap_err();
    report(&other.pool).await;
    let judged = moved(&admin, &before).await;
    assert!(judged.calls("append_batch") >= 3, "{judged:?}");
    assert_eq!(judged.astray(&place), JUDGING_LOOKS_AT, "{judged:?}");
    process.shutdown.request();
    other.shutdown.request();
}

/// Reads, snapshots and everything that is done to an organization as a whole; gives what was called.
async fn everything_else(
    database: &TestDatabase,
    admin: &Client,
    tenant: &Tenant,
) -> Vec<(&'static str, Moved)> {
    let id = Uuid::now_v7();
    let mut steps = Vec::new();
    let own = sessions(admin).await;

    let before = counts(admin).await;
    let process = narrow(database, LedgerConfig::default()).await;
    for n in 0..3 {
        fill(&process, tenant, id, "moving", n).await;
    }
    save(&process, database, tenant, id).await;
    let follower = LedgerReader::new(database.pool("wellflow_projector", 1).await);
    let ahead = follower.ahead_of(&[(tenant.organization_id(), 1)]).await.unwrap();
    assert_eq!(ahead[0].tip, 3);
    let reader = LedgerReader::new(database.pool("wellflow_query", 1).await);
    let caused = reader.caused_by(tenant, &[id], 0, 10).await.unwrap();
    assert!(caused.is_empty());
    process.shutdown.request();
    drop((process, follower, reader));
    settled(admin, own).await;
    steps.push(("read and saved", moved(admin, &before).await));

    let before = counts(admin).await;
    let administrator = administrator(database).await;
    organization::renew_incarnation(&administrator, tenant.organization_id(), ACTOR)
        .await
        .unwrap();
    drop(administrator);
    settled(admin, own).await;
    steps.push(("renewed", moved(admin, &before).await));

    let before = counts(admin).await;
    let file = exported(database, tenant).await;
    settled(admin, own).await;
    steps.push(("exported", moved(admin, &before).await));

    let before = counts(admin).await;
    erase(database, tenant).await;
    settled(admin, own).await;
    steps.push(("erased", moved(admin, &before).await));

    let before = counts(admin).await;
    import(database, &file).await;
    settled(admin, own).await;
    steps.push(("imported", moved(admin, &before).await));
    steps
}

async fn save(process: &Narrow, database: &TestDatabase, tenant: &Tenant, id: Uuid) {
    let pool = database.pool("wellflow_command", 1).await;
    let writer = SnapshotWriter::start(pool, SnapshotConfig::default(), &process.shutdown);
    let newest = process.reader.newest_states::<Tank>(tenant, &[id]).await.unwrap();
    assert!(writer.offer(tenant, id, &newest[&id].snapshot().unwrap()));
    eventually("the snapshot serves", DEADLINE, async || {
        let newest = process.reader.newest_states::<Tank>(tenant, &[id]).await.unwrap();
        (newest[&id].read == 0).then_some(())
    })
    .await;
}

async fn administrator(database: &TestDatabase) -> Client {
    let client = database.admin().await;
    client.batch_execute("SET ROLE wellflow_admin").await.unwrap();
    client
}

async fn exported(database: &TestDatabase, tenant: &Tenant) -> Vec<u8> {
    let administrator = administrator(database).await;
    let reader = LedgerReader::new(database.pool("wellflow_query", 1).await);
    let mut file = Vec::new();
    let exported = organization::export(
        &administrator,
        &reader,
        tenant.organization_id(),
        ACTOR,
        None,
        &mut file,
        |_| {},
    );
    exported.await.unwrap();
    file
}

async fn erase(database: &TestDatabase, tenant: &Tenant) {
    let administrator = administrator(database).await;
    let mut erasure = Erasure::begin(&administrator, tenant.organization_id(), ACTOR)
        .await
        .unwrap();
    while erasure.step(&administrator).await.unwrap().is_some() {}
    erasure.finish(&administrator).await.unwrap().unwrap();
}

async fn import(database: &TestDatabase, file: &[u8]) {
    let mut administrator = administrator(database).await;
    let asked = ImportRequest {
        actor: ACTOR.to_owned(),
        returning: true,
        reuse_slug: true,
        ..ImportRequest::default()
    };
    let verify = async |tenant: &Tenant| {
        let reader = LedgerReader::new(database.pool("wellflow_projector", 3).await);
        let verifier = Verifier::new(reader, Catalogue::default().with::<Tank>(), 2);
        let verdict = verifier.verify(tenant, |_, _| {}).await.unwrap();
        verdict.map(|_| ()).map_err(|broken| broken.reason)
    };
    organization::import(&mut administrator, &mut Cursor::new(file), &asked, verify, |_| {})
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_done_for_one_organization_touches_one_partition_of_a_table() {
    let (database, admin, tenant, place) = counted().await;
    let mut called: BTreeSet<String> = BTreeSet::new();
    let mut wrong = Vec::new();
    for (step, moved) in everything_else(&database, &admin, &tenant).await {
        called.extend(moved.functions.keys().cloned());
        let allowed = match moved.calls("append_batch") {
            0 => &[],
            _ => JUDGING_LOOKS_AT,
        };
        let astray = moved.astray(&place);
        if astray != allowed {
            wrong.push(format!("{step}: {astray:?} {moved:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    for (_, look) in STATEMENTS {
        if let Look::Counted(function) = look
            && !["append_at", "append_batch", "create_organization"].contains(function)
        {
            assert!(
                called.contains(*function),
                "{function} was not called: {called:?}"
            );
        }
    }
}
