//! How far the ledgers of many organizations go: what a follower asks. Positions and instants alone; events are read
//! under each organization's own policy.

use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;
use uuid::Uuid;
use wellflow_runtime::RuntimeError;

use crate::append::signed;
use crate::record::unsigned;
use crate::{LedgerReader, StoreError};

const COMMITTED_WITHIN: &str = include_str!("sql/committed_within.sql");
const TIPS_AFTER: &str = include_str!("sql/tips_after.sql");
const AHEAD_OF: &str = include_str!("sql/ahead_of.sql");

/// How far an organization's ledger goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct OrganizationTip {
    pub(crate) organization_id: Uuid,
    /// Which copy of the ledger it is, where that was asked.
    pub(crate) incarnation: Option<Uuid>,
    /// Its newest position; 0 for an empty ledger.
    pub(crate) position: u64,
}

/// How far an organization's ledger is ahead of a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ahead {
    /// The organization.
    pub organization_id: Uuid,
    /// The position that was asked about.
    pub position: u64,
    /// The newest position; 0 for an empty ledger.
    pub tip: u64,
    /// When the first event after the position was recorded; `None` where there is none.
    pub waiting_since: Option<DateTime<Utc>>,
}

impl LedgerReader {
    /// Organizations that committed within a time up to now, each with its newest position among those commits; at most
    /// `limit`. Costs what was committed, whatever else there is.
    pub(crate) async fn committed_within(
        &self,
        within: Duration,
        limit: u32,
    ) -> Result<Vec<OrganizationTip>, StoreError> {
        let milliseconds = i64::try_from(within.as_millis()).unwrap_or(i64::MAX);
        let rows = self
            .of_all(COMMITTED_WITHIN, &[&milliseconds, &count(limit)])
            .await?;
        rows.iter()
            .map(|row| {
                Ok(OrganizationTip {
                    organization_id: row.get("organization_id"),
                    incarnation: None,
                    position: unsigned(row.get("tip"))?,
                })
            })
            .collect()
    }

    /// The next organizations in the order of their ids, at most `limit`. The id of zeros is before the first.
    pub(crate) async fn tips_after(
        &self,
        organization_id: Uuid,
        limit: u32,
    ) -> Result<Vec<OrganizationTip>, StoreError> {
        let rows = self
            .of_all(TIPS_AFTER, &[&organization_id, &count(limit)])
            .await?;
        rows.iter()
            .map(|row| {
                Ok(OrganizationTip {
                    organization_id: row.get("organization_id"),
                    incarnation: Some(row.get("incarnation")),
                    position: unsigned(row.get("tip"))?,
                })
            })
            .collect()
    }

    /// How far each organization's ledger is ahead of a position.
    ///
    /// # Errors
    /// [`StoreError`] from the database, also when the role may not ask.
    pub async fn ahead_of(&self, places: &[(Uuid, u64)]) -> Result<Vec<Ahead>, StoreError> {
        let organizations: Vec<Uuid> = places.iter().map(|(id, _)| *id).collect();
        let positions = places
            .iter()
            .map(|(_, position)| signed(*position))
            .collect::<Result<Vec<i64>, StoreError>>()?;
        let rows = self.of_all(AHEAD_OF, &[&organizations, &positions]).await?;
        rows.iter()
            .map(|row| {
                Ok(Ahead {
                    organization_id: row.get("organization_id"),
                    position: unsigned(row.get("position"))?,
                    tip: unsigned(row.get("tip"))?,
                    waiting_since: row.get("waiting_since"),
                })
            })
            .collect()
    }

    /// A question about all organizations, of no tenant.
    async fn of_all(&self, sql: &str, params: &[&(dyn ToSql + Sync)]) -> Result<Vec<Row>, StoreError> {
        let client = self.pool().pool().get().await.map_err(RuntimeError::Pool)?;
        let statement = client.prepare_cached(sql).await.map_err(RuntimeError::Database)?;
        let rows = client.query(&statement, params).await;
        Ok(rows.map_err(RuntimeError::Database)?)
    }
}

fn count(limit: u32) -> i32 {
    i32::try_from(limit).unwrap_or(i32::MAX)
}
