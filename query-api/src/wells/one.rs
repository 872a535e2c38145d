//! `GET /wells/{well_id}`: a well now, or at an instant, on a day, at a version, as reported.

use actix_web::http::header::ETAG;
use actix_web::{HttpRequest, HttpResponse, web};
use wellflow_http::headers::WELLFLOW_POSITION;
use wellflow_http::{FieldError, Principal, Problem};

use super::current::current;
use super::history::{Asked, at};
use crate::QueryApi;
use crate::authz::Read;
use crate::fresh::{Demand, header};
use crate::params::{Params, parse_uuid};
use crate::problems::CONFLICTING_PARAMETERS;
use crate::tag;

/// RFC 9211.
const CACHE_STATUS: &str = "cache-status";

pub(crate) async fn one(
    principal: Principal,
    api: web::Data<QueryApi>,
    path: web::Path<String>,
    demand: Demand,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    api.admit(&principal, Read::Wells).await?;
    let well_id = parse_uuid("well_id", &path)?;
    let params = Params::read(
        &request,
        &["as_of", "effective_on", "at_version", "as_reported_on"],
    )?;
    let asked = Asked {
        as_of: params.instant("as_of")?,
        effective_on: params.date("effective_on")?,
        at_version: params.number("at_version", 1, i64::MAX.unsigned_abs())?,
        as_reported_on: params.date("as_reported_on")?,
    };
    if asked.is_now() {
        let found = current(&api, &principal.tenant, well_id, demand).await?;
        let tag = tag::of_well(&found.well);
        if tag::is_known(&request, &tag) {
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
            ("as_reported_on", asked.as_reported_on.is_some()),
        ] {
            if given {
                return Err(conflicting(name));
            }
        }
    }
    let (known, past) = at(&api, &principal.tenant, well_id, asked, demand).await?;
    Ok(known.answer(&request, demand, past))
}

fn conflicting(name: &str) -> Problem {
    let detail = format!("at_version names a point by itself; it does not go together with {name}.");
    Problem::new(CONFLICTING_PARAMETERS, detail).with_error(FieldError::parameter(
        name,
        CONFLICTING_PARAMETERS.slug,
        "leave out this parameter or at_version",
    ))
}
