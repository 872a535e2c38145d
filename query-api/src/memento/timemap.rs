//! `GET /wells/{well_id}/timemap`: its mementos, as `application/link-format` (RFC 6690) or JSON, at most 1,000 a page.

use actix_web::http::header::{CONTENT_TYPE, VARY};
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::{DateTime, Utc};
use serde::Serialize;
use wellflow_http::{Principal, Problem};

use super::datetime::http_date;
use super::instants::instants;
use super::{EFFECTIVE_ON, LINK_FORMAT, Original};
use crate::QueryApi;
use crate::accept::accepts;
use crate::fresh::Demand;
use crate::params::Params;
use crate::past::Known;
use crate::subject::Subject;

/// Mementos of a page.
const PAGE: usize = 1_000;
const AFTER: &str = "after";

#[derive(Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "TimeMap")
)]
pub(crate) struct Map {
    original: String,
    timegate: String,
    timemap: String,
    mementos: Vec<Memento>,
    /// The map of those after the last of these; `null` where there are no more.
    next: Option<String>,
}

#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct Memento {
    uri: String,
    /// To the microsecond; `Memento-Datetime` has it to the second.
    datetime: DateTime<Utc>,
}

pub(crate) async fn timemap<S: Subject>(
    principal: Principal,
    api: web::Data<QueryApi>,
    demand: Demand,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    api.admit(&principal, S::READ).await?;
    let id = S::named(&principal, &request)?;
    let params = Params::read(&request, &[EFFECTIVE_ON, AFTER])?;
    let original = Original::of(&request, "/timemap", &params)?;
    let after = params.instant(AFTER)?;
    let tenant = &principal.tenant;
    let known = Known::at(&api, tenant, None, demand).await?;
    let point = (known.position, Utc::now(), original.effective_on);
    let instants = instants::<S>(&api, tenant, id, point).await?;
    let (page, more) = page(&instants, after);
    let mut response = demand.answer(known.position);
    response.insert_header((VARY, "accept"));
    if wants_json(&request) {
        return Ok(response.json(json(&original, page, more)));
    }
    let own = after.map_or_else(|| original.timemap(), |after| map_after(&original, after));
    response.insert_header((CONTENT_TYPE, LINK_FORMAT));
    Ok(response.body(link_format(&original, &own, (&instants, page, more))))
}

/// Those after an instant, and whether there are more behind them.
fn page(instants: &[DateTime<Utc>], after: Option<DateTime<Utc>>) -> (&[DateTime<Utc>], bool) {
    let from = after.map_or(0, |after| instants.partition_point(|at| *at <= after));
    let rest = &instants[from..];
    (&rest[..rest.len().min(PAGE)], rest.len() > PAGE)
}

fn map_after(original: &Original, after: DateTime<Utc>) -> String {
    original.under("/timemap", Some((AFTER, after)))
}

fn json(original: &Original, page: &[DateTime<Utc>], more: bool) -> Map {
    Map {
        original: original.uri(),
        timegate: original.timegate(),
        timemap: original.timemap(),
        mementos: page
            .iter()
            .map(|at| Memento {
                uri: original.memento(*at),
                datetime: *at,
            })
            .collect(),
        next: page
            .last()
            .filter(|_| more)
            .map(|last| map_after(original, *last)),
    }
}

fn link_format(
    original: &Original,
    own: &str,
    (all, page, more): (&[DateTime<Utc>], &[DateTime<Utc>], bool),
) -> String {
    let mut links = vec![
        format!("<{}>; rel=\"original\"", original.uri()),
        format!("<{}>; rel=\"timegate\"", original.timegate()),
    ];
    let bounds = match (page.first(), page.last()) {
        (Some(from), Some(until)) => {
            format!("; from=\"{}\"; until=\"{}\"", http_date(*from), http_date(*until))
        }
        _ => String::new(),
    };
    links.push(format!("<{own}>; rel=\"self\"; type=\"{LINK_FORMAT}\"{bounds}"));
    for at in page {
        let relation = match (all.first() == Some(at), all.last() == Some(at)) {
            (true, true) => "first last memento",
            (true, false) => "first memento",
            (false, true) => "last memento",
            (false, false) => "memento",
        };
        links.push(original.link(*at, relation));
    }
    if let Some(last) = page.last().filter(|_| more) {
        let next = map_after(original, *last);
        links.push(format!("<{next}>; rel=\"timemap\"; type=\"{LINK_FORMAT}\""));
    }
    let mut text = links.join(",\n");
    text.push('\n');
    text
}

/// Link-format is what RFC 7089 asks of every TimeMap; JSON is for who asks for it by name.
fn wants_json(request: &HttpRequest) -> bool {
    accepts(request, "application/json") && !accepts(request, LINK_FORMAT)
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    #[test]
    fn a_page_ends_where_the_next_begins() {
        let first: DateTime<Utc> = "2024-05-01T00:00:00Z".parse().unwrap();
        let all: Vec<_> = (0..2_500).map(|n| first + TimeDelta::seconds(n)).collect();
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let (page, more) = page(&all, after);
            seen.extend_from_slice(page);
            after = page.last().copied();
            if !more {
                break;
            }
        }
        assert_eq!(seen, all);
        assert_eq!(page(&all, all.last().copied()), (&[][..], false));
    }
}
