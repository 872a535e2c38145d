//! The projector's side of a well's parts.

use chrono::{DateTime, Utc};
use tokio_postgres::types::ToSql;
use uuid::Uuid;
use wellflow_runtime::TenantTransaction;

use crate::ReadModelError;

/// A wellbore.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BoreRow {
    /// The well.
    pub well_id: Uuid,
    /// Its place among the well's bores, from 1.
    pub place: i64,
    /// Its number, twelve digits.
    pub api12: Option<String>,
    /// The answer as it is served.
    pub document: String,
}

/// A completion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompletionRow {
    /// The well.
    pub well_id: Uuid,
    /// Its name within the well.
    pub completion: String,
    /// The answer as it is served.
    pub document: String,
}

/// A test.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestRow {
    /// The well.
    pub well_id: Uuid,
    /// When it was made.
    pub tested_at: DateTime<Utc>,
    /// Its place among the well's tests, from 1.
    pub place: i64,
    /// What was tested: `production`, `initial_potential`, `mechanical_integrity` or `fluid_level`.
    pub kind: &'static str,
    /// The answer as it is served.
    pub document: String,
}

/// The parts of the wells of a batch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parts {
    /// The wellbores.
    pub bores: Vec<BoreRow>,
    /// The completions.
    pub completions: Vec<CompletionRow>,
    /// The tests.
    pub tests: Vec<TestRow>,
}

/// Writes parts in the place of all those of these wells; of a well that has none yet there are none to replace.
///
/// # Errors
/// [`ReadModelError`].
pub async fn replace(
    tx: &TenantTransaction,
    organization_id: Uuid,
    well_ids: &[Uuid],
    parts: &Parts,
) -> Result<(), ReadModelError> {
    if !well_ids.is_empty() {
        let of_wells: [&(dyn ToSql + Sync); 2] = [&organization_id, &well_ids];
        let remove = [
            include_str!("sql/remove_wellbores.sql"),
            include_str!("sql/remove_completions.sql"),
            include_str!("sql/remove_tests.sql"),
        ];
        tx.execute_all(&remove.map(|sql| (sql, of_wells.as_slice())))
            .await?;
    }
    if !parts.bores.is_empty() {
        insert_bores(tx, organization_id, &parts.bores).await?;
    }
    if !parts.completions.is_empty() {
        insert_completions(tx, organization_id, &parts.completions).await?;
    }
    if !parts.tests.is_empty() {
        insert_tests(tx, organization_id, &parts.tests).await?;
    }
    Ok(())
}

/// Removes the organization's rows; they are about to be built anew.
///
/// # Errors
/// [`ReadModelError`].
pub async fn clear(tx: &TenantTransaction, organization_id: Uuid) -> Result<(), ReadModelError> {
    for sql in [
        include_str!("sql/clear_wellbores.sql"),
        include_str!("sql/clear_completions.sql"),
        include_str!("sql/clear_tests.sql"),
    ] {
        tx.execute(sql, &[&organization_id]).await?;
    }
    Ok(())
}

async fn insert_bores(
    tx: &TenantTransaction,
    organization_id: Uuid,
    rows: &[BoreRow],
) -> Result<(), ReadModelError> {
    let parameters: [&(dyn ToSql + Sync); 5] = [
        &organization_id,
        &rows.iter().map(|row| row.well_id).collect::<Vec<_>>(),
        &rows.iter().map(|row| row.place).collect::<Vec<_>>(),
        &rows.iter().map(|row| row.api12.as_deref()).collect::<Vec<_>>(),
        &rows.iter().map(|row| row.document.as_str()).collect::<Vec<_>>(),
    ];
    tx.execute(include_str!("sql/insert_wellbores.sql"), &parameters)
        .await?;
    Ok(())
}

async fn insert_completions(
    tx: &TenantTransaction,
    organization_id: Uuid,
    rows: &[CompletionRow],
) -> Result<(), ReadModelError> {
    let parameters: [&(dyn ToSql + Sync); 4] = [
        &organization_id,
        &rows.iter().map(|row| row.well_id).collect::<Vec<_>>(),
        &rows.iter().map(|row| row.completion.as_str()).collect::<Vec<_>>(),
        &rows.iter().map(|row| row.document.as_str()).collect::<Vec<_>>(),
    ];
    tx.execute(include_str!("sql/insert_completions.sql"), &parameters)
        .await?;
    Ok(())
}

async fn insert_tests(
    tx: &TenantTransaction,
    organization_id: Uuid,
    rows: &[TestRow],
) -> Result<(), ReadModelError> {
    let parameters: [&(dyn ToSql + Sync); 6] = [
        &organization_id,
        &rows.iter().map(|row| row.well_id).collect::<Vec<_>>(),
        &rows.iter().map(|row| row.tested_at).collect::<Vec<_>>(),
        &rows.iter().map(|row| row.place).collect::<Vec<_>>(),
        &rows.iter().map(|row| row.kind).collect::<Vec<_>>(),
        &rows.iter().map(|row| row.document.as_str()).collect::<Vec<_>>(),
    ];
    tx.execute(include_str!("sql/insert_tests.sql"), &parameters)
        .await?;
    Ok(())
}
