//! What the completions of a property have in common: a month of it, and its stock ledger over months and tanks.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use chrono::{SecondsFormat, Utc};
use serde_json::{Value, json};
use uuid::Uuid;
use wellflow_domain::month::Month;
use wellflow_domain::property_month::{
    PropertyId, PropertyMonthEvent, PropertyMonthId, PropertyMonthLocked, PropertyStockDiscontinuityDetected,
    PropertyStockReconciled, TankGauged,
};
use wellflow_event_store::NewEvent;
use wellflow_http::Role;
use wellflow_runtime::RedisLink;

use crate::asked::*;

const KIND: &str = "property_month";

fn fact<F: Into<PropertyMonthEvent>>(fact: F) -> NewEvent {
    NewEvent::encode(&fact.into(), None).unwrap()
}

/// A stock of a month; opening + 2000 produced - 5 adjusted - 1500.5 run = closing.
fn stock(property: Uuid, month: Month, opening: &str, closing: &str) -> NewEvent {
    let changes = json!({
        "effective_at": month.last_day_start(zone()),
        "property": {"property_id": property, "month": month},
        "opening_bbl": opening, "closing_bbl": closing,
    });
    fact(sample::<PropertyStockReconciled>(
        "property_month/PropertyStockReconciled.v1.json",
        &changes,
    ))
}

fn gauge(property: Uuid, month: Month, tank: &str) -> NewEvent {
    let changes = json!({
        "effective_at": month.first_instant(zone()), "corrects_event_id": null,
        "property": {"property_id": property, "month": month}, "tank": tank,
    });
    fact(sample::<TankGauged>(
        "property_month/TankGauged.v1.json",
        &changes,
    ))
}

async fn append(api: &Api, property: Uuid, month: Month, expected: u64, events: Vec<NewEvent>) -> Uuid {
    let id = PropertyMonthId::of(PropertyId::new(property), month).as_uuid();
    api.field.append(KIND, id, expected, events).await;
    id
}

#[tokio::test]
async fn the_stock_ledger_goes_from_month_to_month_and_tells_where_it_breaks() {
    let api = Api::idle(RedisLink::absent()).await;
    let property = Uuid::now_v7();
    let (january, march) = (Month::parse("2024-01").unwrap(), Month::parse("2024-03").unwrap());
    let month = append(
        &api,
        property,
        january,
        0,
        vec![
            gauge(property, january, "T1"),
            gauge(property, january, "T2"),
            stock(property, january, "100", "594.5"),
        ],
    )
    .await;
    let before = Utc::now().to_rfc3339_opts(SecondsFormat::Micros, true);
    let broken = sample::<PropertyStockDiscontinuityDetected>(
        "property_month/PropertyStockDiscontinuityDetected.v1.json",
        &json!({"effective_at": march.last_day_start(zone()), "earlier_month": "2024-02",
                "earlier_closing_bbl": "594.5", "opening_bbl": "600"}),
    );
    let events = vec![stock(property, march, "600", "1094.5"), fact(broken)];
    append(&api, property, march, 0, events).await;

    let path = format!("/properties/{property}/stock?from=2023-12&to=2024-03");
    let ledger = api.ok(&path).await.body;
    let months = ledger["months"].as_array().unwrap();
    let told: Vec<_> = months
        .iter()
        .map(|month| {
            let stock = &month["stocks"][0];
            let text = |name: &str| stock[name].as_str().unwrap().to_owned();
            (
                month["month"].as_str().unwrap(),
                text("opening_bbl"),
                text("closing_bbl"),
            )
        })
        .collect();
    let expected = [
        ("2024-01", "100".to_owned(), "594.5".to_owned()),
        ("2024-03", "600".to_owned(), "1094.5".to_owned()),
    ];
    assert_eq!(told, expected);
    assert_eq!(months[1]["discontinuities"][0]["earlier_closing_bbl"], "594.5");
    let tanks: Vec<&String> = months[0]["tanks"].as_object().unwrap().keys().collect();
    assert_eq!(tanks, ["T1", "T2"]);

    let then = api.ok(&format!("{path}&as_of={before}")).await;
    assert_eq!(then.is_final.as_deref(), Some("true"));
    assert_eq!(then.body["months"].as_array().unwrap().len(), 1);
    let none = api.ok(&format!("{path}&product=condensate")).await.body;
    assert_eq!(none["months"][0]["stocks"], json!([]));

    let one = api.ok(&format!("/property-months/{month}")).await.body;
    api.knows(&format!("/property-months/{month}")).await;
    assert_eq!(one["property_month_id"], json!(month));
    assert_eq!(one["stocks"], months[0]["stocks"]);
    assert_eq!(one["version"], 3);
    let first = api
        .ok(&format!("/property-months/{month}?at_version=1"))
        .await
        .body;
    assert_eq!(
        (first["gauges"].as_array().unwrap().len(), &first["stocks"]),
        (1, &json!([]))
    );
    api.stop().await;
}

