//! What a submission touches, as numbers: two that touch the same must not share a batch.
//!
//! The numbers are hashes. Two different things with the same number only wait for each other once in a while.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher, Hasher};

use uuid::Uuid;

use crate::claim_rows::ClaimRow;
use crate::submission::StreamPart;

/// One thing a submission touches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Touch {
    key: u64,
    /// Streams that are only checked may be checked by several at once.
    shared: bool,
}

/// A key is a hash already.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct AsIs(u64);

impl Hasher for AsIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, key: u64) {
        self.0 = key;
    }
}

type Keyed<V> = HashMap<u64, V, BuildHasherDefault<AsIs>>;

/// The command itself, the streams and the business keys.
pub(crate) fn touches(
    organization_id: Uuid,
    command_id: Uuid,
    streams: &[StreamPart],
    claims: &[ClaimRow],
) -> Vec<Touch> {
    let hasher = BuildHasherDefault::<DefaultHasher>::default();
    let mut touches: Vec<Touch> = Vec::with_capacity(1 + streams.len() + claims.len());
    let mut add = |key: u64, shared: bool| match touches.iter_mut().find(|touch| touch.key == key) {
        Some(touch) => touch.shared &= shared,
        None => touches.push(Touch { key, shared }),
    };
    add(hasher.hash_one((0u8, organization_id, command_id)), false);
    for part in streams {
        add(
            hasher.hash_one((1u8, organization_id, part.stream)),
            part.events.is_empty(),
        );
    }
    for claim in claims {
        add(
            hasher.hash_one((2u8, organization_id, claim.kind, &claim.key)),
            false,
        );
    }
    touches
}

/// What is being written at the moment: by batches in flight, and by the one that is being put together.
#[derive(Debug, Default)]
pub(crate) struct Held {
    /// How many share the key; `None` for a key held alone.
    keys: Keyed<Option<usize>>,
}

impl Held {
    /// Takes everything a submission touches, or nothing where one of it is held or waited for by an earlier one.
    pub(crate) fn take(&mut self, touches: &[Touch], awaited: &Awaited) -> bool {
        let free = touches.iter().all(|touch| {
            !awaited.keys.contains(&touch.key)
                && match self.keys.get(&touch.key) {
                    None => true,
                    Some(Some(_)) => touch.shared,
                    Some(None) => false,
                }
        });
        if !free {
            return false;
        }
        for touch in touches {
            let held = self.keys.entry(touch.key).or_insert(touch.shared.then_some(0));
            if let Some(count) = held {
                *count += 1;
            }
        }
        true
    }

    /// Gives back what [`Held::take`] took.
    pub(crate) fn release(&mut self, touches: &[Touch]) {
        for touch in touches {
            if let Entry::Occupied(mut held) = self.keys.entry(touch.key) {
                match held.get_mut() {
                    Some(count) if *count > 1 => *count -= 1,
                    Some(_) | None => {
                        held.remove();
                    }
                }
            }
        }
    }
}

/// What those touch that were put off from the batch being put together: nobody overtakes them.
#[derive(Debug, Default)]
pub(crate) struct Awaited {
    keys: HashSet<u64, BuildHasherDefault<AsIs>>,
}

impl Awaited {
    pub(crate) fn add(&mut self, touches: &[Touch]) {
        self.keys.extend(touches.iter().map(|touch| touch.key));
    }
}
