//! Versions as entity tags: `ETag: "7"` names the seventh version of a stream, `If-Match: "7"` demands it.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header::{HeaderValue, IF_MATCH};
use actix_web::{FromRequest, HttpRequest};

use crate::problem::{FieldError, Problem};
use crate::problems::INVALID_IF_MATCH;

/// What a request demands of the stream it is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum IfMatch {
    /// Nothing: no header was sent.
    #[default]
    Absent,
    /// `*`: that it exists.
    Exists,
    /// That it is at this version; 0 is a stream that does not exist yet.
    Version(u64),
}

/// Why an `If-Match` is not one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IfMatchError {
    /// `W/"7"`: a precondition compares strongly.
    #[error("a weak entity tag never matches; send the version in double quotes, for example \"7\"")]
    Weak,
    /// More than one tag.
    #[error("more than one entity tag; a command is about one version")]
    Several,
    /// Anything else.
    #[error("not an entity tag of a version; send the version in double quotes, for example \"7\"")]
    Malformed,
}

/// The strong entity tag of a version.
pub fn etag(version: u64) -> HeaderValue {
    // Digits and quotes are always a header value; the fallback is never reached.
    HeaderValue::try_from(format!("\"{version}\"")).unwrap_or(HeaderValue::from_static("\"0\""))
}

impl IfMatch {
    /// Reads the header's value.
    ///
    /// # Errors
    /// When it is neither `*` nor one strong tag of a version.
    pub fn parse(value: &str) -> Result<Self, IfMatchError> {
        let value = value.trim_matches([' ', '\t']);
        if value == "*" {
            return Ok(Self::Exists);
        }
        if value.starts_with("W/") {
            return Err(IfMatchError::Weak);
        }
        if value.contains(',') {
            return Err(IfMatchError::Several);
        }
        let tag = value
            .strip_prefix('"')
            .and_then(|rest| rest.strip_suffix('"'))
            .unwrap_or_default();
        // A query's tag may tell apart what one version looks like at different times: the version comes first.
        let digits = tag.split_once('-').map_or(tag, |(version, _)| version);
        let canonical = digits == "0" || (digits.starts_with(|c: char| ('1'..='9').contains(&c)));
        match digits.parse() {
            Ok(version) if canonical => Ok(Self::Version(version)),
            _ => Err(IfMatchError::Malformed),
        }
    }

    /// The demanded version, where one is.
    pub fn version(self) -> Option<u64> {
        match self {
            Self::Version(version) => Some(version),
            Self::Absent | Self::Exists => None,
        }
    }
}

impl FromRequest for IfMatch {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let mut values = req.headers().get_all(IF_MATCH);
        let parsed = match (values.next(), values.next()) {
            (None, _) => Ok(Self::Absent),
            (Some(_), Some(_)) => Err(IfMatchError::Several),
            (Some(value), None) => value
                .to_str()
                .map_err(|_| IfMatchError::Malformed)
                .and_then(Self::parse),
        };
        ready(parsed.map_err(|error| invalid_if_match(&error)))
    }
}

fn invalid_if_match(error: &IfMatchError) -> Problem {
    let detail = error.to_string();
    Problem::new(INVALID_IF_MATCH, detail.clone()).with_error(FieldError::header(
        "If-Match",
        INVALID_IF_MATCH.slug,
        detail,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_strong_version_or_a_star_is_read() {
        assert_eq!(IfMatch::parse("\"7\""), Ok(IfMatch::Version(7)));
        assert_eq!(IfMatch::parse(" \"0\" "), Ok(IfMatch::Version(0)));
        assert_eq!(IfMatch::parse("*"), Ok(IfMatch::Exists));
        assert_eq!(IfMatch::parse("\"7-9f3c\""), Ok(IfMatch::Version(7)));
        assert_eq!(etag(7), "\"7\"");
    }

    #[test]
    fn everything_else_is_refused() {
        assert_eq!(IfMatch::parse("W/\"7\""), Err(IfMatchError::Weak));
        assert_eq!(IfMatch::parse("\"7\", \"8\""), Err(IfMatchError::Several));
        for odd in [
            "",
            "7",
            "\"\"",
            "\"-1\"",
            "\"+1\"",
            "\"07\"",
            "\"7",
            "\"99999999999999999999\"",
            "\"abc\"",
        ] {
            assert_eq!(IfMatch::parse(odd), Err(IfMatchError::Malformed), "{odd}");
        }
    }
}
