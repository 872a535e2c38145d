//! What a contestant must be able to do: be emptied, be given streams, be opened with a pool, and carry tasks out.

use std::sync::Arc;

use anyhow::Result;
use async_trait::async_trait;
use uuid::Uuid;

/// The pool sizes a peer may choose from.
pub(crate) const POOLS: &[u32] = &[2, 4, 8, 16, 32];

/// What is asked of a contestant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Work {
    /// A command that writes so many events to a stream that does not exist.
    Create(usize),
    /// A command on a stream of 3 events: load, decide, append 1.
    Continue,
}

impl Work {
    /// Its name in reports.
    pub(crate) fn name(self) -> String {
        match self {
            Self::Create(1) => "append 1 event to a new stream".to_owned(),
            Self::Create(events) => format!("append {events} events to a new stream"),
            Self::Continue => "load a stream of 3 events, decide, append 1".to_owned(),
        }
    }

    /// Its name for `--only` and in JSON.
    pub(crate) fn key(self) -> String {
        match self {
            Self::Create(events) => format!("append{events}"),
            Self::Continue => "command".to_owned(),
        }
    }
}

/// One thing to do.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Task {
    /// Writes a new stream.
    Create {
        /// Counts the tasks of a load; tells which organization it is for.
        nth: u64,
        /// Events to write.
        events: usize,
    },
    /// Loads a stream that [`Contestant::reset`] made, decides and appends one event.
    Continue {
        /// The stream's place among those that were made; tells which organization it belongs to.
        nth: u64,
        /// The stream.
        id: Uuid,
    },
}

/// Somebody who takes part.
#[async_trait]
pub(crate) trait Contestant: Send + Sync {
    /// Its name in reports.
    fn name(&self) -> &str;

    /// The pool sizes among which its best is looked for; one where there is nothing to choose.
    fn pools(&self) -> &'static [u32] {
        POOLS
    }

    /// Whether its streams are visited again and again, so that a cache of aggregates can serve them.
    fn revisits(&self) -> bool {
        false
    }

    /// More commands per second than it will carry out: so many streams are made for it.
    fn pace(&self) -> f64 {
        8_000.0
    }

    /// Removes everything it stored, and writes streams of 3 events under these ids.
    async fn reset(&self, streams: &[Uuid]) -> Result<()>;

    /// Opens its connections, over the server's own socket or the one given.
    async fn open(&self, pool: u32, socket: Option<&std::path::Path>) -> Result<Arc<dyn Session>>;
}

/// Hits and misses of a cache.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct CacheUse {
    pub(crate) hits: u64,
    pub(crate) misses: u64,
}

/// A contestant at work.
#[async_trait]
pub(crate) trait Session: Send + Sync {
    /// Carries a task out; it is durable when this returns.
    async fn run(&self, task: Task) -> Result<()>;

    /// What the cache of aggregates did so far; `None` without one.
    fn cache_use(&self) -> Option<CacheUse> {
        None
    }

    /// Closes the connections.
    async fn close(&self);
}
