//! Who waits for a turn, and who has one.
//!
//! Invariants
//! - An organization never has two turns at once, and waits at most once.
//! - Organizations that are far behind have all places but one: the turns of the others are short, and wait for no long one.

use std::collections::{HashMap, HashSet, VecDeque};
use std::hash::Hash;

use uuid::Uuid;

/// Organizations that have a turn at the same time; each holds one connection, or two for a moment.
pub(crate) const AT_ONCE: usize = 4;
/// Organizations that may wait for a turn before the tail has to wait.
const QUEUE: usize = 4_096;

/// The turns under way, by what they are known by, and those that are waited for.
#[derive(Debug)]
pub(crate) struct Turns<K> {
    queue: VecDeque<Uuid>,
    queued: HashSet<Uuid>,
    running: HashMap<K, Uuid>,
    /// Those of which more is known to be new than a turn takes.
    far_behind: HashSet<Uuid>,
    /// Asked for while running, up to which position; `None`: in any case.
    again: HashMap<Uuid, Option<u64>>,
}

/// What was asked for during a turn: another one where it did not reach the position, or in any case.
pub(crate) type Again = Option<Option<u64>>;

impl<K: Eq + Hash> Turns<K> {
    pub(crate) fn new() -> Self {
        Self {
            queue: VecDeque::new(),
            queued: HashSet::new(),
            running: HashMap::new(),
            far_behind: HashSet::new(),
            again: HashMap::new(),
        }
    }

    /// Whether nobody else may wait for now.
    pub(crate) fn is_full(&self) -> bool {
        self.queue.len() >= QUEUE
    }

    /// The next to have a turn, in the order in which they were asked for.
    pub(crate) fn next(&mut self) -> Option<Uuid> {
        let is_far = |organization_id: &Uuid| self.far_behind.contains(organization_id);
        let far = self.running.values().filter(|id| is_far(id)).count();
        let place = match far < AT_ONCE - 1 {
            true => 0,
            false => self.queue.iter().position(|id| !is_far(id))?,
        };
        let organization_id = self.queue.remove(place)?;
        self.queued.remove(&organization_id);
        Some(organization_id)
    }

    pub(crate) fn began(&mut self, turn: K, organization_id: Uuid) {
        self.running.insert(turn, organization_id);
    }

    /// Whose turn ended, and what was asked for meanwhile. It is not far behind until that is said again.
    pub(crate) fn ended(&mut self, turn: &K) -> Option<(Uuid, Again)> {
        let organization_id = self.running.remove(turn)?;
        self.far_behind.remove(&organization_id);
        Some((organization_id, self.again.remove(&organization_id)))
    }

    /// More is new of the organization than a turn takes.
    pub(crate) fn is_far_behind(&mut self, organization_id: Uuid) {
        self.far_behind.insert(organization_id);
    }

    /// Queues the organization, unless it waits already. A turn under way that reaches `tip` is enough; `None`: another turn
    /// in any case.
    pub(crate) fn ask(&mut self, organization_id: Uuid, tip: Option<u64>) {
        if self.is_running(organization_id) {
            let asked = self.again.entry(organization_id).or_insert(tip);
            *asked = asked.zip(tip).map(|(one, other)| one.max(other));
        } else if self.queued.insert(organization_id) {
            self.queue.push_back(organization_id);
        }
    }

    /// Whether the organization has a turn or waits for one.
    pub(crate) fn is_busy(&self, organization_id: Uuid) -> bool {
        self.queued.contains(&organization_id) || self.is_running(organization_id)
    }

    /// Keeps some organizations; a turn under way goes on to its end.
    pub(crate) fn retain(&mut self, keep: impl Fn(&Uuid) -> bool) {
        self.queue.retain(&keep);
        self.queued.retain(&keep);
        self.again.retain(|id, _| keep(id));
        self.far_behind.retain(&keep);
    }

    fn is_running(&self, organization_id: Uuid) -> bool {
        self.running.values().any(|running| *running == organization_id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(numbers: std::ops::Range<u128>) -> Vec<Uuid> {
        numbers.map(Uuid::from_u128).collect()
    }

    #[test]
    fn one_place_is_left_to_those_that_are_not_far_behind() {
        let mut turns: Turns<Uuid> = Turns::new();
        let (far, near) = (ids(0..6), ids(10..12));
        for id in &far {
            turns.is_far_behind(*id);
        }
        for id in far.iter().chain(&near) {
            turns.ask(*id, None);
            turns.ask(*id, None);
        }
        let mut begun = Vec::new();
        while begun.len() < AT_ONCE
            && let Some(id) = turns.next()
        {
            turns.began(id, id);
            begun.push(id);
        }
        assert_eq!(begun, [far[0], far[1], far[2], near[0]]);
        // What is short ends, and the next short one begins; the far ones keep their order.
        assert_eq!(turns.ended(&near[0]), Some((near[0], None)));
        assert_eq!(turns.next(), Some(near[1]));
        turns.began(near[1], near[1]);
        assert_eq!(turns.ended(&near[1]), Some((near[1], None)));
        assert_eq!(turns.next(), None, "the place stays free");
        assert_eq!(turns.ended(&far[1]), Some((far[1], None)));
        assert_eq!(turns.next(), Some(far[3]));
    }

    #[test]
    fn what_is_asked_for_during_a_turn_is_told_at_its_end() {
        let mut turns: Turns<u8> = Turns::new();
        let id = Uuid::from_u128(1);
        turns.ask(id, Some(3));
        assert!(turns.is_busy(id) && !turns.is_full());
        assert_eq!(turns.next(), Some(id));
        turns.began(7, id);
        for tip in [5, 4] {
            turns.ask(id, Some(tip));
        }
        assert!(turns.is_busy(id));
        assert_eq!(turns.next(), None);
        assert_eq!(turns.ended(&7), Some((id, Some(Some(5)))));
        assert_eq!((turns.ended(&7), turns.is_busy(id)), (None, false));
        turns.ask(id, Some(3));
        turns.next();
        turns.began(8, id);
        turns.ask(id, Some(9));
        turns.ask(id, None);
        turns.retain(|_| true);
        assert_eq!(turns.ended(&8), Some((id, Some(None))));
    }

    #[test]
    fn the_tail_waits_while_very_many_do() {
        let mut turns: Turns<u8> = Turns::new();
        for id in ids(0..QUEUE as u128) {
            assert!(!turns.is_full());
            turns.ask(id, None);
        }
        assert!(turns.is_full());
        turns.retain(|id| id.as_u128() < 10);
        assert!(!turns.is_full() && turns.next().is_some());
    }
}
