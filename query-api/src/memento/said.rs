//! What an answer says of its past: an original where its TimeGate and TimeMap are, a memento its date and its original, and
//! a refusal because nothing was known yet where the first memento is.

use actix_web::HttpRequest;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderMap, HeaderName, LINK};
use actix_web::middleware::Next;
use chrono::{DateTime, Utc};
use serde_json::Value;
use wellflow_http::Problem;

use super::datetime::http_date;
use super::{MEMENTO_DATETIME, Original, named, value};

/// Parameters that lead to an answer which is no memento: it is not of one instant known.
const OTHERS: [&str; 2] = ["at_version", "as_reported_on"];

/// Adds it to the answers of a resource that has mementos.
///
/// # Errors
/// Those of the resource.
pub(crate) async fn said(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let mut answer = next.call(request).await?;
    let request = answer.request().clone();
    let first = first_known(answer.response().error());
    let status = answer.status();
    let headers = answer.headers_mut();
    if let Some(first) = first {
        link_first(headers, &request, first);
    } else if status == StatusCode::OK || status == StatusCode::NOT_MODIFIED {
        link(headers, &request);
    }
    Ok(answer)
}

fn link(headers: &mut HeaderMap, request: &HttpRequest) {
    let original = Original::asked(request);
    let is_other = OTHERS.iter().any(|name| named(request, name).is_some());
    let as_of = named(request, "as_of").and_then(|at| at.replace(' ', "+").parse().ok());
    let links = match as_of {
        Some(at) if !is_other => {
            headers.insert(HeaderName::from_static(MEMENTO_DATETIME), value(http_date(at)));
            original.of_memento()
        }
        None if !is_other => original.gate_and_map(),
        _ => original.of_memento(),
    };
    headers.append(LINK, value(links));
}

fn link_first(headers: &mut HeaderMap, request: &HttpRequest, first: DateTime<Utc>) {
    let original = Original::asked(request);
    let first = original.link(first, "first memento");
    headers.append(LINK, value(format!("{first}, {}", original.of_memento())));
}

/// The instant a refusal names as the first at which something is known.
fn first_known(error: Option<&actix_web::Error>) -> Option<DateTime<Utc>> {
    let problem = error?.as_error::<Problem>()?;
    let first = problem.extension("first_known_at").and_then(Value::as_str)?;
    first.parse().ok()
}
