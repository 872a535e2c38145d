//! Days, volumes and restatements of a completion's month.

use serde_json::{Value, json};
use wellflow_command_api::Task;
use wellflow_http::Role;

use crate::bodies::path;
use crate::examples::{day_entry, example};
use crate::harness::{month, with};
use crate::months::Months;

fn entry_with(key: &str, value: Value) -> Value {
    with(day_entry(), key, value)
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "a table of cases")]
async fn a_day_is_recorded_once_and_corrected_by_name() {
    let months = Months::start().await;
    let day = |entry: Value| with(example(Task::RecordDailyProduction), "entry", entry);
    let first = months
        .send(Task::RecordDailyProduction, "d-1", day(day_entry()))
        .await;
    assert_eq!(
        (first.status, &first.body["version"]),
        (201, &json!(1)),
        "{first:?}"
    );
    let id = first.body["production_month_id"].as_str().unwrap().to_owned();
    let same = months
        .send(Task::RecordDailyProduction, "d-2", day(day_entry()))
        .await;
    assert_eq!((same.status, &same.body["event_ids"]), (200, &json!([])));
    let refused = [
        (
            day(entry_with("oil_bbl", json!("41"))),
            422,
            "day-already-recorded",
            "/date",
        ),
        (
            day(entry_with("hours_on", json!("24.5"))),
            422,
            "hours-exceed-day",
            "/entry/hours_on",
        ),
        (
            day(entry_with("hours_on", json!("20"))),
            422,
            "hours-do-not-add-up",
            "/entry/downtime",
        ),
        (
            with(day(day_entry()), "date", json!("2999-01-01")),
            422,
            "day-in-future",
            "/date",
        ),
        (
            with(day(day_entry()), "time_zone", json!("America/Denver")),
            422,
            "time-zone-differs",
            "/time_zone",
        ),
    ];
    for (nth, (body, status, slug, place)) in refused.into_iter().enumerate() {
        let answer = months
            .send(Task::RecordDailyProduction, &format!("no-{nth}"), body)
            .await;
        assert_eq!(answer.fault(), (status, slug, place));
    }
    let lost = with(day(day_entry()), "well_id", json!(uuid::Uuid::now_v7()));
    let answer = months
        .owner
        .send(&path(Task::RecordDailyProduction, ""), "no-9", &lost)
        .await;
    assert_eq!(answer.fault(), (404, "well-unknown", "/well_id"));

    let line = first.body["event_ids"][0].clone();
    let correction = |event: &Value, date: &str| json!({"corrects_event_id": event, "date": date, "entry": entry_with("oil_bbl", json!("41")), "reason": "misread"});
    let unknown = json!(uuid::Uuid::now_v7());
    let task = Task::CorrectDailyProduction;
    for (nth, (body, slug, place)) in [
        (
            correction(&unknown, "2026-02-15"),
            "corrected-event-unknown",
            "/corrects_event_id",
        ),
        (correction(&line, "2026-02-16"), "day-not-recorded", "/date"),
    ]
    .into_iter()
    .enumerate()
    {
        let answer = months.of(&id, task, &format!("c-{nth}"), &body).await;
        assert_eq!(answer.fault(), (422, slug, place));
    }
    let corrected = months
        .of(&id, task, "c-9", &correction(&line, "2026-02-15"))
        .await;
    assert_eq!(
        (corrected.status, &corrected.body["version"]),
        (200, &json!(2)),
        "{corrected:?}"
    );
    months.service.stop().await;
}

