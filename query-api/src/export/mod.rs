//! Lists as they are taken away: whole, as comma separated values or as a JSON document a line, and with the fields that are
//! asked for alone.
//!
//! A list answers pages of JSON and knows nothing of this. An export asks it for one page after another, in the process, and
//! writes the rows of each in its own form. `turn` is the page it is at.
//!
//! Invariants
//! - An export is of one picture: every page is of the position of the first, or the export says that it is broken off.
//! - The next page is read when the client has taken the last: an export holds one page, and no transaction between two.
//! - The last line says whether the export is whole. One that is broken off says so there, and its connection is broken, too:
//!   without an end of the body no client takes it for whole.
//! - Who may not read a list gets no export of it, and neither does a token that expires meanwhile.

mod answer;
mod form;
#[cfg(feature = "exports")]
mod parquet;
mod places;
mod rows;
mod stream;
mod table;
pub(crate) mod turn;
mod writer;

use actix_web::http::header::{HeaderValue, VARY};
use actix_web::{FromRequest, Handler, HttpMessage, HttpRequest, HttpResponse, Responder, Route, web};
use wellflow_http::Problem;

use crate::QueryApi;
use crate::columns::Columns;
use crate::params::Aside;

pub(crate) use form::{Form, PAGES, PLACED, PLAIN, TABLE, fields};
pub(crate) use rows::{Place, Spread};

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

/// One thing, of which some fields alone can be asked for. `names` are those there are, with blanks between.
pub(crate) fn one_of<F, Args>(names: &'static str, handler: F) -> Route
where
    F: Handler<Args>,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    web::to(move |request: HttpRequest| {
        let handler = handler.clone();
        async move {
            request.extensions_mut().insert(Aside(&["fields"]));
            let names: Vec<_> = names.split_ascii_whitespace().collect();
            let chosen = fields(&request, &names)?;
            let response = answer::of(&handler, &request).await?;
            Ok::<_, actix_web::Error>(match chosen {
                Some(chosen) => answer::of_one(response, &chosen).map_err(Problem::from)?,
                None => response,
            })
        }
    })
}

/// The refusal an answer is, if it is one.
fn refusal(response: &HttpResponse) -> Option<&Problem> {
    response.error()?.as_error::<Problem>()
}
