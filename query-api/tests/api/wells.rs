//! Wells: now, then, in lists, and what is refused.

#![expect(
    clippy::unwrap_used,
    clippy::too_many_lines,
    reason = "a test stops at the first surprise, and tells one story from beginning to end"
)]

use chrono::{DateTime, Utc};
use serde_json::json;
use uuid::Uuid;
use wellflow_decider::Decider;
use wellflow_domain::well::Well;
use wellflow_event_store::NewEvent;
use wellflow_http::Role;
use wellflow_runtime::RedisLink;

use crate::asked::*;

/// Proposed, permitted and spudded, one commit each; the instants at which each was recorded.
async fn told_in_three(api: &Api) -> (Uuid, [DateTime<Utc>; 3], u64) {
    let id = Uuid::now_v7();
    let mut recorded = Vec::new();
    let mut last = 0;
    let facts = [
        proposed(id, "Bluebell 1", at("2020-01-01T06:00:00Z")),
        permitted(at("2020-03-01T06:00:00Z")),
        spudded(at("2020-04-01T05:30:00Z")),
    ];
    for (version, fact) in (0_u64..).zip(facts) {
        last = api.field.well(id, version, &[fact]).await;
        let tip = api.field.reader.tip(&api.field.tenant).await.unwrap().unwrap();
        recorded.push(tip.recorded_at);
    }
    (id, [recorded[0], recorded[1], recorded[2]], last)
}

fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(chrono::SecondsFormat::Micros, true)
}

#[tokio::test]
async fn a_well_is_answered_now_and_as_it_was() {
    let api = Api::start().await;
    let (id, recorded, last) = told_in_three(&api).await;
    let path = format!("/wells/{id}");

    let now = api.at_least(&path, last).await;
    assert_eq!(now.etag.as_deref(), Some("\"3\""));
    assert_eq!(now.body["status"], "drilling");
    assert_eq!(
        (&now.body["version"], &now.body["position"]),
        (&json!(3), &json!(last))
    );
    assert_eq!(now.body["latitude"], "28.25");

    // What was known at each recording, and in between.
    for (index, status) in ["proposed", "permitted", "drilling"].into_iter().enumerate() {
        let then = api
            .ok(&format!("{path}?as_of={}", instant(recorded[index])))
            .await;
        assert_eq!(then.body["status"], status);
        assert_eq!(then.body["version"], index + 1);
        assert_eq!(then.position, Some(index as u64 + 1));
        let version = api.ok(&format!("{path}?at_version={}", index + 1)).await;
        assert_eq!(version.body, then.body);
    }
    // What held, in the well's own days: the bit turned at 00:30 local time on 1 April.
    for (day, status) in [
        ("2020-03-31", "permitted"),
        ("2020-04-01", "drilling"),
        ("2020-01-01", "proposed"),
    ] {
        let then = api.ok(&format!("{path}?effective_on={day}")).await;
        assert_eq!(
            (then.body["status"].as_str(), then.position),
            (Some(status), Some(last)),
            "{day}"
        );
    }
    // Both axes: on 1 April, as far as was known before the spud was recorded.
    let both = api
        .ok(&format!(
            "{path}?effective_on=2020-04-01&as_of={}",
            instant(recorded[1])
        ))
        .await;
    assert_eq!(both.body["status"], "permitted");
    // The same shape on every axis.
    let keys = |answer: &Answer| {
        answer
            .body
            .as_object()
            .unwrap()
            .keys()
            .cloned()
            .collect::<Vec<_>>()
    };
    assert_eq!(keys(&both), keys(&now));
    api.stop().await;
}

