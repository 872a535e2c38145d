//! `monthly_production`: the volumes of each completion and month, and the lines of its days.
//!
//! A month's events are all taken, whenever they take effect: the row carries the instants from which its volumes and
//! its lock hold, and whoever reads it compares them with the clock.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use serde::Serialize;
use uuid::Uuid;
use wellflow_decider::Decider;
use wellflow_domain::production_month::{
    DayShown, MonthLog, ProductionMonth, ProductionMonthEvent, ProductionMonthSummary,
};
use wellflow_domain::quantity::{Amount, Quantity};
use wellflow_domain::text::CompletionName;
use wellflow_event_store::{RecordedEvent, StoreError};
use wellflow_read_model::daily_production::{self, DayRow};
use wellflow_read_model::figures::{gas_oil_ratio, water_cut};
use wellflow_read_model::monthly_production::{self, MonthRow};
use wellflow_read_model::{MONTHLY_PRODUCTION, ProjectionKey, ReadModelError, Stated};
use wellflow_runtime::{Tenant, TenantPool, TenantTransaction};

use crate::ProjectorError;
use crate::advance::Projection;
use crate::follow::{Course, Held, Taken};

/// See the module.
#[derive(Debug)]
pub(crate) struct MonthlyProduction;

/// The rows of a batch.
#[derive(Debug, Default)]
pub(crate) struct MonthRows {
    months: Vec<MonthRow>,
    /// The months whose lines are others than before.
    redrawn: Vec<Uuid>,
    days: Vec<DayRow>,
}

/// A line as it is served.
#[derive(Serialize)]
struct DayDocument<'a> {
    production_month_id: Uuid,
    completion: &'a CompletionName,
    date: NaiveDate,
    #[serde(flatten)]
    day: DayShown,
    downtime_minutes: u32,
    gas_oil_ratio: Option<Decimal>,
    water_cut: Option<Decimal>,
}

impl MonthRows {
    /// Takes a month in; its lines only where they changed, which imported months never do.
    fn add(
        &mut self,
        id: Uuid,
        before: Option<&MonthLog>,
        held: &Held<ProductionMonth>,
    ) -> Result<(), ProjectorError> {
        let Some(summary) = held.state.summary() else {
            return Ok(());
        };
        let log = log(&held.state);
        if before.map(|log| &log.days) != log.map(|log| &log.days) {
            self.redrawn.push(id);
            for day in &summary.days {
                self.days.push(day_row(id, &summary, day)?);
            }
        }
        self.months.push(to_row(id, &summary, held)?);
        Ok(())
    }
}

impl Projection for MonthlyProduction {
    const KEY: ProjectionKey = MONTHLY_PRODUCTION;
    const KINDS: &'static [&'static str] = &[ProductionMonth::KIND];
    type Batch = BTreeMap<Uuid, Vec<Taken<ProductionMonthEvent>>>;
    type Rows = MonthRows;

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
        let mut held = load(pool, course, &batch).await?;
        let mut rows = MonthRows::default();
        for (id, events) in batch {
            let before = held.remove(&id);
            // A month that begins here has no lines yet; what cannot be read back is drawn anew.
            let drawn = if course.anew || events.first().is_some_and(Taken::is_first) {
                Some(MonthLog::default())
            } else {
                before.as_ref().and_then(|held| log(&held.state).cloned())
            };
            if let Some(after) = course.follow::<ProductionMonth>(id, before, events).await? {
                rows.add(id, drawn.as_ref(), &after)?;
            }
        }
        Ok(rows)
    }

    async fn write(tx: &TenantTransaction, tenant: &Tenant, rows: &Self::Rows) -> Result<(), ReadModelError> {
        let organization_id = tenant.organization_id();
        if !rows.months.is_empty() {
            monthly_production::upsert(tx, organization_id, &rows.months).await?;
        }
        if !rows.redrawn.is_empty() {
            daily_production::replace(tx, organization_id, &rows.redrawn, &rows.days).await?;
        }
        Ok(())
    }

    async fn remove(
        tx: &TenantTransaction,
        tenant: &Tenant,
        (_, ids): (&str, &[Uuid]),
    ) -> Result<(), ReadModelError> {
        let organization_id = tenant.organization_id();
        monthly_production::forget(tx, organization_id, ids).await?;
        daily_production::replace(tx, organization_id, ids, &[]).await
    }
}

