//! Query parameters, read strictly: a name that is not known, a name given twice and a value that does not parse are
//! refused by name.

use actix_web::{HttpMessage, HttpRequest};
use chrono::{DateTime, NaiveDate, Utc};
use serde::de::DeserializeOwned;
use serde::de::value::StrDeserializer;
use uuid::Uuid;
use wellflow_http::{FieldError, INVALID_PARAMETER, Problem, UNKNOWN_PARAMETER};

use crate::export::turn;
use crate::percent;

/// The longest text a filter can be about.
const LONGEST_TEXT: usize = 120;

/// The query parameters of a request.
#[derive(Debug)]
pub(crate) struct Params(Vec<(String, String)>);

/// The parameters that were read before, beside those the resource takes; kept with the request.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Aside(pub(crate) &'static [&'static str]);

impl Params {
    /// Reads the query string; `known` are the names the resource takes.
    ///
    /// # Errors
    /// `unknown-parameter` or `invalid-parameter`.
    pub(crate) fn read(request: &HttpRequest, known: &[&str]) -> Result<Self, Problem> {
        let mut read: Vec<(String, String)> = Vec::new();
        let aside = request
            .extensions()
            .get::<Aside>()
            .map_or(&[][..], |aside| aside.0);
        for pair in percent::pairs(request.query_string()) {
            let name = pair.name;
            if aside.contains(&name.as_str()) {
                continue;
            }
            if !known.contains(&name.as_str()) {
                return Err(unknown(&name, &[known, aside].concat()));
            }
            if read.iter().any(|(earlier, _)| *earlier == name) {
                return Err(invalid(&name, "given more than once"));
            }
            match pair.value {
                Ok(value) => read.push((name, value)),
                Err(_) => return Err(invalid(&name, "the escaped bytes are no UTF-8 text")),
            }
        }
        if let Some((name, value)) = turn::after() {
            read.retain(|(earlier, _)| *earlier != name);
            read.push((name, value));
        }
        Ok(Self(read))
    }

