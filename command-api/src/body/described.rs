//! Bodies as JSON Schema. Feature `schema`.
//!
//! Invariant: what is read is what is described. A field may be left out exactly where its slot takes nothing.

use std::cell::RefCell;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};
use serde_json::{Map, Value, json};

use super::FromBody;
use super::slot::may_be_absent;

thread_local! {
    /// The body that was read last.
    static NOTED: RefCell<Option<Value>> = const { RefCell::new(None) };
}

/// Notes which body is read.
pub(super) fn note<T: FromBody>() {
    NOTED.with(|noted| noted.replace(Some(T::schema())));
}

/// The body that is read while something is done.
pub(crate) fn read_by(reading: impl FnOnce()) -> Option<Value> {
    NOTED.with(RefCell::take);
    reading();
    NOTED.with(RefCell::take)
}

/// A field of an object.
#[derive(Debug)]
pub(crate) struct Field {
    name: &'static str,
    schema: Value,
    is_required: bool,
}

/// A field that is read as `T`.
pub(crate) fn field<T: FromBody>(name: &'static str) -> Field {
    Field {
        name,
        schema: T::schema(),
        is_required: !may_be_absent::<T::Shape>(),
    }
}

/// A field that must be there.
pub(crate) fn required(name: &'static str, schema: Value) -> Field {
    Field {
        name,
        schema,
        is_required: true,
    }
}

/// A field that may be left out.
pub(crate) fn optional(name: &'static str, schema: Value) -> Field {
    Field {
        name,
        schema: or_null(schema),
        is_required: false,
    }
}

/// An object of these fields and no others.
pub(crate) fn object(title: &str, fields: impl IntoIterator<Item = Field>) -> Value {
    let (mut properties, mut required) = (Map::new(), Vec::new());
    for field in fields {
        if field.is_required {
            required.push(field.name);
        }
        properties.insert(field.name.to_owned(), field.schema);
    }
    json!({
        "title": title, "type": "object", "properties": properties, "required": required, "additionalProperties": false,
    })
}

/// An object whose kind stands under a tag.
pub(crate) fn tagged(tag: &'static str, word: &str, fields: impl IntoIterator<Item = Field>) -> Value {
    let word = required(tag, json!({"const": word}));
    let mut kind = object("", [word].into_iter().chain(fields));
    if let Some(members) = kind.as_object_mut() {
        members.remove("title");
    }
    kind
}

/// One of several kinds.
pub(crate) fn kinds(title: &str, kinds: impl IntoIterator<Item = Value>) -> Value {
    json!({"title": title, "oneOf": kinds.into_iter().collect::<Vec<_>>()})
}

pub(crate) fn list(items: Value) -> Value {
    json!({"type": "array", "items": items})
}

/// Or nothing is said.
pub(crate) fn or_null(schema: Value) -> Value {
    let is_nullable = |branches: &Vec<Value>| branches.contains(&json!({"type": "null"}));
    match schema.get("anyOf").and_then(Value::as_array) {
        Some(branches) if is_nullable(branches) => schema,
        _ => json!({"anyOf": [schema, {"type": "null"}]}),
    }
}

/// A decimal as a text.
pub(crate) fn decimal() -> Value {
    json!({"type": "string", "pattern": "^-?[0-9]{1,12}(\\.[0-9]{1,10})?$"})
}

/// An amount, that it is withheld, or nothing.
pub(crate) fn stated() -> Value {
    let amount = decimal();
    json!({"anyOf": [amount, {"const": "withheld"}, {"type": "null"}]})
}

/// A count, that it is withheld, or nothing.
pub(crate) fn stated_count() -> Value {
    json!({"anyOf": [{"type": "integer"}, {"const": "withheld"}, {"type": "null"}]})
}

/// A whole number from 0 on.
pub(crate) fn whole(most: u64) -> Value {
    json!({"type": "integer", "minimum": 0, "maximum": most})
}

/// A text, as the type's own schema tells it. The texts of numbers are read in more forms than they are written in.
pub(crate) fn text<T: JsonSchema>() -> Value {
    let mut generator = SchemaSettings::draft2020_12()
        .with(|settings| settings.inline_subschemas = true)
        .into_generator();
    let schema = Schema::to_value(T::json_schema(&mut generator));
    let words = words(&schema);
    if !words.is_empty() {
        return json!({"type": "string", "enum": words});
    }
    let pattern = schema.get("pattern").and_then(Value::as_str).unwrap_or_default();
    if pattern.contains("\\d{0,") || pattern.contains("\\.") {
        return decimal();
    }
    let kept = ["format", "minLength", "maxLength"].into_iter();
    let mut text = json!({"type": "string"});
    for name in kept {
        if let (Some(value), Some(members)) = (schema.get(name), text.as_object_mut()) {
            members.insert(name.to_owned(), value.clone());
        }
    }
    text
}

fn words(schema: &Value) -> Vec<Value> {
    let alone = [schema.clone()];
    let branches = schema
        .get("oneOf")
        .and_then(Value::as_array)
        .map_or(alone.as_slice(), Vec::as_slice);
    let mut words = Vec::new();
    for branch in branches {
        words.extend(branch.get("const").cloned());
        words.extend(
            branch
                .get("enum")
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
                .cloned(),
        );
    }
    words
}
