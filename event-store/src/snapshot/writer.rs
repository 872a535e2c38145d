//! Saves snapshots off the command path.
//!
//! Invariants
//! - An offer never waits and never fails a command: when too many are waiting it is dropped, and a later one will do.
//! - What is saved is the fold of a stream's first events in effective order; the database refuses one of a version the
//!   stream does not have.

use std::collections::BTreeMap;

use chrono::{DateTime, SubsecRound, Utc};
use tokio::sync::mpsc;
use uuid::Uuid;
use wellflow_decider::Decider;
use wellflow_runtime::{RuntimeError, Shutdown, Tenant, TenantPool};

use super::state_version;
use crate::StoreError;
use crate::append::signed;
use crate::fold::Anomaly;

const SAVE: &str = include_str!("../sql/save_snapshots.sql");
const UNHURRIED: &str = include_str!("../sql/unhurried.sql");

/// Snapshots written by one transaction.
const AT_ONCE: usize = 64;

/// When snapshots are due, and how many may wait.
#[derive(Clone, Copy, Debug)]
pub struct SnapshotConfig {
    /// Events of a stream from one snapshot to the next.
    pub every: u64,
    /// Snapshots that may wait to be saved.
    pub queue: usize,
}

impl Default for SnapshotConfig {
    fn default() -> Self {
        Self {
            every: 100,
            queue: 256,
        }
    }
}

/// A state to be kept: the fold of the first `version` events of a stream in effective order, without superseded ones.
#[derive(Debug)]
pub struct SnapshotOffer<'a, D> {
    /// The state.
    pub state: &'a D,
    /// The events folded.
    pub version: u64,
    /// The last of them, by sequence.
    pub event_id: Uuid,
    /// The latest effective instant among those that stand.
    pub effective_at: DateTime<Utc>,
    /// Events that made no sense where they stand.
    pub anomalies: &'a [Anomaly],
}

/// Saves snapshots in the background; clones share one queue.
#[derive(Clone, Debug)]
pub struct SnapshotWriter {
    sender: mpsc::Sender<Offered>,
    every: u64,
}

/// A snapshot on its way to the database.
#[derive(Debug)]
struct Offered {
    tenant: Tenant,
    kind: &'static str,
    id: Uuid,
    sequence: i64,
    event_id: Uuid,
    state_version: i32,
    effective_at: DateTime<Utc>,
    state: String,
    anomalies: String,
}

impl SnapshotWriter {
    /// Starts the task that saves. The pool's role must be one that may, which the command API's is. The task ends, and
    /// leaves what still waits unsaved, when shutdown is requested.
    pub fn start(pool: TenantPool, config: SnapshotConfig, shutdown: &Shutdown) -> Self {
        let (sender, receiver) = mpsc::channel(config.queue.max(1));
        tokio::spawn(run(pool, receiver, shutdown.clone()));
        Self {
            sender,
            every: config.every.max(1),
        }
    }

    /// Whether a state that is this many events ahead of its stream's last snapshot is worth one.
    pub fn is_due(&self, behind: u64) -> bool {
        behind >= self.every
    }

    /// Hands a snapshot over to be saved. `false` when it was dropped: the queue is full, the writer has stopped, or the
    /// state does not serialize.
    pub fn offer<D: Decider>(&self, tenant: &Tenant, id: Uuid, snapshot: &SnapshotOffer<'_, D>) -> bool {
        // A place first: a state that nobody will save is not worth serializing.
        let Ok(place) = self.sender.try_reserve() else {
            return false;
        };
        match Offered::of(tenant, id, snapshot) {
            Ok(offered) => {
                place.send(offered);
                true
            }
            Err(error) => {
                tracing::warn!(kind = D::KIND, %id, error = %error, "a state does not serialize");
                false
            }
        }
    }
}

impl Offered {
    fn of<D: Decider>(
        tenant: &Tenant,
        id: Uuid,
        snapshot: &SnapshotOffer<'_, D>,
    ) -> Result<Self, StoreError> {
        let json = |result: Result<String, serde_json::Error>| result.map_err(StoreError::Encode);
        Ok(Self {
            tenant: tenant.clone(),
            kind: D::KIND,
            id,
            sequence: signed(snapshot.version)?,
            event_id: snapshot.event_id,
            state_version: state_version::<D>(),
            effective_at: snapshot.effective_at.trunc_subsecs(6),
            state: json(serde_json::to_string(snapshot.state))?,
            anomalies: json(serde_json::to_string(snapshot.anomalies))?,
        })
    }
}

async fn run(pool: TenantPool, mut receiver: mpsc::Receiver<Offered>, shutdown: Shutdown) {
    loop {
        let first = tokio::select! {
            biased;
            () = shutdown.requested() => return,
            offered = receiver.recv() => offered,
        };
        let Some(first) = first else { return };
        let mut batch = vec![first];
        while batch.len() < AT_ONCE
            && let Ok(offered) = receiver.try_recv()
        {
            batch.push(offered);
        }
        for (tenant, offered) in by_tenant(batch) {
            if let Err(error) = save(&pool, &tenant, &offered).await {
                tracing::warn!(error = %error, snapshots = offered.len(), "snapshots were not saved");
            }
        }
    }
}

/// The newest snapshot of each stream, tenant by tenant. In the order of the streams, so that two processes that save the
/// same ones do not wait for each other in a circle.
fn by_tenant(batch: Vec<Offered>) -> BTreeMap<Tenant, Vec<Offered>> {
    let mut newest: BTreeMap<(Tenant, &'static str, Uuid), Offered> = BTreeMap::new();
    for offered in batch {
        let key = (offered.tenant.clone(), offered.kind, offered.id);
        match newest.get(&key) {
            Some(kept) if kept.sequence >= offered.sequence => {}
            Some(_) | None => {
                newest.insert(key, offered);
            }
        }
    }
    let mut tenants: BTreeMap<Tenant, Vec<Offered>> = BTreeMap::new();
    for ((tenant, ..), offered) in newest {
        tenants.entry(tenant).or_default().push(offered);
    }
    tenants
}

async fn save(pool: &TenantPool, tenant: &Tenant, offered: &[Offered]) -> Result<(), RuntimeError> {
    let kinds: Vec<&str> = offered.iter().map(|o| o.kind).collect();
    let ids: Vec<Uuid> = offered.iter().map(|o| o.id).collect();
    let sequences: Vec<i64> = offered.iter().map(|o| o.sequence).collect();
    let event_ids: Vec<Uuid> = offered.iter().map(|o| o.event_id).collect();
    let versions: Vec<i32> = offered.iter().map(|o| o.state_version).collect();
    let effective: Vec<DateTime<Utc>> = offered.iter().map(|o| o.effective_at).collect();
    let states: Vec<&str> = offered.iter().map(|o| o.state.as_str()).collect();
    let anomalies: Vec<&str> = offered.iter().map(|o| o.anomalies.as_str()).collect();
    let rows = pool
        .write(tenant, async |tx| {
            // A snapshot lost in a crash is missed by nobody: the disk need not be waited for.
            tx.query(UNHURRIED, &[]).await?;
            tx.query(
                SAVE,
                &[
                    &kinds, &ids, &sequences, &event_ids, &versions, &effective, &states, &anomalies,
                ],
            )
            .await
        })
        .await?;
    for (row, offered) in rows.iter().zip(offered) {
        if row.get::<_, &str>("outcome") == "refused" {
            tracing::warn!(
                kind = offered.kind, id = %offered.id, sequence = offered.sequence,
                "a snapshot was refused: the stream has no such version"
            );
        }
    }
    Ok(())
}
