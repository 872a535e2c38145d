//! The projector as it runs: hints, many organizations, readiness, and the caches it fills.

#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::too_many_lines,
    reason = "a test stops at the first surprise, and tells one story from beginning to end"
)]

use std::time::Duration;

use futures::StreamExt;
use redis::AsyncCommands;
use secrecy::SecretString;
use tokio::task::JoinHandle;
use uuid::Uuid;
use wellflow_decider::Decider;
use wellflow_domain::well::Well;
use wellflow_event_store::organization::erase;
use wellflow_event_store::{NewEvent, Pace};
use wellflow_http::Readiness;
use wellflow_projector::{Lags, ProjectorConfig, run};
use wellflow_read_model::cache::{CachedWell, INVALIDATION_CHANNEL, Invalidation, Mark, mark_key, well_key};
use wellflow_runtime::{DatabaseConfig, RedisLink, Shutdown, Tenant};
use wellflow_testkit::{TestRedis, eventually};

mod field;

use field::*;

const LONG: Duration = Duration::from_secs(20);

struct Running {
    readiness: Readiness,
    lags: Lags,
    shutdown: Shutdown,
    task: JoinHandle<()>,
}

impl Running {
    fn start(field: &Field, redis: RedisLink) -> Self {
        let hints = Some(field.database("wellflow_projector"));
        Self::start_with(field, redis, hints, Pace::default())
    }

    fn start_with(field: &Field, redis: RedisLink, hints: Option<DatabaseConfig>, pace: Pace) -> Self {
        let (readiness, shutdown, lags) = (Readiness::new(), Shutdown::new(), Lags::default());
        let config = ProjectorConfig {
            pool: field.pool.clone(),
            hints,
            ledger: field.reader.clone(),
            pace,
            redis,
            readiness: readiness.clone(),
            lags: lags.clone(),
        };
        let task = tokio::spawn(run(config, shutdown.clone()));
        Self {
            readiness,
            lags,
            shutdown,
            task,
        }
    }

    fn detail(&self) -> String {
        self.readiness
            .snapshot()
            .get("projector")
            .map(|it| it.detail.clone())
            .unwrap_or_default()
    }

    async fn stop(self) {
        self.shutdown.request();
        self.task.await.expect("it ends by itself");
    }
}

async fn projected(field: &Field, organization_id: Uuid, position: u64) {
    let admin = field.db.admin().await;
    let reached = async || {
        let row = admin
            .query_one(
                "SELECT coalesce(min(position), 0) FROM read.checkpoint WHERE organization_id = $1",
                &[&organization_id],
            )
            .await
            .expect("checkpoints");
        (row.get::<_, i64>(0) >= i64::try_from(position).unwrap()).then_some(())
    };
    eventually("the projector reaches the position", LONG, reached).await;
}

fn link(redis: &TestRedis) -> RedisLink {
    RedisLink::connect(Some(&SecretString::from(redis.url()))).expect("an address")
}

fn well_named(id: Uuid, name: &str) -> NewEvent {
    NewEvent::encode(&proposed(id, name, at("2020-01-01T06:00:00Z")), None).unwrap()
}

#[tokio::test]
async fn every_organization_is_followed_and_one_that_is_stopped_stops_no_other() {
    let field = Field::new().await;
    let projector = Running::start(&field, RedisLink::absent());
    let mut others: Vec<Tenant> = Vec::new();
    for number in 0..6 {
        others.push(field.db.organization(&format!("other-{number}")).await);
    }
    let bad = Uuid::now_v7();
    let mut damaged = well_named(bad, "Bad 1");
    damaged.event_version = 999;
    field.append(Well::KIND, bad, 0, vec![damaged]).await;
    for tenant in &others {
        let id = Uuid::now_v7();
        let position = field
            .append_as(tenant, Well::KIND, id, 0, vec![well_named(id, "Good 1")])
            .await;
        projected(&field, tenant.organization_id(), position).await;
    }
    let said = async || {
        let counted = "7 organizations followed, 1 stopped; well_summary is 1 event behind in 1 organization";
        let counts = projector.detail().starts_with(counted);
        let lag = projector.lags.report();
        let worst = lag.worst.first()?;
        let named = (worst.organization_id, worst.projection, worst.events)
            == (field.organization_id(), "well_summary", 1);
        let waits = worst.waiting.is_some_and(|waiting| waiting > Duration::ZERO);
        (projector.readiness.is_ready() && counts && named && waits).then_some(())
    };
    eventually(
        "the one that is stopped is counted, and the others are served",
        LONG,
        said,
    )
    .await;
    assert_eq!(field.count("SELECT count(*) FROM read.well_summary").await, 6);
    projector.stop().await;
}

