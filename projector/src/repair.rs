//! A repair, as the ledger tells it: a stream is read anew, with or without an event.
//!
//! What was decided holds for the stream as a whole: its rows are removed and made from its first event, at the position of
//! the repair. So a projection that is built from the beginning, and meets the same repairs, ends in the same rows, whatever
//! it could read meanwhile.

use chrono::{DateTime, Utc};
use uuid::Uuid;
use wellflow_domain::projection_repair::{ProjectionRepairEvent, RepairedStream};
use wellflow_event_store::{RecordedEvent, StoreError};
use wellflow_read_model::checkpoint::Checkpoint;
use wellflow_read_model::parked::{Repairs, Stream};

use crate::ProjectorError;
use crate::advance::{Advanced, Gathered, Ground, Projection, stopped, take};
use crate::error::chain;
use crate::sift::{Attempt, Decided, settle};

/// Does what a repair says, where it concerns the projection, and moves the checkpoint past it.
///
/// # Errors
/// [`ProjectorError`]; nothing was written then.
pub(crate) async fn repair<P: Projection>(
    (ground, from): (Ground<'_>, Checkpoint),
    event: &RecordedEvent,
    mut repairs: Repairs,
    now: DateTime<Utc>,
) -> Result<Advanced<P::Rows>, ProjectorError> {
    let asked = asked::<P>(event, &repairs)?;
    let mut decided = None;
    let mut events = Vec::new();
    if let Some((stream, skipped)) = &asked {
        repairs.skipped.extend(skipped);
        repairs.mended.extend(skipped.map(|_| stream.id));
        decided = Some(Decided { skipped: *skipped });
        events = ground
            .ledger
            .whole_stream(ground.tenant, &stream.kind, stream.id)
            .await?;
        events.retain(|it| it.position < event.position && !repairs.skipped.contains(&it.event_id));
    }
    let mut gathered = Gathered {
        batch: P::Batch::default(),
        taken: Vec::new(),
        obstacles: Vec::new(),
        to: event.position,
    };
    for event in &events {
        if let Some(obstacle) = take::<P>(&mut gathered, event, true)? {
            gathered.obstacles.push(obstacle);
            break;
        }
    }
    let attempt = Attempt {
        ground,
        from,
        to: event.position,
        now,
        repairs: &repairs,
        anew: asked.as_ref().map(|(stream, _)| stream),
        most_rows: None,
    };
    settle::<P>(attempt, gathered, decided).await
}

/// The stream that is to be read anew, and the event that is left out; `None` where the repair changes nothing here.
fn asked<P: Projection>(
    event: &RecordedEvent,
    repairs: &Repairs,
) -> Result<Option<(Stream, Option<Uuid>)>, ProjectorError> {
    let facts = match event.decode::<ProjectionRepairEvent>() {
        Ok(facts) => facts,
        Err(error @ StoreError::Decode { .. }) => {
            // It can be asked for again, which is on record as well; standing still for it would help nobody.
            tracing::error!(
                organization_id = %event.organization_id, projection = P::KEY.name, position = event.position,
                error = chain(&error), "a repair cannot be read and changes nothing"
            );
            return Ok(None);
        }
        Err(error) => return Err(stopped::<P>(event.position, &error)),
    };
    let of = |stream: &RepairedStream| Stream {
        kind: stream.kind.as_str().to_owned(),
        id: stream.stream_id,
    };
    let concerns = |stream: &RepairedStream| P::KINDS.contains(&stream.kind.as_str());
    Ok(facts.first().and_then(|fact| match fact {
        ProjectionRepairEvent::StreamRetried(fact) => {
            let stream = of(&fact.stream);
            repairs.parked.contains_key(&stream).then_some((stream, None))
        }
        ProjectionRepairEvent::EventSkipped(fact) => {
            concerns(&fact.stream).then(|| (of(&fact.stream), Some(fact.event_id)))
        }
    }))
}
