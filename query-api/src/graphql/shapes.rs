//! The types of the graph, made of the document that describes the answers over HTTP: no shape is written down twice, and the test
//! that holds the document against the answers holds here as well.
//!
//! Names are in camel case, values as they are over HTTP: decimals are texts, and words stay the words of the API. What may be one
//! shape or another is told whole, as JSON. A page becomes a connection: `nodes`, and in `pageInfo` the cursor to go on after.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_graphql::Value as Told;
use async_graphql::dynamic::{
    Field, FieldFuture, FieldValue, InputValue, Object, ResolverContext, Scalar, Schema, SchemaError, TypeRef,
};
use serde_json::Value;

use super::resolve::{self, Node};
use super::roots::{ROOTS, Root};
use super::sizes::Sizes;

/// Written by `query-api`'s example `write_openapi`.
const DOCUMENT: &str = include_str!("../../../docs/openapi/query-api.json");
const PREFIX: &str = "/api/v1";
/// Numbers that may be larger than GraphQL's `Int`.
const LONG: &str = "Long";
const JSON: &str = "JSON";
const PAGE_INFO: &str = "PageInfo";
/// The type that has links.
const WELL: &str = "Well";

/// What a value is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Scalar(&'static str),
    Object(String),
    List(Arc<Shape>),
}

impl Shape {
    fn type_ref(&self) -> TypeRef {
        match self {
            Self::Scalar(name) => TypeRef::named(*name),
            Self::Object(name) => TypeRef::named(name.clone()),
            Self::List(of) => TypeRef::List(Box::new(of.type_ref())),
        }
    }
}

struct Shapes {
    document: Value,
    objects: BTreeMap<String, Option<Object>>,
    sizes: Sizes,
}

/// The whole schema, and which of its fields tell several things.
///
/// # Errors
/// When the document makes no schema.
pub(super) fn schema() -> Result<(Schema, Sizes), SchemaError> {
    let document = serde_json::from_str(DOCUMENT).map_err(|error| SchemaError(error.to_string()))?;
    let mut shapes = Shapes {
        document,
        objects: BTreeMap::new(),
        sizes: Sizes::default(),
    };
    let scalar = |name, key, kind| resolve::member(name, key, Shape::Scalar(kind), TypeRef::named(kind));
    let mut query = Object::new("Query").description("Questions; each is one of the API over HTTP.");
    for root in ROOTS {
        query = query.field(shapes.root(root)?);
    }
    let info = Object::new(PAGE_INFO)
        .description("Where a list goes on.")
        .field(scalar("hasNextPage", "has_next_page", TypeRef::BOOLEAN))
        .field(scalar("endCursor", "end_cursor", TypeRef::STRING));
    let long = Scalar::new(LONG).description("A whole number, which may need more than 32 bits.");
    let json = Scalar::new(JSON).description("A value of a shape of its own, as it is over HTTP.");
    let mut schema = Schema::build("Query", None, None)
        .register(query)
        .register(info)
        .register(long)
        .register(json);
    for object in shapes.objects.into_values().flatten() {
        schema = schema.register(object);
    }
    Ok((schema.finish()?, shapes.sizes))
}

