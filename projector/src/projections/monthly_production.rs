//! `monthly_production`: the volumes of each completion and month.
//!
//! A month's events are all taken, whenever they take effect: the row carries the instants from which its volumes and
//! its lock hold, and whoever reads it compares them with the clock.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use uuid::Uuid;
use wellflow_decider::Decider;
use wellflow_domain::production_month::{ProductionMonth, ProductionMonthEvent, Recorded};
use wellflow_event_store::{RecordedEvent, StoreError};
use wellflow_read_model::monthly_production::{self, MonthRow};
use wellflow_read_model::{MONTHLY_PRODUCTION, ProjectionKey, ReadModelError};
use wellflow_runtime::{Tenant, TenantPool, TenantTransaction};

use crate::ProjectorError;
use crate::advance::Projection;
use crate::follow::{Course, Held, Taken};

/// See the module.
#[derive(Debug)]
pub(crate) struct MonthlyProduction;

impl Projection for MonthlyProduction {
    const KEY: ProjectionKey = MONTHLY_PRODUCTION;
    type Batch = BTreeMap<Uuid, Vec<Taken<ProductionMonthEvent>>>;
    type Rows = Vec<MonthRow>;

    fn apply(batch: &mut Self::Batch, event: &RecordedEvent) -> Result<(), StoreError> {
        if event.aggregate_type == ProductionMonth::KIND {
            batch
                .entry(event.aggregate_id)
                .or_default()
                .push(Taken::decode(event)?);
        }
        Ok(())
    }

    async fn prepare(
        pool: &TenantPool,
        course: Course<'_>,
        batch: Self::Batch,
    ) -> Result<Self::Rows, ProjectorError> {
        let course = Course {
            horizon: None,
            ..course
        };
        let mut held = load(pool, course.tenant, &batch).await?;
        let mut rows = Vec::with_capacity(batch.len());
        for (id, events) in batch {
            let before = held.remove(&id);
            if let Some(after) = course.follow::<ProductionMonth>(id, before, events).await? {
                rows.extend(to_row(id, &after)?);
            }
        }
        Ok(rows)
    }

    async fn write(tx: &TenantTransaction, tenant: &Tenant, rows: &Self::Rows) -> Result<(), ReadModelError> {
        if rows.is_empty() {
            return Ok(());
        }
        monthly_production::upsert(tx, tenant.organization_id(), rows).await
    }
}

/// The months of the batch that have a row. Where all of them begin in the batch there is nothing to ask for.
async fn load(
    pool: &TenantPool,
    tenant: &Tenant,
    batch: &BTreeMap<Uuid, Vec<Taken<ProductionMonthEvent>>>,
) -> Result<HashMap<Uuid, Held<ProductionMonth>>, ProjectorError> {
    let known: Vec<Uuid> = batch
        .iter()
        .filter(|(_, events)| !events.first().is_some_and(Taken::is_first))
        .map(|(id, _)| *id)
        .collect();
    if known.is_empty() {
        return Ok(HashMap::new());
    }
    let tx = pool.begin_read(tenant).await?;
    let rows = monthly_production::load(&tx, tenant.organization_id(), &known).await?;
    tx.commit().await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| Some((row.production_month_id, from_row(&row)?)))
        .collect())
}

/// `None` for an aggregate written by a build with another idea of its shape: the month is folded anew.
fn from_row(row: &MonthRow) -> Option<Held<ProductionMonth>> {
    Some(Held {
        state: serde_json::from_str(&row.aggregate).ok()?,
        max_effective_at: row.max_effective_at,
        boundaries: Vec::new(),
        anomalies: serde_json::from_str(&row.anomalies).ok()?,
        version: row.version,
        position: row.position,
        recorded_at: row.recorded_at,
    })
}

/// `None` while nothing is recorded of the month: its events were then all anomalies, and are in the log.
fn to_row(id: Uuid, held: &Held<ProductionMonth>) -> Result<Option<MonthRow>, ProjectorError> {
    let (recorded, locked_at): (&Recorded, Option<DateTime<Utc>>) = match &held.state {
        ProductionMonth::Unknown => return Ok(None),
        ProductionMonth::Open { recorded } => (recorded, None),
        ProductionMonth::Locked { recorded, since } => (recorded, Some(*since)),
    };
    let volumes = &recorded.volumes;
    Ok(Some(MonthRow {
        production_month_id: id,
        well_id: recorded.well_id.as_uuid(),
        completion: recorded.completion.as_str().to_owned(),
        month: recorded.month.first_day(),
        lease: recorded.lease.as_ref().map(|lease| lease.as_str().to_owned()),
        days_on: i32::from(volumes.days_on.get()),
        oil_bbl: volumes.oil_bbl.value(),
        gas_mcf: volumes.gas.volume(),
        gas_base_psia: volumes.gas.base_psia().as_str().to_owned(),
        water_bbl: volumes.water_bbl.value(),
        injection: volumes.injection.value(),
        effective_at: recorded.month.last_day_start(recorded.time_zone),
        locked_at,
        aggregate: serde_json::to_string(&held.state).map_err(ProjectorError::Encode)?,
        max_effective_at: held.max_effective_at,
        anomalies: serde_json::to_string(&held.anomalies).map_err(ProjectorError::Encode)?,
        version: held.version,
        position: held.position,
        recorded_at: held.recorded_at,
    }))
}
