//! An organization that moves from one installation to another, and is erased where it came from.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[expect(dead_code, reason = "each test binary uses its own part")]
mod installation;

use std::fs;
use std::time::{Duration, Instant};

use installation::{Installation, Running, run};
use serde_json::{Value, json};

const LONG: Duration = Duration::from_secs(60);

fn token(installation: &Installation, organization: &str) -> String {
    let arguments = ["token", "--organization", organization, "--role", "owner"];
    run(installation.command(&arguments)).unwrap().trim().to_owned()
}

fn organization(installation: &Installation, arguments: &[&str]) -> Result<String, String> {
    run(installation.command(&[&["organization"], arguments].concat()))
}

fn json_of(printed: &str) -> Value {
    serde_json::from_str(printed).unwrap()
}

/// The status and the body's problem type of an answer.
async fn asked(up: &Running, token: &str, path: &str) -> (u16, String) {
    let request = reqwest::Client::new()
        .get(format!("{}{path}", up.url()))
        .bearer_auth(token);
    let answer = request.send().await.unwrap();
    let status = answer.status().as_u16();
    let problem = answer.json::<Value>().await.unwrap()["type"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    (status, problem)
}

/// Waits until a well, a list and a command are all answered with the same refusal.
async fn until_unknown(up: &Running, token: &str, well: &str) {
    let deadline = Instant::now() + LONG;
    for path in ["/api/v1/wells".to_owned(), format!("/api/v1/wells/{well}")] {
        loop {
            let (status, problem) = asked(up, token, &path).await;
            if status == 403 && problem.ends_with("organization-unknown") {
                break;
            }
            assert!(Instant::now() < deadline, "{path}: {status} {problem}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
    let body = json!({"effective_at": "2024-01-02T08:00:00Z", "name": "After", "operator": "A",
                      "time_zone": "America/Chicago", "role": "oil"});
    let command = reqwest::Client::new()
        .post(format!("{}/api/v1/wells", up.url()))
        .bearer_auth(token)
        .header("Idempotency-Key", "after")
        .json(&body);
    let answer = command.send().await.unwrap();
    assert_eq!(answer.status().as_u16(), 403);
}

/// Waits until the projector has built what the totals are read from.
async fn until_equal(up: &Running, totals: &Value) {
    let deadline = Instant::now() + LONG;
    while up.get("/api/v1/production/totals").await != *totals {
        assert!(
            Instant::now() < deadline,
            "the projector does not build the read models"
        );
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn an_organization_moves_and_is_erased_where_it_came_from() {
    let (old, new) = (Installation::new(), Installation::new());
    let here = old.up(&[]);
    let before = here.get("/api/v1/production/totals").await;
    let position = here.position().await;
    let well = here.get("/api/v1/wells?limit=1").await["items"][0]["well_id"]
        .as_str()
        .unwrap()
        .to_owned();
    fs::create_dir_all(new.home()).unwrap();
    let file = new.home().join("demo.jsonl");
    let file = file.to_str().unwrap();
    let exported =
        json_of(&organization(&old, &["export", "demo", file, "--sign", "--actor", "the mover"]).unwrap());
    assert_eq!(exported["position"], json!(position));
    let again = organization(&old, &["export", "demo", file]).unwrap_err();
    assert!(again.contains("exists already"), "{again}");

    let there = new.up(&["--no-demo"]);
    let key = old.home().join("keys/ledger.pub");
    let import = ["import", file, "--slug", "moved", "--key", key.to_str().unwrap()];
    let imported = json_of(&organization(&new, &import).unwrap());
    assert_eq!(
        (&imported["slug"], &imported["position"]),
        (&json!("moved"), &json!(position))
    );
    assert_eq!(imported["chain"], exported["chain"]);
    let there = there.with_token(&token(&new, "moved"));
    until_equal(&there, &before).await;
    // Said to be restored, its read models are built anew from the ledger.
    organization(&new, &["restored", "moved"]).unwrap();
    until_equal(&there, &before).await;
    let verified = run(new.command(&["verify", "--organization", "moved"])).unwrap();
    assert!(verified.contains("holds together"), "{verified}");
    let refused = organization(&new, &["import", file]).unwrap_err();
    assert!(refused.contains("already"), "{refused}");
    let listed = organization(&new, &["list"]).unwrap();
    assert_eq!(listed.lines().count(), 2);
    assert!(listed.contains("moved") && listed.contains("live"), "{listed}");

    assert!(there.stop().success());
    assert!(new.servers().is_empty());
    erased(&old, here, &well, &exported).await;
}

/// The organization goes from where it was, and does not come back by itself.
async fn erased(old: &Installation, here: Running, well: &str, exported: &Value) {
    let old_token = token(old, "demo");
    let refused = organization(old, &["erase", "demo", "--yes", "dema"]).unwrap_err();
    assert!(refused.contains("the slug of demo is demo"), "{refused}");
    // Something of it is in every cache.
    here.get(&format!("/api/v1/wells/{well}")).await;
    let tombstone = organization(old, &["erase", "demo", "--yes", "demo"]).unwrap();
    assert_eq!(json_of(&tombstone)["chain"], exported["chain"]);
    let id = json_of(&tombstone)["organization_id"]
        .as_str()
        .unwrap()
        .to_owned();
    let kept = fs::read_to_string(old.home().join(format!("tombstones/{id}.json"))).unwrap();
    assert_eq!(kept, tombstone);
    until_unknown(&here, &old_token, well).await;
    assert_eq!(organization(old, &["list"]).unwrap().lines().count(), 1);
    assert_eq!(
        organization(old, &["erase", "demo", "--yes", "demo"]).unwrap(),
        tombstone,
        "written again"
    );
    let log = organization(old, &["log"]).unwrap();
    let actions: Vec<_> = log
        .lines()
        .map(|line| json_of(line)["action"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(actions, ["created", "exporting", "exported", "erasing", "erased"]);
    assert!(log.contains("the mover"), "{log}");
    assert!(here.stop().success());

    // The demo does not come back by itself.
    let here = old.up(&[]);
    assert_eq!(organization(old, &["list"]).unwrap().lines().count(), 1);
    assert!(here.stop().success());
}

#[tokio::test]
async fn a_restored_installation_says_so_and_goes_on() {
    let installation = Installation::new();
    let up = installation.up(&["--no-demo"]);
    for slug in ["first", "second"] {
        organization(&installation, &["create", slug, "--name", slug]).unwrap();
    }
    let lines = |text: String| text.lines().map(str::to_owned).collect::<Vec<_>>();
    let one = lines(organization(&installation, &["restored", "first"]).unwrap());
    let all = lines(organization(&installation, &["restored", "--all"]).unwrap());
    assert_eq!((one.len(), all.len()), (1, 2));
    assert!(!all.contains(&one[0]), "each time another incarnation");
    let refused = organization(&installation, &["create", "first", "--name", "First"]).unwrap_err();
    assert!(refused.contains("first already"), "{refused}");
    assert!(up.stop().success());
}
