//! A page of a list: documents as they were written, and where the next page begins.

use actix_web::http::header::LINK;
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use serde_json::value::RawValue;

use crate::error::QueryError;
use crate::fresh::Demand;

/// A page.
#[derive(Serialize)]
pub(crate) struct Page {
    items: Vec<Box<RawValue>>,
    next_cursor: Option<String>,
}

impl Page {
    /// The documents of a page, and the cursor after the last; `None` on the last page.
    ///
    /// # Errors
    /// When a document is no JSON.
    pub(crate) fn new(documents: Vec<String>, next_cursor: Option<String>) -> Result<Self, QueryError> {
        Ok(Self {
            items: items(documents)?,
            next_cursor,
        })
    }

    /// The answer, as it holds at a position.
    pub(crate) fn answer(self, request: &HttpRequest, demand: Demand, position: u64) -> HttpResponse {
        let mut response = demand.answer(position);
        if let Some(cursor) = &self.next_cursor {
            response.insert_header((LINK, next_link(request, "cursor", cursor)));
        }
        response.json(self)
    }
}

/// Documents as they are served.
pub(crate) fn items(documents: Vec<String>) -> Result<Vec<Box<RawValue>>, QueryError> {
    let items: Result<_, _> = documents.into_iter().map(RawValue::from_string).collect();
    Ok(items?)
}

/// RFC 8288: the same question, going on after the page. The value is of characters that need no escape.
pub(crate) fn next_link(request: &HttpRequest, name: &str, value: &str) -> String {
    let prefix = format!("{name}=");
    let mut query: Vec<&str> = request
        .query_string()
        .split('&')
        .filter(|pair| !pair.is_empty() && !pair.starts_with(&prefix))
        .collect();
    let own = format!("{prefix}{value}");
    query.push(&own);
    format!("<{}?{}>; rel=\"next\"", request.path(), query.join("&"))
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn the_next_link_keeps_the_question() {
        let request = TestRequest::get()
            .uri("/api/v1/wells?cursor=old&operator=A%20B&limit=2")
            .to_http_request();
        assert_eq!(
            next_link(&request, "cursor", "new"),
            "</api/v1/wells?operator=A%20B&limit=2&cursor=new>; rel=\"next\""
        );
    }
}
