//! Volumes per completion and month, their series and totals.
//!
//! - [`MonthRow`]: a row; [`load`], [`upsert`], [`clear`] are the projector's statements.
//! - [`totals`], [`series`], [`well_months`], [`months_of_wells`], [`by_id`] and [`by_well`] are query-api's.
//!
//! Invariants
//! - A month counts from the instant its volumes hold; a row recorded ahead of that instant is not served before it, and
//!   one of which only days are recorded counts nowhere.
//! - Gas volumes at different bases are never added up here: sums come one per base.
//! - What is withheld or not reported is counted beside a sum, never taken for zero.

mod rows;
mod sums;
mod wells;

use chrono::NaiveDate;
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;
use uuid::Uuid;

pub use rows::{MonthRow, clear, forget, load, upsert};
pub(crate) use sums::sum;
pub use sums::{MonthlySum, Sum, SumOf, series, totals};
pub use wells::{Property, WellMonth, WellMonths, by_well};
pub(crate) use wells::{cut, from_month};

use crate::{FIRST_DAY, LAST_DAY, MONTHLY_PRODUCTION, ReadModelError, Reads, from_bigint};

/// Which months to answer about. `None` does not restrict.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProductionFilter {
    /// First month, by its first day.
    pub from: Option<NaiveDate>,
    /// Last month, by its first day, itself included.
    pub to: Option<NaiveDate>,
    /// Only this well.
    pub well_id: Option<Uuid>,
    /// Only this lease, exactly.
    pub lease: Option<String>,
}

impl ProductionFilter {
    /// The first and last month with open ends written out, so that both are always index conditions.
    pub(crate) fn months(&self) -> (NaiveDate, NaiveDate) {
        (self.from.unwrap_or(FIRST_DAY), self.to.unwrap_or(LAST_DAY))
    }
}

/// The months of one well in effect now, by month and completion, at most `limit`, and the checkpoint they were read at.
///
/// # Errors
/// [`ReadModelError`].
pub async fn well_months(
    reads: &impl Reads,
    organization_id: Uuid,
    well_id: Uuid,
    filter: &ProductionFilter,
    limit: u32,
) -> Result<(u64, Vec<MonthRow>), ReadModelError> {
    let sql = include_str!("sql/well_months.sql");
    in_effect(reads, sql, (organization_id, &well_id), filter, limit).await
}

/// The months of several wells in effect now, by well, month and completion, at most `limit` together, and the checkpoint they
/// were read at.
///
/// # Errors
/// [`ReadModelError`].
pub async fn months_of_wells(
    reads: &impl Reads,
    organization_id: Uuid,
    well_ids: &[Uuid],
    filter: &ProductionFilter,
    limit: u32,
) -> Result<(u64, Vec<MonthRow>), ReadModelError> {
    let sql = include_str!("sql/months_of_wells.sql");
    in_effect(reads, sql, (organization_id, &well_ids), filter, limit).await
}

async fn in_effect(
    reads: &impl Reads,
    sql: &str,
    (organization_id, wells): (Uuid, &(dyn ToSql + Sync)),
    filter: &ProductionFilter,
    limit: u32,
) -> Result<(u64, Vec<MonthRow>), ReadModelError> {
    let (from, to) = filter.months();
    let limit = i64::from(limit);
    let parameters: [&(dyn ToSql + Sync); 7] = [
        &organization_id,
        wells,
        &from,
        &to,
        &limit,
        &MONTHLY_PRODUCTION.name,
        &MONTHLY_PRODUCTION.version,
    ];
    let rows = reads.rows(sql, &parameters).await?;
    let (read_at, rows) = read_found(&rows)?;
    let months = rows.iter().map(rows::read).collect::<Result<_, _>>()?;
    Ok((read_at, months))
}

/// One month, in effect or not, and the checkpoint it was read at. With the month, whether its version may have named
/// another answer before: builds that differ were served one after the other.
///
/// # Errors
/// [`ReadModelError`].
pub async fn by_id(
    reads: &impl Reads,
    organization_id: Uuid,
    production_month_id: Uuid,
) -> Result<(u64, Option<(MonthRow, bool)>), ReadModelError> {
    let rows = reads
        .rows(
            include_str!("sql/by_id.sql"),
            &[
                &organization_id,
                &production_month_id,
                &MONTHLY_PRODUCTION.name,
                &MONTHLY_PRODUCTION.version,
            ],
        )
        .await?;
    let (read_at, rows) = read_found(&rows)?;
    let Some(row) = rows.first() else {
        return Ok((read_at, None));
    };
    Ok((read_at, Some((rows::read(row)?, row.try_get("redrawn")?))))
}

/// The checkpoint of an answer and the rows in it: where there are none, the statement yields one row that names the
/// checkpoint alone.
pub(crate) fn read_found(rows: &[Row]) -> Result<(u64, &[Row]), ReadModelError> {
    let Some(first) = rows.first() else {
        return Ok((0, &[]));
    };
    let read_at = from_bigint(first.try_get("read_at")?);
    let empty = first.try_get::<_, Option<bool>>("found")?.is_none();
    Ok((read_at, if empty { &[] } else { rows }))
}
