//! A well as it is now: from memory, Redis, the row, or, for a moment after a boundary, from the ledger.

use chrono::{DateTime, Utc};
use uuid::Uuid;
use wellflow_decider::Decider;
use wellflow_domain::well::Well;
use wellflow_event_store::{Point, fold};
use wellflow_read_model::WELL_SUMMARY;
use wellflow_read_model::cache::CachedWell;
use wellflow_read_model::document::Document;
use wellflow_read_model::well_summary;
use wellflow_runtime::Tenant;

use crate::QueryApi;
use crate::cache::Found;
use crate::error::QueryError;
use crate::fresh::Demand;
use crate::incomplete;
use crate::past::stream;
use crate::subject::{not_in_effect, unknown};

/// The well as it is now, at the demanded position or later.
///
/// # Errors
/// `well-unknown`, `well-not-yet-known`, `not-yet-projected`, or a fault of ours.
pub(super) async fn current(
    api: &QueryApi,
    tenant: &Tenant,
    well_id: Uuid,
    demand: Demand,
) -> Result<Found, QueryError> {
    let organization_id = tenant.organization_id();
    let missed = match api.cache.get(organization_id, well_id, demand.position).await {
        Ok(found) => return Ok(found),
        Err(missed) => missed,
    };
    let (mut read_at, mut row) = read(api, tenant, well_id).await?;
    if !demand.is_met_by(read_at) {
        demand.wait_for(api, tenant, WELL_SUMMARY).await?;
        // What was missing then may be there by now.
        incomplete::forget();
        (read_at, row) = read(api, tenant, well_id).await?;
    }
    let Some(mut well) = row else {
        return Err(unknown::<Well>(well_id).into());
    };
    let now = Utc::now();
    if well.is_over(now) {
        refold(api, tenant, well_id, &mut well, now).await?;
    } else if !incomplete::is_noted() {
        api.cache
            .put(organization_id, well_id, &well, read_at, &missed)
            .await;
    }
    if well.document.is_empty() {
        // Every fact of it lies ahead.
        let mut known = stream(api, tenant, Well::KIND, well_id).await?;
        known.retain(|event| event.position <= read_at);
        return Err(not_in_effect::<Well>(well_id, &known, "well_id")?.into());
    }
    Ok(Found {
        well,
        position: read_at,
        status: missed.status,
    })
}

async fn read(
    api: &QueryApi,
    tenant: &Tenant,
    well_id: Uuid,
) -> Result<(u64, Option<CachedWell>), QueryError> {
    Ok(well_summary::by_id(
        &api.rows_of(tenant, WELL_SUMMARY, well_id),
        tenant.organization_id(),
        well_id,
    )
    .await?)
}

/// A fact has taken effect and the projector has not come round to it yet: the ledger says what holds.
async fn refold(
    api: &QueryApi,
    tenant: &Tenant,
    well_id: Uuid,
    well: &mut CachedWell,
    now: DateTime<Utc>,
) -> Result<(), QueryError> {
    let point = Point {
        position: Some(well.position),
        effective: Some(now),
    };
    let events = stream(api, tenant, Well::KIND, well_id).await?;
    let Some(folded) = fold::<Well>(&events, point)? else {
        return Ok(());
    };
    let Some(summary) = folded.state.summary() else {
        return Ok(());
    };
    // The newest event, which the row names, may itself still lie ahead.
    let newest = events.iter().find(|event| event.sequence == well.version);
    let recorded_at = newest.map_or(folded.recorded_at, |newest| newest.recorded_at);
    let document = Document {
        summary,
        version: well.version,
        position: well.position,
        recorded_at,
    };
    well.document = document.to_json()?;
    well.settled = false;
    Ok(())
}
