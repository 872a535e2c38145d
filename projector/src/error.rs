//! Why an organization could not be followed any further for now.

use wellflow_event_store::StoreError;
use wellflow_read_model::ReadModelError;
use wellflow_runtime::RuntimeError;

/// Why an organization could not be followed any further for now.
#[derive(Debug, thiserror::Error)]
pub enum ProjectorError {
    /// The ledger could not be read, or holds an event this build cannot read.
    #[error("the ledger could not be read")]
    Ledger(#[from] StoreError),
    /// The rows could not be read or written.
    #[error("the read model could not be read or written")]
    ReadModel(#[from] ReadModelError),
    /// The database was not there.
    #[error("the database could not be reached")]
    Database(#[from] RuntimeError),
    /// An aggregate could not be written as JSON.
    #[error("an aggregate could not be written as JSON")]
    Encode(#[source] serde_json::Error),
    /// The projection cannot pass this position; a newer build or a repair is needed.
    #[error("{projection} stopped in front of position {position}: {reason}")]
    Stopped {
        /// The projection.
        projection: &'static str,
        /// The position of the event it cannot take.
        position: u64,
        /// What is wrong with the event.
        reason: String,
    },
    /// The ledger is another copy than the one the rows were made from, or ends before them: it was restored.
    #[error(
        "{projection} was made from another copy of the ledger; rebuild the read models of this organization"
    )]
    LedgerRestored {
        /// The projection.
        projection: &'static str,
    },
    /// The rows that are served are made by another version of the projection: by a projector of that version, until a
    /// rebuild changes over to this one.
    #[error("{projection} is served in version {served}, and this is version {own}: see wellflow rebuild")]
    OtherVersion {
        /// The projection.
        projection: &'static str,
        /// The version that is served.
        served: i32,
        /// The version of this build of the projector.
        own: i32,
    },
}

impl ProjectorError {
    /// Whether only somebody's intervention helps.
    pub(crate) fn needs_attention(&self) -> bool {
        match self {
            Self::Stopped { .. }
            | Self::LedgerRestored { .. }
            | Self::OtherVersion { .. }
            | Self::Encode(_) => true,
            Self::Ledger(error) => !error.is_transient(),
            Self::ReadModel(ReadModelError::Database(error)) | Self::Database(error) => !error.is_transient(),
            Self::ReadModel(_) => true,
        }
    }

    /// The error with all its causes, for one line of a log.
    pub(crate) fn chain(&self) -> String {
        let mut text = self.to_string();
        let mut cause = std::error::Error::source(self);
        while let Some(error) = cause {
            text.push_str(": ");
            text.push_str(&error.to_string());
            cause = error.source();
        }
        text
    }
}
