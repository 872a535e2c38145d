//! One item of a batch: a command with what a single request carries in its path and headers.

use serde::Deserialize;
use serde_json::Value;
use wellflow_http::etag::IfMatch;
use wellflow_http::idempotency_key::IdempotencyKey;
use wellflow_http::json::{body_too_large, parse_value, shape};
use wellflow_http::{
    FieldError, IDEMPOTENCY_KEY_INVALID, IDEMPOTENCY_KEY_MISSING, INVALID_IF_MATCH, Location, Problem,
};

use crate::authz;
use crate::body::Place;
use crate::faults::{Faults, instant};
use crate::intent::{Intent, Ready, Sender};
use crate::task::Task;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ItemBody {
    idempotency_key: Option<String>,
    path: String,
    body: Value,
    if_match: Option<String>,
    reported_at: Option<String>,
}

/// An item that was read, or why it was not; with its key, as far as that was found.
#[derive(Debug)]
pub(super) struct Item {
    pub(super) key: Option<String>,
    pub(super) ready: Result<Ready, Problem>,
}

impl Item {
    /// Reads the item, of at most `limit` bytes. Pointers of faults are relative to it.
    pub(super) fn read(bytes: &[u8], limit: usize, sender: &Sender) -> Self {
        if bytes.len() > limit {
            return Self {
                key: None,
                ready: Err(body_too_large(limit)),
            };
        }
        let value = match parse_value(bytes) {
            Ok(value) => value,
            Err(problem) => {
                return Self {
                    key: None,
                    ready: Err(problem),
                };
            }
        };
        let key = value
            .get("idempotency_key")
            .and_then(Value::as_str)
            .map(str::to_owned);
        Self {
            key,
            ready: read(&value, sender),
        }
    }
}

fn read(value: &Value, sender: &Sender) -> Result<Ready, Problem> {
    let item: ItemBody = shape(value)?;
    let key = key(item.idempotency_key.as_deref())?;
    let (task, target) = Task::resolve(&item.path).map_err(within_item)?;
    authz::permit(&sender.principal, task)?;
    let if_match = if_match(item.if_match.as_deref())?;
    let mut faults = Faults::default();
    let place = Place::Body.field("reported_at");
    let reported_at = item.reported_at.and_then(|text| faults.at(place, instant(&text)));
    faults.build(|| Some(()))?;
    let intent = Intent {
        task,
        target,
        key,
        if_match,
        reported_at,
        body: item.body,
    };
    intent.read(sender).map_err(within_item)
}

fn key(given: Option<&str>) -> Result<IdempotencyKey, Problem> {
    let pointer = "/idempotency_key";
    let Some(given) = given else {
        return Err(Problem::new(
            IDEMPOTENCY_KEY_MISSING,
            "Every item of a batch carries its own idempotency_key.",
        )
        .with_error(FieldError::pointer(
            pointer,
            IDEMPOTENCY_KEY_MISSING.slug,
            "the field is missing",
        )));
    };
    IdempotencyKey::parse(given).map_err(|error| {
        Problem::new(
            IDEMPOTENCY_KEY_INVALID,
            "A key is 1 to 255 visible ASCII characters.",
        )
        .with_error(FieldError::pointer(
            pointer,
            IDEMPOTENCY_KEY_INVALID.slug,
            error.to_string(),
        ))
    })
}

fn if_match(given: Option<&str>) -> Result<IfMatch, Problem> {
    given
        .map_or(Ok(IfMatch::Absent), IfMatch::parse)
        .map_err(|error| {
            let detail = error.to_string();
            Problem::new(INVALID_IF_MATCH, format!("{detail}.")).with_error(FieldError::pointer(
                "/if_match",
                INVALID_IF_MATCH.slug,
                detail,
            ))
        })
}

/// Where a fault of a single request stands in an item.
pub(super) fn within_item(problem: Problem) -> Problem {
    problem.relocated(|location| {
        Location::Pointer(match location {
            Location::Pointer(pointer) => format!("/body{pointer}"),
            Location::Parameter(_) => "/path".to_owned(),
            Location::Header(name) if name == "If-Match" => "/if_match".to_owned(),
            Location::Header(name) if name == "Idempotency-Key" => "/idempotency_key".to_owned(),
            other @ Location::Header(_) => return other,
        })
    })
}
