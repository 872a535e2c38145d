//! How old an answer says it is: fresh, behind, kept in a cache, and not at a past instant.

use std::time::Instant;

use chrono::{SecondsFormat, Utc};
use reqwest::StatusCode;
use reqwest::header::IF_NONE_MATCH;
use uuid::Uuid;
use wellflow_testkit::{TestRedis, eventually};

use crate::asked::*;

async fn proposed_well(api: &Api) -> (Uuid, String, u64) {
    let id = Uuid::now_v7();
    let fact = proposed(id, "Bluebell 1", at("2020-01-01T06:00:00Z"));
    let last = api.field.well(id, 0, &[fact]).await;
    (id, format!("/wells/{id}"), last)
}

#[tokio::test]
async fn an_answer_about_now_says_its_age_and_one_about_the_past_does_not() {
    let api = Api::start().await;
    let began = Instant::now();
    let (id, path, last) = proposed_well(&api).await;
    api.at_least(&path, last).await;
    api.at_least("/wells", last).await;
    let month = format!("{path}?effective_on=2020-02-01");
    for path in [
        &path,
        "/wells",
        &month,
        "/events",
        "/afes/board",
        &format!("{path}/changes"),
    ] {
        let answer = api.ok(path).await;
        let age = answer.age.unwrap_or(f64::MAX);
        assert!(age <= began.elapsed().as_secs_f64(), "{path}: {age}");
    }
    let tag = api.ok(&path).await.etag.unwrap();
    let known = api
        .request(&path)
        .header(IF_NONE_MATCH, tag)
        .send()
        .await
        .unwrap();
    assert_eq!(known.status(), StatusCode::NOT_MODIFIED);
    assert!(known.headers().contains_key("wellflow-age"));
    let table = api.get("/wells?format=csv").await;
    assert!(table.headers().contains_key("wellflow-age"));

    let now = Utc::now().to_rfc3339_opts(SecondsFormat::Micros, true);
    for path in [
        format!("/wells/{id}?as_of={now}"),
        format!("/wells/{id}?at_version=1"),
        format!("/wells/{id}?as_reported_on=2026-01-01"),
        format!("/wells/{id}/changes?to={now}"),
        format!("/wells/{id}/changes?to_version=1"),
        format!("/wells?as_of={now}"),
    ] {
        let response = api.get(&path).await;
        assert!(!response.headers().contains_key("wellflow-age"), "{path}");
    }
    api.stop().await;
}

#[tokio::test]
async fn an_answer_that_is_behind_grows_older() {
    let mut api = Api::start().await;
    let (id, path, last) = proposed_well(&api).await;
    api.at_least(&path, last).await;
    api.stop_projector().await;
    let fact = permitted(at("2020-03-01T06:00:00Z"));
    let missing = api.field.well(id, 1, &[fact]).await;
    let recorded = Instant::now();
    for (path, at_least) in [(&*path, 1.2), ("/wells", 2.4)] {
        let older = eventually("an answer that is older", LONG, async || {
            let least = recorded.elapsed().as_secs_f64();
            let answer = api.ok(path).await;
            assert!(answer.position.unwrap() < missing, "{path}: {answer:?}");
            let age = answer.age.unwrap();
            assert!(age >= least, "{path}: {age} s, and behind for {least} s");
            (age >= at_least).then_some(())
        });
        older.await;
    }
    api.project();
    let answer = api.at_least(&path, missing).await;
    // What is asked of the ledger itself was never behind.
    assert!(answer.age.unwrap() < recorded.elapsed().as_secs_f64());
    api.stop().await;
}

#[tokio::test]
async fn what_a_cache_answers_says_its_age_too() {
    let redis = TestRedis::start();
    let api = Api::with_redis(&redis).await;
    let began = Instant::now();
    let (_, path, last) = proposed_well(&api).await;
    api.at_least(&path, last).await;
    let cached = eventually("an answer of memory", LONG, async || {
        let answer = api.ok(&path).await;
        (answer.cache.as_deref() == Some("wellflow-l1; hit")).then_some(answer)
    });
    let age = cached.await.age.unwrap();
    assert!(age <= began.elapsed().as_secs_f64(), "{age}");
    let tag = api.ok(&path).await.etag.unwrap();
    let known = api
        .request(&path)
        .header(IF_NONE_MATCH, tag)
        .send()
        .await
        .unwrap();
    assert_eq!(known.status(), StatusCode::NOT_MODIFIED);
    assert!(known.headers().contains_key("wellflow-age"));
    api.stop().await;
}
