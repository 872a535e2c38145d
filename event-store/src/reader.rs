//! The read side of the ledger: streams, the tail, the tip, and folds at a point in time.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use chrono::{DateTime, Utc};
use tokio_postgres::Row;
use uuid::Uuid;
use wellflow_decider::Decider;
use wellflow_runtime::{RuntimeError, Tenant, TenantPool};

use crate::append::signed;
use crate::fold::{Folded, Point, fold_as_reported, fold_on};
use crate::record::unsigned;
use crate::snapshot::Extent;
use crate::{RecordedEvent, StoreError};

const STREAM: &str = include_str!("sql/stream.sql");
const INSTANTS: &str = include_str!("sql/instants.sql");
const BEGINNINGS: &str = include_str!("sql/beginnings.sql");
const TAIL: &str = include_str!("sql/tail.sql");
const VERSION: &str = include_str!("sql/version.sql");
const CLOCK: &str = include_str!("sql/clock.sql");
const TIP: &str = include_str!("sql/tip.sql");
const POSITION_AT: &str = include_str!("sql/position_at.sql");
const TIPS: &str = include_str!("sql/tips.sql");
const INCARNATION: &str = include_str!("sql/incarnation.sql");

/// Events per round trip when a stream is read.
pub(crate) const PAGE: u32 = 1_000;

/// The newest commit of an organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tip {
    /// Its last position.
    pub position: u64,
    /// Its instant.
    pub recorded_at: DateTime<Utc>,
}

/// When an event was recorded and takes effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Instants {
    /// Its number in its stream.
    pub sequence: u64,
    /// Its place in the organization's ledger.
    pub position: u64,
    /// When what it tells took effect.
    pub effective_at: DateTime<Utc>,
    /// When its commit was written.
    pub recorded_at: DateTime<Utc>,
}

/// Reads the ledger as one service's role; every read is bound to a tenant.
#[derive(Clone, Debug)]
pub struct LedgerReader {
    pub(crate) pool: TenantPool,
    /// Whether a snapshot that cannot be read was reported: once is enough.
    pub(crate) complained: Arc<AtomicBool>,
}

impl LedgerReader {
    /// A reader over a service's pool.
    pub fn new(pool: TenantPool) -> Self {
        Self {
            pool,
            complained: Arc::default(),
        }
    }

    /// The newest commit; `None` for a ledger without events.
    ///
    /// # Errors
    /// [`StoreError`] from the database.
    pub async fn tip(&self, tenant: &Tenant) -> Result<Option<Tip>, StoreError> {
        let rows = self
            .pool
            .lookup(tenant, TIP, &[&tenant.organization_id()])
            .await?;
        let tip = rows.first().map(|row| {
            Ok(Tip {
                position: unsigned(row.get("to_position"))?,
                recorded_at: row.get("recorded_at"),
            })
        });
        tip.transpose()
    }

    /// The last position written at or before an instant; `None` when nothing was written by then. It is final once a
    /// later commit exists.
    ///
    /// # Errors
    /// [`StoreError`] from the database.
    pub async fn position_at(
        &self,
        tenant: &Tenant,
        instant: DateTime<Utc>,
    ) -> Result<Option<u64>, StoreError> {
        let rows = self
            .pool
            .lookup(tenant, POSITION_AT, &[&tenant.organization_id(), &instant])
            .await?;
        rows.first()
            .map(|row| unsigned(row.get("to_position")))
            .transpose()
    }

    /// The time by the clock that gives the ledger's instants.
    ///
    /// # Errors
    /// [`StoreError`] from the database.
    pub async fn clock(&self, tenant: &Tenant) -> Result<DateTime<Utc>, StoreError> {
        let rows = self.pool.query(tenant, CLOCK, &[]).await?;
        Ok(rows.first().map_or_else(Utc::now, |row| row.get("now")))
    }

    /// Events of a stream in the order of their sequence.
    ///
    /// # Errors
    /// [`StoreError`] from the database.
    pub async fn stream(
        &self,
        tenant: &Tenant,
        kind: &str,
        id: Uuid,
        after_sequence: u64,
        limit: u32,
    ) -> Result<Vec<RecordedEvent>, StoreError> {
        let after = signed(after_sequence)?;
        let organization = tenant.organization_id();
        let rows = self
            .pool
            .lookup(
                tenant,
                STREAM,
                &[&organization, &kind, &id, &after, &i64::from(limit)],
            )
            .await?;
        rows.iter().map(RecordedEvent::read).collect()
    }

