//! RFC 9457 problems: a registry of types, and the one error a handler answers with.
//!
//! Invariants
//! - A type's slug has a page `docs/problems/<slug>.md`; a type without one does not compile.
//! - The causes of a 5xx stay in the log.

use std::borrow::Cow;
use std::error::Error;
use std::fmt;

use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use actix_web::{HttpResponse, ResponseError};
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

use crate::request_id::RequestId;

/// The media type of a problem.
pub const PROBLEM_JSON: &str = "application/problem+json";

/// A kind of problem; the slug is the last segment of its type URI and the name of its page.
#[derive(Debug, PartialEq, Eq)]
pub struct ProblemType {
    /// Lower case words joined by hyphens.
    pub slug: &'static str,
    /// What went wrong, the same for every occurrence.
    pub title: &'static str,
    /// The HTTP status it is answered with.
    pub status: u16,
    /// The page, in Markdown.
    pub page: &'static str,
}

/// Declares problem types: a constant each, and a slice of them all. Every slug must have its page.
///
/// ```text
/// wellflow_http::problem_types! {
///     /// Problems of this surface.
///     pub const PROBLEMS = [
///         WELL_UNKNOWN = 404, "well-unknown", "There is no such well";
///     ];
/// }
/// ```
#[macro_export]
macro_rules! problem_types {
    ($(#[$meta:meta])* $vis:vis const $all:ident = [$($name:ident = $status:literal, $slug:literal, $title:literal;)+];) => {
        $(
            #[doc = concat!($title, " (", stringify!($status), ").")]
            $vis const $name: &$crate::ProblemType = &$crate::ProblemType {
                slug: $slug,
                title: $title,
                status: $status,
                page: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/problems/", $slug, ".md")),
            };
        )+
        $(#[$meta])*
        $vis const $all: &[&$crate::ProblemType] = &[$($name),+];
    };
}

/// Where in the request a fault lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Location {
    /// In the body, as an RFC 6901 pointer.
    Pointer(String),
    /// In a path or query parameter, by name.
    Parameter(String),
    /// In a header, by name.
    Header(String),
}

/// One fault of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// Where.
    pub location: Location,
    /// The rule that is broken; the slug of a problem type wherever one exists.
    pub code: Cow<'static, str>,
    /// The fault in words, with the values that make it one.
    pub detail: String,
}

impl FieldError {
    /// A fault in the body; the pointer is RFC 6901.
    pub fn pointer(
        pointer: impl Into<String>,
        code: impl Into<Cow<'static, str>>,
        detail: impl Into<String>,
    ) -> Self {
        Self {
            location: Location::Pointer(pointer.into()),
            code: code.into(),
            detail: detail.into(),
        }
    }

    /// A fault in a path or query parameter.
    pub fn parameter(
        name: impl Into<String>,
        code: impl Into<Cow<'static, str>>,
        detail: impl Into<String>,
    ) -> Self {
        Self {
            location: Location::Parameter(name.into()),
            code: code.into(),
            detail: detail.into(),
        }
    }

    /// A fault in a header.
    pub fn header(
        name: impl Into<String>,
        code: impl Into<Cow<'static, str>>,
        detail: impl Into<String>,
    ) -> Self {
        Self {
            location: Location::Header(name.into()),
            code: code.into(),
            detail: detail.into(),
        }
    }
}

impl Serialize for FieldError {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (kind, place) = match &self.location {
            Location::Pointer(pointer) => ("pointer", pointer),
            Location::Parameter(name) => ("parameter", name),
            Location::Header(name) => ("header", name),
        };
        let mut map = serializer.serialize_map(Some(3))?;
        map.serialize_entry(kind, place)?;
        map.serialize_entry("code", &self.code)?;
        map.serialize_entry("detail", &self.detail)?;
        map.end()
    }
}

/// An occurrence of a problem type: what a handler returns instead of a success.
///
/// Its JSON is the RFC 9457 object; the cause, if any, is not part of it.
#[derive(Debug)]
pub struct Problem(Box<Occurrence>);

#[derive(Debug)]
struct Occurrence {
    kind: &'static ProblemType,
    status: u16,
    detail: String,
    instance: Option<String>,
    errors: Vec<FieldError>,
    extensions: Map<String, Value>,
    headers: Vec<(HeaderName, HeaderValue)>,
    cause: Option<Box<dyn Error + Send + Sync>>,
}

impl Problem {
    /// An occurrence of the type, explained to the client in `detail`.
    pub fn new(kind: &'static ProblemType, detail: impl Into<String>) -> Self {
        Self(Box::new(Occurrence {
            kind,
            status: kind.status,
            detail: detail.into(),
            instance: None,
            errors: Vec::new(),
            extensions: Map::new(),
            headers: Vec::new(),
            cause: None,
        }))
    }

    /// A fault of ours: the client learns nothing of it, the log everything.
    pub fn internal(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        let mut problem = Self::new(
            crate::problems::INTERNAL_ERROR,
            "The server failed; the request id finds the reason in its log.",
        );
        problem.0.cause = Some(cause.into());
        problem
    }

