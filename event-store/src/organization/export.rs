//! One organization's whole ledger as a file, at a fixed position.
//!
//! Position and claims are read in one snapshot: claims are the one table whose rows go, so they are read first and at
//! once, or, where they are too many for one snapshot, while nothing is appended. Everything else is insert-only and is paged by key up to that position afterwards, while appends go on.

use std::collections::HashMap;
use std::io::Write;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use tokio_postgres::Client;
use uuid::Uuid;
use wellflow_runtime::{RuntimeError, Tenant, TenantTransaction};

use super::hex::Hash32;
use super::line::{ClaimLine, CommandLine, CommitLine, Counts, FORMAT, Header, Line, OutboxLine, hash};
use super::walk::{Group, Walk};
use super::writing::Writing;
use super::{OrganizationError, register};
use crate::append::signed;
use crate::record::unsigned;
use crate::{LedgerKey, LedgerReader, RecordedEvent, StoreError};

const HEADER: &str = include_str!("../sql/organization_header.sql");
const IN_ORDER: &str = include_str!("../sql/organization_in_order.sql");
const TIP: &str = include_str!("../sql/organization_tip.sql");
const CLAIMS: &str = include_str!("../sql/organization_claims.sql");
const LOOSE_COMMANDS: &str = include_str!("../sql/organization_loose_commands.sql");
const COMMITS: &str = include_str!("../sql/organization_commits.sql");
const COMMANDS: &str = include_str!("../sql/organization_commands.sql");
const COMMANDS_WITHOUT_EVENTS: &str = include_str!("../sql/organization_commands_without_events.sql");
const OUTBOX: &str = include_str!("../sql/organization_outbox.sql");

/// Rows of small tables read at once.
const ROWS_AT_ONCE: i64 = 5_000;
/// The longest a snapshot is held.
const SNAPSHOT: Duration = Duration::from_secs(4);
/// Commits read at once.
const COMMITS_AT_ONCE: i64 = 500;
/// Events read at once, unless one commit alone has more.
const EVENTS_AT_ONCE: u64 = 500;

/// An export that was written.
#[derive(Clone, Debug, PartialEq)]
pub struct Exported {
    /// What the file says about itself.
    pub header: Header,
    /// How much it holds.
    pub counts: Counts,
    /// SHA-256 of everything before the trailer.
    pub sha256: Hash32,
}

/// Writes an organization's ledger to `out`, signed where there is a key. `admin` writes the two entries of the log;
/// the rows are read by `reader` under the organization's own policy. Writing blocks: this is meant for a command of its
/// own, not for a service. `progress` hears the position after every page.
///
/// # Errors
/// [`OrganizationError::Refused`] for an organization that is not here as a whole, [`OrganizationError::Broken`] for a
/// ledger that does not hold together, and whatever befalls the database or the file. What was written by then is no
/// export: it has no trailer.
pub async fn export<W: Write>(
    admin: &Client,
    reader: &LedgerReader,
    organization_id: Uuid,
    actor: &str,
    key: Option<&LedgerKey>,
    out: W,
    progress: impl Fn(u64),
) -> Result<Exported, OrganizationError> {
    let tenant = Tenant::authenticated(organization_id);
    register::log_export(admin, organization_id, "exporting", actor, "{}").await?;
    let mut export = Export {
        reader,
        tenant: &tenant,
        file: Writing::new(out),
        walk: Walk::new(organization_id),
    };
    let header = export.snapshot(actor).await?;
    export.loose_commands(&header).await?;
    export.commits(&header, progress).await?;
    let (_, counts, sha256) = export.file.finish(key)?;
    let exported = Exported {
        header,
        counts,
        sha256,
    };
    let header = &exported.header;
    let detail = serde_json::json!({
        "position": header.position,
        "chain": header.chain,
        "file_sha256": sha256,
        "signed_with": key.map(|key| key.public_key().key_id()),
    });
    register::log_export(admin, organization_id, "exported", actor, &detail.to_string()).await?;
    Ok(exported)
}

struct Export<'a, W> {
    reader: &'a LedgerReader,
    tenant: &'a Tenant,
    file: Writing<W>,
    walk: Walk,
}

