//! The way along a ledger, commit by commit: whether each follows the one before and is sealed by its link.

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::hex::Hash32;
use super::line::{CommandLine, CommitLine};
use crate::RecordedEvent;
use crate::digest::{microseconds, recorded_digest};

/// One commit with what belongs to it.
#[derive(Debug)]
pub(crate) struct Group<O> {
    pub(crate) commit: CommitLine,
    /// By position.
    pub(crate) events: Vec<RecordedEvent>,
    /// By position and ordinal.
    pub(crate) outbox: Vec<O>,
    /// By positions and id, as the link covers them.
    pub(crate) commands: Vec<CommandLine>,
}

/// How far the way has gone.
#[derive(Clone, Debug)]
pub(crate) struct Walk {
    organization_id: Uuid,
    pub(crate) position: u64,
    pub(crate) recorded_at: Option<DateTime<Utc>>,
    pub(crate) chain: Hash32,
}

impl Walk {
    /// At the beginning of an organization's ledger.
    pub(crate) fn new(organization_id: Uuid) -> Self {
        Self {
            organization_id,
            position: 0,
            recorded_at: None,
            chain: Hash32::default(),
        }
    }

    /// Goes on by one commit.
    ///
    /// # Errors
    /// The position and what is wrong there.
    pub(crate) fn follow<O>(&mut self, group: &Group<O>) -> Result<(), (u64, String)> {
        let commit = &group.commit;
        let broken = |reason: &str| Err((commit.to_position, reason.to_owned()));
        if commit.from_position != self.position + 1 || commit.to_position < self.position {
            return broken("the commit does not begin where the one before ended");
        }
        if self
            .recorded_at
            .is_some_and(|before| commit.recorded_at <= before)
        {
            return broken("the commit is not later than the one before");
        }
        self.events(group)?;
        self.commands(group)?;
        let link = match commit.format {
            1 if commit.events() > 0 => self.first_format(group),
            2 => self.second_format(group),
            _ => return broken("the commit has a format this build does not know"),
        };
        if link != commit.chain {
            return broken("the chain does not lead here");
        }
        self.position = commit.to_position;
        self.recorded_at = Some(commit.recorded_at);
        self.chain = link;
        Ok(())
    }

    fn events<O>(&self, group: &Group<O>) -> Result<(), (u64, String)> {
        let positions = self.position + 1..=group.commit.to_position;
        let mut events = group.events.iter();
        for position in positions {
            let broken = |reason: &str| Err((position, reason.to_owned()));
            let Some(event) = events.next().filter(|event| event.position == position) else {
                return broken("the event is missing");
            };
            if event.recorded_at != group.commit.recorded_at {
                return broken("the event was not recorded with its commit");
            }
            if recorded_digest(event) != event.digest {
                return broken("the event does not match its digest");
            }
        }
        match events.next() {
            Some(event) => Err((event.position, "the event belongs to no commit".to_owned())),
            None => Ok(()),
        }
    }

    /// Every event is its command's, and every command that came to events has them in this commit.
    fn commands<O>(&self, group: &Group<O>) -> Result<(), (u64, String)> {
        let commit = &group.commit;
        let mut next = commit.from_position;
        for command in &group.commands {
            let id = command.command_id;
            let broken = |reason: &str| Err((command.to_position, format!("command {id} {reason}")));
            if command.recorded_at != (commit.format != 1).then_some(commit.recorded_at) {
                return broken("was not recorded with its commit");
            }
            if command.is_empty() {
                continue;
            }
            if command.from_position != next || command.to_position > commit.to_position {
                return broken("does not have the positions of its events");
            }
            let first = usize::try_from(next - commit.from_position).unwrap_or(usize::MAX);
            let events = group.events.iter().skip(first);
            let count = usize::try_from(command.to_position + 1 - next).unwrap_or(usize::MAX);
            if events.take(count).any(|event| event.command_id != id) {
                return broken("does not have the events it is said to have");
            }
            next = command.to_position + 1;
        }
        if next == commit.to_position + 1 {
            Ok(())
        } else {
            Err((next, "the event's command is missing".to_owned()))
        }
    }

    fn first_format<O>(&self, group: &Group<O>) -> Hash32 {
        let mut link = Sha256::new();
        self.begin(&mut link, &group.commit);
        for event in &group.events {
            link.update(event.digest);
        }
        Hash32(link.finalize().into())
    }

    fn second_format<O>(&self, group: &Group<O>) -> Hash32 {
        let mut link = Sha256::new();
        link.update([2]);
        self.begin(&mut link, &group.commit);
        for event in &group.events {
            link.update(event.digest);
        }
        for command in &group.commands {
            link.update(command.command_id.as_bytes());
            link.update(&command.fingerprint.0);
            link.update(command.from_position.to_be_bytes());
            link.update(command.to_position.to_be_bytes());
        }
        Hash32(link.finalize().into())
    }

    fn begin(&self, link: &mut Sha256, commit: &CommitLine) {
        link.update(self.chain.0);
        link.update(self.organization_id.as_bytes());
        link.update(commit.from_position.to_be_bytes());
        link.update(commit.to_position.to_be_bytes());
        link.update(microseconds(commit.recorded_at).to_be_bytes());
    }
}
