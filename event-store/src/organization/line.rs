//! The lines of an export: one JSON object each, with one member that says what it is.
//!
//! A file is the header; the claims; the commands that belong to no commit; then per commit its line, each of its events
//! followed by that event's outbox rows, and its commands; at last the trailer.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio_postgres::Row;
use uuid::Uuid;

use super::hex::{Bytes, Hash32};
use crate::record::unsigned;
use crate::{RecordedEvent, StoreError};

/// The version of the format; raised when an older reader could misread a file.
pub(crate) const FORMAT: u32 = 1;

/// One line, the trailer's content aside: that may be a signed document.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Line {
    Header(Header),
    Claim(ClaimLine),
    Command(CommandLine),
    Commit(CommitLine),
    Event(Box<EventLine>),
    Outbox(Box<OutboxLine>),
    Trailer(Value),
}

/// What a file says about itself first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// The version of the format.
    pub format: u32,
    /// The organization.
    pub organization_id: Uuid,
    /// Its short name where it was exported.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// When it was made where it was exported.
    pub created_at: DateTime<Utc>,
    /// Which copy of its ledger was exported.
    pub incarnation: Uuid,
    /// The last position in the file; 0 for an empty ledger.
    pub position: u64,
    /// The instant of the last commit in the file.
    pub recorded_at: Option<DateTime<Utc>>,
    /// The chain's link there; zeros for an empty ledger.
    pub chain: Hash32,
    /// When the export began.
    pub exported_at: DateTime<Utc>,
    /// Who asked for it.
    pub exported_by: String,
}

/// How many lines of each kind a file has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counts {
    /// Business keys that are taken.
    pub claims: u64,
    /// Commands, those that belong to no commit among them.
    pub commands: u64,
    /// Commits.
    pub commits: u64,
    /// Events.
    pub events: u64,
    /// Outbox rows.
    pub outbox: u64,
}

/// What a file says last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Trailer {
    pub(crate) counts: Counts,
    /// SHA-256 of every byte before the trailer's line.
    pub(crate) sha256: Hash32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ClaimLine {
    pub(crate) kind: String,
    pub(crate) key: String,
    pub(crate) aggregate_type: String,
    pub(crate) aggregate_id: Uuid,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CommandLine {
    pub(crate) command_id: Uuid,
    pub(crate) fingerprint: Bytes,
    pub(crate) from_position: u64,
    pub(crate) to_position: u64,
    pub(crate) recorded_at: Option<DateTime<Utc>>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CommitLine {
    pub(crate) from_position: u64,
    pub(crate) to_position: u64,
    pub(crate) recorded_at: DateTime<Utc>,
    pub(crate) chain: Hash32,
    pub(crate) format: i16,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct EventLine {
    pub(crate) position: u64,
    pub(crate) aggregate_type: String,
    pub(crate) aggregate_id: Uuid,
    pub(crate) sequence: u64,
    pub(crate) event_id: Uuid,
    pub(crate) event_type: String,
    pub(crate) event_version: u16,
    /// The stored text, byte for byte.
    pub(crate) payload: String,
    pub(crate) metadata: String,
    pub(crate) effective_at: DateTime<Utc>,
    pub(crate) reported_at: Option<DateTime<Utc>>,
    pub(crate) recorded_at: DateTime<Utc>,
    pub(crate) command_id: Uuid,
    pub(crate) supersedes: Option<Uuid>,
    pub(crate) digest: Hash32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OutboxLine {
    pub(crate) id: Uuid,
    pub(crate) aggregatetype: String,
    pub(crate) aggregateid: String,
    #[serde(rename = "type")]
    pub(crate) event_type: String,
    pub(crate) payload: String,
    pub(crate) position: u64,
    pub(crate) ordinal: i32,
    pub(crate) headers: String,
    pub(crate) digest: Option<Bytes>,
}

impl From<RecordedEvent> for EventLine {
    fn from(event: RecordedEvent) -> Self {
        Self {
            position: event.position,
            aggregate_type: event.aggregate_type,
            aggregate_id: event.aggregate_id,
            sequence: event.sequence,
            event_id: event.event_id,
            event_type: event.event_type,
            event_version: event.event_version,
            payload: event.payload,
            metadata: event.metadata,
            effective_at: event.effective_at,
            reported_at: event.reported_at,
            recorded_at: event.recorded_at,
            command_id: event.command_id,
            supersedes: event.supersedes,
            digest: Hash32(event.digest),
        }
    }
}

impl EventLine {
    /// The event as an event of this organization.
    pub(crate) fn recorded(self, organization_id: Uuid) -> RecordedEvent {
        RecordedEvent {
            organization_id,
            position: self.position,
            aggregate_type: self.aggregate_type,
            aggregate_id: self.aggregate_id,
            sequence: self.sequence,
            event_id: self.event_id,
            event_type: self.event_type,
            event_version: self.event_version,
            payload: self.payload,
            metadata: self.metadata,
            effective_at: self.effective_at,
            reported_at: self.reported_at,
            recorded_at: self.recorded_at,
            command_id: self.command_id,
            supersedes: self.supersedes,
            digest: self.digest.0,
        }
    }
}

impl ClaimLine {
    pub(crate) fn read(row: &Row) -> Self {
        Self {
            kind: row.get("kind"),
            key: row.get("key"),
            aggregate_type: row.get("aggregate_type"),
            aggregate_id: row.get("aggregate_id"),
        }
    }
}

impl CommandLine {
    pub(crate) fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            command_id: row.get("command_id"),
            fingerprint: Bytes(row.get("fingerprint")),
            from_position: unsigned(row.get("from_position"))?,
            to_position: unsigned(row.get("to_position"))?,
            recorded_at: row.get("recorded_at"),
        })
    }

    /// Whether it came to no event.
    pub(crate) fn is_empty(&self) -> bool {
        self.from_position > self.to_position
    }
}

impl CommitLine {
    pub(crate) fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            from_position: unsigned(row.get("from_position"))?,
            to_position: unsigned(row.get("to_position"))?,
            recorded_at: row.get("recorded_at"),
            chain: hash(row.get("chain"))?,
            format: row.get("format"),
        })
    }

    /// How many events it has; a commit whose positions make no sense has none.
    pub(crate) fn events(&self) -> u64 {
        self.to_position
            .saturating_add(1)
            .saturating_sub(self.from_position)
    }
}

impl OutboxLine {
    pub(crate) fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.get("id"),
            aggregatetype: row.get("aggregatetype"),
            aggregateid: row.get("aggregateid"),
            event_type: row.get("type"),
            payload: row.get("payload"),
            position: unsigned(row.get("position"))?,
            ordinal: row.get("ordinal"),
            headers: row.get("headers"),
            digest: row.get::<_, Option<Vec<u8>>>("digest").map(Bytes),
        })
    }
}

/// 32 bytes of the database.
pub(crate) fn hash(bytes: &[u8]) -> Result<Hash32, StoreError> {
    let bytes = bytes.try_into();
    bytes
        .map(Hash32)
        .map_err(|_| StoreError::Inconsistent("a hash is not 32 bytes".to_owned()))
}
