//! `GET /leases/{lease}/production` and `GET /fields/{field}/production`: the months of several wells, each well by itself
//! and together.

use actix_web::http::header::LINK;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;
use uuid::Uuid;
use wellflow_http::{Principal, Problem};
use wellflow_read_model::monthly_production::{self, ProductionFilter, Property, Sum, WellMonth};
use wellflow_read_model::{MONTHLY_PRODUCTION, WELL_SUMMARY};

use super::{Amounts, filter};
use crate::QueryApi;
use crate::authz::Read;
use crate::cursor;
use crate::error::QueryError;
use crate::fresh::Demand;
use crate::page::next_link;
use crate::params::{Params, parse_text};

#[derive(Serialize)]
struct Body {
    #[serde(flatten)]
    of: Of,
    months: Vec<Month>,
    next_cursor: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum Of {
    Lease(String),
    Field(String),
}

#[derive(Serialize)]
struct Month {
    month: String,
    #[serde(flatten)]
    amounts: Amounts,
    wells: Vec<OneWell>,
}

#[derive(Serialize)]
struct OneWell {
    well_id: Uuid,
    /// The days of the completion that was on longest.
    days_on: Option<i32>,
    #[serde(flatten)]
    amounts: Amounts,
}

pub(crate) async fn of_lease(
    principal: Principal,
    api: web::Data<QueryApi>,
    path: web::Path<String>,
    demand: Demand,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let lease = parse_text("lease", &path)?;
    answer(&principal, &api, Property::Lease(lease), (demand, &request)).await
}

pub(crate) async fn of_field(
    principal: Principal,
    api: web::Data<QueryApi>,
    path: web::Path<String>,
    demand: Demand,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let field = parse_text("field", &path)?;
    answer(&principal, &api, Property::Field(field), (demand, &request)).await
}

async fn answer(
    principal: &Principal,
    api: &QueryApi,
    property: Property,
    (demand, request): (Demand, &HttpRequest),
) -> Result<HttpResponse, Problem> {
    api.admit(principal, Read::Production).await?;
    let params = Params::read(request, &["from", "to", "limit", "cursor"])?;
    let months: ProductionFilter = filter(&params)?;
    let limit = params.limit()?;
    let question = (&property, &months);
    let after = params
        .raw("cursor")
        .map(|text| cursor::decode_key(text, &question, |key| key.parse().ok()))
        .transpose()?;
    let tenant = &principal.tenant;
    demand.wait_for(api, tenant, MONTHLY_PRODUCTION).await?;
    if matches!(property, Property::Field(_)) {
        demand.wait_for(api, tenant, WELL_SUMMARY).await?;
    }
    let once = api.rows(tenant, MONTHLY_PRODUCTION);
    let organization_id = tenant.organization_id();
    let page = monthly_production::by_well(&once, organization_id, &property, &months, after, limit)
        .await
        .map_err(QueryError::from)?;
    let next_cursor = page
        .next
        .map(|month| cursor::encode_key(&month.to_string(), &question))
        .transpose()
        .map_err(QueryError::from)?;
    let mut response = demand.answer(page.read_at);
    if let Some(cursor) = &next_cursor {
        response.insert_header((LINK, next_link(request, "cursor", cursor)));
    }
    let of = match property {
        Property::Lease(lease) => Of::Lease(lease),
        Property::Field(field) => Of::Field(field),
    };
    Ok(response.json(Body {
        of,
        months: by_month(&page.rows),
        next_cursor,
    }))
}

fn by_month(rows: &[WellMonth]) -> Vec<Month> {
    rows.chunk_by(|left, right| left.month == right.month)
        .map(|rows| Month {
            month: rows
                .first()
                .map(|row| row.month.format("%Y-%m").to_string())
                .unwrap_or_default(),
            amounts: Amounts::of(&sums(rows)),
            wells: rows
                .chunk_by(|left, right| left.well_id == right.well_id)
                .filter_map(one_well)
                .collect(),
        })
        .collect()
}

fn one_well(rows: &[WellMonth]) -> Option<OneWell> {
    Some(OneWell {
        well_id: rows.first()?.well_id,
        days_on: rows.iter().filter_map(|row| row.days_on).max(),
        amounts: Amounts::of(&sums(rows)),
    })
}

fn sums(rows: &[WellMonth]) -> Vec<Sum> {
    rows.iter().map(|row| row.sum.clone()).collect()
}
