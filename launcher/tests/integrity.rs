//! Ledgers verified, signed and held against what was signed, from the command line.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[expect(dead_code, reason = "each test binary uses its own part")]
mod installation;

use std::path::Path;

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
