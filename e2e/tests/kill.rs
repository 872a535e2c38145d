//! Power cuts in the middle of an import, ten times over.

use std::time::Duration;

use wellflow_e2e::{Installation, Process, descendants, repository};
use wellflow_testkit::eventually;

#[tokio::test(flavor = "multi_thread")]
async fn an_import_killed_ten_times_ends_in_exact_totals() {
    let mut installation = Installation::one_process(false).await;
    let [boreholes, production] = [
        "demo/bsee_boreholes_12wells.csv",
        "demo/bsee_ogora_small_12wells.csv",
    ]
    .map(|file| repository().join(file).to_str().unwrap().to_owned());
    let url = installation.client.commands_url().to_owned();
    installation.run(&["organization", "create", "twelve", "--name", "Twelve Wells"]);
    let token = installation.token("twelve", "owner");
    let client = installation.client.with_token(&token);
    let arguments = [
        "import",
        "bsee",
        "--boreholes",
        &boreholes,
        "--production",
        &production,
        "--url",
        &url,
        "--token",
        &token,
    ];
    for round in 0..10u64 {
        let command = installation.command(&arguments);
        let mut import = Process::start(command, &installation.file(&format!("import {round}")));
        // Further every time, so that the cuts fall into different batches.
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
                (position.unwrap_or(0) >= goal || round > 8).then_some(())
            },
        )
        .await;
        if round % 2 == 0 {
            import.kill();
        } else {
            // The server goes with everything below it; the import loses its other end.
            let children = descendants(installation.processes()[0].id());
            assert!(
                children.len() >= 2,
                "the private servers are children: {children:?}"
            );
            installation.processes()[0].kill();
            eventually("no process is left behind", Duration::from_secs(20), async || {
                children
                    .iter()
                    .all(|id| !std::path::Path::new(&format!("/proc/{id}")).exists())
                    .then_some(())
            })
            .await;
            import.kill();
            installation.start_again().await;
        }
    }
    installation.run(&arguments);
    let position = client.get("/api/v1/wells?limit=1").await.expect(200).position();
    let totals = client
        .get_after("/api/v1/production/totals", position)
        .await
        .expect(200);
    let figures = ["oil_bbl", "gas_mcf", "water_bbl"].map(|field| totals.text(field).to_owned());
    assert_eq!(figures, ["6299733", "6559876", "52574445"]);
    let wells = client.get("/api/v1/wells?limit=100").await.expect(200);
    assert_eq!(
        wells.body["items"].as_array().unwrap().len(),
        12,
        "no stream twice"
    );
}
