//! The OpenAPI document of the API. Feature `schema`.
//!
//! Invariants
//! - Every route is in it and nothing else is, because both are made from [`Task::ALL`].
//! - A body is described by the code that reads it: each task is given an empty body, and what then reads it says what it reads.

use serde_json::{Map, Value, json};
use uuid::Uuid;
use wellflow_domain::division_of_interest::DivisionKey;
use wellflow_domain::ids::WellId;
use wellflow_domain::month::Month;
use wellflow_domain::production_month::ProductionMonthId;
use wellflow_domain::property_month::{PropertyId, PropertyMonthId};
use wellflow_domain::text::CompletionName;
use wellflow_http::openapi::{Body, Document, Header, Operation, Parameter, Place, Reply};
use wellflow_http::{
    AUTHENTICATION_REQUIRED, BODY_TOO_LARGE, BUSY, EXPIRED_TOKEN, IDEMPOTENCY_KEY_INVALID,
    IDEMPOTENCY_KEY_MISSING, INTERNAL_ERROR, INVALID_HEADER, INVALID_IF_MATCH, INVALID_PARAMETER,
    INVALID_TOKEN, MALFORMED_JSON, MISSING_FIELD, NOT_FOUND, ORGANIZATION_UNKNOWN, ProblemType,
    ROLE_NOT_PERMITTED, UNKNOWN_FIELD, UNKNOWN_PARAMETER, UNREADABLE_BODY, UNSUPPORTED_MEDIA_TYPE,
    WRONG_TYPE,
};

use crate::authz::permitted_roles;
use crate::problems::{BATCH_TOO_LARGE, COMMAND_PROBLEMS};
use crate::reading::body_schema;
use crate::task::{PREFIX, Task};

/// What the examples are about, whatever it is.
const SOME_ID: &str = "0190a1b2-0000-7000-8000-000000000001";

const TAGS: &[(&str, &str)] = &[
    (
        "Wells",
        "What is done with a well, from the plan to the released site.",
    ),
    (
        "Production months",
        "A completion's month: volumes, dispositions, stock, books.",
    ),
    ("Property months", "What the completions of a property share."),
    ("Leases", "Leases: signing, holding, ending, and their title."),
    ("Owners", "Whom we deal with."),
    ("Divisions", "Who owns which share of what."),
    ("AFEs", "Authorities for expenditure."),
    ("Agreements", "Joint operating agreements."),
    ("Approval policies", "Who may approve how much."),
    ("Projections", "Repairs of what the read models cannot take in."),
    ("Commands", "Many commands in one request."),
];

const DESCRIPTION: &str = "Named tasks. Each is decided by the rules of the business on the state the ledger has, and answered with the \
version and position it led to, never with a read model. An `Idempotency-Key` names a command for ever: sent again, it is answered with \
its first outcome. Amounts are decimals as strings; a field that may be left out may be `null`. Refusals are problem documents (RFC 9457) \
whose type is a page of this server.";

/// Answers of one command and of one item of a batch alike.
const FAULTS: &[&ProblemType] = &[
    MALFORMED_JSON,
    UNREADABLE_BODY,
    INVALID_HEADER,
    UNKNOWN_PARAMETER,
    AUTHENTICATION_REQUIRED,
    INVALID_TOKEN,
    EXPIRED_TOKEN,
    ROLE_NOT_PERMITTED,
    ORGANIZATION_UNKNOWN,
    BODY_TOO_LARGE,
    UNSUPPORTED_MEDIA_TYPE,
    UNKNOWN_FIELD,
    MISSING_FIELD,
    WRONG_TYPE,
    INTERNAL_ERROR,
    BUSY,
];

/// The document; `example` is a whole body of a task.
pub fn document(example: impl Fn(Task) -> Value) -> Document {
    let mut operations: Vec<Operation> = Task::ALL
        .into_iter()
        .map(|task| operation(task, example(task)))
        .collect();
    operations.push(batch(&example(Task::RegisterOwner)));
    let mut schemas = Map::new();
    for operation in &mut operations {
        if let Some(body) = &mut operation.body {
            hoist(&mut body.schema, &mut schemas);
        }
    }
    Document {
        title: "WellFlow command API",
        description: DESCRIPTION,
        version: "1",
        tags: TAGS,
        schemas,
        operations,
    }
}

