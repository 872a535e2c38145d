//! Lists as they are taken away: whole, as comma separated values or as a JSON document a line, and with the fields that are
//! asked for alone.
//!
//! A list answers pages of JSON and knows nothing of this. An export asks it for one page after another, in the process, and
//! writes the rows of each in its own form. `turn` is the page it is at.
//!
//! Invariants
//! - An export is of one picture: every page is of the position of the first, or the export says that it is broken off.
//! - The next page is read when the client has taken the last: an export holds one page, and no transaction between two.
//! - An export whose client takes nothing for long, whose token ends or whose service stops is broken off there, and nobody waits
//!   for its seat.
//! - The last line says whether the export is whole. One that is broken off says so there, and its connection is broken, too:
//!   without an end of the body no client takes it for whole.
//! - Who may not read a list gets no export of it, and neither does a token that expires meanwhile.

mod answer;
mod form;
#[cfg(feature = "exports")]
mod parquet;
mod places;
mod pump;
mod rows;
mod seats;
mod stream;
mod table;
pub(crate) mod turn;
mod writer;

use std::rc::Rc;

use actix_web::http::header::{HeaderValue, VARY};
use actix_web::{FromRequest, Handler, HttpMessage, HttpRequest, HttpResponse, Responder, Route, web};
use wellflow_http::{FieldError, Problem};

use crate::QueryApi;
use crate::columns::Columns;
use crate::params::Aside;
use crate::problems::CONFLICTING_PARAMETERS;

pub(crate) use form::{Form, HAPPENING, PAGES, PLACED, PLAIN, fields};
pub(crate) use pump::{BrokenOff, headed};
pub(crate) use rows::{Place, Spread};
pub use seats::ExportLimits;
pub(crate) use seats::Seats;

/// A list that is also taken away whole. `columns` are its rows.
pub(crate) fn listed<F, Args>(columns: &'static Columns, handler: F) -> Route
where
    F: Handler<Args>,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    web::to(move |api: web::Data<QueryApi>, request: HttpRequest| {
        let handler = handler.clone();
        async move {
            let mut response = list(&api, columns, handler, &request).await?;
            // The same address has several forms.
            response
                .headers_mut()
                .append(VARY, HeaderValue::from_static("accept"));
            Ok::<_, actix_web::Error>(response)
        }
    })
}

async fn list<F, Args>(
    api: &QueryApi,
    columns: &'static Columns,
    handler: F,
    request: &HttpRequest,
) -> Result<HttpResponse, actix_web::Error>
where
    F: Handler<Args>,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    request.extensions_mut().insert(Aside(&["fields", "format"]));
    let form = Form::asked(request, columns.forms)?;
    let chosen = columns.chosen(request)?;
    match form {
        Form::Json => {
            let response = answer::of(&handler, request).await?;
            Ok(match chosen {
                Some(chosen) => {
                    answer::with_fields(response, columns.place, &chosen).map_err(Problem::from)?
                }
                None => response,
            })
        }
        form if form.is_own(columns.forms) => {
            stream::whole(request)?;
            if form == Form::Live {
                if chosen.is_some() {
                    return Err(not_live("fields", "there, events are told whole").into());
                }
                if form::named(request, "as_of")?.is_some() {
                    return Err(not_live("as_of", "it goes on with what happens from now on").into());
                }
            }
            request.extensions_mut().insert(Own { form, chosen });
            answer::of(&handler, request).await
        }
        form => {
            stream::begin(
                api,
                handler,
                request,
                stream::Asked {
                    columns,
                    chosen,
                    form,
                },
            )
            .await
        }
    }
}

/// The form a list is asked to make by itself, kept with the request.
#[derive(Clone, Debug)]
pub(crate) struct Own {
    pub(crate) form: Form,
    /// The fields asked for; `None` for all there are.
    pub(crate) chosen: Option<Vec<&'static str>>,
}

impl Own {
    /// What is asked for; `None` where it is a page.
    pub(crate) fn of(request: &HttpRequest) -> Option<Self> {
        request.extensions().get::<Self>().cloned()
    }

    /// Adds a document, or the fields of it that are asked for, to a text.
    ///
    /// # Errors
    /// For what is no object.
    pub(crate) fn write(&self, document: &str, text: &mut Vec<u8>) -> Result<(), serde_json::Error> {
        match &self.chosen {
            Some(chosen) => rows::Members::read(document)?.chosen(chosen).write(text),
            None => {
                text.extend_from_slice(document.as_bytes());
                Ok(())
            }
        }
    }
}

fn not_live(name: &str, why: &str) -> Problem {
    let detail = format!("{name} does not go together with text/event-stream: {why}.");
    let error = FieldError::parameter(
        name,
        CONFLICTING_PARAMETERS.slug,
        "leave it out, or ask for another form",
    );
    Problem::new(CONFLICTING_PARAMETERS, detail).with_error(error)
}

/// One thing, of which some fields alone can be asked for. `names` are those there are, with blanks between.
pub(crate) fn one_of<F, Args>(names: &'static str, handler: F) -> Route
where
    F: Handler<Args>,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    let names: Rc<[&str]> = names.split_ascii_whitespace().collect();
    web::to(move |request: HttpRequest| {
        let (handler, names) = (handler.clone(), Rc::clone(&names));
        async move {
            request.extensions_mut().insert(Aside(&["fields"]));
            let chosen = fields(&request, &names)?;
            let response = answer::of(&handler, &request).await?;
            Ok::<_, actix_web::Error>(match chosen {
                Some(chosen) => answer::of_one(response, &chosen).map_err(Problem::from)?,
                None => response,
            })
        }
    })
}
