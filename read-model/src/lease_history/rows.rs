//! The projector's side of leases.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use tokio_postgres::types::ToSql;
use uuid::Uuid;
use wellflow_runtime::TenantTransaction;

use crate::history::{Changes, Keys, Span, Spans, retire};
use crate::{ReadModelError, to_bigint};

/// What a lease showed over a stretch of time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeaseRow {
    /// Where it stands.
    pub span: Span,
    /// What it is called.
    pub name: String,
    /// Its status, for example `in_primary_term`.
    pub status: String,
    /// What holds it, for example `production`.
    pub held_by: Option<String>,
    /// Until when, if nothing else happens.
    pub held_until: Option<NaiveDate>,
    /// Who may drill and produce.
    pub lessee: Option<Uuid>,
    /// Who owns the minerals, for example `private`.
    pub mineral_owner: Option<String>,
    /// Its number.
    pub lease_number: Option<String>,
    /// The newest version of the stream that is in it.
    pub version: u64,
    /// The answer as it is served.
    pub document: String,
    /// What it is found by besides: `county`, `state`, `tract`, `unit`, `lessor` or `owner`, and which.
    pub keys: BTreeSet<(&'static str, String)>,
}

/// Writes what a batch changed.
///
/// # Errors
/// [`ReadModelError`].
pub async fn write(
    tx: &TenantTransaction,
    organization_id: Uuid,
    changes: &Changes<LeaseRow>,
) -> Result<(), ReadModelError> {
    let remove = [
        include_str!("sql/remove.sql"),
        include_str!("sql/remove_keys.sql"),
    ];
    retire(
        tx,
        organization_id,
        changes,
        include_str!("sql/close.sql"),
        &remove,
    )
    .await?;
    if changes.new.is_empty() {
        return Ok(());
    }
    insert(tx, organization_id, &changes.new).await?;
    insert_keys(tx, organization_id, &changes.new).await
}

/// Removes the organization's rows; they are about to be built anew.
///
/// # Errors
/// [`ReadModelError`].
pub async fn clear(tx: &TenantTransaction, organization_id: Uuid) -> Result<(), ReadModelError> {
    for sql in [include_str!("sql/clear.sql"), include_str!("sql/clear_keys.sql")] {
        tx.execute(sql, &[&organization_id]).await?;
    }
    Ok(())
}

/// Removes everything of some leases; it is about to be written anew.
///
/// # Errors
/// [`ReadModelError`].
pub async fn forget(
    tx: &TenantTransaction,
    organization_id: Uuid,
    ids: &[Uuid],
) -> Result<(), ReadModelError> {
    for sql in [
        include_str!("sql/forget.sql"),
        include_str!("sql/forget_keys.sql"),
    ] {
        tx.execute(sql, &[&organization_id, &ids]).await?;
    }
    Ok(())
}

fn sort_key(row: &LeaseRow) -> String {
    row.name.to_lowercase()
}

async fn insert(
    tx: &TenantTransaction,
    organization_id: Uuid,
    rows: &[LeaseRow],
) -> Result<(), ReadModelError> {
    let spans: Spans = rows.iter().map(|row| &row.span).collect();
    let parameters: [&(dyn ToSql + Sync); 17] = [
        &organization_id,
        &spans.ids,
        &spans.from_positions,
        &spans.to_positions,
        &spans.effective_from,
        &spans.effective_to,
        &spans.from_days,
        &spans.to_days,
        &rows.iter().map(sort_key).collect::<Vec<_>>(),
        &rows.iter().map(|row| row.status.as_str()).collect::<Vec<_>>(),
        &rows.iter().map(|row| row.held_by.as_deref()).collect::<Vec<_>>(),
        &rows.iter().map(|row| row.held_until).collect::<Vec<_>>(),
        &rows.iter().map(|row| row.lessee).collect::<Vec<_>>(),
        &rows
            .iter()
            .map(|row| row.mineral_owner.as_deref())
            .collect::<Vec<_>>(),
        &rows
            .iter()
            .map(|row| row.lease_number.as_deref())
            .collect::<Vec<_>>(),
        &rows.iter().map(|row| to_bigint(row.version)).collect::<Vec<_>>(),
        &rows.iter().map(|row| row.document.as_str()).collect::<Vec<_>>(),
    ];
    tx.execute(include_str!("sql/insert.sql"), &parameters).await?;
    Ok(())
}

async fn insert_keys(
    tx: &TenantTransaction,
    organization_id: Uuid,
    rows: &[LeaseRow],
) -> Result<(), ReadModelError> {
    let keys: Vec<_> = rows
        .iter()
        .flat_map(|row| {
            let sort_key = sort_key(row);
            row.keys
                .iter()
                .map(move |(kind, key)| (row.span.place, *kind, key.as_str(), sort_key.clone()))
        })
        .collect();
    if keys.is_empty() {
        return Ok(());
    }
    let places: Keys = keys.iter().map(|(place, ..)| place).collect();
    let parameters: [&(dyn ToSql + Sync); 7] = [
        &organization_id,
        &places.ids,
        &places.from_positions,
        &places.effective_from,
        &keys.iter().map(|(_, kind, ..)| *kind).collect::<Vec<_>>(),
        &keys.iter().map(|(_, _, key, _)| *key).collect::<Vec<_>>(),
        &keys
            .iter()
            .map(|(.., sort_key)| sort_key.as_str())
            .collect::<Vec<_>>(),
    ];
    tx.execute(include_str!("sql/insert_keys.sql"), &parameters)
        .await?;
    Ok(())
}
