//! Following many organizations: what hints miss is found, at a cost that does not grow with those at rest.
#![expect(clippy::expect_used, clippy::unwrap_used, reason = "a test fails loudly")]

mod tank;

use std::collections::{HashMap, HashSet};
use std::convert::Infallible;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tank::{Tank, TankCommand, day, request, store};
use tokio_postgres::Client;
use uuid::Uuid;
use wellflow_event_store::{
    Behind, LedgerReader, Pace, Progress, Signal, Standing, Tail, TailConfig, Told, call_attention,
};
use wellflow_runtime::{DatabaseConfig, Shutdown, Tenant};
use wellflow_testkit::eventually;

/// A consumer that keeps its places in memory.
#[derive(Clone)]
struct Consumer(Arc<Mutex<HashMap<Uuid, Standing>>>);

impl Consumer {
    fn stands(&self, organization_id: Uuid, place: Standing) {
        self.0.lock().unwrap().insert(organization_id, place);
    }
}

impl Progress for Consumer {
    type Error = Infallible;

    async fn places(&self, organizations: &[Uuid]) -> Result<HashMap<Uuid, Standing>, Infallible> {
        let all = self.0.lock().unwrap();
        let known = organizations.iter().filter_map(|id| Some((*id, *all.get(id)?)));
        Ok(known.collect())
    }
}

/// A tail and its consumer.
struct Following {
    tail: Tail,
    reader: LedgerReader,
    consumer: Consumer,
    shutdown: Shutdown,
}

async fn follow(store: &tank::Store, hints: bool, pace: Pace, known: &HashMap<Uuid, Standing>) -> Following {
    let url = store.database.url("wellflow_projector");
    let shutdown = Shutdown::new();
    let consumer = Consumer(Arc::new(Mutex::new(known.clone())));
    let reader = LedgerReader::new(store.database.pool("wellflow_projector", 2).await);
    let config = TailConfig {
        ledger: reader.clone(),
        hints: hints.then(|| DatabaseConfig::parse("the test database", &url).unwrap()),
        name: "tail-hints",
        pace,
    };
    Following {
        tail: Tail::start(config, consumer.clone(), &shutdown),
        reader,
        consumer,
        shutdown,
    }
}

impl Following {
    async fn signal(&mut self) -> Signal {
        let next = tokio::time::timeout(tank::DEADLINE, self.tail.next());
        next.await.expect("a signal in time").expect("the tail goes on")
    }

    /// The next organization told of.
    async fn found(&mut self) -> Behind {
        loop {
            if let Signal::Behind(behind) = self.signal().await {
                return behind;
            }
        }
    }

    /// Waits for a number of sweeps that find nobody.
    async fn rest(&mut self, sweeps: usize) {
        let mut quiet = 0;
        while quiet < sweeps {
            match self.signal().await {
                Signal::Swept(swept) => {
                    assert_eq!(swept.failure, None);
                    quiet += 1;
                }
                Signal::Behind(behind) => panic!("{behind:?}"),
            }
        }
    }

    /// Takes everything the organization has.
    async fn take(&self, tenant: &Tenant) {
        let place = Standing {
            position: self
                .reader
                .tip(tenant)
                .await
                .unwrap()
                .map_or(0, |tip| tip.position),
            incarnation: self.reader.incarnation(tenant).await.unwrap().unwrap(),
        };
        self.consumer.stands(tenant.organization_id(), place);
        self.tail.reached(tenant.organization_id(), place.position);
    }

    async fn stop(self) {
        self.shutdown.request();
        self.tail.ended().await;
    }
}

fn pace(tick: Duration, bucket: u32) -> Pace {
    Pace {
        tick,
        ticks: 1_000_000,
        bucket,
        ..Pace::default()
    }
}

async fn build(store: &tank::Store, tenant: &Tenant) {
    let id = Uuid::now_v7();
    let command = TankCommand::Build(day(0), None);
    let request = request(tenant, &id.to_string());
    store
        .executor
        .execute::<Tank>(&request, id, command)
        .await
        .unwrap();
}

/// Organizations at rest, each with a commit of 2020.
const AT_REST: &str = "
    WITH made AS (
        INSERT INTO ledger.head (organization_id)
        SELECT gen_random_uuid() FROM generate_series(1, $1::int) RETURNING organization_id, incarnation),
    committed AS (
        INSERT INTO ledger.commits (organization_id, from_position, to_position, recorded_at, chain, format)
        SELECT organization_id, 1, 1, '2020-01-01Z', sha256('at rest'), 2 FROM made)
    SELECT organization_id, incarnation FROM made";

