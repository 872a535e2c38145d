//! What is asked about: 50,000 wells of one organization, and three wells of another, with 10, 1,000 and 100,000 events. All of
//! it is written by the ledger's own writer, and every event of the three in a commit of its own.

use std::sync::Arc;

use anyhow::{Context as _, Result, bail};
use chrono::{DateTime, Utc};
use uuid::Uuid;
use wellflow_decider::Decider as _;
use wellflow_domain::well::Well;
use wellflow_event_store::{Ledger, LedgerConfig, NewEvent, Outcome, StreamId, StreamPart, Submission};
use wellflow_runtime::{DatabaseConfig, Shutdown, Tenant, TenantPool};

use super::life::{Told, UNTIL_DRILLING, UNTIL_PRODUCING, UNTIL_SHUT_IN};
use crate::cluster::Cluster;
use crate::gauge::metadata;

/// Wells of the fleet.
pub(crate) const WELLS: u32 = 50_000;
/// Events of the three.
pub(crate) const LENGTHS: [u64; 3] = [10, 1_000, 100_000];
/// Wells that go on by one commit.
const TOGETHER: usize = 500;

/// A database with a filled ledger.
#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) database: String,
    pub(crate) events: u64,
    pub(crate) fleet: Fleet,
    pub(crate) streams: Streams,
}

/// The fleet.
#[derive(Debug)]
pub(crate) struct Fleet {
    pub(crate) tenant: Tenant,
    pub(crate) wells: Vec<Uuid>,
    /// From the instant all wells were known to the last event.
    pub(crate) span: (DateTime<Utc>, DateTime<Utc>),
}

/// The three wells.
#[derive(Debug)]
pub(crate) struct Streams {
    pub(crate) tenant: Tenant,
    pub(crate) wells: [Stream; LENGTHS.len()],
}

/// A well of a length.
#[derive(Clone, Debug)]
pub(crate) struct Stream {
    pub(crate) id: Uuid,
    /// When each of its events was recorded.
    pub(crate) recorded_at: Vec<DateTime<Utc>>,
}

impl Stream {
    /// From its first event to its last.
    pub(crate) fn span(&self) -> Result<(DateTime<Utc>, DateTime<Utc>)> {
        let ends = self.recorded_at.first().zip(self.recorded_at.last());
        let (first, last) = ends.context("a stream without events")?;
        Ok((*first, *last))
    }

    /// The version it had at an instant.
    pub(crate) fn version_at(&self, at: DateTime<Utc>) -> u64 {
        self.recorded_at.partition_point(|recorded_at| *recorded_at <= at) as u64
    }
}

impl Field {
    /// Writes all of it.
    pub(crate) async fn fill(cluster: &Arc<Cluster>, database: &str) -> Result<Self> {
        let admin = cluster.create_migrated(database).await?;
        // What is written is not what is measured; services that read connect after this is taken back.
        admin
            .batch_execute(&format!("ALTER DATABASE {database} SET synchronous_commit = off"))
            .await?;
        let ids: Vec<Uuid> = (0..2).map(|_| Uuid::now_v7()).collect();
        let create = include_str!("../../sql/create_organizations.sql");
        admin.execute(create, &[&ids]).await?;
        let shutdown = Shutdown::new();
        let url = cluster.url(None, "wellflow_command", database);
        let config = LedgerConfig::default();
        let size = config.lanes * config.depth + 1;
        let pool = TenantPool::connect(&DatabaseConfig::parse("bench", &url)?, "bench fill", size).await?;
        let ledger = Ledger::start(&pool, config, &shutdown);
        let [fleet, streams] = [ids[0], ids[1]].map(|id| Writer {
            ledger: ledger.clone(),
            tenant: Tenant::authenticated(id),
        });
        let streams = tokio::spawn(async move { streams.streams().await });
        let fleet = tokio::spawn(async move { fleet.fleet().await });
        let ((fleet, written), streams) = (fleet.await??, streams.await??);
        shutdown.request();
        pool.pool().close();
        admin
            .batch_execute(&format!("ALTER DATABASE {database} RESET synchronous_commit"))
            .await?;
        admin.batch_execute("VACUUM ANALYZE").await?;
        Ok(Self {
            database: database.to_owned(),
            events: written + LENGTHS.iter().sum::<u64>(),
            fleet,
            streams,
        })
    }
}

