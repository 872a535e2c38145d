use proptest::prelude::*;

use super::super::leaf_hash;
use super::*;

/// The leaves of Certificate Transparency's reference tests.
const LEAVES: [&str; 8] = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
];

/// The roots over the first 1 to 8 of them.
const ROOTS: [&str; 8] = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

const A: &str = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7";
const B: &str = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e";
const C: &str = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4";
const D: &str = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b";
const E: &str = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0";
const F: &str = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a";

fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len())
        .step_by(2)
        .map(|i| u8::from_str_radix(&hex[i..i + 2], 16).unwrap())
        .collect()
}

fn hash(hex: &str) -> Hash {
    bytes(hex).try_into().unwrap()
}

fn reference_leaves() -> Vec<Hash> {
    LEAVES.iter().map(|leaf| leaf_hash(&bytes(leaf))).collect()
}

fn root(leaves: &[Hash]) -> Hash {
    let mut tree = Accumulator::default();
    leaves.iter().for_each(|leaf| tree.push(*leaf));
    tree.root()
}

fn prove(ranges: Vec<Range<u64>>, leaves: &[Hash]) -> Vec<Hash> {
    let mut prover = Prover::new(leaves.len() as u64, ranges);
    leaves.iter().for_each(|leaf| prover.push(*leaf));
    prover.finish().unwrap()
}

#[test]
fn roots_are_those_of_the_reference() {
    let leaves = reference_leaves();
    assert_eq!(
        root(&[]),
        hash("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    );
    for (size, expected) in (1..).zip(ROOTS) {
        assert_eq!(root(&leaves[..size]), hash(expected), "{size} leaves");
    }
}

#[test]
fn inclusion_proofs_are_those_of_the_reference() {
    let leaves = reference_leaves();
    let vectors: [(u64, u64, &[&str]); 5] = [
        (0, 1, &[]),
        (0, 8, &[A, B, C]),
        (5, 8, &[D, E, ROOTS[3]]),
        (2, 3, &[ROOTS[1]]),
        (1, 5, &[ROOTS[0], B, D]),
    ];
    for (index, size, expected) in vectors {
        let expected: Vec<Hash> = expected.iter().map(|node| hash(node)).collect();
        let proof = prove(inclusion_ranges(index, size), &leaves[..size as usize]);
        assert_eq!(proof, expected, "leaf {index} of {size}");
        assert!(verify_inclusion(
            &leaves[index as usize],
            index,
            size,
            &proof,
            &hash(ROOTS[size as usize - 1])
        ));
    }
}

#[test]
fn consistency_proofs_are_those_of_the_reference() {
    let leaves = reference_leaves();
    let vectors: [(u64, u64, &[&str]); 4] = [
        (1, 1, &[]),
        (1, 8, &[A, B, C]),
        (6, 8, &[F, E, ROOTS[3]]),
        (2, 5, &[B, D]),
    ];
    for (earlier, size, expected) in vectors {
        let expected: Vec<Hash> = expected.iter().map(|node| hash(node)).collect();
        let proof = prove(consistency_ranges(earlier, size), &leaves[..size as usize]);
        assert_eq!(proof, expected, "{earlier} of {size}");
        let (before, after) = (ROOTS[earlier as usize - 1], ROOTS[size as usize - 1]);
        assert!(verify_consistency(
            earlier,
            size,
            &hash(before),
            &hash(after),
            &proof
        ));
    }
}

/// RFC 6962, 2.1, word for word.
fn naive_root(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => empty_root(),
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(largest_power_below(leaves.len()));
            node_hash(&naive_root(left), &naive_root(right))
        }
    }
}

/// 2.1.1, word for word.
fn naive_path(m: usize, leaves: &[Hash]) -> Vec<Hash> {
    if leaves.len() == 1 {
        return Vec::new();
    }
    let k = largest_power_below(leaves.len());
    let (left, right) = leaves.split_at(k);
    let (mut path, other) = if m < k {
        (naive_path(m, left), right)
    } else {
        (naive_path(m - k, right), left)
    };
    path.push(naive_root(other));
    path
}