#[tokio::test]
async fn every_bad_question_names_what_is_wrong() {
    let api = Api::start().await;
    let (id, recorded, last) = told_in_three(&api).await;
    api.at_least(&format!("/wells/{id}"), last).await;
    let stranger = Uuid::now_v7();
    let before = instant(recorded[0] - chrono::TimeDelta::microseconds(1));
    for (path, status, slug, parameter) in [
        (format!("/wells/{stranger}"), 404, "well-unknown", Some("well_id")),
        (
            format!("/wells/{stranger}?as_of={}", instant(recorded[2])),
            404,
            "well-unknown",
            Some("well_id"),
        ),
        (
            format!("/wells/{stranger}?as_of=2001-01-01T00:00:00Z"),
            404,
            "well-unknown",
            Some("well_id"),
        ),
        (
            format!("/wells/{stranger}/events"),
            404,
            "well-unknown",
            Some("well_id"),
        ),
        (
            format!("/wells/{stranger}/production"),
            404,
            "well-unknown",
            Some("well_id"),
        ),
        ("/wells/42".to_owned(), 400, "invalid-parameter", Some("well_id")),
        (
            "/wells/42/events".to_owned(),
            400,
            "invalid-parameter",
            Some("well_id"),
        ),
        (
            "/wells/42/production".to_owned(),
            400,
            "invalid-parameter",
            Some("well_id"),
        ),
        (
            format!("/wells/{id}?asof=2020-01-01T00:00:00Z"),
            400,
            "unknown-parameter",
            Some("asof"),
        ),
        (
            format!("/wells/{id}?as_of=2020-01-01"),
            400,
            "invalid-parameter",
            Some("as_of"),
        ),
        (
            format!("/wells/{id}?as_of=2999-01-01T00:00:00Z"),
            400,
            "as-of-in-future",
            Some("as_of"),
        ),
        (
            format!("/wells/{id}?as_of={before}"),
            404,
            "well-not-yet-known",
            Some("as_of"),
        ),
        (
            format!("/wells/{id}?effective_on=2019-12-31"),
            404,
            "well-not-yet-known",
            Some("effective_on"),
        ),
        (
            format!("/wells/{id}?effective_on=2020-02-30"),
            400,
            "invalid-parameter",
            Some("effective_on"),
        ),
        (
            format!("/wells/{id}?at_version=4"),
            404,
            "version-unknown",
            Some("at_version"),
        ),
        (
            format!("/wells/{id}?at_version=0"),
            400,
            "invalid-parameter",
            Some("at_version"),
        ),
        (
            format!("/wells/{id}?at_version=1&as_of=2020-01-01T00:00:00Z"),
            400,
            "conflicting-parameters",
            Some("as_of"),
        ),
        (
            format!("/wells/{id}?at_version=1&effective_on=2020-01-01"),
            400,
            "conflicting-parameters",
            Some("effective_on"),
        ),
        (
            "/wells?limit=0".to_owned(),
            400,
            "invalid-parameter",
            Some("limit"),
        ),
        (
            "/wells?limit=501".to_owned(),
            400,
            "invalid-parameter",
            Some("limit"),
        ),
        (
            "/wells?status=alive".to_owned(),
            400,
            "invalid-parameter",
            Some("status"),
        ),
        (
            "/wells?near=1,2".to_owned(),
            400,
            "invalid-parameter",
            Some("radius_km"),
        ),
        (
            "/wells?operator=%FF".to_owned(),
            400,
            "invalid-parameter",
            Some("operator"),
        ),
        (
            "/wells?colour=red".to_owned(),
            400,
            "unknown-parameter",
            Some("colour"),
        ),
        (
            "/wells?cursor=garbage".to_owned(),
            400,
            "invalid-cursor",
            Some("cursor"),
        ),
        (
            format!("/wells/{id}/events?after_version=x"),
            400,
            "invalid-parameter",
            Some("after_version"),
        ),
        (
            format!("/wells/{id}/events?as_of={before}"),
            404,
            "well-not-yet-known",
            Some("as_of"),
        ),
        (
            format!("/wells/{id}/production?from=2020-13"),
            400,
            "invalid-parameter",
            Some("from"),
        ),
        (
            "/production/totals?from=2020-02&to=2020-01".to_owned(),
            400,
            "invalid-parameter",
            Some("to"),
        ),
        (
            "/production/totals?well_id=1".to_owned(),
            400,
            "invalid-parameter",
            Some("well_id"),
        ),
        (
            "/production/totals?pool=x".to_owned(),
            400,
            "unknown-parameter",
            Some("pool"),
        ),
        (
            "/production/monthly?to=2020".to_owned(),
            400,
            "invalid-parameter",
            Some("to"),
        ),
        ("/nothing".to_owned(), 404, "not-found", None),
    ] {
        let refused = api.refused(&path).await;
        assert_eq!(
            refused,
            (status, slug.to_owned(), parameter.map(str::to_owned)),
            "{path}"
        );
    }
    let first = api.get(&format!("/wells/{id}?as_of={before}")).await;
    assert_eq!(
        Answer::of(first).await.body["first_known_at"],
        instant(recorded[0])
    );
    let bad = api
        .request("/wells")
        .header("Wellflow-Min-Position", "soon")
        .send()
        .await
        .unwrap();
    assert_eq!(Answer::of(bad).await.refusal().1, "invalid-header");
    api.stop().await;
}

