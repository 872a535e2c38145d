//! Everything that happened, page by page, line by line, and live.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::time::Duration;

use futures::StreamExt;
use serde_json::Value;
use uuid::Uuid;
use wellflow_http::Role;
use wellflow_runtime::RedisLink;

use crate::asked::*;

async fn wells(api: &Api, number: usize) {
    for nth in 0..number {
        let id = Uuid::now_v7();
        let first = at("2020-01-01T06:00:00Z");
        let facts = [proposed(id, &format!("Bluebell {nth}"), first), permitted(first)];
        api.field.well(id, 0, &facts).await;
    }
}

#[tokio::test]
async fn pages_and_lines_tell_the_same_in_the_order_of_the_ledger() {
    let api = Api::idle(RedisLink::absent()).await;
    wells(&api, 300).await;
    let (mut pages, mut after) = (Vec::new(), 0);
    loop {
        let page = api
            .ok(&format!("/events?limit=97&after_position={after}"))
            .await
            .body;
        pages.extend(page["items"].as_array().unwrap().clone());
        match page["next_after_position"].as_u64() {
            Some(next) => after = next,
            None => break,
        }
    }
    assert_eq!(pages.len(), 600);
    let lines = api.request("/events").header("Accept", "application/x-ndjson");
    let lines = lines.send().await.unwrap();
    assert_eq!(lines.headers()["content-type"], "application/x-ndjson");
    let lines = lines.text().await.unwrap();
    let lines: Vec<Value> = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines, pages);
    for (position, line) in (1..).zip(&lines) {
        assert_eq!(line["position"], position);
        assert_eq!(line["aggregate_type"], "well");
        assert!(line["correlation_id"].is_string() && line["source"].is_string());
    }
    let operator = api.request_as(&api.field.tenant, Role::Operator, "/events");
    let refused = Answer::of(operator.send().await.unwrap()).await.refusal();
    assert_eq!(refused.1, "role-not-permitted");
    api.stop().await;
}

/// Reads a live stream until it has told a number of events: their ids and what they say.
async fn listen(api: &Api, last_seen: Option<u64>, number: usize) -> Vec<(u64, Value)> {
    let mut request = api.request("/events").header("Accept", "text/event-stream");
    if let Some(last) = last_seen {
        request = request.header("Last-Event-ID", last);
    }
    let answer = request.send().await.unwrap();
    assert_eq!(answer.headers()["content-type"], "text/event-stream");
    let mut bytes = answer.bytes_stream();
    let (mut text, mut told) = (String::new(), Vec::new());
    while told.len() < number {
        let part = tokio::time::timeout(Duration::from_secs(20), bytes.next()).await;
        text.push_str(std::str::from_utf8(&part.unwrap().unwrap().unwrap()).unwrap());
        while let Some(end) = text.find("\n\n") {
            let event: String = text.drain(..end + 2).collect();
            let field = |name: &str| event.lines().find_map(|line| line.strip_prefix(name));
            if let Some(data) = field("data: ") {
                told.push((
                    field("id: ").unwrap().parse().unwrap(),
                    serde_json::from_str(data).unwrap(),
                ));
            }
        }
    }
    told
}

#[tokio::test]
async fn a_client_that_comes_back_misses_nothing_and_hears_what_happens_now() {
    let api = Api::idle(RedisLink::absent()).await;
    wells(&api, 3).await;
    let first = listen(&api, None, 4).await;
    let later = async {
        tokio::time::sleep(Duration::from_millis(200)).await;
        wells(&api, 2).await;
    };
    let (last, _) = first[first.len() - 1];
    let (second, ()) = tokio::join!(listen(&api, Some(last), 10 - first.len()), later);
    let ids: Vec<u64> = first.iter().chain(&second).map(|(id, _)| *id).collect();
    assert_eq!(ids, (1..=10).collect::<Vec<u64>>());
    assert!(second.iter().all(|(id, told)| told["position"] == *id));
    api.stop().await;
}
