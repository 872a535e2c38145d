//! The raw limit: how fast PostgreSQL stores the ledger's rows when nothing is looked up and nothing is checked.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use chrono::{DateTime, TimeDelta, Utc};
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Statement};
use uuid::Uuid;

use crate::cluster::Cluster;
use crate::gauge::{METADATA, PAYLOAD};
use crate::load::{Sample, Timing, quantile};
use crate::machine::Busy;

const APPEND: &str = include_str!("../sql/raw_append.sql");

/// How the limit is approached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub(crate) struct Shape {
    /// Commands per statement.
    pub(crate) batch: usize,
    /// Connections, each with one statement at a time.
    pub(crate) connections: usize,
}

/// Mean bytes of a row of events, outbox, commands and commits.
pub(crate) type RowBytes = [f64; 4];

/// The raw limit in its own database.
pub(crate) struct Raw {
    cluster: Arc<Cluster>,
    database: String,
    admin: Client,
    organizations: Arc<[Organization]>,
}

/// An organization, and the last position given out in it.
struct Organization {
    id: Uuid,
    position: AtomicU64,
}

impl Raw {
    /// Creates the database and the tables.
    pub(crate) async fn new(cluster: &Arc<Cluster>, database: &str, organizations: usize) -> Result<Self> {
        let admin = cluster.create_migrated(database).await?;
        admin.batch_execute(include_str!("../sql/raw_schema.sql")).await?;
        let organization = |_| Organization {
            id: Uuid::now_v7(),
            position: AtomicU64::new(0),
        };
        Ok(Self {
            cluster: Arc::clone(cluster),
            database: database.to_owned(),
            admin,
            organizations: (0..organizations).map(organization).collect(),
        })
    }

    /// Stores commands of so many events each, in one shape, on empty tables.
    pub(crate) async fn measure(&self, shape: Shape, events: usize, timing: Timing) -> Result<Sample> {
        self.admin
            .batch_execute(include_str!("../sql/empty_raw.sql"))
            .await?;
        let opens = Instant::now() + timing.warm;
        let closes = opens + timing.window;
        let mut running = Vec::new();
        for _ in 0..shape.connections {
            let client = self.cluster.superuser(&self.database).await?;
            let statement = client.prepare(APPEND).await?;
            let organizations = Arc::clone(&self.organizations);
            running.push(tokio::spawn(async move {
                let mut micros = Vec::new();
                let mut nth = 0;
                loop {
                    let sent = Instant::now();
                    if sent >= closes {
                        return anyhow::Ok(micros);
                    }
                    let batch = Batch::of(&organizations, &mut nth, shape.batch, events);
                    batch.write(&client, &statement).await?;
                    let answered = Instant::now();
                    if answered >= opens && answered < closes {
                        let micro = answered.duration_since(sent).as_micros();
                        micros.push(u32::try_from(micro).unwrap_or(u32::MAX));
                    }
                }
            }));
        }
        tokio::time::sleep_until(opens.into()).await;
        let busy = Busy::now(self.cluster.pid())?;
        tokio::time::sleep_until(closes.into()).await;
        let others_busy = busy.others_until(&Busy::now(self.cluster.pid())?);
        let mut micros = Vec::new();
        for connection in running {
            micros.extend(connection.await?.context("the raw limit's statement failed")?);
        }
        micros.sort_unstable();
        Ok(Sample {
            per_second: (micros.len() * shape.batch) as f64 / timing.window.as_secs_f64(),
            p50_us: quantile(&micros, 0.50),
            p99_us: quantile(&micros, 0.99),
            others_busy,
            cache_hits: None,
            passes: None,
        })
    }

    /// Mean bytes of the rows the last measurement stored: events, outbox, commands, commits.
    pub(crate) async fn row_bytes(&self) -> Result<RowBytes> {
        let row = self
            .admin
            .query_one(include_str!("../sql/raw_row_bytes.sql"), &[])
            .await?;
        Ok([row.get(0), row.get(1), row.get(2), row.get(3)])
    }