    /// When the events of a stream were recorded and take effect, without what they say, in the order of their sequence.
    ///
    /// # Errors
    /// [`StoreError`] from the database.
    pub async fn instants(
        &self,
        tenant: &Tenant,
        kind: &str,
        id: Uuid,
        after_sequence: u64,
        limit: u32,
    ) -> Result<Vec<Instants>, StoreError> {
        let after = signed(after_sequence)?;
        let organization = tenant.organization_id();
        let rows = self
            .pool
            .lookup(
                tenant,
                INSTANTS,
                &[&organization, &kind, &id, &after, &i64::from(limit)],
            )
            .await?;
        let read = |row: &Row| {
            Ok(Instants {
                sequence: unsigned(row.get("sequence"))?,
                position: unsigned(row.get("position"))?,
                effective_at: row.get("effective_at"),
                recorded_at: row.get("recorded_at"),
            })
        };
        rows.iter().map(read).collect()
    }

    /// The beginnings of several streams of a kind in one round trip: of each the events below a sequence, at most `limit`, in
    /// the order of their sequence. A stream without such events is left out.
    ///
    /// # Errors
    /// [`StoreError`] from the database.
    pub async fn beginnings(
        &self,
        tenant: &Tenant,
        kind: &str,
        wanted: &[(Uuid, u64)],
        limit: u32,
    ) -> Result<HashMap<Uuid, Vec<RecordedEvent>>, StoreError> {
        let organization = tenant.organization_id();
        let ids: Vec<Uuid> = wanted.iter().map(|(id, _)| *id).collect();
        let below = wanted
            .iter()
            .map(|(_, below)| signed(*below))
            .collect::<Result<Vec<i64>, _>>()?;
        let limit = i64::from(limit);
        let rows = self
            .pool
            .lookup(tenant, BEGINNINGS, &[&organization, &kind, &ids, &below, &limit])
            .await?;
        let mut streams: HashMap<Uuid, Vec<RecordedEvent>> = HashMap::with_capacity(ids.len());
        for row in &rows {
            let event = RecordedEvent::read(row)?;
            streams.entry(event.aggregate_id).or_default().push(event);
        }
        Ok(streams)
    }

    /// Every event of a stream, page by page up to the version it has when the first page is full: what is added meanwhile
    /// is not waited for.
    ///
    /// # Errors
    /// [`StoreError`] from the database.
    pub async fn whole_stream(
        &self,
        tenant: &Tenant,
        kind: &str,
        id: Uuid,
    ) -> Result<Vec<RecordedEvent>, StoreError> {
        let mut events = self.stream(tenant, kind, id, 0, PAGE).await?;
        if events.len() >= PAGE as usize {
            let end = self.version(tenant, kind, id).await?;
            self.read_on(tenant, kind, id, &mut events, end, |_| true).await?;
        }
        Ok(events)
    }

    /// Reads a stream on, page by page after the events given, up to a sequence and as long as `wanted` holds of the last
    /// event of a page.
    pub(crate) async fn read_on(
        &self,
        tenant: &Tenant,
        kind: &str,
        id: Uuid,
        events: &mut Vec<RecordedEvent>,
        end: u64,
        wanted: impl Fn(&RecordedEvent) -> bool,
    ) -> Result<(), StoreError> {
        loop {
            let after = match events.last() {
                Some(last) if !wanted(last) => return Ok(()),
                last => last.map_or(0, |event| event.sequence),
            };
            let limit = u64::from(PAGE).min(end.saturating_sub(after));
            let Ok(limit @ 1..) = u32::try_from(limit) else {
                return Ok(());
            };
            let mut page = self.stream(tenant, kind, id, after, limit).await?;
            if page.is_empty() {
                return Ok(());
            }
            events.append(&mut page);
        }
    }

    /// The newest version of a stream; 0 for one without events.
    pub(crate) async fn version(&self, tenant: &Tenant, kind: &str, id: Uuid) -> Result<u64, StoreError> {
        let organization = tenant.organization_id();
        let rows = self
            .pool
            .lookup(tenant, VERSION, &[&organization, &kind, &id])
            .await?;
        rows.first().map_or(Ok(0), |row| unsigned(row.get("sequence")))
    }

