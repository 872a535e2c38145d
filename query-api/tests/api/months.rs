//! One production month: its days, its balance, its warnings, and what its source had reported by a day.

#![expect(
    clippy::unwrap_used,
    clippy::too_many_lines,
    reason = "a test stops at the first surprise, and tells one story from beginning to end"
)]

use serde_json::{Value, json};
use uuid::Uuid;
use wellflow_decider::Decider;
use wellflow_domain::production_month::{
    ProductionMonth, ProductionMonthEvent, ProductionRecorded, ProductionRestated, StockReconciled,
};
use wellflow_event_store::NewEvent;
use wellflow_http::Role;

use crate::asked::*;

const KIND: &str = ProductionMonth::KIND;

/// An event as its source reported it.
fn reported(fact: impl Into<ProductionMonthEvent>, on: &str) -> NewEvent {
    NewEvent::encode(&fact.into(), Some(at(on))).unwrap()
}

/// November 2025 as filed in January 2026, and again on 26 May 2026; both come to be known here long after.
async fn filed_twice(api: &Api) -> (Uuid, u64) {
    let well = Uuid::now_v7();
    let (id, _) = recorded(well, "A1", "2025-11", "0", None);
    let month = json!({
        "well_id": well,
        "completion": "A1",
        "month": "2025-11",
        "effective_at": "2025-11-30T06:00:00Z",
        "filing": {"document_number": "404046367", "accepted_on": "2025-12-29"},
        "volumes": {"oil_bbl": "51", "water_bbl": "withheld"},
    });
    let first: ProductionRecorded = sample("production_month/ProductionRecorded.v2.json", &month);
    let again = json!({
        "effective_at": "2025-11-30T06:00:00Z",
        "filing": {"document_number": "404226811", "accepted_on": "2026-05-26", "revised": true},
        "volumes": {"oil_bbl": "60"},
    });
    let again: ProductionRestated = sample("production_month/ProductionRestated.v1.json", &again);
    let events = vec![
        reported(first, "2025-12-29T06:00:00Z"),
        reported(again, "2026-05-26T05:00:00Z"),
    ];
    let last = api.field.append(KIND, id, 0, events).await;
    (id, last)
}

#[tokio::test]
async fn a_restatement_is_not_seen_before_its_source_made_it() {
    let api = Api::start().await;
    let (id, last) = filed_twice(&api).await;
    let path = format!("/production-months/{id}");
    let now = api.at_least(&path, last).await;
    assert_eq!(
        (
            &now.body["oil_bbl"],
            &now.body["restatements"][0]["deltas"]["oil_bbl"]
        ),
        (&json!("60"), &json!("9"))
    );
    assert_eq!(now.body["reported_at"], "2026-05-26T05:00:00Z");
    let events = api.ok(&format!("{path}/events")).await.body;
    let types: Vec<&Value> = (0..2).map(|nth| &events["items"][nth]["event_type"]).collect();
    assert_eq!(types, ["ProductionRecorded", "ProductionRestated"]);
    for item in events["items"].as_array().unwrap() {
        for said in ["actor", "source", "correlation_id", "command_id", "data"] {
            assert!(!item[said].is_null(), "{said}: {item}");
        }
    }
    api.knows(&format!("{path}/events")).await;
    let told = |answer: &Answer| -> Value {
        json!([
            answer.body["oil_bbl"],
            answer.body["filing"]["document_number"],
            answer.body["restatements"].as_array().map(Vec::len),
            answer.body["version"],
            answer.body["reported_at"],
        ])
    };
    let before = json!(["51", "404046367", 0, 1, "2025-12-29T06:00:00Z"]);
    let after = json!(["60", "404226811", 1, 2, "2026-05-26T05:00:00Z"]);
    for (day, expected) in [
        ("2026-01-01", &before),
        ("2025-12-29", &before),
        ("2026-05-25", &before),
        // The day is the well's own: the restatement was made in its first minute.
        ("2026-05-26", &after),
        ("2999-01-01", &after),
    ] {
        let answer = api.ok(&format!("{path}?as_reported_on={day}")).await;
        assert_eq!(&told(&answer), expected, "{day}");
        // More may yet come to be known of that day.
        assert_eq!(answer.cache_control.as_deref(), Some("private, no-store"));
        assert_eq!((answer.etag, answer.is_final), (None, None));
    }
    let refused = Answer::of(api.get(&format!("{path}?as_reported_on=2025-12-28")).await).await;
    assert_eq!(refused.body["first_known_at"], "2025-12-29T06:00:00.000000Z");
    assert_eq!(
        refused.refusal(),
        (
            404,
            "production-month-not-yet-known".to_owned(),
            Some("as_reported_on".to_owned())
        )
    );
    // What the source says of its dates is not what was known here.
    let refused = api.refused(&format!("{path}?as_of=2026-06-01T00:00:00Z")).await;
    assert_eq!(
        (refused.0, refused.1.as_str(), refused.2.as_deref()),
        (404, "production-month-not-yet-known", Some("as_of"))
    );

    // Once something is recorded after the instant, what was known at it is final.
    let instant = now.body["recorded_at"].as_str().unwrap().to_owned();
    filed_twice(&api).await;
    let both = format!("{path}?as_of={instant}&as_reported_on=2026-01-01");
    let answer = api.ok(&both).await;
    assert_eq!(
        (told(&answer), answer.is_final.as_deref()),
        (before, Some("true"))
    );
    let tag = answer.etag.unwrap();
    let again = api
        .request(&both)
        .header("If-None-Match", tag)
        .send()
        .await
        .unwrap();
    assert_eq!(again.status(), 304);
    api.stop().await;
}

