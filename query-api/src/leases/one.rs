//! `GET /leases/{lease_id}`: a lease now, or at an instant, on a day, at a version, as reported; and its events.

use actix_web::http::header::{ETAG, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::Utc;
use uuid::Uuid;
use wellflow_decider::Decider;
use wellflow_domain::lease::{Lease, LeaseSummary};
use wellflow_http::{Principal, Problem};
use wellflow_read_model::document::Document;
use wellflow_read_model::history::{Shown, When};
use wellflow_read_model::{LEASE_HISTORY, lease_history};
use wellflow_runtime::Tenant;

use super::seen_by;
use crate::authz::Read;
use crate::error::QueryError;
use crate::fresh::Demand;
use crate::history::{Asked, POINT, at};
use crate::params::{Params, parse_uuid};
use crate::past::stream;
use crate::subject::{not_in_effect, unknown};
use crate::{QueryApi, events, tag};

pub(crate) async fn one(
    principal: Principal,
    api: web::Data<QueryApi>,
    path: web::Path<String>,
    demand: Demand,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let role = principal.role;
    let show = move |document: String| seen_by(role, document);
    let by_version = |version: u64, body: &str| tag::of_version(version, body);
    answer(&principal, &api, &path, (demand, &request), &[], |_| {
        Ok((show, by_version))
    })
    .await
}

pub(crate) async fn events(
    principal: Principal,
    api: web::Data<QueryApi>,
    path: web::Path<String>,
    demand: Demand,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    api.admit(&principal, Read::Events).await?;
    Read::Leases.allow(&principal)?;
    events::events::<Lease>(&principal, &api, &path, (demand, &request)).await
}

/// Answers about a lease at a point. `others`: the parameters taken besides; `prepare` reads them, and answers what is to
/// be shown of a document and which tag names it.
pub(super) async fn answer<F, T>(
    principal: &Principal,
    api: &QueryApi,
    path: &str,
    (demand, request): (Demand, &HttpRequest),
    others: &[&str],
    prepare: impl FnOnce(&Params) -> Result<(F, T), Problem>,
) -> Result<HttpResponse, Problem>
where
    F: FnOnce(String) -> Result<String, QueryError>,
    T: FnOnce(u64, &str) -> HeaderValue,
{
    api.admit(principal, Read::Leases).await?;
    let lease_id = parse_uuid("lease_id", path)?;
    let params = Params::read(request, &[&POINT, others].concat())?;
    let asked = Asked::read(&params)?;
    let (show, tag) = prepare(&params)?;
    let tenant = &principal.tenant;
    if !asked.is_now() {
        let show = |document: Document<LeaseSummary>| show(document.to_json()?);
        let (known, past) = at::<Lease>(api, tenant, lease_id, (asked, demand), show).await?;
        return Ok(known.answer(request, demand, past));
    }
    let (position, found) = now(api, tenant, lease_id, demand).await?;
    let body = show(found.document)?;
    let tag = tag(found.version, &body);
    if tag::is_known(request, &tag) {
        let mut response = demand.start(HttpResponse::NotModified(), position);
        return Ok(response.insert_header((ETAG, tag)).finish());
    }
    let mut response = demand.answer(position);
    response
        .insert_header((ETAG, tag))
        .content_type("application/json");
    Ok(response.body(body))
}

async fn now(
    api: &QueryApi,
    tenant: &Tenant,
    lease_id: Uuid,
    demand: Demand,
) -> Result<(u64, Shown), QueryError> {
    demand.wait_for(api, tenant, LEASE_HISTORY).await?;
    let when = When {
        position: None,
        at: Utc::now(),
        day: None,
    };
    let found = lease_history::at(&api.once(tenant), tenant.organization_id(), lease_id, when).await?;
    match found {
        (position, Some(shown)) => Ok((position, shown)),
        (position, None) => {
            // Every fact of it lies ahead, or there is none.
            let mut known = stream(api, tenant, Lease::KIND, lease_id).await?;
            known.retain(|event| event.position <= position);
            if known.is_empty() {
                return Err(unknown::<Lease>(lease_id).into());
            }
            Err(not_in_effect::<Lease>(lease_id, &known, "lease_id")?.into())
        }
    }
}
