//! `/correct-history`: an earlier fact was wrong. What happened instead is written as the event of its kind has it.

use std::fmt;

use serde::Deserialize;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use uuid::Uuid;
use wellflow_domain::afe::CorrectedAfeFact;
use wellflow_domain::approval_policy::CorrectedPolicyFact;
use wellflow_domain::joint_operating_agreement::CorrectedAgreementFact;
use wellflow_domain::lease::CorrectedLeaseFact;
use wellflow_domain::owner::CorrectedOwnerFact;
use wellflow_domain::text::Text120;
use wellflow_domain::well::{CorrectedFact, ReadFact};
use wellflow_http::{Problem, UNKNOWN_FIELD, json};

use crate::body::{FromBody, Place};
use crate::faults::Faults;
use crate::problems::INVALID_CHOICE;

/// The facts of an aggregate that a correction can put in the place of an earlier one.
pub(crate) trait Corrected: Sized + fmt::Debug {
    /// Their event types.
    const TYPES: &'static [&'static str];

    /// The fact of a type; `None` where there is none of it.
    fn given(event_type: &str, fact: &Given<'_>) -> Option<Result<Self, Problem>>;
}

macro_rules! corrected {
    ($($fact:ty),+) => { $(
        impl Corrected for $fact {
            const TYPES: &'static [&'static str] = Self::TYPES;

            fn given(event_type: &str, fact: &Given<'_>) -> Option<Result<Self, Problem>> {
                Self::read_by(event_type, fact)
            }
        }
    )+ };
}

corrected!(
    CorrectedFact,
    CorrectedLeaseFact,
    CorrectedOwnerFact,
    CorrectedAfeFact,
    CorrectedAgreementFact,
    CorrectedPolicyFact
);

/// A correction, all but the sight of the event it corrects. Nothing happened instead where `instead` is left out.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Correction<F> {
    pub(crate) corrects_event_id: Uuid,
    pub(crate) instead: Option<F>,
    pub(crate) reason: Text120,
}

/// A correction as bodies write it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CorrectHistoryBody {
    corrects_event_id: String,
    instead: Option<InsteadBody>,
    reason: String,
}

/// An event's type and what it states.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct InsteadBody {
    event_type: String,
    fact: Unshown,
}

/// A fact that may tell of a person; `Debug` does not show it.
#[derive(Deserialize)]
#[serde(transparent)]
struct Unshown(Value);

impl fmt::Debug for Unshown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Unshown")
    }
}

impl<F: Corrected> FromBody for Correction<F> {
    type Shape = CorrectHistoryBody;
    type Value = Self;

    fn read(shape: CorrectHistoryBody, place: Place<'_>, faults: &mut Faults) -> Option<Self> {
        let corrects_event_id = Uuid::read(shape.corrects_event_id, place.field("corrects_event_id"), faults);
        let instead = match shape.instead {
            None => Some(None),
            Some(instead) => read_instead::<F>(&instead, place.field("instead"), faults).map(Some),
        };
        let reason = Text120::read(shape.reason, place.field("reason"), faults);
        Some(Self {
            corrects_event_id: corrects_event_id?,
            instead: instead?,
            reason: reason?,
        })
    }

    #[cfg(feature = "schema")]
    fn schema() -> serde_json::Value {
        use crate::body::described::{field, object, optional, required};
        let fact = serde_json::json!({
            "type": "object", "description": "What the event states, as `domain/schema` has it.",
        });
        let types = serde_json::json!({"type": "string", "enum": F::TYPES});
        let instead = object("", [required("event_type", types), required("fact", fact)]);
        object(
            "",
            [
                field::<Uuid>("corrects_event_id"),
                optional("instead", instead),
                field::<Text120>("reason"),
            ],
        )
    }
}

fn read_instead<F: Corrected>(shape: &InsteadBody, place: Place<'_>, faults: &mut Faults) -> Option<F> {
    let InsteadBody { event_type, fact } = shape;
    let Some(read) = F::given(event_type, &Given(&fact.0)) else {
        let detail = format!("{event_type:?} is none of {}", F::TYPES.join(", "));
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

/// What was given as a fact.
#[derive(Debug)]
pub(crate) struct Given<'a>(&'a Value);

impl ReadFact for Given<'_> {
    type Error = Problem;

    fn read<F: Serialize + DeserializeOwned>(&self) -> Result<F, Problem> {
        stated(self.0)
    }
}

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
        fn all_are_read<F: Corrected>(but: &str) {
            for event_type in F::TYPES {
                assert!(F::given(event_type, &Given(&json!({}))).is_some(), "{event_type}");
            }
            assert!(F::given(but, &Given(&json!({}))).is_none());
        }
        all_are_read::<CorrectedFact>("WellHistoryImported");
        all_are_read::<CorrectedLeaseFact>("LeaseStatusReported");
        all_are_read::<CorrectedOwnerFact>("OwnerMerged");
        all_are_read::<CorrectedAfeFact>("AfeCostPosted");
        all_are_read::<CorrectedAgreementFact>("AgreementRecordVoided");
        all_are_read::<CorrectedPolicyFact>("ApprovalPolicyCorrected");
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
        let read_one = read::<Correction<CorrectedFact>>(&body("ProductionResumed", fact)).unwrap();
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
            let problem = read::<Correction<CorrectedFact>>(&body).unwrap_err();
            let error = serde_json::to_value(&problem.errors()[0]).unwrap();
            assert_eq!(
                (problem.kind().slug, error["pointer"].as_str().unwrap()),
                (slug, pointer)
            );
        }
    }
}
