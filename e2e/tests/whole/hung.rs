//! Two projectors: both have work, one that hangs is taken over from, and when it wakes it changes nothing and gets its share back.
#![expect(clippy::unwrap_used, reason = "a test fails loudly")]

use std::time::{Duration, Instant};

use serde_json::json;
use wellflow_e2e::{Client, Installation};
use wellflow_testkit::eventually;

/// Organizations enough that both halves of the buckets have some.
const ORGANIZATIONS: usize = 12;
/// How long the other projector hangs.
const PAUSE: Duration = Duration::from_secs(30);
/// A share runs out in five seconds, and what it holds is looked at within a few more.
const SOON: Duration = Duration::from_secs(20);

struct Field {
    installation: Installation,
    clients: Vec<Client>,
}

impl Field {
    async fn number(&self, sql: &str) -> i64 {
        let admin = self.installation.database().admin().await;
        admin.query_one(sql, &[]).await.unwrap().get(0)
    }

    /// How many buckets each projector holds, the most first.
    async fn shares(&self) -> Vec<i64> {
        let sql = "SELECT count(*) FROM read.program_lease l JOIN read.projector p ON p.projector_id = l.holder \
                   WHERE p.expires_at > clock_timestamp() GROUP BY l.holder ORDER BY 1 DESC";
        let admin = self.installation.database().admin().await;
        let rows = admin.query(sql, &[]).await.unwrap();
        rows.iter().map(|row| row.get(0)).collect()
    }

    async fn shared_as(&self, expected: &[i64]) {
        let what = format!("the shares are {expected:?}");
        eventually(&what, SOON, async || {
            (self.shares().await == expected).then_some(())
        })
        .await;
    }

    /// Proposes a well in every organization, and waits until each of them shows it.
    async fn a_well_each(&self, name: &str) {
        let proposal = json!({
            "effective_at": "2025-01-01T12:00:00Z", "name": name, "operator": "Demo Operating", "state": "TX",
            "time_zone": "America/Chicago", "role": "oil",
        });
        let mut written = Vec::new();
        for client in &self.clients {
            let answer = client.post("/api/v1/wells", &proposal).await.expect(201);
            written.push((client, answer.position()));
        }
        for (client, position) in written {
            let wells = client.get_after("/api/v1/wells?limit=100", position).await;
            let wells = wells.expect(200);
            let items = wells.body["items"].as_array().unwrap();
            assert!(items.iter().any(|well| well["name"] == name), "{}", wells.body);
        }
    }

    /// Every row and checkpoint with the transaction that wrote it.
    async fn writes(&self) -> Vec<String> {
        let sql = "SELECT concat('well ', w.organization_id, w.well_id, ' ', w.xmin) FROM read.well_summary w UNION ALL \
                   SELECT concat(c.projection, c.organization_id, ' ', c.xmin) FROM read.checkpoint c ORDER BY 1";
        let admin = self.installation.database().admin().await;
        let rows = admin.query(sql, &[]).await.unwrap();
        rows.iter().map(|row| row.get(0)).collect()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_projector_that_hangs_is_taken_over_from_and_changes_nothing_when_it_wakes() {
    let mut installation = Installation::three_processes().await;
    let mut clients = Vec::new();
    for number in 0..ORGANIZATIONS {
        let slug = format!("shared-{number}");
        installation.run(&["organization", "create", &slug, "--name", "Shared"]);
        let token = installation.token(&slug, "owner");
        clients.push(installation.client.with_token(&token));
    }
    installation.another_projector().await;
    let mut field = Field {
        installation,
        clients,
    };
    field.shared_as(&[32, 32]).await;
    let busy = "SELECT count(DISTINCT l.holder) FROM read.program_lease l";
    assert_eq!(field.number(busy).await, 2);
    field.a_well_each("Both 1").await;

    let hung = field.installation.processes().len() - 1;
    let paused = Instant::now();
    field.installation.processes()[hung].pause();
    field.shared_as(&[64]).await;
    field.a_well_each("One 2").await;
    assert!(paused.elapsed() < SOON + SOON, "{:?}", paused.elapsed());
    tokio::time::sleep(PAUSE.saturating_sub(paused.elapsed())).await;

    let before = field.writes().await;
    field.installation.processes()[hung].wake();
    // Its share comes back, without a row or a checkpoint being written again.
    field.shared_as(&[32, 32]).await;
    assert_eq!(field.writes().await, before);
    field.a_well_each("Both 3").await;
    field.installation.processes()[hung].stop();
    field.shared_as(&[64]).await;
    field.a_well_each("One 4").await;
}
