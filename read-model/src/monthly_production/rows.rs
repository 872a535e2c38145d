//! The rows themselves.

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;
use uuid::Uuid;
use wellflow_runtime::TenantTransaction;

use crate::{ReadModelError, from_bigint, to_bigint};

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
    /// Days on production or injection.
    pub days_on: i32,
    /// Oil and condensate, barrels.
    pub oil_bbl: Decimal,
    /// Gas, thousand cubic feet at `gas_base_psia`.
    pub gas_mcf: Decimal,
    /// The pressure the gas is stated at, in psia.
    pub gas_base_psia: String,
    /// Water, barrels.
    pub water_bbl: Decimal,
    /// Injected volume in the unit of the injected fluid.
    pub injection: Decimal,
    /// From when the volumes hold.
    pub effective_at: DateTime<Utc>,
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

/// Writes the rows in one statement.
///
/// # Errors
/// [`ReadModelError`].
pub async fn upsert(
    tx: &TenantTransaction,
    organization_id: Uuid,
    rows: &[MonthRow],
) -> Result<(), ReadModelError> {
    let params: [&(dyn ToSql + Sync); 20] = [
        &organization_id,
        &rows.iter().map(|row| row.production_month_id).collect::<Vec<_>>(),
        &rows.iter().map(|row| row.well_id).collect::<Vec<_>>(),
        &rows.iter().map(|row| row.completion.as_str()).collect::<Vec<_>>(),
        &rows.iter().map(|row| row.month).collect::<Vec<_>>(),
        &rows.iter().map(|row| row.lease.as_deref()).collect::<Vec<_>>(),
        &rows.iter().map(|row| row.days_on).collect::<Vec<_>>(),
        &rows.iter().map(|row| row.oil_bbl).collect::<Vec<_>>(),
        &rows.iter().map(|row| row.gas_mcf).collect::<Vec<_>>(),
        &rows
            .iter()
            .map(|row| row.gas_base_psia.as_str())
            .collect::<Vec<_>>(),
        &rows.iter().map(|row| row.water_bbl).collect::<Vec<_>>(),
        &rows.iter().map(|row| row.injection).collect::<Vec<_>>(),
        &rows.iter().map(|row| row.effective_at).collect::<Vec<_>>(),
        &rows.iter().map(|row| row.locked_at).collect::<Vec<_>>(),
        &rows.iter().map(|row| row.aggregate.as_str()).collect::<Vec<_>>(),
        &rows.iter().map(|row| row.max_effective_at).collect::<Vec<_>>(),
        &rows.iter().map(|row| row.anomalies.as_str()).collect::<Vec<_>>(),
        &rows.iter().map(|row| to_bigint(row.version)).collect::<Vec<_>>(),
        &rows.iter().map(|row| to_bigint(row.position)).collect::<Vec<_>>(),
        &rows.iter().map(|row| row.recorded_at).collect::<Vec<_>>(),
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
        oil_bbl: row.try_get("oil_bbl")?,
        gas_mcf: row.try_get("gas_mcf")?,
        gas_base_psia: row.try_get("gas_base_psia")?,
        water_bbl: row.try_get("water_bbl")?,
        injection: row.try_get("injection")?,
        effective_at: row.try_get("effective_at")?,
        locked_at: row.try_get("locked_at")?,
        aggregate: row.try_get("aggregate")?,
        max_effective_at: row.try_get("max_effective_at")?,
        anomalies: row.try_get("anomalies")?,
        version: from_bigint(row.try_get("version")?),
        position: from_bigint(row.try_get("position")?),
        recorded_at: row.try_get("recorded_at")?,
    })
}
