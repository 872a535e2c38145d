//! Rows built anew while the projector runs, events come in and queries are answered.

#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::too_many_lines,
    reason = "a test stops at the first surprise, and tells one story from beginning to end"
)]

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI32, Ordering};
use std::time::Duration;

use tokio::task::JoinHandle;
use uuid::Uuid;
use wellflow_event_store::Pace;
use wellflow_http::Readiness;
use wellflow_projector::{Begin, ChangedOver, Lags, ProjectorConfig, Rebuilder, Step, run};
use wellflow_read_model::{Once, well_summary};
use wellflow_runtime::{RedisLink, Shutdown, Tenant, TenantPool};
use wellflow_testkit::eventually;

mod field;

use field::*;

const LONG: Duration = Duration::from_secs(30);
const WELLS: &str = "well_summary";

fn projector(field: &Field) -> (JoinHandle<()>, Shutdown) {
    let shutdown = Shutdown::new();
    let config = ProjectorConfig {
        pool: field.pool.clone(),
        hints: Some(field.database("wellflow_projector")),
        ledger: field.reader.clone(),
        pace: Pace::default(),
        redis: RedisLink::absent(),
        readiness: Readiness::new(),
        lags: Lags::default(),
    };
    (tokio::spawn(run(config, shutdown.clone())), shutdown)
}

async fn rebuilder(field: &Field) -> Rebuilder {
    let pool = field.db.pool("wellflow_projector", 3).await;
    let ledger = wellflow_event_store::LedgerReader::new(pool.clone());
    Rebuilder::new(pool, ledger).quiet_for(Duration::from_millis(300))
}

/// What the polling client saw: which builds, one after the other, and how often it asked.
#[derive(Debug, Default)]
struct Seen {
    builds: Vec<i32>,
    polls: usize,
    position: i64,
}

/// Asks as the query API's role, in one statement: every event proposes a well, so that rows and position must agree.
async fn poll(
    query: TenantPool,
    (tenant, known): (Tenant, Uuid),
    stop: Arc<AtomicBool>,
    serving: Arc<AtomicI32>,
) -> Seen {
    let sql = "SELECT c.build, c.position, (SELECT count(*) FROM read.well_summary w WHERE w.organization_id = $1) \
               FROM read.checkpoint c WHERE c.projection = 'well_summary' AND c.organization_id = $1";
    let id = tenant.organization_id();
    let mut seen = Seen::default();
    while !stop.load(Ordering::Relaxed) {
        let rows = query.query(&tenant, sql, &[&id]).await.expect("an answer");
        assert_eq!(rows.len(), 1, "one build is served");
        let (build, position, wells): (i32, i64, i64) = (rows[0].get(0), rows[0].get(1), rows[0].get(2));
        assert_eq!(wells, position, "build {build}");
        assert!(position >= seen.position, "build {build} steps back");
        seen.position = position;
        let (_, well) = well_summary::by_id(&Once::new(&query, &tenant), id, known)
            .await
            .expect("an answer");
        assert!(well.expect("the well is there").document.contains("Known 1"));
        if seen.builds.last() != Some(&build) {
            seen.builds.push(build);
            serving.store(build, Ordering::Relaxed);
        }
        seen.polls += 1;
    }
    seen
}

/// Proposes wells until told to stop; answers the last position.
async fn write(field: Arc<Field>, stop: Arc<AtomicBool>) -> u64 {
    let mut position = 0;
    while !stop.load(Ordering::Relaxed) {
        let id = Uuid::now_v7();
        let well = proposed(id, "Written 1", at("2020-01-01T06:00:00Z"));
        position = field.well(id, 0, &[well]).await;
    }
    position
}

