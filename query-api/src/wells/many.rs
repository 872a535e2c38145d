//! The production of several wells, as each is told by itself, in a fixed number of statements.

use std::collections::HashMap;

use chrono::Utc;
use serde_json::Value;
use uuid::Uuid;
use wellflow_decider::Decider;
use wellflow_domain::production_month::ProductionMonth;
use wellflow_read_model::monthly_production::{self, ProductionFilter};
use wellflow_read_model::{MONTHLY_PRODUCTION, PRODUCTION_HISTORY, production_history};
use wellflow_runtime::Tenant;

use super::production::{EVENTS_MAX, Found, ROWS_MAX, TOGETHER, body, folded, held, refuse_many};
use crate::QueryApi;
use crate::error::QueryError;
use crate::fleet::{Asked, Settled};
use crate::fresh::Demand;

/// The months of each of the wells, now or at a point, as `GET /wells/{well_id}/production` tells them, and the position they
/// hold at.
///
/// # Errors
/// What is wrong with the question, or a fault of ours.
pub(crate) async fn production_of(
    api: &QueryApi,
    tenant: &Tenant,
    demand: Demand,
    (well_ids, filter, asked): (&[Uuid], &ProductionFilter, Asked),
) -> Result<(u64, HashMap<Uuid, Value>), QueryError> {
    let projection = if asked.is_now() {
        MONTHLY_PRODUCTION
    } else {
        PRODUCTION_HISTORY
    };
    let settled = asked.settle(api, tenant, demand, projection).await?;
    let (position, mut found) = if asked.is_now() {
        now(api, tenant, well_ids, filter).await?
    } else {
        at(api, tenant, (well_ids, filter), settled).await?
    };
    let told = well_ids.iter().map(|well_id| {
        let months = found.remove(well_id).unwrap_or_default();
        Ok((*well_id, serde_json::to_value(body(*well_id, months))?))
    });
    Ok((position, told.collect::<Result<_, QueryError>>()?))
}

type OfWells = (u64, HashMap<Uuid, Vec<Found>>);

async fn now(
    api: &QueryApi,
    tenant: &Tenant,
    well_ids: &[Uuid],
    filter: &ProductionFilter,
) -> Result<OfWells, QueryError> {
    let (rows, organization_id) = (api.rows(tenant, MONTHLY_PRODUCTION), tenant.organization_id());
    let (position, rows) =
        monthly_production::months_of_wells(&rows, organization_id, well_ids, filter, ROWS_MAX + 1).await?;
    refuse_many(rows.len())?;
    let now = Utc::now();
    let mut found: HashMap<Uuid, Vec<Found>> = HashMap::new();
    for row in rows {
        let well_id = row.well_id;
        found.entry(well_id).or_default().extend(held(row, now)?);
    }
    Ok((position, found))
}

async fn at(
    api: &QueryApi,
    tenant: &Tenant,
    (well_ids, filter): (&[Uuid], &ProductionFilter),
    settled: Settled,
) -> Result<OfWells, QueryError> {
    let (rows, organization_id) = (api.rows(tenant, PRODUCTION_HISTORY), tenant.organization_id());
    let when = settled.when;
    let (read_at, months) =
        production_history::months_of_wells(&rows, organization_id, when, well_ids, filter, ROWS_MAX + 1)
            .await?;
    refuse_many(months.len())?;
    let position = when.position.unwrap_or(read_at);
    let mut found: HashMap<Uuid, Vec<Found>> = HashMap::new();
    for months in months.chunks(TOGETHER) {
        let wanted: Vec<(Uuid, u64)> = months
            .iter()
            .map(|(_, id)| (*id, i64::MAX.unsigned_abs()))
            .collect();
        let mut streams = api
            .ledger
            .beginnings(tenant, ProductionMonth::KIND, &wanted, EVENTS_MAX)
            .await?;
        for (well_id, id) in months {
            let events = streams.remove(id).unwrap_or_default();
            let folded = folded(*id, events, (position, when))?;
            found.entry(*well_id).or_default().extend(folded);
        }
    }
    Ok((position, found))
}
