//! What seals an event, and what identifies a command.

use chrono::{DateTime, TimeZone, Utc};
use sha2::{Digest, Sha256};
use tokio_postgres::types::Type;
use uuid::Uuid;

use crate::RecordedEvent;
use crate::submission::{NewEvent, StreamId};

/// The version of the encoding that was used first; the first byte of what was hashed.
const FIRST_ENCODING: u8 = 1;

/// The version of the encoding that is used now; the first field of what is hashed.
const ENCODING: i32 = 2;

/// The namespace of command ids.
const COMMANDS: Uuid = Uuid::from_u128(0x5f0b_3a52_9c11_5d7e_8a41_77e0_22c3_9f10);

/// The id of a command: the same organization, subject and key always give the same one (UUIDv5).
pub fn command_id(organization_id: Uuid, subject: &str, idempotency_key: &str) -> Uuid {
    let mut name = Vec::with_capacity(20 + subject.len() + idempotency_key.len());
    name.extend_from_slice(organization_id.as_bytes());
    // The length keeps ("ab", "c") and ("a", "bc") apart.
    name.extend_from_slice(&(subject.len() as u64).to_be_bytes());
    name.extend_from_slice(subject.as_bytes());
    name.extend_from_slice(idempotency_key.as_bytes());
    Uuid::new_v5(&COMMANDS, &name)
}

/// SHA-256 over a versioned, length-prefixed encoding of everything an event states: the binary form PostgreSQL gives a
/// row of these fields, each with its type and length.
///
/// The database computes the same value (`ledger.event_seal`) from the row it is about to write and refuses the row
/// where the two differ.
pub fn event_digest(
    organization_id: Uuid,
    stream: StreamId,
    sequence: u64,
    command_id: Uuid,
    event: &NewEvent,
    metadata: &str,
) -> [u8; 32] {
    sealed(&Sealed {
        organization_id,
        aggregate_type: stream.kind,
        aggregate_id: stream.id,
        sequence,
        event_id: event.event_id,
        event_type: event.event_type,
        event_version: event.event_version,
        effective_at: event.effective_at,
        reported_at: event.reported_at,
        supersedes: event.supersedes,
        command_id,
        payload: &event.payload,
        metadata,
    })
}

/// The digest a stored event should have. Events written first were sealed in another encoding: where the one of today does
/// not match, theirs is what counts.
pub(crate) fn recorded_digest(event: &RecordedEvent) -> [u8; 32] {
    let [now, first] = possible_digests(event);
    if first == event.digest { first } else { now }
}

/// The digests an event that states this may have: in the encoding of today, and in the first one.
pub(crate) fn possible_digests(event: &RecordedEvent) -> [[u8; 32]; 2] {
    let stated = Sealed {
        organization_id: event.organization_id,
        aggregate_type: &event.aggregate_type,
        aggregate_id: event.aggregate_id,
        sequence: event.sequence,
        event_id: event.event_id,
        event_type: &event.event_type,
        event_version: event.event_version,
        effective_at: event.effective_at,
        reported_at: event.reported_at,
        supersedes: event.supersedes,
        command_id: event.command_id,
        payload: &event.payload,
        metadata: &event.metadata,
    };
    [sealed(&stated), sealed_at_first(&stated)]
}

/// Everything an event states.
struct Sealed<'a> {
    organization_id: Uuid,
    aggregate_type: &'a str,
    aggregate_id: Uuid,
    sequence: u64,
    event_id: Uuid,
    event_type: &'a str,
    event_version: u16,
    effective_at: DateTime<Utc>,
    reported_at: Option<DateTime<Utc>>,
    supersedes: Option<Uuid>,
    command_id: Uuid,
    payload: &'a str,
    metadata: &'a str,
}

