//! `GET /property-months/{property_month_id}`: gauges, run tickets, meters, allocations and stocks of a property's month; now,
//! or at an instant, on a day, at a version, as reported.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;
use uuid::Uuid;
use wellflow_domain::property_month::{PropertyMonth, PropertyMonthSummary};
use wellflow_http::{Principal, Problem};
use wellflow_read_model::document::Document;

use crate::QueryApi;
use crate::authz::Read;
use crate::fresh::Demand;
use crate::history::{Asked, POINT, at};
use crate::params::{Params, parse_uuid};

#[derive(Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "PropertyMonth")
)]
pub(crate) struct Shown {
    property_month_id: Uuid,
    #[serde(flatten)]
    month: PropertyMonthSummary,
}

/// A property's month as it is served.
pub(crate) const fn shown(property_month_id: Uuid, month: PropertyMonthSummary) -> Shown {
    Shown {
        property_month_id,
        month,
    }
}

pub(crate) async fn one(
    principal: Principal,
    api: web::Data<QueryApi>,
    path: web::Path<String>,
    demand: Demand,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    api.admit(&principal, Read::Production).await?;
    let property_month_id = parse_uuid("property_month_id", &path)?;
    let asked = Asked::read(&Params::read(&request, &POINT)?)?;
    let show = |document: Document<PropertyMonthSummary>| {
        let document = Document {
            summary: shown(property_month_id, document.summary),
            version: document.version,
            position: document.position,
            recorded_at: document.recorded_at,
        };
        Ok(document.to_json()?)
    };
    let about = (asked, demand);
    let (known, past) = at::<PropertyMonth>(&api, &principal.tenant, property_month_id, about, show).await?;
    Ok(known.answer(&request, demand, past))
}
