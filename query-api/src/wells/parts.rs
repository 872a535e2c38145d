//! `GET /wells/{well_id}/wellbores`, `/completions` and `/tests`: the parts of a well, as they hold now.

use actix_web::{HttpRequest, HttpResponse, web};
use chrono::DateTime;
use serde::Serialize;
use serde_json::value::RawValue;
use wellflow_http::{Principal, Problem};
use wellflow_read_model::WELL_SUMMARY;
use wellflow_read_model::well_parts::{self, TestKey};

use super::known;
use crate::QueryApi;
use crate::authz::Read;
use crate::cursor;
use crate::error::QueryError;
use crate::fresh::Demand;
use crate::page::{Page, items};
use crate::params::{Params, invalid, parse_uuid};
use crate::tag;

/// The kinds of tests.
pub(crate) const KINDS: [&str; 4] = [
    "production",
    "initial_potential",
    "mechanical_integrity",
    "fluid_level",
];

#[derive(Serialize)]
struct Whole {
    items: Vec<Box<RawValue>>,
}

/// The parts that are few enough to be answered together.
#[derive(Clone, Copy)]
enum Part {
    Wellbores,
    Completions,
}

pub(crate) async fn wellbores(
    principal: Principal,
    api: web::Data<QueryApi>,
    path: web::Path<String>,
    demand: Demand,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    whole(&principal, &api, (&path, Part::Wellbores), (demand, &request)).await
}

pub(crate) async fn completions(
    principal: Principal,
    api: web::Data<QueryApi>,
    path: web::Path<String>,
    demand: Demand,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    whole(&principal, &api, (&path, Part::Completions), (demand, &request)).await
}

async fn whole(
    principal: &Principal,
    api: &QueryApi,
    (path, part): (&str, Part),
    (demand, request): (Demand, &HttpRequest),
) -> Result<HttpResponse, Problem> {
    api.admit(principal, Read::Wells).await?;
    let well_id = parse_uuid("well_id", path)?;
    Params::read(request, &[])?;
    let tenant = &principal.tenant;
    demand.wait_for(api, tenant, WELL_SUMMARY).await?;
    let (once, organization_id) = (
        api.rows_of(tenant, WELL_SUMMARY, well_id),
        tenant.organization_id(),
    );
    let found = match part {
        Part::Wellbores => well_parts::wellbores(&once, organization_id, well_id).await,
        Part::Completions => well_parts::completions(&once, organization_id, well_id).await,
    };
    let (position, documents) = found.map_err(QueryError::from)?;
    if documents.is_empty() {
        known(api, tenant, well_id).await?;
    }
    let body = Whole {
        items: items(documents)?,
    };
    let body = serde_json::to_string(&body).map_err(QueryError::from)?;
    let tag = tag::of_answer(&body);
    Ok(tag::answer((request, demand), position, tag, body))
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
    let kind = kind_of_test(params.text("kind")?)?;
    let limit = params.limit()?;
    let question = ("tests", well_id, &kind);
    let after = params
        .raw("cursor")
        .map(|text| cursor::decode_key(text, &question, parse_key))
        .transpose()?;
    let tenant = &principal.tenant;
    demand.wait_for(&api, tenant, WELL_SUMMARY).await?;
    let once = api.rows_of(tenant, WELL_SUMMARY, well_id);
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
    let answer = Page::new(page.documents, next_cursor)?;
    Ok(answer.answer(&request, demand, page.read_at))
}

/// A kind of tests there is.
///
/// # Errors
/// `invalid-parameter`.
pub(crate) fn kind_of_test(kind: Option<String>) -> Result<Option<String>, Problem> {
    match kind {
        Some(word) if !KINDS.contains(&word.as_str()) => Err(invalid(
            "kind",
            format!("one of {} is expected", KINDS.join(", ")),
        )),
        kind => Ok(kind),
    }
}

/// Microseconds since 1970, and the place.
fn format_key(key: TestKey) -> String {
    format!("{} {}", key.tested_at.timestamp_micros(), key.place)
}

fn parse_key(text: &str) -> Option<TestKey> {
    let (micros, place) = text.split_once(' ')?;
    Some(TestKey {
        tested_at: cursor::instant(DateTime::from_timestamp_micros(micros.parse().ok()?)?)?,
        place: place.parse().ok()?,
    })
}
