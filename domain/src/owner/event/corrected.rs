//! The facts that a correction can put in the place of an earlier one. Mergers and voidings are not here: the ledger has
//! moved their claims.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use wellflow_decider::Fact;

use super::*;
use crate::well::ReadFact;

macro_rules! corrected_facts {
    ($($fact:ident),+ $(,)?) => {
        /// What happened instead. JSON: `{"event_type":"OwnerNameChanged","fact":{...}}`.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(tag = "event_type", content = "fact")]
        pub enum CorrectedOwnerFact {
            $(
                #[doc = concat!("See [`", stringify!($fact), "`](struct@", stringify!($fact), ").")]
                $fact($fact),
            )+
        }

        impl CorrectedOwnerFact {
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

        impl From<CorrectedOwnerFact> for OwnerEvent {
            fn from(fact: CorrectedOwnerFact) -> Self {
                match fact { $(CorrectedOwnerFact::$fact(fact) => fact.into(),)+ }
            }
        }
    };
}

corrected_facts!(
    OwnerRegistered,
    OwnerNameChanged,
    OwnerAddressChanged,
    OwnerTaxIdRecorded,
    OwnerRoleTaken,
    OwnerRoleGivenUp,
    OwnerDied,
    EstateRepresentativeAppointed,
    EstateSettled,
    OwnerDeactivated,
    OwnerReactivated,
);
