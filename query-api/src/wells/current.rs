//! A well as it is now: from memory, Redis, the row, or, for a moment after a boundary, from the ledger.

use chrono::{DateTime, Utc};
use uuid::Uuid;
use wellflow_decider::Decider;
use wellflow_domain::well::Well;
use wellflow_event_store::{Point, fold};
use wellflow_read_model::WELL_SUMMARY;
use wellflow_read_model::cache::CachedWell;
use wellflow_read_model::document::Document;
use wellflow_read_model::parked::Missing;
use wellflow_read_model::well_summary;
use wellflow_runtime::Tenant;

use crate::QueryApi;
use crate::cache::{Found, Missed};
use crate::error::QueryError;
use crate::fresh::Demand;
use crate::incomplete;
use crate::past::stream;
use crate::subject::{not_in_effect, unknown};

/// A row as it was read, for whoever asked for it.
#[derive(Clone, Debug)]
pub(crate) struct Reading {
    read_at: u64,
    well: Option<CachedWell>,
    /// What it is short of.
    short_of: Vec<Missing>,
}

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
    let missed = if demand.position > 0 && demand.hear(api, organization_id).await {
        // The projector fills the caches before it is heard.
        match api.cache.get(organization_id, well_id, demand.position).await {
            Ok(found) => return Ok(found),
            Err(missed) => missed,
        }
    } else {
        missed
    };
    let mut status = missed.status.clone();
    let key = (organization_id, well_id);
    let (mut reading, is_shared) = api
        .flights
        .share(key, async || read(api, tenant, well_id).await)
        .await?;
    if is_shared {
        // RFC 9211.
        status.push_str("; collapsed");
    }
    if !demand.is_met_by(reading.read_at) {
        demand.wait_for(api, tenant, WELL_SUMMARY).await?;
        // What was missing before may be there by now.
        reading = read(api, tenant, well_id).await?;
        keep(api, key, &reading, &missed).await;
    } else if !is_shared {
        // Whoever read it keeps it.
        keep(api, key, &reading, &missed).await;
    }
    incomplete::note(&reading.short_of);
    let read_at = reading.read_at;
    let Some(mut well) = reading.well else {
        return Err(unknown::<Well>(well_id).into());
    };
    let now = Utc::now();
    if well.is_over(now) {
        refold(api, tenant, well_id, &mut well, now).await?;
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
        status,
    })
}

async fn read(api: &QueryApi, tenant: &Tenant, well_id: Uuid) -> Result<Reading, QueryError> {
    let rows = api.rows_of(tenant, WELL_SUMMARY, well_id);
    let reading = well_summary::by_id(&rows, tenant.organization_id(), well_id);
    let (read, short_of) = incomplete::apart(reading).await;
    let (read_at, well) = read?;
    Ok(Reading {
        read_at,
        well,
        short_of,
    })
}

async fn keep(api: &QueryApi, (organization_id, well_id): (Uuid, Uuid), reading: &Reading, missed: &Missed) {
    if let Some(well) = &reading.well
        && reading.short_of.is_empty()
    {
        api.cache
            .put(organization_id, well_id, well, reading.read_at, missed)
            .await;
    }
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
