//! Why a row could not be read or written.

use wellflow_runtime::RuntimeError;

/// Why a row could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum ReadModelError {
    /// The database refused or was not there.
    #[error("the read model could not be reached")]
    Database(#[from] RuntimeError),
    /// A column has another type than the migration gave it: schema and build do not fit.
    #[error("a row of the read model does not have the expected shape")]
    Column(#[from] tokio_postgres::Error),
    /// A document could not be written as JSON.
    #[error("a document could not be written as JSON")]
    Document(#[from] serde_json::Error),
}
