//! An event of a decider as a `cqrs_es::DomainEvent`.

use serde::de::{Deserialize, Deserializer, Error as _};
use serde::ser::{Serialize, SerializeStruct, Serializer};
use serde_json::Value;
use uuid::Uuid;
use wellflow_decider::DomainEvent;

/// An event with its id, so that a later event can take its place.
///
/// Its serialized form is an object: `event_id` (UUID), `event_type` (text), `event_version` (number) and `payload`, the
/// untagged form the ledger stores. A reader with event types of its own reads it as
/// `#[serde(tag = "event_type", content = "payload")]`.
///
/// Two are equal when they state the same: ids are given out at random and do not count.
#[derive(Clone, Debug)]
pub struct TaggedEvent<E> {
    event_id: Uuid,
    event: E,
}

impl<E> TaggedEvent<E> {
    pub(super) fn stored(event_id: Uuid, event: E) -> Self {
        Self { event_id, event }
    }

    /// UUIDv7; the id under which the ledger keeps it.
    pub fn event_id(&self) -> Uuid {
        self.event_id
    }

    /// What happened.
    pub fn event(&self) -> &E {
        &self.event
    }

    /// What happened, without its id.
    pub fn into_event(self) -> E {
        self.event
    }
}

/// An event that has just happened, under a new id.
impl<E: DomainEvent> From<E> for TaggedEvent<E> {
    fn from(event: E) -> Self {
        Self {
            event_id: Uuid::now_v7(),
            event,
        }
    }
}

impl<E: PartialEq> PartialEq for TaggedEvent<E> {
    fn eq(&self, other: &Self) -> bool {
        self.event == other.event
    }
}

impl<E: DomainEvent> cqrs_es::DomainEvent for TaggedEvent<E> {
    fn event_type(&self) -> String {
        self.event.event_type().to_owned()
    }

    fn event_version(&self) -> String {
        self.event.event_version().to_string()
    }
}

impl<E: DomainEvent> Serialize for TaggedEvent<E> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut tagged = serializer.serialize_struct("TaggedEvent", 4)?;
        tagged.serialize_field("event_id", &self.event_id)?;
        tagged.serialize_field("event_type", self.event.event_type())?;
        tagged.serialize_field("event_version", &self.event.event_version())?;
        tagged.serialize_field("payload", &Payload(&self.event))?;
        tagged.end()
    }
}

struct Payload<'a, E>(&'a E);

impl<E: DomainEvent> Serialize for Payload<'_, E> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.encode(serializer)
    }
}

impl<'de, E: DomainEvent> Deserialize<'de> for TaggedEvent<E> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let tagged = Tagged::deserialize(deserializer)?;
        let events =
            E::decode(&tagged.event_type, tagged.event_version, tagged.payload).map_err(D::Error::custom)?;
        let event = single(events, &tagged.event_type, tagged.event_version).map_err(D::Error::custom)?;
        Ok(Self {
            event_id: tagged.event_id,
            event,
        })
    }
}

/// What a stored event comes to where it must be one event: cqrs-es counts events by their sequence, so an older shape
/// that comes to several events today, or to none, cannot be handed to it.
pub(crate) fn single<E>(mut events: Vec<E>, event_type: &str, event_version: u16) -> Result<E, String> {
    match (events.pop(), events.is_empty()) {
        (Some(event), true) => Ok(event),
        (last, _) => {
            let count = events.len() + usize::from(last.is_some());
            Err(format!(
                "{event_type} version {event_version} comes to {count} events today, where one is needed"
            ))
        }
    }
}

/// The serialized form, before its payload is understood.
#[derive(serde::Deserialize)]
struct Tagged {
    event_id: Uuid,
    event_type: String,
    event_version: u16,
    payload: Value,
}
