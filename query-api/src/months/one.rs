//! `GET /production-months/{production_month_id}`: a month now, or at a point as everything that has a history, but that
//! what is known of it is shown whatever day it is about: only `effective_on` leaves out what had not happened by a day.

use actix_web::{HttpRequest, HttpResponse, web};
use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;
use wellflow_decider::Decider;
use wellflow_domain::production_month::ProductionMonth;
use wellflow_event_store::{Point, RecordedEvent, fold};
use wellflow_http::{Principal, Problem, etag};
use wellflow_read_model::{MONTHLY_PRODUCTION, monthly_production};
use wellflow_runtime::Tenant;

use super::shown::{At, at_point, document};
use crate::authz::Read;
use crate::error::QueryError;
use crate::fresh::Demand;
use crate::history::{Asked, POINT, newest, version_unknown, zone};
use crate::params::{Params, parse_uuid};
use crate::past::{Known, Past, end_of_day, reported_at, stream};
use crate::subject::{not_in_effect, not_yet_known, unknown};
use crate::{QueryApi, tag};

pub(crate) async fn one(
    principal: Principal,
    api: web::Data<QueryApi>,
    path: web::Path<String>,
    demand: Demand,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    api.admit(&principal, Read::Production).await?;
    let id = parse_uuid("production_month_id", &path)?;
    let asked = Asked::read(&Params::read(&request, &POINT)?)?;
    let tenant = &principal.tenant;
    if asked.is_now() {
        return Ok(now(&api, tenant, id, (demand, &request)).await?);
    }
    let known = Known::at(&api, tenant, asked.as_of, demand).await?;
    let (position, body) = told(&api, tenant, id, asked, known)
        .await
        .map_err(|error| known.said(error))?;
    let past = Past {
        position,
        body,
        fixed: asked.at_version.is_some(),
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
    let found = monthly_production::by_id(
        &api.rows_of(tenant, MONTHLY_PRODUCTION, id),
        tenant.organization_id(),
        id,
    )
    .await?;
    let (position, Some((row, redrawn))) = found else {
        return Err(unknown::<ProductionMonth>(id).into());
    };
    let month: ProductionMonth = serde_json::from_str(&row.aggregate)?;
    let at = At {
        version: row.version,
        position: row.position,
        recorded_at: row.recorded_at,
        reported_at: row.reported_at,
    };
    let body = document(id, &month, at)
        .ok_or_else(|| unknown::<ProductionMonth>(id))?
        .to_json()?;
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
    asked: Asked,
    known: Known,
) -> Result<(u64, String), QueryError> {
    let mut events = stream(api, tenant, ProductionMonth::KIND, id).await?;
    let Some(first) = events.first().map(|event| event.recorded_at) else {
        return Err(unknown::<ProductionMonth>(id).into());
    };
    if let Some(version) = asked.at_version {
        events.truncate(events.partition_point(|event| event.sequence <= version));
        let reached = events.last().filter(|last| last.sequence == version);
        let Some(position) = reached.map(|reached| reached.position) else {
            return Err(version_unknown::<ProductionMonth>(version, newest(&events)).into());
        };
        return Ok((position, text(id, &events, None)?));
    }
    // Sequences and positions of a stream rise together.
    events.truncate(events.partition_point(|event| event.position <= known.position));
    if events.is_empty() {
        return Err(match asked.as_of {
            Some(_) => not_yet_known::<ProductionMonth>(first, "was recorded", "as_of"),
            // Recorded since the ledger's end was looked at.
            None => unknown::<ProductionMonth>(id),
        }
        .into());
    }
    let end = |name, day: Option<NaiveDate>| {
        day.map(|day| Ok::<_, QueryError>(end_of_day(name, day, zone::<ProductionMonth>(&events)?)?))
            .transpose()
    };
    let effective = end("effective_on", asked.effective_on)?;
    if let Some(on) = end("as_reported_on", asked.as_reported_on)? {
        if let Some(first) = events.iter().map(reported_at).min().filter(|first| *first > on) {
            return Err(not_yet_known::<ProductionMonth>(first, "was reported", "as_reported_on").into());
        }
        events.retain(|event| reported_at(event) <= on);
    }
    Ok((known.position, text(id, &events, effective)?))
}

/// What events come to; of those that had happened by an instant, where one is named.
fn text(id: Uuid, events: &[RecordedEvent], effective: Option<DateTime<Utc>>) -> Result<String, QueryError> {
    let point = Point {
        position: None,
        effective,
    };
    let folded = fold::<ProductionMonth>(events, point)?;
    let by_then = |event: &&RecordedEvent| effective.is_none_or(|instant| event.effective_at <= instant);
    let reported_at = events
        .iter()
        .filter(by_then)
        .filter_map(|event| event.reported_at)
        .max();
    let document = folded
        .as_ref()
        .and_then(|folded| at_point(id, folded, reported_at));
    match document {
        Some(document) => Ok(document.to_json()?),
        None if effective.is_some() => {
            Err(not_in_effect::<ProductionMonth>(id, events, "effective_on")?.into())
        }
        // Events that never amount to a month.
        None => Err(unknown::<ProductionMonth>(id).into()),
    }
}
