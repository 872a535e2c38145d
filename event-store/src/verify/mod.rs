//! Whether an organization's ledger still is what was written.
//!
//! Everything is recomputed here, not by the database that is under suspicion: every event's digest, position and
//! sequence, every commit's chain, every command, every row of the outbox, every business key and every snapshot; on the
//! way the Merkle tree over the events. Rows are read under the organization's own policy, by a role that only reads.
//!
//! How it is read
//! - In windows of whole commits, a few of them ahead of the one that is judged: reading, hashing and decoding go on for
//!   several at once, on whichever core is free; only what needs an order is judged in order ([`walk`]).
//! - Up to the commit that was the newest at the beginning; the little that was written since is read in one snapshot of
//!   the database, in which also the business keys are compared. So a ledger can be verified while it is written.
//!
//! What no reading of a ledger can find by itself is that its newest commits were removed, or that its whole history was
//! written anew: for that, see [`crate::Checkpoint`].

mod claims;
mod commands;
mod examine;
mod rows;
mod snapshots;
mod strays;
mod walk;
mod window;

use std::collections::HashSet;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use futures::TryStreamExt;
use tokio::sync::Semaphore;
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;
use wellflow_runtime::Tenant;

use crate::merkle::{Hash, Prover, consistency_ranges, ranges_after};
use crate::{Catalogue, LedgerReader, StoreError};

pub(crate) use rows::Instant;
pub(crate) use walk::Mark;

use walk::Walk;
use window::Extent;

const TIP: &str = include_str!("sql/tip.sql");

/// Windows read and examined ahead of the one that is judged, for every job.
const AHEAD: usize = 2;

/// How often what was written meanwhile is read before the last of it is read in one snapshot.
const CATCH_UPS: usize = 3;

/// A ledger that holds together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// Events read; the same as the last position.
    pub events: u64,
    /// Commits read.
    pub commits: u64,
    /// Streams they belong to.
    pub streams: u64,
    /// Commands, with events or without.
    pub commands: u64,
    /// Rows of the outbox.
    pub published: u64,
    /// Business keys that are owned.
    pub claims: u64,
    /// Snapshots.
    pub snapshots: u64,
    /// Events no aggregate of the catalogue could read: what they claim and publish was not compared.
    pub unread: u64,
    /// The chain's last link. Zeros for an empty ledger.
    pub chain: [u8; 32],
    /// The root of the Merkle tree over the events.
    pub root: [u8; 32],
}

/// Where a ledger does not hold together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// An event.
    Position(i64),
    /// A commit.
    Commit {
        /// Its instant, which identifies it.
        recorded_at: String,
        /// Its last position.
        to: i64,
    },
    /// A row of another table.
    Row {
        /// Of the schema `ledger`.
        table: &'static str,
        /// Its key.
        key: String,
    },
}

/// The first place at which a ledger does not hold together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// Where.
    pub place: Place,
    /// What is wrong there.
    pub reason: String,
}

/// What verifying a ledger came to.
pub type Verdict = Result<Verified, Broken>;

/// What else is to be found out on the way.
#[derive(Debug, Default)]
pub(crate) struct Questions {
    /// Instants of commits at which to remember the ledger as it stood.
    pub(crate) marks: Vec<Instant>,
    /// The size of an earlier tree, to prove that the newest goes on from it.
    pub(crate) consistent_with: Option<u64>,
    /// Positions of events, rising, and the size of a tree, to prove that they are in that one.
    pub(crate) inclusion_of: Option<(Vec<u64>, u64)>,
}

/// Everything one pass found out.
#[derive(Debug)]
pub(crate) struct Findings {
    pub(crate) verdict: Verdict,
    /// What was found at the instants asked for; nothing where no commit was made then.
    pub(crate) marks: Vec<Option<Mark>>,
    /// The commit that was the newest at the beginning; `None` for an empty ledger, or where it was not reached.
    pub(crate) tip: Option<Mark>,
    /// The last commit whose chain was followed.
    pub(crate) reached: Option<Mark>,
    pub(crate) consistency: Option<Vec<Hash>>,
    /// What is stated of the ways of the events asked about, one after the other: see [`crate::merkle::Inclusions`].
    pub(crate) inclusion: Option<Vec<Hash>>,
}

/// Verifies ledgers, several at once or one on several cores; clones share their bound on work.
#[derive(Clone, Debug)]
pub struct Verifier {
    reader: LedgerReader,
    pub(crate) catalogue: Catalogue,
    permits: Arc<Semaphore>,
    jobs: usize,
}

