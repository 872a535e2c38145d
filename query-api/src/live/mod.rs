//! What happens from now on: `GET /events` as `text/event-stream`, and `GET /events/live` as a WebSocket.
//!
//! - `feed`: the events after a position, as they come to be recorded; `tell`: how they are told to somebody, and why that ends.
//! - `sse`, `socket`: the two ways they are told.
//!
//! Invariants
//! - Both tell the same events in the same order, under the same rules, and go on after any position: none is missed, none told
//!   twice.
//! - A client costs a page of events and what its connection holds, however slow it is. One that takes nothing for as long as
//!   [`LiveLimits::patience`] is ended, and keeps nobody else waiting meanwhile.
//! - One organization has a share of the places: it leaves room for others, however many clients it sends.
//! - Whatever is told ends when the service stops and when the token does that it was asked with.

mod feed;
mod socket;
mod sse;
mod tell;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use uuid::Uuid;
use wellflow_http::{BUSY, Principal, Problem};

use crate::QueryApi;
use crate::authz::Read;

pub(crate) use socket::socket;
pub(crate) use sse::sse;

/// How many live clients there may be, and how long they are waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LiveLimits {
    /// Clients at a time; each looks at its ledger every second at most.
    pub clients: usize,
    /// How many of them may be of one organization.
    pub clients_of_one: usize,
    /// A client that nothing was told for so long is told that the connection stands.
    pub heartbeat: Duration,
    /// A client that takes nothing for so long is ended.
    pub patience: Duration,
}

impl Default for LiveLimits {
    fn default() -> Self {
        Self {
            clients: 100,
            clients_of_one: 25,
            heartbeat: Duration::from_secs(15),
            patience: Duration::from_secs(30),
        }
    }
}

/// What live clients share; clones share it.
#[derive(Clone, Debug)]
pub(crate) struct Live {
    pub(crate) limits: LiveLimits,
    seats: Arc<Semaphore>,
    /// Clients of each organization that has any.
    taken: Arc<Taken>,
}

#[derive(Debug, Default)]
struct Taken(Mutex<HashMap<Uuid, usize>>);

/// A place among the clients there may be at a time, all in all and of one organization.
struct Seat {
    organization_id: Uuid,
    taken: Arc<Taken>,
    _seat: OwnedSemaphorePermit,
}

impl Live {
    pub(crate) fn new(limits: LiveLimits) -> Self {
        Self {
            limits,
            seats: Arc::new(Semaphore::new(limits.clients)),
            taken: Arc::default(),
        }
    }

    /// A place for a client of an organization.
    ///
    /// # Errors
    /// `busy`.
    fn seat(&self, organization_id: Uuid) -> Result<Seat, Problem> {
        let seat = self.seats.clone().try_acquire_owned().map_err(|_| {
            let detail = "As many live streams are open as this service serves; try again later.";
            Problem::new(BUSY, detail)
        })?;
        let mut taken = self.taken.lock();
        let of_one = taken.get(&organization_id).copied().unwrap_or_default();
        if of_one >= self.limits.clients_of_one {
            let detail =
                "Your organization has as many live streams open as one may; end one, or try again later.";
            return Err(Problem::new(BUSY, detail));
        }
        taken.insert(organization_id, of_one + 1);
        Ok(Seat {
            organization_id,
            taken: Arc::clone(&self.taken),
            _seat: seat,
        })
    }
}

impl Taken {
    /// Numbers stay whole whatever panicked while they were held.
    fn lock(&self) -> MutexGuard<'_, HashMap<Uuid, usize>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut taken = self.taken.lock();
        if let Some(of_one) = taken.get_mut(&self.organization_id) {
            *of_one -= 1;
            if *of_one == 0 {
                taken.remove(&self.organization_id);
            }
        }
    }
}

/// Lets in whoever may read everything that happens: everything is in it, told by nobody's leave.
///
/// # Errors
/// `role-not-permitted`, `organization-unknown`, or a fault of ours.
pub(crate) async fn admit(api: &QueryApi, principal: &Principal) -> Result<(), Problem> {
    api.admit(principal, Read::Events).await?;
    for whole in [Read::Considerations, Read::PersonalData, Read::Ownership] {
        whole.allow(principal)?;
    }
    Ok(())
}
