//! From a row of the source to an event of ours, or the reason why it is none.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde_json::Value;
use uuid::Uuid;
use wellflow_event_store::{NewEvent, StreamId};

use super::mapping::Mapping;
use super::source::Row;

/// A row that can be taken over.
#[derive(Debug)]
pub(super) struct Translated {
    pub(super) stream: StreamId,
    /// Its place in the stream, from 1.
    pub(super) sequence: u64,
    pub(super) event: NewEvent,
    /// The row's metadata.
    pub(super) context: BTreeMap<String, String>,
}

impl Mapping {
    /// Reads a row; `now` is the latest an event can have happened.
    pub(super) fn translate(&self, row: &Row, now: DateTime<Utc>) -> Result<Translated, String> {
        let kind = self.kind_of(&row.aggregate_type)?;
        let id: Uuid = row
            .aggregate_id
            .parse()
            .map_err(|_| "the aggregate id is no UUID".to_owned())?;
        let sequence = u64::try_from(row.sequence).ok().filter(|sequence| *sequence > 0);
        let sequence = sequence.ok_or("sequences begin with 1")?;
        let (event_type, version) = self.event_of(kind, &row.event_type, &row.event_version)?;
        let json = |name: &str, text: &str| {
            serde_json::from_str::<Value>(text).map_err(|error| format!("the {name} is no JSON: {error}"))
        };
        let payload = unwrapped(json("payload", &row.payload)?, &row.event_type);
        let payload = self.dated(payload)?;
        let encoded = kind.encode(event_type, version, payload.clone());
        let event = encoded.map_err(|error| format!("as {event_type} version {version}: {error}"))?;
        let kept = json("event", &event.payload)?;
        if let Some(field) = self.lost(&payload, &kept, "") {
            return Err(format!(
                "{event_type} has no field {field:?}, which would be lost; --drop it if it may be"
            ));
        }
        if event.effective_at > now {
            return Err(format!(
                "it happened at {}, which is still to come",
                event.effective_at
            ));
        }
        Ok(Translated {
            stream: StreamId {
                kind: kind.name(),
                id,
            },
            sequence,
            event,
            context: texts(json("metadata", &row.metadata)?)?,
        })
    }

    /// The payload with an `effective_at`: its own, that of the field named for it, or the one the operator gave.
    fn dated(&self, mut payload: Value) -> Result<Value, String> {
        let Some(fields) = payload.as_object_mut() else {
            return Err("the payload is no object".to_owned());
        };
        if fields.contains_key("effective_at") {
            return Ok(payload);
        }
        let named = self.effective_at_field.as_ref();
        let found = named.and_then(|name| Some((name, fields.get(name)?.clone())));
        let instant = match (found, self.effective_at) {
            (Some((name, value)), _) => {
                let at = value.as_str().and_then(|text| text.parse::<DateTime<Utc>>().ok());
                if at.is_none() {
                    return Err(format!("its field {name:?} is no RFC 3339 instant: {value}"));
                }
                value
            }
            (None, Some(at)) => Value::String(at.to_rfc3339()),
            (None, None) => {
                return Err(match named {
                    Some(name) => format!(
                        "the payload has neither effective_at nor {name:?}: when did it happen? \
                         give --effective-at for such rows"
                    ),
                    None => "the payload has no effective_at: when did it happen? name the field that says so with \
                             --effective-at-field, or give --effective-at"
                        .to_owned(),
                });
            }
        };
        fields.insert("effective_at".to_owned(), instant);
        Ok(payload)
    }

    /// The path of the first thing a payload says and its event does not keep.
    fn lost(&self, said: &Value, kept: &Value, path: &str) -> Option<String> {
        let below = |name: &str| match path {
            "" => name.to_owned(),
            _ => format!("{path}.{name}"),
        };
        match (said, kept) {
            (Value::Object(said), _) => said.iter().find_map(|(name, value)| {
                let at = below(name);
                let moved = path.is_empty() && self.effective_at_field.as_ref() == Some(name);
                if moved || value.is_null() || self.dropped.contains(&at) {
                    return None;
                }
                match kept.get(name) {
                    Some(kept) => self.lost(value, kept, &at),
                    None => Some(at),
                }
            }),
            (Value::Array(said), Value::Array(kept)) if said.len() == kept.len() => (0..)
                .zip(said.iter().zip(kept))
                .find_map(|(n, (said, kept)): (usize, _)| self.lost(said, kept, &below(&n.to_string()))),
            (Value::Array(_), _) => Some(path.to_owned()),
            _ => None,
        }
    }
}

/// The fields of an event. serde puts them behind the name of the variant, and our own view beside it.
fn unwrapped(payload: Value, event_type: &str) -> Value {
    match payload {
        Value::Object(mut fields) => {
            let ours = ["event_id", "event_type", "event_version", "payload"];
            if fields.len() == ours.len() && ours.iter().all(|name| fields.contains_key(*name)) {
                return fields.remove("payload").unwrap_or_default();
            }
            if fields.len() == 1
                && let Some(inner) = fields.remove(event_type)
            {
                return if inner.is_null() { empty() } else { inner };
            }
            Value::Object(fields)
        }
        Value::String(name) if name == event_type => empty(),
        other => other,
    }
}

fn empty() -> Value {
    Value::Object(serde_json::Map::new())
}

/// Metadata as cqrs-es has it, an object of texts; anything else in it is kept as its JSON text.
fn texts(metadata: Value) -> Result<BTreeMap<String, String>, String> {
    match metadata {
        Value::Null => Ok(BTreeMap::new()),
        Value::Object(entries) => Ok(entries
            .into_iter()
            .map(|(name, value)| match value {
                Value::String(text) => (name, text),
                other => (name, other.to_string()),
            })
            .collect()),
        _ => Err("the metadata is no object".to_owned()),
    }
}

#[cfg(test)]
mod tests;