    /// Events after a position, in the order of their positions. Nothing is skipped: positions have no holes and appear
    /// in commit order.
    ///
    /// # Errors
    /// [`StoreError`] from the database.
    pub async fn tail(
        &self,
        tenant: &Tenant,
        after: u64,
        limit: u32,
    ) -> Result<Vec<RecordedEvent>, StoreError> {
        let after = signed(after)?;
        let rows = self
            .pool
            .lookup(
                tenant,
                TAIL,
                &[&tenant.organization_id(), &after, &i64::from(limit)],
            )
            .await?;
        rows.iter().map(RecordedEvent::read).collect()
    }

    /// A stream's state at a point; `None` when no event of it stands there. It is made from a snapshot where one serves
    /// the point.
    ///
    /// # Errors
    /// [`StoreError`] from the database, or when an event does not decode.
    pub async fn fold<D: Decider>(
        &self,
        tenant: &Tenant,
        id: Uuid,
        at: Point,
    ) -> Result<Option<Folded<D>>, StoreError> {
        let extent = Extent {
            position: at.position,
            version: None,
            effective: at.effective,
        };
        let history = self.history(tenant, id, extent).await?;
        fold_on(history.base, &history.events, at)
    }

    /// A stream's state as it was known when it reached a version, whatever the events' effective instants; `None` when
    /// it never did.
    ///
    /// # Errors
    /// [`StoreError`] from the database, or when an event does not decode.
    pub async fn fold_at_version<D: Decider>(
        &self,
        tenant: &Tenant,
        id: Uuid,
        version: u64,
    ) -> Result<Option<Folded<D>>, StoreError> {
        let extent = Extent {
            version: Some(version),
            ..Extent::default()
        };
        let history = self.history::<D>(tenant, id, extent).await?;
        let base = history.base.as_ref().map_or(0, |base| base.version);
        let reached = history.events.last().map_or(base, |event| event.sequence);
        if version == 0 || reached != version {
            return Ok(None);
        }
        fold_on(history.base, &history.events, Point::default())
    }

    /// A stream's state as its source had reported it by an instant; see [`crate::fold_as_reported`]. Every event is read:
    /// no snapshot serves this question.
    ///
    /// # Errors
    /// [`StoreError`] from the database, or when an event does not decode.
    pub async fn fold_as_reported<D: Decider>(
        &self,
        tenant: &Tenant,
        id: Uuid,
        on: DateTime<Utc>,
        at: Point,
    ) -> Result<Option<Folded<D>>, StoreError> {
        fold_as_reported(&self.whole_stream(tenant, D::KIND, id).await?, on, at)
    }

    /// A stream's state at a point, as if some of its events had not been written. Every event is read: no snapshot serves this
    /// question.
    ///
    /// # Errors
    /// [`StoreError`] from the database, or when an event does not decode.
    pub async fn fold_without<D: Decider>(
        &self,
        tenant: &Tenant,
        id: Uuid,
        at: Point,
        left_out: &HashSet<Uuid>,
    ) -> Result<Option<Folded<D>>, StoreError> {
        let mut events = self.whole_stream(tenant, D::KIND, id).await?;
        events.retain(|event| !left_out.contains(&event.event_id));
        fold_on(None, &events, at)
    }

    /// Which copy of the organization's ledger this is; it changes when a backup is restored. `None` for an unknown
    /// organization.
    ///
    /// # Errors
    /// [`StoreError`] from the database.
    pub async fn incarnation(&self, tenant: &Tenant) -> Result<Option<Uuid>, StoreError> {
        let rows = self
            .pool
            .lookup(tenant, INCARNATION, &[&tenant.organization_id()])
            .await?;
        Ok(rows.first().map(|row| row.get("incarnation")))
    }

    /// Every organization with its newest position, 0 for an empty ledger: what a follower compares its checkpoints
    /// with. Positions alone; the events are read under each organization's own policy.
    ///
    /// # Errors
    /// [`StoreError`] from the database, also when the role may not ask.
    pub async fn tips(&self) -> Result<Vec<(Uuid, u64)>, StoreError> {
        let client = self.pool.pool().get().await.map_err(RuntimeError::Pool)?;
        let statement = client
            .prepare_cached(TIPS)
            .await
            .map_err(RuntimeError::Database)?;
        let rows = client
            .query(&statement, &[])
            .await
            .map_err(RuntimeError::Database)?;
        rows.iter()
            .map(|row| Ok((row.get("organization_id"), unsigned(row.get("tip"))?)))
            .collect()
    }

    pub(crate) fn pool(&self) -> &TenantPool {
        &self.pool
    }
}
