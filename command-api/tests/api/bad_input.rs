//! Every kind of bad input has its own problem type and a pointer to the fault, and writes nothing.

use serde_json::{Value, json};
use uuid::Uuid;
use wellflow_http::Limits;

use crate::harness::{Service, month, proposal, with};

type Headers<'a> = &'a [(&'a str, &'a str)];

const JSON: [(&str, &str); 2] = [("Idempotency-Key", "bad"), ("Content-Type", "application/json")];

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "a table of cases")]
async fn faults_of_a_body_have_their_type_and_pointer() {
    let service = Service::start().await;
    let owner = service.owner();
    let well = owner.well("k-1").await;
    let before = service.written().await;

    let plan = |key: &str, value: Value| ("/wells".to_owned(), with(proposal(), key, value));
    let volume = |key: &str, value: Value| {
        (
            "/production-months/record".to_owned(),
            with(month(&well, "2026-02"), key, value),
        )
    };
    let spud = |body: Value| (format!("/wells/{well}/spud"), body);
    let shut_in = |body: Value| (format!("/wells/{well}/shut-in"), body);
    let cases = [
        (plan("surprise", json!(1)), "unknown-field", "/surprise"),
        (
            plan(
                "location",
                json!({"latitude": "1", "longitude": "1", "datum": "NAD83", "elevation": "3"}),
            ),
            "unknown-field",
            "/location/elevation",
        ),
        (
            ("/wells".into(), with(proposal(), "name", None)),
            "missing-field",
            "/name",
        ),
        (plan("name", json!(7)), "wrong-type", "/name"),
        (("/wells".into(), json!([])), "wrong-type", ""),
        (plan("name", json!("")), "invalid-text", "/name"),
        (
            plan("operator", json!("x".repeat(121))),
            "invalid-text",
            "/operator",
        ),
        (
            plan("api_number", json!("30-15-256350")),
            "invalid-api-number",
            "/api_number",
        ),
        (
            plan("api_number", json!("30-015-256350")),
            "invalid-api-number",
            "/api_number",
        ),
        (plan("well_id", json!("42")), "invalid-id", "/well_id"),
        (
            plan("well_id", json!(Uuid::nil().to_string())),
            "invalid-id",
            "/well_id",
        ),
        (
            plan("effective_at", json!("2026-02-30T00:00:00Z")),
            "invalid-date",
            "/effective_at",
        ),
        (
            plan("effective_at", json!("2026-02-03T00:00:00")),
            "invalid-date",
            "/effective_at",
        ),
        (
            plan("time_zone", json!("Central")),
            "invalid-location",
            "/time_zone",
        ),
        (plan("state", json!("Texas")), "invalid-location", "/state"),
        (plan("role", json!("coal")), "invalid-choice", "/role"),
        (
            plan(
                "location",
                json!({"latitude": "91", "longitude": "1", "datum": "NAD83"}),
            ),
            "invalid-location",
            "/location/latitude",
        ),
        (volume("oil_bbl", json!("-1")), "negative-volume", "/oil_bbl"),
        (
            volume("water_bbl", json!("-0.5")),
            "negative-volume",
            "/water_bbl",
        ),
        (volume("days_on", json!(-1)), "negative-volume", "/days_on"),
        (volume("days_on", json!(32)), "invalid-quantity", "/days_on"),
        (volume("days_on", json!(1.5)), "wrong-type", "/days_on"),
        (volume("days_on", json!(31)), "days-exceed-month", "/days_on"),
        (volume("oil_bbl", json!(12.5)), "wrong-type", "/oil_bbl"),
        (volume("gas_mcf", json!("1e3")), "invalid-quantity", "/gas_mcf"),
        (
            volume("gas_base_psia", json!("14.7")),
            "invalid-quantity",
            "/gas_base_psia",
        ),
        (volume("month", json!("2026-13")), "invalid-month", "/month"),
        (volume("completion", json!("")), "invalid-text", "/completion"),
        (
            spud(json!({"effective_at": "2025-02-01T00:00:00Z"})),
            "well-not-permitted",
            "well_id",
        ),
        (
            shut_in(json!({"effective_at": "2025-02-01T00:00:00Z", "reason": "broken"})),
            "invalid-choice",
            "/reason",
        ),
    ];
    for ((path, body), slug, place) in cases {
        let answer = owner.send(&path, "bad", &body).await;
        assert_eq!(answer.fault(), (422, slug, place), "{path} {body}");
    }
    assert_eq!(service.written().await, before);
    service.stop().await;
}

