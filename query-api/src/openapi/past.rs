//! Questions about what happened and what was.

use schemars::JsonSchema;
use serde_json::{Value, json};
use wellflow_domain::afe::Afe;
use wellflow_domain::approval_policy::ApprovalPolicy;
use wellflow_domain::division_of_interest::DivisionOfInterest;
use wellflow_domain::joint_operating_agreement::JointOperatingAgreement;
use wellflow_domain::lease::Lease;
use wellflow_domain::owner::Owner;
use wellflow_domain::production_month::ProductionMonth;
use wellflow_domain::property_month::PropertyMonth;
use wellflow_domain::well::Well;
use wellflow_http::openapi::{Header, Parameter, Place, Reply};

use super::parameters::{count, day, instant, limit, query};
use super::query::{Question, Questions};
use super::shapes::Patch;
use crate::problems::{
    AS_OF_IN_FUTURE, CONFLICTING_PARAMETERS, LEDGER_NOT_AS_SIGNED, RANGE_TOO_LONG, VERSION_UNKNOWN,
};
use crate::subject::Subject;
use crate::{changes, columns, memento, replay};

const TAG: &str = "History";

/// The events of one thing.
pub(super) fn events<S: Subject>(question: Question, body: Value) -> Question {
    question
        .taking([
            query(
                "after_version",
                count(),
                "Events after this version of the stream.",
            ),
            limit(),
        ])
        .known_then()
        .about::<S>()
        .answers(body)
        .listed(&columns::EVENTS)
        .tagged()
        .with("limit", 10)
}

pub(super) fn add(questions: &mut Questions) {
    of::<Well>(questions, "/wells/{well_id}", "well");
    of::<Lease>(questions, "/leases/{lease_id}", "lease");
    of::<Owner>(questions, "/owners/{owner_id}", "owner");
    of::<DivisionOfInterest>(questions, "/divisions/{division_id}", "division");
    of::<ProductionMonth>(
        questions,
        "/production-months/{production_month_id}",
        "production_month",
    );
    of::<PropertyMonth>(
        questions,
        "/property-months/{property_month_id}",
        "property_month",
    );
    of::<Afe>(questions, "/afes/{afe_id}", "afe");
    of::<JointOperatingAgreement>(questions, "/agreements/{agreement_id}", "agreement");
    of::<ApprovalPolicy>(questions, "/approval-policies", "approval_policy");
    let all = questions.body::<replay::Body>();
    questions.ask(
        (TAG, "list_events"),
        "/events",
        "Everything that happened, in the order of the ledger.",
        |it| {
            it.taking([
                query("after_position", count(), "Events after this position."),
                limit(),
                last_event_id(),
            ])
            .known_then()
            .answers_with(vec![
                ("application/json", all),
                (
                    "application/x-ndjson",
                    text("An event a line, to the end of the ledger, whatever `limit` says."),
                ),
                ("text/event-stream", stream_event()),
            ])
            .listed(&columns::ALL_EVENTS)
            .tagged()
            .described("`Accept` or `format` names the form; a page of JSON where neither does.")
            .with("limit", 10)
        },
    );
}

fn text(what: &str) -> Value {
    json!({"type": "string", "description": what})
}

/// An event of a stream: the document has no other place to say of what the stream is made.
fn stream_event() -> Value {
    json!({
        "type": "object",
        "description": "One of the events of the stream, as the HTML standard has them; they come without an end, and \
                        `Last-Event-ID` goes on after one.",
        "properties": {
            "id": {"type": "string", "description": "The position."},
            "event": {"type": "string", "description": "The type; `reset` where the ledger ends before the last one seen, and the stream begins anew."},
            "data": {"type": "string", "description": "The event in JSON, as on a page."},
        },
        "required": ["event", "data"],
    })
}

fn last_event_id() -> Parameter {
    Parameter {
        name: "Last-Event-ID",
        place: Place::Header,
        description: "The position of the last event seen; counts in an event stream alone.",
        is_required: false,
        schema: json!({"type": "string"}),
        example: None,
    }
}

fn schema<T: JsonSchema>(questions: &mut Questions) -> Value {
    questions.generator.subschema_for::<T>().to_value()
}

