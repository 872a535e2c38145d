//! Sums over many rows, one per base of the gas.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;
use uuid::Uuid;

use super::rows::read_base;
use super::{MonthRow, ProductionFilter, read_found};
use crate::{MONTHLY_PRODUCTION, ReadModelError, Reads, Said, Stated, from_bigint};

/// What a set of rows adds up to; its gas is at one base.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    /// The pressure in psia and the temperature in °F the gas is stated at; `None` where no amount of gas is stated.
    pub gas_base: Option<(String, String)>,
    /// Oil, barrels.
    pub oil_bbl: SumOf,
    /// Condensate reported apart, barrels.
    pub condensate_bbl: SumOf,
    /// Gas, thousand cubic feet at the base.
    pub gas_mcf: SumOf,
    /// Water, barrels.
    pub water_bbl: SumOf,
    /// Injected volume.
    pub injection: SumOf,
    /// Completion months in the sum.
    pub completion_months: u64,
}

/// A sum over what is stated, and how many do not state it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SumOf {
    /// The sum; `None` where nothing is stated.
    pub stated: Option<Decimal>,
    /// How many said nothing.
    pub not_reported: u64,
    /// How many were withheld.
    pub withheld: u64,
}

impl SumOf {
    /// The sum of one.
    pub fn one(stated: Stated) -> Self {
        Self {
            stated: stated.amount,
            not_reported: u64::from(stated.said == Said::NotReported),
            withheld: u64::from(stated.said == Said::Withheld),
        }
    }

    /// The sum of both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let stated = match (self.stated, other.stated) {
            (Some(one), Some(two)) => Some(one.saturating_add(two)),
            (one, two) => one.or(two),
        };
        Self {
            stated,
            not_reported: self.not_reported + other.not_reported,
            withheld: self.withheld + other.withheld,
        }
    }
}

impl Sum {
    /// The sum of one row.
    pub fn of_row(row: &MonthRow) -> Self {
        Self {
            gas_base: row.gas_base.clone(),
            oil_bbl: SumOf::one(row.oil_bbl),
            condensate_bbl: SumOf::one(row.condensate_bbl),
            gas_mcf: SumOf::one(row.gas_mcf),
            water_bbl: SumOf::one(row.water_bbl),
            injection: SumOf::one(row.injection),
            completion_months: 1,
        }
    }
}

/// The sum of one month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MonthlySum {
    /// The first day of the month.
    pub month: NaiveDate,
    /// What the month adds up to.
    pub sum: Sum,
}

/// The sums of all rows that pass the filter and hold now, one per base, and the checkpoint they were read at.
///
/// # Errors
/// [`ReadModelError`].
pub async fn totals(
    reads: &impl Reads,
    organization_id: Uuid,
    filter: &ProductionFilter,
) -> Result<(u64, Vec<Sum>), ReadModelError> {
    let rows = filtered(reads, organization_id, filter, include_str!("sql/totals.sql")).await?;
    let (read_at, rows) = read_found(&rows)?;
    let sums = rows.iter().map(sum).collect::<Result<_, _>>()?;
    Ok((read_at, sums))
}

/// The sums of each month in order, one per base, and the checkpoint they were read at.
///
/// # Errors
/// [`ReadModelError`].
pub async fn series(
    reads: &impl Reads,
    organization_id: Uuid,
    filter: &ProductionFilter,
) -> Result<(u64, Vec<MonthlySum>), ReadModelError> {
    let rows = filtered(reads, organization_id, filter, include_str!("sql/series.sql")).await?;
    let (read_at, rows) = read_found(&rows)?;
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

pub(crate) fn sum(row: &Row) -> Result<Sum, ReadModelError> {
    let of = |amount: &str, not_reported: &str, withheld: &str| -> Result<SumOf, ReadModelError> {
        Ok(SumOf {
            stated: row.try_get(amount)?,
            not_reported: from_bigint(row.try_get(not_reported)?),
            withheld: from_bigint(row.try_get(withheld)?),
        })
    };
    Ok(Sum {
        gas_base: read_base(row)?,
        oil_bbl: of("oil_bbl", "oil_not_reported", "oil_withheld")?,
        condensate_bbl: of("condensate_bbl", "condensate_not_reported", "condensate_withheld")?,
        gas_mcf: of("gas_mcf", "gas_not_reported", "gas_withheld")?,
        water_bbl: of("water_bbl", "water_not_reported", "water_withheld")?,
        injection: of("injection", "injection_not_reported", "injection_withheld")?,
        completion_months: from_bigint(row.try_get("completion_months")?),
    })
}
