//! A batch is written, and where the rows of some streams cannot be, these are found and parked.
//!
//! The culprits are found by halves: a part of the batch is written and taken back, to see whether the fault lies in it. Of a
//! stream at fault, what comes before the event at fault is written like everything else.
//!
//! Invariants
//! - Only what an event states parks its stream: no connection, lock or resource that fails does (`ProjectorError::poison`).
//! - A trial is taken back, whatever it came to.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use uuid::Uuid;
use wellflow_event_store::RecordedEvent;
use wellflow_read_model::checkpoint::{self, Checkpoint};
use wellflow_read_model::parked::{self, Obstacle, Repairs, Stream};

use crate::ProjectorError;
use crate::advance::{Advanced, Gathered, Ground, Moved, Projection, obstacle};
use crate::follow::Course;

/// A batch on its way from a checkpoint to a position.
#[derive(Clone, Copy)]
pub(crate) struct Attempt<'a> {
    pub(crate) ground: Ground<'a>,
    pub(crate) from: Checkpoint,
    pub(crate) to: u64,
    pub(crate) now: DateTime<Utc>,
    pub(crate) repairs: &'a Repairs,
    /// The stream that is made from its beginning; then it is all there is in the batch.
    pub(crate) anew: Option<&'a Stream>,
    /// Rows that are held at once, at most, where the batch can be made smaller.
    pub(crate) most_rows: Option<usize>,
}

/// What a batch decides about a stream beside its rows.
pub(crate) struct Decided {
    /// The event that is left out from now on.
    pub(crate) skipped: Option<Uuid>,
}

/// What a trial came to.
enum Trial {
    /// Nothing is wrong.
    Fine,
    /// The rows cannot be made or written.
    Refused(String),
    /// Another projector was faster.
    Lost,
}

/// Writes a batch; what cannot be written is parked.
///
/// # Errors
/// [`ProjectorError`]; nothing was written then.
pub(crate) async fn settle<P: Projection>(
    attempt: Attempt<'_>,
    gathered: Gathered<'_, P::Batch>,
    decided: Option<Decided>,
) -> Result<Advanced<P::Rows>, ProjectorError> {
    let Gathered {
        batch,
        mut taken,
        mut obstacles,
        ..
    } = gathered;
    let mut rows = P::prepare(attempt.ground.pool, attempt.course(), batch).await;
    loop {
        let written = match rows {
            Ok(rows) => attempt
                .commit::<P>(&rows, &obstacles, decided.as_ref())
                .await
                .map(|moved| moved.then_some(rows)),
            Err(error) => Err(error),
        };
        match written {
            Ok(Some(rows)) => return Ok(attempt.moved::<P>(rows, obstacles)),
            Ok(None) => return Ok(Advanced::Lost),
            Err(error) if error.poison().is_some() => {
                let Some(found) = attempt.culprits::<P>(&taken).await? else {
                    return Ok(Advanced::Lost);
                };
                if found.is_empty() {
                    // Each stream by itself can be written: together they cannot, and that is no stream's fault.
                    return Err(error);
                }
                taken.retain(|event| !found.iter().any(|it| hides(it, event)));
                obstacles.extend(found);
                rows = attempt.rows::<P>(&taken).await;
            }
            Err(error) => return Err(error),
        }
    }
}

/// Whether an event is the one that cannot be taken in, or waits behind it.
fn hides(obstacle: &Obstacle, event: &RecordedEvent) -> bool {
    let Stream { kind, id } = &obstacle.stream;
    *id == event.aggregate_id && *kind == event.aggregate_type && event.position >= obstacle.position
}

