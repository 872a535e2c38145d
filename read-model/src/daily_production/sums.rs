//! What days add up to, group by group, as they are known now.

use chrono::{DateTime, Months, NaiveDate, Utc};
use tokio_postgres::types::ToSql;
use uuid::Uuid;

use crate::monthly_production::read_found;
use crate::production_history::{By, Groups, SUMS_READ, Sums, whole_groups};
use crate::{MONTHLY_PRODUCTION, ReadModelError, Reads, WELL_HISTORY};

/// A page of at most `limit` groups, and of at most [`crate::production_history::SUMS_MAX`] sums, of the lines that pass the filter,
/// day by day; of a sum, `completion_months` counts the lines.
/// `now`: the instant at which wells lie where they lie. `after` is the last key of the page before.
///
/// # Errors
/// [`ReadModelError`].
pub async fn sums(
    reads: &impl Reads,
    organization_id: Uuid,
    now: DateTime<Utc>,
    groups: &Groups,
    after: Option<&str>,
    limit: u32,
) -> Result<Sums, ReadModelError> {
    let (from, to) = groups.months.months();
    let to = last_day(to);
    // One group more than asked for tells whether there is a next page.
    let fetched = i64::from(limit) + 1;
    let parameters: [&(dyn ToSql + Sync); 19] = [
        &organization_id,
        &MONTHLY_PRODUCTION.name,
        &MONTHLY_PRODUCTION.version,
        &WELL_HISTORY.name,
        &WELL_HISTORY.version,
        &from,
        &to,
        &groups.months.well_id,
        &groups.months.lease,
        &groups.field,
        &groups.county,
        &groups.operator,
        &groups.by.map(By::as_str),
        &after,
        &fetched,
        &groups.needs_place(),
        &groups.needs_operator(),
        &now,
        &SUMS_READ,
    ];
    let rows = reads.rows(include_str!("sql/sums.sql"), &parameters).await?;
    let (read_at, found) = read_found(&rows)?;
    whole_groups(read_at, found, limit)
}

/// The last day of a month named by its first.
fn last_day(month: NaiveDate) -> NaiveDate {
    month
        .checked_add_months(Months::new(1))
        .and_then(|next| next.pred_opt())
        .unwrap_or(month)
}
