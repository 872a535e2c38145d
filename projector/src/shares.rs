//! What this projector follows: its share of the organizations, as long as it is heard of.
//!
//! A task of its own renews the share, so that no long turn lets it run out. What is held here only spares work: whether a
//! batch is written is decided by the database, under the epoch of the bucket.
//!
//! Invariants
//! - Nothing is begun for an organization whose bucket is not held, or was not renewed in time by this process's own clock.
//! - A share is given back at once when the projector ends, and lost when it is not heard of for [`LIFE`].

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::{Instant, MissedTickBehavior};
use uuid::Uuid;
use wellflow_read_model::ReadModelError;
use wellflow_read_model::lease::{self, BUCKETS, Fence, Holding};
use wellflow_runtime::{Shutdown, TenantPool};

use crate::error::chain;
use crate::part::PROJECTIONS;

/// Between two renewals.
const RENEW: Duration = Duration::from_secs(1);
/// How long a projector that is not heard of keeps its share.
const LIFE: Duration = Duration::from_secs(5);

/// This projector's share; clones share it.
#[derive(Clone, Debug)]
pub(crate) struct Shares {
    projector_id: Uuid,
    held: Arc<Mutex<Held>>,
    changed: Arc<Notify>,
}

#[derive(Debug, Default)]
struct Held {
    holding: Holding,
    /// Until when it counts.
    until: Option<Instant>,
    /// Whether more was taken than was told of.
    gained: bool,
    /// Whether it was said that it ran out.
    complained: bool,
}

impl Shares {
    /// A projector without a share.
    pub(crate) fn new() -> Self {
        Self {
            projector_id: Uuid::now_v7(),
            held: Arc::default(),
            changed: Arc::new(Notify::new()),
        }
    }

    /// What the organization's checkpoints are moved under; `None` where it is another's to follow.
    pub(crate) fn fence(&self, organization_id: Uuid) -> Option<Fence> {
        let bucket = lease::bucket(organization_id);
        let held = self.lock();
        if held.until.is_none_or(|until| until <= Instant::now()) {
            return None;
        }
        let epoch = held.holding.buckets.get(&bucket).copied()?;
        Some(Fence { bucket, epoch })
    }

    /// Whether it was renewed in time.
    pub(crate) fn is_current(&self) -> bool {
        self.lock().until.is_some_and(|until| until > Instant::now())
    }

    /// Whether the organization is this projector's to follow.
    pub(crate) fn has(&self, organization_id: Uuid) -> bool {
        self.fence(organization_id).is_some()
    }

    /// The buckets held, where that is not all.
    pub(crate) fn part(&self) -> Option<usize> {
        let count = self.lock().holding.buckets.len();
        (count < BUCKETS as usize).then_some(count)
    }

    /// Waits until the share is another. Answers whether there is more of it.
    pub(crate) async fn changed(&self) -> bool {
        self.changed.notified().await;
        std::mem::take(&mut self.lock().gained)
    }

    /// Keeps the share until told to stop, then gives it back.
    pub(crate) async fn keep(self, pool: TenantPool, shutdown: Shutdown) {
        let mut ticks = tokio::time::interval(RENEW);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = shutdown.requested() => break,
                _ = ticks.tick() => self.renew(&pool).await,
            }
        }
        self.lock().until = None;
        if let Err(error) = lease::resign(pool.pool(), self.projector_id).await {
            tracing::debug!(error = %error, "the share is not given back; it runs out");
        }
    }

    /// Renews the share once.
    pub(crate) async fn renew(&self, pool: &TenantPool) {
        let began = Instant::now();
        match lease::renew(pool.pool(), (self.projector_id, &program()), LIFE).await {
            Ok(holding) => self.hold(holding, began + LIFE),
            Err(error) if self.is_current() => tracing::debug!(error = %error, "the share is not renewed"),
            Err(error) => self.lapsed(&error),
        }
    }

    /// It ran out, or was never had: nothing is followed. Said once.
    fn lapsed(&self, error: &ReadModelError) {
        if !std::mem::replace(&mut self.lock().complained, true) {
            tracing::error!(
                error = chain(error),
                "the share is not renewed: no organization is followed"
            );
        }
    }

    fn hold(&self, holding: Holding, until: Instant) {
        let mut held = self.lock();
        let lapsed = held.until.is_none_or(|until| until <= Instant::now());
        let before = std::mem::replace(&mut held.holding, holding);
        held.until = Some(until);
        held.complained = false;
        let (now, members) = (&held.holding.buckets, held.holding.members);
        if before.buckets == *now && !lapsed {
            return;
        }
        let is_new = |(bucket, epoch): (&i32, &u64)| before.buckets.get(bucket) != Some(epoch);
        let gained = lapsed || now.iter().any(is_new);
        tracing::info!(buckets = now.len(), projectors = members, "follows another share");
        held.gained |= gained;
        drop(held);
        self.changed.notify_one();
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The program, by the versions of the projections it keeps.
fn program() -> String {
    let versions: Vec<String> = PROJECTIONS.iter().map(|key| key.version.to_string()).collect();
    versions.join(".")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holding(buckets: &[(i32, u64)]) -> Holding {
        Holding {
            buckets: buckets.iter().copied().collect(),
            members: 2,
        }
    }

    #[tokio::test]
    async fn a_share_that_is_not_renewed_runs_out() {
        let shares = Shares::new();
        let id = Uuid::from_u128(7);
        let bucket = lease::bucket(id);
        assert!(!shares.has(id) && !shares.is_current());
        shares.hold(holding(&[(bucket, 3)]), Instant::now() + LIFE);
        assert_eq!(shares.fence(id), Some(Fence { bucket, epoch: 3 }));
        assert!(shares.changed().await, "it was gained");
        shares.hold(holding(&[(bucket, 3)]), Instant::now());
        assert!(!shares.has(id) && !shares.is_current());
        // Renewed late, it may have been another's meanwhile: everything is looked at.
        shares.hold(holding(&[(bucket, 3)]), Instant::now() + LIFE);
        assert!(shares.changed().await && shares.has(id));
        shares.hold(holding(&[]), Instant::now() + LIFE);
        assert!(!shares.changed().await && !shares.has(id));
        assert_eq!(shares.part(), Some(0));
    }
}
