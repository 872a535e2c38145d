//! One request, one command.

use actix_web::http::header::HeaderMap;
use actix_web::{FromRequest, HttpRequest, HttpResponse, web};
use chrono::Utc;
use uuid::Uuid;
use wellflow_event_store::Source;
use wellflow_http::etag::IfMatch;
use wellflow_http::headers::WELLFLOW_CAUSATION_ID;
use wellflow_http::idempotency_key::IdempotencyKey;
use wellflow_http::json::{JsonBody, parse_value};
use wellflow_http::{FieldError, INVALID_HEADER, Principal, Problem, RequestId, UNKNOWN_PARAMETER};

use crate::authz;
use crate::intent::{Intent, Sender};
use crate::service::CommandApi;
use crate::task::{Target, Task};

/// Says through what a command came: `api`, or `import` where a file is being read.
const WELLFLOW_SOURCE: &str = "Wellflow-Source";

pub(crate) async fn command(
    task: Task,
    api: web::Data<CommandApi>,
    req: HttpRequest,
    principal: Principal,
    request_id: RequestId,
    payload: web::Payload,
) -> Result<HttpResponse, Problem> {
    let target = target(task, &req).await?;
    refuse_query(&req)?;
    // Who may not send the task learns nothing about its body.
    authz::permit(&principal, task)?;
    api.organizations.demand(&principal.tenant).await?;
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
    let answer = intent.read(&sender)?.execute(&api).await?;
    Ok(answer.into_response())
}

/// What the path says the task is about: its segment as the router took it, decoded.
async fn target(task: Task, req: &HttpRequest) -> Result<Target, Problem> {
    if task.parameter().is_none() {
        return Ok(Target::Body);
    }
    let segment = web::Path::<String>::extract(req).await;
    // What does not even decode is no id either.
    task.target(segment.as_deref().map_or("", String::as_str))
}

/// Commands take everything from path, headers and body.
pub(crate) fn refuse_query(req: &HttpRequest) -> Result<(), Problem> {
    let pairs = web::Query::<Vec<(String, String)>>::from_query(req.query_string());
    let name = match &pairs {
        Ok(pairs) => match pairs.first() {
            None => return Ok(()),
            Some((name, _)) => name.chars().take(40).collect(),
        },
        Err(_) => "query".to_owned(),
    };
    let error = FieldError::parameter(
        name.clone(),
        UNKNOWN_PARAMETER.slug,
        "commands take no query parameters",
    );
    let detail = format!("There is no parameter {name:?} here; commands take none.");
    Err(Problem::new(UNKNOWN_PARAMETER, detail).with_error(error))
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
        let causation_id = causation_id(headers)?;
        Ok(Self {
            principal,
            source,
            request_id,
            correlation_id,
            causation_id,
            now: Utc::now(),
        })
    }
}

/// What led to the command, where that is said.
fn causation_id(headers: &HeaderMap) -> Result<Option<Uuid>, Problem> {
    let Some(value) = headers.get(WELLFLOW_CAUSATION_ID) else {
        return Ok(None);
    };
    let id = value.to_str().ok().and_then(|text| Uuid::try_parse(text).ok());
    id.map(Some).ok_or_else(|| {
        let error = FieldError::header(WELLFLOW_CAUSATION_ID, INVALID_HEADER.slug, "not a UUID");
        let detail = "Wellflow-Causation-Id is the id of the command or event that led to this one.";
        Problem::new(INVALID_HEADER, detail).with_error(error)
    })
}