struct Writer {
    ledger: Ledger,
    tenant: Tenant,
}

impl Writer {
    /// All wells are proposed. Then group after group goes on, so that at any instant wells stand at every stage of their life.
    async fn fleet(&self) -> Result<(Fleet, u64)> {
        let wells: Vec<Told> = (0..WELLS)
            .map(|nth| Told {
                id: Uuid::now_v7(),
                nth,
            })
            .collect();
        let groups: Vec<&[Told]> = wells.chunks(TOGETHER).collect();
        let (mut at, mut written) = (Utc::now(), 0);
        for group in &groups {
            written += self.together(group, 1, &mut at).await?;
        }
        let known_at = at;
        let stages = usize::try_from(UNTIL_SHUT_IN)?;
        for step in 0..groups.len() + stages {
            for (nth, group) in groups.iter().enumerate() {
                let version = step.checked_sub(nth).map_or(0, |stage| stage as u64 + 2);
                if (2..=UNTIL_SHUT_IN).contains(&version) {
                    written += self.together(group, version, &mut at).await?;
                }
            }
        }
        let fleet = Fleet {
            tenant: self.tenant.clone(),
            wells: wells.iter().map(|well| well.id).collect(),
            span: (known_at, at),
        };
        Ok((fleet, written))
    }

    /// Those of the wells that get so far, by one commit at `at`; how many they are.
    async fn together(&self, wells: &[Told], version: u64, at: &mut DateTime<Utc>) -> Result<u64> {
        let now = Utc::now();
        let parts: Result<Vec<StreamPart>> = wells
            .iter()
            .filter(|well| version <= end(well.nth))
            .map(|well| part(*well, version, now))
            .collect();
        let parts = parts?;
        let events = parts.len() as u64;
        if events > 0 {
            *at = self.submit(parts).await?;
        }
        Ok(events)
    }

    async fn streams(&self) -> Result<Streams> {
        let mut wells = Vec::new();
        for (events, nth) in LENGTHS.into_iter().zip(0..) {
            let told = Told {
                id: Uuid::now_v7(),
                nth,
            };
            let mut recorded_at = Vec::new();
            for version in 1..=events {
                let part = part(told, version, Utc::now())?;
                recorded_at.push(self.submit(vec![part]).await?);
            }
            wells.push(Stream {
                id: told.id,
                recorded_at,
            });
        }
        let Ok(wells) = wells.try_into() else {
            bail!("not as many wells as lengths")
        };
        Ok(Streams {
            tenant: self.tenant.clone(),
            wells,
        })
    }

    /// Writes it; when it was recorded.
    async fn submit(&self, parts: Vec<StreamPart>) -> Result<DateTime<Utc>> {
        let command = Uuid::now_v7();
        let metadata = metadata(command);
        let submission = Submission::seal(&self.tenant, command, [7; 32], &metadata, parts)?;
        match self.ledger.submit(submission).await? {
            Outcome::Committed { recorded_at, .. } => Ok(recorded_at),
            other => bail!("not written: {other:?}"),
        }
    }
}

/// The last version of a well of the fleet: a tenth is being drilled, a tenth is shut in, the others produce.
fn end(nth: u32) -> u64 {
    match nth % 10 {
        0 => UNTIL_DRILLING,
        1 => UNTIL_SHUT_IN,
        _ => UNTIL_PRODUCING,
    }
}

fn part(well: Told, version: u64, at: DateTime<Utc>) -> Result<StreamPart> {
    Ok(StreamPart {
        stream: StreamId {
            kind: Well::KIND,
            id: well.id,
        },
        expected: version - 1,
        events: vec![NewEvent::encode(&well.event(version, at)?, None)?],
    })
}