    /// Answers with another status than the type's own.
    #[must_use]
    pub fn with_status(mut self, status: u16) -> Self {
        self.0.status = status;
        self
    }

    /// Adds a fault with its place.
    #[must_use]
    pub fn with_error(mut self, error: FieldError) -> Self {
        self.0.errors.push(error);
        self
    }

    /// Adds faults with their places.
    #[must_use]
    pub fn with_errors(mut self, errors: impl IntoIterator<Item = FieldError>) -> Self {
        self.0.errors.extend(errors);
        self
    }

    /// Names the occurrence itself, for example the event it is about.
    #[must_use]
    pub fn with_instance(mut self, instance: impl Into<String>) -> Self {
        self.0.instance = Some(instance.into());
        self
    }

    /// Adds a member of its own, for example `current_version`.
    #[must_use]
    pub fn with_extension(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.0.extensions.insert(name.to_owned(), value.into());
        self
    }

    /// A member added by [`Problem::with_extension`].
    pub fn extension(&self, name: &str) -> Option<&Value> {
        self.0.extensions.get(name)
    }

    /// Adds a response header.
    #[must_use]
    pub fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.0.headers.push((name, value));
        self
    }

    /// Keeps the cause for the log; the client does not see it.
    #[must_use]
    pub fn caused_by(mut self, cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        self.0.cause = Some(cause.into());
        self
    }

    /// Moves every fault to where it stands in a larger whole, for example in an item of a batch.
    #[must_use]
    pub fn relocated(mut self, place: impl Fn(Location) -> Location) -> Self {
        for error in &mut self.0.errors {
            error.location = place(std::mem::replace(
                &mut error.location,
                Location::Pointer(String::new()),
            ));
        }
        self
    }

    /// The type.
    pub fn kind(&self) -> &'static ProblemType {
        self.0.kind
    }

    /// The status it is answered with.
    pub fn status(&self) -> u16 {
        self.0.status
    }

    /// The faults with their places.
    pub fn errors(&self) -> &[FieldError] {
        &self.0.errors
    }

    /// Writes the chain of causes to the log. The server does so for a problem that is the answer to a request; a
    /// handler that puts problems into a body of its own (a batch) does it for those.
    pub fn log(&self, request_id: &RequestId) {
        let Some(cause) = &self.0.cause else { return };
        let mut chain = cause.to_string();
        let mut source = cause.source();
        while let Some(error) = source {
            chain.push_str(": ");
            chain.push_str(&error.to_string());
            source = error.source();
        }
        if self.0.status >= 500 {
            tracing::error!(%request_id, problem = self.0.kind.slug, error = chain, "request failed");
        } else {
            tracing::info!(%request_id, problem = self.0.kind.slug, error = chain, "request refused");
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.0.kind.title, self.0.detail)
    }
}

impl Error for Problem {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.0
            .cause
            .as_deref()
            .map(|cause| cause as &(dyn Error + 'static))
    }
}

impl Serialize for Problem {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let it = &self.0;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("type", &format_args!("/problems/{}", it.kind.slug))?;
        map.serialize_entry("title", it.kind.title)?;
        map.serialize_entry("status", &it.status)?;
        map.serialize_entry("detail", &it.detail)?;
        if let Some(instance) = &it.instance {
            map.serialize_entry("instance", instance)?;
        }
        if !it.errors.is_empty() {
            map.serialize_entry("errors", &it.errors)?;
        }
        for (name, value) in &it.extensions {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.0.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status_code());
        for (name, value) in &self.0.headers {
            response.insert_header((name.clone(), value.clone()));
        }
        response.insert_header((CONTENT_TYPE, PROBLEM_JSON));
        match serde_json::to_vec(self) {
            Ok(body) => response.body(body),
            Err(_) => response.finish(),
        }
    }
}

#[cfg(test)]
mod tests {
    use actix_web::body::to_bytes;
    use serde_json::json;

    use super::*;

    #[actix_web::test]
    async fn a_problem_serializes_as_rfc_9457() {
        let problem = Problem::new(crate::UNKNOWN_FIELD, "no such field")
            .with_instance("/events/1")
            .with_error(FieldError::pointer("/rig~1no", "unknown-field", "no such field"))
            .with_extension("current_version", 7);
        let response = problem.error_response();
        assert_eq!(response.status(), 422);
        assert_eq!(response.headers().get(CONTENT_TYPE).unwrap(), PROBLEM_JSON);
        let body: Value = serde_json::from_slice(&to_bytes(response.into_body()).await.unwrap()).unwrap();
        assert_eq!(
            body,
            json!({
                "type": "/problems/unknown-field", "title": crate::UNKNOWN_FIELD.title, "status": 422,
                "detail": "no such field", "instance": "/events/1", "current_version": 7,
                "errors": [{"pointer": "/rig~1no", "code": "unknown-field", "detail": "no such field"}],
            })
        );
    }

    #[actix_web::test]
    async fn a_fault_of_ours_says_nothing_of_the_inside() {
        let problem = Problem::internal("connection to 10.1.2.3 refused");
        let body = to_bytes(problem.error_response().into_body()).await.unwrap();
        assert!(!String::from_utf8_lossy(&body).contains("10.1.2.3"));
    }
}
