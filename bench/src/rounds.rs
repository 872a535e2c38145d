//! The interleaved rounds: every load once per round, every contestant in turn, each at its best pool.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use serde::Serialize;
use uuid::Uuid;

use crate::arms::{self, Arm, LOADS, ORGANIZATIONS, RAW_MANY, RAW_ONE, WORKS};
use crate::cli::Options;
use crate::cluster::Cluster;
use crate::contest::{Contestant, Task, Work};
use crate::load::{Sample, Tasks, Timing, drive, median};
use crate::ours::{self, Ours};
use crate::raw::{Raw, Shape};

/// Streams per submitter that are visited again and again.
const REVISITED: usize = 32;

/// One contestant under one load.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Cell {
    pub(crate) work: String,
    pub(crate) contestant: String,
    /// 0 for the raw limit, which has connections instead.
    pub(crate) submitters: usize,
    /// The peer's pool, or the raw limit's connections.
    pub(crate) connections: u32,
    /// The raw limit's commands per statement.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) batch: Option<usize>,
    pub(crate) samples: Vec<Sample>,
}

impl Cell {
    /// The median rate, in tasks per second.
    pub(crate) fn rate(&self) -> f64 {
        median(self.samples.iter().map(|sample| sample.per_second)).unwrap_or(0.0)
    }

    /// The median of the halfway times, in microseconds.
    pub(crate) fn p50(&self) -> f64 {
        median(self.samples.iter().map(|sample| f64::from(sample.p50_us))).unwrap_or(0.0)
    }

    /// The median of the 99 % times, in microseconds.
    pub(crate) fn p99(&self) -> f64 {
        median(self.samples.iter().map(|sample| f64::from(sample.p99_us))).unwrap_or(0.0)
    }

    /// The median share of loads served by the cache.
    pub(crate) fn cache_hits(&self) -> Option<f64> {
        median(self.samples.iter().filter_map(|sample| sample.cache_hits))
    }
}

/// Everything measured under submitters.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Cells(Vec<Cell>);

impl Cells {
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Cell> {
        self.0.iter()
    }

    /// A cell that has samples.
    pub(crate) fn find(&self, work: Work, contestant: &str, submitters: usize) -> Option<&Cell> {
        self.0.iter().find(|cell| {
            cell.work == work.key()
                && cell.contestant == contestant
                && cell.submitters == submitters
                && !cell.samples.is_empty()
        })
    }

    fn add(&mut self, cell: Cell) {
        let same = self.0.iter_mut().find(|known| {
            known.work == cell.work
                && known.contestant == cell.contestant
                && known.submitters == cell.submitters
        });
        match same {
            Some(known) => known.samples.extend(cell.samples),
            None => self.0.push(cell),
        }
    }
}

/// The raw limits, and the shape each is at its best in.
struct Limits {
    raws: Vec<(&'static str, Raw, Shape)>,
}

impl Limits {
    async fn find(cluster: &Arc<Cluster>, options: &Options) -> Result<Self> {
        let mut raws = Vec::new();
        if !options.wants("raw") && !(options.only.iter().any(|part| part.starts_with("append"))) {
            return Ok(Self { raws });
        }
        let (batches, connections): (&[usize], &[usize]) = if options.quick {
            (&[100, 300, 1000], &[1, 2, 4])
        } else {
            (&[50, 100, 200, 500, 1000], &[1, 2, 3, 4])
        };
        let shapes: Vec<Shape> = batches
            .iter()
            .flat_map(|batch| {
                connections.iter().map(|connections| Shape {
                    batch: *batch,
                    connections: *connections,
                })
            })
            .collect();
        for (name, database, organizations) in
            [(RAW_ONE, "raw_one", 1), (RAW_MANY, "raw_many", ORGANIZATIONS)]
        {
            if !options.admits(name) {
                continue;
            }
            let raw = Raw::new(cluster, database, organizations).await?;
            let shape = raw.best(&shapes, Duration::from_millis(300)).await?;
            println!(
                "  {name}: at its best with {} commands a statement on {} connections",
                shape.batch, shape.connections
            );
            same_rows(cluster, &raw).await?;
            raws.push((name, raw, shape));
        }
        Ok(Self { raws })
    }

