//! What is handed to the ledger, and what comes back.

use chrono::{DateTime, SubsecRound, Utc};
use serde::{Serialize, Serializer};
use uuid::Uuid;
use wellflow_decider::{ClaimAction, DomainEvent};
use wellflow_runtime::Tenant;

use crate::StoreError;
use crate::digest::{event_digest, public_digest};

/// A stream: one aggregate of one kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StreamId {
    /// The aggregate's kind, stored as `aggregate_type`.
    pub kind: &'static str,
    /// The aggregate.
    pub id: Uuid,
}

/// An event that has no position yet.
#[derive(Clone, Debug, PartialEq)]
pub struct NewEvent {
    /// UUIDv7.
    pub event_id: Uuid,
    /// Its type.
    pub event_type: &'static str,
    /// The version of the payload's shape.
    pub event_version: u16,
    /// RFC 8785 text.
    pub payload: String,
    /// The payload as outsiders may see it, RFC 8785 text; `None` keeps the event out of the outbox.
    pub public: Option<String>,
    /// When it happened in the field.
    pub effective_at: DateTime<Utc>,
    /// When the source knew, for imported facts.
    pub reported_at: Option<DateTime<Utc>>,
    /// The event it takes the place of.
    pub supersedes: Option<Uuid>,
    /// Unique business keys it takes or gives up.
    pub claims: Vec<wellflow_decider::ClaimChange>,
}

impl NewEvent {
    /// Encodes a domain event under a new id.
    ///
    /// # Errors
    /// [`StoreError::Encode`] when the event does not serialize.
    pub fn encode<E: DomainEvent>(event: &E, reported_at: Option<DateTime<Utc>>) -> Result<Self, StoreError> {
        Ok(Self {
            event_id: Uuid::now_v7(),
            event_type: event.event_type(),
            event_version: event.event_version(),
            payload: canonical(event)?,
            public: event.public_form().as_ref().map(canonical).transpose()?,
            // The ledger's instants have microseconds; what is sealed is what is stored.
            effective_at: event.effective_at().trunc_subsecs(6),
            reported_at: reported_at.map(|at| at.trunc_subsecs(6)),
            supersedes: event.supersedes(),
            claims: event.claims(),
        })
    }
}

struct Payload<'a, E>(&'a E);

impl<E: DomainEvent> Serialize for Payload<'_, E> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.encode(serializer)
    }
}

fn canonical<E: DomainEvent>(event: &E) -> Result<String, StoreError> {
    serde_json_canonicalizer::to_string(&Payload(event)).map_err(StoreError::Encode)
}

/// One stream of a submission. Without events it is check-only: verified under the lock, not written.
#[derive(Clone, Debug, PartialEq)]
pub struct StreamPart {
    /// The stream.
    pub stream: StreamId,
    /// The version it must be at; 0 for a stream that must not exist.
    pub expected: u64,
    /// What is appended.
    pub events: Vec<NewEvent>,
}

/// What the database compares an event, and its public form, with before it writes them.
#[derive(Clone, Debug)]
pub(crate) struct Seal {
    pub(crate) event: [u8; 32],
    pub(crate) public: Option<[u8; 32]>,
}

/// A unit of work: all of it is written, or none.
#[derive(Clone, Debug)]
pub struct Submission {
    pub(crate) organization_id: Uuid,
    pub(crate) command_id: Uuid,
    pub(crate) fingerprint: [u8; 32],
    pub(crate) metadata: String,
    pub(crate) streams: Vec<StreamPart>,
    /// One per event, in the order of streams and events.
    pub(crate) seals: Vec<Seal>,
}

impl Submission {
    /// Seals a unit of work for a tenant: its digests are computed here, in the request's own task.
    ///
    /// # Errors
    /// [`StoreError::Encode`] when the metadata does not serialize.
    pub fn seal(
        tenant: &Tenant,
        command_id: Uuid,
        fingerprint: [u8; 32],
        metadata: &crate::Metadata,
        streams: Vec<StreamPart>,
    ) -> Result<Self, StoreError> {
        let metadata = serde_json_canonicalizer::to_string(metadata).map_err(StoreError::Encode)?;
        let organization_id = tenant.organization_id();
        let mut seals = Vec::new();
        for part in &streams {
            for (sequence, event) in (part.expected + 1..).zip(&part.events) {
                seals.push(Seal {
                    event: event_digest(
                        organization_id,
                        part.stream,
                        sequence,
                        command_id,
                        event,
                        &metadata,
                    ),
                    public: event
                        .public
                        .as_ref()
                        .map(|public| public_digest(organization_id, event.event_id, public)),
                });
            }
        }
        Ok(Self {
            organization_id,
            command_id,
            fingerprint,
            metadata,
            streams,
            seals,
        })
    }

    pub(crate) fn events(&self) -> usize {
        self.seals.len()
    }

    pub(crate) fn bytes(&self) -> usize {
        let events = self.streams.iter().flat_map(|part| &part.events);
        events
            .map(|e| e.payload.len() + e.public.as_ref().map_or(0, String::len) + self.metadata.len() + 300)
            .sum()
    }

    pub(crate) fn claims(&self) -> impl Iterator<Item = ClaimRow<'_>> {
        self.streams.iter().flat_map(|part| {
            part.events.iter().flat_map(|event| {
                event.claims.iter().map(|claim| ClaimRow {
                    kind: claim.kind,
                    key: &claim.key,
                    stream: part.stream,
                    release: claim.action == ClaimAction::Release,
                })
            })
        })
    }
}

/// One claim or release of a submission.
pub(crate) struct ClaimRow<'a> {
    pub(crate) kind: &'static str,
    pub(crate) key: &'a str,
    pub(crate) stream: StreamId,
    pub(crate) release: bool,
}

/// What became of a submission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Written. Without events `from` is one more than `to`, the position it was decided at.
    Committed {
        /// The first position.
        from: u64,
        /// The last position.
        to: u64,
        /// The commit's instant.
        recorded_at: DateTime<Utc>,
    },
    /// The same command was written before.
    Duplicate {
        /// The first position of the first outcome.
        from: u64,
        /// The last position of the first outcome.
        to: u64,
    },
    /// The command id was used before, for something else.
    KeyReused,
    /// A stream is not at the version expected.
    Conflict {
        /// The stream.
        stream: StreamId,
        /// Where it is.
        actual: u64,
    },
    /// Another stream owns a business key.
    Claimed {
        /// The key's namespace.
        kind: String,
        /// The key.
        key: String,
        /// Its owner; `None` when a key was given up that nobody owned.
        aggregate_id: Option<Uuid>,
    },
    /// The organization has no head.
    UnknownOrganization,
}
