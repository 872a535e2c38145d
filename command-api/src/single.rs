//! One request, one command.

use actix_web::http::header::HeaderMap;
use actix_web::{FromRequest, HttpRequest, HttpResponse, web};
use wellflow_event_store::Source;
use wellflow_http::etag::IfMatch;
use wellflow_http::idempotency_key::IdempotencyKey;
use wellflow_http::json::{JsonBody, parse_value};
use wellflow_http::{FieldError, INVALID_HEADER, Principal, Problem, RequestId};

use crate::authz;
use crate::intent::{Intent, Sender};
use crate::service::CommandApi;
use crate::task::Task;

/// Says through what a command came: `api`, or `import` where a file is being read.
const WELLFLOW_SOURCE: &str = "Wellflow-Source";

pub(crate) async fn command(
    api: web::Data<CommandApi>,
    req: HttpRequest,
    principal: Principal,
    request_id: RequestId,
    payload: web::Payload,
) -> Result<HttpResponse, Problem> {
    let (task, target) = Task::resolve(req.path())?;
    // Who may not send the task learns nothing about its body.
    authz::permit(&principal, task)?;
    let key = IdempotencyKey::extract(&req).await?;
    let if_match = IfMatch::extract(&req).await?;
    let sender = Sender::new(principal, request_id, req.headers())?;
    let JsonBody(bytes) = JsonBody::from_request(&req, &mut payload.into_inner()).await?;
    let body = parse_value(&bytes)?;
    let intent = Intent {
        task,
        target,
        key,
        if_match,
        reported_at: None,
        body,
    };
    let answer = intent.read(&sender)?.execute(&api.executor).await?;
    Ok(answer.into_response())
}

impl Sender {
    pub(crate) fn new(
        principal: Principal,
        request_id: RequestId,
        headers: &HeaderMap,
    ) -> Result<Self, Problem> {
        let source = match headers.get(WELLFLOW_SOURCE).map(|value| value.to_str()) {
            None | Some(Ok("api")) => Source::Api,
            Some(Ok("import")) => Source::Import,
            Some(_) => {
                let error =
                    FieldError::header(WELLFLOW_SOURCE, INVALID_HEADER.slug, "neither api nor import");
                return Err(
                    Problem::new(INVALID_HEADER, "Wellflow-Source is api or import.").with_error(error)
                );
            }
        };
        let correlation_id = request_id.correlation_id();
        Ok(Self {
            principal,
            source,
            request_id,
            correlation_id,
        })
    }
}
