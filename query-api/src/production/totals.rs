//! `GET /production/totals`: what everything that passes the filter adds up to.

use actix_web::{HttpRequest, HttpResponse, web};
use wellflow_http::{Principal, Problem};
use wellflow_read_model::{MONTHLY_PRODUCTION, monthly_production};

use super::{Amounts, KNOWN, filter};
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
    let filter = filter(&Params::read(&request, &KNOWN)?)?;
    let tenant = &principal.tenant;
    demand.wait_for(&api, tenant, MONTHLY_PRODUCTION).await?;
    let (position, sums) = monthly_production::totals(
        &api.rows(tenant, MONTHLY_PRODUCTION),
        tenant.organization_id(),
        &filter,
    )
    .await
    .map_err(QueryError::from)?;
    Ok(demand.json(position, &Amounts::of(&sums)))
}
