//! Entity tags, and the question whether the client has the answer already.
//!
//! - `"7"`: a well as it is at its seventh version, where the version alone tells the document. This is the tag commands
//!   are answered with and take as `If-Match`.
//! - `"7-kT0x…"`: the same where a fact takes effect later than it was recorded, so that one version stands for several
//!   documents, one after the other. The part after the hyphen is a digest of the document.
//! - `"d-kT0x…"`: an answer about the past, by its digest alone.
//!
//! Invariants
//! - All tags are strong: two answers with the same tag are the same bytes.

use actix_web::http::header::{ETAG, HeaderValue, IF_NONE_MATCH};
use actix_web::{HttpRequest, HttpResponse};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use wellflow_http::etag;
use wellflow_read_model::cache::CachedWell;

use crate::export::turn;
use crate::fresh::Demand;
use crate::incomplete;

/// The tag of a well as it is now.
pub(crate) fn of_well(well: &CachedWell) -> HeaderValue {
    if well.settled && well.next_boundary_at.is_none() {
        return etag::etag(well.version);
    }
    of_version(well.version, &well.document)
}

/// The tag of what a stream's newest version shows at the time: the calendar may let it show something else later.
pub(crate) fn of_version(version: u64, body: &str) -> HeaderValue {
    value(format!("\"{version}-{}\"", digest(body)))
}

/// The tag of an answer about the past.
pub(crate) fn of_answer(body: &str) -> HeaderValue {
    value(format!("\"d-{}\"", digest(body)))
}

/// Whether the client has the answer with this tag.
pub(crate) fn is_known(request: &HttpRequest, tag: &HeaderValue) -> bool {
    // What is short of something has no tag of its own: the client may have it whole. Neither has a page of an export.
    if incomplete::is_noted() || turn::is_under_way() {
        return false;
    }
    request
        .headers()
        .get_all(IF_NONE_MATCH)
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
        // RFC 9110: If-None-Match compares weakly.
        .any(|theirs| theirs == "*" || tag == theirs.strip_prefix("W/").unwrap_or(theirs))
}

/// The document with its tag, or that the client has it.
pub(crate) fn answer(
    (request, demand): (&HttpRequest, Demand),
    position: u64,
    tag: HeaderValue,
    body: String,
) -> HttpResponse {
    if is_known(request, &tag) {
        let mut response = demand.start(HttpResponse::NotModified(), position);
        return response.insert_header((ETAG, tag)).finish();
    }
    let mut response = demand.answer(position);
    response
        .insert_header((ETAG, tag))
        .content_type("application/json");
    response.body(body)
}

/// 108 bits: nobody gains by making two of his own documents look alike.
fn digest(body: &str) -> String {
    let digest = Sha256::digest(body.as_bytes());
    URL_SAFE_NO_PAD.encode(digest.get(..18).unwrap_or(&digest))
}

fn value(tag: String) -> HeaderValue {
    // Quotes, digits and the letters of base64 are always a header value; the fallback is never reached.
    HeaderValue::try_from(tag).unwrap_or(HeaderValue::from_static("\"0\""))
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;
    use chrono::Utc;

    use super::*;

    fn well(document: &str) -> CachedWell {
        CachedWell {
            position: 12,
            version: 7,
            settled: true,
            next_boundary_at: None,
            document: document.to_owned(),
        }
    }

    #[test]
    fn a_version_that_stands_for_one_document_is_the_tag() {
        assert_eq!(of_well(&well("{}")), "\"7\"");
    }

    #[test]
    fn documents_of_one_version_have_different_tags() {
        let ahead = CachedWell {
            next_boundary_at: Some(Utc::now()),
            ..well("{\"status\":\"proposed\"}")
        };
        let after = CachedWell {
            settled: false,
            ..well("{\"status\":\"permitted\"}")
        };
        let tags = [of_well(&ahead), of_well(&after)];
        assert_ne!(tags[0], tags[1]);
        for tag in tags {
            let text = tag.to_str().unwrap();
            assert!(text.starts_with("\"7-") && text.ends_with('"'), "{text}");
        }
    }

    #[test]
    fn the_client_has_what_it_names() {
        let tag = of_answer("{}");
        let text = tag.to_str().unwrap();
        let asks = |sent: &str| {
            let request = TestRequest::get().insert_header((IF_NONE_MATCH, sent));
            is_known(&request.to_http_request(), &tag)
        };
        assert!(asks(text) && asks("*"));
        assert!(asks(&format!("W/{text}")) && asks(&format!("\"1\", {text}")));
        assert!(!asks("\"1\"") && !asks(&text[..text.len() - 2]));
    }
}
