//! `GET /wells/{well_id}/wellbores`, `/completions` and `/tests`: the parts of a well, as they hold now.

use actix_web::http::header::{ETAG, LINK};
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::DateTime;
use serde::Serialize;
use serde_json::value::RawValue;
use uuid::Uuid;
use wellflow_http::{Principal, Problem};
use wellflow_read_model::WELL_SUMMARY;
use wellflow_read_model::well_parts::{self, TestKey};

use super::known;
use super::list::next_link;
use crate::QueryApi;
use crate::authz::Read;
use crate::cursor;
use crate::error::QueryError;
use crate::fresh::Demand;
use crate::params::{Params, invalid, parse_uuid};
use crate::tag;

/// The kinds of tests.
const KINDS: [&str; 4] = [
    "production",
    "initial_potential",
    "mechanical_integrity",
    "fluid_level",
];

#[derive(Serialize)]
struct Whole {
    items: Vec<Box<RawValue>>,
}

#[derive(Serialize)]
struct Page {
    items: Vec<Box<RawValue>>,
    next_cursor: Option<String>,
}

pub(crate) async fn wellbores(
    principal: Principal,
    api: web::Data<QueryApi>,
    path: web::Path<String>,
    demand: Demand,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    api.admit(&principal, Read::Wells).await?;
    let well_id = parse_uuid("well_id", &path)?;
    Params::read(&request, &[])?;
    let tenant = &principal.tenant;
    demand.wait_for(&api, tenant, WELL_SUMMARY).await?;
    let found = well_parts::wellbores(&api.once(tenant), tenant.organization_id(), well_id).await;
    whole(
        &api,
        &principal,
        (well_id, found.map_err(QueryError::from)?),
        (demand, &request),
    )
    .await
}

pub(crate) async fn completions(
    principal: Principal,
    api: web::Data<QueryApi>,
    path: web::Path<String>,
    demand: Demand,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    api.admit(&principal, Read::Wells).await?;
    let well_id = parse_uuid("well_id", &path)?;
    Params::read(&request, &[])?;
    let tenant = &principal.tenant;
    demand.wait_for(&api, tenant, WELL_SUMMARY).await?;
    let found = well_parts::completions(&api.once(tenant), tenant.organization_id(), well_id).await;
    whole(
        &api,
        &principal,
        (well_id, found.map_err(QueryError::from)?),
        (demand, &request),
    )
    .await
}

async fn whole(
    api: &QueryApi,
    principal: &Principal,
    (well_id, (position, documents)): (Uuid, (u64, Vec<String>)),
    (demand, request): (Demand, &HttpRequest),
) -> Result<HttpResponse, Problem> {
    if documents.is_empty() {
        known(api, &principal.tenant, well_id).await?;
    }
    let body = Whole {
        items: items(documents)?,
    };
    let body = serde_json::to_string(&body).map_err(QueryError::from)?;
    let tag = tag::of_answer(&body);
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

pub(crate) async fn tests(
    principal: Principal,
    api: web::Data<QueryApi>,
    path: web::Path<String>,
    demand: Demand,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    // A test tells volumes.
    api.admit(&principal, Read::Production).await?;
    let well_id = parse_uuid("well_id", &path)?;
    let params = Params::read(&request, &["kind", "limit", "cursor"])?;
    let kind = params.text("kind")?;
    if let Some(word) = &kind
        && !KINDS.contains(&word.as_str())
    {
        return Err(invalid(
            "kind",
            format!("one of {} is expected", KINDS.join(", ")),
        ));
    }
    let limit = params.limit()?;
    let question = ("tests", well_id, &kind);
    let after = params
        .raw("cursor")
        .map(|text| cursor::decode_key(text, &question, parse_key))
        .transpose()?;
    let tenant = &principal.tenant;
    demand.wait_for(&api, tenant, WELL_SUMMARY).await?;
    let once = api.once(tenant);
    let organization_id = tenant.organization_id();
    let page = well_parts::tests(&once, organization_id, well_id, kind.as_deref(), after, limit)
        .await
        .map_err(QueryError::from)?;
    if page.documents.is_empty() {
        known(&api, tenant, well_id).await?;
    }
    let next_cursor = page
        .next
        .map(|next| cursor::encode_key(&format_key(next), &question))
        .transpose()
        .map_err(QueryError::from)?;
    let mut response = demand.answer(page.read_at);
    if let Some(cursor) = &next_cursor {
        response.insert_header((LINK, next_link(&request, "cursor", cursor)));
    }
    let items = items(page.documents)?;
    Ok(response.json(Page { items, next_cursor }))
}

pub(super) fn items(documents: Vec<String>) -> Result<Vec<Box<RawValue>>, QueryError> {
    let items: Result<_, _> = documents.into_iter().map(RawValue::from_string).collect();
    Ok(items?)
}

/// Microseconds since 1970, and the place.
fn format_key(key: TestKey) -> String {
    format!("{} {}", key.tested_at.timestamp_micros(), key.place)
}

fn parse_key(text: &str) -> Option<TestKey> {
    let (micros, place) = text.split_once(' ')?;
    Some(TestKey {
        tested_at: DateTime::from_timestamp_micros(micros.parse().ok()?)?,
        place: place.parse().ok()?,
    })
}
