//! Proofs of many leaves of one tree, in the order of the leaves, that share what they have in common.
//!
//! Above the smallest subtree that holds two leaves, their audit paths are the same; in it, the one's path names the root of
//! the half the other is in. So of a leaf that follows another, only the part below that subtree is stated: about two nodes
//! where leaves stand close together, instead of twenty. Each leaf is still judged by itself, by the whole path of RFC 6962.

use std::ops::Range;

use super::{Hash, inclusion_ranges, node_hash, verify_inclusion};

/// The subtrees whose roots are stated to prove that the leaf at `index` is in the tree over the first `size` leaves, after
/// the proof of an earlier leaf. Without one: all of [`inclusion_ranges`].
pub fn ranges_after(previous: Option<u64>, index: u64, size: u64) -> Vec<Range<u64>> {
    let mut ranges = inclusion_ranges(index, size);
    let shared = ranges
        .iter()
        .position(|range| previous.is_some_and(|previous| range.contains(&previous)));
    if let Some(shared) = shared {
        ranges.truncate(shared);
    }
    ranges
}

/// Verifies leaves one after the other, in the order of their indices; holds the path of one.
#[derive(Clone, Debug)]
pub struct Inclusions {
    size: u64,
    root: Hash,
    previous: Option<Previous>,
}

#[derive(Clone, Debug)]
struct Previous {
    index: u64,
    leaf: Hash,
    path: Vec<Hash>,
}

/// The proof does not show that the leaf is in the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotIncluded {
    /// It does not come after the one before, or lies outside of the tree.
    #[error("it does not come after the one before, or lies outside of what was signed")]
    OutOfOrder,
    /// More nodes are stated than belong there, or fewer.
    #[error("{found} nodes are stated on its way to the root; {expected} belong there")]
    Nodes {
        /// In the proof.
        found: usize,
        /// As many as must be stated.
        expected: usize,
    },
    /// The path does not lead from this leaf to this root.
    #[error("the way from it does not lead to the root that was signed")]
    Different,
}

impl Inclusions {
    /// In the tree of `size` leaves with this root.
    pub fn new(size: u64, root: Hash) -> Self {
        Self {
            size,
            root,
            previous: None,
        }
    }

    /// Verifies the next leaf with what is stated of its path.
    ///
    /// # Errors
    /// [`NotIncluded`]; the leaf is then as if it had not been there.
    pub fn verify(&mut self, index: u64, leaf: &Hash, stated: &[Hash]) -> Result<(), NotIncluded> {
        let before = self.previous.as_ref();
        if index >= self.size || before.is_some_and(|before| index <= before.index) {
            return Err(NotIncluded::OutOfOrder);
        }
        let (found, expected) = (
            stated.len(),
            ranges_after(before.map(|before| before.index), index, self.size).len(),
        );
        if found != expected {
            return Err(NotIncluded::Nodes { found, expected });
        }
        let mut path = stated.to_vec();
        if let Some(before) = before {
            path.extend(before.shared_with(index, self.size));
        }
        if !verify_inclusion(leaf, index, self.size, &path, &self.root) {
            return Err(NotIncluded::Different);
        }
        self.previous = Some(Previous {
            index,
            leaf: *leaf,
            path,
        });
        Ok(())
    }
}

