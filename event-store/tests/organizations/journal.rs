//! The log of what befell organizations: sealed, complete, and in step with the rows it is about.

use std::path::Path;

use uuid::Uuid;
use wellflow_event_store::organization::{self, BrokenLog, Erasure};
use wellflow_testkit::TestDatabase;

use crate::field::{ACTOR, administrator, asked, exported, filled, imported, log_holds};

/// A database whose log has an entry of every action.
async fn eventful() -> TestDatabase {
    let store = filled().await;
    let id = store.tenant.organization_id();
    let (_, file) = exported(&store.database, id).await;
    let database = TestDatabase::create().await;
    let first = database.organization("first").await.organization_id();
    imported(&database, &file, &asked()).await.unwrap();
    exported(&database, id).await;
    let admin = administrator(&database).await;
    organization::renew_incarnation(&admin, id, ACTOR).await.unwrap();
    let mut erasure = Erasure::begin(&admin, first, ACTOR).await.unwrap();
    while erasure.step(&admin).await.unwrap().is_some() {}
    erasure.finish(&admin).await.unwrap();
    database.organization("last").await;
    database
}

async fn verdict(database: &TestDatabase) -> Result<organization::LogTip, BrokenLog> {
    let mut admin = administrator(database).await;
    organization::verify_log(&mut admin).await.unwrap()
}

#[tokio::test]
async fn every_column_of_every_entry_is_sealed() {
    let database = eventful().await;
    let tip = verdict(&database).await.unwrap();
    assert_eq!(tip.seq, 9);
    let admin = database.admin().await;
    admin
        .batch_execute("CREATE TABLE whole AS SELECT * FROM ledger.organization_log")
        .await
        .unwrap();
    let changes = [
        "at = at + interval '1 microsecond'",
        "at = 'infinity'",
        "action = CASE action WHEN 'restored' THEN 'imported' ELSE 'restored' END",
        "organization_id = gen_random_uuid()",
        "slug = slug || 'x'",
        "name = name || 'x'",
        "incarnation = gen_random_uuid()",
        "incarnation = CASE WHEN incarnation IS NULL THEN gen_random_uuid() END",
        "actor = actor || 'x'",
        "detail = (detail::text || ' ')::json",
        "chain = set_byte(chain, 31, get_byte(chain, 31) # 1)",
        "seq = seq + 1000",
    ];
    for seq in 1..=9_i64 {
        for change in changes {
            let sql = format!("UPDATE ledger.organization_log SET {change} WHERE seq = {seq}");
            assert_eq!(admin.execute(&sql, &[]).await.unwrap(), 1);
            let broken = verdict(&database).await.expect_err(change);
            assert_eq!(broken.seq, Some(seq.unsigned_abs()), "{change}: {broken:?}");
            let back =
                "TRUNCATE ledger.organization_log; INSERT INTO ledger.organization_log SELECT * FROM whole";
            admin.batch_execute(back).await.unwrap();
        }
        if seq < 9 {
            let sql = format!("DELETE FROM ledger.organization_log WHERE seq = {seq}");
            admin.execute(&sql, &[]).await.unwrap();
            assert_eq!(
                verdict(&database).await.unwrap_err().seq,
                Some(seq.unsigned_abs())
            );
            let back =
                "TRUNCATE ledger.organization_log; INSERT INTO ledger.organization_log SELECT * FROM whole";
            admin.batch_execute(back).await.unwrap();
        }
    }
    assert_eq!(verdict(&database).await.unwrap(), tip);
}

