//! A month's tasks.

use serde_json::json;

use crate::harness::{Service, month, with};

#[tokio::test]
async fn a_month_is_recorded_corrected_and_locked() {
    let service = Service::start().await;
    let owner = service.owner();
    let well = owner.well("k-1").await;
    let recorded = owner
        .send("/production-months/record", "m-1", &month(&well, "2026-02"))
        .await;
    assert_eq!(
        (recorded.status, recorded.header("etag")),
        (201, "\"1\""),
        "{recorded:?}"
    );
    let id = recorded.body["production_month_id"].as_str().unwrap();

    let correction = json!({
        "reason": "meter recalibrated", "days_on": 27, "oil_bbl": "1199", "gas_mcf": "3400", "gas_base_psia": "14.73", "water_bbl": "0",
        "injection": "12",
    });
    let corrected = owner
        .send(&format!("/production-months/{id}/correct"), "m-2", &correction)
        .await;
    assert_eq!(
        (corrected.status, &corrected.body["version"]),
        (200, &json!(2)),
        "{corrected:?}"
    );
    assert_eq!(corrected.body["production_month_id"], id);

    let early = owner
        .send(
            &format!("/production-months/{id}/lock"),
            "m-3",
            &json!({"effective_at": "2026-02-20T00:00:00Z"}),
        )
        .await;
    assert_eq!(early.fault(), (422, "month-not-ended", "/effective_at"));
    let locked = owner
        .send(
            &format!("/production-months/{id}/lock"),
            "m-4",
            &json!({"effective_at": "2026-03-20T00:00:00Z"}),
        )
        .await;
    assert_eq!(
        (locked.status, &locked.body["version"]),
        (200, &json!(3)),
        "{locked:?}"
    );
    let late = owner
        .send(
            &format!("/production-months/{id}/correct"),
            "m-5",
            &with(correction, "days_on", json!(1)),
        )
        .await;
    assert_eq!(late.fault(), (422, "month-locked", "production_month_id"));
    service.stop().await;
}

#[tokio::test]
async fn a_month_recorded_twice_with_other_facts_is_refused() {
    let service = Service::start().await;
    let owner = service.owner();
    let well = owner.well("k-1").await;
    owner
        .send("/production-months/record", "m-1", &month(&well, "2026-02"))
        .await;
    let same = owner
        .send("/production-months/record", "m-2", &month(&well, "2026-02"))
        .await;
    assert_eq!(
        (same.status, &same.body["event_ids"]),
        (200, &json!([])),
        "{same:?}"
    );
    let other = with(month(&well, "2026-02"), "oil_bbl", json!("1"));
    let other = owner.send("/production-months/record", "m-3", &other).await;
    assert_eq!(other.fault(), (422, "production-already-recorded", "/month"));
    service.stop().await;
}

#[tokio::test]
async fn what_is_not_recorded_cannot_be_corrected_or_locked() {
    let service = Service::start().await;
    let owner = service.owner();
    let id = uuid::Uuid::now_v7();
    let lock = json!({"effective_at": "2026-03-20T00:00:00Z"});
    let answer = owner
        .send(&format!("/production-months/{id}/lock"), "m-1", &lock)
        .await;
    assert_eq!(
        answer.fault(),
        (404, "production-not-recorded", "production_month_id")
    );
    service.stop().await;
}

#[tokio::test]
async fn a_plugged_well_produces_nothing_in_later_months() {
    let service = Service::start().await;
    let owner = service.owner();
    let well = owner.well("k-1").await;
    let tasks = [
        (
            "permit",
            json!({"effective_at": "2025-01-10T12:00:00Z", "permit_number": "1"}),
        ),
        ("spud", json!({"effective_at": "2025-02-01T12:00:00Z"})),
        (
            "total-depth",
            json!({"effective_at": "2025-03-01T12:00:00Z", "measured_depth_ft": "9000"}),
        ),
        (
            "plug",
            json!({"effective_at": "2025-04-10T12:00:00Z", "authority": {"kind": "emergency", "reason": "pressure", "oral_approval": "District 8A"}}),
        ),
    ];
    for (task, body) in tasks {
        let answer = owner.send(&format!("/wells/{well}/{task}"), task, &body).await;
        assert_eq!(answer.status, 200, "{answer:?}");
    }
    let later = owner
        .send("/production-months/record", "m-1", &month(&well, "2025-05"))
        .await;
    assert_eq!(later.fault(), (422, "well-plugged", "/well_id"));
    service.stop().await;
}
