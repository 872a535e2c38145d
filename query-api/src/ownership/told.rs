//! A division as it was: folded from the ledger at what was known and at what was in effect.

use uuid::Uuid;
use wellflow_decider::Decider;
use wellflow_domain::division_of_interest::DivisionOfInterest;
use wellflow_event_store::{Folded, Point, fold, fold_as_reported};
use wellflow_runtime::Tenant;

use crate::QueryApi;
use crate::error::QueryError;
use crate::history::{Asked, newest, version_unknown, zone};
use crate::past::{Known, end_of_day, reported_at, stream};
use crate::subject::{not_in_effect, not_yet_known, unknown};

/// The division at the point asked about. Where no day is named every fact known is in it, whenever it takes effect: its decks
/// say from which month on they divide.
///
/// # Errors
/// `division-unknown`, `division-not-yet-known`, `version-unknown`, or a fault of ours.
pub(super) async fn told(
    api: &QueryApi,
    tenant: &Tenant,
    id: Uuid,
    (asked, known): (Asked, Known),
) -> Result<Folded<DivisionOfInterest>, QueryError> {
    let mut events = stream(api, tenant, DivisionOfInterest::KIND, id).await?;
    let Some(first) = events.first().map(|event| event.recorded_at) else {
        return Err(unknown::<DivisionOfInterest>(id).into());
    };
    match asked.at_version {
        Some(version) if !events.iter().any(|event| event.sequence == version) => {
            return Err(version_unknown::<DivisionOfInterest>(version, newest(&events)).into());
        }
        Some(version) => events.retain(|event| event.sequence <= version),
        // Sequences and positions of a stream rise together.
        None => events.truncate(events.partition_point(|event| event.position <= known.position)),
    }
    if events.is_empty() {
        return Err(match asked.as_of {
            Some(_) => not_yet_known::<DivisionOfInterest>(first, "was recorded", "as_of"),
            // Recorded since the ledger's end was looked at.
            None => unknown::<DivisionOfInterest>(id),
        }
        .into());
    }
    let zone = zone::<DivisionOfInterest>(&events)?;
    let point = Point {
        position: None,
        effective: asked
            .effective_on
            .map(|day| end_of_day("effective_on", day, zone))
            .transpose()?,
    };
    let folded = match asked.as_reported_on {
        None => fold::<DivisionOfInterest>(&events, point)?,
        Some(day) => {
            let on = end_of_day("as_reported_on", day, zone)?;
            if let Some(first) = events.iter().map(reported_at).min().filter(|first| *first > on) {
                return Err(
                    not_yet_known::<DivisionOfInterest>(first, "was reported", "as_reported_on").into(),
                );
            }
            fold_as_reported::<DivisionOfInterest>(&events, on, point)?
        }
    };
    match folded {
        Some(folded) if folded.state.summary().is_some() => Ok(folded),
        Some(_) | None => Err(not_in_effect::<DivisionOfInterest>(id, &events, "effective_on")?.into()),
    }
}
