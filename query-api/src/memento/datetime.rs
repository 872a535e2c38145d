//! Dates as RFC 7089 writes them: RFC 1123, in GMT, to the second.

use actix_web::HttpRequest;
use chrono::{DateTime, NaiveDateTime, SubsecRound, Utc};
use wellflow_http::{FieldError, INVALID_HEADER, Problem};

use super::ACCEPT_DATETIME;

const FORMAT: &str = "%a, %d %b %Y %H:%M:%S GMT";

/// The date of an instant; what it has beyond the second is dropped.
pub(super) fn http_date(at: DateTime<Utc>) -> String {
    at.trunc_subsecs(0).format(FORMAT).to_string()
}

/// The date a client wants the resource of; `None` where it names none.
///
/// # Errors
/// `invalid-header` (RFC 7089, 4.5.3: a date that is not understood is a 400).
pub(super) fn wanted(request: &HttpRequest) -> Result<Option<DateTime<Utc>>, Problem> {
    let Some(value) = request.headers().get(ACCEPT_DATETIME) else {
        return Ok(None);
    };
    let read = value
        .to_str()
        .ok()
        .and_then(|text| NaiveDateTime::parse_from_str(text.trim(), FORMAT).ok());
    match read {
        Some(date) => Ok(Some(date.and_utc())),
        None => {
            let detail = "Accept-Datetime is a date like Fri, 31 May 2024 14:00:00 GMT (RFC 7089).";
            let what = "not a date of RFC 1123 in GMT";
            let error = FieldError::header("Accept-Datetime", INVALID_HEADER.slug, what);
            Err(Problem::new(INVALID_HEADER, detail).with_error(error))
        }
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn read(text: &str) -> Result<Option<DateTime<Utc>>, Problem> {
        let request = TestRequest::get().insert_header((ACCEPT_DATETIME, text));
        wanted(&request.to_http_request())
    }

    #[test]
    fn a_date_is_written_as_it_is_read() {
        let text = "Fri, 31 May 2024 14:00:00 GMT";
        let at = read(text).unwrap().unwrap();
        assert_eq!(at.to_rfc3339(), "2024-05-31T14:00:00+00:00");
        assert_eq!(http_date(at + chrono::TimeDelta::milliseconds(999)), text);
        assert_eq!(wanted(&TestRequest::get().to_http_request()).unwrap(), None);
    }

    #[test]
    fn any_other_form_is_refused() {
        for text in [
            "2024-05-31T14:00:00Z",
            "Fri, 31 May 2024 14:00:00 CST",
            // A Friday.
            "Mon, 31 May 2024 14:00:00 GMT",
            "",
            "yesterday",
        ] {
            assert_eq!(read(text).unwrap_err().kind().slug, "invalid-header", "{text}");
        }
    }
}
