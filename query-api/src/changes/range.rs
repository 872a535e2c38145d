//! The two points asked about, and the stream between them.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;
use wellflow_event_store::RecordedEvent;
use wellflow_http::{FieldError, Problem};
use wellflow_runtime::Tenant;

use super::walk::{Axis, Range};
use crate::QueryApi;
use crate::error::QueryError;
use crate::fresh::Demand;
use crate::history::{version_unknown, zone};
use crate::params::{Params, invalid};
use crate::past::{Known, end_of_day, stream};
use crate::problems::CONFLICTING_PARAMETERS;
use crate::subject::{Subject, not_yet_known, unknown};

/// The parameters that name the points.
pub(super) const BETWEEN: [&str; 5] = ["from", "to", "from_version", "to_version", "effective_on"];

/// The points asked about.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked {
    from: Option<DateTime<Utc>>,
    to: Option<DateTime<Utc>>,
    versions: (Option<u64>, Option<u64>),
    effective_on: Option<NaiveDate>,
}

/// What lies between two points.
pub(super) struct Between {
    pub(super) events: Vec<RecordedEvent>,
    pub(super) range: Range,
    /// What is known of the point walked to.
    pub(super) known: Known,
    /// Whether neither point can ever show anything else.
    pub(super) fixed: bool,
}

impl Asked {
    /// # Errors
    /// `invalid-parameter`, `conflicting-parameters`.
    pub(super) fn read(params: &Params) -> Result<Self, Problem> {
        let version = |name| params.number(name, 0, i64::MAX.unsigned_abs());
        let asked = Self {
            from: params.instant("from")?,
            to: params.instant("to")?,
            versions: (version("from_version")?, version("to_version")?),
            effective_on: params.date("effective_on")?,
        };
        if asked.versions != (None, None) {
            for (name, given) in [
                ("from", asked.from.is_some()),
                ("to", asked.to.is_some()),
                ("effective_on", asked.effective_on.is_some()),
            ] {
                if given {
                    return Err(conflicting(name));
                }
            }
        }
        if let (Some(from), Some(to)) = (asked.from, asked.to)
            && from > to
        {
            return Err(invalid("from", "later than to"));
        }
        if let (Some(from), Some(to)) = asked.versions
            && from > to
        {
            return Err(invalid("from_version", "higher than to_version"));
        }
        Ok(asked)
    }

    /// Refuses a question that names no first point.
    ///
    /// # Errors
    /// `invalid-parameter`.
    pub(super) fn needs_from(self) -> Result<Self, Problem> {
        if self.from.is_none() && self.versions.0.is_none() {
            return Err(invalid("from", "an instant is needed here, or from_version"));
        }
        Ok(self)
    }

    /// Reads what lies between the points. Where `from` is not named, everything from the first event on.
    ///
    /// # Errors
    /// That there is none, or was none at the last point; `version-unknown`, `as-of-in-future`, or a fault of ours.
    pub(super) async fn between<S: Subject>(
        self,
        api: &QueryApi,
        tenant: &Tenant,
        (id, demand): (Uuid, Demand),
    ) -> Result<Between, QueryError> {
        let known = Known::at(api, tenant, self.to, demand).await?;
        let mut events = stream(api, tenant, S::KIND, id).await?;
        let first = events.first().map(|event| event.recorded_at);
        events.truncate(events.partition_point(|event| event.position <= known.position));
        let refused = match (events.is_empty(), first, self.to) {
            (false, ..) => None,
            (true, Some(first), Some(_)) => Some(not_yet_known::<S>(first, "was recorded", "to")),
            (true, ..) => Some(unknown::<S>(id)),
        };
        if let Some(problem) = refused {
            return Err(known.said(problem.into()));
        }
        if self.versions != (None, None) {
            return self.versions::<S>(events, known);
        }
        let to = self.to.unwrap_or_else(Utc::now);
        let from = match self.from {
            None => (0, DateTime::<Utc>::MIN_UTC),
            Some(from) => (api.ledger.position_at(tenant, from).await?.unwrap_or(0), from),
        };
        let axis = match self.effective_on {
            None => Axis::Both,
            Some(day) => Axis::Known(end_of_day("effective_on", day, zone::<S>(&events)?)?),
        };
        let range = Range {
            axis,
            from: (from.0.min(known.position), from.1),
            to: (known.position, to),
        };
        Ok(Between {
            events,
            range,
            known,
            fixed: false,
        })
    }

    fn versions<S: Subject>(self, events: Vec<RecordedEvent>, known: Known) -> Result<Between, QueryError> {
        let place = |version: u64| -> Result<(u64, DateTime<Utc>), QueryError> {
            if version == 0 {
                return Ok((0, DateTime::<Utc>::MIN_UTC));
            }
            let found = events.iter().find(|event| event.sequence == version);
            found
                .map(|event| (event.position, event.recorded_at))
                .ok_or_else(|| version_unknown::<S>(version, events.len()).into())
        };
        let newest = events.last().map_or(0, |event| event.sequence);
        let range = Range {
            axis: Axis::Versions,
            from: place(self.versions.0.unwrap_or(0))?,
            to: place(self.versions.1.unwrap_or(newest))?,
        };
        let fixed = self.versions.1.is_some();
        Ok(Between {
            events,
            range,
            known,
            fixed,
        })
    }
}

fn conflicting(name: &str) -> Problem {
    let detail = format!("Versions name points by themselves; they do not go together with {name}.");
    let what = "leave out this parameter, or from_version and to_version";
    let error = FieldError::parameter(name, CONFLICTING_PARAMETERS.slug, what);
    Problem::new(CONFLICTING_PARAMETERS, detail).with_error(error)
}
