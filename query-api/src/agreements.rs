//! `/agreements`: joint operating agreements by number at a point, one of them now or at a point, and what happened to it.

use actix_web::{HttpRequest, HttpResponse, web};
use wellflow_domain::joint_operating_agreement::{AgreementStatus, JointOperatingAgreement, KnownAgreement};
use wellflow_http::{Principal, Problem};
use wellflow_read_model::AGREEMENT_HISTORY;
use wellflow_read_model::agreement_history::{self, AgreementFilter};
use wellflow_read_model::document::Document;
use wellflow_read_model::history::RowKey;

use crate::authz::Read;
use crate::error::QueryError;
use crate::fleet::{Asked, POINT};
use crate::fresh::Demand;
use crate::params::Params;
use crate::{QueryApi, cursor, events, recorded};

const KNOWN: [&str; 7] = [
    "status",
    "operator",
    "party",
    "lease_id",
    "property_id",
    "limit",
    "cursor",
];

pub(crate) async fn list(
    principal: Principal,
    api: web::Data<QueryApi>,
    demand: Demand,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    api.admit(&principal, Read::Ownership).await?;
    let params = Params::read(&request, &[KNOWN.as_slice(), &POINT].concat())?;
    let filter = AgreementFilter {
        status: params.word::<AgreementStatus>("status")?,
        operator: params.uuid("operator")?,
        party: params.uuid("party")?,
        lease_id: params.uuid("lease_id")?,
        property_id: params.uuid("property_id")?,
    };
    let asked = Asked::read(&params)?;
    let limit = params.limit()?;
    let question = ("agreements", &filter, asked);
    let whole = |text: &str| Some(text.to_owned());
    let after = params
        .raw("cursor")
        .map(|text| cursor::decode_row(text, &question, whole))
        .transpose()?
        .map(|(key, id)| RowKey { key, id });
    let tenant = &principal.tenant;
    let settled = asked.settle(&api, tenant, demand, AGREEMENT_HISTORY).await?;
    let (once, organization_id) = (api.once(tenant), tenant.organization_id());
    let page = agreement_history::list(
        &once,
        organization_id,
        settled.when,
        &filter,
        after.as_ref(),
        limit,
    )
    .await
    .map_err(QueryError::from)?;
    let next = page
        .next
        .map(|next| cursor::encode_row(&next.key, next.id, &question))
        .transpose()
        .map_err(QueryError::from)?;
    Ok(settled.answer(&request, demand, page.read_at, (page.documents, next))?)
}

pub(crate) async fn one(
    principal: Principal,
    api: web::Data<QueryApi>,
    path: web::Path<String>,
    demand: Demand,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    api.admit(&principal, Read::Ownership).await?;
    let show = |agreement: Document<KnownAgreement>| Ok(agreement.to_json()?);
    recorded::answer::<JointOperatingAgreement>(&principal, &api, &path, (demand, &request), show).await
}

pub(crate) async fn events(
    principal: Principal,
    api: web::Data<QueryApi>,
    path: web::Path<String>,
    demand: Demand,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    api.admit(&principal, Read::Events).await?;
    Read::Ownership.allow(&principal)?;
    events::events::<JointOperatingAgreement>(&principal, &api, &path, (demand, &request)).await
}
