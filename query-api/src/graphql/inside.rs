//! Questions asked within the process, of the same handlers that answer them over HTTP.
//!
//! What resolves a query may run anywhere; handlers stay on the thread of their server. So resolvers hand what they want to know
//! over, and it is served here, while the query is being answered and no longer.

use std::cell::RefCell;
use std::rc::Rc;

use actix_http::Request as Asked;
use actix_service::boxed::{self, BoxService};
use actix_service::{Service, ServiceFactory, map_config};
use actix_web::body::{BoxBody, to_bytes};
use actix_web::dev::{AppConfig, ServiceResponse};
use actix_web::http::header::{AUTHORIZATION, HeaderMap, HeaderName};
use actix_web::http::{Method, StatusCode, Uri};
use actix_web::web::{self, Data};
use actix_web::{App, HttpRequest, HttpResponse};
use futures::future::BoxFuture;
use futures::stream::{FuturesUnordered, StreamExt};
use serde::Serialize;
use serde_json::Value;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::{Mutex, OnceCell, Semaphore, oneshot};
use wellflow_http::headers::{WELLFLOW_MIN_POSITION, WELLFLOW_POSITION};
use wellflow_http::{NOT_FOUND, Principal, Problem, RequestId, TokenVerifier};
use wellflow_read_model::parked::Missing;

use super::links::{self, Found, Wanted};
use super::refusal::Refusal;
use crate::QueryApi;
use crate::fresh::{Demand, header};

/// Questions of one query under way at a time.
const TOGETHER: usize = 8;
/// Completion months of production that a query reads, at most: as many as a question over HTTP.
pub(super) const MONTHS: u32 = 10_000;
const PREFER: &str = "prefer";
const FINAL: &str = "wellflow-as-of-final";
const INCOMPLETE: &str = "wellflow-incomplete-since";

/// The API without a server before it.
pub(super) type Inside = BoxService<Asked, ServiceResponse<BoxBody>, actix_web::Error>;

/// What a query wants to know.
enum Job {
    /// A question: its path and query.
    Question(String, oneshot::Sender<Result<Value, Refusal>>),
    /// What many things have.
    Links(Wanted, oneshot::Sender<Result<Found, Refusal>>),
    /// What gathers them.
    Run(BoxFuture<'static, ()>),
}

/// Hands over what a query wants to know.
#[derive(Clone)]
pub(super) struct Ask(UnboundedSender<Job>);

pub(super) struct Jobs(UnboundedReceiver<Job>);

pub(super) fn channel() -> (Ask, Jobs) {
    let (ask, asked) = unbounded_channel();
    (Ask(ask), Jobs(asked))
}

impl Ask {
    pub(super) async fn question(&self, target: String) -> Result<Value, Refusal> {
        let (answer, answered) = oneshot::channel();
        self.hand_over(Job::Question(target, answer));
        answered.await.unwrap_or_else(|_| Err(ended()))
    }

    pub(super) async fn links(&self, wanted: Wanted) -> Result<Found, Refusal> {
        let (answer, answered) = oneshot::channel();
        self.hand_over(Job::Links(wanted, answer));
        answered.await.unwrap_or_else(|_| Err(ended()))
    }

    /// Runs what gathers keys, beside the query.
    pub(super) fn spawner(&self) -> impl Fn(BoxFuture<'static, ()>) + Send + Sync + 'static {
        let ask = self.clone();
        move |running| ask.hand_over(Job::Run(running))
    }

    fn hand_over(&self, job: Job) {
        // Nobody serves a query that is answered.
        let _ = self.0.send(job);
    }
}

fn ended() -> Refusal {
    Refusal::of(&Problem::internal("the query ended before its question"))
}

/// What a query is asked with, and what its answers said.
pub(super) struct Within {
    pub(super) api: QueryApi,
    pub(super) principal: Principal,
    pub(super) demand: Demand,
    request_id: Option<RequestId>,
    seats: Semaphore,
    said: RefCell<Said>,
    /// Completion months of production that may still be read. Whoever reads some holds it: so they are read one after the other.
    pub(super) months_left: Mutex<u32>,
}

#[derive(Default)]
struct Said {
    position: Option<u64>,
    incomplete_since: Option<u64>,
    is_final: Option<bool>,
}

/// What holds of the answer as a whole.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Answered {
    /// Everything up to here is in it.
    pub(super) position: Option<u64>,
    /// A stream that feeds it is parked: it is short of everything of it from here on.
    #[serde(skip_serializing_if = "Option::is_none")]
    incomplete_since: Option<u64>,
    /// Of answers at an `asOf`: whether they can no longer change.
    #[serde(skip_serializing_if = "Option::is_none")]
    as_of_final: Option<bool>,
    /// Statements that read rows for it.
    statements: u64,
}

impl Answered {
    /// Whether anything was read.
    pub(super) const fn is_any(&self) -> bool {
        self.position.is_some()
    }

