//! This project's ledger, put together as command-api does it.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, Result, bail};
use async_trait::async_trait;
use chrono::Utc;
use sha2::{Digest as _, Sha256};
use tokio_postgres::Client;
use uuid::Uuid;
use wellflow_decider::Decider as _;
use wellflow_event_store::{
    CommandRequest, Executor, Ledger, LedgerConfig, LedgerReader, NewEvent, Outcome, StreamId, StreamPart,
    Submission, command_id,
};
use wellflow_runtime::{Shutdown, Tenant};

use crate::cluster::Cluster;
use crate::contest::{CacheUse, Contestant, Session, Task};
use crate::gauge::{Gauge, GaugeEvent, GaugeRead, METADATA, Note, PAYLOAD, metadata};

/// Connections for reading, as many as a service opens unless told otherwise.
const READERS: usize = 8;

/// Through which door a task comes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Door {
    /// `Executor::execute` with so many aggregates cached.
    Executor {
        /// Entries of the cache; 0 switches it off.
        cache: u64,
    },
    /// `Ledger::submit`: the append alone. Nothing is loaded and nothing decided.
    Append,
}

/// The ledger in one database, with its organizations.
pub(crate) struct Ours {
    name: String,
    cluster: Arc<Cluster>,
    database: String,
    admin: Client,
    tenants: Arc<[Tenant]>,
    door: Door,
}

impl Ours {
    /// The ledger in a database that exists, with so many organizations, which are made here.
    pub(crate) async fn new(
        name: &str,
        cluster: &Arc<Cluster>,
        database: &str,
        organizations: usize,
        door: Door,
    ) -> Result<Self> {
        let admin = cluster.superuser(database).await?;
        let ids: Vec<Uuid> = (0..organizations).map(|_| Uuid::now_v7()).collect();
        admin
            .execute(include_str!("../sql/create_organizations.sql"), &[&ids])
            .await?;
        Ok(Self {
            name: name.to_owned(),
            cluster: Arc::clone(cluster),
            database: database.to_owned(),
            admin,
            tenants: ids.into_iter().map(Tenant::authenticated).collect(),
            door,
        })
    }

    /// Its organizations.
    pub(crate) fn tenants(&self) -> &[Tenant] {
        &self.tenants
    }

    /// A superuser's connection to its database.
    pub(crate) fn admin(&self) -> &Client {
        &self.admin
    }

    /// Opens its connections and starts its writers.
    pub(crate) async fn start(&self, socket: Option<&Path>) -> Result<OursAtWork> {
        OursAtWork::start(
            &self.cluster.url(socket, "wellflow_command", &self.database),
            Arc::clone(&self.tenants),
            self.door,
        )
        .await
    }
}

#[async_trait]
impl Contestant for Ours {
    fn name(&self) -> &str {
        &self.name
    }

    fn pools(&self) -> &'static [u32] {
        // What the service opens; its appends use one connection per lane whatever the load.
        &[READERS as u32]
    }

    fn revisits(&self) -> bool {
        matches!(self.door, Door::Executor { cache } if cache > 0)
    }

    fn pace(&self) -> f64 {
        30_000.0
    }

    async fn reset(&self, streams: &[Uuid]) -> Result<()> {
        self.admin
            .batch_execute(include_str!("../sql/empty_ledger.sql"))
            .await?;
        let organizations: Vec<Uuid> = self.tenants.iter().map(Tenant::organization_id).collect();
        self.admin
            .execute(
                include_str!("../sql/make_streams.sql"),
                &[&organizations, &streams, &*PAYLOAD, &*METADATA],
            )
            .await
            .context("the streams cannot be made")?;
        Ok(())
    }

    async fn open(&self, _pool: u32, socket: Option<&Path>) -> Result<Arc<dyn Session>> {
        Ok(Arc::new(self.start(socket).await?))
    }
}

/// The ledger at work.
pub(crate) struct OursAtWork {
    tenants: Arc<[Tenant]>,
    door: Door,
    executor: Executor,
    ledger: Ledger,
    reader: LedgerReader,
    pools: [wellflow_runtime::TenantPool; 2],
    shutdown: Shutdown,
}

