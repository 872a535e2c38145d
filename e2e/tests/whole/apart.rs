//! What the read models rest on, taken apart: another database than the ledger's, and a Redis that goes away and comes back.
#![expect(clippy::unwrap_used, reason = "a test fails loudly")]

use std::time::Duration;

use serde_json::{Value, json};
use wellflow_e2e::{Client, Installation};
use wellflow_testkit::{TestDatabase, eventually};

/// A well in Midland County, Texas.
fn proposal() -> Value {
    json!({
        "effective_at": "2024-01-02T08:00:00-06:00", "name": "University 1H", "operator": "Mesa Verde Operating",
        "time_zone": "America/Chicago", "role": "oil", "lease": "University 12",
        "location": {"latitude": "31.997300", "longitude": "-102.077900", "datum": "NAD83"}
    })
}

async fn ready(client: &Client) -> String {
    let answer = reqwest::get(format!("{}/readyz", client.queries_url()))
        .await
        .unwrap();
    assert_eq!(answer.status(), 200);
    answer.text().await.unwrap()
}

/// Rows of the read models, and organizations that have a ledger.
async fn counts(database: &TestDatabase) -> (i64, i64) {
    let rows = "SELECT (SELECT count(*) FROM read.well_summary) + (SELECT count(*) FROM read.checkpoint), \
                (SELECT count(*) FROM ledger.head)";
    let row = database.admin().await.query_one(rows, &[]).await.unwrap();
    (row.get(0), row.get(1))
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_are_written_and_read_where_the_setting_says_and_go_with_their_organization() {
    let reads = TestDatabase::empty().await;
    let url = reads.url("postgres");
    let settings = [("WELLFLOW_READ_DATABASE_URL", url.as_str())];
    let installation = Installation::three_processes_with(&settings).await;
    let client = &installation.client;
    let proposed = client.post("/api/v1/wells", &proposal()).await.expect(201);
    let path = format!("/api/v1/wells/{}", proposed.text("well_id"));
    let well = client.get_after(&path, proposed.position()).await.expect(200);
    assert_eq!(well.body["name"], "University 1H");
    // Folded from the ledger, whose clock says what the future is.
    let then = client
        .get(&format!("{path}?effective_on=2024-02-01"))
        .await
        .expect(200);
    assert_eq!(then.body["status"], "proposed");
    client
        .get(&format!("{path}?as_of=2999-01-01T00:00:00Z"))
        .await
        .expect(400);

    let (rows, heads) = counts(&reads).await;
    assert!(
        rows > 1 && heads == 0,
        "{rows} rows and {heads} heads at the read models"
    );
    let (rows, heads) = counts(installation.database()).await;
    assert_eq!((rows, heads), (0, 1), "at the ledger");

    let told = ready(client).await;
    assert!(
        told.contains("query-api database") && told.contains("query-api read database"),
        "{told}"
    );

    installation.run(&["organization", "erase", "demo", "--yes", "demo"]);
    let nothing = async || (counts(&reads).await == (0, 0)).then_some(());
    eventually("the rows are gone", Duration::from_secs(10), nothing).await;
}

/// Asks for the well until the answer and `/readyz` say this of the caches.
async fn told(client: &Client, path: &str, cache: &str, redis: &str) {
    let heard = async || {
        let answer = client.get(path).await.expect(200);
        assert_eq!(answer.body["status"], "proposed");
        let ready: Value = serde_json::from_str(&ready(client).await).unwrap();
        (answer.header("cache-status").contains(cache) && ready.to_string().contains(redis)).then_some(())
    };
    eventually(cache, Duration::from_secs(60), heard).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redis_that_goes_away_is_told_of_and_makes_no_answer_wrong() {
    let mut installation = Installation::three_processes().await;
    let client = installation.client.clone();
    let proposed = client.post("/api/v1/wells", &proposal()).await.expect(201);
    let path = format!("/api/v1/wells/{}", proposed.text("well_id"));
    client.get_after(&path, proposed.position()).await.expect(200);
    told(&client, &path, "wellflow-l1; hit", "connected").await;
    installation.redis().stop();
    told(&client, &path, "wellflow-l2; fwd=bypass", "unreachable").await;
    installation.redis().restart();
    told(&client, &path, "wellflow-l1; hit", "connected").await;
}