/// What is asked of everything that has a past.
fn of<S: Subject>(questions: &mut Questions, path: &str, name: &str) {
    let map = schema::<memento::timemap::Map>(questions);
    let pinned = || query("effective_on", day(), "The original is what held on this day.");
    questions.ask(
        (TAG, &format!("get_{name}_timegate")),
        &format!("{path}/timegate"),
        "The memento newest at `Accept-Datetime` (RFC 7089).",
        |it| {
            let mut it = it.taking([accept_datetime(), pinned()]).about::<S>();
            it.0.replies.push(Reply {
                status: 302,
                description: "Where the memento is.",
                headers: vec![
                    Header::Location,
                    Header::Link,
                    Header::Vary,
                    Header::Position,
                    Header::Age,
                    Header::PreferenceApplied,
                ],
                content: Vec::new(),
            });
            it
        },
    );
    questions.ask(
        (TAG, &format!("get_{name}_timemap")),
        &format!("{path}/timemap"),
        "Every instant at which something else came to be known or took effect (RFC 7089).",
        |it| {
            it.taking([query("after", instant(), "Mementos after this one."), pinned()])
                .about::<S>()
                .answers_with(vec![
                    ("application/link-format", text("RFC 6690")),
                    ("application/json", map),
                ])
                .described("JSON is answered to who accepts it by name; link-format to everybody else.")
        },
    );
    changed::<S>(questions, path, name);
}

fn changed<S: Subject>(questions: &mut Questions, path: &str, name: &str) {
    let difference = schema::<changes::diff::Body>(questions);
    let patch = json!({"type": "array", "items": schema::<Patch>(questions)});
    questions.ask((TAG, &format!("diff_{name}")), &format!("{path}/diff"), "What differs between two points, and the event behind each difference.", |it| {
        between::<S>(it)
            .answers_with(vec![("application/json", difference), ("application/json-patch+json", patch)])
            .tagged()
            .described("Needs `from` or `from_version`. A patch (RFC 6902) is answered to who accepts one by name.")
            .with("from_version", 0)
    });
    let list = schema::<changes::list::Body>(questions);
    questions.ask(
        (TAG, &format!("list_{name}_changes")),
        &format!("{path}/changes"),
        "Change after change, each with its cause.",
        |it| {
            let pointer = json!({"type": "string", "maxLength": 120, "pattern": "^/[^\\u0000]*$"});
            between::<S>(it)
                .taking([
                    query("pointer", pointer, "Changes of this field alone (RFC 6901)."),
                    query("after", count(), "Changes after this number."),
                    limit(),
                ])
                .answers(list)
                .tagged()
                .with("limit", 10)
        },
    );
    questions.ask(
        (TAG, &format!("get_{name}_evidence")),
        &format!("{path}/evidence"),
        "Its history with digests and proofs, for `wellflow verify --evidence`.",
        |it| {
            it.known_then()
                .about::<S>()
                .refusing([LEDGER_NOT_AS_SIGNED])
                .answers_with(vec![(
                    "application/x-ndjson",
                    text("The question, its events and proofs, a line each."),
                )])
        },
    );
}

fn between<S: Subject>(question: Question) -> Question {
    question
        .taking([
            query("from", instant(), "What was known then; goes with no version."),
            query("to", instant(), "What was known then; now where it is left out."),
            query(
                "from_version",
                count(),
                "From this version of the stream; 0 is before the first.",
            ),
            query(
                "to_version",
                count(),
                "To this version; the newest where it is left out.",
            ),
            query(
                "effective_on",
                day(),
                "Only what held on this day, as it was known.",
            ),
        ])
        .about::<S>()
        .refusing([
            CONFLICTING_PARAMETERS,
            VERSION_UNKNOWN,
            AS_OF_IN_FUTURE,
            RANGE_TOO_LONG,
        ])
}

fn accept_datetime() -> Parameter {
    Parameter {
        name: "Accept-Datetime",
        place: Place::Header,
        description: "A date in GMT (RFC 1123); the newest memento where it is left out, the first before the first.",
        is_required: false,
        schema: json!({"type": "string", "pattern": "^[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2} GMT$"}),
        example: Some("Fri, 31 May 2024 14:00:00 GMT".into()),
    }
}
