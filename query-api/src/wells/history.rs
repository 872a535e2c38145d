//! A well as it was: folded from the ledger at what was known and at what held.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;
use wellflow_decider::Decider;
use wellflow_domain::location::TimeZone;
use wellflow_domain::well::Well;
use wellflow_event_store::{Folded, Point, RecordedEvent, fold, fold_as_reported};
use wellflow_http::{FieldError, Problem};
use wellflow_read_model::document::Document;
use wellflow_runtime::Tenant;

use super::{not_in_effect, not_yet_known, unknown};
use crate::QueryApi;
use crate::error::QueryError;
use crate::fresh::Demand;
use crate::past::{Known, Past, end_of_day, reported_at, stream};
use crate::problems::VERSION_UNKNOWN;

/// The point asked about.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked {
    /// What was known then.
    pub(super) as_of: Option<DateTime<Utc>>,
    /// What held at the end of this local day of the well.
    pub(super) effective_on: Option<NaiveDate>,
    /// What was known when the well reached this version.
    pub(super) at_version: Option<u64>,
    /// Only what its source had reported by the end of this local day of the well, by its own word.
    pub(super) as_reported_on: Option<NaiveDate>,
}

impl Asked {
    pub(super) fn is_now(&self) -> bool {
        self.as_of.is_none()
            && self.effective_on.is_none()
            && self.at_version.is_none()
            && self.as_reported_on.is_none()
    }
}

/// The answer about the well at the point.
///
/// # Errors
/// `well-unknown`, `well-not-yet-known`, `version-unknown`, `as-of-in-future`, `not-yet-projected`, or a fault of ours.
pub(super) async fn at(
    api: &QueryApi,
    tenant: &Tenant,
    well_id: Uuid,
    asked: Asked,
    demand: Demand,
) -> Result<(Known, Past), QueryError> {
    let known = Known::at(api, tenant, asked.as_of, demand).await?;
    let (position, body) = told(api, tenant, well_id, asked, known)
        .await
        .map_err(|error| known.said(error))?;
    let past = Past {
        position,
        body,
        fixed: asked.at_version.is_some(),
        link: None,
    };
    Ok((known, past))
}

async fn told(
    api: &QueryApi,
    tenant: &Tenant,
    well_id: Uuid,
    asked: Asked,
    known: Known,
) -> Result<(u64, String), QueryError> {
    let events = stream(api, tenant, Well::KIND, well_id).await?;
    let Some(first) = events.first() else {
        return Err(unknown(well_id).into());
    };
    if let Some(version) = asked.at_version {
        let Some(reached) = events.iter().find(|event| event.sequence == version) else {
            return Err(version_unknown(version, events.len()).into());
        };
        let known = &events[..events.partition_point(|event| event.sequence <= version)];
        let folded = fold::<Well>(known, Point::default())?;
        return Ok((reached.position, document(well_id, folded, known, "at_version")?));
    }
    // Sequences and positions of a stream rise together.
    let position = known.position;
    let known = &events[..events.partition_point(|event| event.position <= position)];
    if known.is_empty() {
        return Err(match asked.as_of {
            Some(_) => not_yet_known(first.recorded_at, "was recorded", "as_of"),
            // Proposed since the ledger's end was looked at.
            None => unknown(well_id),
        }
        .into());
    }
    let (effective, place) = match asked.effective_on {
        Some(day) => (end_of_day("effective_on", day, zone(known)?)?, "effective_on"),
        None => (asked.as_of.unwrap_or_else(Utc::now), "as_of"),
    };
    if let Some(day) = asked.as_reported_on {
        return reported(well_id, known, (position, day, effective));
    }
    let point = Point {
        position: None,
        effective: Some(effective),
    };
    let folded = fold::<Well>(known, point)?;
    Ok((position, document(well_id, folded, known, place)?))
}

/// What the source had reported by the end of a day about an instant.
fn reported(
    well_id: Uuid,
    known: &[RecordedEvent],
    (position, day, effective): (u64, NaiveDate, DateTime<Utc>),
) -> Result<(u64, String), QueryError> {
    const PLACE: &str = "as_reported_on";
    let on = end_of_day(PLACE, day, zone(known)?)?;
    let point = Point {
        position: None,
        effective: Some(effective),
    };
    let told: Vec<RecordedEvent> = known
        .iter()
        .filter(|event| reported_at(event) <= on)
        .cloned()
        .collect();
    if told.is_empty()
        && let Some(first) = known.iter().map(reported_at).min()
    {
        return Err(not_yet_known(first, "was reported", PLACE).into());
    }
    let folded = fold_as_reported::<Well>(known, on, point)?;
    Ok((position, document(well_id, folded, &told, PLACE)?))
}

/// The zone the well was known to lie in.
fn zone(known: &[RecordedEvent]) -> Result<Option<TimeZone>, QueryError> {
    let folded = fold::<Well>(known, Point::default())?;
    let summary = folded.and_then(|folded| folded.state.summary());
    Ok(summary.map(|summary| summary.time_zone))
}

/// The summary at the point. Version, position and instant are of the newest event among those applied; where none is,
/// the refusal names the instant from which on there is something to show.
fn document(
    well_id: Uuid,
    folded: Option<Folded<Well>>,
    known: &[RecordedEvent],
    place: &'static str,
) -> Result<String, QueryError> {
    let Some((summary, folded)) = folded.and_then(|folded| Some((folded.state.summary()?, folded))) else {
        return Err(not_in_effect(well_id, known, place)?.into());
    };
    let document = Document {
        summary,
        version: folded.version,
        position: folded.position,
        recorded_at: folded.recorded_at,
    };
    Ok(document.to_json()?)
}

fn version_unknown(version: u64, newest: usize) -> Problem {
    let detail = format!("The well has no version {version}; it is at version {newest}.");
    let what = format!("the newest version is {newest}");
    Problem::new(VERSION_UNKNOWN, detail).with_error(FieldError::parameter(
        "at_version",
        VERSION_UNKNOWN.slug,
        what,
    ))
}
