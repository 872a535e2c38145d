//! A well as it is now, from the nearest place that has it: memory, Redis, the row.
//!
//! Invariants
//! - What is answered holds at the position it is said to hold at; what is in question is how much later the ledger is.
//! - Memory is used only while the projector is heard, and only along an unbroken chain of its messages.
//! - Redis is used only while the organization's mark is alive; see `wellflow_read_model::cache`.
//! - An entry ends at its row's next boundary.

mod asked;
mod flight;
mod heard;
mod memory;
mod redis_layer;
mod subscription;

use std::time::Duration;

use chrono::Utc;
use tokio::sync::watch;
use tokio::time::timeout;
use uuid::Uuid;
use wellflow_http::Metrics;
use wellflow_read_model::cache::CachedWell;
use wellflow_runtime::{RedisLink, Shutdown};

use asked::{Asked, Layer};
pub(crate) use flight::Flights;
use heard::Heard;
use memory::Memory;
use redis_layer::{Looked, RedisLayer};

/// Both caches.
#[derive(Clone, Debug)]
pub(crate) struct WellCache {
    memory: Memory,
    redis: RedisLayer,
    asked: Asked,
    heard: Heard,
}

/// A well, the position at which it is known to be so, and what the caches had to do with it.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) well: CachedWell,
    pub(crate) position: u64,
    pub(crate) status: String,
}

/// What the caches do not have, and what must be known to put it there.
#[derive(Clone, Debug)]
pub(crate) struct Missed {
    pub(crate) status: String,
    incarnation: Option<String>,
    generation: Option<u64>,
}

impl WellCache {
    pub(crate) fn start(link: RedisLink, shutdown: Shutdown) -> Self {
        let (memory, heard) = (Memory::new(), Heard::default());
        if let Some(client) = link.client() {
            tokio::spawn(subscription::follow(
                client,
                memory.clone(),
                heard.clone(),
                shutdown,
            ));
        }
        Self {
            memory,
            redis: RedisLayer::new(link),
            asked: Asked::default(),
            heard,
        }
    }

    /// Counts what is asked of the caches.
    pub(crate) fn count_in(&self, metrics: &Metrics) {
        self.asked.register(metrics);
    }

    /// How far the projector is heard to be from now on; `None` where it is not heard of the organization.
    pub(crate) fn hears(&self, organization_id: Uuid) -> Option<watch::Receiver<u64>> {
        let is_heard = self.memory.watermark(organization_id).is_some();
        is_heard.then(|| self.heard.of(organization_id))
    }

    /// Waits a moment for the projector to be heard at a position; whether it was.
    pub(crate) async fn hear(&self, organization_id: Uuid, position: u64, patience: Duration) -> bool {
        let mut heard = self.heard.of(organization_id);
        // Looked at after listening began: what is heard in between is not missed.
        match self.memory.watermark(organization_id) {
            None => false,
            Some(watermark) if watermark >= position => true,
            Some(_) => {
                let reached = heard.wait_for(|heard| *heard >= position);
                timeout(patience, reached).await.is_ok_and(|heard| heard.is_ok())
            }
        }
    }

    /// A well at `least` or later, where memory has it.
    pub(crate) fn at_hand(&self, organization_id: Uuid, well_id: Uuid, least: u64) -> Option<Found> {
        self.in_memory(organization_id, well_id, least).ok()
    }

    /// The same, or why memory does not have it.
    fn in_memory(&self, organization_id: Uuid, well_id: Uuid, least: u64) -> Result<Found, &'static str> {
        match self.memory.get(organization_id, well_id) {
            None => Err("fwd=miss"),
            Some((_, position)) if position < least => Err("fwd=stale"),
            Some((well, position)) => {
                self.asked.count(Layer::Memory, "hit");
                Ok(Found {
                    well,
                    position,
                    status: "wellflow-l1; hit".to_owned(),
                })
            }
        }
    }

    /// Looks for a well at `least` or later.
    pub(crate) async fn get(
        &self,
        organization_id: Uuid,
        well_id: Uuid,
        least: u64,
    ) -> Result<Found, Missed> {
        let generation = self.memory.generation(organization_id);
        let first = match self.in_memory(organization_id, well_id, least) {
            Ok(found) => return Ok(found),
            Err(first) => first,
        };
        self.asked.count(Layer::Memory, outcome(first));
        let (second, incarnation) = match self.redis.get(organization_id, well_id).await {
            Looked::Off => ("fwd=bypass", None),
            Looked::Miss(incarnation) => ("fwd=miss", Some(incarnation)),
            Looked::Hit(incarnation, _, position) if position < least => ("fwd=stale", Some(incarnation)),
            Looked::Hit(_, well, position) => {
                self.asked.count(Layer::Redis, "hit");
                self.memory
                    .put((organization_id, well_id), &well, position, generation);
                let status = format!("wellflow-l1; {first}, wellflow-l2; hit");
                return Ok(Found {
                    well,
                    position,
                    status,
                });
            }
        };
        self.asked.count(Layer::Redis, outcome(second));
        Err(Missed {
            status: format!("wellflow-l1; {first}, wellflow-l2; {second}"),
            incarnation,
            generation,
        })
    }

    /// Keeps a well read from its row at a position.
    pub(crate) async fn put(
        &self,
        organization_id: Uuid,
        well_id: Uuid,
        well: &CachedWell,
        read_at: u64,
        missed: &Missed,
    ) {
        if well.is_over(Utc::now()) || well.document.is_empty() {
            return;
        }
        self.memory
            .put((organization_id, well_id), well, read_at, missed.generation);
        if let Some(incarnation) = &missed.incarnation {
            self.redis
                .put(organization_id, incarnation, well_id, well, read_at)
                .await;
        }
    }
}

/// The outcome without the parameter's name, as RFC 9211 has it.
fn outcome(told: &'static str) -> &'static str {
    told.strip_prefix("fwd=").unwrap_or(told)
}
