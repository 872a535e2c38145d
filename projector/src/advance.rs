//! One batch of one projection: the events after its checkpoint become rows, and rows and checkpoint move together.

use std::future::Future;

use chrono::{DateTime, Utc};
use wellflow_event_store::{LedgerReader, RecordedEvent, StoreError};
use wellflow_read_model::checkpoint::{self, Checkpoint};
use wellflow_read_model::{ProjectionKey, ReadModelError};
use wellflow_runtime::{Tenant, TenantPool, TenantTransaction};

use crate::ProjectorError;
use crate::follow::Course;

/// A read model kept from the events of one kind of aggregate.
pub(crate) trait Projection: Send + Sync {
    /// Its name and the version of its rows.
    const KEY: ProjectionKey;
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
}

/// Whose events are projected, and through what.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ground<'a> {
    pub(crate) pool: &'a TenantPool,
    pub(crate) ledger: &'a LedgerReader,
    pub(crate) tenant: &'a Tenant,
}

/// What became of a batch.
#[derive(Debug)]
pub(crate) enum Advanced<R> {
    /// There was nothing after the checkpoint.
    Still,
    /// Another projector was faster: nothing was written, look again.
    Lost,
    /// Rows and checkpoint moved to this position.
    To(u64, R),
}

/// Projects the events after the checkpoint. In front of an event it cannot read it stops, after writing what came
/// before.
///
/// # Errors
/// [`ProjectorError`]; nothing was written then.
pub(crate) async fn advance<P: Projection>(
    ground: Ground<'_>,
    from: Checkpoint,
    events: &[RecordedEvent],
    now: DateTime<Utc>,
) -> Result<Advanced<P::Rows>, ProjectorError> {
    let mut batch = P::Batch::default();
    let mut to = from.position;
    for event in events.iter().filter(|event| event.position > from.position) {
        if event.position != to + 1 {
            let reason = format!("the ledger gave position {} next", event.position);
            return Err(ProjectorError::Stopped {
                projection: P::KEY.name,
                position: to + 1,
                reason,
            });
        }
        match P::apply(&mut batch, event) {
            Ok(()) => to = event.position,
            Err(_) if to > from.position => break,
            Err(error) => {
                let stopped = stopped::<P>(event.position, &error);
                return Err(stopped);
            }
        }
    }
    if to == from.position {
        return Ok(Advanced::Still);
    }
    let course = Course {
        tenant: ground.tenant,
        ledger: ground.ledger,
        to,
        horizon: Some(now),
    };
    let rows = P::prepare(ground.pool, course, batch).await?;
    commit::<P>(ground, from, to, rows).await
}

/// Writes the rows and moves the checkpoint from where they were made to `to`.
///
/// # Errors
/// [`ProjectorError`]; nothing was written then.
pub(crate) async fn commit<P: Projection>(
    ground: Ground<'_>,
    from: Checkpoint,
    to: u64,
    rows: P::Rows,
) -> Result<Advanced<P::Rows>, ProjectorError> {
    let tx = ground.pool.begin_write(ground.tenant).await?;
    if !checkpoint::advance(&tx, ground.tenant.organization_id(), P::KEY, from, to).await? {
        tx.rollback().await?;
        return Ok(Advanced::Lost);
    }
    P::write(&tx, ground.tenant, &rows).await?;
    tx.commit().await?;
    Ok(Advanced::To(to, rows))
}

fn stopped<P: Projection>(position: u64, error: &StoreError) -> ProjectorError {
    let mut reason = error.to_string();
    if let Some(cause) = std::error::Error::source(error) {
        reason = format!("{reason}: {cause}");
    }
    ProjectorError::Stopped {
        projection: P::KEY.name,
        position,
        reason,
    }
}