async fn position_of(field: &Field, build: i32) -> u64 {
    let sql =
        format!("SELECT position FROM read.checkpoint WHERE projection = 'well_summary' AND build = {build}");
    u64::try_from(field.count(&sql).await).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_read_fails_and_no_row_is_missing_while_rows_are_built_anew_and_back() {
    let field = Arc::new(Field::new().await);
    let known = Uuid::now_v7();
    let well = proposed(known, "Known 1", at("2020-01-01T06:00:00Z"));
    field.well(known, 0, &[well]).await;
    let (running, shutdown) = projector(&field);
    let projected = async |position: u64| {
        let reached = async || {
            let served = "SELECT build::bigint FROM read.checkpoint \
                          WHERE projection = 'well_summary' AND state = 'served'";
            let found = field.db.admin().await.query_opt(served, &[]).await.unwrap()?;
            let build = i32::try_from(found.get::<_, i64>(0)).unwrap();
            (position_of(&field, build).await >= position).then_some(())
        };
        eventually("the projector reaches the position", LONG, reached).await;
    };
    projected(1).await;
    let stop = Arc::new(AtomicBool::new(false));
    let query = field.db.pool("wellflow_query", 1).await;
    let serving = Arc::new(AtomicI32::new(0));
    let polling = poll(
        query,
        (field.tenant.clone(), known),
        stop.clone(),
        serving.clone(),
    );
    let client = tokio::spawn(polling);
    let is_seen = async |build: i32| {
        let seen = async || (serving.load(Ordering::Relaxed) == build).then_some(());
        eventually("the client sees the build", LONG, seen).await;
    };
    let writer = tokio::spawn(write(field.clone(), stop.clone()));
    projected(50).await;

    let rebuilder = rebuilder(&field).await;
    let rebuild = rebuilder
        .begin(WELLS, &field.tenant, Begin::default())
        .await
        .unwrap();
    let build = rebuild.build();
    rebuild.fill(|_| ()).await.unwrap();
    let first = match rebuild.change_over(false, |_| ()).await.unwrap() {
        ChangedOver::Yes(compared) => compared,
        ChangedOver::No(compared) => panic!("{compared:?}"),
    };
    rebuild.leave().await.unwrap();
    assert_eq!((first.served, first.build), (1, build));
    projected(first.position + 50).await;
    is_seen(build).await;
    // The build that is kept stays where it was.
    assert_eq!(position_of(&field, 1).await, first.position);

    let kept = rebuilder.kept(WELLS, &field.tenant).await.unwrap();
    assert_eq!(kept.build(), 1);
    kept.fill(|_| ()).await.unwrap();
    let back = match kept.change_over(true, |_| ()).await.unwrap() {
        ChangedOver::Yes(compared) => compared,
        ChangedOver::No(compared) => panic!("{compared:?}"),
    };
    kept.leave().await.unwrap();
    assert!(back.differences.is_empty() && back.position >= first.position + 50);
    projected(back.position + 50).await;
    is_seen(1).await;

    stop.store(true, Ordering::Relaxed);
    let last = writer.await.unwrap();
    let seen = client.await.unwrap();
    assert_eq!(seen.builds, [1, build, 1], "{seen:?}");
    assert!(seen.polls > 50, "{seen:?}");
    projected(last).await;
    assert_eq!(rebuilder.discard(WELLS, &field.tenant).await.unwrap(), [build]);
    let rows = field.count("SELECT count(*) FROM read.well_summary").await;
    assert_eq!(u64::try_from(rows).unwrap(), last);
    shutdown.request();
    running.await.unwrap();
}

#[tokio::test]
async fn wrong_rows_are_told_and_not_served_unless_on_purpose_and_there_is_a_way_back() {
    let field = Field::new().await;
    let (running, shutdown) = projector(&field);
    let ids: Vec<Uuid> = (0..4).map(|_| Uuid::now_v7()).collect();
    for (number, id) in ids.iter().enumerate() {
        let name = format!("Bluebell {number}");
        let well = proposed(*id, &name, at("2020-01-01T06:00:00Z"));
        field.well(*id, 0, &[well]).await;
    }
    let all = async || {
        let sql = "SELECT min(position) FROM read.checkpoint";
        (field.count(sql).await == 4).then_some(())
    };
    let following = async || {
        let sql = "SELECT count(*) FROM read.checkpoint";
        (field.count(sql).await >= 5).then_some(())
    };
    eventually("the projector begins", LONG, following).await;
    eventually("the projector reaches the position", LONG, all).await;
    let query = field.db.pool("wellflow_query", 1).await;
    let organization_id = field.organization_id();
    let shown = async |id: Uuid| {
        let once = Once::new(&query, &field.tenant);
        let (_, well) = well_summary::by_id(&once, organization_id, id).await.unwrap();
        well.map(|well| (well.document.contains("Wrong"), well.settled))
    };
    let rebuilder = rebuilder(&field).await;
    let admin = field.db.admin().await;
    let tampered = async |begin: Begin| {
        let rebuild = rebuilder.begin(WELLS, &field.tenant, begin).await.unwrap();
        rebuild.fill(|_| ()).await.unwrap();
        let (build, [one, two, ..]) = (rebuild.build(), ids.as_slice()) else {
            panic!()
        };
        // What a version with a fault in it would write: one row otherwise, one not at all, one of nothing.
        for sql in [
            format!(
                "UPDATE read.well_summary SET document = '{{\"name\":\"Wrong\"}}', lease = 'wrong' \
                 WHERE build = {build} AND well_id = '{one}'"
            ),
            format!("DELETE FROM read.well_summary WHERE build = {build} AND well_id = '{two}'"),
            format!(
                "INSERT INTO read.wellbore (organization_id, build, well_id, place, document) \
                 VALUES ('{organization_id}', {build}, '{one}', 77, '{{}}')"
            ),
        ] {
            assert_eq!(admin.execute(&sql, &[]).await.unwrap(), 1);
        }
        rebuild
    };
    let wrong = tampered(Begin::default()).await;
    let ChangedOver::No(compared) = wrong.change_over(false, |_| ()).await.unwrap() else {
        panic!("it is served");
    };
    wrong.leave().await.unwrap();
    let told: Vec<_> = compared
        .differences
        .iter()
        .map(|it| {
            (
                it.table.as_str(),
                it.kind.as_str(),
                it.key.clone(),
                it.columns.join(" "),
                it.total,
            )
        })
        .collect();
    let expected = [
        (
            "well_summary",
            "different",
            format!("well_id={}", ids[0]),
            "document lease".to_owned(),
            1,
        ),
        (
            "well_summary",
            "missing",
            format!("well_id={}", ids[1]),
            String::new(),
            1,
        ),
        (
            "wellbore",
            "unexpected",
            format!("well_id={} place=77", ids[0]),
            String::new(),
            1,
        ),
    ];
    assert_eq!(told, expected);
    assert_eq!(
        (shown(ids[0]).await, shown(ids[1]).await),
        (Some((false, true)), Some((false, true)))
    );

    // Nobody goes on with it by mistake, and one that is right is served.
    let right = rebuilder
        .begin(WELLS, &field.tenant, Begin::default())
        .await
        .unwrap();
    assert!(right.build() > compared.build);
    let changed = right.change_over(false, |_| ()).await.unwrap();
    assert!(matches!(changed, ChangedOver::Yes(_)), "{changed:?}");
    right.leave().await.unwrap();
    assert_eq!(shown(ids[0]).await, Some((false, true)));

    // On purpose: but first what is cached has to run out.
    let wrong = tampered(Begin::default()).await;
    let mut quiet = 0;
    let told = |step| quiet += i32::from(matches!(step, Step::Quiet(_)));
    let changed = wrong.change_over(true, told).await.unwrap();
    assert!(
        matches!(&changed, ChangedOver::Yes(it) if it.differences.len() == 3),
        "{changed:?}"
    );
    assert_eq!(quiet, 1);
    wrong.leave().await.unwrap();
    assert_eq!(
        (shown(ids[0]).await, shown(ids[1]).await),
        (Some((true, false)), None)
    );

    // And back, with what has happened since.
    let position = field
        .well(ids[2], 1, &[permitted(at("2020-02-01T06:00:00Z"))])
        .await;
    let kept = rebuilder.kept(WELLS, &field.tenant).await.unwrap();
    let reached = async || {
        let sql =
            "SELECT position FROM read.checkpoint WHERE state = 'served' AND projection = 'well_summary'";
        (u64::try_from(field.count(sql).await).unwrap() == position).then_some(())
    };
    eventually(
        "the projector goes on with the build that is served",
        LONG,
        reached,
    )
    .await;
    let changed = kept.change_over(true, |_| ()).await.unwrap();
    assert!(matches!(changed, ChangedOver::Yes(_)), "{changed:?}");
    kept.leave().await.unwrap();
    // A version of a well has had two documents by now: it does not name them any more.
    assert_eq!(
        (shown(ids[0]).await, shown(ids[1]).await),
        (Some((false, false)), Some((false, false)))
    );
    let once = Once::new(&query, &field.tenant);
    let (at, well) = well_summary::by_id(&once, organization_id, ids[2]).await.unwrap();
    assert_eq!((at, well.unwrap().version), (position, 2));
    shutdown.request();
    running.await.unwrap();
}
