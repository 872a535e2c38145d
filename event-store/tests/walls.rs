//! The walls the database itself puts up, whatever the services do.

mod tank;

use tank::{TankCommand, day, store};
use uuid::Uuid;
use wellflow_testkit::TestDatabase;

const SERVICES: [&str; 3] = ["wellflow_command", "wellflow_projector", "wellflow_query"];

#[tokio::test]
async fn no_service_may_write_a_table_of_the_ledger() {
    let database = TestDatabase::create().await;
    let admin = database.admin().await;
    let tables = admin
        .query("SELECT tablename FROM pg_tables WHERE schemaname = 'ledger'", &[])
        .await
        .unwrap();
    assert!(tables.len() >= 10, "{} tables", tables.len());
    for table in tables
        .iter()
        .map(|row| format!("ledger.{}", row.get::<_, String>(0)))
    {
        for role in SERVICES {
            for privilege in ["INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"] {
                let held: bool = admin
                    .query_one(
                        "SELECT has_table_privilege($1, $2, $3)",
                        &[&role, &table, &privilege],
                    )
                    .await
                    .unwrap()
                    .get(0);
                assert!(!held, "{role} holds {privilege} on {table}");
            }
        }
    }
}

#[tokio::test]
async fn row_level_security_is_forced_on_every_table_and_no_role_of_ours_passes_it() {
    let database = TestDatabase::create().await;
    let admin = database.admin().await;
    let open = "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
                WHERE n.nspname IN ('ledger', 'read') AND c.relkind IN ('r', 'p') \
                  AND NOT (c.relrowsecurity AND c.relforcerowsecurity)";
    assert_eq!(admin.query(open, &[]).await.unwrap().len(), 0);
    let privileged =
        "SELECT rolname FROM pg_roles WHERE rolname LIKE 'wellflow%' AND (rolsuper OR rolbypassrls)";
    assert_eq!(admin.query(privileged, &[]).await.unwrap().len(), 0);
    let writer_owns = "SELECT 1 FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner \
                       WHERE r.rolname IN ('wellflow_append', 'wellflow_command', 'wellflow_projector', 'wellflow_query')";
    assert_eq!(
        admin.query(writer_owns, &[]).await.unwrap().len(),
        0,
        "no working role owns a table"
    );
}

#[tokio::test]
async fn a_role_that_names_no_organization_sees_no_row() {
    let store = store().await;
    store
        .run("build", Uuid::now_v7(), TankCommand::Build(day(0), None))
        .await
        .unwrap();
    for role in SERVICES {
        let pool = store.database.pool(role, 1).await;
        let client = pool.pool().get().await.unwrap();
        let seen: i64 = client
            .query_one("SELECT count(*) FROM ledger.events", &[])
            .await
            .unwrap()
            .get(0);
        assert_eq!(seen, 0, "{role}");
        // After the first transaction the setting is the empty string instead of null.
        drop(client);
        pool.begin_read(&store.tenant)
            .await
            .unwrap()
            .commit()
            .await
            .unwrap();
        let client = pool.pool().get().await.unwrap();
        let seen: i64 = client
            .query_one("SELECT count(*) FROM ledger.events", &[])
            .await
            .unwrap()
            .get(0);
        assert_eq!(seen, 0, "{role}");
    }
}

#[tokio::test]
async fn a_row_that_does_not_match_its_digest_is_not_written() {
    let store = store().await;
    let pool = store.database.pool("wellflow_command", 1).await;
    let client = pool.pool().get().await.unwrap();
    let organization = store.tenant.organization_id();
    let (command, stream, event) = (Uuid::now_v7(), Uuid::now_v7(), Uuid::now_v7());
    let digest = "SELECT ledger.event_digest($1, 'tank', $2, 1, $3, 'TankBuilt', 1, '2020-01-01Z', NULL, NULL, $4, $5, '{}')";
    let sealed: Vec<u8> = client
        .query_one(
            digest,
            &[&organization, &stream, &event, &command, &r#"{"bbl":1}"#],
        )
        .await
        .unwrap()
        .get(0);
    let append = "SELECT outcome FROM ledger.append_batch(clock_timestamp(), ARRAY[$1]::uuid[], ARRAY[$2]::uuid[], \
                  ARRAY['\\x00']::bytea[], ARRAY[1], ARRAY['tank'], ARRAY[$3]::uuid[], ARRAY[0]::bigint[], ARRAY[1], \
                  ARRAY[1], ARRAY['tank'], ARRAY[$3]::uuid[], ARRAY[1]::bigint[], ARRAY[$4]::uuid[], ARRAY['TankBuilt'], ARRAY[1], \
                  ARRAY[$5], ARRAY['{}'], ARRAY['2020-01-01Z']::timestamptz[], ARRAY[NULL]::timestamptz[], \
                  ARRAY[NULL]::uuid[], ARRAY[$6]::bytea[], ARRAY[NULL]::text[], ARRAY[NULL]::bytea[], '{}', '{}', '{}', '{}', '{}', '{}')";
    let swapped = client
        .query(
            append,
            &[&organization, &command, &stream, &event, &r#"{"bbl":2}"#, &sealed],
        )
        .await;
    assert_eq!(swapped.unwrap_err().code().map(|code| code.code()), Some("WF003"));
    let other = store.database.organization("others").await.organization_id();
    let mislabelled = client
        .query(
            append,
            &[&other, &command, &stream, &event, &r#"{"bbl":1}"#, &sealed],
        )
        .await;
    assert_eq!(
        mislabelled.unwrap_err().code().map(|code| code.code()),
        Some("WF003"),
        "the digest covers the organization"
    );
    let gapped = append.replace("ARRAY[0]::bigint[]", "ARRAY[3]::bigint[]");
    let gapped = client
        .query(
            &gapped,
            &[&organization, &command, &stream, &event, &r#"{"bbl":1}"#, &sealed],
        )
        .await;
    assert_eq!(
        gapped.unwrap_err().code().map(|code| code.code()),
        Some("WF004"),
        "sequence 1 after version 3"
    );
    let leaked = append.replace("ARRAY[NULL]::text[]", "ARRAY['{}']::text[]");
    let leaked = client
        .query(
            &leaked,
            &[&organization, &command, &stream, &event, &r#"{"bbl":1}"#, &sealed],
        )
        .await;
    assert_eq!(
        leaked.unwrap_err().code().map(|code| code.code()),
        Some("WF003"),
        "a public form nobody sealed"
    );
    let right = client
        .query_one(
            append,
            &[&organization, &command, &stream, &event, &r#"{"bbl":1}"#, &sealed],
        )
        .await;
    assert_eq!(right.unwrap().get::<_, &str>(0), "committed");
}

#[tokio::test]
async fn every_statement_of_the_crate_prepares() {
    let database = TestDatabase::create().await;
    let admin = database.admin().await;
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/sql");
    let mut prepared = 0;
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let sql = std::fs::read_to_string(&path).unwrap();
        admin
            .prepare(&sql)
            .await
            .unwrap_or_else(|error| panic!("{}: {error:?}", path.display()));
        prepared += 1;
    }
    assert!(prepared >= 10, "{prepared} statements");
}
