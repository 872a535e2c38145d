//! The exports under way: so many at a time, and so many of one organization.
//!
//! Invariants
//! - An organization that has all it may have takes no seat from another, and waits in nobody's way.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;
use uuid::Uuid;
use wellflow_http::{BUSY, Problem};

/// How long an export waits for its turn, where as many are under way as there may be.
const WAIT: Duration = Duration::from_secs(2);

/// How many exports there may be, and how long their clients are waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExportLimits {
    /// Exports at a time; each holds a page.
    pub exports: usize,
    /// Of these, how many one organization may have.
    pub of_one_organization: usize,
    /// The export of a client that takes nothing for so long is broken off.
    pub patience: Duration,
}

impl Default for ExportLimits {
    fn default() -> Self {
        Self {
            exports: 16,
            of_one_organization: 4,
            patience: Duration::from_secs(60),
        }
    }
}

/// What exports share; clones share it.
#[derive(Clone, Debug)]
pub(crate) struct Seats {
    pub(super) limits: ExportLimits,
    all: Arc<Semaphore>,
    /// Of the organizations that have exports, or wait for them.
    of_each: Arc<Mutex<HashMap<Uuid, Weak<Semaphore>>>>,
}

/// One of the exports there may be at a time.
pub(super) struct Seat {
    _of_one: OwnedSemaphorePermit,
    _of_all: OwnedSemaphorePermit,
}

impl Seats {
    pub(crate) fn new(limits: ExportLimits) -> Self {
        Self {
            limits,
            all: Arc::new(Semaphore::new(limits.exports)),
            of_each: Arc::default(),
        }
    }

    /// A seat, once there is one.
    ///
    /// # Errors
    /// `busy`.
    pub(super) async fn take(&self, organization_id: Uuid) -> Result<Seat, Problem> {
        let of_one = self.of_one(organization_id);
        let taking = async {
            Some(Seat {
                _of_one: of_one.acquire_owned().await.ok()?,
                _of_all: self.all.clone().acquire_owned().await.ok()?,
            })
        };
        let taken = timeout(WAIT, taking).await.ok().flatten();
        taken.ok_or_else(|| {
            let detail = "As many exports are under way as this service serves, or as one organization may have; try again later.";
            Problem::new(BUSY, detail)
        })
    }

    fn of_one(&self, organization_id: Uuid) -> Arc<Semaphore> {
        let mut of_each = self.of_each.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = of_each.get(&organization_id).and_then(Weak::upgrade) {
            return known;
        }
        of_each.retain(|_, seats| seats.strong_count() > 0);
        let seats = Arc::new(Semaphore::new(self.limits.of_one_organization));
        of_each.insert(organization_id, Arc::downgrade(&seats));
        seats
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt as _;

    use super::*;

    #[tokio::test]
    async fn an_organization_has_its_part_of_the_seats_and_leaves_the_others_theirs() {
        let seats = Seats::new(ExportLimits {
            exports: 3,
            of_one_organization: 2,
            ..ExportLimits::default()
        });
        let take = |organization: u128| {
            let taken = seats.take(Uuid::from_u128(organization)).now_or_never();
            taken.map(|seat| seat.map_err(|problem| problem.kind()))
        };
        let first = take(1).unwrap().unwrap();
        let _second = take(1).unwrap().unwrap();
        assert!(take(1).is_none(), "it waits");
        let third = take(2).unwrap().unwrap();
        assert!(take(3).is_none(), "all of them are taken");
        drop(first);
        let _fourth = take(1).unwrap().unwrap();
        drop(third);
        let _fifth = take(3).unwrap().unwrap();
        let refused = seats.take(Uuid::from_u128(2)).await;
        assert_eq!(refused.err().map(|problem| problem.kind()), Some(BUSY));
        // Nobody remembers an organization without exports.
        let known = seats.of_each.lock().unwrap();
        assert_eq!(known.values().filter(|seats| seats.strong_count() > 0).count(), 2);
    }
}
