//! `GET /production/totals`: what everything that passes the filter adds up to.

use actix_web::{HttpRequest, HttpResponse, web};
use wellflow_http::{Principal, Problem};
use wellflow_read_model::MONTHLY_PRODUCTION;
use wellflow_read_model::monthly_production::{self, Sum};

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
    Read::Production.allow(&principal)?;
    let filter = filter(&Params::read(&request, &KNOWN)?)?;
    let tenant = &principal.tenant;
    demand.wait_for(&api.pool, tenant, MONTHLY_PRODUCTION).await?;
    let read = async || -> Result<(u64, Vec<Sum>), QueryError> {
        let tx = api.pool.begin_read(tenant).await?;
        let position = monthly_production::read_at(&tx, tenant.organization_id()).await?;
        let sums = monthly_production::totals(&tx, tenant.organization_id(), &filter).await?;
        tx.commit().await?;
        Ok((position, sums))
    };
    let (position, sums) = read().await?;
    Ok(demand.json(position, &Amounts::of(&sums)))
}