#[tokio::test]
async fn a_well_is_told_as_it_was_reported() {
    let api = Api::start().await;
    let id = Uuid::now_v7();
    let facts = [
        (
            proposed(id, "Bluebell 1", at("2020-01-01T06:00:00Z")),
            "2020-01-05T06:00:00Z",
        ),
        (permitted(at("2020-02-01T06:00:00Z")), "2020-03-01T05:59:59Z"),
        (spudded(at("2020-03-01T06:00:00Z")), "2020-06-01T05:00:00Z"),
    ];
    let events = facts
        .iter()
        .map(|(fact, on)| NewEvent::encode(fact, Some(at(on))).unwrap())
        .collect();
    let last = api.field.append("well", id, 0, events).await;
    let path = format!("/wells/{id}");
    assert_eq!(api.at_least(&path, last).await.body["status"], "drilling");
    for (query, status) in [
        ("as_reported_on=2020-01-05", "proposed"),
        ("as_reported_on=2020-02-28", "proposed"),
        ("as_reported_on=2020-02-29", "permitted"),
        ("as_reported_on=2020-05-31", "permitted"),
        ("as_reported_on=2020-06-01", "drilling"),
        ("as_reported_on=2020-06-01&effective_on=2020-02-10", "permitted"),
        ("as_reported_on=2020-06-01&effective_on=2020-01-31", "proposed"),
    ] {
        assert_eq!(
            api.ok(&format!("{path}?{query}")).await.body["status"],
            status,
            "{query}"
        );
    }
    for (query, status, slug, parameter) in [
        (
            "as_reported_on=2020-01-04",
            404,
            "well-not-yet-known",
            "as_reported_on",
        ),
        ("as_reported_on=soon", 400, "invalid-parameter", "as_reported_on"),
        (
            "as_reported_on=2020-06-01&at_version=1",
            400,
            "conflicting-parameters",
            "as_reported_on",
        ),
    ] {
        let refused = api.refused(&format!("{path}?{query}")).await;
        assert_eq!(
            (refused.0, refused.1.as_str(), refused.2.as_deref()),
            (status, slug, Some(parameter)),
            "{query}"
        );
    }
    api.stop().await;
}

