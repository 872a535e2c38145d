//! The projector's side of operating agreements.

use tokio_postgres::types::ToSql;
use uuid::Uuid;
use wellflow_runtime::TenantTransaction;

use crate::history::{Changes, Span, Spans, retire};
use crate::{ReadModelError, to_bigint};

/// What an agreement showed over a stretch of time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgreementRow {
    /// Where it stands.
    pub span: Span,
    /// Its number.
    pub number: String,
    /// Its status, for example `in_force`.
    pub status: String,
    /// Who operates.
    pub operator: Uuid,
    /// Its parties.
    pub parties: Vec<Uuid>,
    /// The leases of its area.
    pub leases: Vec<Uuid>,
    /// The properties of its area.
    pub properties: Vec<Uuid>,
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
    changes: &Changes<AgreementRow>,
) -> Result<(), ReadModelError> {
    let close = include_str!("sql/close.sql");
    retire(
        tx,
        organization_id,
        changes,
        close,
        &[include_str!("sql/remove.sql")],
    )
    .await?;
    if changes.new.is_empty() {
        return Ok(());
    }
    insert(tx, organization_id, &changes.new).await
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

/// Arrays of arrays have to be of one length: each row's ids go as the text of an array.
fn texts<'a>(rows: &'a [AgreementRow], of: impl Fn(&'a AgreementRow) -> &'a [Uuid]) -> Vec<String> {
    rows.iter()
        .map(|row| {
            let ids: Vec<String> = of(row).iter().map(Uuid::to_string).collect();
            format!("{{{}}}", ids.join(","))
        })
        .collect()
}

async fn insert(
    tx: &TenantTransaction,
    organization_id: Uuid,
    rows: &[AgreementRow],
) -> Result<(), ReadModelError> {
    let spans: Spans = rows.iter().map(|row| &row.span).collect();
    let parameters: [&(dyn ToSql + Sync); 16] = [
        &organization_id,
        &spans.ids,
        &spans.from_positions,
        &spans.to_positions,
        &spans.effective_from,
        &spans.effective_to,
        &spans.from_days,
        &spans.to_days,
        &rows
            .iter()
            .map(|row| row.number.to_lowercase())
            .collect::<Vec<_>>(),
        &rows.iter().map(|row| row.status.as_str()).collect::<Vec<_>>(),
        &rows.iter().map(|row| row.operator).collect::<Vec<_>>(),
        &texts(rows, |row| &row.parties),
        &texts(rows, |row| &row.leases),
        &texts(rows, |row| &row.properties),
        &rows.iter().map(|row| to_bigint(row.version)).collect::<Vec<_>>(),
        &rows.iter().map(|row| row.document.as_str()).collect::<Vec<_>>(),
    ];
    tx.execute(include_str!("sql/insert.sql"), &parameters).await?;
    Ok(())
}
