//! Why something could not be done about an organization.

use crate::{SigningError, StoreError};

/// Why something could not be done about an organization.
#[derive(Debug, thiserror::Error)]
pub enum OrganizationError {
    /// The ledger could not be read.
    #[error("the ledger could not be read")]
    Store(#[from] StoreError),
    /// The database failed or was not there.
    #[error("the database failed")]
    Database(#[source] tokio_postgres::Error),
    /// It must not be done: the organization is not there, or is there already, or was erased.
    #[error("{0}")]
    Refused(String),
    /// The file is not what an export wrote.
    #[error("line {line}: {reason}")]
    File {
        /// The line, from 1.
        line: u64,
        /// What is wrong there.
        reason: String,
    },
    /// The ledger does not hold together, so it is neither exported nor taken in.
    #[error("the ledger is not what was written: position {position}: {reason}")]
    Broken {
        /// Where.
        position: u64,
        /// What is wrong there.
        reason: String,
    },
    /// The file could not be read or written.
    #[error("the file could not be read or written")]
    Io(#[from] std::io::Error),
    /// Something could not be written as JSON.
    #[error("a row could not be encoded")]
    Encode(#[from] serde_json::Error),
    /// The signature is missing, another's, or does not hold.
    #[error("the signature does not hold")]
    Signature(#[from] SigningError),
}

impl From<tokio_postgres::Error> for OrganizationError {
    /// What the functions of the database raise in words of their own is a refusal.
    fn from(error: tokio_postgres::Error) -> Self {
        match error.as_db_error() {
            Some(raised) if raised.code().code().starts_with("WF07") => {
                Self::Refused(raised.message().to_owned())
            }
            _ => Self::Database(error),
        }
    }
}

impl OrganizationError {
    /// Whether the same call may be made again: somebody else held a lock for too long.
    pub fn is_lock_timeout(&self) -> bool {
        match self {
            Self::Database(error) => {
                error.code() == Some(&tokio_postgres::error::SqlState::LOCK_NOT_AVAILABLE)
            }
            _ => false,
        }
    }

    /// Whether the data are to blame, so that trying again is of no use.
    pub(crate) fn is_about_the_file(&self) -> bool {
        matches!(
            self,
            Self::File { .. } | Self::Broken { .. } | Self::Signature(_) | Self::Encode(_)
        )
    }
}
