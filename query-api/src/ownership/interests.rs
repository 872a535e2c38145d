//! `GET /owners/{owner_id}/interests` and `GET /interests/suspended`: an owner's shares across properties, and the shares that
//! are held back, in a month and as known at an instant, page by page.

use std::fmt::Debug;

use actix_web::{HttpRequest, HttpResponse, web};
use wellflow_domain::division_of_interest::{DeckSide, SuspenseReason};
use wellflow_http::{Principal, Problem};
use wellflow_read_model::ownership::{self, InterestKey, InterestPage, OwnerFilter, SuspenseFilter};

use super::point::{WHEN, When};
use super::word;
use crate::QueryApi;
use crate::authz::Read;
use crate::cursor;
use crate::error::QueryError;
use crate::fleet::Settled;
use crate::fresh::Demand;
use crate::params::{Params, parse_uuid};

pub(crate) async fn of_owner(
    principal: Principal,
    api: web::Data<QueryApi>,
    path: web::Path<String>,
    demand: Demand,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let owner_id = parse_uuid("owner_id", &path)?;
    api.admit_owner(&principal, owner_id).await?;
    let names = [WHEN.as_slice(), &["property_id", "side", "limit", "cursor"]].concat();
    let params = Params::read(&request, &names)?;
    let when = When::read(&params)?;
    let filter = OwnerFilter {
        property_id: params.uuid("property_id")?,
        side: word::<DeckSide>(&params, "side")?,
    };
    let limit = params.limit()?;
    let question = ("interests", owner_id, when, &filter);
    let after = params
        .raw("cursor")
        .map(|text| cursor::decode_key(text, &question, parse_key))
        .transpose()?;
    let tenant = &principal.tenant;
    let settled = when.settle(&api, tenant, demand).await?;
    let (once, organization_id) = (api.once(tenant), tenant.organization_id());
    let page = ownership::of_owner(
        &once,
        organization_id,
        settled.when,
        (owner_id, &filter),
        (after, limit),
    )
    .await
    .map_err(QueryError::from)?;
    answer((&request, demand), settled, page, &question)
}

pub(crate) async fn suspended(
    principal: Principal,
    api: web::Data<QueryApi>,
    demand: Demand,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    api.admit(&principal, Read::Ownership).await?;
    let names = [WHEN.as_slice(), &["property_id", "reason", "limit", "cursor"]].concat();
    let params = Params::read(&request, &names)?;
    let when = When::read(&params)?;
    let filter = SuspenseFilter {
        property_id: params.uuid("property_id")?,
        reason: word::<SuspenseReason>(&params, "reason")?,
    };
    let limit = params.limit()?;
    let question = ("suspended", when, &filter);
    let after = params
        .raw("cursor")
        .map(|text| cursor::decode_key(text, &question, parse_key))
        .transpose()?;
    let tenant = &principal.tenant;
    let settled = when.settle(&api, tenant, demand).await?;
    let (once, organization_id) = (api.once(tenant), tenant.organization_id());
    let page = ownership::suspended(&once, organization_id, settled.when, &filter, (after, limit))
        .await
        .map_err(QueryError::from)?;
    answer((&request, demand), settled, page, &question)
}

fn answer(
    (request, demand): (&HttpRequest, Demand),
    settled: Settled,
    page: InterestPage,
    question: &impl Debug,
) -> Result<HttpResponse, Problem> {
    let next_cursor = page
        .next
        .map(|next| cursor::encode_key(&format_key(&next), question))
        .transpose()
        .map_err(QueryError::from)?;
    Ok(settled.answer(request, demand, page.read_at, (page.documents, next_cursor))?)
}

fn format_key(key: &InterestKey) -> String {
    let InterestKey {
        property_id,
        division_id,
        side,
        owner_id,
        interest,
    } = key;
    format!("{property_id} {division_id} {side} {owner_id} {interest}")
}

fn parse_key(text: &str) -> Option<InterestKey> {
    let mut parts = text.split(' ');
    Some(InterestKey {
        property_id: parts.next()?.parse().ok()?,
        division_id: parts.next()?.parse().ok()?,
        side: parts.next()?.to_owned(),
        owner_id: parts.next()?.parse().ok()?,
        interest: parts.next()?.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_key_reads_back() {
        let key = InterestKey {
            property_id: Uuid::from_u128(1),
            division_id: Uuid::from_u128(2),
            side: "revenue".to_owned(),
            owner_id: Uuid::from_u128(3),
            interest: "ORRI".to_owned(),
        };
        assert_eq!(parse_key(&format_key(&key)), Some(key));
        assert_eq!(parse_key("nothing of the kind"), None);
    }
}
