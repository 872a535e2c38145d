//! A page of an import: rows as parallel arrays, written in one short transaction.

use chrono::{DateTime, Utc};
use tokio_postgres::Client;
use uuid::Uuid;

use super::OrganizationError;
use super::line::{ClaimLine, CommandLine, CommitLine, OutboxLine};
use super::walk::Group;
use crate::append::signed;
use crate::{RecordedEvent, StoreError};

const COMMITS: &str = include_str!("../sql/organization_import_commits.sql");
const EVENTS: &str = include_str!("../sql/organization_import_events.sql");
const COMMANDS: &str = include_str!("../sql/organization_import_commands.sql");
const CLAIMS: &str = include_str!("../sql/organization_import_claims.sql");
const OUTBOX: &str = include_str!("../sql/organization_import_outbox.sql");

/// Rows in a page, unless one commit alone has more.
const ROWS: usize = 2_000;
/// Bytes of texts in a page, unless one commit alone has more.
const BYTES: usize = 4 << 20;

/// Rows that are written together: whole commits, or claims and commands that belong to none.
#[derive(Debug, Default)]
pub(crate) struct Page {
    commits: Vec<CommitLine>,
    events: Vec<RecordedEvent>,
    commands: Vec<CommandLine>,
    claims: Vec<ClaimLine>,
    outbox: Vec<OutboxLine>,
    bytes: usize,
}

impl Page {
    pub(crate) fn claim(&mut self, claim: ClaimLine) {
        self.bytes += claim.kind.len() + claim.key.len();
        self.claims.push(claim);
    }

    pub(crate) fn command(&mut self, command: CommandLine) {
        self.commands.push(command);
    }

    pub(crate) fn group(&mut self, group: Group<OutboxLine>) {
        let events = group.events.iter();
        self.bytes += events
            .map(|event| event.payload.len() + event.metadata.len())
            .sum::<usize>();
        let outbox = group.outbox.iter();
        self.bytes += outbox
            .map(|row| row.payload.len() + row.headers.len())
            .sum::<usize>();
        self.commits.push(group.commit);
        self.events.extend(group.events);
        self.commands.extend(group.commands);
        self.outbox.extend(group.outbox);
    }

    pub(crate) fn is_full(&self) -> bool {
        self.rows() >= ROWS || self.bytes >= BYTES
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rows() == 0
    }

    fn rows(&self) -> usize {
        self.commits.len() + self.events.len() + self.commands.len() + self.claims.len() + self.outbox.len()
    }

    /// Writes the page in a transaction of its own: all of it, or nothing.
    pub(crate) async fn write(
        &self,
        admin: &mut Client,
        organization: Uuid,
    ) -> Result<(), OrganizationError> {
        let transaction = admin.transaction().await?;
        self.write_commits(&transaction, organization).await?;
        self.write_events(&transaction, organization).await?;
        self.write_commands(&transaction, organization).await?;
        self.write_claims(&transaction, organization).await?;
        self.write_outbox(&transaction, organization).await?;
        Ok(transaction.commit().await?)
    }

    async fn write_commits(&self, to: &Writer<'_>, organization: Uuid) -> Result<(), OrganizationError> {
        if self.commits.is_empty() {
            return Ok(());
        }
        let from = positions(self.commits.iter().map(|commit| commit.from_position))?;
        let until = positions(self.commits.iter().map(|commit| commit.to_position))?;
        let at: Vec<_> = self.commits.iter().map(|commit| commit.recorded_at).collect();
        let chain: Vec<&[u8]> = self.commits.iter().map(|commit| &commit.chain.0[..]).collect();
        let format: Vec<_> = self.commits.iter().map(|commit| commit.format).collect();
        to.execute(COMMITS, &[&organization, &from, &until, &at, &chain, &format])
            .await?;
        Ok(())
    }

