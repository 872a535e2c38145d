//! The projector's side of production on both axes.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use tokio_postgres::types::ToSql;
use uuid::Uuid;
use wellflow_runtime::TenantTransaction;

use crate::history::{Changes, Span, Spans, retire};
use crate::{ReadModelError, Stated};

/// What one completion was known to have produced and taken in during a month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MonthHistoryRow {
    /// Where it stands.
    pub span: Span,
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
}

/// Writes what a batch changed.
///
/// # Errors
/// [`ReadModelError`].
pub async fn write(
    tx: &TenantTransaction,
    organization_id: Uuid,
    changes: &Changes<MonthHistoryRow>,
) -> Result<(), ReadModelError> {
    let close = include_str!("sql/close.sql");
    let remove = include_str!("sql/remove.sql");
    retire(tx, organization_id, changes, close, &[remove]).await?;
    if changes.new.is_empty() {
        return Ok(());
    }
    insert(tx, organization_id, &changes.new).await
}

async fn insert(
    tx: &TenantTransaction,
    organization_id: Uuid,
    rows: &[MonthHistoryRow],
) -> Result<(), ReadModelError> {
    let amounts = |field: fn(&MonthHistoryRow) -> Stated| -> Vec<Option<Decimal>> {
        rows.iter().map(|row| field(row).amount).collect()
    };
    let said = |field: fn(&MonthHistoryRow) -> Stated| -> Vec<&'static str> {
        rows.iter().map(|row| field(row).said.as_str()).collect()
    };
    let base = |part: fn(&(String, String)) -> &str| -> Vec<Option<&str>> {
        rows.iter().map(|row| row.gas_base.as_ref().map(part)).collect()
    };
    let spans: Spans = rows.iter().map(|row| &row.span).collect();
    let parameters: [&(dyn ToSql + Sync); 25] = [
        &organization_id,
        &spans.ids,
        &spans.from_positions,
        &spans.to_positions,
        &spans.effective_from,
        &spans.effective_to,
        &spans.from_days,
        &spans.to_days,
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