impl<W: Write> Export<'_, W> {
    /// The header and the claims, out of one snapshot; where that would get too old, out of several between which
    /// nothing was appended.
    async fn snapshot(&mut self, actor: &str) -> Result<Header, OrganizationError> {
        let mut transaction = self.begin().await?;
        let mut begun = Instant::now();
        let header = self.header(&transaction, actor).await?;
        self.file.line(&Line::Header(header.clone()))?;
        let (mut kind, mut key) = (String::new(), String::new());
        loop {
            let organization_id = header.organization_id;
            let rows = transaction
                .query(CLAIMS, &[&organization_id, &kind, &key, &ROWS_AT_ONCE])
                .await
                .map_err(StoreError::from)?;
            for row in &rows {
                let claim = ClaimLine::read(row);
                kind.clone_from(&claim.kind);
                key.clone_from(&claim.key);
                self.file.line(&Line::Claim(claim))?;
            }
            if (rows.len() as i64) < ROWS_AT_ONCE {
                break;
            }
            if begun.elapsed() > SNAPSHOT {
                transaction.commit().await.map_err(StoreError::from)?;
                transaction = self.begin().await?;
                begun = Instant::now();
                if self.header(&transaction, actor).await?.recorded_at != header.recorded_at {
                    return Err(OrganizationError::Refused(
                        "the organization has too many business keys to be exported while it is written to"
                            .to_owned(),
                    ));
                }
            }
        }
        transaction.commit().await.map_err(StoreError::from)?;
        Ok(header)
    }

    /// A snapshot in which claims are read in the order of their index: without statistics a sort would look as good,
    /// and read them all for every page.
    async fn begin(&self) -> Result<TenantTransaction, StoreError> {
        let transaction = self.reader.pool().begin_read(self.tenant).await?;
        transaction.query(IN_ORDER, &[]).await?;
        Ok(transaction)
    }

    async fn header(
        &self,
        transaction: &TenantTransaction,
        actor: &str,
    ) -> Result<Header, OrganizationError> {
        let organization_id = self.tenant.organization_id();
        let failed = |error: RuntimeError| OrganizationError::from(StoreError::from(error));
        let rows = transaction
            .query(HEADER, &[&organization_id])
            .await
            .map_err(failed)?;
        let Some(row) = rows.first() else {
            return Err(OrganizationError::Refused(format!(
                "there is no organization {organization_id}"
            )));
        };
        let tip = transaction
            .query(TIP, &[&organization_id])
            .await
            .map_err(failed)?;
        let tip = tip.first();
        Ok(Header {
            format: FORMAT,
            organization_id,
            slug: row.get("slug"),
            name: row.get("name"),
            created_at: row.get("created_at"),
            incarnation: row.get("incarnation"),
            position: tip.map_or(Ok(0), |tip| unsigned(tip.get("to_position")))?,
            recorded_at: tip.map(|tip| tip.get("recorded_at")),
            chain: tip.map_or(Ok(Hash32::default()), |tip| hash(tip.get("chain")))?,
            exported_at: Utc::now(),
            exported_by: actor.to_owned(),
        })
    }

    async fn rows(
        &self,
        sql: &str,
        parameters: &[&(dyn tokio_postgres::types::ToSql + Sync)],
    ) -> Result<Vec<tokio_postgres::Row>, StoreError> {
        Ok(self.reader.pool().lookup(self.tenant, sql, parameters).await?)
    }

    /// Commands of before commits covered them, as far as they came to no event.
    async fn loose_commands(&mut self, header: &Header) -> Result<(), OrganizationError> {
        let organization_id = header.organization_id;
        let until = signed(header.position)?;
        let mut after = Uuid::nil();
        loop {
            let rows = self
                .rows(LOOSE_COMMANDS, &[&organization_id, &after, &until, &ROWS_AT_ONCE])
                .await?;
            for row in &rows {
                let command = CommandLine::read(row)?;
                after = command.command_id;
                self.file.line(&Line::Command(command))?;
            }
            if (rows.len() as i64) < ROWS_AT_ONCE {
                return Ok(());
            }
        }
    }

    async fn commits(&mut self, header: &Header, progress: impl Fn(u64)) -> Result<(), OrganizationError> {
        let Some(until) = header.recorded_at else {
            return Ok(());
        };
        let mut after = DateTime::UNIX_EPOCH;
        while after < until {
            let rows = self
                .rows(
                    COMMITS,
                    &[&header.organization_id, &after, &until, &COMMITS_AT_ONCE],
                )
                .await?;
            let commits = rows.iter().map(CommitLine::read).collect::<Result<Vec<_>, _>>()?;
            let Some(last) = commits.last() else {
                return Err(self.broken("the last commit is missing"));
            };
            after = last.recorded_at;
            let mut part = Vec::new();
            let mut events = 0;
            for commit in commits {
                if !part.is_empty() && events + commit.events() > EVENTS_AT_ONCE {
                    self.part(std::mem::take(&mut part)).await?;
                    progress(self.walk.position);
                    events = 0;
                }
                events += commit.events();
                part.push(commit);
            }
            self.part(part).await?;
            progress(self.walk.position);
        }
        if self.walk.chain == header.chain && self.walk.position == header.position {
            Ok(())
        } else {
            Err(self.broken("the ledger does not end where it ended when the export began"))
        }
    }

    fn broken(&self, reason: &str) -> OrganizationError {
        OrganizationError::Broken {
            position: self.walk.position,
            reason: reason.to_owned(),
        }
    }

    /// Consecutive commits with all that belongs to them.
    async fn part(&mut self, commits: Vec<CommitLine>) -> Result<(), OrganizationError> {
        let (Some(first), Some(last)) = (commits.first(), commits.last()) else {
            return Ok(());
        };
        let (from, to) = (first.from_position, last.to_position);
        let (earliest, latest) = (first.recorded_at, last.recorded_at);
        let events = self.events(from, to).await?;
        let outbox = self.outbox(from, to).await?;
        let commands = self.commands(&events, earliest, latest).await?;
        let mut events = events.into_iter().peekable();
        let mut outbox = outbox.into_iter().peekable();
        let mut commands = commands.into_iter().peekable();
        for commit in commits {
            let until = commit.to_position;
            let group = Group {
                events: taken(&mut events, |event| event.position <= until),
                outbox: taken(&mut outbox, |row| row.position <= until),
                commands: taken(&mut commands, |(at, _)| *at <= commit.recorded_at)
                    .into_iter()
                    .map(|(_, command)| command)
                    .collect(),
                commit,
            };
            let broken = |(position, reason)| OrganizationError::Broken { position, reason };
            self.walk.follow(&group).map_err(broken)?;
            self.write(group)?;
        }
        Ok(())
    }

    fn write(&mut self, group: Group<OutboxLine>) -> Result<(), OrganizationError> {
        self.file.line(&Line::Commit(group.commit))?;
        let mut outbox = group.outbox.into_iter().peekable();
        for event in group.events {
            let position = event.position;
            self.file.line(&Line::Event(Box::new(event.into())))?;
            while let Some(row) = outbox.next_if(|row| row.position == position) {
                self.file.line(&Line::Outbox(Box::new(row)))?;
            }
        }
        for command in group.commands {
            self.file.line(&Line::Command(command))?;
        }
        Ok(())
    }

    async fn outbox(&self, from: u64, to: u64) -> Result<Vec<OutboxLine>, OrganizationError> {
        let organization_id = self.tenant.organization_id();
        let rows = self
            .rows(OUTBOX, &[&organization_id, &signed(from)?, &signed(to)?])
            .await?;
        Ok(rows.iter().map(OutboxLine::read).collect::<Result<_, _>>()?)
    }

    /// The commands of consecutive commits with the instant of each one's commit, in the order of the commits and in
    /// the order the chain covers them. Those of events are found by their ids, the others by their instants.
    async fn commands(
        &self,
        events: &[RecordedEvent],
        earliest: DateTime<Utc>,
        latest: DateTime<Utc>,
    ) -> Result<Vec<(DateTime<Utc>, CommandLine)>, OrganizationError> {
        let organization_id = self.tenant.organization_id();
        let instants: HashMap<Uuid, DateTime<Utc>> = events
            .iter()
            .map(|event| (event.command_id, event.recorded_at))
            .collect();
        let ids: Vec<Uuid> = instants.keys().copied().collect();
        let mut found = self.rows(COMMANDS, &[&organization_id, &ids]).await?;
        found.extend(
            self.rows(COMMANDS_WITHOUT_EVENTS, &[&organization_id, &earliest, &latest])
                .await?,
        );
        let mut commands = found
            .iter()
            .map(|row| {
                let command = CommandLine::read(row)?;
                let at = command
                    .recorded_at
                    .or_else(|| instants.get(&command.command_id).copied());
                Ok((at.unwrap_or(earliest), command))
            })
            .collect::<Result<Vec<_>, StoreError>>()?;
        commands.sort_by_key(|(at, c)| (*at, c.from_position, c.to_position, c.command_id));
        Ok(commands)
    }

    async fn events(&self, from: u64, to: u64) -> Result<Vec<RecordedEvent>, OrganizationError> {
        let mut events: Vec<RecordedEvent> = Vec::new();
        loop {
            let after = events.last().map_or(from - 1, |event| event.position);
            if after >= to {
                return Ok(events);
            }
            let limit = u32::try_from((to - after).min(EVENTS_AT_ONCE)).unwrap_or(u32::MAX);
            let page = self.reader.tail(self.tenant, after, limit).await?;
            if page.is_empty() {
                return Ok(events);
            }
            events.extend(page);
        }
    }
}

/// The leading items for which the condition holds.
fn taken<T>(items: &mut std::iter::Peekable<std::vec::IntoIter<T>>, belongs: impl Fn(&T) -> bool) -> Vec<T> {
    std::iter::from_fn(|| items.next_if(&belongs)).collect()
}