    async fn round(&self, work: Work, timing: Timing, cells: &mut Cells) -> Result<()> {
        let Work::Create(events) = work else {
            return Ok(());
        };
        for (name, raw, shape) in &self.raws {
            let sample = raw.measure(*shape, events, timing).await?;
            cells.add(Cell {
                work: work.key(),
                contestant: (*name).to_owned(),
                submitters: 0,
                connections: u32::try_from(shape.connections)?,
                batch: Some(shape.batch),
                samples: vec![sample],
            });
        }
        Ok(())
    }
}

/// Makes sure that the raw limit stores rows of the size the ledger stores.
async fn same_rows(cluster: &Arc<Cluster>, raw: &Raw) -> Result<()> {
    let door = ours::Door::Append;
    let ours = Ours::new("the rows' sizes", cluster, "ours_one", 1, door).await?;
    ours.reset(&[]).await?;
    let session = ours.open(0, None).await?;
    for nth in 0..20 {
        session.run(Task::Create { nth, events: 1 }).await?;
    }
    session.close().await;
    let row = ours
        .admin()
        .query_one(include_str!("../sql/ledger_row_bytes.sql"), &[])
        .await?;
    let raw = raw.row_bytes().await?;
    for (place, table) in ["events", "outbox", "commands", "commits"]
        .into_iter()
        .enumerate()
    {
        let ledger: f64 = row.get(place);
        let raw = raw.get(place).copied().unwrap_or(0.0);
        ensure!(
            (ledger - raw).abs() <= 0.05 * ledger,
            "a row of {table} has {ledger:.0} bytes in the ledger and {raw:.0} at the raw limit"
        );
    }
    Ok(())
}

/// The contest.
pub(crate) struct Contest<'a> {
    cluster: &'a Arc<Cluster>,
    options: &'a Options,
    arms: &'a [Arm],
    /// The pool each contestant is at its best with.
    pools: BTreeMap<(String, Work, usize), u32>,
}

impl<'a> Contest<'a> {
    pub(crate) fn new(cluster: &'a Arc<Cluster>, options: &'a Options, arms: &'a [Arm]) -> Self {
        Self {
            cluster,
            options,
            arms,
            pools: BTreeMap::new(),
        }
    }

    fn works(&self) -> impl Iterator<Item = Work> {
        WORKS
            .iter()
            .copied()
            .filter(|work| self.options.wants(&work.key()))
    }

    fn loads(&self) -> impl Iterator<Item = usize> {
        LOADS.iter().copied().filter(|load| self.options.loads(*load))
    }

    /// Looks for every peer's best pool, then goes through the rounds.
    pub(crate) async fn run(mut self) -> Result<Cells> {
        let limits = Limits::find(self.cluster, self.options).await?;
        self.calibrate().await?;
        let mut cells = Cells::default();
        let loads: Vec<(Work, usize)> = self
            .works()
            .flat_map(|work| self.loads().map(move |load| (work, load)))
            .collect();
        // The limit is measured beside the load it is compared with, or by itself where that load is left out.
        let limited: Vec<Work> = WORKS
            .iter()
            .copied()
            .filter(|work| self.options.wants("raw") && !loads.contains(&(*work, arms::TARGET_LOAD)))
            .collect();
        let of = |work, load| arms::rounds(self.options, work, load);
        let contested = loads.iter().map(|(work, load)| of(*work, *load));
        let rounds = contested
            .chain(limited.iter().map(|work| of(*work, arms::TARGET_LOAD)))
            .max()
            .unwrap_or(0);
        for round in 0..rounds {
            println!("  round {} of {rounds}", round + 1);
            for work in &limited {
                if round < of(*work, arms::TARGET_LOAD) {
                    limits.round(*work, self.options.timing(), &mut cells).await?;
                }
            }
            for (work, submitters) in &loads {
                if *submitters == arms::TARGET_LOAD && round < of(*work, *submitters) {
                    limits.round(*work, self.options.timing(), &mut cells).await?;
                }
                // Nobody is always first, or always after the same one.
                for place in 0..self.arms.len() {
                    let Some(arm) = self.arms.get((place + round) % self.arms.len()) else {
                        continue;
                    };
                    if round < arm.rounds(self.options, *work, *submitters) {
                        cells.add(self.cell(arm, *work, *submitters).await?);
                    }
                }
            }
        }
        Ok(cells)
    }

