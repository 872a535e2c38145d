//! The OpenAPI document of the API. Feature `schema`.
//!
//! Invariants
//! - Every route is in it and nothing else is; a test asks each for the parameters it takes and compares.
//! - A schema is made of the type that writes the answer; what others write as text has its type in [`shapes`].

mod close;
mod found;
mod listed;
mod live;
mod parameters;
mod past;
mod production;
mod query;
pub(crate) mod shapes;
mod spending;
mod title;
mod wells;

use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};
use wellflow_http::openapi::Document;

use query::Questions;
use shapes::IncompleteSince;

const TAGS: &[(&str, &str)] = &[
    ("Wells", "Wells, their parts and what they produced."),
    (
        "Production",
        "Produced volumes, by completion, lease, field, county and operator.",
    ),
    ("Properties", "Months of a property: what its completions share."),
    ("Leases", "Leases, what holds them, their title and units."),
    ("Owners", "Whom we deal with."),
    ("Ownership", "Who owns which share of what, month by month."),
    ("Spending", "AFEs, operating agreements and the approval policy."),
    ("Search", "Everything that has a name, a number or a description."),
    ("History", "What happened, and what things were."),
    (
        "Operations",
        "How far the read models are, and what they wait for.",
    ),
    ("GraphQL", GRAPHQL),
];

/// No operation of it is here: where a service was built without it, its path is not there.
const GRAPHQL: &str = "Where the service was built with it, `/api/v1/graphql` takes the questions of this document as one graph, by `POST` \
and by `GET`; its types are made of the schemas here. What asks for too much at once is refused with `/problems/query-too-costly`.";

const DESCRIPTION: &str = "Questions, now and as of any past instant. Every answer says with `Wellflow-Position` up to which position \
of the organization's ledger it holds; a query may demand one with `Wellflow-Min-Position`. Which parts of an answer a role sees, and \
which questions it may ask, depends on the token. Refusals are problem documents (RFC 9457) whose type is a page of this server. \
`HEAD` is answered wherever `GET` is. What an answer is short of while a stream is parked stands in `incomplete_since`. Every list is also given whole, as CSV or as a document \
a line, and of everything `fields` chooses what is answered.";

/// The document.
pub fn document() -> Document {
    let settings = SchemaSettings::draft2020_12().for_serialize().with(|settings| {
        settings.definitions_path = "/components/schemas".into();
        settings.meta_schema = None;
    });
    let mut questions = Questions {
        generator: settings.into_generator(),
        marked: Vec::new(),
        operations: Vec::new(),
        chosen: Vec::new(),
    };
    wells::add(&mut questions);
    production::add(&mut questions);
    title::add(&mut questions);
    spending::add(&mut questions);
    past::add(&mut questions);
    live::add(&mut questions);
    let schemas = schemas(&mut questions);
    Document {
        title: "WellFlow query API",
        description: DESCRIPTION,
        version: "1",
        tags: TAGS,
        schemas,
        operations: questions.operations,
    }
}

fn schemas(questions: &mut Questions) -> Map<String, Value> {
    let incomplete = questions.generator.subschema_for::<IncompleteSince>().to_value();
    let mut definitions = questions.generator.take_definitions(true);
    for name in &questions.marked {
        let Some(Value::Object(members)) = definitions.get_mut(name) else {
            continue;
        };
        let properties = members.entry("properties").or_insert_with(|| json!({}));
        if let Value::Object(properties) = properties {
            properties.insert("incomplete_since".to_owned(), incomplete.clone());
        }
    }
    let mut schemas = close::close(&definitions);
    for chosen in &questions.chosen {
        chosen.add_to(&mut schemas);
    }
    listed::add_places(&mut schemas);
    schemas
}
