//! `GET /production/totals`: what everything that passes the filter adds up to.

use actix_web::{HttpRequest, HttpResponse, web};
use wellflow_http::{Principal, Problem};
use wellflow_read_model::MONTHLY_PRODUCTION;
use wellflow_read_model::monthly_production::{self, Sum};

use super::at::Question;
use super::{Amounts, KNOWN};
use crate::QueryApi;
use crate::authz::Read;
use crate::error::QueryError;
use crate::fresh::Demand;
use crate::params::Params;

pub(crate) async fn totals(
    principal: Principal,
    api: web::Data<QueryApi>,
    demand: Demand,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    api.admit(&principal, Read::Production).await?;
    let question = Question::read(&Params::read(&request, &KNOWN)?)?;
    let tenant = &principal.tenant;
    if !question.is_plain() {
        let (settled, sums) = question.sums(&api, tenant, demand, None, 1).await?;
        let of_all: Vec<Sum> = sums.rows.into_iter().map(|row| row.sum).collect();
        let body = Amounts::of(&of_all);
        return Ok(settled.body((&request, demand), sums.read_at, &body, None)?);
    }
    demand.wait_for(&api, tenant, MONTHLY_PRODUCTION).await?;
    let (once, organization_id) = (api.once(tenant), tenant.organization_id());
    let (position, sums) = monthly_production::totals(&once, organization_id, &question.groups.months)
        .await
        .map_err(QueryError::from)?;
    Ok(demand.json(position, &Amounts::of(&sums)))
}
