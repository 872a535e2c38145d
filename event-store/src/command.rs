//! A command on its way to a stream, and what carrying it out came to.

use chrono::{DateTime, Utc};
use uuid::Uuid;
use wellflow_runtime::Tenant;

use crate::Metadata;

/// A command's envelope.
#[derive(Clone, Debug)]
pub struct CommandRequest {
    /// In which organization.
    pub tenant: Tenant,
    /// Under which id; see [`crate::command_id`].
    pub command_id: Uuid,
    /// SHA-256 of what was asked; the same id with another fingerprint is refused.
    pub fingerprint: [u8; 32],
    /// The version the caller saw, where it insists on it; 0 for "must not exist".
    pub expected_version: Option<u64>,
    /// Who, through what.
    pub metadata: Metadata,
    /// When the source knew, for imported facts.
    pub reported_at: Option<DateTime<Utc>>,
}

/// A command that was carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Committed {
    /// The stream's version afterwards.
    pub version: u64,
    /// The ledger's position afterwards: the consistency token for readers.
    pub position: u64,
    /// When it was written; `None` for a replayed command that wrote no event.
    pub recorded_at: Option<DateTime<Utc>>,
    /// The events written, none for a command that found nothing to do.
    pub event_ids: Vec<Uuid>,
    /// Whether this is the answer to an earlier sending of the same command.
    pub replayed: bool,
}
