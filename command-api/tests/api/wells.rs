//! A well's tasks, from plan to plug.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::{Answer, Service, proposal, with};

fn assert_done(answer: &Answer, status: u16, version: u64) {
    assert_eq!(answer.status, status, "{answer:?}");
    assert_eq!(answer.body["version"], version);
    assert_eq!(answer.header("etag"), format!("\"{version}\""));
    assert_eq!(
        answer.header("wellflow-position"),
        answer.body["position"].to_string()
    );
    assert_eq!(answer.body["replayed"], false);
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "a table of cases")]
async fn a_well_lives_from_plan_to_plug() {
    let service = Service::start().await;
    let owner = service.owner();
    let planned = owner
        .send(
            "/wells",
            "k-0",
            &with(
                with(proposal(), "api_number", json!("42-501-20130")),
                "location",
                json!({"latitude": "33.1234", "longitude": "-102.5", "datum": "NAD83"}),
            ),
        )
        .await;
    assert_done(&planned, 201, 1);
    let well = planned.body["well_id"].as_str().unwrap();
    assert_eq!(planned.header("location"), format!("/api/v1/wells/{well}"));
    assert!(planned.body["recorded_at"].as_str().unwrap().ends_with('Z'));

    let tasks: [(&str, Value); 10] = [
        (
            "permit",
            json!({"effective_at": "2025-01-10T12:00:00Z", "permit_number": "W-1 884", "expires_on": "2027-01-10"}),
        ),
        (
            "spud",
            json!({"effective_at": "2025-02-01T12:00:00Z", "rig": "Rig 7", "contractor": "Big Iron"}),
        ),
        (
            "total-depth",
            json!({"effective_at": "2025-03-01T12:00:00Z", "measured_depth_ft": "12000.5", "true_vertical_depth_ft": "9000"}),
        ),
        (
            "complete",
            json!({"effective_at": "2025-03-20T12:00:00Z", "completion": "S01", "top_md_ft": "9100", "bottom_md_ft": "9200", "zone": "Wolfcamp"}),
        ),
        (
            "first-production",
            json!({"effective_at": "2025-04-01T12:00:00Z"}),
        ),
        (
            "shut-in",
            json!({"effective_at": "2025-05-01T12:00:00Z", "reason": "weather"}),
        ),
        (
            "resume-production",
            json!({"effective_at": "2025-05-10T12:00:00Z"}),
        ),
        (
            "shut-in",
            json!({"effective_at": "2025-06-01T12:00:00Z", "reason": "economic"}),
        ),
        (
            "temporarily-abandon",
            json!({"effective_at": "2025-06-10T12:00:00Z", "until": "2026-06-10"}),
        ),
        (
            "return-to-service",
            json!({"effective_at": "2025-07-01T12:00:00Z"}),
        ),
    ];
    for (version, (task, body)) in (2..).zip(&tasks) {
        let answer = owner
            .send(&format!("/wells/{well}/{task}"), &format!("k-{version}"), body)
            .await;
        assert_done(&answer, 200, version);
        assert_eq!(answer.body["well_id"], well);
        assert_eq!(answer.body["event_ids"].as_array().unwrap().len(), 1);
    }
    let body = json!({
        "effective_at": "2025-08-01T12:00:00Z", "cementer": "Acme",
        "authority": {"kind": "emergency", "reason": "pressure", "oral_approval": "District 8A"},
    });
    assert_done(
        &owner.send(&format!("/wells/{well}/plug"), "k-plug", &body).await,
        200,
        12,
    );
    let after = owner
        .send(
            &format!("/wells/{well}/spud"),
            "k-after",
            &json!({"effective_at": "2025-09-01T12:00:00Z"}),
        )
        .await;
    assert_eq!(after.fault(), (422, "well-plugged", "well_id"));
    service.stop().await;
}

#[tokio::test]
async fn a_client_may_choose_the_wells_id() {
    let service = Service::start().await;
    let owner = service.owner();
    let id = Uuid::now_v7().to_string();
    let body = with(proposal(), "well_id", json!(id));
    let answer = owner.send("/wells", "k-1", &body).await;
    assert_done(&answer, 201, 1);
    assert_eq!(answer.body["well_id"], id);
    let again = owner.send("/wells", "k-2", &body).await;
    assert_eq!(again.fault(), (422, "well-already-exists", "/well_id"));
    service.stop().await;
}

