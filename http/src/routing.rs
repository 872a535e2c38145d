//! What answers a path no handler took: 404, or 405 with the methods the path does answer.

use actix_web::dev::ResourceDef;
use actix_web::http::Method;
use actix_web::http::header::{ALLOW, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, web};

use crate::problem::Problem;
use crate::problems::{METHOD_NOT_ALLOWED, NOT_FOUND};

/// A path pattern with a method it answers; each surface lists its own, so that 405 can name them all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// The method.
    pub method: Method,
    /// The pattern, for example `/api/v1/wells/{well_id}`.
    pub pattern: String,
}

impl Route {
    /// A route.
    pub fn new(method: Method, pattern: impl Into<String>) -> Self {
        Self {
            method,
            pattern: pattern.into(),
        }
    }
}

/// The routes of every surface mounted on a server.
pub(crate) struct RouteTable(Vec<(ResourceDef, Method)>);

impl RouteTable {
    pub(crate) fn new(routes: &[Route]) -> Self {
        Self(
            routes
                .iter()
                .map(|route| (ResourceDef::new(route.pattern.as_str()), route.method.clone()))
                .collect(),
        )
    }

    fn methods(&self, path: &str) -> Vec<&str> {
        let mut methods: Vec<_> = self
            .0
            .iter()
            .filter(|(def, _)| def.is_match(path))
            .map(|(_, method)| method.as_str())
            .collect();
        methods.sort_unstable();
        methods.dedup();
        methods
    }
}

/// The default service of every app and resource.
pub(crate) async fn unrouted(
    req: HttpRequest,
    table: web::Data<RouteTable>,
) -> Result<HttpResponse, Problem> {
    let allowed = table.methods(req.path());
    if allowed.is_empty() || allowed.contains(&req.method().as_str()) {
        return Err(Problem::new(NOT_FOUND, "No resource answers at this path."));
    }
    let allowed = allowed.join(", ");
    let problem = Problem::new(METHOD_NOT_ALLOWED, format!("This path answers {allowed}."));
    Err(match HeaderValue::try_from(allowed) {
        Ok(value) => problem.with_header(ALLOW, value),
        Err(_) => problem,
    })
}
