//! The events of one aggregate by name, for facts that come from another store.

use serde_json::Value;
use wellflow_decider::{Decider, DecodeError, DomainEvent};

use crate::cqrs::single;
use crate::submission::NewEvent;

/// The events of one aggregate, without the aggregate's type: what a fact from elsewhere must be to enter its streams.
#[derive(Clone, Copy, Debug)]
pub struct EventKind {
    name: &'static str,
    types: &'static [(&'static str, u16)],
    encode: fn(&str, u16, Value) -> Result<NewEvent, DecodeError<serde_json::Error>>,
}

impl EventKind {
    /// The events of a decider.
    pub fn of<D: Decider>() -> Self {
        Self {
            name: D::KIND,
            types: D::Event::TYPES,
            encode: encode::<D::Event>,
        }
    }

    /// The streams' kind, stored as `aggregate_type`.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Every type with its newest version.
    pub fn types(&self) -> &'static [(&'static str, u16)] {
        self.types
    }

    /// Reads a payload as an event of this aggregate and encodes it as the ledger keeps it, under a new id.
    ///
    /// # Errors
    /// [`DecodeError`] for a type or version the aggregate does not know, for a payload that has another shape, and for an
    /// older shape that does not come to one event today.
    pub fn encode(
        &self,
        event_type: &str,
        event_version: u16,
        payload: Value,
    ) -> Result<NewEvent, DecodeError<serde_json::Error>> {
        (self.encode)(event_type, event_version, payload)
    }
}

fn encode<E: DomainEvent>(
    event_type: &str,
    event_version: u16,
    payload: Value,
) -> Result<NewEvent, DecodeError<serde_json::Error>> {
    let events = E::decode(event_type, event_version, payload)?;
    let event = single(events, event_type, event_version).map_err(DecodeError::payload)?;
    NewEvent::encode(&event, None).map_err(DecodeError::payload)
}
