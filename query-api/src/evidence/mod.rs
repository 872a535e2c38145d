//! `GET /wells/{well_id}/evidence`, and likewise for everything that has a history: its events up to a point, each with its
//! digest, and the state they come to; with their ways to a signed checkpoint where this service finds one.
//!
//! Without `as_of` the point is the newest checkpoint's, or what is known now where there is none. A point after the newest
//! checkpoint is answered without one: what was recorded since was signed by nobody.
//!
//! Invariants
//! - Whoever gets it reads everything of the thing and of its events.
//! - A checkpoint is added only where this ledger comes to the root that was signed.

mod signed;
mod state;

pub use state::{DIVISION, LEASE, OWNER, WELL, shown};

use actix_web::http::header::CACHE_CONTROL;
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::{DateTime, Utc};
use futures::stream;
use uuid::Uuid;
use wellflow_event_store::evidence::{Evidence, Question};
use wellflow_http::{Principal, Problem};
use wellflow_runtime::Tenant;

use crate::QueryApi;
use crate::authz::Read;
use crate::error::QueryError;
use crate::fresh::Demand;
use crate::params::Params;
use crate::past::Known;
use crate::problems::LEDGER_NOT_AS_SIGNED;
use crate::subject::{Subject, not_yet_known, unknown};
use signed::Signed;

/// The build, as files it makes name it.
pub const MADE_BY: &str = concat!("wellflow ", env!("CARGO_PKG_VERSION"));

pub(crate) async fn evidence<S: Subject>(
    principal: Principal,
    api: web::Data<QueryApi>,
    demand: Demand,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    api.admit(&principal, Read::Events).await?;
    S::READ.allow(&principal)?;
    S::WHOLE.allow(&principal)?;
    let id = S::named(&principal, &request)?;
    let as_of = Params::read(&request, &["as_of"])?.instant("as_of")?;
    let evidence = told::<S>(&api, &principal.tenant, id, (as_of, demand)).await?;
    let position = evidence.question.position;
    let lines = evidence.lines().map(|line| {
        line.map(Bytes::from)
            .map_err(QueryError::from)
            .map_err(Problem::from)
    });
    Ok(demand
        .answer(position)
        .content_type("application/x-ndjson")
        .insert_header((CACHE_CONTROL, "private, no-store"))
        .streaming(stream::iter(lines)))
}

async fn told<S: Subject>(
    api: &QueryApi,
    tenant: &Tenant,
    id: Uuid,
    (as_of, demand): (Option<DateTime<Utc>>, Demand),
) -> Result<Evidence, QueryError> {
    let tip = demand.wait_for_ledger(api, tenant).await?;
    let newest = match &api.checkpoints {
        Some(folder) => signed::newest(folder, tenant).await,
        None => None,
    };
    let newest = newest.filter(|newest| as_of.is_none_or(|as_of| as_of <= newest.at));
    let (at, position) = match (as_of, &newest) {
        (None, Some(newest)) => (newest.at, newest.checkpoint.position),
        (Some(as_of), Some(newest)) if as_of == newest.at => (as_of, newest.checkpoint.position),
        (Some(as_of), _) => {
            let known = Known::at(api, tenant, Some(as_of), demand).await?;
            (as_of, known.position)
        }
        (None, None) => tip.map_or((DateTime::UNIX_EPOCH, 0), |tip| (tip.recorded_at, tip.position)),
    };
    let question = Question {
        organization: tenant.organization_id(),
        kind: S::KIND.to_owned(),
        id,
        as_of: at,
        position,
    };
    let events = api.ledger.up_to(tenant, &question).await?;
    if events.is_empty() {
        let first = api.ledger.stream(tenant, S::KIND, id, 0, 1).await?;
        return Err(match first.first() {
            Some(first) => not_yet_known::<S>(first.recorded_at, "was recorded", "as_of"),
            None => unknown::<S>(id),
        }
        .into());
    }
    let (checkpoint, paths) = match newest {
        Some(Signed { text, checkpoint, .. }) => {
            // Each reads the digests of a whole ledger: one at a time.
            let seat = api.proofs.acquire().await;
            let paths = api.ledger.paths(tenant, &events, &checkpoint).await?;
            drop(seat);
            (Some(text), paths.ok_or_else(|| not_as_signed(tenant, position))?)
        }
        None => (None, Vec::new()),
    };
    let state = shown(&question, &events, question.point())?;
    Ok(Evidence {
        question,
        made_by: MADE_BY.to_owned(),
        checkpoint,
        events,
        paths,
        state,
    })
}

/// Somebody changed the ledger or restored another one, or the checkpoint is of another copy: for a person to look at.
fn not_as_signed(tenant: &Tenant, position: u64) -> Problem {
    let organization = tenant.organization_id();
    tracing::error!(%organization, position, "the ledger does not come to the root of its newest checkpoint");
    let detail = "The ledger does not come to the root of the newest checkpoint: nothing is proven before this is cleared up.";
    Problem::new(LEDGER_NOT_AS_SIGNED, detail)
}
