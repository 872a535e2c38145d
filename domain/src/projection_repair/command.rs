//! What may be asked of the repairs of a stream.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::id::RepairedStream;
use crate::text::Remarks;

/// A repair, the stream it is of, and the instant it is asked for at.
#[derive(Clone, Debug, PartialEq)]
pub struct RepairCommand {
    /// The stream.
    pub stream: RepairedStream,
    /// What is to be done.
    pub task: RepairTask,
    /// The asking service's clock.
    pub now: DateTime<Utc>,
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq)]
pub enum RepairTask {
    /// The stream is to be read anew.
    Retry(RetryStream),
    /// An event is to be left out.
    Skip(SkipEvent),
}

/// The stream is to be read anew: what kept it from being read is mended.
#[derive(Clone, Debug, PartialEq)]
pub struct RetryStream {
    /// Whether there is such a stream.
    pub seen: StreamSeen,
    /// What was mended.
    pub reason: Remarks,
}

/// An event of the stream is to be left out of everything that is read.
#[derive(Clone, Debug, PartialEq)]
pub struct SkipEvent {
    /// The event.
    pub event_id: Uuid,
    /// What the ledger holds under that id.
    pub seen: EventToSkip,
    /// Why nothing else helps.
    pub reason: Remarks,
}

/// Whether the ledger has the stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StreamSeen {
    /// It has no event of it.
    Unknown,
    /// It has.
    Known,
}

/// What the ledger holds of the event that is to be left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EventToSkip {
    /// The stream has no such event.
    Unknown,
    /// It has.
    Known {
        /// Its type.
        event_type: String,
        /// Its place in the ledger.
        position: u64,
    },
}