    async fn write_events(&self, to: &Writer<'_>, organization: Uuid) -> Result<(), OrganizationError> {
        if self.events.is_empty() {
            return Ok(());
        }
        let events = &self.events;
        let position = positions(events.iter().map(|event| event.position))?;
        let kind = each(events, |event| event.aggregate_type.as_str());
        let id = each(events, |event| event.aggregate_id);
        let sequence = positions(events.iter().map(|event| event.sequence))?;
        let event_id = each(events, |event| event.event_id);
        let event_type = each(events, |event| event.event_type.as_str());
        let event_version = each(events, |event| i32::from(event.event_version));
        let payload = each(events, |event| event.payload.as_str());
        let metadata = each(events, |event| event.metadata.as_str());
        let effective_at = each(events, |event| event.effective_at);
        let reported_at: Vec<Option<DateTime<Utc>>> = each(events, |event| event.reported_at);
        let recorded_at = each(events, |event| event.recorded_at);
        let command_id = each(events, |event| event.command_id);
        let supersedes: Vec<Option<Uuid>> = each(events, |event| event.supersedes);
        let digest = each(events, |event| &event.digest[..]);
        to.execute(
            EVENTS,
            &[
                &organization,
                &position,
                &kind,
                &id,
                &sequence,
                &event_id,
                &event_type,
                &event_version,
                &payload,
                &metadata,
                &effective_at,
                &reported_at,
                &recorded_at,
                &command_id,
                &supersedes,
                &digest,
            ],
        )
        .await?;
        Ok(())
    }

    async fn write_commands(&self, to: &Writer<'_>, organization: Uuid) -> Result<(), OrganizationError> {
        if self.commands.is_empty() {
            return Ok(());
        }
        let commands = &self.commands;
        let id = each(commands, |command| command.command_id);
        let fingerprint = each(commands, |command| command.fingerprint.0.as_slice());
        let from = positions(commands.iter().map(|command| command.from_position))?;
        let until = positions(commands.iter().map(|command| command.to_position))?;
        let at: Vec<Option<DateTime<Utc>>> = each(commands, |command| command.recorded_at);
        to.execute(COMMANDS, &[&organization, &id, &fingerprint, &from, &until, &at])
            .await?;
        Ok(())
    }

    async fn write_claims(&self, to: &Writer<'_>, organization: Uuid) -> Result<(), OrganizationError> {
        if self.claims.is_empty() {
            return Ok(());
        }
        let claims = &self.claims;
        let kind = each(claims, |claim| claim.kind.as_str());
        let key = each(claims, |claim| claim.key.as_str());
        let aggregate_type = each(claims, |claim| claim.aggregate_type.as_str());
        let aggregate_id = each(claims, |claim| claim.aggregate_id);
        to.execute(
            CLAIMS,
            &[&organization, &kind, &key, &aggregate_type, &aggregate_id],
        )
        .await?;
        Ok(())
    }

    async fn write_outbox(&self, to: &Writer<'_>, organization: Uuid) -> Result<(), OrganizationError> {
        if self.outbox.is_empty() {
            return Ok(());
        }
        let outbox = &self.outbox;
        let position = positions(outbox.iter().map(|row| row.position))?;
        let ordinal = each(outbox, |row| row.ordinal);
        let id = each(outbox, |row| row.id);
        let kind = each(outbox, |row| row.aggregatetype.as_str());
        let aggregate = each(outbox, |row| row.aggregateid.as_str());
        let event_type = each(outbox, |row| row.event_type.as_str());
        let payload = each(outbox, |row| row.payload.as_str());
        let headers = each(outbox, |row| row.headers.as_str());
        let digest: Vec<Option<&[u8]>> = each(outbox, |row| {
            row.digest.as_ref().map(|digest| digest.0.as_slice())
        });
        to.execute(
            OUTBOX,
            &[
                &organization,
                &position,
                &ordinal,
                &id,
                &kind,
                &aggregate,
                &event_type,
                &payload,
                &headers,
                &digest,
            ],
        )
        .await?;
        Ok(())
    }
}

type Writer<'a> = tokio_postgres::Transaction<'a>;

/// One column of rows.
fn each<'a, T, C>(rows: &'a [T], column: impl Fn(&'a T) -> C) -> Vec<C> {
    rows.iter().map(column).collect()
}

fn positions(numbers: impl Iterator<Item = u64>) -> Result<Vec<i64>, StoreError> {
    numbers.map(signed).collect()
}
