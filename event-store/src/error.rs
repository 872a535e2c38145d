//! The crate's errors: what the store could not do, and why a command was not carried out.

use std::time::Duration;

use uuid::Uuid;
use wellflow_runtime::RuntimeError;

/// What the store could not do.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database could not be reached or refused a statement.
    #[error("the ledger's database failed")]
    Runtime(#[from] RuntimeError),
    /// An event or its metadata could not be written as JSON.
    #[error("an event could not be encoded")]
    Encode(#[source] serde_json::Error),
    /// A stored payload does not have the shape of its type and version.
    #[error("event {event_id} of type {event_type} does not decode")]
    Decode {
        /// The event.
        event_id: Uuid,
        /// Its stored type.
        event_type: String,
        /// What the decoder said.
        #[source]
        source: serde_json::Error,
    },
    /// A stored type or version this build does not know: written by a newer one, or foreign to the aggregate.
    #[error("event {event_id} has the unknown type {event_type} version {event_version}")]
    UnknownEvent {
        /// The event.
        event_id: Uuid,
        /// Its stored type.
        event_type: String,
        /// Its stored version.
        event_version: u16,
    },
    /// The connection broke, or nothing came back in time, while an append was under way: it may have been written.
    /// Sending the same command again tells.
    #[error("it is not known whether the append was written")]
    OutcomeUnknown,
    /// What failed for several at once.
    #[error("reading several streams failed")]
    Together(#[source] std::sync::Arc<StoreError>),
    /// The queue of appends is full; nothing was written.
    #[error("the ledger is busy")]
    Busy,
    /// The clocks of this process and of the database are more than 5 s apart; appends stop until they agree.
    #[error("the clocks of service and database differ")]
    ClockSkew,
    /// The process is shutting down.
    #[error("the ledger has stopped accepting appends")]
    Stopped,
    /// A number or a row the database should never give; a fault of the program or of the data.
    #[error("the ledger is inconsistent: {0}")]
    Inconsistent(String),
}

impl StoreError {
    /// Whether waiting and sending the same command again may help.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Runtime(error) => error.is_transient(),
            Self::Together(error) => error.is_transient(),
            Self::OutcomeUnknown | Self::Busy | Self::ClockSkew | Self::Stopped => true,
            Self::Encode(_) | Self::Decode { .. } | Self::UnknownEvent { .. } | Self::Inconsistent(_) => {
                false
            }
        }
    }
}

/// Why a command was not carried out.
///
/// Nothing was written, but for [`ExecuteError::Busy`] and [`ExecuteError::Store`]: there the same command, under the same
/// id, must be sent again to know.
#[derive(Debug, thiserror::Error)]
pub enum ExecuteError<E> {
    /// The aggregate refuses it.
    #[error("refused: {0}")]
    Refused(E),
    /// The stream is not at the version the caller expects.
    #[error("expected version {expected}, the stream is at {actual}")]
    VersionConflict {
        /// What the caller expects.
        expected: u64,
        /// Where the stream is.
        actual: u64,
    },
    /// The idempotency key was used before, for another command.
    #[error("the idempotency key belongs to another command")]
    KeyReused,
    /// Another stream owns a unique business key.
    #[error("{kind} {key} belongs to {aggregate_id}")]
    Claimed {
        /// The key's namespace.
        kind: String,
        /// The key.
        key: String,
        /// Its owner.
        aggregate_id: Uuid,
    },
    /// The command is dated before events that would not be legal after it.
    #[error("event {event_id} ({event_type}) would no longer be possible: {reason}")]
    RetroactivelyIllegal {
        /// The first event that would be illegal.
        event_id: Uuid,
        /// Its type.
        event_type: String,
        /// Why.
        reason: String,
    },
    /// An event is to be superseded that is not in the stream, or was superseded before.
    #[error("event {event_id} is not in the stream or was superseded before")]
    NotStanding {
        /// The event.
        event_id: Uuid,
    },
    /// The organization has no ledger here.
    #[error("the organization is unknown")]
    UnknownOrganization,
    /// Too many appends are waiting, others kept changing the stream, or it is not known whether the append was written.
    /// The same command under the same id may be sent again.
    #[error("the ledger is busy")]
    Busy {
        /// When to come back.
        retry_after: Duration,
    },
    /// The store failed.
    #[error("the ledger failed")]
    Store(#[source] StoreError),
}

impl<E> ExecuteError<E> {
    /// The same, with the aggregate's refusal told in other words.
    pub fn map<F>(self, refusal: impl FnOnce(E) -> F) -> ExecuteError<F> {
        match self {
            Self::Refused(error) => ExecuteError::Refused(refusal(error)),
            Self::VersionConflict { expected, actual } => ExecuteError::VersionConflict { expected, actual },
            Self::KeyReused => ExecuteError::KeyReused,
            Self::Claimed {
                kind,
                key,
                aggregate_id,
            } => ExecuteError::Claimed {
                kind,
                key,
                aggregate_id,
            },
            Self::RetroactivelyIllegal {
                event_id,
                event_type,
                reason,
            } => ExecuteError::RetroactivelyIllegal {
                event_id,
                event_type,
                reason,
            },
            Self::NotStanding { event_id } => ExecuteError::NotStanding { event_id },
            Self::UnknownOrganization => ExecuteError::UnknownOrganization,
            Self::Busy { retry_after } => ExecuteError::Busy { retry_after },
            Self::Store(error) => ExecuteError::Store(error),
        }
    }

    /// Whether deciding again, on states that are certainly fresh, may come to something else.
    pub(crate) fn depends_on_state(&self) -> bool {
        match self {
            Self::Refused(_)
            | Self::VersionConflict { .. }
            | Self::RetroactivelyIllegal { .. }
            | Self::NotStanding { .. } => true,
            Self::KeyReused
            | Self::Claimed { .. }
            | Self::UnknownOrganization
            | Self::Busy { .. }
            | Self::Store(_) => false,
        }
    }
}

impl<E> From<StoreError> for ExecuteError<E> {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Together(error) if error.is_transient() => Self::Busy {
                retry_after: Duration::from_secs(1),
            },
            StoreError::Busy | StoreError::Stopped | StoreError::OutcomeUnknown => Self::Busy {
                retry_after: Duration::from_secs(1),
            },
            StoreError::ClockSkew => Self::Busy {
                retry_after: Duration::from_secs(10),
            },
            other => Self::Store(other),
        }
    }
}
