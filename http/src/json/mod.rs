//! JSON bodies: read under a limit, strictly, with a pointer to whatever is wrong in them.
//!
//! Invariants
//! - Duplicate keys and anything after the document are malformed, not ignored.
//! - A field that does not exist, is missing or has the wrong type is named by its RFC 6901 pointer.

mod body;
mod shape;
mod strict;

pub use body::{JsonBody, Media, media_type, read_body};

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::problem::{FieldError, Problem};
use crate::problems::{MALFORMED_JSON, MISSING_FIELD, UNKNOWN_FIELD, WRONG_TYPE};

/// Reads a document.
///
/// # Errors
/// `malformed-json` with line and column.
pub fn parse_value(bytes: &[u8]) -> Result<Value, Problem> {
    strict::parse(bytes).map_err(|fault| {
        let detail = format!("line {}, column {}: {}", fault.line, fault.column, fault.reason);
        let error = FieldError::pointer(fault.pointer, MALFORMED_JSON.slug, detail.clone());
        Problem::new(MALFORMED_JSON, detail)
            .with_error(error)
            .with_extension("line", fault.line)
            .with_extension("column", fault.column)
    })
}

/// Gives a document its shape. Fields that `T` does not have are faults when `T` says `deny_unknown_fields`.
///
/// # Errors
/// `unknown-field`, `missing-field` or `wrong-type`, each with the pointer.
pub fn shape<T: DeserializeOwned>(value: &Value) -> Result<T, Problem> {
    shape::read(value).map_err(|fault| {
        let kind = match fault.kind {
            shape::FaultKind::UnknownField => UNKNOWN_FIELD,
            shape::FaultKind::MissingField => MISSING_FIELD,
            shape::FaultKind::WrongType => WRONG_TYPE,
        };
        let detail = format!(
            "{}: {}",
            if fault.pointer.is_empty() {
                "the body"
            } else {
                &fault.pointer
            },
            fault.reason
        );
        Problem::new(kind, detail).with_error(FieldError::pointer(fault.pointer, kind.slug, fault.reason))
    })
}

/// Reads a document and gives it its shape.
///
/// # Errors
/// As [`parse_value`] and [`shape`].
pub fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    shape(&parse_value(bytes)?)
}

/// One more segment of an RFC 6901 pointer.
pub fn push_pointer(pointer: &mut String, segment: &str) {
    pointer.push('/');
    for c in segment.chars() {
        match c {
            '~' => pointer.push_str("~0"),
            '/' => pointer.push_str("~1"),
            other => pointer.push(other),
        }
    }
}

#[cfg(test)]
mod tests;
