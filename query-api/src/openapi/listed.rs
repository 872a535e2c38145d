//! What is given in several forms, and with some of its fields alone.
//!
//! Invariant: where all fields are answered, the schema is that of all; one with some of them names no other member.

use serde_json::{Map, Value, json};
use wellflow_http::openapi::{Header, Parameter};

use super::parameters::{one_of, query};
use super::query::Question;
use crate::columns::Columns;
use crate::export::{Form, Place};
use crate::problems::CONFLICTING_PARAMETERS;

/// The form that is there where the service was built with it.
const PARQUET: (&str, &str) = ("parquet", "application/vnd.apache.parquet");
/// What an item says it is short of, whatever fields were asked for.
const INCOMPLETE_SINCE: &str = "incomplete_since";
const PREFIX: &str = "#/components/schemas/";
const PLACES: &str = "WellPlaces";

/// An answer with some of its fields alone.
#[derive(Debug)]
pub(super) struct Chosen {
    /// The schema with all of them.
    whole: String,
    fields: Vec<&'static str>,
    /// Where a list has its rows; `None` for a single thing.
    place: Option<Place>,
}

impl Question {
    /// A list, which is also given whole.
    pub(super) fn listed(self, columns: &'static Columns) -> Self {
        let mut forms: Vec<_> = columns
            .forms
            .iter()
            .filter(|form| !matches!(form.word(), "json" | "parquet"))
            .map(|form| (form.word(), form.kind()))
            .collect();
        if !forms.is_empty() {
            forms.push(PARQUET);
        }
        let words: Vec<_> = std::iter::once("json")
            .chain(forms.iter().map(|(word, _)| *word))
            .collect();
        let mut it = self.choosing(columns.names(), Some(columns.place)).taking([query(
            "format",
            one_of(&words),
            "The form of the answer, before `Accept`: a page of JSON, or the whole list, which takes neither `limit` nor `cursor`.",
        )]);
        if forms.is_empty() {
            return it;
        }
        for reply in it.0.replies.iter_mut().filter(|reply| reply.status == 200) {
            reply.headers.push(Header::ContentDisposition);
            for (_, kind) in &forms {
                if reply.content.iter().all(|(known, _)| known != kind) {
                    reply.content.push((kind, form_of(kind)));
                }
            }
        }
        it.refusing([CONFLICTING_PARAMETERS])
    }

    /// A single thing, of which some fields alone can be asked for.
    pub(super) fn one_of(self, names: &'static str) -> Self {
        self.choosing(names.split_ascii_whitespace().collect(), None)
    }

    fn choosing(mut self, fields: Vec<&'static str>, place: Option<Place>) -> Self {
        let json = self.0.replies.iter_mut().filter(|reply| reply.status == 200);
        let json = json
            .flat_map(|reply| &mut reply.content)
            .find(|(kind, _)| *kind == Form::Json.kind());
        let Some((_, schema)) = json else { return self };
        let named = schema.get("$ref").and_then(Value::as_str);
        let Some(whole) = named.and_then(|reference| reference.strip_prefix(PREFIX)) else {
            return self;
        };
        let whole = whole.to_owned();
        *schema = json!({"anyOf": [schema, reference(&chosen(&whole))]});
        let parameter = fields_of(&whole);
        self.1 = Some(Chosen { whole, fields, place });
        self.taking([parameter])
    }
}

fn fields_of(whole: &str) -> Parameter {
    let schema = json!({
        "type": "array", "items": reference(&field(whole)), "minItems": 1, "uniqueItems": true,
    });
    query(
        "fields",
        schema,
        "These fields alone, in this order, with a comma between.",
    )
}

fn field(whole: &str) -> String {
    format!("{whole}Field")
}

fn chosen(whole: &str) -> String {
    format!("{whole}Chosen")
}

fn reference(name: &str) -> Value {
    json!({"$ref": format!("{PREFIX}{name}")})
}

fn form_of(kind: &str) -> Value {
    match kind {
        "text/csv" => {
            json!({"type": "string", "description": "RFC 4180, with a header; the last line says whether it is whole."})
        }
        "application/x-ndjson" => {
            json!({"type": "string", "description": "A document a line; the last says whether it is whole."})
        }
        "application/geo+json" => reference(PLACES),
        _ => {
            json!({"description": "Columns of text, where the service was built with the feature `exports`."})
        }
    }
}

impl Chosen {
    /// Adds its schemas to those of the answers with all fields, which are closed already.
    pub(super) fn add_to(&self, schemas: &mut Map<String, Value>) {
        let mut some = match (self.place, schemas.get(&self.whole)) {
            (Some(place), Some(whole)) => {
                let mut page = whole.clone();
                if let Some(items) = page.pointer_mut(&format!("/properties/{}", place.items)) {
                    *items = json!({"type": "array", "items": self.row(place)});
                }
                page
            }
            _ => self.open(&[]),
        };
        if let Some(members) = some.as_object_mut() {
            let description = format!("{} with the fields chosen alone.", self.whole);
            members.insert("description".to_owned(), description.into());
        }
        schemas.insert(chosen(&self.whole), some);
        schemas.insert(field(&self.whole), one_of(&self.fields));
    }

    fn row(&self, place: Place) -> Value {
        let Some(spread) = place.spread else {
            return self.open(&[]);
        };
        let mut row = self.open(&[spread.array]);
        if let Some(members) = row.as_object_mut() {
            let inner = json!({"type": "array", "items": self.open(&[])});
            members.insert("properties".to_owned(), json!({spread.array: inner}));
        }
        row
    }

    /// An object with any of the fields.
    fn open(&self, more: &[&str]) -> Value {
        let beside = [&[INCOMPLETE_SINCE], more].concat();
        json!({
            "type": "object",
            "propertyNames": {"anyOf": [reference(&field(&self.whole)), {"enum": beside}]},
        })
    }
}

/// A collection of places (RFC 7946).
pub(super) fn add_places(schemas: &mut Map<String, Value>) {
    let point = json!({
        "type": "object",
        "required": ["type", "coordinates"],
        "properties": {
            "type": {"const": "Point"},
            "coordinates": {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2},
        },
    });
    let feature = json!({
        "type": "object",
        "required": ["type", "id", "geometry", "properties"],
        "properties": {
            "type": {"const": "Feature"},
            "id": {"type": "string", "format": "uuid"},
            "geometry": {"anyOf": [point, {"type": "null"}]},
            "properties": {"type": "object"},
        },
    });
    let places = json!({
        "type": "object",
        "description": "Wells as a collection of places of WGS 84 (RFC 7946); one without coordinates has no geometry.",
        "required": ["type", "features", "export"],
        "properties": {
            "type": {"const": "FeatureCollection"},
            "features": {"type": "array", "items": feature},
            "export": {"type": "object", "required": ["complete", "rows"]},
        },
    });
    schemas.insert(PLACES.to_owned(), places);
}
