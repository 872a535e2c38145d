//! The examples of the OpenAPI documents, sent as they stand there: everything that comes back is documented.
#![expect(clippy::unwrap_used, reason = "a test fails loudly")]

use std::collections::{BTreeMap, BTreeSet};

use jsonschema::Validator;
use reqwest::{Client, Method, Response, redirect};
use serde_json::{Value, json};
use wellflow_e2e::{Installation, repository};

/// Whom and what the examples presuppose, beside what they make themselves.
const OTHER_OWNERS: [&str; 4] = [
    "0190a1b2-0000-7000-8000-0000000000a1",
    "0190a1b2-0000-7000-8000-0000000000a2",
    "0190a1b2-0000-7000-8000-0000000000a3",
    "0190a1b2-0000-7000-8000-0000000000a4",
];
const OTHER_AGREEMENT: &str = "0190a1b2-0000-7000-8000-0000000000d1";

/// What ends something or puts it right, and the batch, which holds another's example: sent after everything else was.
const ENDINGS: [&str; 18] = [
    "cancel_",
    "carry_out_batch",
    "close_lease",
    "correct_",
    "deactivate_",
    "declare_dry",
    "deny_",
    "expire_",
    "give_up",
    "lapse_",
    "merge_",
    "miss_",
    "record_permit_expiry",
    "reject_",
    "surrender_",
    "terminate_",
    "void_",
    "withdraw_",
];

/// A document, as it is committed.
struct Document {
    whole: Value,
}

/// An operation of it, with its example.
struct Operation {
    id: String,
    method: Method,
    path: String,
    body: Option<Value>,
    /// What its bodies are.
    schema: Value,
    headers: Vec<(String, String)>,
    responses: Value,
}

impl Document {
    fn read(name: &str) -> Self {
        let file = repository().join("docs/openapi").join(name);
        let text = std::fs::read_to_string(file).unwrap();
        Self {
            whole: serde_json::from_str(&text).unwrap(),
        }
    }

    fn operations(&self) -> Vec<Operation> {
        let paths = self.whole["paths"].as_object().unwrap();
        let each = paths.iter().flat_map(|(path, methods)| {
            let methods = methods.as_object().unwrap();
            methods
                .iter()
                .map(move |(method, it)| Operation::of(path, method, it))
        });
        each.collect()
    }

    fn resolved<'a>(&'a self, value: &'a Value) -> &'a Value {
        match value["$ref"].as_str() {
            Some(reference) => self.whole.pointer(reference.trim_start_matches('#')).unwrap(),
            None => value,
        }
    }

    fn validator(&self, schema: &Value) -> Validator {
        let mut whole = schema.clone();
        let members = whole.as_object_mut().unwrap();
        members.insert("components".to_owned(), self.whole["components"].clone());
        jsonschema::options()
            .should_validate_formats(true)
            .build(&whole)
            .unwrap()
    }

    /// Holds an example against what it is an example of.
    fn check_example(&self, operation: &Operation) {
        let Some(body) = &operation.body else { return };
        let faults: Vec<String> = self
            .validator(&operation.schema)
            .iter_errors(body)
            .map(|fault| format!("{} {fault}", fault.instance_path()))
            .collect();
        assert!(faults.is_empty(), "{}: {faults:#?}", operation.id);
    }

