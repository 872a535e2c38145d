//! Ten thousand requests given up by the client at random moments, two organizations, two connections per service.
#![expect(clippy::unwrap_used, reason = "a test fails loudly")]

use std::time::Duration;

use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use uuid::Uuid;
use wellflow_e2e::{Client, Installation};
use wellflow_testkit::eventually;

const REQUESTS: u64 = 10_000;
const CLIENTS: u64 = 8;

/// The longest a client waits for an answer at first, in microseconds, and at most.
const REACH: std::ops::Range<u64> = 20_000..1_000_000;

/// An organization as its own clients see it.
#[derive(Clone)]
struct Side {
    token: String,
    operator: String,
    other: String,
    well: String,
}

#[derive(Default)]
struct Counts {
    answered: u64,
    aborted: u64,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn aborted_requests_leak_no_row_and_no_connection() {
    let installation = Installation::three_processes_with(&[("WELLFLOW_POOL_SIZE", "2")]).await;
    let client = installation.client.clone();
    let mut sides = Vec::new();
    for (slug, operator, other) in [
        ("first", "Alpha Oil", "Bravo Oil"),
        ("second", "Bravo Oil", "Alpha Oil"),
    ] {
        installation.run(&["organization", "create", slug, "--name", operator]);
        let token = installation.token(slug, "owner");
        let well = propose_wells(&client.with_token(&token), operator).await;
        sides.push(Side {
            token,
            operator: operator.to_owned(),
            other: other.to_owned(),
            well,
        });
    }
    let mut clients = tokio::task::JoinSet::new();
    for number in 0..CLIENTS {
        clients.spawn(one_client(number, client.clone(), sides.clone()));
    }
    let mut total = Counts::default();
    while let Some(counts) = clients.join_next().await {
        let counts = counts.unwrap();
        total.answered += counts.answered;
        total.aborted += counts.aborted;
    }
    assert_eq!(total.answered + total.aborted, REQUESTS);
    assert!(
        total.answered > 500 && total.aborted > 500,
        "{} answered, {} aborted",
        total.answered,
        total.aborted
    );
    let admin = installation.database().admin().await;
    eventually("no connection is idle in a transaction", Duration::from_secs(10), async || {
        let idle = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in%'";
        let idle: i64 = admin.query_one(idle, &[]).await.unwrap().get(0);
        (idle == 0).then_some(())
    })
    .await;
    let services = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() \
                    AND usename IN ('wellflow_command', 'wellflow_query')";
    let services: i64 = admin.query_one(services, &[]).await.unwrap().get(0);
    // Two pools of two, and the writers' own five, which no request holds.
    assert!(services <= 9, "{services} connections");
    for side in &sides {
        let answer = client
            .with_token(&side.token)
            .get("/api/v1/wells?limit=500")
            .await
            .expect(200);
        assert!(
            !answer.body.to_string().contains(&side.other),
            "both still answer, each its own"
        );
    }
}

async fn propose_wells(client: &Client, operator: &str) -> String {
    let mut last = None;
    for number in 0..20 {
        let body = json!({"effective_at": "2024-01-02T08:00:00Z", "name": format!("{operator} {number}"),
                          "operator": operator, "time_zone": "America/Chicago", "role": "oil"});
        last = Some(client.post("/api/v1/wells", &body).await.expect(201));
    }
    let last = last.unwrap();
    client
        .get_after("/api/v1/wells", last.position())
        .await
        .expect(200);
    last.text("well_id").to_owned()
}

async fn one_client(number: u64, client: Client, sides: Vec<Side>) -> Counts {
    let mut counts = Counts::default();
    // A machine that answers more slowly is waited for longer, so that on every one many are answered and many given up.
    let mut reach = REACH.start;
    // A linear congruential generator: every run tries the same shares of that time.
    let mut random = 0x9e37_79b9_7f4a_7c15u64 ^ (number << 17);
    for request in 0..REQUESTS / CLIENTS {
        random = random
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let side = &sides[usize::from((random >> 40) % 2 == 1)];
        let patience = Duration::from_micros((random >> 33) % reach);
        let (address, message) = message(request, &client, side);
        let asking = async {
            let mut stream = TcpStream::connect(address).await.unwrap();
            stream.write_all(message.as_bytes()).await.unwrap();
            let mut answer = String::new();
            stream.read_to_string(&mut answer).await.unwrap();
            answer
        };
        // Dropping the future closes the socket, wherever the server is by then.
        match tokio::time::timeout(patience, asking).await {
            Err(_) => {
                counts.aborted += 1;
                reach = (reach + reach / 50).min(REACH.end);
            }
            Ok(answer) => {
                counts.answered += 1;
                reach = (reach - reach / 25).max(REACH.start);
                assert!(
                    !answer.contains(&side.other),
                    "a row of the other organization: {answer}"
                );
                let status = answer.split(' ').nth(1).unwrap_or_default();
                match status {
                    "200" => assert!(
                        answer.contains(&side.operator) || answer.contains("position"),
                        "{answer}"
                    ),
                    "201" | "503" => {}
                    _ => panic!("{answer}"),
                }
            }
        }
    }
    counts
}

fn message(request: u64, client: &Client, side: &Side) -> (String, String) {
    let head = format!(
        "host: localhost\r\nauthorization: Bearer {}\r\nconnection: close\r\n",
        side.token
    );
    let get = |path: &str| format!("GET {path} HTTP/1.1\r\n{head}\r\n");
    let address = |url: &str| url.trim_start_matches("http://").to_owned();
    match request % 4 {
        0 => (address(client.queries_url()), get("/api/v1/wells?limit=50")),
        1 => (
            address(client.queries_url()),
            get(&format!("/api/v1/wells/{}?effective_on=2025-01-01", side.well)),
        ),
        2 => (
            address(client.queries_url()),
            get(&format!("/api/v1/wells/{}/events", side.well)),
        ),
        _ => {
            let body = json!({"effective_at": "2024-01-02T08:00:00Z", "name": side.operator, "operator": side.operator,
                              "time_zone": "America/Chicago", "role": "oil"});
            let body = body.to_string();
            let head = format!(
                "{head}idempotency-key: {}\r\ncontent-type: application/json\r\n",
                Uuid::now_v7()
            );
            let length = body.len();
            let text = format!("POST /api/v1/wells HTTP/1.1\r\n{head}content-length: {length}\r\n\r\n{body}");
            (address(client.commands_url()), text)
        }
    }
}