fn operation(task: Task, example: Value) -> Operation {
    let id = snake(&format!("{task:?}"));
    let is_in_path = task.parameter().is_some();
    let mut parameters: Vec<Parameter> = task.parameter().map(in_path).into_iter().collect();
    parameters.extend([
        idempotency_key(),
        if_match(),
        source(),
        request_id(),
        causation_id(),
    ]);
    let mut problems = [FAULTS, COMMAND_PROBLEMS].concat();
    problems.extend([IDEMPOTENCY_KEY_MISSING, IDEMPOTENCY_KEY_INVALID, INVALID_IF_MATCH]);
    if is_in_path {
        problems.extend([INVALID_PARAMETER, NOT_FOUND]);
    }
    problems.retain(|kind| *kind != BATCH_TOO_LARGE);
    let roles: Vec<&str> = permitted_roles(task).iter().map(|role| role.as_str()).collect();
    Operation {
        id,
        method: "post",
        path: format!("{PREFIX}{}", task.pattern()),
        tag: tag(task),
        summary: task.summary().to_owned(),
        description: format!("For the roles {}.", roles.join(", ")),
        parameters,
        body: body_schema(task).map(|schema| Body { schema, example }),
        replies: replies(task),
        problems,
    }
}

fn replies(task: Task) -> Vec<Reply> {
    let reply = |status, description, headers| Reply {
        status,
        description,
        headers,
        content: vec![("application/json", answer(task))],
    };
    let headers = vec![Header::Etag, Header::Position, Header::Replayed];
    let mut replies = vec![reply(200, "It was carried out, now or before.", headers.clone())];
    if task.may_begin() {
        let headers = [headers, vec![Header::Location]].concat();
        replies.push(reply(
            201,
            "It was carried out, and what it is about begins with it.",
            headers,
        ));
    }
    replies
}

/// The answer to a command.
fn answer(task: Task) -> Value {
    let id = subject(task);
    let mut members = answered();
    members.insert(id.to_owned(), json!({"type": "string", "format": "uuid"}));
    let required: Vec<&String> = members.keys().collect();
    json!({"type": "object", "required": required, "properties": members, "additionalProperties": false})
}

fn answered() -> Map<String, Value> {
    let mut members = Map::new();
    let count = json!({"type": "integer", "minimum": 0});
    let ids = json!({"type": "array", "items": {"type": "string", "format": "uuid"}});
    members.insert("version".to_owned(), count.clone());
    members.insert("position".to_owned(), count);
    members.insert("event_ids".to_owned(), ids);
    members.insert(
        "recorded_at".to_owned(),
        json!({"type": ["string", "null"], "format": "date-time"}),
    );
    members.insert("replayed".to_owned(), json!({"type": "boolean"}));
    members
}

/// The name under which the answer has the id of the stream.
fn subject(task: Task) -> &'static str {
    match task.pattern().split('/').nth(1) {
        Some("wells") => "well_id",
        Some("production-months") => "production_month_id",
        Some("property-months") => "property_month_id",
        Some("leases") => "lease_id",
        Some("owners") => "owner_id",
        Some("divisions") => "division_id",
        Some("afes") => "afe_id",
        Some("agreements") => "agreement_id",
        Some("approval-policies") => "approval_policy_id",
        Some(_) | None => "stream_id",
    }
}

fn tag(task: Task) -> &'static str {
    match subject(task) {
        "well_id" => "Wells",
        "production_month_id" => "Production months",
        "property_month_id" => "Property months",
        "lease_id" => "Leases",
        "owner_id" => "Owners",
        "division_id" => "Divisions",
        "afe_id" => "AFEs",
        "agreement_id" => "Agreements",
        "approval_policy_id" => "Approval policies",
        _ => "Projections",
    }
}

fn in_path(name: &'static str) -> Parameter {
    Parameter {
        name,
        place: Place::Path,
        description: "What the task is about.",
        is_required: true,
        schema: json!({"type": "string", "format": "uuid"}),
        example: Some(example_id(name).unwrap_or(SOME_ID.to_owned()).into()),
    }
}

/// Of what a path names in the examples; ids of months and divisions follow from what they are of.
fn example_id(name: &str) -> Option<String> {
    let id: Uuid = SOME_ID.parse().ok()?;
    let month = || Month::parse("2026-02").ok();
    let id = match name {
        "production_month_id" => {
            let completion = CompletionName::parse("S01").ok()?;
            ProductionMonthId::of(WellId::new(id), &completion, month()?).as_uuid()
        }
        "property_month_id" => PropertyMonthId::of(PropertyId::new(id), month()?).as_uuid(),
        "division_id" => {
            let key = json!({
                "property_id": SOME_ID, "product": "all", "depths": {"top_ft": "0", "base_ft": "17000"},
                "time_zone": "America/Chicago",
            });
            serde_json::from_value::<DivisionKey>(key)
                .ok()?
                .stream()
                .as_uuid()
        }
        _ => id,
    };
    Some(id.to_string())
}