fn sealed(event: &Sealed<'_>) -> [u8; 32] {
    let mut row = RowHash::of(14);
    row.field(&Type::INT4, Some(&ENCODING.to_be_bytes()));
    row.field(&Type::UUID, Some(event.organization_id.as_bytes()));
    row.field(&Type::TEXT, Some(event.aggregate_type.as_bytes()));
    row.field(&Type::UUID, Some(event.aggregate_id.as_bytes()));
    row.field(&Type::INT8, Some(&event.sequence.to_be_bytes()));
    row.field(&Type::UUID, Some(event.event_id.as_bytes()));
    row.field(&Type::TEXT, Some(event.event_type.as_bytes()));
    row.field(&Type::INT4, Some(&i32::from(event.event_version).to_be_bytes()));
    row.instant(Some(event.effective_at));
    row.instant(event.reported_at);
    let supersedes = event.supersedes.as_ref();
    row.field(&Type::UUID, supersedes.map(|id| id.as_bytes().as_slice()));
    row.field(&Type::UUID, Some(event.command_id.as_bytes()));
    row.field(&Type::JSON, Some(event.payload.as_bytes()));
    row.field(&Type::JSON, Some(event.metadata.as_bytes()));
    Sha256::digest(&row.bytes).into()
}

/// A row in PostgreSQL's binary form (`record_send`), to be hashed at once.
struct RowHash {
    bytes: Vec<u8>,
}

impl RowHash {
    fn of(fields: i32) -> Self {
        let mut bytes = Vec::with_capacity(1_024);
        bytes.extend_from_slice(&fields.to_be_bytes());
        Self { bytes }
    }

    fn field(&mut self, of: &Type, value: Option<&[u8]>) {
        self.bytes.extend_from_slice(&of.oid().to_be_bytes());
        match value {
            None => self.bytes.extend_from_slice(&(-1i32).to_be_bytes()),
            Some(value) => {
                self.bytes.extend_from_slice(&(value.len() as u32).to_be_bytes());
                self.bytes.extend_from_slice(value);
            }
        }
    }

    fn instant(&mut self, at: Option<DateTime<Utc>>) {
        let at = at.map(|at| microseconds(at).to_be_bytes());
        self.field(&Type::TIMESTAMPTZ, at.as_ref().map(<[u8; 8]>::as_slice));
    }
}

fn sealed_at_first(event: &Sealed<'_>) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update([FIRST_ENCODING]);
    hash.update(event.organization_id.as_bytes());
    text(&mut hash, event.aggregate_type);
    hash.update(event.aggregate_id.as_bytes());
    hash.update(event.sequence.to_be_bytes());
    hash.update(event.event_id.as_bytes());
    text(&mut hash, event.event_type);
    hash.update(u32::from(event.event_version).to_be_bytes());
    hash.update(microseconds(event.effective_at).to_be_bytes());
    let reported_at = event.reported_at.map(|at| microseconds(at).to_be_bytes());
    optional(&mut hash, reported_at.as_ref().map(<[u8; 8]>::as_slice));
    optional(
        &mut hash,
        event.supersedes.as_ref().map(|id| id.as_bytes().as_slice()),
    );
    hash.update(event.command_id.as_bytes());
    text(&mut hash, event.payload);
    text(&mut hash, event.metadata);
    hash.finalize().into()
}

/// SHA-256 over an event's organization, id and public form: the outbox takes no other body for it.
pub(crate) fn public_digest(organization_id: Uuid, event_id: Uuid, public: &str) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(organization_id.as_bytes());
    hash.update(event_id.as_bytes());
    hash.update(public.as_bytes());
    hash.finalize().into()
}

fn text(hash: &mut Sha256, text: &str) {
    hash.update((text.len() as u32).to_be_bytes());
    hash.update(text.as_bytes());
}

fn optional(hash: &mut Sha256, bytes: Option<&[u8]>) {
    match bytes {
        None => hash.update([0]),
        Some(bytes) => {
            hash.update([1]);
            hash.update(bytes);
        }
    }
}

/// Microseconds since 2000-01-01, the form in which the database keeps and sends an instant.
pub(crate) fn microseconds(at: DateTime<Utc>) -> i64 {
    let origin = Utc.timestamp_nanos(946_684_800_000_000_000);
    at.signed_duration_since(origin)
        .num_microseconds()
        .unwrap_or(i64::MAX)
}