    /// Holds an answer against what is documented; its status and its text.
    async fn check(&self, operation: &Operation, answer: Response) -> (u16, String) {
        let status = answer.status().as_u16();
        let kind = answer
            .headers()
            .get("content-type")
            .map(|kind| kind.to_str().unwrap().to_owned());
        let headers: Vec<String> = answer.headers().keys().map(ToString::to_string).collect();
        let text = answer.text().await.unwrap();
        let at = format!("{} {status}: {text}", operation.id);
        let documented = &operation.responses[status.to_string()];
        assert!(!documented.is_null(), "an undocumented status: {at}");
        let documented = self.resolved(documented);
        let known = documented["headers"].as_object().unwrap();
        for header in headers
            .iter()
            .filter(|header| header.starts_with("wellflow-") || *header == "location")
        {
            let is_known = known.keys().any(|name| name.eq_ignore_ascii_case(header));
            assert!(is_known, "the header {header} of {at}");
        }
        let Some(contents) = documented["content"].as_object() else {
            assert!(text.is_empty(), "a body: {at}");
            return (status, text);
        };
        let kind = kind.unwrap_or_default();
        let content = contents
            .get(&kind)
            .unwrap_or_else(|| panic!("{kind} is not documented: {at}"));
        if kind == "application/json" || kind.ends_with("+json") {
            let body: Value = serde_json::from_str(&text).unwrap();
            let faults: Vec<String> = self
                .validator(operation.answered(&content["schema"]))
                .iter_errors(&body)
                .map(|fault| format!("{} {fault}", fault.instance_path()))
                .collect();
            assert!(faults.is_empty(), "{faults:#?} {at}");
        }
        (status, text)
    }
}

impl Operation {
    fn of(path: &str, method: &str, it: &Value) -> Self {
        let (mut path, mut query, mut headers) = (path.to_owned(), Vec::new(), Vec::new());
        for parameter in it["parameters"].as_array().unwrap() {
            let name = parameter["name"].as_str().unwrap();
            let text = match &parameter["example"] {
                Value::Null => continue,
                Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            match parameter["in"].as_str().unwrap() {
                "path" => path = path.replace(&format!("{{{name}}}"), &text),
                "query" => query.push(format!("{name}={text}")),
                _ => headers.push((name.to_owned(), text)),
            }
        }
        if !query.is_empty() {
            path = format!("{path}?{}", query.join("&"));
        }
        Self {
            id: it["operationId"].as_str().unwrap().to_owned(),
            method: Method::from_bytes(method.to_uppercase().as_bytes()).unwrap(),
            path,
            schema: it
                .pointer("/requestBody/content/application~1json/schema")
                .cloned()
                .unwrap_or_default(),
            body: it
                .pointer("/requestBody/content/application~1json/example")
                .cloned(),
            headers,
            responses: it["responses"].clone(),
        }
    }
}

impl Operation {
    /// The schema of what is answered: with all fields where none are chosen.
    fn answered<'a>(&self, schema: &'a Value) -> &'a Value {
        match &schema["anyOf"] {
            Value::Null => schema,
            _ if self.path.contains("fields=") => schema,
            either => &either[0],
        }
    }

    /// Where it belongs in a life: by the day it speaks of, endings last.
    fn place(&self) -> (bool, String) {
        let body = self.body.as_ref();
        let names = ["effective_at", "from", "month", "date"];
        let day = names.iter().find_map(|name| body?.get(name)?.as_str());
        let ends = ENDINGS.iter().any(|ending| self.id.starts_with(ending));
        (ends, day.unwrap_or("9999").to_owned())
    }
}

/// Somebody who sends examples.
struct Speaker {
    http: Client,
    url: String,
    token: String,
}

impl Speaker {
    async fn send(&self, operation: &Operation, more: &[(&str, &str)]) -> Response {
        let url = format!("{}{}", self.url, operation.path);
        let mut request = self
            .http
            .request(operation.method.clone(), url)
            .bearer_auth(&self.token);
        for (name, value) in &operation.headers {
            request = request.header(name, value);
        }
        for (name, value) in more {
            request = request.header(*name, *value);
        }
        if let Some(body) = &operation.body {
            request = request.json(body);
        }
        request.send().await.unwrap()
    }

