//! Reading an export: every line is checked before it is handed on, and the end is the trailer or there is none.
//!
//! What a line may be follows from the lines before it; each commit is compared with its digests and its link as soon as
//! it is whole. One commit is held in memory, never the file.

use std::io::{BufRead, Read};
use std::iter::Peekable;

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::hex::Hash32;
use super::line::{ClaimLine, CommandLine, CommitLine, Counts, FORMAT, Header, Line, OutboxLine, Trailer};
use super::walk::{Group, Walk};
use super::{EXPORT_PURPOSE, OrganizationError};
use crate::{LedgerPublicKey, RecordedEvent};

/// No line of an export comes near this many bytes.
const LONGEST_LINE: u64 = 256 << 20;

/// A file that is what an export wrote.
#[derive(Clone, Debug, PartialEq)]
pub struct Checked {
    /// What it says about itself.
    pub header: Header,
    /// How much it holds.
    pub counts: Counts,
    /// SHA-256 of everything before the trailer.
    pub sha256: Hash32,
    /// The id of the key that signed it; verified where the key was given.
    pub signed_with: Option<String>,
}

/// What a file holds, in its order.
#[derive(Debug)]
pub(crate) enum Part {
    Claim(ClaimLine),
    /// A command that belongs to no commit.
    Command(CommandLine),
    Commit(Box<Group<OutboxLine>>),
    End(Box<Checked>),
}

/// Reads a file from its first line to its last and says what it is.
///
/// `progress` hears the position after every commit.
///
/// # Errors
/// [`OrganizationError::File`] with the line, [`OrganizationError::Signature`] where a key was given and did not sign
/// this file, [`OrganizationError::Io`].
pub fn check(
    file: impl BufRead,
    key: Option<&LedgerPublicKey>,
    progress: impl Fn(u64),
) -> Result<Checked, OrganizationError> {
    let mut reading = Reading::open(file, key)?;
    loop {
        match reading.next()? {
            Part::Commit(group) => progress(group.commit.to_position),
            Part::End(checked) => return Ok(*checked),
            Part::Claim(_) | Part::Command(_) => {}
        }
    }
}

/// A file that is being read.
pub(crate) struct Reading<'k, R: BufRead> {
    lines: Peekable<Lines<R>>,
    key: Option<&'k LedgerPublicKey>,
    header: Header,
    walk: Walk,
    counts: Counts,
    last_claim: Option<(String, String)>,
    begun: bool,
}

impl<'k, R: BufRead> Reading<'k, R> {
    /// Reads the header.
    pub(crate) fn open(file: R, key: Option<&'k LedgerPublicKey>) -> Result<Self, OrganizationError> {
        let mut lines = Lines::new(file).peekable();
        let header = match lines.next().transpose()? {
            Some(Numbered {
                line: Line::Header(header),
                ..
            }) => header,
            _ => return Err(wrong(1, "an export begins with its header")),
        };
        if header.format != FORMAT {
            let format = header.format;
            return Err(wrong(1, &format!("format {format} is not known to this build")));
        }
        Ok(Self {
            lines,
            key,
            walk: Walk::new(header.organization_id),
            header,
            counts: Counts::default(),
            last_claim: None,
            begun: false,
        })
    }

    /// The next part; [`Part::End`] once, as the last.
    pub(crate) fn next(&mut self) -> Result<Part, OrganizationError> {
        let Some(next) = self.lines.next().transpose()? else {
            return Err(wrong(
                self.read() + 2,
                "the file ends here without its trailer: it is not whole",
            ));
        };
        let at = next.number;
        match next.line {
            Line::Claim(claim) if !self.begun => self.claim(at, claim),
            Line::Command(command) if !self.begun && command.is_empty() && command.recorded_at.is_none() => {
                self.counts.commands += 1;
                Ok(Part::Command(command))
            }
            Line::Commit(commit) => self.commit(at, commit),
            Line::Trailer(trailer) => self.trailer(at, next.before, trailer),
            Line::Header(_) => Err(wrong(at, "a second header")),
            Line::Claim(_) => Err(wrong(at, "a claim after the first commit")),
            Line::Command(_) | Line::Event(_) | Line::Outbox(_) => {
                Err(wrong(at, "the line belongs to no commit"))
            }
        }
    }

    /// Lines read after the header.
    fn read(&self) -> u64 {
        let counts = &self.counts;
        counts.claims + counts.commands + counts.commits + counts.events + counts.outbox
    }

    fn claim(&mut self, at: u64, claim: ClaimLine) -> Result<Part, OrganizationError> {
        let this = (claim.kind.clone(), claim.key.clone());
        if self.last_claim.as_ref() == Some(&this) {
            return Err(wrong(at, "the claim stands twice"));
        }
        self.last_claim = Some(this);
        self.counts.claims += 1;
        Ok(Part::Claim(claim))
    }

