//! What an answer says of its past: an original where its TimeGate and TimeMap are, a memento its date and its original, and
//! a refusal because nothing was known yet where the first memento is.

use actix_web::body::MessageBody;
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderMap, HeaderName, LINK};
use actix_web::middleware::Next;
use actix_web::{FromRequest, HttpRequest, web};
use chrono::{DateTime, Utc};
use wellflow_http::{Principal, Problem};

use super::datetime::http_date;
use super::instants::instants;
use super::{MEMENTO_DATETIME, Original, named, value};
use crate::QueryApi;
use crate::fresh::Demand;
use crate::past::Known;
use crate::subject::Subject;

/// Parameters that lead to an answer which is no memento: it is not of one instant known.
const OTHERS: [&str; 2] = ["at_version", "as_reported_on"];

/// Adds it to the answers of a resource that has mementos.
///
/// # Errors
/// Those of the resource.
pub(crate) async fn said<S: Subject>(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let mut answer = next.call(request).await?;
    let request = answer.request().clone();
    let status = answer.status();
    if is_not_yet_known::<S>(answer.response().error()) {
        // One that never was in effect on the day asked about has none.
        if let Some(first) = Box::pin(first::<S>(&request)).await {
            link_first(answer.headers_mut(), &request, first);
        }
    } else if status == StatusCode::OK || status == StatusCode::NOT_MODIFIED {
        link(answer.headers_mut(), &request);
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

/// Whether there is something, and was nothing at the point asked about.
fn is_not_yet_known<S: Subject>(error: Option<&actix_web::Error>) -> bool {
    let problem = error.and_then(|error| error.as_error::<Problem>());
    problem.is_some_and(|problem| problem.kind() == S::NOT_YET_KNOWN)
}

/// The first memento, as the TimeMap lists it. A refusal stands without it where it cannot be told.
async fn first<S: Subject>(request: &HttpRequest) -> Option<DateTime<Utc>> {
    let api = request.app_data::<web::Data<QueryApi>>()?;
    let principal = Principal::from_request(request, &mut Payload::None).await.ok()?;
    let id = S::named(&principal, request).ok()?;
    let tenant = &principal.tenant;
    let known = Known::at(api, tenant, None, Demand::default()).await.ok()?;
    let point = (known.position, Utc::now(), Original::asked(request).effective_on);
    instants::<S>(api, tenant, id, point).await.ok()?.first().copied()
}
