//! An export under way: page by page, each read when the client took the one before.

use actix_web::body::MessageBody;
use actix_web::dev::Payload;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE, ETAG, LINK, VARY,
};
use actix_web::http::{Method, StatusCode};
use actix_web::web::Bytes;
use actix_web::{
    FromRequest, Handler, HttpMessage, HttpRequest, HttpResponse, HttpResponseBuilder, Responder, rt,
};
use tokio::sync::mpsc::Sender;
use tokio::time::{Instant, sleep_until, timeout};
use wellflow_http::{BUSY, EXPIRED_TOKEN, FieldError, Principal, Problem, ProblemType, RequestId};

use super::pump::{self, BrokenOff, Client, Rest};
use super::rows::{self, Members};
use super::seats::Seat;
use super::turn::{self, Turn};
use super::writer::{End, Writer};
use super::{Form, answer, form};
use crate::QueryApi;
use crate::columns::Columns;
use crate::error::QueryError;
use crate::fleet::Picture;
use crate::fresh::Demand;
use crate::incomplete;
use crate::past::DO_NOT_KEEP;
use crate::problems::CONFLICTING_PARAMETERS;

/// Rows of the first page: it is there at once, and a refusal comes before anything is sent.
const FIRST: u32 = 100;

/// What is asked for.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) columns: &'static Columns,
    pub(super) chosen: Option<Vec<&'static str>>,
    pub(super) form: Form,
}

/// An export under way.
struct Export<F> {
    api: QueryApi,
    handler: F,
    request: HttpRequest,
    request_id: Option<RequestId>,
    asked: Asked,
    writer: Writer,
    /// What was written and not handed over yet.
    written: Bytes,
    /// What the first page was looked at.
    picture: Option<Picture>,
    position: Option<u64>,
    end: End,
    next: Next,
    /// Whether all of it is written, with the last line.
    is_whole: bool,
    /// When the token ends that it was asked with.
    until: Instant,
    _seat: Seat,
}

/// What comes next.
enum Next {
    /// What was read already.
    Read(Page),
    /// The page after this.
    After((String, String)),
    Nothing,
}

/// The kind of problem that breaks an export off; what else there is to say of it is in the log.
type Broken = &'static ProblemType;

/// A page as it was answered.
struct Page {
    body: Bytes,
    picture: Option<Picture>,
    position: Option<u64>,
    incomplete_since: Option<u64>,
}

/// Begins an export: reads its first page.
///
/// # Errors
/// What is wrong with the question.
pub(super) async fn begin<F, Args>(
    api: &QueryApi,
    handler: F,
    request: &HttpRequest,
    asked: Asked,
) -> Result<HttpResponse, actix_web::Error>
where
    F: Handler<Args>,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    whole(request)?;
    let principal = Principal::from_request(request, &mut Payload::None).await?;
    let seat = api.exports.take(principal.tenant.organization_id()).await?;
    let turn = Turn {
        size: asked.columns.first(FIRST),
        ..Turn::default()
    };
    let (first, response) = Page::read(&handler, request, turn).await?;
    if response.status() != StatusCode::OK {
        return Ok(response);
    }
    let mut head = head(&response, &asked);
    if request.method() == Method::HEAD {
        return Ok(pump::headed(head));
    }
    let end = End {
        position: incomplete::position_of(&response),
        incomplete_since: first.incomplete_since,
        ..End::default()
    };
    let export = Export {
        api: api.clone(),
        handler,
        request: request.clone(),
        request_id: request.extensions().get::<RequestId>().cloned(),
        writer: Writer::begin(&asked).map_err(Problem::from)?,
        written: Bytes::new(),
        asked,
        picture: first.picture,
        position: first.position,
        end,
        next: Next::Read(first),
        is_whole: false,
        until: pump::instant(principal.expires_at),
        _seat: seat,
    };
    let (client, body) = pump::body();
    rt::spawn(export.run(client));
    Ok(head.streaming(Box::pin(body)))
}