#[tokio::test]
async fn rows_that_are_not_as_the_log_says_are_found() {
    let database = eventful().await;
    let admin = database.admin().await;
    let changes = [
        "UPDATE ledger.organizations SET slug = 'other' WHERE slug = 'last'",
        "UPDATE ledger.organizations SET name = 'Other' WHERE slug = 'tanks'",
        "UPDATE ledger.organizations SET created_at = created_at - interval '1 microsecond' WHERE slug = 'tanks'",
        "UPDATE ledger.organizations SET created_at = '-infinity' WHERE slug = 'tanks'",
        "DELETE FROM ledger.organizations WHERE slug = 'last'",
        "DELETE FROM ledger.head h USING ledger.organizations o \
         WHERE o.organization_id = h.organization_id AND o.slug = 'tanks'",
        "UPDATE ledger.head SET incarnation = gen_random_uuid()",
        "INSERT INTO ledger.head (organization_id) VALUES (gen_random_uuid())",
        "INSERT INTO ledger.organizations (organization_id, slug, name) VALUES (gen_random_uuid(), 'new', 'New')",
        "INSERT INTO ledger.organizations (organization_id, slug, name) \
         SELECT organization_id, slug, name FROM ledger.organization_log WHERE action = 'erased'",
        "INSERT INTO ledger.head (organization_id) \
         SELECT organization_id FROM ledger.organization_log WHERE action = 'erased'",
        "DELETE FROM ledger.organization_log WHERE seq = 9",
    ];
    admin
        .batch_execute(
            "CREATE TABLE whole_organizations AS SELECT * FROM ledger.organizations; \
             CREATE TABLE whole_head AS SELECT * FROM ledger.head",
        )
        .await
        .unwrap();
    for change in changes {
        assert!(admin.execute(change, &[]).await.unwrap() > 0, "{change}");
        verdict(&database).await.expect_err(change);
        if change.contains("organization_log WHERE seq") {
            return;
        }
        let back = "TRUNCATE ledger.organizations, ledger.head; \
                    INSERT INTO ledger.organizations SELECT * FROM whole_organizations; \
                    INSERT INTO ledger.head SELECT * FROM whole_head";
        admin.batch_execute(back).await.unwrap();
        verdict(&database).await.unwrap();
    }
}

#[tokio::test]
async fn entries_of_many_at_once_have_no_hole() {
    let database = TestDatabase::create().await;
    let mut making = tokio::task::JoinSet::new();
    for process in 0..6 {
        let admin = administrator(&database).await;
        making.spawn(async move {
            for number in 0..20 {
                let slug = format!("o-{process}-{number}");
                organization::create(&admin, Uuid::now_v7(), &slug, &slug, ACTOR, false)
                    .await
                    .unwrap();
            }
        });
    }
    while let Some(made) = making.join_next().await {
        made.unwrap();
    }
    assert_eq!(verdict(&database).await.unwrap().seq, 120);
    let admin = administrator(&database).await;
    assert_eq!(organization::list(&admin).await.unwrap().len(), 120);
}

#[tokio::test]
async fn whoever_says_nothing_is_known_by_the_role_of_the_session() {
    let database = TestDatabase::create().await;
    database.organization("made").await;
    let admin = administrator(&database).await;
    let entries = organization::entries(&admin, 0, 10).await.unwrap();
    let session: String = admin
        .query_one("SELECT session_user::text", &[])
        .await
        .unwrap()
        .get(0);
    assert_eq!(entries[0].actor, session);
}

#[tokio::test]
async fn organizations_of_before_the_log_have_the_entry_they_would_have_had() {
    let database = TestDatabase::empty().await;
    let admin = database.admin().await;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../migrations");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "sql"))
        .collect();
    files.sort();
    let before = files
        .iter()
        .position(|path| path.to_string_lossy().contains("V0007"))
        .unwrap();
    for (number, file) in files.iter().enumerate() {
        if number == before {
            let made = "SELECT ledger.create_organization(gen_random_uuid(), 'o-' || n, 'Ölfeld ' || n) \
                        FROM generate_series(1, 5) AS n";
            admin.query(made, &[]).await.unwrap();
        }
        let sql = std::fs::read_to_string(file).unwrap();
        admin
            .batch_execute(&format!("BEGIN; {sql}; COMMIT"))
            .await
            .unwrap();
    }
    assert_eq!(verdict(&database).await.unwrap().seq, 5);
    let administrator = administrator(&database).await;
    let entries = organization::entries(&administrator, 0, 10).await.unwrap();
    assert!(
        entries
            .iter()
            .all(|entry| entry.action == "created" && entry.actor == "migration")
    );
    log_holds(&database).await;
}
