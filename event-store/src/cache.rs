//! A bounded cache of hydrated aggregates.
//!
//! A cached state may be behind: what is accepted on it is proved by the version check of the append, and what is
//! refused on it is decided again on a fresh one before it is answered.

use std::any::Any;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use moka::sync::Cache;
use uuid::Uuid;
use wellflow_decider::Decider;

use crate::StreamId;

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

    pub(crate) fn put<D: Decider>(&self, organization_id: Uuid, id: Uuid, hydrated: Arc<Hydrated<D>>) {
        self.entries
            .insert((organization_id, StreamId { kind: D::KIND, id }), hydrated);
    }

    pub(crate) fn forget(&self, organization_id: Uuid, stream: StreamId) {
        self.entries.invalidate(&(organization_id, stream));
    }
}
