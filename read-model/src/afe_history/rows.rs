//! The projector's side of AFEs.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use tokio_postgres::types::ToSql;
use uuid::Uuid;
use wellflow_runtime::TenantTransaction;

use crate::history::{Changes, Span, Spans, retire};
use crate::{ReadModelError, to_bigint};

/// What an AFE showed over a stretch of time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AfeRow {
    /// Where it stands.
    pub span: Span,
    /// Its number.
    pub number: String,
    /// Its status, for example `in_progress`.
    pub status: String,
    /// What the money is for, for example `drilling`.
    pub kind: String,
    /// The well it is about.
    pub well_id: Option<Uuid>,
    /// The lease it is about.
    pub lease_id: Option<Uuid>,
    /// The property it is about.
    pub property_id: Option<Uuid>,
    /// The agreement.
    pub agreement_id: Option<Uuid>,
    /// Who operates.
    pub operator: Uuid,
    /// Until when the parties may answer, while a ballot is open.
    pub ballot_deadline: Option<DateTime<Utc>>,
    /// Whether spent and promised are an overrun.
    pub overrun: Option<bool>,
    /// The estimate.
    pub estimated_usd: Option<Decimal>,
    /// What is authorised.
    pub authorized_usd: Option<Decimal>,
    /// What is promised.
    pub committed_usd: Option<Decimal>,
    /// What was spent.
    pub actual_usd: Option<Decimal>,
    /// The newest version of the stream that is in it.
    pub version: u64,
    /// The answer as it is served.
    pub document: String,
    /// Who was asked or bears a part, and whether its answer to the open ballot is missing.
    pub parties: BTreeMap<Uuid, bool>,
}

/// Writes what a batch changed.
///
/// # Errors
/// [`ReadModelError`].
pub async fn write(
    tx: &TenantTransaction,
    organization_id: Uuid,
    changes: &Changes<AfeRow>,
) -> Result<(), ReadModelError> {
    let remove = [
        include_str!("sql/remove.sql"),
        include_str!("sql/remove_parties.sql"),
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
    insert_parties(tx, organization_id, &changes.new).await
}

/// Removes the organization's rows; they are about to be built anew.
///
/// # Errors
/// [`ReadModelError`].
pub async fn clear(tx: &TenantTransaction, organization_id: Uuid) -> Result<(), ReadModelError> {
    for sql in [
        include_str!("sql/clear.sql"),
        include_str!("sql/clear_parties.sql"),
    ] {
        tx.execute(sql, &[&organization_id]).await?;
    }
    Ok(())
}

fn sort_key(row: &AfeRow) -> String {
    row.number.to_lowercase()
}

/// A column of the rows.
fn column<'a, T>(rows: &'a [AfeRow], of: impl Fn(&'a AfeRow) -> T) -> Vec<T> {
    rows.iter().map(of).collect()
}

async fn insert(
    tx: &TenantTransaction,
    organization_id: Uuid,
    rows: &[AfeRow],
) -> Result<(), ReadModelError> {
    let spans: Spans = rows.iter().map(|row| &row.span).collect();
    let parameters: [&(dyn ToSql + Sync); 24] = [
        &organization_id,
        &spans.ids,
        &spans.from_positions,
        &spans.to_positions,
        &spans.effective_from,
        &spans.effective_to,
        &spans.from_days,
        &spans.to_days,
        &column(rows, sort_key),
        &column(rows, |row| row.status.as_str()),
        &column(rows, |row| row.kind.as_str()),
        &column(rows, |row| row.well_id),
        &column(rows, |row| row.lease_id),
        &column(rows, |row| row.property_id),
        &column(rows, |row| row.agreement_id),
        &column(rows, |row| row.operator),
        &column(rows, |row| row.ballot_deadline),
        &column(rows, |row| row.overrun),
        &column(rows, |row| row.estimated_usd),
        &column(rows, |row| row.authorized_usd),
        &column(rows, |row| row.committed_usd),
        &column(rows, |row| row.actual_usd),
        &column(rows, |row| to_bigint(row.version)),
        &column(rows, |row| row.document.as_str()),
    ];
    tx.execute(include_str!("sql/insert.sql"), &parameters).await?;
    Ok(())
}

async fn insert_parties(
    tx: &TenantTransaction,
    organization_id: Uuid,
    rows: &[AfeRow],
) -> Result<(), ReadModelError> {
    let parties: Vec<_> = rows
        .iter()
        .flat_map(|row| {
            let parties = row.parties.iter();
            parties.map(move |(owner_id, missing)| (row, *owner_id, *missing))
        })
        .collect();
    if parties.is_empty() {
        return Ok(());
    }
    let places = || parties.iter().map(|(row, ..)| row.span.place);
    let parameters: [&(dyn ToSql + Sync); 7] = [
        &organization_id,
        &places().map(|place| place.id).collect::<Vec<_>>(),
        &places()
            .map(|place| to_bigint(place.from_position))
            .collect::<Vec<_>>(),
        &places().map(|place| place.effective_from).collect::<Vec<_>>(),
        &parties
            .iter()
            .map(|(_, owner_id, _)| *owner_id)
            .collect::<Vec<_>>(),
        &parties.iter().map(|(.., missing)| *missing).collect::<Vec<_>>(),
        &parties.iter().map(|(row, ..)| sort_key(row)).collect::<Vec<_>>(),
    ];
    tx.execute(include_str!("sql/insert_parties.sql"), &parameters)
        .await?;
    Ok(())
}