impl Verifier {
    /// Reads as the reader's role, which must be allowed every table of the ledger; no more than `jobs` statements run at
    /// once, so its pool should have as many connections and one for each ledger verified at a time.
    pub fn new(reader: LedgerReader, catalogue: Catalogue, jobs: usize) -> Self {
        Self {
            reader,
            catalogue,
            permits: Arc::new(Semaphore::new(jobs.max(1))),
            jobs: jobs.max(1),
        }
    }

    /// What it reads with.
    pub fn reader(&self) -> &LedgerReader {
        &self.reader
    }

    /// Reads an organization's ledger from its first position to its last and compares everything with everything.
    /// `progress` hears how many events were judged, of how many there were at the beginning.
    ///
    /// # Errors
    /// [`StoreError`] when the ledger cannot be read; a ledger that does not hold together is a [`Verdict`].
    pub async fn verify(&self, tenant: &Tenant, progress: impl Fn(u64, u64)) -> Result<Verdict, StoreError> {
        let findings = Box::pin(self.find(tenant, Questions::default(), progress)).await?;
        Ok(findings.verdict)
    }

    /// One pass, and what was asked besides.
    pub(crate) async fn find(
        &self,
        tenant: &Tenant,
        questions: Questions,
        progress: impl Fn(u64, u64),
    ) -> Result<Findings, StoreError> {
        let rows = self.rows(tenant, TIP, &[&tenant.organization_id()]).await?;
        let tip = rows
            .first()
            .map(|row| (row.get("recorded_at"), row.get("to_position")));
        let size = tip.map_or(0, |(_, position): (Instant, i64)| {
            u64::try_from(position).unwrap_or(0)
        });
        let consistency = questions
            .consistent_with
            .map(|earlier| Prover::new(size, consistency_ranges(earlier, size)));
        let inclusion = questions
            .inclusion_of
            .map(|(positions, size)| Prover::new(size, shared_ranges(&positions, size).concat()));
        let asked = (consistency.is_some(), inclusion.is_some());
        let provers = consistency.into_iter().chain(inclusion).collect();
        let mut walk = Walk::new(tenant.organization_id(), questions.marks.iter().copied(), provers);

        let history = self.history(tenant, &mut walk, tip, |position| progress(position, size));
        let counting = commands::count(self, tenant, tip);
        let (history, tally) = futures::try_join!(history, counting)?;
        let at_tip = walk.mark().filter(|_| history.is_ok());
        let mut provers = std::mem::take(&mut walk.provers).into_iter().map(Prover::finish);
        let consistency = asked.0.then(|| provers.next().flatten()).flatten();
        let inclusion = asked.1.then(|| provers.next().flatten()).flatten();
        let met = (walk.with_events, walk.idle);
        walk.recent = Some(HashSet::new());
        let caught_up = match history {
            Ok(()) => self.catch_up(tenant, &mut walk).await?,
            Err(broken) => Err(broken),
        };
        let verdict = match caught_up {
            Ok(()) => Box::pin(self.rest(tenant, &mut walk, tally, met)).await?,
            Err(broken) => Err(broken),
        };
        let marks = questions.marks.iter().map(|at| walk.marks.get(&at.0).copied());
        Ok(Findings {
            verdict,
            marks: marks.collect(),
            tip: at_tip,
            reached: walk.mark(),
            consistency,
            inclusion,
        })
    }

    async fn tip(&self, tenant: &Tenant) -> Result<Option<(Instant, i64)>, StoreError> {
        let rows = self.rows(tenant, TIP, &[&tenant.organization_id()]).await?;
        let tip = rows.first();
        Ok(tip.map(|row| (row.get("recorded_at"), row.get("to_position"))))
    }

    /// What was written while the history was read, until little is left for the snapshot at the end.
    async fn catch_up(&self, tenant: &Tenant, walk: &mut Walk) -> Result<Result<(), Broken>, StoreError> {
        for _ in 0..CATCH_UPS {
            let tip = self.tip(tenant).await?;
            if tip.is_none_or(|(at, _)| walk.at.is_some_and(|reached| at <= reached)) {
                break;
            }
            if let Err(broken) = self.history(tenant, walk, tip, |_| ()).await? {
                return Ok(Err(broken));
            }
        }
        Ok(Ok(()))
    }

