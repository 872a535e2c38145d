//! Ledgers whose first commits were written before commands entered the chain.

use sha2::{Digest, Sha256};

use crate::varied::Varied;

/// Writes the first commits of an organization as they were written then: the old chain, commands without an instant,
/// outbox rows with the database's own headers and no digest. The rest of the chain follows anew.
async fn rewrite_as_older(varied: &Varied, commits: usize) {
    let organization = varied.store.tenant.organization_id();
    let admin = &varied.admin;
    let read = "SELECT from_position, to_position, timestamptz_send(recorded_at), recorded_at::text FROM ledger.commits \
                WHERE organization_id = $1 ORDER BY recorded_at";
    let mut chain = vec![0; 32];
    for (number, row) in admin
        .query(read, &[&organization])
        .await
        .unwrap()
        .iter()
        .enumerate()
    {
        let (from, to): (i64, i64) = (row.get(0), row.get(1));
        let (instant, at): (Vec<u8>, String) = (row.get(2), row.get(3));
        let older = number < commits;
        assert!(!older || from <= to, "an older commit has events");
        let mut hash = Sha256::new();
        if !older {
            hash.update([2]);
        }
        hash.update(&chain);
        hash.update(organization.as_bytes());
        hash.update(from.to_be_bytes());
        hash.update(to.to_be_bytes());
        hash.update(&instant);
        let digests = "SELECT digest FROM ledger.events WHERE organization_id = $1 AND position BETWEEN $2 AND $3 \
                       ORDER BY position";
        for digest in admin.query(digests, &[&organization, &from, &to]).await.unwrap() {
            hash.update(digest.get::<_, Vec<u8>>(0));
        }
        let commands = "SELECT uuid_send(command_id) || fingerprint || int8send(from_position) || int8send(to_position) \
                        FROM ledger.commands WHERE organization_id = $1 AND recorded_at = $2::text::timestamptz \
                        ORDER BY from_position, to_position, command_id";
        for command in admin.query(commands, &[&organization, &at]).await.unwrap() {
            if !older {
                hash.update(command.get::<_, Vec<u8>>(0));
            }
        }
        chain = hash.finalize().to_vec();
        let format: i16 = if older { 1 } else { 2 };
        let write = "UPDATE ledger.commits SET chain = $3, format = $4 \
                     WHERE organization_id = $1 AND recorded_at = $2::text::timestamptz";
        admin
            .execute(write, &[&organization, &at, &chain, &format])
            .await
            .unwrap();
        if older {
            let unsealed = "UPDATE ledger.commands SET recorded_at = NULL \
                            WHERE organization_id = $1 AND recorded_at = $2::text::timestamptz";
            admin.execute(unsealed, &[&organization, &at]).await.unwrap();
            let headers = "UPDATE ledger.outbox o SET digest = NULL, headers = json_build_object( \
                               'event_version', e.event_version, 'sequence', e.sequence, \
                               'effective_at', e.effective_at, 'recorded_at', e.recorded_at, \
                               'command_id', e.command_id) \
                           FROM ledger.events e \
                           WHERE o.organization_id = $1 AND e.organization_id = $1 AND e.position = o.position \
                             AND o.position BETWEEN $2 AND $3";
            admin
                .execute(headers, &[&organization, &from, &to])
                .await
                .unwrap();
        }
    }
}

#[tokio::test]
async fn a_ledger_begun_in_the_older_format_holds_together_and_is_sealed_as_far_as_that_format_goes() {
    let varied = Varied::new().await;
    varied.admin.batch_execute("SET timezone = 'UTC'").await.unwrap();
    rewrite_as_older(&varied, 1).await;
    let verdict = varied
        .verifier
        .verify(&varied.store.tenant, |_, _| {})
        .await
        .unwrap();
    let verified = verdict.unwrap();
    assert!(verified.events > 20 && verified.unread == 0);
    let trials = [
        (
            "UPDATE ledger.outbox SET headers = replace(headers::text, '1', '2')::json WHERE position = 1",
            "outbox",
        ),
        (
            "UPDATE ledger.outbox SET digest = sha256('') WHERE position = 1",
            "outbox",
        ),
        (
            "UPDATE ledger.commands SET to_position = to_position + 1 WHERE from_position = 1",
            "commands",
        ),
        (
            "UPDATE ledger.commands SET recorded_at = now() WHERE from_position = 1 AND to_position = 1",
            "commands",
        ),
        (
            "UPDATE ledger.commits SET format = 2 WHERE from_position = 1",
            "commit",
        ),
        (
            "INSERT INTO ledger.commands (organization_id, command_id, fingerprint, from_position, to_position) \
          SELECT organization_id, gen_random_uuid(), sha256(''), 9, 8 FROM ledger.head",
            "commands",
        ),
    ];
    for (tamper, table) in trials {
        varied.admin.batch_execute("CREATE SCHEMA whole").await.unwrap();
        for name in ["commits", "commands", "outbox"] {
            let copy = format!("CREATE TABLE whole.{name} AS SELECT * FROM ledger.{name}");
            varied.admin.batch_execute(&copy).await.unwrap();
        }
        varied.admin.batch_execute(tamper).await.unwrap();
        let verdict = varied
            .verifier
            .verify(&varied.store.tenant, |_, _| {})
            .await
            .unwrap();
        let broken = verdict.expect_err(tamper);
        assert!(broken.to_string().contains(table), "{tamper}: {broken}");
        for name in ["commits", "commands", "outbox"] {
            let back =
                format!("DELETE FROM ledger.{name}; INSERT INTO ledger.{name} SELECT * FROM whole.{name}");
            varied.admin.batch_execute(&back).await.unwrap();
        }
        varied
            .admin
            .batch_execute("DROP SCHEMA whole CASCADE")
            .await
            .unwrap();
    }
}
