//! `/correct-history`: an earlier fact was wrong. What happened instead is written as the event of its kind has it.

use serde::Deserialize;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use uuid::Uuid;
use wellflow_domain::text::Text120;
use wellflow_domain::well::{
    CasingSet, CompletionStarted, CorrectWellHistory, CorrectedFact, DrillingPermitApproved,
    DrillingPermitDenied, DrillingPermitExpired, DrillingPermitSubmitted, DrillingProgressRecorded,
    DrillingResumed, DrillingSuspended, DryHoleDeclared, EventSeen, FirstProductionRecorded,
    FluidLevelTested, InjectionResumed, InjectionStarted, InjectionStopped, MechanicalIntegrityTested,
    OperatorChanged, PluggingApproved, ProductionResumed, ReentryApproved, RegulatoryFlagChanged,
    SiteReleased, TemporaryAbandonmentExtended, TotalDepthReached, WellCancelled, WellCompleted,
    WellConverted, WellPlugged, WellProposed, WellRecompleted, WellReentered, WellReturnedToService,
    WellShutIn, WellSpudded, WellTemporarilyAbandoned, WellTestRecorded, WellboreSidetracked,
};
use wellflow_http::{Problem, UNKNOWN_FIELD, json};

use crate::body::{FromBody, Place, bodies};
use crate::faults::Faults;
use crate::problems::INVALID_CHOICE;

/// A correction, all but the sight of the event it corrects.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Correction {
    pub(crate) corrects_event_id: Uuid,
    instead: Option<CorrectedFact>,
    reason: Text120,
}

impl Correction {
    /// The task, with the event as the ledger holds it.
    pub(crate) fn of(self, corrects: EventSeen) -> CorrectWellHistory {
        CorrectWellHistory {
            corrects,
            instead: self.instead,
            reason: self.reason,
        }
    }
}

bodies! {
    /// An earlier fact was wrong; nothing happened instead where `instead` is left out.
    Correction as CorrectHistoryBody {
        corrects_event_id: Uuid,
        instead: Option<CorrectedFact>,
        reason: Text120,
    }
}

/// An event's type and what it states.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct InsteadBody {
    event_type: String,
    fact: Value,
}

impl FromBody for CorrectedFact {
    type Shape = InsteadBody;
    type Value = Self;

    fn read(shape: InsteadBody, place: Place<'_>, faults: &mut Faults) -> Option<Self> {
        let InsteadBody { event_type, fact } = shape;
        let Some(read) = fact_of(&event_type, &fact) else {
            let detail = format!("{event_type:?} is none of {}", Self::TYPES.join(", "));
            faults.note(INVALID_CHOICE, place.field("event_type"), detail);
            return None;
        };
        match read {
            Ok(fact) => Some(fact),
            Err(problem) => {
                faults.adopt(place.field("fact"), &problem);
                None
            }
        }
    }
}

macro_rules! facts {
    ($($fact:ident),+ $(,)?) => {
        /// The fact of a type; `None` where no fact of that type can be corrected.
        fn fact_of(event_type: &str, fact: &Value) -> Option<Result<CorrectedFact, Problem>> {
            match event_type {
                $(stringify!($fact) => Some(stated::<$fact>(fact).map(CorrectedFact::$fact)),)+
                _ => None,
            }
        }
    };
}

facts!(
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

/// A fact as its event has it. Events are read leniently; here a field that the event does not have is refused.
fn stated<F: Serialize + DeserializeOwned>(given: &Value) -> Result<F, Problem> {
    let fact: F = json::shape(given)?;
    let kept = serde_json::to_value(&fact).map_err(Problem::internal)?;
    match surplus(given, &kept) {
        None => Ok(fact),
        Some(pointer) => {
            let detail = format!("{}: the event has no such field.", json::field_name(&pointer));
            let error = wellflow_http::FieldError::pointer(
                pointer,
                UNKNOWN_FIELD.slug,
                "the event has no such field",
            );
            Err(Problem::new(UNKNOWN_FIELD, detail).with_error(error))
        }
    }
}

/// Where something was given that was not kept.
fn surplus(given: &Value, kept: &Value) -> Option<String> {
    /// Kept in mind, but written only where it is another than 60 °F.
    const WRITTEN_IF_ODD: &str = "base_temp_f";

    match (given, kept) {
        (Value::Object(given), Value::Object(kept)) => {
            given.iter().find_map(|(key, given)| match kept.get(key) {
                Some(kept) => surplus(given, kept).map(|inner| format!("/{key}{inner}")),
                None if key == WRITTEN_IF_ODD => None,
                None => Some(format!("/{}", key.replace('~', "~0").replace('/', "~1"))),
            })
        }
        (Value::Array(given), Value::Array(kept)) => given
            .iter()
            .zip(kept)
            .enumerate()
            .find_map(|(index, (given, kept))| surplus(given, kept).map(|inner| format!("/{index}{inner}"))),
        (_, _) => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::body::read;

    #[test]
    fn every_fact_that_can_be_corrected_has_a_form() {
        for event_type in CorrectedFact::TYPES {
            assert!(fact_of(event_type, &json!({})).is_some(), "{event_type}");
        }
        assert!(fact_of("WellHistoryImported", &json!({})).is_none());
    }

    #[test]
    fn a_fact_is_read_as_its_event_has_it_and_no_more() {
        let id = Uuid::from_u128(7);
        let body = |event_type: &str, fact: Value| {
            json!({
                "corrects_event_id": id, "reason": "wrong date",
                "instead": {"event_type": event_type, "fact": fact},
            })
        };
        let fact = json!({"effective_at": "2025-02-01T12:00:00Z"});
        let read_one = read::<Correction>(&body("ProductionResumed", fact)).unwrap();
        assert_eq!(read_one.corrects_event_id, id);
        assert_eq!(read_one.instead.unwrap().event_type(), "ProductionResumed");
        let faults = [
            (
                body("WellUnplugged", json!({})),
                "invalid-choice",
                "/instead/event_type",
            ),
            (
                body("ProductionResumed", json!({})),
                "missing-field",
                "/instead/fact/effective_at",
            ),
            (
                body("ProductionResumed", json!({"effective_at": "soon"})),
                "wrong-type",
                "/instead/fact/effective_at",
            ),
            (
                body(
                    "ProductionResumed",
                    json!({"effective_at": "2025-02-01T12:00:00Z", "by": "x"}),
                ),
                "unknown-field",
                "/instead/fact/by",
            ),
        ];
        for (body, slug, pointer) in faults {
            let problem = read::<Correction>(&body).unwrap_err();
            let error = serde_json::to_value(&problem.errors()[0]).unwrap();
            assert_eq!(
                (problem.kind().slug, error["pointer"].as_str().unwrap()),
                (slug, pointer)
            );
        }
    }
}
