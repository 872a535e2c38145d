//! `GET /owners/{owner_id}`: an owner now, or at an instant, on a day, at a version, as reported; and what happened.

use actix_web::http::header::ETAG;
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::Utc;
use uuid::Uuid;
use wellflow_decider::Decider;
use wellflow_domain::owner::{Owner, OwnerSummary};
use wellflow_http::{Principal, Problem};
use wellflow_read_model::document::Document;
use wellflow_read_model::history::{Shown, When};
use wellflow_read_model::{OWNER_HISTORY, owner_history};
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
    api.admit(&principal, Read::Owners).await?;
    let owner_id = parse_uuid("owner_id", &path)?;
    let asked = Asked::read(&Params::read(&request, &POINT)?)?;
    let (tenant, role) = (&principal.tenant, principal.role);
    if !asked.is_now() {
        let show = |document: Document<OwnerSummary>| seen_by(role, document.to_json()?);
        let (known, past) = at::<Owner>(&api, tenant, owner_id, (asked, demand), show).await?;
        return Ok(known.answer(&request, demand, past));
    }
    let (position, found) = now(&api, tenant, owner_id, demand).await?;
    let body = seen_by(role, found.document)?;
    let tag = tag::of_version(found.version, &body);
    if tag::is_known(&request, &tag) {
        let mut response = demand.start(HttpResponse::NotModified(), position);
        return Ok(response.insert_header((ETAG, tag)).finish());
    }
    let mut response = demand.answer(position);
    response
        .insert_header((ETAG, tag))
        .content_type("application/json");
    Ok(response.body(body))
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

async fn now(
    api: &QueryApi,
    tenant: &Tenant,
    owner_id: Uuid,
    demand: Demand,
) -> Result<(u64, Shown), QueryError> {
    demand.wait_for(api, tenant, OWNER_HISTORY).await?;
    let when = When {
        position: None,
        at: Utc::now(),
        day: None,
    };
    let found = owner_history::at(&api.once(tenant), tenant.organization_id(), owner_id, when).await?;
    match found {
        (position, Some(shown)) => Ok((position, shown)),
        (position, None) => {
            // Every fact of it lies ahead, or there is none.
            let mut known = stream(api, tenant, Owner::KIND, owner_id).await?;
            known.retain(|event| event.position <= position);
            if known.is_empty() {
                return Err(unknown::<Owner>(owner_id).into());
            }
            Err(not_in_effect::<Owner>(owner_id, &known, "owner_id")?.into())
        }
    }
}
