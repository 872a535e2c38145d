//! What was written lately without waiting for the disk.
//!
//! A server that crashes takes the last of such commits back, and nobody is told: the ledger says it all again to whoever asks,
//! and this is the reason to ask. A commit that is older than [`SETTLED`] is on the disk (`wal_writer_delay` is 200 ms, and a
//! commit waits for three of them at most).
//!
//! Invariant: it is bounded. What is beyond is found by the round of the sweep.

use std::collections::HashMap;
use std::time::Duration;

use tokio::time::Instant;
use uuid::Uuid;

/// After this time a commit is on the disk, by far.
const SETTLED: Duration = Duration::from_secs(3);
/// Organizations remembered.
const MOST: usize = 8_192;

/// How far organizations were said to be, and when.
#[derive(Debug, Default)]
pub(crate) struct Unsettled(HashMap<Uuid, (u64, Instant)>);

impl Unsettled {
    /// The organization's rows are said to be here.
    pub(crate) fn wrote(&mut self, organization_id: Uuid, position: u64, now: Instant) {
        if self.0.len() < MOST || self.0.contains_key(&organization_id) {
            self.0.insert(organization_id, (position, now));
        }
    }

    /// The organizations to look at.
    pub(crate) fn all(&self) -> Vec<Uuid> {
        self.0.keys().copied().collect()
    }

    /// Keeps some organizations.
    pub(crate) fn retain(&mut self, keep: impl Fn(&Uuid) -> bool) {
        self.0.retain(|id, _| keep(id));
    }

    /// The organization's rows were found here at `looked`: whether something is gone. What can no longer be lost is forgotten.
    pub(crate) fn is_lost(&mut self, organization_id: Uuid, found: u64, looked: Instant) -> bool {
        let Some((position, at)) = self.0.get(&organization_id).copied() else {
            return false;
        };
        // What was written while it was looked for says nothing.
        let lost = found < position && at <= looked;
        if lost || looked.saturating_duration_since(at) >= SETTLED {
            self.0.remove(&organization_id);
        }
        lost
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_went_back_is_lost_and_what_is_on_the_disk_is_forgotten() {
        let (mut unsettled, now) = (Unsettled::default(), Instant::now());
        let ids = [1, 2, 3].map(Uuid::from_u128);
        for id in ids {
            unsettled.wrote(id, 7, now);
        }
        assert!(!unsettled.is_lost(ids[0], 7, now));
        assert!(unsettled.is_lost(ids[1], 6, now));
        assert!(!unsettled.is_lost(ids[1], 6, now), "it is told once");
        unsettled.wrote(ids[2], 9, now + SETTLED);
        assert!(
            !unsettled.is_lost(ids[2], 7, now),
            "it was written after the look"
        );
        assert!(!unsettled.is_lost(ids[0], 9, now + SETTLED));
        assert_eq!(unsettled.all(), [ids[2]]);
    }

    #[test]
    fn memory_is_bounded() {
        let (mut unsettled, now) = (Unsettled::default(), Instant::now());
        for number in 0..2 * MOST as u128 {
            unsettled.wrote(Uuid::from_u128(number), 1, now);
        }
        assert_eq!(unsettled.all().len(), MOST);
        unsettled.wrote(Uuid::from_u128(0), 5, now);
        assert!(unsettled.is_lost(Uuid::from_u128(0), 4, now));
    }
}