    /// Everything up to the commit that is the newest now.
    async fn history(
        &self,
        tenant: &Tenant,
        walk: &mut Walk,
        tip: Option<(Instant, i64)>,
        progress: impl Fn(u64),
    ) -> Result<Result<(), Broken>, StoreError> {
        let Some((instant, _)) = tip else {
            return Ok(Ok(()));
        };
        let extent = Extent {
            after: walk.place(),
            to: instant,
        };
        let pages = window::windows(self, tenant, extent)
            .map_ok(|window| window.read(self, tenant))
            .try_buffered(AHEAD * self.jobs);
        let mut pages = std::pin::pin!(pages);
        while let Some(page) = pages.try_next().await? {
            let page = match page {
                Ok(page) => page,
                Err(broken) => return Ok(Err(broken)),
            };
            if let Err(broken) = walk.take(page) {
                return Ok(Err(broken));
            }
            progress(u64::try_from(walk.position).unwrap_or(0));
        }
        Ok(Ok(()))
    }

    /// What was written since, in one snapshot; and everything that is judged when all events are known.
    async fn rest(
        &self,
        tenant: &Tenant,
        walk: &mut Walk,
        tally: commands::Tally,
        met: (u64, u64),
    ) -> Result<Verdict, StoreError> {
        let permit = self.permits.acquire().await;
        let transaction = self.reader.pool().begin_read(tenant).await?;
        loop {
            let page = window::newer(self, &transaction, tenant, walk).await?;
            let more = !page.commits.is_empty();
            if let Err(broken) = walk.take(page) {
                return Ok(Err(broken));
            }
            if !more {
                break;
            }
        }
        let claims = std::mem::take(&mut walk.claims);
        let claims = claims
            .compare(&transaction, tenant.organization_id(), &walk.kinds, &walk.unread)
            .await?;
        transaction.commit().await?;
        drop(permit);
        let claims = match claims {
            Ok(claims) => claims,
            Err(broken) => return Ok(Err(broken)),
        };
        let recent = walk.recent.take().unwrap_or_default();
        let counted = tally.compare(self, tenant, met, &recent, walk.unsealed).await?;
        if let Err(broken) = counted {
            return Ok(Err(broken));
        }
        let snapshots = match snapshots::verify(self, tenant).await? {
            Ok(snapshots) => snapshots,
            Err(broken) => return Ok(Err(broken)),
        };
        Ok(Ok(Verified {
            events: u64::try_from(walk.position).unwrap_or(0),
            commits: walk.commits,
            streams: walk.versions.len() as u64,
            commands: walk.with_events + walk.idle,
            published: walk.published,
            claims,
            snapshots,
            unread: walk.unread.values().sum(),
            chain: walk.chain,
            root: walk.tree.root(),
        }))
    }

    /// Reads with one statement, in a transaction of its own, when it is its turn.
    pub(crate) async fn rows(
        &self,
        tenant: &Tenant,
        sql: &str,
        params: &[&(dyn ToSql + Sync)],
    ) -> Result<Vec<Row>, StoreError> {
        let permit = self.permits.acquire().await;
        let rows = self.reader.pool().lookup(tenant, sql, params).await;
        drop(permit);
        Ok(rows?)
    }
}

impl LedgerReader {
    /// Verifies what holds without knowing any aggregate: digests, positions, sequences, chain and commands; that business
    /// keys and the outbox are what the events mean takes a [`Verifier`] with a [`Catalogue`].
    ///
    /// # Errors
    /// [`StoreError`] when the ledger cannot be read.
    pub async fn verify(&self, tenant: &Tenant, progress: impl Fn(u64)) -> Result<Verdict, StoreError> {
        let verifier = Verifier::new(self.clone(), Catalogue::default(), 1);
        verifier.verify(tenant, |position, _| progress(position)).await
    }
}

/// The subtrees that prove each of the events at rising positions, after the proof of the one before.
pub(crate) fn shared_ranges(positions: &[u64], size: u64) -> Vec<Vec<Range<u64>>> {
    let mut previous = None;
    positions
        .iter()
        .map(|position| position.saturating_sub(1))
        .map(|index| ranges_after(previous.replace(index), index, size))
        .collect()
}

impl Broken {
    fn table(table: &'static str, reason: impl Into<String>) -> Self {
        Self {
            place: Place::Row {
                table,
                key: "as a whole".to_owned(),
            },
            reason: reason.into(),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Position(position) => write!(f, "position {position}"),
            Self::Commit { recorded_at, to } => write!(f, "the commit of {recorded_at} (to position {to})"),
            Self::Row { table, key } => write!(f, "ledger.{table}, {key}"),
        }
    }
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.reason)
    }
}
