//! What a property's completions share: gauges, tickets, meters, the stock, and the sharing out.

use serde_json::{Value, json};
use uuid::Uuid;
use wellflow_command_api::Task;

use crate::bodies::path;
use crate::examples::{example, level};
use crate::harness::{Answer, Service, Speaker, with};

async fn send(speaker: &Speaker, task: Task, key: &str, body: &Value) -> Answer {
    speaker.send(&path(task, ""), key, body).await
}

/// The example of a task with another value at a pointer.
fn changed(task: Task, pointer: &str, value: Value) -> Value {
    let mut body = example(task);
    *body
        .pointer_mut(pointer)
        .unwrap_or_else(|| panic!("{task} has no {pointer}")) = value;
    body
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "a table of cases")]
async fn gauges_tickets_and_readings_are_recorded_once_and_corrected_by_name() {
    let service = Service::start().await;
    let pumper = service.speaker(&service.tenant, "pat", wellflow_http::Role::Pumper);
    let gauged = send(&pumper, Task::GaugeTank, "g-1", &example(Task::GaugeTank)).await;
    assert_eq!(
        (gauged.status, &gauged.body["version"]),
        (201, &json!(1)),
        "{gauged:?}"
    );
    assert!(gauged.body["property_month_id"].is_string());
    let ticket = send(
        &pumper,
        Task::RecordRunTicket,
        "t-1",
        &example(Task::RecordRunTicket),
    )
    .await;
    assert_eq!(
        (ticket.status, &ticket.body["version"]),
        (200, &json!(2)),
        "{ticket:?}"
    );
    let reading = send(&pumper, Task::ReadGasMeter, "m-1", &example(Task::ReadGasMeter)).await;
    assert_eq!(
        (reading.status, &reading.body["version"]),
        (200, &json!(3)),
        "{reading:?}"
    );
    let cases = [
        (
            Task::GaugeTank,
            "/level",
            level(11, 0, 0),
            "record-already-there",
            "/at",
        ),
        (
            Task::GaugeTank,
            "/level",
            level(21, 0, 0),
            "level-above-tank-table",
            "/level",
        ),
        (
            Task::GaugeTank,
            "/water_level",
            level(13, 0, 0),
            "water-above-level",
            "/water_level",
        ),
        (
            Task::GaugeTank,
            "/at",
            json!("2026-03-10T13:00:00Z"),
            "outside-month",
            "/month",
        ),
        (
            Task::GaugeTank,
            "/at",
            json!("2999-03-10T13:00:00Z"),
            "effective-in-future",
            "/at",
        ),
        (
            Task::GaugeTank,
            "/corrects_event_id",
            json!(Uuid::now_v7()),
            "",
            "",
        ),
        (
            Task::GaugeTank,
            "/level/inches",
            json!(12),
            "invalid-quantity",
            "/level",
        ),
        (
            Task::RecordRunTicket,
            "/ticket/bsw_pct",
            json!("0.5"),
            "record-already-there",
            "/ticket/ticket_number",
        ),
        (
            Task::RecordRunTicket,
            "/ticket/seals_off",
            json!([]),
            "seals-missing",
            "/ticket/seals_off",
        ),
        (
            Task::RecordRunTicket,
            "/ticket/product",
            json!("gas"),
            "not-a-liquid",
            "/ticket/product",
        ),
        (
            Task::RecordRunTicket,
            "/ticket/closing/level",
            level(13, 0, 0),
            "ticket-runs-backwards",
            "/ticket/closing/level",
        ),
        (
            Task::RecordRunTicket,
            "/ticket/closing/at",
            json!("2026-02-11T12:00:00Z"),
            "ticket-closed-before-opened",
            "/ticket/closing/at",
        ),
        (
            Task::RecordRunTicket,
            "/table/lines",
            json!([]),
            "invalid-quantity",
            "/table/lines",
        ),
        (
            Task::RecordRunTicket,
            "/table",
            json!({"by": "guess"}),
            "invalid-choice",
            "/table/by",
        ),
        (
            Task::ReadGasMeter,
            "/volume/volume",
            json!("1800"),
            "record-already-there",
            "/until",
        ),
        (
            Task::ReadGasMeter,
            "/until",
            json!("2026-02-01T13:00:00Z"),
            "meter-period-inverted",
            "/until",
        ),
        (
            Task::ReadGasMeter,
            "/until",
            json!("2026-02-16T13:00:00Z"),
            "meter-periods-overlap",
            "/from",
        ),
    ];
    for (nth, (task, pointer, value, slug, place)) in cases.into_iter().enumerate() {
        let body = changed(task, pointer, value);
        let answer = send(&pumper, task, &format!("no-{nth}"), &body).await;
        if slug.is_empty() {
            // The same facts again are nothing new, whatever they are said to correct.
            assert_eq!(
                (answer.status, &answer.body["event_ids"]),
                (200, &json!([])),
                "{answer:?}"
            );
        } else {
            assert_eq!(answer.fault(), (422, slug, place), "{task} {pointer}");
        }
    }
    let wrong = with(
        changed(Task::GaugeTank, "/level", level(11, 0, 0)),
        "corrects_event_id",
        ticket.body["event_ids"][0].clone(),
    );
    let wrong = send(&pumper, Task::GaugeTank, "c-1", &wrong).await;
    assert_eq!(
        wrong.fault(),
        (422, "corrected-event-is-other", "/corrects_event_id")
    );
    let right = with(
        changed(Task::GaugeTank, "/level", level(11, 0, 0)),
        "corrects_event_id",
        gauged.body["event_ids"][0].clone(),
    );
    let right = send(&pumper, Task::GaugeTank, "c-2", &right).await;
    assert_eq!(
        (right.status, &right.body["version"]),
        (200, &json!(4)),
        "{right:?}"
    );
    service.stop().await;
}

