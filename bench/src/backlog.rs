//! How much memory a service takes while its appends cannot get through: measured in a process of its own, which holds
//! nothing but the ledger and its connections.

use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use serde::{Deserialize, Serialize};
use tokio_postgres::NoTls;
use uuid::Uuid;
use wellflow_event_store::StoreError;
use wellflow_runtime::Tenant;

use crate::cluster::Cluster;
use crate::machine::memory_mib;
use crate::ours::{Door, Ours, OursAtWork};

/// Submitters whose appends wait.
const SUBMITTERS: usize = 512;

/// More than any queue takes.
const ENOUGH: usize = 50_000;

/// Memory of the process in MiB, resident.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Memory {
    /// Connected, nothing to do.
    pub(crate) idle: f64,
    /// 512 appends wait.
    pub(crate) submitters_waiting: f64,
    /// So many wait that the next is turned away.
    pub(crate) queue_full: f64,
    /// How many that are.
    pub(crate) waiting: usize,
    /// The highest, with the backlog written afterwards.
    pub(crate) highest: f64,
}

/// Starts the process and reads what it found.
pub(crate) async fn memory(cluster: &Arc<Cluster>) -> Result<Memory> {
    drop(cluster.create_migrated("backlog").await?);
    let ours = Ours::new("backlog", cluster, "backlog", 1, Door::Append).await?;
    let tenant = ours.tenants().first().context("there is no organization")?;
    let mut process = tokio::process::Command::new(std::env::current_exe()?);
    process
        .arg("backlog")
        .arg(cluster.url(None, "wellflow_command", "backlog"))
        .arg(tenant.organization_id().to_string())
        .arg(cluster.url(None, "postgres", "backlog"))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .kill_on_drop(true);
    let output = process.spawn()?.wait_with_output().await?;
    ensure!(
        output.status.success(),
        "the backlog's process ended with {}",
        output.status
    );
    serde_json::from_slice(&output.stdout).context("the backlog's process printed something else")
}

/// What that process does.
pub(crate) async fn hold(url: &str, organization: Uuid, admin: &str) -> Result<()> {
    let (holder, connection) = tokio_postgres::connect(admin, NoTls).await?;
    tokio::spawn(connection);
    let tenant = Tenant::authenticated(organization);
    let work = Arc::new(OursAtWork::start(url, Arc::from([tenant.clone()]), Door::Append).await?);
    // Connections, plans and the allocator are warm before anything is weighed.
    for nth in 0..64 {
        work.append(&tenant, nth, 1).await?;
    }
    let (idle, _) = memory_mib();
    holder.batch_execute("BEGIN").await?;
    holder
        .execute(include_str!("../sql/hold_head.sql"), &[&organization])
        .await?;
    let backlog = Backlog {
        work: Arc::clone(&work),
        tenant,
        sent: Arc::new(AtomicUsize::new(0)),
        refused: Arc::new(AtomicUsize::new(0)),
    };
    let mut waiting = Vec::new();
    backlog.send(SUBMITTERS, &mut waiting).await?;
    let (submitters_waiting, _) = memory_mib();
    while backlog.refused.load(Ordering::Relaxed) == 0 {
        ensure!(waiting.len() < ENOUGH, "the queue has no end");
        backlog.send(SUBMITTERS, &mut waiting).await?;
    }
    let (queue_full, _) = memory_mib();
    holder.batch_execute("COMMIT").await?;
    for append in waiting {
        append.await??;
    }
    let (_, highest) = memory_mib();
    let refused = backlog.refused.load(Ordering::Relaxed);
    crate::contest::Session::close(work.as_ref()).await;
    let memory = Memory {
        idle,
        submitters_waiting,
        queue_full,
        waiting: backlog.sent.load(Ordering::Relaxed) - refused,
        highest,
    };
    println!("{}", serde_json::to_string(&memory)?);
    Ok(())
}

struct Backlog {
    work: Arc<OursAtWork>,
    tenant: Tenant,
    sent: Arc<AtomicUsize>,
    refused: Arc<AtomicUsize>,
}

impl Backlog {
    /// Sends appends, and returns when each of them waits or was turned away.
    async fn send(&self, count: usize, waiting: &mut Vec<tokio::task::JoinHandle<Result<()>>>) -> Result<()> {
        let wanted = self.sent.load(Ordering::Relaxed) + count;
        for nth in 0..count as u64 {
            let (work, tenant) = (Arc::clone(&self.work), self.tenant.clone());
            let (sent, refused) = (Arc::clone(&self.sent), Arc::clone(&self.refused));
            waiting.push(tokio::spawn(async move {
                let append = work.append(&tenant, nth, 1);
                sent.fetch_add(1, Ordering::Relaxed);
                match append.await {
                    Err(error)
                        if error
                            .downcast_ref()
                            .is_some_and(|e| matches!(e, StoreError::Busy)) =>
                    {
                        refused.fetch_add(1, Ordering::Relaxed);
                        Ok(())
                    }
                    outcome => outcome.map(drop),
                }
            }));
        }
        let given_up = Instant::now() + Duration::from_secs(5);
        while self.sent.load(Ordering::Relaxed) < wanted {
            ensure!(Instant::now() < given_up, "the appends were not sent in time");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        // The last of them have been counted and may still be on their way into the queue.
        tokio::time::sleep(Duration::from_millis(50)).await;
        Ok(())
    }
}
