//! `GET /owners`: owners by name, found by its words, role, kind and status, at a point on both axes of time.

use actix_web::{HttpRequest, HttpResponse, web};
use wellflow_domain::owner::{OwnerKind, OwnerRole, OwnerStatus};
use wellflow_http::{Principal, Problem};
use wellflow_read_model::OWNER_HISTORY;
use wellflow_read_model::owner_history::{self, Order, OwnerFilter, Search};

use super::seen_by;
use crate::QueryApi;
use crate::authz::Read;
use crate::cursor;
use crate::error::QueryError;
use crate::fleet::{Asked, POINT};
use crate::fresh::Demand;
use crate::params::{Params, invalid};

const KNOWN: [&str; 6] = ["status", "kind", "role", "name", "limit", "cursor"];

pub(crate) async fn list(
    principal: Principal,
    api: web::Data<QueryApi>,
    demand: Demand,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    api.admit(&principal, Read::Owners).await?;
    let params = Params::read(&request, &[&KNOWN[..], &POINT].concat())?;
    let filter = OwnerFilter {
        status: params.word::<OwnerStatus>("status")?,
        kind: params.word::<OwnerKind>("kind")?,
        role: params.word::<OwnerRole>("role")?,
    };
    let order = order(&principal, &params)?;
    let asked = Asked::read(&params)?;
    let limit = params.limit()?;
    // The cursor holds a digest of the question, and of its answer an id alone.
    let question = ("owners", &filter, params.raw("name"), asked);
    let after = params
        .raw("cursor")
        .map(|text| cursor::decode_row(text, &question, |key| key.is_empty().then_some(())))
        .transpose()?
        .map(|((), owner_id)| owner_id);
    let tenant = &principal.tenant;
    let settled = asked.settle(&api, tenant, demand, OWNER_HISTORY).await?;
    let (once, organization_id) = (api.rows(tenant, OWNER_HISTORY), tenant.organization_id());
    let page = owner_history::list(
        &once,
        organization_id,
        settled.when,
        (&filter, &order),
        after,
        limit,
    )
    .await
    .map_err(QueryError::from)?;
    let next = page
        .next
        .map(|owner_id| cursor::encode_row("", owner_id, &question))
        .transpose()
        .map_err(QueryError::from)?;
    let documents = page
        .documents
        .into_iter()
        .map(|document| seen_by(principal.role, document))
        .collect::<Result<_, _>>()?;
    Ok(settled.answer(&request, demand, page.read_at, (documents, next))?)
}

/// By name for those who may see names, by id for others: the place in a list tells of a name, too.
fn order(principal: &Principal, params: &Params) -> Result<Order, Problem> {
    let name = params.text("name")?;
    if !Read::PersonalData.permits(principal.role) {
        return match name {
            Some(_) => Err(Read::PersonalData.refusal(principal)),
            None => Ok(Order::Id),
        };
    }
    let Some(name) = name else {
        return Ok(Order::Name(None));
    };
    let search = Search::parse(&name).ok_or_else(|| invalid("name", "a word is expected"))?;
    Ok(Order::Name(Some(search)))
}
