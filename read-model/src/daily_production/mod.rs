//! The lines of the days, one row per completion and day. They belong to the projection of the months and move with it.
//!
//! Invariants
//! - The lines of a month are replaced together: they are what one state of the month shows.

mod sums;

pub use sums::sums;

use chrono::NaiveDate;
use tokio_postgres::types::ToSql;
use uuid::Uuid;
use wellflow_runtime::TenantTransaction;

use crate::reads::{documents, read_at};
use crate::{MONTHLY_PRODUCTION, ReadModelError, Reads};

/// A day's line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayRow {
    /// The stream of the completion's month.
    pub production_month_id: Uuid,
    /// The day, by the date it begins on.
    pub day: NaiveDate,
    /// The well.
    pub well_id: Uuid,
    /// The completion's name within the well.
    pub completion: String,
    /// The line as it is served.
    pub document: String,
}

/// Where a page begins: strictly after this line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayKey {
    /// The day.
    pub day: NaiveDate,
    /// The completion.
    pub completion: String,
}

/// A page of lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DayPage {
    /// The checkpoint the page was read at.
    pub read_at: u64,
    /// The lines by day and completion.
    pub documents: Vec<String>,
    /// Where the next page begins; `None` on the last.
    pub next: Option<DayKey>,
}

/// A page of a well's lines from the first day to the last, both included.
///
/// # Errors
/// [`ReadModelError`].
pub async fn well_days(
    reads: &impl Reads,
    organization_id: Uuid,
    well_id: Uuid,
    (from, to): (Option<NaiveDate>, Option<NaiveDate>),
    after: Option<&DayKey>,
    limit: u32,
) -> Result<DayPage, ReadModelError> {
    // One row more than asked for tells whether there is a next page.
    let fetched = i64::from(limit) + 1;
    // No completion's name is empty: the first page begins before the first line of its first day.
    let begin = after.map_or_else(|| from.unwrap_or(crate::FIRST_DAY), |after| after.day);
    let completion = after.map_or("", |after| after.completion.as_str());
    let to = to.unwrap_or(crate::LAST_DAY);
    let parameters: [&(dyn ToSql + Sync); 8] = [
        &organization_id,
        &well_id,
        &begin,
        &completion,
        &to,
        &fetched,
        &MONTHLY_PRODUCTION.name,
        &MONTHLY_PRODUCTION.version,
    ];
    let rows = reads.rows(include_str!("sql/well_days.sql"), &parameters).await?;
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let shown = &rows[..rows.len().min(limit)];
    let next = match shown.last() {
        Some(last) if rows.len() > limit => Some(DayKey {
            day: last.try_get("day")?,
            completion: last.try_get("completion")?,
        }),
        Some(_) | None => None,
    };
    Ok(DayPage {
        read_at: read_at(&rows)?,
        documents: documents(shown)?,
        next,
    })
}

/// Replaces the lines of these months.
///
/// # Errors
/// [`ReadModelError`].
pub async fn replace(
    tx: &TenantTransaction,
    organization_id: Uuid,
    production_month_ids: &[Uuid],
    rows: &[DayRow],
) -> Result<(), ReadModelError> {
    let of_months: [&(dyn ToSql + Sync); 2] = [&organization_id, &production_month_ids];
    tx.execute(include_str!("sql/remove.sql"), &of_months).await?;
    if rows.is_empty() {
        return Ok(());
    }
    let parameters: [&(dyn ToSql + Sync); 6] = [
        &organization_id,
        &rows.iter().map(|row| row.production_month_id).collect::<Vec<_>>(),
        &rows.iter().map(|row| row.day).collect::<Vec<_>>(),
        &rows.iter().map(|row| row.well_id).collect::<Vec<_>>(),
        &rows.iter().map(|row| row.completion.as_str()).collect::<Vec<_>>(),
        &rows.iter().map(|row| row.document.as_str()).collect::<Vec<_>>(),
    ];
    tx.execute(include_str!("sql/insert.sql"), &parameters).await?;
    Ok(())
}

/// Removes the organization's rows; they are about to be built anew.
///
/// # Errors
/// [`ReadModelError`].
pub async fn clear(tx: &TenantTransaction, organization_id: Uuid) -> Result<(), ReadModelError> {
    tx.execute(include_str!("sql/clear.sql"), &[&organization_id])
        .await?;
    Ok(())
}