impl Shapes {
    fn root(&mut self, root: &'static Root) -> Result<Field, SchemaError> {
        let missing = || SchemaError(format!("the document has no {}", root.path));
        let path = format!("{PREFIX}{}", root.path);
        let asked = self.document["paths"][&path]["get"].clone();
        let answer = whole(&asked);
        if answer.is_null() {
            return Err(missing());
        }
        let shape = self.shape(answer, root.name);
        let parameters: Vec<Parameter> = asked["parameters"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|parameter| self.parameter(parameter))
            .collect();
        let ty = shape.type_ref();
        if parameters.iter().any(|parameter| parameter.argument == "first") {
            self.sizes.page(root.name);
        }
        let arguments: Vec<InputValue> = parameters.iter().map(Parameter::argument).collect();
        let description = asked["summary"].as_str().unwrap_or_default().to_owned();
        let parameters = Arc::new(parameters);
        let mut field = Field::new(root.name, ty, move |context: ResolverContext<'_>| {
            let (parameters, shape) = (Arc::clone(&parameters), shape.clone());
            FieldFuture::new(async move { resolve::root(&context, root, &parameters, &shape).await })
        });
        for argument in arguments {
            field = field.argument(argument);
        }
        Ok(field.description(description))
    }

    fn parameter(&self, parameter: &Value) -> Option<Parameter> {
        let parameter = match parameter["$ref"].as_str() {
            Some(reference) => self.document.pointer(reference.trim_start_matches('#'))?,
            None => parameter,
        };
        let place = parameter["in"].as_str()?;
        let name = parameter["name"].as_str()?.to_owned();
        // The form is that of the graph, the fields are those its query names.
        if matches!(name.as_str(), "fields" | "format") {
            return None;
        }
        let is_in_path = place == "path";
        let kind = self.followed(&parameter["schema"])["type"]
            .as_str()
            .unwrap_or("string")
            .to_owned();
        (is_in_path || place == "query").then(|| Parameter {
            argument: match name.as_str() {
                "limit" => "first".to_owned(),
                "cursor" => "after".to_owned(),
                name => camel(name),
            },
            name,
            kind,
            is_in_path,
            description: parameter["description"].as_str().unwrap_or_default().to_owned(),
        })
    }

    fn followed<'a>(&'a self, schema: &'a Value) -> &'a Value {
        match schema["$ref"].as_str() {
            Some(reference) => self
                .document
                .pointer(reference.trim_start_matches('#'))
                .map_or(schema, |target| self.followed(target)),
            None => schema,
        }
    }

    /// What a schema is; `name` is what an object without a name of its own is called.
    fn shape(&mut self, schema: &Value, name: &str) -> Shape {
        if let Some(reference) = schema["$ref"].as_str() {
            let own = reference.rsplit('/').next().unwrap_or(name).to_owned();
            let target = self.followed(schema).clone();
            let own = self.called(&own);
            return self.shape(&target, &own);
        }
        for either in ["anyOf", "oneOf"] {
            if let Some(variants) = schema[either].as_array() {
                return self.either(&variants.clone(), schema, name);
            }
        }
        match word(&schema["type"]) {
            Some("string") => Shape::Scalar(TypeRef::STRING),
            Some("boolean") => Shape::Scalar(TypeRef::BOOLEAN),
            Some("integer") => Shape::Scalar(LONG),
            Some("number") => Shape::Scalar(TypeRef::FLOAT),
            Some("array") => {
                let of = self.shape(&schema["items"].clone(), name);
                Shape::List(Arc::new(of))
            }
            Some("object") if schema["properties"].is_object() && schema["allOf"].is_null() => {
                self.object(schema, name)
            }
            _ if schema["const"].is_string() || schema["enum"].is_array() => Shape::Scalar(TypeRef::STRING),
            _ => Shape::Scalar(JSON),
        }
    }

    /// One shape that may be absent, a word among several, or else whatever it is.
    fn either(&mut self, variants: &[Value], schema: &Value, name: &str) -> Shape {
        let some: Vec<&Value> = variants.iter().filter(|it| it["type"] != "null").collect();
        if let ([one], true) = (&some[..], schema["properties"].is_null()) {
            return self.shape(one, name);
        }
        let is_word = |variant: &&Value| {
            let variant = self.followed(variant);
            word(&variant["type"]) == Some("string") && variant["properties"].is_null()
        };
        if some.iter().all(is_word) {
            Shape::Scalar(TypeRef::STRING)
        } else {
            Shape::Scalar(JSON)
        }
    }

    fn object(&mut self, schema: &Value, name: &str) -> Shape {
        let empty = serde_json::Map::new();
        let properties = schema["properties"].as_object().unwrap_or(&empty).clone();
        let is_page = properties.contains_key("items") && properties.contains_key("next_cursor");
        let name = match name.strip_prefix("PageOf") {
            Some(of) if is_page => format!("{}Connection", self.called(of)),
            Some(_) | None => name.to_owned(),
        };
        if self.objects.contains_key(&name) {
            return Shape::Object(name);
        }
        // Named before its members are: one of them may be of its own kind.
        self.objects.insert(name.clone(), None);
        let mut object = Object::new(&name).description(schema["description"].as_str().unwrap_or_default());
        for (key, member) in &properties {
            let inner = format!("{name}{}", pascal(key));
            let shape = self.shape(member, &inner);
            let (ty, description) = (
                shape.type_ref(),
                member["description"].as_str().unwrap_or_default(),
            );
            let is_list = matches!(shape, Shape::List(_));
            if is_list && !(is_page && key == "items") {
                self.sizes.list(&camel(key));
            }
            let field = match key.as_str() {
                "items" if is_page => resolve::member("nodes", key, shape, ty),
                "next_cursor" if is_page => resolve::page_info(PAGE_INFO),
                key => resolve::member(&camel(key), key, shape, ty),
            };
            object = object.field(field.description(description));
        }
        if name == WELL {
            for link in self.links() {
                object = object.field(link);
            }
        }
        self.objects.insert(name.clone(), Some(object));
        Shape::Object(name)
    }

    /// What a well has, read for all wells of an answer at once.
    fn links(&mut self) -> Vec<Field> {
        let mut answer = |path: &str, name: &str| {
            let path = format!("{PREFIX}/wells/{{well_id}}{path}");
            let schema = whole(&self.document["paths"][&path]["get"]).clone();
            let whole = self.followed(&schema).clone();
            match &whole["properties"]["items"] {
                Value::Null => self.shape(&schema, name),
                items => self.shape(&items.clone(), name),
            }
        };
        let bores = answer("/wellbores", "WellboreDetail");
        let completions = answer("/completions", "CompletionDetail");
        let tests = answer("/tests", "WellTest");
        let production = answer("/production", "WellProduction");
        let (bores_type, completions_type) = (bores.type_ref(), completions.type_ref());
        let (tests_type, production_type) = (tests.type_ref(), production.type_ref());
        vec![
            resolve::wellbores(bores, bores_type),
            resolve::completions(completions, completions_type),
            resolve::tests(tests, tests_type),
            resolve::production(production, production_type),
        ]
    }

    /// A name without what only tells of how it is stored, where that leaves it its own.
    fn called(&self, name: &str) -> String {
        let short = name
            .strip_suffix("SummaryDocument")
            .or_else(|| name.strip_suffix("Document"))
            .unwrap_or(name);
        let is_taken = short != name && !self.document["components"]["schemas"][short].is_null();
        if is_taken {
            name.to_owned()
        } else {
            short.to_owned()
        }
    }
}

