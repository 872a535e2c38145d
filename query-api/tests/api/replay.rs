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

#[tokio::test]
async fn the_form_asked_for_by_name_goes_before_accept_and_the_first_that_is_accepted_before_the_next() {
    let api = Api::idle(RedisLink::absent()).await;
    wells(&api, 2).await;
    let (page, table, lines, live) = (
        "application/json",
        "text/csv; charset=utf-8; header=present",
        "application/x-ndjson",
        "text/event-stream",
    );
    for (query, accept, expected) in [
        ("?format=csv", lines, table),
        ("?format=csv", live, table),
        ("?format=json", lines, page),
        ("?format=json", live, page),
        ("?format=ndjson", live, lines),
        ("?format=ndjson", "*/*", lines),
        ("?format=event-stream", "*/*", live),
        ("", "text/csv, application/x-ndjson;q=0.5", table),
        ("", "application/x-ndjson, text/csv;q=0.5", lines),
        ("", "text/event-stream, application/json", live),
        ("", "application/json, text/event-stream", page),
        ("", "*/*", page),
    ] {
        let path = format!("/events{query}");
        let answer = api.request(&path).header("Accept", accept).send().await.unwrap();
        let kind = answer.headers()["content-type"].to_str().unwrap().to_owned();
        assert_eq!(
            (answer.status().as_u16(), kind.as_str()),
            (200, expected),
            "{path} {accept}"
        );
        if expected == live {
            continue;
        }
        let text = answer.text().await.unwrap();
        let told = match expected {
            kind if kind == page => {
                let page: Value = serde_json::from_str(&text).unwrap();
                page["items"].as_array().unwrap().len()
            }
            // The header and the last line are about the others.
            kind if kind == table => text.lines().count() - 2,
            _ => text.lines().count(),
        };
        assert_eq!(told, 4, "{path} {accept}: {text}");
    }
    api.stop().await;
}

#[tokio::test]
async fn lines_tell_the_fields_asked_for_and_a_head_tells_none() {
    let api = Api::idle(RedisLink::absent()).await;
    wells(&api, 1).await;
    let lines = api.get("/events?format=ndjson&fields=position,event_type").await;
    assert_eq!(
        lines.text().await.unwrap(),
        "{\"position\":1,\"event_type\":\"WellProposed\"}\n{\"position\":2,\"event_type\":\"DrillingPermitApproved\"}\n"
    );
    let refused = api.refused("/events?format=event-stream&fields=position").await;
    assert_eq!(
        refused,
        (
            400,
            "conflicting-parameters".to_owned(),
            Some("fields".to_owned())
        )
    );
    for (query, parameter) in [
        ("format=event-stream&as_of=2026-01-01T00:00:00Z", "as_of"),
        ("format=event-stream&limit=2", "limit"),
        ("format=ndjson&limit=2", "limit"),
    ] {
        let refused = api.refused(&format!("/events?{query}")).await;
        let expected = (
            400,
            "conflicting-parameters".to_owned(),
            Some(parameter.to_owned()),
        );
        assert_eq!(refused, expected, "{query}");
    }
    let past = api.get("/events?format=ndjson&as_of=2026-01-01T00:00:00Z").await;
    assert_eq!(
        (past.status().as_u16(), past.text().await.unwrap()),
        (200, String::new())
    );
    for kind in ["application/x-ndjson", "text/event-stream"] {
        // One of a stream without an end would have none, either.
        let head = tokio::time::timeout(LONG, api.head("/events", kind))
            .await
            .unwrap();
        assert_eq!(
            (head.status().as_u16(), &head.headers()["content-type"]),
            (200, &kind.parse().unwrap())
        );
        assert!(!head.headers().contains_key("content-length"), "{kind}");
        assert_eq!(head.text().await.unwrap(), "");
        // Its connection is free for the next question.
        let next = api.get("/events?limit=1");
        let next = tokio::time::timeout(LONG, next).await.unwrap();
        assert_eq!(next.status(), 200, "{kind}");
    }
    api.stop().await;
}

#[tokio::test]
async fn a_position_is_demanded_of_lines_and_streams_as_of_pages() {
    let api = Api::idle(RedisLink::absent()).await;
    wells(&api, 2).await;
    for kind in ["application/json", "application/x-ndjson", "text/event-stream"] {
        let ask = async |position: u64| {
            let request = api.request("/events").header("Accept", kind);
            let request = request.header("Wellflow-Min-Position", position);
            request.header("Prefer", "wait=0").send().await.unwrap()
        };
        let told = ask(4).await;
        assert_eq!(told.status(), 200, "{kind}");
        assert_eq!(told.headers()["wellflow-position"], "4", "{kind}");
        assert!(told.headers().contains_key("wellflow-age"), "{kind}");
        let refused = Answer::of(ask(5).await).await.refusal();
        assert_eq!(
            (refused.0, refused.1.as_str()),
            (503, "not-yet-projected"),
            "{kind}"
        );
    }
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