#[tokio::test]
async fn a_version_the_client_has_is_not_sent_again() {
    let api = Api::start().await;
    let (id, _, last) = told_in_three(&api).await;
    let path = format!("/wells/{id}");
    api.at_least(&path, last).await;
    for (sent, status) in [
        ("\"3\"", 304),
        ("W/\"3\"", 304),
        ("\"1\", \"3\"", 304),
        ("*", 304),
        ("\"2\"", 200),
    ] {
        let response = api
            .request(&path)
            .header("If-None-Match", sent)
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), status, "{sent}");
        assert_eq!(response.headers()["etag"], "\"3\"");
        assert!(response.headers().contains_key("wellflow-position"));
    }
    // A fact that takes effect after it was recorded changes the answer and not the version.
    let (id, soon) = (Uuid::now_v7(), in_ms(5_000));
    let path = format!("/wells/{id}");
    let facts = [
        proposed(id, "Later 1", at("2020-01-01T06:00:00Z")),
        permitted(at("2020-03-01T06:00:00Z")),
        spudded(soon),
    ];
    let last = api.field.well(id, 0, &facts).await;
    let before = api.at_least(&path, last).await;
    let tag = before.etag.unwrap();
    assert_eq!(before.body["status"], "permitted");
    assert!(tag.starts_with("\"3-"), "{tag}");
    let asked_again = async || {
        let request = api.request(&path).header("If-None-Match", tag.as_str());
        Answer::of(request.send().await.unwrap()).await
    };
    let same = asked_again().await;
    assert!(same.status == 304 || Utc::now() > soon, "{same:?}");
    let changed = async || {
        let answer = asked_again().await;
        (answer.status == 200).then_some(answer)
    };
    let after = wellflow_testkit::eventually("the other document is sent", LONG, changed).await;
    assert!(Utc::now() > soon);
    assert_eq!(
        (&after.body["version"], after.body["status"].as_str()),
        (&json!(3), Some("drilling"))
    );
    let tag_after = after.etag.unwrap();
    assert!(tag_after.starts_with("\"3-") && tag_after != tag, "{tag_after}");
    // Whoever evaluates the boundary, the row or the ledger, writes the same bytes under the same tag.
    let settled = async || {
        let answer = api.ok(&path).await;
        assert_eq!(answer.etag.as_deref(), Some(tag_after.as_str()));
        let sql =
            format!("SELECT count(*) FROM read.well_summary WHERE well_id = '{id}' AND status = 'drilling'");
        (api.field.count(&sql).await == 1).then_some(())
    };
    wellflow_testkit::eventually("the row shows it", LONG, settled).await;
    assert_eq!(api.ok(&path).await.etag, Some(tag_after));
    api.stop().await;
}

