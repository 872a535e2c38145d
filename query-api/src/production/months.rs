//! `GET /production-months`: completion months one after the other, as they count at a point on both axes of time: as first
//! reported, and as restated.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;
use uuid::Uuid;
use wellflow_http::{Principal, Problem};
use wellflow_read_model::production_history::{self, MonthKey, OneMonth};
use wellflow_read_model::{PRODUCTION_HISTORY, Said, Stated};

use super::amounts::plain;
use super::filter;
use crate::QueryApi;
use crate::authz::Read;
use crate::cursor;
use crate::error::QueryError;
use crate::fleet::{Asked, POINT};
use crate::fresh::Demand;
use crate::params::Params;

const KNOWN: [&str; 6] = ["from", "to", "well_id", "lease", "limit", "cursor"];

/// A month. An amount is a decimal, `withheld`, or `null` where nothing is said.
#[derive(Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "CompletionMonth")
)]
pub(crate) struct Item<'a> {
    well_id: Uuid,
    completion: &'a str,
    month: String,
    production_month_id: Uuid,
    lease: Option<&'a str>,
    days_on: Option<i32>,
    oil_bbl: Option<String>,
    condensate_bbl: Option<String>,
    gas_mcf: Option<String>,
    gas_base_psia: Option<&'a str>,
    gas_base_temp_f: Option<&'a str>,
    water_bbl: Option<String>,
    injection: Option<String>,
}

pub(crate) async fn months(
    principal: Principal,
    api: web::Data<QueryApi>,
    demand: Demand,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    api.admit(&principal, Read::Production).await?;
    let params = Params::read(&request, &[&KNOWN[..], &POINT].concat())?;
    let filter = filter(&params)?;
    let asked = Asked::read(&params)?;
    let limit = params.limit()?;
    let question = ("production-months", &filter, asked);
    let after = params
        .raw("cursor")
        .map(|text| cursor::decode_in(text, &question, parse_key))
        .transpose()?;
    let (after, picture) = after
        .map(|((month, completion), well_id, picture)| {
            let key = MonthKey {
                well_id,
                month,
                completion,
            };
            (key, picture)
        })
        .unzip();
    let tenant = &principal.tenant;
    let settled = asked.settle(&api, tenant, demand, PRODUCTION_HISTORY).await?;
    let settled = settled.going_on(picture, demand)?;
    let (once, organization_id) = (api.rows(tenant, PRODUCTION_HISTORY), tenant.organization_id());
    let page = production_history::months(
        &once,
        organization_id,
        settled.when,
        &filter,
        after.as_ref(),
        limit,
    )
    .await
    .map_err(QueryError::from)?;
    let picture = settled.picture(page.read_at);
    let next = page
        .next
        .map(|next| {
            let key = format!("{} {}", next.month, next.completion);
            cursor::encode_in((&key, next.well_id), &question, picture)
        })
        .transpose()
        .map_err(QueryError::from)?;
    let documents = page
        .months
        .iter()
        .map(|month| serde_json::to_string(&item(month)))
        .collect::<Result<_, _>>()
        .map_err(QueryError::from)?;
    Ok(settled.answer(&request, demand, page.read_at, (documents, next))?)
}

fn item(month: &OneMonth) -> Item<'_> {
    let base = month.gas_base.as_ref();
    Item {
        well_id: month.key.well_id,
        completion: &month.key.completion,
        month: month.key.month.format("%Y-%m").to_string(),
        production_month_id: month.production_month_id,
        lease: month.lease.as_deref(),
        days_on: month.days_on,
        oil_bbl: said(month.oil_bbl),
        condensate_bbl: said(month.condensate_bbl),
        gas_mcf: said(month.gas_mcf),
        gas_base_psia: base.map(|(psia, _)| psia.as_str()),
        gas_base_temp_f: base.map(|(_, temp_f)| temp_f.as_str()),
        water_bbl: said(month.water_bbl),
        injection: said(month.injection),
    }
}

fn said(stated: Stated) -> Option<String> {
    match stated.said {
        Said::Withheld => Some(Said::Withheld.as_str().to_owned()),
        Said::Reported | Said::Zero | Said::NotReported => stated.amount.map(plain),
    }
}

fn parse_key(text: &str) -> Option<(chrono::NaiveDate, String)> {
    let (month, completion) = text.split_once(' ')?;
    Some((cursor::day(month)?, completion.to_owned()))
}
