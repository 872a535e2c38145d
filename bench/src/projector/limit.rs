//! What no projector can be faster than: reading and decoding the same events, and COPYing the same final rows.

use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context as _, Result};
use bytes::{Bytes, BytesMut};
use futures::{SinkExt as _, TryStreamExt as _};
use tokio_postgres::Client;
use uuid::Uuid;
use wellflow_domain::production_month::ProductionMonthEvent;
use wellflow_event_store::LedgerReader;
use wellflow_runtime::{DatabaseConfig, Tenant, TenantPool};

use super::field::Field;
use super::ours::tables;
use crate::cluster::Cluster;

/// Events read at once, as by our projector.
const PAGE: u32 = 10_000;

/// The rows of one organization, as COPY writes them.
struct Dump {
    tenant: Tenant,
    /// The table they go to.
    rows: Vec<(String, Vec<Bytes>)>,
}

/// What a catch-up left, ready to be copied.
pub(crate) struct Limit {
    dumps: Arc<[Dump]>,
    cluster: Arc<Cluster>,
    database: String,
}

impl Limit {
    /// Takes the rows of a finished catch-up, and makes tables like theirs with the same indexes.
    pub(crate) async fn take(cluster: &Arc<Cluster>, field: &Field) -> Result<Self> {
        let admin = cluster.superuser(&field.database).await?;
        admin.batch_execute("CREATE SCHEMA copied").await?;
        let mut filled = Vec::new();
        for table in tables(&admin).await? {
            let rows = admin.query_one(&format!("SELECT EXISTS (SELECT FROM {table})"), &[]).await?;
            if rows.get(0) {
                let copy = table.replace("read.", "copied.");
                let create = format!("CREATE TABLE {copy} (LIKE {table} INCLUDING ALL)");
                admin.batch_execute(&create).await?;
                filled.push((table, copy));
            }
        }
        let mut dumps = Vec::new();
        for tenant in &field.tenants {
            let mut rows = Vec::new();
            for (table, copy) in &filled {
                rows.push((copy.clone(), dump(&admin, table, tenant.organization_id()).await?));
            }
            let tenant = tenant.clone();
            dumps.push(Dump { tenant, rows });
        }
        Ok(Self {
            dumps: dumps.into(),
            cluster: Arc::clone(cluster),
            database: field.database.clone(),
        })
    }

    /// How long it takes, with so many organizations at a time.
    pub(crate) async fn measure(&self, workers: usize) -> Result<f64> {
        let admin = self.cluster.superuser(&self.database).await?;
        for (copy, _) in self.dumps.iter().take(1).flat_map(|dump| &dump.rows) {
            admin.batch_execute(&format!("TRUNCATE {copy}")).await?;
        }
        admin.batch_execute("CHECKPOINT").await?;
        let url = self.cluster.url(None, "wellflow_projector", &self.database);
        let pool = TenantPool::connect(&DatabaseConfig::parse("bench", &url)?, "bench limit", workers).await?;
        let reader = LedgerReader::new(pool);
        let mut clients = Vec::new();
        for _ in 0..workers {
            clients.push(self.cluster.superuser(&self.database).await?);
        }
        let started = Instant::now();
        let mut running = Vec::new();
        for (nth, client) in clients.into_iter().enumerate() {
            let (dumps, reader) = (Arc::clone(&self.dumps), reader.clone());
            running.push(tokio::spawn(async move {
                for dump in dumps.iter().skip(nth).step_by(workers) {
                    decode(&reader, &dump.tenant).await?;
                    copy(&client, dump).await?;
                }
                anyhow::Ok(())
            }));
        }
        for worker in running {
            worker.await??;
        }
        Ok(started.elapsed().as_secs_f64())
    }
}

async fn decode(reader: &LedgerReader, tenant: &Tenant) -> Result<()> {
    let mut after = 0;
    loop {
        let page = reader.tail(tenant, after, PAGE).await?;
        for event in &page {
            std::hint::black_box(event.decode::<ProductionMonthEvent>()?);
        }
        match page.last() {
            Some(last) => after = last.position,
            None => return Ok(()),
        }
    }
}

async fn dump(admin: &Client, table: &str, organization: Uuid) -> Result<Vec<Bytes>> {
    let select = format!("SELECT * FROM {table} WHERE organization_id = '{organization}'");
    let copy = format!("COPY ({select}) TO STDOUT (FORMAT binary)");
    let parts: Vec<Bytes> = admin.copy_out(&copy).await?.try_collect().await?;
    // Larger parts, as a client that has the rows would send them.
    let mut joined = vec![BytesMut::new()];
    for part in parts {
        let last = joined.last_mut().context("there is one")?;
        last.extend_from_slice(&part);
        if last.len() > 256 * 1024 {
            joined.push(BytesMut::new());
        }
    }
    Ok(joined.into_iter().map(BytesMut::freeze).collect())
}

async fn copy(client: &Client, dump: &Dump) -> Result<()> {
    for (table, parts) in &dump.rows {
        let copy = format!("COPY {table} FROM STDIN (FORMAT binary)");
        let sink = client.copy_in::<_, Bytes>(&copy).await?;
        let mut sink = std::pin::pin!(sink);
        for part in parts {
            sink.send(part.clone()).await?;
        }
        sink.finish().await?;
    }
    Ok(())
}
