//! Proofs: that a leaf is in a tree, and that a tree goes on from an earlier one.
//!
//! A proof is a list of subtrees' roots. Which subtrees is RFC 6962's recursion (2.1.1 and 2.1.2); verifying one is the
//! algorithm of RFC 9162 (2.1.3.2 and 2.1.4.2), which states for the same trees what RFC 6962 leaves to the reader.

use std::cmp::Reverse;
use std::ops::Range;

use super::{Accumulator, Hash, empty_root, node_hash};

/// The subtrees whose roots prove that the leaf at `index` (from 0) is in the tree over the first `size` leaves; empty
/// where there is no such leaf.
pub fn inclusion_ranges(index: u64, size: u64) -> Vec<Range<u64>> {
    let mut ranges = Vec::new();
    let (mut start, mut end) = (0, size);
    if index >= size {
        return ranges;
    }
    while end - start > 1 {
        let middle = start + split(end - start);
        if index < middle {
            ranges.push(middle..end);
            end = middle;
        } else {
            ranges.push(start..middle);
            start = middle;
        }
    }
    // A proof goes from the leaf to the root.
    ranges.reverse();
    ranges
}

/// The subtrees whose roots prove that the tree over `size` leaves goes on from the one over the first `earlier`; empty
/// where nothing needs proof.
pub fn consistency_ranges(earlier: u64, size: u64) -> Vec<Range<u64>> {
    let mut ranges = Vec::new();
    if earlier == 0 || earlier >= size {
        return ranges;
    }
    let (mut start, mut end) = (0, size);
    // Whether the subtree at hand is still a whole tree of the earlier size, whose root the verifier knows.
    let mut known = true;
    while earlier != end {
        let middle = start + split(end - start);
        if earlier <= middle {
            ranges.push(middle..end);
            end = middle;
        } else {
            ranges.push(start..middle);
            start = middle;
            known = false;
        }
    }
    if !known {
        ranges.push(start..end);
    }
    ranges.reverse();
    ranges
}

/// The largest power of two smaller than `size`, which is at least 2.
fn split(size: u64) -> u64 {
    1 << (u64::BITS - 1 - (size - 1).leading_zeros())
}

/// Computes the roots of subtrees while the leaves go by: any subtrees of the tree over the first `size` leaves, one
/// inside another or side by side. Each is met once, when its last leaf is pushed, the smaller before the larger.
#[derive(Clone, Debug)]
pub struct Prover {
    /// In the order in which they are met, each with its place in the proof.
    ranges: Vec<(usize, Range<u64>)>,
    /// The one that is met next.
    at: usize,
    size: u64,
    tree: Accumulator,
    roots: Vec<Option<Hash>>,
}

impl Prover {
    /// Over the ranges of proofs about the tree over the first `size` leaves.
    pub fn new(size: u64, ranges: Vec<Range<u64>>) -> Self {
        let roots = vec![None; ranges.len()];
        let mut ranges: Vec<_> = ranges.into_iter().enumerate().collect();
        ranges.sort_by_key(|(_, range)| (range.end, Reverse(range.start)));
        Self {
            ranges,
            at: 0,
            size,
            tree: Accumulator::default(),
            roots,
        }
    }

    /// Takes the node of the next leaf.
    pub fn push(&mut self, leaf: Hash) {
        if self.at >= self.ranges.len() || self.tree.size() >= self.size {
            return;
        }
        let end = self.tree.size() + 1;
        let mut met = Vec::new();
        self.tree.push_and(leaf, |start, node| met.push((start, node)));
        if end == self.size {
            met.extend(self.tree.edges());
        }
        for (start, node) in met {
            self.meet(start..end, node);
        }
    }

    fn meet(&mut self, met: Range<u64>, node: Hash) {
        while let Some((place, range)) = self.ranges.get(self.at) {
            if *range != met {
                return;
            }
            if let Some(root) = self.roots.get_mut(*place) {
                *root = Some(node);
            }
            self.at += 1;
        }
    }

    /// The roots, in the order in which their ranges were given; `None` while leaves of them are missing.
    pub fn finish(self) -> Option<Vec<Hash>> {
        self.roots.into_iter().collect()
    }
}

/// Whether a proof shows that the leaf at `index` (from 0) is in the tree of `size` leaves with this root.
pub fn verify_inclusion(leaf: &Hash, index: u64, size: u64, proof: &[Hash], root: &Hash) -> bool {
    if index >= size {
        return false;
    }
    let (mut node, mut last) = (index, size - 1);
    let mut computed = *leaf;
    for sibling in proof {
        if last == 0 {
            return false;
        }
        if node & 1 == 1 || node == last {
            computed = node_hash(sibling, &computed);
            while node & 1 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            computed = node_hash(&computed, sibling);
        }
        node >>= 1;
        last >>= 1;
    }
    last == 0 && computed == *root
}

/// Whether a proof shows that the tree of `size` leaves with root `root` begins with the `earlier` leaves whose root is
/// `earlier_root`.
pub fn verify_consistency(earlier: u64, size: u64, earlier_root: &Hash, root: &Hash, proof: &[Hash]) -> bool {
    if earlier > size {
        return false;
    }
    if earlier == size {
        return proof.is_empty() && earlier_root == root;
    }
    if earlier == 0 {
        return proof.is_empty() && *earlier_root == empty_root();
    }
    let whole = earlier.is_power_of_two().then_some(earlier_root);
    let mut path = whole.into_iter().chain(proof);
    let (mut node, mut last) = (earlier - 1, size - 1);
    while node & 1 == 1 {
        node >>= 1;
        last >>= 1;
    }
    let Some(first) = path.next() else {
        return false;
    };
    let (mut before, mut after) = (*first, *first);
    for sibling in path {
        if last == 0 {
            return false;
        }
        if node & 1 == 1 || node == last {
            before = node_hash(sibling, &before);
            after = node_hash(sibling, &after);
            while node & 1 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            after = node_hash(&after, sibling);
        }
        node >>= 1;
        last >>= 1;
    }
    last == 0 && before == *earlier_root && after == *root
}

#[cfg(test)]
mod tests;