impl Attempt<'_> {
    pub(crate) fn course(&self) -> Course<'_> {
        Course {
            tenant: self.ground.tenant,
            ledger: self.ground.ledger,
            horizon: Some(self.now),
            repairs: self.repairs,
            anew: self.anew.is_some(),
            most_rows: self.most_rows,
        }
    }

    fn moved<P: Projection>(&self, rows: P::Rows, obstacles: Vec<Obstacle>) -> Advanced<P::Rows> {
        for obstacle in &obstacles {
            let Stream { kind, id } = &obstacle.stream;
            tracing::error!(
                organization_id = %self.ground.tenant.organization_id(), projection = P::KEY.name, kind, %id,
                position = obstacle.position, event_id = %obstacle.event_id, error = obstacle.reason,
                "a stream is parked until somebody repairs it"
            );
        }
        Advanced::To(Moved {
            to: self.to,
            rows,
            parked: obstacles.into_iter().map(|it| it.stream.id).collect(),
        })
    }

    async fn rows<P: Projection>(&self, events: &[&RecordedEvent]) -> Result<P::Rows, ProjectorError> {
        let mut batch = P::Batch::default();
        for event in events {
            P::apply(&mut batch, event)?;
        }
        P::prepare(self.ground.pool, self.course(), batch).await
    }

    /// Writes the rows and what became of the streams, and moves the checkpoint. `false`: another projector was faster.
    pub(crate) async fn commit<P: Projection>(
        &self,
        rows: &P::Rows,
        obstacles: &[Obstacle],
        decided: Option<&Decided>,
    ) -> Result<bool, ProjectorError> {
        let Ground {
            pool, tenant, fence, ..
        } = self.ground;
        let (organization_id, moves) = (tenant.organization_id(), (self.from, self.to));
        let Some(tx) = checkpoint::advance(pool, tenant, P::KEY, moves, fence).await? else {
            return Ok(false);
        };
        if let Some(stream) = self.anew {
            P::remove(&tx, tenant, (&stream.kind, &[stream.id])).await?;
            if let Some(event_id) = decided.and_then(|decided| decided.skipped) {
                parked::skip(&tx, organization_id, P::KEY, (stream, event_id), self.to).await?;
            }
            if obstacles.is_empty() {
                parked::unpark(&tx, organization_id, P::KEY, stream).await?;
            }
        }
        P::write(&tx, tenant, rows).await?;
        if !obstacles.is_empty() {
            parked::park(&tx, organization_id, P::KEY, obstacles).await?;
        }
        if !obstacles.is_empty() || self.anew.is_some() {
            parked::noted(&tx, organization_id, P::KEY).await?;
        }
        tx.commit().await?;
        Ok(true)
    }

    /// The streams whose events cannot be written, each with the first of them. `None`: another projector was faster.
    async fn culprits<P: Projection>(
        &self,
        events: &[&RecordedEvent],
    ) -> Result<Option<Vec<Obstacle>>, ProjectorError> {
        let mut seen = HashSet::new();
        let ids = events.iter().map(|event| event.aggregate_id);
        let streams: Vec<Uuid> = ids.filter(|id| seen.insert(*id)).collect();
        let mut found = Vec::new();
        let mut suspects = vec![streams];
        while let Some(part) = suspects.pop() {
            let among: HashSet<&Uuid> = part.iter().collect();
            let of_part = events.iter().filter(|event| among.contains(&event.aggregate_id));
            let of_part: Vec<&RecordedEvent> = of_part.copied().collect();
            match self.trial::<P>(&of_part).await? {
                Trial::Lost => return Ok(None),
                Trial::Fine => {}
                Trial::Refused(reason) if part.len() == 1 => {
                    match self.first_refused::<P>(&of_part, reason).await? {
                        Some(obstacle) => found.push(obstacle),
                        None => return Ok(None),
                    }
                }
                Trial::Refused(_) => {
                    let (left, right) = part.split_at(part.len() / 2);
                    suspects.extend([right.to_vec(), left.to_vec()]);
                }
            }
        }
        Ok(Some(found))
    }

    /// Of a stream's events, which cannot be written together, the one at fault: what comes before it can.
    async fn first_refused<P: Projection>(
        &self,
        events: &[&RecordedEvent],
        mut reason: String,
    ) -> Result<Option<Obstacle>, ProjectorError> {
        let (mut fine, mut refused) = (0, events.len());
        while refused - fine > 1 {
            let middle = fine + (refused - fine) / 2;
            match self.trial::<P>(events.get(..middle).unwrap_or_default()).await? {
                Trial::Lost => return Ok(None),
                Trial::Fine => fine = middle,
                Trial::Refused(why) => (refused, reason) = (middle, why),
            }
        }
        let at_fault = events.get(refused - 1);
        Ok(at_fault.map(|event| obstacle(event, reason)))
    }

    /// Writes events as if they were the batch, and takes it back.
    async fn trial<P: Projection>(&self, events: &[&RecordedEvent]) -> Result<Trial, ProjectorError> {
        let tried = async || -> Result<bool, ProjectorError> {
            let rows = self.rows::<P>(events).await?;
            let Ground {
                pool, tenant, fence, ..
            } = self.ground;
            let moves = (self.from, self.to);
            let Some(tx) = checkpoint::advance(pool, tenant, P::KEY, moves, fence).await? else {
                return Ok(false);
            };
            let removed = match self.anew {
                Some(stream) => P::remove(&tx, tenant, (&stream.kind, &[stream.id])).await,
                None => Ok(()),
            };
            let written = match removed {
                Ok(()) => P::write(&tx, tenant, &rows).await,
                Err(error) => Err(error),
            };
            tx.rollback().await?;
            written?;
            Ok(true)
        };
        match tried().await {
            Ok(true) => Ok(Trial::Fine),
            Ok(false) => Ok(Trial::Lost),
            Err(error) => error.poison().map(Trial::Refused).ok_or(error),
        }
    }
}
