//! `GET /wells/statistics`: how many wells there are, by what they are told apart by, at a point on both axes of time.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;
use wellflow_http::{Principal, Problem};
use wellflow_read_model::WELL_HISTORY;
use wellflow_read_model::well_history::{self, Counts};

use super::list::chosen;
use crate::QueryApi;
use crate::authz::Read;
use crate::error::QueryError;
use crate::fleet::{Asked, POINT};
use crate::fresh::Demand;
use crate::params::Params;

const KNOWN: [&str; 6] = ["status", "phase", "role", "operator", "lease", "state"];

#[derive(Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "WellStatistics")
)]
pub(crate) struct Body {
    wells: u64,
    by_status: Vec<Group>,
    by_phase: Vec<Group>,
    by_role: Vec<Group>,
    by_operator: Vec<Group>,
    by_state: Vec<Group>,
    by_county: Vec<Group>,
    by_vintage: Vec<Group>,
}

#[derive(Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "WellGroup")
)]
pub(crate) struct Group {
    /// `null` for the wells of which it is not known.
    key: Option<String>,
    wells: u64,
}

pub(crate) async fn statistics(
    principal: Principal,
    api: web::Data<QueryApi>,
    demand: Demand,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    api.admit(&principal, Read::Wells).await?;
    let params = Params::read(&request, &[&KNOWN[..], &POINT].concat())?;
    let filter = chosen(&params)?;
    let tenant = &principal.tenant;
    let settled = Asked::read(&params)?
        .settle(&api, tenant, demand, WELL_HISTORY)
        .await?;
    let (once, organization_id) = (api.rows(tenant, WELL_HISTORY), tenant.organization_id());
    let counts = well_history::counts(&once, organization_id, settled.when, &filter)
        .await
        .map_err(QueryError::from)?;
    Ok(settled.body((&request, demand), counts.read_at, &body(&counts), None)?)
}

fn body(counts: &Counts) -> Body {
    let of = |kind: &str| -> Vec<Group> {
        let of_kind = counts.counts.iter().filter(|count| count.kind == kind);
        of_kind
            .map(|count| Group {
                key: count.key.clone(),
                wells: count.wells,
            })
            .collect()
    };
    Body {
        wells: of("total").iter().map(|total| total.wells).sum(),
        by_status: of("status"),
        by_phase: of("phase"),
        by_role: of("role"),
        by_operator: of("operator"),
        by_state: of("state"),
        by_county: of("county"),
        by_vintage: of("vintage"),
    }
}
