//! Organizations with something of everything in their ledgers, and ways to compare what two databases hold.

use std::collections::BTreeMap;
use std::io::Cursor;

use tokio_postgres::Client;
use uuid::Uuid;
use wellflow_event_store::organization::{self, Exported, ImportRequest, Imported, OrganizationError};
use wellflow_event_store::{Catalogue, LedgerReader, Verifier};
use wellflow_runtime::Tenant;
use wellflow_testkit::TestDatabase;

use crate::tank::{Store, Tank, TankCommand, day, open, request, store};

pub(crate) const ACTOR: &str = "an operator";

/// Tables whose rows move with an organization, with the columns that name a row.
pub(crate) const MOVING: [&str; 5] = ["commits", "events", "commands", "claims", "outbox"];

/// A connection with the rights of the role that administers, and no more.
pub(crate) async fn administrator(database: &TestDatabase) -> Client {
    let client = database.admin().await;
    client.batch_execute("SET ROLE wellflow_admin").await.unwrap();
    client
}

/// Tanks that were built, filled, corrected, drained and sold, and commands that came to nothing; the first of it in
/// the ledger's first format.
pub(crate) async fn filled() -> Store {
    let store = store().await;
    old_history(&store.database, &store.tenant).await;
    history(&store, "first").await;
    store
}

/// Some twenty commands more.
pub(crate) async fn history(store: &Store, prefix: &str) {
    for tank in 0..4 {
        let id = Uuid::now_v7();
        let key = |what: &str| format!("{prefix} {what} {tank}");
        let number = Some(format!("{prefix}-{tank}"));
        store
            .run(&key("build"), id, TankCommand::Build(day(0), number))
            .await
            .unwrap();
        let note = "by the gauger, \"Ü\" \u{1F6E2}".to_owned();
        let filled = store
            .run(&key("fill"), id, TankCommand::Fill(day(1), 10, note))
            .await
            .unwrap();
        let nothing = TankCommand::Fill(day(2), 0, String::new());
        assert!(
            store
                .run(&key("nothing"), id, nothing)
                .await
                .unwrap()
                .event_ids
                .is_empty()
        );
        let corrected = TankCommand::CorrectFill(day(1), 12, filled.event_ids[0]);
        store.run(&key("correct"), id, corrected).await.unwrap();
        store
            .run(&key("drain"), id, TankCommand::Drain(day(3), 5))
            .await
            .unwrap();
        if tank % 2 == 0 {
            store
                .run(&key("sell"), id, TankCommand::Sell(day(4)))
                .await
                .unwrap();
        }
    }
}

/// Two commits as they were written before commands were part of the chain, and a command that came to nothing.
async fn old_history(database: &TestDatabase, tenant: &Tenant) {
    let sql = include_str!("old_history.sql");
    let organization = tenant.organization_id().to_string();
    let admin = database.admin().await;
    admin
        .batch_execute(&sql.replace("{organization}", &organization))
        .await
        .unwrap();
}

/// The whole of an organization as a file.
pub(crate) async fn exported(database: &TestDatabase, organization: Uuid) -> (Exported, Vec<u8>) {
    let admin = administrator(database).await;
    let mut file = Vec::new();
    let reader = LedgerReader::new(database.pool("wellflow_query", 1).await);
    let exported = organization::export(&admin, &reader, organization, ACTOR, None, &mut file, |_| {});
    (exported.await.unwrap(), file)
}

pub(crate) fn asked() -> ImportRequest {
    ImportRequest {
        actor: ACTOR.to_owned(),
        ..ImportRequest::default()
    }
}

/// Takes a file in, verified by everything the store can verify.
pub(crate) async fn imported(
    database: &TestDatabase,
    file: &[u8],
    request: &ImportRequest,
) -> Result<Imported, OrganizationError> {
    let mut admin = administrator(database).await;
    let mut file = Cursor::new(file);
    organization::import(
        &mut admin,
        &mut file,
        request,
        async |tenant: &Tenant| verdict(database, tenant).await,
        |_| {},
    )
    .await
}

