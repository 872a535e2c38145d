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

use super::production::{EVENTS_MAX, Found, TOGETHER, body, folded, held};
use crate::QueryApi;
use crate::error::QueryError;
use crate::fleet::{Asked, Settled};
use crate::fresh::Demand;

/// The production of several wells.
pub(crate) struct OfWells {
    /// The position it holds at.
    pub(crate) position: u64,
    /// Completion months that were read for it.
    pub(crate) months: u32,
    pub(crate) found: HashMap<Uuid, Value>,
}

/// The months of each of the wells, now or at a point, as `GET /wells/{well_id}/production` tells them; `None` where they are more
/// than `most`.
///
/// # Errors
/// What is wrong with the question, or a fault of ours.
pub(crate) async fn production_of(
    api: &QueryApi,
    tenant: &Tenant,
    demand: Demand,
    (well_ids, filter, asked): (&[Uuid], &ProductionFilter, Asked),
    most: u32,
) -> Result<Option<OfWells>, QueryError> {
    let projection = if asked.is_now() {
        MONTHLY_PRODUCTION
    } else {
        PRODUCTION_HISTORY
    };
    let settled = asked.settle(api, tenant, demand, projection).await?;
    let found = if asked.is_now() {
        now(api, tenant, (well_ids, filter), most).await?
    } else {
        at(api, tenant, (well_ids, filter), settled, most).await?
    };
    let Some(Read {
        position,
        months,
        mut found,
    }) = found
    else {
        return Ok(None);
    };
    let told = well_ids.iter().map(|well_id| {
        let months = found.remove(well_id).unwrap_or_default();
        Ok((*well_id, serde_json::to_value(body(*well_id, months))?))
    });
    Ok(Some(OfWells {
        position,
        months,
        found: told.collect::<Result<_, QueryError>>()?,
    }))
}

struct Read {
    position: u64,
    months: u32,
    found: HashMap<Uuid, Vec<Found>>,
}

/// How many were found, if they are not more than allowed.
fn within(found: usize, most: u32) -> Option<u32> {
    u32::try_from(found).ok().filter(|found| *found <= most)
}

async fn now(
    api: &QueryApi,
    tenant: &Tenant,
    (well_ids, filter): (&[Uuid], &ProductionFilter),
    most: u32,
) -> Result<Option<Read>, QueryError> {
    let (rows, organization_id) = (api.rows(tenant, MONTHLY_PRODUCTION), tenant.organization_id());
    let limit = most.saturating_add(1);
    let (position, rows) =
        monthly_production::months_of_wells(&rows, organization_id, well_ids, filter, limit).await?;
    let Some(months) = within(rows.len(), most) else {
        return Ok(None);
    };
    let now = Utc::now();
    let mut found: HashMap<Uuid, Vec<Found>> = HashMap::new();
    for row in rows {
        let well_id = row.well_id;
        found.entry(well_id).or_default().extend(held(row, now)?);
    }
    Ok(Some(Read {
        position,
        months,
        found,
    }))
}

/// Each month is folded from what was known of it.
async fn at(
    api: &QueryApi,
    tenant: &Tenant,
    (well_ids, filter): (&[Uuid], &ProductionFilter),
    settled: Settled,
    most: u32,
) -> Result<Option<Read>, QueryError> {
    let (rows, organization_id) = (api.rows(tenant, PRODUCTION_HISTORY), tenant.organization_id());
    let (when, limit) = (settled.when, most.saturating_add(1));
    let (read_at, streams) =
        production_history::months_of_wells(&rows, organization_id, when, well_ids, filter, limit).await?;
    let Some(months) = within(streams.len(), most) else {
        return Ok(None);
    };
    let position = when.position.unwrap_or(read_at);
    let mut found: HashMap<Uuid, Vec<Found>> = HashMap::new();
    for streams in streams.chunks(TOGETHER) {
        let wanted: Vec<(Uuid, u64)> = streams
            .iter()
            .map(|(_, id)| (*id, i64::MAX.unsigned_abs()))
            .collect();
        let mut told = api
            .ledger
            .beginnings(tenant, ProductionMonth::KIND, &wanted, EVENTS_MAX)
            .await?;
        for (well_id, id) in streams {
            let events = told.remove(id).unwrap_or_default();
            let folded = folded(*id, events, (position, when))?;
            found.entry(*well_id).or_default().extend(folded);
        }
    }
    Ok(Some(Read {
        position,
        months,
        found,
    }))
}
