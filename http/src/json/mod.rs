//! JSON bodies: read under a limit, strictly, with a pointer to whatever is wrong in them.
//!
//! Invariants
//! - Duplicate keys and anything after the document are malformed, not ignored.
//! - A field that does not exist, is missing or has the wrong type is named by its RFC 6901 pointer.

mod body;
mod shape;
mod strict;

pub use body::{JsonBody, Media, body_too_large, media_type, read_body};

use std::borrow::Cow;

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::problem::{FieldError, Problem};
use crate::problems::{MALFORMED_JSON, MISSING_FIELD, UNKNOWN_FIELD, WRONG_TYPE};

/// Characters of a client's own text in a message, at most: what is wrong with a long text is not its length in print.
const LONGEST_QUOTE: usize = 80;

/// Reads a document.
///
/// # Errors
/// `malformed-json` with line and column.
pub fn parse_value(bytes: &[u8]) -> Result<Value, Problem> {
    strict::parse(bytes).map_err(|(pointer, error)| malformed(pointer, &error))
}

/// The problem of a document that breaks off or breaks the rules at `pointer`.
pub fn malformed(pointer: impl Into<String>, error: &serde_json::Error) -> Problem {
    let (line, column) = (error.line(), error.column());
    let detail = format!("line {line}, column {column}: {}", strict::without_place(error));
    Problem::new(MALFORMED_JSON, detail.clone())
        .with_error(FieldError::pointer(pointer, MALFORMED_JSON.slug, detail))
        .with_extension("line", line)
        .with_extension("column", column)
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
        let detail = format!("{}: {}.", field_name(&fault.pointer), fault.reason);
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

/// A field in words, for a sentence: `/location/datum` is `location.datum`. A pointer is exact about a place in the
/// request and may yet be relocated into a larger one; a sentence only names the field.
pub fn field_name(pointer: &str) -> String {
    match pointer.strip_prefix('/') {
        None | Some("") => "The document".to_owned(),
        Some(inner) => clipped(&inner.replace('/', ".").replace("~1", "/").replace("~0", "~")).into_owned(),
    }
}

/// At most 80 characters of what a client sent, for a message.
pub(crate) fn clipped(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(LONGEST_QUOTE) {
        Some((end, _)) => Cow::Owned(format!("{}…", &text[..end])),
        None => Cow::Borrowed(text),
    }
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
