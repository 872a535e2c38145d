//! `wellflow up` from an empty folder: the demo is loaded through the API, served to the barrel, and there the next time.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod installation;

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use installation::{Installation, run};
use serde_json::{Value, json};

/// The sums of the demo's production file.
fn sums() -> Value {
    let file = include_str!("../../demo/bsee_ogora_small_12wells.csv");
    let mut rows = csv::Reader::from_reader(file.as_bytes());
    let mut sums = [0_u64; 3];
    for row in rows.records() {
        let row = row.unwrap();
        for (sum, column) in sums.iter_mut().zip([5, 6, 7]) {
            *sum += row[column].parse::<u64>().unwrap();
        }
    }
    json!({ "oil_bbl": sums[0].to_string(), "gas_mcf": sums[1].to_string(), "water_bbl": sums[2].to_string() })
}

/// `wellflow import bsee` of the demo's files into the organization `demo`.
fn import(installation: &Installation, up: &installation::Running) -> Command {
    let demo = concat!(env!("CARGO_MANIFEST_DIR"), "/../demo");
    let mut command = installation.command(&["import", "bsee", "--url", up.url()]);
    command
        .args(["--boreholes", &format!("{demo}/bsee_boreholes_12wells.csv")])
        .args(["--production", &format!("{demo}/bsee_ogora_small_12wells.csv")]);
    command
}

fn tally(printed: &str) -> Value {
    serde_json::from_str(printed).unwrap()
}

async fn totals(up: &installation::Running) -> Value {
    let totals = up.get("/api/v1/production/totals").await;
    json!({ "oil_bbl": totals["oil_bbl"], "gas_mcf": totals["gas_mcf"], "water_bbl": totals["water_bbl"] })
}

#[tokio::test]
async fn the_demo_is_served_to_the_barrel_and_still_there_after_a_restart() {
    let installation = Installation::new();
    let up = installation.up(&[]);
    assert_eq!(totals(&up).await, sums());
    let wells = up.get("/api/v1/wells?limit=500").await;
    assert_eq!(wells["items"].as_array().unwrap().len(), 12);
    let newest = up.position().await;
    assert!(up.stop().success());
    assert!(
        installation.servers().is_empty(),
        "servers stay behind: {:?}",
        installation.servers()
    );

    let started = Instant::now();
    let again = installation.up(&[]);
    let ready = started.elapsed();
    assert_eq!(again.position().await, newest, "a restart writes nothing");
    assert_eq!(totals(&again).await, sums());
    // The bar is 2 s for a release build on an idle machine; tests run beside each other.
    assert!(ready < Duration::from_secs(20), "ready after {ready:?}");
    assert!(again.stop().success());
}

