//! The id a request is found by in the log: the client's own where it is sane, else a new one.

use std::fmt;
use std::future::{Ready, ready};
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::http::header::HeaderMap;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use uuid::Uuid;

use crate::problem::Problem;

/// The header, in and out.
pub const REQUEST_ID: &str = "x-request-id";

const LONGEST: usize = 128;

/// The id of one request; 1 to 128 characters of `A-Z a-z 0-9 - _ . :`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestId(Arc<str>);

impl RequestId {
    /// The client's id, or a new `UUIDv7` where it sent none or one that could not be logged safely.
    pub fn of(headers: &HeaderMap) -> Self {
        let sent = headers
            .get(REQUEST_ID)
            .and_then(|value| value.to_str().ok())
            .filter(|id| is_sane(id));
        match sent {
            Some(id) => Self(id.into()),
            None => Self(Uuid::now_v7().to_string().into()),
        }
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The id itself where it is a UUID, else a new one: what links the events of one request.
    pub fn correlation_id(&self) -> Uuid {
        Uuid::try_parse(&self.0).unwrap_or_else(|_| Uuid::now_v7())
    }
}

fn is_sane(id: &str) -> bool {
    !id.is_empty()
        && id.len() <= LONGEST
        && id
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b':'))
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromRequest for RequestId {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let known = req.extensions().get::<Self>().cloned();
        ready(Ok(known.unwrap_or_else(|| Self::of(req.headers()))))
    }
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::{HeaderName, HeaderValue};

    use super::*;

    fn id_for(value: &str) -> RequestId {
        let mut headers = HeaderMap::new();
        headers.insert(
            HeaderName::from_static(REQUEST_ID),
            HeaderValue::from_str(value).unwrap(),
        );
        RequestId::of(&headers)
    }

    #[test]
    fn a_sane_id_is_kept_and_any_other_replaced() {
        assert_eq!(id_for("import-2026.01:7").as_str(), "import-2026.01:7");
        for odd in ["", "a b", "x\u{9}y", &"x".repeat(129), "<script>"] {
            assert!(Uuid::try_parse(id_for(odd).as_str()).is_ok(), "{odd:?} was kept");
        }
    }
}
