//! OpenAPI documents and a page to read them on, where the installation serves them.
//!
//! They hold nothing of any organization and are answered without a token: a browser sends none when it opens a page. That is
//! why a setting serves them, and none does by itself.

use std::fmt;
use std::sync::Arc;

use actix_web::http::header::{CONTENT_SECURITY_POLICY, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, web};
use utoipa_swagger_ui::{Config, Url};

use crate::problem::Problem;
use crate::problems::NOT_FOUND;

/// Where the page is.
pub(crate) const PAGE: &str = "/docs/{file:.*}";
/// Where the documents are.
pub(crate) const DOCUMENT: &str = "/openapi/{name}";

/// The page runs its own scripts and asks this server alone; its styles are written into it by its scripts.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; \
     frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
);

/// An OpenAPI document.
#[derive(Clone, Copy, Debug)]
pub struct ApiDocument {
    /// What the page calls it.
    pub title: &'static str,
    /// Where it is served, under `/openapi/`.
    pub path: &'static str,
    /// The document.
    pub text: &'static str,
}

/// The documents a server serves.
#[derive(Clone)]
pub(crate) struct Documents {
    documents: Vec<ApiDocument>,
    page: Arc<Config<'static>>,
}

impl fmt::Debug for Documents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Documents")
            .field("documents", &self.documents.len())
            .finish_non_exhaustive()
    }
}

impl Documents {
    pub(crate) fn new(documents: &[ApiDocument]) -> Self {
        let urls = documents
            .iter()
            .map(|document| Url::new(document.title, document.path));
        Self {
            documents: documents.to_vec(),
            page: Arc::new(Config::new(urls).validator_url("none")),
        }
    }
}

pub(crate) async fn document(
    documents: web::Data<Documents>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let found = documents
        .documents
        .iter()
        .find(|document| document.path == request.path());
    let document = found.ok_or_else(nothing)?;
    Ok(HttpResponse::Ok()
        .content_type("application/json")
        .body(document.text))
}

pub(crate) async fn page(
    documents: web::Data<Documents>,
    file: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    let found = utoipa_swagger_ui::serve(&file, documents.page.clone())
        .map_err(|error| Problem::internal(error.to_string()))?;
    let file = found.ok_or_else(nothing)?;
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_SECURITY_POLICY, POLICY))
        .content_type(file.content_type)
        .body(file.bytes.into_owned()))
}

fn nothing() -> Problem {
    Problem::new(
        NOT_FOUND,
        "Nothing is served under this name; the page is /docs/.",
    )
}
