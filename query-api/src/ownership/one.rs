//! `GET /divisions/{division_id}`: a division with all its decks, months and changes; now, or at an instant, on a day, at a
//! version, as reported. `GET /divisions/{division_id}/events`: what happened to it.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;
use uuid::Uuid;
use wellflow_domain::division_of_interest::{DivisionOfInterest, DivisionSummary};
use wellflow_event_store::Folded;
use wellflow_http::{Principal, Problem, etag};
use wellflow_read_model::document::Document;

use super::told::told;
use crate::QueryApi;
use crate::authz::Read;
use crate::error::QueryError;
use crate::fresh::Demand;
use crate::history::{Asked, POINT};
use crate::params::{Params, parse_uuid};
use crate::past::{Known, Past};
use crate::subject::unknown;
use crate::{events, tag};

#[derive(Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "Division")
)]
pub(crate) struct Shown {
    division_id: Uuid,
    #[serde(flatten)]
    division: DivisionSummary,
}

pub(crate) async fn one(
    principal: Principal,
    api: web::Data<QueryApi>,
    path: web::Path<String>,
    demand: Demand,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    api.admit(&principal, Read::Ownership).await?;
    let id = parse_uuid("division_id", &path)?;
    let asked = Asked::read(&Params::read(&request, &POINT)?)?;
    let tenant = &principal.tenant;
    let known = Known::at(&api, tenant, asked.as_of, demand).await?;
    let told = told(&api, tenant, id, (asked, known))
        .await
        .map_err(|error| known.said(error))?;
    let (version, position) = (told.version, told.position);
    let document = document(id, told).ok_or_else(|| unknown::<DivisionOfInterest>(id))?;
    let body = document.to_json().map_err(QueryError::from)?;
    if asked.is_now() {
        // Every fact of a division is shown as soon as it is known, so that its version names the answer.
        let tag = etag::etag(version);
        return Ok(tag::answer((&request, demand), known.position, tag, body));
    }
    let past = Past {
        position: asked.at_version.map_or(known.position, |_| position),
        body,
        fixed: asked.at_version.is_some(),
        link: None,
    };
    Ok(known.answer(&request, demand, past))
}

pub(crate) async fn events(
    principal: Principal,
    api: web::Data<QueryApi>,
    path: web::Path<String>,
    demand: Demand,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    api.admit(&principal, Read::Events).await?;
    Read::Ownership.allow(&principal)?;
    events::events::<DivisionOfInterest>(&principal, &api, &path, (demand, &request)).await
}

/// The division as it is answered; `None` where nothing is known of it.
pub(crate) fn document(
    id: Uuid,
    told: Folded<DivisionOfInterest>,
) -> Option<Document<impl Serialize + use<>>> {
    let division = told.state.summary()?;
    Some(Document {
        summary: Shown {
            division_id: id,
            division,
        },
        version: told.version,
        position: told.position,
        recorded_at: told.recorded_at,
    })
}
