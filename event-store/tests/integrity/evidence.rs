//! Evidence of real ledgers: made, checked without them, and refused where they are not what was signed.

use std::collections::BTreeSet;

use uuid::Uuid;
use wellflow_decider::Decider;
use wellflow_event_store::evidence::{Ask, Checked, Evidence, NoEvidence, Question, Unfounded, check};
use wellflow_event_store::{Point, RecordedEvent, SignedCheckpoint, StoreError, fold};
use wellflow_runtime::Tenant;

use crate::tank::Tank;
use crate::varied::Varied;

fn show(_: &Question, events: &[RecordedEvent], at: Point) -> Result<Option<String>, StoreError> {
    let folded = fold::<Tank>(events, at)?;
    Ok(folded.map(|folded| serde_json::to_string(&folded.state).unwrap()))
}

impl Varied {
    /// The newest state of a ledger, signed.
    async fn signed_text(&self, tenant: &Tenant) -> (String, SignedCheckpoint) {
        let made = self.verifier.checkpoint(tenant, None, |_, _| {}).await;
        let text = made.unwrap().unwrap().sign(&self.key).unwrap();
        let signed = SignedCheckpoint::open(&text, &self.key.public_key()).unwrap();
        (text, signed)
    }

    async fn evidence(
        &self,
        ask: &Ask,
        (text, signed): &(String, SignedCheckpoint),
    ) -> Result<Evidence, NoEvidence> {
        let asked = (&self.store.tenant, ask, "wellflow 0");
        let made = self
            .verifier
            .evidence(asked, (text, signed), &show, |_, _| {})
            .await;
        made.unwrap()
    }

    fn checked(&self, evidence: Evidence) -> Result<Checked, Unfounded> {
        let text: String = evidence.lines().map(Result::unwrap).collect();
        check(text.as_bytes(), &self.key.public_key(), &show)
    }

    async fn all(&self) -> Vec<RecordedEvent> {
        let reader = self.verifier.reader();
        reader.tail(&self.store.tenant, 0, 1_000).await.unwrap()
    }
}

fn ask(id: Uuid) -> Ask {
    Ask {
        kind: Tank::KIND.to_owned(),
        id,
        as_of: None,
    }
}

#[tokio::test]
async fn every_stream_is_proven_at_every_point_without_the_ledger() {
    let varied = Varied::new().await;
    let signed = varied.signed_text(&varied.store.tenant).await;
    let all = varied.all().await;
    let streams: BTreeSet<Uuid> = all.iter().map(|event| event.aggregate_id).collect();
    for id in streams {
        let evidence = varied.evidence(&ask(id), &signed).await.unwrap();
        let own: Vec<_> = all.iter().filter(|event| event.aggregate_id == id).collect();
        assert_eq!(evidence.events.iter().collect::<Vec<_>>(), own);
        // The same ways, found by the reader that knows no aggregate.
        let reader = varied.verifier.reader();
        let paths = reader.paths(&varied.store.tenant, &evidence.events, &signed.1.checkpoint);
        assert_eq!(paths.await.unwrap(), Some(evidence.paths.clone()));
        let checked = varied.checked(evidence).unwrap();
        assert_eq!(checked.events, own.len() as u64);
        assert!(checked.state.is_some());
        for event in &own {
            let early = Ask {
                as_of: Some(event.recorded_at),
                ..ask(id)
            };
            let evidence = varied.evidence(&early, &signed).await.unwrap();
            let known = own.iter().filter(|other| other.recorded_at <= event.recorded_at);
            assert_eq!(varied.checked(evidence).unwrap().events, known.count() as u64);
        }
    }
}

#[tokio::test]
async fn there_is_no_evidence_of_what_was_not_signed_or_is_not_what_was_signed() {
    let varied = Varied::new().await;
    let signed = varied.signed_text(&varied.store.tenant).await;
    let all = varied.all().await;
    let id = all[0].aggregate_id;
    let later = Ask {
        as_of: Some(chrono::Utc::now()),
        ..ask(id)
    };
    let refused = varied.evidence(&later, &signed).await.unwrap_err();
    assert!(matches!(refused, NoEvidence::Later { .. }), "{refused:?}");
    let refused = varied.evidence(&ask(Uuid::now_v7()), &signed).await.unwrap_err();
    assert!(matches!(refused, NoEvidence::Unknown { .. }), "{refused:?}");
    let good = varied.evidence(&ask(id), &signed).await.unwrap();
    // Another stream's event is changed: the ledger is not what was signed, and gives no evidence of anything.
    let organization = varied.store.tenant.organization_id();
    let other = all.iter().find(|event| event.aggregate_id != id).unwrap();
    let position = other.position;
    let change = format!(
        "UPDATE ledger.events SET digest = sha256(digest) WHERE organization_id = '{organization}' AND position = {position}"
    );
    varied.admin.batch_execute(&change).await.unwrap();
    let refused = varied.evidence(&ask(id), &signed).await.unwrap_err();
    assert!(
        matches!(refused, NoEvidence::Checkpoint(_) | NoEvidence::Broken(_)),
        "{refused:?}"
    );
    let reader = varied.verifier.reader();
    let paths = reader.paths(&varied.store.tenant, &good.events, &signed.1.checkpoint);
    assert_eq!(paths.await.unwrap(), None);
    // What was handed over before still holds.
    assert!(varied.checked(good).is_ok());
}
