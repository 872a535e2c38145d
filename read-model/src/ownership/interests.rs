//! The interests of owners at a point.

use tokio_postgres::Row;
use tokio_postgres::types::ToSql;
use uuid::Uuid;

use crate::history::When;
use crate::reads::{documents, read_at};
use crate::{OWNERSHIP, ReadModelError, Reads};

/// Which of an owner's interests to list. `None` does not restrict.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnerFilter {
    /// In this property.
    pub property_id: Option<Uuid>,
    /// Of costs or of revenue: `cost`, `revenue`.
    pub side: Option<String>,
}

/// Which of the interests that are held back to list. `None` does not restrict.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SuspenseFilter {
    /// In this property.
    pub property_id: Option<Uuid>,
    /// Held back for this reason, for example `title_dispute`.
    pub reason: Option<String>,
}

/// Where a page of interests begins: strictly after this one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InterestKey {
    /// The property.
    pub property_id: Uuid,
    /// The division.
    pub division_id: Uuid,
    /// `cost` or `revenue`.
    pub side: String,
    /// The owner.
    pub owner_id: Uuid,
    /// The kind.
    pub interest: String,
}

impl InterestKey {
    /// Before every interest.
    fn first() -> Self {
        Self {
            property_id: Uuid::nil(),
            division_id: Uuid::nil(),
            side: String::new(),
            owner_id: Uuid::nil(),
            interest: String::new(),
        }
    }
}

/// A page of interests.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InterestPage {
    /// The checkpoint the page was read at.
    pub read_at: u64,
    /// The documents as they are served.
    pub documents: Vec<String>,
    /// Where the next page begins; `None` on the last.
    pub next: Option<InterestKey>,
}

/// A page of an owner's interests across properties as they stood at the point, by property and division.
///
/// # Errors
/// [`ReadModelError`].
pub async fn of_owner(
    reads: &impl Reads,
    organization_id: Uuid,
    when: When,
    (owner_id, filter): (Uuid, &OwnerFilter),
    (after, limit): (Option<InterestKey>, u32),
) -> Result<InterestPage, ReadModelError> {
    // One row more than asked for tells whether there is a next page.
    let fetched = i64::from(limit) + 1;
    let after = after.unwrap_or_else(InterestKey::first);
    let parameters: [&(dyn ToSql + Sync); 14] = [
        &organization_id,
        &when.bigint(),
        &when.day,
        &when.at,
        &OWNERSHIP.name,
        &OWNERSHIP.version,
        &after.property_id,
        &after.division_id,
        &after.side,
        &after.interest,
        &filter.property_id,
        &filter.side,
        &owner_id,
        &fetched,
    ];
    let rows = reads
        .rows(include_str!("sql/interests_of_owner.sql"), &parameters)
        .await?;
    page(&rows, limit)
}

/// A page of the interests that were held back at the point, by property and division.
///
/// # Errors
/// [`ReadModelError`].
pub async fn suspended(
    reads: &impl Reads,
    organization_id: Uuid,
    when: When,
    filter: &SuspenseFilter,
    (after, limit): (Option<InterestKey>, u32),
) -> Result<InterestPage, ReadModelError> {
    // One row more than asked for tells whether there is a next page.
    let fetched = i64::from(limit) + 1;
    let after = after.unwrap_or_else(InterestKey::first);
    let parameters: [&(dyn ToSql + Sync); 14] = [
        &organization_id,
        &when.bigint(),
        &when.day,
        &when.at,
        &OWNERSHIP.name,
        &OWNERSHIP.version,
        &after.property_id,
        &after.division_id,
        &after.side,
        &after.interest,
        &filter.property_id,
        &filter.reason,
        &after.owner_id,
        &fetched,
    ];
    let rows = reads.rows(include_str!("sql/suspended.sql"), &parameters).await?;
    page(&rows, limit)
}

fn page(rows: &[Row], limit: u32) -> Result<InterestPage, ReadModelError> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let shown = &rows[..rows.len().min(limit)];
    let next = match shown.last() {
        Some(last) if rows.len() > limit => Some(InterestKey {
            property_id: last.try_get("property_id")?,
            division_id: last.try_get("division_id")?,
            side: last.try_get("side")?,
            owner_id: last.try_get("owner_id")?,
            interest: last.try_get("interest")?,
        }),
        Some(_) | None => None,
    };
    Ok(InterestPage {
        read_at: read_at(rows)?,
        documents: documents(shown)?,
        next,
    })
}
