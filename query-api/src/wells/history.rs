//! A well as it was: folded from the ledger at what was known and at what held.

use chrono::{DateTime, Days, NaiveDate, SecondsFormat, TimeDelta, Utc};
use uuid::Uuid;
use wellflow_decider::Decider;
use wellflow_domain::month::day_start;
use wellflow_domain::well::Well;
use wellflow_event_store::{Folded, Point, RecordedEvent, fold};
use wellflow_http::{FieldError, Problem};
use wellflow_read_model::document::Document;
use wellflow_runtime::Tenant;

use super::unknown;
use crate::QueryApi;
use crate::error::QueryError;
use crate::fresh::Demand;
use crate::params::invalid;
use crate::problems::{AS_OF_IN_FUTURE, NOT_YET_PROJECTED, VERSION_UNKNOWN, WELL_NOT_YET_KNOWN};

/// Events per round trip.
const PAGE: u32 = 1_000;

/// The point asked about.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked {
    /// What was known then.
    pub(super) as_of: Option<DateTime<Utc>>,
    /// What held at the end of this local day of the well.
    pub(super) effective_on: Option<NaiveDate>,
    /// What was known when the well reached this version.
    pub(super) at_version: Option<u64>,
}

impl Asked {
    pub(super) fn is_now(&self) -> bool {
        self.as_of.is_none() && self.effective_on.is_none() && self.at_version.is_none()
    }
}

/// The well at the point, and the position the answer holds at.
///
/// # Errors
/// `well-unknown`, `well-not-yet-known`, `version-unknown`, `as-of-in-future`, or a fault of ours.
pub(super) async fn at(
    api: &QueryApi,
    tenant: &Tenant,
    well_id: Uuid,
    asked: Asked,
    demand: Demand,
) -> Result<(u64, String), QueryError> {
    let known = known_at(api, tenant, asked.as_of).await?;
    let tip = known.unwrap_or(0);
    if asked.as_of.is_none() && !demand.is_met_by(tip) {
        let detail = format!(
            "Position {} is asked for, the ledger ends at {tip}.",
            demand.position
        );
        return Err(Problem::new(NOT_YET_PROJECTED, detail).into());
    }
    let events = stream(api, tenant, well_id).await?;
    let Some(first) = events.first() else {
        return Err(unknown(well_id).into());
    };
    if let Some(version) = asked.at_version {
        let Some(reached) = events.iter().find(|event| event.sequence == version) else {
            return Err(version_unknown(version, events.len()).into());
        };
        let known = &events[..events.partition_point(|event| event.sequence <= version)];
        let folded = fold::<Well>(known, Point::default())?;
        return Ok((reached.position, document(folded, known)?));
    }
    // Sequences and positions of a stream rise together.
    let position = known.unwrap_or(0);
    let known = &events[..events.partition_point(|event| event.position <= position)];
    if known.is_empty() {
        return Err(not_yet_known(first.recorded_at, "recorded").into());
    }
    let effective = match asked.effective_on {
        Some(day) => end_of_day(known, day)?,
        None => asked.as_of.unwrap_or_else(Utc::now),
    };
    let point = Point {
        position: None,
        effective: Some(effective),
    };
    let folded = fold::<Well>(known, point)?;
    Ok((position, document(folded, known)?))
}

/// The position an instant stands for; without one the ledger's end.
pub(super) async fn known_at(
    api: &QueryApi,
    tenant: &Tenant,
    as_of: Option<DateTime<Utc>>,
) -> Result<Option<u64>, QueryError> {
    let tip = api.ledger.tip(tenant).await?;
    let Some(as_of) = as_of else {
        return Ok(tip.map(|tip| tip.position));
    };
    // The database gives out the instants, and its clock may be a little ahead of this one.
    let now = tip.map_or_else(Utc::now, |tip| tip.recorded_at.max(Utc::now()));
    if as_of > now {
        let now = now.to_rfc3339_opts(SecondsFormat::Micros, true);
        let detail = format!("as_of lies in the future; it is {now}.");
        let error = FieldError::parameter("as_of", AS_OF_IN_FUTURE.slug, format!("later than {now}"));
        return Err(Problem::new(AS_OF_IN_FUTURE, detail).with_error(error).into());
    }
    Ok(api.ledger.position_at(tenant, as_of).await?)
}

async fn stream(api: &QueryApi, tenant: &Tenant, well_id: Uuid) -> Result<Vec<RecordedEvent>, QueryError> {
    let mut events: Vec<RecordedEvent> = Vec::new();
    loop {
        let after = events.last().map_or(0, |event| event.sequence);
        let page = api
            .ledger
            .stream(tenant, Well::KIND, well_id, after, PAGE)
            .await?;
        let full = page.len() == PAGE as usize;
        events.extend(page);
        if !full {
            return Ok(events);
        }
    }
}

/// The last instant of a local day, in the zone the well was known to lie in.
fn end_of_day(known: &[RecordedEvent], day: NaiveDate) -> Result<DateTime<Utc>, QueryError> {
    let folded = fold::<Well>(known, Point::default())?;
    let summary = folded.and_then(|folded| folded.state.summary());
    let next = day.checked_add_days(Days::new(1));
    match (summary, next) {
        (Some(summary), Some(next)) => Ok(day_start(next, summary.time_zone) - TimeDelta::microseconds(1)),
        // Without a zone nothing is known of the well, and nothing will be found at any instant.
        (None, Some(next)) => Ok(next.and_time(chrono::NaiveTime::MIN).and_utc()),
        (_, None) => Err(invalid("effective_on", "the day is out of range").into()),
    }
}

/// The summary at the point. Version, position and instant are of the newest event among those applied; where none is,
/// the refusal names the instant the earliest of the known ones takes effect.
fn document(folded: Option<Folded<Well>>, known: &[RecordedEvent]) -> Result<String, QueryError> {
    let Some((summary, folded)) = folded.and_then(|folded| Some((folded.state.summary()?, folded))) else {
        let earliest = known
            .iter()
            .map(|event| event.effective_at)
            .min()
            .unwrap_or_default();
        return Err(not_yet_known(earliest, "in effect").into());
    };
    let document = Document {
        summary,
        version: folded.version,
        position: folded.position,
        recorded_at: folded.recorded_at,
    };
    Ok(document.to_json()?)
}

fn not_yet_known(first: DateTime<Utc>, how: &str) -> Problem {
    let first = first.to_rfc3339_opts(SecondsFormat::Micros, true);
    Problem::new(
        WELL_NOT_YET_KNOWN,
        format!("The first fact of this well is {how} from {first} on."),
    )
    .with_extension("first_known_at", first)
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
