//! The projector's side of the wells: rows as a batch goes on from them.

use chrono::{DateTime, SecondsFormat, Utc};
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;
use uuid::Uuid;
use wellflow_runtime::TenantTransaction;

use crate::{ReadModelError, from_bigint, to_bigint};

/// A well's row.
#[derive(Clone, Debug, PartialEq)]
pub struct WellRow {
    /// The well.
    pub well_id: Uuid,
    /// What is served and filtered by; `None` while every fact of the well lies ahead.
    pub shown: Option<Shown>,
    /// The serialized aggregate the row was made from.
    pub aggregate: String,
    /// The latest effective instant in the aggregate.
    pub max_effective_at: Option<DateTime<Utc>>,
    /// The effective instants still ahead, in order.
    pub boundaries: Vec<DateTime<Utc>>,
    /// Events that made no sense in the state they met, as a JSON array.
    pub anomalies: String,
    /// The newest sequence of the stream, effective or not.
    pub version: u64,
    /// The position of that event.
    pub position: u64,
    /// When that event was recorded.
    pub recorded_at: DateTime<Utc>,
}

/// The part of a row that is served and filtered by.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    /// The answer as it is served.
    pub document: String,
    /// The name on the sign; its lower case is the sort key.
    pub name: String,
    /// State, county and unique part of the agency's number, ten digits.
    pub api10: Option<String>,
    /// The derived status, for example `producing`.
    pub status: String,
    /// Where in its life it is, for example `operating`.
    pub phase: String,
    /// What it does, for example `shut_in`.
    pub operating: Option<String>,
    /// What it is for, for example `oil`.
    pub role: Option<String>,
    /// The operator's name.
    pub operator: Option<String>,
    /// The lease.
    pub lease: Option<String>,
    /// The field, or area and block.
    pub field: Option<String>,
    /// The state of the surface location.
    pub state: Option<String>,
    /// Latitude and longitude in units of 1e-7 degrees.
    pub location_e7: Option<(i64, i64)>,
}

/// The rows of these wells, in one statement; wells without a row are left out.
///
/// # Errors
/// [`ReadModelError`].
pub async fn load(
    tx: &TenantTransaction,
    organization_id: Uuid,
    well_ids: &[Uuid],
) -> Result<Vec<WellRow>, ReadModelError> {
    let rows = tx
        .query(include_str!("sql/load.sql"), &[&organization_id, &well_ids])
        .await?;
    rows.iter().map(read).collect()
}

/// Up to `limit` rows whose boundary has passed.
///
/// # Errors
/// [`ReadModelError`].
pub async fn due(
    tx: &TenantTransaction,
    organization_id: Uuid,
    now: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<WellRow>, ReadModelError> {
    let rows = tx
        .query(include_str!("sql/due.sql"), &[&organization_id, &now, &limit])
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

/// Removes everything of some wells, their parts apart; it is about to be written anew.
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
    rows: &[WellRow],
) -> Result<(), ReadModelError> {
    let shown = |field: fn(&Shown) -> Option<&str>| -> Vec<Option<&str>> {
        rows.iter()
            .map(|row| row.shown.as_ref().and_then(field))
            .collect()
    };
    let sort_keys: Vec<Option<String>> = rows
        .iter()
        .map(|row| row.shown.as_ref().map(|shown| shown.name.to_lowercase()))
        .collect();
    let place = |part: fn((i64, i64)) -> i64| -> Vec<Option<i64>> {
        rows.iter()
            .map(|row| row.shown.as_ref()?.location_e7.map(part))
            .collect()
    };
    let boundaries: Vec<String> = rows.iter().map(|row| array_literal(&row.boundaries)).collect();
    let params: [&(dyn ToSql + Sync); 23] = [
        &organization_id,
        &rows.iter().map(|row| row.well_id).collect::<Vec<_>>(),
        &sort_keys,
        &shown(|shown| Some(&shown.name)),
        &shown(|shown| shown.api10.as_deref()),
        &shown(|shown| Some(&shown.status)),
        &shown(|shown| shown.operator.as_deref()),
        &shown(|shown| shown.lease.as_deref()),
        &shown(|shown| shown.state.as_deref()),
        &place(|(latitude, _)| latitude),
        &place(|(_, longitude)| longitude),
        &shown(|shown| Some(&shown.document)),
        &rows.iter().map(|row| row.aggregate.as_str()).collect::<Vec<_>>(),
        &rows.iter().map(|row| row.max_effective_at).collect::<Vec<_>>(),
        &boundaries,
        &rows.iter().map(|row| row.anomalies.as_str()).collect::<Vec<_>>(),
        &rows.iter().map(|row| to_bigint(row.version)).collect::<Vec<_>>(),
        &rows.iter().map(|row| to_bigint(row.position)).collect::<Vec<_>>(),
        &rows.iter().map(|row| row.recorded_at).collect::<Vec<_>>(),
        &shown(|shown| Some(&shown.phase)),
        &shown(|shown| shown.operating.as_deref()),
        &shown(|shown| shown.role.as_deref()),
        &shown(|shown| shown.field.as_deref()),
    ];
    tx.execute(include_str!("sql/upsert.sql"), &params).await?;
    Ok(())
}

/// UNNEST flattens an array of arrays, so each row's instants travel as one array literal.
fn array_literal(instants: &[DateTime<Utc>]) -> String {
    let written: Vec<String> = instants
        .iter()
        .map(|at| format!("\"{}\"", at.to_rfc3339_opts(SecondsFormat::Micros, true)))
        .collect();
    format!("{{{}}}", written.join(","))
}

fn read(row: &Row) -> Result<WellRow, ReadModelError> {
    Ok(WellRow {
        well_id: row.try_get("well_id")?,
        shown: read_shown(row)?,
        aggregate: row.try_get("aggregate")?,
        max_effective_at: row.try_get("max_effective_at")?,
        boundaries: row.try_get("boundaries")?,
        anomalies: row.try_get("anomalies")?,
        version: from_bigint(row.try_get("version")?),
        position: from_bigint(row.try_get("position")?),
        recorded_at: row.try_get("recorded_at")?,
    })
}

fn read_shown(row: &Row) -> Result<Option<Shown>, ReadModelError> {
    let Some(document) = row.try_get("document")? else {
        return Ok(None);
    };
    let latitude: Option<i64> = row.try_get("lat_e7")?;
    let longitude: Option<i64> = row.try_get("lon_e7")?;
    Ok(Some(Shown {
        document,
        name: row.try_get("name")?,
        api10: row.try_get("api10")?,
        status: row.try_get("status")?,
        operator: row.try_get("operator")?,
        lease: row.try_get("lease")?,
        phase: row.try_get("phase")?,
        operating: row.try_get("operating")?,
        role: row.try_get("role")?,
        field: row.try_get("field")?,
        state: row.try_get("state")?,
        location_e7: latitude.zip(longitude),
    }))
}
