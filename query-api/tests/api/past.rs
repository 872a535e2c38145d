//! What is asked of the past: when an answer is final and may be kept, which position it waits for, and what lies ahead.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use uuid::Uuid;
use wellflow_http::Role;
use wellflow_runtime::{RedisLink, Tenant};
use wellflow_testkit::eventually;

use crate::asked::*;

const KEPT: &str = "private, max-age=86400, immutable";
const NOT_KEPT: &str = "private, no-store";

fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Micros, true)
}

async fn newest(api: &Api) -> DateTime<Utc> {
    let tip = api.field.reader.tip(&api.field.tenant).await.unwrap();
    tip.unwrap().recorded_at
}

/// A proposed well; the instant it was recorded at.
async fn proposed_well(api: &Api) -> (Uuid, DateTime<Utc>) {
    let id = Uuid::now_v7();
    let fact = proposed(id, "Bluebell 1", at("2020-01-01T06:00:00Z"));
    api.field.well(id, 0, &[fact]).await;
    (id, newest(api).await)
}

#[tokio::test]
async fn an_instant_is_final_once_a_later_commit_is_seen() {
    let api = Api::idle(RedisLink::absent()).await;
    let (id, recorded) = proposed_well(&api).await;
    // After the newest commit: another one may still come before the instant.
    let later = recorded + TimeDelta::microseconds(1);
    let paths = [
        format!("/wells/{id}?as_of={}", instant(later)),
        format!("/wells/{id}?as_of={}&effective_on=2020-02-01", instant(later)),
        format!("/wells/{id}/events?as_of={}", instant(later)),
    ];
    let mut before = Vec::new();
    for path in &paths {
        let answer = api.ok(path).await;
        assert_eq!(answer.is_final.as_deref(), Some("false"), "{path}");
        assert_eq!(
            (answer.cache_control.as_deref(), &answer.etag),
            (Some(NOT_KEPT), &None)
        );
        before.push(answer.body);
    }
    let other = Uuid::now_v7();
    let fact = proposed(other, "Aster 2", at("2020-01-01T06:00:00Z"));
    api.field.well(other, 0, &[fact]).await;
    for (path, before) in paths.iter().zip(before) {
        let answer = api.ok(path).await;
        assert_eq!(
            (answer.is_final.as_deref(), answer.position),
            (Some("true"), Some(1)),
            "{path}"
        );
        assert_eq!(
            (answer.cache_control.as_deref(), answer.body),
            (Some(KEPT), before)
        );
        let tag = answer.etag.unwrap();
        let again = api
            .request(path)
            .header("If-None-Match", tag.as_str())
            .send()
            .await
            .unwrap();
        assert_eq!(
            (again.status().as_u16(), again.headers()["etag"].to_str().unwrap()),
            (304, tag.as_str())
        );
        assert_eq!(again.headers()["wellflow-as-of-final"], "true");
    }
    // A version is a point by itself; a day is asked about as far as is known now.
    let version = api.ok(&format!("/wells/{id}?at_version=1")).await;
    assert_eq!(
        (version.cache_control.as_deref(), version.is_final),
        (Some(KEPT), None)
    );
    for path in [
        format!("/wells/{id}?effective_on=2020-02-01"),
        format!("/wells/{id}/events"),
    ] {
        let answer = api.ok(&path).await;
        assert_eq!(
            (answer.cache_control.as_deref(), answer.is_final),
            (Some(NOT_KEPT), None),
            "{path}"
        );
    }
    api.stop().await;
}

#[tokio::test]
async fn a_refusal_at_an_instant_says_whether_it_can_change() {
    let api = Api::idle(RedisLink::absent()).await;
    let (id, recorded) = proposed_well(&api).await;
    let before = instant(recorded - TimeDelta::microseconds(1));
    for path in [
        format!("/wells/{id}?as_of={before}"),
        format!("/wells/{id}/events?as_of={before}"),
    ] {
        let refused = Answer::of(api.get(&path).await).await;
        assert_eq!(
            (refused.status, refused.is_final.as_deref()),
            (404, Some("true")),
            "{path}"
        );
        assert_eq!(refused.body["first_known_at"], instant(recorded));
        // A well that is not known may be proposed yet.
        let stranger = path.replace(&id.to_string(), &Uuid::now_v7().to_string());
        let refused = Answer::of(api.get(&stranger).await).await;
        assert_eq!(
            (refused.status, refused.is_final.as_deref()),
            (404, Some("false")),
            "{stranger}"
        );
    }
    // The clock of the database decides what is the future.
    let row = api
        .field
        .db
        .admin()
        .await
        .query_one("SELECT clock_timestamp()", &[])
        .await
        .unwrap();
    let now: DateTime<Utc> = row.get(0);
    let path = |at| format!("/wells/{id}?as_of={}", instant(at));
    assert_eq!(api.ok(&path(now)).await.is_final.as_deref(), Some("false"));
    let ahead = api.refused(&path(now + TimeDelta::minutes(5))).await;
    assert_eq!(
        ahead,
        (400, "as-of-in-future".to_owned(), Some("as_of".to_owned()))
    );
    api.stop().await;
}

