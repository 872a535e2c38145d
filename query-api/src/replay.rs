//! `GET /events`: everything that happened in an organization, in the order of its ledger.
//!
//! - As JSON, a page after a position.
//! - As `application/x-ndjson`, all of it up to what was known when it was asked for, one event a line.
//! - As `text/event-stream`, all of it and then what happens from now on; a client that comes back says with `Last-Event-ID`
//!   which event it saw last, and misses none.
//!
//! Invariants
//! - A stream reads one page at a time, and the next only when the client took the last: a slow client costs a page of memory.
//! - Streams end when the service stops; a live one is ended by a comment every 15 s that nobody reads any more.

use std::collections::VecDeque;
use std::time::Duration;

use actix_web::http::header::CACHE_CONTROL;
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse, web};
use futures::stream::{self, Stream};
use serde::Serialize;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::Instant;
use uuid::Uuid;
use wellflow_event_store::RecordedEvent;
use wellflow_http::{BUSY, FieldError, INVALID_HEADER, Principal, Problem};
use wellflow_runtime::Tenant;

use crate::QueryApi;
use crate::accept::accepts;
use crate::authz::Read;
use crate::error::QueryError;
use crate::events::Item;
use crate::fresh::Demand;
use crate::page::next_link;
use crate::params::Params;
use crate::past::{Known, Past};

const LAST_EVENT_ID: &str = "last-event-id";
/// Events read at once by a stream.
const PAGE: u32 = 500;
const HEARTBEAT: Duration = Duration::from_secs(15);
const FIRST_PAUSE: Duration = Duration::from_millis(50);
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

/// An event with the stream it is of.
#[derive(Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "RecordedEvent")
)]
pub(crate) struct Told {
    aggregate_type: String,
    aggregate_id: Uuid,
    #[serde(flatten)]
    item: Item,
}

#[derive(Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "RecordedEventPage")
)]
pub(crate) struct Body {
    items: Vec<Told>,
    /// What to send as `after_position` for the next page; `null` on the last.
    next_after_position: Option<u64>,
}

impl Told {
    pub(crate) fn of(event: RecordedEvent) -> Result<Self, QueryError> {
        Ok(Self {
            aggregate_type: event.aggregate_type.clone(),
            aggregate_id: event.aggregate_id,
            item: Item::of(event)?,
        })
    }
}

pub(crate) async fn replay(
    principal: Principal,
    api: web::Data<QueryApi>,
    demand: Demand,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    api.admit(&principal, Read::Events).await?;
    // Everything is in it, told by nobody's leave.
    for whole in [Read::Considerations, Read::PersonalData, Read::Ownership] {
        whole.allow(&principal)?;
    }
    let params = Params::read(&request, &["after_position", "limit", "as_of"])?;
    let after = params
        .number("after_position", 0, i64::MAX.unsigned_abs())?
        .unwrap_or(0);
    let limit = params.limit()?;
    let as_of = params.instant("as_of")?;
    let tenant = principal.tenant.clone();
    if accepts(&request, "text/event-stream") {
        let after = last_event_id(&request)?.unwrap_or(after);
        return live(&api, tenant, after);
    }
    let known = Known::at(&api, &tenant, as_of, demand).await?;
    if accepts(&request, "application/x-ndjson") {
        let lines = lines(api.get_ref().clone(), tenant, (after, known.position));
        return Ok(demand
            .answer(known.position)
            .content_type("application/x-ndjson")
            .insert_header((CACHE_CONTROL, "private, no-store"))
            .streaming(Box::pin(lines)));
    }
    let body = page(&api, &tenant, (after, limit, known.position)).await?;
    let past = Past {
        position: known.position,
        link: body
            .next_after_position
            .map(|next| next_link(&request, "after_position", &next.to_string())),
        body: serde_json::to_string(&body).map_err(QueryError::from)?,
        fixed: false,
    };
    Ok(known.answer(&request, demand, past))
}

async fn page(
    api: &QueryApi,
    tenant: &Tenant,
    (after, limit, known): (u64, u32, u64),
) -> Result<Body, QueryError> {
    let mut events = api.ledger.tail(tenant, after, limit + 1).await?;
    events.retain(|event| event.position <= known);
    let size = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = events.len() > size;
    events.truncate(size);
    let next_after_position = events.last().filter(|_| more).map(|last| last.position);
    let items = events.into_iter().map(Told::of).collect::<Result<_, _>>()?;
    Ok(Body {
        items,
        next_after_position,
    })
}

