//! The caches as a client meets them: what is answered from where, and that nothing stale gets past a minimum position.

use std::time::Duration;

use uuid::Uuid;
use wellflow_testkit::{TestRedis, eventually};

use crate::asked::*;

async fn proposed_well(api: &Api) -> (Uuid, String, u64) {
    let id = Uuid::now_v7();
    let last = api
        .field
        .well(id, 0, &[proposed(id, "Bluebell 1", at("2020-01-01T06:00:00Z"))])
        .await;
    let path = format!("/wells/{id}");
    api.at_least(&path, last).await;
    (id, path, last)
}

/// Asks until the answer came from the place.
async fn served_from(api: &Api, path: &str, place: &str) -> Answer {
    let ask = async || {
        let answer = api.ok(path).await;
        answer
            .cache
            .as_deref()
            .is_some_and(|cache| cache.ends_with(place))
            .then_some(answer)
    };
    eventually(place, LONG, ask).await
}

#[tokio::test]
async fn memory_and_redis_answer_and_follow_every_change() {
    let redis = TestRedis::start();
    let api = Api::with_redis(&redis).await;
    let (id, path, _) = proposed_well(&api).await;
    let cached = served_from(&api, &path, "wellflow-l1; hit").await;
    assert_eq!(cached.body["status"], "proposed");

    let facts = [
        permitted(at("2020-03-01T06:00:00Z")),
        spudded(at("2020-04-01T06:00:00Z")),
        shut_in(at("2020-05-01T06:00:00Z")),
    ];
    for (version, fact) in (1_u64..).zip(facts) {
        let last = api.field.well(id, version, &[fact]).await;
        // Never the version before, whatever is cached.
        let answer = api.at_least(&path, last).await;
        assert_eq!(answer.body["version"], version + 1);
        assert_eq!(answer.etag, Some(format!("\"{}\"", version + 1)));
        // And from then on none older, demanded or not: what is answered holds at the position it names.
        for _ in 0..20 {
            let answer = api.ok(&path).await;
            if answer.position.unwrap() >= last {
                assert_eq!(answer.body["version"], version + 1, "{answer:?}");
            }
        }
    }
    let hit = served_from(&api, &path, "wellflow-l1; hit").await;
    assert_eq!(hit.body["version"], 4);
    api.stop().await;
}

#[tokio::test]
async fn redis_answers_where_memory_does_not_know() {
    let redis = TestRedis::start();
    let api = Api::with_redis(&redis).await;
    let (_, path, _) = proposed_well(&api).await;
    // Another process, with an empty memory, on the same Redis.
    let second = async || {
        let answer = api.ok(&path).await;
        let cache = answer.cache.unwrap_or_default();
        (cache == "wellflow-l1; fwd=miss, wellflow-l2; hit" || cache == "wellflow-l1; hit").then_some(cache)
    };
    eventually("a cache answers", LONG, second).await;
    // A well nobody asked for yet was put into Redis when it was committed.
    let other = Uuid::now_v7();
    let last = api
        .field
        .well(
            other,
            0,
            &[proposed(other, "Aster 2", at("2020-01-01T06:00:00Z"))],
        )
        .await;
    let first = api.at_least(&format!("/wells/{other}"), last).await;
    let cache = first.cache.unwrap();
    assert!(
        cache.contains("wellflow-l2; hit") || cache.contains("wellflow-l2; fwd="),
        "{cache}"
    );
    api.stop().await;
}

#[tokio::test]
async fn without_redis_the_row_answers_and_the_client_notices_nothing_else() {
    let mut redis = TestRedis::start();
    let api = Api::with_redis(&redis).await;
    let (id, path, _) = proposed_well(&api).await;
    served_from(&api, &path, "wellflow-l1; hit").await;

    redis.stop();
    let last = api
        .field
        .well(id, 1, &[permitted(at("2020-03-01T06:00:00Z"))])
        .await;
    let answer = api.at_least(&path, last).await;
    assert_eq!(answer.body["status"], "permitted");
    let bypassed = served_from(&api, &path, "wellflow-l1; fwd=miss, wellflow-l2; fwd=bypass").await;
    assert_eq!(
        (bypassed.body["status"].as_str(), bypassed.position),
        (Some("permitted"), Some(last))
    );

    redis.restart();
    served_from(&api, &path, "wellflow-l1; hit").await;
    api.stop().await;
}

#[tokio::test]
async fn caches_go_cold_when_the_projector_is_silent() {
    let redis = TestRedis::start();
    let mut api = Api::with_redis(&redis).await;
    let (_, path, _) = proposed_well(&api).await;
    served_from(&api, &path, "wellflow-l1; hit").await;
    api.stop_projector().await;
    let cold = async || {
        let answer = api.ok(&path).await;
        (answer.cache.as_deref() == Some("wellflow-l1; fwd=miss, wellflow-l2; fwd=bypass")).then_some(())
    };
    eventually(
        "the mark lapses and memory is not trusted",
        Duration::from_secs(40),
        cold,
    )
    .await;
    api.project();
    served_from(&api, &path, "wellflow-l1; hit").await;
    api.stop().await;
}

/// Sessions that wait for the rows.
const WAITING: &str = "SELECT count(*) FROM pg_stat_activity \
                       WHERE datname = current_database() AND wait_event_type = 'Lock' AND usename = 'wellflow_query'";

#[tokio::test]
async fn who_asks_for_a_well_while_it_is_read_waits_for_that_reading() {
    let api = Api::start().await;
    let (_, path, _) = proposed_well(&api).await;
    let mut admin = api.field.db.admin().await;
    let looks = api.field.db.admin().await;
    let held = admin.transaction().await.unwrap();
    held.batch_execute("LOCK TABLE read.well_summary IN ACCESS EXCLUSIVE MODE")
        .await
        .unwrap();
    let waiting = async || looks.query_one(WAITING, &[]).await.unwrap().get::<_, i64>(0);
    let asks = futures::future::join_all((0..12).map(|_| api.ok(&path)));
    let lets_go = async {
        let somebody = async || (waiting().await > 0).then_some(());
        eventually("somebody reads", LONG, somebody).await;
        for _ in 0..50 {
            assert_eq!(waiting().await, 1, "one reading for all of them");
        }
        held.rollback().await.unwrap();
    };
    let (answers, ()) = tokio::join!(asks, lets_go);
    let collapsed = "wellflow-l1; fwd=miss, wellflow-l2; fwd=bypass; collapsed";
    let told: Vec<_> = answers
        .iter()
        .filter_map(|answer| answer.cache.as_deref())
        .collect();
    assert!(told.contains(&collapsed), "{told:?}");
    for answer in &answers {
        assert_eq!(answer.body["status"], "proposed");
    }
    api.stop().await;
}
