//! `GET /wells/{well_id}/production/daily`: the lines of a well's days, each completion by itself.

use actix_web::{HttpRequest, HttpResponse, web};
use wellflow_http::{Principal, Problem};
use wellflow_read_model::MONTHLY_PRODUCTION;
use wellflow_read_model::daily_production::{self, DayKey};

use super::known;
use crate::QueryApi;
use crate::authz::Read;
use crate::cursor;
use crate::error::QueryError;
use crate::fresh::Demand;
use crate::page::Page;
use crate::params::{Params, invalid, parse_uuid};

pub(crate) async fn daily(
    principal: Principal,
    api: web::Data<QueryApi>,
    path: web::Path<String>,
    demand: Demand,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    api.admit(&principal, Read::Production).await?;
    let well_id = parse_uuid("well_id", &path)?;
    let params = Params::read(&request, &["from", "to", "limit", "cursor"])?;
    let days = (params.date("from")?, params.date("to")?);
    if let (Some(from), Some(to)) = days
        && from > to
    {
        return Err(invalid("to", "the last day lies before the first"));
    }
    let limit = params.limit()?;
    let question = ("daily", well_id, days);
    let after = params
        .raw("cursor")
        .map(|text| cursor::decode_key(text, &question, parse_key))
        .transpose()?;
    let tenant = &principal.tenant;
    demand.wait_for(&api, tenant, MONTHLY_PRODUCTION).await?;
    let once = api.rows(tenant, MONTHLY_PRODUCTION);
    let organization_id = tenant.organization_id();
    let page = daily_production::well_days(&once, organization_id, well_id, days, after.as_ref(), limit)
        .await
        .map_err(QueryError::from)?;
    if page.documents.is_empty() {
        known(&api, tenant, well_id).await?;
    }
    let next_cursor = page
        .next
        .map(|next| cursor::encode_key(&format!("{} {}", next.day, next.completion), &question))
        .transpose()
        .map_err(QueryError::from)?;
    let answer = Page::new(page.documents, next_cursor)?;
    Ok(answer.answer(&request, demand, page.read_at))
}

fn parse_key(text: &str) -> Option<DayKey> {
    let (day, completion) = text.split_once(' ')?;
    Some(DayKey {
        day: cursor::day(day)?,
        completion: completion.to_owned(),
    })
}
