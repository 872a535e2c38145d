//! How long it takes to load a stream, by its length.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use serde::Serialize;
use uuid::Uuid;
use wellflow_event_store::{LedgerReader, Point, SnapshotConfig, SnapshotOffer, SnapshotWriter};
use wellflow_runtime::{Shutdown, Tenant};

use crate::cluster::Cluster;
use crate::contest::Contestant as _;
use crate::gauge::{Gauge, METADATA, PAYLOAD};
use crate::load::quantile;
use crate::ours::{Door, Ours, OursAtWork};

/// Lengths of streams.
const LENGTHS: &[i64] = &[10, 100, 1_000, 10_000];

/// Loads of each, at least.
const LOADS: usize = 15;

/// How a stream is loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// Every event is read and applied.
    Events,
    /// The newest snapshot is read, and the events after it.
    Snapshot,
}

impl Way {
    /// Every way there is.
    const ALL: &[Self] = &[Self::Events, Self::Snapshot];

    /// Its name in reports.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Events => "from events alone",
            Self::Snapshot => "from a snapshot",
        }
    }

    /// Makes ready what this way needs.
    async fn prepare(self, work: &OursAtWork, tenant: &Tenant, id: Uuid, ours: &Ours) -> Result<()> {
        match self {
            Self::Events => Ok(()),
            Self::Snapshot => {
                let newest = work.reader().newest_states::<Gauge>(tenant, &[id]).await?;
                let newest = newest.get(&id).context("the stream is missing")?;
                let config = SnapshotConfig::default();
                // As after a life of commands: a snapshot at the last hundred, and the events since.
                let due = newest.version - newest.version % config.every;
                if due == 0 {
                    return Ok(());
                }
                let at = work.reader().fold_at_version::<Gauge>(tenant, id, due).await?;
                let at = at.context("the stream is missing")?;
                let writer = SnapshotWriter::start(work.readers(), config, &Shutdown::new());
                let offer = SnapshotOffer {
                    state: &at.state,
                    version: at.version,
                    event_id: at.event_id,
                    effective_at: at.effective_at,
                    anomalies: &at.anomalies,
                };
                ensure!(writer.offer(tenant, id, &offer), "a snapshot was not taken");
                let saved = include_str!("../sql/count_snapshots.sql");
                for _ in 0..500 {
                    let row = ours.admin().query_one(saved, &[&id]).await?;
                    if row.try_get::<_, i64>(0)? > 0 {
                        return Ok(());
                    }
                    tokio::time::sleep(Duration::from_millis(10)).await;
                }
                anyhow::bail!("a snapshot was not saved")
            }
        }
    }

    /// Loads the newest state.
    async fn load(self, reader: &LedgerReader, tenant: &Tenant, id: Uuid) -> Result<Gauge> {
        match self {
            Self::Events | Self::Snapshot => {
                let folded = reader.fold::<Gauge>(tenant, id, Point::default()).await?;
                Ok(folded.context("the stream is missing")?.state)
            }
        }
    }
}

/// Loads of one stream.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Loaded {
    pub(crate) way: &'static str,
    pub(crate) events: i64,
    pub(crate) loads: usize,
    pub(crate) p50_us: u32,
    pub(crate) p99_us: u32,
}

/// The way that does not read everything, once there is one.
pub(crate) fn short_way() -> Option<Way> {
    Way::ALL.iter().copied().find(|way| *way != Way::Events)
}

/// Loads streams of several lengths, one reader at a time, in turn.
pub(crate) async fn streams(cluster: &Arc<Cluster>, quick: bool) -> Result<Vec<Loaded>> {
    drop(cluster.create_migrated("streams").await?);
    let ours = Ours::new("streams", cluster, "streams", 1, Door::Append).await?;
    let tenant = ours.tenants().first().context("there is no organization")?;
    ours.reset(&[]).await?;
    let mut made = Vec::new();
    let mut from = 1i64;
    for length in LENGTHS {
        let id = Uuid::now_v7();
        ours.admin()
            .execute(
                include_str!("../sql/make_stream.sql"),
                &[
                    &tenant.organization_id(),
                    &id,
                    &from,
                    length,
                    &*PAYLOAD,
                    &*METADATA,
                ],
            )
            .await?;
        from += length;
        made.push((id, *length));
    }
    ours.admin()
        .batch_execute(include_str!("../sql/analyze.sql"))
        .await?;
    let work = ours.start(None).await?;
    let reader = work.reader();
    let window = Duration::from_millis(if quick { 400 } else { 1_500 });
    let mut loaded = Vec::new();
    for way in Way::ALL {
        for (id, events) in &made {
            way.prepare(&work, tenant, *id, &ours).await?;
            let mut micros = Vec::new();
            let started = Instant::now();
            while micros.len() < LOADS || started.elapsed() < window {
                let sent = Instant::now();
                let state = way.load(reader, tenant, *id).await?;
                micros.push(u32::try_from(sent.elapsed().as_micros()).unwrap_or(u32::MAX));
                ensure!(
                    state.readings == u64::try_from(*events)?,
                    "a stream was loaded in part"
                );
            }
            micros.sort_unstable();
            loaded.push(Loaded {
                way: way.name(),
                events: *events,
                loads: micros.len(),
                p50_us: quantile(&micros, 0.50),
                p99_us: quantile(&micros, 0.99),
            });
        }
    }
    crate::contest::Session::close(&work).await;
    Ok(loaded)
}