impl Previous {
    /// What the path of a later leaf ends with: the root of the half this leaf is in, and all that is above.
    fn shared_with(&self, later: u64, size: u64) -> Vec<Hash> {
        let ranges = inclusion_ranges(self.index, size);
        let mut node = self.leaf;
        let mut siblings = ranges.iter().zip(&self.path);
        for (range, sibling) in siblings.by_ref() {
            if range.contains(&later) {
                break;
            }
            node = if range.start > self.index {
                node_hash(&node, sibling)
            } else {
                node_hash(sibling, &node)
            };
        }
        let above = siblings.map(|(_, sibling)| *sibling);
        std::iter::once(node).chain(above).collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{Accumulator, Prover, leaf_hash};
    use super::*;

    fn leaves(size: u64) -> Vec<Hash> {
        (0..size).map(|n| leaf_hash(&n.to_be_bytes())).collect()
    }

    /// What is stated of each of these leaves, by one pass over all.
    fn stated(picked: &[u64], leaves: &[Hash]) -> Vec<Vec<Hash>> {
        let size = leaves.len() as u64;
        let mut previous = None;
        let ranges: Vec<_> = picked
            .iter()
            .map(|index| ranges_after(previous.replace(*index), *index, size))
            .collect();
        let mut prover = Prover::new(size, ranges.concat());
        leaves.iter().for_each(|leaf| prover.push(*leaf));
        // What comes after the tree that was signed changes nothing.
        prover.push([7; 32]);
        let mut nodes = prover.finish().unwrap().into_iter();
        ranges
            .iter()
            .map(|ranges| nodes.by_ref().take(ranges.len()).collect())
            .collect()
    }

    fn root(leaves: &[Hash]) -> Hash {
        let mut tree = Accumulator::default();
        leaves.iter().for_each(|leaf| tree.push(*leaf));
        tree.root()
    }

    #[test]
    fn neighbours_share_their_way() {
        let leaves = leaves(1_000);
        let picked: Vec<u64> = (300..400).collect();
        let stated = stated(&picked, &leaves);
        let nodes: usize = stated.iter().map(Vec::len).sum();
        assert_eq!(stated[0].len(), 10);
        assert!(nodes < 10 + 2 * 100, "{nodes}");
    }

    /// What is done to the nth leaf, its index and its nodes.
    type Change<'c> = dyn Fn(usize, &mut u64, &mut Hash, &mut Vec<Hash>) + 'c;

    proptest! {
        #[test]
        fn every_picked_leaf_is_proven_and_a_changed_one_is_named(
            size in 1u64..200, seed in proptest::collection::btree_set(0u64..200, 1..40), wrong in 0usize..40,
            bit in 0usize..256,
        ) {
            let leaves = leaves(size);
            let picked: Vec<u64> = seed.into_iter().filter(|index| *index < size).collect();
            prop_assume!(!picked.is_empty());
            let (root, stated) = (root(&leaves), stated(&picked, &leaves));
            let walk = |change: &Change<'_>| -> Result<(), (usize, NotIncluded)> {
                let mut inclusions = Inclusions::new(size, root);
                for (n, (index, nodes)) in picked.iter().zip(&stated).enumerate() {
                    let (mut index, mut nodes) = (*index, nodes.clone());
                    let mut leaf = leaves[index as usize];
                    change(n, &mut index, &mut leaf, &mut nodes);
                    inclusions.verify(index, &leaf, &nodes).map_err(|reason| (n, reason))?;
                }
                Ok(())
            };
            prop_assert_eq!(walk(&|_, _, _, _| ()), Ok(()));
            let wrong = wrong % picked.len();
            let flip = |hash: &mut Hash| hash[bit / 8] ^= 1 << (bit % 8);
            let leaf = walk(&|n, _, leaf, _| if n == wrong { flip(leaf) });
            prop_assert_eq!(leaf, Err((wrong, NotIncluded::Different)));
            let moved = walk(&|n, index, _, _| if n == wrong { *index += 1 });
            prop_assert!(matches!(moved, Err((n, _)) if n == wrong), "{:?}", moved);
            if !stated[wrong].is_empty() {
                let node = walk(&|n, _, _, nodes| if n == wrong { flip(&mut nodes[bit % stated[wrong].len()]) });
                prop_assert_eq!(node, Err((wrong, NotIncluded::Different)));
                let fewer = walk(&|n, _, _, nodes| if n == wrong { nodes.truncate(nodes.len() - 1) });
                prop_assert!(matches!(fewer, Err((n, NotIncluded::Nodes { .. })) if n == wrong), "{:?}", fewer);
            }
            // One that is left out: the next one's way is not the stated one, unless they share nothing stated.
            let twice = {
                let mut inclusions = Inclusions::new(size, root);
                let first = picked[0];
                let leaf = leaves[first as usize];
                inclusions.verify(first, &leaf, &stated[0]).and_then(|()| inclusions.verify(first, &leaf, &[]))
            };
            prop_assert_eq!(twice, Err(NotIncluded::OutOfOrder));
        }

        #[test]
        fn one_alone_has_the_path_of_the_rfc(size in 1u64..200, pick in 0u64..200) {
            let leaves = leaves(size);
            let index = pick % size;
            let stated = stated(&[index], &leaves);
            prop_assert!(verify_inclusion(&leaves[index as usize], index, size, &stated[0], &root(&leaves)));
        }
    }
}
