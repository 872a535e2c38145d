//! What has not happened yet, and what would have happened before there was a well.

use chrono::{Datelike, Months, NaiveDate, SecondsFormat, TimeDelta, Utc};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::{Service, month, proposal, with};

fn shown(at: chrono::DateTime<Utc>) -> Value {
    json!(at.to_rfc3339_opts(SecondsFormat::Secs, true))
}

#[tokio::test]
async fn what_has_not_happened_yet_is_refused() {
    let service = Service::start().await;
    let owner = service.owner();
    let well = owner.well("k-1").await;
    let before = service.written().await;
    let soon = shown(Utc::now() + TimeDelta::minutes(10));
    let provenance = json!({"agency": "BSEE", "file": "list.csv", "row_sha256": "a".repeat(64)});
    let tasks = [
        ("permit", json!({"permit_number": "1"})),
        ("spud", json!({})),
        ("total-depth", json!({"measured_depth_ft": "9000"})),
        (
            "complete",
            json!({"completion": "S01", "top_md_ft": "1", "bottom_md_ft": "2"}),
        ),
        ("first-production", json!({})),
        ("shut-in", json!({"reason": "weather"})),
        ("resume-production", json!({})),
        ("temporarily-abandon", json!({})),
        ("return-to-service", json!({})),
        ("plug", json!({})),
        (
            "report-status",
            json!({"completion": "S01", "provenance": provenance}),
        ),
    ];
    for (task, body) in tasks {
        let body = with(body, "effective_at", soon.clone());
        let answer = owner.send(&format!("/wells/{well}/{task}"), task, &body).await;
        assert_eq!(
            answer.fault(),
            (422, "effective-in-future", "/effective_at"),
            "{task}"
        );
    }
    let plan = with(proposal(), "effective_at", soon);
    let answer = owner.send("/wells", "k-2", &plan).await;
    assert_eq!(answer.fault(), (422, "effective-in-future", "/effective_at"));
    assert_eq!(service.written().await, before);
    // A clock that is a little ahead is forgiven.
    let ahead = with(
        proposal(),
        "effective_at",
        shown(Utc::now() + TimeDelta::minutes(2)),
    );
    assert_eq!(owner.send("/wells", "k-3", &ahead).await.status, 201);
    service.stop().await;
}

#[tokio::test]
async fn a_month_that_has_not_ended_is_neither_recorded_nor_locked() {
    let service = Service::start().await;
    let owner = service.owner();
    let well = owner.well("k-1").await;
    // The next month has not ended in any zone, and the one before last has ended in all.
    let today = Utc::now().date_naive();
    let unended = today + Months::new(1);
    let of = |day: NaiveDate| format!("{:04}-{:02}", day.year(), day.month());
    let early = owner
        .send("/production-months/record", "m-1", &month(&well, &of(unended)))
        .await;
    assert_eq!(early.fault(), (422, "month-not-ended", "/month"));
    let ended = today - Months::new(2);
    let recorded = owner
        .send("/production-months/record", "m-2", &month(&well, &of(ended)))
        .await;
    assert_eq!(recorded.status, 201, "{recorded:?}");
    let id = recorded.body["production_month_id"].as_str().unwrap();
    let tomorrow = json!({"effective_at": shown(Utc::now() + TimeDelta::days(1))});
    let locked = owner
        .send(&format!("/production-months/{id}/lock"), "m-3", &tomorrow)
        .await;
    assert_eq!(locked.fault(), (422, "effective-in-future", "/effective_at"));
    service.stop().await;
}

#[tokio::test]
async fn a_task_dated_before_its_well_is_told_when_the_well_begins() {
    let service = Service::start().await;
    let owner = service.owner();
    let well = owner.well("k-1").await;
    let early = json!({"effective_at": "2024-12-31T12:00:00-06:00"});
    let answer = owner.send(&format!("/wells/{well}/spud"), "k-2", &early).await;
    assert_eq!(answer.fault(), (422, "before-first-fact", "/effective_at"));
    assert_eq!(answer.body["first_fact_at"], "2025-01-01T18:00:00Z");
    let item = json!({"idempotency_key": "k-3", "path": format!("/api/v1/wells/{well}/spud"), "body": early});
    let batch = owner.batch(&[item]).await;
    assert_eq!(batch.outcomes(), [(422, "before-first-fact")]);
    assert_eq!(
        batch.body[0]["problem"]["errors"][0]["pointer"],
        "/body/effective_at"
    );
    // Of a well that does not exist there is no first fact.
    let nowhere = format!("/wells/{}/spud", Uuid::now_v7());
    let answer = owner.send(&nowhere, "k-4", &early).await;
    assert_eq!(answer.fault(), (404, "well-unknown", "well_id"));
    service.stop().await;
}
