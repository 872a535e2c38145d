//! The walkthroughs of ARCHITECTURE.md, against one process and against three.
#![expect(clippy::unwrap_used, reason = "a test fails loudly")]

use chrono::Utc;
use serde_json::{Value, json};
use uuid::Uuid;
use wellflow_e2e::{Answer, Client, Installation};
use wellflow_testkit::TestDatabase;

#[tokio::test(flavor = "multi_thread")]
async fn one_process_passes_every_walk() {
    let installation = Installation::one_process(true).await;
    every_walk(&installation.client).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn three_processes_pass_every_walk() {
    let installation = Installation::three_processes().await;
    every_walk(&installation.client).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn read_models_in_another_database_pass_every_walk() {
    let reads = TestDatabase::empty().await;
    let url = reads.url("postgres");
    let settings = [("WELLFLOW_READ_DATABASE_URL", url.as_str())];
    let installation = Installation::three_processes_with(&settings).await;
    every_walk(&installation.client).await;
}

async fn every_walk(client: &Client) {
    Box::pin(a_well_lives_from_proposal_to_plugging_and_is_read_at_any_instant(
        client,
    ))
    .await;
    Box::pin(a_months_production_is_recorded_corrected_and_locked(client)).await;
    Box::pin(a_stale_command_conflicts_and_a_repeated_one_is_answered_again(
        client,
    ))
    .await;
    Box::pin(a_batch_answers_every_item_by_itself(client)).await;
    Box::pin(bad_input_is_named_and_nothing_is_written(client)).await;
}

/// A well in Midland County, Texas.
fn proposal(number: u32) -> Value {
    json!({
        "effective_at": "2024-01-02T08:00:00-06:00", "name": format!("University {number} 1H"),
        "api_number": format!("42-329-{number:05}"), "operator": "Mesa Verde Operating", "lease": "University 12",
        "location": {"latitude": "31.997300", "longitude": "-102.077900", "datum": "NAD83"},
        "time_zone": "America/Chicago", "role": "oil"
    })
}

async fn propose(client: &Client, number: u32) -> (String, Answer) {
    let answer = client.post("/api/v1/wells", &proposal(number)).await.expect(201);
    let id = answer.text("well_id").to_owned();
    assert!(answer.header("location").ends_with(&id));
    (id, answer)
}

async fn task(client: &Client, well: &str, task: &str, body: Value) -> Answer {
    client
        .post(&format!("/api/v1/wells/{well}/{task}"), &body)
        .await
        .expect(200)
}

/// A fresh number for a well, so that walks over one database do not meet.
fn fresh() -> u32 {
    u32::try_from(Uuid::new_v4().as_u128() % 89_999).unwrap_or(0) + 10_000
}

#[expect(
    clippy::too_many_lines,
    reason = "a walk is read from its beginning to its end"
)]
async fn a_well_lives_from_proposal_to_plugging_and_is_read_at_any_instant(client: &Client) {
    let (id, proposed) = propose(client, fresh()).await;
    assert_eq!(
        (proposed.header("etag"), &proposed.body["version"]),
        ("\"1\"", &json!(1))
    );
    let steps = [
        (
            "permit",
            json!({"effective_at": "2024-02-01T00:00:00-06:00", "permit_number": "W-1 887766"}),
            "permitted",
        ),
        (
            "spud",
            json!({"effective_at": "2024-03-01T06:30:00-06:00", "rig": "Patterson 270"}),
            "drilling",
        ),
        (
            "total-depth",
            json!({"effective_at": "2024-03-20T00:00:00-05:00", "measured_depth_ft": "19850.00",
                   "true_vertical_depth_ft": "9120.50"}),
            "drilled",
        ),
        (
            "complete",
            json!({"effective_at": "2024-05-02T00:00:00-05:00", "completion": "1H-WOLFCAMP A", "zone": "Wolfcamp A",
                   "top_md_ft": "9800", "bottom_md_ft": "19700"}),
            "completed",
        ),
        (
            "first-production",
            json!({"effective_at": "2024-05-20T00:00:00-05:00"}),
            "producing",
        ),
        (
            "shut-in",
            json!({"effective_at": "2024-09-01T00:00:00-05:00", "reason": "weather"}),
            "shut_in",
        ),
        (
            "resume-production",
            json!({"effective_at": "2024-09-10T00:00:00-05:00"}),
            "producing",
        ),
        (
            "shut-in",
            json!({"effective_at": "2025-02-01T00:00:00-06:00", "reason": "economic"}),
            "shut_in",
        ),
        (
            "temporarily-abandon",
            json!({"effective_at": "2025-03-01T00:00:00-06:00"}),
            "temporarily_abandoned",
        ),
        (
            "return-to-service",
            json!({"effective_at": "2025-06-01T00:00:00-05:00"}),
            "shut_in",
        ),
        (
            "plug",
            json!({
                "effective_at": "2025-08-15T00:00:00-05:00",
                "authority": {"kind": "emergency", "reason": "casing leak", "oral_approval": "district office"}
            }),
            "plugged_and_abandoned",
        ),
    ];
    let path = format!("/api/v1/wells/{id}");
    let mut known_before = Vec::new();
    let mut status = "proposed".to_owned();
    for (task_name, body, after) in steps {
        known_before.push((Utc::now(), status));
        let done = task(client, &id, task_name, body).await;
        let now = client.get_after(&path, done.position()).await.expect(200);
        assert_eq!(now.text("status"), after, "after {task_name}");
        status = after.to_owned();
    }
    // What was known when: each instant still gives the status of its moment.
    for (instant, status) in &known_before {
        let instant = instant.format("%Y-%m-%dT%H:%M:%S%.6fZ");
        let then = client
            .get(&format!("{path}?as_of={instant}&effective_on=2026-01-01"))
            .await
            .expect(200);
        assert_eq!(then.text("status"), status, "as of {instant}");
    }
    // When it was so in the field, as known now.
    let days = [
        ("2024-01-02", "proposed"),
        ("2024-03-01", "drilling"),
        ("2024-05-19", "completed"),
        ("2024-05-20", "producing"),
        ("2024-09-05", "shut_in"),
        ("2025-05-31", "temporarily_abandoned"),
        ("2025-08-15", "plugged_and_abandoned"),
    ];
    for (day, status) in days {
        assert_eq!(
            client
                .get(&format!("{path}?effective_on={day}"))
                .await
                .expect(200)
                .text("status"),
            status,
            "{day}"
        );
    }
    assert_eq!(
        client
            .get(&format!("{path}?at_version=3"))
            .await
            .expect(200)
            .text("status"),
        "drilling"
    );
    let events = client.get(&format!("{path}/events")).await.expect(200);
    let types: Vec<&str> = events.body["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| e["event_type"].as_str().unwrap())
        .collect();
    assert_eq!(types.len(), 12);
    assert_eq!((types[0], types[11]), ("WellProposed", "WellPlugged"));
    client
        .get(&format!("{path}?effective_on=2024-01-01"))
        .await
        .expect_problem(404, "well-not-yet-known");
}

async fn a_months_production_is_recorded_corrected_and_locked(client: &Client) {
    let (id, _) = propose(client, fresh()).await;
    let month = json!({
        "well_id": id, "completion": "1H-WOLFCAMP A", "month": "2024-06", "days_on": 30, "oil_bbl": "21500.25",
        "gas_mcf": "48000", "gas_base_psia": "14.65", "water_bbl": "60250.5", "injection": "0"
    });
    let recorded = client
        .post("/api/v1/production-months/record", &month)
        .await
        .expect(201);
    let totals = format!("/api/v1/production/totals?well_id={id}");
    let figures =
        |answer: &Answer| ["oil_bbl", "gas_mcf", "water_bbl"].map(|field| answer.text(field).to_owned());
    let seen = client.get_after(&totals, recorded.position()).await.expect(200);
    assert_eq!(figures(&seen), ["21500.25", "48000", "60250.5"]);
    let path = format!(
        "/api/v1/production-months/{}",
        recorded.text("production_month_id")
    );
    let correction = json!({
        "days_on": 29, "oil_bbl": "21000", "gas_mcf": "48000", "gas_base_psia": "14.65", "water_bbl": "60250.5",
        "injection": "0", "reason": "run ticket 4411 counted twice"
    });
    let corrected = client
        .post(&format!("{path}/correct"), &correction)
        .await
        .expect(200);
    let seen = client.get_after(&totals, corrected.position()).await.expect(200);
    assert_eq!(figures(&seen), ["21000", "48000", "60250.5"]);
    let lock = json!({"effective_at": "2024-08-01T00:00:00-05:00"});
    client.post(&format!("{path}/lock"), &lock).await.expect(200);
    client
        .post(&format!("{path}/correct"), &correction)
        .await
        .expect_problem(422, "month-locked");
}

async fn a_stale_command_conflicts_and_a_repeated_one_is_answered_again(client: &Client) {
    let (id, _) = propose(client, fresh()).await;
    let permit = json!({"effective_at": "2024-02-01T00:00:00-06:00", "permit_number": "W-1 1"});
    let path = format!("/api/v1/wells/{id}/permit");
    let key = Uuid::now_v7().to_string();
    let headers = [("Idempotency-Key", key.as_str()), ("If-Match", "\"1\"")];
    let first = client.post_with(&path, &permit, &headers).await.expect(200);
    let again = client.post_with(&path, &permit, &headers).await.expect(200);
    assert_eq!(again.body["event_ids"], first.body["event_ids"]);
    assert_eq!(
        (again.position(), again.header("idempotency-replayed")),
        (first.position(), "true")
    );
    let other = json!({"effective_at": "2024-02-01T00:00:00-06:00", "permit_number": "W-1 2"});
    client
        .post_with(&path, &other, &headers)
        .await
        .expect_problem(422, "idempotency-key-reused");
    let spud = json!({"effective_at": "2024-03-01T00:00:00-06:00"});
    let fresh_key = Uuid::now_v7().to_string();
    let stale = [("Idempotency-Key", fresh_key.as_str()), ("If-Match", "\"1\"")];
    let refused = client
        .post_with(&format!("/api/v1/wells/{id}/spud"), &spud, &stale)
        .await;
    refused.expect_problem(412, "version-conflict");
    assert_eq!(refused.body["current_version"], json!(2));
}

async fn a_batch_answers_every_item_by_itself(client: &Client) {
    let (first, second, third) = (fresh(), fresh(), fresh());
    let item =
        |body: Value| json!({"idempotency_key": Uuid::now_v7(), "path": "/api/v1/wells", "body": body});
    let mut broken = proposal(second);
    broken["api_number"] = json!("42-329-123456");
    let batch = json!([item(proposal(first)), item(broken), item(proposal(third))]);
    let answer = client
        .post_with("/api/v1/commands", &batch, &[])
        .await
        .expect(200);
    let statuses: Vec<u64> = answer
        .body
        .as_array()
        .unwrap()
        .iter()
        .map(|o| o["status"].as_u64().unwrap())
        .collect();
    assert_eq!(statuses, [201, 422, 201]);
    let problem = &answer.body[1]["problem"];
    assert_eq!(
        (&problem["type"], &problem["errors"][0]["pointer"]),
        (&json!("/problems/invalid-api-number"), &json!("/body/api_number"))
    );
    let again = client
        .post_with("/api/v1/commands", &batch, &[])
        .await
        .expect(200);
    assert_eq!(
        again.body[0]["event_ids"], answer.body[0]["event_ids"],
        "the same batch again writes nothing"
    );
    let lines: String = batch
        .as_array()
        .unwrap()
        .iter()
        .map(|item| format!("{item}\n"))
        .collect();
    let ndjson = client
        .post_raw(
            "/api/v1/commands",
            format!("{lines}not json\n"),
            "application/x-ndjson",
            &[],
        )
        .await;
    let outcomes: Vec<Value> = ndjson
        .expect(200)
        .body
        .as_str()
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let statuses: Vec<u64> = outcomes.iter().map(|o| o["status"].as_u64().unwrap()).collect();
    assert_eq!(statuses, [201, 422, 201, 400]);
    assert_eq!(outcomes[3]["problem"]["type"], "/problems/malformed-json");
}

#[expect(
    clippy::too_many_lines,
    reason = "a walk is read from its beginning to its end"
)]
async fn bad_input_is_named_and_nothing_is_written(client: &Client) {
    let (id, proposed) = propose(client, fresh()).await;
    let key = || Uuid::now_v7().to_string();
    let raw = async |body: &str| {
        client
            .post_raw(
                "/api/v1/wells",
                body.to_owned(),
                "application/json",
                &[("Idempotency-Key", &key())],
            )
            .await
    };
    raw("{\"name\": ").await.expect_problem(400, "malformed-json");
    let with = |field: &str, value: Value| {
        let mut body = proposal(fresh());
        body[field] = value;
        body.to_string()
    };
    assert_eq!(
        raw(&with("colour", json!("red")))
            .await
            .expect_problem(422, "unknown-field"),
        "/colour"
    );
    assert_eq!(
        raw(&with("name", json!(7)))
            .await
            .expect_problem(422, "wrong-type"),
        "/name"
    );
    assert_eq!(
        raw(&with("api_number", json!("42-329-123456")))
            .await
            .expect_problem(422, "invalid-api-number"),
        "/api_number"
    );
    let spud = json!({"effective_at": "2024-03-01T00:00:00-06:00"});
    let spud_path = format!("/api/v1/wells/{id}/spud");
    client
        .post(&spud_path, &spud)
        .await
        .expect_problem(422, "well-not-permitted");
    client
        .post(&format!("/api/v1/wells/{}/spud", Uuid::now_v7()), &spud)
        .await
        .expect_problem(404, "well-unknown");
    client
        .post_with(&spud_path, &spud, &[])
        .await
        .expect_problem(400, "idempotency-key-missing");
    let month = |month: &str, days: u32, oil: &str| {
        json!({"well_id": id, "completion": "A", "month": month, "days_on": days, "oil_bbl": oil, "gas_mcf": "0",
               "gas_base_psia": "14.73", "water_bbl": "0", "injection": "0"})
    };
    let record = "/api/v1/production-months/record";
    assert_eq!(
        client
            .post(record, &month("2023-02", 28, "-1"))
            .await
            .expect_problem(422, "negative-volume"),
        "/oil_bbl"
    );
    assert_eq!(
        client
            .post(record, &month("2023-02", 31, "1"))
            .await
            .expect_problem(422, "days-exceed-month"),
        "/days_on"
    );
    let large = with("name", json!("x".repeat(2 << 20)));
    raw(&large).await.expect_problem(413, "body-too-large");
    let path = format!("/api/v1/wells/{id}");
    assert_eq!(
        client
            .get(&format!("{path}?as_of=2999-01-01T00:00:00Z"))
            .await
            .expect_problem(400, "as-of-in-future"),
        "as_of"
    );
    client
        .get(&format!("/api/v1/wells/{}", Uuid::now_v7()))
        .await
        .expect_problem(404, "well-unknown");
    client
        .with_token("nonsense")
        .get(&path)
        .await
        .expect_problem(401, "invalid-token");
    // Nothing of all this is in the ledger: the next commit follows the proposal directly.
    let permit = json!({"effective_at": "2024-02-01T00:00:00-06:00", "permit_number": "W-1 1"});
    let permitted = client.post(&format!("{path}/permit"), &permit).await.expect(200);
    assert_eq!(permitted.position(), proposed.position() + 1);
}
