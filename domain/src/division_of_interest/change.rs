//! The facts that change decks, as a division remembers them: in the order in which they took effect.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::event::{
    DeckActivated, DeckCreated, DeckSuperseded, DivisionEvent, InterestCorrected, InterestReleased,
    InterestSuspended, InterestTransferred, PayoutReached, Restated,
};
use crate::month::Month;

macro_rules! changes {
    ($($fact:ident),+ $(,)?) => {
        /// A change of decks. JSON: `{"event_type":"InterestTransferred","fact":{...}}`.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(tag = "event_type", content = "fact")]
        pub enum Change {
            $(
                #[doc = concat!("See [`", stringify!($fact), "`](struct@", stringify!($fact), ").")]
                $fact($fact),
            )+
        }

        impl Change {
            /// Its event type.
            pub const fn event_type(&self) -> &'static str {
                match self { $(Self::$fact(_) => stringify!($fact),)+ }
            }

            /// When it takes effect: the first instant of the first month it changes.
            pub const fn effective_at(&self) -> DateTime<Utc> {
                match self { $(Self::$fact(fact) => fact.effective_at,)+ }
            }
        }

        $(impl From<$fact> for Change {
            fn from(fact: $fact) -> Self {
                Self::$fact(fact)
            }
        })+

        impl From<Change> for DivisionEvent {
            fn from(change: Change) -> Self {
                match change { $(Change::$fact(fact) => fact.into(),)+ }
            }
        }
    };
}

changes!(
    DeckCreated,
    DeckActivated,
    InterestTransferred,
    InterestSuspended,
    InterestReleased,
    DeckSuperseded,
    PayoutReached,
    InterestCorrected,
);

impl Change {
    /// The change an event is; none where it changes no deck.
    pub fn of(event: &DivisionEvent) -> Option<Self> {
        match event {
            DivisionEvent::DeckCreated(fact) => Some(fact.clone().into()),
            DivisionEvent::DeckActivated(fact) => Some(fact.clone().into()),
            DivisionEvent::InterestTransferred(fact) => Some(fact.clone().into()),
            DivisionEvent::InterestSuspended(fact) => Some(fact.clone().into()),
            DivisionEvent::InterestReleased(fact) => Some(fact.clone().into()),
            DivisionEvent::DeckSuperseded(fact) => Some(fact.clone().into()),
            DivisionEvent::PayoutReached(fact) => Some(fact.clone().into()),
            DivisionEvent::InterestCorrected(fact) => Some(fact.clone().into()),
            DivisionEvent::DivisionOrderSigned(_) | DivisionEvent::DeckChangeWithdrawn(_) => None,
        }
    }

    /// The first month it changes.
    pub fn from_month(&self) -> Month {
        match self {
            Self::DeckCreated(fact) => fact.from,
            Self::DeckActivated(fact) => fact.from,
            Self::InterestTransferred(fact) => fact.from,
            Self::InterestSuspended(fact) => fact.from,
            Self::InterestReleased(fact) => fact.from,
            Self::DeckSuperseded(fact) => fact.from,
            Self::PayoutReached(fact) => fact.month.next(),
            Self::InterestCorrected(fact) => fact.from,
        }
    }

    /// The same change with the closed months it changes.
    pub(super) fn restating(mut self, restated: Option<Restated>) -> Self {
        match &mut self {
            // Drawing a deck up changes no month.
            Self::DeckCreated(_) => {}
            Self::DeckActivated(fact) => fact.restates = restated,
            Self::InterestTransferred(fact) => fact.restates = restated,
            Self::InterestSuspended(fact) => fact.restates = restated,
            Self::InterestReleased(fact) => fact.restates = restated,
            Self::DeckSuperseded(fact) => fact.restates = restated,
            Self::PayoutReached(fact) => fact.restates = restated,
            Self::InterestCorrected(fact) => fact.restates = restated,
        }
        self
    }

    /// Whether both do the same to the decks, whichever closed months and earlier event they name.
    pub(super) fn does_what(&self, other: &Self) -> bool {
        let bare = |change: &Self| {
            let mut change = change.clone().restating(None);
            if let Self::InterestTransferred(fact) = &mut change {
                fact.corrects_event_id = None;
            }
            change
        };
        bare(self) == bare(other)
    }
}
