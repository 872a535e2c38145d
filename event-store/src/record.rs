//! An event as it stands in the ledger.

use chrono::{DateTime, Utc};
use tokio_postgres::Row;
use uuid::Uuid;
use wellflow_decider::{DecodeError, DomainEvent};

use crate::StoreError;

/// An event as it stands in the ledger.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordedEvent {
    /// The organization whose ledger it is in.
    pub organization_id: Uuid,
    /// Its place there: 1, 2, 3 ... without holes.
    pub position: u64,
    /// The stream's kind.
    pub aggregate_type: String,
    /// The stream.
    pub aggregate_id: Uuid,
    /// Its place in the stream: 1, 2, 3 ... without holes.
    pub sequence: u64,
    /// UUIDv7.
    pub event_id: Uuid,
    /// Its type.
    pub event_type: String,
    /// The version of the payload's shape.
    pub event_version: u16,
    /// RFC 8785 text, the exact bytes that were sealed.
    pub payload: String,
    /// RFC 8785 text of [`crate::Metadata`].
    pub metadata: String,
    /// When it happened in the field.
    pub effective_at: DateTime<Utc>,
    /// When the source knew, for imported facts.
    pub reported_at: Option<DateTime<Utc>>,
    /// When it was written here; one instant per commit, strictly increasing per organization.
    pub recorded_at: DateTime<Utc>,
    /// The command that caused it.
    pub command_id: Uuid,
    /// The event it takes the place of.
    pub supersedes: Option<Uuid>,
    /// SHA-256 of everything it states.
    pub digest: [u8; 32],
}

impl RecordedEvent {
    /// Reads the payload as what it comes to today for an aggregate. Written in the newest shape, that is one event; an
    /// older shape may come to several, which are applied together where this one stands, or to none.
    ///
    /// # Errors
    /// [`StoreError::UnknownEvent`] for a type or version the aggregate does not know, [`StoreError::Decode`] for a
    /// payload that does not have its version's shape.
    pub fn decode<E: DomainEvent>(&self) -> Result<Vec<E>, StoreError> {
        let mut payload = serde_json::Deserializer::from_str(&self.payload);
        E::decode(&self.event_type, self.event_version, &mut payload).map_err(|error| match error {
            DecodeError::Unknown {
                event_type,
                event_version,
            } => StoreError::UnknownEvent {
                event_id: self.event_id,
                event_type,
                event_version,
            },
            DecodeError::Payload(source) => StoreError::Decode {
                event_id: self.event_id,
                event_type: self.event_type.clone(),
                source,
            },
        })
    }

    /// Reads a row of the statements that select whole events.
    pub(crate) fn read(row: &Row) -> Result<Self, StoreError> {
        let digest: &[u8] = row.get("digest");
        let version: i32 = row.get("event_version");
        Ok(Self {
            organization_id: row.get("organization_id"),
            position: unsigned(row.get("position"))?,
            aggregate_type: row.get("aggregate_type"),
            aggregate_id: row.get("aggregate_id"),
            sequence: unsigned(row.get("sequence"))?,
            event_id: row.get("event_id"),
            event_type: row.get("event_type"),
            event_version: u16::try_from(version)
                .map_err(|_| StoreError::Inconsistent(format!("event version {version}")))?,
            payload: row.get("payload"),
            metadata: row.get("metadata"),
            effective_at: row.get("effective_at"),
            reported_at: row.get("reported_at"),
            recorded_at: row.get("recorded_at"),
            command_id: row.get("command_id"),
            supersedes: row.get("supersedes"),
            digest: digest
                .try_into()
                .map_err(|_| StoreError::Inconsistent("a digest is not 32 bytes".to_owned()))?,
        })
    }
}

pub(crate) fn unsigned(number: i64) -> Result<u64, StoreError> {
    u64::try_from(number).map_err(|_| StoreError::Inconsistent(format!("{number} is no position")))
}
