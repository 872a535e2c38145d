//! `GET /afes/{afe_id}`, its `/budget`, its `/parties/{owner_id}` and its `/events`: an AFE now, or at an instant, on a day, at
//! a version, as reported; account by account; and as one of its parties sees it.

use actix_web::{HttpRequest, HttpResponse, web};
use chrono::{DateTime, Utc};
use serde::Serialize;
use uuid::Uuid;
use wellflow_domain::afe::{Afe, AfeBudget, AfeStatus, AfeSummary};
use wellflow_domain::ids::{AfeId, OwnerId};
use wellflow_domain::joint_interest::JointInterestError;
use wellflow_domain::text::Text120;
use wellflow_http::{FieldError, Principal, Problem};
use wellflow_read_model::document::Document;

use crate::authz::Read;
use crate::fresh::Demand;
use crate::params::parse_uuid;
use crate::problems::AFE_PARTY_UNKNOWN;
use crate::{QueryApi, events, recorded};

/// The budget of an AFE, and the point of the ledger it holds at.
#[derive(Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "BudgetOfAfe")
)]
pub(crate) struct Budget {
    afe_id: AfeId,
    number: Text120,
    status: AfeStatus,
    #[serde(flatten)]
    budget: AfeBudget,
    version: u64,
    position: u64,
    recorded_at: DateTime<Utc>,
}

pub(crate) async fn one(
    principal: Principal,
    api: web::Data<QueryApi>,
    path: web::Path<String>,
    demand: Demand,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    api.admit(&principal, Read::Afes).await?;
    let whole = Read::Ownership.permits(principal.role);
    let show = move |mut afe: Document<AfeSummary>| {
        if !whole {
            afe.summary = afe.summary.without_interests();
        }
        Ok(afe.to_json()?)
    };
    recorded::answer::<Afe>(&principal, &api, &path, (demand, &request), show).await
}

pub(crate) async fn budget(
    principal: Principal,
    api: web::Data<QueryApi>,
    path: web::Path<String>,
    demand: Demand,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    api.admit(&principal, Read::Afes).await?;
    let show = |afe: Document<AfeSummary>| {
        let budget = afe.summary.budget().map_err(JointInterestError::from)?;
        Ok(serde_json::to_string(&Budget {
            afe_id: afe.summary.afe_id,
            number: afe.summary.number,
            status: afe.summary.status,
            budget,
            version: afe.version,
            position: afe.position,
            recorded_at: afe.recorded_at,
        })?)
    };
    recorded::answer::<Afe>(&principal, &api, &path, (demand, &request), show).await
}

pub(crate) async fn of_party(
    principal: Principal,
    api: web::Data<QueryApi>,
    path: web::Path<(String, String)>,
    demand: Demand,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let (afe_id, owner_id) = path.into_inner();
    let owner_id = parse_uuid("owner_id", &owner_id)?;
    api.admit_owner(&principal, owner_id).await?;
    let show = move |afe: Document<AfeSummary>| {
        let card = afe.summary.into_card();
        let Some(summary) = card.seen_by(OwnerId::new(owner_id))? else {
            return Err(no_party(owner_id).into());
        };
        let document = Document {
            summary,
            version: afe.version,
            position: afe.position,
            recorded_at: afe.recorded_at,
        };
        Ok(document.to_json()?)
    };
    recorded::answer::<Afe>(&principal, &api, &afe_id, (demand, &request), show).await
}

fn no_party(owner_id: Uuid) -> Problem {
    let detail = format!("The owner {owner_id} was not asked about the AFE, and bears no part of it.");
    Problem::new(AFE_PARTY_UNKNOWN, detail).with_error(FieldError::parameter(
        "owner_id",
        AFE_PARTY_UNKNOWN.slug,
        "no party of the AFE has this id",
    ))
}

pub(crate) async fn events(
    principal: Principal,
    api: web::Data<QueryApi>,
    path: web::Path<String>,
    demand: Demand,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    api.admit(&principal, Read::Events).await?;
    // Events tell everything: who asked, who approved, what falls to whom.
    Read::Ownership.allow(&principal)?;
    events::events::<Afe>(&principal, &api, &path, (demand, &request)).await
}
