//! A stream that is parked, as a client meets it: everything else is whole, what it feeds says what is missing, and a repair ends that.
#![expect(clippy::unwrap_used, reason = "a test fails loudly")]

use reqwest::StatusCode;
use reqwest::header::{ETAG, HeaderMap, IF_NONE_MATCH};
use serde_json::{Value, json};
use uuid::Uuid;
use wellflow_decider::Decider;
use wellflow_domain::projection_repair::{
    EventSkipped, ProjectionRepair, ProjectionRepairEvent, ProjectionRepairId, RepairedStream, StreamKind,
};
use wellflow_domain::text::Remarks;
use wellflow_domain::well::Well;
use wellflow_event_store::NewEvent;
use wellflow_http::Role;
use wellflow_testkit::{TestRedis, eventually};

use crate::asked::*;

async fn answered(request: reqwest::RequestBuilder) -> (StatusCode, HeaderMap, Value) {
    let response = request.send().await.unwrap();
    let (status, headers) = (response.status(), response.headers().clone());
    (status, headers, response.json().await.unwrap_or(Value::Null))
}

fn number(headers: &HeaderMap, name: &str) -> Option<u64> {
    headers.get(name)?.to_str().ok()?.parse().ok()
}

/// A spud whose payload is broken; its id and the position it has.
async fn break_spud(api: &Api, id: Uuid, version: u64) -> (Uuid, u64) {
    let mut broken = NewEvent::encode(&spudded(at("2020-04-01T06:00:00Z")), None).unwrap();
    broken.payload = r#"{"effective_at":"2020-04-01T06:00:00Z","rig":17}"#.to_owned();
    let event_id = broken.event_id;
    let position = api.field.append(Well::KIND, id, version, vec![broken]).await;
    (event_id, position)
}

