//! Checking evidence with a public key and nothing else.

use std::io::BufRead;

use chrono::{DateTime, Utc};
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::make::{Show, written};
use super::{Close, FORMAT, Head, Line, Question};
use crate::digest::possible_digests;
use crate::merkle::{Inclusions, NotIncluded, leaf_hash};
use crate::{
    Checkpoint, LedgerPublicKey, RecordedEvent, Sha256Hash, SignedCheckpoint, SigningError, StoreError,
};

/// Evidence that holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// What was asked.
    pub question: Question,
    /// The build that says it made the file.
    pub made_by: String,
    /// What was signed.
    pub checkpoint: Checkpoint,
    /// Events proven.
    pub events: u64,
    /// The position of the last.
    pub last: u64,
    /// When that one was recorded, as the file states.
    pub last_recorded_at: DateTime<Utc>,
    /// What they come to at the point, folded anew; none where nothing of it was in effect.
    pub state: Option<String>,
}

/// Why evidence does not hold.
#[derive(Debug, thiserror::Error)]
pub enum Unfounded {
    /// The file could not be read.
    #[error("the file cannot be read")]
    Io(#[from] std::io::Error),
    /// A line is not what evidence consists of.
    #[error("line {line} is not what stands there in evidence: {reason}")]
    Malformed {
        /// From 1.
        line: u64,
        /// What is wrong.
        reason: String,
    },
    /// The format is one this build does not know.
    #[error("the evidence has the unknown format {0}")]
    UnknownFormat(u32),
    /// It carries no checkpoint.
    #[error("it carries no signed checkpoint: it states and proves nothing")]
    Unsigned,
    /// The checkpoint's signature does not hold.
    #[error("the checkpoint proves nothing")]
    Signature(#[source] SigningError),
    /// The question is not about what was signed.
    #[error("the checkpoint is about something else: {0}")]
    OtherQuestion(String),
    /// An event is not the one that was signed, or does not belong there.
    #[error("event {number} (line {line}, position {position}): {fault}")]
    Event {
        /// Its number in the file, from 1.
        number: u64,
        /// Its line.
        line: u64,
        /// The position it states.
        position: u64,
        /// What is wrong.
        fault: EventFault,
    },
    /// The file says it holds another number of events than it does.
    #[error("the file says it holds {stated} events; it holds {found}")]
    Number {
        /// In the close.
        stated: u64,
        /// Read.
        found: u64,
    },
    /// The events cannot be folded by this build.
    #[error("the events are proven, and this build cannot fold them: {0}")]
    Fold(StoreError),
    /// The events do not come to the state the file states.
    #[error(
        "the events are proven, and what is stated of them is not what they come to: this build folds {folded}; the file, \
         made by {made_by}, states {stated}"
    )]
    State {
        /// In the close.
        stated: String,
        /// By this build.
        folded: String,
        /// The build named in the head.
        made_by: String,
    },
    /// Something that no proof covers was changed.
    #[error("the file is not as it was made: its closing hash is {stated}, its lines come to {found}")]
    Changed {
        /// In the close.
        stated: Sha256Hash,
        /// Computed.
        found: Sha256Hash,
    },
}

/// What is wrong with one event.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EventFault {
    /// It states something else than its digest covers.
    #[error("what it states does not match its digest")]
    Digest,
    /// It is not in the signed tree.
    #[error("{0}")]
    NotIncluded(#[from] NotIncluded),
    /// It is of another stream.
    #[error("it is of another stream, {kind} {id} of the organization {organization}")]
    OtherStream {
        /// Whose.
        organization: Uuid,
        /// The stream's kind.
        kind: String,
        /// The stream.
        id: Uuid,
    },
    /// An event of the stream is missing before it, or one stands twice.
    #[error("it is the stream's event {found}; event {expected} belongs here")]
    Sequence {
        /// What it states.
        found: u64,
        /// What follows the one before.
        expected: u64,
    },
    /// It was recorded after the point asked about.
    #[error("it lies after the point, position {0}")]
    AfterPoint(u64),
    /// It says it was recorded before the one it follows, or after the point.
    #[error("it says it was recorded at {0}, which is before the event before it or after the point")]
    Recorded(String),
}

/// Checks evidence. `show`: what the events of a stream come to.
///
/// # Errors
/// [`Unfounded`]: the first thing that does not hold.
pub fn check(file: impl BufRead, key: &LedgerPublicKey, show: Show<'_>) -> Result<Checked, Unfounded> {
    let mut lines = Lines::new(file);
    let head: Head = lines.next()?;
    if head.evidence != FORMAT {
        return Err(Unfounded::UnknownFormat(head.evidence));
    }
    let signed = head.checkpoint.as_deref().ok_or(Unfounded::Unsigned)?;
    let signed = SignedCheckpoint::open(signed.get(), key).map_err(Unfounded::Signature)?;
    let (question, signed) = (head.question, signed.checkpoint);
    about(&question, &signed).map_err(Unfounded::OtherQuestion)?;
    let mut events = Events {
        question: &question,
        inclusions: Inclusions::new(signed.merkle_size, signed.merkle_root.0),
        proven: Vec::new(),
    };
    let close = loop {
        match lines.event_or_close()? {
            Either::Event(line) => events.take(lines.number, *line)?,
            Either::Close(close) => break close,
        }
    };
    let events = events.proven;
    let found = events.len() as u64;
    if close.events != found {
        let stated = close.events;
        return Err(Unfounded::Number { stated, found });
    }
    let Some(last) = events.last() else {
        return Err(lines.malformed("it holds no event"));
    };
    let folded = show(&question, &events, question.point()).map_err(Unfounded::Fold)?;
    if close.state.as_deref().map(RawValue::get) != folded.as_deref() {
        let in_words = |state: Option<&str>| state.unwrap_or("nothing").to_owned();
        return Err(Unfounded::State {
            stated: in_words(close.state.as_deref().map(RawValue::get)),
            folded: in_words(folded.as_deref()),
            made_by: head.made_by,
        });
    }
    lines.end(close.sha256)?;
    Ok(Checked {
        made_by: head.made_by,
        events: found,
        last: last.position,
        last_recorded_at: last.recorded_at,
        state: folded,
        checkpoint: signed,
        question,
    })
}

