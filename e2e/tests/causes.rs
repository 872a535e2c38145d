//! What a command led to, told by whoever sent the commands and read back as a tree.
#![expect(clippy::unwrap_used, reason = "a test fails loudly")]

use serde_json::{Value, json};
use uuid::Uuid;
use wellflow_e2e::{Answer, Client, Installation};

async fn caused(client: &Client, path: &str, body: &Value, cause: &str) -> Answer {
    let key = Uuid::now_v7().to_string();
    let headers = [
        ("Idempotency-Key", key.as_str()),
        ("Wellflow-Causation-Id", cause),
    ];
    client.post_with(path, body, &headers).await
}

fn first_event(answer: &Answer) -> String {
    answer.body["event_ids"][0].as_str().unwrap().to_owned()
}

fn proposal(name: &str) -> Value {
    json!({
        "effective_at": "2024-01-02T08:00:00-06:00", "name": name, "operator": "Mesa Verde Operating",
        "time_zone": "America/Chicago", "role": "oil",
    })
}

/// The commands of a tree with what they led to, by the type of their first event.
fn outline(node: &Value) -> Value {
    let effects: Vec<Value> = node["effects"].as_array().unwrap().iter().map(outline).collect();
    json!([node["events"][0]["event_type"], effects])
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_is_followed_to_what_it_led_to_and_no_further() {
    let installation = Installation::three_processes().await;
    let client = &installation.client;
    let first = client
        .post("/api/v1/wells", &proposal("University 1H"))
        .await
        .expect(201);
    let well = first.body["well_id"].as_str().unwrap().to_owned();
    let events = client
        .get(&format!("/api/v1/wells/{well}/events"))
        .await
        .expect(200);
    let root = events.body["items"][0]["command_id"].as_str().unwrap().to_owned();

    // Led to by the event, by the command, and by what the event led to.
    let offset = caused(
        client,
        "/api/v1/wells",
        &proposal("University 2H"),
        &first_event(&first),
    )
    .await;
    let offset = offset.expect(201);
    let other = caused(client, "/api/v1/wells", &proposal("University 3H"), &root).await;
    other.expect(201);
    let third = caused(
        client,
        "/api/v1/wells",
        &proposal("University 4H"),
        &first_event(&offset),
    )
    .await;
    let third = third.expect(201);
    // Led to by something else.
    let elsewhere = Uuid::now_v7().to_string();
    let stranger = caused(client, "/api/v1/wells", &proposal("Aster 1"), &elsewhere).await;
    stranger.expect(201);
    let place = caused(client, "/api/v1/wells", &proposal("Aster 2"), "the permit").await;
    assert_eq!(
        place.expect_problem(400, "invalid-header"),
        "Wellflow-Causation-Id"
    );

    let path = format!("/api/v1/commands/{root}/effects");
    let tree = client.get_after(&path, third.position()).await.expect(200);
    let one = json!(["WellProposed", []]);
    assert_eq!(
        outline(&tree.body),
        json!(["WellProposed", [["WellProposed", [one]], one]]),
        "{}",
        tree.body
    );
    assert_eq!(
        tree.body["effects"][0]["causation_id"],
        first.body["event_ids"][0]
    );
    assert_eq!(
        (&tree.body["causation_id"], &tree.body["truncated"]),
        (&Value::Null, &json!(false))
    );
    let told = &tree.body["effects"][1]["events"][0];
    assert_eq!(
        (&told["aggregate_type"], &told["data"]["name"]),
        (&json!("well"), &json!("University 3H"))
    );

    let unknown = client.get(&format!("/api/v1/commands/{elsewhere}/effects")).await;
    unknown.expect_problem(404, "command-not-recorded");
    let pumper = client.with_token(&installation.token("demo", "pumper"));
    assert_eq!(pumper.get(&path).await.status, 403);
}