fn header(name: &'static str, description: &'static str, schema: Value) -> Parameter {
    Parameter {
        name,
        place: Place::Header,
        description,
        is_required: false,
        schema,
        example: None,
    }
}

fn idempotency_key() -> Parameter {
    Parameter {
        is_required: true,
        ..header(
            "Idempotency-Key",
            "Names the command: 1 to 255 visible ASCII characters, quoted (RFC 8941) or not.",
            json!({"type": "string", "pattern": r#"^([!#-~][!-~]{0,254}|"([!#-\[\]-~]|\\["\\]){1,255}")$"#}),
        )
    }
}

fn if_match() -> Parameter {
    header(
        "If-Match",
        "The version the stream must be at, as its `ETag` has it; `*` where it must exist.",
        json!({"type": "string", "pattern": r#"^("(0|[1-9][0-9]{0,17})(-[!#-+\x2D-~]*)?"|\*)$"#}),
    )
}

fn source() -> Parameter {
    let words = json!({"type": "string", "enum": ["api", "import"]});
    header(
        "Wellflow-Source",
        "Through what the command came; `api` where it is left out.",
        words,
    )
}

fn request_id() -> Parameter {
    header(
        "X-Request-Id",
        "Links what belongs together; a UUID is kept as `correlation_id` of the events.",
        json!({"type": "string"}),
    )
}

fn causation_id() -> Parameter {
    header(
        "Wellflow-Causation-Id",
        "The command or event that led to this command, by its id.",
        json!({"type": "string", "format": "uuid"}),
    )
}

/// Many commands in one request.
fn batch(example: &Value) -> Operation {
    let item = json!({
        "type": "object",
        "required": ["idempotency_key", "path", "body"],
        "properties": {
            "idempotency_key": {"type": ["string", "null"]},
            "path": {"type": "string", "description": "The path of the command, as a single request has it."},
            "body": {"description": "The body of the command, as a single request has it."},
            "if_match": {"type": ["string", "null"]},
            "reported_at": {"type": ["string", "null"], "description": "When the source reported it, by its own word."},
        },
    });
    let mut outcome = answered();
    for id in Task::ALL.into_iter().map(subject) {
        outcome.insert(id.to_owned(), json!({"type": "string", "format": "uuid"}));
    }
    outcome.insert("index".to_owned(), json!({"type": "integer", "minimum": 0}));
    outcome.insert("idempotency_key".to_owned(), json!({"type": ["string", "null"]}));
    outcome.insert("status".to_owned(), json!({"type": "integer"}));
    outcome.insert(
        "problem".to_owned(),
        json!({"$ref": "#/components/schemas/Problem"}),
    );
    let outcome = json!({
        "type": "object", "required": ["index", "idempotency_key", "status"], "properties": outcome,
        "additionalProperties": false,
    });
    let lines = json!({"type": "string", "description": "An outcome a line, where the batch came as lines."});
    Operation {
        id: "carry_out_batch".to_owned(),
        method: "post",
        path: format!("{PREFIX}/commands"),
        tag: "Commands",
        summary: "Carry out many commands, each by itself.".to_owned(),
        description: "An array, or an item a line as `application/x-ndjson`. Items of one stream follow each other; one bad item harms \
                      no other."
            .to_owned(),
        parameters: vec![source(), request_id(), causation_id()],
        body: Some(Body {
            // What is no item is answered in its place, as every other fault of an item is.
            schema: json!({"type": "array", "items": {"anyOf": [item, {}]}}),
            example: json!([{"idempotency_key": "batch-1", "path": "/api/v1/owners", "body": example}]),
        }),
        replies: vec![Reply {
            status: 200,
            description: "What became of each item.",
            headers: Vec::new(),
            content: vec![
                ("application/json", json!({"type": "array", "items": outcome})),
                ("application/x-ndjson", lines),
            ],
        }],
        problems: [FAULTS, &[BATCH_TOO_LARGE]].concat(),
    }
}

/// Moves what has a title to the schemas; where two differ under one title, the later one stays where it is.
fn hoist(schema: &mut Value, schemas: &mut Map<String, Value>) {
    match schema {
        Value::Array(items) => items.iter_mut().for_each(|item| hoist(item, schemas)),
        Value::Object(members) => {
            members.values_mut().for_each(|member| hoist(member, schemas));
            let Some(Value::String(title)) = members.get("title").cloned() else {
                return;
            };
            members.remove("title");
            if title.is_empty() {
                return;
            }
            let own = Value::Object(members.clone());
            let kept = schemas.entry(title.clone()).or_insert_with(|| own.clone());
            if *kept == own {
                *schema = json!({"$ref": format!("#/components/schemas/{title}")});
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn snake(name: &str) -> String {
    let mut snake = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}
