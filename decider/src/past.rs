//! What was written in an older shape, and what it comes to today.
//!
//! A stored event is never rewritten. When a fact changes its shape, the new shape is a new version, and the old one
//! stays beside it as a struct that can still be read and says what it means now. A chain of versions is plain code:
//! version 1 becomes version 2 and lets that one speak.

use serde::de::DeserializeOwned;

/// A shape in which events were written once.
///
/// What it comes to stands where the stored event stands, at its position and its effective instant; several events are
/// applied in the order given, all or none. The business keys claimed or given up by what was written must be those of
/// what it comes to: the ledger's claims are not changed by reading.
pub trait Past<E>: DeserializeOwned {
    /// The events of today that say the same: one, several, or none where the fact no longer counts.
    ///
    /// # Errors
    /// [`Unfit`] when a value that could be written then cannot be stated now.
    fn upcast(self) -> Result<Vec<E>, Unfit>;
}

/// A value of an older shape that has no place in the newest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfit {
    /// Which value, and why, in words.
    pub reason: String,
}

impl Unfit {
    /// A value that has no place, with the reason in words.
    pub fn new(reason: impl std::fmt::Display) -> Self {
        Self {
            reason: reason.to_string(),
        }
    }
}

impl std::fmt::Display for Unfit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.reason)
    }
}

impl std::error::Error for Unfit {}