#[tokio::test]
async fn a_month_tells_its_days_its_balance_and_what_is_odd() {
    let api = Api::start().await;
    let well = Uuid::now_v7();
    let (id, line) = daily(well, "A1", "2021-01-15", &json!({}));
    let last = api.field.append(KIND, id, 0, vec![encode(line)]).await;
    let path = format!("/production-months/{id}");
    let running = api.at_least(&path, last).await;
    assert_eq!(
        (
            &running.body["recorded"],
            &running.body["oil_bbl"],
            &running.body["production_month_id"]
        ),
        (&json!(false), &json!(null), &json!(id))
    );
    assert_eq!(running.body["days"][0]["oil_bbl"], "40.5");
    assert_eq!(running.body["daily_total"]["oil_bbl"]["stated"], "40.5");
    assert_eq!(running.etag.as_deref(), Some("\"1\""));

    let month = json!({
        "well_id": well,
        "completion": "A1",
        "month": "2021-01",
        "effective_at": "2021-01-31T06:00:00Z",
        "volumes": {"oil_bbl": "51", "water_bbl": "51"},
        "warnings": [{"rule": "volume-without-days"}],
    });
    let recorded: ProductionRecorded = sample("production_month/ProductionRecorded.v2.json", &month);
    let stock: StockReconciled = sample(
        "production_month/StockReconciled.v1.json",
        &json!({"effective_at": "2021-01-31T06:00:00Z"}),
    );
    let last = api
        .field
        .append(KIND, id, 1, vec![encode(recorded), encode(stock)])
        .await;
    let whole = api.at_least(&path, last).await;
    assert_eq!(
        (
            &whole.body["stocks"][0]["closing_bbl"],
            &whole.body["warnings"][0]["rule"]
        ),
        (&json!("46"), &json!("volume-without-days"))
    );
    assert_eq!(
        (
            &whole.body["water_cut"],
            &whole.body["recorded"],
            &whole.body["version"]
        ),
        (&json!("0.5"), &json!(true), &json!(3))
    );
    assert_eq!(whole.body["days"].as_array().unwrap().len(), 1);
    let again = api
        .request(&path)
        .header("If-None-Match", "\"3\"")
        .send()
        .await
        .unwrap();
    assert_eq!(again.status(), 304);
    let listed = api.ok(&format!("/wells/{well}/production")).await;
    api.knows(&format!("/wells/{well}/production")).await;
    let listed = &listed.body["months"][0]["completions"][0];
    assert_eq!(
        (&listed["stocks"][0]["closing_bbl"], &listed["document_number"]),
        (&json!("46"), &json!("404046367"))
    );

    for (asked, status, slug) in [
        (
            format!("/production-months/{}", Uuid::now_v7()),
            404,
            "production-month-unknown",
        ),
        ("/production-months/7".to_owned(), 400, "invalid-parameter"),
        (format!("{path}?as_of=never"), 400, "invalid-parameter"),
        (
            format!("{path}?as_of=2999-01-01T00:00:00Z"),
            400,
            "as-of-in-future",
        ),
        (
            format!("{path}?as_reported_on=2021-02-30"),
            400,
            "invalid-parameter",
        ),
        (format!("{path}?held_on=2021-02-01"), 400, "unknown-parameter"),
        (format!("{path}?at_version=9"), 404, "version-unknown"),
        (
            format!("{path}?at_version=1&effective_on=2021-02-01"),
            400,
            "conflicting-parameters",
        ),
        (
            format!("{path}?effective_on=2021-01-14"),
            404,
            "production-month-not-yet-known",
        ),
        (
            format!("/production-months/{}?as_reported_on=2021-02-01", Uuid::now_v7()),
            404,
            "production-month-unknown",
        ),
    ] {
        let refused = api.refused(&asked).await;
        assert_eq!((refused.0, refused.1.as_str()), (status, slug), "{asked}");
    }
    let stranger = api.field.db.organization("stranger").await;
    for asked in [path.clone(), format!("{path}?as_reported_on=2999-01-01")] {
        let theirs = api
            .request_as(&stranger, Role::Owner, &asked)
            .send()
            .await
            .unwrap();
        assert_eq!(Answer::of(theirs).await.refusal().1, "production-month-unknown");
    }
    let regulator = api
        .request_as(&api.field.tenant, Role::Regulator, &path)
        .send()
        .await;
    assert_eq!(regulator.unwrap().status(), 403);
    api.stop().await;
}

