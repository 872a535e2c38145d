//! An export as it is sent: page by page, each read when the client took the one before.

use std::time::Duration;

use actix_web::body::MessageBody;
use actix_web::http::StatusCode;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE, ETAG, LINK, VARY,
};
use actix_web::web::Bytes;
use actix_web::{FromRequest, Handler, HttpRequest, HttpResponse, HttpResponseBuilder, Responder};
use futures::stream;
use tokio::sync::OwnedSemaphorePermit;
use wellflow_http::{BUSY, FieldError, Problem};

use super::rows::{self, Members};
use super::turn::{self, Turn};
use super::writer::{End, Writer};
use super::{Form, answer, form, refusal};
use crate::QueryApi;
use crate::columns::Columns;
use crate::error::QueryError;
use crate::fleet::Picture;
use crate::incomplete;
use crate::past::DO_NOT_KEEP;
use crate::problems::CONFLICTING_PARAMETERS;

/// Rows of the first page: it is there at once, and a refusal comes before anything is sent.
const FIRST: u32 = 100;
/// How long an export waits for its turn, where as many are under way as there may be.
const PATIENCE: Duration = Duration::from_secs(2);
/// How long the last line has to be sent, before the connection is broken.
const LAST_WORDS: Duration = Duration::from_millis(250);

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
    asked: Asked,
    writer: Writer,
    /// What the first page was looked at.
    picture: Option<Picture>,
    position: Option<u64>,
    end: End,
    next: Next,
    /// One of the exports there may be at a time.
    _seat: OwnedSemaphorePermit,
}

/// What comes next.
enum Next {
    /// What was read already.
    Sent(Page),
    /// The page after this.
    After((String, String)),
    /// The end of the connection: the last line says why.
    Broken(Problem),
    Nothing,
}

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
    let seat = tokio::time::timeout(PATIENCE, api.exports.clone().acquire_owned()).await;
    let Ok(Ok(seat)) = seat else {
        let detail = "As many exports are under way as this service serves; try again later.";
        return Err(Problem::new(BUSY, detail).into());
    };
    let turn = Turn {
        size: asked.columns.first(FIRST),
        ..Turn::default()
    };
    let (first, response) = Page::read(&handler, request, turn).await?;
    if response.status() != StatusCode::OK {
        return Ok(response);
    }
    let mut head = head(&response, &asked);
    let end = End {
        position: incomplete::position_of(&response),
        incomplete_since: first.incomplete_since,
        ..End::default()
    };
    let export = Export {
        api: api.clone(),
        handler,
        request: request.clone(),
        writer: Writer::begin(&asked).map_err(Problem::from)?,
        asked,
        picture: first.picture,
        position: first.position,
        end,
        next: Next::Sent(first),
        _seat: seat,
    };
    let parts = stream::try_unfold(export, |mut export| async move {
        let part = export.go_on().await?;
        Ok::<_, Problem>(part.map(|bytes| (bytes, export)))
    });
    Ok(head.streaming(Box::pin(parts)))
}

impl<F> Export<F> {
    /// The next bytes; `None` after the last. Never none at all: an empty part would end the body.
    async fn go_on<Args>(&mut self) -> Result<Option<Bytes>, Problem>
    where
        F: Handler<Args>,
        Args: FromRequest,
        F::Output: Responder,
    {
        loop {
            let page = match std::mem::replace(&mut self.next, Next::Nothing) {
                Next::Nothing => return Ok(None),
                Next::Broken(problem) => {
                    // An error ends the connection at once, with what was not sent yet.
                    tokio::time::sleep(LAST_WORDS).await;
                    return Err(problem);
                }
                Next::Sent(page) => Ok(page),
                Next::After(after) => self.page(after).await,
            };
            if let Err(problem) = page.and_then(|page| self.take(&page)) {
                self.break_off(problem)?;
            }
            let bytes = self.writer.take().map_err(Problem::from)?;
            if !bytes.is_empty() {
                return Ok(Some(bytes));
            }
        }
    }

    /// Reads the page after one.
    async fn page<Args>(&mut self, after: (String, String)) -> Result<Page, Problem>
    where
        F: Handler<Args>,
        Args: FromRequest,
        F::Output: Responder,
    {
        if self.api.shutdown.is_requested() {
            return Err(Problem::new(
                BUSY,
                "The service is stopping; ask again in a moment.",
            ));
        }
        let turn = Turn {
            size: self.asked.columns.at_once,
            after: Some(after),
            picture: self.picture,
        };
        let page = Page::read(&self.handler, &self.request, turn).await;
        let (page, response) = page.map_err(|error| problem_of(&error))?;
        if response.status() != StatusCode::OK {
            return Err(match refusal(&response) {
                Some(problem) => Problem::new(problem.kind(), problem.to_string()),
                None => Problem::internal("a page of an export was not answered"),
            });
        }
        if page.position != self.position {
            let detail =
                "What is exported changed meanwhile, and is kept at no position of its own; ask again.";
            return Err(Problem::new(BUSY, detail));
        }
        self.end.incomplete_since = match (self.end.incomplete_since, page.incomplete_since) {
            (Some(before), Some(since)) => Some(before.min(since)),
            (before, since) => before.or(since),
        };
        Ok(page)
    }

    fn take(&mut self, page: &Page) -> Result<(), Problem> {
        let answer = page.answer().map_err(QueryError::from)?;
        let (writer, end) = (&mut self.writer, &mut self.end);
        rows::each(&answer, self.asked.columns.place, |row| {
            end.rows += 1;
            writer.row(row)
        })
        .map_err(Problem::from)?;
        match rows::next(&answer) {
            Some(after) => self.next = Next::After(after),
            None => self.writer.end(&self.end).map_err(Problem::from)?,
        }
        Ok(())
    }

    /// Says that the export ends here, and why; what comes next is the end of the connection.
    fn break_off(&mut self, problem: Problem) -> Result<(), Problem> {
        self.end.broken_off = Some(problem.kind().slug);
        self.writer.end(&self.end).map_err(Problem::from)?;
        self.next = Next::Broken(problem);
        Ok(())
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
        let (response, incomplete_since) = incomplete::telling(response, short_of);
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
fn whole(request: &HttpRequest) -> Result<(), Problem> {
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

fn problem_of(error: &actix_web::Error) -> Problem {
    match error.as_error::<Problem>() {
        Some(problem) => Problem::new(problem.kind(), problem.to_string()),
        None => Problem::internal(error.to_string()),
    }
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
