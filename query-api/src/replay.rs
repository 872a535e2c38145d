//! `GET /events`: everything that happened in an organization, in the order of its ledger.
//!
//! - As JSON, a page after a position.
//! - As `application/x-ndjson`, all of it up to what was known when it was asked for, one event a line.
//!   With `fields`, of each only these.
//! - As `text/event-stream`, all of it and then what happens from now on; a client that comes back says with `Last-Event-ID`
//!   which event it saw last, and misses none. See `live`.
//!
//! Invariant: lines are read one page at a time, and the next only when the client took the last.

use actix_web::http::Method;
use actix_web::http::header::CACHE_CONTROL;
use actix_web::web::Bytes;
use actix_web::{HttpMessage, HttpRequest, HttpResponse, web};
use futures::stream::{self, Stream};
use serde::Serialize;
use uuid::Uuid;
use wellflow_event_store::RecordedEvent;
use wellflow_http::{Principal, Problem, RequestId};
use wellflow_runtime::Tenant;

use crate::QueryApi;
use crate::error::QueryError;
use crate::events::Item;
use crate::export::{BrokenOff, Form, Own, headed};
use crate::fresh::Demand;
use crate::live;
use crate::page::next_link;
use crate::params::Params;
use crate::past::{Known, Past};

/// Events read at once.
const PAGE: u32 = 500;

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

    pub(crate) const fn position(&self) -> u64 {
        self.item.position
    }

    pub(crate) fn event_type(&self) -> &str {
        &self.item.event_type
    }
}

pub(crate) async fn replay(
    principal: Principal,
    api: web::Data<QueryApi>,
    demand: Demand,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    live::admit(&api, &principal).await?;
    let params = Params::read(&request, &["after_position", "limit", "as_of"])?;
    let after = params
        .number("after_position", 0, i64::MAX.unsigned_abs())?
        .unwrap_or(0);
    let limit = params.limit()?;
    let as_of = params.instant("as_of")?;
    let own = Own::of(&request);
    if own.as_ref().is_some_and(|own| own.form == Form::Live) {
        // What is demanded is in the stream once the ledger has it.
        let tip = demand.wait_for_ledger(&api, &principal.tenant).await?;
        let mut head = demand.answer(tip.map_or(0, |tip| tip.position));
        head.content_type("text/event-stream")
            .insert_header((CACHE_CONTROL, "no-store"));
        if request.method() == Method::HEAD {
            return Ok(headed(head));
        }
        return live::sse(&api, &principal, &request, (after, head));
    }
    let tenant = principal.tenant.clone();
    let known = Known::at(&api, &tenant, as_of, demand).await?;
    if let Some(own) = own {
        let mut head = demand.answer(known.position);
        head.content_type("application/x-ndjson")
            .insert_header((CACHE_CONTROL, "private, no-store"));
        if request.method() == Method::HEAD {
            return Ok(headed(head));
        }
        let lines = Lines {
            api: api.get_ref().clone(),
            tenant,
            request_id: request.extensions().get::<RequestId>().cloned(),
            own,
            after,
            known: known.position,
        };
        return Ok(head.streaming(Box::pin(lines.stream())));
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
struct Lines {
    api: QueryApi,
    tenant: Tenant,
    request_id: Option<RequestId>,
    own: Own,
    after: u64,
    known: u64,
}

impl Lines {
    fn stream(self) -> impl Stream<Item = Result<Bytes, BrokenOff>> {
        stream::try_unfold(self, |mut lines| async move {
            match lines.part().await {
                Ok(part) => Ok(part.map(|part| (part, lines))),
                Err(error) => {
                    let problem = Problem::from(error);
                    // Nobody else tells the log of a problem that comes after the head of an answer.
                    if let Some(request_id) = &lines.request_id {
                        problem.log(request_id);
                    }
                    Err(BrokenOff(problem.kind().slug))
                }
            }
        })
    }

    /// The lines of a page; `None` after the last.
    async fn part(&mut self) -> Result<Option<Bytes>, QueryError> {
        if self.after >= self.known {
            return Ok(None);
        }
        let mut events = self.api.ledger.tail(&self.tenant, self.after, PAGE).await?;
        events.retain(|event| event.position <= self.known);
        let Some(last) = events.last().map(|last| last.position) else {
            return Ok(None);
        };
        let mut lines = Vec::new();
        for event in events {
            let told = serde_json::to_string(&Told::of(event)?)?;
            self.own.write(&told, &mut lines)?;
            lines.push(b'\n');
        }
        self.after = last;
        Ok(Some(Bytes::from(lines)))
    }
}
