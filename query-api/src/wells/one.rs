//! `GET /wells/{well_id}`: a well now, or at an instant, on a day, at a version, as reported.

use actix_web::http::header::ETAG;
use actix_web::{HttpRequest, HttpResponse, web};
use wellflow_domain::well::Well;
use wellflow_http::headers::WELLFLOW_POSITION;
use wellflow_http::{Principal, Problem};
use wellflow_read_model::{WELL_HISTORY, well_history};

use super::current::current;
use crate::authz::Read;
use crate::fresh::{Demand, header};
use crate::history::{Asked, POINT, at_once};
use crate::params::{Params, parse_uuid};
use crate::{QueryApi, tag};

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
    let asked = Asked::read(&Params::read(&request, &POINT)?)?;
    if asked.is_now() {
        let tenant = &principal.tenant;
        let at_hand = api
            .cache
            .at_hand(tenant.organization_id(), well_id, demand.position);
        // What is at hand needs no future that has room for every way to a well.
        let found = match at_hand {
            Some(found) => found,
            None => Box::pin(current(&api, tenant, well_id, demand)).await?,
        };
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
    let tenant = &principal.tenant;
    let read = async |organization_id, when| {
        well_history::at(
            &api.rows_of(tenant, WELL_HISTORY, well_id),
            organization_id,
            well_id,
            when,
        )
        .await
    };
    let read = at_once::<Well>(&api, tenant, well_id, (asked, demand), read, Ok);
    let (known, past) = Box::pin(read).await?;
    Ok(known.answer(&request, demand, past))
}
