//! A kind of aggregate on both axes of time: `timeline` says what was shown when, this writes it.

use std::collections::BTreeMap;
use std::future::Future;
use std::iter::Peekable;
use std::marker::PhantomData;

use serde::Serialize;
use uuid::Uuid;
use wellflow_decider::{Decider, DomainEvent};
use wellflow_event_store::{Folded, Point, RecordedEvent, StoreError};
use wellflow_read_model::document::Document;
use wellflow_read_model::history::Changes;
use wellflow_read_model::{ProjectionKey, ReadModelError};
use wellflow_runtime::{Tenant, TenantPool, TenantTransaction};

use crate::ProjectorError;
use crate::advance::Projection;
use crate::ahead::last_commit;
use crate::follow::Course;
use crate::timeline::Stretch;
use crate::told::{Newest, Told};

/// Events of a stream read at a time.
pub(super) const PAGE: u32 = 1_000;
/// Events of several streams read at a time.
pub(super) const TOGETHER: u64 = 5_000;

/// Events of a stream taken at a time: between them it is seen how many rows they lead to.
const STEP: usize = 100;

/// What a stream's events come to, one after the other.
pub(crate) trait Line: Send {
    /// Its events.
    type Event;
    /// What is shown over a stretch.
    type Summary;

    fn new(id: Uuid) -> Self;

    /// Takes the next events of the stream, which end with a commit.
    fn take(&mut self, events: Vec<Told<Self::Event>>);

    /// Forgets what was changed so far: it is written already.
    fn written(&mut self);

    /// How many rows were made since.
    fn rows(&self) -> usize;

    /// What was changed.
    fn changes(self) -> Changes<Stretch<Self::Summary>>;
}

/// What a line shows.
pub(crate) type SummaryOf<D> = <<D as Kept>::Line as Line>::Summary;

/// How an aggregate's stretches become rows.
pub(crate) trait Kept: Decider + Sync {
    /// The projection.
    const KEY: ProjectionKey;
    /// How its stretches are told.
    type Line: Line<Event = Self::Event>;
    /// A row.
    type Row: Send + Sync;

    /// The row of a stretch.
    ///
    /// # Errors
    /// [`ProjectorError::Encode`].
    fn row(stretch: Stretch<SummaryOf<Self>>) -> Result<Self::Row, ProjectorError>;

    /// A line that goes on from the state after all events before, where what is open can be looked up: `None` where the stream
    /// is read again. What comes is later than all of them and takes the place of none.
    fn going_on(
        pool: &TenantPool,
        tenant: &Tenant,
        id: Uuid,
        folded: Folded<Self>,
    ) -> impl Future<Output = Result<Option<Self::Line>, ReadModelError>> + Send {
        let _ = (pool, tenant, id, folded);
        std::future::ready(Ok(None))
    }

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
    const KINDS: &'static [&'static str] = &[D::KIND];
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
        pool: &TenantPool,
        course: Course<'_>,
        batch: Self::Batch,
    ) -> Result<Self::Rows, ProjectorError> {
        let mut rows = Rows::<D>::default();
        let mut together: Vec<Short<D>> = Vec::new();
        let mut size = 0;
        for (id, events) in batch {
            let missing = events.first().map_or(0, |first| first.sequence.saturating_sub(1));
            if missing == 0 {
                rows.add(course, D::Line::new(id), events)?;
            } else if missing > u64::from(PAGE) {
                let line = match later::<D>(pool, course, id, &events).await? {
                    Some(line) => line,
                    None => before::<D>(course, id, missing).await?,
                };
                rows.add(course, line, events)?;
            } else {
                if size + missing > TOGETHER {
                    rows.add_together(course, std::mem::take(&mut together)).await?;
                    size = 0;
                }
                size += missing;
                together.push((id, missing, events));
            }
        }
        rows.add_together(course, together).await?;
        Ok(rows.0)
    }

    async fn write(tx: &TenantTransaction, tenant: &Tenant, rows: &Self::Rows) -> Result<(), ReadModelError> {
        D::write(tx, tenant.organization_id(), rows).await
    }

    async fn remove(
        tx: &TenantTransaction,
        tenant: &Tenant,
        (_, ids): (&str, &[Uuid]),
    ) -> Result<(), ReadModelError> {
        D::forget(tx, tenant.organization_id(), ids).await
    }
}

/// A short stream: how many of its events come before the batch, and those of the batch.
type Short<D> = (Uuid, u64, Vec<Told<<D as Decider>::Event>>);

/// The rows of a batch.
struct Rows<D: Kept>(Changes<D::Row>);

impl<D: Kept> Default for Rows<D> {
    fn default() -> Self {
        Self(Changes::default())
    }
}

