//! Windows: consecutive commits with all that belongs to them, as much as is read and examined at once.

use std::collections::VecDeque;

use futures::TryStream;
use futures::stream;
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;
use wellflow_runtime::{Tenant, TenantTransaction};

use super::examine::{Page, examine};
use super::rows::{self, CommandRow, Commit, Instant, OutboxRow};
use super::walk::Walk;
use super::{Broken, Verifier};
use crate::StoreError;

const COMMITS: &str = include_str!("sql/commits.sql");
const EVENTS: &str = include_str!("sql/events.sql");
const OUTBOX: &str = include_str!("sql/outbox.sql");
const IDLE: &str = include_str!("sql/commands_without_events.sql");

/// Commits read at once.
const COMMITS_AT_ONCE: i64 = 1_000;
/// Events after which a window ends, at the next commit's end.
const EVENTS_AT_ONCE: i64 = 2_000;
/// Commits read at once within the one snapshot at the end.
const NEWER_AT_ONCE: i64 = 100;
/// More events than any append writes: a commit that says it has more is not believed, and not read.
const EVENTS_AT_MOST: i64 = 1_000_000;

/// Commits after one of them, up to an instant.
#[derive(Clone, Copy, Debug)]
pub(super) struct Extent {
    /// The instant and the last position of the commit before.
    pub(super) after: (Instant, i64),
    pub(super) to: Instant,
}

/// Consecutive commits, and from where to where the rows lie that belong to them.
#[derive(Debug)]
pub(super) struct Window {
    commits: Vec<Commit>,
    after: (Instant, i64),
    to: (Instant, i64),
}

/// Every commit of an extent, in windows.
pub(super) fn windows<'a>(
    verifier: &'a Verifier,
    tenant: &'a Tenant,
    extent: Extent,
) -> impl TryStream<Ok = Window, Error = StoreError> + Send + 'a {
    let begin = Cutter {
        commits: VecDeque::new(),
        read_to: extent.after.0,
        end: extent.to,
        cut_to: extent.after,
        exhausted: false,
    };
    stream::try_unfold(begin, move |mut cutter| async move {
        while !cutter.exhausted && !cutter.is_full() {
            let rows = verifier
                .rows(
                    tenant,
                    COMMITS,
                    &[
                        &tenant.organization_id(),
                        &cutter.read_to,
                        &cutter.end,
                        &COMMITS_AT_ONCE,
                    ],
                )
                .await?;
            cutter.add(&rows);
        }
        Ok(cutter.cut().map(|window| (window, cutter)))
    })
}

/// Cuts windows from commits as they are read.
struct Cutter {
    commits: VecDeque<Commit>,
    read_to: Instant,
    end: Instant,
    /// The instant and the position of the last commit that was cut.
    cut_to: (Instant, i64),
    exhausted: bool,
}

impl Cutter {
    fn add(&mut self, rows: &[Row]) {
        self.commits.extend(rows.iter().map(Commit::read));
        if let Some(last) = self.commits.back() {
            self.read_to = last.at;
        }
        self.exhausted = (rows.len() as i64) < COMMITS_AT_ONCE;
    }

    fn is_full(&self) -> bool {
        self.commits.len() as i64 >= COMMITS_AT_ONCE
            || self.commits.iter().map(Commit::events).sum::<i64>() >= EVENTS_AT_ONCE
    }

    fn cut(&mut self) -> Option<Window> {
        let mut commits = Vec::new();
        let mut events = 0i64;
        while events < EVENTS_AT_ONCE && (commits.len() as i64) < COMMITS_AT_ONCE {
            let Some(commit) = self.commits.pop_front() else {
                break;
            };
            events = events.saturating_add(commit.events().max(0));
            commits.push(commit);
        }
        let to = commits.last().map(|last| (last.at, last.to))?;
        let after = std::mem::replace(&mut self.cut_to, to);
        Some(Window { commits, after, to })
    }
}

impl Window {
    /// Reads everything in the window and examines it.
    pub(super) async fn read(
        self,
        verifier: &Verifier,
        tenant: &Tenant,
    ) -> Result<Result<Page, Broken>, StoreError> {
        if let Some(commit) = self
            .commits
            .iter()
            .find(|commit| commit.events() > EVENTS_AT_MOST)
        {
            let events = commit.events();
            let reason = format!("the commit says it has {events} events, more than any append writes");
            return Ok(Err(commit.broken(reason)));
        }
        let organization = tenant.organization_id();
        let mut events = Vec::new();
        let mut after = self.after.1;
        loop {
            let rows = verifier
                .rows(
                    tenant,
                    EVENTS,
                    &[&organization, &after, &self.to.1, &EVENTS_AT_ONCE],
                )
                .await?;
            let full = rows.len() as i64 == EVENTS_AT_ONCE;
            after = rows.last().map_or(after, |row| row.get("position"));
            events.push(rows);
            if !full {
                break;
            }
        }
        let outbox = verifier
            .rows(tenant, OUTBOX, &[&organization, &self.after.1, &self.to.1])
            .await?;
        let idle = verifier
            .rows(tenant, IDLE, &[&organization, &self.after.0, &self.to.0])
            .await?;
        page(verifier, self.commits, events, outbox, idle).await.map(Ok)
    }
}

/// The next window after the walk's place, as one transaction sees it; where there are no more commits, all that should
/// not be there.
pub(super) async fn newer(
    verifier: &Verifier,
    transaction: &TenantTransaction,
    tenant: &Tenant,
    walk: &Walk,
) -> Result<Page, StoreError> {
    let organization = tenant.organization_id();
    let at = walk.place().0;
    let parameters: [&(dyn ToSql + Sync); 4] = [&organization, &at, &Instant::LAST, &NEWER_AT_ONCE];
    let commits = transaction.query(COMMITS, &parameters).await?;
    let commits: Vec<Commit> = commits.iter().map(Commit::read).collect();
    let (to, until) = commits
        .last()
        .map_or((i64::MAX, Instant::LAST), |commit| (commit.to, commit.at));
    // Nothing has a position before the first; the history's first window looked there, if there was one.
    let after = if walk.at.is_some() {
        walk.position
    } else {
        i64::MIN
    };
    let limit = if commits.is_empty() { 1 } else { EVENTS_AT_MOST };
    let events = transaction
        .query(EVENTS, &[&organization, &after, &to, &limit])
        .await?;
    let outbox = transaction.query(OUTBOX, &[&organization, &after, &to]).await?;
    let idle = transaction.query(IDLE, &[&organization, &at, &until]).await?;
    page(verifier, commits, vec![events], outbox, idle).await
}

async fn page(
    verifier: &Verifier,
    commits: Vec<Commit>,
    events: Vec<Vec<Row>>,
    outbox: Vec<Row>,
    idle: Vec<Row>,
) -> Result<Page, StoreError> {
    let catalogue = verifier.catalogue.clone();
    let examining = tokio::task::spawn_blocking(move || {
        let events = events.iter().flatten();
        let events = events
            .map(|row| (rows::event(row), CommandRow::read(row)))
            .collect();
        let outbox = outbox.iter().map(OutboxRow::read).collect();
        let idle = idle.iter().filter_map(CommandRow::read).collect();
        examine(&catalogue, commits, events, outbox, idle)
    });
    let examined = examining.await;
    examined.map_err(|error| StoreError::Inconsistent(format!("a page could not be examined: {error}")))
}
