//! What a consumer is known to have, for the organizations it was busy with last.
//!
//! Invariant: it is bounded. What is forgotten is only asked for once more.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use uuid::Uuid;

/// Organizations remembered, at least; at most twice as many.
const ORGANIZATIONS: usize = 8_192;

/// Positions reached; clones share them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reached(Arc<Mutex<Generations>>);

#[derive(Debug, Default)]
struct Generations {
    young: HashMap<Uuid, u64>,
    old: HashMap<Uuid, u64>,
}

impl Reached {
    /// The consumer stands here now, also where it stood further before.
    pub(crate) fn set(&self, organization_id: Uuid, position: u64) {
        let mut generations = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if generations.young.len() >= ORGANIZATIONS && !generations.young.contains_key(&organization_id) {
            generations.old = std::mem::take(&mut generations.young);
        }
        generations.young.insert(organization_id, position);
    }

    /// Whether the consumer is known to have everything up to a position.
    pub(crate) fn has(&self, organization_id: Uuid, position: u64) -> bool {
        let generations = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = generations.young.get(&organization_id);
        known
            .or_else(|| generations.old.get(&organization_id))
            .is_some_and(|known| *known >= position)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_are_remembered_and_memory_is_bounded() {
        let reached = Reached::default();
        let id = |n: usize| Uuid::from_u128(u128::try_from(n).unwrap());
        for n in 0..10 * ORGANIZATIONS {
            reached.set(id(n), 5);
        }
        let last = id(10 * ORGANIZATIONS - 1);
        assert!(reached.has(last, 5) && !reached.has(last, 6) && !reached.has(id(0), 1));
        assert!((0..ORGANIZATIONS).all(|back| reached.has(id(10 * ORGANIZATIONS - 1 - back), 5)));
        let kept = reached.0.lock().unwrap();
        assert!(kept.young.len() + kept.old.len() <= 2 * ORGANIZATIONS);
        drop(kept);
        // A consumer that was sent back is taken at its word.
        reached.set(last, 2);
        assert!(!reached.has(last, 5));
    }
}