impl OursAtWork {
    /// Connects as the service's role: readers, and writers of their own.
    pub(crate) async fn start(url: &str, tenants: Arc<[Tenant]>, door: Door) -> Result<Self> {
        let address = wellflow_runtime::DatabaseConfig::parse("the benchmark's database", url)?;
        let config = LedgerConfig::default();
        let readers = wellflow_runtime::TenantPool::connect(&address, "bench", READERS).await?;
        let writers =
            wellflow_runtime::TenantPool::connect(&address, "bench writer", config.lanes * config.depth + 1)
                .await?;
        let shutdown = Shutdown::new();
        let ledger = Ledger::start(&writers, config, &shutdown);
        let reader = LedgerReader::new(readers.clone());
        Ok(Self {
            tenants,
            door,
            executor: executor(&ledger, &reader, door),
            ledger,
            reader,
            pools: [readers, writers],
            shutdown,
        })
    }

    /// The reader, for loading streams.
    pub(crate) fn reader(&self) -> &LedgerReader {
        &self.reader
    }

    /// Its pool for reading.
    pub(crate) fn readers(&self) -> wellflow_runtime::TenantPool {
        self.pools[0].clone()
    }

    fn tenant(&self, nth: u64) -> Result<&Tenant> {
        let place = usize::try_from(nth % self.tenants.len().max(1) as u64)?;
        self.tenants.get(place).context("there is no organization")
    }

    async fn execute(&self, request: CommandRequest, id: Uuid, nth: u64, events: usize) -> Result<()> {
        let note = Note {
            events,
            reading: GaugeRead::nth(nth, Utc::now()),
        };
        self.executor.execute::<Gauge>(&request, id, note).await?;
        Ok(())
    }

    /// Appends without loading or deciding anything.
    pub(crate) async fn append(&self, tenant: &Tenant, nth: u64, events: usize) -> Result<Outcome> {
        let request = request(tenant, None);
        let event = GaugeEvent::from(GaugeRead::nth(nth, Utc::now()));
        let events = (0..events)
            .map(|_| NewEvent::encode(&event, None))
            .collect::<Result<Vec<_>, _>>()?;
        let part = StreamPart {
            stream: StreamId {
                kind: Gauge::KIND,
                id: Uuid::now_v7(),
            },
            expected: 0,
            events,
        };
        let submission = Submission::seal(
            tenant,
            request.command_id,
            request.fingerprint,
            &request.metadata,
            vec![part],
        )?;
        Ok(self.ledger.submit(submission).await?)
    }
}

/// The executor of a door. The append's door has one too, which nothing uses.
fn executor(ledger: &Ledger, reader: &LedgerReader, door: Door) -> Executor {
    let cache = match door {
        Door::Executor { cache } => cache,
        Door::Append => 0,
    };
    Executor::with_cache(ledger.clone(), reader.clone(), cache)
}

/// A command as a request brings it: its id from organization, subject and key, its fingerprint from what was asked.
fn request(tenant: &Tenant, expected_version: Option<u64>) -> CommandRequest {
    let key = Uuid::now_v7();
    CommandRequest {
        tenant: tenant.clone(),
        command_id: command_id(tenant.organization_id(), "pumper-17", &key.to_string()),
        fingerprint: Sha256::digest(PAYLOAD.as_bytes()).into(),
        expected_version,
        metadata: metadata(key),
        reported_at: None,
    }
}

#[async_trait]
impl Session for OursAtWork {
    async fn run(&self, task: Task) -> Result<()> {
        match (task, self.door) {
            (Task::Create { nth, events }, Door::Executor { .. }) => {
                let request = request(self.tenant(nth)?, Some(0));
                self.execute(request, Uuid::now_v7(), nth, events).await
            }
            (Task::Continue { nth, id }, Door::Executor { .. }) => {
                let request = request(self.tenant(nth)?, None);
                self.execute(request, id, nth, 1).await
            }
            (Task::Create { nth, events }, Door::Append) => {
                match self.append(self.tenant(nth)?, nth, events).await? {
                    Outcome::Committed { .. } => Ok(()),
                    other => bail!("an append to a new stream came to {other:?}"),
                }
            }
            (Task::Continue { .. }, Door::Append) => bail!("the append alone loads nothing"),
        }
    }

    fn cache_use(&self) -> Option<CacheUse> {
        let stats = self.executor.cache_stats();
        Some(CacheUse {
            hits: stats.hits,
            misses: stats.misses,
        })
    }

    async fn close(&self) {
        self.shutdown.request();
        for pool in &self.pools {
            pool.pool().close();
        }
    }
}