async fn at_rest(admin: &Client, count: i32) -> HashMap<Uuid, Standing> {
    let rows = admin.query(AT_REST, &[&count]).await.unwrap();
    let place = |row: &tokio_postgres::Row| Standing {
        position: 1,
        incarnation: row.get(1),
    };
    rows.iter().map(|row| (row.get(0), place(row))).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hint_tells_first_and_what_the_consumer_has_is_not_told_again() {
    let store = store().await;
    let mut following = follow(&store, true, pace(Duration::from_secs(1), 1_000), &HashMap::new()).await;
    let listens = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() \
                   AND application_name = 'tail-hints' AND query LIKE 'LISTEN%'";
    let admin = store.database.admin().await;
    let listening = async || {
        let row = admin.query_one(listens, &[]).await.unwrap();
        (row.get::<_, i64>(0) == 1).then_some(())
    };
    eventually("it listens", tank::DEADLINE, listening).await;
    let organization_id = store.tenant.organization_id();
    let mut hinted = 0;
    for n in 1..=8 {
        build(&store, &store.tenant).await;
        let found = following.found().await;
        assert_eq!((found.organization_id, found.tip), (organization_id, Some(n)));
        hinted += u32::from(found.told == Told::Hint);
        following.take(&store.tenant).await;
    }
    // A look may come first now and then; it cannot each time.
    assert!(hinted >= 4, "{hinted} of 8");
    // The last look went back over all eight.
    following.rest(2).await;
    call_attention(
        store.database.pool("wellflow_projector", 1).await.pool(),
        organization_id,
    )
    .await
    .unwrap();
    let called = Behind {
        organization_id,
        tip: None,
        place: None,
        told: Told::Hint,
    };
    assert_eq!(following.found().await, called);
    following.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_look_finds_what_was_committed_while_nobody_listened() {
    let store = store().await;
    let tick = Duration::from_secs(1);
    let admin = store.database.admin().await;
    let idle = at_rest(&admin, 20).await;
    let mut following = follow(&store, true, pace(tick, 1), &idle).await;
    let newcomer = store.database.organization("newcomer").await;
    following.rest(2).await;

    // The connection for hints is cut, and cannot be made again.
    let shut = format!("ALTER DATABASE {} CONNECTION LIMIT 0", store.database.name());
    admin.batch_execute(&shut).await.unwrap();
    let cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
               WHERE datname = current_database() AND application_name = 'tail-hints'";
    let gone = async || admin.query(cut, &[]).await.unwrap().is_empty().then_some(());
    eventually("the connection is gone", tank::DEADLINE, gone).await;
    let committed = Instant::now();
    build(&store, &newcomer).await;
    let found = following.found().await;
    assert_eq!(
        (found.organization_id, found.tip),
        (newcomer.organization_id(), Some(1))
    );
    assert_ne!(found.told, Told::Hint);
    assert!(committed.elapsed() < tick * 4, "{:?}", committed.elapsed());
    following.take(&newcomer).await;

    let open = format!("ALTER DATABASE {} CONNECTION LIMIT -1", store.database.name());
    admin.batch_execute(&open).await.unwrap();
    let mut position = 1;
    let again = async || {
        build(&store, &newcomer).await;
        position += 1;
        // The round may tell once more what the look had told before it was taken.
        let mut found = following.found().await;
        while found.tip != Some(position) {
            found = following.found().await;
        }
        following.take(&newcomer).await;
        (found.told == Told::Hint).then_some(())
    };
    eventually("it listens again", tank::DEADLINE, again).await;
    following.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_round_finds_what_carries_an_old_instant_and_another_copy() {
    let store = store().await;
    let admin = store.database.admin().await;
    let mut following = follow(&store, false, pace(Duration::from_millis(50), 5), &HashMap::new()).await;
    following.rest(3).await;
    // As a ledger that was moved here would be: its commits are old, and nobody hinted.
    let moved = at_rest(&admin, 12).await;
    let mut told = HashSet::new();
    while told.len() < moved.len() {
        let found = following.found().await;
        assert_eq!((found.tip, found.told), (Some(1), Told::Round));
        following
            .consumer
            .stands(found.organization_id, moved[&found.organization_id]);
        told.insert(found.organization_id);
    }
    following.rest(10).await;
    let id = store.tenant.organization_id();
    following.take(&store.tenant).await;
    let restored = "UPDATE ledger.head SET incarnation = gen_random_uuid() WHERE organization_id = $1";
    admin.execute(restored, &[&id]).await.unwrap();
    let found = following.found().await;
    assert_eq!(
        (found.organization_id, found.tip, found.told),
        (id, None, Told::Round)
    );
    following.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_consumer_that_does_not_keep_up_makes_the_sweep_wait_and_misses_nobody() {
    let store = store().await;
    let admin = store.database.admin().await;
    let many = at_rest(&admin, 6_000).await;
    let mut following = follow(
        &store,
        true,
        pace(Duration::from_millis(50), 100),
        &HashMap::new(),
    )
    .await;
    // Hinted at while the signals are full.
    for _ in 0..5 {
        build(&store, &store.tenant).await;
    }
    let mut told = HashSet::new();
    while told.len() < many.len() + 1 {
        let found = following.found().await;
        told.insert(found.organization_id);
        match many.get(&found.organization_id) {
            Some(place) => following.consumer.stands(found.organization_id, *place),
            None => following.take(&store.tenant).await,
        }
    }
    assert!(many.keys().all(|id| told.contains(id)));
    assert!(told.contains(&store.tenant.organization_id()));
    following.stop().await;
}

/// Rows read from what a sweep asks, so far.
const READ: &str = "
    SELECT coalesce(sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)), 0)::bigint
    FROM pg_stat_user_tables WHERE schemaname = 'ledger' AND relname IN ('head', 'commits', 'events')";

async fn rows_read(admin: &Client) -> i64 {
    let sessions = "SELECT count(*) FROM pg_stat_activity \
                    WHERE datname = current_database() AND usename = 'wellflow_projector'";
    let ended = async || {
        let row = admin.query_one(sessions, &[]).await.unwrap();
        (row.get::<_, i64>(0) == 0).then_some(())
    };
    // A session reports what it read when it ends.
    eventually("the sweeping sessions end", tank::DEADLINE, ended).await;
    admin
        .execute("SELECT pg_stat_clear_snapshot()", &[])
        .await
        .unwrap();
    admin.query_one(READ, &[]).await.unwrap().get(0)
}

/// Rows read per tick, beyond the first round.
async fn rows_per_tick(
    store: &tank::Store,
    admin: &Client,
    known: &HashMap<Uuid, Standing>,
    bucket: u32,
) -> i64 {
    let mut read = Vec::new();
    for ticks in [10, 30] {
        let before = rows_read(admin).await;
        let mut following = follow(store, false, pace(Duration::from_millis(20), bucket), known).await;
        let mut swept = 0;
        let mut ended = None;
        while ended.is_none_or(|at| swept < at + ticks) {
            if let Signal::Swept(so_far) = following.signal().await {
                swept += 1;
                if ended.is_none() && so_far.organizations > known.len() as u64 {
                    ended = Some(swept);
                }
            }
        }
        let Following {
            tail,
            shutdown,
            reader,
            ..
        } = following;
        shutdown.request();
        tail.ended().await;
        drop(reader);
        read.push(rows_read(admin).await - before);
    }
    (read[1] - read[0]) / 20
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tick_costs_its_bucket_however_many_organizations_are_at_rest() {
    let store = store().await;
    let admin = store.database.admin().await;
    admin
        .batch_execute("ALTER TABLE ledger.commits SET (autovacuum_enabled = off)")
        .await
        .unwrap();
    let mut known = at_rest(&admin, 300).await;
    admin.batch_execute("VACUUM ledger.commits").await.unwrap();
    let few = rows_per_tick(&store, &admin, &known, 50).await;
    known.extend(at_rest(&admin, 30_000).await);
    admin.batch_execute("VACUUM ledger.commits").await.unwrap();
    let many = rows_per_tick(&store, &admin, &known, 50).await;
    // A head and a commit for each organization of the bucket, and the newest ranges of the commits: 32 pages full, and
    // those not yet full.
    assert!(few <= 500, "{few} rows a tick");
    assert!(many <= 100 + 2 * 32 * 80, "{many} rows a tick");
}
