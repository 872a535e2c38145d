//! The `Idempotency-Key` every command carries: a structured-field string, or the same characters bare.

use std::fmt;
use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};

use crate::problem::{FieldError, Problem};
use crate::problems::{IDEMPOTENCY_KEY_INVALID, IDEMPOTENCY_KEY_MISSING};

/// The header.
pub const IDEMPOTENCY_KEY: &str = "Idempotency-Key";

const LONGEST: usize = 255;

/// A key: 1 to 255 visible ASCII characters, chosen by the client, one per command it means.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct IdempotencyKey(String);

/// Why a key is none.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdempotencyKeyError {
    /// Nothing between the quotes, or nothing at all.
    #[error("the key is empty")]
    Empty,
    /// Too long.
    #[error("the key has {0} characters, and at most 255 are read")]
    TooLong(usize),
    /// A character that is not visible ASCII.
    #[error("the key has a character that is not visible ASCII at offset {0}")]
    NotVisible(usize),
    /// A quoted string that does not end, or ends before the value does.
    #[error("the key opens a quoted string that is not closed at its end")]
    Unbalanced,
}

impl IdempotencyKey {
    /// Reads the key itself, as it stands in a batch item.
    ///
    /// # Errors
    /// When it is empty, too long, or not visible ASCII.
    pub fn parse(key: &str) -> Result<Self, IdempotencyKeyError> {
        if key.is_empty() {
            return Err(IdempotencyKeyError::Empty);
        }
        if let Some(offset) = key.bytes().position(|byte| !byte.is_ascii_graphic()) {
            return Err(IdempotencyKeyError::NotVisible(offset));
        }
        if key.len() > LONGEST {
            return Err(IdempotencyKeyError::TooLong(key.len()));
        }
        Ok(Self(key.to_owned()))
    }

    /// Reads a header's value: `"k"` with `\"` and `\\` escaped, or `k`; both name the same key.
    ///
    /// # Errors
    /// As for [`IdempotencyKey::parse`], and when the quotes do not match.
    pub fn parse_header(value: &str) -> Result<Self, IdempotencyKeyError> {
        let value = value.trim_matches([' ', '\t']);
        let Some(quoted) = value.strip_prefix('"') else {
            return Self::parse(value);
        };
        let mut key = String::with_capacity(quoted.len());
        let mut chars = quoted.chars();
        loop {
            match chars.next() {
                Some('"') if chars.as_str().is_empty() => return Self::parse(&key),
                Some('\\') => match chars.next() {
                    Some(escaped @ ('"' | '\\')) => key.push(escaped),
                    _ => return Err(IdempotencyKeyError::Unbalanced),
                },
                Some('"') | None => return Err(IdempotencyKeyError::Unbalanced),
                Some(other) => key.push(other),
            }
        }
    }

    /// The key.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for IdempotencyKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromRequest for IdempotencyKey {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(from_headers(req))
    }
}

fn from_headers(req: &HttpRequest) -> Result<IdempotencyKey, Problem> {
    let mut values = req.headers().get_all(IDEMPOTENCY_KEY);
    let Some(value) = values.next() else {
        let detail = "Send an Idempotency-Key header: any value of your own, the same one again when you repeat the command.";
        let error = FieldError::header(
            IDEMPOTENCY_KEY,
            IDEMPOTENCY_KEY_MISSING.slug,
            "the header is missing",
        );
        return Err(Problem::new(IDEMPOTENCY_KEY_MISSING, detail).with_error(error));
    };
    if values.next().is_some() {
        return Err(invalid("the header is sent more than once"));
    }
    let value = value
        .to_str()
        .map_err(|_| invalid("the key is not visible ASCII"))?;
    IdempotencyKey::parse_header(value).map_err(|error| invalid(&error.to_string()))
}

fn invalid(detail: &str) -> Problem {
    let error = FieldError::header(IDEMPOTENCY_KEY, IDEMPOTENCY_KEY_INVALID.slug, detail);
    Problem::new(
        IDEMPOTENCY_KEY_INVALID,
        "A key is 1 to 255 visible ASCII characters, bare or in double quotes.",
    )
    .with_error(error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quoted_and_a_bare_key_are_the_same_key() {
        let bare = IdempotencyKey::parse_header("8e03978e-40d5").unwrap();
        assert_eq!(bare, IdempotencyKey::parse_header(" \"8e03978e-40d5\" ").unwrap());
        assert_eq!(
            IdempotencyKey::parse_header(r#""a\"b\\c""#).unwrap().as_str(),
            r#"a"b\c"#
        );
    }

    #[test]
    fn keys_that_are_none_are_told_apart() {
        assert_eq!(IdempotencyKey::parse_header(""), Err(IdempotencyKeyError::Empty));
        assert_eq!(
            IdempotencyKey::parse_header("\"\""),
            Err(IdempotencyKeyError::Empty)
        );
        assert_eq!(
            IdempotencyKey::parse_header("\"a"),
            Err(IdempotencyKeyError::Unbalanced)
        );
        assert_eq!(
            IdempotencyKey::parse_header("\"a\"b"),
            Err(IdempotencyKeyError::Unbalanced)
        );
        assert_eq!(
            IdempotencyKey::parse_header("a b"),
            Err(IdempotencyKeyError::NotVisible(1))
        );
        assert_eq!(
            IdempotencyKey::parse(&"k".repeat(256)),
            Err(IdempotencyKeyError::TooLong(256))
        );
        assert!(IdempotencyKey::parse(&"k".repeat(255)).is_ok());
    }
}
