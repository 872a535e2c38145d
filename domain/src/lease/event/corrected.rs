//! The facts of our own that a correction can put in the place of an earlier one.
//!
//! Invariants
//! - A correction holds its fact in the shape of today. When a fact gets a new version, the correction gets one too.
//! - Agencies' records are not here: a newer row takes their place. Nor are voidings, whose claims the ledger has moved.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use wellflow_decider::Fact;

use super::*;
use crate::well::ReadFact;

macro_rules! corrected_facts {
    ($($fact:ident),+ $(,)?) => {
        /// What happened instead. JSON: `{"event_type":"LeaseRecorded","fact":{...}}`.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(tag = "event_type", content = "fact")]
        pub enum CorrectedLeaseFact {
            $(
                #[doc = concat!("See [`", stringify!($fact), "`](struct@", stringify!($fact), ").")]
                $fact($fact),
            )+
        }

        impl CorrectedLeaseFact {
            /// The event types that can be corrected.
            pub const TYPES: &'static [&'static str] = &[$(stringify!($fact)),+];

            /// Its event type.
            pub const fn event_type(&self) -> &'static str {
                match self { $(Self::$fact(_) => stringify!($fact),)+ }
            }

            /// When it happened.
            pub fn effective_at(&self) -> DateTime<Utc> {
                match self { $(Self::$fact(fact) => fact.effective_at(),)+ }
            }

            /// The fact of a type, as a reader reads it; `None` where no fact of that type can be corrected.
            ///
            /// # Errors
            /// What the reader says.
            pub fn read_by<R: ReadFact>(event_type: &str, reader: &R) -> Option<Result<Self, R::Error>> {
                match event_type {
                    $(stringify!($fact) => Some(reader.read::<$fact>().map(Self::$fact)),)+
                    _ => None,
                }
            }

            /// What outsiders may see of it.
            pub(super) fn public_form(&self) -> Option<Self> {
                match self { $(Self::$fact(fact) => fact.public_form().map(Self::$fact),)+ }
            }
        }

        impl From<CorrectedLeaseFact> for LeaseEvent {
            fn from(fact: CorrectedLeaseFact) -> Self {
                match fact { $(CorrectedLeaseFact::$fact(fact) => fact.into(),)+ }
            }
        }
    };
}

corrected_facts!(
    LeaseNegotiationOpened,
    LeaseNegotiationClosed,
    LeaseExecuted,
    LeaseRecorded,
    DelayRentalPaid,
    LeaseExtended,
    LeaseHeldByProduction,
    LeaseHeldByOperations,
    LeaseHeldByUnit,
    ShutInRoyaltyPaid,
    CessationClockStarted,
    CessationClockCleared,
    LeasePooled,
    LeasePartiallyReleased,
    LeaseReleased,
    InterestAssigned,
    LeaseRoyaltyAmended,
    LeaseAmended,
    LeaseExpired,
    LeaseTerminated,
    LeaseSurrendered,
);
