//! Our projector, from nothing to the tip, as one process or as several runs it; and whether anybody waited for a lock.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use tokio::task::JoinHandle;
use tokio_postgres::Client;
use wellflow_event_store::{LedgerReader, Pace};
use wellflow_http::Readiness;
use wellflow_projector::{Lags, ProjectorConfig};
use wellflow_runtime::{DatabaseConfig, RedisLink, Shutdown, TenantPool};

use super::field::Field;
use crate::cluster::Cluster;

/// Connections of a worker: what the projector uses at most.
const CONNECTIONS: usize = 8;
const LOOK: Duration = Duration::from_millis(5);
/// A catch-up that takes longer is stuck.
const PATIENCE: Duration = Duration::from_secs(600);

/// A catch-up.
#[derive(Clone, Copy, Debug, serde::Serialize)]
pub(crate) struct CaughtUp {
    pub(crate) seconds: f64,
    /// Looks at the server's locks while it ran, and how many sessions they found waiting for one.
    pub(crate) looks: u64,
    pub(crate) waiting: u64,
    /// And how many that waited for their turn to make a table's file longer.
    pub(crate) extending: u64,
}

/// Empties the read models and lets so many workers fill them.
pub(crate) async fn catch_up(cluster: &Arc<Cluster>, field: &Field, workers: usize) -> Result<CaughtUp> {
    let admin = cluster.superuser(&field.database).await?;
    empty(&admin).await?;
    let url = cluster.url(None, "wellflow_projector", &field.database);
    let database = DatabaseConfig::parse("bench", &url)?;
    let mut pools = Vec::new();
    for _ in 0..workers {
        pools.push(TenantPool::connect(&database, "bench projector", CONNECTIONS).await?);
    }
    let shutdown = Shutdown::new();
    let watching = watch(cluster.superuser(&field.database).await?, shutdown.clone());
    let started = Instant::now();
    let running: Vec<JoinHandle<()>> = pools
        .iter()
        .map(|pool| {
            let config = ProjectorConfig {
                pool: pool.clone(),
                hints: None,
                ledger: LedgerReader::new(pool.clone()),
                pace: Pace::default(),
                redis: RedisLink::absent(),
                readiness: Readiness::new(),
                lags: Lags::default(),
            };
            tokio::spawn(wellflow_projector::run(config, shutdown.clone()))
        })
        .collect();
    let at_tip = async || -> Result<bool> {
        let row = admin.query_one(include_str!("../../sql/projected.sql"), &[]).await?;
        Ok(u64::try_from(row.get::<_, i64>(0))? >= field.events)
    };
    while !at_tip().await? {
        ensure!(started.elapsed() < PATIENCE, "the projector does not come to the end");
        tokio::time::sleep(LOOK).await;
    }
    let seconds = started.elapsed().as_secs_f64();
    shutdown.request();
    for worker in running {
        worker.await?;
    }
    let (looks, waiting, extending) = watching.await??;
    Ok(CaughtUp {
        seconds,
        looks,
        waiting,
        extending,
    })
}

/// Empties every table of the read models.
async fn empty(admin: &Client) -> Result<()> {
    let tables = tables(admin).await?;
    admin.batch_execute(&format!("TRUNCATE {}", tables.join(", "))).await?;
    admin.batch_execute("CHECKPOINT").await?;
    Ok(())
}

/// The tables of the read models.
pub(crate) async fn tables(admin: &Client) -> Result<Vec<String>> {
    let rows = admin.query(include_str!("../../sql/read_tables.sql"), &[]).await?;
    Ok(rows.iter().map(|row| row.get(0)).collect())
}

/// Looks at who waits for a lock until told to stop.
fn watch(admin: Client, shutdown: Shutdown) -> JoinHandle<Result<(u64, u64, u64)>> {
    tokio::spawn(async move {
        let (mut looks, mut waiting, mut extending) = (0, 0, 0);
        let mut tick = tokio::time::interval(LOOK);
        while !shutdown.is_requested() {
            tick.tick().await;
            let row = admin.query_one(include_str!("../../sql/lock_waits.sql"), &[]).await?;
            looks += 1;
            waiting += u64::try_from(row.get::<_, i64>("waiting"))?;
            extending += u64::try_from(row.get::<_, i64>("extending"))?;
        }
        Ok((looks, waiting, extending))
    })
}
