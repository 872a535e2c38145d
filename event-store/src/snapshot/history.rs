//! What a stream is folded from: a snapshot that serves the point, and the events after it.
//!
//! A reading begins at the newest snapshot that may serve. Where an event after it speaks against it, the reading goes
//! on backwards to an older one, and at last to the stream's beginning; no event is fetched twice.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::Ordering;

use chrono::{DateTime, Utc};
use uuid::Uuid;
use wellflow_decider::Decider;
use wellflow_runtime::Tenant;

use super::{Stored, state_version};
use crate::append::signed;
use crate::fold::Folded;
use crate::reader::PAGE;
use crate::{LedgerReader, RecordedEvent, StoreError};

const HISTORIES: &str = include_str!("../sql/histories.sql");

/// The largest sequence or position there can be.
const LAST: u64 = i64::MAX as u64;

/// How far a reading goes.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Extent {
    /// Events up to this position; all where absent.
    pub(crate) position: Option<u64>,
    /// Events up to this sequence; all where absent.
    pub(crate) version: Option<u64>,
    /// The instant the fold is about: a snapshot that knows of later ones does not serve.
    pub(crate) effective: Option<DateTime<Utc>>,
}

impl Extent {
    fn holds(&self, event: &RecordedEvent) -> bool {
        self.position.is_none_or(|position| event.position <= position)
            && self.version.is_none_or(|version| event.sequence <= version)
    }
}

/// What a stream is folded from.
#[derive(Debug)]
pub(crate) struct History<D> {
    /// The snapshot to begin on.
    pub(crate) base: Option<Folded<D>>,
    /// The events after it, up to the extent, in the order of their sequence.
    pub(crate) events: Vec<RecordedEvent>,
    /// How many events were fetched.
    pub(crate) read: u64,
}

/// A stream whose beginning is still looked for.
struct Asked {
    id: Uuid,
    /// Snapshots before this sequence, and events up to it, are wanted.
    before: u64,
    /// Snapshots that know of nothing later than this may serve.
    effective: Option<DateTime<Utc>>,
    /// The events found so far.
    events: Vec<RecordedEvent>,
    read: u64,
}

/// A snapshot and the first events after it.
#[derive(Default)]
struct Piece {
    snapshot: Option<Stored>,
    events: Vec<RecordedEvent>,
}

impl LedgerReader {
    /// What one stream is folded from.
    pub(crate) async fn history<D: Decider>(
        &self,
        tenant: &Tenant,
        id: Uuid,
        extent: Extent,
    ) -> Result<History<D>, StoreError> {
        let mut histories = self.histories::<D>(tenant, &[id], extent).await?;
        histories
            .remove(&id)
            .ok_or_else(|| StoreError::Inconsistent(format!("{id} was asked for and not answered")))
    }

    /// What several streams of a kind are folded from, by stream.
    pub(crate) async fn histories<D: Decider>(
        &self,
        tenant: &Tenant,
        ids: &[Uuid],
        extent: Extent,
    ) -> Result<HashMap<Uuid, History<D>>, StoreError> {
        let before = extent.version.map_or(LAST, |version| version.min(LAST - 1) + 1);
        let begin = |id: Uuid| Asked {
            id,
            before,
            effective: extent.effective,
            events: Vec::new(),
            read: 0,
        };
        // Named twice, a stream's events would come twice.
        let once: HashSet<Uuid> = ids.iter().copied().collect();
        let mut asked: Vec<Asked> = once.into_iter().map(begin).collect();
        let mut found = HashMap::with_capacity(ids.len());
        while !asked.is_empty() {
            let mut pieces = self.pieces::<D>(tenant, &asked, extent).await?;
            let mut again = Vec::new();
            for mut stream in asked {
                let piece = pieces.remove(&stream.id).unwrap_or_default();
                let events = self
                    .whole_piece(tenant, D::KIND, &stream, piece.events, extent)
                    .await?;
                stream.read += events.len() as u64;
                stream.prepend(events.into_iter().filter(|event| extent.holds(event)).collect());
                let base = match piece.snapshot {
                    None => None,
                    Some(stored) => match self.opened::<D>(tenant, &stream, &stored) {
                        Some(base) => Some(base),
                        None => {
                            again.push(stream.before(&stored));
                            continue;
                        }
                    },
                };
                let Asked { id, events, read, .. } = stream;
                found.insert(id, History { base, events, read });
            }
            asked = again;
        }
        Ok(found)
    }