    /// The shape that stores the most, each tried for a moment.
    pub(crate) async fn best(&self, shapes: &[Shape], window: Duration) -> Result<Shape> {
        let timing = Timing {
            warm: window / 4,
            window,
        };
        let mut best: Option<(Shape, f64)> = None;
        for shape in shapes {
            let rate = self.measure(*shape, 1, timing).await?.per_second;
            if best.is_none_or(|(_, highest)| rate > highest) {
                best = Some((*shape, rate));
            }
        }
        best.map(|(shape, _)| shape).context("there is no shape to try")
    }
}

/// The parameters of one statement.
#[derive(Default)]
struct Batch {
    o_organization: Vec<Uuid>,
    o_from: Vec<i64>,
    o_to: Vec<i64>,
    o_format: Vec<i16>,
    o_at: Vec<DateTime<Utc>>,
    o_chain: Vec<&'static [u8]>,
    k_organization: Vec<Uuid>,
    k_command: Vec<Uuid>,
    k_fingerprint: Vec<&'static [u8]>,
    k_from: Vec<i64>,
    k_to: Vec<i64>,
    k_at: Vec<DateTime<Utc>>,
    e_organization: Vec<Uuid>,
    e_position: Vec<i64>,
    e_stream: Vec<Uuid>,
    e_sequence: Vec<i64>,
    e_event: Vec<Uuid>,
    e_payload: Vec<&'static str>,
    e_metadata: Vec<&'static str>,
    e_at: Vec<DateTime<Utc>>,
    e_command: Vec<Uuid>,
    e_digest: Vec<&'static [u8]>,
}

/// Bytes of a digest's size.
static DIGEST: [u8; 32] = [7; 32];

impl Batch {
    /// Commands for the organizations in turn, each organization's together.
    fn of(organizations: &[Organization], nth: &mut usize, commands: usize, events: usize) -> Self {
        let mut batch = Self::default();
        let rounds = commands.div_ceil(organizations.len().max(1));
        let mut left = commands;
        while left > 0 {
            let Some(organization) = organizations.get(*nth % organizations.len().max(1)) else {
                return batch;
            };
            *nth += 1;
            let here = rounds.min(left);
            left -= here;
            batch.commit(organization, here, events);
        }
        batch
    }

    fn commit(&mut self, organization: &Organization, commands: usize, events: usize) {
        let count = (commands * events) as u64;
        let from = organization.position.fetch_add(count, Ordering::Relaxed) as i64 + 1;
        // One instant per commit, strictly increasing per organization, whichever connection writes it.
        let at = DateTime::UNIX_EPOCH + TimeDelta::microseconds(from);
        self.o_organization.push(organization.id);
        self.o_from.push(from);
        self.o_to.push(from + count as i64 - 1);
        self.o_format.push(2);
        self.o_at.push(at);
        self.o_chain.push(&DIGEST);
        for command in 0..commands {
            let (command_id, stream) = (Uuid::now_v7(), Uuid::now_v7());
            let first = from + (command * events) as i64;
            self.k_organization.push(organization.id);
            self.k_command.push(command_id);
            self.k_fingerprint.push(&DIGEST);
            self.k_from.push(first);
            self.k_to.push(first + events as i64 - 1);
            self.k_at.push(at);
            for event in 0..events as i64 {
                self.e_organization.push(organization.id);
                self.e_position.push(first + event);
                self.e_stream.push(stream);
                self.e_sequence.push(event + 1);
                self.e_event.push(Uuid::now_v7());
                self.e_payload.push(&PAYLOAD);
                self.e_metadata.push(&METADATA);
                self.e_at.push(at);
                self.e_command.push(command_id);
                self.e_digest.push(&DIGEST);
            }
        }
    }

    async fn write(&self, client: &Client, statement: &Statement) -> Result<()> {
        let parameters: [&(dyn ToSql + Sync); 22] = [
            &self.o_organization,
            &self.o_from,
            &self.o_to,
            &self.o_format,
            &self.o_at,
            &self.o_chain,
            &self.k_organization,
            &self.k_command,
            &self.k_fingerprint,
            &self.k_from,
            &self.k_to,
            &self.k_at,
            &self.e_organization,
            &self.e_position,
            &self.e_stream,
            &self.e_sequence,
            &self.e_event,
            &self.e_payload,
            &self.e_metadata,
            &self.e_at,
            &self.e_command,
            &self.e_digest,
        ];
        client.execute(statement, &parameters).await?;
        Ok(())
    }
}
