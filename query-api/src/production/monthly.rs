//! `GET /production/monthly`: what each month adds up to.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;
use wellflow_http::{Principal, Problem};
use wellflow_read_model::MONTHLY_PRODUCTION;
use wellflow_read_model::monthly_production::{self, MonthlySum, Sum};
use wellflow_read_model::production_history::Per;

use super::at::Question;
use super::{Amounts, KNOWN};
use crate::QueryApi;
use crate::authz::Read;
use crate::error::QueryError;
use crate::fresh::Demand;
use crate::params::Params;

#[derive(Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "MonthlyProduction")
)]
pub(crate) struct Body {
    items: Vec<Month>,
}

#[derive(Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "MonthOfProduction")
)]
pub(crate) struct Month {
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
    let mut question = Question::read(&Params::read(&request, &KNOWN)?)?;
    let tenant = &principal.tenant;
    if !question.is_plain() {
        question.groups.per = Some(Per::Month);
        let (settled, sums) = question.sums(&api, tenant, demand, None, 1).await?;
        let months = sums.rows.into_iter().filter_map(|row| {
            let (month, sum) = (row.period?, row.sum);
            Some(MonthlySum { month, sum })
        });
        let body = body(&months.collect::<Vec<_>>());
        return Ok(settled.body((&request, demand), sums.read_at, &body, None)?);
    }
    demand.wait_for(&api, tenant, MONTHLY_PRODUCTION).await?;
    let (once, organization_id) = (api.rows(tenant, MONTHLY_PRODUCTION), tenant.organization_id());
    let (position, months) = monthly_production::series(&once, organization_id, &question.groups.months)
        .await
        .map_err(QueryError::from)?;
    Ok(demand.json(position, &body(&months)))
}

fn body(months: &[MonthlySum]) -> Body {
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
    Body { items }
}
