//! Removing an organization, row by row, from every table but the log.
//!
//! The head goes first, so nothing is appended from then on. The rest goes in short batches; an erasure that was
//! interrupted is gone on with by beginning it again. The end is refused while a row is left anywhere.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use tokio_postgres::Client;
use uuid::Uuid;

use super::OrganizationError;
use super::hex::Hash32;
use super::log::{LogEntry, entries_of};

const BEGIN: &str = include_str!("../sql/organization_begin_erase.sql");
const TABLES: &str = include_str!("../sql/organization_tenant_tables.sql");
const ROWS: &str = include_str!("../sql/organization_erase_rows.sql");
const ERASED_SLUG: &str = include_str!("../sql/organization_erased_slug.sql");
const FINISH: &str = include_str!("../sql/organization_finish_erase.sql");

/// Rows removed at once.
const ROWS_AT_ONCE: i32 = 5_000;
/// How often a table is tried whose lock others hold for long.
const ATTEMPTS: usize = 6;

/// An erasure under way.
#[derive(Debug)]
pub struct Erasure {
    organization_id: Uuid,
    actor: String,
    slug: String,
    name: String,
    /// Tables that may still hold rows, the next one last.
    tables: Vec<String>,
}

/// A batch that was removed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Removed {
    /// From which table, with its schema.
    pub relation: String,
    /// How many rows.
    pub rows: u64,
}

/// What is left of an organization: which ledger it was, and that nothing else is left.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tombstone {
    /// The version of this form.
    pub format: u32,
    /// The organization.
    pub organization_id: Uuid,
    /// Its short name.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// Which copy of its ledger it was.
    pub incarnation: Option<Uuid>,
    /// Its last position; 0 for an empty ledger.
    pub position: u64,
    /// The instant of its last commit.
    pub recorded_at: Option<DateTime<Utc>>,
    /// The chain's last link: the value an export or a checkpoint of the same ledger names.
    pub chain: Hash32,
    /// Rows removed, by table.
    pub removed: BTreeMap<String, u64>,
    /// When the last row was gone.
    pub erased_at: DateTime<Utc>,
    /// Who erased it.
    pub erased_by: String,
    /// The entry of the organization log that says so.
    pub log_seq: u64,
    /// The log's chain at that entry.
    pub log_chain: Hash32,
}

/// What the entry of an erasure says beyond its columns.
#[derive(Deserialize)]
struct Detail {
    position: u64,
    recorded_at: Option<DateTime<Utc>>,
    chain: Hash32,
    removed: BTreeMap<String, u64>,
}

impl Erasure {
    /// Takes the organization's head away, or goes on with an erasure that was interrupted.
    ///
    /// # Errors
    /// [`OrganizationError::Refused`] for an organization that is not here.
    pub async fn begin(
        admin: &Client,
        organization_id: Uuid,
        actor: &str,
    ) -> Result<Self, OrganizationError> {
        let row = admin.query_one(BEGIN, &[&organization_id, &actor]).await?;
        let rows = admin.query(TABLES, &[]).await?;
        Ok(Self {
            organization_id,
            actor: actor.to_owned(),
            slug: row.get("slug"),
            name: row.get("name"),
            tables: rows.iter().rev().map(|row| row.get("relation")).collect(),
        })
    }

    /// Its short name.
    pub fn slug(&self) -> &str {
        &self.slug
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Removes one batch; `None` when no table has any row left.
    ///
    /// # Errors
    /// [`OrganizationError::Database`]; the step may be made again.
    pub async fn step(&mut self, admin: &Client) -> Result<Option<Removed>, OrganizationError> {
        while let Some(relation) = self.tables.last() {
            let removed = self.remove(admin, relation).await?;
            if removed > 0 {
                return Ok(Some(Removed {
                    relation: relation.clone(),
                    rows: removed,
                }));
            }
            self.tables.pop();
        }
        Ok(None)
    }

    async fn remove(&self, admin: &Client, relation: &str) -> Result<u64, OrganizationError> {
        let mut attempt = 1;
        loop {
            let row = admin
                .query_one(ROWS, &[&self.organization_id, &relation, &ROWS_AT_ONCE])
                .await
                .map_err(OrganizationError::from);
            match row {
                Ok(row) => return Ok(row.get::<_, i64>("removed").unsigned_abs()),
                Err(error) if error.is_lock_timeout() && attempt < ATTEMPTS => attempt += 1,
                Err(error) => return Err(error),
            }
        }
    }

    /// Ends the erasure; gives the tombstone, or `None` where what was removed was an unfinished import.
    ///
    /// # Errors
    /// [`OrganizationError::Refused`] while a row is left.
    pub async fn finish(self, admin: &Client) -> Result<Option<Tombstone>, OrganizationError> {
        admin
            .execute(FINISH, &[&self.organization_id, &self.actor])
            .await?;
        tombstone(admin, self.organization_id).await
    }
}

/// Erases an organization, or goes on with its erasure; gives the tombstone, or `None` where what was removed was an
/// unfinished import. `progress` hears of every batch.
///
/// # Errors
/// [`OrganizationError`]; the erasure can be gone on with by calling this again.
pub async fn erase(
    admin: &Client,
    organization_id: Uuid,
    actor: &str,
    progress: impl Fn(&Removed),
) -> Result<Option<Tombstone>, OrganizationError> {
    let mut attempt = 1;
    loop {
        let mut erasure = Erasure::begin(admin, organization_id, actor).await?;
        while let Some(removed) = erasure.step(admin).await? {
            progress(&removed);
        }
        match erasure.finish(admin).await {
            // A row came in from a transaction that had begun before the head went: there are no others.
            Err(OrganizationError::Refused(_)) if attempt < ATTEMPTS => attempt += 1,
            finished => return finished,
        }
    }
}

/// The tombstone of an organization that was erased; `None` for one that was not, or that came back.
///
/// # Errors
/// [`OrganizationError::Database`].
pub async fn tombstone(
    admin: &Client,
    organization_id: Uuid,
) -> Result<Option<Tombstone>, OrganizationError> {
    let entries = entries_of(admin, organization_id).await?;
    let newest = entries.into_iter().rfind(LogEntry::is_about_state);
    let Some(entry) = newest.filter(|entry| entry.action == "erased") else {
        return Ok(None);
    };
    let detail: Detail = serde_json::from_str(&entry.detail)?;
    Ok(Some(Tombstone {
        format: 1,
        organization_id,
        slug: entry.slug,
        name: entry.name,
        incarnation: entry.incarnation,
        position: detail.position,
        recorded_at: detail.recorded_at,
        chain: detail.chain,
        removed: detail.removed,
        erased_at: entry.at,
        erased_by: entry.actor,
        log_seq: entry.seq,
        log_chain: entry.chain,
    }))
}

/// The organization that was erased last under a slug.
///
/// # Errors
/// [`OrganizationError::Database`].
pub async fn erased_under(admin: &Client, slug: &str) -> Result<Option<Uuid>, OrganizationError> {
    let row = admin.query_opt(ERASED_SLUG, &[&slug]).await?;
    Ok(row.map(|row| row.get("organization_id")))
}