/// The months of the batch that have a row. Where all of them begin in the batch there is nothing to ask for.
async fn load(
    pool: &TenantPool,
    course: Course<'_>,
    batch: &BTreeMap<Uuid, Vec<Taken<ProductionMonthEvent>>>,
) -> Result<HashMap<Uuid, Held<ProductionMonth>>, ProjectorError> {
    let known: Vec<Uuid> = batch
        .iter()
        .filter(|(_, events)| !events.first().is_some_and(Taken::is_first))
        .map(|(id, _)| *id)
        .collect();
    if known.is_empty() || course.anew {
        return Ok(HashMap::new());
    }
    let tx = pool.begin_read(course.tenant).await?;
    let rows = monthly_production::load(&tx, course.tenant.organization_id(), &known).await?;
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
        reported_at: row.reported_at,
    })
}

/// What was written down day by day.
fn log(month: &ProductionMonth) -> Option<&MonthLog> {
    match month {
        ProductionMonth::Unknown => None,
        ProductionMonth::Running { running } => Some(&running.log),
        ProductionMonth::Open { recorded } | ProductionMonth::Locked { recorded, .. } => Some(&recorded.log),
    }
}

fn to_row(
    id: Uuid,
    summary: &ProductionMonthSummary,
    held: &Held<ProductionMonth>,
) -> Result<MonthRow, ProjectorError> {
    let volumes = &summary.volumes;
    let gas = volumes.gas.amount();
    Ok(MonthRow {
        production_month_id: id,
        well_id: summary.well_id.as_uuid(),
        completion: summary.completion.as_str().to_owned(),
        month: summary.month.first_day(),
        lease: summary.lease.as_ref().map(|lease| lease.as_str().to_owned()),
        days_on: volumes.days_on.amount().map(|days| i32::from(days.get())),
        oil_bbl: stated(volumes.oil_bbl),
        condensate_bbl: stated(volumes.condensate_bbl),
        gas_mcf: stated(volumes.gas),
        gas_base: gas.map(|gas| {
            let psia = gas.base_psia().as_str().to_owned();
            (psia, gas.base_temp_f().to_string())
        }),
        water_bbl: stated(volumes.water_bbl),
        injection: stated(volumes.injection),
        effective_at: holds_from(&held.state),
        locked_at: summary.locked_since,
        aggregate: serde_json::to_string(&held.state).map_err(ProjectorError::Encode)?,
        max_effective_at: held.max_effective_at,
        anomalies: serde_json::to_string(&held.anomalies).map_err(ProjectorError::Encode)?,
        version: held.version,
        position: held.position,
        recorded_at: held.recorded_at,
        reported_at: held.reported_at,
    })
}

/// From when the month's volumes hold; `None` while only days are recorded.
pub(super) fn holds_from(month: &ProductionMonth) -> Option<DateTime<Utc>> {
    match month {
        ProductionMonth::Unknown | ProductionMonth::Running { .. } => None,
        ProductionMonth::Open { recorded } | ProductionMonth::Locked { recorded, .. } => {
            Some(recorded.month.last_day_start(recorded.time_zone))
        }
    }
}

pub(super) fn stated<T: Amount>(quantity: Quantity<T>) -> Stated {
    match quantity {
        Quantity::Reported(amount) | Quantity::ReportedZero(amount) => Stated::of(amount.number()),
        Quantity::NotReported => Stated::unstated(false),
        Quantity::Withheld => Stated::unstated(true),
    }
}

fn day_row(id: Uuid, month: &ProductionMonthSummary, day: &DayShown) -> Result<DayRow, ProjectorError> {
    let entry = &day.entry;
    // As on the forms, a blank counts as zero; what is withheld has no ratio.
    let oil = entry
        .oil_bbl
        .in_balance()
        .zip(entry.condensate_bbl.in_balance())
        .map(|(oil, condensate)| oil + condensate);
    let document = DayDocument {
        production_month_id: id,
        completion: &month.completion,
        date: day.day.date(),
        day: day.clone(),
        downtime_minutes: entry.downtime_minutes(),
        gas_oil_ratio: oil
            .zip(entry.gas.in_balance())
            .and_then(|(oil, gas)| gas_oil_ratio(gas, oil)),
        water_cut: oil
            .zip(entry.water_bbl.in_balance())
            .and_then(|(oil, water)| water_cut(water, oil)),
    };
    Ok(DayRow {
        production_month_id: id,
        day: day.day.date(),
        well_id: month.well_id.as_uuid(),
        completion: month.completion.as_str().to_owned(),
        document: serde_json::to_string(&document).map_err(ProjectorError::Encode)?,
    })
}
