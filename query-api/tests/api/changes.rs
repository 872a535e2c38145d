//! What changed between two points, and why: every diff turns the one document into the other, and every operation names the
//! event behind it.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use serde_json::{Value, json};
use uuid::Uuid;
use wellflow_http::Role;
use wellflow_runtime::RedisLink;

use crate::asked::*;

fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Micros, true)
}

/// What the ledger says of the point an answer holds at, and not of the thing, is in no diff.
fn shown(mut document: Value) -> Value {
    for name in ["version", "position", "recorded_at"] {
        document.as_object_mut().unwrap().remove(name);
    }
    document
}

/// A well whose life was recorded in another order than it happened: each fact in a commit of its own.
async fn out_of_order(api: &Api) -> (Uuid, Vec<DateTime<Utc>>) {
    let id = Uuid::now_v7();
    let mut life = whole_life(id);
    // The test of July came to be known last, and one lies ahead.
    let late = life.remove(7);
    life.push(late);
    let mut instants = Vec::new();
    let ahead = std::iter::once_with(|| shut_in(in_ms(400)));
    for (version, fact) in (0..).zip(life.into_iter().chain(ahead)) {
        api.field.well(id, version, &[fact]).await;
        let tip = api.field.reader.tip(&api.field.tenant).await.unwrap();
        instants.push(tip.unwrap().recorded_at);
    }
    (id, instants)
}

#[tokio::test]
async fn a_diff_turns_one_document_into_the_other_whatever_the_two_points_are() {
    let api = Api::idle(RedisLink::absent()).await;
    let (id, mut instants) = out_of_order(&api).await;
    tokio::time::sleep(std::time::Duration::from_millis(450)).await;
    instants.push(Utc::now());
    for day in ["", "&effective_on=2020-07-15"] {
        for (nth, from) in instants.iter().enumerate() {
            for to in instants.iter().skip(nth).step_by(3) {
                let [from, to] = [from, to].map(|at| instant(*at));
                let mut document = shown(api.ok(&format!("/wells/{id}?as_of={from}{day}")).await.body);
                let after = shown(api.ok(&format!("/wells/{id}?as_of={to}{day}")).await.body);
                let diff = api
                    .ok(&format!("/wells/{id}/diff?from={from}&to={to}{day}"))
                    .await
                    .body;
                let operations = diff["operations"].as_array().unwrap();
                let patch: json_patch::Patch = serde_json::from_value(json!(operations)).unwrap();
                json_patch::patch(&mut document, &patch).unwrap();
                assert_eq!(document, after, "{from} {to} {day}: {diff}");
                for operation in operations {
                    let kind = operation["cause"]["kind"].as_str().unwrap();
                    assert!(["recorded", "took_effect"].contains(&kind), "{operation}");
                    assert!(operation["cause"]["actor"]["subject"].is_string(), "{operation}");
                }
            }
        }
    }
    api.stop().await;
}

#[tokio::test]
async fn versions_are_compared_as_they_are_shown_and_the_plain_patch_is_to_be_had() {
    let api = Api::idle(RedisLink::absent()).await;
    let (id, instants) = out_of_order(&api).await;
    let newest = instants.len();
    for (from, to) in [(1, newest), (3, 4), (newest - 2, newest - 1)] {
        let mut document = shown(api.ok(&format!("/wells/{id}?at_version={from}")).await.body);
        let after = shown(api.ok(&format!("/wells/{id}?at_version={to}")).await.body);
        let path = format!("/wells/{id}/diff?from_version={from}&to_version={to}");
        let request = api.request(&path).header("Accept", "application/json-patch+json");
        let answer = request.send().await.unwrap();
        assert_eq!(answer.headers()["content-type"], "application/json-patch+json");
        let patch: json_patch::Patch = answer.json().await.unwrap();
        json_patch::patch(&mut document, &patch).unwrap();
        assert_eq!(document, after, "{from} {to}");
    }
    api.stop().await;
}

