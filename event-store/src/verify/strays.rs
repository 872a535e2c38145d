//! Rows that belong to no organization: no reading of any organization's ledger would meet them.

use std::collections::BTreeSet;

use tokio_postgres::Row;
use uuid::Uuid;
use wellflow_runtime::RuntimeError;

use super::{Broken, Place, Verifier};
use crate::StoreError;

const NAMED: &str = include_str!("sql/organizations_named.sql");

/// Tables of an organization's rows; `head` says which organizations there are.
const TABLES: [&str; 7] = [
    "organizations",
    "commits",
    "events",
    "commands",
    "claims",
    "snapshots",
    "outbox",
];

/// Organizations asked for at once.
const AT_ONCE: i32 = 5_000;

impl Verifier {
    /// Every organization that has a ledger.
    ///
    /// # Errors
    /// [`StoreError`] from the database, also when the role may not ask.
    pub async fn organizations(&self) -> Result<BTreeSet<Uuid>, StoreError> {
        self.named_in("head").await
    }

    /// Organizations without a name, and rows of organizations without a ledger.
    ///
    /// An organization that is being imported or erased has no head as long as that goes on: name it in `unfinished`.
    ///
    /// # Errors
    /// [`StoreError`] from the database, also when the role may not ask.
    pub async fn strays(&self, unfinished: &BTreeSet<Uuid>) -> Result<Vec<Broken>, StoreError> {
        let heads = self.organizations().await?;
        let mut strays = Vec::new();
        for table in TABLES {
            let named = self.named_in(table).await?;
            if table == "organizations" {
                strays.extend(
                    heads
                        .difference(&named)
                        .map(|id| stray("head", *id, "no organization has this id")),
                );
            }
            let lost = named.difference(&heads).filter(|id| !unfinished.contains(*id));
            strays.extend(lost.map(|id| stray(table, *id, "the organization has no head")));
        }
        Ok(strays)
    }

    async fn named_in(&self, table: &str) -> Result<BTreeSet<Uuid>, StoreError> {
        let client = self
            .reader
            .pool()
            .pool()
            .get()
            .await
            .map_err(RuntimeError::Pool)?;
        let statement = client
            .prepare_cached(NAMED)
            .await
            .map_err(RuntimeError::Database)?;
        let mut named = BTreeSet::new();
        let mut after: Option<Uuid> = None;
        loop {
            let rows: Vec<Row> = client
                .query(&statement, &[&table, &after, &AT_ONCE])
                .await
                .map_err(RuntimeError::Database)?;
            named.extend(rows.iter().map(|row| row.get::<_, Uuid>("organization_id")));
            after = named.last().copied();
            if rows.len() < AT_ONCE as usize {
                return Ok(named);
            }
        }
    }
}

fn stray(table: &'static str, organization_id: Uuid, reason: &str) -> Broken {
    Broken {
        place: Place::Row {
            table,
            key: format!("organization {organization_id}"),
        },
        reason: reason.to_owned(),
    }
}
