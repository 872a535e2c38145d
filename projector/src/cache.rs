//! Filling the caches after a commit, and telling who keeps wells in memory.
//!
//! Everything here may fail without consequence for anybody's answer: the mark is then not moved, and the next batch or
//! renewal begins a new incarnation, which puts every older entry out of reach (see `wellflow_read_model::cache`).

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use chrono::Utc;
use redis::aio::ConnectionManager;
use redis::{RedisError, Script};
use uuid::Uuid;
use wellflow_read_model::cache::{
    ADVANCE, CLAIM, CachedWell, ENTRY_LIFE_MS, INVALIDATION_CHANNEL, Invalidation, MARK_LIFE_MS, PUT,
    mark_key, well_key,
};
use wellflow_read_model::checkpoint::Checkpoint;
use wellflow_read_model::well_summary::WellRow;
use wellflow_runtime::RedisLink;

/// Entries per script call: Redis does nothing else meanwhile.
const ENTRIES_PER_CALL: usize = 200;
/// Renewals per round trip.
const RENEWALS_PER_CALL: usize = 500;
/// After a failure Redis is left alone this long, so that an outage does not slow the batches.
const PAUSE_MS: i64 = 1_000;

/// What was written this long ago is not put any more: builds that answer differently change over when it is certain that
/// nothing of the old one is put.
const FRESH: Duration = Duration::from_secs(5);

/// The caches, where there are any.
#[derive(Clone)]
pub(crate) struct Cache {
    link: RedisLink,
    scripts: Arc<Scripts>,
    /// When Redis may be asked again, in milliseconds since 1970.
    paused_until: Arc<AtomicI64>,
}

struct Scripts {
    claim: Script,
    put: Script,
    advance: Script,
}

impl std::fmt::Debug for Cache {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Cache")
            .field("link", &self.link)
            .finish_non_exhaustive()
    }
}

impl Cache {
    pub(crate) fn new(link: RedisLink) -> Self {
        let scripts = Scripts {
            claim: Script::new(CLAIM),
            put: Script::new(PUT),
            advance: Script::new(ADVANCE),
        };
        Self {
            link,
            scripts: Arc::new(scripts),
            paused_until: Arc::default(),
        }
    }

    /// Whether there is a Redis to fill.
    pub(crate) fn is_on(&self) -> bool {
        self.link.connection().is_some()
    }

    /// Puts the rows a batch wrote and moves the organization's mark to the batch's end. A well that is parked is put as one
    /// that is not kept: what is answered of it says that something is missing. `since`: when the checkpoint was read that the
    /// batch went on from.
    pub(crate) async fn batch(
        &self,
        organization_id: Uuid,
        (from, since): (Checkpoint, Instant),
        to: u64,
        (rows, parked): (&[WellRow], &[Uuid]),
    ) {
        if from.quiet {
            return;
        }
        let Some(mut connection) = self.connection() else {
            return;
        };
        let filling = self.fill(
            &mut connection,
            organization_id,
            (from, since),
            to,
            (rows, parked),
        );
        if let Err(error) = filling.await {
            self.pause(&error);
        }
    }

    /// Renews the marks of organizations at rest, and says that the projector is there.
    /// `since`: when that was read.
    pub(crate) async fn renew(&self, at: &[(Uuid, u64)], since: Instant) {
        let Some(mut connection) = self.connection() else {
            return;
        };
        for part in at.chunks(RENEWALS_PER_CALL) {
            if since.elapsed() > FRESH {
                return;
            }
            let mut pipe = redis::pipe();
            for (organization_id, position) in part {
                pipe.cmd("EVAL").arg(CLAIM).arg(1).arg(mark_key(*organization_id));
                pipe.arg(*position)
                    .arg(new_incarnation())
                    .arg(MARK_LIFE_MS)
                    .ignore();
                let message = Invalidation::still_at(*organization_id, *position);
                pipe.publish(INVALIDATION_CHANNEL, json(&message)).ignore();
            }
            if let Err(error) = pipe.query_async::<()>(&mut connection).await {
                self.pause(&error);
                return;
            }
        }
    }

