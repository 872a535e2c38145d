//! The answer of a handler, and what of it is asked for.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::Payload;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::{FromRequest, Handler, HttpRequest, HttpResponse, Responder};

use super::rows::{Members, Place};
use crate::error::QueryError;

/// Lets the handler answer.
///
/// # Errors
/// What is wrong with the request before it is looked at.
pub(super) async fn of<F, Args>(handler: &F, request: &HttpRequest) -> Result<HttpResponse, actix_web::Error>
where
    F: Handler<Args>,
    Args: FromRequest,
    F::Output: Responder,
{
    let args = Args::from_request(request, &mut Payload::None)
        .await
        .map_err(Into::into)?;
    let answer = handler.call(args).await;
    Ok(answer.respond_to(request).map_into_boxed_body())
}

/// The page with the chosen fields of its items.
pub(super) fn with_fields(
    response: HttpResponse,
    place: Place,
    chosen: &[&str],
) -> Result<HttpResponse, QueryError> {
    rewritten(response, |body| {
        let body = Members::read(body)?;
        let mut text = vec![b'{'];
        for (at, (name, value)) in body.0.iter().enumerate() {
            if at > 0 {
                text.push(b',');
            }
            serde_json::to_writer(&mut text, name)?;
            text.push(b':');
            if name == place.items {
                items(
                    value.get(),
                    place.spread.map(|spread| spread.array),
                    chosen,
                    &mut text,
                )?;
            } else {
                text.extend_from_slice(value.get().as_bytes());
            }
        }
        text.push(b'}');
        Ok(text)
    })
}

fn items(
    list: &str,
    spread: Option<&str>,
    chosen: &[&str],
    text: &mut Vec<u8>,
) -> Result<(), serde_json::Error> {
    let items: Vec<Members<'_>> = serde_json::from_str(list)?;
    text.push(b'[');
    for (at, item) in items.iter().enumerate() {
        if at > 0 {
            text.push(b',');
        }
        let mut kept = item.chosen(chosen);
        let elements = spread.and_then(|spread| Some((spread, item.get(spread)?)));
        let Some((spread, elements)) = elements else {
            kept.write(text)?;
            continue;
        };
        let mut inner = Vec::new();
        items_of(elements.get(), chosen, &mut inner)?;
        let inner = String::from_utf8_lossy(&inner);
        let inner = serde_json::from_str(&inner)?;
        kept.0.push((spread.into(), inner));
        kept.write(text)?;
    }
    text.push(b']');
    Ok(())
}

fn items_of(list: &str, chosen: &[&str], text: &mut Vec<u8>) -> Result<(), serde_json::Error> {
    items(list, None, chosen, text)
}

/// The document with the chosen fields.
pub(super) fn of_one(response: HttpResponse, chosen: &[&str]) -> Result<HttpResponse, QueryError> {
    rewritten(response, |body| {
        let mut text = Vec::new();
        Members::read(body)?.chosen(chosen).write(&mut text)?;
        Ok(text)
    })
}

/// The same answer with another body; what is no JSON document stays as it is.
fn rewritten(
    response: HttpResponse,
    rewrite: impl FnOnce(&str) -> Result<Vec<u8>, serde_json::Error>,
) -> Result<HttpResponse, QueryError> {
    let is_json = response
        .headers()
        .get(CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"));
    if !is_json {
        return Ok(response);
    }
    let mut failed = None;
    let response = response.map_body(|_, body| match body.try_into_bytes() {
        Ok(bytes) => match rewrite(&String::from_utf8_lossy(&bytes)) {
            Ok(text) => BoxBody::new(text),
            Err(error) => {
                failed = Some(error);
                BoxBody::new(bytes)
            }
        },
        Err(body) => body,
    });
    match failed {
        Some(error) => Err(error.into()),
        None => Ok(response),
    }
}