/// The events up to a position, a line each.
fn lines(
    api: QueryApi,
    tenant: Tenant,
    (after, known): (u64, u64),
) -> impl Stream<Item = Result<Bytes, Problem>> {
    stream::try_unfold(after, move |after| {
        let (api, tenant) = (api.clone(), tenant.clone());
        async move {
            if after >= known {
                return Ok(None);
            }
            let read = api.ledger.tail(&tenant, after, PAGE).await;
            let mut events = read.map_err(QueryError::from)?;
            events.retain(|event| event.position <= known);
            let Some(last) = events.last().map(|last| last.position) else {
                return Ok(None);
            };
            let mut lines = Vec::new();
            for event in events {
                let told = Told::of(event)?;
                serde_json::to_writer(&mut lines, &told).map_err(QueryError::from)?;
                lines.push(b'\n');
            }
            Ok(Some((Bytes::from(lines), last)))
        }
    })
}

/// What a live stream is at.
struct Live {
    api: QueryApi,
    tenant: Tenant,
    after: u64,
    waiting: VecDeque<Bytes>,
    /// One of the streams there may be at a time.
    _seat: OwnedSemaphorePermit,
}

fn live(api: &QueryApi, tenant: Tenant, after: u64) -> Result<HttpResponse, Problem> {
    let Ok(seat) = api.live.clone().try_acquire_owned() else {
        let detail = "As many live streams are open as this service serves; try again later.";
        return Err(Problem::new(BUSY, detail));
    };
    let live = Live {
        api: api.clone(),
        tenant,
        after,
        waiting: VecDeque::from([Bytes::from_static(b"retry: 1000\n\n")]),
        _seat: seat,
    };
    let events = stream::try_unfold(live, |mut live| async move {
        let next = live.next().await?;
        Ok::<_, Problem>(next.map(|bytes| (bytes, live)))
    });
    Ok(HttpResponse::Ok()
        .content_type("text/event-stream")
        .insert_header((CACHE_CONTROL, "no-store"))
        .streaming(Box::pin(events)))
}

impl Live {
    /// The next part of the stream; `None` when the service stops.
    async fn next(&mut self) -> Result<Option<Bytes>, QueryError> {
        if let Some(bytes) = self.waiting.pop_front() {
            return Ok(Some(bytes));
        }
        let beat = Instant::now() + HEARTBEAT;
        let mut pause = FIRST_PAUSE;
        loop {
            let events = self.api.ledger.tail(&self.tenant, self.after, PAGE).await?;
            if !events.is_empty() {
                return Ok(Some(self.told(events)?));
            }
            if self.is_ahead().await? {
                // The ledger was restored to before what the client saw: what it has is not this ledger's.
                self.after = 0;
                return Ok(Some(Bytes::from_static(b"event: reset\ndata: {}\n\n")));
            }
            if Instant::now() >= beat {
                return Ok(Some(Bytes::from_static(b": still here\n\n")));
            }
            let shutdown = self.api.shutdown.clone();
            tokio::select! {
                () = shutdown.requested() => return Ok(None),
                () = tokio::time::sleep(pause) => {}
            }
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    fn told(&mut self, events: Vec<RecordedEvent>) -> Result<Bytes, QueryError> {
        let mut text = Vec::new();
        for event in events {
            let (position, kind) = (event.position, event.event_type.clone());
            text.extend_from_slice(format!("id: {position}\nevent: {kind}\ndata: ").as_bytes());
            serde_json::to_writer(&mut text, &Told::of(event)?)?;
            text.extend_from_slice(b"\n\n");
            self.after = position;
        }
        Ok(Bytes::from(text))
    }

    async fn is_ahead(&self) -> Result<bool, QueryError> {
        let tip = self.api.ledger.tip(&self.tenant).await?;
        Ok(tip.map_or(0, |tip| tip.position) < self.after)
    }
}

fn last_event_id(request: &HttpRequest) -> Result<Option<u64>, Problem> {
    let Some(value) = request.headers().get(LAST_EVENT_ID) else {
        return Ok(None);
    };
    let read = value.to_str().ok().and_then(|text| text.parse::<u64>().ok());
    read.map(Some).ok_or_else(|| {
        let detail = "Last-Event-ID is the id of an event of this stream: a position.";
        let error = FieldError::header("Last-Event-ID", INVALID_HEADER.slug, "not a whole number");
        Problem::new(INVALID_HEADER, detail).with_error(error)
    })
}
