//! The one pass from the first position to the last: what can only be judged in order.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::iter::Peekable;
use std::vec::IntoIter;

use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::claims::Claims;
use super::examine::{Examined, Page};
use super::rows::{CommandRow, Commit, Instant};
use super::{Broken, Place};
use crate::merkle::{Accumulator, Hash, Prover};

/// The ledger as it stood after a commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Mark {
    pub(crate) at: Instant,
    pub(crate) position: u64,
    pub(crate) chain: Hash,
    pub(crate) root: Hash,
}

/// How far the reading has come, and what the next row must follow. What grows is about 60 bytes per stream and 120 per
/// business key that is owned.
#[derive(Default)]
pub(super) struct Walk {
    organization_id: Uuid,
    pub(super) position: i64,
    pub(super) commits: u64,
    pub(super) at: Option<Instant>,
    pub(super) chain: Hash,
    pub(super) tree: Accumulator,
    pub(super) kinds: HashMap<String, u32>,
    pub(super) versions: HashMap<(u32, Uuid), u64>,
    pub(super) claims: Claims,
    pub(super) with_events: u64,
    pub(super) idle: u64,
    pub(super) published: u64,
    pub(super) unread: BTreeMap<String, u64>,
    /// The last position of a commit whose chain does not cover commands.
    pub(super) unsealed: i64,
    /// Which instants to remember, and what was found there.
    wanted: HashSet<i64>,
    pub(super) marks: HashMap<i64, Mark>,
    pub(super) provers: Vec<Prover>,
    /// Commands met since it was made.
    pub(super) recent: Option<HashSet<Uuid>>,
}

type Events = Peekable<IntoIter<Result<Examined, Broken>>>;

impl Walk {
    pub(super) fn new(
        organization_id: Uuid,
        marks: impl Iterator<Item = Instant>,
        provers: Vec<Prover>,
    ) -> Self {
        Self {
            organization_id,
            wanted: marks.map(|at| at.0).collect(),
            provers,
            ..Self::default()
        }
    }

    /// After which instant and position the rest lies: what has an impossible position lies there too, at the beginning.
    pub(super) fn place(&self) -> (Instant, i64) {
        self.at
            .map_or((Instant::FIRST, i64::MIN), |at| (at, self.position))
    }

    /// The ledger as far as it was read; `None` before the first commit.
    pub(super) fn mark(&self) -> Option<Mark> {
        Some(Mark {
            at: self.at?,
            position: u64::try_from(self.position).unwrap_or(0),
            chain: self.chain,
            root: self.tree.root(),
        })
    }

    /// Goes on over consecutive commits.
    pub(super) fn take(&mut self, page: Page) -> Result<(), Broken> {
        let mut events = page.events.into_iter().peekable();
        let mut idle = page.idle.into_iter().peekable();
        for commit in &page.commits {
            self.commit(commit, &mut events, &mut idle)?;
        }
        if let Some(command) = idle.next() {
            return Err(command.broken("the command belongs to no commit"));
        }
        match events.next() {
            Some(Ok(event)) => return Err(at(event.position, "the event belongs to no commit")),
            Some(Err(broken)) => return Err(broken),
            None => {}
        }
        match page.orphans.first() {
            Some(orphan) => Err(orphan.broken("there is no event at this position")),
            None => Ok(()),
        }
    }

    fn commit(
        &mut self,
        commit: &Commit,
        events: &mut Events,
        idle: &mut Peekable<IntoIter<CommandRow>>,
    ) -> Result<(), Broken> {
        self.follows(commit)?;
        let mut link = self.link(commit);
        let mut commands: Vec<CommandRow> = Vec::new();
        let mut unpublished = None;
        for position in commit.from..=commit.to {
            let event = match events.peek() {
                Some(Ok(event)) if event.position < position => {
                    return Err(at(event.position, "there is no such position"));
                }
                Some(Ok(event)) if event.position == position => events.next(),
                Some(Err(_)) => events.next(),
                _ => None,
            };
            let mut event = event.unwrap_or_else(|| Err(at(position, "the event is missing")))?;
            unpublished = unpublished.or(event.unpublished.take());
            if let Some(fault) = event.fault {
                return Err(fault);
            }
            link.update(event.digest);
            self.command(commit, &event, &mut commands)?;
            self.event(event)?;
        }
        if let Some(last) = commands.last() {
            ended(last, commit.to)?;
        }
        self.with_events += commands.len() as u64;
        while let Some(command) = idle.next_if(|command| command.at.is_some_and(|at| at <= commit.at)) {
            self.idle(commit, &command)?;
            commands.push(command);
        }
        if let Some(recent) = &mut self.recent {
            recent.extend(commands.iter().map(|command| command.id));
        }
        if commit.format > 1 {
            seal(&mut link, commands);
        } else {
            self.unsealed = commit.to;
        }
        let chain: Hash = link.finalize().into();
        if chain.as_slice() != commit.chain.as_slice() {
            return Err(commit.broken(
                "the chain does not lead here: the commit, its events' digests or its commands are not what was written",
            ));
        }
        if let Some(broken) = unpublished {
            return Err(broken);
        }
        self.position = commit.to;
        self.commits += 1;
        self.at = Some(commit.at);
        self.chain = chain;
        if self.wanted.contains(&commit.at.0)
            && let Some(mark) = self.mark()
        {
            self.marks.insert(commit.at.0, mark);
        }
        Ok(())
    }

