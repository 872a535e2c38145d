//! `GET /wells/{well_id}/diff?from=…&to=…`: what differs between two points, as JSON Patch (RFC 6902), and the event behind
//! each operation.

use actix_web::http::header::{CONTENT_TYPE, HeaderValue, VARY};
use actix_web::{HttpRequest, HttpResponse, web};
use json_patch::PatchOperation;
use serde::Serialize;
use wellflow_http::{Principal, Problem};

use super::answer::{Operation, Why, operations, touches};
use super::range::{Asked, BETWEEN};
use super::walk::{Cause, Change, walk};
use crate::QueryApi;
use crate::accept::accepts;
use crate::authz::Read;
use crate::error::QueryError;
use crate::fresh::Demand;
use crate::params::Params;
use crate::past::Past;
use crate::subject::Subject;

const JSON_PATCH: &str = "application/json-patch+json";

#[derive(Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "Difference")
)]
pub(crate) struct Body {
    from_position: u64,
    to_position: u64,
    operations: Vec<Caused>,
}

#[derive(Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "CausedOperation")
)]
pub(crate) struct Caused {
    #[serde(flatten)]
    operation: Operation,
    /// The last step that changed what is at the path.
    cause: Why,
}

pub(crate) async fn diff<S: Subject>(
    principal: Principal,
    api: web::Data<QueryApi>,
    demand: Demand,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    api.admit(&principal, Read::Events).await?;
    S::WHOLE.allow(&principal)?;
    let id = S::named(&principal, &request)?;
    let asked = Asked::read(&Params::read(&request, &BETWEEN)?)?.needs_from()?;
    let between = asked.between::<S>(&api, &principal.tenant, (id, demand)).await?;
    let (first, changes, last) = walk::<S>(&between.events, between.range)?;
    let is_patch = accepts(&request, JSON_PATCH);
    let body = if is_patch {
        let patch: Vec<PatchOperation> = json_patch::diff(&first, &last).0;
        serde_json::to_string(&patch).map_err(QueryError::from)?
    } else {
        let touched = touched(&changes);
        let mut caused = Vec::new();
        for operation in operations(&first, &last) {
            let cause = Why::of(last_cause(&touched, &operation), &between.events)?;
            caused.push(Caused { operation, cause });
        }
        let body = Body {
            from_position: between.range.from.0,
            to_position: between.range.to.0,
            operations: caused,
        };
        serde_json::to_string(&body).map_err(QueryError::from)?
    };
    let past = Past {
        position: between.range.to.0,
        body,
        fixed: between.fixed,
        link: None,
    };
    let mut response = between.known.answer(&request, demand, past);
    let headers = response.headers_mut();
    headers.append(VARY, HeaderValue::from_static("accept"));
    if is_patch {
        let kind = HeaderValue::from_static(JSON_PATCH);
        headers.insert(CONTENT_TYPE, kind);
    }
    Ok(response)
}

/// The paths each change touched.
fn touched(changes: &[Change]) -> Vec<(Cause, Vec<String>)> {
    let paths = |change: &Change| -> Vec<String> {
        json_patch::diff(&change.before, &change.after)
            .0
            .iter()
            .map(|operation| operation.path().to_string())
            .collect()
    };
    changes
        .iter()
        .map(|change| (change.cause, paths(change)))
        .collect()
}

fn last_cause(touched: &[(Cause, Vec<String>)], operation: &Operation) -> Cause {
    let path = operation.operation.path().as_str();
    let found = touched
        .iter()
        .rev()
        .find(|(_, paths)| paths.iter().any(|other| touches(path, other)));
    found.map_or(Cause::Calendar, |(cause, _)| *cause)
}