    async fn fill(
        &self,
        connection: &mut ConnectionManager,
        organization_id: Uuid,
        (at, since): (Checkpoint, Instant),
        to: u64,
        (rows, parked): (&[WellRow], &[Uuid]),
    ) -> Result<(), RedisError> {
        let from = at.position;
        if since.elapsed() > FRESH {
            return Ok(());
        }
        let mark = mark_key(organization_id);
        let mut claim = self.scripts.claim.key(&mark);
        let claim = claim.arg(from).arg(new_incarnation()).arg(MARK_LIFE_MS);
        let incarnation: String = claim.invoke_async(connection).await?;
        let shown = rows.iter().filter(|row| !parked.contains(&row.well_id));
        let shown = shown.map(|row| (row.well_id, entry(row, at.redrawn)));
        let entries: Vec<_> = shown.chain(parked.iter().map(|id| (*id, blank(to)))).collect();
        for part in entries.chunks(ENTRIES_PER_CALL) {
            if since.elapsed() > FRESH {
                return Ok(());
            }
            let mut put = self.scripts.put.key(&mark);
            put.arg(&incarnation).arg(to);
            for (well_id, (life_ms, value)) in part {
                put.key(well_key(organization_id, &incarnation, *well_id))
                    .arg(*life_ms)
                    .arg(value);
            }
            put.invoke_async::<u64>(connection).await?;
        }
        let mut advance = self.scripts.advance.key(&mark);
        advance.arg(&incarnation).arg(from).arg(to).arg(MARK_LIFE_MS);
        advance.invoke_async::<u64>(connection).await?;

        let changed = entries.iter().map(|(well_id, _)| *well_id).collect();
        let message = Invalidation::batch(organization_id, from, to, changed);
        redis::cmd("PUBLISH")
            .arg(INVALIDATION_CHANNEL)
            .arg(json(&message))
            .query_async::<()>(connection)
            .await
    }

    fn connection(&self) -> Option<ConnectionManager> {
        let paused = Utc::now().timestamp_millis() < self.paused_until.load(Ordering::Relaxed);
        if paused { None } else { self.link.connection() }
    }

    fn pause(&self, error: &RedisError) {
        self.paused_until
            .store(Utc::now().timestamp_millis() + PAUSE_MS, Ordering::Relaxed);
        tracing::debug!(error = %error, "the cache was not filled");
    }
}

/// An entry's life and value. A well that shows nothing, or shows it for no longer, gets an entry that reads as a miss
/// and keeps an older one from being put back.
fn entry(row: &WellRow, redrawn: bool) -> (u64, String) {
    let document = row
        .shown
        .as_ref()
        .map(|shown| shown.document.clone())
        .unwrap_or_default();
    let next_boundary_at = row.boundaries.first().copied();
    let entry = CachedWell {
        position: row.position,
        version: row.version,
        settled: !redrawn && row.max_effective_at.is_some_and(|at| at <= row.recorded_at),
        next_boundary_at,
        document,
    };
    match entry.life_ms(Utc::now()) {
        Some(life_ms) => (life_ms, entry.encode()),
        None => (
            ENTRY_LIFE_MS,
            CachedWell {
                document: String::new(),
                ..entry
            }
            .encode(),
        ),
    }
}

/// What reads as a miss, and keeps what was read before a position from being put back.
fn blank(position: u64) -> (u64, String) {
    let nothing = CachedWell {
        position,
        version: 0,
        settled: false,
        next_boundary_at: None,
        document: String::new(),
    };
    (ENTRY_LIFE_MS, nothing.encode())
}

fn new_incarnation() -> String {
    Uuid::now_v7().simple().to_string()
}

/// An invalidation is numbers, ids and nothing that could fail to serialize.
fn json(message: &Invalidation) -> String {
    serde_json::to_string(message).unwrap_or_default()
}
