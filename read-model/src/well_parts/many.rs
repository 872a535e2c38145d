//! The parts of several wells, in one statement.

use tokio_postgres::types::ToSql;
use uuid::Uuid;

use crate::reads::read_at;
use crate::{ReadModelError, Reads, WELL_SUMMARY};

/// Documents with the well each is of, and the checkpoint they were read at.
pub type OfWells = (u64, Vec<(Uuid, String)>);

/// The documents of the wells' wellbores, well by well, each by place.
///
/// # Errors
/// [`ReadModelError`].
pub async fn wellbores_of_wells(
    reads: &impl Reads,
    organization_id: Uuid,
    well_ids: &[Uuid],
) -> Result<OfWells, ReadModelError> {
    let sql = include_str!("sql/wellbores_of_wells.sql");
    whole(reads, organization_id, well_ids, sql).await
}

/// The documents of the wells' completions, well by well, each by name.
///
/// # Errors
/// [`ReadModelError`].
pub async fn completions_of_wells(
    reads: &impl Reads,
    organization_id: Uuid,
    well_ids: &[Uuid],
) -> Result<OfWells, ReadModelError> {
    let sql = include_str!("sql/completions_of_wells.sql");
    whole(reads, organization_id, well_ids, sql).await
}

async fn whole(
    reads: &impl Reads,
    organization_id: Uuid,
    well_ids: &[Uuid],
    sql: &str,
) -> Result<OfWells, ReadModelError> {
    let parameters: [&(dyn ToSql + Sync); 4] = [
        &organization_id,
        &well_ids,
        &WELL_SUMMARY.name,
        &WELL_SUMMARY.version,
    ];
    found(reads, sql, &parameters).await
}

/// The documents of the newest tests of each of the wells, at most `each` a well, all or of one kind.
///
/// # Errors
/// [`ReadModelError`].
pub async fn tests_of_wells(
    reads: &impl Reads,
    organization_id: Uuid,
    well_ids: &[Uuid],
    kind: Option<&str>,
    each: u32,
) -> Result<OfWells, ReadModelError> {
    let parameters: [&(dyn ToSql + Sync); 6] = [
        &organization_id,
        &well_ids,
        &kind,
        &i64::from(each),
        &WELL_SUMMARY.name,
        &WELL_SUMMARY.version,
    ];
    found(reads, include_str!("sql/tests_of_wells.sql"), &parameters).await
}

async fn found(
    reads: &impl Reads,
    sql: &str,
    parameters: &[&(dyn ToSql + Sync)],
) -> Result<OfWells, ReadModelError> {
    let rows = reads.rows(sql, parameters).await?;
    let mut found = Vec::with_capacity(rows.len());
    for row in &rows {
        // A list of nothing has one row that names the checkpoint alone.
        if let Some(well_id) = row.try_get("well_id")? {
            found.push((well_id, row.try_get("document")?));
        }
    }
    Ok((read_at(&rows)?, found))
}
