//! What was done about a stream whose events a read model could not take: every retry, and every event left out.
//!
//! Life cycle: it begins with the first repair of a stream, and grows. Nothing is taken back: an event that was left out stays
//! out of what is read.
//!
//! Invariants
//! - One stream of repairs per stream that was repaired, found by its kind and id.
//! - An event is left out once, and is one of the stream.
//! - What was left out is left out at every position and instant: the fold of the stream is the fold of the other events.
//!
//! Not here: which streams wait for a repair. That is known where the read models are made, and nowhere else: the same event may
//! be no obstacle to another build.

mod command;
mod error;
mod event;
mod id;
mod state;
#[cfg(test)]
mod tests;

pub use command::{EventToSkip, RepairCommand, RepairTask, RetryStream, SkipEvent, StreamSeen};
pub use error::ProjectionRepairError;
pub use event::{EventSkipped, ProjectionRepairEvent, StreamRetried};
pub use id::{ProjectionRepairId, RepairedStream, StreamKind, StreamKindError};
pub use state::{ProjectionRepair, Repairs, SkippedEvent};