#[tokio::test]
async fn a_month_is_closed_opened_and_restated() {
    let months = Months::start().await;
    let id = months.recorded("m-1", month(&months.well, "2026-02")).await;
    let of = async |task: Task, key: &str, body: &Value| months.of(&id, task, key, body).await;
    let volumes = |oil: &str| {
        let mut volumes = with(month("", "2026-02"), "oil_bbl", json!(oil));
        for named in ["well_id", "completion", "month"] {
            volumes = with(volumes, named, None);
        }
        with(volumes, "reason", json!("meter proved wrong"))
    };
    let restate = |oil: &str| with(volumes(oil), "affected_reports", json!(["PR 2026-02"]));
    let lock = example(Task::LockProductionMonth);
    let unlock = example(Task::UnlockProductionMonth);
    let open = of(Task::RestateProduction, "r-1", &restate("1201")).await;
    assert_eq!(open.fault(), (422, "month-not-closed", "production_month_id"));
    let open = of(Task::UnlockProductionMonth, "u-1", &unlock).await;
    assert_eq!(open.fault(), (422, "month-not-locked", "production_month_id"));
    assert_eq!(of(Task::LockProductionMonth, "l-1", &lock).await.status, 200);
    let locked = of(Task::CorrectProductionMonth, "c-1", &volumes("1202")).await;
    assert_eq!(locked.fault(), (422, "month-locked", "production_month_id"));
    let restated = of(Task::RestateProduction, "r-2", &restate("1201")).await;
    assert_eq!(
        (restated.status, &restated.body["version"]),
        (200, &json!(3)),
        "{restated:?}"
    );
    let early = with(unlock.clone(), "effective_at", json!("2026-03-19T12:00:00Z"));
    let early = of(Task::UnlockProductionMonth, "u-2", &early).await;
    assert_eq!(early.fault(), (422, "unlocked-before-lock", "/effective_at"));
    assert_eq!(of(Task::UnlockProductionMonth, "u-3", &unlock).await.status, 200);
    let named = with(
        volumes("1203"),
        "corrects_event_id",
        restated.body["event_ids"][0].clone(),
    );
    assert_eq!(of(Task::CorrectProductionMonth, "c-2", &named).await.status, 200);
    let other = with(volumes("1204"), "corrects_event_id", json!(uuid::Uuid::now_v7()));
    let other = of(Task::CorrectProductionMonth, "c-3", &other).await;
    assert_eq!(
        other.fault(),
        (422, "corrected-event-unknown", "/corrects_event_id")
    );
    months.service.stop().await;
}

#[tokio::test]
async fn blanks_and_what_is_withheld_are_no_zeros() {
    let months = Months::start().await;
    let blank = with(
        with(month("", "2026-01"), "oil_bbl", json!(null)),
        "gas_mcf",
        json!("withheld"),
    );
    let blank = with(with(blank, "gas_base_psia", None), "days_on", json!("withheld"));
    let id = months.recorded("m-1", blank.clone()).await;
    let zero = months
        .send(
            Task::RecordProductionMonth,
            "m-2",
            with(blank, "oil_bbl", json!("0")),
        )
        .await;
    assert_eq!(zero.fault(), (422, "production-already-recorded", "/month"));
    let balance = months
        .of(&id, Task::BalanceGas, "b-1", &json!({"gas_well": false}))
        .await;
    assert_eq!(balance.fault(), (422, "quantity-withheld", "production_month_id"));
    let without_base = with(month("", "2026-02"), "gas_base_psia", None);
    let without_base = months
        .send(Task::RecordProductionMonth, "m-3", without_base)
        .await;
    assert_eq!(without_base.fault(), (422, "missing-field", "/gas_base_psia"));
    months.service.stop().await;
}

#[tokio::test]
async fn a_filing_is_taken_with_its_warnings_and_restated_by_the_next() {
    let months = Months::start().await;
    let filed = |document: &str, accepted: &str, oil: &str| {
        let mut body = with(example(Task::RecordProductionMonth), "oil_bbl", json!(oil));
        body["filing"]["document_number"] = json!(document);
        body["filing"]["accepted_on"] = json!(accepted);
        body
    };
    let id = months.recorded("f-1", filed("1", "2026-04-10", "1200")).await;
    let operator = months
        .service
        .speaker(&months.service.tenant, "pat", Role::Operator);
    let body = with(filed("2", "2026-05-26", "1300"), "well_id", json!(months.well));
    let refused = operator
        .send(&path(Task::RecordProductionMonth, ""), "f-0", &body)
        .await;
    assert_eq!(refused.fault(), (403, "role-not-permitted", "/filing"));
    let second = months
        .send(
            Task::RecordProductionMonth,
            "f-2",
            filed("2", "2026-05-26", "1300"),
        )
        .await;
    assert_eq!(
        (second.status, &second.body["version"]),
        (200, &json!(2)),
        "{second:?}"
    );
    let older = months
        .send(
            Task::RecordProductionMonth,
            "f-3",
            filed("3", "2026-04-20", "1400"),
        )
        .await;
    assert_eq!(older.fault(), (422, "document-older", "/filing/accepted_on"));
    let corrected = months
        .of(
            &id,
            Task::CorrectProductionMonth,
            "f-4",
            &with(example(Task::CorrectProductionMonth), "corrects_event_id", None),
        )
        .await;
    assert_eq!(corrected.fault(), (422, "month-filed", "production_month_id"));
    months.service.stop().await;
}
