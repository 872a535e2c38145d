//! Numbers that look random, the same in every run.

use chrono::{DateTime, TimeDelta, Utc};

/// SplitMix64.
#[derive(Clone, Debug)]
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below another.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.next() % end.max(1)
    }

    /// An instant from the first to the last, microseconds.
    pub(crate) fn between(&mut self, (first, last): (DateTime<Utc>, DateTime<Utc>)) -> DateTime<Utc> {
        let width = (last - first).num_microseconds().unwrap_or(0).unsigned_abs();
        let after = i64::try_from(self.below(width)).unwrap_or(0);
        first + TimeDelta::microseconds(after)
    }

    /// Puts things in another order.
    pub(crate) fn shuffle<T>(&mut self, things: &mut [T]) {
        for end in (1..things.len()).rev() {
            let other = self.below(end as u64 + 1) as usize;
            things.swap(end, other);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shuffle_keeps_everything_and_an_instant_stays_within() {
        let (mut dice, mut things) = (Dice::new(3), (0..100).collect::<Vec<_>>());
        dice.shuffle(&mut things);
        assert_ne!(things, (0..100).collect::<Vec<_>>());
        things.sort_unstable();
        assert_eq!(things, (0..100).collect::<Vec<_>>());
        let span = (DateTime::UNIX_EPOCH, DateTime::UNIX_EPOCH + TimeDelta::seconds(1));
        assert!((0..1_000).all(|_| (span.0..span.1).contains(&dice.between(span))));
    }
}
