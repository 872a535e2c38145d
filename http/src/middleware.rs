//! What surrounds every request: its id, its span, its line in the log, and the headers every answer carries.

use std::time::Instant;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderMap, HeaderName, HeaderValue, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, ResponseError, web};
use tracing::Instrument;

use crate::metrics::RequestTimes;
use crate::problem::{PROBLEM_JSON, Problem};
use crate::problems::{BAD_REQUEST, BODY_TOO_LARGE, NOT_FOUND};
use crate::request_id::{REQUEST_ID, RequestId};

/// Answers never run as a page, are never framed or sniffed, and are kept by no cache unless a handler says so.
const STANDING: [(HeaderName, HeaderValue); 5] = [
    (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (
        CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'"),
    ),
    (CACHE_CONTROL, HeaderValue::from_static("no-store")),
];

pub(crate) async fn surround(
    req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let request_id = RequestId::of(req.headers());
    req.extensions_mut().insert(request_id.clone());
    let method = req.method().clone();
    let path = req.path().to_owned();
    let span = tracing::info_span!("request", %request_id);
    let started = Instant::now();

    let mut response = as_problem(next.call(req).instrument(span).await?.map_into_boxed_body());

    if let Some(problem) = response
        .response()
        .error()
        .and_then(|error| error.as_error::<Problem>())
    {
        problem.log(&request_id);
    }
    let status = response.status().as_u16();
    let took = started.elapsed();
    if let Some(times) = response.request().app_data::<web::Data<RequestTimes>>() {
        times.count(&response, took);
    }
    let duration_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    tracing::debug!(%request_id, %method, path, status, duration_ms, "answered");
    finish(response.headers_mut(), &request_id);
    Ok(response)
}

fn finish(headers: &mut HeaderMap, request_id: &RequestId) {
    for (name, value) in STANDING {
        if !headers.contains_key(&name) {
            headers.insert(name, value);
        }
    }
    if let Ok(value) = HeaderValue::from_str(request_id.as_str()) {
        headers.insert(HeaderName::from_static(REQUEST_ID), value);
    }
}

/// The framework's own refusals become problems, too.
fn as_problem(response: ServiceResponse<BoxBody>) -> ServiceResponse<BoxBody> {
    let status = response.status();
    let content_type = response.headers().get("content-type");
    let ours = content_type.is_some_and(|value| value == PROBLEM_JSON || value == "application/json");
    let Some(error) = response
        .response()
        .error()
        .filter(|error| !ours && error.as_error::<Problem>().is_none())
    else {
        return response;
    };
    let problem = match status.as_u16() {
        404 => Problem::new(NOT_FOUND, "No resource answers at this path."),
        413 => Problem::new(BODY_TOO_LARGE, "The body is over the limit."),
        code @ 400..=499 => Problem::new(BAD_REQUEST, "The request could not be read.").with_status(code),
        _ => Problem::internal(error.to_string()),
    };
    let replacement = problem.error_response();
    let (request, _) = response.into_parts();
    if problem.status() >= 500 {
        problem.log(
            &request
                .extensions()
                .get::<RequestId>()
                .cloned()
                .unwrap_or_else(|| RequestId::of(request.headers())),
        );
    }
    ServiceResponse::new(request, replacement)
}