#[tokio::test]
async fn an_api_number_belongs_to_one_well() {
    let service = Service::start().await;
    let owner = service.owner();
    let first = owner
        .send(
            "/wells",
            "k-1",
            &with(proposal(), "api_number", json!("4250120130")),
        )
        .await;
    let before = service.written().await;
    // The same well in another form and with a sidetrack: the first ten digits count.
    let second = owner
        .send(
            "/wells",
            "k-2",
            &with(proposal(), "api_number", json!("42-501-20130-03")),
        )
        .await;
    assert_eq!(second.fault(), (409, "api-number-taken", "/api_number"));
    assert_eq!(second.body["well_id"], first.body["well_id"]);
    assert_eq!(service.written().await, before);
    service.stop().await;
}

#[tokio::test]
async fn an_agencys_record_and_status_are_taken_over() {
    let service = Service::start().await;
    let owner = service.owner();
    let provenance = json!({"agency": "BSEE", "file": "boreholes.csv", "row_sha256": "a".repeat(64)});
    let record = json!({
        "provenance": provenance, "api_number": "177194003103", "name": "001", "operator": "Shelf Oil", "time_zone": "America/Chicago",
        "spudded_on": "2004-03-01", "total_depth_on": "2004-02-01", "measured_depth_ft": "10000",
        "status": {"agency": "BSEE", "code": "COM"}, "status_on": "2004-04-01",
        "location": {"latitude": "28.25446196", "longitude": "-91.5", "datum": "NAD27"},
    });
    let path = format!("/wells/{}/import-history", Uuid::now_v7());
    let imported = owner
        .send_with(&path, "row-1", &record, &[("Wellflow-Source", "import")])
        .await;
    assert_eq!(imported.status, 201, "{imported:?}");
    let well = imported.body["well_id"].as_str().unwrap();
    assert_eq!(service.metadata().await[0]["source"], "import");

    // The same row under another key finds nothing to do.
    let again = owner.send(&path, "row-1-again", &record).await;
    assert_eq!((again.status, &again.body["event_ids"]), (200, &json!([])));

    let report = json!({
        "effective_at": "2008-01-01T06:00:00Z", "completion": "S01", "status": {"agency": "BSEE", "code": "08"}, "provenance": provenance,
    });
    let reported = owner
        .send(&format!("/wells/{well}/report-status"), "status-1", &report)
        .await;
    assert_eq!(reported.status, 200, "{reported:?}");
    assert_eq!(reported.body["event_ids"].as_array().unwrap().len(), 1);
    service.stop().await;
}

#[tokio::test]
async fn who_asked_and_through_what_is_recorded() {
    let service = Service::start().await;
    let request_id = Uuid::now_v7().to_string();
    let headers = [("X-Request-Id", request_id.as_str())];
    service
        .owner()
        .send_with("/wells", "k-1", &proposal(), &headers)
        .await;
    let metadata = &service.metadata().await[0];
    assert_eq!(metadata["actor"], json!({"subject": "ana", "role": "owner"}));
    assert_eq!(metadata["source"], "api");
    assert_eq!(
        (&metadata["request_id"], &metadata["correlation_id"]),
        (&json!(request_id), &json!(request_id))
    );
    service.stop().await;
}

#[tokio::test]
async fn a_command_dated_back_that_breaks_what_followed_names_the_event() {
    let service = Service::start().await;
    let owner = service.owner();
    let well = owner.well("k-1").await;
    let task = async |task: &str, key: &str, body: Value| {
        owner.send(&format!("/wells/{well}/{task}"), key, &body).await
    };
    task(
        "permit",
        "k-2",
        json!({"effective_at": "2025-01-10T12:00:00Z", "permit_number": "1"}),
    )
    .await;
    task("spud", "k-3", json!({"effective_at": "2025-03-01T12:00:00Z"})).await;
    let before = service.written().await;
    let late = task("spud", "k-4", json!({"effective_at": "2025-02-01T12:00:00Z"})).await;
    assert_eq!(late.fault(), (422, "history-would-break", "/effective_at"));
    assert_eq!(late.body["event_type"], "WellSpudded");
    assert_eq!(service.written().await, before);
    service.stop().await;
}
