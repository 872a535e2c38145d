//! Facts recorded ahead of their time take effect: the wells they belong to are evaluated again.

use chrono::{DateTime, Utc};
use wellflow_read_model::WELL_SUMMARY;
use wellflow_read_model::checkpoint::{self, Checkpoint};
use wellflow_read_model::well_summary;

use crate::ProjectorError;
use crate::advance::{Advanced, Ground, Moved, repairs};
use crate::projections::{WellRows, WellSummaries};
use crate::sift::Attempt;

/// Wells evaluated again in one transaction.
const BATCH: i64 = 500;

/// Evaluates the wells whose boundary has passed, at the checkpoint's own position. What is left over stays due.
///
/// # Errors
/// [`ProjectorError`]; nothing was written then.
pub(crate) async fn refresh(
    ground: Ground<'_>,
    at: Checkpoint,
    now: DateTime<Utc>,
) -> Result<Advanced<WellRows>, ProjectorError> {
    let tx = ground.pool.begin_read(ground.tenant).await?;
    let due = well_summary::due(&tx, ground.tenant.organization_id(), now, BATCH).await?;
    tx.commit().await?;
    if due.is_empty() {
        // Another projector was faster; whatever the checkpoint says is read from the rows again.
        let tx = ground.pool.begin_write(ground.tenant).await?;
        checkpoint::note_boundary(&tx, ground.tenant.organization_id(), WELL_SUMMARY).await?;
        tx.commit().await?;
        return Ok(Advanced::Lost);
    }
    let repairs = repairs::<WellSummaries>(ground, at).await?;
    let attempt = Attempt {
        ground,
        from: at,
        to: at.position,
        now,
        repairs: &repairs,
        anew: None,
        most_rows: None,
    };
    let (rows, obstacles) = WellSummaries::evaluate_again(attempt.course(), due).await?;
    if !attempt.commit::<WellSummaries>(&rows, &obstacles, None).await? {
        return Ok(Advanced::Lost);
    }
    let parked = repairs.parked.keys().chain(obstacles.iter().map(|it| &it.stream));
    let parked = parked.map(|stream| stream.id);
    Ok(Advanced::To(Moved {
        to: at.position,
        rows,
        parked: parked.collect(),
    }))
}
