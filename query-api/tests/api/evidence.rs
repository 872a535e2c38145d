//! Evidence over HTTP: without a checkpoint, with the newest of a folder, and refused where the ledger is not what was signed.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::path::PathBuf;

use serde_json::{Value, json};
use uuid::Uuid;
use wellflow_event_store::evidence::{Checked, Unfounded, check};
use wellflow_event_store::{Catalogue, LedgerKey, SignedCheckpoint, Verifier};
use wellflow_http::Role;
use wellflow_query_api::evidence::shown;
use wellflow_runtime::RedisLink;

use crate::asked::*;

/// A folder with checkpoints, signed with a key.
struct Signed {
    folder: PathBuf,
    key: LedgerKey,
}

impl Signed {
    fn new() -> Self {
        let folder = std::env::temp_dir().join(format!("wellflow-evidence-{}", Uuid::new_v4().simple()));
        std::fs::create_dir_all(&folder).unwrap();
        Self {
            folder,
            key: LedgerKey::generate().unwrap(),
        }
    }

    /// Signs what the ledger holds now.
    async fn sign(&self, api: &Api) -> SignedCheckpoint {
        let verifier = Verifier::new(api.field.reader.clone(), Catalogue::default(), 2);
        let made = verifier.checkpoint(&api.field.tenant, None, |_, _| {}).await;
        let text = made.unwrap().unwrap().sign(&self.key).unwrap();
        let signed = SignedCheckpoint::open(&text, &self.key.public_key()).unwrap();
        let (organization, position) = (signed.checkpoint.organization, signed.checkpoint.position);
        let name = format!("{organization}-20260101T000000.000000Z-{position}.checkpoint.json");
        // Laid out anew, as an editor may have done.
        let value: Value = serde_json::from_str(&text).unwrap();
        let text = serde_json::to_string_pretty(&value).unwrap();
        std::fs::write(self.folder.join(name), text).unwrap();
        signed
    }

    fn check(&self, text: &str) -> Result<Checked, Unfounded> {
        check(text.as_bytes(), &self.key.public_key(), &shown)
    }
}

impl Drop for Signed {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

async fn evidence(api: &Api, path: &str) -> String {
    let answer = api.get(path).await;
    assert_eq!(answer.status(), 200, "{path}");
    assert_eq!(answer.headers()["content-type"], "application/x-ndjson");
    answer.text().await.unwrap()
}

/// What the API shows at an instant.
async fn shown_at(api: &Api, path: &str, at: &str) -> Value {
    api.ok(&format!("{path}?as_of={at}")).await.body
}

#[tokio::test]
async fn without_a_checkpoint_it_states_and_proves_nothing() {
    let api = Api::idle(RedisLink::absent()).await;
    let id = Uuid::now_v7();
    let first = at("2020-01-01T06:00:00Z");
    let facts = [
        proposed(id, "Bluebell 1", first),
        permitted(first),
        spudded(first),
    ];
    api.field.well(id, 0, &facts).await;
    let text = evidence(&api, &format!("/wells/{id}/evidence")).await;
    let lines: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), 5);
    assert_eq!(lines[0]["checkpoint"], Value::Null);
    assert_eq!(lines[0]["question"]["kind"], "well");
    assert_eq!(lines[2]["event"]["event_type"], "DrillingPermitApproved");
    assert_eq!(lines[2]["path"], json!([]));
    assert_eq!(lines[3]["digest"].as_str().unwrap().len(), 64);
    let as_of = lines[0]["question"]["as_of"].as_str().unwrap();
    assert_eq!(
        lines[4]["state"],
        shown_at(&api, &format!("/wells/{id}"), as_of).await
    );
    let read = Signed::new().check(&text);
    assert!(matches!(read, Err(Unfounded::Unsigned)), "{read:?}");
    api.stop().await;
}

