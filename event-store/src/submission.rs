//! What is handed to the ledger, and what comes back.

use chrono::{DateTime, SubsecRound, Utc};
use serde::{Serialize, Serializer};
use uuid::Uuid;
use wellflow_decider::DomainEvent;
use wellflow_runtime::Tenant;

use crate::StoreError;
use crate::claim_rows::{ClaimRow, fold_claims};
use crate::digest::{event_digest, public_digest};
use crate::touch::{Touch, touches};

/// A stream: one aggregate of one kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StreamId {
    /// The aggregate's kind, stored as `aggregate_type`.
    pub kind: &'static str,
    /// The aggregate.
    pub id: Uuid,
}

/// What outsiders may see of an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Public {
    /// Nothing: the event stays out of the outbox.
    Withheld,
    /// The payload as it is.
    AsIs,
    /// Another form of it, RFC 8785 text.
    Form(String),
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
    /// What outsiders may see of it.
    pub public: Public,
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
        let payload = canonical(event)?;
        let public = match event.public_form() {
            None => Public::Withheld,
            Some(public) if public == *event => Public::AsIs,
            Some(public) => Public::Form(canonical(&public)?),
        };
        Ok(Self {
            event_id: Uuid::now_v7(),
            event_type: event.event_type(),
            event_version: event.event_version(),
            payload,
            public,
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

/// What the database compares an event, and its public form where that is another, with before it writes them.
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
    /// The copy of the ledger it was decided on, where that matters.
    pub(crate) incarnation: Option<Uuid>,
    pub(crate) metadata: String,
    pub(crate) streams: Vec<StreamPart>,
    /// One per event, in the order of streams and events.
    pub(crate) seals: Vec<Seal>,
    /// One per business key.
    pub(crate) claims: Vec<ClaimRow>,
    /// What it touches, for keeping those apart that touch the same.
    pub(crate) touches: Vec<Touch>,
    /// About how much of a batch it takes.
    pub(crate) bytes: usize,
}

/// What an event takes beside its payload.
const EVENT_BYTES: usize = 300;

impl Submission {
    /// Seals a unit of work for a tenant: its digests are computed here, in the request's own task.
    ///
    /// # Errors
    /// [`StoreError::Encode`] when the metadata does not serialize, [`StoreError::Inconsistent`] when its claims
    /// contradict each other.
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
        let mut bytes = 200;
        for part in &streams {
            for (sequence, event) in (part.expected + 1..).zip(&part.events) {
                let public = match &event.public {
                    Public::Form(public) => {
                        bytes += public.len();
                        Some(public_digest(organization_id, event.event_id, public))
                    }
                    Public::AsIs | Public::Withheld => None,
                };
                bytes += event.payload.len() + metadata.len() + EVENT_BYTES;
                seals.push(Seal {
                    event: event_digest(
                        organization_id,
                        part.stream,
                        sequence,
                        command_id,
                        event,
                        &metadata,
                    ),
                    public,
                });
            }
        }
        let claims = fold_claims(&streams)?;
        Ok(Self {
            touches: touches(organization_id, command_id, &streams, &claims),
            organization_id,
            command_id,
            fingerprint,
            incarnation: None,
            metadata,
            streams,
            seals,
            claims,
            bytes,
        })
    }

    /// Binds the unit of work to the copy of the ledger it was decided on: after a restore it is refused.
    #[must_use]
    pub fn decided_on(mut self, incarnation: Uuid) -> Self {
        self.incarnation = Some(incarnation);
        self
    }

    pub(crate) fn events(&self) -> usize {
        self.seals.len()
    }
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
        /// The copy of the ledger it was written to.
        incarnation: Uuid,
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
    /// The ledger is another copy than the one the unit of work was decided on.
    Restored,
    /// The organization has no head.
    UnknownOrganization,
}
