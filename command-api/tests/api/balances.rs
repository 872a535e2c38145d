//! Where product went, and whether stock and gas add up.

use serde_json::{Value, json};
use wellflow_command_api::Task;

use crate::examples::{example, joined};
use crate::harness::{month, with};
use crate::months::Months;

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "a table of cases")]
async fn gas_goes_somewhere_and_its_code_is_one() {
    let months = Months::start().await;
    let id = months
        .recorded("m-1", with(month("", "2026-02"), "gas_base_psia", json!("14.65")))
        .await;
    let balance = async |key: &str| {
        months
            .of(&id, Task::BalanceGas, key, &example(Task::BalanceGas))
            .await
    };
    let nowhere = balance("b-1").await;
    assert_eq!(
        nowhere.fault(),
        (422, "gas-out-of-balance", "production_month_id")
    );
    assert_eq!(nowhere.body["source"], "RRC Form PR (OGA086)");
    let disposed = |key: &str, value: Value| {
        let mut body = example(Task::DisposeProduct);
        body["disposition"][key] = value;
        body
    };
    let refused = [
        (
            disposed("code", json!("77")),
            "disposition-code-not-valid",
            "/disposition/code",
        ),
        (
            disposed("remark", json!(null)),
            "disposition-remark-missing",
            "/disposition/remark",
        ),
        (
            disposed("jurisdiction", json!("AK")),
            "disposition-codes-unknown",
            "/disposition/jurisdiction",
        ),
        (
            disposed("volume", json!({"bbl": "1"})),
            "unit-of-another-product",
            "/disposition/volume",
        ),
        (
            with(
                disposed("code", json!("10")),
                "corrects_event_id",
                json!(uuid::Uuid::now_v7()),
            ),
            "corrected-event-unknown",
            "/corrects_event_id",
        ),
        (
            with(disposed("code", json!("10")), "date", json!("2999-01-01")),
            "day-in-future",
            "/date",
        ),
    ];
    for (nth, (body, slug, place)) in refused.into_iter().enumerate() {
        let answer = months
            .send(Task::DisposeProduct, &format!("no-{nth}"), body)
            .await;
        assert_eq!(answer.fault(), (422, slug, place));
    }
    let flared = months
        .send(Task::DisposeProduct, "g-1", example(Task::DisposeProduct))
        .await;
    assert_eq!(flared.status, 200, "{flared:?}");
    let more = disposed("volume", json!({"gas": {"volume": "3300", "base_psia": "14.65"}}));
    let again = months.send(Task::DisposeProduct, "g-2", more.clone()).await;
    assert_eq!(again.fault(), (422, "disposition-already-recorded", "/reference"));
    assert_eq!(balance("b-2").await.status, 200);
    let corrected = with(more, "corrects_event_id", flared.body["event_ids"][0].clone());
    assert_eq!(
        months.send(Task::DisposeProduct, "g-3", corrected).await.status,
        200
    );
    assert_eq!(balance("b-3").await.fault().1, "gas-out-of-balance");
    months.service.stop().await;
}

#[tokio::test]
async fn a_stock_is_carried_over_from_the_month_before() {
    let months = Months::start().await;
    let oil = |of: &str| with(month("", of), "oil_bbl", json!("100"));
    let january = months.recorded("m-1", oil("2026-01")).await;
    let february = months.recorded("m-2", oil("2026-02")).await;
    let stock = |opening: Value| joined([json!({"product": "oil"}), json!({"opening": opening})]);
    let carried = || stock(json!({"kind": "of_earlier_month"}));
    let draw = async |id: &str, key: &str, body: Value| months.of(id, Task::ReconcileStock, key, &body).await;
    let unknown = draw(&february, "s-1", carried()).await;
    assert_eq!(unknown.fault(), (422, "opening-stock-unknown", "/opening"));
    let begun = draw(
        &january,
        "s-2",
        stock(json!({"kind": "stated", "bbl": "50", "reason": "first month"})),
    )
    .await;
    assert_eq!(begun.status, 200, "{begun:?}");
    let adjusted = draw(&february, "s-3", with(carried(), "adjustment_bbl", json!("-1"))).await;
    assert_eq!(
        adjusted.fault(),
        (422, "adjustment-without-reason", "/adjustment_reason")
    );
    let gauged = draw(&february, "s-4", with(carried(), "closing_bbl", json!("251"))).await;
    assert_eq!(gauged.fault(), (422, "stock-out-of-balance", "/closing_bbl"));
    let drawn = draw(&february, "s-5", with(carried(), "closing_bbl", json!("250"))).await;
    assert_eq!(
        (drawn.status, drawn.body["event_ids"].as_array().unwrap().len()),
        (200, 1),
        "{drawn:?}"
    );
    // Another opening stock than the closing one of the month before is a break, and is kept as one.
    let broken = draw(
        &february,
        "s-6",
        stock(json!({"kind": "stated", "bbl": "49", "reason": "gauged"})),
    )
    .await;
    assert_eq!(
        (broken.status, broken.body["event_ids"].as_array().unwrap().len()),
        (200, 2),
        "{broken:?}"
    );
    // So is one stated with the volumes.
    let stated = json!({"oil_stock": {"opening_bbl": "140", "closing_bbl": "240"}});
    let march = with(oil("2026-03"), "details", stated);
    let march = months.send(Task::RecordProductionMonth, "m-3", march).await;
    assert_eq!(
        (march.status, march.body["event_ids"].as_array().unwrap().len()),
        (201, 2),
        "{march:?}"
    );
    let out = json!({"oil_stock": {"opening_bbl": "240", "closing_bbl": "241"}});
    let april = months
        .send(
            Task::RecordProductionMonth,
            "m-4",
            with(oil("2026-04"), "details", out),
        )
        .await;
    assert_eq!(
        april.fault(),
        (422, "stock-out-of-balance", "/details/oil_stock/closing_bbl")
    );
    months.service.stop().await;
}
