//! `GET /leases/{lease_id}/holding`, `/title` and `/units`: what holds a lease and until when, who holds which interest in
//! its tracts and depths, and the units it has a share in; each at a point, like the lease.

use actix_web::http::header::HeaderValue;
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use wellflow_domain::depth::DepthInterval;
use wellflow_domain::ids::LeaseId;
use wellflow_domain::lease::{LeaseHolding, LeaseStatus, LeaseSummary, PooledUnit, TractSummary};
use wellflow_domain::quantity::Feet;
use wellflow_domain::text::Text120;
use wellflow_domain::tract::TractName;
use wellflow_http::{Principal, Problem};
use wellflow_read_model::document::Document;

use super::one::answer;
use crate::error::QueryError;
use crate::fresh::Demand;
use crate::params::{Params, invalid};
use crate::{QueryApi, tag};

/// The point of the ledger an answer holds at.
#[derive(Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "LedgerPoint")
)]
pub(crate) struct Point {
    version: u64,
    position: u64,
    recorded_at: DateTime<Utc>,
}

#[derive(Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "HoldingOfLease")
)]
pub(crate) struct Holding {
    lease_id: LeaseId,
    name: Text120,
    status: LeaseStatus,
    status_since: DateTime<Utc>,
    /// `null` where the lease is not in force.
    holding: Option<LeaseHolding>,
    primary_term_ends_on: Option<NaiveDate>,
    #[serde(flatten)]
    point: Point,
}

#[derive(Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "TitleOfLease")
)]
pub(crate) struct Title {
    lease_id: LeaseId,
    tracts: Vec<TractSummary>,
    /// The blocks of an agency's record, of which nobody's interests are known.
    blocks: Vec<TractName>,
    #[serde(flatten)]
    point: Point,
}

#[derive(Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "UnitsOfLease")
)]
pub(crate) struct Units {
    lease_id: LeaseId,
    items: Vec<PooledUnit>,
    #[serde(flatten)]
    point: Point,
}

pub(crate) async fn holding(
    principal: Principal,
    api: web::Data<QueryApi>,
    path: web::Path<String>,
    demand: Demand,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let show = shaped(|lease, point| Holding {
        lease_id: lease.lease_id,
        name: lease.name,
        status: lease.status,
        status_since: lease.status_since,
        holding: lease.holding,
        primary_term_ends_on: lease.primary_term_ends_on,
        point,
    });
    answer(&principal, &api, &path, (demand, &request), &[], |_| {
        Ok((show, by_answer))
    })
    .await
}

pub(crate) async fn title(
    principal: Principal,
    api: web::Data<QueryApi>,
    path: web::Path<String>,
    demand: Demand,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let prepare = |params: &Params| {
        let tract = tract(params)?;
        let depth = depth(params)?;
        let show = shaped(move |lease, point| Title {
            lease_id: lease.lease_id,
            tracts: at_depth(lease.tracts, tract.as_ref(), depth),
            blocks: lease.blocks,
            point,
        });
        Ok((show, by_answer as fn(u64, &str) -> HeaderValue))
    };
    answer(
        &principal,
        &api,
        &path,
        (demand, &request),
        &["tract", "depth_ft"],
        prepare,
    )
    .await
}

pub(crate) async fn units(
    principal: Principal,
    api: web::Data<QueryApi>,
    path: web::Path<String>,
    demand: Demand,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let show = shaped(|lease, point| Units {
        lease_id: lease.lease_id,
        items: lease.units,
        point,
    });
    answer(&principal, &api, &path, (demand, &request), &[], |_| {
        Ok((show, by_answer))
    })
    .await
}

fn by_answer(_: u64, body: &str) -> HeaderValue {
    tag::of_answer(body)
}

/// Shows a part of a lease's document.
fn shaped<B: Serialize>(
    shape: impl FnOnce(LeaseSummary, Point) -> B,
) -> impl FnOnce(String) -> Result<String, QueryError> {
    move |document| {
        let lease: Document<LeaseSummary> = serde_json::from_str(&document)?;
        let point = Point {
            version: lease.version,
            position: lease.position,
            recorded_at: lease.recorded_at,
        };
        Ok(serde_json::to_string(&shape(lease.summary, point))?)
    }
}

fn tract(params: &Params) -> Result<Option<TractName>, Problem> {
    let Some(text) = params.text("tract")? else {
        return Ok(None);
    };
    let name = TractName::parse(&text).map_err(|error| invalid("tract", error.to_string()))?;
    Ok(Some(name))
}

fn depth(params: &Params) -> Result<Option<Feet>, Problem> {
    let Some(text) = params.raw("depth_ft") else {
        return Ok(None);
    };
    let depth = Feet::parse(text).map_err(|error| invalid("depth_ft", error.to_string()))?;
    Ok(Some(depth))
}

/// The tract asked about, or all of them; at a depth those in which it is held, and its slice alone.
fn at_depth(tracts: Vec<TractSummary>, name: Option<&TractName>, depth: Option<Feet>) -> Vec<TractSummary> {
    let mut shown: Vec<TractSummary> = tracts
        .into_iter()
        .filter(|tract| name.is_none_or(|name| tract.tract == *name))
        .collect();
    if let Some(depth) = depth {
        for tract in &mut shown {
            tract.slices.retain(|slice| holds(slice.depths, depth));
        }
        shown.retain(|tract| !tract.slices.is_empty());
    }
    shown
}

/// An interval holds its top and not its base.
fn holds(depths: DepthInterval, depth: Feet) -> bool {
    depths.top_ft() <= depth && depths.base_ft().is_none_or(|base| depth < base)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_depth_lies_in_the_slice_that_begins_there() {
        let feet = |text| Feet::parse(text).unwrap();
        let upper = DepthInterval::new(feet("0"), Some(feet("9000"))).unwrap();
        let lower = DepthInterval::new(feet("9000"), None).unwrap();
        assert!(holds(upper, feet("8999.9")) && !holds(upper, feet("9000")));
        assert!(holds(lower, feet("9000")) && holds(lower, feet("30000")));
    }
}
