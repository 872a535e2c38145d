//! Sums over many rows, one per pressure base of the gas.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;
use uuid::Uuid;

use super::{ProductionFilter, read_at};
use crate::{MONTHLY_PRODUCTION, ReadModelError, Reads, from_bigint};

/// What a set of rows adds up to; its gas is at one pressure base.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sum {
    /// The pressure the gas is stated at, in psia.
    pub gas_base_psia: String,
    /// Oil and condensate, barrels.
    pub oil_bbl: Decimal,
    /// Gas, thousand cubic feet at the base.
    pub gas_mcf: Decimal,
    /// Water, barrels.
    pub water_bbl: Decimal,
    /// Injected volume.
    pub injection: Decimal,
    /// Completion months in the sum.
    pub completion_months: u64,
}

/// The sum of one month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MonthlySum {
    /// The first day of the month.
    pub month: NaiveDate,
    /// What the month adds up to.
    pub sum: Sum,
}

/// The sums of all rows that pass the filter and hold now, one per pressure base, and the checkpoint they were read at.
///
/// # Errors
/// [`ReadModelError`].
pub async fn totals(
    reads: &impl Reads,
    organization_id: Uuid,
    filter: &ProductionFilter,
) -> Result<(u64, Vec<Sum>), ReadModelError> {
    let rows = filtered(reads, organization_id, filter, include_str!("sql/totals.sql")).await?;
    let (read_at, rows) = read_at(&rows)?;
    let sums = rows.iter().map(sum).collect::<Result<_, _>>()?;
    Ok((read_at, sums))
}

/// The sums of each month in order, one per pressure base, and the checkpoint they were read at.
///
/// # Errors
/// [`ReadModelError`].
pub async fn series(
    reads: &impl Reads,
    organization_id: Uuid,
    filter: &ProductionFilter,
) -> Result<(u64, Vec<MonthlySum>), ReadModelError> {
    let rows = filtered(reads, organization_id, filter, include_str!("sql/series.sql")).await?;
    let (read_at, rows) = read_at(&rows)?;
    let months = rows.iter().map(monthly_sum).collect::<Result<_, _>>()?;
    Ok((read_at, months))
}

/// Runs a statement that sums the rows a filter lets pass.
async fn filtered(
    reads: &impl Reads,
    organization_id: Uuid,
    filter: &ProductionFilter,
    sql: &str,
) -> Result<Vec<Row>, ReadModelError> {
    let (from, to) = filter.months();
    let parameters: [&(dyn ToSql + Sync); 7] = [
        &organization_id,
        &from,
        &to,
        &filter.well_id,
        &filter.lease,
        &MONTHLY_PRODUCTION.name,
        &MONTHLY_PRODUCTION.version,
    ];
    Ok(reads.rows(sql, &parameters).await?)
}

fn monthly_sum(row: &Row) -> Result<MonthlySum, ReadModelError> {
    Ok(MonthlySum {
        month: row.try_get("month")?,
        sum: sum(row)?,
    })
}

fn sum(row: &Row) -> Result<Sum, ReadModelError> {
    Ok(Sum {
        gas_base_psia: row.try_get("gas_base_psia")?,
        oil_bbl: row.try_get("oil_bbl")?,
        gas_mcf: row.try_get("gas_mcf")?,
        water_bbl: row.try_get("water_bbl")?,
        injection: row.try_get("injection")?,
        completion_months: from_bigint(row.try_get("completion_months")?),
    })
}
