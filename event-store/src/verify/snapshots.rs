//! Snapshots: each matches its digest and the event it stands at, and, where this build folds to its state version, it
//! equals the fold of the first events of its stream.
//!
//! A snapshot is a copy: that one is missing changes no answer and is no fault.

use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio_postgres::Row;
use uuid::Uuid;
use wellflow_runtime::Tenant;

use super::rows::{self, Instant};
use super::{Broken, Place, Verifier};
use crate::catalogue::StateText;
use crate::{RecordedEvent, StoreError};

const SNAPSHOTS: &str = include_str!("sql/snapshots.sql");
const STREAM: &str = include_str!("sql/stream.sql");
const AT_ONCE: i64 = 200;
const EVENTS_AT_ONCE: i64 = 2_000;

/// A row of `ledger.snapshots`.
struct Snapshot {
    kind: String,
    stream: Uuid,
    sequence: i64,
    state_version: i32,
    state: String,
    max_effective_at: Instant,
    position: i64,
    event_id: Uuid,
    recorded_at: Instant,
    anomalies: String,
    digest: Vec<u8>,
}

/// The stream whose snapshots are at hand, as far as it was read.
#[derive(Default)]
struct Stream {
    kind: String,
    id: Uuid,
    events: Vec<RecordedEvent>,
}

/// Verifies every snapshot of an organization; gives their number. Memory grows with the longest stream that has one.
pub(super) async fn verify(verifier: &Verifier, tenant: &Tenant) -> Result<Result<u64, Broken>, StoreError> {
    let organization = tenant.organization_id();
    let mut after = (String::new(), Uuid::nil(), i64::MIN, i32::MIN);
    let mut stream = Stream::default();
    let mut count = 0;
    loop {
        let page = verifier
            .rows(
                tenant,
                SNAPSHOTS,
                &[&organization, &after.0, &after.1, &after.2, &after.3, &AT_ONCE],
            )
            .await?;
        for row in &page {
            let snapshot = Snapshot::read(row);
            if (&stream.kind, stream.id) != (&snapshot.kind, snapshot.stream) {
                stream = Stream {
                    kind: snapshot.kind.clone(),
                    id: snapshot.stream,
                    events: Vec::new(),
                };
            }
            if let Err(broken) = stream.read_up_to(verifier, tenant, snapshot.sequence).await? {
                return Ok(Err(broken));
            }
            if let Err(reason) = snapshot.holds(verifier, organization, &stream.events) {
                return Ok(Err(snapshot.broken(reason)));
            }
            count += 1;
            after = (
                snapshot.kind,
                snapshot.stream,
                snapshot.sequence,
                snapshot.state_version,
            );
        }
        if (page.len() as i64) < AT_ONCE {
            return Ok(Ok(count));
        }
    }
}

impl Stream {
    async fn read_up_to(
        &mut self,
        verifier: &Verifier,
        tenant: &Tenant,
        sequence: i64,
    ) -> Result<Result<(), Broken>, StoreError> {
        loop {
            let last = i64::try_from(self.events.len()).unwrap_or(i64::MAX);
            if last >= sequence {
                return Ok(Ok(()));
            }
            let rows = verifier
                .rows(
                    tenant,
                    STREAM,
                    &[
                        &tenant.organization_id(),
                        &self.kind,
                        &self.id,
                        &last,
                        &sequence,
                        &EVENTS_AT_ONCE,
                    ],
                )
                .await?;
            for row in &rows {
                match rows::event(row) {
                    Ok(event) => self.events.push(event),
                    Err(broken) => return Ok(Err(broken)),
                }
            }
            if rows.is_empty() {
                return Ok(Ok(()));
            }
        }
    }
}

impl Snapshot {
    fn read(row: &Row) -> Self {
        Self {
            kind: row.get("aggregate_type"),
            stream: row.get("aggregate_id"),
            sequence: row.get("sequence"),
            state_version: row.get("state_version"),
            state: row.get("state"),
            max_effective_at: row.get("max_effective_at"),
            position: row.get("position"),
            event_id: row.get("event_id"),
            recorded_at: row.get("recorded_at"),
            anomalies: row.get("anomalies"),
            digest: row.get("digest"),
        }
    }

    /// `events` are those of its stream, at least up to its sequence where there are so many.
    fn holds(
        &self,
        verifier: &Verifier,
        organization_id: Uuid,
        events: &[RecordedEvent],
    ) -> Result<(), String> {
        if self.sealed(organization_id) != self.digest.as_slice() {
            return Err("the snapshot does not match its digest".to_owned());
        }
        let folded = usize::try_from(self.sequence).ok().and_then(|n| events.get(..n));
        let Some((last, folded)) = folded.and_then(|events| Some((events.last()?, events))) else {
            return Err("its stream never reached this version".to_owned());
        };
        let place = (
            last.event_id,
            i64::try_from(last.position),
            Instant::of(last.recorded_at),
        );
        if place != (self.event_id, Ok(self.position), self.recorded_at) {
            return Err("another event stands at this version of the stream".to_owned());
        }
        let Some(kind) = verifier.catalogue.kind(&self.kind) else {
            return Ok(());
        };
        if i64::from(kind.state_version) != i64::from(self.state_version) {
            return Ok(());
        }
        let told = kind
            .fold(folded)
            .map_err(|error| format!("the stream cannot be folded: {error}"))?
            .ok_or("no event stands at this version of the stream")?;
        self.equals(&told)
    }

    fn equals(&self, told: &StateText) -> Result<(), String> {
        let read = |text: &str| serde_json::from_str::<Value>(text).map_err(|error| error.to_string());
        if read(&self.state)? != read(&told.state)? {
            return Err("the state is not the fold of the stream's events".to_owned());
        }
        if self.max_effective_at != Instant::of(told.effective_at) {
            return Err("the latest effective instant is not that of the stream's events".to_owned());
        }
        let anomalies = told.anomalies.iter().map(|anomaly| {
            json!({"event_id": anomaly.event_id, "position": anomaly.position, "reason": anomaly.reason})
        });
        if read(&self.anomalies)? != Value::Array(anomalies.collect()) {
            return Err("the anomalies are not those of the stream's events".to_owned());
        }
        Ok(())
    }

    /// The digest the row should have; see `ledger.snapshot_digest`.
    fn sealed(&self, organization_id: Uuid) -> [u8; 32] {
        let mut hash = Sha256::new();
        let text = |hash: &mut Sha256, text: &str| {
            hash.update((text.len() as u32).to_be_bytes());
            hash.update(text.as_bytes());
        };
        hash.update([1]);
        hash.update(organization_id.as_bytes());
        text(&mut hash, &self.kind);
        hash.update(self.stream.as_bytes());
        hash.update(self.sequence.to_be_bytes());
        hash.update(self.state_version.to_be_bytes());
        hash.update(self.position.to_be_bytes());
        hash.update(self.event_id.as_bytes());
        hash.update(self.recorded_at.0.to_be_bytes());
        hash.update(self.max_effective_at.0.to_be_bytes());
        text(&mut hash, &self.state);
        text(&mut hash, &self.anomalies);
        hash.finalize().into()
    }

    fn broken(&self, reason: String) -> Broken {
        let (kind, stream, sequence, version) = (&self.kind, self.stream, self.sequence, self.state_version);
        Broken {
            place: Place::Row {
                table: "snapshots",
                key: format!("{kind} {stream} sequence {sequence} state version {version}"),
            },
            reason,
        }
    }
}
