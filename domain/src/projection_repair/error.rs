//! Why a repair is refused.

use uuid::Uuid;

use super::id::RepairedStream;
use crate::refusals::refusals;

refusals! {
    /// A refusal.
    pub enum ProjectionRepairError;

    /// A repair is of a stream that is there.
    "repaired-stream-unknown" StreamUnknown { stream: RepairedStream = "The stream." } "the ledger has no stream {stream}";
    /// The repairs of a stream are of that stream.
    "repair-of-another-stream" OtherStream { repaired: RepairedStream = "The stream they are of." } "these are the repairs of {repaired}";
    /// What is left out is an event of the stream.
    "skipped-event-unknown" EventUnknown { event_id: Uuid = "The event." } "the stream has no event {event_id}";
    /// An event is left out once.
    "event-already-skipped" AlreadySkipped { event_id: Uuid = "The event." } "the event {event_id} is left out already";
}

impl ProjectionRepairError {
    /// The statute, rule or form the refusal rests on: none does.
    pub fn source(&self) -> Option<&'static str> {
        self.source_everywhere()
    }
}
