//! Evidence: what a stream held at a point, with all that shows it to somebody who has nothing but the file and a public key.
//!
//! One JSON object a line: the head with the question and the signed checkpoint; every event of the stream up to the point
//! with its digest and its way to the signed root; the close with the state those events come to and a hash over all lines
//! before it.
//!
//! What it shows and what not
//! - Each event stood in the signed ledger, at its position, word for word; they are the stream's first without a gap; the
//!   state is what they come to.
//! - That no event follows the last one cannot be shown by inclusion. When each was recorded is sealed by the chain alone:
//!   shown is that it was by the checkpoint's instant. The close's hash shows that the file is whole, not who made it.
//!
//! Invariants
//! - What is written here was verified by the same code that checks it ([`crate::merkle::Inclusions`]).
//! - A file is checked in one reading, and the first event that is wrong is named.

mod check;
mod make;

#[cfg(test)]
mod tests;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::merkle::Hash;
use crate::{RecordedEvent, Sha256Hash, StatedEvent, StoreError};

pub use check::{Checked, EventFault, Unfounded, check};
pub use make::{Ask, NoEvidence};

/// The version of the format.
const FORMAT: u32 = 1;

/// What was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// In whose ledger.
    pub organization: Uuid,
    /// The stream's kind.
    pub kind: String,
    /// The stream.
    pub id: Uuid,
    /// What was known then, and held then.
    pub as_of: DateTime<Utc>,
    /// The last position recorded by then.
    pub position: u64,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    evidence: u32,
    question: Question,
    made_by: String,
    /// The signed document; none where nobody signed.
    checkpoint: Option<Box<RawValue>>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    position: u64,
    recorded_at: DateTime<Utc>,
    digest: Sha256Hash,
    event: StatedEvent,
    /// Its way to the root, as far as it is not the way of the event before.
    path: Vec<Sha256Hash>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Close {
    events: u64,
    /// What is shown at the point; none where nothing of it was in effect.
    state: Option<Box<RawValue>>,
    /// Over every line before, line ends included.
    sha256: Sha256Hash,
}

/// Evidence ready to be written.
#[derive(Clone, Debug)]
pub struct Evidence {
    /// What was asked.
    pub question: Question,
    /// The build that made it.
    pub made_by: String,
    /// The signed checkpoint, as text; none where nobody signed.
    pub checkpoint: Option<String>,
    /// The stream's events up to the point.
    pub events: Vec<RecordedEvent>,
    /// What is stated of the way of each to the signed root; as many as events where there is a checkpoint.
    pub paths: Vec<Vec<Hash>>,
    /// What they come to at the point, as JSON.
    pub state: Option<String>,
}

impl Evidence {
    /// The lines of the file, each with its line end; one is made when it is asked for.
    pub fn lines(self) -> impl Iterator<Item = Result<String, StoreError>> + Send {
        let Self { events, paths, .. } = self;
        let head = Head {
            evidence: FORMAT,
            question: self.question,
            made_by: self.made_by,
            checkpoint: None,
        };
        let number = events.len() as u64;
        let (checkpoint, state) = (self.checkpoint, self.state);
        let mut paths = paths.into_iter();
        let mut events = events.into_iter();
        let mut sealed = Some(Sha256::new());
        let mut head = Some((head, checkpoint));
        std::iter::from_fn(move || {
            let hash = sealed.as_mut()?;
            let text = if let Some((head, checkpoint)) = head.take() {
                first(head, checkpoint)
            } else if let Some(event) = events.next() {
                line(&Line::of(event, paths.next().unwrap_or_default()))
            } else {
                let sha256 = Sha256Hash(sealed.take()?.finalize().into());
                return Some(last(number, state.as_deref(), sha256));
            };
            if let Ok(text) = &text {
                hash.update(text);
            }
            Some(text)
        })
    }
}

fn first(head: Head, checkpoint: Option<String>) -> Result<String, StoreError> {
    let checkpoint = checkpoint.map(RawValue::from_string).transpose();
    line(&Head {
        checkpoint: checkpoint.map_err(StoreError::Encode)?,
        ..head
    })
}

fn last(events: u64, state: Option<&str>, sha256: Sha256Hash) -> Result<String, StoreError> {
    let state = state.map(|state| RawValue::from_string(state.to_owned()));
    line(&Close {
        events,
        state: state.transpose().map_err(StoreError::Encode)?,
        sha256,
    })
}

fn line<T: Serialize>(value: &T) -> Result<String, StoreError> {
    let mut text = serde_json::to_string(value).map_err(StoreError::Encode)?;
    text.push('\n');
    Ok(text)
}

impl Line {
    fn of(event: RecordedEvent, path: Vec<Hash>) -> Self {
        Self {
            position: event.position,
            recorded_at: event.recorded_at,
            digest: Sha256Hash(event.digest),
            event: event.into(),
            path: path.into_iter().map(Sha256Hash).collect(),
        }
    }
}
