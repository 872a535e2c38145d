//! A plug sees what the well's completions produced, and holds it: nothing is recorded past it meanwhile.

use chrono::{Datelike, Months as MonthsOf, Utc};
use serde_json::json;
use wellflow_command_api::Task;

use crate::bodies::path;
use crate::examples::example;
use crate::harness::{Service, Speaker, month, proposal, with};

/// A shut-in well with completion S01, whose plugging is approved.
async fn ready_to_plug(owner: &Speaker) -> String {
    let well = owner.well("k-0").await;
    let tasks = [
        Task::ApprovePermit,
        Task::SpudWell,
        Task::ReachTotalDepth,
        Task::CompleteWell,
        Task::RecordFirstProduction,
        Task::ShutInWell,
        Task::ApprovePlugging,
    ];
    for task in tasks {
        let answer = owner
            .send(&path(task, &well), task.pattern(), &example(task))
            .await;
        assert_eq!(answer.status, 200, "{answer:?}");
    }
    well
}

#[tokio::test]
async fn nothing_is_produced_after_the_plug() {
    let service = Service::start().await;
    let owner = service.owner();
    let well = ready_to_plug(&owner).await;
    let plug = async |key: &str, at: &str| {
        let body = with(example(Task::PlugWell), "effective_at", json!(at));
        owner.send(&path(Task::PlugWell, &well), key, &body).await
    };
    let record = async |key: &str, of: &str| {
        owner
            .send("/production-months/record", key, &month(&well, of))
            .await
    };
    assert_eq!(record("m-1", "2025-10").await.status, 201);
    let before = plug("p-1", "2025-09-01T12:00:00Z").await;
    assert_eq!(before.fault(), (422, "produced-after-plugging", "/effective_at"));
    let within = plug("p-2", "2025-10-20T12:00:00Z").await;
    assert_eq!(
        within.fault(),
        (422, "production-in-month-of-plug", "/effective_at")
    );
    // A day shows that production was over.
    let mut day = example(Task::RecordDailyProduction);
    day["well_id"] = json!(well);
    day["date"] = json!("2025-10-12");
    assert_eq!(
        owner
            .send("/production-months/record-day", "d-1", &day)
            .await
            .status,
        200
    );
    let done = plug("p-3", "2025-10-20T12:00:00Z").await;
    assert_eq!(done.status, 200, "{done:?}");
    let after = record("m-2", "2025-11").await;
    assert_eq!(after.fault(), (422, "well-plugged", "/well_id"));
    day["date"] = json!("2025-10-21");
    let after = owner.send("/production-months/record-day", "d-2", &day).await;
    assert_eq!(after.fault(), (422, "well-plugged", "/date"));
    service.stop().await;
}

#[tokio::test]
async fn a_plug_and_a_month_after_it_are_never_both_recorded() {
    let service = Service::start().await;
    let owner = service.owner();
    let well = ready_to_plug(&owner).await;
    let (at, body) = (path(Task::PlugWell, &well), example(Task::PlugWell));
    let months = ["2025-10", "2025-11", "2025-12", "2026-01"].map(|of| month(&well, of));
    let record = |nth: usize| {
        let key = ["m-0", "m-1", "m-2", "m-3"][nth];
        owner.send("/production-months/record", key, &months[nth])
    };
    let plug = owner.send(&at, "p", &body);
    let (plug, a, b, c, d) = tokio::join!(plug, record(0), record(1), record(2), record(3));
    let (plugged, recorded) = (plug.status, [a, b, c, d].map(|answer| answer.status));
    if plugged == 200 {
        assert_eq!(recorded, [422; 4], "the plug came first");
    } else {
        assert_eq!(plugged, 422, "a month came first");
        assert!(recorded.contains(&201));
    }
    service.stop().await;
}

#[tokio::test]
async fn a_plug_of_long_ago_would_have_to_see_too_much() {
    let service = Service::start().await;
    let owner = service.owner();
    let early = with(proposal(), "effective_at", json!("1900-01-01T12:00:00Z"));
    let planned = owner.send("/wells", "k-0", &early).await;
    let well = planned.body["well_id"].as_str().unwrap();
    let long_ago = |task: Task, day: &str| {
        with(
            example(task),
            "effective_at",
            json!(format!("1901-{day}T12:00:00Z")),
        )
    };
    for (task, day) in [
        (Task::ApprovePermit, "01-10"),
        (Task::SpudWell, "02-01"),
        (Task::ReachTotalDepth, "03-01"),
        (Task::CompleteWell, "03-20"),
    ] {
        let answer = owner
            .send(&path(task, well), task.pattern(), &long_ago(task, day))
            .await;
        assert_eq!(answer.status, 200, "{answer:?}");
    }
    let plug = |at: String| with(example(Task::PlugWell), "effective_at", json!(at));
    let long_ago = owner
        .send(
            &path(Task::PlugWell, well),
            "p-1",
            &plug("1901-09-01T12:00:00Z".to_owned()),
        )
        .await;
    assert_eq!(long_ago.fault(), (422, "too-many-streams", "/effective_at"));
    assert_eq!(long_ago.body["most_streams"], 600);
    // As far back as may be seen, the rules are asked.
    let back = Utc::now().date_naive() - MonthsOf::new(598);
    let bound = format!("{}-{:02}-15T12:00:00Z", back.year(), back.month());
    let asked = owner.send(&path(Task::PlugWell, well), "p-2", &plug(bound)).await;
    assert_eq!(asked.fault(), (422, "plugging-not-approved", "/authority"));
    service.stop().await;
}
