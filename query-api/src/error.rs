//! What went wrong inside, and the problem it becomes.

use actix_web::http::header::{HeaderValue, RETRY_AFTER};
use wellflow_domain::joint_interest::JointInterestError;
use wellflow_event_store::StoreError;
use wellflow_http::{BUSY, Problem};
use wellflow_read_model::ReadModelError;
use wellflow_runtime::RuntimeError;

use crate::problems::STREAM_NOT_READABLE;

/// What went wrong inside.
#[derive(Debug, thiserror::Error)]
pub(crate) enum QueryError {
    #[error("the read model could not be read")]
    ReadModel(#[from] ReadModelError),
    #[error("the ledger could not be read")]
    Ledger(#[from] StoreError),
    #[error("the database could not be reached")]
    Database(#[from] RuntimeError),
    #[error("an answer could not be written as JSON")]
    Encode(#[from] serde_json::Error),
    #[error("a record could not be written")]
    Table(#[from] csv::Error),
    #[cfg(feature = "exports")]
    #[error("a group of rows could not be written")]
    Parquet(#[from] parquet::errors::ParquetError),
    #[error("a figure could not be worked out")]
    Reckoned(#[from] JointInterestError),
    /// The client's own fault, found in the middle of a transaction.
    #[error("refused")]
    Refused(#[source] Problem),
}

impl QueryError {
    fn is_transient(&self) -> bool {
        match self {
            Self::ReadModel(ReadModelError::Database(error)) | Self::Database(error) => error.is_transient(),
            Self::Ledger(error) => error.is_transient(),
            #[cfg(feature = "exports")]
            Self::Parquet(_) => false,
            Self::ReadModel(_) | Self::Encode(_) | Self::Table(_) | Self::Reckoned(_) | Self::Refused(_) => {
                false
            }
        }
    }
}

impl From<Problem> for QueryError {
    fn from(problem: Problem) -> Self {
        Self::Refused(problem)
    }
}

impl From<QueryError> for Problem {
    fn from(error: QueryError) -> Self {
        match error {
            QueryError::Refused(problem) => problem,
            error if error.is_transient() => Problem::new(
                BUSY,
                "The database did not answer in time; ask again in a moment.",
            )
            .with_header(RETRY_AFTER, HeaderValue::from_static("1"))
            .caused_by(error),
            QueryError::Ledger(
                StoreError::Decode { event_id, .. } | StoreError::UnknownEvent { event_id, .. },
            ) => {
                let detail = format!(
                    "The event {event_id} cannot be read by this build; an administrator mends it, leaves it out or \
                     installs a build that knows it."
                );
                Problem::new(STREAM_NOT_READABLE, detail)
                    .with_extension("event_id", event_id.to_string())
                    .caused_by(error)
            }
            error => Problem::internal(error),
        }
    }
}
