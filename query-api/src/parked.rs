//! `GET /projections/parked`: the streams that cannot be read, by projection, page by page.

use actix_web::http::header::LINK;
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::{DateTime, Utc};
use serde::Serialize;
use uuid::Uuid;
use wellflow_http::{Principal, Problem};
use wellflow_read_model::parked::{self, Listed, ParkedKey, Stream};

use crate::QueryApi;
use crate::authz::Read;
use crate::cursor;
use crate::error::QueryError;
use crate::page::next_link;
use crate::params::Params;

#[derive(Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "ParkedPage")
)]
pub(crate) struct Body {
    items: Vec<Item>,
    next_cursor: Option<String>,
}

/// A stream that waits, from the event on that could not be taken in.
#[derive(Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "ParkedStream")
)]
pub(crate) struct Item {
    projection: String,
    version: i32,
    stream_kind: String,
    stream_id: Uuid,
    first_position: u64,
    event_id: Uuid,
    event_type: String,
    reason: String,
    parked_at: DateTime<Utc>,
    attempts: u64,
}

impl From<Listed> for Item {
    fn from(listed: Listed) -> Self {
        let parked = listed.parked;
        let obstacle = parked.obstacle;
        Self {
            projection: listed.projection,
            version: listed.version,
            stream_kind: obstacle.stream.kind,
            stream_id: obstacle.stream.id,
            first_position: obstacle.position,
            event_id: obstacle.event_id,
            event_type: obstacle.event_type,
            reason: obstacle.reason,
            parked_at: parked.parked_at,
            attempts: parked.attempts,
        }
    }
}

pub(crate) async fn list(
    principal: Principal,
    api: web::Data<QueryApi>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    api.admit(&principal, Read::Operations).await?;
    let params = Params::read(&request, &["limit", "cursor"])?;
    let limit = params.limit()?;
    let after = params
        .raw("cursor")
        .map(|text| cursor::decode_key(text, &"parked", parse_key))
        .transpose()?;
    let tenant = &principal.tenant;
    // One more than asked for tells whether there is a next page.
    let mut found = parked::list(
        &api.once(tenant),
        tenant.organization_id(),
        after.as_ref(),
        limit + 1,
    )
    .await
    .map_err(QueryError::from)?;
    let size = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = found.len() > size;
    found.truncate(size);
    let next_cursor = found
        .last()
        .filter(|_| more)
        .map(|last| cursor::encode_key(&format_key(last), &"parked"))
        .transpose()
        .map_err(QueryError::from)?;
    let mut response = HttpResponse::Ok();
    if let Some(cursor) = &next_cursor {
        response.insert_header((LINK, next_link(&request, "cursor", cursor)));
    }
    Ok(response.json(Body {
        items: found.into_iter().map(Item::from).collect(),
        next_cursor,
    }))
}

fn format_key(last: &Listed) -> String {
    let stream = &last.parked.obstacle.stream;
    format!(
        "{} {} {} {}",
        last.projection, last.version, stream.kind, stream.id
    )
}

fn parse_key(text: &str) -> Option<ParkedKey> {
    let mut parts = text.split(' ');
    Some(ParkedKey {
        projection: parts.next()?.to_owned(),
        version: parts.next()?.parse().ok()?,
        stream: Stream {
            kind: parts.next()?.to_owned(),
            id: parts.next()?.parse().ok()?,
        },
    })
}