    pub(crate) fn raw(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// A text to compare with, 1 to 120 characters.
    pub(crate) fn text(&self, name: &str) -> Result<Option<String>, Problem> {
        self.raw(name).map(|value| parse_text(name, value)).transpose()
    }

    /// A word of the domain; the refusal names those there are.
    pub(crate) fn word<T: DeserializeOwned>(&self, name: &str) -> Result<Option<String>, Problem> {
        let Some(word) = self.text(name)? else {
            return Ok(None);
        };
        match T::deserialize(StrDeserializer::<serde::de::value::Error>::new(&word)) {
            Ok(_) => Ok(Some(word)),
            Err(error) => Err(invalid(name, error.to_string())),
        }
    }

    pub(crate) fn uuid(&self, name: &str) -> Result<Option<Uuid>, Problem> {
        self.raw(name).map(|value| parse_uuid(name, value)).transpose()
    }

    /// A whole number within bounds, or the default.
    pub(crate) fn number(&self, name: &str, least: u64, most: u64) -> Result<Option<u64>, Problem> {
        let Some(value) = self.raw(name) else {
            return Ok(None);
        };
        let digits = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
        match value.parse::<u64>() {
            Ok(number) if digits && (least..=most).contains(&number) => Ok(Some(number)),
            _ => Err(invalid(
                name,
                format!("a whole number from {least} to {most} is expected"),
            )),
        }
    }

    /// The size of a page: 1 to 500, 100 where not given; an export has a size of its own.
    pub(crate) fn limit(&self) -> Result<u32, Problem> {
        if let Some(size) = turn::size() {
            return Ok(size);
        }
        let limit = self.number("limit", 1, 500)?.unwrap_or(100);
        Ok(u32::try_from(limit).unwrap_or(500))
    }

    pub(crate) fn instant(&self, name: &str) -> Result<Option<DateTime<Utc>>, Problem> {
        let Some(value) = self.raw(name) else {
            return Ok(None);
        };
        // A bare + in a query string means a blank; in an instant it can only have been the sign of the offset.
        let value = value.replace(' ', "+");
        match DateTime::parse_from_rfc3339(&value) {
            Ok(instant) => Ok(Some(instant.to_utc())),
            Err(_) => Err(invalid(
                name,
                "an RFC 3339 instant is expected, for example 2024-05-31T14:00:00Z",
            )),
        }
    }

    pub(crate) fn date(&self, name: &str) -> Result<Option<NaiveDate>, Problem> {
        let Some(value) = self.raw(name) else {
            return Ok(None);
        };
        parse_date(value)
            .map(Some)
            .ok_or_else(|| invalid(name, "a day is expected, for example 2024-05-31"))
    }

    /// A month, as its first day.
    pub(crate) fn month(&self, name: &str) -> Result<Option<NaiveDate>, Problem> {
        let Some(value) = self.raw(name) else {
            return Ok(None);
        };
        let day = if value.len() == 7 {
            parse_date(&format!("{value}-01"))
        } else {
            None
        };
        day.map(Some)
            .ok_or_else(|| invalid(name, "a month is expected, for example 2024-05"))
    }
}

/// `YYYY-MM-DD` and nothing looser.
fn parse_date(value: &str) -> Option<NaiveDate> {
    let shape = value.len() == 10 && value.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    if shape {
        NaiveDate::parse_from_str(value, "%Y-%m-%d").ok()
    } else {
        None
    }
}

/// A text in a path or a parameter, 1 to 120 characters.
///
/// # Errors
/// `invalid-parameter`.
pub(crate) fn parse_text(name: &str, value: &str) -> Result<String, Problem> {
    let length = value.chars().count();
    if length == 0 || length > LONGEST_TEXT || value.contains('\0') {
        return Err(invalid(name, "a text of 1 to 120 characters is expected"));
    }
    Ok(value.to_owned())
}

/// An id in a path or a parameter, hyphenated as we write it.
///
/// # Errors
/// `invalid-parameter`.
pub(crate) fn parse_uuid(name: &str, value: &str) -> Result<Uuid, Problem> {
    match Uuid::try_parse(value) {
        Ok(id) if value.len() == 36 => Ok(id),
        _ => Err(invalid(
            name,
            "a UUID is expected, for example 01890a5d-ac96-774b-bcce-b302099a8057",
        )),
    }
}

/// A parameter with a value that is not understood.
pub(crate) fn invalid(name: &str, what: impl Into<String>) -> Problem {
    let what = what.into();
    Problem::new(INVALID_PARAMETER, format!("Parameter {name}: {what}.")).with_error(FieldError::parameter(
        name,
        INVALID_PARAMETER.slug,
        what,
    ))
}

fn unknown(name: &str, known: &[&str]) -> Problem {
    let known = if known.is_empty() {
        "none".to_owned()
    } else {
        known.join(", ")
    };
    let shown: String = name.chars().take(40).collect();
    Problem::new(
        UNKNOWN_PARAMETER,
        format!("There is no parameter {shown:?} here; known are: {known}."),
    )
    .with_error(FieldError::parameter(
        shown,
        UNKNOWN_PARAMETER.slug,
        "not a parameter of this resource",
    ))
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn of(query: &str) -> Result<Params, Problem> {
        let request = TestRequest::get().uri(&format!("/?{query}")).to_http_request();
        Params::read(
            &request,
            &["limit", "as_of", "from", "effective_on", "well_id", "lease"],
        )
    }

    #[test]
    fn good_values_are_read() {
        let params = of("limit=500&as_of=2024-05-31T10:00:00%2B02:00&from=2008-01&lease=G%20123").unwrap();
        assert_eq!(params.limit().unwrap(), 500);
        assert_eq!(
            params.instant("as_of").unwrap().unwrap().to_rfc3339(),
            "2024-05-31T08:00:00+00:00"
        );
        assert_eq!(params.month("from").unwrap().unwrap().to_string(), "2008-01-01");
        assert_eq!(params.text("lease").unwrap().as_deref(), Some("G 123"));
        let unescaped = of("as_of=2024-05-31T10:00:00+02:00").unwrap();
        assert!(unescaped.instant("as_of").unwrap().is_some());
    }

    #[test]
    fn every_bad_value_names_its_parameter() {
        let refused = |query: &str| {
            let params = of(query)?;
            params.limit()?;
            params.instant("as_of")?;
            params.month("from")?;
            params.date("effective_on")?;
            params.uuid("well_id")?;
            params.text("lease").map(|_| ())
        };
        for (query, name, slug) in [
            ("limits=1", "limits", "unknown-parameter"),
            ("limit=1&limit=2", "limit", "invalid-parameter"),
            ("limit=0", "limit", "invalid-parameter"),
            ("limit=501", "limit", "invalid-parameter"),
            ("limit=%2B5", "limit", "invalid-parameter"),
            ("limit=", "limit", "invalid-parameter"),
            ("as_of=yesterday", "as_of", "invalid-parameter"),
            ("as_of=2024-05-31", "as_of", "invalid-parameter"),
            ("from=2024-13", "from", "invalid-parameter"),
            ("from=2024-5", "from", "invalid-parameter"),
            ("from=%2B024-05", "from", "invalid-parameter"),
            ("effective_on=2024-02-30", "effective_on", "invalid-parameter"),
            ("well_id=42", "well_id", "invalid-parameter"),
            ("lease=", "lease", "invalid-parameter"),
            ("lease=%00", "lease", "invalid-parameter"),
            ("lease=G%FF1", "lease", "invalid-parameter"),
            ("as_of=%C3", "as_of", "invalid-parameter"),
            ("lease%FF=1", "lease\u{fffd}", "unknown-parameter"),
        ] {
            let problem = refused(query).expect_err(query);
            assert_eq!(problem.kind().slug, slug, "{query}");
            let errors = serde_json::to_value(problem.errors()).unwrap();
            assert_eq!(errors[0]["parameter"], name, "{query}");
        }
    }
}