    /// The example of an operation, changed at places.
    async fn presuppose(&self, operation: &Operation, changes: &[(&str, Value)]) {
        let mut body = operation.body.clone().unwrap();
        let members = body.as_object_mut().unwrap();
        for (name, value) in changes {
            members.insert((*name).to_owned(), value.clone());
        }
        let changed = Operation {
            id: operation.id.clone(),
            method: operation.method.clone(),
            path: operation.path.clone(),
            body: Some(body),
            schema: Value::Null,
            headers: Vec::new(),
            responses: Value::Null,
        };
        let key = format!("presupposed {:?}", changes[0].1).replace([' ', '"'], "-");
        let answer = self.send(&changed, &[("Idempotency-Key", &key)]).await;
        let status = answer.status().as_u16();
        assert!(status < 300, "{}: {}", operation.id, answer.text().await.unwrap());
    }
}

async fn presupposed(speaker: &Speaker, operations: &[Operation]) {
    let named = |id: &str| operations.iter().find(|it| it.id == id).unwrap();
    for owner in OTHER_OWNERS {
        let changes = [
            ("owner_id", json!(owner)),
            ("agency_key", Value::Null),
            ("tax_id", Value::Null),
        ];
        speaker.presuppose(named("register_owner"), &changes).await;
    }
    let changes = [
        ("agreement_id", json!(OTHER_AGREEMENT)),
        ("number", json!("JOA-8")),
    ];
    speaker.presuppose(named("enter_agreement"), &changes).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_example_is_answered_as_documented() {
    let installation = Installation::one_process(true).await;
    let speaker = Speaker {
        http: Client::builder()
            .redirect(redirect::Policy::none())
            .build()
            .unwrap(),
        url: installation.client.commands_url().to_owned(),
        token: installation.token("demo", "owner"),
    };
    let position = carried_out(&speaker).await;
    answered(&speaker, position).await;
}

/// Sends the commands until no more of them are carried out: what they presuppose is made by others of them. The position
/// they lead to.
async fn carried_out(speaker: &Speaker) -> String {
    let document = Document::read("command-api.json");
    let operations = document.operations();
    operations
        .iter()
        .for_each(|operation| document.check_example(operation));
    presupposed(speaker, &operations).await;
    let (mut done, mut position, mut turn) = (BTreeSet::new(), String::new(), 0);
    let (mut endings_too, mut refused) = (false, BTreeMap::new());
    loop {
        let before = done.len();
        turn += 1;
        for operation in &operations {
            // Endings wait until nothing else is carried out any more.
            if done.contains(&operation.id) || (operation.place().0 && !endings_too) {
                continue;
            }
            let key = format!("{}-{turn}", operation.id);
            let answer = speaker.send(operation, &[("Idempotency-Key", &key)]).await;
            let at = answer
                .headers()
                .get("wellflow-position")
                .map(|at| at.to_str().unwrap().to_owned());
            let (status, text) = document.check(operation, answer).await;
            if status < 300 {
                position = at.unwrap_or(position);
                done.insert(operation.id.clone());
            } else {
                refused.insert(operation.id.clone(), text);
            }
        }
        if done.len() == before && endings_too {
            break;
        }
        endings_too |= done.len() == before;
    }
    for begun in [
        "propose_well",
        "register_owner",
        "execute_lease",
        "create_deck",
        "record_production_month",
        "carry_out_batch",
    ] {
        assert!(done.contains(begun), "{begun}: {:?}", refused.get(begun));
    }
    position
}

async fn answered(speaker: &Speaker, position: String) {
    let document = Document::read("query-api.json");
    let mut statuses: BTreeMap<u16, Vec<String>> = BTreeMap::new();
    for operation in document.operations() {
        let headers = [
            ("Wellflow-Min-Position", position.as_str()),
            ("Prefer", "wait=30"),
        ];
        let answer = speaker.send(&operation, &headers).await;
        let (status, _) = document.check(&operation, answer).await;
        statuses.entry(status).or_default().push(operation.id);
    }
    for begun in [
        "get_well",
        "get_owner",
        "get_lease",
        "list_wells",
        "get_production_month",
        "list_well_events",
    ] {
        assert!(
            statuses[&200].iter().any(|id| id == begun),
            "{begun}: {statuses:?}"
        );
    }
    assert!(statuses.keys().all(|status| *status < 500), "{statuses:?}");
}
