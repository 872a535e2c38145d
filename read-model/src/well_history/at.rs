//! One well at a point.

use uuid::Uuid;

use crate::history::{Shown, When, shown};
use crate::{ReadModelError, Reads, WELL_HISTORY};

/// The well at a point, and the checkpoint it was read at; no well where nothing of it is in effect there. Costs the same
/// however long its history is. The version is that of the row.
///
/// # Errors
/// [`ReadModelError`].
pub async fn at(
    reads: &impl Reads,
    organization_id: Uuid,
    well_id: Uuid,
    when: When,
) -> Result<(u64, Option<Shown>), ReadModelError> {
    let (latest, earliest) = when.bounds();
    let rows = reads
        .rows(
            include_str!("sql/at.sql"),
            &[
                &organization_id,
                &well_id,
                &when.bigint(),
                &latest,
                &when.day,
                &WELL_HISTORY.name,
                &WELL_HISTORY.version,
                &earliest,
            ],
        )
        .await?;
    shown(&rows)
}