#[tokio::test]
async fn a_fact_shows_at_its_instant_even_while_the_projector_rests() {
    let mut api = Api::start().await;
    let id = Uuid::now_v7();
    let path = format!("/wells/{id}");
    let soon = in_ms(5_000);
    let facts = [
        proposed(id, "Bluebell 1", at("2020-01-01T06:00:00Z")),
        permitted(soon),
    ];
    let last = api.field.well(id, 0, &facts).await;
    let early = api.at_least(&path, last).await;
    assert_eq!(
        (early.body["status"].as_str(), &early.body["version"]),
        (Some("proposed"), &json!(2))
    );
    api.stop_projector().await;
    let shown = async || {
        let answer = api.ok(&path).await;
        assert_eq!(answer.body["version"], 2);
        assert!(answer.etag.unwrap().starts_with("\"2-"));
        (answer.body["status"] == "permitted").then_some(())
    };
    wellflow_testkit::eventually("the permit takes effect", LONG, shown).await;
    assert!(Utc::now() >= soon);
    api.stop().await;
}

#[tokio::test]
async fn events_are_answered_page_by_page_to_those_who_may_read_them() {
    let api = Api::start().await;
    let (id, recorded, last) = told_in_three(&api).await;
    let path = format!("/wells/{id}/events");
    let all = api.ok(&path).await;
    assert_eq!(all.position, Some(last));
    let items = all.body["items"].as_array().unwrap();
    assert_eq!(items.len(), 3);
    assert_eq!(items[0]["event_type"], "WellProposed");
    assert_eq!(items[2]["data"]["effective_at"], "2020-04-01T05:30:00Z");
    assert_eq!(items[2]["actor"], json!({"subject": "ana", "role": "owner"}));
    assert_eq!(
        (&items[1]["sequence"], &items[1]["event_version"]),
        (&json!(2), &json!(2))
    );

    let first = api.ok(&format!("{path}?limit=2")).await;
    assert_eq!(first.body["next_after_version"], 2);
    let link = first.link.expect("a link");
    let next = link
        .strip_prefix("</api/v1")
        .and_then(|rest| rest.split_once('>'))
        .expect("a path")
        .0;
    let second = api.ok(next).await;
    assert_eq!(second.body["items"], json!([items[2]]));
    assert_eq!(
        (&second.body["next_after_version"], second.link),
        (&json!(null), None)
    );
    assert_eq!(
        api.ok(&format!("{path}?after_version=9")).await.body["items"],
        json!([])
    );
    let then = api.ok(&format!("{path}?as_of={}", instant(recorded[1]))).await;
    assert_eq!(then.body["items"].as_array().unwrap().len(), 2);

    for role in Role::ALL {
        let status = api
            .request_as(&api.field.tenant, role, &path)
            .send()
            .await
            .unwrap()
            .status();
        let may = !matches!(role, Role::Pumper | Role::Viewer | Role::Regulator);
        assert_eq!(status, if may { 200 } else { 403 }, "{role}");
    }
    let none = reqwest::Client::new()
        .get(api.request(&path).build().unwrap().url().clone())
        .send()
        .await
        .unwrap();
    assert_eq!(none.status(), 401);
    api.stop().await;
}

