//! Who may do what about organizations, as the database has it.

use tokio_postgres::Client;
use wellflow_testkit::TestDatabase;

const SERVICES: [&str; 3] = ["wellflow_command", "wellflow_projector", "wellflow_query"];

async fn texts(admin: &Client, sql: &str) -> Vec<String> {
    admin
        .query(sql, &[])
        .await
        .unwrap()
        .iter()
        .map(|row| row.get(0))
        .collect()
}

#[tokio::test]
async fn no_service_can_call_what_changes_organizations() {
    let database = TestDatabase::create().await;
    let admin = database.admin().await;
    let functions = "SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = 'ledger'::regnamespace \
                     AND proname IN ('create_organization', 'log_export', 'begin_import', 'demand_importing', \
                     'import_commits', 'import_events', 'import_commands', 'import_claims', 'import_outbox', \
                     'finish_import', 'begin_erase', 'tenant_tables', 'erase_rows', 'finish_erase', \
                     'renew_incarnation', 'list_organizations', 'organization_state', 'log_organization', \
                     'lock_organizations', 'demand_free', 'organization_chain', 'find_organization')";
    let functions = texts(&admin, functions).await;
    assert_eq!(functions.len(), 22);
    for function in &functions {
        for role in SERVICES.into_iter().chain(["public"]) {
            let sql = format!("SELECT has_function_privilege('{role}', '{function}', 'EXECUTE')::text");
            assert_eq!(texts(&admin, &sql).await, ["false"], "{role} may call {function}");
        }
    }
    // The parts that only make sense inside others are nobody's to call.
    for inner in ["log_organization", "lock_organizations", "demand_free"] {
        let function = functions
            .iter()
            .find(|function| function.starts_with(&format!("ledger.{inner}(")))
            .unwrap();
        let sql = format!("SELECT has_function_privilege('wellflow_admin', '{function}', 'EXECUTE')::text");
        assert_eq!(texts(&admin, &sql).await, ["false"], "{inner}");
    }
    for role in SERVICES {
        let client = database.client(role).await;
        for refused in [
            "SELECT ledger.create_organization(gen_random_uuid(), 'x', 'X')",
            "SELECT * FROM ledger.begin_erase(gen_random_uuid(), 'x')",
            "SELECT * FROM ledger.organization_log",
        ] {
            let error = client.query(refused, &[]).await.unwrap_err();
            assert_eq!(error.code().unwrap().code(), "42501", "{role}: {refused}");
        }
    }
}

#[tokio::test]
async fn nobody_changes_the_log_and_the_administrator_reads_no_facts() {
    let database = TestDatabase::create().await;
    let admin = database.admin().await;
    let roles =
        "SELECT rolname::text FROM pg_roles WHERE rolname LIKE 'wellflow%' AND rolname <> 'wellflow_owner'";
    for role in texts(&admin, roles).await {
        for privilege in ["UPDATE", "DELETE", "TRUNCATE"] {
            let sql = format!(
                "SELECT has_table_privilege('{role}', 'ledger.organization_log', '{privilege}')::text"
            );
            assert_eq!(texts(&admin, &sql).await, ["false"], "{role} {privilege}");
        }
        let sql = format!("SELECT has_table_privilege('{role}', 'ledger.organization_log', 'INSERT')::text");
        let expected = (role == "wellflow_append").to_string();
        assert_eq!(texts(&admin, &sql).await, [expected], "{role}");
    }
    let tables =
        "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname IN ('ledger', 'read')";
    for table in texts(&admin, tables).await {
        let readable =
            ["ledger.organizations", "ledger.head", "ledger.organization_log"].contains(&table.as_str());
        for (privilege, held) in [
            ("SELECT", readable),
            ("INSERT", false),
            ("UPDATE", false),
            ("DELETE", false),
        ] {
            let sql = format!("SELECT has_table_privilege('wellflow_admin', '{table}', '{privilege}')::text");
            assert_eq!(
                texts(&admin, &sql).await,
                [held.to_string()],
                "{privilege} {table}"
            );
        }
    }
}

#[tokio::test]
async fn the_custodian_reaches_every_table_of_organizations_and_owns_none() {
    let database = TestDatabase::create().await;
    let admin = database.admin().await;
    let unreached = "SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
                     JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'organization_id' \
                     WHERE n.nspname IN ('ledger', 'read') AND c.relkind IN ('r', 'p') \
                       AND c.relname <> 'organization_log' \
                       AND NOT (has_table_privilege('wellflow_custodian', c.oid, 'SELECT') \
                            AND has_table_privilege('wellflow_custodian', c.oid, 'DELETE') \
                            AND EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polpermissive \
                                        AND p.polcmd IN ('*', 'd') AND 'wellflow_custodian'::regrole = ANY (p.polroles)))";
    let unreached = texts(&admin, unreached).await;
    assert!(
        unreached.is_empty(),
        "an erasure would leave rows in {unreached:?}: see the head of V0007__organizations.sql"
    );
    let owned = "SELECT relname::text FROM pg_class WHERE relowner = 'wellflow_custodian'::regrole";
    assert!(texts(&admin, owned).await.is_empty());
    let login = "SELECT rolcanlogin::text FROM pg_roles WHERE rolname = 'wellflow_custodian'";
    assert_eq!(texts(&admin, login).await, ["false"]);
}
