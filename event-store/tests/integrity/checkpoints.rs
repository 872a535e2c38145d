//! What only a checkpoint shows: the newest commits deleted, the whole history written anew, another copy.

use wellflow_event_store::{
    EventProof, LedgerKey, NotProven, SignedCheckpoint, SigningError, Unproven, Unsigned,
};

use crate::tank::{self, Tank, TankCommand, day};
use crate::varied::Varied;

impl Varied {
    async fn more(&self, key: &str) {
        let request = tank::request(&self.store.tenant, key);
        let build = TankCommand::Build(day(9), None);
        self.store
            .executor
            .execute::<Tank>(&request, uuid::Uuid::now_v7(), build)
            .await
            .unwrap();
    }

    /// What holding the first organization's ledger against its checkpoint comes to; by itself it must hold together.
    async fn held(&self, signed: &SignedCheckpoint) -> Result<(), Unproven> {
        let checkpoints = [signed.checkpoint.clone()];
        let held = self
            .verifier
            .hold(&self.store.tenant, &checkpoints, |_, _| {})
            .await
            .unwrap();
        held.verdict.unwrap();
        held.checkpoints.into_iter().next().unwrap()
    }

    /// Deletes everything the newest commits wrote, as somebody who knows the tables would.
    async fn delete_newest(&self, commits: i64) {
        let delete = "
            CREATE TEMPORARY TABLE doomed AS SELECT * FROM ledger.commits
            WHERE organization_id = '$organization' ORDER BY recorded_at DESC LIMIT $commits;
            DELETE FROM ledger.events e USING doomed d
            WHERE e.organization_id = d.organization_id AND e.position BETWEEN d.from_position AND d.to_position;
            DELETE FROM ledger.outbox e USING doomed d
            WHERE e.organization_id = d.organization_id AND e.position BETWEEN d.from_position AND d.to_position;
            DELETE FROM ledger.commands e USING doomed d
            WHERE e.organization_id = d.organization_id AND e.recorded_at = d.recorded_at;
            DELETE FROM ledger.commits e USING doomed d
            WHERE e.organization_id = d.organization_id AND e.recorded_at = d.recorded_at;
            DROP TABLE doomed";
        let delete = delete
            .replace("$organization", &self.store.tenant.organization_id().to_string())
            .replace("$commits", &commits.to_string());
        self.admin.batch_execute(&delete).await.unwrap();
    }
}

#[tokio::test]
async fn a_ledger_that_went_on_contains_what_was_signed() {
    let varied = Varied::new().await;
    let first = &varied.signed[0];
    assert_eq!(varied.held(first).await, Ok(()));
    varied.more("more").await;
    assert_eq!(varied.held(first).await, Ok(()));
    let second = varied.sign(&varied.store.tenant, Some(first)).await;
    varied.more("and more").await;
    let third = varied.sign(&varied.store.tenant, Some(&second)).await;
    assert_eq!(third.checkpoint.position, first.checkpoint.position + 2);
    let all = [first, &second, &third].map(|signed| signed.checkpoint.clone());
    let held = varied
        .verifier
        .hold(&varied.store.tenant, &all, |_, _| {})
        .await
        .unwrap();
    assert!(held.holds(), "{held:?}");
    // Without the ledger: the files alone show that one goes on from the other.
    assert_eq!(second.goes_on_from(first), Ok(()));
    assert_eq!(third.goes_on_from(&second), Ok(()));
    assert!(third.goes_on_from(first).is_err(), "it names another one");
    let other = varied.held(&varied.signed[1]).await;
    assert!(
        matches!(other, Err(Unproven::OtherOrganization { .. })),
        "{other:?}"
    );
}

#[tokio::test]
async fn the_newest_commits_deleted_with_all_that_belongs_to_them_are_missed_by_a_checkpoint() {
    let varied = Varied::new().await;
    for n in 0..3 {
        varied.more(&format!("more {n}")).await;
    }
    let signed = varied.sign(&varied.store.tenant, Some(&varied.signed[0])).await;
    for deleted in 1..3 {
        varied.delete_newest(1).await;
        let position = signed.checkpoint.position;
        let expected = Unproven::Shortened {
            position: position - deleted,
            signed: position,
            recorded_at: signed
                .checkpoint
                .recorded_at
                .unwrap()
                .to_rfc3339_opts(chrono::SecondsFormat::Micros, true),
        };
        assert_eq!(varied.held(&signed).await, Err(expected));
        assert_eq!(
            varied.held(&varied.signed[0]).await,
            Ok(()),
            "an earlier one still holds"
        );
    }
    let refused = varied
        .verifier
        .checkpoint(&varied.store.tenant, Some(&signed), |_, _| {})
        .await
        .unwrap();
    assert!(
        matches!(refused, Err(Unsigned::Previous(Unproven::Shortened { .. }))),
        "{refused:?}"
    );
    // Others written in their place do not hide it.
    varied
        .store
        .executor
        .hydrate_many::<Tank>(&varied.store.tenant, &[])
        .await
        .unwrap();
    varied.more("instead").await;
    varied.more("instead, too").await;
    let held = varied.held(&signed).await;
    assert!(matches!(held, Err(Unproven::Rewritten { .. })), "{held:?}");
}

