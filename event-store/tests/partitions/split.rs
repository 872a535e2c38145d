//! A database whose tables are partitioned from the migration on that makes them.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use tokio_postgres::Client;
use uuid::Uuid;
use wellflow_event_store::{Executor, Ledger, LedgerConfig, LedgerReader};
use wellflow_runtime::{Shutdown, Tenant, TenantPool};
use wellflow_testkit::TestDatabase;

use crate::tank::{Store, Tank, TankCommand, day, open, request};

const PARTITION: &str = include_str!("sql/partition.sql");
const SHAPE: &str = include_str!("sql/shape.sql");
const KINDS: &str = include_str!("sql/kinds.sql");
const OPEN: &str = include_str!("sql/open_partitions.sql");
const PLACE: &str = include_str!("sql/place.sql");

/// Tables in which something is unique across organizations, or that speak of no organization.
const WHOLE: [&str; 7] = [
    "ledger.organization_log",
    "ledger.organizations",
    "read.build_tables",
    "read.ledger_elsewhere",
    "read.program_lease",
    "read.projector",
    "read.projector_lease",
];

/// The text of every migration, in the order of their numbers.
fn migrations() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../migrations");
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let files: BTreeSet<_> = paths
        .filter(|path| path.extension().is_some_and(|extension| extension == "sql"))
        .collect();
    files
        .iter()
        .map(|path| fs::read_to_string(path).unwrap())
        .collect()
}

/// Applies the project's own migrations, and splits the tables each of them made before the next one runs: what alters a
/// table later alters a partitioned one.
pub(crate) async fn split_database() -> TestDatabase {
    let database = TestDatabase::empty().await;
    let admin = database.admin().await;
    let migrations = migrations();
    assert!(migrations.len() >= 10, "{} migrations", migrations.len());
    for migration in migrations {
        let step = format!("BEGIN; {migration}; {PARTITION}; COMMIT");
        admin.batch_execute(&step).await.unwrap();
    }
    database
}

/// A store over partitions, with a dozen organizations that have a short history each; its own tenant is one of them.
pub(crate) async fn split_store() -> (Store, Vec<Tenant>) {
    let database = split_database().await;
    let mut tenants = Vec::new();
    for n in 0..12 {
        tenants.push(database.organization(&format!("tanks-{n}")).await);
    }
    let (ledger, reader, executor, shutdown) = open(&database).await;
    for tenant in &tenants {
        for n in 0..2 {
            let command = TankCommand::Build(day(0), Some(format!("T-{n}")));
            let request = request(tenant, &format!("first {n}"));
            let built = executor.execute::<Tank>(&request, Uuid::now_v7(), command).await;
            built.unwrap();
        }
    }
    let store = Store {
        database,
        tenant: tenants[0].clone(),
        ledger,
        reader,
        executor,
        shutdown,
    };
    (store, tenants)
}

/// The number of the partition an organization lives in.
pub(crate) async fn place(admin: &Client, tenant: &Tenant) -> String {
    let row = admin.query_one(PLACE, &[&tenant.organization_id()]).await;
    row.unwrap().get(0)
}

/// A process with one connection, where batches hold organizations as `config` says.
pub(crate) async fn narrow(database: &TestDatabase, config: LedgerConfig) -> Narrow {
    let shutdown = Shutdown::new();
    let pool = database.pool("wellflow_command", 1).await;
    let ledger = Ledger::start(&pool, config, &shutdown);
    let reader = LedgerReader::new(pool.clone());
    Narrow {
        pool,
        executor: Executor::new(ledger.clone(), reader.clone()),
        ledger,
        reader,
        shutdown,
    }
}

/// What such a process has open.
pub(crate) struct Narrow {
    pub(crate) pool: TenantPool,
    pub(crate) ledger: Ledger,
    pub(crate) reader: LedgerReader,
    pub(crate) executor: Executor,
    pub(crate) shutdown: Shutdown,
}

async fn lines(admin: &Client, sql: &str) -> BTreeSet<String> {
    let rows = admin.query(sql, &[]).await.unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}

#[tokio::test]
async fn the_schema_migrates_split_and_is_the_same_otherwise() {
    let split = split_database().await;
    let split = split.admin().await;
    let whole = TestDatabase::create().await;
    let whole = whole.admin().await;
    let (ours, usual) = (lines(&split, SHAPE).await, lines(&whole, SHAPE).await);
    let missing: Vec<_> = usual.difference(&ours).collect();
    let surplus: Vec<_> = ours.difference(&usual).collect();
    assert!(
        missing.is_empty() && surplus.is_empty(),
        "{missing:#?} {surplus:#?}"
    );

    let mut left_whole = Vec::new();
    let mut split_tables = 0;
    for row in split.query(KINDS, &[]).await.unwrap() {
        if row.get("split") {
            assert_eq!(row.get::<_, i64>("partitions"), 8);
            split_tables += 1;
        } else {
            left_whole.push(row.get::<_, String>("name"));
        }
    }
    assert_eq!(left_whole, WHOLE);
    assert!(split_tables >= 11, "{split_tables} tables are split");
    assert_eq!(lines(&split, OPEN).await, BTreeSet::new());
    let extensions = "SELECT extname::text FROM pg_extension";
    assert_eq!(
        lines(&split, extensions).await,
        BTreeSet::from(["plpgsql".to_owned()])
    );
}
