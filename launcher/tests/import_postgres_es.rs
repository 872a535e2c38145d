//! `wellflow import postgres-es` beside a running installation, with wells as another program kept them.

#![cfg(feature = "import-postgres-es")]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
#![allow(
    dead_code,
    clippy::allow_attributes,
    reason = "each test binary uses its own part of the installation"
)]

mod installation;

use std::process::Command;

use installation::{Installation, run};
use serde_json::{Value, json};
use tokio_postgres::NoTls;
use uuid::Uuid;
use wellflow_embedded::Home;

const EVENTS: &str = "CREATE TABLE events (aggregate_type text NOT NULL, aggregate_id text NOT NULL, \
    sequence bigint CHECK (sequence >= 0) NOT NULL, event_type text NOT NULL, event_version text NOT NULL, \
    payload json NOT NULL, metadata json NOT NULL, PRIMARY KEY (aggregate_type, aggregate_id, sequence))";
const INSERT: &str = "INSERT INTO events VALUES ('Well', $1, $2, $3, '1.0', $4, '{\"user\": \"ana\"}')";

/// A database beside the installation's own, with an events table.
struct Source {
    url: String,
    client: tokio_postgres::Client,
}

async fn connect(url: &str) -> tokio_postgres::Client {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

async fn source(installation: &Installation) -> Source {
    let home = Home::resolve(Some(installation.home().to_owned())).unwrap();
    let running = wellflow_embedded::running(&home).unwrap();
    let url = |database: &str| running.postgres_url("postgres", database).unwrap();
    let admin = connect(&url("postgres")).await;
    admin.batch_execute("CREATE DATABASE legacy").await.unwrap();
    let client = connect(&url("legacy")).await;
    client.batch_execute(EVENTS).await.unwrap();
    Source {
        url: url("legacy"),
        client,
    }
}

impl Source {
    async fn row(&self, id: Uuid, sequence: i64, event_type: &str, fields: Value) {
        let payload = json!({ event_type: fields });
        let id = id.to_string();
        self.client
            .execute(INSERT, &[&id, &sequence, &event_type, &payload])
            .await
            .unwrap();
    }
}

fn import(installation: &Installation, source: &Source, more: &[&str]) -> Command {
    let mut command = installation.command(&["import", "postgres-es", "--from", &source.url]);
    command
        .args(["--organization", "demo", "--kind", "Well=well"])
        .args([
            "--event",
            "Planned=WellProposed@1",
            "--event",
            "Permitted@1.0=DrillingPermitApproved@1",
        ])
        .args(["--effective-at-field", "on"])
        .args(more);
    command
}

fn counts(printed: &str) -> [u64; 4] {
    let tally: Value = serde_json::from_str(printed).unwrap();
    ["rows", "imported", "already_there", "refused"].map(|name| tally[name].as_u64().unwrap())
}

#[tokio::test]
async fn wells_of_another_program_are_taken_over_and_served() {
    let installation = Installation::new();
    let up = installation.up(&["--no-demo"]);
    run(installation.command(&["organization", "create", "demo", "--name", "Demo Operating"])).unwrap();
    let token = run(installation.command(&["token", "--organization", "demo", "--role", "owner"])).unwrap();
    let up = up.with_token(&token);
    let source = source(&installation).await;
    let id = Uuid::now_v7();
    let planned = json!({
        "on": "2020-01-02T12:00:00Z", "well_id": id, "name": "Halbouty A-1", "api_number": "42-501-20130",
        "operator": "Demo Operating", "lease": null, "field": null, "location": null, "state": "TX",
        "time_zone": "America/Chicago", "role": "oil",
    });
    source.row(id, 1, "Planned", planned).await;
    let permit = json!({ "on": "2020-03-01T12:00:00Z", "permit_number": "P-1", "expires_on": null });
    source.row(id, 2, "Permitted", permit).await;

    let printed = run(import(&installation, &source, &[])).unwrap();
    assert_eq!(counts(&printed), [2, 2, 0, 0]);
    let well = up.get(&format!("/api/v1/wells/{id}?at_version=2")).await;
    assert_eq!(well["name"], "Halbouty A-1", "{well}");
    assert_eq!(well["status"], "permitted", "{well}");
    let printed = run(import(&installation, &source, &[])).unwrap();
    assert_eq!(counts(&printed), [2, 0, 2, 0]);

    // A row that is none of ours fails the command and is named.
    let report = installation.home().join("rows.jsonl");
    source
        .row(id, 3, "Painted", json!({ "on": "2020-03-01T12:00:00Z" }))
        .await;
    let arguments = ["--report", report.to_str().unwrap()];
    let failed = run(import(&installation, &source, &arguments)).unwrap_err();
    assert!(failed.contains("1 of 3 rows were not taken over"), "{failed}");
    let line: Value = serde_json::from_str(std::fs::read_to_string(report).unwrap().trim()).unwrap();
    assert_eq!(
        (&line["aggregate_id"], &line["sequence"]),
        (&json!(id), &json!(3))
    );
    assert!(line["reason"].as_str().unwrap().contains("\"Painted\""), "{line}");

    let verified = run(installation.command(&["verify", "--organization", "demo"])).unwrap();
    assert!(verified.contains("2 events"), "{verified}");
    assert!(up.stop().success());
}
