//! `GET /wells/{well_id}`: a well now, or at an instant, on a day, at a version.

use actix_web::http::header::{ETAG, IF_NONE_MATCH};
use actix_web::{HttpRequest, HttpResponse, web};
use wellflow_http::headers::WELLFLOW_POSITION;
use wellflow_http::{FieldError, Principal, Problem, etag};
use wellflow_read_model::cache::CachedWell;

use super::current::current;
use super::history::{Asked, at};
use crate::QueryApi;
use crate::authz::Read;
use crate::fresh::{Demand, header};
use crate::params::{Params, parse_uuid};
use crate::problems::CONFLICTING_PARAMETERS;

/// RFC 9211.
const CACHE_STATUS: &str = "cache-status";

pub(crate) async fn one(
    principal: Principal,
    api: web::Data<QueryApi>,
    path: web::Path<String>,
    demand: Demand,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    Read::Wells.allow(&principal)?;
    let well_id = parse_uuid("well_id", &path)?;
    let params = Params::read(&request, &["as_of", "effective_on", "at_version"])?;
    let asked = Asked {
        as_of: params.instant("as_of")?,
        effective_on: params.date("effective_on")?,
        at_version: params.number("at_version", 1, i64::MAX.unsigned_abs())?,
    };
    if asked.is_now() {
        let found = current(&api, &principal.tenant, well_id, demand).await?;
        let tag = etag::etag(found.well.version);
        if found.well.settled && none_match(&request, &found.well) {
            return Ok(HttpResponse::NotModified()
                .insert_header((ETAG, tag))
                .insert_header((header(WELLFLOW_POSITION), found.position))
                .insert_header((CACHE_STATUS, found.status))
                .finish());
        }
        return Ok(demand
            .answer(found.position)
            .insert_header((ETAG, tag))
            .insert_header((CACHE_STATUS, found.status))
            .content_type("application/json")
            .body(found.well.document));
    }
    if asked.at_version.is_some() {
        for (name, given) in [
            ("as_of", asked.as_of.is_some()),
            ("effective_on", asked.effective_on.is_some()),
        ] {
            if given {
                return Err(conflicting(name));
            }
        }
    }
    let (position, document) = at(&api, &principal.tenant, well_id, asked, demand).await?;
    Ok(demand
        .answer(position)
        .content_type("application/json")
        .body(document))
}

/// Whether the client has this version. Where a fact took effect later than it was recorded, one version has stood for
/// two documents: the caller then does not ask.
fn none_match(request: &HttpRequest, well: &CachedWell) -> bool {
    let ours = format!("\"{}\"", well.version);
    request
        .headers()
        .get_all(IF_NONE_MATCH)
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
        // RFC 9110: If-None-Match compares weakly.
        .any(|tag| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == ours)
}

fn conflicting(name: &str) -> Problem {
    let detail = format!("at_version names a point by itself; it does not go together with {name}.");
    Problem::new(CONFLICTING_PARAMETERS, detail).with_error(FieldError::parameter(
        name,
        CONFLICTING_PARAMETERS.slug,
        "leave out this parameter or at_version",
    ))
}
