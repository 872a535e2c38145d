//! The newest states of streams.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use uuid::Uuid;
use wellflow_decider::Decider;
use wellflow_runtime::Tenant;

use super::SnapshotOffer;
use super::history::{Extent, History};
use crate::fold::{Anomaly, Point, fold_on};
use crate::{LedgerReader, StoreError};

/// Streams asked for by one statement.
const STREAMS_AT_ONCE: usize = 1_000;

/// The newest state of a stream, every event known applied; by default that of a stream without events.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Newest<D> {
    /// The state; the default one for a stream without events.
    pub state: D,
    /// The stream's version; 0 for a stream without events.
    pub version: u64,
    /// Its last event.
    pub event_id: Option<Uuid>,
    /// The position of that event; 0 for a stream without events.
    pub position: u64,
    /// The latest effective instant among the events that stand.
    pub effective_at: Option<DateTime<Utc>>,
    /// Events that made no sense where they stand.
    pub anomalies: Vec<Anomaly>,
    /// Events fetched to know all this.
    pub read: u64,
    /// Events since the snapshot the state was made from; all of them where there was none.
    pub behind: u64,
}

impl<D: Decider> Newest<D> {
    fn of(history: History<D>) -> Result<Self, StoreError> {
        let read = history.read;
        let base = history.base.as_ref().map_or(0, |base| base.version);
        Ok(match fold_on(history.base, &history.events, Point::default())? {
            Some(folded) => Self {
                state: folded.state,
                version: folded.version,
                event_id: Some(folded.event_id),
                position: folded.position,
                effective_at: Some(folded.effective_at),
                anomalies: folded.anomalies,
                read,
                behind: folded.version - base,
            },
            None => Self {
                read,
                ..Self::default()
            },
        })
    }

    /// The state as a snapshot to be kept; `None` for a stream without events.
    pub fn snapshot(&self) -> Option<SnapshotOffer<'_, D>> {
        Some(SnapshotOffer {
            state: &self.state,
            version: self.version,
            event_id: self.event_id?,
            effective_at: self.effective_at?,
            anomalies: &self.anomalies,
        })
    }
}

impl LedgerReader {
    /// The newest states of several streams of a kind, by stream; also of those without events. One statement for a
    /// thousand streams, and a few more where a stream's latest snapshot does not serve or much was written since.
    ///
    /// # Errors
    /// [`StoreError`] from the database, or when an event does not decode.
    pub async fn newest_states<D: Decider>(
        &self,
        tenant: &Tenant,
        ids: &[Uuid],
    ) -> Result<HashMap<Uuid, Newest<D>>, StoreError> {
        let mut newest = HashMap::with_capacity(ids.len());
        for ids in ids.chunks(STREAMS_AT_ONCE) {
            for (id, history) in self.histories::<D>(tenant, ids, Extent::default()).await? {
                newest.insert(id, Newest::of(history)?);
            }
        }
        Ok(newest)
    }
}