    /// Tries the pools of every contestant that has a choice, and keeps the best per work and load. Writing one event
    /// or three is the same to a pool.
    async fn calibrate(&mut self) -> Result<()> {
        let timing = Timing {
            warm: Duration::from_millis(120),
            window: Duration::from_millis(if self.options.quick { 250 } else { 600 }),
        };
        for arm in self.arms {
            let contestant = &arm.contestant;
            for work in [Work::Create(1), Work::Continue] {
                if !self.works().any(|wanted| same_pool(wanted) == work) {
                    continue;
                }
                for load in self.loads().collect::<Vec<_>>() {
                    let pools = contestant.pools();
                    // A quick run takes the pool that is best for new streams where no target is.
                    let spared = self.options.quick && work == Work::Continue && load != arms::TARGET_LOAD;
                    if spared || arm.rounds(self.options, work, load) == 0 || pools.len() < 2 {
                        continue;
                    }
                    // A pool larger than the load is never full.
                    let enough = pools.iter().copied().find(|pool| *pool as usize >= load);
                    let pools = pools
                        .iter()
                        .copied()
                        .filter(|pool| enough.is_none_or(|most| *pool <= most));
                    let mut best = (0, 0.0);
                    for pool in pools {
                        let sample = self.measure(contestant, work, load, pool, timing).await?;
                        if sample.per_second > best.1 {
                            best = (pool, sample.per_second);
                        }
                    }
                    self.pools
                        .insert((contestant.name().to_owned(), work, load), best.0);
                }
            }
        }
        Ok(())
    }

    async fn cell(&self, arm: &Arm, work: Work, submitters: usize) -> Result<Cell> {
        let contestant = &arm.contestant;
        let found = |work| self.pools.get(&(contestant.name().to_owned(), work, submitters));
        let fallback = contestant.pools().first().copied().unwrap_or(2);
        let pool = found(same_pool(work)).or_else(|| found(Work::Create(1)));
        let pool = pool.copied().unwrap_or(fallback);
        let timing = self.options.timing();
        let sample = self.measure(contestant, work, submitters, pool, timing).await?;
        Ok(Cell {
            work: work.key(),
            contestant: contestant.name().to_owned(),
            submitters,
            connections: pool,
            batch: None,
            samples: vec![sample],
        })
    }

    async fn measure(
        &self,
        contestant: &Arc<dyn Contestant>,
        work: Work,
        submitters: usize,
        pool: u32,
        timing: Timing,
    ) -> Result<Sample> {
        let streams = streams(contestant.as_ref(), work, submitters, timing);
        let failed = || format!("{}, {}, {submitters} submitters", contestant.name(), work.key());
        contestant.reset(&streams).await.with_context(failed)?;
        let session = contestant.open(pool, None).await.with_context(failed)?;
        let tasks = Tasks::new(work, streams);
        let sample = drive(&session, tasks, submitters, timing, self.cluster.pid()).await;
        session.close().await;
        sample.with_context(failed)
    }
}

fn same_pool(work: Work) -> Work {
    match work {
        Work::Create(_) => Work::Create(1),
        Work::Continue => Work::Continue,
    }
}

/// Streams to be made before a load: so many that each is visited about once, or few that are visited again and again.
fn streams(contestant: &dyn Contestant, work: Work, submitters: usize, timing: Timing) -> Vec<Uuid> {
    let count = match work {
        Work::Create(_) => 0,
        Work::Continue if contestant.revisits() => (REVISITED * submitters).max(ORGANIZATIONS),
        Work::Continue => {
            let pace = (submitters as f64 * 4_000.0).min(contestant.pace());
            (pace * (timing.warm + timing.window).as_secs_f64()) as usize + submitters
        }
    };
    (0..count).map(|_| Uuid::now_v7()).collect()
}
