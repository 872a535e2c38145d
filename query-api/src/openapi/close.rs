//! Closes schemas of objects against members they do not name.
//!
//! Where an object is put together of parts, the parts stay open and the whole is closed: a part that is used elsewhere by
//! itself is copied open.

use serde_json::{Map, Value, json};

const PARTS: [&str; 3] = ["oneOf", "anyOf", "allOf"];
const PREFIX: &str = "#/components/schemas/";

/// Closes all definitions.
pub(super) fn close(definitions: &Map<String, Value>) -> Map<String, Value> {
    let closed = |schema: &Value| closed(schema, definitions, false);
    definitions
        .iter()
        .map(|(name, schema)| (name.clone(), closed(schema)))
        .collect()
}

fn closed(schema: &Value, definitions: &Map<String, Value>, is_part: bool) -> Value {
    let Value::Object(members) = schema else {
        return schema.clone();
    };
    let mut members = members.clone();
    // Not among the formats of OpenAPI; the bounds say it.
    if members
        .get("format")
        .and_then(Value::as_str)
        .is_some_and(|format| format.starts_with("uint"))
    {
        members.remove("format");
    }
    let has_members = members.contains_key("properties");
    if let (true, Some(Value::String(reference))) = (has_members, members.get("$ref").cloned()) {
        members.remove("$ref");
        members.insert("allOf".to_owned(), json!([{"$ref": reference}]));
    }
    let is_whole = PARTS.iter().any(|part| members.contains_key(*part));
    for (name, value) in &mut members {
        *value = match name.as_str() {
            "properties" | "patternProperties" | "$defs" => {
                each(value, |value| closed(value, definitions, false))
            }
            "oneOf" | "anyOf" | "allOf" => list(value, |part| {
                closed_part(part, definitions, is_part || has_members)
            }),
            "items" | "additionalProperties" | "prefixItems" => closed(value, definitions, false),
            _ => value.clone(),
        };
    }
    if has_members && !is_part {
        let name = if is_whole {
            "unevaluatedProperties"
        } else {
            "additionalProperties"
        };
        members.insert(name.to_owned(), false.into());
    }
    if is_part {
        members.remove("additionalProperties");
        members.remove("unevaluatedProperties");
    }
    Value::Object(members)
}

fn closed_part(part: &Value, definitions: &Map<String, Value>, is_part: bool) -> Value {
    // With members beside it, it is a whole of two parts by itself.
    let reference = part.get("$ref").filter(|_| part.get("properties").is_none());
    let target = reference
        .and_then(Value::as_str)
        .and_then(|reference| definitions.get(reference.strip_prefix(PREFIX)?));
    match target {
        Some(target) if is_part => closed(target, definitions, true),
        _ => closed(part, definitions, is_part),
    }
}

fn each(value: &Value, change: impl Fn(&Value) -> Value) -> Value {
    match value {
        Value::Object(members) => Value::Object(
            members
                .iter()
                .map(|(name, value)| (name.clone(), change(value)))
                .collect(),
        ),
        other => other.clone(),
    }
}

fn list(value: &Value, change: impl Fn(&Value) -> Value) -> Value {
    match value {
        Value::Array(items) => Value::Array(items.iter().map(change).collect()),
        other => other.clone(),
    }
}
