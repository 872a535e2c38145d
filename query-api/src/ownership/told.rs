//! A division as it was: folded from the ledger at what was known and at what was in effect.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;
use wellflow_decider::Decider;
use wellflow_domain::division_of_interest::DivisionOfInterest;
use wellflow_domain::location::TimeZone;
use wellflow_event_store::{Folded, Point, RecordedEvent, StoreError, fold, fold_as_reported};
use wellflow_http::{FieldError, Problem};
use wellflow_runtime::Tenant;

use super::point::conflicting;
use super::{not_yet_known, unknown};
use crate::QueryApi;
use crate::error::QueryError;
use crate::params::Params;
use crate::past::{Known, end_of_day, reported_at, stream};
use crate::problems::VERSION_UNKNOWN;

/// The point asked about.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked {
    /// What was known then.
    pub(super) as_of: Option<DateTime<Utc>>,
    /// What was in effect at the end of this local day of the property; everything known where absent.
    pub(super) effective_on: Option<NaiveDate>,
    /// What was known when the division reached this version.
    pub(super) at_version: Option<u64>,
    /// Only what its source had reported by the end of this local day of the property, by its own word.
    pub(super) as_reported_on: Option<NaiveDate>,
}

impl Asked {
    /// # Errors
    /// `invalid-parameter`, `conflicting-parameters`.
    pub(super) fn read(params: &Params) -> Result<Self, Problem> {
        let asked = Self {
            as_of: params.instant("as_of")?,
            effective_on: params.date("effective_on")?,
            at_version: params.number("at_version", 1, i64::MAX.unsigned_abs())?,
            as_reported_on: params.date("as_reported_on")?,
        };
        if asked.at_version.is_some() {
            for (name, given) in [
                ("as_of", asked.as_of.is_some()),
                ("as_reported_on", asked.as_reported_on.is_some()),
            ] {
                if given {
                    return Err(conflicting(name, "at_version", "it names a point by itself"));
                }
            }
        }
        Ok(asked)
    }

    pub(super) fn is_now(&self) -> bool {
        self.as_of.is_none()
            && self.effective_on.is_none()
            && self.at_version.is_none()
            && self.as_reported_on.is_none()
    }

    /// The division at the point.
    ///
    /// # Errors
    /// `division-unknown`, `division-not-yet-known`, `version-unknown`, or a fault of ours.
    pub(super) async fn told(
        self,
        api: &QueryApi,
        tenant: &Tenant,
        id: Uuid,
        known: Known,
    ) -> Result<Folded<DivisionOfInterest>, QueryError> {
        let mut events = stream(api, tenant, DivisionOfInterest::KIND, id).await?;
        let Some(first) = events.first().map(|event| event.recorded_at) else {
            return Err(unknown(id).into());
        };
        match self.at_version {
            Some(version) if !events.iter().any(|event| event.sequence == version) => {
                return Err(version_unknown(version, events.len()).into());
            }
            Some(version) => events.retain(|event| event.sequence <= version),
            // Sequences and positions of a stream rise together.
            None => events.truncate(events.partition_point(|event| event.position <= known.position)),
        }
        if events.is_empty() {
            return Err(match self.as_of {
                Some(_) => not_yet_known(first, "was recorded", "as_of"),
                // Recorded since the ledger's end was looked at.
                None => unknown(id),
            }
            .into());
        }
        let zone = zone(&events)?;
        let point = Point {
            position: None,
            effective: self
                .effective_on
                .map(|day| end_of_day("effective_on", day, zone))
                .transpose()?,
        };
        let folded = match self.as_reported_on {
            None => fold::<DivisionOfInterest>(&events, point)?,
            Some(day) => {
                let on = end_of_day("as_reported_on", day, zone)?;
                if let Some(first) = events.iter().map(reported_at).min().filter(|first| *first > on) {
                    return Err(not_yet_known(first, "was reported", "as_reported_on").into());
                }
                fold_as_reported::<DivisionOfInterest>(&events, on, point)?
            }
        };
        match folded {
            Some(folded) if folded.state.summary().is_some() => Ok(folded),
            Some(_) | None => Err(not_in_effect(id, &events).into()),
        }
    }
}

/// The zone the property was known to lie in.
fn zone(events: &[RecordedEvent]) -> Result<Option<TimeZone>, StoreError> {
    let folded = fold::<DivisionOfInterest>(events, Point::default())?;
    Ok(folded.and_then(|folded| match folded.state {
        DivisionOfInterest::Unknown => None,
        DivisionOfInterest::Known { division } => Some(division.key().time_zone),
    }))
}

/// A division begins with the first of its facts to take effect.
fn not_in_effect(id: Uuid, events: &[RecordedEvent]) -> Problem {
    match events.iter().map(|event| event.effective_at).min() {
        Some(first) => not_yet_known(first, "takes effect", "effective_on"),
        None => unknown(id),
    }
}

fn version_unknown(version: u64, newest: usize) -> Problem {
    let detail = format!("The division has no version {version}; it is at version {newest}.");
    Problem::new(VERSION_UNKNOWN, detail).with_error(FieldError::parameter(
        "at_version",
        VERSION_UNKNOWN.slug,
        format!("the newest version is {newest}"),
    ))
}
