//! `GET /wells/{well_id}/changes`: every change, in order, with the event behind it; of one field, where `pointer` (RFC 6901)
//! names it. At most 500 a page.

use actix_web::{HttpRequest, HttpResponse, web};
use chrono::{DateTime, Utc};
use json_patch::jsonptr::PointerBuf;
use serde::Serialize;
use wellflow_http::{Principal, Problem};

use super::answer::{Operation, Why, operations_at};
use super::range::{Asked, BETWEEN};
use super::walk::walk;
use crate::QueryApi;
use crate::authz::Read;
use crate::error::QueryError;
use crate::fresh::Demand;
use crate::page::next_link;
use crate::params::{Params, invalid};
use crate::past::Past;
use crate::subject::Subject;

#[derive(Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "ChangePage")
)]
pub(crate) struct Body {
    items: Vec<Item>,
    /// What to send as `after` for the next page; `null` on the last.
    next_after: Option<u64>,
}

#[derive(Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "ChangeOfResource")
)]
pub(crate) struct Item {
    /// The number of the change among those between the two points.
    number: u64,
    at: DateTime<Utc>,
    cause: Why,
    operations: Vec<Operation>,
}

pub(crate) async fn list<S: Subject>(
    principal: Principal,
    api: web::Data<QueryApi>,
    demand: Demand,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    api.admit(&principal, Read::Events).await?;
    S::WHOLE.allow(&principal)?;
    let id = S::named(&principal, &request)?;
    let params = Params::read(&request, &[&BETWEEN[..], &["pointer", "after", "limit"]].concat())?;
    let pointer = pointer(&params)?;
    let after = params.number("after", 0, i64::MAX.unsigned_abs())?.unwrap_or(0);
    let limit = params.limit()?;
    let asked = Asked::read(&params)?;
    let between = asked.between::<S>(&api, &principal.tenant, (id, demand)).await?;
    let (_, changes, _) = walk::<S>(&between.events, between.range)?;
    let size = usize::try_from(limit).unwrap_or(usize::MAX);
    let (mut items, mut next_after) = (Vec::new(), None);
    for (number, change) in (1..).zip(&changes) {
        if number <= after {
            continue;
        }
        let operations = operations_at(&pointer, &change.before, &change.after);
        if operations.is_empty() {
            continue;
        }
        if items.len() == size {
            next_after = items.last().map(|last: &Item| last.number);
            break;
        }
        let cause = Why::of(change.cause, &between.events)?;
        let at = change.at;
        items.push(Item {
            number,
            at,
            cause,
            operations,
        });
    }
    let body = Body { items, next_after };
    let past = Past {
        position: between.range.to.0,
        link: body
            .next_after
            .map(|next| next_link(&request, "after", &next.to_string())),
        body: serde_json::to_string(&body).map_err(QueryError::from)?,
        fixed: between.fixed,
    };
    Ok(between.known.answer(&request, demand, past))
}

/// The field asked about; without one, all of them.
fn pointer(params: &Params) -> Result<PointerBuf, Problem> {
    let pointer = params.text("pointer")?.unwrap_or_default();
    PointerBuf::parse(pointer).map_err(|_| {
        invalid(
            "pointer",
            "a JSON pointer (RFC 6901) begins with a slash and writes ~ as ~0, for example /status",
        )
    })
}
