//! Which kinds of answer a client takes.

use actix_web::HttpRequest;
use actix_web::http::header::ACCEPT;

/// Whether the client names the kind as one it takes, whatever it says beside it.
pub(crate) fn accepts(request: &HttpRequest, kind: &str) -> bool {
    accepted(request).any(|named| named.eq_ignore_ascii_case(kind))
}

/// The kinds the client takes, in the order it names them. A weight of nothing says that it does not (RFC 9110, 12.4.2).
pub(crate) fn accepted(request: &HttpRequest) -> impl Iterator<Item = &str> {
    let values = request.headers().get_all(ACCEPT);
    let kinds = values
        .filter_map(|kinds| kinds.to_str().ok())
        .flat_map(|kinds| kinds.split(','));
    kinds.filter_map(|kind| {
        let mut parts = kind.split(';').map(str::trim);
        let kind = parts.next().unwrap_or_default();
        (!parts.any(is_nothing)).then_some(kind)
    })
}

fn is_nothing(parameter: &str) -> bool {
    let weight = parameter
        .split_once('=')
        .filter(|(name, _)| name.trim_end().eq_ignore_ascii_case("q"));
    let weight = weight.and_then(|(_, weight)| weight.trim_start().parse::<f32>().ok());
    weight.is_some_and(|weight| weight <= 0.0)
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn a_kind_is_taken_where_it_is_named_with_some_weight() {
        for (accept, taken) in [
            ("text/csv", true),
            ("text/html, Text/CSV;q=0.1", true),
            ("text/csv;header=present;q=1.0", true),
            ("text/csv;q=0", false),
            ("text/csv ; Q=0.000, */*", false),
            ("text/csvs", false),
            ("*/*", false),
        ] {
            let request = TestRequest::get()
                .insert_header((ACCEPT, accept))
                .to_http_request();
            assert_eq!(accepts(&request, "text/csv"), taken, "{accept}");
        }
        assert!(!accepts(&TestRequest::get().to_http_request(), "text/csv"));
    }
}
