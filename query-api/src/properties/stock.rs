//! `GET /properties/{property_id}/stock?from=…&to=…`: the stock ledger of a property, month by month and tank by tank, now or
//! as it was known at an instant.
//!
//! Invariants
//! - What a month closes with and the next one opens with stand side by side; where they differ, the break is told and nothing
//!   is evened out.

use std::collections::BTreeMap;

use actix_web::{HttpRequest, HttpResponse, web};
use chrono::{NaiveDate, Utc};
use futures::{StreamExt, TryStreamExt, stream};
use serde::Serialize;
use uuid::Uuid;
use wellflow_domain::disposition::Product;
use wellflow_domain::month::Month;
use wellflow_domain::property_month::{
    PropertyId, PropertyMonth, PropertyMonthId, PropertyMonthSummary, PropertyStockDiscontinuityDetected,
    PropertyStockReconciled, TankGauged,
};
use wellflow_event_store::Point;
use wellflow_http::{Principal, Problem};

use crate::QueryApi;
use crate::authz::Read;
use crate::error::QueryError;
use crate::fresh::Demand;
use crate::params::{Params, invalid, parse_uuid};
use crate::past::{Known, Past};

/// Months of one answer.
const MOST_MONTHS: usize = 120;
/// Months that are read at once.
const AT_ONCE: usize = 4;

#[derive(Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "PropertyStock")
)]
pub(crate) struct Body {
    property_id: Uuid,
    from: Month,
    to: Month,
    /// The months of which anything is recorded.
    months: Vec<StockMonth>,
}

#[derive(Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "PropertyStockMonth")
)]
pub(crate) struct StockMonth {
    month: Month,
    property_month_id: Uuid,
    version: u64,
    locked_since: Option<chrono::DateTime<Utc>>,
    /// Opening + produced + adjustment - run - otherwise disposed of = closing, by product.
    stocks: Vec<PropertyStockReconciled>,
    /// Where the opening stock is not what the month before closed with.
    discontinuities: Vec<PropertyStockDiscontinuityDetected>,
    /// The gauges, tank by tank, in the order of time, whatever is in the tank.
    tanks: BTreeMap<String, Vec<TankGauged>>,
}

pub(crate) async fn stock(
    principal: Principal,
    api: web::Data<QueryApi>,
    path: web::Path<String>,
    demand: Demand,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    api.admit(&principal, Read::Production).await?;
    let property_id = parse_uuid("property_id", &path)?;
    let params = Params::read(&request, &["from", "to", "product", "as_of"])?;
    let months = months(&params)?;
    let product: Option<Product> = params
        .word::<Product>("product")?
        .and_then(|word| serde_json::from_value(word.into()).ok());
    let as_of = params.instant("as_of")?;
    let tenant = &principal.tenant;
    let known = Known::at(&api, tenant, as_of, demand).await?;
    let api = api.get_ref();
    let read = stream::iter(months.iter().copied().map(|month| async move {
        let id = PropertyMonthId::of(PropertyId::new(property_id), month).as_uuid();
        let point = Point {
            position: Some(known.position),
            effective: None,
        };
        let folded = api.ledger.fold::<PropertyMonth>(tenant, id, point).await?;
        let found = folded.and_then(|folded| Some((folded.state.summary()?, folded.version)));
        Ok::<_, QueryError>(found.map(|(summary, version)| shown((month, id, version), summary, product)))
    }));
    let found: Vec<Option<StockMonth>> = read.buffered(AT_ONCE).try_collect().await?;
    let body = Body {
        property_id,
        from: months[0],
        to: months[months.len() - 1],
        months: found.into_iter().flatten().collect(),
    };
    let past = Past {
        position: known.position,
        body: serde_json::to_string(&body).map_err(QueryError::from)?,
        fixed: false,
        link: None,
    };
    Ok(known.answer(&request, demand, past))
}

/// From and to, both included; the last twelve months where neither is named.
fn months(params: &Params) -> Result<Vec<Month>, Problem> {
    let read = |name: &'static str| -> Result<Option<Month>, Problem> {
        let day = params.month(name)?;
        day.map(|day: NaiveDate| Month::of(day).map_err(|error| invalid(name, error.to_string())))
            .transpose()
    };
    let (from, to) = (read("from")?, read("to")?);
    let to = match to {
        Some(to) => to,
        None => Month::of(Utc::now().date_naive()).map_err(|error| invalid("to", error.to_string()))?,
    };
    let mut months = vec![to];
    loop {
        let earliest = months[months.len() - 1];
        let enough = match from {
            Some(from) => earliest <= from,
            None => months.len() == 12,
        };
        if enough {
            break;
        }
        if months.len() == MOST_MONTHS {
            return Err(invalid(
                "from",
                format!("more than {MOST_MONTHS} months before to"),
            ));
        }
        let Some(previous) = earliest.previous() else {
            break;
        };
        months.push(previous);
    }
    if from.is_some_and(|from| from > to) {
        return Err(invalid("from", "later than to"));
    }
    months.reverse();
    Ok(months)
}

fn shown(
    (month, property_month_id, version): (Month, Uuid, u64),
    summary: PropertyMonthSummary,
    product: Option<Product>,
) -> StockMonth {
    let wanted = |of: Product| product.is_none_or(|product| product == of);
    let mut tanks: BTreeMap<String, Vec<TankGauged>> = BTreeMap::new();
    for gauge in summary.gauges {
        tanks
            .entry(gauge.tank.as_str().to_owned())
            .or_default()
            .push(gauge);
    }
    let (mut stocks, mut discontinuities) = (summary.stocks, summary.discontinuities);
    stocks.retain(|stock| wanted(stock.product));
    discontinuities.retain(|found| wanted(found.product));
    StockMonth {
        month,
        property_month_id,
        version,
        locked_since: summary.locked_since,
        stocks,
        discontinuities,
        tanks,
    }
}
