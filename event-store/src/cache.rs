//! A bounded cache of hydrated aggregates.
//!
//! A cached state may be behind: what is accepted on it is proved by the version check of the append, and what is
//! refused on it is decided again on a fresh one before it is answered. A state belongs to one copy of its ledger: after
//! a restore the same version may stand for something else.

use std::any::Any;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use moka::ops::compute::Op;
use moka::sync::Cache;
use uuid::Uuid;
use wellflow_decider::Decider;

use crate::{Newest, StreamId};

/// How often a state was found and how often it had to be read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CacheStats {
    /// States found.
    pub hits: u64,
    /// States read.
    pub misses: u64,
}

#[derive(Clone)]
pub(crate) struct Aggregates {
    entries: Option<Cache<(Uuid, StreamId), Arc<dyn Any + Send + Sync>>>,
    counts: Arc<Counts>,
}

#[derive(Default)]
struct Counts {
    hits: AtomicU64,
    misses: AtomicU64,
}

impl Aggregates {
    /// A cache of so many states; none at 0.
    pub(crate) fn new(entries: u64) -> Self {
        Self {
            entries: (entries > 0).then(|| Cache::new(entries)),
            counts: Arc::default(),
        }
    }

    /// A state of the ledger's copy `incarnation`.
    pub(crate) fn get<D: Decider>(&self, incarnation: Uuid, id: Uuid) -> Option<Arc<Newest<D>>> {
        let found = self.peek(incarnation, id);
        let count = if found.is_some() {
            &self.counts.hits
        } else {
            &self.counts.misses
        };
        count.fetch_add(1, Ordering::Relaxed);
        found
    }

    pub(crate) fn peek<D: Decider>(&self, incarnation: Uuid, id: Uuid) -> Option<Arc<Newest<D>>> {
        let key = (incarnation, StreamId { kind: D::KIND, id });
        self.entries.as_ref()?.get(&key)?.downcast().ok()
    }

    /// Keeps a state, unless a newer one is kept already: a slow read must not hide what was written meanwhile.
    pub(crate) fn put<D: Decider>(&self, incarnation: Uuid, id: Uuid, newest: Arc<Newest<D>>) {
        let Some(entries) = &self.entries else { return };
        let key = (incarnation, StreamId { kind: D::KIND, id });
        entries.entry(key).and_compute_with(|kept| {
            let kept = kept.and_then(|kept| kept.into_value().downcast::<Newest<D>>().ok());
            match kept {
                Some(kept) if kept.version > newest.version => Op::Nop,
                Some(_) | None => Op::Put(newest),
            }
        });
    }

    pub(crate) fn forget(&self, incarnation: Uuid, stream: StreamId) {
        if let Some(entries) = &self.entries {
            entries.invalidate(&(incarnation, stream));
        }
    }

    pub(crate) fn stats(&self) -> CacheStats {
        CacheStats {
            hits: self.counts.hits.load(Ordering::Relaxed),
            misses: self.counts.misses.load(Ordering::Relaxed),
        }
    }
}