    fn follows(&self, commit: &Commit) -> Result<(), Broken> {
        if commit.from != self.position.saturating_add(1) || commit.to < self.position {
            let (from, to, last) = (commit.from, commit.to, self.position);
            return Err(commit.broken(format!(
                "the commit goes from {from} to {to}, the one before ended at {last}"
            )));
        }
        if self.at.is_some_and(|before| commit.at <= before) {
            return Err(commit.broken("the commit is not later than the one before"));
        }
        if !matches!(commit.format, 1 | 2) {
            return Err(commit.broken(format!("the commit has the unknown format {}", commit.format)));
        }
        Ok(())
    }

    /// The beginning of the commit's link, before its events' digests.
    fn link(&self, commit: &Commit) -> Sha256 {
        let mut link = Sha256::new();
        if commit.format > 1 {
            link.update([2]);
        }
        link.update(self.chain);
        link.update(self.organization_id.as_bytes());
        link.update(commit.from.to_be_bytes());
        link.update(commit.to.to_be_bytes());
        link.update(commit.at.0.to_be_bytes());
        link
    }

    /// A command's events stand together, and its record says where.
    fn command(
        &self,
        commit: &Commit,
        event: &Examined,
        commands: &mut Vec<CommandRow>,
    ) -> Result<(), Broken> {
        if let Some(current) = commands.last() {
            if current.id == event.command_id {
                return Ok(());
            }
            ended(current, event.position - 1)?;
        }
        let Some(command) = &event.command else {
            return Err(at(
                event.position,
                format!("the command {} is missing", event.command_id),
            ));
        };
        if command.from != event.position {
            let (from, position) = (command.from, event.position);
            return Err(command.broken(format!(
                "the command says its events begin at {from}; one stands at {position}"
            )));
        }
        let recorded = (commit.format > 1).then_some(commit.at);
        if command.at != recorded {
            return Err(command.broken("the command was not recorded with its commit"));
        }
        commands.push(command.clone());
        Ok(())
    }

    /// A command that came to no event was decided somewhere in its commit.
    fn idle(&mut self, commit: &Commit, command: &CommandRow) -> Result<(), Broken> {
        if command.at != Some(commit.at) || commit.format == 1 {
            return Err(command.broken("the command belongs to no commit"));
        }
        if command.from != command.to.saturating_add(1)
            || !(commit.from..=commit.to + 1).contains(&command.from)
        {
            return Err(command.broken("the command was decided at no position of its commit"));
        }
        self.idle += 1;
        Ok(())
    }

    fn event(&mut self, event: Examined) -> Result<(), Broken> {
        let kind = match self.kinds.get(&event.kind) {
            Some(kind) => *kind,
            None => {
                let kind = u32::try_from(self.kinds.len()).unwrap_or(u32::MAX);
                self.kinds.insert(event.kind.clone(), kind);
                kind
            }
        };
        let version = self.versions.entry((kind, event.stream)).or_default();
        if event.sequence != *version + 1 {
            let (sequence, version) = (event.sequence, *version);
            let reason = format!("the event has sequence {sequence} in a stream at version {version}");
            return Err(at(event.position, reason));
        }
        *version = event.sequence;
        let claimed = self.claims.apply(kind, event.stream, event.claims);
        claimed.map_err(|reason| at(event.position, reason))?;
        if event.unread {
            *self.unread.entry(event.kind).or_default() += 1;
        }
        self.published += event.published;
        self.tree.push(event.leaf);
        for prover in &mut self.provers {
            prover.push(event.leaf);
        }
        Ok(())
    }
}

/// Everything a commit says of its commands, in the order the chain takes them.
fn seal(link: &mut Sha256, mut commands: Vec<CommandRow>) {
    commands.sort_by_key(|command| (command.from, command.to, command.id));
    for command in commands {
        link.update(command.id.as_bytes());
        link.update(&command.fingerprint);
        link.update(command.from.to_be_bytes());
        link.update(command.to.to_be_bytes());
    }
}

fn ended(command: &CommandRow, last: i64) -> Result<(), Broken> {
    if command.to == last {
        return Ok(());
    }
    let to = command.to;
    Err(command.broken(format!(
        "the command says its events end at {to}; the last stands at {last}"
    )))
}

fn at(position: i64, reason: impl Into<String>) -> Broken {
    Broken {
        place: Place::Position(position),
        reason: reason.into(),
    }
}
