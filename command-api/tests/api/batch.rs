//! Many commands in one request.

use std::time::{Duration, Instant};

use futures::future::select_all;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use uuid::Uuid;
use wellflow_command_api::Task;
use wellflow_domain::month::Month;
use wellflow_domain::production_month::ProductionMonthId;
use wellflow_domain::text::CompletionName;
use wellflow_http::Role;

use crate::bodies::path;
use crate::examples::example;
use crate::harness::{Service, month, place, proposal, with};

fn item(key: &str, path: &str, body: Value) -> Value {
    json!({"idempotency_key": key, "path": format!("/api/v1{path}"), "body": body})
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "a table of cases")]
async fn a_bad_item_fails_alone() {
    let service = Service::start().await;
    let owner = service.owner();
    let id = Uuid::now_v7().to_string();
    let items = [
        item("b-0", "/wells", with(proposal(), "well_id", json!(id))),
        item(
            "b-1",
            &format!("/wells/{id}/permit"),
            json!({"effective_at": "2025-01-10T12:00:00Z", "permit_number": "1"}),
        ),
        item(
            "b-2",
            "/production-months/record",
            with(month(&id, "2026-01"), "oil_bbl", json!("-5")),
        ),
        item(
            "b-3",
            &format!("/wells/{id}/spud"),
            json!({"effective_at": "2025-02-01T12:00:00Z"}),
        ),
        json!({"path": "/api/v1/wells", "body": proposal()}),
        item("b-5", "/wells/drill", json!({})),
        json!(17),
        item(
            "b-7",
            &format!("/wells/{id}/spud"),
            json!({"effective_at": "2025-03-01T12:00:00Z"}),
        ),
        item("b-8", "/production-months/record", month(&id, "2026-02")),
        with(
            item(
                "b-9",
                &format!("/wells/{id}/shut-in"),
                json!({"effective_at": "2025-03-01T12:00:00Z", "reason": "weather"}),
            ),
            "if_match",
            json!("\"1\""),
        ),
        with(
            item("b-10", "/wells", proposal()),
            "reported_at",
            json!("yesterday"),
        ),
        with(item("b-11", "/wells", proposal()), "if_match", json!("7")),
    ];
    let answer = owner.batch(&items).await;
    assert_eq!(
        answer.outcomes(),
        [
            (201, ""),
            (200, ""),
            (422, "negative-volume"),
            (200, ""),
            (400, "idempotency-key-missing"),
            (404, "command-unknown"),
            (422, "wrong-type"),
            (422, "well-not-permitted"),
            (201, ""),
            (412, "version-conflict"),
            (422, "invalid-date"),
            (400, "invalid-if-match"),
        ]
    );
    let places: Vec<_> = [2, 4, 5, 6, 7, 9, 10, 11]
        .into_iter()
        .map(|at| place(&answer.body[at]["problem"]))
        .collect();
    assert_eq!(
        places,
        [
            "/body/oil_bbl",
            "/idempotency_key",
            "/path",
            "",
            "/path",
            "/if_match",
            "/reported_at",
            "/if_match"
        ]
    );
    assert_eq!(
        (&answer.body[0]["well_id"], &answer.body[0]["version"]),
        (&json!(id), &json!(1))
    );
    assert_eq!(answer.body[4]["idempotency_key"], Value::Null);
    // A sentence names the field; where it stands in the item is the pointer's to say.
    let said = answer.body[2]["problem"]["detail"].as_str().unwrap();
    assert!(said.starts_with("oil_bbl: "), "{said}");
    let written = service.written().await;
    assert_eq!((written.events, written.commands), (4, 4));
    service.stop().await;
}

#[tokio::test]
async fn a_batch_sent_again_is_done_once() {
    let service = Service::start().await;
    let owner = service.owner();
    let id = Uuid::now_v7().to_string();
    let mut items = vec![item("b-0", "/wells", with(proposal(), "well_id", json!(id)))];
    for number in 1..=12 {
        items.push(item(
            &format!("m-{number}"),
            "/production-months/record",
            month(&id, &format!("2025-{number:02}")),
        ));
    }
    let first = owner.batch(&items[..7]).await;
    assert_eq!(first.outcomes(), vec![(201, ""); 7]);
    let second = owner.batch(&items).await;
    assert_eq!(second.outcomes(), vec![(201, ""); 13]);
    for (index, outcome) in second.body.as_array().unwrap().iter().enumerate() {
        assert_eq!(outcome["replayed"], index < 7);
        if index < 7 {
            assert_eq!(outcome["event_ids"], first.body[index]["event_ids"]);
            assert_eq!(outcome["position"], first.body[index]["position"]);
        }
    }
    assert_eq!(service.written().await.events, 13);
    service.stop().await;
}

