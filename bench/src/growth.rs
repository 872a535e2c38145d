//! What an append costs when much is stored already, and while somebody holds an old snapshot.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use serde::Serialize;
use tokio_postgres::Client;
use wellflow_runtime::Tenant;

use crate::arms::TARGET_LOAD;
use crate::cli::Options;
use crate::cluster::Cluster;
use crate::contest::{Contestant as _, Work};
use crate::gauge::{METADATA, PAYLOAD};
use crate::load::{Sample, Tasks, Timing, drive, median};
use crate::ours::{Door, Ours};

/// Events written by one statement.
const CHUNK: i64 = 100_000;

/// The smallest ledger, which is made anew for every sample: it would not stay that small.
pub(crate) const SMALL: i64 = 10_000;

/// The largest ledger.
pub(crate) const LARGE: i64 = 10_000_000;

/// How old a snapshot must be before appends under it are measured.
const OLD: Duration = Duration::from_secs(300);

/// Samples of one ledger.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Grown {
    /// Events stored before.
    pub(crate) events: i64,
    pub(crate) samples: Vec<Sample>,
}

impl Grown {
    /// The median rate, in appends per second.
    pub(crate) fn rate(&self) -> f64 {
        rate(&self.samples)
    }
}

fn rate(samples: &[Sample]) -> f64 {
    median(samples.iter().map(|sample| sample.per_second)).unwrap_or(0.0)
}

/// Appends with and without an old snapshot.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Aged {
    /// How long the snapshot was held when the first sample under it began.
    pub(crate) age_s: f64,
    /// Commits made under it before that, about.
    pub(crate) commits_since: i64,
    pub(crate) with: Vec<Sample>,
    pub(crate) without: Vec<Sample>,
}

impl Aged {
    /// The rate with the snapshot, as a share of the one without.
    pub(crate) fn share(&self) -> f64 {
        rate(&self.with) / rate(&self.without).max(1.0)
    }
}

/// A ledger of one organization in a database of its own.
struct Filled {
    ours: Ours,
    events: i64,
}

impl Filled {
    async fn new(cluster: &Arc<Cluster>, database: &str, events: i64) -> Result<Self> {
        drop(cluster.create_migrated(database).await?);
        let door = Door::Executor { cache: 50_000 };
        let filled = Self {
            ours: Ours::new(database, cluster, database, 1, door).await?,
            events,
        };
        filled.fill().await?;
        Ok(filled)
    }

    /// Writes the events straight into the tables.
    async fn fill(&self) -> Result<()> {
        let admin = self.ours.admin();
        let tenant = self.ours.tenants().first().context("there is no organization")?;
        fill(admin, tenant, self.events).await?;
        // As the server would have done by itself while a real ledger grew to this size.
        admin.batch_execute(include_str!("../sql/analyze.sql")).await?;
        Ok(())
    }

    async fn sample(&self, timing: Timing, postgres: u32) -> Result<Sample> {
        if self.events <= SMALL {
            self.ours.reset(&[]).await?;
            self.fill().await?;
        }
        self.drive(timing, postgres).await
    }

    async fn drive(&self, timing: Timing, postgres: u32) -> Result<Sample> {
        let session = self.ours.open(0, None).await?;
        let tasks = Tasks::new(Work::Create(1), Vec::new());
        let sample = drive(&session, tasks, TARGET_LOAD, timing, postgres).await;
        session.close().await;
        sample
    }
}

async fn fill(admin: &Client, tenant: &Tenant, events: i64) -> Result<()> {
    let mut from = 1;
    while from <= events {
        let to = (from + CHUNK - 1).min(events);
        admin
            .execute(
                include_str!("../sql/fill_ledger.sql"),
                &[&tenant.organization_id(), &from, &to, &*PAYLOAD, &*METADATA],
            )
            .await
            .with_context(|| format!("events {from} to {to} cannot be written"))?;
        from = to + 1;
    }
    Ok(())
}

/// Appends to ledgers of several sizes, in turn.
pub(crate) async fn growth(cluster: &Arc<Cluster>, options: &Options) -> Result<Vec<Grown>> {
    let sizes: &[i64] = if options.quick {
        &[SMALL]
    } else {
        &[SMALL, 1_000_000, LARGE]
    };
    let mut ledgers = Vec::new();
    for events in sizes
        .iter()
        .filter(|size| options.stored.is_empty() || options.stored.contains(size))
    {
        let started = Instant::now();
        let filled = Filled::new(cluster, &format!("grown_{events}"), *events).await?;
        println!(
            "  {events} events stored in {:.0} s",
            started.elapsed().as_secs_f64()
        );
        let samples = Vec::new();
        ledgers.push((
            filled,
            Grown {
                events: *events,
                samples,
            },
        ));
    }
    let admin = cluster.superuser("postgres").await?;
    admin.batch_execute("CHECKPOINT").await?;
    for _ in 0..options.rounds.unwrap_or(if options.quick { 3 } else { 5 }) {
        for (filled, grown) in &mut ledgers {
            let sample = filled.sample(options.timing(), cluster.pid()).await?;
            grown.samples.push(sample);
        }
    }
    Ok(ledgers.into_iter().map(|(_, grown)| grown).collect())
}

/// A snapshot that grows old while other things are measured.
pub(crate) struct Aging {
    with: Filled,
    without: Filled,
    holder: Client,
    taken: Instant,
}

impl Aging {
    /// Takes the snapshot, and appends under it; the same appends are made where nobody holds one.
    pub(crate) async fn start(cluster: &Arc<Cluster>, options: &Options) -> Result<Self> {
        let with = Filled::new(cluster, "aged_with", SMALL).await?;
        let without = Filled::new(cluster, "aged_without", SMALL).await?;
        let holder = cluster.superuser("aged_with").await?;
        holder
            .batch_execute(include_str!("../sql/take_snapshot.sql"))
            .await?;
        holder
            .query_one(include_str!("../sql/look_at_ledger.sql"), &[])
            .await?;
        let aging = Self {
            with,
            without,
            holder,
            taken: Instant::now(),
        };
        let timing = Timing {
            warm: Duration::from_millis(200),
            window: Duration::from_secs(if options.quick { 3 } else { 20 }),
        };
        aging.with.drive(timing, cluster.pid()).await?;
        aging.without.drive(timing, cluster.pid()).await?;
        Ok(aging)
    }

    /// Measures under it, once it is old.
    pub(crate) async fn measure(self, cluster: &Cluster, options: &Options) -> Result<Aged> {
        if !options.quick {
            let left = OLD.saturating_sub(self.taken.elapsed());
            if !left.is_zero() {
                println!("  the snapshot is old enough in {:.0} s", left.as_secs_f64());
            }
            tokio::time::sleep(left).await;
        }
        let age_s = self.taken.elapsed().as_secs_f64();
        let commits = include_str!("../sql/count_commits.sql");
        let before: i64 = self.holder.query_one(commits, &[]).await?.get(0);
        let now: i64 = self.with.ours.admin().query_one(commits, &[]).await?.get(0);
        let (mut with, mut without) = (Vec::new(), Vec::new());
        for _ in 0..options.rounds.unwrap_or(if options.quick { 3 } else { 5 }) {
            with.push(self.with.drive(options.timing(), cluster.pid()).await?);
            without.push(self.without.drive(options.timing(), cluster.pid()).await?);
        }
        Ok(Aged {
            age_s,
            commits_since: now - before,
            with,
            without,
        })
    }
}
