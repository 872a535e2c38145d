//! `GET /properties/{property_id}/decks` and `GET /divisions/{division_id}/decks`: the decks that divide a month, of all
//! divisions of a property or of one, as they are known or were known.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;
use serde_json::value::RawValue;
use uuid::Uuid;
use wellflow_domain::division_of_interest::{
    DeckInForce, DeckProduct, DivisionKey, DivisionOfInterest, DivisionStage,
};
use wellflow_domain::month::Month;
use wellflow_event_store::Folded;
use wellflow_http::{Principal, Problem};
use wellflow_read_model::OWNERSHIP;
use wellflow_read_model::ownership::{self, DecksRow};

use super::point::{WHEN, When};
use super::told::told;
use super::word;
use crate::QueryApi;
use crate::authz::Read;
use crate::error::QueryError;
use crate::fresh::Demand;
use crate::history::Asked;
use crate::params::{Params, parse_uuid};
use crate::past::{Known, Past};
use crate::subject::unknown;

#[derive(Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "DecksOfProperty")
)]
pub(crate) struct Body {
    property_id: Uuid,
    #[cfg_attr(feature = "schema", schemars(with = "Vec<Decks<DivisionStage, DeckInForce>>"))]
    items: Vec<Decks<String, Box<RawValue>>>,
}

/// The decks of a division that divide a month.
#[derive(Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "DecksOfDivision{S}")
)]
pub(crate) struct Decks<S, D> {
    division_id: Uuid,
    division: DivisionKey,
    month: Month,
    stage: S,
    after_payout: bool,
    cost: Option<D>,
    revenue: Option<D>,
}

pub(crate) async fn of_property(
    principal: Principal,
    api: web::Data<QueryApi>,
    path: web::Path<String>,
    demand: Demand,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    api.admit(&principal, Read::Ownership).await?;
    let property_id = parse_uuid("property_id", &path)?;
    let params = Params::read(&request, &[WHEN.as_slice(), &["product"]].concat())?;
    let when = When::read(&params)?;
    let product = word::<DeckProduct>(&params, "product")?;
    let tenant = &principal.tenant;
    let settled = when.settle(&api, tenant, demand).await?;
    let once = api.rows(tenant, OWNERSHIP);
    let product = product.as_deref();
    let (read_at, rows) = ownership::decks(
        &once,
        tenant.organization_id(),
        settled.when,
        property_id,
        product,
    )
    .await
    .map_err(QueryError::from)?;
    let body = Body {
        property_id,
        items: rows
            .into_iter()
            .map(|row| shown(row, when))
            .collect::<Result<_, QueryError>>()?,
    };
    let Some(known) = settled.known else {
        return Ok(demand.json(read_at, &body));
    };
    let past = Past {
        position: known.position,
        body: serde_json::to_string(&body).map_err(QueryError::from)?,
        fixed: false,
        link: None,
    };
    Ok(known.answer(&request, demand, past))
}

fn shown(row: DecksRow, when: When) -> Result<Decks<String, Box<RawValue>>, QueryError> {
    let division: DivisionKey = serde_json::from_str(&row.division)?;
    Ok(Decks {
        division_id: row.division_id,
        month: when.month(&division)?,
        division,
        stage: row.stage,
        after_payout: row.after_payout,
        cost: row.cost.map(RawValue::from_string).transpose()?,
        revenue: row.revenue.map(RawValue::from_string).transpose()?,
    })
}

pub(crate) async fn of_division(
    principal: Principal,
    api: web::Data<QueryApi>,
    path: web::Path<String>,
    demand: Demand,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    api.admit(&principal, Read::Ownership).await?;
    let id = parse_uuid("division_id", &path)?;
    let params = Params::read(
        &request,
        &[WHEN.as_slice(), &["at_version", "as_reported_on"]].concat(),
    )?;
    let when = When::read(&params)?;
    // The month says what is in effect: what takes effect later does not reach back to it.
    let asked = Asked::read_known(&params)?;
    let tenant = &principal.tenant;
    let known = Known::at(&api, tenant, asked.as_of, demand).await?;
    let told = told(&api, tenant, id, (asked, known))
        .await
        .map_err(|error| known.said(error))?;
    let past = Past {
        position: asked.at_version.map_or(known.position, |_| told.position),
        body: of_month(id, &told, when)?,
        // Without a day it is the present month, which passes.
        fixed: asked.at_version.is_some() && when.day.is_some(),
        link: None,
    };
    Ok(known.answer(&request, demand, past))
}

fn of_month(id: Uuid, told: &Folded<DivisionOfInterest>, when: When) -> Result<String, QueryError> {
    let DivisionOfInterest::Known { division } = &told.state else {
        return Err(unknown::<DivisionOfInterest>(id).into());
    };
    let key = division.key();
    let month = when.month(&key)?;
    let decks = division.deck_on(month);
    let spells = division.spells();
    let spell = spells.iter().rfind(|spell| spell.from <= month);
    let body: Decks<Option<DivisionStage>, DeckInForce> = Decks {
        division_id: id,
        division: key,
        month,
        stage: spell.map(|spell| spell.stage),
        after_payout: decks.after_payout,
        cost: decks.cost,
        revenue: decks.revenue,
    };
    Ok(serde_json::to_string(&body)?)
}
