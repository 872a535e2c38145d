//! RFC 7089, Memento: what something was, found by a date.
//!
//! The original resource is `/wells/{well_id}` (and likewise for everything that has a history), with `effective_on` as part
//! of its URI where one is named. Its mementos are the same URI with `as_of`, one for every instant at which something else
//! came to be known of it, or a fact recorded ahead took effect. `Memento-Datetime` is that instant.
//!
//! Invariants
//! - A date before the first memento gets the first (RFC 7089, 4.5.3); `as_of` before it is refused, with a link to it.
//! - What the TimeMap lists is what the TimeGate chooses from.

pub(crate) mod datetime;
pub(crate) mod instants;
pub(crate) mod said;
pub(crate) mod timegate;
pub(crate) mod timemap;

pub(crate) use said::said;
pub(crate) use timegate::timegate;
pub(crate) use timemap::timemap;

use actix_web::HttpRequest;
use actix_web::http::header::HeaderValue;
use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use wellflow_http::Problem;

use crate::params::Params;
use crate::percent;
use datetime::http_date;

/// RFC 7089.
pub(crate) const MEMENTO_DATETIME: &str = "memento-datetime";
/// RFC 7089.
pub(crate) const ACCEPT_DATETIME: &str = "accept-datetime";

const EFFECTIVE_ON: &str = "effective_on";
const LINK_FORMAT: &str = "application/link-format";

/// A resource that has mementos, by its URI.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Original {
    path: String,
    effective_on: Option<NaiveDate>,
}

impl Original {
    /// The original a request under it is about; `suffix` is what its path has after the original's.
    fn of(request: &HttpRequest, suffix: &str, params: &Params) -> Result<Self, Problem> {
        let path = request.path();
        Ok(Self {
            path: path.strip_suffix(suffix).unwrap_or(path).to_owned(),
            effective_on: params.date(EFFECTIVE_ON)?,
        })
    }

    /// The original a request asks for itself.
    fn asked(request: &HttpRequest) -> Self {
        Self {
            path: request.path().to_owned(),
            effective_on: named(request, EFFECTIVE_ON).and_then(|day| day.parse().ok()),
        }
    }

    fn uri(&self) -> String {
        self.under("", None)
    }

    fn timegate(&self) -> String {
        self.under("/timegate", None)
    }

    fn timemap(&self) -> String {
        self.under("/timemap", None)
    }

    /// The memento at an instant.
    fn memento(&self, at: DateTime<Utc>) -> String {
        self.under("", Some(("as_of", at)))
    }

    fn under(&self, suffix: &str, instant: Option<(&str, DateTime<Utc>)>) -> String {
        let mut uri = format!("{}{suffix}", self.path);
        let mut mark = '?';
        if let Some((name, at)) = instant {
            let at = at.to_rfc3339_opts(SecondsFormat::Micros, true);
            uri.push_str(&format!("{mark}{name}={at}"));
            mark = '&';
        }
        if let Some(day) = self.effective_on {
            uri.push_str(&format!("{mark}{EFFECTIVE_ON}={day}"));
        }
        uri
    }

    /// A link to a memento, with its date.
    fn link(&self, at: DateTime<Utc>, relation: &str) -> String {
        let (uri, date) = (self.memento(at), http_date(at));
        format!("<{uri}>; rel=\"{relation}\"; datetime=\"{date}\"")
    }

    /// What a memento, or anything else that is not the original itself, links to.
    fn of_memento(&self) -> String {
        format!("<{}>; rel=\"original\", {}", self.uri(), self.gate_and_map())
    }

    fn gate_and_map(&self) -> String {
        let (gate, map) = (self.timegate(), self.timemap());
        format!("<{gate}>; rel=\"timegate\", <{map}>; rel=\"timemap\"; type=\"{LINK_FORMAT}\"")
    }
}

/// A parameter of a request that was answered, and is therefore of a known form.
fn named(request: &HttpRequest, name: &str) -> Option<String> {
    percent::pairs(request.query_string())
        .into_iter()
        .find(|pair| pair.name == name)
        .and_then(|pair| pair.value.ok())
}

fn value(text: String) -> HeaderValue {
    // Paths, dates and instants are of characters a header value takes; the fallback is never reached.
    HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static(""))
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn the_day_asked_about_is_part_of_the_original() {
        let request = TestRequest::get()
            .uri("/api/v1/wells/1?as_of=2024-05-31T14:00:00Z&effective_on=2024-05-01")
            .to_http_request();
        let original = Original::asked(&request);
        assert_eq!(original.uri(), "/api/v1/wells/1?effective_on=2024-05-01");
        assert_eq!(
            original.timegate(),
            "/api/v1/wells/1/timegate?effective_on=2024-05-01"
        );
        let at = "2024-05-31T14:00:00.000001Z".parse().unwrap();
        assert_eq!(
            original.link(at, "memento"),
            "</api/v1/wells/1?as_of=2024-05-31T14:00:00.000001Z&effective_on=2024-05-01>; rel=\"memento\"; \
             datetime=\"Fri, 31 May 2024 14:00:00 GMT\""
        );
    }
}
