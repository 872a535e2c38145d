//! `GET /wells/{well_id}/production`: a well's months, each completion by itself and together.

use actix_web::{HttpRequest, HttpResponse, web};
use chrono::{DateTime, Utc};
use serde::Serialize;
use uuid::Uuid;
use wellflow_http::{Principal, Problem};
use wellflow_read_model::monthly_production::{self, MonthRow, ProductionFilter};
use wellflow_read_model::{MONTHLY_PRODUCTION, well_summary};

use super::unknown;
use crate::QueryApi;
use crate::authz::Read;
use crate::error::QueryError;
use crate::fresh::Demand;
use crate::params::{Params, invalid, parse_uuid};
use crate::production::{Amounts, filter, plain};

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
    days_on: i32,
    #[serde(flatten)]
    amounts: Amounts,
    completions: Vec<Completion>,
}

#[derive(Serialize)]
struct Completion {
    production_month_id: Uuid,
    completion: String,
    lease: Option<String>,
    days_on: i32,
    oil_bbl: String,
    gas_mcf: String,
    gas_base_psia: String,
    water_bbl: String,
    injection: String,
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
    Ok(demand.json(position, &body(well_id, &rows)))
}

async fn read(
    api: &QueryApi,
    principal: &Principal,
    well_id: Uuid,
    filter: &ProductionFilter,
) -> Result<(u64, Vec<MonthRow>), QueryError> {
    let organization_id = principal.tenant.organization_id();
    let once = api.once(&principal.tenant);
    let (position, rows) =
        monthly_production::well_months(&once, organization_id, well_id, filter, ROWS_MAX + 1).await?;
    // No months are an answer only about a well there is.
    if rows.is_empty() {
        let (_, well) = well_summary::by_id(&once, organization_id, well_id).await?;
        well.ok_or_else(|| unknown(well_id))?;
    }
    Ok((position, rows))
}

fn body(well_id: Uuid, rows: &[MonthRow]) -> Body {
    let now = Utc::now();
    let months = rows
        .chunk_by(|left, right| left.month == right.month)
        .map(|rows| Month {
            month: rows
                .first()
                .map(|row| row.month.format("%Y-%m").to_string())
                .unwrap_or_default(),
            days_on: rows.iter().map(|row| row.days_on).max().unwrap_or(0),
            amounts: Amounts::of_rows(rows),
            completions: rows.iter().map(|row| completion(row, now)).collect(),
        })
        .collect();
    Body {
        well_id,
        months,
        total: Amounts::of_rows(rows),
    }
}

fn completion(row: &MonthRow, now: DateTime<Utc>) -> Completion {
    Completion {
        production_month_id: row.production_month_id,
        completion: row.completion.clone(),
        lease: row.lease.clone(),
        days_on: row.days_on,
        oil_bbl: plain(row.oil_bbl),
        gas_mcf: plain(row.gas_mcf),
        gas_base_psia: row.gas_base_psia.clone(),
        water_bbl: plain(row.water_bbl),
        injection: plain(row.injection),
        locked: row.locked_at.is_some_and(|at| at <= now),
        version: row.version,
        position: row.position,
        recorded_at: row.recorded_at,
    }
}
