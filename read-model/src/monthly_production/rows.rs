//! The rows themselves.

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;
use uuid::Uuid;
use wellflow_runtime::TenantTransaction;

use crate::{ReadModelError, Stated, from_bigint, to_bigint};

/// What one completion produced and took in during a month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MonthRow {
    /// The stream of the completion's month.
    pub production_month_id: Uuid,
    /// The well.
    pub well_id: Uuid,
    /// The completion's name within the well.
    pub completion: String,
    /// The first day of the month.
    pub month: NaiveDate,
    /// The lease the volumes belong to.
    pub lease: Option<String>,
    /// Days on production or injection, where stated.
    pub days_on: Option<i32>,
    /// Oil, barrels; with condensate, where that is not reported apart.
    pub oil_bbl: Stated,
    /// Condensate, barrels, where it is reported apart.
    pub condensate_bbl: Stated,
    /// Gas, thousand cubic feet at `gas_base`.
    pub gas_mcf: Stated,
    /// The pressure in psia and the temperature in °F the gas is stated at; present where an amount is.
    pub gas_base: Option<(String, String)>,
    /// Water, barrels.
    pub water_bbl: Stated,
    /// Injected volume in the unit of the injected fluid.
    pub injection: Stated,
    /// From when the volumes hold; `None` while only days are recorded.
    pub effective_at: Option<DateTime<Utc>>,
    /// From when the month is closed to corrections.
    pub locked_at: Option<DateTime<Utc>>,
    /// The serialized aggregate the row was made from.
    pub aggregate: String,
    /// The latest effective instant in the aggregate.
    pub max_effective_at: Option<DateTime<Utc>>,
    /// Events that made no sense in the state they met, as a JSON array.
    pub anomalies: String,
    /// The newest sequence of the stream.
    pub version: u64,
    /// The position of that event.
    pub position: u64,
    /// When that event was recorded.
    pub recorded_at: DateTime<Utc>,
    /// When the source last reported of the month, by its own word.
    pub reported_at: Option<DateTime<Utc>>,
}

/// The rows of these streams, in one statement; streams without a row are left out.
///
/// # Errors
/// [`ReadModelError`].
pub async fn load(
    tx: &TenantTransaction,
    organization_id: Uuid,
    production_month_ids: &[Uuid],
) -> Result<Vec<MonthRow>, ReadModelError> {
    let rows = tx
        .query(
            include_str!("sql/load.sql"),
            &[&organization_id, &production_month_ids],
        )
        .await?;
    rows.iter().map(read).collect()
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

/// Removes everything of some months, their days apart; it is about to be written anew.
///
/// # Errors
/// [`ReadModelError`].
pub async fn forget(
    tx: &TenantTransaction,
    organization_id: Uuid,
    ids: &[Uuid],
) -> Result<(), ReadModelError> {
    tx.execute(include_str!("sql/forget.sql"), &[&organization_id, &ids])
        .await?;
    Ok(())
}

/// Writes the rows in one statement.
///
/// # Errors
/// [`ReadModelError`].
pub async fn upsert(
    tx: &TenantTransaction,
    organization_id: Uuid,
    rows: &[MonthRow],
) -> Result<(), ReadModelError> {
    let amounts = |field: fn(&MonthRow) -> Stated| -> Vec<Option<Decimal>> {
        rows.iter().map(|row| field(row).amount).collect()
    };
    let said = |field: fn(&MonthRow) -> Stated| -> Vec<&'static str> {
        rows.iter().map(|row| field(row).said.as_str()).collect()
    };
    let base = |part: fn(&(String, String)) -> &str| -> Vec<Option<&str>> {
        rows.iter().map(|row| row.gas_base.as_ref().map(part)).collect()
    };
    let params: [&(dyn ToSql + Sync); 28] = [
        &organization_id,
        &rows.iter().map(|row| row.production_month_id).collect::<Vec<_>>(),
        &rows.iter().map(|row| row.well_id).collect::<Vec<_>>(),
        &rows.iter().map(|row| row.completion.as_str()).collect::<Vec<_>>(),
        &rows.iter().map(|row| row.month).collect::<Vec<_>>(),
        &rows.iter().map(|row| row.lease.as_deref()).collect::<Vec<_>>(),
        &rows.iter().map(|row| row.days_on).collect::<Vec<_>>(),
        &amounts(|row| row.oil_bbl),
        &said(|row| row.oil_bbl),
        &amounts(|row| row.condensate_bbl),
        &said(|row| row.condensate_bbl),
        &amounts(|row| row.gas_mcf),
        &said(|row| row.gas_mcf),
        &base(|(psia, _)| psia),
        &base(|(_, temp_f)| temp_f),
        &amounts(|row| row.water_bbl),
        &said(|row| row.water_bbl),
        &amounts(|row| row.injection),
        &said(|row| row.injection),
        &rows.iter().map(|row| row.effective_at).collect::<Vec<_>>(),
        &rows.iter().map(|row| row.locked_at).collect::<Vec<_>>(),
        &rows.iter().map(|row| row.aggregate.as_str()).collect::<Vec<_>>(),
        &rows.iter().map(|row| row.max_effective_at).collect::<Vec<_>>(),
        &rows.iter().map(|row| row.anomalies.as_str()).collect::<Vec<_>>(),
        &rows.iter().map(|row| to_bigint(row.version)).collect::<Vec<_>>(),
        &rows.iter().map(|row| to_bigint(row.position)).collect::<Vec<_>>(),
        &rows.iter().map(|row| row.recorded_at).collect::<Vec<_>>(),
        &rows.iter().map(|row| row.reported_at).collect::<Vec<_>>(),
    ];
    tx.execute(include_str!("sql/upsert.sql"), &params).await?;
    Ok(())
}

pub(super) fn read(row: &Row) -> Result<MonthRow, ReadModelError> {
    Ok(MonthRow {
        production_month_id: row.try_get("production_month_id")?,
        well_id: row.try_get("well_id")?,
        completion: row.try_get("completion")?,
        month: row.try_get("month")?,
        lease: row.try_get("lease")?,
        days_on: row.try_get("days_on")?,
        oil_bbl: Stated::read(row, "oil_bbl", "oil_said")?,
        condensate_bbl: Stated::read(row, "condensate_bbl", "condensate_said")?,
        gas_mcf: Stated::read(row, "gas_mcf", "gas_said")?,
        gas_base: read_base(row)?,
        water_bbl: Stated::read(row, "water_bbl", "water_said")?,
        injection: Stated::read(row, "injection", "injection_said")?,
        effective_at: row.try_get("effective_at")?,
        locked_at: row.try_get("locked_at")?,
        aggregate: row.try_get("aggregate")?,
        max_effective_at: row.try_get("max_effective_at")?,
        anomalies: row.try_get("anomalies")?,
        version: from_bigint(row.try_get("version")?),
        position: from_bigint(row.try_get("position")?),
        recorded_at: row.try_get("recorded_at")?,
        reported_at: row.try_get("reported_at")?,
    })
}

/// Pressure and temperature of a row's gas.
pub(super) fn read_base(row: &Row) -> Result<Option<(String, String)>, ReadModelError> {
    let psia: Option<String> = row.try_get("gas_base_psia")?;
    Ok(psia.zip(row.try_get("gas_base_temp_f")?))
}
