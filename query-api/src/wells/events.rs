//! `GET /wells/{well_id}/events`: what happened to a well, in the order it was recorded.

use actix_web::http::header::LINK;
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use uuid::Uuid;
use wellflow_decider::Decider;
use wellflow_domain::well::Well;
use wellflow_event_store::{Actor, RecordedEvent};
use wellflow_http::{Principal, Problem};

use super::history::known_at;
use super::list::next_link;
use super::unknown;
use crate::QueryApi;
use crate::authz::Read;
use crate::error::QueryError;
use crate::fresh::Demand;
use crate::params::{Params, parse_uuid};
use crate::problems::WELL_NOT_YET_KNOWN;

#[derive(Serialize)]
struct Body {
    items: Vec<Item>,
    /// What to send as `after_version` for the next page; `null` on the last.
    next_after_version: Option<u64>,
}

#[derive(Serialize)]
struct Item {
    event_id: Uuid,
    event_type: String,
    /// The version of the shape of `data`.
    event_version: u16,
    /// The version of the well after the event.
    version: u64,
    sequence: u64,
    position: u64,
    effective_at: DateTime<Utc>,
    reported_at: Option<DateTime<Utc>>,
    recorded_at: DateTime<Utc>,
    actor: Actor,
    command_id: Uuid,
    supersedes: Option<Uuid>,
    data: Box<RawValue>,
}

/// The part of an event's metadata that is answered.
#[derive(Deserialize)]
struct Caused {
    actor: Actor,
}

impl Item {
    fn of(event: RecordedEvent) -> Result<Self, serde_json::Error> {
        Ok(Self {
            event_id: event.event_id,
            event_type: event.event_type,
            event_version: event.event_version,
            version: event.sequence,
            sequence: event.sequence,
            position: event.position,
            effective_at: event.effective_at,
            reported_at: event.reported_at,
            recorded_at: event.recorded_at,
            actor: serde_json::from_str::<Caused>(&event.metadata)?.actor,
            command_id: event.command_id,
            supersedes: event.supersedes,
            data: RawValue::from_string(event.payload)?,
        })
    }
}

pub(crate) async fn events(
    principal: Principal,
    api: web::Data<QueryApi>,
    path: web::Path<String>,
    demand: Demand,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    Read::Events.allow(&principal)?;
    let well_id = parse_uuid("well_id", &path)?;
    let params = Params::read(&request, &["after_version", "limit", "as_of"])?;
    let after = params
        .number("after_version", 0, i64::MAX.unsigned_abs())?
        .unwrap_or(0);
    let limit = params.limit()?;
    let as_of = params.instant("as_of")?;
    let known = known_at(&api, &principal.tenant, as_of).await?.unwrap_or(0);
    let (items, next_after_version) = page(&api, &principal, well_id, after, limit, known).await?;

    let mut response = demand.answer(known);
    if let Some(next) = next_after_version {
        response.insert_header((LINK, next_link(&request, "after_version", &next.to_string())));
    }
    Ok(response.json(Body {
        items,
        next_after_version,
    }))
}

async fn page(
    api: &QueryApi,
    principal: &Principal,
    well_id: Uuid,
    after: u64,
    limit: u32,
    known: u64,
) -> Result<(Vec<Item>, Option<u64>), QueryError> {
    let tenant = &principal.tenant;
    // One event more than asked for tells whether there is a next page.
    let mut events = api
        .ledger
        .stream(tenant, Well::KIND, well_id, after, limit + 1)
        .await?;
    events.retain(|event| event.position <= known);
    if events.is_empty() {
        // An empty page is an answer only about a well that was known.
        let first = api.ledger.stream(tenant, Well::KIND, well_id, 0, 1).await?;
        match first.first() {
            None => return Err(unknown(well_id).into()),
            Some(first) if first.position > known => return Err(not_yet_known(first).into()),
            Some(_) => {}
        }
    }
    let size = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = events.len() > size;
    events.truncate(size);
    let next = events.last().filter(|_| more).map(|last| last.sequence);
    let items = events.into_iter().map(Item::of).collect::<Result<_, _>>()?;
    Ok((items, next))
}

fn not_yet_known(first: &RecordedEvent) -> Problem {
    let first = first.recorded_at.to_rfc3339_opts(SecondsFormat::Micros, true);
    Problem::new(
        WELL_NOT_YET_KNOWN,
        format!("The first fact of this well was recorded at {first}."),
    )
    .with_extension("first_known_at", first)
}
