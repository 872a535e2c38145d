//! `GET /leases`: leases by name, or by the day they end, at a point on both axes of time.

use actix_web::{HttpRequest, HttpResponse, web};
use wellflow_domain::lease::{HeldBy, LeaseStatus, MineralOwner};
use wellflow_domain::location::StateCode;
use wellflow_http::{Principal, Problem};
use wellflow_read_model::LEASE_HISTORY;
use wellflow_read_model::lease_history::{self, ExpiryKey, LeaseFilter, NameKey};

use super::seen_by;
use crate::QueryApi;
use crate::authz::Read;
use crate::cursor;
use crate::error::QueryError;
use crate::fleet::{Asked, POINT, Settled};
use crate::fresh::Demand;
use crate::params::{Params, invalid};

const KNOWN: [&str; 15] = [
    "status",
    "held_by",
    "lessee",
    "mineral_owner",
    "lease_number",
    "county",
    "state",
    "tract",
    "unit_id",
    "lessor",
    "owner_id",
    "expires_from",
    "expires_to",
    "limit",
    "cursor",
];

pub(crate) async fn list(
    principal: Principal,
    api: web::Data<QueryApi>,
    demand: Demand,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    api.admit(&principal, Read::Leases).await?;
    let params = Params::read(&request, &[&KNOWN[..], &POINT].concat())?;
    let filter = filter(&params)?;
    let asked = Asked::read(&params)?;
    let page = PageAsked {
        limit: params.limit()?,
        cursor: params.raw("cursor"),
        question: ("leases", &filter, asked),
    };
    let tenant = &principal.tenant;
    let by_day = filter.until.is_some();
    let cursor = page.cursor()?;
    let settled = asked.settle(&api, tenant, demand, LEASE_HISTORY).await?;
    let (read_at, documents, next) = if by_day {
        page.by_day(&api, &principal, settled, cursor).await?
    } else {
        page.by_name(&api, &principal, settled, cursor).await?
    };
    let documents = documents
        .into_iter()
        .map(|document| seen_by(principal.role, document))
        .collect::<Result<_, _>>()?;
    Ok(settled.answer(&request, demand, read_at, (documents, next))?)
}

/// Where a page begins.
enum After {
    Name(NameKey),
    Day(ExpiryKey),
}

/// The checkpoint, the documents, and the cursor after the last.
type Listed = (u64, Vec<String>, Option<String>);

/// A page, as it is asked for.
struct PageAsked<'a> {
    limit: u32,
    cursor: Option<&'a str>,
    question: (&'static str, &'a LeaseFilter, Asked),
}

impl PageAsked<'_> {
    fn cursor(&self) -> Result<Option<After>, Problem> {
        let Some(text) = self.cursor else {
            return Ok(None);
        };
        let (_, filter, _) = self.question;
        if filter.until.is_some() {
            let (until, lease_id) = cursor::decode_row(text, &self.question, cursor::day)?;
            return Ok(Some(After::Day(ExpiryKey { until, lease_id })));
        }
        let (name, lease_id) = cursor::decode_row(text, &self.question, |name| Some(name.to_owned()))?;
        Ok(Some(After::Name(NameKey { name, lease_id })))
    }

    async fn by_name(
        &self,
        api: &QueryApi,
        principal: &Principal,
        settled: Settled,
        after: Option<After>,
    ) -> Result<Listed, QueryError> {
        let tenant = &principal.tenant;
        let after = match &after {
            Some(After::Name(key)) => Some(key),
            Some(After::Day(_)) | None => None,
        };
        let (once, organization_id) = (api.rows(tenant, LEASE_HISTORY), tenant.organization_id());
        let (_, filter, _) = self.question;
        let page =
            lease_history::list(&once, organization_id, settled.when, filter, after, self.limit).await?;
        let next = page
            .next
            .map(|key| cursor::encode_row(&key.name, key.lease_id, &self.question))
            .transpose()?;
        Ok((page.read_at, page.documents, next))
    }

    async fn by_day(
        &self,
        api: &QueryApi,
        principal: &Principal,
        settled: Settled,
        after: Option<After>,
    ) -> Result<Listed, QueryError> {
        let tenant = &principal.tenant;
        let after = match after {
            Some(After::Day(key)) => Some(key),
            Some(After::Name(_)) | None => None,
        };
        let (once, organization_id) = (api.rows(tenant, LEASE_HISTORY), tenant.organization_id());
        let (_, filter, _) = self.question;
        let page =
            lease_history::expiring(&once, organization_id, settled.when, filter, after, self.limit).await?;
        let next = page
            .next
            .map(|key| cursor::encode_row(&key.until.to_string(), key.lease_id, &self.question))
            .transpose()?;
        Ok((page.read_at, page.documents, next))
    }
}

fn filter(params: &Params) -> Result<LeaseFilter, Problem> {
    let window = (params.date("expires_from")?, params.date("expires_to")?);
    if let (Some(from), Some(to)) = window
        && from > to
    {
        return Err(invalid("expires_to", "the last day lies before the first"));
    }
    let mut keys = Vec::new();
    // What is found most rarely first: the others are looked for among what it finds.
    for (kind, name) in [("unit", "unit_id"), ("lessor", "lessor"), ("owner", "owner_id")] {
        keys.extend(params.uuid(name)?.map(|id| (kind, id.to_string())));
    }
    keys.extend(params.text("tract")?.map(|tract| ("tract", tract)));
    keys.extend(
        params
            .text("county")?
            .map(|county| ("county", county.to_lowercase())),
    );
    if let Some(text) = params.text("state")? {
        let state = StateCode::parse(&text).map_err(|error| invalid("state", error.to_string()))?;
        keys.push(("state", state.as_str().to_owned()));
    }
    Ok(LeaseFilter {
        status: params.word::<LeaseStatus>("status")?,
        held_by: params.word::<HeldBy>("held_by")?,
        lessee: params.uuid("lessee")?,
        mineral_owner: params.word::<MineralOwner>("mineral_owner")?,
        lease_number: params.text("lease_number")?,
        keys,
        until: (window != (None, None)).then_some(window),
    })
}