    /// Whether none of it is of a past instant.
    pub(super) const fn is_now(&self) -> bool {
        self.as_of_final.is_none()
    }
}

impl Within {
    pub(super) fn new(
        api: QueryApi,
        principal: Principal,
        demand: Demand,
        request_id: Option<RequestId>,
    ) -> Self {
        Self {
            api,
            principal,
            demand,
            request_id,
            seats: Semaphore::new(TOGETHER),
            said: RefCell::default(),
            months_left: Mutex::new(MONTHS),
        }
    }

    /// What all of it said together.
    pub(super) fn answered(&self, statements: u64) -> Answered {
        let said = self.said.borrow();
        let since = said.incomplete_since;
        let whole = since.map(|since| since.saturating_sub(1));
        Answered {
            position: said
                .position
                .map(|position| position.min(whole.unwrap_or(u64::MAX))),
            incomplete_since: since,
            as_of_final: said.is_final,
            statements,
        }
    }

    /// That a link was read up to a position, and what its rows are short of. What came later was not asked about; what did not is
    /// missing, and an answer at an instant changes once it is there.
    pub(super) fn read_link(&self, position: u64, short_of: &[Missing], names_instant: bool) {
        self.read_at(position);
        let missing = short_of.iter().map(|missing| missing.position);
        let Some(since) = missing.filter(|missing| *missing <= position).min() else {
            return;
        };
        let mut said = self.said.borrow_mut();
        said.incomplete_since = said.incomplete_since.into_iter().chain([since]).min();
        if names_instant {
            said.is_final = Some(false);
        }
    }

    /// That something was answered up to a position.
    fn read_at(&self, position: u64) {
        let mut said = self.said.borrow_mut();
        said.position = Some(said.position.map_or(position, |least| least.min(position)));
    }

    fn heard(&self, headers: &HeaderMap) {
        let number = |name: &'static str| {
            let value = headers.get(header(name))?;
            value.to_str().ok()?.parse::<u64>().ok()
        };
        if let Some(position) = number(WELLFLOW_POSITION) {
            self.read_at(position);
        }
        let mut said = self.said.borrow_mut();
        said.incomplete_since = said.incomplete_since.into_iter().chain(number(INCOMPLETE)).min();
        if let Some(is_final) = headers.get(FINAL).map(|value| value == "true") {
            said.is_final = Some(said.is_final.unwrap_or(true) && is_final);
        }
    }

    pub(super) fn refuse(&self, problem: &Problem) -> Refusal {
        if let Some(request_id) = &self.request_id {
            problem.log(request_id);
        }
        Refusal::of(problem)
    }
}

/// The API of this thread; it is put together once.
///
/// # Errors
/// When it cannot be put together.
pub(super) async fn of<'a>(request: &'a HttpRequest, api: &QueryApi) -> Result<&'a Inside, Problem> {
    let cell = request.app_data::<Rc<OnceCell<Inside>>>();
    let verifier = request.app_data::<Data<TokenVerifier>>();
    let (Some(cell), Some(verifier)) = (cell, verifier) else {
        return Err(Problem::internal("the app was built without what GraphQL needs"));
    };
    cell.get_or_try_init(async || {
        let app = App::new()
            .app_data(verifier.clone())
            .configure(crate::configure(api.clone()))
            .default_service(web::to(unanswered));
        let service = map_config(app, |()| AppConfig::default()).new_service(()).await;
        let failed = |()| Problem::internal("the API could not be put together within itself");
        Ok(boxed::service(service.map_err(failed)?))
    })
    .await
}

