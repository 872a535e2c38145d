//! Power cuts in the middle of an import, ten times over.

use std::path::Path;
use std::time::Duration;

use wellflow_e2e::{Client, Installation, Process, descendants, repository};
use wellflow_testkit::eventually;

#[tokio::test(flavor = "multi_thread")]
async fn an_import_killed_ten_times_ends_in_exact_totals() {
    let mut installation = Installation::one_process(false).await;
    let [boreholes, production] = [
        "demo/bsee_boreholes_12wells.csv",
        "demo/bsee_ogora_small_12wells.csv",
    ]
    .map(|file| repository().join(file).to_string_lossy().into_owned());
    let url = installation.client.commands_url().to_owned();
    installation.run(&["organization", "create", "twelve", "--name", "Twelve Wells"]);
    let token = installation.token("twelve", "owner");
    let client = installation.client.with_token(&token);
    let files = ["--boreholes", &boreholes, "--production", &production];
    let import = [
        &["import", "bsee", "--url", &url, "--token", &token][..],
        &files[..],
    ]
    .concat();
    for round in 0..10 {
        cut(&mut installation, &client, &import, round).await;
    }
    installation.run(&import);
    let position = client.ledger_position().await;
    let totals = client
        .get_after("/api/v1/production/totals", position)
        .await
        .expect(200);
    let figures = ["oil_bbl", "gas_mcf", "water_bbl"].map(|field| totals.text(field).to_owned());
    assert_eq!(figures, ["6299733", "6559876", "52574445"]);
    let wells = client.get("/api/v1/wells?limit=100").await.expect(200);
    assert_eq!(
        wells.body["items"].as_array().map(Vec::len),
        Some(12),
        "no stream twice"
    );
}

/// Starts the import and cuts it off once it has written something: in even rounds the importer, in odd ones the server
/// with everything below it.
async fn cut(installation: &mut Installation, client: &Client, import: &[&str], round: u64) {
    let command = installation.command(import);
    let mut importer = Process::start(command, &installation.file(&format!("import {round}")));
    // Further every time, so that the cuts fall into different batches; the last rounds may find it all done.
    let goal = 100 + round * 400;
    eventually(
        "the import has written something",
        Duration::from_secs(60),
        async || {
            let position = client
                .get("/api/v1/wells?limit=1")
                .await
                .header("wellflow-position")
                .parse::<u64>();
            (position.unwrap_or(0) >= goal).then_some(())
        },
    )
    .await;
    if round.is_multiple_of(2) {
        importer.kill();
        return;
    }
    let children = descendants(installation.processes()[0].id());
    assert!(
        children.len() >= 2,
        "the private servers are children: {children:?}"
    );
    installation.processes()[0].kill();
    eventually("no process is left behind", Duration::from_secs(20), async || {
        children
            .iter()
            .all(|id| !Path::new(&format!("/proc/{id}")).exists())
            .then_some(())
    })
    .await;
    importer.kill();
    installation.start_again().await;
}
