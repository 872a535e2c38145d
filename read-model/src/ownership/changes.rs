//! What changed shares between two days.

use chrono::NaiveDate;
use tokio_postgres::types::ToSql;
use uuid::Uuid;

use crate::history::When;
use crate::reads::{documents, read_at};
use crate::{FIRST_DAY, LAST_DAY, OWNERSHIP, ReadModelError, Reads};

/// Which changes to list. `None` does not restrict.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChangeFilter {
    /// In effect after this day.
    pub after: Option<NaiveDate>,
    /// And by this one.
    pub until: Option<NaiveDate>,
    /// In this property.
    pub property_id: Option<Uuid>,
    /// Of this owner's shares, among others.
    pub owner_id: Option<Uuid>,
}

/// Where a page of changes begins: strictly after this one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChangeKey {
    /// The first day of its first month.
    pub effective_from: NaiveDate,
    /// Its position.
    pub position: u64,
}

/// A page of changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChangePage {
    /// The checkpoint the page was read at.
    pub read_at: u64,
    /// The documents as they are served.
    pub documents: Vec<String>,
    /// Where the next page begins; `None` on the last.
    pub next: Option<ChangeKey>,
}

/// A page of changes as they were known at the position of the point, whichever day it names, in the order in which they took effect.
///
/// # Errors
/// [`ReadModelError`].
pub async fn changes(
    reads: &impl Reads,
    organization_id: Uuid,
    when: When,
    filter: &ChangeFilter,
    (after, limit): (Option<ChangeKey>, u32),
) -> Result<ChangePage, ReadModelError> {
    // One row more than asked for tells whether there is a next page.
    let fetched = i64::from(limit) + 1;
    // The first page begins after whatever took effect on the day.
    let after = after.unwrap_or(ChangeKey {
        effective_from: filter.after.unwrap_or(FIRST_DAY),
        position: u64::MAX,
    });
    let parameters: [&(dyn ToSql + Sync); 10] = [
        &organization_id,
        &when.bigint(),
        &OWNERSHIP.name,
        &OWNERSHIP.version,
        &after.effective_from,
        &crate::to_bigint(after.position),
        &filter.until.unwrap_or(LAST_DAY),
        &filter.property_id,
        &filter.owner_id,
        &fetched,
    ];
    let rows = reads.rows(include_str!("sql/changes.sql"), &parameters).await?;
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let shown = &rows[..rows.len().min(limit)];
    let next = match shown.last() {
        Some(last) if rows.len() > limit => Some(ChangeKey {
            effective_from: last.try_get("effective_from")?,
            position: crate::from_bigint(last.try_get("position")?),
        }),
        Some(_) | None => None,
    };
    Ok(ChangePage {
        read_at: read_at(&rows)?,
        documents: documents(shown)?,
        next,
    })
}
