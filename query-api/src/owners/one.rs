//! `GET /owners/{owner_id}`: an owner now, or at an instant, on a day, at a version, as reported; and what happened.

use actix_web::{HttpRequest, HttpResponse, web};
use wellflow_domain::owner::Owner;
use wellflow_http::{Principal, Problem};
use wellflow_read_model::{OWNER_HISTORY, owner_history};

use super::seen_by;
use crate::authz::Read;
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
    api.admit(&principal, Read::Owners).await?;
    let owner_id = parse_uuid("owner_id", &path)?;
    let asked = Asked::read(&Params::read(&request, &POINT)?)?;
    let (tenant, role) = (&principal.tenant, principal.role);
    let read = async |organization_id, when| {
        owner_history::at(&api.once(tenant), organization_id, owner_id, when).await
    };
    if !asked.is_now() {
        let show = |document: String| seen_by(role, document);
        let (known, past) = at_once::<Owner>(&api, tenant, owner_id, (asked, demand), read, show).await?;
        return Ok(known.answer(&request, demand, past));
    }
    let rows = (OWNER_HISTORY, read);
    let (position, found) = now::<Owner>(&api, tenant, owner_id, demand, rows).await?;
    let body = seen_by(role, found.document)?;
    let tag = tag::of_version(found.version, &body);
    Ok(tag::answer((&request, demand), position, tag, body))
}

/// Events say what was recorded: whoever may not read personal data may not read them.
pub(crate) async fn events(
    principal: Principal,
    api: web::Data<QueryApi>,
    path: web::Path<String>,
    demand: Demand,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    api.admit(&principal, Read::Events).await?;
    Read::PersonalData.allow(&principal)?;
    events::events::<Owner>(&principal, &api, &path, (demand, &request)).await
}
