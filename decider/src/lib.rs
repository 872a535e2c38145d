//! The one small trait every aggregate implements, and the events it speaks in.
//!
//! Invariants
//! - Everything here is pure and synchronous: no clock, no randomness, no I/O. Time, new ids and the states of other
//!   streams arrive in the command.
//! - State changes only in [`Decider::evolve`]; [`Decider::decide`] never mutates.
//! - `evolve` is total: an event that is illegal in a state yields [`Illegal`] and leaves the state as it was.
//! - An event carries its own effective instant, so a payload is complete without its envelope.
//! - Whatever was ever written can be read: an older shape is kept as a [`Past`] and says what it comes to today.

mod events;
mod past;

use std::fmt::Debug;

use chrono::{DateTime, Utc};
use serde::de::Deserializer;
use serde::{Serialize, Serializer, de::DeserializeOwned};
use uuid::Uuid;

pub use past::{Past, Unfit};

#[doc(hidden)]
pub use serde as __serde;

/// An aggregate: how a command is decided on a state, and how an event changes that state.
pub trait Decider:
    Clone + Default + Debug + PartialEq + Serialize + DeserializeOwned + Send + Sync + 'static
{
    /// The stream's category, for example `well`; stored as `aggregate_type`.
    const KIND: &'static str;
    /// Raised whenever the serialized state changes shape, so that older snapshots are not read.
    const STATE_VERSION: u32;

    /// What may be asked of the aggregate.
    type Command: Clone + Debug + Send + Sync + 'static;
    /// What has happened to it.
    type Event: DomainEvent;
    /// Why a command is refused: facts of the domain, never transport statuses.
    type Error: std::error::Error + Clone + PartialEq + Send + Sync + 'static;

    /// The instant on whose state the command is to be decided; `None` decides on the newest state.
    ///
    /// A command dated before the stream's latest event is decided on the state at its own date, and the later events
    /// are then replayed over the result.
    fn decided_at(command: &Self::Command) -> Option<DateTime<Utc>>;

    /// Decides the command on this state. An empty list means "nothing to do" and is a success.
    ///
    /// # Errors
    /// The refusal, naming the rule and the values that broke it.
    fn decide(&self, command: Self::Command) -> Result<Vec<Self::Event>, Self::Error>;

    /// Applies one event.
    ///
    /// # Errors
    /// [`Illegal`] when the event makes no sense in this state; the state is then unchanged.
    fn evolve(&mut self, event: &Self::Event) -> Result<(), Illegal>;

    /// Applies what one stored event comes to today: all of it, or nothing.
    ///
    /// # Errors
    /// [`Illegal`] of the first event that makes no sense where it stands; the state is then unchanged.
    fn evolve_all(&mut self, events: &[Self::Event]) -> Result<(), Illegal> {
        match events {
            [] => Ok(()),
            [event] => self.evolve(event),
            several => {
                let mut after = self.clone();
                for event in several {
                    after.evolve(event)?;
                }
                *self = after;
                Ok(())
            }
        }
    }
}

/// An event that cannot be applied to the state it meets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Illegal {
    /// What makes the pair illegal, in words, for example `a plugged well cannot be spudded`.
    pub reason: String,
}

impl Illegal {
    /// An illegal pair, with its reason in words.
    pub fn new(reason: impl Into<String>) -> Self {
        Self {
            reason: reason.into(),
        }
    }
}

impl std::fmt::Display for Illegal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.reason)
    }
}

