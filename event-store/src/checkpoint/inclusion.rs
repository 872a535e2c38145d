//! That one event is in a ledger somebody signed, shown without the ledger.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use wellflow_runtime::Tenant;

use super::hold::{contains, instant};
use super::{Checkpoint, FORMAT, Sha256Hash, Unproven};
use crate::digest::possible_digests;
use crate::merkle::{leaf_hash, verify_inclusion};
use crate::verify::Questions;
use crate::{Broken, RecordedEvent, StoreError, Verifier};

/// Everything an event states: what its digest covers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatedEvent {
    organization_id: Uuid,
    aggregate_type: String,
    aggregate_id: Uuid,
    sequence: u64,
    event_id: Uuid,
    event_type: String,
    event_version: u16,
    effective_at: DateTime<Utc>,
    reported_at: Option<DateTime<Utc>>,
    supersedes: Option<Uuid>,
    command_id: Uuid,
    /// RFC 8785 text, byte for byte.
    payload: String,
    /// RFC 8785 text, byte for byte.
    metadata: String,
}

/// An event, and the way from it to a Merkle root.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EventProof {
    /// The version of the format.
    pub format: u32,
    /// Its place in the ledger.
    pub position: u64,
    /// What it states; its digest is computed from this.
    pub event: StatedEvent,
    /// Leaves of the tree.
    pub merkle_size: u64,
    /// RFC 6962 audit path, from the leaf to the root.
    pub path: Vec<Sha256Hash>,
}

/// Why there is no proof, or why it proves nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotProven {
    /// The ledger does not hold together.
    #[error("the ledger does not hold together: {0}")]
    Broken(Broken),
    /// The ledger does not contain what was signed.
    #[error("the checkpoint does not hold: {0}")]
    Checkpoint(#[source] Unproven),
    /// The event is none of those that were signed.
    #[error("position {position} is not among the {size} that were signed")]
    Outside {
        /// The event's position.
        position: u64,
        /// How many were signed.
        size: u64,
    },
    /// The proof has a format this build does not know.
    #[error("the proof has the unknown format {0}")]
    UnknownFormat(u32),
    /// The event is another organization's.
    #[error("the event is of the organization {0}; another one's ledger was signed")]
    OtherOrganization(Uuid),
    /// The proof was made for another tree.
    #[error("the proof is about a tree of {found} events; {signed} were signed")]
    OtherTree {
        /// In the proof.
        found: u64,
        /// In the checkpoint.
        signed: u64,
    },
    /// What the event states, its position or the path is not what was signed.
    #[error("the event at position {0} is not the one that was signed")]
    Different(u64),
}

impl Verifier {
    /// Verifies an organization's ledger, holds it against a checkpoint and proves that the event at a position is among
    /// those it signed.
    ///
    /// # Errors
    /// [`StoreError`] when the ledger cannot be read; that there is no proof is [`NotProven`].
    pub async fn prove(
        &self,
        tenant: &Tenant,
        position: u64,
        signed: &Checkpoint,
        progress: impl Fn(u64, u64),
    ) -> Result<Result<EventProof, NotProven>, StoreError> {
        let size = signed.merkle_size;
        if !(1..=size).contains(&position) {
            return Ok(Err(NotProven::Outside { position, size }));
        }
        let incarnation = self.reader().incarnation(tenant).await?;
        let questions = Questions {
            marks: vec![instant(signed)],
            inclusion_of: Some((vec![position], size)),
            ..Questions::default()
        };
        let findings = Box::pin(self.find(tenant, questions, progress)).await?;
        let mark = findings.marks.first().and_then(Option::as_ref);
        if let Err(unproven) = contains(tenant, signed, mark, &findings, incarnation)
            && !matches!(unproven, Unproven::OtherIncarnation { .. })
        {
            return Ok(Err(NotProven::Checkpoint(unproven)));
        }
        if let Err(broken) = findings.verdict {
            return Ok(Err(NotProven::Broken(broken)));
        }
        let event = self.reader().tail(tenant, position - 1, 1).await?;
        let (Some(event), Some(path)) = (event.into_iter().next(), findings.inclusion) else {
            return Err(StoreError::Inconsistent(format!(
                "position {position} cannot be proven"
            )));
        };
        let proof = EventProof {
            format: FORMAT,
            position,
            event: event.into(),
            merkle_size: size,
            path: path.into_iter().map(Sha256Hash).collect(),
        };
        Ok(proof.proves(signed).map(|()| proof))
    }
}

impl EventProof {
    /// Whether the event is one of those a checkpoint signed. Takes no ledger.
    ///
    /// When the event was recorded is not proven by this: its commit's instant is sealed by the chain alone.
    ///
    /// # Errors
    /// [`NotProven`].
    pub fn proves(&self, signed: &Checkpoint) -> Result<(), NotProven> {
        let (position, size) = (self.position, signed.merkle_size);
        if self.format != FORMAT {
            return Err(NotProven::UnknownFormat(self.format));
        }
        if self.event.organization_id != signed.organization {
            return Err(NotProven::OtherOrganization(self.event.organization_id));
        }
        if self.merkle_size != size {
            let found = self.merkle_size;
            return Err(NotProven::OtherTree { found, signed: size });
        }
        if !(1..=size).contains(&position) {
            return Err(NotProven::Outside { position, size });
        }
        let path: Vec<[u8; 32]> = self.path.iter().map(|hash| hash.0).collect();
        let stated = self.event.clone().at(position, DateTime::UNIX_EPOCH, [0; 32]);
        // A proof states no digest; the event was sealed in one of the encodings there have been.
        let included = possible_digests(&stated).iter().any(|digest| {
            verify_inclusion(
                &leaf_hash(digest),
                position - 1,
                size,
                &path,
                &signed.merkle_root.0,
            )
        });
        if !included {
            return Err(NotProven::Different(position));
        }
        Ok(())
    }
}

impl From<RecordedEvent> for StatedEvent {
    fn from(event: RecordedEvent) -> Self {
        Self {
            organization_id: event.organization_id,
            aggregate_type: event.aggregate_type,
            aggregate_id: event.aggregate_id,
            sequence: event.sequence,
            event_id: event.event_id,
            event_type: event.event_type,
            event_version: event.event_version,
            effective_at: event.effective_at,
            reported_at: event.reported_at,
            supersedes: event.supersedes,
            command_id: event.command_id,
            payload: event.payload,
            metadata: event.metadata,
        }
    }
}

impl StatedEvent {
    /// The event, with what it does not state of itself: its position, when it was recorded, and its digest.
    pub(crate) fn at(self, position: u64, recorded_at: DateTime<Utc>, digest: [u8; 32]) -> RecordedEvent {
        RecordedEvent {
            organization_id: self.organization_id,
            position,
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
            recorded_at,
            command_id: self.command_id,
            supersedes: self.supersedes,
            digest,
        }
    }
}
