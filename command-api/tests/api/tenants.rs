//! Two organizations share nothing.

use serde_json::json;
use uuid::Uuid;
use wellflow_http::Role;
use wellflow_runtime::Tenant;

use crate::harness::{Service, month, proposal, with};

#[tokio::test]
async fn a_well_of_another_organization_is_unknown() {
    let service = Service::start().await;
    let theirs = service.database.organization("theirs").await;
    let (ours, theirs) = (service.owner(), service.speaker(&theirs, "ana", Role::Owner));
    let well = ours.well("k-1").await;
    let before = service.written().await;
    let permit = json!({"effective_at": "2025-01-10T12:00:00Z", "permit_number": "1"});
    let foreign = theirs
        .send(&format!("/wells/{well}/permit"), "k-2", &permit)
        .await;
    assert_eq!(foreign.fault(), (404, "well-unknown", "well_id"));
    let foreign = theirs
        .send("/production-months/record", "k-3", &month(&well, "2026-02"))
        .await;
    assert_eq!(foreign.fault(), (404, "well-unknown", "/well_id"));
    assert_eq!(service.written().await, before);
    service.stop().await;
}

#[tokio::test]
async fn ids_keys_and_api_numbers_of_two_organizations_do_not_meet() {
    let service = Service::start().await;
    let theirs = service.database.organization("theirs").await;
    let (ours, theirs) = (service.owner(), service.speaker(&theirs, "ana", Role::Owner));
    let body = with(
        with(proposal(), "well_id", json!(Uuid::now_v7().to_string())),
        "api_number",
        json!("4250120130"),
    );
    let (first, second) = (
        ours.send("/wells", "k-1", &body).await,
        theirs.send("/wells", "k-1", &body).await,
    );
    for answer in [&first, &second] {
        // Each ledger counts by itself.
        assert_eq!(
            (answer.status, &answer.body["position"], &answer.body["replayed"]),
            (201, &json!(1), &json!(false)),
            "{answer:?}"
        );
    }
    assert_ne!(first.body["event_ids"], second.body["event_ids"]);
    service.stop().await;
}

#[tokio::test]
async fn an_organization_that_does_not_exist_can_do_nothing() {
    let service = Service::start().await;
    let nobody = service.speaker(&Tenant::authenticated(Uuid::now_v7()), "ana", Role::Owner);
    let id = Uuid::now_v7();
    let at = json!({"effective_at": "2025-02-01T00:00:00Z"});
    let tasks = [
        ("/wells".to_owned(), proposal()),
        (format!("/wells/{id}/spud"), at.clone()),
        (
            "/production-months/record".to_owned(),
            month(&id.to_string(), "2026-02"),
        ),
        (format!("/production-months/{id}/lock"), at),
        ("/production-months/record".to_owned(), json!({})),
    ];
    for (path, body) in tasks {
        let answer = nobody.send(&path, "k-1", &body).await;
        assert_eq!(
            (answer.status, answer.slug()),
            (403, "organization-unknown"),
            "{path}"
        );
    }
    let batch = nobody.batch(&[]).await;
    assert_eq!((batch.status, batch.slug()), (403, "organization-unknown"));
    assert_eq!(service.written().await.events, 0);
    service.stop().await;
}
