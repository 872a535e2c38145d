//! A fact that was wrong is put right, and only what can be.

use serde_json::json;
use uuid::Uuid;
use wellflow_command_api::Task;

use crate::bodies::path;
use crate::examples::example;
use crate::harness::{Service, with};

#[tokio::test]
async fn a_fact_that_was_wrong_is_put_right() {
    let service = Service::start().await;
    let owner = service.owner();
    let well = owner.well("k-0").await;
    let mut events = Vec::new();
    for task in [Task::ApprovePermit, Task::SpudWell, Task::ReachTotalDepth] {
        let answer = owner
            .send(&path(task, &well), task.pattern(), &example(task))
            .await;
        assert_eq!(answer.status, 200, "{answer:?}");
        events.push(answer.body["event_ids"][0].clone());
    }
    let at = path(Task::CorrectWellHistory, &well);
    let correction = |event: &serde_json::Value, instead: serde_json::Value| json!({"corrects_event_id": event, "instead": instead, "reason": "the rig's clock"});
    let spudded = |day: &str| {
        json!({"event_type": "WellSpudded", "fact": {
            "effective_at": format!("2025-{day}T12:00:00Z"), "rig": "Rig 7", "contractor": null, "evidence": {},
        }})
    };
    let unknown = json!(Uuid::now_v7());
    let refused = [
        (
            correction(&unknown, spudded("02-02")),
            "event-not-standing",
            "/corrects_event_id",
        ),
        (
            correction(
                &events[1],
                json!({"event_type": "DrillingResumed", "fact": {
                    "effective_at": "2025-02-02T12:00:00Z", "reason": "x",
                }}),
            ),
            "correction-of-another-kind",
            "/instead/event_type",
        ),
        // The bit would have turned after total depth.
        (
            correction(&events[1], spudded("03-02")),
            "history-would-break",
            "/instead/fact/effective_at",
        ),
    ];
    for (nth, (body, slug, place)) in refused.iter().enumerate() {
        let answer = owner.send(&at, &format!("no-{nth}"), body).await;
        assert_eq!(answer.fault(), (422, *slug, *place), "{body}");
    }
    let body = correction(&events[1], spudded("02-02"));
    let corrected = owner.send(&at, "yes", &body).await;
    assert_eq!(
        (corrected.status, &corrected.body["version"]),
        (200, &json!(5)),
        "{corrected:?}"
    );
    // What was put right does not stand any more.
    let again = owner.send(&at, "again", &body).await;
    assert_eq!(again.fault(), (422, "event-not-standing", "/corrects_event_id"));
    // Taken back without anything in its place.
    let taken_back = with(
        correction(&events[2], json!(null)),
        "reason",
        json!("another well"),
    );
    assert_eq!(owner.send(&at, "back", &taken_back).await.status, 200);
    let replayed = owner.send(&at, "yes", &body).await;
    assert_eq!((replayed.status, &replayed.body["replayed"]), (200, &json!(true)));
    service.stop().await;
}
