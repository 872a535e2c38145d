//! One operation: what it takes, and everything it may answer.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::Refusals;
use super::headers::Header;
use crate::problem::{PROBLEM_JSON, ProblemType};

/// Where a parameter stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In the path.
    Path,
    /// In the query string.
    Query,
    /// In a header.
    Header,
}

/// A parameter.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Its name.
    pub name: &'static str,
    /// Where it stands.
    pub place: Place,
    /// What it means.
    pub description: &'static str,
    /// Whether it must be there.
    pub is_required: bool,
    /// What values it takes.
    pub schema: Value,
    /// The value in the operation's example; one without is left out there.
    pub example: Option<Value>,
}

/// What an operation takes as a body.
#[derive(Clone, Debug)]
pub struct Body {
    /// The schema.
    pub schema: Value,
    /// A body that is understood.
    pub example: Value,
}

/// An answer that is no problem.
#[derive(Clone, Debug)]
pub struct Reply {
    /// The status.
    pub status: u16,
    /// When it is given.
    pub description: &'static str,
    /// The headers it may carry.
    pub headers: Vec<Header>,
    /// Media types with their schemas; none of an answer without a body.
    pub content: Vec<(&'static str, Value)>,
}

/// An operation.
#[derive(Clone, Debug)]
pub struct Operation {
    /// Its name in programs.
    pub id: String,
    /// The method, in lower case.
    pub method: &'static str,
    /// The path, with parameters in braces.
    pub path: String,
    /// The group it is in.
    pub tag: &'static str,
    /// What it does, in a line.
    pub summary: String,
    /// More of it, in Markdown.
    pub description: String,
    /// What it takes.
    pub parameters: Vec<Parameter>,
    /// The body, where it takes one.
    pub body: Option<Body>,
    /// What it answers when it does what it is asked.
    pub replies: Vec<Reply>,
    /// The problems it may answer.
    pub problems: Vec<&'static ProblemType>,
}

impl Parameter {
    fn to_value(&self) -> Value {
        let place = match self.place {
            Place::Path => "path",
            Place::Query => "query",
            Place::Header => "header",
        };
        let mut value = json!({
            "name": self.name, "in": place, "required": self.is_required,
            "description": self.description, "schema": self.schema,
        });
        let is_list = self.schema.get("type").and_then(Value::as_str) == Some("array");
        if let (true, Some(members)) = (is_list, value.as_object_mut()) {
            // Values of one parameter, with a comma between.
            members.insert("style".to_owned(), "form".into());
            members.insert("explode".to_owned(), false.into());
        }
        if let (Some(example), Some(members)) = (&self.example, value.as_object_mut()) {
            members.insert("example".to_owned(), example.clone());
        }
        value
    }
}

impl Reply {
    fn to_value(&self) -> Value {
        let mut value = json!({
            "description": self.description,
            "headers": references(self.headers.iter().copied().chain([Header::RequestId])),
        });
        let content: Map<String, Value> = self
            .content
            .iter()
            .map(|(kind, schema)| ((*kind).to_owned(), json!({"schema": schema})))
            .collect();
        if let (false, Some(members)) = (content.is_empty(), value.as_object_mut()) {
            members.insert("content".to_owned(), Value::Object(content));
        }
        value
    }
}

impl Operation {
    pub(super) fn headers(&self) -> impl Iterator<Item = Header> {
        let of_problems = by_status(&self.problems).into_keys().flat_map(headers_of);
        let of_replies = self
            .replies
            .iter()
            .flat_map(|reply| reply.headers.iter().copied());
        of_replies.chain(of_problems).chain([Header::RequestId])
    }

    pub(super) fn to_value(&self, refusals: &mut Refusals) -> Value {
        let mut responses = Map::new();
        for reply in &self.replies {
            responses.insert(reply.status.to_string(), reply.to_value());
        }
        for (status, kinds) in by_status(&self.problems) {
            responses.insert(
                status.to_string(),
                refusals.shared(status, refusal(status, &kinds)),
            );
        }
        let mut value = json!({
            "operationId": self.id,
            "tags": [self.tag],
            "summary": self.summary,
            "parameters": self.parameters.iter().map(Parameter::to_value).collect::<Vec<_>>(),
            "responses": responses,
        });
        let Some(members) = value.as_object_mut() else {
            return value;
        };
        if !self.description.is_empty() {
            members.insert("description".to_owned(), self.description.clone().into());
        }
        if let Some(Body { schema, example }) = &self.body {
            let content = json!({"application/json": {"schema": schema, "example": example}});
            members.insert(
                "requestBody".to_owned(),
                json!({"required": true, "content": content}),
            );
        }
        value
    }
}

fn by_status(problems: &[&'static ProblemType]) -> BTreeMap<u16, BTreeMap<&'static str, &'static str>> {
    let mut statuses: BTreeMap<u16, BTreeMap<&str, &str>> = BTreeMap::new();
    for kind in problems {
        statuses
            .entry(kind.status)
            .or_default()
            .insert(kind.slug, kind.title);
    }
    statuses
}

fn headers_of(status: u16) -> Vec<Header> {
    match status {
        401 => vec![Header::Authenticate],
        503 => vec![Header::RetryAfter, Header::Position],
        400 | 404 => vec![Header::AsOfFinal, Header::Link],
        _ => Vec::new(),
    }
}

fn refusal(status: u16, kinds: &BTreeMap<&str, &str>) -> Value {
    let titles: BTreeSet<&str> = kinds.values().copied().collect();
    let types: Vec<String> = kinds.keys().map(|slug| format!("/problems/{slug}")).collect();
    let description = match titles.len() {
        0..=6 => titles.into_iter().collect::<Vec<_>>().join("; ") + ".",
        many => format!("One of {many} problems, each with its page."),
    };
    json!({
        "description": description,
        "headers": references(headers_of(status).into_iter().chain([Header::RequestId])),
        "content": {PROBLEM_JSON: {"schema": {
            "allOf": [{"$ref": "#/components/schemas/Problem"}],
            "properties": {"type": {"enum": types}, "status": {"const": status}},
        }}},
    })
}

fn references(headers: impl Iterator<Item = Header>) -> Value {
    let by_name = headers.map(|header| {
        let reference = format!("#/components/headers/{}", header.name());
        (header.name().to_owned(), json!({"$ref": reference}))
    });
    Value::Object(by_name.collect())
}
