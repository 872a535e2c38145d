//! `well_summary`: what holds now, one row per well, and the rows of its wellbores, completions and tests.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use uuid::Uuid;
use wellflow_decider::Decider;
use wellflow_domain::text::Text120;
use wellflow_domain::well::{Well, WellEvent, WellSummary};
use wellflow_event_store::{RecordedEvent, StoreError};
use wellflow_read_model::document::Document;
use wellflow_read_model::parked::Obstacle;
use wellflow_read_model::well_parts::{self, Parts};
use wellflow_read_model::well_summary::{self, Shown, WellRow};
use wellflow_read_model::{ProjectionKey, ReadModelError, WELL_SUMMARY, checkpoint};
use wellflow_runtime::{Tenant, TenantPool, TenantTransaction};

use super::well_file::WellFile;
use crate::ProjectorError;
use crate::advance::{Projection, obstacle};
use crate::follow::{Course, Held, Taken};

/// See the module.
#[derive(Debug)]
pub(crate) struct WellSummaries;

/// The rows of a batch: each well's own, and those of its parts.
#[derive(Debug, Default)]
pub(crate) struct WellRows {
    pub(crate) wells: Vec<WellRow>,
    parts: Parts,
    /// The wells that had rows before.
    known: Vec<Uuid>,
    /// Whether one of them has a boundary ahead, or had.
    is_bounded: bool,
}

impl WellRows {
    fn add(&mut self, well_id: Uuid, held: &Held<WellFile>) -> Result<(), ProjectorError> {
        let summary = held.state.well.summary();
        if let Some(summary) = &summary {
            super::well_parts::add(&mut self.parts, well_id, &held.state, summary)?;
        }
        self.is_bounded |= !held.boundaries.is_empty();
        self.wells.push(to_row(well_id, held, summary)?);
        Ok(())
    }
}

impl Projection for WellSummaries {
    const KEY: ProjectionKey = WELL_SUMMARY;
    const KINDS: &'static [&'static str] = &[Well::KIND];
    type Batch = BTreeMap<Uuid, Vec<Taken<WellEvent>>>;
    type Rows = WellRows;

    fn apply(batch: &mut Self::Batch, event: &RecordedEvent) -> Result<(), StoreError> {
        if event.aggregate_type == Well::KIND {
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
        let mut held = load(pool, course, &batch).await?;
        let mut rows = WellRows {
            known: held.keys().copied().collect(),
            is_bounded: held.values().any(|held| !held.boundaries.is_empty()),
            ..WellRows::default()
        };
        for (well_id, events) in batch {
            let before = held.remove(&well_id);
            if let Some(after) = course.follow::<WellFile>(well_id, before, events).await? {
                rows.add(well_id, &after)?;
            }
        }
        Ok(rows)
    }

    async fn write(tx: &TenantTransaction, tenant: &Tenant, rows: &Self::Rows) -> Result<(), ReadModelError> {
        if rows.wells.is_empty() {
            return Ok(());
        }
        let organization_id = tenant.organization_id();
        well_summary::upsert(tx, organization_id, &rows.wells).await?;
        well_parts::replace(tx, organization_id, &rows.known, &rows.parts).await?;
        if rows.is_bounded {
            checkpoint::note_boundary(tx, organization_id, WELL_SUMMARY).await?;
        }
        Ok(())
    }

    fn wells(rows: &Self::Rows) -> &[WellRow] {
        &rows.wells
    }

    async fn remove(
        tx: &TenantTransaction,
        tenant: &Tenant,
        (_, ids): (&str, &[Uuid]),
    ) -> Result<(), ReadModelError> {
        let organization_id = tenant.organization_id();
        well_summary::forget(tx, organization_id, ids).await?;
        well_parts::replace(tx, organization_id, ids, &Parts::default()).await?;
        checkpoint::note_boundary(tx, organization_id, WELL_SUMMARY).await
    }
}

impl WellSummaries {
    /// The rows as they are now that boundaries have passed, and the wells that can no longer be folded.
    ///
    /// # Errors
    /// [`ProjectorError`].
    pub(crate) async fn evaluate_again(
        course: Course<'_>,
        due: Vec<WellRow>,
    ) -> Result<(WellRows, Vec<Obstacle>), ProjectorError> {
        let (mut rows, mut obstacles) = (WellRows::default(), Vec::new());
        for row in due {
            let well_id = row.well_id;
            rows.known.push(well_id);
            rows.is_bounded = true;
            let mut held = from_row(row);
            match course.refold(well_id, &mut held).await {
                Ok(()) => {}
                Err(error) => {
                    // What was there stays: it is short of something from the event on that no longer decodes.
                    obstacles.push(broken(course, well_id, error).await?);
                    held.boundaries
                        .retain(|at| course.horizon.is_some_and(|now| *at > now));
                }
            }
            rows.add(well_id, &held)?;
        }
        Ok((rows, obstacles))
    }
}

