//! `/graphql`: the questions of the API as one graph, for clients that choose their fields.
//!
//! - `roots`: which question each field of the root is. `shapes`: the types, made of the document that describes the answers.
//! - `inside`: how questions are asked within the process. `links`: what is read for many things at once.
//! - `resolve`: how a field comes to its value. `refusal`: problems as GraphQL tells them.
//! - `cost`: how deep and how costly a query may be; `sizes`: how many things its fields are taken to tell; `brackets`: what is looked
//!   at before it is parsed.
//!
//! Invariants
//! - A field of the root is a question over HTTP, asked with the same token and answered by the same handler: roles, personal data,
//!   what is missing and how fresh it is are decided in one place.
//! - A link of many things is read in a fixed number of statements, however many they are.
//! - What a query may cost is settled before anything is read.
//! - Nothing is commanded here: a task is a request of its own, with its key and its version.

mod brackets;
mod cost;
mod inside;
mod links;
mod refusal;
mod resolve;
mod roots;
mod shapes;
mod sizes;

use std::rc::Rc;
use std::sync::LazyLock;

use actix_web::http::{Method, StatusCode};
use actix_web::web::{self, Bytes, Data, ServiceConfig};
use actix_web::{HttpMessage, HttpRequest, HttpResponse, guard};
use async_graphql::dataloader::DataLoader;
use async_graphql::dynamic::{Schema, SchemaError};
use async_graphql::{Request, Response};
use serde_json::{Value, json};
use tokio::sync::OnceCell;
use wellflow_http::{BAD_REQUEST, Principal, Problem, RequestId, Route};

use crate::QueryApi;
use crate::age;
use crate::authz::Read;
use crate::fresh::Demand;
use crate::incomplete;
use inside::{Answered, Inside, Within};
use links::Links;
use sizes::Sizes;

/// Bytes of a query with its variables.
const LONGEST: usize = 64 << 10;
const PATH: &str = "/graphql";

/// Errors of a query that is answered with nothing else: a few say what is wrong, and each fault may be told in many places.
const ERRORS: usize = 100;

static SCHEMA: LazyLock<Result<(Schema, Sizes), SchemaError>> = LazyLock::new(shapes::schema);

/// Mounts it. The path is matched before any scope of the same prefix.
pub(crate) fn mount(config: &mut ServiceConfig, prefix: &str, api: &QueryApi) {
    let asked = guard::Any(guard::Get()).or(guard::Post());
    let resource = web::resource(format!("{prefix}{PATH}"))
        .guard(asked)
        .app_data(Data::new(api.clone()))
        .app_data(web::PayloadConfig::new(LONGEST))
        .app_data(Rc::new(OnceCell::<Inside>::new()))
        .route(web::to(answer));
    config.service(resource);
}

pub(crate) fn routes(prefix: &str) -> [Route; 2] {
    [Method::GET, Method::POST].map(|method| Route::new(method, format!("{prefix}{PATH}")))
}

async fn answer(
    principal: Principal,
    api: Data<QueryApi>,
    demand: Demand,
    request: HttpRequest,
    body: Bytes,
) -> Result<HttpResponse, Problem> {
    api.admit(&principal, Read::Wells).await?;
    let (schema, sizes) = SCHEMA
        .as_ref()
        .map_err(|error| Problem::internal(error.to_string()))?;
    let mut query = read(&request, &body)?;
    if let Err(refused) = cost::settle(&mut query, sizes) {
        let status = refused.status();
        return Ok(told(
            Response::from_errors(vec![refused.into()]),
            status,
            None,
            demand,
        ));
    }
    let request_id = request.extensions().get::<RequestId>().cloned();
    let inside = inside::of(&request, api.get_ref()).await?;
    let within = Within::new(api.get_ref().clone(), principal, demand, request_id);
    let (ask, asked) = inside::channel();
    // All that is wanted at a moment is gathered: what it may be has an end, which is what the query may cost.
    let links = DataLoader::new(Links(ask.clone()), ask.spawner()).max_batch_size(usize::MAX);
    let running = async {
        let executing = schema.execute(query.data(ask).data(links));
        let serving = inside::serve(inside, &within, &request, asked);
        tokio::select! {
            response = executing => response,
            () = serving => Response::default(),
        }
    };
    let (response, statements) = Box::pin(incomplete::counted(running)).await;
    let answered = within.answered(statements);
    let status = match response.data {
        async_graphql::Value::Null if !response.errors.is_empty() && !answered.is_any() => BAD_REQUEST.status,
        _ => 200,
    };
    let is_now = answered.is_now();
    let mut told = told(response, status, Some(answered), demand);
    if is_now {
        age::say(&mut told, (&request, Some(within.principal.tenant.clone()))).await;
    }
    Ok(told)
}

fn read(request: &HttpRequest, body: &Bytes) -> Result<Request, Problem> {
    let not_read = |error: String| Problem::new(BAD_REQUEST, format!("No GraphQL request: {error}."));
    if request.method() == Method::GET {
        return async_graphql::http::parse_query_string(request.query_string())
            .map_err(|error| not_read(error.to_string()));
    }
    serde_json::from_slice(body).map_err(|error| not_read(error.to_string()))
}

fn told(mut response: Response, status: u16, answered: Option<Answered>, demand: Demand) -> HttpResponse {
    if response.data == async_graphql::Value::Null {
        response.errors.truncate(ERRORS);
    }
    response.errors.iter_mut().for_each(refusal::complete);
    let mut body = serde_json::to_value(&response).unwrap_or_else(|_| json!({"data": null}));
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut builder = HttpResponse::build(status);
    if let (Some(answered), Value::Object(members)) = (answered, &mut body) {
        if let Some(position) = answered.position {
            builder = demand.start(builder, position);
        }
        members.insert("extensions".to_owned(), json!({"wellflow": answered}));
    }
    builder.json(body)
}
