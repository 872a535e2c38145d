//! `GET /production/monthly`: what each month adds up to.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;
use wellflow_http::{Principal, Problem};
use wellflow_read_model::MONTHLY_PRODUCTION;
use wellflow_read_model::monthly_production::{self, Sum};

use super::{Amounts, KNOWN, filter};
use crate::QueryApi;
use crate::authz::Read;
use crate::error::QueryError;
use crate::fresh::Demand;
use crate::params::Params;

#[derive(Serialize)]
struct Body {
    items: Vec<Month>,
}

#[derive(Serialize)]
struct Month {
    month: String,
    #[serde(flatten)]
    amounts: Amounts,
}

pub(crate) async fn monthly(
    principal: Principal,
    api: web::Data<QueryApi>,
    demand: Demand,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    api.admit(&principal, Read::Production).await?;
    let filter = filter(&Params::read(&request, &KNOWN)?)?;
    let tenant = &principal.tenant;
    demand.wait_for(&api, tenant, MONTHLY_PRODUCTION).await?;
    let (position, months) = monthly_production::series(
        &api.rows(tenant, MONTHLY_PRODUCTION),
        tenant.organization_id(),
        &filter,
    )
    .await
    .map_err(QueryError::from)?;
    let items = months
        .chunk_by(|left, right| left.month == right.month)
        .map(|months| Month {
            month: months
                .first()
                .map(|month| month.month.format("%Y-%m").to_string())
                .unwrap_or_default(),
            amounts: Amounts::of(&months.iter().map(|month| month.sum.clone()).collect::<Vec<Sum>>()),
        })
        .collect();
    Ok(demand.json(position, &Body { items }))
}
