//! How many wells there are, by what they are told apart by, at a point.

use tokio_postgres::Row;
use tokio_postgres::types::ToSql;
use uuid::Uuid;

use crate::history::When;
use crate::reads::read_at;
use crate::well_summary::WellFilter;
use crate::{ReadModelError, Reads, WELL_HISTORY, from_bigint};

/// Wells that have one thing in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Count {
    /// By what they are told apart: `status`, `phase`, `role`, `operator`, `state`, `county`, `vintage`, or `total`.
    pub kind: String,
    /// What they have in common; `None` for those of which it is not known, and for the total.
    pub key: Option<String>,
    /// How many there are.
    pub wells: u64,
}

/// The counts, and the checkpoint they were read at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// The checkpoint; 0 before the organization's first batch.
    pub read_at: u64,
    /// In the order of kind and key.
    pub counts: Vec<Count>,
}

/// Counts the wells that pass the filter at a point. What lies around a place is not looked at.
///
/// # Errors
/// [`ReadModelError`].
pub async fn counts(
    reads: &impl Reads,
    organization_id: Uuid,
    when: When,
    filter: &WellFilter,
) -> Result<Counts, ReadModelError> {
    let (from, to) = when.bounds();
    let parameters: [&(dyn ToSql + Sync); 13] = [
        &organization_id,
        &when.bigint(),
        &from,
        &to,
        &when.day,
        &WELL_HISTORY.name,
        &WELL_HISTORY.version,
        &filter.status,
        &filter.operator,
        &filter.lease,
        &filter.state,
        &filter.phase,
        &filter.role,
    ];
    let rows = reads.rows(include_str!("sql/counts.sql"), &parameters).await?;
    Ok(Counts {
        read_at: read_at(&rows)?,
        counts: rows.iter().map(count).collect::<Result<_, _>>()?,
    })
}

fn count(row: &Row) -> Result<Count, ReadModelError> {
    Ok(Count {
        kind: row.try_get("kind")?,
        key: row.try_get("key")?,
        wells: from_bigint(row.try_get("wells")?),
    })
}