impl<D: Kept> Rows<D> {
    /// Goes on from a line with the events of the batch.
    fn add(
        &mut self,
        course: Course<'_>,
        mut line: D::Line,
        events: Vec<Told<D::Event>>,
    ) -> Result<(), ProjectorError> {
        let mut events = events.into_iter().peekable();
        while events.peek().is_some() {
            line.take(whole_commits(&mut events));
            course.holds(self.0.new.len() + line.rows())?;
        }
        let changes = line.changes();
        self.0.closed.extend(changes.closed);
        self.0.gone.extend(changes.gone);
        for stretch in changes.new {
            self.0.new.push(D::row(stretch)?);
        }
        Ok(())
    }

    /// Goes on with streams that are short: what comes before the batch is read together.
    async fn add_together(
        &mut self,
        course: Course<'_>,
        streams: Vec<Short<D>>,
    ) -> Result<(), ProjectorError> {
        if streams.is_empty() {
            return Ok(());
        }
        let wanted: Vec<(Uuid, u64)> = streams
            .iter()
            .map(|(id, missing, _)| (*id, missing + 1))
            .collect();
        let ledger = course.ledger;
        let mut earlier = ledger.beginnings(course.tenant, D::KIND, &wanted, PAGE).await?;
        for (id, _, events) in streams {
            let mut line = D::Line::new(id);
            let mut before = earlier.remove(&id).unwrap_or_default();
            before.retain(|event| !course.repairs.skipped.contains(&event.event_id));
            know(&mut line, &before)?;
            self.add(course, line, events)?;
        }
        Ok(())
    }
}

fn decoded<E: DomainEvent>(events: &[RecordedEvent]) -> Result<Vec<Told<E>>, ProjectorError> {
    Ok(events
        .iter()
        .map(Told::decode)
        .collect::<Result<_, StoreError>>()?)
}

/// The line of a long stream, where the events of the batch are later than all before them: a snapshot of the ledger and what
/// is open are enough to go on from.
async fn later<D: Kept>(
    pool: &TenantPool,
    course: Course<'_>,
    id: Uuid,
    events: &[Told<D::Event>],
) -> Result<Option<D::Line>, ProjectorError> {
    let Some(first) = events.first() else {
        return Ok(None);
    };
    if course.anew || !course.repairs.skipped.is_empty() {
        // A snapshot may hold what is left out, and nothing is open of what is written anew.
        return Ok(None);
    }
    let before = Point {
        position: first.position.checked_sub(1),
        effective: None,
    };
    let folded = course.ledger.fold::<D>(course.tenant, id, before).await?;
    let Some(folded) = folded.filter(|folded| comes_after(folded, events)) else {
        return Ok(None);
    };
    Ok(D::going_on(pool, course.tenant, id, folded).await?)
}

/// Whether the events come after all that was folded, in effect and in commits of their own.
pub(crate) fn comes_after<D: Decider>(folded: &Folded<D>, events: &[Told<D::Event>]) -> bool {
    events.iter().all(|told| {
        told.supersedes.is_none()
            && told.effective_at >= folded.effective_at
            && told.recorded_at != folded.recorded_at
    })
}

/// A stream's line up to a sequence, whose rows are there already; read page by page.
async fn before<D: Kept>(course: Course<'_>, id: Uuid, upto: u64) -> Result<D::Line, ProjectorError> {
    let mut line = D::Line::new(id);
    let (mut after, mut events) = (0, Vec::new());
    while after < upto {
        let page = course
            .ledger
            .stream(course.tenant, D::KIND, id, after, PAGE)
            .await?;
        let Some(last) = page.last() else { break };
        after = last.sequence;
        events.extend(page);
        // The commit that may go on after the page waits for the rest of it.
        let ready = if after < upto {
            last_commit(&events)
        } else {
            events.len()
        };
        let rest = events.split_off(ready);
        events.retain(|event| event.sequence <= upto && !course.repairs.skipped.contains(&event.event_id));
        know(&mut line, &events)?;
        events = rest;
    }
    Ok(line)
}

/// Goes on with events whose rows are there already, and holds few of those at a time.
fn know<L: Line>(line: &mut L, events: &[RecordedEvent]) -> Result<(), ProjectorError>
where
    L::Event: DomainEvent,
{
    let mut events = decoded(events)?.into_iter().peekable();
    while events.peek().is_some() {
        line.take(whole_commits(&mut events));
        line.written();
    }
    Ok(())
}

/// The next commits, with [`STEP`] events or a few more.
fn whole_commits<E>(events: &mut Peekable<impl Iterator<Item = Told<E>>>) -> Vec<Told<E>> {
    let mut taken: Vec<Told<E>> = Vec::new();
    while let Some(next) = events.next_if(|next| {
        let same = taken
            .last()
            .is_some_and(|last| last.recorded_at == next.recorded_at);
        same || taken.len() < STEP
    }) {
        taken.push(next);
    }
    taken
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
