//! What the events of a stream come to at a point, as this API shows it; for streams it shows nothing of, the state itself.

use serde::Serialize;
use uuid::Uuid;
use wellflow_decider::Decider;
use wellflow_domain::afe::Afe;
use wellflow_domain::approval_policy::ApprovalPolicy;
use wellflow_domain::division_of_interest::DivisionOfInterest;
use wellflow_domain::joint_operating_agreement::JointOperatingAgreement;
use wellflow_domain::lease::Lease;
use wellflow_domain::owner::Owner;
use wellflow_domain::production_month::ProductionMonth;
use wellflow_domain::projection_repair::ProjectionRepair;
use wellflow_domain::property_divisions::PropertyDivisions;
use wellflow_domain::property_month::PropertyMonth;
use wellflow_domain::well::Well;
use wellflow_event_store::evidence::Question;
use wellflow_event_store::{Folded, Point, RecordedEvent, StoreError, fold};
use wellflow_read_model::ReadModelError;
use wellflow_read_model::document::Document;

use crate::subject::Subject;
use crate::{months, ownership, properties};

/// The kind of a well's stream.
pub const WELL: &str = Well::KIND;
/// The kind of a lease's stream.
pub const LEASE: &str = Lease::KIND;
/// The kind of an owner's stream.
pub const OWNER: &str = Owner::KIND;
/// The kind of a division's stream.
pub const DIVISION: &str = DivisionOfInterest::KIND;

/// What the events of a stream come to at a point, as JSON: what this API answers with `as_of`, to whoever reads all of it.
/// Nothing where nothing of it is in effect.
///
/// # Errors
/// [`StoreError`] when an event does not decode, or the stream is of a kind this build does not know.
pub fn shown(question: &Question, events: &[RecordedEvent], at: Point) -> Result<Option<String>, StoreError> {
    let known = Point {
        effective: None,
        ..at
    };
    match question.kind.as_str() {
        Well::KIND => subject::<Well>(events, at, question),
        Lease::KIND => subject::<Lease>(events, at, question),
        Owner::KIND => subject::<Owner>(events, at, question),
        DivisionOfInterest::KIND => {
            let folded = fold::<DivisionOfInterest>(events, known)?;
            let document = folded.and_then(|folded| ownership::document(question.id, folded));
            document.map(|document| text(&document)).transpose()
        }
        ProductionMonth::KIND => {
            let folded = fold::<ProductionMonth>(events, known)?;
            let reported_at = events.iter().filter_map(|event| event.reported_at).max();
            let document = folded.and_then(|folded| months::document(question.id, &folded, reported_at));
            document.map(|document| text(&document)).transpose()
        }
        PropertyMonth::KIND => {
            let document = fold::<PropertyMonth>(events, at)?.and_then(|folded| {
                let shown = folded.state.shown_at(at.effective.unwrap_or(question.as_of))?;
                Some(document(properties::shown(question.id, shown), &folded))
            });
            document.map(|document| text(&document)).transpose()
        }
        Afe::KIND => subject::<Afe>(events, at, question),
        JointOperatingAgreement::KIND => subject::<JointOperatingAgreement>(events, at, question),
        ApprovalPolicy::KIND => subject::<ApprovalPolicy>(events, at, question),
        PropertyDivisions::KIND => whole::<PropertyDivisions>(events, known, question.id),
        ProjectionRepair::KIND => whole::<ProjectionRepair>(events, known, question.id),
        kind => Err(StoreError::Inconsistent(format!(
            "streams of the kind {kind} are not known to this build"
        ))),
    }
}

fn subject<S: Subject>(
    events: &[RecordedEvent],
    at: Point,
    question: &Question,
) -> Result<Option<String>, StoreError> {
    let document = fold::<S>(events, at)?.and_then(|folded| {
        let shown = folded.state.shown_at(at.effective.unwrap_or(question.as_of))?;
        Some(document(shown, &folded))
    });
    document.map(|document| text(&document)).transpose()
}

#[derive(Serialize)]
struct Whole<D> {
    id: Uuid,
    state: D,
}

fn whole<D: Decider>(events: &[RecordedEvent], at: Point, id: Uuid) -> Result<Option<String>, StoreError> {
    let document = fold::<D>(events, at)?.map(|folded| {
        let state = folded.state.clone();
        document(Whole { id, state }, &folded)
    });
    document.map(|document| text(&document)).transpose()
}

fn document<T, D>(summary: T, folded: &Folded<D>) -> Document<T> {
    Document {
        summary,
        version: folded.version,
        position: folded.position,
        recorded_at: folded.recorded_at,
    }
}

fn text<T: Serialize>(document: &Document<T>) -> Result<String, StoreError> {
    document.to_json().map_err(|error| match error {
        ReadModelError::Document(error) => StoreError::Encode(error),
        error => StoreError::Inconsistent(error.to_string()),
    })
}
