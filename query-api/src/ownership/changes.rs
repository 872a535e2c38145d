//! `GET /interests/changes`: what changed shares between two days, by which paper, from what to what, page by page.

use actix_web::{HttpRequest, HttpResponse, web};
use wellflow_http::{Principal, Problem};
use wellflow_read_model::OWNERSHIP;
use wellflow_read_model::ownership::{self, ChangeFilter, ChangeKey};

use super::point::When;
use crate::QueryApi;
use crate::authz::Read;
use crate::cursor;
use crate::error::QueryError;
use crate::fresh::Demand;
use crate::params::{Params, invalid};

const KNOWN: [&str; 7] = [
    "from",
    "to",
    "as_of",
    "property_id",
    "owner_id",
    "limit",
    "cursor",
];

pub(crate) async fn changes(
    principal: Principal,
    api: web::Data<QueryApi>,
    demand: Demand,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    api.admit(&principal, Read::Ownership).await?;
    let params = Params::read(&request, &KNOWN)?;
    let when = When {
        day: None,
        as_of: params.instant("as_of")?,
    };
    let filter = ChangeFilter {
        after: params.date("from")?,
        until: params.date("to")?,
        property_id: params.uuid("property_id")?,
        owner_id: params.uuid("owner_id")?,
    };
    if let (Some(from), Some(to)) = (filter.after, filter.until)
        && from > to
    {
        return Err(invalid("to", "the day lies before from"));
    }
    let limit = params.limit()?;
    let question = ("changes", when, &filter);
    let after = params
        .raw("cursor")
        .map(|text| cursor::decode_key(text, &question, parse_key))
        .transpose()?;
    let tenant = &principal.tenant;
    let settled = when.settle(&api, tenant, demand).await?;
    let (once, organization_id) = (api.rows(tenant, OWNERSHIP), tenant.organization_id());
    let page = ownership::changes(&once, organization_id, settled.when, &filter, (after, limit))
        .await
        .map_err(QueryError::from)?;
    let next_cursor = page
        .next
        .map(|next| cursor::encode_key(&format!("{} {}", next.effective_from, next.position), &question))
        .transpose()
        .map_err(QueryError::from)?;
    Ok(settled.answer(&request, demand, page.read_at, (page.documents, next_cursor))?)
}

fn parse_key(text: &str) -> Option<ChangeKey> {
    let (day, position) = text.split_once(' ')?;
    Some(ChangeKey {
        effective_from: cursor::day(day)?,
        position: position.parse().ok()?,
    })
}
