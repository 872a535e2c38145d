//! `GET /wells/{well_id}/timegate`: the memento for a date.

use actix_web::http::header::{LINK, LOCATION, VARY};
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::{DateTime, SubsecRound, Utc};
use wellflow_http::{Principal, Problem};

use super::datetime::wanted;
use super::instants::instants;
use super::{ACCEPT_DATETIME, EFFECTIVE_ON, Original};
use crate::QueryApi;
use crate::fresh::Demand;
use crate::params::Params;
use crate::past::Known;
use crate::subject::Subject;

pub(crate) async fn timegate<S: Subject>(
    principal: Principal,
    api: web::Data<QueryApi>,
    demand: Demand,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    api.admit(&principal, S::READ).await?;
    let id = S::named(&principal, &request)?;
    let params = Params::read(&request, &[EFFECTIVE_ON])?;
    let original = Original::of(&request, "/timegate", &params)?;
    let wanted = wanted(&request)?;
    let tenant = &principal.tenant;
    let known = Known::at(&api, tenant, None, demand).await?;
    let point = (known.position, Utc::now(), original.effective_on);
    let instants = instants::<S>(&api, tenant, id, point).await?;
    let chosen = choose(&instants, wanted);
    let mut links = vec![format!("<{}>; rel=\"original\"", original.uri()), {
        let map = original.timemap();
        format!("<{map}>; rel=\"timemap\"; type=\"{}\"", super::LINK_FORMAT)
    }];
    let last = instants.len() - 1;
    for nth in around(chosen, last) {
        let mut relation: Vec<&str> = Vec::new();
        for (name, is) in [
            ("first", nth == 0),
            ("last", nth == last),
            ("prev", nth + 1 == chosen),
            ("next", nth == chosen + 1),
        ] {
            if is {
                relation.push(name);
            }
        }
        relation.push("memento");
        links.push(original.link(instants[nth], &relation.join(" ")));
    }
    Ok(demand
        .start(HttpResponse::Found(), known.position)
        .insert_header((LOCATION, original.memento(instants[chosen])))
        .insert_header((VARY, ACCEPT_DATETIME))
        .insert_header((LINK, links.join(", ")))
        .finish())
}

/// The memento that is newest at the date; the first for a date before it, the last where no date is named. A date has no
/// parts of a second: a memento within the second is of it.
fn choose(instants: &[DateTime<Utc>], wanted: Option<DateTime<Utc>>) -> usize {
    let upto = wanted.map_or(instants.len(), |date| {
        instants.partition_point(|at| at.trunc_subsecs(0) <= date)
    });
    upto.saturating_sub(1)
}

/// The first, the last, the chosen one and its neighbours, each once.
fn around(chosen: usize, last: usize) -> Vec<usize> {
    let mut nths = vec![0, chosen.saturating_sub(1), chosen, (chosen + 1).min(last), last];
    nths.sort_unstable();
    nths.dedup();
    nths
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn the_newest_within_the_second_is_chosen_and_the_first_before_all() {
        let instants = [
            at("2024-05-01T00:00:00.2Z"),
            at("2024-05-01T00:00:00.9Z"),
            at("2024-05-03T00:00:00Z"),
        ];
        for (wanted, chosen) in [
            (Some("2020-01-01T00:00:00Z"), 0),
            (Some("2024-05-01T00:00:00Z"), 1),
            (Some("2024-05-02T23:59:59Z"), 1),
            (Some("2024-05-03T00:00:00Z"), 2),
            (Some("2030-01-01T00:00:00Z"), 2),
            (None, 2),
        ] {
            assert_eq!(choose(&instants, wanted.map(at)), chosen, "{wanted:?}");
        }
        assert_eq!(around(0, 0), [0]);
        assert_eq!(around(3, 9), [0, 2, 3, 4, 9]);
    }
}