/// The closed set of events of one aggregate; written by [`events!`], not by hand.
pub trait DomainEvent: Clone + Debug + PartialEq + Send + Sync + Sized + 'static {
    /// Every event type with its newest version.
    const TYPES: &'static [(&'static str, u16)];
    /// Every older type and version that can still be read; none of them is written any more.
    const PAST: &'static [(&'static str, u16)];

    /// The event's name in the past tense, for example `WellSpudded`.
    fn event_type(&self) -> &'static str;
    /// The version of the payload's shape.
    fn event_version(&self) -> u16;
    /// When it happened in the field.
    fn effective_at(&self) -> DateTime<Utc>;
    /// The earlier event this one takes the place of.
    fn supersedes(&self) -> Option<Uuid>;
    /// Unique business keys taken or given up by this event.
    fn claims(&self) -> Vec<ClaimChange>;
    /// What outsiders may see: without personal data; `None` where the event is not published at all.
    fn public_form(&self) -> Option<Self>;
    /// Writes the payload alone; type and version travel beside it.
    ///
    /// # Errors
    /// Whatever the serializer reports.
    fn encode<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error>;
    /// Reads the payload of the named type and version: one event of today where the version is the newest, and what its
    /// [`Past`] comes to where it is an older one, which may be several events or none.
    ///
    /// # Errors
    /// [`DecodeError::Unknown`] for a type or version this build does not know, else the payload's own fault.
    fn decode<'de, D: Deserializer<'de>>(
        event_type: &str,
        event_version: u16,
        payload: D,
    ) -> Result<Vec<Self>, DecodeError<D::Error>>;
}

/// Shows the type of every fact of a closed set to a visitor, in the order of [`DomainEvent::TYPES`]; written by
/// [`events!`]. For what is made of the types themselves and not of a value, such as a schema.
pub trait FactTypes<V> {
    /// Calls the visitor once per type.
    fn visit_types(visitor: &mut V);
}

/// What is done with the type of a fact.
pub trait FactVisitor<F> {
    /// Takes the type, under its name and newest version.
    fn visit(&mut self, event_type: &'static str, event_version: u16);
}

/// One fact an event states; each struct inside an [`events!`] enum implements it.
pub trait Fact: Clone + Debug + PartialEq + Serialize + DeserializeOwned + Send + Sync + 'static {
    /// When it happened in the field.
    fn effective_at(&self) -> DateTime<Utc>;

    /// The earlier event this one takes the place of.
    fn supersedes(&self) -> Option<Uuid> {
        None
    }

    /// Unique business keys taken or given up.
    fn claims(&self) -> Vec<ClaimChange> {
        Vec::new()
    }

    /// What outsiders may see, without personal data; `None` where the fact is not published.
    fn public_form(&self) -> Option<Self>;
}

/// A change to the organization's set of unique business keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimChange {
    /// The namespace of the key, for example `api10`.
    pub kind: &'static str,
    /// The key in canonical form.
    pub key: String,
    /// Whether it is taken or given up.
    pub action: ClaimAction,
}

/// Whether a key is taken or given up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClaimAction {
    /// The stream becomes the key's one owner.
    Claim,
    /// The stream gives the key up.
    Release,
}

/// Why a stored event could not be read.
#[derive(Debug, PartialEq, Eq)]
pub enum DecodeError<E> {
    /// The type, or the version of it, is newer than this build or foreign to the aggregate.
    Unknown {
        /// The stored type.
        event_type: String,
        /// The stored version.
        event_version: u16,
    },
    /// The payload does not have the shape of its version.
    Payload(E),
}

impl<E: std::fmt::Display> std::fmt::Display for DecodeError<E> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unknown {
                event_type,
                event_version,
            } => {
                write!(f, "unknown event {event_type} version {event_version}")
            }
            Self::Payload(error) => write!(f, "payload does not decode: {error}"),
        }
    }
}

impl<E: std::error::Error> std::error::Error for DecodeError<E> {}

impl<E: serde::de::Error> DecodeError<E> {
    /// The same fault as an error of the deserializer.
    pub fn into_de_error(self) -> E {
        match self {
            Self::Unknown { .. } => E::custom(self.to_string()),
            Self::Payload(error) => error,
        }
    }

    /// A payload fault stated in words.
    pub fn payload(reason: impl std::fmt::Display) -> Self {
        Self::Payload(E::custom(reason))
    }
}