#[tokio::test]
async fn what_happened_to_a_month_is_told_page_by_page_to_those_who_read_events() {
    let api = Api::idle(RedisLink::absent()).await;
    let (property, january) = (Uuid::now_v7(), Month::parse("2024-01").unwrap());
    let gauges = ["T1", "T2", "T3"].map(|tank| gauge(property, january, tank));
    let month = append(&api, property, january, 0, gauges.into()).await;
    let events = api
        .ok(&format!("/property-months/{month}/events?limit=2"))
        .await
        .body;
    let types: Vec<&Value> = (0..2).map(|nth| &events["items"][nth]["event_type"]).collect();
    assert_eq!(types, ["TankGauged", "TankGauged"], "{events}");
    assert_eq!(events["next_after_version"], 2);
    let viewer = api.request_as(
        &api.field.tenant,
        Role::Viewer,
        &format!("/property-months/{month}/events"),
    );
    assert_eq!(viewer.send().await.unwrap().status(), 403);
    api.stop().await;
}

#[tokio::test]
async fn a_lock_is_a_change_with_an_event_and_a_bad_question_is_refused_by_name() {
    let api = Api::idle(RedisLink::absent()).await;
    let property = Uuid::now_v7();
    let january = Month::parse("2024-01").unwrap();
    let locked = fact(PropertyMonthLocked {
        effective_at: at("2024-02-10T15:00:00Z"),
    });
    let month = append(
        &api,
        property,
        january,
        0,
        vec![gauge(property, january, "T1"), locked],
    )
    .await;
    let path = format!("/property-months/{month}/changes?pointer=/locked_since");
    let changes = api.ok(&path).await.body;
    let last: &Value = changes["items"].as_array().unwrap().last().unwrap();
    assert_eq!(last["cause"]["event_type"], "PropertyMonthLocked");
    assert_eq!(last["operations"][0]["value"], "2024-02-10T15:00:00Z");

    let unknown = Uuid::now_v7();
    for (path, slug, parameter) in [
        (
            format!("/property-months/{unknown}"),
            "property-month-unknown",
            "property_month_id",
        ),
        (
            format!("/properties/{property}/stock?from=2024-02&to=2024-01"),
            "invalid-parameter",
            "from",
        ),
        (
            format!("/properties/{property}/stock?from=1990-01&to=2024-01"),
            "invalid-parameter",
            "from",
        ),
        (
            format!("/properties/{property}/stock?product=beer"),
            "invalid-parameter",
            "product",
        ),
        (
            format!("/property-months/{month}?as_of=1999-01-01T00:00:00Z"),
            "property-month-not-yet-known",
            "as_of",
        ),
    ] {
        let (_, found, named) = api.refused(&path).await;
        assert_eq!(
            (found.as_str(), named.as_deref()),
            (slug, Some(parameter)),
            "{path}"
        );
    }
    let agency = api.request_as(
        &api.field.tenant,
        Role::Regulator,
        &format!("/property-months/{month}"),
    );
    let refused = Answer::of(agency.send().await.unwrap()).await.refusal();
    assert_eq!((refused.0, refused.1.as_str()), (403, "role-not-permitted"));
    api.stop().await;
}