#[tokio::test]
async fn an_item_and_a_single_request_with_one_key_are_one_command() {
    let service = Service::start().await;
    let owner = service.owner();
    let well = owner.well("k-1").await;
    let answer = owner.batch(&[item("k-1", "/wells", proposal())]).await;
    assert_eq!(
        (&answer.body[0]["well_id"], &answer.body[0]["replayed"]),
        (&json!(well), &json!(true))
    );
    service.stop().await;
}

#[tokio::test]
async fn lines_are_answered_with_lines_and_a_malformed_one_fails_alone() {
    let service = Service::start().await;
    let owner = service.owner();
    let lines = format!(
        "{}\n\n{{\"idempotency_key\":\n{}\r\n",
        item("l-0", "/wells", proposal()),
        item("l-2", "/wells", with(proposal(), "name", json!("Smith 2-H")))
    );
    let answer = owner
        .send_raw("/commands", lines, &[("Content-Type", "application/x-ndjson")])
        .await;
    assert_eq!(
        (answer.status, answer.header("content-type")),
        (200, "application/x-ndjson")
    );
    let Value::String(text) = &answer.body else {
        panic!("{answer:?}")
    };
    let outcomes: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let seen: Vec<_> = outcomes
        .iter()
        .map(|outcome| (&outcome["index"], &outcome["status"]))
        .collect();
    assert_eq!(
        seen,
        [
            (&json!(0), &json!(201)),
            (&json!(1), &json!(400)),
            (&json!(2), &json!(201))
        ]
    );
    assert_eq!(outcomes[1]["problem"]["type"], "/problems/malformed-json");
    assert_eq!(service.written().await.events, 2);
    service.stop().await;
}

#[tokio::test]
async fn a_month_is_corrected_after_it_is_recorded_in_the_same_batch() {
    let service = Service::start().await;
    let owner = service.owner();
    let well = owner.well("k-1").await;
    let id = ProductionMonthId::of(
        well.parse().unwrap(),
        &CompletionName::parse("S01").unwrap(),
        Month::parse("2026-01").unwrap(),
    );
    let path = format!("/production-months/{id}/correct");
    let mut items = vec![item("m-0", "/production-months/record", month(&well, "2026-01"))];
    items.extend((1..=20).map(|n| {
        let correction = json!({
            "reason": "meter", "days_on": 28, "oil_bbl": n.to_string(), "gas_mcf": "3400", "gas_base_psia": "14.73",
            "water_bbl": "77",
        });
        item(&format!("c-{n}"), &path, correction)
    }));
    let answer = owner.batch(&items).await;
    let mut expected = vec![(200, ""); 21];
    expected[0].0 = 201;
    assert_eq!(answer.outcomes(), expected);
    let outcomes = answer.body.as_array().unwrap();
    let versions: Vec<_> = outcomes
        .iter()
        .map(|outcome| outcome["version"].as_u64().unwrap())
        .collect();
    assert_eq!(versions, (1..=21).collect::<Vec<_>>());
    service.stop().await;
}

#[tokio::test]
async fn what_is_no_batch_is_refused_whole() {
    let service = Service::start().await;
    let owner = service.owner();
    let json = [("Content-Type", "application/json")];
    let object = owner.send_raw("/commands", "{}", &json).await;
    assert_eq!(object.fault(), (422, "wrong-type", ""));
    let half = format!("[{},", item("h-0", "/wells", proposal()));
    assert_eq!(
        owner.send_raw("/commands", half, &json).await.slug(),
        "malformed-json"
    );
    let csv = owner
        .send_raw("/commands", "a,b", &[("Content-Type", "text/csv")])
        .await;
    assert_eq!(csv.fault(), (415, "unsupported-media-type", "Content-Type"));
    assert_eq!(owner.batch(&[]).await.outcomes(), []);
    assert_eq!(service.written().await.events, 0);
    service.stop().await;
}

