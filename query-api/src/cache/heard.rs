//! How far the projector was heard to be, for whoever waits for a position.
//!
//! Invariants
//! - What is heard is a reason to look, never an answer: rows are read for that.
//! - Only organizations somebody waits for take room.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;
use uuid::Uuid;

type Places = HashMap<Uuid, watch::Sender<u64>>;

/// The newest positions heard, by organization; clones share them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Heard(Arc<Mutex<Places>>);

impl Heard {
    /// What is heard of an organization from now on.
    pub(crate) fn of(&self, organization_id: Uuid) -> watch::Receiver<u64> {
        let mut places = self.places();
        let place = places
            .entry(organization_id)
            .or_insert_with(|| watch::channel(0).0);
        place.subscribe()
    }

    /// The projector is that far.
    pub(super) fn tell(&self, organization_id: Uuid, position: u64) {
        let mut places = self.places();
        let Some(place) = places.get(&organization_id) else {
            return;
        };
        if place.receiver_count() == 0 {
            places.remove(&organization_id);
            return;
        }
        place.send_if_modified(|heard| {
            let is_further = position > *heard;
            *heard = position.max(*heard);
            is_further
        });
    }

    fn places(&self) -> MutexGuard<'_, Places> {
        // A panic elsewhere leaves a whole map behind: every change is one insert or removal.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ORG: Uuid = Uuid::from_u128(1);

    #[tokio::test]
    async fn who_waits_hears_how_far_it_is_and_nobody_else_takes_room() {
        let heard = Heard::default();
        heard.tell(ORG, 3);
        assert!(heard.places().is_empty());
        let (mut first, mut second) = (heard.of(ORG), heard.of(ORG));
        heard.tell(ORG, 5);
        heard.tell(ORG, 4);
        assert_eq!(*first.wait_for(|heard| *heard >= 5).await.unwrap(), 5);
        assert_eq!(*second.borrow_and_update(), 5);
        heard.tell(Uuid::nil(), 9);
        assert!(!second.has_changed().unwrap());
        drop((first, second));
        heard.tell(ORG, 6);
        assert!(heard.places().is_empty());
    }
}
