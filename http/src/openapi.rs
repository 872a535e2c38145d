//! OpenAPI 3.1 documents: what every operation of both APIs has alike, and how a document is put together.
//!
//! Invariants
//! - Problems are documented by the types of the registries: a status stands where one of its types may be the answer.
//! - The text of a document follows from its operations alone: the same code writes the same bytes.

mod headers;
mod operation;

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

pub use headers::Header;
pub use operation::{Body, Operation, Parameter, Place, Reply};

/// A document of one API.
#[derive(Clone, Debug)]
pub struct Document {
    /// Its title.
    pub title: &'static str,
    /// What the API is for, in Markdown.
    pub description: &'static str,
    /// The version of the API.
    pub version: &'static str,
    /// Names of groups with what is in each.
    pub tags: &'static [(&'static str, &'static str)],
    /// Schemas that others refer to, by name.
    pub schemas: Map<String, Value>,
    /// What may be asked.
    pub operations: Vec<Operation>,
}

impl Document {
    /// The document as JSON text, with a newline at the end.
    pub fn to_text(&self) -> String {
        let mut text = format!("{:#}", sorted(self.to_value()));
        text.push('\n');
        text
    }

    /// The document as JSON.
    pub fn to_value(&self) -> Value {
        let mut paths: BTreeMap<&str, Map<String, Value>> = BTreeMap::new();
        let mut headers = Map::new();
        let mut refusals = Refusals::default();
        for operation in &self.operations {
            let of_path = paths.entry(&operation.path).or_default();
            of_path.insert(operation.method.to_owned(), operation.to_value(&mut refusals));
            for header in operation.headers() {
                headers.insert(header.name().to_owned(), header.to_value());
            }
        }
        let mut schemas = self.schemas.clone();
        schemas.insert("Problem".to_owned(), problem());
        schemas.insert("FieldError".to_owned(), field_error());
        let tags: Vec<Value> = self
            .tags
            .iter()
            .map(|(name, description)| json!({"name": name, "description": description}))
            .collect();
        json!({
            "openapi": "3.1.0",
            "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
            "info": {
                "title": self.title,
                "description": self.description,
                "version": self.version,
                "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
            },
            "servers": [{"url": "/"}],
            "security": [{"token": []}],
            "tags": tags,
            "paths": paths,
            "components": {
                "securitySchemes": {"token": {
                    "type": "http", "scheme": "bearer", "bearerFormat": "JWT",
                    "description": "A token of the installation, made by `wellflow token`.",
                }},
                "headers": headers,
                "responses": refusals.named,
                "schemas": schemas,
            },
        })
    }
}

/// Refusals that several operations share, each once.
#[derive(Debug, Default)]
struct Refusals {
    named: Map<String, Value>,
    statuses: BTreeMap<u16, u32>,
}

impl Refusals {
    /// A reference to the refusal.
    fn shared(&mut self, status: u16, refusal: Value) -> Value {
        let known = self.named.iter().find(|(_, known)| **known == refusal);
        let name = known.map(|(name, _)| name.clone()).unwrap_or_else(|| {
            let nth = self.statuses.entry(status).or_default();
            *nth += 1;
            format!("Refused{status}_{nth}")
        });
        let reference = json!({"$ref": format!("#/components/responses/{name}")});
        self.named.insert(name, refusal);
        reference
    }
}

/// With members by name, whatever order this build keeps them in.
fn sorted(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            let by_name: BTreeMap<String, Value> = members.into_iter().collect();
            Value::Object(
                by_name
                    .into_iter()
                    .map(|(name, value)| (name, sorted(value)))
                    .collect(),
            )
        }
        Value::Array(items) => Value::Array(items.into_iter().map(sorted).collect()),
        other => other,
    }
}

/// RFC 9457.
fn problem() -> Value {
    json!({
        "type": "object",
        "description": "What went wrong (RFC 9457). The type is a path of this server, where its page is served; members beside \
                        these belong to the type.",
        "required": ["type", "title", "status", "detail"],
        "properties": {
            "type": {"type": "string", "format": "uri-reference", "pattern": "^/problems/[a-z0-9-]+$"},
            "title": {"type": "string"},
            "status": {"type": "integer", "minimum": 400, "maximum": 599},
            "detail": {"type": "string"},
            "instance": {"type": "string"},
            "errors": {"type": "array", "items": {"$ref": "#/components/schemas/FieldError"}},
        },
    })
}

fn field_error() -> Value {
    let named = |place: &str| json!({"required": [place]});
    json!({
        "type": "object",
        "description": "A fault and its place: a pointer into the body (RFC 6901), a parameter or a header.",
        "required": ["code", "detail"],
        "properties": {
            "pointer": {"type": "string"},
            "parameter": {"type": "string"},
            "header": {"type": "string"},
            "code": {"type": "string"},
            "detail": {"type": "string"},
        },
        "additionalProperties": false,
        "oneOf": [named("pointer"), named("parameter"), named("header")],
    })
}
