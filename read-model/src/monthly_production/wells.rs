//! The months of a lease or a field, well by well.

use chrono::NaiveDate;
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;
use uuid::Uuid;

use super::sums::{Sum, sum};
use super::{ProductionFilter, read_found};
use crate::{MONTHLY_PRODUCTION, ReadModelError, Reads, WELL_SUMMARY};

/// What wells are taken together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Property {
    /// The lease the volumes were reported for.
    Lease(String),
    /// The field the wells lie in now.
    Field(String),
}

/// What a well produced in a month, its completions together; its gas is at one base.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WellMonth {
    /// The first day of the month.
    pub month: NaiveDate,
    /// The well.
    pub well_id: Uuid,
    /// The days of the completion that was on longest: the days of several do not add up.
    pub days_on: Option<i32>,
    /// What its completions add up to.
    pub sum: Sum,
}

/// A page of months.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WellMonths {
    /// The checkpoint the page was read at.
    pub read_at: u64,
    /// By month and well; a well with gas at several bases comes several times.
    pub rows: Vec<WellMonth>,
    /// The last month of the page, where there are more; `None` on the last page.
    pub next: Option<NaiveDate>,
}

/// A page of at most `limit` months that pass the filter and hold now. `after` is the last month of the page before.
///
/// # Errors
/// [`ReadModelError`].
pub async fn by_well(
    reads: &impl Reads,
    organization_id: Uuid,
    property: &Property,
    filter: &ProductionFilter,
    after: Option<NaiveDate>,
    limit: u32,
) -> Result<WellMonths, ReadModelError> {
    let (from, to) = from_month(filter, after);
    // One month more than asked for tells whether there is a next page.
    let fetched = i64::from(limit) + 1;
    let (Property::Lease(name) | Property::Field(name)) = property;
    let parameters: [&(dyn ToSql + Sync); 9] = [
        &organization_id,
        name,
        &from,
        &to,
        &fetched,
        &MONTHLY_PRODUCTION.name,
        &MONTHLY_PRODUCTION.version,
        &WELL_SUMMARY.name,
        &WELL_SUMMARY.version,
    ];
    let found = match property {
        Property::Lease(_) => {
            reads
                .rows(include_str!("sql/lease.sql"), &parameters[..7])
                .await?
        }
        Property::Field(_) => reads.rows(include_str!("sql/field.sql"), &parameters).await?,
    };
    cut(&found, limit)
}

/// The first and last month of a page that goes on after a month.
pub(crate) fn from_month(filter: &ProductionFilter, after: Option<NaiveDate>) -> (NaiveDate, NaiveDate) {
    let (from, to) = filter.months();
    (after.and_then(|after| after.succ_opt()).unwrap_or(from), to)
}

/// Cuts a page from the rows of one month more than `limit`.
pub(crate) fn cut(rows: &[Row], limit: u32) -> Result<WellMonths, ReadModelError> {
    let (read_at, found) = read_found(rows)?;
    let mut rows = found.iter().map(well_month).collect::<Result<Vec<_>, _>>()?;
    let mut months: Vec<NaiveDate> = rows.iter().map(|row| row.month).collect();
    months.dedup();
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let next = if months.len() > limit {
        limit.checked_sub(1).and_then(|last| months.get(last).copied())
    } else {
        None
    };
    if let Some(last) = next {
        rows.retain(|row| row.month <= last);
    }
    Ok(WellMonths { read_at, rows, next })
}

fn well_month(row: &Row) -> Result<WellMonth, ReadModelError> {
    Ok(WellMonth {
        month: row.try_get("month")?,
        well_id: row.try_get("well_id")?,
        days_on: row.try_get("days_on")?,
        sum: sum(row)?,
    })
}
