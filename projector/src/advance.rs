//! One batch of one projection: the events after its checkpoint become rows, and rows and checkpoint move together.
//!
//! An event that cannot be taken in parks its stream: what comes after it in the stream is left alone until somebody repairs
//! it (`sift`, `repair`), and everything else goes on.

use std::collections::HashSet;
use std::future::Future;

use chrono::{DateTime, Utc};
use uuid::Uuid;
use wellflow_decider::Decider;
use wellflow_domain::projection_repair::ProjectionRepair;
use wellflow_event_store::{LedgerReader, RecordedEvent, StoreError};
use wellflow_read_model::checkpoint::Checkpoint;
use wellflow_read_model::lease::Fence;
use wellflow_read_model::parked::{self, Obstacle, Repairs, Stream};
use wellflow_read_model::well_summary::WellRow;
use wellflow_read_model::{Once, ProjectionKey, ReadModelError};
use wellflow_runtime::{Tenant, TenantPool, TenantTransaction};

use crate::ProjectorError;
use crate::ahead::{half, last_commit};
use crate::error::chain;
use crate::follow::Course;
use crate::repair::repair;
use crate::sift::{Attempt, settle};

/// A read model kept from the events of some kinds of aggregates.
pub(crate) trait Projection: Send + Sync {
    /// Its name and the version of its rows.
    const KEY: ProjectionKey;
    /// The kinds of the streams it is made of; each stream is taken in by itself.
    const KINDS: &'static [&'static str];
    /// The columns this version means to fill otherwise than the one before: `table.column`, or `table.*` for a table that
    /// is new. A rebuild from that version compares all the others.
    const MEANT: &'static [&'static str] = &[];

    /// The events of a batch that concern it.
    type Batch: Default + Send;
    /// The rows they lead to.
    type Rows: Send + Sync;

    /// Takes an event into the batch; one that does not concern the projection is left out.
    ///
    /// # Errors
    /// When this build cannot read the event.
    fn apply(batch: &mut Self::Batch, event: &RecordedEvent) -> Result<(), StoreError>;

    /// Makes the rows, before the transaction that writes them is open.
    fn prepare(
        pool: &TenantPool,
        course: Course<'_>,
        batch: Self::Batch,
    ) -> impl Future<Output = Result<Self::Rows, ProjectorError>> + Send;

    /// Writes the rows, set by set.
    fn write(
        tx: &TenantTransaction,
        tenant: &Tenant,
        rows: &Self::Rows,
    ) -> impl Future<Output = Result<(), ReadModelError>> + Send;

    /// The wells among the rows, as they are cached.
    fn wells(_: &Self::Rows) -> &[WellRow] {
        &[]
    }

    /// Removes everything made of some streams of a kind.
    fn remove(
        tx: &TenantTransaction,
        tenant: &Tenant,
        streams: (&str, &[Uuid]),
    ) -> impl Future<Output = Result<(), ReadModelError>> + Send;
}

/// Whose events are projected, and through what.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ground<'a> {
    pub(crate) pool: &'a TenantPool,
    pub(crate) ledger: &'a LedgerReader,
    pub(crate) tenant: &'a Tenant,
    /// What its checkpoints are moved under; without one, whoever is first is right.
    pub(crate) fence: Option<Fence>,
    /// Rows of a batch that are held at once, at most.
    pub(crate) most_rows: usize,
}

/// Rows of a batch that are held at once, at most: a stream that is told backwards, newest first, leads to as many rows as its
/// events multiplied with each other.
pub(crate) const MOST_ROWS: usize = 100_000;

/// What became of a batch.
#[derive(Debug)]
pub(crate) enum Advanced<R> {
    /// There was nothing after the checkpoint.
    Still,
    /// Another projector was faster: nothing was written, look again.
    Lost,
    /// Rows and checkpoint moved.
    To(Moved<R>),
}

/// A batch that was written.
#[derive(Debug)]
pub(crate) struct Moved<R> {
    /// The checkpoint.
    pub(crate) to: u64,
    /// The rows.
    pub(crate) rows: R,
    /// The streams it parked: their rows are short of something from here on.
    pub(crate) parked: Vec<Uuid>,
}

/// What is to be taken in, and what cannot be.
pub(crate) struct Gathered<'e, B> {
    /// The events, decoded.
    pub(crate) batch: B,
    /// The same as they stand in the ledger.
    pub(crate) taken: Vec<&'e RecordedEvent>,
    /// What does not decode.
    pub(crate) obstacles: Vec<Obstacle>,
    /// The last position looked at.
    pub(crate) to: u64,
}