    /// For each stream the newest snapshot that may serve and a page of the events after it.
    async fn pieces<D: Decider>(
        &self,
        tenant: &Tenant,
        asked: &[Asked],
        extent: Extent,
    ) -> Result<HashMap<Uuid, Piece>, StoreError> {
        let organization = tenant.organization_id();
        let ids: Vec<Uuid> = asked.iter().map(|stream| stream.id).collect();
        let before = asked.iter().map(|stream| signed(stream.before));
        let before = before.collect::<Result<Vec<i64>, _>>()?;
        let effective: Vec<Option<DateTime<Utc>>> = asked.iter().map(|stream| stream.effective).collect();
        let position = signed(extent.position.unwrap_or(LAST).min(LAST))?;
        let rows = self
            .pool()
            .lookup(
                tenant,
                HISTORIES,
                &[
                    &organization,
                    &D::KIND,
                    &ids,
                    &before,
                    &effective,
                    &state_version::<D>(),
                    &position,
                    &i64::from(PAGE),
                ],
            )
            .await?;
        let mut pieces: HashMap<Uuid, Piece> = HashMap::with_capacity(asked.len());
        for row in &rows {
            let piece = pieces.entry(row.get("wanted")).or_default();
            if let Some(stored) = Stored::read(row)? {
                piece.snapshot = Some(stored);
            }
            if row.get::<_, Option<i64>>("sequence").is_some() {
                piece.events.push(RecordedEvent::read(row)?);
            }
        }
        Ok(pieces)
    }

    /// The events of a piece to its end, where one page does not hold them.
    async fn whole_piece(
        &self,
        tenant: &Tenant,
        kind: &str,
        stream: &Asked,
        mut events: Vec<RecordedEvent>,
        extent: Extent,
    ) -> Result<Vec<RecordedEvent>, StoreError> {
        if events.len() < PAGE as usize || events.last().is_none_or(|last| !extent.holds(last)) {
            return Ok(events);
        }
        let end = match stream.before {
            LAST => self.version(tenant, kind, stream.id).await?,
            before => before,
        };
        self.read_on(tenant, kind, stream.id, &mut events, end, |last| {
            extent.holds(last)
        })
        .await?;
        Ok(events)
    }

    /// The snapshot's fold, if it serves.
    fn opened<D: Decider>(&self, tenant: &Tenant, stream: &Asked, stored: &Stored) -> Option<Folded<D>> {
        if !stored.serves(&stream.events) {
            return None;
        }
        match stored.open(tenant, stream.id) {
            Ok(base) => Some(base),
            Err(reason) => {
                let (id, sequence) = (stream.id, stored.sequence);
                if self.complained.swap(true, Ordering::Relaxed) {
                    tracing::debug!(kind = D::KIND, %id, sequence, reason, "a snapshot is passed over");
                } else {
                    tracing::warn!(
                        kind = D::KIND, %id, sequence, reason,
                        "a snapshot cannot be read and is passed over; later ones are not reported"
                    );
                }
                None
            }
        }
    }
}

impl Asked {
    /// Puts events in front of those found so far.
    fn prepend(&mut self, mut earlier: Vec<RecordedEvent>) {
        earlier.append(&mut self.events);
        self.events = earlier;
    }

    /// The same stream, to be read on from before a snapshot that does not serve: a snapshot serves only if none of the
    /// events found takes effect before it.
    fn before(self, rejected: &Stored) -> Self {
        let earliest = self.events.iter().map(|event| event.effective_at).min();
        Self {
            before: rejected.sequence,
            effective: match (self.effective, earliest) {
                (Some(effective), Some(earliest)) => Some(effective.min(earliest)),
                (effective, earliest) => effective.or(earliest),
            },
            ..self
        }
    }
}
