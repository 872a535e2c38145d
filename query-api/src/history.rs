//! Something as it was: folded from the ledger at what was known and at what held.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;
use wellflow_domain::location::TimeZone;
use wellflow_event_store::{Folded, Point, RecordedEvent, fold, fold_as_reported};
use wellflow_http::{FieldError, Problem};
use wellflow_read_model::document::Document;
use wellflow_read_model::history::{Shown, When};
use wellflow_read_model::{ProjectionKey, ReadModelError};
use wellflow_runtime::Tenant;

use crate::QueryApi;
use crate::error::QueryError;
use crate::fresh::Demand;
use crate::incomplete;
use crate::params::Params;
use crate::past::{Known, Past, end_of_day, reported_at, stream};
use crate::problems::{CONFLICTING_PARAMETERS, VERSION_UNKNOWN};
use crate::subject::{Subject, not_in_effect, not_yet_known, unknown};

/// The parameters that name a point.
pub(crate) const POINT: [&str; 4] = ["as_of", "effective_on", "at_version", "as_reported_on"];

/// The point asked about.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked {
    /// What was known then.
    pub(crate) as_of: Option<DateTime<Utc>>,
    /// What held at the end of this local day.
    pub(crate) effective_on: Option<NaiveDate>,
    /// What was known when it reached this version.
    pub(crate) at_version: Option<u64>,
    /// Only what its source had reported by the end of this local day, by its own word.
    pub(crate) as_reported_on: Option<NaiveDate>,
}

impl Asked {
    /// Reads the parameters of [`POINT`].
    ///
    /// # Errors
    /// `invalid-parameter`, `conflicting-parameters`.
    pub(crate) fn read(params: &Params) -> Result<Self, Problem> {
        let asked = Self {
            as_of: params.instant("as_of")?,
            effective_on: params.date("effective_on")?,
            at_version: params.number("at_version", 1, i64::MAX.unsigned_abs())?,
            as_reported_on: params.date("as_reported_on")?,
        };
        asked.is_one_point()
    }

    fn is_one_point(self) -> Result<Self, Problem> {
        if self.at_version.is_some() {
            for (name, given) in [
                ("as_of", self.as_of.is_some()),
                ("effective_on", self.effective_on.is_some()),
                ("as_reported_on", self.as_reported_on.is_some()),
            ] {
                if given {
                    return Err(conflicting(name));
                }
            }
        }
        Ok(self)
    }

    /// Reads them where another parameter says what held.
    ///
    /// # Errors
    /// `invalid-parameter`, `conflicting-parameters`.
    pub(crate) fn read_known(params: &Params) -> Result<Self, Problem> {
        let asked = Self {
            as_of: params.instant("as_of")?,
            effective_on: None,
            at_version: params.number("at_version", 1, i64::MAX.unsigned_abs())?,
            as_reported_on: params.date("as_reported_on")?,
        };
        asked.is_one_point()
    }

    pub(crate) fn is_now(&self) -> bool {
        self.as_of.is_none()
            && self.effective_on.is_none()
            && self.at_version.is_none()
            && self.as_reported_on.is_none()
    }
}

/// What rows of its history show of it now. `read` reads the organization's row of it at a point.
///
/// # Errors
/// That there is none or none in effect yet, `not-yet-projected`, or a fault of ours.
pub(crate) async fn now<S: Subject>(
    api: &QueryApi,
    tenant: &Tenant,
    id: Uuid,
    demand: Demand,
    (projection, read): (
        ProjectionKey,
        impl AsyncFnOnce(Uuid, When) -> Result<(u64, Option<Shown>), ReadModelError>,
    ),
) -> Result<(u64, Shown), QueryError> {
    demand.wait_for(api, tenant, projection).await?;
    let when = When {
        position: None,
        at: Utc::now(),
        day: None,
    };
    let (position, shown) = read(tenant.organization_id(), when).await?;
    if let Some(shown) = shown {
        return Ok((position, shown));
    }
    // Every fact of it lies ahead, or there is none.
    let mut known = stream(api, tenant, S::KIND, id).await?;
    known.retain(|event| event.position <= position);
    if known.is_empty() {
        return Err(unknown::<S>(id).into());
    }
    Err(not_in_effect::<S>(id, &known, S::PARAMETER)?.into())
}

/// The answer about it at the point, from rows of its history where they have it: that costs the same however long the history
/// is. `read` reads the organization's row of it at a point, `show` says what is shown of a document.
///
/// # Errors
/// As for [`at`].
pub(crate) async fn at_once<S: Subject>(
    api: &QueryApi,
    tenant: &Tenant,
    id: Uuid,
    (asked, demand): (Asked, Demand),
    read: impl AsyncFnOnce(Uuid, When) -> Result<(u64, Option<Shown>), ReadModelError>,
    show: impl FnOnce(String) -> Result<String, QueryError>,
) -> Result<(Known, Past), QueryError> {
    let known = Known::at(api, tenant, asked.as_of, demand).await?;
    if asked.at_version.is_none() && asked.as_reported_on.is_none() {
        let when = When {
            position: Some(known.position),
            at: asked.as_of.unwrap_or_else(Utc::now),
            day: asked.effective_on,
        };
        let (read_at, found) = read(tenant.organization_id(), when).await?;
        // Rows that have not come so far, those that show nothing and those a parked stream feeds leave the word to the ledger.
        let is_short = incomplete::is_left_to_the_ledger();
        if let Some(found) = found.filter(|_| read_at >= known.position && !is_short) {
            let past = Past {
                position: known.position,
                body: show(found.document)?,
                fixed: false,
                link: None,
            };
            return Ok((known, past));
        }
    }
    let show = |document: Document<S::Summary>| show(document.to_json()?);
    Ok((known, folded::<S>(api, tenant, id, (asked, known), show).await?))
}

