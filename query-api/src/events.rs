//! What happened to something, in the order it was recorded.

use actix_web::{HttpRequest, HttpResponse, web};
use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::value::RawValue;
use uuid::Uuid;
use wellflow_event_store::{Metadata, RecordedEvent};
use wellflow_http::{Principal, Problem};

use crate::QueryApi;
use crate::authz::Read;
use crate::error::QueryError;
use crate::fresh::Demand;
use crate::page::next_link;
use crate::params::{Params, parse_uuid};
use crate::past::{Known, Past};
use crate::subject::{Subject, not_yet_known, unknown};

#[derive(Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "EventPage")
)]
pub(crate) struct Body {
    items: Vec<Item>,
    /// What to send as `after_version` for the next page; `null` on the last.
    next_after_version: Option<u64>,
}

/// An event as it is answered.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Event"))]
pub(crate) struct Item {
    event_id: Uuid,
    pub(crate) event_type: String,
    /// The version of the shape of `data`.
    event_version: u16,
    /// The version of the stream after the event.
    version: u64,
    sequence: u64,
    pub(crate) position: u64,
    effective_at: DateTime<Utc>,
    reported_at: Option<DateTime<Utc>>,
    recorded_at: DateTime<Utc>,
    /// Who, through what, and because of what.
    #[serde(flatten)]
    metadata: Metadata,
    command_id: Uuid,
    supersedes: Option<Uuid>,
    #[cfg_attr(feature = "schema", schemars(with = "serde_json::Value"))]
    data: Box<RawValue>,
}

impl Item {
    pub(crate) fn of(event: RecordedEvent) -> Result<Self, serde_json::Error> {
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
            metadata: serde_json::from_str(&event.metadata)?,
            command_id: event.command_id,
            supersedes: event.supersedes,
            data: RawValue::from_string(event.payload)?,
        })
    }
}

/// What happened to what the path names, to roles that read events.
///
/// # Errors
/// As for [`events`].
pub(crate) async fn told<S: Subject>(
    principal: Principal,
    api: web::Data<QueryApi>,
    path: web::Path<String>,
    demand: Demand,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    api.admit(&principal, Read::Events).await?;
    events::<S>(&principal, &api, &path, (demand, &request)).await
}

/// A page of the events of what the path names; whether the role may read them is settled before.
///
/// # Errors
/// What is wrong with the question, or that there is nothing to answer it about.
pub(crate) async fn events<S: Subject>(
    principal: &Principal,
    api: &QueryApi,
    path: &str,
    (demand, request): (Demand, &HttpRequest),
) -> Result<HttpResponse, Problem> {
    let id = parse_uuid(S::PARAMETER, path)?;
    let params = Params::read(request, &["after_version", "limit", "as_of"])?;
    let after = params
        .number("after_version", 0, i64::MAX.unsigned_abs())?
        .unwrap_or(0);
    let limit = params.limit()?;
    let as_of = params.instant("as_of")?;
    let known = Known::at(api, &principal.tenant, as_of, demand).await?;
    let asked = Asked {
        id,
        after,
        limit,
        is_past: as_of.is_some(),
    };
    let body = page::<S>(api, principal, asked, known.position)
        .await
        .map_err(|error| known.said(error))?;
    let past = Past {
        position: known.position,
        link: body
            .next_after_version
            .map(|next| next_link(request, "after_version", &next.to_string())),
        body: serde_json::to_string(&body).map_err(QueryError::from)?,
        fixed: false,
    };
    Ok(known.answer(request, demand, past))
}

#[derive(Clone, Copy)]
struct Asked {
    id: Uuid,
    after: u64,
    limit: u32,
    /// Whether an instant was named.
    is_past: bool,
}

async fn page<S: Subject>(
    api: &QueryApi,
    principal: &Principal,
    asked: Asked,
    known: u64,
) -> Result<Body, QueryError> {
    let tenant = &principal.tenant;
    let Asked { id, limit, .. } = asked;
    // One event more than asked for tells whether there is a next page.
    let mut events = api
        .ledger
        .stream(tenant, S::KIND, id, asked.after, limit + 1)
        .await?;
    events.retain(|event| event.position <= known);
    if events.is_empty() {
        // An empty page is an answer only about what was known.
        let first = api.ledger.stream(tenant, S::KIND, id, 0, 1).await?;
        match first.first() {
            Some(first) if first.position <= known => {}
            Some(first) if asked.is_past => {
                return Err(not_yet_known::<S>(first.recorded_at, "was recorded", "as_of").into());
            }
            // Nothing, or proposed since the ledger's end was looked at.
            _ => return Err(unknown::<S>(id).into()),
        }
    }
    let size = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = events.len() > size;
    events.truncate(size);
    let next_after_version = events.last().filter(|_| more).map(|last| last.sequence);
    let items = events.into_iter().map(Item::of).collect::<Result<_, _>>()?;
    Ok(Body {
        items,
        next_after_version,
    })
}
