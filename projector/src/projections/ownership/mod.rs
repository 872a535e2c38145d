//! `ownership`: the decks of divisions, the interests of owners and what changed them, at every month and as known at every
//! position.
//!
//! A division's events are all taken, whenever they take effect: a row names the months it holds for, and whoever reads it
//! compares them with the clock. What each event of a batch makes of the rows is worked out one position after the other,
//! from the division's own events: a late paper may change rows of any month.

mod picture;
mod stream;
mod versions;

use std::collections::BTreeMap;

use uuid::Uuid;
use wellflow_decider::Decider;
use wellflow_domain::division_of_interest::{DivisionEvent, DivisionOfInterest};
use wellflow_event_store::{RecordedEvent, StoreError};
use wellflow_read_model::ownership::{
    self, ChangeId, ChangeRow, DivisionRow, InterestId, InterestRow, MonthId, Rows,
};
use wellflow_read_model::{OWNERSHIP, ProjectionKey, ReadModelError};
use wellflow_runtime::{Tenant, TenantPool, TenantTransaction};

use crate::ProjectorError;
use crate::advance::Projection;
use crate::follow::Course;
use picture::Picture;
use stream::Stream;
use versions::Versions;

/// See the module.
#[derive(Debug)]
pub(crate) struct Ownership;

/// The rows a batch closes and opens.
#[derive(Debug, Default)]
pub(crate) struct OwnershipRows {
    divisions: Rows<MonthId, DivisionRow>,
    interests: Rows<InterestId, InterestRow>,
    changes: Rows<ChangeId, ChangeRow>,
}

impl Projection for Ownership {
    const KEY: ProjectionKey = OWNERSHIP;
    const KINDS: &'static [&'static str] = &[DivisionOfInterest::KIND];
    type Batch = BTreeMap<Uuid, Vec<RecordedEvent>>;
    type Rows = OwnershipRows;

    fn apply(batch: &mut Self::Batch, event: &RecordedEvent) -> Result<(), StoreError> {
        if event.aggregate_type == DivisionOfInterest::KIND {
            // In front of what this build cannot read it stops.
            event.decode::<DivisionEvent>()?;
            batch.entry(event.aggregate_id).or_default().push(event.clone());
        }
        Ok(())
    }

    async fn prepare(
        _pool: &TenantPool,
        course: Course<'_>,
        batch: Self::Batch,
    ) -> Result<Self::Rows, ProjectorError> {
        let mut rows = OwnershipRows::default();
        for (id, new) in batch {
            let Some(first) = new.first().map(|event| event.position) else {
                continue;
            };
            let stream = Stream::whole(course, id, new).await?;
            rows.add(id, &stream, first)?;
            course.holds(rows.len())?;
        }
        Ok(rows)
    }

    async fn write(tx: &TenantTransaction, tenant: &Tenant, rows: &Self::Rows) -> Result<(), ReadModelError> {
        let OwnershipRows {
            divisions,
            interests,
            changes,
        } = rows;
        ownership::write(tx, tenant.organization_id(), divisions, interests, changes).await
    }

    async fn remove(
        tx: &TenantTransaction,
        tenant: &Tenant,
        (_, ids): (&str, &[Uuid]),
    ) -> Result<(), ReadModelError> {
        ownership::forget(tx, tenant.organization_id(), ids).await
    }
}

impl OwnershipRows {
    fn len(&self) -> usize {
        self.divisions.opened.len() + self.interests.opened.len() + self.changes.opened.len()
    }

    /// Goes through the stream's events from the position `first` on.
    fn add(&mut self, id: Uuid, stream: &Stream, first: u64) -> Result<(), ProjectorError> {
        let mut known = stream.known_before(first);
        let before = Picture::of(id, &known)?;
        let mut divisions = Versions::begin(before.divisions);
        let mut interests = Versions::begin(before.interests);
        let mut changes = Versions::begin(before.changes);
        for position in stream.positions_from(first) {
            stream.go_on(&mut known, position);
            let now = Picture::of(id, &known)?;
            divisions.go_on(position, now.divisions);
            interests.go_on(position, now.interests);
            changes.go_on(position, now.changes);
        }
        divisions.end(&mut self.divisions);
        interests.end(&mut self.interests);
        changes.end(&mut self.changes);
        Ok(())
    }
}