#[tokio::test]
async fn all_faults_of_a_body_are_reported_at_once() {
    let service = Service::start().await;
    let body = with(
        with(with(proposal(), "name", json!("")), "api_number", json!("123")),
        "effective_at",
        json!("soon"),
    );
    let answer = service.owner().send("/wells", "k-1", &body).await;
    assert_eq!((answer.status, answer.slug()), (422, "invalid-fields"));
    let errors = answer.body["errors"].as_array().unwrap();
    let faults: Vec<_> = errors
        .iter()
        .map(|error| {
            (
                error["pointer"].as_str().unwrap(),
                error["code"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        faults,
        [
            ("/effective_at", "invalid-date"),
            ("/name", "invalid-text"),
            ("/api_number", "invalid-api-number")
        ]
    );
    assert!(
        errors
            .iter()
            .all(|error| !error["detail"].as_str().unwrap().is_empty())
    );
    service.stop().await;
}

#[tokio::test]
async fn malformed_json_is_told_with_line_and_column() {
    let service = Service::start().await;
    let owner = service.owner();
    for body in [
        "",
        "{",
        "{\"name\":\"a\",}",
        "{} {}",
        "{\"name\":\"a\",\"name\":\"b\"}",
        "nul",
    ] {
        let answer = owner.send_raw("/wells", body, &JSON).await;
        assert_eq!((answer.status, answer.slug()), (400, "malformed-json"), "{body}");
        assert!(
            answer.body["line"].is_u64() && answer.body["column"].is_u64(),
            "{answer:?}"
        );
    }
    assert_eq!(service.written().await.events, 0);
    service.stop().await;
}

#[tokio::test]
async fn a_body_over_the_limit_is_refused() {
    let service = Service::with_limits(Limits {
        body: 1_000,
        batch_body: 2_000,
        batch_items: 3,
    })
    .await;
    let owner = service.owner();
    let large = with(proposal(), "name", json!("x".repeat(1_000)));
    assert_eq!(
        owner.send("/wells", "k-1", &large).await.fault(),
        (413, "body-too-large", "")
    );
    let batch =
        json!([{"idempotency_key": "k", "path": "/api/v1/wells", "body": {"name": "x".repeat(2_000)}}]);
    assert_eq!(
        owner.batch(batch.as_array().unwrap()).await.fault(),
        (413, "body-too-large", "")
    );
    let item = |key: &str| json!({"idempotency_key": key, "path": "/api/v1/wells", "body": proposal()});
    let four = [item("a"), item("b"), item("c"), item("d")];
    assert_eq!(owner.batch(&four).await.fault(), (413, "batch-too-large", ""));
    assert_eq!(service.written().await.events, 0);
    assert_eq!(owner.batch(&four[..3]).await.outcomes(), [(201, ""); 3]);
    // An item has the limit of a single command, and is refused alone.
    let large = with(item("e"), "body", json!({"name": "x".repeat(1_000)}));
    let answer = owner.batch(&[large, item("f")]).await;
    assert_eq!(answer.outcomes(), [(413, "body-too-large"), (201, "")]);
    assert_eq!(answer.body[0]["problem"]["limit_bytes"], 1_000);
    service.stop().await;
}

#[tokio::test]
async fn a_well_that_is_not_known_is_404() {
    let service = Service::start().await;
    let owner = service.owner();
    let unknown = Uuid::now_v7().to_string();
    let spud = owner
        .send(
            &format!("/wells/{unknown}/spud"),
            "k-1",
            &json!({"effective_at": "2025-02-01T00:00:00Z"}),
        )
        .await;
    assert_eq!(spud.fault(), (404, "well-unknown", "well_id"));
    let recorded = owner
        .send("/production-months/record", "k-2", &month(&unknown, "2026-02"))
        .await;
    assert_eq!(recorded.fault(), (404, "well-unknown", "/well_id"));
    assert_eq!(service.written().await.commands, 0);
    service.stop().await;
}

#[tokio::test]
async fn a_path_names_its_subject_in_one_way_and_takes_no_query() {
    let service = Service::start().await;
    let owner = service.owner();
    let well = owner.well("k-1").await;
    let permit = json!({"effective_at": "2025-01-10T12:00:00Z", "permit_number": "1"});
    let nil = Uuid::nil();
    let odd = [
        "42".to_owned(),
        nil.to_string(),
        well.replace('-', ""),
        format!("%7B{well}%7D"),
        format!("{well}%2F"),
        "%FF".to_owned(),
    ];
    for odd in odd {
        let answer = owner.send(&format!("/wells/{odd}/permit"), "k-2", &permit).await;
        assert_eq!(answer.fault(), (400, "invalid-parameter", "well_id"), "{odd}");
    }
    let answer = owner
        .send(&format!("/production-months/{nil}/lock"), "k-2", &permit)
        .await;
    assert_eq!(answer.fault(), (400, "invalid-parameter", "production_month_id"));
    let path = format!("/wells/{well}/permit");
    for (query, name) in [("force=true", "force"), ("%66orce", "force"), ("a=1&b=2", "a")] {
        let answer = owner.send(&format!("{path}?{query}"), "k-2", &permit).await;
        assert_eq!(answer.fault(), (400, "unknown-parameter", name), "{query}");
    }
    let batch = owner
        .send_raw(
            "/commands?dry_run=1",
            "[]",
            &[("Content-Type", "application/json")],
        )
        .await;
    assert_eq!(batch.fault(), (400, "unknown-parameter", "dry_run"));
    assert_eq!(service.written().await.commands, 1);
    // The segment is the one the router decoded.
    let encoded = format!("/wells/%{:02x}{}/permit?", well.as_bytes()[0], &well[1..]);
    assert_eq!(owner.send(&encoded, "k-2", &permit).await.status, 200);
    service.stop().await;
}

#[tokio::test]
async fn headers_that_are_missing_or_odd_are_named() {
    let service = Service::start().await;
    let owner = service.owner();
    let body = || proposal().to_string();
    let json = ("Content-Type", "application/json");
    let key = ("Idempotency-Key", "k-1");
    let cases: [(Headers<'_>, u16, &str, &str); 6] = [
        (&[json], 400, "idempotency-key-missing", "Idempotency-Key"),
        (
            &[json, ("Idempotency-Key", "a b")],
            400,
            "idempotency-key-invalid",
            "Idempotency-Key",
        ),
        (
            &[json, key, ("If-Match", "W/\"1\"")],
            400,
            "invalid-if-match",
            "If-Match",
        ),
        (
            &[json, key, ("If-Match", "*")],
            400,
            "invalid-if-match",
            "If-Match",
        ),
        (
            &[json, key, ("Wellflow-Source", "guess")],
            400,
            "invalid-header",
            "Wellflow-Source",
        ),
        (
            &[("Content-Type", "text/csv"), key],
            415,
            "unsupported-media-type",
            "Content-Type",
        ),
    ];
    for (headers, status, slug, place) in cases {
        assert_eq!(
            owner.send_raw("/wells", body(), headers).await.fault(),
            (status, slug, place),
            "{headers:?}"
        );
    }
    assert_eq!(service.written().await.commands, 0);
    service.stop().await;
}
