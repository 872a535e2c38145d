//! Checkpoints: what a ledger held at a commit, signed, to be kept where whoever can write the database cannot.
//!
//! A chain proves that nothing before its last link was changed without changing the link; it proves nothing to somebody
//! who has only the ledger, whose owner could write all of it anew. A checkpoint kept elsewhere is what later readings
//! are held against: the ledger must still contain the commit that was signed, with the same chain and the same Merkle
//! root over the events up to it.
//!
//! Invariants
//! - Nothing is signed that did not hold together in one reading, and that did not contain the previous checkpoint.
//! - A checkpoint that names a previous one carries the proof that its tree goes on from that one's: two files and the
//!   public key show that nothing between them was rewritten, without the ledger.

mod hold;
mod inclusion;

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::merkle::verify_consistency;
use crate::signing::{LedgerKey, LedgerPublicKey, SigningError, unverified_document};

pub use hold::{Held, Unsigned};
pub(crate) use hold::{contains, instant};
pub use inclusion::{EventProof, NotProven, StatedEvent};

/// What the signature is for.
const PURPOSE: &str = "wellflow checkpoint";

/// The version of the format.
const FORMAT: u32 = 1;

/// A SHA-256; as JSON, 64 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Sha256Hash(pub [u8; 32]);

/// What a ledger held at a commit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Checkpoint {
    /// The version of the format.
    pub format: u32,
    /// Whose ledger.
    pub organization: Uuid,
    /// Which copy of it.
    pub incarnation: Uuid,
    /// The commit's last position; 0 for an empty ledger.
    pub position: u64,
    /// The commit's instant, which identifies it; none for an empty ledger.
    pub recorded_at: Option<DateTime<Utc>>,
    /// The chain's link at the commit.
    pub chain: Sha256Hash,
    /// Leaves of the Merkle tree: one per event up to the position.
    pub merkle_size: u64,
    /// Its root.
    pub merkle_root: Sha256Hash,
    /// The checkpoint it goes on from.
    pub previous: Option<Previous>,
}

/// The checkpoint another one goes on from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Previous {
    /// SHA-256 of its RFC 8785 text, signature included.
    pub sha256: Sha256Hash,
    /// Its `merkle_size`.
    pub merkle_size: u64,
    /// RFC 6962 consistency proof from that tree to this one.
    pub consistency: Vec<Sha256Hash>,
}

/// A checkpoint whose signature holds, and the hash by which the next one names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedCheckpoint {
    /// What was signed.
    pub checkpoint: Checkpoint,
    /// SHA-256 of its RFC 8785 text, signature included.
    pub sha256: Sha256Hash,
}

/// Why a ledger does not contain what was signed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unproven {
    /// Another organization's ledger was signed.
    #[error("the checkpoint is of another organization, {signed}")]
    OtherOrganization {
        /// The organization in the checkpoint.
        signed: Uuid,
    },
    /// The ledger ends before the commit that was signed.
    #[error(
        "the newest commits were deleted: the ledger ends at position {position}, position {signed} was signed \
         (commit of {recorded_at})"
    )]
    Shortened {
        /// Where the ledger ends.
        position: u64,
        /// The position that was signed.
        signed: u64,
        /// The commit that was signed.
        recorded_at: String,
    },
    /// The commit that was signed is not there any more, or is another one.
    #[error("the history was rewritten at or before position {signed}: {reason}")]
    Rewritten {
        /// The position that was signed.
        signed: u64,
        /// What differs.
        reason: String,
    },
    /// The ledger could not be followed as far as the commit that was signed.
    #[error("the ledger does not hold together before position {signed}, which was signed")]
    NotReached {
        /// The position that was signed.
        signed: u64,
    },
    /// Everything that was signed is there, in another copy of the ledger.
    #[error(
        "the incarnation changed: {signed} was signed, this copy is {found}; every event that was signed is in it"
    )]
    OtherIncarnation {
        /// The copy that was signed.
        signed: Uuid,
        /// This one.
        found: Uuid,
    },
}

impl Checkpoint {
    /// The signed document, RFC 8785 text.
    ///
    /// # Errors
    /// [`SigningError::Encode`].
    pub fn sign(&self, key: &LedgerKey) -> Result<String, SigningError> {
        key.sign_document(PURPOSE, self)
    }

    /// What a signed document says, whoever signed it: enough to hold a ledger against it, not to believe it.
    ///
    /// # Errors
    /// [`SigningError`] when it is no signed checkpoint.
    pub fn unverified(text: &str) -> Result<Self, SigningError> {
        unverified_document::<Self>(text)?.known()
    }

    fn known(self) -> Result<Self, SigningError> {
        let malformed = |reason: String| Err(SigningError::MalformedDocument(reason));
        if self.format != FORMAT {
            return malformed(format!("it has the unknown format {}", self.format));
        }
        if self.merkle_size != self.position {
            return malformed("its tree has not one leaf per position".to_owned());
        }
        Ok(self)
    }
}

impl SignedCheckpoint {
    /// Opens a signed document; the signature must be this key's.
    ///
    /// # Errors
    /// [`SigningError`].
    pub fn open(text: &str, key: &LedgerPublicKey) -> Result<Self, SigningError> {
        let checkpoint: Checkpoint = key.open_document(PURPOSE, text)?;
        let checkpoint = checkpoint.known()?;
        let document: serde_json::Value = serde_json::from_str(text).map_err(SigningError::Encode)?;
        let canonical = serde_json_canonicalizer::to_string(&document).map_err(SigningError::Encode)?;
        Ok(Self {
            checkpoint,
            sha256: Sha256Hash(Sha256::digest(canonical).into()),
        })
    }

    /// Whether this checkpoint's ledger goes on from an earlier one's, as far as the two files alone can show.
    ///
    /// # Errors
    /// What speaks against it, in words.
    pub fn goes_on_from(&self, earlier: &Self) -> Result<(), String> {
        let (later, before) = (&self.checkpoint, &earlier.checkpoint);
        if later.organization != before.organization {
            return Err("they are of different organizations".to_owned());
        }
        let Some(previous) = &later.previous else {
            return Err("the later one names no previous checkpoint".to_owned());
        };
        if previous.sha256 != earlier.sha256 {
            return Err("the later one names another previous checkpoint".to_owned());
        }
        let proof: Vec<[u8; 32]> = previous.consistency.iter().map(|hash| hash.0).collect();
        let proven = previous.merkle_size == before.merkle_size
            && verify_consistency(
                before.merkle_size,
                later.merkle_size,
                &before.merkle_root.0,
                &later.merkle_root.0,
                &proof,
            );
        if !proven {
            return Err("the later tree does not go on from the earlier one".to_owned());
        }
        Ok(())
    }
}

impl fmt::Display for Sha256Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Sha256Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Sha256Hash {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Sha256Hash {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let refused = || serde::de::Error::custom("a hash is 64 hexadecimal digits in lower case");
        let digit = |byte: u8| match byte {
            b'0'..=b'9' => Some(byte - b'0'),
            b'a'..=b'f' => Some(byte - b'a' + 10),
            _ => None,
        };
        let (pairs, rest) = text.as_bytes().as_chunks::<2>();
        let bytes: Option<Vec<u8>> = pairs
            .iter()
            .map(|[high, low]| Some(digit(*high)? << 4 | digit(*low)?))
            .collect();
        let bytes = bytes.filter(|_| rest.is_empty()).ok_or_else(refused)?;
        Ok(Self(bytes.try_into().map_err(|_| refused())?))
    }
}
