//! The pages the type of a problem points to.

use actix_web::{HttpResponse, web};
use serde_json::json;

use crate::problem::{Problem, ProblemType};
use crate::problems::NOT_FOUND;

/// Every problem type this server may answer with.
#[derive(Clone, Debug)]
pub(crate) struct Registry(Vec<&'static ProblemType>);

impl Registry {
    pub(crate) fn new(mut types: Vec<&'static ProblemType>) -> Self {
        types.sort_by_key(|kind| kind.slug);
        types.dedup_by_key(|kind| kind.slug);
        Self(types)
    }
}

/// All types, as a list that links to the pages.
pub(crate) async fn index(registry: web::Data<Registry>) -> HttpResponse {
    let types: Vec<_> = registry
        .0
        .iter()
        .map(|kind| json!({"type": format!("/problems/{}", kind.slug), "title": kind.title, "status": kind.status}))
        .collect();
    HttpResponse::Ok().json(json!({ "problems": types }))
}

/// One type's page, in Markdown.
pub(crate) async fn page(
    registry: web::Data<Registry>,
    slug: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    let Some(kind) = registry.0.iter().find(|kind| kind.slug == slug.as_str()) else {
        return Err(Problem::new(
            NOT_FOUND,
            "There is no problem type of this name; GET /problems lists them.",
        ));
    };
    Ok(HttpResponse::Ok()
        .content_type("text/markdown; charset=utf-8")
        .body(kind.page))
}
