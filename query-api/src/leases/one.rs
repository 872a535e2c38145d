//! `GET /leases/{lease_id}`: a lease now, or at an instant, on a day, at a version, as reported; and its events.

use actix_web::http::header::HeaderValue;
use actix_web::{HttpRequest, HttpResponse, web};
use wellflow_domain::lease::Lease;
use wellflow_http::{Principal, Problem};
use wellflow_read_model::{LEASE_HISTORY, lease_history};

use super::seen_by;
use crate::authz::Read;
use crate::error::QueryError;
use crate::fresh::Demand;
use crate::history::{Asked, POINT, at_once, now};
use crate::params::{Params, parse_uuid};
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
    let read = async |organization_id, when| {
        lease_history::at(&api.once(tenant), organization_id, lease_id, when).await
    };
    if !asked.is_now() {
        let (known, past) = at_once::<Lease>(api, tenant, lease_id, (asked, demand), read, show).await?;
        return Ok(known.answer(request, demand, past));
    }
    let rows = (LEASE_HISTORY, read);
    let (position, found) = now::<Lease>(api, tenant, lease_id, demand, rows).await?;
    let body = show(found.document)?;
    let tag = tag(found.version, &body);
    Ok(tag::answer((request, demand), position, tag, body))
}
