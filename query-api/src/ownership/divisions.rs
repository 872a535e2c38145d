//! `GET /divisions`: where divisions stand, in a month and as known at an instant, page by page.

use actix_web::{HttpRequest, HttpResponse, web};
use chrono::NaiveDate;
use serde::Serialize;
use serde_json::value::RawValue;
use uuid::Uuid;
use wellflow_domain::division_of_interest::{DeckProduct, DivisionStage};
use wellflow_http::{Principal, Problem};
use wellflow_read_model::OWNERSHIP;
use wellflow_read_model::ownership::{self, DivisionFilter, DivisionKey, DivisionShown};

use super::point::{WHEN, When};
use super::word;
use crate::QueryApi;
use crate::authz::Read;
use crate::cursor;
use crate::error::QueryError;
use crate::fresh::Demand;
use crate::params::Params;

const KNOWN: [&str; 6] = ["property_id", "product", "stage", "owner_id", "limit", "cursor"];

/// A division of the list.
#[derive(Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "DivisionListed")
)]
pub(crate) struct Item {
    division_id: Uuid,
    #[cfg_attr(
        feature = "schema",
        schemars(with = "wellflow_domain::division_of_interest::DivisionKey")
    )]
    division: Box<RawValue>,
    #[cfg_attr(feature = "schema", schemars(with = "DivisionStage"))]
    stage: String,
    after_payout: bool,
    /// Lines of revenue that are held back.
    suspended: i64,
    /// The months throughout which it stands so.
    from: String,
    until: Option<String>,
}

pub(crate) async fn divisions(
    principal: Principal,
    api: web::Data<QueryApi>,
    demand: Demand,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    api.admit(&principal, Read::Ownership).await?;
    let params = Params::read(&request, &[WHEN.as_slice(), &KNOWN].concat())?;
    let when = When::read(&params)?;
    let filter = DivisionFilter {
        property_id: params.uuid("property_id")?,
        product: word::<DeckProduct>(&params, "product")?,
        stage: word::<DivisionStage>(&params, "stage")?,
        owner_id: params.uuid("owner_id")?,
    };
    let limit = params.limit()?;
    let question = ("divisions", when, &filter);
    let after = params
        .raw("cursor")
        .map(|text| cursor::decode_key(text, &question, parse_key))
        .transpose()?;
    let tenant = &principal.tenant;
    let settled = when.settle(&api, tenant, demand).await?;
    let once = api.rows(tenant, OWNERSHIP);
    let page = ownership::divisions(
        &once,
        tenant.organization_id(),
        settled.when,
        &filter,
        (after, limit),
    )
    .await
    .map_err(QueryError::from)?;
    let documents = page
        .divisions
        .into_iter()
        .map(item)
        .collect::<Result<_, QueryError>>()?;
    let next_cursor = page
        .next
        .map(|next| cursor::encode_key(&format!("{} {}", next.property_id, next.division_id), &question))
        .transpose()
        .map_err(QueryError::from)?;
    Ok(settled.answer(&request, demand, page.read_at, (documents, next_cursor))?)
}

fn item(shown: DivisionShown) -> Result<String, QueryError> {
    let month = |day: NaiveDate| day.format("%Y-%m").to_string();
    let item = Item {
        division_id: shown.division_id,
        division: RawValue::from_string(shown.division)?,
        stage: shown.stage,
        after_payout: shown.after_payout,
        suspended: shown.suspended,
        from: month(shown.from),
        until: shown.until.map(month),
    };
    Ok(serde_json::to_string(&item)?)
}

fn parse_key(text: &str) -> Option<DivisionKey> {
    let (property_id, division_id) = text.split_once(' ')?;
    Some(DivisionKey {
        property_id: property_id.parse().ok()?,
        division_id: division_id.parse().ok()?,
    })
}