/// 2.1.2, word for word.
fn naive_subproof(m: usize, leaves: &[Hash], whole: bool) -> Vec<Hash> {
    if m == leaves.len() {
        return if whole {
            Vec::new()
        } else {
            vec![naive_root(leaves)]
        };
    }
    let k = largest_power_below(leaves.len());
    let (left, right) = leaves.split_at(k);
    let (mut proof, other) = if m <= k {
        (naive_subproof(m, left, whole), right)
    } else {
        (naive_subproof(m - k, right, false), left)
    };
    proof.push(naive_root(other));
    proof
}

fn largest_power_below(size: usize) -> usize {
    let mut power = 1;
    while power * 2 < size {
        power *= 2;
    }
    power
}

fn numbered(size: usize) -> Vec<Hash> {
    (0..size).map(|n| leaf_hash(&n.to_be_bytes())).collect()
}

proptest! {
    #[test]
    fn the_tree_in_passing_is_the_tree_of_the_recursion(size in 0usize..400) {
        let leaves = numbered(size);
        prop_assert_eq!(root(&leaves), naive_root(&leaves));
    }

    #[test]
    fn every_leaf_is_proven_and_nothing_else(size in 1usize..300, pick in 0usize..300, bit in 0usize..256) {
        let leaves = numbered(size);
        let index = pick % size;
        let proof = prove(inclusion_ranges(index as u64, size as u64), &leaves);
        prop_assert_eq!(&proof, &naive_path(index, &leaves));
        let (root, size) = (root(&leaves), size as u64);
        let holds = |leaf: &Hash, index: usize, proof: &[Hash]| verify_inclusion(leaf, index as u64, size, proof, &root);
        prop_assert!(holds(&leaves[index], index, &proof));
        let mut flipped = leaves[index];
        flipped[bit / 8] ^= 1 << (bit % 8);
        prop_assert!(!holds(&flipped, index, &proof));
        prop_assert!(!holds(&leaves[index], (index + 1) % leaves.len(), &proof) || size == 1);
        prop_assert!(!holds(&leaves[index], leaves.len(), &proof));
        let mut longer = proof.clone();
        longer.push([0; 32]);
        prop_assert!(!holds(&leaves[index], index, &longer));
        if let Some((_, shorter)) = proof.split_last() {
            prop_assert!(!holds(&leaves[index], index, shorter));
        }
    }

    #[test]
    fn a_tree_that_goes_on_is_proven_and_a_changed_one_is_not(
        size in 1usize..300, pick in 0usize..300, bit in 0usize..256, node in 0usize..20,
    ) {
        let leaves = numbered(size);
        let earlier = pick % (size + 1);
        let proof = prove(consistency_ranges(earlier as u64, size as u64), &leaves);
        if earlier > 0 {
            prop_assert_eq!(&proof, &naive_subproof(earlier, &leaves, true));
        }
        let (before, after) = (root(&leaves[..earlier]), root(&leaves));
        let holds = |before: &Hash, after: &Hash, proof: &[Hash]| {
            verify_consistency(earlier as u64, size as u64, before, after, proof)
        };
        prop_assert!(holds(&before, &after, &proof));
        let flip = |hash: &Hash| {
            let mut flipped = *hash;
            flipped[bit / 8] ^= 1 << (bit % 8);
            flipped
        };
        prop_assert!(!holds(&flip(&before), &after, &proof));
        prop_assert!(earlier == 0 || !holds(&before, &flip(&after), &proof));
        if !proof.is_empty() {
            let mut changed = proof.clone();
            let at = node % changed.len();
            changed[at] = flip(&changed[at]);
            prop_assert!(!holds(&before, &after, &changed));
        }
        prop_assert!(!verify_consistency(size as u64 + 1, size as u64, &before, &after, &proof));
    }
}