#[tokio::test]
async fn what_a_crashed_server_took_back_is_made_again() {
    let field = Field::new().await;
    // Neither a look nor a round finds it within the time of the test.
    let pace = Pace {
        tick: Duration::from_secs(600),
        ..Pace::default()
    };
    let hints = Some(field.database("wellflow_projector"));
    let projector = Running::start_with(&field, RedisLink::absent(), hints, pace);
    let id = Uuid::now_v7();
    let organization_id = field.organization_id();
    let position = field
        .append("elsewhere", id, 0, vec![well_named(id, "Lost 1")])
        .await;
    projected(&field, organization_id, position).await;
    // No commit of the projector waits for the disk where there is nothing but a checkpoint to move.
    let admin = field.db.admin().await;
    admin
        .batch_execute("UPDATE read.checkpoint SET position = 0")
        .await
        .unwrap();
    projected(&field, organization_id, position).await;
    projector.stop().await;
}

#[tokio::test]
async fn an_organization_that_is_erased_is_in_trouble_no_longer() {
    let field = Field::new().await;
    let bad = Uuid::now_v7();
    let mut damaged = well_named(bad, "Bad 1");
    damaged.event_version = 999;
    field.append(Well::KIND, bad, 0, vec![damaged]).await;
    let projector = Running::start(&field, RedisLink::absent());
    let says = async |words: &str| projector.detail().contains(words);
    eventually("it is stopped", LONG, async || {
        says("1 stopped").await.then_some(())
    })
    .await;
    let admin = field.db.admin().await;
    admin.batch_execute("SET ROLE wellflow_admin").await.unwrap();
    let erased = erase(&admin, field.organization_id(), "ana", |_| ()).await;
    assert!(erased.expect("it is erased").is_some());
    // Told at the next retry, which is due within half a minute.
    let forgotten = async || (!says("stopped").await).then_some(());
    eventually("nothing is said of it", LONG + LONG, forgotten).await;
    projector.stop().await;
}

#[tokio::test]
async fn a_hint_wakes_the_projector_and_the_sweep_finds_what_no_hint_told() {
    let field = Field::new().await;
    // Written before the projector runs: no hint will tell.
    let early = Uuid::now_v7();
    let position = field
        .append(Well::KIND, early, 0, vec![well_named(early, "Early 1")])
        .await;
    let projector = Running::start(&field, RedisLink::absent());
    projected(&field, field.organization_id(), position).await;

    let listening = async || {
        let sql = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() \
                   AND application_name = 'wellflow-projector-hints' AND query LIKE 'LISTEN%'";
        (field.count(sql).await == 1).then_some(())
    };
    eventually("the projector listens", LONG, listening).await;
    let mut fastest = Duration::MAX;
    for number in 0_u32..5 {
        let id = Uuid::now_v7();
        let started = std::time::Instant::now();
        let position = field
            .append(
                Well::KIND,
                id,
                0,
                vec![well_named(id, &format!("Hinted {number}"))],
            )
            .await;
        projected(&field, field.organization_id(), position).await;
        fastest = fastest.min(started.elapsed());
    }
    // The sweep comes every five seconds: five in a row, the fastest within a tenth of that, were told by hints.
    assert!(fastest < Duration::from_millis(500), "{fastest:?}");

    // A broken connection for hints is made again.
    let cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() \
               AND application_name = 'wellflow-projector-hints'";
    field.db.admin().await.batch_execute(cut).await.unwrap();
    let id = Uuid::now_v7();
    let position = field
        .append(Well::KIND, id, 0, vec![well_named(id, "Unhinted")])
        .await;
    projected(&field, field.organization_id(), position).await;
    eventually("the projector listens again", LONG, listening).await;
    assert!(projector.readiness.is_ready(), "{}", projector.detail());
    projector.stop().await;
}

#[tokio::test]
async fn a_fact_dated_ahead_shows_at_its_instant_and_not_at_the_next_sweep() {
    let field = Field::new().await;
    let projector = Running::start(&field, RedisLink::absent());
    // Spread over the time between two looks at what is due: those alone would be in time for one of eight.
    let mut due: Vec<(Uuid, chrono::DateTime<chrono::Utc>)> = Vec::new();
    for number in 0..8 {
        let (id, soon) = (Uuid::now_v7(), in_ms(4_000 + 600 * number));
        let facts = [
            proposed(id, "Soon 1", at("2020-01-01T06:00:00Z")),
            permitted(soon),
        ];
        field.well(id, 0, &facts).await;
        due.push((id, soon));
    }
    projected(&field, field.organization_id(), 16).await;
    let admin = field.db.admin().await;
    let mut in_time = 0;
    for (id, soon) in due {
        let shown = async || {
            let sql = "SELECT 1 FROM read.well_summary WHERE well_id = $1 AND status = 'permitted'";
            let found = admin.query_opt(sql, &[&id]).await.expect("a row or none");
            found.map(|_| chrono::Utc::now() - soon)
        };
        let late = eventually("the permit takes effect", LONG, shown).await;
        in_time += u32::from(late < chrono::TimeDelta::milliseconds(500));
    }
    assert!(in_time >= 5, "{in_time} of 8");
    projector.stop().await;
}

