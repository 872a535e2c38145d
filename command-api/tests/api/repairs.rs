//! Repairs of streams the read models cannot take in: who may ask for them, what is refused, and what is on record.

use serde_json::json;
use uuid::Uuid;
use wellflow_http::Role;

use crate::harness::Service;

#[tokio::test]
async fn a_repair_is_an_event_of_its_own_stream_with_who_and_why() {
    let service = Service::start().await;
    let well = service.owner().well("w").await;
    let admin = service.speaker(&service.tenant, "root", Role::Admin);
    let path = format!("/projections/parked/{well}");
    let retry = json!({"stream_kind": "well", "reason": "mended"});
    let first = admin.send(&format!("{path}/retry"), "r1", &retry).await;
    assert_eq!((first.status, &first.body["version"]), (200, &json!(1)));
    assert_eq!(first.body["stream_id"], well);
    let again = admin.send(&format!("{path}/retry"), "r1", &retry).await;
    assert_eq!(again.header("idempotency-replayed"), "true");

    let proposed = service.event_of(&well).await;
    let skip = json!({"stream_kind": "well", "event_id": proposed, "reason": "lost"});
    let skipped = admin.send(&format!("{path}/skip"), "s1", &skip).await;
    assert_eq!((skipped.status, &skipped.body["version"]), (200, &json!(2)));
    let twice = admin.send(&format!("{path}/skip"), "s2", &skip).await;
    assert_eq!(twice.fault(), (422, "event-already-skipped", "/event_id"));
    let metadata = service.metadata().await;
    assert_eq!(
        metadata.last().unwrap()["actor"],
        json!({"subject": "root", "role": "admin"})
    );
    service.stop().await;
}

#[tokio::test]
async fn a_repair_names_what_the_ledger_has() {
    let service = Service::start().await;
    let well = service.owner().well("w").await;
    let admin = service.speaker(&service.tenant, "root", Role::Admin);
    let nobody = Uuid::now_v7();
    let retry = |kind: &str| json!({"stream_kind": kind, "reason": "mended"});
    for (stream, kind) in [(nobody.to_string(), "well"), (well.clone(), "lease")] {
        let path = format!("/projections/parked/{stream}/retry");
        let refused = admin.send(&path, &format!("{kind}{stream}"), &retry(kind)).await;
        assert_eq!(refused.fault(), (404, "repaired-stream-unknown", "stream_id"));
    }
    let skip = json!({"stream_kind": "well", "event_id": nobody, "reason": "lost"});
    let path = format!("/projections/parked/{well}/skip");
    let refused = admin.send(&path, "s", &skip).await;
    assert_eq!(refused.fault(), (422, "skipped-event-unknown", "/event_id"));
    let path = format!("/projections/parked/{well}/retry");
    let odd = admin.send(&path, "k", &retry("Well")).await;
    assert_eq!(odd.fault(), (422, "invalid-text", "/stream_kind"));
    assert_eq!(
        service.owner().send(&path, "o", &retry("well")).await.slug(),
        "role-not-permitted"
    );
    service.stop().await;
}
