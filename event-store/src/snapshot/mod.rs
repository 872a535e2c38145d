//! Snapshots: folds of the first events of a stream, kept so that a long stream is not read from its beginning.
//!
//! Snapshot n is the fold of the first n events in effective order, without superseded ones. It serves a point (P, E)
//! only if its position is at or before P, its latest effective instant at or before E, and no event after it, up to P,
//! takes effect before that instant or supersedes an event it contains. Then what comes later only follows.
//!
//! Invariants
//! - A snapshot is a cache: a fold with snapshots equals the fold without, and every one of them may be deleted.
//! - One of another state version is never read; one that is damaged or does not decode is passed over.
//! - Nothing is proved by a snapshot, and no answer about `reported_at` is served by one.

mod history;
mod newest;
mod writer;

pub(crate) use history::Extent;
pub use newest::Newest;
pub use writer::{SnapshotConfig, SnapshotOffer, SnapshotWriter};

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use tokio_postgres::Row;
use uuid::Uuid;
use wellflow_decider::Decider;
use wellflow_runtime::Tenant;

use crate::digest::microseconds;
use crate::fold::Folded;
use crate::record::unsigned;
use crate::{RecordedEvent, StoreError};

/// The version of the digest's encoding; the first byte of what is hashed.
const ENCODING: u8 = 1;

/// A row of `ledger.snapshots`.
#[derive(Debug)]
struct Stored {
    sequence: u64,
    position: u64,
    event_id: Uuid,
    recorded_at: DateTime<Utc>,
    max_effective_at: DateTime<Utc>,
    digest: Vec<u8>,
    state: String,
    anomalies: String,
}

impl Stored {
    /// The snapshot beside an event, where there is one; its state comes with the first event after it alone.
    fn read(row: &Row) -> Result<Option<Self>, StoreError> {
        let sequence: Option<i64> = row.get("s_sequence");
        let state: Option<String> = row.get("s_state");
        let (Some(sequence), Some(state)) = (sequence, state) else {
            return Ok(None);
        };
        Ok(Some(Self {
            sequence: unsigned(sequence)?,
            position: unsigned(row.get("s_position"))?,
            event_id: row.get("s_event_id"),
            recorded_at: row.get("s_recorded_at"),
            max_effective_at: row.get("s_max_effective_at"),
            digest: row.get("s_digest"),
            state,
            anomalies: row.get("s_anomalies"),
        }))
    }

    /// Whether the snapshot serves a point up to which exactly these events come after it. An event that supersedes
    /// something else than one of them is taken to supersede one the snapshot contains.
    fn serves(&self, after: &[RecordedEvent]) -> bool {
        let own: HashSet<Uuid> = after.iter().map(|event| event.event_id).collect();
        after.iter().all(|event| {
            event.effective_at >= self.max_effective_at
                && event
                    .supersedes
                    .is_none_or(|superseded| own.contains(&superseded))
        })
    }

    /// What was folded, or why it cannot be had.
    fn open<D: Decider>(&self, tenant: &Tenant, id: Uuid) -> Result<Folded<D>, String> {
        if self.sealed::<D>(tenant, id) != self.digest.as_slice() {
            return Err("it does not match its digest".to_owned());
        }
        Ok(Folded {
            state: serde_json::from_str(&self.state).map_err(|error| error.to_string())?,
            version: self.sequence,
            event_id: self.event_id,
            position: self.position,
            recorded_at: self.recorded_at,
            effective_at: self.max_effective_at,
            anomalies: serde_json::from_str(&self.anomalies).map_err(|error| error.to_string())?,
        })
    }

    /// The digest the row should have; the database computes the same (`ledger.snapshot_digest`).
    fn sealed<D: Decider>(&self, tenant: &Tenant, id: Uuid) -> [u8; 32] {
        let mut hash = Sha256::new();
        hash.update([ENCODING]);
        hash.update(tenant.organization_id().as_bytes());
        text(&mut hash, D::KIND);
        hash.update(id.as_bytes());
        hash.update(self.sequence.to_be_bytes());
        hash.update(D::STATE_VERSION.to_be_bytes());
        hash.update(self.position.to_be_bytes());
        hash.update(self.event_id.as_bytes());
        hash.update(microseconds(self.recorded_at).to_be_bytes());
        hash.update(microseconds(self.max_effective_at).to_be_bytes());
        text(&mut hash, &self.state);
        text(&mut hash, &self.anomalies);
        hash.finalize().into()
    }
}

fn text(hash: &mut Sha256, text: &str) {
    hash.update((text.len() as u32).to_be_bytes());
    hash.update(text.as_bytes());
}

/// The state version as the database counts it; one too large for it names no snapshot.
fn state_version<D: Decider>() -> i32 {
    i32::try_from(D::STATE_VERSION).unwrap_or(-1)
}
