//! What a command brings along of other streams and of the stream's own events.

use std::collections::BTreeSet;

use uuid::Uuid;
use wellflow_decider::DomainEvent;

use super::change::Change;
use super::deck::DeckSide;
use super::event::DivisionEvent;
use super::id::{DivisionId, DivisionKey};
use super::state::DivisionOfInterest;
use crate::month::Month;
use crate::property_month::{PropertyId, PropertyMonth};

/// The months that are closed; their streams are held by the append.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClosedMonthsSeen(BTreeSet<Month>);

impl ClosedMonthsSeen {
    /// These months.
    pub fn new(months: impl IntoIterator<Item = Month>) -> Self {
        Self(months.into_iter().collect())
    }

    /// The locked months of a property among those looked at.
    pub fn of<'a>(property: PropertyId, months: impl IntoIterator<Item = &'a PropertyMonth>) -> Self {
        let locked = months.into_iter().filter_map(|month| match month {
            PropertyMonth::Locked { book, .. } => Some(book.property),
            PropertyMonth::Unknown | PropertyMonth::Open { .. } => None,
        });
        Self::new(
            locked
                .filter(|key| key.property_id == property)
                .map(|key| key.month),
        )
    }

    pub(super) fn months(&self) -> impl Iterator<Item = Month> {
        self.0.iter().copied()
    }
}

/// How long another division has divided costs or revenue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeckSeen {
    /// The division.
    pub division_id: DivisionId,
    /// What it is about.
    pub division: DivisionKey,
    /// What it divides.
    pub side: DeckSide,
    /// The first month.
    pub from: Month,
    /// The first month after; none where it goes on.
    pub until: Option<Month>,
}

impl DeckSeen {
    /// What there is to see of a division.
    pub fn of(division: &DivisionOfInterest) -> Vec<Self> {
        let DivisionOfInterest::Known { division } = division else {
            return Vec::new();
        };
        let ranges = division.in_force();
        let seen = ranges.into_iter().map(|(side, from, until)| Self {
            division_id: division.key().stream(),
            division: division.key(),
            side,
            from,
            until,
        });
        seen.collect()
    }
}

/// A change that a correction takes back, as found in the stream.
#[derive(Clone, Debug, PartialEq)]
pub struct CorrectedChange {
    /// The event's id.
    pub event_id: Uuid,
    /// What it is.
    pub seen: ChangeSeen,
}

/// What was found under the id.
#[derive(Clone, Debug, PartialEq)]
pub enum ChangeSeen {
    /// No such event stands in the stream.
    Unknown,
    /// A change of decks that stands.
    Change {
        /// What it does.
        change: Box<Change>,
        /// How many that do just the same stand before it: an interest may be held back, released and held back again for one
        /// month, and which of them is taken back is not the same.
        alike_before: usize,
    },
    /// Something that is not taken back.
    Other {
        /// Its type.
        event_type: &'static str,
    },
}

impl ChangeSeen {
    /// What an event is to a correction among those of the stream that stand, in the order in which they take effect.
    pub fn among<'a>(event_id: Uuid, standing: impl IntoIterator<Item = (Uuid, &'a DivisionEvent)>) -> Self {
        let mut before = Vec::new();
        for (id, event) in standing {
            let change = Change::of(event);
            if id != event_id {
                before.extend(change);
                continue;
            }
            return match change {
                Some(Change::DeckCreated(_)) | None => Self::Other {
                    event_type: event.event_type(),
                },
                Some(change) => Self::Change {
                    alike_before: before.iter().filter(|other| **other == change).count(),
                    change: Box::new(change),
                },
            };
        }
        Self::Unknown
    }
}
