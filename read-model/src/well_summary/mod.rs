//! What holds now, one row per well.
//!
//! - [`WellRow`]: a row as the projector goes on from it; [`load`], [`due`], [`upsert`], [`clear`] are its statements.
//! - [`by_id`] and [`list`] are query-api's.
//!
//! Invariants
//! - A row shows only facts whose effective instant has come. The instants still ahead are its boundaries; the row is
//!   evaluated again when the first of them passes.
//! - A well whose every fact lies ahead has a row, and no document.

mod list;
mod rows;

use uuid::Uuid;

pub(crate) use list::Area;
pub use list::{Bounds, Near, Page, SortKey, WellFilter, list};
pub use rows::{Shown, WellRow, clear, due, forget, load, upsert};

use crate::cache::CachedWell;
use crate::{ReadModelError, Reads, WELL_SUMMARY, from_bigint};

/// A well's row as the caches hold it, and the checkpoint it was read at; one statement, so both are of one snapshot.
/// The document is empty while every fact of the well lies ahead.
///
/// # Errors
/// [`ReadModelError`].
pub async fn by_id(
    reads: &impl Reads,
    organization_id: Uuid,
    well_id: Uuid,
) -> Result<(u64, Option<CachedWell>), ReadModelError> {
    let rows = reads
        .rows(
            include_str!("sql/by_id.sql"),
            &[
                &organization_id,
                &well_id,
                &WELL_SUMMARY.name,
                &WELL_SUMMARY.version,
            ],
        )
        .await?;
    let Some(row) = rows.first() else {
        return Ok((0, None));
    };
    let read_at = from_bigint(row.try_get("read_at")?);
    let Some(version) = row.try_get::<_, Option<i64>>("version")? else {
        return Ok((read_at, None));
    };
    let well = CachedWell {
        document: row.try_get::<_, Option<String>>("document")?.unwrap_or_default(),
        settled: row.try_get("settled")?,
        version: from_bigint(version),
        position: from_bigint(row.try_get("position")?),
        next_boundary_at: row.try_get("next_boundary_at")?,
    };
    Ok((read_at, Some(well)))
}