#[tokio::test]
async fn two_projectors_share_the_work_and_nothing_is_done_twice() {
    let field = Field::new().await;
    let projectors = [
        Running::start(&field, RedisLink::absent()),
        Running::start(&field, RedisLink::absent()),
    ];
    let mut position = 0;
    let well_id = Uuid::now_v7();
    field
        .append(Well::KIND, well_id, 0, vec![well_named(well_id, "Shared 1")])
        .await;
    for month in 1..=12 {
        let (id, event) = recorded(well_id, "A1", &format!("2021-{month:02}"), "10", None);
        position = field.append("production_month", id, 0, vec![event]).await;
    }
    projected(&field, field.organization_id(), position).await;
    assert_eq!(
        field
            .count("SELECT sum(oil_bbl)::bigint FROM read.monthly_production")
            .await,
        120
    );
    for projector in projectors {
        assert!(projector.readiness.is_ready(), "{}", projector.detail());
        projector.stop().await;
    }
}

#[tokio::test]
async fn a_commit_fills_the_cache_and_says_what_changed() {
    let field = Field::new().await;
    let redis = TestRedis::start();
    let mut subscription = redis::Client::open(redis.url())
        .unwrap()
        .get_async_pubsub()
        .await
        .expect("redis answers");
    subscription.subscribe(INVALIDATION_CHANNEL).await.unwrap();
    let mut messages = subscription.into_on_message();
    let mut connection = redis::Client::open(redis.url())
        .unwrap()
        .get_multiplexed_async_connection()
        .await
        .unwrap();
    let projector = Running::start(&field, link(&redis));

    let id = Uuid::now_v7();
    let organization_id = field.organization_id();
    field
        .append(Well::KIND, id, 0, vec![well_named(id, "Cached 1")])
        .await;
    let told = async |messages: &mut futures::stream::BoxStream<'_, redis::Msg>| loop {
        let message = tokio::time::timeout(LONG, messages.next())
            .await
            .expect("in time")
            .expect("a message");
        let said: Invalidation = serde_json::from_slice(message.get_payload_bytes()).unwrap();
        if said.from_position < said.to_position {
            return said;
        }
    };
    let mut stream: futures::stream::BoxStream<'_, redis::Msg> = Box::pin(&mut messages);
    let said = told(&mut stream).await;
    assert_eq!(said, Invalidation::batch(organization_id, 0, 1, vec![id]));
    let mark: String = connection.get(mark_key(organization_id)).await.unwrap();
    let mark = Mark::parse(&mark).expect("a mark");
    assert_eq!(mark.position, 1);
    let entry = async |connection: &mut redis::aio::MultiplexedConnection, incarnation: &str| {
        let value: Option<String> = connection
            .get(well_key(organization_id, incarnation, id))
            .await
            .unwrap();
        value.as_deref().and_then(CachedWell::decode)
    };
    let cached = entry(&mut connection, &mark.incarnation).await.expect("an entry");
    assert_eq!((cached.position, cached.version), (1, 1));
    assert!(cached.document.contains("Cached 1") && cached.settled);

    // The next batch goes on in the same incarnation.
    let permit = NewEvent::encode(&permitted(at("2020-02-01T06:00:00Z")), None).unwrap();
    field.append(Well::KIND, id, 1, vec![permit]).await;
    assert_eq!(
        told(&mut stream).await,
        Invalidation::batch(organization_id, 1, 2, vec![id])
    );
    let next: String = connection.get(mark_key(organization_id)).await.unwrap();
    assert_eq!(next, format!("{} 2", mark.incarnation));
    assert_eq!(
        entry(&mut connection, &mark.incarnation)
            .await
            .expect("an entry")
            .version,
        2
    );

    // A mark that is not where the batch begins means that a fill was missed: the older entries are out of reach.
    let _: () = connection
        .set(mark_key(organization_id), format!("{} 1", mark.incarnation))
        .await
        .unwrap();
    let anew = async || {
        let now: Option<String> = connection.clone().get(mark_key(organization_id)).await.unwrap();
        let now = Mark::parse(&now?)?;
        (now.incarnation != mark.incarnation && now.position == 2).then_some(())
    };
    eventually("a new incarnation begins", LONG, anew).await;
    projector.stop().await;
}

#[tokio::test]
async fn without_a_reachable_redis_the_projector_goes_on() {
    let field = Field::new().await;
    let mut redis = TestRedis::start();
    let projector = Running::start(&field, link(&redis));
    let id = Uuid::now_v7();
    let position = field
        .append(Well::KIND, id, 0, vec![well_named(id, "Cached 1")])
        .await;
    projected(&field, field.organization_id(), position).await;
    redis.stop();
    let permit = NewEvent::encode(&permitted(at("2020-02-01T06:00:00Z")), None).unwrap();
    let position = field.append(Well::KIND, id, 1, vec![permit]).await;
    projected(&field, field.organization_id(), position).await;
    assert!(projector.readiness.is_ready(), "{}", projector.detail());

    redis.restart();
    let client = redis::Client::open(redis.url()).unwrap();
    let renewed = async || {
        let mut connection = client.get_multiplexed_async_connection().await.ok()?;
        let mark: Option<String> = connection.get(mark_key(field.organization_id())).await.ok()?;
        (Mark::parse(&mark?)?.position == 2).then_some(())
    };
    eventually("the mark is set again", LONG, renewed).await;
    projector.stop().await;
}