#[tokio::test]
async fn a_history_written_anew_is_not_the_one_that_was_signed() {
    let varied = Varied::new().await;
    let signed = &varied.signed[0];
    // Everything is sealed anew over one changed fact: by itself the ledger holds together.
    let organization = varied.store.tenant.organization_id();
    let rewrite = format!(
        "UPDATE ledger.events SET effective_at = effective_at + interval '1 hour'
         WHERE organization_id = '{organization}' AND position = 7;
         UPDATE ledger.events SET digest = ledger.event_digest(organization_id, aggregate_type, aggregate_id, sequence,
             event_id, event_type, event_version, effective_at, reported_at, supersedes, command_id, payload::text,
             metadata::text)
         WHERE organization_id = '{organization}';
         DELETE FROM ledger.snapshots;
         DO $$
         DECLARE
             v_chain bytea := decode(repeat('00', 32), 'hex');
             c record;
         BEGIN
             FOR c IN SELECT * FROM ledger.commits WHERE organization_id = '{organization}' ORDER BY recorded_at LOOP
                 v_chain := sha256('\\x02'::bytea || v_chain || uuid_send(c.organization_id) || int8send(c.from_position)
                     || int8send(c.to_position) || timestamptz_send(c.recorded_at)
                     || coalesce((SELECT string_agg(e.digest, ''::bytea ORDER BY e.position) FROM ledger.events e
                         WHERE e.organization_id = c.organization_id
                           AND e.position BETWEEN c.from_position AND c.to_position), ''::bytea)
                     || (SELECT string_agg(uuid_send(k.command_id) || k.fingerprint || int8send(k.from_position)
                                           || int8send(k.to_position), ''::bytea
                                           ORDER BY k.from_position, k.to_position, k.command_id)
                         FROM ledger.commands k
                         WHERE k.organization_id = c.organization_id AND k.recorded_at = c.recorded_at));
                 UPDATE ledger.commits SET chain = v_chain
                 WHERE organization_id = c.organization_id AND recorded_at = c.recorded_at;
             END LOOP;
         END;
         $$"
    );
    varied.admin.batch_execute(&rewrite).await.unwrap();
    let held = varied.held(signed).await;
    assert!(
        matches!(&held, Err(Unproven::Rewritten { reason, .. }) if reason.contains("Merkle root")),
        "{held:?}"
    );
}

#[tokio::test]
async fn another_incarnation_is_told_apart_from_a_changed_history() {
    let varied = Varied::new().await;
    varied
        .admin
        .batch_execute("UPDATE ledger.head SET incarnation = gen_random_uuid()")
        .await
        .unwrap();
    let held = varied.held(&varied.signed[0]).await;
    assert!(matches!(held, Err(Unproven::OtherIncarnation { .. })), "{held:?}");
    let next = varied.sign(&varied.store.tenant, Some(&varied.signed[0])).await;
    assert_eq!(
        varied.held(&next).await,
        Ok(()),
        "the next checkpoint names the new copy"
    );
}

#[tokio::test]
async fn a_checkpoint_is_opened_by_its_key_and_only_as_it_was_signed() {
    let varied = Varied::new().await;
    let made = varied
        .verifier
        .checkpoint(&varied.store.tenant, None, |_, _| {})
        .await
        .unwrap()
        .unwrap();
    let text = made.sign(&varied.key).unwrap();
    let public = varied.key.public_key();
    assert_eq!(SignedCheckpoint::open(&text, &public).unwrap().checkpoint, made);
    let position = format!("\"position\":{}", made.position);
    let forged = text.replace(&position, &format!("\"position\":{}", made.position - 1));
    assert!(matches!(
        SignedCheckpoint::open(&forged, &public),
        Err(SigningError::Mismatch)
    ));
    let stranger = LedgerKey::generate().unwrap().public_key();
    assert!(matches!(
        SignedCheckpoint::open(&text, &stranger),
        Err(SigningError::OtherKey { .. })
    ));
}

#[tokio::test]
async fn an_empty_ledger_can_be_signed_and_gone_on_from() {
    let varied = Varied::new().await;
    let empty = varied.store.database.organization("empty").await;
    let first = varied.sign(&empty, None).await;
    assert_eq!(
        (first.checkpoint.position, first.checkpoint.recorded_at),
        (0, None)
    );
    let request = tank::request(&empty, "build");
    let build = TankCommand::Build(day(0), None);
    varied
        .store
        .executor
        .execute::<Tank>(&request, uuid::Uuid::now_v7(), build)
        .await
        .unwrap();
    let second = varied.sign(&empty, Some(&first)).await;
    assert_eq!(second.goes_on_from(&first), Ok(()));
    let both = [first.checkpoint, second.checkpoint];
    assert!(
        varied
            .verifier
            .hold(&empty, &both, |_, _| {})
            .await
            .unwrap()
            .holds()
    );
}

#[tokio::test]
async fn every_event_is_proven_to_be_among_those_that_were_signed_and_no_other_is() {
    let varied = Varied::new().await;
    varied.more("after the checkpoint").await;
    let signed = &varied.signed[0].checkpoint;
    for position in 1..=signed.position {
        let proof = varied
            .verifier
            .prove(&varied.store.tenant, position, signed, |_, _| {})
            .await
            .unwrap();
        let proof = proof.unwrap();
        let text = serde_json::to_string(&proof).unwrap();
        let read: EventProof = serde_json::from_str(&text).unwrap();
        assert_eq!(read.proves(signed), Ok(()), "position {position}");
        let changed = text.replacen("2020-01-0", "2020-02-0", 1);
        let changed: EventProof = serde_json::from_str(&changed).unwrap();
        assert_eq!(changed.proves(signed), Err(NotProven::Different(position)));
        let elsewhere = EventProof {
            position: position % signed.position + 1,
            ..read
        };
        assert!(elsewhere.proves(signed).is_err());
    }
    let outside = varied
        .verifier
        .prove(&varied.store.tenant, signed.position + 1, signed, |_, _| {})
        .await
        .unwrap();
    assert!(matches!(outside, Err(NotProven::Outside { .. })), "{outside:?}");
}
