//! What form of a list is asked for, and which fields.

use actix_web::HttpRequest;
use wellflow_http::Problem;

use crate::accept::accepted;
use crate::params::invalid;
use crate::percent;

/// The form of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// A page as JSON.
    Json,
    /// The whole list as comma separated values.
    Csv,
    /// The whole list, a JSON document a line.
    Lines,
    /// The whole list as a collection of places (RFC 7946).
    Places,
    /// The whole list as columns of a Parquet file.
    #[cfg(feature = "exports")]
    Parquet,
    /// All of it and what happens from now on.
    Live,
}

/// The form of what is answered page by page alone.
pub(crate) const PAGES: &[Form] = &[Form::Json];

/// The forms of a list.
pub(crate) const PLAIN: &[Form] = &[
    Form::Json,
    Form::Csv,
    Form::Lines,
    #[cfg(feature = "exports")]
    Form::Parquet,
];

/// The forms of a list of what has a place on the map.
pub(crate) const PLACED: &[Form] = &[
    Form::Json,
    Form::Csv,
    Form::Lines,
    Form::Places,
    #[cfg(feature = "exports")]
    Form::Parquet,
];

/// The forms of what happens: its lines are of its own making, and may have no end.
pub(crate) const HAPPENING: &[Form] = &[
    Form::Json,
    Form::Csv,
    Form::Lines,
    Form::Live,
    #[cfg(feature = "exports")]
    Form::Parquet,
];

impl Form {
    /// The form asked for: by `format`, or else the first of ours that `Accept` names; JSON where it names none.
    ///
    /// # Errors
    /// `invalid-parameter`.
    pub(crate) fn asked(request: &HttpRequest, forms: &[Self]) -> Result<Self, Problem> {
        if let Some(word) = named(request, "format")? {
            let found = forms.iter().copied().find(|form| form.word() == word);
            let words: Vec<_> = forms.iter().map(|form| form.word()).collect();
            return found
                .ok_or_else(|| invalid("format", format!("one of {} is expected", words.join(", "))));
        }
        let ours = accepted(request).find_map(|kind| {
            forms
                .iter()
                .copied()
                .find(|form| form.kind().eq_ignore_ascii_case(kind))
        });
        Ok(ours.unwrap_or(Self::Json))
    }

    /// Whether a list of these forms makes this one by itself, without a last line about it.
    pub(super) fn is_own(self, forms: &[Self]) -> bool {
        self == Self::Live || (self == Self::Lines && forms.contains(&Self::Live))
    }

    /// Its media type.
    pub(crate) const fn kind(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Csv => "text/csv",
            Self::Lines => "application/x-ndjson",
            Self::Places => "application/geo+json",
            #[cfg(feature = "exports")]
            Self::Parquet => "application/vnd.apache.parquet",
            Self::Live => "text/event-stream",
        }
    }

    /// What the answer says it is.
    pub(super) const fn content_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8; header=present",
            form => form.kind(),
        }
    }

    /// Its word in `format`, and the ending of its files.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Csv => "csv",
            Self::Lines => "ndjson",
            Self::Places => "geojson",
            #[cfg(feature = "exports")]
            Self::Parquet => "parquet",
            Self::Live => "event-stream",
        }
    }
}

/// A parameter that is read beside those of the list.
pub(super) fn named(request: &HttpRequest, name: &str) -> Result<Option<String>, Problem> {
    let mut given = percent::pairs(request.query_string())
        .into_iter()
        .filter(|pair| pair.name == name);
    let (first, second) = (given.next(), given.next());
    match (first, second) {
        (None, _) => Ok(None),
        (Some(pair), None) => {
            let value = pair
                .value
                .map_err(|_| invalid(name, "the escaped bytes are no UTF-8 text"))?;
            Ok(Some(value))
        }
        (Some(_), Some(_)) => Err(invalid(name, "given more than once")),
    }
}

/// The fields asked for, in the order asked; `None` for all there are.
///
/// # Errors
/// `invalid-parameter`, which names those there are.
pub(crate) fn fields(
    request: &HttpRequest,
    names: &[&'static str],
) -> Result<Option<Vec<&'static str>>, Problem> {
    let Some(asked) = named(request, "fields")? else {
        return Ok(None);
    };
    let mut chosen = Vec::new();
    for word in asked.split(',').map(str::trim) {
        let Some(name) = names.iter().copied().find(|name| *name == word) else {
            let shown: String = word.chars().take(40).collect();
            let what = format!("there is no field {shown:?} here; known are {}", names.join(", "));
            return Err(invalid("fields", what));
        };
        if chosen.contains(&name) {
            return Err(invalid("fields", format!("{name} is named more than once")));
        }
        chosen.push(name);
    }
    Ok(Some(chosen))
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::ACCEPT;
    use actix_web::test::TestRequest;

    use super::*;

    fn asked(accept: &str, query: &str) -> Result<Form, Problem> {
        let request = TestRequest::get()
            .uri(&format!("/?{query}"))
            .insert_header((ACCEPT, accept))
            .to_http_request();
        Form::asked(&request, PLACED)
    }

    #[test]
    fn the_form_is_the_first_of_ours_that_is_named() {
        assert_eq!(asked("text/html, */*", "").unwrap(), Form::Json);
        assert_eq!(asked("text/csv", "").unwrap(), Form::Csv);
        assert_eq!(
            asked("text/html, Application/X-NDJSON;q=0.9, text/csv", "").unwrap(),
            Form::Lines
        );
        assert_eq!(asked("application/json, text/csv;q=0.5", "").unwrap(), Form::Json);
        assert_eq!(asked("text/csv;q=0, */*", "").unwrap(), Form::Json);
        assert_eq!(
            asked("text/csv;q=0.0, application/x-ndjson;q=0.1", "").unwrap(),
            Form::Lines
        );
        assert_eq!(asked("application/geo+json", "").unwrap(), Form::Places);
        assert_eq!(asked("text/csv", "format=json").unwrap(), Form::Json);
        for query in ["format=xlsx", "format=", "format=csv&format=csv", "format=%FF"] {
            asked("text/csv", query).expect_err(query);
        }
    }

    #[test]
    fn fields_are_known_ones_each_once() {
        let names: &[&'static str] = &["a", "b"];
        let of = |query: &str| {
            let request = TestRequest::get().uri(&format!("/?{query}")).to_http_request();
            fields(&request, names)
        };
        assert_eq!(of("").unwrap(), None);
        assert_eq!(of("fields=b,%20a").unwrap(), Some(vec!["b", "a"]));
        for query in [
            "fields=",
            "fields=a,,b",
            "fields=a,a",
            "fields=c",
            "fields=a&fields=b",
        ] {
            let problem = of(query).expect_err(query);
            let errors = serde_json::to_value(problem.errors()).unwrap();
            assert_eq!(errors[0]["parameter"], "fields", "{query}");
        }
        assert!(of("fields=c").unwrap_err().to_string().contains("known are a, b"));
    }
}