#[tokio::test]
async fn measured_production_is_shared_out_over_wells_that_there_are() {
    let service = Service::start().await;
    let owner = service.owner();
    let (one, two) = (owner.well("k-1").await, owner.well("k-2").await);
    let input = |well: &str, completion: &str| {
        json!({
            "well_id": well, "completion": completion, "hours_on": "600",
            "test": {"per_day": {"bbl": "40"}, "tested_on": "2026-01-15"},
        })
    };
    let shared = |inputs: Value| changed(Task::AllocateProduction, "/inputs", inputs);
    let all = || shared(json!([input(&one, "S01"), input(&two, "S01")]));
    let refused = [
        (
            shared(json!([
                input(&one, "S01"),
                input(&Uuid::now_v7().to_string(), "S01")
            ])),
            404,
            "well-unknown",
            "/inputs/1/well_id",
        ),
        (shared(json!([])), 422, "allocation-without-weights", "/inputs"),
        (
            shared(json!([input(&one, "S01"), input(&one, "S01")])),
            422,
            "completion-twice",
            "/inputs",
        ),
        (
            with(all(), "decimals", json!(6)),
            422,
            "shares-too-fine",
            "/decimals",
        ),
        (
            with(all(), "method", json!("meter")),
            422,
            "meter-missing",
            "/inputs",
        ),
        (
            with(all(), "product", json!("gas")),
            422,
            "unit-of-another-product",
            "/measured",
        ),
        (
            with(all(), "month", json!("2998-01")),
            422,
            "month-not-ended",
            "/month",
        ),
    ];
    for (nth, (body, status, slug, place)) in refused.into_iter().enumerate() {
        let answer = send(&owner, Task::AllocateProduction, &format!("no-{nth}"), &body).await;
        assert_eq!(answer.fault(), (status, slug, place), "{body}");
    }
    let done = send(&owner, Task::AllocateProduction, "a-1", &all()).await;
    assert_eq!((done.status, &done.body["version"]), (201, &json!(1)), "{done:?}");
    let many: Vec<_> = (0..601)
        .map(|_| input(&Uuid::now_v7().to_string(), "S01"))
        .collect();
    let many = send(&owner, Task::AllocateProduction, "a-2", &shared(json!(many))).await;
    assert_eq!(many.fault(), (422, "too-many-streams", "/inputs"));
    service.stop().await;
}

#[tokio::test]
async fn a_propertys_stock_is_carried_over_and_its_books_close() {
    let service = Service::start().await;
    let owner = service.owner();
    let task = Task::ReconcilePropertyStock;
    let carried = |month: &str, closing: Value| {
        let body = changed(task, "/opening", json!({"kind": "of_earlier_month"}));
        with(with(body, "month", json!(month)), "closing_bbl", closing)
    };
    let cases = [
        (
            carried("2026-03", json!("300")),
            "opening-stock-unknown",
            "/opening",
        ),
        (
            changed(task, "/adjustment_reason", json!(null)),
            "adjustment-without-reason",
            "/adjustment_reason",
        ),
        (
            changed(task, "/closing_bbl", json!(null)),
            "stock-undetermined",
            "/closing_bbl",
        ),
        (
            changed(task, "/product", json!("gas")),
            "not-a-liquid",
            "/product",
        ),
    ];
    for (nth, (body, slug, place)) in cases.into_iter().enumerate() {
        let answer = send(&owner, task, &format!("no-{nth}"), &body).await;
        assert_eq!(answer.fault(), (422, slug, place), "{body}");
    }
    let drawn = send(&owner, task, "s-1", &changed(task, "/closing_bbl", json!("400"))).await;
    assert_eq!(drawn.status, 201, "{drawn:?}");
    let february = drawn.body["property_month_id"].as_str().unwrap().to_owned();
    let next = send(&owner, task, "s-2", &carried("2026-03", json!("500"))).await;
    assert_eq!(
        (next.status, next.body["event_ids"].as_array().unwrap().len()),
        (201, 1),
        "{next:?}"
    );

    let of = async |id: &str, task: Task, key: &str| owner.send(&path(task, id), key, &example(task)).await;
    let nowhere = of(&Uuid::now_v7().to_string(), Task::LockPropertyMonth, "l-0").await;
    assert_eq!(nowhere.fault(), (404, "nothing-recorded", "property_month_id"));
    let open = of(&february, Task::UnlockPropertyMonth, "u-0").await;
    assert_eq!(open.fault(), (422, "month-not-locked", "property_month_id"));
    assert_eq!(of(&february, Task::LockPropertyMonth, "l-1").await.status, 200);
    let closed = send(&owner, Task::GaugeTank, "g-1", &example(Task::GaugeTank)).await;
    assert_eq!(closed.fault(), (422, "month-locked", "/month"));
    assert_eq!(of(&february, Task::UnlockPropertyMonth, "u-1").await.status, 200);
    let open = send(&owner, Task::GaugeTank, "g-2", &example(Task::GaugeTank)).await;
    assert_eq!(open.status, 200, "{open:?}");
    service.stop().await;
}
