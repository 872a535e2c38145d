//! Which kinds of answer a client takes.

use actix_web::HttpRequest;
use actix_web::http::header::ACCEPT;

/// Whether the client names the kind, whatever it says beside it.
pub(crate) fn accepts(request: &HttpRequest, kind: &str) -> bool {
    request
        .headers()
        .get(ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains(kind))
}
