//! `GET /leases/{lease}/production` and `GET /fields/{field}/production`: the months of several wells, each well by itself
//! and together; now, or at a point on both axes of time.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;
use uuid::Uuid;
use wellflow_http::{Principal, Problem};
use wellflow_read_model::monthly_production::{self, ProductionFilter, Property, Sum, WellMonth};
use wellflow_read_model::{
    MONTHLY_PRODUCTION, PRODUCTION_HISTORY, ProjectionKey, WELL_HISTORY, WELL_SUMMARY, production_history,
};

use super::{Amounts, filter};
use crate::QueryApi;
use crate::authz::Read;
use crate::cursor;
use crate::error::QueryError;
use crate::fleet::{Asked, POINT};
use crate::fresh::Demand;
use crate::params::{Params, parse_text};

#[derive(Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "PropertyProduction")
)]
pub(crate) struct Body {
    #[serde(flatten)]
    of: Of,
    months: Vec<Month>,
    next_cursor: Option<String>,
}

#[derive(Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "PropertyProductionOf")
)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Of {
    Lease(String),
    Field(String),
}

#[derive(Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "PropertyProductionMonth")
)]
pub(crate) struct Month {
    month: String,
    #[serde(flatten)]
    amounts: Amounts,
    wells: Vec<OneWell>,
}

#[derive(Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "PropertyProductionWell")
)]
pub(crate) struct OneWell {
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
    let known = [&["from", "to", "limit", "cursor"][..], &POINT].concat();
    let params = Params::read(request, &known)?;
    let months: ProductionFilter = filter(&params)?;
    let asked = Asked::read(&params)?;
    let limit = params.limit()?;
    let question = (&property, &months, asked);
    let after = params
        .raw("cursor")
        .map(|text| cursor::decode_in(text, &question, cursor::day))
        .transpose()?;
    let (after, picture) = after.map(|(month, _, picture)| (month, picture)).unzip();
    let tenant = &principal.tenant;
    let once = api.rows(tenant, MONTHLY_PRODUCTION);
    let organization_id = tenant.organization_id();
    let (settled, page) = if asked.is_of_rows_now() {
        let settled = asked.settle_all(api, tenant, demand, now(&property)).await?;
        let page =
            monthly_production::by_well(&once, organization_id, &property, &months, after, limit).await;
        (settled, page)
    } else {
        let settled = asked
            .settle_all(api, tenant, demand, at_a_point(&property))
            .await?;
        let settled = settled.going_on(picture, demand)?;
        let (when, page) = (settled.when, (after, limit));
        let page = production_history::by_well(&once, organization_id, when, &property, &months, page).await;
        (settled, page)
    };
    let page = page.map_err(QueryError::from)?;
    let picture = settled.picture(page.read_at);
    let next_cursor = page
        .next
        .map(|month| cursor::encode_in((&month.to_string(), Uuid::nil()), &question, picture))
        .transpose()
        .map_err(QueryError::from)?;
    let cursor = next_cursor.clone();
    let of = match property {
        Property::Lease(lease) => Of::Lease(lease),
        Property::Field(field) => Of::Field(field),
    };
    let body = Body {
        of,
        months: by_month(&page.rows),
        next_cursor,
    };
    Ok(settled.body((request, demand), page.read_at, &body, cursor.as_deref())?)
}

/// Whose rows tell what is known and holds now.
const fn now(property: &Property) -> &'static [ProjectionKey] {
    match property {
        Property::Lease(_) => &[MONTHLY_PRODUCTION],
        Property::Field(_) => &[MONTHLY_PRODUCTION, WELL_SUMMARY],
    }
}

const fn at_a_point(property: &Property) -> &'static [ProjectionKey] {
    match property {
        Property::Lease(_) => &[PRODUCTION_HISTORY],
        Property::Field(_) => &[PRODUCTION_HISTORY, WELL_HISTORY],
    }
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