#[tokio::test]
async fn lists_are_filtered_and_paged_and_belong_to_one_organization() {
    let api = Api::start().await;
    let mut last = 0;
    for number in 0..25_u32 {
        let id = Uuid::now_v7();
        let (lease, north) = (format!("G{}", number % 3), format!("28.{number:02}"));
        let name = format!("{} {number}", if number % 2 == 0 { "aster" } else { "Bluebell" });
        let fact = proposed_in(id, &name, at("2020-01-01T06:00:00Z"), &lease, (&north, "-91.5"));
        last = api.field.well(id, 0, &[fact]).await;
    }
    let stranger = api.field.db.organization("stranger").await;
    let id = Uuid::now_v7();
    let theirs = NewEvent::encode(&proposed(id, "Theirs", at("2020-01-01T06:00:00Z")), None).unwrap();
    api.field
        .append_as(&stranger, Well::KIND, id, 0, vec![theirs])
        .await;

    let all = api.at_least("/wells?limit=500", last).await;
    let names: Vec<&str> = all.body["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["name"].as_str().unwrap())
        .collect();
    assert_eq!(names.len(), 25);
    assert!(names.is_sorted_by_key(|name| name.to_lowercase()), "{names:?}");
    assert_eq!(all.body["next_cursor"], json!(null));

    for filter in [
        "lease=G1",
        "status=proposed&operator=Demo%20Operating",
        "state=TX",
        "near=28.1,-91.5&radius_km=5",
    ] {
        let whole = api.ok(&format!("/wells?{filter}&limit=500")).await;
        let mut paged = Vec::new();
        let mut path = format!("/wells?{filter}&limit=4");
        loop {
            let page = api.ok(&path).await;
            paged.extend(page.body["items"].as_array().unwrap().clone());
            let Some(link) = page.link else { break };
            path = link
                .strip_prefix("</api/v1")
                .unwrap()
                .split_once('>')
                .unwrap()
                .0
                .to_owned();
        }
        assert_eq!(json!(paged), whole.body["items"], "{filter}");
        assert!(!paged.is_empty(), "{filter}");
    }
    // 0.01 degrees of latitude is 1.112 km: four on either side of 28.10, nearest first.
    let near = api.ok("/wells?near=28.1,-91.5&radius_km=5").await;
    let near = near.body["items"].as_array().unwrap();
    assert_eq!((near.len(), near[0]["latitude"].as_str()), (9, Some("28.1")));

    let first = api.ok("/wells?lease=G1&limit=2").await;
    let cursor = first.body["next_cursor"].as_str().unwrap();
    let moved = api
        .refused(&format!("/wells?lease=G2&limit=2&cursor={cursor}"))
        .await;
    assert_eq!(
        moved,
        (400, "invalid-cursor".to_owned(), Some("cursor".to_owned()))
    );

    let seen = api.request_as(
        &stranger,
        Role::Owner,
        &format!("/wells/{}", all.body["items"][0]["well_id"].as_str().unwrap()),
    );
    assert_eq!(seen.send().await.unwrap().status(), 404);
    let head = reqwest::Client::new()
        .head(api.request("/wells").build().unwrap().url().clone())
        .bearer_auth(api.token(&api.field.tenant, Role::Viewer))
        .send()
        .await
        .unwrap();
    assert_eq!(head.status(), 200);
    api.stop().await;
}

#[tokio::test]
async fn a_minimum_position_is_waited_for_and_then_refused() {
    let mut api = Api::idle(RedisLink::absent()).await;
    let id = Uuid::now_v7();
    let path = format!("/wells/{id}");
    let last = api
        .field
        .well(id, 0, &[proposed(id, "Bluebell 1", at("2020-01-01T06:00:00Z"))])
        .await;
    for path in [&path, "/wells", "/production/totals", "/production/monthly"] {
        let ask = api
            .request(path)
            .header("Wellflow-Min-Position", last)
            .header("Prefer", "wait=0");
        let answer = Answer::of(ask.send().await.unwrap()).await;
        assert_eq!(
            (answer.position, answer.retry_after.as_deref()),
            (Some(0), Some("1")),
            "{path}"
        );
        assert_eq!(
            answer.refusal(),
            (
                503,
                "not-yet-projected".to_owned(),
                Some("Wellflow-Min-Position".to_owned())
            ),
            "{path}"
        );
    }
    // Asked before the projector starts, answered once it has come so far.
    let asking = api
        .request(&path)
        .header("Wellflow-Min-Position", last)
        .header("Prefer", "wait=20")
        .send();
    let asking = tokio::spawn(asking);
    api.project();
    let answer = asking.await.unwrap().unwrap();
    assert_eq!(answer.headers()["preference-applied"], "wait=20");
    let answer = Answer::of(answer).await;
    assert_eq!((answer.status, answer.position), (200, Some(last)));
    api.stop().await;
}