/// A parameter of a question.
pub(super) struct Parameter {
    pub(super) name: String,
    pub(super) argument: String,
    kind: String,
    pub(super) is_in_path: bool,
    description: String,
}

impl Parameter {
    fn argument(&self) -> InputValue {
        let name = match self.kind.as_str() {
            "integer" => TypeRef::INT,
            "boolean" => TypeRef::BOOLEAN,
            _ => TypeRef::STRING,
        };
        let ty = if self.is_in_path {
            TypeRef::named_nn(name)
        } else {
            TypeRef::named(name)
        };
        InputValue::new(&self.argument, ty).description(&self.description)
    }
}

/// The schema of an answer with all its fields.
fn whole(asked: &Value) -> &Value {
    let schema = &asked["responses"]["200"]["content"]["application/json"]["schema"];
    match &schema["anyOf"] {
        Value::Null => schema,
        either => &either[0],
    }
}

/// The type that is not `null`.
fn word(kind: &Value) -> Option<&str> {
    match kind {
        Value::String(word) => Some(word),
        Value::Array(words) => words
            .iter()
            .filter_map(Value::as_str)
            .find(|word| *word != "null"),
        _ => None,
    }
}

fn camel(name: &str) -> String {
    let mut parts = name.split('_');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |whole, part| whole + &capital(part))
}

fn pascal(name: &str) -> String {
    name.split('_').map(capital).collect()
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}

/// A value as GraphQL tells it; `None` is `null`.
pub(super) fn told(shape: &Shape, value: Value, node: &Node) -> Option<FieldValue<'static>> {
    match (shape, value) {
        (_, Value::Null) => None,
        (Shape::Scalar(_), value) => Some(FieldValue::value(Told::from_json(value).unwrap_or_default())),
        (Shape::Object(_), value) => Some(FieldValue::owned_any(node.of(value))),
        (Shape::List(of), Value::Array(values)) => {
            let values = values
                .into_iter()
                .map(|value| told(of, value, node).unwrap_or(FieldValue::NULL));
            Some(FieldValue::list(values))
        }
        (Shape::List(_), value) => Some(FieldValue::value(Told::from_json(value).unwrap_or_default())),
    }
}