#[tokio::test]
async fn a_demanded_position_is_waited_for_in_the_ledger_too() {
    let api = Api::idle(RedisLink::absent()).await;
    let (id, recorded) = proposed_well(&api).await;
    let paths = [
        format!("/wells/{id}/events"),
        format!("/wells/{id}/events?as_of={}", instant(recorded)),
        format!("/wells/{id}?as_of={}", instant(recorded)),
        format!("/wells/{id}?effective_on=2020-02-01"),
        format!("/wells/{id}?at_version=1"),
    ];
    for path in &paths {
        let refused = api.demanding(path, 2, 0).await;
        assert_eq!(
            (refused.position, refused.retry_after.as_deref()),
            (Some(1), Some("1")),
            "{path}"
        );
        let place = Some("Wellflow-Min-Position".to_owned());
        assert_eq!(
            refused.refusal(),
            (503, "not-yet-projected".to_owned(), place),
            "{path}"
        );
    }
    let waiting = paths.iter().map(|path| api.demanding(path, 2, 20));
    let written = async {
        api.field
            .well(id, 1, &[permitted(at("2020-03-01T06:00:00Z"))])
            .await
    };
    let (answers, position) = futures::join!(futures::future::join_all(waiting), written);
    assert_eq!(position, 2);
    for (path, answer) in paths.iter().zip(answers) {
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
    }
    api.stop().await;
}

#[tokio::test]
async fn a_well_whose_every_fact_lies_ahead_is_not_yet_known() {
    let mut api = Api::start().await;
    let id = Uuid::now_v7();
    let (soon, later) = (in_ms(4_000), in_ms(3_600_000));
    let facts = [proposed(id, "Later 1", soon), permitted(later)];
    let last = api.field.well(id, 0, &facts).await;
    let path = format!("/wells/{id}");
    let refused = api.demanding(&path, last, 20).await;
    assert_eq!(refused.body["first_known_at"], instant(soon));
    let place = Some("well_id".to_owned());
    assert_eq!(refused.refusal(), (404, "well-not-yet-known".to_owned(), place));
    // Nobody evaluates the row again, and yet the well is known from its instant on.
    api.stop_projector().await;
    let known = async || {
        let answer = Answer::of(api.get(&path).await).await;
        (answer.status == 200).then_some(answer)
    };
    let answer = eventually("the proposal takes effect", LONG, known).await;
    assert!(Utc::now() >= soon);
    assert_eq!(answer.body["status"], "proposed");
    api.stop().await;
}

#[tokio::test]
async fn an_organization_that_does_not_exist_is_told_so() {
    let api = Api::idle(RedisLink::absent()).await;
    let nobody = Tenant::authenticated(Uuid::now_v7());
    let id = Uuid::now_v7();
    for path in [
        "/wells".to_owned(),
        format!("/wells/{id}"),
        format!("/wells/{id}?as_of=2020-01-01T00:00:00Z"),
        format!("/wells/{id}/events"),
        format!("/wells/{id}/production"),
        "/production/totals".to_owned(),
        "/production/monthly".to_owned(),
    ] {
        let response = api.request_as(&nobody, Role::Owner, &path).send().await.unwrap();
        let refused = Answer::of(response).await.refusal();
        assert_eq!(refused, (403, "organization-unknown".to_owned(), None), "{path}");
    }
    // Founded since: nothing remembers that it was not there.
    assert_eq!(api.ok("/wells").await.position, Some(0));
    api.stop().await;
}

#[tokio::test]
async fn a_service_that_stops_keeps_nobody_waiting() {
    let api = Api::idle(RedisLink::absent()).await;
    let (id, _) = proposed_well(&api).await;
    let paths = ["/wells".to_owned(), format!("/wells/{id}/events")];
    let waiting = paths.iter().map(|path| api.demanding(path, 9, 30));
    let stopped = async {
        // Both look for the position again and again before the signal comes.
        let sql = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() \
                   AND usename = 'wellflow_query' AND query_start > now() - interval '1 second'";
        eventually("both wait", LONG, async || {
            (api.field.count(sql).await >= 1).then_some(())
        })
        .await;
        tokio::task::yield_now().await;
        api.stop_server();
        Utc::now()
    };
    let (answers, since) = futures::join!(futures::future::join_all(waiting), stopped);
    assert!(Utc::now() - since < TimeDelta::seconds(5));
    for answer in answers {
        assert_eq!(answer.retry_after.as_deref(), Some("1"));
        assert_eq!(answer.refusal(), (503, "busy".to_owned(), None));
    }
    api.stop().await;
}