    /// Takes the lines of one commit together.
    fn commit(&mut self, at: u64, commit: CommitLine) -> Result<Part, OrganizationError> {
        self.begun = true;
        let organization_id = self.header.organization_id;
        let mut group = Group {
            commit,
            events: Vec::<RecordedEvent>::new(),
            outbox: Vec::new(),
            commands: Vec::new(),
        };
        while let Some(next) = self.lines.next_if(|next| match next {
            Ok(next) => matches!(next.line, Line::Event(_) | Line::Outbox(_) | Line::Command(_)),
            Err(_) => true,
        }) {
            let next = next?;
            let last = group.events.last().map(|event| event.position);
            match next.line {
                Line::Event(event) => {
                    let expected = last.map_or(group.commit.from_position, |last| last.saturating_add(1));
                    if event.position != expected || event.position > group.commit.to_position {
                        let reason = format!("position {} where {expected} is due", event.position);
                        return Err(wrong(next.number, &reason));
                    }
                    group.events.push(event.recorded(organization_id));
                }
                Line::Outbox(row) => {
                    let before = group
                        .outbox
                        .last()
                        .map(|row: &OutboxLine| (row.position, row.ordinal));
                    if Some(row.position) != last || before.is_some_and(|b| b >= (row.position, row.ordinal))
                    {
                        return Err(wrong(next.number, "the outbox row does not follow its event"));
                    }
                    group.outbox.push(*row);
                }
                Line::Command(command) => group.commands.push(command),
                Line::Header(_) | Line::Claim(_) | Line::Commit(_) | Line::Trailer(_) => {}
            }
        }
        self.walk
            .follow(&group)
            .map_err(|(position, reason)| wrong(at, &format!("commit of position {position}: {reason}")))?;
        self.counts.commits += 1;
        self.counts.events += group.events.len() as u64;
        self.counts.outbox += group.outbox.len() as u64;
        self.counts.commands += group.commands.len() as u64;
        Ok(Part::Commit(Box::new(group)))
    }

    fn trailer(&mut self, at: u64, before: Hash32, trailer: Value) -> Result<Part, OrganizationError> {
        let signed_with = trailer.get("key_id").and_then(Value::as_str).map(str::to_owned);
        let read: Trailer = match self.key {
            Some(key) => key.open_document(EXPORT_PURPOSE, &trailer.to_string())?,
            None => unsigned_trailer(at, trailer)?,
        };
        let header = &self.header;
        if (self.walk.position, self.walk.recorded_at, self.walk.chain)
            != (header.position, header.recorded_at, header.chain)
        {
            return Err(wrong(at, "the last commit is not the one the header names"));
        }
        if read.counts != self.counts {
            return Err(wrong(at, "the trailer counts other lines than there are"));
        }
        if read.sha256 != before {
            let reason =
                "a line before this one was changed: the SHA-256 of what was read is not the trailer's";
            return Err(wrong(at, reason));
        }
        if self.lines.next().is_some() {
            return Err(wrong(at + 1, "something follows the trailer"));
        }
        Ok(Part::End(Box::new(Checked {
            header: header.clone(),
            counts: self.counts,
            sha256: before,
            signed_with,
        })))
    }
}

/// The trailer's body, the signature nobody asked to verify left out.
fn unsigned_trailer(at: u64, trailer: Value) -> Result<Trailer, OrganizationError> {
    let Value::Object(mut members) = trailer else {
        return Err(wrong(at, "the trailer is no object"));
    };
    members.remove("key_id");
    members.remove("signature");
    serde_json::from_value(Value::Object(members)).map_err(|error| wrong(at, &error.to_string()))
}

/// A line, its number from 1, and the SHA-256 of every byte before it.
struct Numbered {
    number: u64,
    line: Line,
    before: Hash32,
}

/// The lines of a file.
struct Lines<R> {
    file: R,
    number: u64,
    hash: Sha256,
    buffer: Vec<u8>,
}

impl<R: BufRead> Lines<R> {
    fn new(file: R) -> Self {
        Self {
            file,
            number: 0,
            hash: Sha256::new(),
            buffer: Vec::new(),
        }
    }

    fn read(&mut self) -> Result<Option<Numbered>, OrganizationError> {
        self.buffer.clear();
        let read = (&mut self.file)
            .take(LONGEST_LINE)
            .read_until(b'\n', &mut self.buffer)?;
        if read == 0 {
            return Ok(None);
        }
        self.number += 1;
        if self.buffer.pop_if(|last| *last == b'\n').is_none() {
            return Err(wrong(self.number, "the line is not whole"));
        }
        let line: Line =
            serde_json::from_slice(&self.buffer).map_err(|error| wrong(self.number, &error.to_string()))?;
        // Only the trailer asks.
        let before = match line {
            Line::Trailer(_) => Hash32(self.hash.clone().finalize().into()),
            _ => Hash32::default(),
        };
        self.hash.update(&self.buffer);
        self.hash.update(b"\n");
        Ok(Some(Numbered {
            number: self.number,
            line,
            before,
        }))
    }
}

impl<R: BufRead> Iterator for Lines<R> {
    type Item = Result<Numbered, OrganizationError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.read().transpose()
    }
}

fn wrong(line: u64, reason: &str) -> OrganizationError {
    OrganizationError::File {
        line,
        reason: reason.to_owned(),
    }
}
