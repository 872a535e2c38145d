//! `GET /wells/{well_id}/production`: a well's months, each completion by itself and together; now, or at a point on
//! both axes of time.

use actix_web::{HttpRequest, HttpResponse, web};
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use uuid::Uuid;
use wellflow_decider::Decider;
use wellflow_domain::production_month::{
    DispositionShown, GasBalanced, MonthDetails, ProductionMonth, ProductionMonthSummary, ProductionWarning,
    StockDiscontinuityDetected, StockShown,
};
use wellflow_domain::quantity::{Barrels, DaysOn, Mcf, Quantity};
use wellflow_domain::text::{CompletionName, Text120};
use wellflow_domain::well::Well;
use wellflow_event_store::{Point, RecordedEvent, fold};
use wellflow_http::{Principal, Problem};
use wellflow_read_model::history::When;
use wellflow_read_model::monthly_production::{self, MonthRow, ProductionFilter, Sum};
use wellflow_read_model::{MONTHLY_PRODUCTION, PRODUCTION_HISTORY, production_history};
use wellflow_runtime::Tenant;

use super::known;
use crate::QueryApi;
use crate::authz::Read;
use crate::error::QueryError;
use crate::fleet::{Asked, POINT, Settled};
use crate::fresh::Demand;
use crate::months::{Ratios, zone};
use crate::params::{Params, invalid, parse_uuid};
use crate::past::end_of_day;
use crate::production::{Amounts, filter, gather, sum_of};
use crate::subject::{not_yet_known, unknown};

/// Completion months answered at once: 20 completions over 40 years.
pub(super) const ROWS_MAX: u32 = 10_000;
/// Months whose events are read in one round trip.
pub(super) const TOGETHER: usize = 500;
/// Events of a month: far more than it has days, products and corrections.
pub(super) const EVENTS_MAX: u32 = 10_000;

#[derive(Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "WellProduction")
)]
pub(crate) struct Body {
    well_id: Uuid,
    months: Vec<Month>,
    total: Amounts,
}

#[derive(Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "WellProductionMonth")
)]
pub(crate) struct Month {
    month: String,
    /// The days of the completion that was on longest.
    days_on: Option<i32>,
    #[serde(flatten)]
    amounts: Amounts,
    completions: Vec<Completion>,
}

/// What holds of a completion's month, its days apart. An amount is a decimal, `withheld`, or `null` where nothing is said.
#[derive(Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "CompletionProduction")
)]
pub(crate) struct Completion {
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

/// A completion's month as it was found.
pub(super) struct Found {
    id: Uuid,
    month: ProductionMonthSummary,
    locked: bool,
    reported_at: Option<DateTime<Utc>>,
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
    let params = Params::read(&request, &[&["from", "to"][..], &POINT].concat())?;
    let filter = filter(&params)?;
    let asked = Asked::read(&params)?;
    let projection = if asked.is_now() {
        MONTHLY_PRODUCTION
    } else {
        PRODUCTION_HISTORY
    };
    let settled = asked.settle(&api, &principal.tenant, demand, projection).await?;
    let (position, found) = if asked.is_now() {
        now(&api, &principal.tenant, well_id, &filter).await?
    } else {
        at(&api, &principal.tenant, well_id, &filter, settled).await?
    };
    let body = body(well_id, found);
    Ok(settled.body((&request, demand), position, &body, None)?)
}

async fn now(
    api: &QueryApi,
    tenant: &Tenant,
    well_id: Uuid,
    filter: &ProductionFilter,
) -> Result<(u64, Vec<Found>), QueryError> {
    let (once, organization_id) = (api.rows(tenant, MONTHLY_PRODUCTION), tenant.organization_id());
    let (position, rows) =
        monthly_production::well_months(&once, organization_id, well_id, filter, ROWS_MAX + 1).await?;
    refuse_many(rows.len())?;
    // No months are an answer only about a well there is.
    if rows.is_empty() {
        known(api, tenant, well_id).await?;
    }
    let now = Utc::now();
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        found.extend(held(row, now)?);
    }
    Ok((position, found))
}

/// What a row shows.
pub(super) fn held(row: MonthRow, now: DateTime<Utc>) -> Result<Option<Found>, QueryError> {
    let state: ProductionMonth = serde_json::from_str(&row.aggregate)?;
    Ok(state.summary().map(|month| Found {
        id: row.production_month_id,
        month,
        locked: row.locked_at.is_some_and(|at| at <= now),
        reported_at: row.reported_at,
        version: row.version,
        position: row.position,
        recorded_at: row.recorded_at,
    }))
}

