//! The product's projector: brings the read models up, and keeps the caches alive while questions are asked.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use secrecy::SecretString;
use tokio::task::JoinHandle;
use wellflow_event_store::{LedgerReader, Pace};
use wellflow_http::Readiness;
use wellflow_projector::{Lags, ProjectorConfig};
use wellflow_runtime::{DatabaseConfig, RedisLink, Shutdown, TenantPool};

use super::field::Field;
use crate::cluster::Cluster;

const CONNECTIONS: usize = 8;
const LOOK: Duration = Duration::from_millis(100);
/// A catch-up that takes longer is stuck.
const PATIENCE: Duration = Duration::from_secs(900);

/// A projector that runs.
#[derive(Debug)]
pub(crate) struct Projecting {
    running: JoinHandle<()>,
    shutdown: Shutdown,
}

impl Projecting {
    /// Starts it and waits until it has everything.
    pub(crate) async fn catch_up(cluster: &Arc<Cluster>, field: &Field, redis: &str) -> Result<Self> {
        let admin = cluster.superuser(&field.database).await?;
        let url = cluster.url(None, "wellflow_projector", &field.database);
        let database = DatabaseConfig::parse("bench", &url)?;
        let pool = TenantPool::connect(&database, "bench projector", CONNECTIONS).await?;
        let config = ProjectorConfig {
            pool: pool.clone(),
            hints: Some(database),
            ledger: LedgerReader::new(pool),
            pace: Pace::default(),
            redis: RedisLink::connect(Some(&SecretString::from(redis)))?,
            readiness: Readiness::new(),
            lags: Lags::default(),
        };
        let shutdown = Shutdown::new();
        let running = tokio::spawn(wellflow_projector::run(config, shutdown.clone()));
        let started = Instant::now();
        let at_tip = async || -> Result<bool> {
            let row = admin
                .query_one(include_str!("../../sql/projected.sql"), &[])
                .await?;
            Ok(u64::try_from(row.get::<_, i64>(0))? >= field.events)
        };
        while !at_tip().await? {
            ensure!(
                started.elapsed() < PATIENCE,
                "the projector does not come to the end"
            );
            tokio::time::sleep(LOOK).await;
        }
        admin.batch_execute("VACUUM ANALYZE").await?;
        admin.batch_execute("CHECKPOINT").await?;
        Ok(Self { running, shutdown })
    }

    /// Stops it.
    pub(crate) async fn stop(self) -> Result<()> {
        self.shutdown.request();
        self.running.await?;
        Ok(())
    }
}
