//! `/wells`: one file per question.

mod current;
mod daily;
mod events;
mod history;
mod list;
mod one;
mod parts;
mod production;

pub(crate) use daily::daily;
pub(crate) use events::events;
pub(crate) use list::{list, next_link};
pub(crate) use one::one;
pub(crate) use parts::{completions, tests, wellbores};
pub(crate) use production::production;

use chrono::{DateTime, SecondsFormat, Utc};
use uuid::Uuid;
use wellflow_domain::well::Well;
use wellflow_event_store::{Point, RecordedEvent, StoreError, fold};
use wellflow_http::{FieldError, Problem};
use wellflow_read_model::well_summary;
use wellflow_runtime::Tenant;

use crate::QueryApi;
use crate::error::QueryError;
use crate::problems::{WELL_NOT_YET_KNOWN, WELL_UNKNOWN};

/// Refuses an answer about a well there is not: an empty list is an answer only about one there is.
///
/// # Errors
/// `well-unknown`, or a fault of ours.
async fn known(api: &QueryApi, tenant: &Tenant, well_id: Uuid) -> Result<(), QueryError> {
    let (_, well) = well_summary::by_id(&api.once(tenant), tenant.organization_id(), well_id).await?;
    well.map(|_| ()).ok_or_else(|| unknown(well_id).into())
}

/// Nothing is known of the well. A well of another organization is no different.
fn unknown(well_id: Uuid) -> Problem {
    Problem::new(WELL_UNKNOWN, format!("There is no well {well_id}.")).with_error(FieldError::parameter(
        "well_id",
        WELL_UNKNOWN.slug,
        "no well has this id",
    ))
}

/// The well was proposed, and nothing of it is known or in effect at the point asked about. `how`: what the first of its
/// facts does at `first`; `place`: the parameter that names the point.
fn not_yet_known(first: DateTime<Utc>, how: &str, place: &'static str) -> Problem {
    let first = first.to_rfc3339_opts(SecondsFormat::Micros, true);
    let error = FieldError::parameter(place, WELL_NOT_YET_KNOWN.slug, format!("earlier than {first}"));
    Problem::new(
        WELL_NOT_YET_KNOWN,
        format!("The first fact of this well {how} at {first}."),
    )
    .with_error(error)
    .with_extension("first_known_at", first)
}

/// The well whose known facts show nothing at the point asked about: the first instant at which they do.
///
/// # Errors
/// When an event does not decode.
fn not_in_effect(well_id: Uuid, known: &[RecordedEvent], place: &'static str) -> Result<Problem, StoreError> {
    let mut instants: Vec<_> = known.iter().map(|event| event.effective_at).collect();
    instants.sort_unstable();
    instants.dedup();
    for at in instants {
        let point = Point {
            position: None,
            effective: Some(at),
        };
        if fold::<Well>(known, point)?.is_some_and(|folded| folded.state.summary().is_some()) {
            return Ok(not_yet_known(at, "takes effect", place));
        }
    }
    // Events that never amount to a well: nothing will be shown at any instant.
    Ok(unknown(well_id))
}
