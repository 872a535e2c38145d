//! `GET /projections`: how far each projection is in the organization's ledger.

use std::collections::BTreeMap;

use actix_web::{HttpRequest, HttpResponse, web};
use chrono::{DateTime, Utc};
use serde::Serialize;
use wellflow_http::headers::WELLFLOW_POSITION;
use wellflow_http::{Principal, Problem};
use wellflow_read_model::{PROJECTIONS, checkpoint, parked};
use wellflow_runtime::Tenant;

use crate::QueryApi;
use crate::authz::Read;
use crate::error::QueryError;
use crate::fresh::header;
use crate::params::Params;

#[derive(Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "Projections")
)]
pub(crate) struct Body {
    /// Where the ledger ends.
    position: u64,
    items: Vec<Item>,
}

/// A projection's place in the organization's ledger.
#[derive(Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "Projection")
)]
pub(crate) struct Item {
    projection: &'static str,
    /// Of the rows that are served; `null` before the first batch.
    version: Option<i32>,
    /// Everything up to here is in the rows.
    position: u64,
    lag_events: u64,
    /// Since when the first event it has not applied is in the ledger.
    waiting_since: Option<DateTime<Utc>>,
    lag_seconds: f64,
    parked_streams: u64,
}

pub(crate) async fn list(
    principal: Principal,
    api: web::Data<QueryApi>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    api.admit(&principal, Read::Operations).await?;
    Params::read(&request, &[])?;
    let body = standing(&api, &principal.tenant).await?;
    let position = body.position;
    Ok(HttpResponse::Ok()
        .insert_header((header(WELLFLOW_POSITION), position))
        .json(body))
}

async fn standing(api: &QueryApi, tenant: &Tenant) -> Result<Body, QueryError> {
    let organization_id = tenant.organization_id();
    // The ledger's end comes last: no projection is ever ahead of it.
    let found = checkpoint::load_all(&api.once(tenant), organization_id, &PROJECTIONS).await?;
    let parked = parked::by_projection(&api.once(tenant), organization_id).await?;
    let tip = api.ledger.tip(tenant).await?.map_or(0, |tip| tip.position);
    let now = Utc::now();
    let mut since: BTreeMap<u64, Option<DateTime<Utc>>> = BTreeMap::new();
    let mut items = Vec::with_capacity(PROJECTIONS.len());
    for (key, checkpoint) in PROJECTIONS.iter().zip(found) {
        let position = checkpoint.map_or(0, |checkpoint| checkpoint.position);
        let waiting_since = if position >= tip {
            None
        } else if let Some(known) = since.get(&position) {
            *known
        } else {
            let next = api.ledger.tail(tenant, position, 1).await?;
            let recorded_at = next.first().map(|event| event.recorded_at);
            since.insert(position, recorded_at);
            recorded_at
        };
        items.push(Item {
            projection: key.name,
            version: checkpoint.map(|checkpoint| checkpoint.version),
            position,
            lag_events: tip.saturating_sub(position),
            waiting_since,
            lag_seconds: waiting_since.map_or(0.0, |since| seconds(now, since)),
            parked_streams: parked.get(key.name).copied().unwrap_or(0),
        });
    }
    Ok(Body { position: tip, items })
}

/// Whole milliseconds of it; a clock ahead of ours was just now.
fn seconds(now: DateTime<Utc>, since: DateTime<Utc>) -> f64 {
    let waited = (now - since).to_std().unwrap_or_default();
    (waited.as_secs_f64() * 1_000.0).round() / 1_000.0
}
