//! `GET /production-months/{production_month_id}`: a month now, as it was known at an instant, or as its source had
//! reported it by a day.

use actix_web::{HttpRequest, HttpResponse, web};
use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;
use wellflow_decider::Decider;
use wellflow_domain::production_month::ProductionMonth;
use wellflow_event_store::{Point, RecordedEvent, fold, fold_as_reported};
use wellflow_http::{Principal, Problem, etag};
use wellflow_read_model::{MONTHLY_PRODUCTION, monthly_production};
use wellflow_runtime::Tenant;

use super::shown::{At, at_point, document, zone};
use super::{not_yet_known, unknown};
use crate::QueryApi;
use crate::authz::Read;
use crate::error::QueryError;
use crate::fresh::Demand;
use crate::params::{Params, parse_uuid};
use crate::past::{Known, Past, end_of_day, reported_at, stream};
use crate::tag;

pub(crate) async fn one(
    principal: Principal,
    api: web::Data<QueryApi>,
    path: web::Path<String>,
    demand: Demand,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    api.admit(&principal, Read::Production).await?;
    let id = parse_uuid("production_month_id", &path)?;
    let params = Params::read(&request, &["as_of", "as_reported_on"])?;
    let as_of = params.instant("as_of")?;
    let as_reported_on = params.date("as_reported_on")?;
    let tenant = &principal.tenant;
    if as_of.is_none() && as_reported_on.is_none() {
        return Ok(now(&api, tenant, id, (demand, &request)).await?);
    }
    let known = Known::at(&api, tenant, as_of, demand).await?;
    let body = told(&api, tenant, id, (as_of, as_reported_on), known)
        .await
        .map_err(|error| known.said(error))?;
    let past = Past {
        position: known.position,
        body,
        fixed: false,
        link: None,
    };
    Ok(known.answer(&request, demand, past))
}

/// Every fact of a month is shown as soon as it is known, so that its version names the answer.
async fn now(
    api: &QueryApi,
    tenant: &Tenant,
    id: Uuid,
    (demand, request): (Demand, &HttpRequest),
) -> Result<HttpResponse, QueryError> {
    demand.wait_for(api, tenant, MONTHLY_PRODUCTION).await?;
    let found = monthly_production::by_id(&api.once(tenant), tenant.organization_id(), id).await?;
    let (position, Some((row, redrawn))) = found else {
        return Err(unknown(id).into());
    };
    let month: ProductionMonth = serde_json::from_str(&row.aggregate)?;
    let at = At {
        version: row.version,
        position: row.position,
        recorded_at: row.recorded_at,
        reported_at: row.reported_at,
    };
    let body = document(id, &month, at).ok_or_else(|| unknown(id))?.to_json()?;
    let tag = if redrawn {
        tag::of_version(row.version, &body)
    } else {
        etag::etag(row.version)
    };
    Ok(tag::answer((request, demand), position, tag, body))
}

async fn told(
    api: &QueryApi,
    tenant: &Tenant,
    id: Uuid,
    (as_of, as_reported_on): (Option<DateTime<Utc>>, Option<NaiveDate>),
    known: Known,
) -> Result<String, QueryError> {
    let mut events = stream(api, tenant, ProductionMonth::KIND, id).await?;
    let first = events.first().map(|event| event.recorded_at);
    // Sequences and positions of a stream rise together.
    events.truncate(events.partition_point(|event| event.position <= known.position));
    if events.is_empty() {
        return Err(match (first, as_of) {
            (Some(first), Some(_)) => not_yet_known(first, "was recorded", "as_of"),
            // Nothing, or recorded since the ledger's end was looked at.
            (Some(_) | None, _) => unknown(id),
        }
        .into());
    }
    let folded = match as_reported_on {
        None => fold::<ProductionMonth>(&events, Point::default())?,
        Some(day) => {
            let on = reported_by(&events, day)?;
            if let Some(first) = events.iter().map(reported_at).min().filter(|first| *first > on) {
                return Err(not_yet_known(first, "was reported", "as_reported_on").into());
            }
            let folded = fold_as_reported::<ProductionMonth>(&events, on, Point::default())?;
            events.retain(|event| reported_at(event) <= on);
            folded
        }
    };
    let reported_at = events.iter().filter_map(|event| event.reported_at).max();
    let document = folded
        .as_ref()
        .and_then(|folded| at_point(id, folded, reported_at));
    match document {
        Some(document) => Ok(document.to_json()?),
        // Events that never amount to a month.
        None => Err(unknown(id).into()),
    }
}

/// The last instant of the day, local to the month's well.
fn reported_by(events: &[RecordedEvent], day: NaiveDate) -> Result<DateTime<Utc>, QueryError> {
    let folded = fold::<ProductionMonth>(events, Point::default())?;
    let zone = folded.and_then(|folded| zone(&folded.state));
    Ok(end_of_day("as_reported_on", day, zone)?)
}