/// The months that count at a point are named by rows; each is folded from what was known of it.
async fn at(
    api: &QueryApi,
    tenant: &Tenant,
    well_id: Uuid,
    filter: &ProductionFilter,
    settled: Settled,
) -> Result<(u64, Vec<Found>), QueryError> {
    let (once, organization_id) = (api.rows(tenant, PRODUCTION_HISTORY), tenant.organization_id());
    let when = settled.when;
    let (read_at, ids) =
        production_history::well_months(&once, organization_id, when, well_id, filter, ROWS_MAX + 1).await?;
    refuse_many(ids.len())?;
    if ids.is_empty() {
        known_then(api, tenant, well_id, settled).await?;
    }
    let position = when.position.unwrap_or(read_at);
    let mut found = Vec::with_capacity(ids.len());
    for ids in ids.chunks(TOGETHER) {
        let wanted: Vec<(Uuid, u64)> = ids.iter().map(|id| (*id, i64::MAX.unsigned_abs())).collect();
        let mut streams = api
            .ledger
            .beginnings(tenant, ProductionMonth::KIND, &wanted, EVENTS_MAX)
            .await?;
        for id in ids {
            let events = streams.remove(id).unwrap_or_default();
            found.extend(folded(*id, events, (position, when))?);
        }
    }
    Ok((position, found))
}

/// That the well was known at the point.
async fn known_then(
    api: &QueryApi,
    tenant: &Tenant,
    well_id: Uuid,
    settled: Settled,
) -> Result<(), QueryError> {
    let events = api.ledger.stream(tenant, Well::KIND, well_id, 0, 1).await?;
    let refused = match (events.first(), settled.known) {
        (None, _) => unknown::<Well>(well_id),
        (Some(first), Some(known)) if first.position > known.position => {
            not_yet_known::<Well>(first.recorded_at, "was recorded", "as_of")
        }
        (Some(_), _) => return Ok(()),
    };
    let refused = QueryError::from(refused);
    Err(match settled.known {
        Some(known) => known.said(refused),
        None => refused,
    })
}

pub(super) fn folded(
    id: Uuid,
    mut events: Vec<RecordedEvent>,
    (position, when): (u64, When),
) -> Result<Option<Found>, QueryError> {
    events.retain(|event| event.position <= position);
    let Some(folded) = fold::<ProductionMonth>(&events, Point::default())? else {
        return Ok(None);
    };
    let at = match when.day {
        Some(day) => end_of_day("effective_on", day, zone(&folded.state))?,
        None => when.at,
    };
    Ok(folded.state.summary().map(|month| Found {
        id,
        locked: month.locked_since.is_some_and(|since| since <= at),
        month,
        reported_at: events.iter().filter_map(|event| event.reported_at).max(),
        version: folded.version,
        position: folded.position,
        recorded_at: folded.recorded_at,
    }))
}

pub(super) fn refuse_many(months: usize) -> Result<(), Problem> {
    if months > ROWS_MAX as usize {
        let what = format!("more than {ROWS_MAX} completion months; narrow them with from and to");
        return Err(invalid("from", what));
    }
    Ok(())
}

pub(super) fn body(well_id: Uuid, found: Vec<Found>) -> Body {
    let mut total = Vec::new();
    let mut months: Vec<(NaiveDate, Vec<Found>)> = Vec::new();
    for found in found {
        gather(&mut total, &sum_of(&found.month.volumes));
        let month = found.month.month.first_day();
        match months.last_mut() {
            Some((last, of_month)) if *last == month => of_month.push(found),
            Some(_) | None => months.push((month, vec![found])),
        }
    }
    let months = months.into_iter().map(|(month, found)| {
        let sums: Vec<Sum> = found.iter().map(|found| sum_of(&found.month.volumes)).collect();
        let days_on = found
            .iter()
            .filter_map(|found| found.month.volumes.days_on.amount());
        Month {
            month: month.format("%Y-%m").to_string(),
            days_on: days_on.map(|days| i32::from(days.get())).max(),
            amounts: Amounts::of(&sums),
            completions: found.into_iter().map(completion).collect(),
        }
    });
    Body {
        well_id,
        months: months.collect(),
        total: Amounts::of(&total),
    }
}

fn completion(found: Found) -> Completion {
    let month = found.month;
    let volumes = month.volumes;
    let gas = volumes.gas.amount();
    let filing = month.filing;
    Completion {
        production_month_id: found.id,
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
        reported_at: found.reported_at,
        corrections: month.corrections,
        restated: !month.restatements.is_empty(),
        locked: found.locked,
        version: found.version,
        position: found.position,
        recorded_at: found.recorded_at,
    }
}