/// What no handler answers is refused as it is over HTTP, and not with an answer that says nothing.
async fn unanswered() -> Result<HttpResponse, Problem> {
    Err(Problem::new(NOT_FOUND, "No question is asked at this path."))
}

/// Serves what is handed over, until nobody can hand anything over any more.
pub(super) async fn serve(inside: &Inside, within: &Within, request: &HttpRequest, jobs: Jobs) {
    let Jobs(mut jobs) = jobs;
    let work = async |job: Job| match job {
        Job::Question(target, answer) => {
            let _seat = within.seats.acquire().await;
            let _ = answer.send(ask(inside, within, request, &target).await);
        }
        Job::Links(wanted, answer) => {
            let _seat = within.seats.acquire().await;
            let _ = answer.send(links::read(within, wanted).await);
        }
        Job::Run(running) => running.await,
    };
    let mut under_way = FuturesUnordered::new();
    loop {
        tokio::select! {
            Some(job) = jobs.recv() => under_way.push(work(job)),
            Some(()) = under_way.next() => {}
            else => return,
        }
    }
}

async fn ask(
    inside: &Inside,
    within: &Within,
    request: &HttpRequest,
    target: &str,
) -> Result<Value, Refusal> {
    let uri = target.parse::<Uri>();
    let uri = uri.map_err(|error| within.refuse(&Problem::internal(error)))?;
    let mut asked = Asked::new();
    let head = asked.head_mut();
    // Heads are used again, with the method they had.
    head.method = Method::GET;
    head.uri = uri;
    for name in [
        AUTHORIZATION,
        header(WELLFLOW_MIN_POSITION),
        HeaderName::from_static(PREFER),
    ] {
        if let Some(value) = request.headers().get(&name) {
            head.headers.insert(name, value.clone());
        }
    }
    let answer = inside.call(asked).await;
    let answer = answer.map_err(|error| within.refuse(&Problem::internal(error.to_string())))?;
    if let Some(problem) = answer
        .response()
        .error()
        .and_then(|error| error.as_error::<Problem>())
        && let Some(request_id) = &within.request_id
    {
        problem.log(request_id);
    }
    let status = answer.status();
    if status == StatusCode::OK {
        within.heard(answer.headers());
    }
    let body = to_bytes(answer.into_body()).await;
    let body = body.map_err(|error| within.refuse(&Problem::internal(error.to_string())))?;
    let body: Value =
        serde_json::from_slice(&body).map_err(|error| within.refuse(&Problem::internal(error)))?;
    if status == StatusCode::OK {
        Ok(body)
    } else {
        Err(Refusal::read(body))
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::dataloader::Loader;
    use uuid::Uuid;

    use super::super::links::{Link, Links, OfWell};
    use super::*;

    #[tokio::test]
    async fn links_are_read_apart_and_a_page_of_things_at_a_time() {
        let (ask, Jobs(mut jobs)) = channel();
        let of_wells = |link: Link| {
            let well_ids = (0..600).map(Uuid::from_u128);
            well_ids.map(move |well_id| OfWell {
                well_id,
                link: link.clone(),
            })
        };
        let keys: Vec<OfWell> = [Link::Wellbores, Link::Completions]
            .into_iter()
            .flat_map(of_wells)
            .collect();
        // What asks is gone once it has loaded: then nobody hands anything over any more.
        let loading = async move { Links(ask).load(&keys).await.unwrap() };
        let serving = async {
            let mut asked = 0;
            while let Some(job) = jobs.recv().await {
                if let Job::Links(_, answer) = job {
                    asked += 1;
                    let read = if asked == 1 {
                        Err(ended())
                    } else {
                        Ok(Found::new())
                    };
                    let _ = answer.send(read);
                }
            }
            asked
        };
        let (found, asked) = tokio::join!(loading, serving);
        assert_eq!(asked, 4);
        assert_eq!(found.len(), 500);
        assert!(found.values().all(Result::is_err));
    }
}
