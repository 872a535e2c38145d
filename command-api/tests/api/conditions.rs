//! Sending a command twice, and sending it on the condition of a version.

use serde_json::json;

use crate::harness::{Service, month, proposal, with};

#[tokio::test]
async fn a_command_sent_twice_is_done_once_and_answered_alike() {
    let service = Service::start().await;
    let owner = service.owner();
    let first = owner.send("/wells", "k-1", &proposal()).await;
    let before = service.written().await;
    let second = owner.send("/wells", "\"k-1\"", &proposal()).await;
    assert_eq!(
        (second.status, second.header("idempotency-replayed")),
        (201, "true"),
        "{second:?}"
    );
    assert_eq!(second.header("etag"), first.header("etag"));
    assert_eq!(second.header("location"), first.header("location"));
    assert_eq!(with(second.body, "replayed", json!(false)), first.body);
    assert_eq!(first.header("idempotency-replayed"), "");
    assert_eq!(service.written().await, before);
    service.stop().await;
}

#[tokio::test]
async fn a_replay_is_answered_even_where_the_command_would_now_be_refused() {
    let service = Service::start().await;
    let owner = service.owner();
    let well = owner.well("k-1").await;
    let permit = json!({"effective_at": "2025-01-10T12:00:00Z", "permit_number": "1"});
    let path = format!("/wells/{well}/permit");
    owner.send(&path, "k-2", &permit).await;
    owner
        .send(
            &format!("/wells/{well}/spud"),
            "k-3",
            &json!({"effective_at": "2025-02-01T12:00:00Z"}),
        )
        .await;
    assert_eq!(owner.send(&path, "k-4", &permit).await.status, 422);
    let replayed = owner.send(&path, "k-2", &permit).await;
    assert_eq!(
        (replayed.status, &replayed.body["version"]),
        (200, &json!(2)),
        "{replayed:?}"
    );
    assert_eq!(replayed.body["replayed"], true);
    service.stop().await;
}

#[tokio::test]
async fn a_key_used_for_something_else_is_refused() {
    let service = Service::start().await;
    let owner = service.owner();
    let well = owner.well("k-1").await;
    let before = service.written().await;
    let reused = (422, "idempotency-key-reused", "Idempotency-Key");
    let other_body = owner
        .send("/wells", "k-1", &with(proposal(), "name", json!("Smith 2-H")))
        .await;
    assert_eq!(other_body.fault(), reused);
    let other_task = owner
        .send("/production-months/record", "k-1", &month(&well, "2026-02"))
        .await;
    assert_eq!(other_task.fault(), reused);
    let other_condition = owner
        .send_with("/wells", "k-1", &proposal(), &[("If-Match", "\"0\"")])
        .await;
    assert_eq!(other_condition.fault(), reused);
    assert_eq!(service.written().await, before);
    service.stop().await;
}

#[tokio::test]
async fn keys_of_two_senders_do_not_meet() {
    let service = Service::start().await;
    service.owner().well("k-1").await;
    let other = service.speaker(&service.tenant, "ben", wellflow_http::Role::Operator);
    assert_eq!(
        other
            .send("/wells", "k-1", &with(proposal(), "name", json!("Ben 1")))
            .await
            .status,
        201
    );
    service.stop().await;
}

#[tokio::test]
async fn if_match_demands_the_version_it_names() {
    let service = Service::start().await;
    let owner = service.owner();
    let well = owner.well("k-1").await;
    let before = service.written().await;
    let path = format!("/wells/{well}/permit");
    let permit = json!({"effective_at": "2025-01-10T12:00:00Z", "permit_number": "1"});
    let stale = owner
        .send_with(&path, "k-2", &permit, &[("If-Match", "\"7\"")])
        .await;
    assert_eq!(stale.fault(), (412, "version-conflict", "If-Match"));
    assert_eq!(stale.body["current_version"], 1);
    assert_eq!(service.written().await, before);
    let fresh = owner
        .send_with(&path, "k-2", &permit, &[("If-Match", "\"1\"")])
        .await;
    assert_eq!((fresh.status, fresh.header("etag")), (200, "\"2\""), "{fresh:?}");
    let any = owner
        .send_with(
            &format!("/wells/{well}/spud"),
            "k-3",
            &json!({"effective_at": "2025-02-01T12:00:00Z"}),
            &[("If-Match", "*")],
        )
        .await;
    assert_eq!(any.status, 200, "{any:?}");
    service.stop().await;
}