/// Whether a checkpoint can say anything about the question.
fn about(question: &Question, signed: &Checkpoint) -> Result<(), String> {
    if question.organization != signed.organization {
        return Err(format!(
            "the organization {}; the question is about {}",
            signed.organization, question.organization
        ));
    }
    let at = signed.recorded_at.unwrap_or(DateTime::UNIX_EPOCH);
    let (as_of, position) = (question.as_of, question.position);
    let is_its_commit = as_of == at && position == signed.position;
    // Commits without events share the position of the one before them.
    if is_its_commit || (as_of < at && position <= signed.position) {
        return Ok(());
    }
    Err(format!(
        "it is of {} and position {}; the question says that position {position} was the last by {}",
        written(at),
        signed.position,
        written(as_of)
    ))
}

/// The events read so far.
struct Events<'a> {
    question: &'a Question,
    inclusions: Inclusions,
    proven: Vec<RecordedEvent>,
}

impl Events<'_> {
    fn take(&mut self, line: u64, stated: Line) -> Result<(), Unfounded> {
        let (number, position) = (self.proven.len() as u64 + 1, stated.position);
        let taken = self.judge(stated).map_err(|fault| Unfounded::Event {
            number,
            line,
            position,
            fault,
        });
        self.proven.push(taken?);
        Ok(())
    }

    fn judge(&mut self, stated: Line) -> Result<RecordedEvent, EventFault> {
        let event = stated
            .event
            .at(stated.position, stated.recorded_at, stated.digest.0);
        let question = self.question;
        if !possible_digests(&event).contains(&event.digest) {
            return Err(EventFault::Digest);
        }
        if event.organization_id != question.organization
            || event.aggregate_type != question.kind
            || event.aggregate_id != question.id
        {
            return Err(EventFault::OtherStream {
                organization: event.organization_id,
                kind: event.aggregate_type,
                id: event.aggregate_id,
            });
        }
        let (found, expected) = (event.sequence, self.proven.len() as u64 + 1);
        if found != expected {
            return Err(EventFault::Sequence { found, expected });
        }
        if event.position > question.position {
            return Err(EventFault::AfterPoint(question.position));
        }
        let index = event.position.checked_sub(1).ok_or(NotIncluded::OutOfOrder)?;
        let path: Vec<[u8; 32]> = stated.path.iter().map(|node| node.0).collect();
        self.inclusions.verify(index, &leaf_hash(&event.digest), &path)?;
        let before = self.proven.last().map(|event| event.recorded_at);
        if event.recorded_at > question.as_of || before.is_some_and(|before| event.recorded_at < before) {
            return Err(EventFault::Recorded(written(event.recorded_at)));
        }
        Ok(event)
    }
}

enum Either {
    Event(Box<Line>),
    Close(Close),
}

/// The lines of the file, with the hash of those that are not the close.
struct Lines<R> {
    file: R,
    number: u64,
    hash: Sha256,
}

impl<R: BufRead> Lines<R> {
    fn new(file: R) -> Self {
        Self {
            file,
            number: 0,
            hash: Sha256::new(),
        }
    }

    fn malformed(&self, reason: impl ToString) -> Unfounded {
        Unfounded::Malformed {
            line: self.number,
            reason: reason.to_string(),
        }
    }

    fn text(&mut self) -> Result<String, Unfounded> {
        let mut bytes = Vec::new();
        self.number += 1;
        self.file.read_until(b'\n', &mut bytes)?;
        if bytes.pop() != Some(b'\n') {
            return Err(self.malformed("the file ends before its close"));
        }
        String::from_utf8(bytes).map_err(|error| self.malformed(error))
    }

    fn parse<T: DeserializeOwned>(&mut self, text: &str) -> Result<T, Unfounded> {
        let parsed = serde_json::from_str(text).map_err(|error| self.malformed(error))?;
        self.hash.update(text);
        self.hash.update("\n");
        Ok(parsed)
    }

    fn next<T: DeserializeOwned>(&mut self) -> Result<T, Unfounded> {
        let text = self.text()?;
        self.parse(&text)
    }

    fn event_or_close(&mut self) -> Result<Either, Unfounded> {
        let text = self.text()?;
        if !text.starts_with("{\"events\":") {
            return Ok(Either::Event(Box::new(self.parse(&text)?)));
        }
        let close: Close = serde_json::from_str(&text).map_err(|error| self.malformed(error))?;
        // No hash covers the close itself: it is written in one way only.
        if serde_json::to_string(&close).map_err(|error| self.malformed(error))? != text {
            return Err(self.malformed("it is not laid out as it was made"));
        }
        Ok(Either::Close(close))
    }

    /// Nothing follows, and everything before is what was hashed.
    fn end(mut self, stated: Sha256Hash) -> Result<(), Unfounded> {
        if !self.file.fill_buf()?.is_empty() {
            return Err(self.malformed("more follows the close"));
        }
        let found = Sha256Hash(self.hash.finalize().into());
        if stated != found {
            return Err(Unfounded::Changed { stated, found });
        }
        Ok(())
    }
}