async fn skip(api: &Api, id: Uuid, (event_id, position): (Uuid, u64)) -> u64 {
    let fact = EventSkipped {
        effective_at: chrono::Utc::now(),
        stream: RepairedStream {
            kind: StreamKind::parse("well").unwrap(),
            stream_id: id,
        },
        event_id,
        event_type: "WellSpudded".to_owned(),
        position,
        reason: Remarks::parse("lost").unwrap(),
    };
    let event = NewEvent::encode(&ProjectionRepairEvent::from(fact), None).unwrap();
    let repairs = ProjectionRepairId::of("well", id).as_uuid();
    api.field
        .append(ProjectionRepair::KIND, repairs, 0, vec![event])
        .await
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "one story, in its order")]
async fn what_a_parked_stream_feeds_says_so_and_everything_else_is_whole() {
    let redis = TestRedis::start();
    let api = Api::with_redis(&redis).await;
    let (bad, good) = (Uuid::now_v7(), Uuid::now_v7());
    for (id, name) in [(bad, "Bluebell 1"), (good, "Aster 2")] {
        let life = [
            proposed(id, name, at("2020-01-01T06:00:00Z")),
            permitted(at("2020-03-01T06:00:00Z")),
        ];
        api.field.well(id, 0, &life).await;
    }
    let path = format!("/wells/{bad}");
    api.at_least(&path, 4).await;
    let in_memory = async || {
        let answer = api.ok(&path).await;
        (answer.cache.as_deref() == Some("wellflow-l1; hit")).then_some(answer)
    };
    let whole = eventually("memory answers", LONG, in_memory).await;
    let before = chrono::Utc::now();

    let (event_id, missing) = break_spud(&api, bad, 2).await;
    assert_eq!(missing, 5);
    let last = api
        .field
        .well(good, 2, &[spudded(at("2020-04-01T06:00:00Z"))])
        .await;
    assert_eq!(
        api.at_least(&format!("/wells/{good}"), last).await.body["status"],
        "drilling"
    );

    // Whoever asks is answered, and told; a tag from before does not hide it.
    let asking = api
        .request(&path)
        .header("Wellflow-Min-Position", missing - 1)
        .header(IF_NONE_MATCH, whole.etag.clone().unwrap());
    let (status, headers, body) = answered(asking).await;
    assert_eq!((status, &body["status"]), (StatusCode::OK, &json!("permitted")));
    assert_eq!(number(&headers, "wellflow-incomplete-since"), Some(missing));
    assert_eq!(number(&headers, "wellflow-position"), Some(missing - 1));
    assert_eq!(
        (body["incomplete_since"]["position"].as_u64(), headers.get(ETAG)),
        (Some(missing), None)
    );
    // Nor does a cache.
    for _ in 0..20 {
        let (_, headers, body) = answered(api.request(&path)).await;
        assert_eq!(
            number(&headers, "wellflow-incomplete-since"),
            Some(missing),
            "{body}"
        );
    }

    let (_, headers, list) = answered(api.request("/wells")).await;
    assert_eq!(number(&headers, "wellflow-incomplete-since"), Some(missing));
    assert_eq!(list["incomplete_since"]["streams"], 1);
    let marked: Vec<bool> = list["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item.get("incomplete_since").is_some())
        .collect();
    assert_eq!(marked, [false, true], "{list}");
    let (_, _, found) = answered(api.request("/search?q=bluebell")).await;
    assert_eq!(
        found["items"][0]["incomplete_since"]["position"].as_u64(),
        Some(missing),
        "{found}"
    );
    let (_, headers, months) = answered(api.request("/production/monthly")).await;
    assert_eq!(
        (headers.get("wellflow-incomplete-since"), &months["items"]),
        (None, &json!([]))
    );

    // The ledger's own answers are whole, or refused.
    let point = before.to_rfc3339_opts(chrono::SecondsFormat::Micros, true);
    let past = api.ok(&format!("{path}?as_of={point}")).await;
    assert_eq!(
        (past.body["status"].as_str(), past.body.get("incomplete_since")),
        (Some("permitted"), None)
    );
    let (status, _, problem) = answered(api.request(&format!("{path}?effective_on=2020-05-01"))).await;
    assert_eq!(
        (status, &problem["type"], &problem["event_id"]),
        (
            StatusCode::INTERNAL_SERVER_ERROR,
            &json!("/problems/stream-not-readable"),
            &json!(event_id)
        )
    );

    listed(&api, bad, event_id).await;
    // The projection itself is behind nothing: it went on.
    let (_, headers, all) = answered(api.request("/projections")).await;
    assert_eq!(number(&headers, "wellflow-position"), Some(last));
    let items = all["items"].as_array().unwrap();
    assert_eq!(items.len(), 10);
    let wells = items.iter().find(|item| item["projection"] == "well_summary");
    let wells = wells.unwrap();
    assert_eq!(
        [&wells["position"], &wells["lag_events"], &wells["parked_streams"]],
        [&json!(last), &json!(0), &json!(1)],
        "{wells}"
    );

    let repaired = skip(&api, bad, (event_id, missing)).await;
    let answer = api.at_least(&path, repaired).await;
    assert_eq!(answer.body.get("incomplete_since"), None);
    assert!(answer.etag.is_some());
    let past = api.ok(&format!("{path}?effective_on=2020-05-01")).await;
    assert_eq!(past.body["status"], "permitted");
    let (_, headers, list) = answered(api.request("/wells")).await;
    assert_eq!(
        (
            headers.get("wellflow-incomplete-since"),
            list.get("incomplete_since")
        ),
        (None, None)
    );
    api.stop().await;
}

/// The list of what is parked, for those who may see it.
async fn listed(api: &Api, id: Uuid, event_id: Uuid) {
    // Wells are in three read models; a page of one goes on with the next.
    let mut next = "/projections/parked?limit=1".to_owned();
    for projection in ["search", "well_history"] {
        let (_, _, page) = answered(api.request(&next)).await;
        assert_eq!(page["items"][0]["projection"], projection);
        let cursor = page["next_cursor"].as_str().unwrap();
        next = format!("/projections/parked?limit=1&cursor={cursor}");
    }
    let (status, _, list) = answered(api.request(&next)).await;
    let item = &list["items"][0];
    assert_eq!(status, StatusCode::OK);
    assert_eq!(
        [
            &item["projection"],
            &item["stream_kind"],
            &item["stream_id"],
            &item["event_id"]
        ],
        [
            &json!("well_summary"),
            &json!("well"),
            &json!(id),
            &json!(event_id)
        ]
    );
    assert_eq!(
        (item["attempts"].as_u64(), &list["next_cursor"]),
        (Some(1), &Value::Null)
    );
    for (role, expected) in [(Role::Admin, 200), (Role::Auditor, 200), (Role::Operator, 403)] {
        let request = api.request_as(&api.field.tenant, role, "/projections/parked");
        assert_eq!(answered(request).await.0.as_u16(), expected, "{role}");
    }
    let request = api.request_as(&api.field.tenant, Role::Operator, "/projections");
    assert_eq!(answered(request).await.0, StatusCode::FORBIDDEN);
    let stranger = api.field.db.organization("stranger").await;
    let (_, _, theirs) = answered(api.request_as(&stranger, Role::Owner, "/projections/parked")).await;
    assert_eq!(theirs["items"], json!([]));
}

#[tokio::test]
async fn what_is_demanded_beyond_a_parked_event_is_refused() {
    let api = Api::start().await;
    let (bad, good) = (Uuid::now_v7(), Uuid::now_v7());
    for (id, name) in [(bad, "Bluebell 1"), (good, "Aster 2")] {
        let fact = proposed(id, name, at("2020-01-01T06:00:00Z"));
        api.field.well(id, 0, &[fact]).await;
    }
    let (_, missing) = break_spud(&api, bad, 1).await;
    let last = api
        .field
        .well(good, 1, &[permitted(at("2020-03-01T06:00:00Z"))])
        .await;
    api.at_least(&format!("/wells/{good}"), last).await;
    let path = format!("/wells/{bad}");
    for path in [
        &path,
        "/wells",
        "/wells?format=csv",
        "/wells/statistics",
        "/search?q=bluebell",
    ] {
        let answer = api.demanding(path, last, 20).await;
        let (position, body) = (answer.position, &answer.body);
        assert_eq!(
            (answer.status, position),
            (503, Some(missing - 1)),
            "{path}: {body}"
        );
        assert!(
            body["detail"].as_str().unwrap().contains("/projections/parked"),
            "{body}"
        );
        let (_, slug, header) = answer.refusal();
        assert_eq!(
            (slug.as_str(), header.as_deref()),
            ("not-yet-projected", Some("Wellflow-Min-Position"))
        );
        // Up to there it is whole.
        let response = api
            .request(path)
            .header("Wellflow-Min-Position", missing - 1)
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        assert_eq!(number(response.headers(), "wellflow-position"), Some(missing - 1));
    }
    api.stop().await;
}

#[tokio::test]
async fn a_thing_whose_first_event_is_parked_is_unknown_and_that_says_so() {
    let api = Api::start().await;
    let (bad, good) = (Uuid::now_v7(), Uuid::now_v7());
    let (_, missing) = break_spud(&api, bad, 0).await;
    let last = api
        .field
        .well(good, 0, &[proposed(good, "Aster 2", at("2020-01-01T06:00:00Z"))])
        .await;
    api.at_least(&format!("/wells/{good}"), last).await;
    let path = format!("/wells/{bad}");
    // Whoever demands to see what he wrote is not told that it is not there.
    let refused = api.demanding(&path, last, 20).await.refusal();
    assert_eq!((refused.0, refused.1.as_str()), (503, "not-yet-projected"));
    let (status, headers, problem) = answered(api.request(&path)).await;
    assert_eq!(
        (status, &problem["type"]),
        (StatusCode::NOT_FOUND, &json!("/problems/well-unknown"))
    );
    assert_eq!(number(&headers, "wellflow-incomplete-since"), Some(missing));
    assert_eq!(problem["incomplete_since"]["position"].as_u64(), Some(missing));
    api.stop().await;
}
