//! `GET /afes/ballots`: the ballots that are open at a point, the next deadline first: who has not answered, and how much time
//! is left.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;
use wellflow_domain::afe::{AfeCard, AfeKind, AfeSubject, OutstandingBallot};
use wellflow_domain::ids::{AfeId, AgreementId, OwnerId};
use wellflow_domain::text::Text120;
use wellflow_http::{Principal, Problem};
use wellflow_read_model::AFE_HISTORY;
use wellflow_read_model::afe_history::{self, BallotFilter, DeadlineKey};
use wellflow_read_model::document::Document;
use wellflow_read_model::history::When;

use crate::QueryApi;
use crate::authz::Read;
use crate::cursor;
use crate::error::QueryError;
use crate::fleet::{Asked, POINT};
use crate::fresh::Demand;
use crate::params::Params;
use crate::past::end_of_day;

const KNOWN: [&str; 5] = ["agreement_id", "operator", "owner_id", "limit", "cursor"];

/// An open ballot.
#[derive(Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "OpenBallot")
)]
pub(crate) struct Item {
    afe_id: AfeId,
    number: Text120,
    kind: AfeKind,
    subject: AfeSubject,
    agreement_id: Option<AgreementId>,
    operator: OwnerId,
    #[serde(flatten)]
    ballot: OutstandingBallot,
    /// Until the deadline, at the instant asked about; nothing once it has passed.
    seconds_left: i64,
    /// Whether who has not answered does not consent.
    deadline_passed: bool,
}

pub(crate) async fn ballots(
    principal: Principal,
    api: web::Data<QueryApi>,
    demand: Demand,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    api.admit(&principal, Read::Ownership).await?;
    let params = Params::read(&request, &[KNOWN.as_slice(), &POINT].concat())?;
    let filter = BallotFilter {
        agreement_id: params.uuid("agreement_id")?,
        operator: params.uuid("operator")?,
        owner_id: params.uuid("owner_id")?,
    };
    let asked = Asked::read(&params)?;
    let limit = params.limit()?;
    let question = ("ballots", filter, asked);
    let instant = |text: &str| text.parse().ok().and_then(cursor::instant);
    let after = params
        .raw("cursor")
        .map(|text| cursor::decode_row(text, &question, instant))
        .transpose()?
        .map(|(deadline, afe_id)| DeadlineKey { deadline, afe_id });
    let tenant = &principal.tenant;
    let settled = asked.settle(&api, tenant, demand, AFE_HISTORY).await?;
    let (once, organization_id) = (api.rows(tenant, AFE_HISTORY), tenant.organization_id());
    let page = afe_history::ballots(&once, organization_id, settled.when, filter, after, limit)
        .await
        .map_err(QueryError::from)?;
    let next = page
        .next
        .map(|next| cursor::encode_row(&next.deadline.to_rfc3339(), next.afe_id, &question))
        .transpose()
        .map_err(QueryError::from)?;
    let mut documents = Vec::with_capacity(page.documents.len());
    for document in page.documents {
        documents.extend(item(&document, settled.when)?);
    }
    Ok(settled.answer(&request, demand, page.read_at, (documents, next))?)
}

fn item(document: &str, when: When) -> Result<Option<String>, QueryError> {
    let Document { summary: afe, .. } = serde_json::from_str::<Document<AfeCard>>(document)?;
    let Some(ballot) = afe.open_ballot() else {
        return Ok(None);
    };
    let at = match when.day {
        Some(day) => end_of_day("effective_on", day, Some(afe.time_zone))?,
        None => when.at,
    };
    let left = ballot.deadline - at;
    let item = Item {
        afe_id: afe.afe_id,
        number: afe.number,
        kind: afe.kind,
        subject: afe.subject,
        agreement_id: afe.agreement_id,
        operator: afe.operator,
        seconds_left: left.num_seconds().max(0),
        deadline_passed: at >= ballot.deadline,
        ballot,
    };
    Ok(Some(serde_json::to_string(&item)?))
}
