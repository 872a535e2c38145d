//! The organizations whose marks in Redis are kept alive: those that were busy last, as many as can be afforded.
//!
//! A mark that is let go costs its organization cached answers until it is busy again, and nothing else.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use uuid::Uuid;

/// Marks kept alive: each is renewed every few seconds.
pub(crate) const MARKS: usize = 1_000;

/// The organizations that were busy last; clones share them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Warm(Arc<Mutex<Order>>);

#[derive(Debug, Default)]
struct Order {
    stamps: u64,
    at: HashMap<Uuid, u64>,
    order: BTreeMap<u64, Uuid>,
}

impl Order {
    fn put(&mut self, organization_id: Uuid) {
        self.stamps += 1;
        if let Some(before) = self.at.insert(organization_id, self.stamps) {
            self.order.remove(&before);
        }
        self.order.insert(self.stamps, organization_id);
    }
}

impl Warm {
    /// The organization was busy; the one that was so longest ago gives way.
    pub(crate) fn busy(&self, organization_id: Uuid) {
        let mut order = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        order.put(organization_id);
        if order.at.len() > MARKS
            && let Some((_, oldest)) = order.order.pop_first()
        {
            order.at.remove(&oldest);
        }
    }

    /// Takes organizations that were passed by, as long as there is room.
    pub(crate) fn offer(&self, organizations: &[Uuid]) {
        let mut order = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for id in organizations {
            if order.at.len() >= MARKS {
                return;
            }
            if !order.at.contains_key(id) {
                order.put(*id);
            }
        }
    }

    pub(crate) fn all(&self) -> Vec<Uuid> {
        let order = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        order.order.values().copied().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_busy_stay_and_those_passed_by_fill_what_room_there_is() {
        let warm = Warm::default();
        let ids: Vec<Uuid> = (0..3 * MARKS as u128).map(Uuid::from_u128).collect();
        warm.offer(&ids[..10]);
        for id in &ids[5..MARKS] {
            warm.busy(*id);
        }
        warm.busy(ids[2]);
        warm.offer(&ids);
        let all = warm.all();
        assert_eq!(all.len(), MARKS);
        // The next to be busy takes the place of the one passed by first.
        warm.busy(ids[2 * MARKS]);
        let all = warm.all();
        assert_eq!(all.len(), MARKS);
        assert!(!all.contains(&ids[0]) && all.contains(&ids[2]) && all.contains(&ids[1]));
        assert_eq!(all.last(), Some(&ids[2 * MARKS]));
    }
}
