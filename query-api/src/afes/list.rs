//! `GET /afes`, `/afes/overruns`, `/wells/{well_id}/afes`, `/leases/{lease_id}/afes` and `/owners/{owner_id}/afes`: AFEs by
//! number at a point on both axes of time, page by page; to an owner as a party sees them.

use actix_web::{HttpRequest, HttpResponse, web};
use uuid::Uuid;
use wellflow_domain::afe::{AfeCard, AfeKind, AfeStatus};
use wellflow_domain::ids::OwnerId;
use wellflow_http::{Principal, Problem};
use wellflow_read_model::AFE_HISTORY;
use wellflow_read_model::afe_history::{self, AfeFilter};
use wellflow_read_model::document::Document;
use wellflow_read_model::history::RowKey;

use crate::QueryApi;
use crate::authz::Read;
use crate::cursor;
use crate::error::QueryError;
use crate::fleet::{Asked, POINT};
use crate::fresh::Demand;
use crate::params::{Params, invalid, parse_uuid};

/// The parameters that choose AFEs.
pub(super) const FILTER: [&str; 9] = [
    "status",
    "kind",
    "well_id",
    "lease_id",
    "property_id",
    "agreement_id",
    "operator",
    "party",
    "overrun",
];

/// Reads the parameters of [`FILTER`].
pub(super) fn filter(params: &Params) -> Result<AfeFilter, Problem> {
    let overrun = match params.raw("overrun") {
        None => false,
        Some("true") => true,
        Some(_) => return Err(invalid("overrun", "true is expected, or leave it out")),
    };
    Ok(AfeFilter {
        status: params.word::<AfeStatus>("status")?,
        kind: params.word::<AfeKind>("kind")?,
        well_id: params.uuid("well_id")?,
        lease_id: params.uuid("lease_id")?,
        property_id: params.uuid("property_id")?,
        agreement_id: params.uuid("agreement_id")?,
        operator: params.uuid("operator")?,
        party: params.uuid("party")?,
        overrun,
    })
}

/// Refuses to choose by party who may not see the parties.
pub(super) fn may_choose(principal: &Principal, filter: &AfeFilter) -> Result<(), Problem> {
    match filter.party {
        Some(_) => Read::Ownership.allow(principal),
        None => Ok(()),
    }
}

/// What is shown of each AFE.
#[derive(Clone, Copy)]
enum Show {
    Whole,
    WithoutInterests,
    /// As a party sees it.
    Party(OwnerId),
}

impl Show {
    fn to(principal: &Principal) -> Self {
        if Read::Ownership.permits(principal.role) {
            Self::Whole
        } else {
            Self::WithoutInterests
        }
    }

    fn document(self, document: String) -> Result<Option<String>, QueryError> {
        let owner = match self {
            Self::Whole => return Ok(Some(document)),
            Self::WithoutInterests => None,
            Self::Party(owner) => Some(owner),
        };
        let afe: Document<AfeCard> = serde_json::from_str(&document)?;
        let (version, position, recorded_at) = (afe.version, afe.position, afe.recorded_at);
        let Some(owner) = owner else {
            let summary = afe.summary.without_interests();
            let seen = Document {
                summary,
                version,
                position,
                recorded_at,
            };
            return Ok(Some(seen.to_json()?));
        };
        let Some(summary) = afe.summary.seen_by(owner)? else {
            return Ok(None);
        };
        let seen = Document {
            summary,
            version,
            position,
            recorded_at,
        };
        Ok(Some(seen.to_json()?))
    }
}

/// A request, and what its parameters and path choose.
struct Question<'a> {
    principal: &'a Principal,
    api: &'a QueryApi,
    demand: Demand,
    request: &'a HttpRequest,
    show: Show,
}

impl Question<'_> {
    async fn answer(
        self,
        params: &Params,
        (name, filter): (&'static str, AfeFilter),
    ) -> Result<HttpResponse, Problem> {
        let asked = Asked::read(params)?;
        let limit = params.limit()?;
        let question = (name, &filter, asked);
        let whole = |text: &str| Some(text.to_owned());
        let after = params
            .raw("cursor")
            .map(|text| cursor::decode_row(text, &question, whole))
            .transpose()?
            .map(|(key, id)| RowKey { key, id });
        let tenant = &self.principal.tenant;
        let settled = asked.settle(self.api, tenant, self.demand, AFE_HISTORY).await?;
        let (once, organization_id) = (self.api.once(tenant), tenant.organization_id());
        let page = afe_history::list(
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
        let mut documents = Vec::with_capacity(page.documents.len());
        for document in page.documents {
            documents.extend(self.show.document(document)?);
        }
        Ok(settled.answer(self.request, self.demand, page.read_at, (documents, next))?)
    }
}

/// The parameters of a list, but for the one the path gives.
fn names(given: &str) -> Vec<&'static str> {
    let filter = FILTER.into_iter().filter(|name| *name != given);
    filter.chain(POINT).chain(["limit", "cursor"]).collect()
}

pub(crate) async fn list(
    principal: Principal,
    api: web::Data<QueryApi>,
    demand: Demand,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    by(&principal, &api, (demand, &request), ("afes", ""), |_| ()).await
}

pub(crate) async fn overruns(
    principal: Principal,
    api: web::Data<QueryApi>,
    demand: Demand,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let only = |filter: &mut AfeFilter| filter.overrun = true;
    by(
        &principal,
        &api,
        (demand, &request),
        ("overruns", "overrun"),
        only,
    )
    .await
}

pub(crate) async fn of_well(
    principal: Principal,
    api: web::Data<QueryApi>,
    path: web::Path<String>,
    demand: Demand,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let id = parse_uuid("well_id", &path)?;
    let of = |filter: &mut AfeFilter| filter.well_id = Some(id);
    by(
        &principal,
        &api,
        (demand, &request),
        ("afes of a well", "well_id"),
        of,
    )
    .await
}

pub(crate) async fn of_lease(
    principal: Principal,
    api: web::Data<QueryApi>,
    path: web::Path<String>,
    demand: Demand,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let id = parse_uuid("lease_id", &path)?;
    let of = |filter: &mut AfeFilter| filter.lease_id = Some(id);
    by(
        &principal,
        &api,
        (demand, &request),
        ("afes of a lease", "lease_id"),
        of,
    )
    .await
}

async fn by(
    principal: &Principal,
    api: &QueryApi,
    (demand, request): (Demand, &HttpRequest),
    (name, given): (&'static str, &str),
    choose: impl FnOnce(&mut AfeFilter),
) -> Result<HttpResponse, Problem> {
    api.admit(principal, Read::Afes).await?;
    let params = Params::read(request, &names(given))?;
    let mut filter = filter(&params)?;
    may_choose(principal, &filter)?;
    choose(&mut filter);
    let show = Show::to(principal);
    let question = Question {
        principal,
        api,
        demand,
        request,
        show,
    };
    question.answer(&params, (name, filter)).await
}

pub(crate) async fn of_owner(
    principal: Principal,
    api: web::Data<QueryApi>,
    path: web::Path<String>,
    demand: Demand,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let owner_id: Uuid = parse_uuid("owner_id", &path)?;
    api.admit_owner(&principal, owner_id).await?;
    let params = Params::read(&request, &names("party"))?;
    let filter = AfeFilter {
        party: Some(owner_id),
        ..filter(&params)?
    };
    let question = Question {
        principal: &principal,
        api: &api,
        demand,
        request: &request,
        show: Show::Party(OwnerId::new(owner_id)),
    };
    question.answer(&params, ("afes of an owner", filter)).await
}
