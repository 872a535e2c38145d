//! What the server counted: which tables were scanned or written, which functions were called.

use std::collections::{BTreeMap, BTreeSet};

use tokio_postgres::Client;
use wellflow_runtime::TenantPool;
use wellflow_testkit::eventually;

use crate::tank::DEADLINE;

const ACTIVITY: &str = include_str!("sql/activity.sql");
const CALLS: &str = include_str!("sql/calls.sql");
const SESSIONS: &str = include_str!("sql/sessions.sql");

/// Counts at one moment.
pub(crate) struct Counts {
    tables: BTreeMap<String, i64>,
    functions: BTreeMap<String, i64>,
}

/// What happened between two moments.
#[derive(Debug)]
pub(crate) struct Moved {
    /// Tables by name, with the numbers of the partitions scanned or written.
    pub(crate) tables: BTreeMap<String, BTreeSet<String>>,
    /// Calls by function.
    pub(crate) functions: BTreeMap<String, i64>,
}

impl Moved {
    /// Tables of which another partition than this one was touched.
    pub(crate) fn astray(&self, place: &str) -> Vec<&str> {
        let astray = self
            .tables
            .iter()
            .filter(|(_, places)| places.iter().any(|p| p != place));
        astray.map(|(table, _)| table.as_str()).collect()
    }

    pub(crate) fn calls(&self, function: &str) -> i64 {
        self.functions.get(function).copied().unwrap_or_default()
    }
}

/// Has every function counted in sessions that begin from now on.
pub(crate) async fn track_functions(admin: &Client, database: &str) {
    let track = format!("ALTER DATABASE {database} SET track_functions = 'all'");
    admin.batch_execute(&track).await.unwrap();
}

pub(crate) async fn sessions(admin: &Client) -> i64 {
    admin.query_one(SESSIONS, &[]).await.unwrap().get(0)
}

/// A session reports what it did when it ends: waits until no more than so many are left.
pub(crate) async fn settled(admin: &Client, at_most: i64) {
    eventually("the sessions under trial end", DEADLINE, async || {
        (sessions(admin).await <= at_most).then_some(())
    })
    .await;
}

/// Has the one connection of a pool report at once.
pub(crate) async fn report(pool: &TenantPool) {
    let client = pool.pool().get().await.unwrap();
    let flush = "SELECT pg_stat_force_next_flush()";
    client.execute(flush, &[]).await.unwrap();
}

pub(crate) async fn counts(admin: &Client) -> Counts {
    let counted = async |sql| {
        let rows = admin.query(sql, &[]).await.unwrap();
        rows.iter().map(|row| (row.get(0), row.get("times"))).collect()
    };
    Counts {
        tables: counted(ACTIVITY).await,
        functions: counted(CALLS).await,
    }
}

/// `None` for a table that is whole.
pub(crate) fn partition(table: &str) -> Option<(&str, &str)> {
    table
        .rsplit_once("_p")
        .filter(|(_, number)| number.parse::<u8>().is_ok())
}

/// What happened since.
pub(crate) async fn moved(admin: &Client, before: &Counts) -> Moved {
    let after = counts(admin).await;
    let mut tables: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (table, times) in &after.tables {
        let Some((table_name, place)) = partition(table) else {
            continue;
        };
        if before.tables.get(table).copied().unwrap_or_default() != *times {
            tables
                .entry(table_name.to_owned())
                .or_default()
                .insert(place.to_owned());
        }
    }
    let mut functions = after.functions;
    for (function, calls) in &mut functions {
        *calls -= before.functions.get(function).copied().unwrap_or_default();
    }
    functions.retain(|_, calls| *calls > 0);
    Moved { tables, functions }
}