#[tokio::test]
async fn with_the_newest_checkpoint_of_a_folder_it_is_proven() {
    let signed = Signed::new();
    let api = Api::idle_with(RedisLink::absent(), Some(signed.folder.clone())).await;
    let (id, other) = (Uuid::now_v7(), Uuid::now_v7());
    let first = at("2020-01-01T06:00:00Z");
    api.field
        .well(id, 0, &[proposed(id, "Bluebell 1", first), permitted(first)])
        .await;
    signed.sign(&api).await;
    api.field
        .well(other, 0, &[proposed(other, "Bluebell 2", first)])
        .await;
    api.field.well(id, 2, &[spudded(first)]).await;
    let newest = signed.sign(&api).await;
    api.field
        .well(id, 3, &[shut_in(at("2020-03-01T06:00:00Z"))])
        .await;

    let path = format!("/wells/{id}/evidence");
    let checked = signed.check(&evidence(&api, &path).await).unwrap();
    assert_eq!(
        checked.checkpoint, newest.checkpoint,
        "the newest, not the one that was found first"
    );
    assert_eq!((checked.events, checked.last), (3, 4));
    let at_signing = newest.checkpoint.recorded_at.unwrap();
    let as_of = at_signing.to_rfc3339_opts(chrono::SecondsFormat::Micros, true);
    let state: Value = serde_json::from_str(&checked.state.unwrap()).unwrap();
    assert_eq!(state, shown_at(&api, &format!("/wells/{id}"), &as_of).await);

    // An earlier point is proven by the same checkpoint; a later one by none yet.
    let events = api.field.reader.tail(&api.field.tenant, 0, 10).await.unwrap();
    let instant = |position: usize| {
        let at = events[position - 1].recorded_at;
        at.to_rfc3339_opts(chrono::SecondsFormat::Micros, true)
    };
    let early = evidence(&api, &format!("{path}?as_of={}", instant(2))).await;
    assert_eq!(signed.check(&early).unwrap().events, 2);
    let late = evidence(&api, &format!("{path}?as_of={}", instant(5))).await;
    assert_eq!(late.lines().count(), 6);
    assert!(matches!(signed.check(&late), Err(Unfounded::Unsigned)));
    let refused = api
        .refused(&format!("/wells/{other}/evidence?as_of={}", instant(2)))
        .await;
    assert_eq!((refused.0, refused.1.as_str()), (404, "well-not-yet-known"));
    let refused = api.refused(&format!("/wells/{}/evidence", Uuid::now_v7())).await;
    assert_eq!((refused.0, refused.1.as_str()), (404, "well-unknown"));

    // Behind the program's back one digest is changed.
    let admin = api.field.db.admin().await;
    admin
        .batch_execute("UPDATE ledger.events SET digest = sha256(digest) WHERE position = 3")
        .await
        .unwrap();
    let refused = api.refused(&path).await;
    assert_eq!((refused.0, refused.1.as_str()), (500, "ledger-not-as-signed"));
    api.stop().await;
}

#[tokio::test]
async fn only_roles_that_read_all_of_it_and_its_events_get_it() {
    let api = Api::idle(RedisLink::absent()).await;
    let id = Uuid::now_v7();
    let permitted = [
        (
            "wells",
            vec![
                Role::Owner,
                Role::Admin,
                Role::Manager,
                Role::Operator,
                Role::Auditor,
            ],
        ),
        (
            "leases",
            vec![
                Role::Owner,
                Role::Admin,
                Role::Manager,
                Role::Operator,
                Role::Auditor,
            ],
        ),
        (
            "owners",
            vec![Role::Owner, Role::Admin, Role::Manager, Role::Auditor],
        ),
        (
            "divisions",
            vec![Role::Owner, Role::Admin, Role::Manager, Role::Auditor],
        ),
    ];
    for (resource, roles) in permitted {
        for role in Role::ALL {
            let request = api.request_as(&api.field.tenant, role, &format!("/{resource}/{id}/evidence"));
            let answer = request.send().await.unwrap();
            // There is none of it: whoever may ask is told so.
            let expected = if roles.contains(&role) { 404 } else { 403 };
            assert_eq!(answer.status(), expected, "{resource} {role}");
        }
    }
    api.stop().await;
}
