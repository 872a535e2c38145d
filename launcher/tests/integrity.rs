//! Ledgers verified, signed and held against what was signed, from the command line.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[expect(dead_code, reason = "each test binary uses its own part")]
mod installation;

use std::path::Path;
use std::process::Stdio;

use installation::{Installation, run};
use wellflow_embedded::Home;

/// Deletes everything the demo's newest commit wrote, behind the program's back.
async fn delete_newest_commit(home: &Path) {
    let home = Home::resolve(Some(home.to_owned())).unwrap();
    let url = wellflow_embedded::running(&home)
        .unwrap()
        .postgres_url("postgres", "wellflow")
        .unwrap();
    let (client, connection) = tokio_postgres::connect(&url, tokio_postgres::NoTls)
        .await
        .unwrap();
    tokio::spawn(connection);
    let delete = "
        CREATE TEMPORARY TABLE doomed AS SELECT * FROM ledger.commits ORDER BY recorded_at DESC LIMIT 1;
        DELETE FROM ledger.events e USING doomed d WHERE e.recorded_at = d.recorded_at;
        DELETE FROM ledger.outbox o USING doomed d WHERE o.position BETWEEN d.from_position AND d.to_position;
        DELETE FROM ledger.commands c USING doomed d WHERE c.recorded_at = d.recorded_at;
        DELETE FROM ledger.commits c USING doomed d WHERE c.recorded_at = d.recorded_at";
    client.batch_execute(delete).await.unwrap();
}

/// Makes evidence of one of the demo's wells, and checks it with the file and the key alone.
fn evidence_of_a_well(installation: &Installation, checkpoint: &str, key: &str) {
    let folder = installation.home().join("signed");
    let (file, forged) = (folder.join("well.evidence"), folder.join("forged.evidence"));
    let (file, forged) = (file.to_str().unwrap(), forged.to_str().unwrap());
    let wellflow = |line: &str| run(installation.command(&line.split_whitespace().collect::<Vec<_>>()));
    // The first event of the demo is the proposal of a well.
    let proof = wellflow(&format!(
        "checkpoint prove --position 1 --checkpoint {checkpoint}"
    ))
    .unwrap();
    let proof: serde_json::Value = serde_json::from_str(&proof).unwrap();
    assert_eq!(proof["event"]["aggregate_type"], "well");
    let id = proof["event"]["aggregate_id"].as_str().unwrap();

    wellflow(&format!(
        "evidence --checkpoint {checkpoint} --well {id} --out {file}"
    ))
    .unwrap();
    let again = wellflow(&format!(
        "evidence --checkpoint {checkpoint} --well {id} --out {file}"
    ));
    assert!(again.unwrap_err().contains("not replaced"));
    let by_stream = wellflow(&format!("evidence --checkpoint {checkpoint} --stream well/{id}")).unwrap();
    let text = std::fs::read_to_string(file).unwrap();
    assert_eq!(by_stream, text);

    // Somebody else's machine: another home, no servers.
    let elsewhere = Installation::new();
    let check = |file: &str| {
        let mut command = elsewhere.command(&["verify", "--evidence", file, "--key", key]);
        command.env("DATABASE_URL", "postgres://nobody@127.0.0.1:1/nothing");
        let output = command.output().unwrap();
        let words = if output.status.success() {
            output.stdout
        } else {
            output.stderr
        };
        (output.status.code(), String::from_utf8(words).unwrap())
    };
    let (code, words) = check(file);
    assert_eq!(code, Some(0), "{words}");
    for expected in [
        &format!("The evidence holds: the well {id}") as &str,
        "Proven, with the public key and this file alone:",
        "Not a letter of that was changed since.",
        "numbered from 1 to",
        "It was worked out anew",
        "Not proven:",
        "That nothing else of this well was recorded",
        "At which instant each event was recorded.",
        "Whether an answer leaves one of these events out.",
        "The state: {\"well_id\":",
    ] {
        assert!(words.contains(expected), "{expected}: {words}");
    }
    // Whoever does not read it to its end gets the same verdict.
    let mut command = elsewhere.command(&["verify", "--evidence", file, "--key", key]);
    let mut unread = command.stdout(Stdio::piped()).spawn().unwrap();
    drop(unread.stdout.take());
    assert_eq!(unread.wait().unwrap().code(), Some(0));
    std::fs::write(
        forged,
        text.replacen("\\\"subject\\\":\\\"", "\\\"subject\\\":\\\"x", 1),
    )
    .unwrap();
    let (code, words) = check(forged);
    assert_eq!(code, Some(1));
    assert!(
        words.contains("event 1 (line 2, position 1): what it states does not match its digest"),
        "{words}"
    );
}

#[tokio::test]
async fn the_demo_is_verified_signed_and_missed_when_its_newest_commit_is_deleted() {
    let installation = Installation::new();
    let up = installation.up(&[]);
    let wellflow = |line: &str| run(installation.command(&line.split_whitespace().collect::<Vec<_>>()));

    let verified = wellflow("verify").unwrap();
    assert!(verified.contains("holds together"), "{verified}");
    assert!(
        !verified.contains("unknown types"),
        "every event is read: {verified}"
    );
    assert!(
        wellflow("checkpoint compare a.json b.json").is_err(),
        "there are no such files"
    );

    let folder = installation.home().join("signed");
    let folder = folder.to_str().unwrap();
    let first = wellflow(&format!("checkpoint --organization demo --out {folder}/")).unwrap();
    let (first, second) = (first.trim(), format!("{folder}/second.json"));
    wellflow(&format!("checkpoint --previous {first} --out {second}")).unwrap();
    wellflow(&format!("checkpoint compare {first} {second}")).unwrap();
    assert!(wellflow(&format!("checkpoint compare {second} {first}")).is_err());
    let held = wellflow(&format!("verify --checkpoint {first} --checkpoint {second}")).unwrap();
    assert_eq!(held.matches("contains what").count(), 2, "{held}");

    let (proof, key) = (
        format!("{folder}/proof.json"),
        installation.home().join("keys/ledger.pub"),
    );
    let key = key.to_str().unwrap();
    wellflow(&format!(
        "checkpoint prove --position 7 --checkpoint {first} --out {proof}"
    ))
    .unwrap();
    let checked = wellflow(&format!(
        "checkpoint check {proof} --checkpoint {first} --key {key}"
    ))
    .unwrap();
    assert!(checked.contains("position 7 is among"), "{checked}");

    evidence_of_a_well(&installation, first, key);

    delete_newest_commit(installation.home()).await;
    let alone = wellflow("verify --organization demo").unwrap();
    assert!(
        alone.contains("holds together"),
        "by itself nothing is missing: {alone}"
    );
    let output = installation
        .command(&["verify", "--checkpoint", first])
        .output()
        .unwrap();
    let told = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(told.contains("the newest commits were deleted"), "{told}");
    let refused = wellflow(&format!(
        "checkpoint --previous {first} --out {folder}/third.json"
    ))
    .unwrap_err();
    assert!(refused.contains("not signed"), "{refused}");
    assert!(up.stop().success());
}
