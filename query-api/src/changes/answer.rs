//! How a change is written: operations of RFC 6902, what was there before, and the event behind them.

use chrono::{DateTime, Utc};
use json_patch::jsonptr::Pointer;
use json_patch::{
    AddOperation, CopyOperation, MoveOperation, PatchOperation, RemoveOperation, ReplaceOperation,
    TestOperation,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;
use wellflow_event_store::{Metadata, RecordedEvent};

use super::walk::Cause;
use crate::error::QueryError;

/// An operation of RFC 6902, with what stood at its path before.
#[derive(Debug, Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "PatchOperation")
)]
pub(crate) struct Operation {
    #[serde(flatten)]
    #[cfg_attr(feature = "schema", schemars(with = "crate::openapi::shapes::Patch"))]
    pub(super) operation: PatchOperation,
    /// Absent for what was added.
    #[serde(skip_serializing_if = "Option::is_none")]
    was: Option<Value>,
}

/// Why something changed.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Cause"))]
#[serde(rename_all = "snake_case", tag = "kind")]
pub(crate) enum Why {
    /// An event came to be known.
    Recorded(Box<Event>),
    /// An event known before took effect.
    TookEffect(Box<Event>),
    /// Nothing happened: time passed.
    Calendar,
}

/// The event behind a change.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "CausingEvent")
)]
pub(crate) struct Event {
    event_id: Uuid,
    event_type: String,
    version: u64,
    position: u64,
    effective_at: DateTime<Utc>,
    recorded_at: DateTime<Utc>,
    /// Why, by its own word, as its `data` has it; absent where it states none.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<Value>,
    #[serde(flatten)]
    metadata: Metadata,
    command_id: Uuid,
}

/// What an event's payload may state of its reason.
#[derive(Deserialize)]
struct Stated {
    reason: Option<Value>,
}

impl Why {
    /// # Errors
    /// When an event's metadata cannot be read.
    pub(super) fn of(cause: Cause, events: &[RecordedEvent]) -> Result<Self, QueryError> {
        Ok(match cause {
            Cause::Recorded(nth) => Self::Recorded(Box::new(Event::of(&events[nth])?)),
            Cause::TookEffect(nth) => Self::TookEffect(Box::new(Event::of(&events[nth])?)),
            Cause::Calendar => Self::Calendar,
        })
    }
}

impl Event {
    fn of(event: &RecordedEvent) -> Result<Self, QueryError> {
        Ok(Self {
            event_id: event.event_id,
            event_type: event.event_type.clone(),
            version: event.sequence,
            position: event.position,
            effective_at: event.effective_at,
            recorded_at: event.recorded_at,
            reason: serde_json::from_str::<Stated>(&event.payload)?.reason,
            metadata: serde_json::from_str(&event.metadata)?,
            command_id: event.command_id,
        })
    }
}

/// What turns one document into another.
pub(super) fn operations(before: &Value, after: &Value) -> Vec<Operation> {
    json_patch::diff(before, after)
        .0
        .into_iter()
        .map(|operation| {
            let was = before.pointer(operation.path().as_str()).cloned();
            Operation { operation, was }
        })
        .collect()
}

/// The same of what stands at one place alone, and below it.
pub(super) fn operations_at(place: &Pointer, before: &Value, after: &Value) -> Vec<Operation> {
    let path = place.to_buf();
    match (before.pointer(place.as_str()), after.pointer(place.as_str())) {
        (None, None) => Vec::new(),
        (None, Some(value)) => {
            let value = value.clone();
            let operation = PatchOperation::Add(AddOperation { path, value });
            vec![Operation { operation, was: None }]
        }
        (Some(was), None) => {
            let operation = PatchOperation::Remove(RemoveOperation { path });
            let was = Some(was.clone());
            vec![Operation { operation, was }]
        }
        (Some(before), Some(after)) => {
            let mut operations = operations(before, after);
            for Operation { operation, .. } in &mut operations {
                put_under(place, operation);
            }
            operations
        }
    }
}

/// Leads an operation's path through a place.
fn put_under(place: &Pointer, operation: &mut PatchOperation) {
    let path = match operation {
        PatchOperation::Add(AddOperation { path, .. })
        | PatchOperation::Remove(RemoveOperation { path })
        | PatchOperation::Replace(ReplaceOperation { path, .. })
        | PatchOperation::Test(TestOperation { path, .. }) => path,
        PatchOperation::Move(MoveOperation { from, path })
        | PatchOperation::Copy(CopyOperation { from, path }) => {
            *from = place.concat(from);
            path
        }
    };
    *path = place.concat(path);
}

/// Whether one path is the other, or leads through it.
pub(super) fn touches(one: &str, other: &str) -> bool {
    let leads = |outer: &str, inner: &str| {
        inner
            .strip_prefix(outer)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    leads(one, other) || leads(other, one)
}

#[cfg(test)]
mod tests {
    use json_patch::jsonptr::PointerBuf;
    use serde_json::json;

    use super::*;

    #[test]
    fn an_operation_says_what_was_there() {
        let before = json!({"status": "drilling", "bores": [{"depth_ft": "900"}]});
        let after = json!({"status": "producing", "bores": [{"depth_ft": "900"}], "lease": "G 1"});
        let written = serde_json::to_value(operations(&before, &after)).unwrap();
        let expected = json!([
            {"op": "add", "path": "/lease", "value": "G 1"},
            {"op": "replace", "path": "/status", "value": "producing", "was": "drilling"},
        ]);
        let mut written: Vec<Value> = serde_json::from_value(written).unwrap();
        written.sort_by_key(|operation| operation["path"].to_string());
        assert_eq!(json!(written), expected);
    }

    #[test]
    fn of_one_place_is_told_what_it_became() {
        let document = json!({"oil_bbl": "12", "bores": [{"depth_ft": "900"}]});
        let deeper = json!({"oil_bbl": "12", "bores": [{"depth_ft": "950"}]});
        let told = |place: &str, before: &Value, after: &Value| {
            let place = PointerBuf::parse(place).unwrap();
            serde_json::to_value(operations_at(&place, before, after)).unwrap()
        };
        assert_eq!(
            told("/oil_bbl", &Value::Null, &document),
            json!([{"op": "add", "path": "/oil_bbl", "value": "12"}])
        );
        assert_eq!(
            told("/oil_bbl", &document, &json!({})),
            json!([{"op": "remove", "path": "/oil_bbl", "was": "12"}])
        );
        assert_eq!(
            told("/bores", &document, &deeper),
            json!([{"op": "replace", "path": "/bores/0/depth_ft", "value": "950", "was": "900"}])
        );
        assert_eq!(
            told("/bores/0/depth_ft", &document, &deeper),
            json!([{"op": "replace", "path": "/bores/0/depth_ft", "value": "950", "was": "900"}])
        );
        for place in ["/nope", "/oil_bbl"] {
            assert_eq!(told(place, &document, &deeper), json!([]), "{place}");
        }
        assert_eq!(told("/nope", &Value::Null, &document), json!([]));
    }

    #[test]
    fn a_path_touches_what_it_leads_through() {
        assert!(touches("/a/b", "/a/b") && touches("/a", "/a/b") && touches("/a/b/0", "/a/b"));
        assert!(touches("", "/a"));
        assert!(!touches("/a", "/ab") && !touches("/a/b", "/a/c"));
    }
}