#[tokio::test]
async fn the_same_files_again_change_nothing_and_tokens_are_made_beside_the_running_server() {
    let installation = Installation::new();
    let up = installation.up(&[]);
    let before = up.position().await;

    let token = run(installation.command(&["token", "--organization", "demo", "--role", "viewer"])).unwrap();
    assert_eq!(token.lines().count(), 1, "one token and nothing else: {token}");
    assert!(
        up.get_as(token.trim(), "/api/v1/wells?limit=1")
            .await
            .get("items")
            .is_some()
    );

    let wells = up.get("/api/v1/wells?limit=1").await;
    let well = wells["items"][0]["well_id"].as_str().unwrap();
    up.get(&format!("/api/v1/wells/{well}")).await;
    // The projector looks at its lag from time to time, so it tells a moment later that it has caught up.
    let told = [
        "wellflow_projection_lag_events{projection=\"well_summary\"} 0.0",
        "http_route=\"/api/v1/wells\",http_response_status_code=\"200\"",
        "wellflow_cache_requests_total{layer=\"l1\",",
        "wellflow_projector_organizations 1.0",
    ];
    let line = format!("{:<20} at {before}", "well_summary");
    let deadline = Instant::now() + Duration::from_secs(60);
    loop {
        let metrics = up.metrics().await;
        let status = ["status", "--url", up.url(), "--organization", "demo"];
        let status = run(installation.command(&status)).unwrap();
        let missing = told.iter().find(|told| !metrics.contains(*told));
        if missing.is_none() && status.lines().any(|it| it == line) {
            break;
        }
        assert!(Instant::now() < deadline, "{missing:?}\n{metrics}\n{status}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }

    let tally = tally(&run(import(&installation, &up)).unwrap());
    assert_eq!((&tally["accepted"], &tally["refused"]), (&json!(0), &json!(0)));
    assert_eq!(tally["replayed"], tally["commands"]);
    assert_eq!(up.position().await, before);
    assert!(up.stop().success());
}

#[tokio::test]
async fn lease_blocks_and_lease_owners_are_taken_over_once_and_their_ledger_holds() {
    let installation = Installation::new();
    let up = installation.up(&["--no-demo"]);
    run(installation.command(&["organization", "create", "demo", "--name", "Demo Operating"])).unwrap();
    let demo = concat!(env!("CARGO_MANIFEST_DIR"), "/../demo");
    let lists = || {
        let mut command = installation.command(&["import", "bsee", "--url", up.url()]);
        command
            .args(["--leases", &format!("{demo}/bsee_lease_area_block_sample.csv")])
            .args(["--listed-on", "2020-03-20"])
            .args(["--owners", &format!("{demo}/bsee_serreg_lease_owners_sample.csv")]);
        command
    };
    let first = tally(&run(lists()).unwrap());
    assert_eq!(
        (&first["lease_rows"], &first["owner_rows"]),
        (&json!(216), &json!(100))
    );
    assert_eq!(
        (&first["accepted"], &first["refused"]),
        (&json!(264), &json!(0)),
        "{first}"
    );
    let again = tally(&run(lists()).unwrap());
    assert_eq!(
        (&again["accepted"], &again["replayed"]),
        (&json!(0), &json!(264)),
        "{again}"
    );
    // Somebody else sends the same lists: the companies are in the books already.
    let token = [
        "token",
        "--organization",
        "demo",
        "--role",
        "owner",
        "--subject",
        "second-desk",
    ];
    let token = run(installation.command(&token)).unwrap();
    let mut second = lists();
    second.args(["--token", token.trim()]);
    let refused = run(second).unwrap_err();
    assert!(
        refused.contains("commands were refused") && refused.contains("owner-already-exists"),
        "{refused}"
    );
    run(installation.command(&["verify", "--organization", "demo"])).unwrap();
    assert!(up.stop().success());
}

#[tokio::test]
async fn an_import_killed_ten_times_and_run_again_leaves_exactly_the_files_facts() {
    let installation = Installation::new();
    let up = installation.up(&["--no-demo"]);
    run(installation.command(&["organization", "create", "demo", "--name", "Demo Operating"])).unwrap();
    let token = run(installation.command(&["token", "--organization", "demo", "--role", "owner"])).unwrap();
    let up = up.with_token(&token);

    for round in 1..=10 {
        let mut running = import(&installation, &up).stdout(Stdio::null()).spawn().unwrap();
        let deadline = Instant::now() + Duration::from_secs(60);
        // The boreholes' commands come to several events each: fewer commands than events were carried out by then.
        while up.position().await < round * 410 {
            assert!(Instant::now() < deadline, "round {round} does not get on");
            assert!(
                running.try_wait().unwrap().is_none(),
                "round {round} ended by itself"
            );
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        running.kill().unwrap();
        running.wait().unwrap();
    }
    let last = tally(&run(import(&installation, &up)).unwrap());
    assert_eq!((&last["commands"], &last["refused"]), (&json!(4_852), &json!(0)));
    assert!(last["replayed"].as_u64().unwrap() >= 4_000, "{last}");

    let again = tally(&run(import(&installation, &up)).unwrap());
    assert_eq!(
        (&again["accepted"], &again["replayed"]),
        (&json!(0), &json!(4_852))
    );
    let deadline = Instant::now() + Duration::from_secs(60);
    while up.get("/api/v1/production/totals").await["completion_months"] != json!(4_554) {
        assert!(Instant::now() < deadline, "the read model does not get there");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(totals(&up).await, sums());
    assert!(up.stop().success());
}

#[tokio::test]
async fn without_the_demo_there_is_no_organization_and_nobody_gets_in_without_a_token() {
    let installation = Installation::new();
    let up = installation.up(&["--no-demo"]);
    let refused =
        run(installation.command(&["token", "--organization", "demo", "--role", "owner"])).unwrap_err();
    assert!(refused.contains("there is no organization \"demo\""), "{refused}");
    let answer = reqwest::get(format!("{}/api/v1/wells", up.url())).await.unwrap();
    assert_eq!(answer.status().as_u16(), 401);
    assert!(up.stop().success());
}

#[test]
fn a_port_that_is_taken_is_named_before_anything_is_started() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let installation = Installation::new();
    let mut command = installation.command(&["up"]);
    command.env("WELLFLOW_LISTEN", &address);
    let refused = run(command).unwrap_err();
    assert!(
        refused.contains(&format!("cannot listen on {address}")),
        "{refused}"
    );
    assert!(!installation.home().exists(), "nothing was made");
}

#[test]
fn a_service_without_an_installation_says_what_to_do() {
    let installation = Installation::new();
    let refused = run(installation.command(&["command-api"])).unwrap_err();
    assert!(
        refused.contains("run `wellflow migrate` or `wellflow up`"),
        "{refused}"
    );
}
