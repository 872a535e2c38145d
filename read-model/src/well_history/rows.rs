//! The projector's side of wells on both axes.

use chrono::{DateTime, Utc};
use tokio_postgres::types::ToSql;
use uuid::Uuid;
use wellflow_runtime::TenantTransaction;

use crate::history::{Changes, Place, Span, Spans, retire};
use crate::{ReadModelError, Reads, from_bigint, to_bigint};

/// What a well showed over a stretch of time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryRow {
    /// Where it stands.
    pub span: Span,
    /// The name on the sign; its lower case is the sort key.
    pub name: String,
    /// The derived status, for example `producing`.
    pub status: String,
    /// Where in its life it is, for example `operating`.
    pub phase: String,
    /// What it is for, for example `oil`.
    pub role: Option<String>,
    /// The operator's name.
    pub operator: String,
    /// The lease.
    pub lease: Option<String>,
    /// The field, or area and block.
    pub field: Option<String>,
    /// The state of the surface location.
    pub state: Option<String>,
    /// State and county as the agencies' number names them, for example `42-501`.
    pub county: Option<String>,
    /// The year of the first spud.
    pub vintage: Option<i32>,
    /// Latitude and longitude in units of 1e-7 degrees.
    pub location_e7: Option<(i64, i64)>,
    /// The newest version of the stream that is in it.
    pub version: u64,
    /// The answer as it is served.
    pub document: String,
}

/// Writes what a batch changed.
///
/// # Errors
/// [`ReadModelError`].
pub async fn write(
    tx: &TenantTransaction,
    organization_id: Uuid,
    changes: &Changes<HistoryRow>,
) -> Result<(), ReadModelError> {
    let close = include_str!("sql/close.sql");
    let remove = include_str!("sql/remove.sql");
    retire(tx, organization_id, changes, close, &[remove]).await?;
    let rows = &changes.new;
    if rows.is_empty() {
        return Ok(());
    }
    let text =
        |field: fn(&HistoryRow) -> Option<&str>| -> Vec<Option<&str>> { rows.iter().map(field).collect() };
    let place = |part: fn((i64, i64)) -> i64| -> Vec<Option<i64>> {
        rows.iter().map(|row| row.location_e7.map(part)).collect()
    };
    let spans: Spans = rows.iter().map(|row| &row.span).collect();
    let parameters: [&(dyn ToSql + Sync); 22] = [
        &organization_id,
        &spans.ids,
        &spans.from_positions,
        &spans.to_positions,
        &spans.effective_from,
        &spans.effective_to,
        &spans.from_days,
        &spans.to_days,
        &rows.iter().map(|row| row.name.to_lowercase()).collect::<Vec<_>>(),
        &text(|row| Some(&row.status)),
        &text(|row| Some(&row.phase)),
        &text(|row| row.role.as_deref()),
        &text(|row| Some(&row.operator)),
        &text(|row| row.lease.as_deref()),
        &text(|row| row.field.as_deref()),
        &text(|row| row.state.as_deref()),
        &text(|row| row.county.as_deref()),
        &rows.iter().map(|row| row.vintage).collect::<Vec<_>>(),
        &place(|(latitude, _)| latitude),
        &place(|(_, longitude)| longitude),
        &rows.iter().map(|row| to_bigint(row.version)).collect::<Vec<_>>(),
        &text(|row| Some(&row.document)),
    ];
    tx.execute(include_str!("sql/insert.sql"), &parameters).await?;
    Ok(())
}

/// The rows of a well that are what is known and reach beyond an instant, in the order of their instants: each with its end.
///
/// # Errors
/// [`ReadModelError`].
pub async fn open(
    reads: &impl Reads,
    organization_id: Uuid,
    well_id: Uuid,
    beyond: DateTime<Utc>,
) -> Result<Vec<(Place, DateTime<Utc>)>, ReadModelError> {
    let rows = reads
        .rows(
            include_str!("sql/open.sql"),
            &[&organization_id, &well_id, &beyond],
        )
        .await?;
    let open = rows.iter().map(|row| {
        let place = Place {
            id: well_id,
            from_position: from_bigint(row.try_get("from_position")?),
            effective_from: row.try_get("effective_from")?,
        };
        Ok((place, row.try_get("effective_to")?))
    });
    open.collect()
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
