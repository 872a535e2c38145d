//! A kind of aggregate on both axes of time: `timeline` says what was shown when, this writes it.

use std::collections::BTreeMap;
use std::future::Future;
use std::marker::PhantomData;

use serde::Serialize;
use uuid::Uuid;
use wellflow_event_store::{RecordedEvent, StoreError};
use wellflow_read_model::document::Document;
use wellflow_read_model::history::Changes;
use wellflow_read_model::{ProjectionKey, ReadModelError};
use wellflow_runtime::{Tenant, TenantPool, TenantTransaction};

use crate::ProjectorError;
use crate::advance::Projection;
use crate::follow::Course;
use crate::timeline::{Newest, Shown, Stretch, Timeline, Told};

/// Events of a stream read at a time.
const PAGE: u32 = 1_000;

/// How an aggregate's stretches become rows.
pub(crate) trait Kept: Shown + Sync {
    /// The projection.
    const KEY: ProjectionKey;
    /// A row.
    type Row: Send + Sync;

    /// The row of a stretch.
    ///
    /// # Errors
    /// [`ProjectorError::Encode`].
    fn row(stretch: Stretch<Self::Summary>) -> Result<Self::Row, ProjectorError>;

    /// Writes what a batch changed.
    fn write(
        tx: &TenantTransaction,
        organization_id: Uuid,
        changes: &Changes<Self::Row>,
    ) -> impl Future<Output = Result<(), ReadModelError>> + Send;

    /// Removes the rows of some of them.
    fn forget(
        tx: &TenantTransaction,
        organization_id: Uuid,
        ids: &[Uuid],
    ) -> impl Future<Output = Result<(), ReadModelError>> + Send;
}

/// See the module.
#[derive(Debug)]
pub(crate) struct History<D>(PhantomData<D>);

impl<D: Kept> Projection for History<D>
where
    D::Event: Send + Sync,
{
    const KEY: ProjectionKey = D::KEY;
    const KIND: &'static str = D::KIND;
    type Batch = BTreeMap<Uuid, Vec<Told<D::Event>>>;
    type Rows = Changes<D::Row>;

    fn apply(batch: &mut Self::Batch, event: &RecordedEvent) -> Result<(), StoreError> {
        if event.aggregate_type == D::KIND {
            let told = Told::decode(event)?;
            batch.entry(event.aggregate_id).or_default().push(told);
        }
        Ok(())
    }

    async fn prepare(
        _: &TenantPool,
        course: Course<'_>,
        batch: Self::Batch,
    ) -> Result<Self::Rows, ProjectorError> {
        let mut rows = Changes::default();
        for (id, events) in batch {
            let mut timeline = Timeline::<D>::new(id);
            if let Some(first) = events.first().filter(|first| first.sequence > 1) {
                before::<D>(course, id, first.sequence, &mut timeline).await?;
            }
            for told in events {
                timeline.take(told);
            }
            let changes = timeline.changes();
            rows.closed.extend(changes.closed);
            rows.gone.extend(changes.gone);
            for stretch in changes.new {
                rows.new.push(D::row(stretch)?);
            }
        }
        Ok(rows)
    }

    async fn write(tx: &TenantTransaction, tenant: &Tenant, rows: &Self::Rows) -> Result<(), ReadModelError> {
        D::write(tx, tenant.organization_id(), rows).await
    }

    async fn remove(tx: &TenantTransaction, tenant: &Tenant, ids: &[Uuid]) -> Result<(), ReadModelError> {
        D::forget(tx, tenant.organization_id(), ids).await
    }
}

/// Takes the events before a sequence, whose rows are there already.
async fn before<D: Shown>(
    course: Course<'_>,
    id: Uuid,
    sequence: u64,
    timeline: &mut Timeline<D>,
) -> Result<(), ProjectorError> {
    let mut after = 0;
    loop {
        let page = course
            .ledger
            .stream(course.tenant, D::KIND, id, after, PAGE)
            .await?;
        let full = page.len() == PAGE as usize;
        let earlier = page.iter().take_while(|event| event.sequence < sequence);
        for event in earlier.filter(|event| !course.repairs.skipped.contains(&event.event_id)) {
            timeline.take(Told::decode(event)?);
        }
        after = page.last().map_or(sequence, |last| last.sequence);
        if !full || after >= sequence {
            break;
        }
    }
    timeline.written();
    Ok(())
}

/// The document of a stretch.
pub(super) fn document<S: Serialize>(summary: S, newest: Newest) -> Result<String, ProjectorError> {
    let document = Document {
        summary,
        version: newest.version,
        position: newest.position,
        recorded_at: newest.recorded_at,
    };
    serde_json::to_string(&document).map_err(ProjectorError::Encode)
}

/// The word by which a value of the domain is written.
pub(super) fn word(value: &impl Serialize) -> Result<String, ProjectorError> {
    let value = serde_json::to_value(value).map_err(ProjectorError::Encode)?;
    Ok(value.as_str().unwrap_or_default().to_owned())
}
