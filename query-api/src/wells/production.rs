//! `GET /wells/{well_id}/production`: a well's months, each completion by itself and together.

use actix_web::{HttpRequest, HttpResponse, web};
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use uuid::Uuid;
use wellflow_domain::production_month::{
    DispositionShown, GasBalanced, MonthDetails, ProductionMonth, ProductionWarning,
    StockDiscontinuityDetected, StockShown,
};
use wellflow_domain::quantity::{Barrels, DaysOn, Mcf, Quantity};
use wellflow_domain::text::{CompletionName, Text120};
use wellflow_http::{Principal, Problem};
use wellflow_read_model::MONTHLY_PRODUCTION;
use wellflow_read_model::monthly_production::{self, MonthRow, ProductionFilter};

use super::known;
use crate::QueryApi;
use crate::authz::Read;
use crate::error::QueryError;
use crate::fresh::Demand;
use crate::months::Ratios;
use crate::params::{Params, invalid, parse_uuid};
use crate::production::{Amounts, filter};

/// Completion months answered at once: 20 completions over 40 years.
const ROWS_MAX: u32 = 10_000;

#[derive(Serialize)]
struct Body {
    well_id: Uuid,
    months: Vec<Month>,
    total: Amounts,
}

#[derive(Serialize)]
struct Month {
    month: String,
    /// The days of the completion that was on longest.
    days_on: Option<i32>,
    #[serde(flatten)]
    amounts: Amounts,
    completions: Vec<Completion>,
}

/// What holds of a completion's month, its days apart. An amount is a decimal, `withheld`, or `null` where nothing is said.
#[derive(Serialize)]
struct Completion {
    production_month_id: Uuid,
    completion: CompletionName,
    lease: Option<Text120>,
    days_on: Quantity<DaysOn>,
    oil_bbl: Quantity<Barrels>,
    condensate_bbl: Quantity<Barrels>,
    gas_mcf: Option<String>,
    gas_base_psia: Option<String>,
    /// The gas with its whole base, and whether it is withheld.
    gas: Quantity<Mcf>,
    gas_lift: Quantity<Mcf>,
    water_bbl: Quantity<Barrels>,
    injection: Quantity<Barrels>,
    #[serde(flatten)]
    ratios: Ratios,
    #[serde(flatten)]
    details: MonthDetails,
    stocks: Vec<StockShown>,
    discontinuities: Vec<StockDiscontinuityDetected>,
    gas_balance: Option<GasBalanced>,
    dispositions: Vec<DispositionShown>,
    warnings: Vec<ProductionWarning>,
    document_number: Option<Text120>,
    accepted_on: Option<NaiveDate>,
    reported_at: Option<DateTime<Utc>>,
    corrections: u32,
    /// Whether what is locked or filed was changed afterwards.
    restated: bool,
    locked: bool,
    version: u64,
    position: u64,
    recorded_at: DateTime<Utc>,
}

pub(crate) async fn production(
    principal: Principal,
    api: web::Data<QueryApi>,
    path: web::Path<String>,
    demand: Demand,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    api.admit(&principal, Read::Production).await?;
    let well_id = parse_uuid("well_id", &path)?;
    let params = Params::read(&request, &["from", "to"])?;
    let filter = filter(&params)?;
    demand
        .wait_for(&api, &principal.tenant, MONTHLY_PRODUCTION)
        .await?;
    let (position, rows) = read(&api, &principal, well_id, &filter).await?;
    if rows.len() > ROWS_MAX as usize {
        return Err(invalid(
            "from",
            format!("more than {ROWS_MAX} completion months; narrow them with from and to"),
        ));
    }
    Ok(demand.json(position, &body(well_id, &rows)?))
}

async fn read(
    api: &QueryApi,
    principal: &Principal,
    well_id: Uuid,
    filter: &ProductionFilter,
) -> Result<(u64, Vec<MonthRow>), QueryError> {
    let organization_id = principal.tenant.organization_id();
    let once = api.rows(&principal.tenant, MONTHLY_PRODUCTION);
    let (position, rows) =
        monthly_production::well_months(&once, organization_id, well_id, filter, ROWS_MAX + 1).await?;
    // No months are an answer only about a well there is.
    if rows.is_empty() {
        known(api, &principal.tenant, well_id).await?;
    }
    Ok((position, rows))
}

fn body(well_id: Uuid, rows: &[MonthRow]) -> Result<Body, QueryError> {
    let now = Utc::now();
    let mut months = Vec::new();
    for rows in rows.chunk_by(|left, right| left.month == right.month) {
        let mut completions = Vec::with_capacity(rows.len());
        for row in rows {
            completions.extend(completion(row, now)?);
        }
        months.push(Month {
            month: rows
                .first()
                .map(|row| row.month.format("%Y-%m").to_string())
                .unwrap_or_default(),
            days_on: rows.iter().filter_map(|row| row.days_on).max(),
            amounts: Amounts::of_rows(rows),
            completions,
        });
    }
    Ok(Body {
        well_id,
        months,
        total: Amounts::of_rows(rows),
    })
}

fn completion(row: &MonthRow, now: DateTime<Utc>) -> Result<Option<Completion>, QueryError> {
    let state: ProductionMonth = serde_json::from_str(&row.aggregate)?;
    let Some(month) = state.summary() else {
        return Ok(None);
    };
    let volumes = month.volumes;
    let gas = volumes.gas.amount();
    let filing = month.filing;
    Ok(Some(Completion {
        production_month_id: row.production_month_id,
        completion: month.completion,
        lease: month.lease,
        ratios: Ratios::of(&volumes),
        days_on: volumes.days_on,
        oil_bbl: volumes.oil_bbl,
        condensate_bbl: volumes.condensate_bbl,
        gas_mcf: gas.map(|gas| gas.volume().to_string()),
        gas_base_psia: gas.map(|gas| gas.base_psia().as_str().to_owned()),
        gas: volumes.gas,
        gas_lift: volumes.gas_lift,
        water_bbl: volumes.water_bbl,
        injection: volumes.injection,
        details: month.details,
        stocks: month.stocks,
        discontinuities: month.discontinuities,
        gas_balance: month.gas_balance,
        dispositions: month.dispositions,
        warnings: month.warnings,
        document_number: filing.as_ref().and_then(|filing| filing.document_number.clone()),
        accepted_on: filing.and_then(|filing| filing.accepted_on),
        reported_at: row.reported_at,
        corrections: month.corrections,
        restated: !month.restatements.is_empty(),
        locked: row.locked_at.is_some_and(|at| at <= now),
        version: row.version,
        position: row.position,
        recorded_at: row.recorded_at,
    }))
}
