//! Between the ledger's rows and what cqrs-es calls a serialized event.

use std::collections::BTreeMap;

use chrono::{DateTime, SecondsFormat, Utc};
use cqrs_es::persist::SerializedEvent;
use serde_json::{Value, json};

use crate::{Metadata, RecordedEvent, Source, StoreError};

/// What the ledger itself says about an event stands under names that begin so.
pub(super) const OWN: &str = "wellflow_";

/// An event as cqrs-es is given it; the same object the view `postgres_es.events` shows.
pub(super) fn serialized(event: &RecordedEvent) -> Result<SerializedEvent, StoreError> {
    let undecodable = |source| StoreError::Decode {
        event_id: event.event_id,
        event_type: event.event_type.clone(),
        source,
    };
    let payload: Value = serde_json::from_str(&event.payload).map_err(undecodable)?;
    let metadata: Metadata = serde_json::from_str(&event.metadata).map_err(undecodable)?;
    Ok(SerializedEvent {
        aggregate_id: event.aggregate_id.to_string(),
        sequence: usize::try_from(event.sequence)
            .map_err(|_| StoreError::Inconsistent(format!("sequence {}", event.sequence)))?,
        aggregate_type: event.aggregate_type.clone(),
        event_type: event.event_type.clone(),
        event_version: event.event_version.to_string(),
        payload: json!({
            "event_id": event.event_id,
            "event_type": event.event_type,
            "event_version": event.event_version,
            "payload": payload,
        }),
        metadata: json!(described(event, metadata)),
    })
}

/// The caller's own words, and beside them what the ledger knows of the event: texts by name, as cqrs-es has them.
fn described(event: &RecordedEvent, metadata: Metadata) -> BTreeMap<String, String> {
    let source = match metadata.source {
        Source::Api => "api",
        Source::Import => "import",
    };
    let own = [
        ("actor", Some(metadata.actor.subject)),
        ("role", Some(metadata.actor.role)),
        ("source", Some(source.to_owned())),
        ("correlation_id", Some(metadata.correlation_id.to_string())),
        ("causation_id", metadata.causation_id.map(|id| id.to_string())),
        ("request_id", metadata.request_id),
        ("command_id", Some(event.command_id.to_string())),
        ("position", Some(event.position.to_string())),
        ("effective_at", Some(text(event.effective_at))),
        ("reported_at", event.reported_at.map(text)),
        ("recorded_at", Some(text(event.recorded_at))),
    ];
    let mut described = without_own(metadata.context);
    for (name, value) in own {
        if let Some(value) = value {
            described.insert(format!("{OWN}{name}"), value);
        }
    }
    described
}

fn text(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Micros, true)
}

/// The entries that are the caller's own. What an earlier event's metadata said about that event is not said of
/// another one.
pub(super) fn without_own(mut context: BTreeMap<String, String>) -> BTreeMap<String, String> {
    context.retain(|name, _| !name.starts_with(OWN));
    context
}