/// Whether a ledger holds together, its claims and outbox included.
pub(crate) async fn verdict(database: &TestDatabase, tenant: &Tenant) -> Result<(), String> {
    let reader = LedgerReader::new(database.pool("wellflow_projector", 3).await);
    let verifier = Verifier::new(reader, Catalogue::default().with::<Tank>(), 2);
    match verifier.verify(tenant, |_, _| {}).await.unwrap() {
        Ok(_) => Ok(()),
        Err(broken) => Err(broken.reason),
    }
}

/// Every row of an organization in the tables that move, as text.
pub(crate) async fn ledger(
    database: &TestDatabase,
    organization: Uuid,
) -> BTreeMap<&'static str, Vec<String>> {
    let admin = database.admin().await;
    let mut tables = BTreeMap::new();
    for table in MOVING {
        let sql = format!("SELECT t::text FROM ledger.{table} t WHERE organization_id = $1 ORDER BY 1");
        let rows = admin.query(&sql, &[&organization]).await.unwrap();
        tables.insert(table, rows.iter().map(|row| row.get(0)).collect());
    }
    tables
}

/// Every table that names organizations, found in the catalogue of the database; the log apart.
pub(crate) async fn tenant_tables(admin: &Client) -> Vec<String> {
    let sql = "SELECT format('%I.%I', c.table_schema, c.table_name) \
               FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name) \
               WHERE c.column_name = 'organization_id' AND t.table_type = 'BASE TABLE' \
                 AND c.table_schema NOT IN ('pg_catalog', 'information_schema') \
                 AND c.table_name <> 'organization_log' ORDER BY 1";
    admin
        .query(sql, &[])
        .await
        .unwrap()
        .iter()
        .map(|row| row.get(0))
        .collect()
}

/// All rows of an organization anywhere but in the log, by table; tables without any are left out.
pub(crate) async fn everything(database: &TestDatabase, organization: Uuid) -> BTreeMap<String, Vec<String>> {
    let admin = database.admin().await;
    let mut found = BTreeMap::new();
    for table in tenant_tables(&admin).await {
        let sql = format!("SELECT t::text FROM {table} t WHERE organization_id = $1 ORDER BY 1");
        let rows = admin.query(&sql, &[&organization]).await.unwrap();
        if !rows.is_empty() {
            found.insert(table, rows.iter().map(|row| row.get(0)).collect());
        }
    }
    found
}

/// The log holds together and agrees with the rows.
pub(crate) async fn log_holds(database: &TestDatabase) {
    let mut admin = administrator(database).await;
    organization::verify_log(&mut admin).await.unwrap().unwrap();
}

/// The actions of an organization's entries, in order.
pub(crate) async fn actions(database: &TestDatabase, organization: Uuid) -> Vec<String> {
    let admin = administrator(database).await;
    let entries = organization::entries(&admin, 0, 1_000).await.unwrap();
    let of = entries
        .into_iter()
        .filter(|entry| entry.organization_id == organization);
    of.map(|entry| entry.action).collect()
}

/// Another process over the same database, for an organization that came here.
pub(crate) async fn opened(database: &TestDatabase, tenant: &Tenant) -> Opened {
    let (_, reader, executor, _) = open(database).await;
    Opened {
        tenant: tenant.clone(),
        reader,
        executor,
    }
}

/// What a process has open.
pub(crate) struct Opened {
    pub(crate) tenant: Tenant,
    pub(crate) reader: LedgerReader,
    pub(crate) executor: wellflow_event_store::Executor,
}

impl Opened {
    pub(crate) async fn build(
        &self,
        key: &str,
    ) -> Result<wellflow_event_store::Committed, wellflow_event_store::ExecuteError<crate::tank::TankError>>
    {
        let command = TankCommand::Build(day(0), Some(key.to_owned()));
        let request = request(&self.tenant, key);
        self.executor
            .execute::<Tank>(&request, Uuid::now_v7(), command)
            .await
    }
}