/// The answer about it at the point; `show` writes what is known there.
///
/// # Errors
/// That there is none, or was none then, `version-unknown`, `as-of-in-future`, `not-yet-projected`, or a fault of ours.
pub(crate) async fn at<S: Subject>(
    api: &QueryApi,
    tenant: &Tenant,
    id: Uuid,
    (asked, demand): (Asked, Demand),
    show: impl FnOnce(Document<S::Summary>) -> Result<String, QueryError>,
) -> Result<(Known, Past), QueryError> {
    let known = Known::at(api, tenant, asked.as_of, demand).await?;
    Ok((known, folded::<S>(api, tenant, id, (asked, known), show).await?))
}

async fn folded<S: Subject>(
    api: &QueryApi,
    tenant: &Tenant,
    id: Uuid,
    (asked, known): (Asked, Known),
    show: impl FnOnce(Document<S::Summary>) -> Result<String, QueryError>,
) -> Result<Past, QueryError> {
    let (position, document) = told::<S>(api, tenant, id, asked, known)
        .await
        .map_err(|error| known.said(error))?;
    Ok(Past {
        position,
        body: show(document)?,
        fixed: asked.at_version.is_some(),
        link: None,
    })
}

async fn told<S: Subject>(
    api: &QueryApi,
    tenant: &Tenant,
    id: Uuid,
    asked: Asked,
    known: Known,
) -> Result<(u64, Document<S::Summary>), QueryError> {
    let events = stream(api, tenant, S::KIND, id).await?;
    let Some(first) = events.first() else {
        return Err(unknown::<S>(id).into());
    };
    if let Some(version) = asked.at_version {
        let Some(reached) = events.iter().find(|event| event.sequence == version) else {
            return Err(version_unknown::<S>(version, newest(&events)).into());
        };
        let known = &events[..events.partition_point(|event| event.sequence <= version)];
        let folded = fold::<S>(known, Point::default())?;
        let document = document(id, (folded, reached.recorded_at), known, "at_version")?;
        return Ok((reached.position, document));
    }
    // Sequences and positions of a stream rise together.
    let position = known.position;
    let known = &events[..events.partition_point(|event| event.position <= position)];
    if known.is_empty() {
        return Err(match asked.as_of {
            Some(_) => not_yet_known::<S>(first.recorded_at, "was recorded", "as_of"),
            // Proposed since the ledger's end was looked at.
            None => unknown::<S>(id),
        }
        .into());
    }
    let (effective, place) = match asked.effective_on {
        Some(day) => (
            end_of_day("effective_on", day, zone::<S>(known)?)?,
            "effective_on",
        ),
        None => (asked.as_of.unwrap_or_else(Utc::now), "as_of"),
    };
    if let Some(day) = asked.as_reported_on {
        return reported::<S>(id, known, (position, day, effective));
    }
    let point = Point {
        position: None,
        effective: Some(effective),
    };
    let folded = fold::<S>(known, point)?;
    Ok((position, document(id, (folded, effective), known, place)?))
}

/// What the source had reported by the end of a day about an instant.
fn reported<S: Subject>(
    id: Uuid,
    known: &[RecordedEvent],
    (position, day, effective): (u64, NaiveDate, DateTime<Utc>),
) -> Result<(u64, Document<S::Summary>), QueryError> {
    const PLACE: &str = "as_reported_on";
    let on = end_of_day(PLACE, day, zone::<S>(known)?)?;
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
        return Err(not_yet_known::<S>(first, "was reported", PLACE).into());
    }
    let folded = fold_as_reported::<S>(known, on, point)?;
    Ok((position, document(id, (folded, effective), &told, PLACE)?))
}

/// The zone of its days, as it was known.
pub(crate) fn zone<S: Subject>(known: &[RecordedEvent]) -> Result<Option<TimeZone>, QueryError> {
    let folded = fold::<S>(known, Point::default())?;
    Ok(folded.and_then(|folded| folded.state.zone()))
}

/// The summary at the point. Version, position and instant are of the newest event among those applied; where none is,
/// the refusal names the instant from which on there is something to show.
fn document<S: Subject>(
    id: Uuid,
    (folded, at): (Option<Folded<S>>, DateTime<Utc>),
    known: &[RecordedEvent],
    place: &'static str,
) -> Result<Document<S::Summary>, QueryError> {
    let Some((summary, folded)) = folded.and_then(|folded| Some((folded.state.shown_at(at)?, folded))) else {
        return Err(not_in_effect::<S>(id, known, place)?.into());
    };
    Ok(Document {
        summary,
        version: folded.version,
        position: folded.position,
        recorded_at: folded.recorded_at,
    })
}

/// The newest version of a stream.
pub(crate) fn newest(events: &[RecordedEvent]) -> u64 {
    events.last().map_or(0, |event| event.sequence)
}

pub(crate) fn version_unknown<S: Subject>(version: u64, newest: u64) -> Problem {
    let detail = format!(
        "The {} has no version {version}; it is at version {newest}.",
        S::NAME
    );
    let what = format!("the newest version is {newest}");
    Problem::new(VERSION_UNKNOWN, detail).with_error(FieldError::parameter(
        "at_version",
        VERSION_UNKNOWN.slug,
        what,
    ))
}

fn conflicting(name: &str) -> Problem {
    let detail = format!("at_version names a point by itself; it does not go together with {name}.");
    Problem::new(CONFLICTING_PARAMETERS, detail).with_error(FieldError::parameter(
        name,
        CONFLICTING_PARAMETERS.slug,
        "leave out this parameter or at_version",
    ))
}
