//! Which aggregates a ledger holds, for those who read it without being any of them.
//!
//! The store names no aggregate. Whoever verifies a ledger must know what an event claims, what of it is published and
//! what state a stream folds to: a catalogue holds these as functions per kind.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Serialize, Serializer};
use wellflow_decider::{ClaimChange, Decider, DomainEvent};

use crate::fold::{Anomaly, Point, fold};
use crate::{RecordedEvent, StoreError};

/// The aggregates of a ledger, by kind.
///
/// ```
/// use wellflow_decider::Decider;
/// use wellflow_event_store::Catalogue;
///
/// fn of_two<Well: Decider, Lease: Decider>() -> Catalogue {
///     Catalogue::default().with::<Well>().with::<Lease>()
/// }
/// ```
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    kinds: BTreeMap<&'static str, Kind>,
}

/// What is known of a kind.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Kind {
    /// The version of the states it folds to.
    pub(crate) state_version: u32,
    read: fn(&RecordedEvent) -> Result<Reading, StoreError>,
    fold: fn(&[RecordedEvent]) -> Result<Option<StateText>, StoreError>,
}

/// What an event means beyond what it states.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Reading {
    /// Business keys it takes or gives up.
    pub(crate) claims: Vec<ClaimChange>,
    /// Its public form; unknown for an event of an older version, which was published as it was then.
    pub(crate) public: Public,
}

/// What a stream's events fold to.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct StateText {
    /// RFC 8785 text.
    pub(crate) state: String,
    /// The latest effective instant among the events that stand.
    pub(crate) effective_at: DateTime<Utc>,
    /// Events that made no sense where they stand.
    pub(crate) anomalies: Vec<Anomaly>,
}

/// What is known of an event's public form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Public {
    /// Nothing.
    Unknown,
    /// It is not published.
    Withheld,
    /// RFC 8785 text.
    Form(String),
}

impl Catalogue {
    /// The same catalogue with one more aggregate.
    #[must_use]
    pub fn with<D: Decider>(mut self) -> Self {
        let kind = Kind {
            state_version: D::STATE_VERSION,
            read: read::<D>,
            fold: state::<D>,
        };
        self.kinds.insert(D::KIND, kind);
        self
    }

    /// The kinds it knows, sorted.
    pub fn kinds(&self) -> impl Iterator<Item = &'static str> {
        self.kinds.keys().copied()
    }

    pub(crate) fn kind(&self, name: &str) -> Option<&Kind> {
        self.kinds.get(name)
    }
}

impl Kind {
    /// # Errors
    /// [`StoreError::UnknownEvent`] and [`StoreError::Decode`].
    pub(crate) fn read(&self, event: &RecordedEvent) -> Result<Reading, StoreError> {
        (self.read)(event)
    }

    /// What a stream's events fold to; `None` when none of them stands.
    ///
    /// # Errors
    /// [`StoreError`] when an event does not decode.
    pub(crate) fn fold(&self, events: &[RecordedEvent]) -> Result<Option<StateText>, StoreError> {
        (self.fold)(events)
    }
}

fn read<D: Decider>(recorded: &RecordedEvent) -> Result<Reading, StoreError> {
    let events: Vec<D::Event> = recorded.decode()?;
    let newest = D::Event::TYPES
        .iter()
        .any(|(name, version)| *name == recorded.event_type && *version == recorded.event_version);
    let public = match events.as_slice() {
        [event] if newest => match event.public_form() {
            None => Public::Withheld,
            Some(public) => Public::Form(canonical(&Payload(&public))?),
        },
        _ => Public::Unknown,
    };
    Ok(Reading {
        claims: events.iter().flat_map(DomainEvent::claims).collect(),
        public,
    })
}

fn state<D: Decider>(events: &[RecordedEvent]) -> Result<Option<StateText>, StoreError> {
    let Some(folded) = fold::<D>(events, Point::default())? else {
        return Ok(None);
    };
    Ok(Some(StateText {
        state: canonical(&folded.state)?,
        effective_at: folded.effective_at,
        anomalies: folded.anomalies,
    }))
}

struct Payload<'a, E>(&'a E);

impl<E: DomainEvent> Serialize for Payload<'_, E> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.encode(serializer)
    }
}

fn canonical<T: Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json_canonicalizer::to_string(value).map_err(StoreError::Encode)
}
