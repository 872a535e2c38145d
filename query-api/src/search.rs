//! `GET /search`: wells, leases, owners, AFEs and agreements by the words of their names, numbers and descriptions, the best
//! first.
//!
//! Every word must begin one of a thing's. Each kind is found by those who read it; owners, by those who read their names.

use actix_web::{HttpRequest, HttpResponse, web};
use wellflow_decider::Decider;
use wellflow_domain::afe::Afe;
use wellflow_domain::joint_operating_agreement::JointOperatingAgreement;
use wellflow_domain::lease::Lease;
use wellflow_domain::owner::Owner;
use wellflow_domain::well::Well;
use wellflow_http::{Principal, Problem, Role};
use wellflow_read_model::SEARCH;
use wellflow_read_model::search::{self, CANDIDATES, Finding, FoundKey, Query};

use crate::QueryApi;
use crate::authz::Read;
use crate::cursor;
use crate::error::QueryError;
use crate::fresh::Demand;
use crate::page::Page;
use crate::params::{Params, invalid};

const KNOWN: [&str; 4] = ["q", "kind", "limit", "cursor"];

/// A kind that is found: its word here, that of its streams, and what reading it takes.
const KINDS: [(&str, &str, &[Read]); 5] = [
    ("well", Well::KIND, &[Read::Wells]),
    ("lease", Lease::KIND, &[Read::Leases]),
    ("owner", Owner::KIND, &[Read::Owners, Read::PersonalData]),
    ("afe", Afe::KIND, &[Read::Afes]),
    ("agreement", JointOperatingAgreement::KIND, &[Read::Ownership]),
];

pub(crate) async fn search(
    principal: Principal,
    api: web::Data<QueryApi>,
    demand: Demand,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    api.admit(&principal, Read::Wells).await?;
    let params = Params::read(&request, &KNOWN)?;
    let text = params
        .text("q")?
        .ok_or_else(|| invalid("q", "the words to look for are expected"))?;
    let query = Query::parse(&text).ok_or_else(|| invalid("q", "one to eight words are expected"))?;
    let kinds = kinds(&principal, &params)?;
    let limit = params.limit()?;
    // The cursor holds a digest of the question, and of its answer a rank and an id alone.
    let question = ("search", &text, &kinds);
    let after = params
        .raw("cursor")
        .map(|text| cursor::decode_row(text, &question, |rank| rank.parse().ok()))
        .transpose()?
        .map(|(rank, id)| FoundKey { rank, id });
    let tenant = &principal.tenant;
    demand.wait_for(&api, tenant, SEARCH).await?;
    let (once, organization_id) = (api.rows(tenant, SEARCH), tenant.organization_id());
    let found = search::find(&once, organization_id, (&query, &kinds), after, limit)
        .await
        .map_err(QueryError::from)?;
    let page = match found {
        Finding::Page(page) => page,
        Finding::TooCommon(word) => {
            let why = format!(
                "more than {CANDIDATES} words begin with `{word}`, and none of the others is rarer: \
                 more letters or another word are expected"
            );
            return Err(invalid("q", why));
        }
    };
    let next = page
        .next
        .map(|next| cursor::encode_row(&next.rank.to_string(), next.id, &question))
        .transpose()
        .map_err(QueryError::from)?;
    let answer = Page::new(page.documents, next)?;
    Ok(answer.answer(&request, demand, page.read_at))
}

/// The kinds asked for, or all the role reads.
fn kinds(principal: &Principal, params: &Params) -> Result<Vec<&'static str>, Problem> {
    let reads = |role: Role, needs: &[Read]| needs.iter().all(|need| need.permits(role));
    let Some(asked) = params.text("kind")? else {
        let all = KINDS.iter().filter(|(_, _, needs)| reads(principal.role, needs));
        return Ok(all.map(|(_, kind, _)| *kind).collect());
    };
    let mut kinds = Vec::new();
    for word in asked.split(',') {
        let Some((_, kind, needs)) = KINDS.iter().find(|(known, ..)| *known == word) else {
            let words = KINDS.map(|(word, ..)| word).join(", ");
            return Err(invalid(
                "kind",
                format!("some of {words} are expected, with a comma between"),
            ));
        };
        for need in *needs {
            need.allow(principal)?;
        }
        kinds.push(*kind);
    }
    Ok(kinds)
}