#[tokio::test]
async fn who_changed_a_field_is_told_change_by_change() {
    let api = Api::idle(RedisLink::absent()).await;
    let (id, _) = out_of_order(&api).await;
    tokio::time::sleep(std::time::Duration::from_millis(450)).await;
    let body = api.ok(&format!("/wells/{id}/changes?pointer=/status")).await.body;
    let items = body["items"].as_array().unwrap();
    let values: Vec<&str> = items
        .iter()
        .map(|item| {
            let operations = item["operations"].as_array().unwrap();
            assert_eq!((operations.len(), &operations[0]["path"]), (1, &json!("/status")));
            operations[0]["value"].as_str().unwrap()
        })
        .collect();
    // The first is what it was at first, and a field there never was has not changed.
    assert_eq!(items[0]["operations"][0]["op"], "add");
    let nope = api.ok(&format!("/wells/{id}/changes?pointer=/nope")).await.body;
    assert_eq!(nope, json!({"items": [], "next_after": null}));
    // The event behind a change says why, where it states a reason.
    let stated = items.last().unwrap()["cause"]["reason"].clone();
    let timeline = api.ok(&format!("/wells/{id}/events")).await.body;
    let event = timeline["items"].as_array().unwrap().last().unwrap();
    assert_eq!(
        (event["event_type"].as_str(), &event["data"]["reason"]),
        (Some("WellShutIn"), &stated)
    );
    assert!(stated.is_string() || stated.is_object(), "{stated}");
    assert_eq!(items[0]["cause"].get("reason"), None);
    assert_eq!(values.first(), Some(&"proposed"));
    assert_eq!(values.last(), Some(&"shut_in"));
    assert_eq!(items.last().unwrap()["cause"]["kind"], "took_effect");
    assert_eq!(items.last().unwrap()["cause"]["event_type"], "WellShutIn");
    assert_eq!(items.last().unwrap()["operations"][0]["was"], "producing");

    // Page by page, the same.
    let (mut pages, mut after) = (Vec::new(), 0);
    loop {
        let path = format!("/wells/{id}/changes?pointer=/status&limit=2&after={after}");
        let page = api.ok(&path).await.body;
        pages.extend(page["items"].as_array().unwrap().clone());
        match page["next_after"].as_u64() {
            Some(next) => after = next,
            None => break,
        }
    }
    assert_eq!(&pages, items);
    api.stop().await;
}

#[tokio::test]
async fn a_question_that_makes_no_sense_is_refused_by_name() {
    let api = Api::idle(RedisLink::absent()).await;
    let (id, instants) = out_of_order(&api).await;
    let (first, last) = (instant(instants[0]), instant(instants[instants.len() - 1]));
    let unknown = Uuid::now_v7();
    let early = instant(instants[0] - TimeDelta::days(1));
    for (path, status, slug, parameter) in [
        (format!("/wells/{id}/diff"), 400, "invalid-parameter", "from"),
        (
            format!("/wells/{id}/diff?from={last}&to={first}"),
            400,
            "invalid-parameter",
            "from",
        ),
        (
            format!("/wells/{id}/diff?from_version=3&to_version=2"),
            400,
            "invalid-parameter",
            "from_version",
        ),
        (
            format!("/wells/{id}/diff?from_version=1&to={last}"),
            400,
            "conflicting-parameters",
            "to",
        ),
        (
            format!("/wells/{id}/diff?from_version=1&to_version=99"),
            404,
            "version-unknown",
            "at_version",
        ),
        (
            format!("/wells/{id}/diff?from={early}&to={early}"),
            404,
            "well-not-yet-known",
            "to",
        ),
        (
            format!("/wells/{unknown}/diff?from={first}"),
            404,
            "well-unknown",
            "well_id",
        ),
        (
            format!("/wells/{id}/diff?from={first}&to=2999-01-01T00:00:00Z"),
            400,
            "as-of-in-future",
            "as_of",
        ),
        (
            format!("/wells/{id}/changes?pointer=status"),
            400,
            "invalid-parameter",
            "pointer",
        ),
    ] {
        let refused = api.refused(&path).await;
        assert_eq!(
            refused,
            (status, slug.to_owned(), Some(parameter.to_owned())),
            "{path}"
        );
    }
    let viewer = api.request_as(&api.field.tenant, Role::Viewer, &format!("/wells/{id}/changes"));
    let refused = Answer::of(viewer.send().await.unwrap()).await.refusal();
    assert_eq!((refused.0, refused.1.as_str()), (403, "role-not-permitted"));
    api.stop().await;
}