impl<F> Export<F> {
    /// Hands everything over, until there is a reason not to.
    async fn run<Args>(mut self, client: Client)
    where
        F: Handler<Args>,
        Args: FromRequest,
        F::Output: Responder,
    {
        let Client { parts, end } = client;
        let (shutdown, until) = (self.api.shutdown.clone(), self.until);
        let broken = tokio::select! {
            biased;
            () = parts.closed() => return,
            done = self.go_on(&parts) => done.err(),
            () = shutdown.requested() => Some(BUSY),
            () = sleep_until(until) => Some(EXPIRED_TOKEN),
        };
        let rest = match broken {
            Some(kind) if !self.is_whole => self.break_off(kind),
            // What is written whole is left to the connection: whoever comes back has all of it.
            Some(_) | None => Rest {
                bytes: std::mem::take(&mut self.written),
                broken: None,
            },
        };
        // The seat is free before the client knows.
        drop(self);
        // A connection that is gone asks for nothing.
        let _ = end.send(rest);
    }

    /// Reads, writes and hands over. Whenever it is dropped, what was not handed over yet is still there.
    async fn go_on<Args>(&mut self, parts: &Sender<Bytes>) -> Result<(), Broken>
    where
        F: Handler<Args>,
        Args: FromRequest,
        F::Output: Responder,
    {
        let patience = self.api.exports.limits.patience;
        loop {
            while !self.written.is_empty() {
                match timeout(patience, parts.reserve()).await {
                    Ok(Ok(place)) => place.send(pump::part(&mut self.written)),
                    // Nobody is there any more.
                    Ok(Err(_)) => return Ok(()),
                    Err(_) => return Err(BUSY),
                }
            }
            let page = match std::mem::replace(&mut self.next, Next::Nothing) {
                Next::Nothing => return Ok(()),
                Next::Read(page) => page,
                Next::After(after) => self.page(after).await?,
            };
            let taken = self.take(&page).and_then(|()| self.writer.take());
            self.written = taken.map_err(|error| self.told(&error.into()))?;
        }
    }

    /// Reads the page after one.
    async fn page<Args>(&mut self, after: (String, String)) -> Result<Page, Broken>
    where
        F: Handler<Args>,
        Args: FromRequest,
        F::Output: Responder,
    {
        let turn = Turn {
            size: self.asked.columns.at_once,
            after: Some(after),
            picture: self.picture,
        };
        let read = Page::read(&self.handler, &self.request, turn).await;
        let (page, response) = read.map_err(|error| self.refused(&error))?;
        if response.status() != StatusCode::OK {
            let unanswered = || self.told(&Problem::internal("a page of an export was not answered"));
            return Err(response
                .error()
                .map_or_else(unanswered, |error| self.refused(error)));
        }
        if page.position != self.position {
            // It changed meanwhile, and is kept at no position of its own.
            return Err(BUSY);
        }
        self.end.incomplete_since = match (self.end.incomplete_since, page.incomplete_since) {
            (Some(before), Some(since)) => Some(before.min(since)),
            (before, since) => before.or(since),
        };
        Ok(page)
    }

    fn take(&mut self, page: &Page) -> Result<(), QueryError> {
        let answer = page.answer()?;
        let (writer, end) = (&mut self.writer, &mut self.end);
        rows::each(&answer, self.asked.columns.place, |row| {
            end.rows += 1;
            writer.row(row)
        })?;
        match rows::next(&answer) {
            Some(after) => self.next = Next::After(after),
            None => {
                self.writer.end(&self.end)?;
                self.is_whole = true;
            }
        }
        Ok(())
    }

