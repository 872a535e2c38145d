//! A question, from what all questions have alike to what is its own.

use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Value, json};
use wellflow_http::openapi::{Header, Operation, Parameter, Place, Reply};
use wellflow_http::{
    AUTHENTICATION_REQUIRED, BUSY, EXPIRED_TOKEN, INTERNAL_ERROR, INVALID_HEADER, INVALID_PARAMETER,
    INVALID_TOKEN, NOT_FOUND, ORGANIZATION_UNKNOWN, ProblemType, ROLE_NOT_PERMITTED, UNKNOWN_PARAMETER,
};

use super::listed::Chosen;
use super::parameters::{self, in_path};
use super::shapes::{List, Page};
use crate::problems::{
    AS_OF_IN_FUTURE, CONFLICTING_PARAMETERS, INVALID_CURSOR, NOT_YET_PROJECTED, STREAM_NOT_READABLE,
    VERSION_UNKNOWN,
};
use crate::subject::Subject;

/// What an answer with a body may carry.
const HEADERS: [Header; 9] = [
    Header::Position,
    Header::Age,
    Header::PreferenceApplied,
    Header::Etag,
    Header::CacheControl,
    Header::Vary,
    Header::Link,
    Header::AsOfFinal,
    Header::IncompleteSince,
];

/// The questions so far, and the schemas they refer to.
pub(super) struct Questions {
    pub(super) generator: SchemaGenerator,
    /// Names of schemas to which an answer may add what it is short of.
    pub(super) marked: Vec<String>,
    pub(super) operations: Vec<Operation>,
    /// Answers that are also given with some of their fields alone.
    pub(super) chosen: Vec<Chosen>,
}

impl Questions {
    /// Adds a question about a path. Its parameters are taken from the path itself.
    pub(super) fn ask(
        &mut self,
        (tag, id): (&'static str, &str),
        path: &str,
        summary: &str,
        more: impl FnOnce(Question) -> Question,
    ) {
        let mut parameters = in_path(path);
        let mut problems = vec![
            INVALID_PARAMETER,
            UNKNOWN_PARAMETER,
            INVALID_HEADER,
            AUTHENTICATION_REQUIRED,
            INVALID_TOKEN,
            EXPIRED_TOKEN,
            ROLE_NOT_PERMITTED,
            ORGANIZATION_UNKNOWN,
            INTERNAL_ERROR,
            BUSY,
        ];
        if !parameters.is_empty() {
            problems.push(NOT_FOUND);
        }
        parameters.push(parameters::min_position());
        parameters.push(parameters::prefer());
        problems.push(NOT_YET_PROJECTED);
        let operation = Operation {
            id: id.to_owned(),
            method: "get",
            path: format!("{}{path}", crate::routes::PREFIX),
            tag,
            summary: summary.to_owned(),
            description: String::new(),
            parameters,
            body: None,
            replies: Vec::new(),
            problems,
        };
        let Question(operation, chosen) = more(Question(operation, None));
        self.operations.push(operation);
        self.chosen.extend(chosen);
    }

    /// The schema of a body, which may say what it is short of.
    pub(super) fn body<T: JsonSchema>(&mut self) -> Value {
        let schema = self.generator.subschema_for::<T>().to_value();
        let name = schema
            .get("$ref")
            .and_then(Value::as_str)
            .and_then(|reference| reference.rsplit('/').next());
        self.marked.extend(name.map(str::to_owned));
        schema
    }

    /// The schema of a page of documents, each of which may say what it is short of.
    pub(super) fn page<T: JsonSchema>(&mut self) -> Value {
        self.body::<T>();
        self.body::<Page<T>>()
    }

    /// The schema of documents that are answered all together.
    pub(super) fn list<T: JsonSchema>(&mut self) -> Value {
        self.body::<T>();
        self.body::<List<T>>()
    }
}

/// A question.
pub(super) struct Question(pub(super) Operation, pub(super) Option<Chosen>);

impl Question {
    pub(super) fn taking(mut self, parameters: impl IntoIterator<Item = Parameter>) -> Self {
        self.0.parameters.extend(parameters);
        self
    }

    /// With the value its example has for a parameter.
    pub(super) fn with(mut self, name: &str, example: impl Into<Value>) -> Self {
        let example = example.into();
        for parameter in &mut self.0.parameters {
            if parameter.name == name {
                parameter.example = Some(example.clone());
            }
        }
        self
    }

    pub(super) fn refusing(mut self, problems: impl IntoIterator<Item = &'static ProblemType>) -> Self {
        self.0.problems.extend(problems);
        self
    }

    /// About one thing that there may not be.
    pub(super) fn about<S: Subject>(self) -> Self {
        self.refusing([S::UNKNOWN, S::NOT_YET_KNOWN, STREAM_NOT_READABLE])
    }

    /// At what was known and what held.
    pub(super) fn at_a_point(self) -> Self {
        self.taking([parameters::as_of(), parameters::effective_on()])
            .refusing([AS_OF_IN_FUTURE])
    }

    /// At what was known then.
    pub(super) fn known_then(self) -> Self {
        self.taking([parameters::as_of()]).refusing([AS_OF_IN_FUTURE])
    }

    /// At any point of one thing's history.
    pub(super) fn at_any_point(self) -> Self {
        self.at_a_point()
            .taking([parameters::at_version(), parameters::as_reported_on()])
            .refusing([CONFLICTING_PARAMETERS, VERSION_UNKNOWN])
    }

    /// Page by page.
    pub(super) fn paged(self) -> Self {
        self.taking([parameters::limit(), parameters::cursor()])
            .refusing([INVALID_CURSOR])
    }

    /// With JSON.
    pub(super) fn answers(self, schema: Value) -> Self {
        self.answers_with(vec![("application/json", schema)])
    }

    /// With one of several kinds, as `Accept` names them.
    pub(super) fn answers_with(mut self, content: Vec<(&'static str, Value)>) -> Self {
        self.0.replies.push(Reply {
            status: 200,
            description: "The answer, as it holds at its position.",
            headers: HEADERS.to_vec(),
            content,
        });
        self
    }

    /// With a tag, so that a client may ask whether it has the answer.
    pub(super) fn tagged(mut self) -> Self {
        self.0.parameters.push(Parameter {
            name: "If-None-Match",
            place: Place::Header,
            description: "The `ETag` of the answer the client has (RFC 9110).",
            is_required: false,
            schema: json!({"type": "string"}),
            example: None,
        });
        self.0.replies.push(Reply {
            status: 304,
            description: "The client has this answer.",
            headers: HEADERS.to_vec(),
            content: Vec::new(),
        });
        self
    }

    /// With another header on every answer.
    pub(super) fn saying(mut self, header: Header) -> Self {
        for reply in &mut self.0.replies {
            reply.headers.push(header);
        }
        self
    }

    /// About what is at no position of the ledger, so that none can be demanded.
    pub(super) fn of_no_position(mut self) -> Self {
        self.0.parameters.retain(|it| it.place != Place::Header);
        self.0.problems.retain(|it| *it != NOT_YET_PROJECTED);
        self
    }

    pub(super) fn described(mut self, description: &str) -> Self {
        description.clone_into(&mut self.0.description);
        self
    }
}
