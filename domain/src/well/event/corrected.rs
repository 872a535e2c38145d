//! The facts of our own that a correction can put in the place of an earlier one.
//!
//! Invariants
//! - A correction holds its fact in the shape of today. When a fact gets a new version, the correction gets one too.
//! - Agencies' records are not here: a newer revision takes their place. Nor are numbers and voidings, whose claims the
//!   ledger has moved already: a number is replaced by assigning another.

use chrono::{DateTime, Utc};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use wellflow_decider::Fact;

use super::*;

/// How a fact is read, whichever it is.
pub trait ReadFact {
    /// Why it cannot be read.
    type Error;

    /// Reads it.
    ///
    /// # Errors
    /// Whatever is wrong with what was given.
    fn read<F: Serialize + DeserializeOwned>(&self) -> Result<F, Self::Error>;
}

macro_rules! corrected_facts {
    ($($fact:ident),+ $(,)?) => {
        /// What happened instead. JSON: `{"event_type":"WellSpudded","fact":{...}}`.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(tag = "event_type", content = "fact")]
        pub enum CorrectedFact {
            $(
                #[doc = concat!("See [`", stringify!($fact), "`](struct@", stringify!($fact), ").")]
                $fact($fact),
            )+
        }

        impl CorrectedFact {
            /// The event types that can be corrected.
            pub const TYPES: &'static [&'static str] = &[$(stringify!($fact)),+];

            /// Its event type.
            pub const fn event_type(&self) -> &'static str {
                match self { $(Self::$fact(_) => stringify!($fact),)+ }
            }

            /// When it happened in the field.
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

        impl From<CorrectedFact> for WellEvent {
            fn from(fact: CorrectedFact) -> Self {
                match fact { $(CorrectedFact::$fact(fact) => fact.into(),)+ }
            }
        }
    };
}

corrected_facts!(
    WellProposed,
    DrillingPermitSubmitted,
    DrillingPermitApproved,
    DrillingPermitDenied,
    DrillingPermitExpired,
    WellCancelled,
    WellSpudded,
    WellReentered,
    CasingSet,
    DrillingProgressRecorded,
    DrillingSuspended,
    DrillingResumed,
    TotalDepthReached,
    WellboreSidetracked,
    DryHoleDeclared,
    CompletionStarted,
    WellCompleted,
    FirstProductionRecorded,
    InjectionStarted,
    InjectionStopped,
    WellShutIn,
    ProductionResumed,
    InjectionResumed,
    WellTemporarilyAbandoned,
    TemporaryAbandonmentExtended,
    WellReturnedToService,
    WellRecompleted,
    WellConverted,
    OperatorChanged,
    WellTestRecorded,
    MechanicalIntegrityTested,
    FluidLevelTested,
    PluggingApproved,
    WellPlugged,
    SiteReleased,
    ReentryApproved,
    RegulatoryFlagChanged,
);
