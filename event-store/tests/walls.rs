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
#[expect(clippy::too_many_lines, reason = "one event is tried in every wrong way")]
async fn a_row_that_does_not_match_its_digest_is_not_written() {
    let store = store().await;
    let pool = store.database.pool("wellflow_command", 1).await;
    let client = pool.pool().get().await.unwrap();
    let organization = store.tenant.organization_id();
    let (command, stream, event) = (Uuid::now_v7(), Uuid::now_v7(), Uuid::now_v7());
    let digest = "SELECT ledger.event_seal($1, 'tank', $2, 1, $3, 'TankBuilt', 1, '2020-01-01Z', NULL, NULL, $4, $5::text::json, '{}')";
    let sealed: Vec<u8> = client
        .query_one(
            digest,
            &[&organization, &stream, &event, &command, &r#"{"bbl":1}"#],
        )
        .await
        .unwrap()
        .get(0);
    let incarnation = "SELECT incarnation FROM ledger.head WHERE organization_id = $1";
    let admin = store.database.admin().await;
    let incarnation: Uuid = admin
        .query_one(incarnation, &[&organization])
        .await
        .unwrap()
        .get(0);
    let judged = "SELECT r_outcome IS NULL FROM ledger.append_batch(clock_timestamp(), ARRAY[$1]::uuid[], '{1}', \
                  ARRAY[(1, $1, $2, sha256(''), NULL, 1, 1)]::ledger.append_command[], \
                  ARRAY[(1, $1, 'tank', $3, VERSION)]::ledger.append_stream[], \
                  ARRAY[(1, $1, 1, 'tank', $3, VERSION + 1, $4, 'TankBuilt', 1, $5, '{}', '2020-01-01Z', NULL, $2, NULL, $6, \
                         true, PUBLIC, NULL)]::ledger.append_event[], '{}')";
    let placed = "SELECT recorded_at IS NOT NULL FROM ledger.append_at(clock_timestamp(), 1, NULL, ARRAY[$1]::uuid[], '{1}', \
                  '{EXPECTED}', ARRAY['COPY'::uuid], ARRAY[(1, $1, $2, sha256(''), NULL, EXPECTED + 1, EXPECTED + 1)]::ledger.append_command[], '{}', \
                  ARRAY[(1, $1, EXPECTED + 1, 'tank', $3, VERSION + 1, $4, 'TankBuilt', 1, $5, '{}', '2020-01-01Z', NULL, $2, \
                         NULL, $6, true, PUBLIC, NULL)]::ledger.append_event[], '{}')";
    let other = store.database.organization("others").await.organization_id();
    let (sealed_payload, another) = (r#"{"bbl":1}"#, r#"{"bbl":2}"#);
    let typed = |sql: &str, version: &str, public: &str, expected: &str| {
        let sql = sql.replace("VERSION", version).replace("PUBLIC", public);
        let sql = sql.replace("COPY", &incarnation.to_string());
        let sql = sql.replace("EXPECTED", expected).replace("$5", "$5::text::json");
        sql.replace("$1", "$1::uuid")
            .replace("$2", "$2::uuid")
            .replace("$3", "$3::uuid")
            .replace("$4", "$4::uuid")
    };
    let refused = async |sql: String, organization: Uuid, payload: &str| {
        let parameters: [&(dyn tokio_postgres::types::ToSql + Sync); 6] =
            [&organization, &command, &stream, &event, &payload, &sealed];
        let error = client.query(&sql, &parameters).await.unwrap_err();
        error.code().map(|code| code.code().to_owned()).unwrap()
    };
    for append in [judged, placed] {
        let plain = typed(append, "0", "NULL", "0");
        assert_eq!(
            refused(plain.clone(), organization, another).await,
            "WF003",
            "another payload"
        );
        assert_eq!(
            refused(plain, other, sealed_payload).await,
            "WF003",
            "the digest covers the organization"
        );
        let leaked = typed(append, "0", "'{}'", "0");
        assert_eq!(
            refused(leaked, organization, sealed_payload).await,
            "WF003",
            "a public form nobody sealed"
        );
    }
    let elsewhere = typed(placed, "0", "NULL", "7");
    assert_eq!(
        refused(elsewhere, organization, sealed_payload).await,
        "WF005",
        "no such position yet"
    );
    let second: Vec<u8> = client
        .query_one(
            &digest.replace("$2, 1, $3", "$2, 4, $3"),
            &[&organization, &stream, &event, &command, &sealed_payload],
        )
        .await
        .unwrap()
        .get(0);
    let parameters: [&(dyn tokio_postgres::types::ToSql + Sync); 6] =
        [&organization, &command, &stream, &event, &sealed_payload, &second];
    let holed = client.query(&typed(placed, "3", "NULL", "0"), &parameters).await;
    assert_eq!(
        holed.unwrap_err().code().map(|code| code.code()),
        Some("WF005"),
        "sequence 4 after nothing"
    );
    let holed = client
        .query_one(&typed(judged, "3", "NULL", "0"), &parameters)
        .await;
    assert!(!holed.unwrap().get::<_, bool>(0), "judged a conflict");
    let parameters: [&(dyn tokio_postgres::types::ToSql + Sync); 6] =
        [&organization, &command, &stream, &event, &sealed_payload, &sealed];
    let right = client
        .query_one(&typed(placed, "0", "NULL", "0"), &parameters)
        .await;
    assert!(right.unwrap().get::<_, bool>(0));
    let again = client
        .query_one(&typed(judged, "0", "NULL", "0"), &parameters)
        .await;
    assert!(!again.unwrap().get::<_, bool>(0), "a duplicate");
}

#[tokio::test]
async fn the_lock_of_an_organization_is_the_one_erasing_takes() {
    let database = TestDatabase::create().await;
    let admin = database.admin().await;
    for _ in 0..100 {
        let organization = Uuid::new_v4();
        let (high, low) = organization.as_u64_pair();
        let lock: i64 = admin
            .query_one("SELECT ledger.organization_lock($1)", &[&organization])
            .await
            .unwrap()
            .get(0);
        assert_eq!(lock, i64::from_ne_bytes((high ^ low).to_ne_bytes()));
    }
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
