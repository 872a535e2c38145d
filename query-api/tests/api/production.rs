//! Volumes: series, sums, and corrections.

#![expect(
    clippy::too_many_lines,
    reason = "a test stops at the first surprise, and tells one story from beginning to end"
)]

use serde_json::json;
use uuid::Uuid;
use wellflow_decider::Decider;
use wellflow_domain::production_month::ProductionMonth;
use wellflow_http::Role;

use crate::asked::*;

#[tokio::test]
async fn volumes_add_up_exactly_and_follow_corrections() {
    let api = Api::start().await;
    let (one, two) = (Uuid::now_v7(), Uuid::now_v7());
    for (id, name) in [(one, "Bluebell 1"), (two, "Aster 2")] {
        api.field
            .well(id, 0, &[proposed(id, name, at("2020-01-01T06:00:00Z"))])
            .await;
    }
    let mut last = 0;
    for (well, completion, month, oil, lease) in [
        (one, "A1", "2021-01", "10.25", Some("G1")),
        (one, "A2", "2021-01", "0.0001", Some("G1")),
        (one, "A1", "2021-02", "20", Some("G1")),
        (two, "B1", "2021-02", "30", Some("G2")),
        (two, "B1", "2021-03", "40", None),
    ] {
        let (id, event) = recorded(well, completion, month, oil, lease);
        last = api.field.append(ProductionMonth::KIND, id, 0, vec![event]).await;
    }
    let totals = api.at_least("/production/totals", last).await;
    assert_eq!(totals.body["oil_bbl"], "100.2501");
    assert_eq!(
        (&totals.body["gas_mcf"], &totals.body["gas_base_psia"]),
        (&json!("502.5"), &json!("14.73"))
    );
    assert_eq!(
        (&totals.body["water_bbl"], &totals.body["completion_months"]),
        (&json!("35"), &json!(5))
    );
    for (query, oil) in [
        ("from=2021-02".to_owned(), json!("90")),
        ("to=2021-01".to_owned(), json!("10.2501")),
        ("from=2021-02&to=2021-02".to_owned(), json!("50")),
        (format!("well_id={two}"), json!("70")),
        ("lease=G1".to_owned(), json!("30.2501")),
        // Nobody stated anything.
        (format!("lease=G1&well_id={two}"), json!(null)),
        ("operator=Nobody".to_owned(), json!(null)),
    ] {
        assert_eq!(
            api.ok(&format!("/production/totals?{query}")).await.body["oil_bbl"],
            oil,
            "{query}"
        );
    }

    let series = api.ok("/production/monthly").await;
    api.knows("/production/monthly").await;
    let oil: Vec<_> = series.body["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| (&it["month"], &it["oil_bbl"]))
        .collect();
    let expected =
        [("2021-01", "10.2501"), ("2021-02", "50"), ("2021-03", "40")].map(|(m, o)| (json!(m), json!(o)));
    assert_eq!(
        oil,
        expected
            .iter()
            .map(|(month, oil)| (month, oil))
            .collect::<Vec<_>>()
    );

    let well = api.ok(&format!("/wells/{one}/production")).await;
    assert_eq!(well.body["total"]["oil_bbl"], "30.2501");
    let january = &well.body["months"][0];
    assert_eq!(
        (&january["month"], &january["oil_bbl"], &january["days_on"]),
        (&json!("2021-01"), &json!("10.2501"), &json!(20))
    );
    assert_eq!(january["completions"].as_array().unwrap().len(), 2);
    assert_eq!(january["completions"][0]["completion"], "A1");
    assert_eq!(january["completions"][0]["locked"], false);
    assert_eq!(
        api.ok(&format!("/wells/{one}/production?from=2021-03"))
            .await
            .body["months"],
        json!([])
    );

    let (id, _) = recorded(one, "A1", "2021-01", "0", None);
    let events = vec![corrected("2021-01", "11.25"), locked(at("2021-03-01T00:00:00Z"))];
    let last = api.field.append(ProductionMonth::KIND, id, 1, events).await;
    let well = api.at_least(&format!("/wells/{one}/production"), last).await;
    let completion = &well.body["months"][0]["completions"][0];
    assert_eq!(
        (
            &completion["oil_bbl"],
            &completion["locked"],
            &completion["version"]
        ),
        (&json!("11.25"), &json!(true), &json!(3))
    );

    let stranger = api.field.db.organization("stranger").await;
    let theirs = api
        .request_as(&stranger, Role::Owner, "/production/totals")
        .send()
        .await
        .unwrap();
    assert_eq!(Answer::of(theirs).await.body["oil_bbl"], json!(null));
    let regulator = api
        .request_as(&api.field.tenant, Role::Regulator, "/production/totals")
        .send()
        .await
        .unwrap();
    assert_eq!(regulator.status(), 403);
    api.stop().await;
}