/// The event for which a well cannot be folded any more.
async fn broken(
    course: Course<'_>,
    well_id: Uuid,
    error: ProjectorError,
) -> Result<Obstacle, ProjectorError> {
    let ProjectorError::Ledger(StoreError::Decode { event_id, .. }) = &error else {
        return Err(error);
    };
    let events = course
        .ledger
        .whole_stream(course.tenant, Well::KIND, well_id)
        .await?;
    let event = events.iter().find(|event| event.event_id == *event_id);
    event.map(|event| obstacle(event, error.chain())).ok_or(error)
}

/// The wells of the batch that have a row. Where all of them begin in the batch there is nothing to ask for.
async fn load(
    pool: &TenantPool,
    course: Course<'_>,
    batch: &BTreeMap<Uuid, Vec<Taken<WellEvent>>>,
) -> Result<HashMap<Uuid, Held<WellFile>>, ProjectorError> {
    let known: Vec<Uuid> = batch
        .iter()
        .filter(|(_, events)| !events.first().is_some_and(Taken::is_first))
        .map(|(well_id, _)| *well_id)
        .collect();
    if known.is_empty() || course.anew {
        return Ok(HashMap::new());
    }
    let tx = pool.begin_read(course.tenant).await?;
    let rows = well_summary::load(&tx, course.tenant.organization_id(), &known).await?;
    tx.commit().await?;
    Ok(rows.into_iter().map(|row| (row.well_id, from_row(row))).collect())
}

fn from_row(row: WellRow) -> Held<WellFile> {
    let read = serde_json::from_str(&row.aggregate)
        .ok()
        .zip(serde_json::from_str(&row.anomalies).ok());
    // An aggregate written by a build with another idea of its shape is no good to go on from: whatever comes next is
    // taken for late, and the well is folded anew.
    let (state, anomalies, max_effective_at) = match read {
        Some((state, anomalies)) => (state, anomalies, row.max_effective_at),
        None => (WellFile::default(), Vec::new(), Some(DateTime::<Utc>::MAX_UTC)),
    };
    Held {
        state,
        max_effective_at,
        boundaries: row.boundaries,
        anomalies,
        version: row.version,
        position: row.position,
        recorded_at: row.recorded_at,
        reported_at: None,
    }
}

fn to_row(
    well_id: Uuid,
    held: &Held<WellFile>,
    summary: Option<WellSummary>,
) -> Result<WellRow, ProjectorError> {
    Ok(WellRow {
        well_id,
        shown: summary.map(|summary| shown(held, summary)).transpose()?,
        aggregate: serde_json::to_string(&held.state).map_err(ProjectorError::Encode)?,
        max_effective_at: held.max_effective_at,
        boundaries: held.boundaries.clone(),
        anomalies: serde_json::to_string(&held.anomalies).map_err(ProjectorError::Encode)?,
        version: held.version,
        position: held.position,
        recorded_at: held.recorded_at,
    })
}

fn shown(held: &Held<WellFile>, summary: WellSummary) -> Result<Shown, ProjectorError> {
    let text = |text: &Text120| text.as_str().to_owned();
    let location_e7 = location_e7(&summary);
    Ok(Shown {
        name: text(&summary.name),
        api10: summary.api_number.map(|number| number.api10()),
        status: summary.status.as_str().to_owned(),
        phase: summary.phase.as_str().to_owned(),
        operating: summary.operating.map(|operating| operating.as_str().to_owned()),
        role: summary.role.map(|role| role.as_str().to_owned()),
        field: summary.field.as_ref().map(text),
        operator: Some(text(&summary.operator)),
        lease: summary.lease.as_ref().map(text),
        state: summary.state.map(|state| state.as_str().to_owned()),
        location_e7,
        document: Document {
            summary,
            version: held.version,
            position: held.position,
            recorded_at: held.recorded_at,
        }
        .to_json()?,
    })
}

/// Latitude and longitude in whole numbers, where both are known.
pub(super) fn location_e7(summary: &WellSummary) -> Option<(i64, i64)> {
    let (north, east) = summary.latitude.zip(summary.longitude)?;
    Some((e7(north)?, e7(east)?))
}

/// Degrees in units of 1e-7, about a centimetre on the ground.
fn e7(degrees: Decimal) -> Option<i64> {
    (degrees * Decimal::from(10_000_000)).round().to_i64()
}