/// Sends the head of a batch and the beginning of its body, and waits for an answer.
async fn answer_to_half_a_batch(service: &Service) -> String {
    let mut stream = TcpStream::connect(service.address()).await.unwrap();
    let head = format!(
        "POST /api/v1/commands HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\n\
         Content-Type: application/json\r\nContent-Length: 100\r\n\r\n[",
        service.owner().token()
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut answer = vec![0; 4_096];
    let read = stream.read(&mut answer).await.unwrap();
    String::from_utf8(answer[..read].to_vec()).unwrap()
}

#[tokio::test]
async fn a_batch_without_room_is_told_to_come_back() {
    let service = Service::start().await;
    let owner = service.owner();
    // One more than there is room for: whichever comes last is answered at once, the others wait for their bodies.
    let mut halves = Vec::new();
    for _ in 0..5 {
        halves.push(Box::pin(answer_to_half_a_batch(&service)));
    }
    let (refused, _, under_way) = tokio::time::timeout(Duration::from_secs(10), select_all(halves))
        .await
        .unwrap();
    assert!(refused.starts_with("HTTP/1.1 503"), "{refused}");
    assert!(refused.contains("retry-after: 2"), "{refused}");
    assert!(refused.contains("/problems/busy"), "{refused}");
    assert_eq!(owner.batch(&[]).await.slug(), "busy");
    // A single command is no batch.
    owner.well("k-1").await;
    drop(under_way);
    // The room of those who went away is free again.
    let deadline = Instant::now() + Duration::from_secs(10);
    while owner.batch(&[]).await.status == 503 {
        assert!(Instant::now() < deadline, "the room is not free");
    }
    service.stop().await;
}

#[tokio::test]
async fn ten_thousand_items_are_one_batch() {
    let service = Service::start().await;
    let owner = service.owner();
    let wells: Vec<_> = (0..40).map(|_| Uuid::now_v7().to_string()).collect();
    let mut items: Vec<_> = wells
        .iter()
        .map(|id| item(id, "/wells", with(proposal(), "well_id", json!(id))))
        .collect();
    for (at, id) in wells.iter().enumerate() {
        for month_number in 0..249 {
            let name = format!("{}-{:02}", 2000 + month_number / 12, month_number % 12 + 1);
            items.push(item(
                &format!("{at}-{month_number}"),
                "/production-months/record",
                month(id, &name),
            ));
        }
    }
    assert_eq!(items.len(), 10_000);
    let answer = owner.batch(&items).await;
    assert!(
        answer.outcomes().iter().all(|outcome| *outcome == (201, "")),
        "{:?}",
        answer.outcomes().iter().find(|o| o.0 != 201)
    );
    assert_eq!(service.written().await.events, 10_000);
    items.push(item("one too many", "/wells", proposal()));
    assert_eq!(owner.batch(&items).await.fault(), (413, "batch-too-large", ""));
    service.stop().await;
}

#[tokio::test]
async fn a_batch_carries_out_every_task_as_a_single_request_does() {
    let service = Service::start().await;
    let id = Uuid::now_v7().to_string();
    let owner = service.owner();
    let mut singly = Vec::new();
    for task in Task::ALL {
        let answer = owner.send(&path(task, &id), task.pattern(), &example(task)).await;
        let slug = if answer.status < 300 { "" } else { answer.slug() };
        singly.push((u64::from(answer.status), slug.to_owned()));
    }
    let elsewhere = service.database.organization("elsewhere").await;
    let items = Task::ALL.map(|task| {
        json!({
            "idempotency_key": task.pattern(), "path": format!("/api/v1{}", path(task, &id)), "body": example(task),
        })
    });
    let batch = service
        .speaker(&elsewhere, "ana", Role::Owner)
        .batch(&items)
        .await;
    let together: Vec<_> = batch
        .outcomes()
        .into_iter()
        .map(|(status, slug)| (status, slug.to_owned()))
        .collect();
    assert_eq!(together, singly);
    assert!(singly.iter().any(|(status, _)| *status < 300));
    service.stop().await;
}

#[tokio::test]
async fn a_month_of_a_batch_sees_the_month_before_it() {
    let service = Service::start().await;
    let owner = service.owner();
    let well = owner.well("k-1").await;
    let item = |of: &str, opening: &str, closing: &str| {
        let details = json!({"oil_stock": {"opening_bbl": opening, "closing_bbl": closing}});
        let body = with(with(month(&well, of), "oil_bbl", json!("10")), "details", details);
        json!({"idempotency_key": of, "path": "/api/v1/production-months/record", "body": body})
    };
    let items = [
        item("2025-01", "0", "10"),
        item("2025-02", "10", "20"),
        item("2025-03", "25", "35"),
        item("2025-04", "35", "45"),
    ];
    let batch = owner.batch(&items).await;
    let events: Vec<_> = batch
        .body
        .as_array()
        .unwrap()
        .iter()
        .map(|outcome| outcome["event_ids"].as_array().map(Vec::len))
        .collect();
    // March does not begin with what February ended with, and says so in an event of its own.
    assert_eq!(events, [Some(1), Some(1), Some(2), Some(1)], "{batch:?}");
    service.stop().await;
}
