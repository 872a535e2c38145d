//! `GET /afes/board`: how many AFEs are in each status at a point, and what they come to: estimated, authorised, promised, spent.

use actix_web::{HttpRequest, HttpResponse, web};
use rust_decimal::Decimal;
use serde::Serialize;
use wellflow_domain::afe::AfeStatus;
use wellflow_http::{Principal, Problem};
use wellflow_read_model::AFE_HISTORY;
use wellflow_read_model::afe_history::{self, BoardRow};

use super::list::{FILTER, filter, may_choose};
use crate::QueryApi;
use crate::authz::Read;
use crate::error::QueryError;
use crate::fleet::{Asked, POINT};
use crate::fresh::Demand;
use crate::params::Params;
use crate::past::Past;

#[derive(Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "AfeBoard")
)]
pub(crate) struct Body {
    /// In the order of a life; statuses without an AFE are left out.
    items: Vec<Column>,
    total: Sums,
}

#[derive(Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "AfeBoardColumn")
)]
pub(crate) struct Column {
    status: AfeStatus,
    #[serde(flatten)]
    sums: Sums,
}

/// What some AFEs come to.
#[derive(Clone, Copy, Default, Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "AfeSums")
)]
pub(crate) struct Sums {
    afes: u64,
    overruns: u64,
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    estimated_usd: Decimal,
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    authorized_usd: Decimal,
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    committed_usd: Decimal,
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    actual_usd: Decimal,
    /// Actual less authorised.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    variance_usd: Decimal,
}

impl Sums {
    fn of(row: &BoardRow) -> Self {
        let cents = |sum: Option<Decimal>| {
            let mut sum = sum.unwrap_or_default();
            sum.rescale(2);
            sum
        };
        let (authorized_usd, actual_usd) = (cents(row.authorized_usd), cents(row.actual_usd));
        Self {
            afes: row.afes,
            overruns: row.overruns,
            estimated_usd: cents(row.estimated_usd),
            authorized_usd,
            committed_usd: cents(row.committed_usd),
            actual_usd,
            variance_usd: actual_usd.saturating_sub(authorized_usd),
        }
    }

    fn and(self, other: Self) -> Self {
        Self {
            afes: self.afes + other.afes,
            overruns: self.overruns + other.overruns,
            estimated_usd: self.estimated_usd.saturating_add(other.estimated_usd),
            authorized_usd: self.authorized_usd.saturating_add(other.authorized_usd),
            committed_usd: self.committed_usd.saturating_add(other.committed_usd),
            actual_usd: self.actual_usd.saturating_add(other.actual_usd),
            variance_usd: self.variance_usd.saturating_add(other.variance_usd),
        }
    }
}

pub(crate) async fn board(
    principal: Principal,
    api: web::Data<QueryApi>,
    demand: Demand,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    api.admit(&principal, Read::Afes).await?;
    let params = Params::read(&request, &[FILTER.as_slice(), &POINT].concat())?;
    let filter = filter(&params)?;
    may_choose(&principal, &filter)?;
    let tenant = &principal.tenant;
    let settled = Asked::read(&params)?
        .settle(&api, tenant, demand, AFE_HISTORY)
        .await?;
    let (once, organization_id) = (api.rows(tenant, AFE_HISTORY), tenant.organization_id());
    let (read_at, rows) = afe_history::board(&once, organization_id, settled.when, &filter)
        .await
        .map_err(QueryError::from)?;
    let body = body(&rows);
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

fn body(rows: &[BoardRow]) -> Body {
    let none = Sums {
        estimated_usd: Decimal::new(0, 2),
        authorized_usd: Decimal::new(0, 2),
        committed_usd: Decimal::new(0, 2),
        actual_usd: Decimal::new(0, 2),
        variance_usd: Decimal::new(0, 2),
        ..Sums::default()
    };
    let mut items = Vec::new();
    for status in AfeStatus::ALL {
        if let Some(row) = rows.iter().find(|row| row.status == status.as_str()) {
            items.push(Column {
                status: *status,
                sums: Sums::of(row),
            });
        }
    }
    let total = items.iter().fold(none, |total, column| total.and(column.sums));
    Body { items, total }
}
