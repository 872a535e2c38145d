//! Completion months at a point, one after the other.

use chrono::NaiveDate;
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;
use uuid::Uuid;

use crate::history::When;
use crate::monthly_production::ProductionFilter;
use crate::reads::read_at;
use crate::{FIRST_DAY, PRODUCTION_HISTORY, ReadModelError, Reads, Stated};

/// Where a page begins: strictly after this month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MonthKey {
    /// The well.
    pub well_id: Uuid,
    /// The first day of the month.
    pub month: NaiveDate,
    /// The completion's name within the well.
    pub completion: String,
}

/// What a completion's month counts for at a point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OneMonth {
    /// The stream.
    pub production_month_id: Uuid,
    /// What it is of.
    pub key: MonthKey,
    /// The lease the volumes were reported for.
    pub lease: Option<String>,
    /// Days on production or injection.
    pub days_on: Option<i32>,
    /// Oil.
    pub oil_bbl: Stated,
    /// Condensate, where it is reported apart.
    pub condensate_bbl: Stated,
    /// Gas.
    pub gas_mcf: Stated,
    /// The pressure, in psia, and the temperature, in °F, the gas is stated at.
    pub gas_base: Option<(String, String)>,
    /// Water.
    pub water_bbl: Stated,
    /// What was injected.
    pub injection: Stated,
}

/// A page of months.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MonthsPage {
    /// The checkpoint the page was read at.
    pub read_at: u64,
    /// By well, month and completion.
    pub months: Vec<OneMonth>,
    /// Where the next page begins; `None` on the last.
    pub next: Option<MonthKey>,
}

/// A page of at most `limit` completion months that count at a point. `after` is the last of the page before.
///
/// # Errors
/// [`ReadModelError`].
pub async fn months(
    reads: &impl Reads,
    organization_id: Uuid,
    when: When,
    filter: &ProductionFilter,
    after: Option<&MonthKey>,
    limit: u32,
) -> Result<MonthsPage, ReadModelError> {
    let ((from, to), months) = (when.bounds(), filter.months());
    // One row more than asked for tells whether there is a next page.
    let fetched = i64::from(limit) + 1;
    let well_id = after.map_or(Uuid::nil(), |after| after.well_id);
    let month = after.map_or(FIRST_DAY, |after| after.month);
    let completion = after.map_or("", |after| after.completion.as_str());
    let parameters: [&(dyn ToSql + Sync); 15] = [
        &organization_id,
        &when.bigint(),
        &from,
        &to,
        &when.day,
        &PRODUCTION_HISTORY.name,
        &PRODUCTION_HISTORY.version,
        &well_id,
        &month,
        &completion,
        &months.0,
        &months.1,
        &filter.well_id,
        &filter.lease,
        &fetched,
    ];
    let rows = reads.rows(include_str!("sql/months.sql"), &parameters).await?;
    let read_at = read_at(&rows)?;
    let mut months = Vec::with_capacity(rows.len());
    for row in &rows {
        months.extend(month_of(row)?);
    }
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = months.len() > limit;
    months.truncate(limit);
    let next = months.last().filter(|_| more).map(|last| last.key.clone());
    Ok(MonthsPage {
        read_at,
        months,
        next,
    })
}

/// The month of a row; a list of nothing has one row that names the checkpoint alone.
fn month_of(row: &Row) -> Result<Option<OneMonth>, ReadModelError> {
    let Some(production_month_id) = row.try_get("production_month_id")? else {
        return Ok(None);
    };
    let base: (Option<String>, Option<String>) =
        (row.try_get("gas_base_psia")?, row.try_get("gas_base_temp_f")?);
    Ok(Some(OneMonth {
        production_month_id,
        key: MonthKey {
            well_id: row.try_get("well_id")?,
            month: row.try_get("month")?,
            completion: row.try_get("completion")?,
        },
        lease: row.try_get("lease")?,
        days_on: row.try_get("days_on")?,
        oil_bbl: Stated::read(row, "oil_bbl", "oil_said")?,
        condensate_bbl: Stated::read(row, "condensate_bbl", "condensate_said")?,
        gas_mcf: Stated::read(row, "gas_mcf", "gas_said")?,
        gas_base: base.0.zip(base.1),
        water_bbl: Stated::read(row, "water_bbl", "water_said")?,
        injection: Stated::read(row, "injection", "injection_said")?,
    }))
}
