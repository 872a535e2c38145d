//! A bounded cache of hydrated aggregates.
//!
//! A cached state may be behind: what is accepted on it is proved by the version check of the append, and what is
//! refused on it is decided again on a fresh one before it is answered.

use std::any::Any;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use moka::ops::compute::Op;
use moka::sync::Cache;
use uuid::Uuid;
use wellflow_decider::Decider;

use crate::fold::{Point, fold};
use crate::{RecordedEvent, StoreError, StreamId};

/// Aggregates kept.
const CAPACITY: u64 = 50_000;

/// The newest state of a stream, every event known applied.
#[derive(Clone, Debug)]
pub(crate) struct Hydrated<D> {
    pub(crate) state: D,
    pub(crate) version: u64,
    /// The latest effective instant of any event; `None` for a stream without events.
    pub(crate) effective_at: Option<DateTime<Utc>>,
}

impl<D: Decider> Hydrated<D> {
    /// The newest state of a stream, from all its events.
    pub(crate) fn of(events: &[RecordedEvent]) -> Result<Self, StoreError> {
        let folded = fold::<D>(events, Point::default())?;
        Ok(Self {
            version: events.last().map_or(0, |event| event.sequence),
            effective_at: events.iter().map(|event| event.effective_at).max(),
            state: folded.map(|folded| folded.state).unwrap_or_default(),
        })
    }
}

#[derive(Clone)]
pub(crate) struct Aggregates {
    entries: Cache<(Uuid, StreamId), Arc<dyn Any + Send + Sync>>,
}

impl Aggregates {
    pub(crate) fn new() -> Self {
        Self {
            entries: Cache::new(CAPACITY),
        }
    }

    pub(crate) fn get<D: Decider>(&self, organization_id: Uuid, id: Uuid) -> Option<Arc<Hydrated<D>>> {
        let entry = self
            .entries
            .get(&(organization_id, StreamId { kind: D::KIND, id }))?;
        entry.downcast().ok()
    }

    /// Keeps a state, unless a newer one is kept already: a slow read must not hide what was written meanwhile.
    pub(crate) fn put<D: Decider>(&self, organization_id: Uuid, id: Uuid, hydrated: Arc<Hydrated<D>>) {
        let key = (organization_id, StreamId { kind: D::KIND, id });
        self.entries.entry(key).and_compute_with(|kept| {
            let kept = kept.and_then(|kept| kept.into_value().downcast::<Hydrated<D>>().ok());
            match kept {
                Some(kept) if kept.version > hydrated.version => Op::Nop,
                Some(_) | None => Op::Put(hydrated),
            }
        });
    }

    pub(crate) fn forget(&self, organization_id: Uuid, stream: StreamId) {
        self.entries.invalidate(&(organization_id, stream));
    }
}
