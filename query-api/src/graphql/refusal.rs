//! Problems as GraphQL tells them: `message`, and in `extensions` the `code`, which is the slug of the problem's page.

use async_graphql::{Error, ErrorExtensionValues, ErrorExtensions, ServerError, Value as GraphqlValue};
use serde_json::Value;
use wellflow_http::{BAD_REQUEST, INTERNAL_ERROR, Problem};

/// A problem that several fields may be told.
#[derive(Clone, Debug)]
pub(super) struct Refusal {
    code: String,
    status: u16,
    message: String,
    /// The faults with their places.
    errors: Value,
}

impl Refusal {
    pub(super) fn of(problem: &Problem) -> Self {
        Self::read(serde_json::to_value(problem).unwrap_or_default())
    }

    /// A problem document.
    pub(super) fn read(mut problem: Value) -> Self {
        let code = problem["type"]
            .as_str()
            .map(|kind| kind.trim_start_matches("/problems/"));
        Self {
            code: code.unwrap_or(INTERNAL_ERROR.slug).to_owned(),
            status: problem["status"]
                .as_u64()
                .and_then(|it| it.try_into().ok())
                .unwrap_or(500),
            message: problem["detail"]
                .as_str()
                .unwrap_or(INTERNAL_ERROR.title)
                .to_owned(),
            errors: problem["errors"].take(),
        }
    }

    pub(super) const fn status(&self) -> u16 {
        self.status
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::new(refusal.message).extend_with(|_, extensions| {
            extensions.set("code", refusal.code.clone());
            extensions.set("status", u32::from(refusal.status));
            if let Ok(errors @ GraphqlValue::List(_)) = GraphqlValue::from_json(refusal.errors.clone()) {
                extensions.set("errors", errors);
            }
        })
    }
}

impl From<Refusal> for ServerError {
    fn from(refusal: Refusal) -> Self {
        Error::from(refusal).into_server_error(async_graphql::Pos::default())
    }
}

/// Gives every error a code. What went wrong in a field without being a problem is a fault of ours and tells nothing of the inside.
pub(super) fn complete(error: &mut ServerError) {
    let known = |extensions: &ErrorExtensionValues| extensions.get("code").is_some();
    if error.extensions.as_ref().is_some_and(known) {
        return;
    }
    let kind = if error.path.is_empty() {
        BAD_REQUEST
    } else {
        INTERNAL_ERROR
    };
    if kind == INTERNAL_ERROR {
        tracing::error!(error = error.message, "a field of a query failed");
        error.message = INTERNAL_ERROR.title.to_owned();
    }
    let extensions = error.extensions.get_or_insert_default();
    extensions.set("code", kind.slug);
    extensions.set("status", u32::from(kind.status));
}
