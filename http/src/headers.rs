//! Headers of our own, and `Prefer`.

use std::future::{Ready, ready};
use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::http::header::HeaderMap;
use actix_web::{FromRequest, HttpRequest};

use crate::problem::{FieldError, Problem};
use crate::problems::INVALID_HEADER;

/// In an answer: the newest position of the organization's ledger the answer holds or has written.
pub const WELLFLOW_POSITION: &str = "Wellflow-Position";
/// In a query: the position the answer must hold at least.
pub const WELLFLOW_MIN_POSITION: &str = "Wellflow-Min-Position";
/// In a command: the command or event that led to it, by its id.
pub const WELLFLOW_CAUSATION_ID: &str = "Wellflow-Causation-Id";
/// In an answer to a command: `true` when the command was done before and this is its first outcome.
pub const IDEMPOTENCY_REPLAYED: &str = "Idempotency-Replayed";
/// RFC 7240.
pub const PREFER: &str = "Prefer";
/// RFC 7240: which preference was honoured.
pub const PREFERENCE_APPLIED: &str = "Preference-Applied";

const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// The position a query demands at least, from [`WELLFLOW_MIN_POSITION`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MinPosition(pub Option<u64>);

impl FromRequest for MinPosition {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(min_position(req.headers()))
    }
}

fn min_position(headers: &HeaderMap) -> Result<MinPosition, Problem> {
    let Some(value) = headers.get(WELLFLOW_MIN_POSITION) else {
        return Ok(MinPosition(None));
    };
    let digits = value
        .to_str()
        .ok()
        .filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
    match digits.and_then(|text| text.parse().ok()) {
        Some(position) => Ok(MinPosition(Some(position))),
        None => {
            let detail = "Wellflow-Min-Position is a whole number, as Wellflow-Position gave it.";
            Err(
                Problem::new(INVALID_HEADER, detail).with_error(FieldError::header(
                    WELLFLOW_MIN_POSITION,
                    INVALID_HEADER.slug,
                    "not a whole number",
                )),
            )
        }
    }
}

/// The preferences we know; others are ignored, as RFC 7240 asks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Prefer {
    /// `wait=N`: how long the client would rather wait than be refused; at most 30 s.
    pub wait: Option<Duration>,
}

impl Prefer {
    /// Reads every `Prefer` header of the request; the first `wait` counts.
    pub fn of(headers: &HeaderMap) -> Self {
        let wait = headers
            .get_all(PREFER)
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .find_map(wait_seconds)
            .map(|seconds| Duration::from_secs(seconds).min(LONGEST_WAIT));
        Self { wait }
    }
}

fn wait_seconds(preference: &str) -> Option<u64> {
    let (name, value) = preference.split(';').next()?.split_once('=')?;
    if !name.trim().eq_ignore_ascii_case("wait") {
        return None;
    }
    value.trim().trim_matches('"').parse().ok()
}

impl FromRequest for Prefer {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self::of(req.headers())))
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn wait_is_found_among_other_preferences_and_bounded() {
        let of = |value: &str| {
            Prefer::of(
                TestRequest::get()
                    .insert_header((PREFER, value))
                    .to_http_request()
                    .headers(),
            )
        };
        assert_eq!(
            of("respond-async, Wait=5; x=y").wait,
            Some(Duration::from_secs(5))
        );
        assert_eq!(of("wait=3600").wait, Some(LONGEST_WAIT));
        assert_eq!(of("wait=soon").wait, None);
        assert_eq!(of("return=minimal").wait, None);
    }

    #[test]
    fn a_position_is_digits_only() {
        let of = |value: &str| {
            let req = TestRequest::get()
                .insert_header((WELLFLOW_MIN_POSITION, value))
                .to_http_request();
            min_position(req.headers()).map_err(|problem| problem.kind().slug)
        };
        assert_eq!(of("42"), Ok(MinPosition(Some(42))));
        for odd in ["", "-1", "+1", "4 2", "1.0", "99999999999999999999"] {
            assert_eq!(of(odd), Err("invalid-header"), "{odd}");
        }
    }
}