#[tokio::test]
async fn a_month_is_told_of_a_day_and_at_a_version_and_has_mementos() {
    let api = Api::start().await;
    let (id, event) = recorded(Uuid::now_v7(), "A1", "2021-01", "10.25", None);
    let mut last = api.field.append(KIND, id, 0, vec![event]).await;
    let mut recorded_at = Vec::new();
    for (version, event) in [
        (1, corrected("2021-01", "11.5")),
        (2, locked(at("2021-03-01T00:00:00Z"))),
    ] {
        recorded_at.push(
            api.field
                .reader
                .tip(&api.field.tenant)
                .await
                .unwrap()
                .unwrap()
                .recorded_at,
        );
        last = api.field.append(KIND, id, version, vec![event]).await;
    }
    let path = format!("/production-months/{id}");
    let now = api.at_least(&path, last).await;
    assert_eq!(now.body["locked_since"], "2021-03-01T00:00:00Z");
    // By the end of a day where the well lies: the month counts from its last day on, and the lock is of 28 February there.
    for (query, oil, lock, version) in [
        ("effective_on=2021-01-31".to_owned(), "11.5", Value::Null, 2),
        ("effective_on=2021-02-27".to_owned(), "11.5", Value::Null, 2),
        (
            "effective_on=2021-02-28".to_owned(),
            "11.5",
            json!("2021-03-01T00:00:00Z"),
            3,
        ),
        (
            format!("effective_on=2030-01-01&as_of={}", recorded_at[0].to_rfc3339()).replace('+', "%2B"),
            "10.25",
            Value::Null,
            1,
        ),
        ("at_version=1".to_owned(), "10.25", Value::Null, 1),
        ("at_version=2".to_owned(), "11.5", Value::Null, 2),
        (
            "at_version=3".to_owned(),
            "11.5",
            json!("2021-03-01T00:00:00Z"),
            3,
        ),
    ] {
        let then = api.ok(&format!("{path}?{query}")).await.body;
        assert_eq!(
            (&then["oil_bbl"], &then["locked_since"], &then["version"]),
            (&json!(oil), &lock, &json!(version)),
            "{query}"
        );
    }
    let refused = api.refused(&format!("{path}?effective_on=2021-01-30")).await;
    assert_eq!(
        (refused.1.as_str(), refused.2.as_deref()),
        ("production-month-not-yet-known", Some("effective_on"))
    );
    // A version never changes.
    let fixed = api.ok(&format!("{path}?at_version=2")).await;
    assert!(fixed.etag.is_some() && fixed.cache_control.unwrap().contains("immutable"));

    let map = api
        .request(&format!("{path}/timemap"))
        .header("Accept", "application/json")
        .send();
    let map = Answer::of(map.await.unwrap()).await.body;
    let mementos = map["mementos"].as_array().unwrap();
    assert_eq!(mementos.len(), 3, "{map:#}");
    let first = mementos[0]["uri"].as_str().unwrap().trim_start_matches("/api/v1");
    assert_eq!(api.ok(first).await.body["oil_bbl"], "10.25");
    let gate = api
        .request_unfollowed(&format!("{path}/timegate"))
        .send()
        .await
        .unwrap();
    assert_eq!(gate.status(), 302);
    let trail = api.ok(&format!("{path}/changes?pointer=/oil_bbl")).await.body;
    let values: Vec<&Value> = trail["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| &item["operations"][0])
        .collect();
    assert_eq!(
        (values.len(), &values[1]["was"], &values[1]["value"]),
        (2, &json!("10.25"), &json!("11.5"))
    );
    let evidence = api.get(&format!("{path}/evidence")).await;
    assert_eq!(evidence.status(), 200);
    api.stop().await;
}
