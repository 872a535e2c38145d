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
    /// A batch leads to more rows than are held at once: it is to be taken in smaller parts.
    #[error("the batch leads to more rows than are held at once")]
    TooManyRows,
    /// The code that makes the rows gave up; its message is in the log.
    #[error("{projection} gave up in a panic; its message is in the log")]
    Panicked {
        /// The projection.
        projection: &'static str,
    },
}

impl ProjectorError {
    /// Whether only somebody's intervention helps.
    pub(crate) fn needs_attention(&self) -> bool {
        match self {
            Self::Stopped { .. }
            | Self::LedgerRestored { .. }
            | Self::OtherVersion { .. }
            | Self::TooManyRows
            | Self::Panicked { .. }
            | Self::Encode(_) => true,
            Self::Ledger(error) => !error.is_transient(),
            Self::ReadModel(ReadModelError::Database(error)) | Self::Database(error) => !error.is_transient(),
            Self::ReadModel(_) => true,
        }
    }

    /// Why an event cannot be taken in, where that lies in what it states: it does not decode, its row cannot be made, or the
    /// database refuses the row for its values (SQLSTATE classes 22 and 23). `None` for everything else, which may pass.
    pub(crate) fn poison(&self) -> Option<String> {
        match self {
            Self::Ledger(StoreError::Decode { .. })
            | Self::Encode(_)
            | Self::ReadModel(ReadModelError::Document(_)) => Some(self.chain()),
            Self::ReadModel(ReadModelError::Database(RuntimeError::Database(error)))
            | Self::Database(RuntimeError::Database(error)) => refused_values(error),
            Self::Ledger(_)
            | Self::ReadModel(_)
            | Self::Database(_)
            | Self::Stopped { .. }
            | Self::LedgerRestored { .. }
            | Self::OtherVersion { .. }
            | Self::TooManyRows
            | Self::Panicked { .. } => None,
        }
    }

    /// The error with all its causes, for one line of a log.
    pub(crate) fn chain(&self) -> String {
        chain(self)
    }
}

/// An error with all its causes, on one line.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}

/// Why the database does not take the values. Its detail shows a row, which may tell of a person: it is left out.
fn refused_values(error: &tokio_postgres::Error) -> Option<String> {
    let Some(refused) = error.as_db_error() else {
        // A value that has no form in the database never got there.
        let text = chain(error);
        return text.starts_with("error serializing parameter").then_some(text);
    };
    let state = refused.code().code();
    let is_of_values = ["22", "23"].iter().any(|class| state.starts_with(class));
    is_of_values.then(|| {
        format!(
            "the database refuses the row: {} (SQLSTATE {state})",
            refused.message()
        )
    })
}
