//! The Merkle tree of RFC 6962 over an organization's events: its leaves are their digests, in the order of positions.
//!
//! A tree is never held: it is computed while the leaves go by, in memory that grows with the logarithm of their number.
//! So are proofs: which subtrees one consists of is known before the first leaf, and each is computed in passing. Proofs of
//! many leaves share what they have in common ([`Inclusions`]).
//!
//! Invariants
//! - A leaf is `SHA-256(0x00 ‖ data)`, an inner node `SHA-256(0x01 ‖ left ‖ right)`: neither passes for the other.
//! - Verifying a proof needs the proof and the roots alone, never the ledger.

mod paths;
mod proof;

use sha2::{Digest, Sha256};

pub use paths::{Inclusions, NotIncluded, ranges_after};
pub use proof::{Prover, consistency_ranges, inclusion_ranges, verify_consistency, verify_inclusion};

/// A node of the tree.
pub type Hash = [u8; 32];

/// The root of a tree without leaves.
pub fn empty_root() -> Hash {
    Sha256::digest([]).into()
}

/// The node of a leaf.
pub fn leaf_hash(data: &[u8]) -> Hash {
    let mut hash = Sha256::new();
    hash.update([0]);
    hash.update(data);
    hash.finalize().into()
}

/// The node above two others.
pub(crate) fn node_hash(left: &Hash, right: &Hash) -> Hash {
    let mut hash = Sha256::new();
    hash.update([1]);
    hash.update(left);
    hash.update(right);
    hash.finalize().into()
}

/// The tree over the leaves pushed so far.
#[derive(Clone, Debug, Default)]
pub struct Accumulator {
    /// The roots of the perfect subtrees, the largest first: one per bit that is set in `size`.
    peaks: Vec<Hash>,
    size: u64,
}

impl Accumulator {
    /// Adds the node of the next leaf, as [`leaf_hash`] gives it.
    pub fn push(&mut self, leaf: Hash) {
        self.push_and(leaf, |_, _| ());
    }

    /// The same; every perfect subtree that the leaf completes is told with its first leaf, the leaf itself first.
    pub(crate) fn push_and(&mut self, leaf: Hash, mut completed: impl FnMut(u64, Hash)) {
        let (mut node, mut start, mut width) = (leaf, self.size, 1);
        let mut size = self.size;
        completed(start, node);
        while size & 1 == 1 {
            if let Some(left) = self.peaks.pop() {
                node = node_hash(&left, &node);
            }
            start -= width;
            width <<= 1;
            size >>= 1;
            completed(start, node);
        }
        self.peaks.push(node);
        self.size += 1;
    }

    /// The subtrees at the right edge that are not perfect, each with its first leaf, the smaller first; the last is the
    /// whole tree.
    pub(crate) fn edges(&self) -> Vec<(u64, Hash)> {
        let mut edges = Vec::new();
        let mut peaks = self.peaks.iter().rev();
        let Some(last) = peaks.next() else {
            return edges;
        };
        let mut node = *last;
        // The sizes of the peaks are the bits of `size`, the last peak's the lowest.
        let mut left = self.size & self.size.wrapping_sub(1);
        for peak in peaks {
            node = node_hash(peak, &node);
            left &= left.wrapping_sub(1);
            edges.push((left, node));
        }
        edges
    }

    /// Leaves pushed so far.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The root over them.
    pub fn root(&self) -> Hash {
        let mut peaks = self.peaks.iter().rev();
        let Some(last) = peaks.next() else {
            return empty_root();
        };
        peaks.fold(*last, |right, left| node_hash(left, &right))
    }
}