/// Projects the events after the checkpoint. In front of an event of a type or version it does not know it stops, after
/// writing what came before. A repair is a batch of its own.
///
/// # Errors
/// [`ProjectorError`]; nothing was written then.
pub(crate) async fn advance<P: Projection>(
    ground: Ground<'_>,
    from: Checkpoint,
    events: &[RecordedEvent],
    now: DateTime<Utc>,
) -> Result<Advanced<P::Rows>, ProjectorError> {
    let repairs = repairs::<P>(ground, from).await?;
    let fresh = events.partition_point(|event| event.position <= from.position);
    let fresh = events.get(fresh..).unwrap_or_default();
    if let Some(first) = fresh.first().filter(|first| is_repair(first)) {
        in_order::<P>(from.position, first)?;
        return Box::pin(repair::<P>((ground, from), first, repairs, now)).await;
    }
    let mut part = fresh;
    loop {
        let gathered = gather::<P>(from, part, &repairs)?;
        if gathered.to == from.position {
            return Ok(Advanced::Still);
        }
        let smaller = half(part);
        let attempt = Attempt {
            ground,
            from,
            to: gathered.to,
            now,
            repairs: &repairs,
            anew: None,
            most_rows: smaller.map(|_| ground.most_rows),
        };
        match (Box::pin(settle::<P>(attempt, gathered, None)).await, smaller) {
            (Err(ProjectorError::TooManyRows), Some(smaller)) => part = smaller,
            (settled, _) => return settled,
        }
    }
}

/// What is parked and left out, as of a checkpoint.
///
/// # Errors
/// [`ProjectorError`].
pub(crate) async fn repairs<P: Projection>(
    ground: Ground<'_>,
    from: Checkpoint,
) -> Result<Repairs, ProjectorError> {
    if !from.is_repaired {
        return Ok(Repairs::default());
    }
    let once = Once::new(ground.pool, ground.tenant);
    Ok(parked::load(&once, ground.tenant.organization_id(), P::KEY).await?)
}

fn is_repair(event: &RecordedEvent) -> bool {
    event.aggregate_type == ProjectionRepair::KIND
}

fn in_order<P: Projection>(after: u64, event: &RecordedEvent) -> Result<(), ProjectorError> {
    if event.position == after + 1 {
        return Ok(());
    }
    Err(ProjectorError::Stopped {
        projection: P::KEY.name,
        position: after + 1,
        reason: format!("the ledger gave position {} next", event.position),
    })
}

/// Takes events up to the next repair, or to the commit with one of a type or version this build does not know.
///
/// # Errors
/// [`ProjectorError::Stopped`].
pub(crate) fn gather<'e, P: Projection>(
    from: Checkpoint,
    events: &'e [RecordedEvent],
    repairs: &'e Repairs,
) -> Result<Gathered<'e, P::Batch>, ProjectorError> {
    let mut gathered = Gathered {
        batch: P::Batch::default(),
        taken: Vec::new(),
        obstacles: Vec::new(),
        to: from.position,
    };
    let waiting = repairs
        .parked
        .keys()
        .filter(|stream| P::KINDS.contains(&stream.kind.as_str()));
    // Streams of different kinds may have the same id.
    let mut waiting: HashSet<(&str, Uuid)> =
        waiting.map(|stream| (stream.kind.as_str(), stream.id)).collect();
    for (at, event) in events.iter().enumerate() {
        in_order::<P>(gathered.to, event)?;
        if is_repair(event) {
            break;
        }
        let concerns = P::KINDS.contains(&event.aggregate_type.as_str())
            && !waiting.contains(&(event.aggregate_type.as_str(), event.aggregate_id))
            && !repairs.skipped.contains(&event.event_id);
        match take::<P>(&mut gathered, event, concerns) {
            Ok(None) => {}
            Ok(Some(obstacle)) => {
                waiting.insert((event.aggregate_type.as_str(), event.aggregate_id));
                gathered.obstacles.push(obstacle);
            }
            Err(error) => {
                // What is told ends with a commit.
                let upto = events.get(..=at).map_or(0, last_commit);
                let before = events.get(..upto).filter(|before| !before.is_empty());
                return before.map_or(Err(error), |before| gather::<P>(from, before, repairs));
            }
        }
        gathered.to = event.position;
    }
    Ok(gathered)
}

/// Takes an event in, or says why that cannot be done.
///
/// # Errors
/// [`ProjectorError::Stopped`] for a type or version this build does not know.
pub(crate) fn take<'e, P: Projection>(
    gathered: &mut Gathered<'e, P::Batch>,
    event: &'e RecordedEvent,
    concerns: bool,
) -> Result<Option<Obstacle>, ProjectorError> {
    if !concerns {
        return Ok(None);
    }
    match P::apply(&mut gathered.batch, event) {
        Ok(()) => {
            gathered.taken.push(event);
            Ok(None)
        }
        Err(error @ StoreError::Decode { .. }) => Ok(Some(obstacle(event, chain(&error)))),
        Err(error) => Err(stopped::<P>(event.position, &error)),
    }
}

/// An event that cannot be taken in.
pub(crate) fn obstacle(event: &RecordedEvent, reason: String) -> Obstacle {
    Obstacle {
        stream: Stream {
            kind: event.aggregate_type.clone(),
            id: event.aggregate_id,
        },
        position: event.position,
        event_id: event.event_id,
        event_type: event.event_type.clone(),
        reason,
    }
}

pub(crate) fn stopped<P: Projection>(position: u64, error: &StoreError) -> ProjectorError {
    ProjectorError::Stopped {
        projection: P::KEY.name,
        position,
        reason: chain(error),
    }
}
