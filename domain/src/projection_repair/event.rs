//! What is done about a stream that could not be read. Stored for ever.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use wellflow_decider::Fact;

use super::id::RepairedStream;
use crate::text::Remarks;

wellflow_decider::events! {
    /// What is done about a stream that could not be read.
    pub enum ProjectionRepairEvent {
        StreamRetried = 1,
        EventSkipped = 1,
    }
}

/// The stream was to be read anew, from its first event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct StreamRetried {
    /// When it was asked for.
    pub effective_at: DateTime<Utc>,
    /// The stream.
    pub stream: RepairedStream,
    /// What was mended.
    pub reason: Remarks,
}

impl Fact for StreamRetried {
    fn effective_at(&self) -> DateTime<Utc> {
        self.effective_at
    }

    /// The house's own business.
    fn public_form(&self) -> Option<Self> {
        None
    }
}

/// An event was left out of everything that is read of the stream, at every position and instant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EventSkipped {
    /// When it was asked for.
    pub effective_at: DateTime<Utc>,
    /// The stream.
    pub stream: RepairedStream,
    /// The event.
    pub event_id: Uuid,
    /// Its type.
    pub event_type: String,
    /// Its place in the ledger.
    pub position: u64,
    /// Why nothing else helped.
    pub reason: Remarks,
}

impl Fact for EventSkipped {
    fn effective_at(&self) -> DateTime<Utc> {
        self.effective_at
    }

    /// The house's own business.
    fn public_form(&self) -> Option<Self> {
        None
    }
}