    /// Says that the export ends here, and why.
    fn break_off(&mut self, kind: Broken) -> Rest {
        let (request_id, rows) = (
            self.request_id.as_ref().map(tracing::field::display),
            self.end.rows,
        );
        tracing::info!(request_id, problem = kind.slug, rows, "an export was broken off");
        self.end.broken_off = Some(kind.slug);
        let last = self.writer.end(&self.end).and_then(|()| self.writer.take());
        // Without a last line it is not whole, either.
        let last = last.unwrap_or_else(|error| {
            self.told(&error.into());
            Bytes::new()
        });
        let written = std::mem::take(&mut self.written);
        Rest {
            bytes: Bytes::from([written, last].concat()),
            broken: Some(BrokenOff(kind.slug)),
        }
    }

    /// What is wrong with a page. The client is told its kind alone.
    fn refused(&self, error: &actix_web::Error) -> Broken {
        match error.as_error::<Problem>() {
            Some(problem) => self.told(problem),
            None => self.told(&Problem::internal(error.to_string())),
        }
    }

    /// Tells the log, as nobody does it for a problem that comes after the head of an answer.
    fn told(&self, problem: &Problem) -> Broken {
        if let Some(request_id) = &self.request_id {
            problem.log(request_id);
        }
        problem.kind()
    }
}

impl Page {
    /// Lets the handler answer a page; what it is short of is told on it.
    async fn read<F, Args>(
        handler: &F,
        request: &HttpRequest,
        turn: Turn,
    ) -> Result<(Self, HttpResponse), actix_web::Error>
    where
        F: Handler<Args>,
        Args: FromRequest,
        F::Output: Responder,
    {
        let answering = turn::taking(turn, answer::of(handler, request));
        let ((answered, picture), short_of) = incomplete::noting(answering).await;
        let response = answered?;
        let position = incomplete::position_of(&response);
        let (response, incomplete_since) = incomplete::telling(response, short_of, Demand::of(request)?);
        if response.status() != StatusCode::OK {
            let body = Bytes::new();
            let page = Self {
                body,
                picture,
                position,
                incomplete_since,
            };
            return Ok((page, response));
        }
        let (response, body) = response.into_parts();
        let body = body
            .try_into_bytes()
            .map_err(|_| Problem::internal("a page of a list is not there at once"))?;
        let page = Self {
            body,
            picture,
            position,
            incomplete_since,
        };
        Ok((page, response.map_into_boxed_body()))
    }

    fn answer(&self) -> Result<Members<'_>, serde_json::Error> {
        serde_json::from_slice(&self.body)
    }
}

/// An export is of the whole list.
pub(super) fn whole(request: &HttpRequest) -> Result<(), Problem> {
    for name in ["limit", "cursor"] {
        if form::named(request, name)?.is_some() {
            let detail = format!("{name} is of a page; an export is of the whole list.");
            let error =
                FieldError::parameter(name, CONFLICTING_PARAMETERS.slug, "leave it out, or ask for JSON");
            return Err(Problem::new(CONFLICTING_PARAMETERS, detail).with_error(error));
        }
    }
    Ok(())
}

/// What the first page says of itself, and what the file is called.
fn head(response: &HttpResponse, asked: &Asked) -> HttpResponseBuilder {
    let mut head = HttpResponse::Ok();
    for (name, value) in response.headers() {
        let of_the_page = [CONTENT_TYPE, CONTENT_LENGTH, ETAG, LINK, CACHE_CONTROL, VARY].contains(name);
        if !of_the_page {
            head.append_header((name.clone(), value.clone()));
        }
    }
    let position = incomplete::position_of(response).map_or_else(String::new, |at| format!("-{at}"));
    let (name, ending) = (asked.columns.name, asked.form.word());
    head.insert_header((
        CONTENT_DISPOSITION,
        format!("attachment; filename=\"{name}{position}.{ending}\""),
    ));
    head.insert_header((CACHE_CONTROL, DO_NOT_KEEP));
    head.insert_header((VARY, "authorization"));
    head.content_type(asked.form.content_type());
    head
}
