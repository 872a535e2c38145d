//! Whether an organization's ledger still is what was written: every digest, every position, every link of the chain.
//!
//! Read from the first position to the last under the organization's own policy, in pages, so that a ledger of any size
//! is verified in little memory; what grows is one entry per stream. The digests and the chain are computed here, not by
//! the database that is under suspicion.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use tokio_postgres::Row;
use uuid::Uuid;
use wellflow_runtime::Tenant;

use crate::append::signed;
use crate::digest::{microseconds, recorded_digest};
use crate::record::unsigned;
use crate::{LedgerReader, RecordedEvent, StoreError};

const COMMITS: &str = include_str!("sql/commits.sql");
const LAST_EVENT: &str = include_str!("sql/last_event.sql");

/// Commits read at once.
const COMMITS_AT_ONCE: i64 = 500;
/// Events read at once.
const EVENTS_AT_ONCE: u32 = 2_000;

/// A ledger that holds together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// Events read; the same as the last position.
    pub events: u64,
    /// Commits read.
    pub commits: u64,
    /// Streams they belong to.
    pub streams: u64,
    /// The chain's last link: the value to compare with one that was kept elsewhere. Zeros for an empty ledger.
    pub chain: [u8; 32],
}

/// The first place at which a ledger does not hold together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// The position of the event, or the last position of the commit.
    pub position: u64,
    /// What is wrong there.
    pub reason: String,
}

/// What verifying a ledger came to.
pub type Verdict = Result<Verified, Broken>;

/// A row of `ledger.commits`.
struct Commit {
    from: u64,
    to: u64,
    recorded_at: DateTime<Utc>,
    chain: Vec<u8>,
}

impl Commit {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            from: unsigned(row.get("from_position"))?,
            to: unsigned(row.get("to_position"))?,
            recorded_at: row.get("recorded_at"),
            chain: row.get("chain"),
        })
    }
}

/// How far the reading has come, and what the next row must follow.
struct Walk {
    organization_id: Uuid,
    position: u64,
    commits: u64,
    recorded_at: Option<DateTime<Utc>>,
    chain: [u8; 32],
    versions: HashMap<(String, Uuid), u64>,
}

impl LedgerReader {
    /// Reads an organization's ledger from its first position to its last and compares everything with everything.
    /// `progress` hears the position after every page.
    ///
    /// What it cannot see is a ledger whose newest commits were removed together with their chain: that takes a value of
    /// the chain kept elsewhere.
    ///
    /// # Errors
    /// [`StoreError`] when the ledger cannot be read; a ledger that does not hold together is a [`Verdict`].
    pub async fn verify(&self, tenant: &Tenant, progress: impl Fn(u64)) -> Result<Verdict, StoreError> {
        let mut walk = Walk {
            organization_id: tenant.organization_id(),
            position: 0,
            commits: 0,
            recorded_at: None,
            chain: [0; 32],
            versions: HashMap::new(),
        };
        loop {
            let after = signed(walk.position)?;
            let rows = self
                .pool()
                .lookup(
                    tenant,
                    COMMITS,
                    &[&walk.organization_id, &after, &COMMITS_AT_ONCE],
                )
                .await?;
            let commits = rows.iter().map(Commit::read).collect::<Result<Vec<_>, _>>()?;
            if commits.is_empty() {
                break;
            }
            if let Err(broken) = self.page(tenant, &mut walk, commits).await? {
                return Ok(Err(broken));
            }
            progress(walk.position);
        }
        let last = self
            .pool()
            .lookup(tenant, LAST_EVENT, &[&walk.organization_id])
            .await?;
        let last = last.first().map_or(Ok(0), |row| unsigned(row.get("position")))?;
        if last > walk.position {
            return Ok(Err(Broken {
                position: last,
                reason: "the event belongs to no commit".to_owned(),
            }));
        }
        Ok(Ok(Verified {
            events: walk.position,
            commits: walk.commits,
            streams: walk.versions.len() as u64,
            chain: walk.chain,
        }))
    }

    /// The events of consecutive commits, against those commits.
    async fn page(
        &self,
        tenant: &Tenant,
        walk: &mut Walk,
        commits: Vec<Commit>,
    ) -> Result<Result<(), Broken>, StoreError> {
        let mut events = Vec::new().into_iter();
        for commit in commits {
            if let Err(broken) = walk.follows(&commit) {
                return Ok(Err(broken));
            }
            let mut link = walk.link(&commit);
            for position in commit.from..=commit.to {
                if events.len() == 0 {
                    events = self.tail(tenant, position - 1, EVENTS_AT_ONCE).await?.into_iter();
                }
                let Some(event) = events.next() else {
                    return Ok(Err(Broken {
                        position,
                        reason: "the event is missing".to_owned(),
                    }));
                };
                if let Err(broken) = walk.event(&event, position, commit.recorded_at) {
                    return Ok(Err(broken));
                }
                link.update(event.digest);
            }
            let chain: [u8; 32] = link.finalize().into();
            if chain.as_slice() != commit.chain.as_slice() {
                return Ok(Err(commit.broken("the chain does not lead here")));
            }
            walk.position = commit.to;
            walk.commits += 1;
            walk.recorded_at = Some(commit.recorded_at);
            walk.chain = chain;
        }
        Ok(Ok(()))
    }
}

impl Commit {
    fn broken(&self, reason: &str) -> Broken {
        Broken {
            position: self.to,
            reason: reason.to_owned(),
        }
    }
}

impl Walk {
    fn follows(&self, commit: &Commit) -> Result<(), Broken> {
        if commit.from != self.position + 1 || commit.to < commit.from {
            let (from, last) = (commit.from, self.position);
            return Err(commit.broken(&format!(
                "the commit begins at {from}, the one before ended at {last}"
            )));
        }
        if self
            .recorded_at
            .is_some_and(|before| commit.recorded_at <= before)
        {
            return Err(commit.broken("the commit is not later than the one before"));
        }
        Ok(())
    }

    /// The beginning of the commit's link, before its events' digests.
    fn link(&self, commit: &Commit) -> Sha256 {
        let mut link = Sha256::new();
        link.update(self.chain);
        link.update(self.organization_id.as_bytes());
        link.update(commit.from.to_be_bytes());
        link.update(commit.to.to_be_bytes());
        link.update(microseconds(commit.recorded_at).to_be_bytes());
        link
    }

    fn event(
        &mut self,
        event: &RecordedEvent,
        position: u64,
        recorded_at: DateTime<Utc>,
    ) -> Result<(), Broken> {
        let broken = |reason: String| Err(Broken { position, reason });
        if event.position != position {
            return broken("the event is missing".to_owned());
        }
        if event.recorded_at != recorded_at {
            return broken("the event was not recorded with its commit".to_owned());
        }
        if recorded_digest(event) != event.digest {
            return broken("the event does not match its digest".to_owned());
        }
        let stream = (event.aggregate_type.clone(), event.aggregate_id);
        let version = self.versions.entry(stream).or_default();
        if event.sequence != *version + 1 {
            let (sequence, version) = (event.sequence, *version);
            return broken(format!(
                "the event has sequence {sequence} in a stream at version {version}"
            ));
        }
        *version = event.sequence;
        Ok(())
    }
}
