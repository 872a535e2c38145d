//! `/production-months`: one completion's month, with its days, its balance and its warnings.

pub(crate) mod one;
pub(crate) mod shown;

pub(crate) use one::one;
pub(crate) use shown::{Ratios, at_point as document, zone};

use chrono::{DateTime, SecondsFormat, Utc};
use uuid::Uuid;
use wellflow_http::{FieldError, Problem};

use crate::problems::{PRODUCTION_MONTH_NOT_YET_KNOWN, PRODUCTION_MONTH_UNKNOWN};

/// Nothing is recorded under the id. A month of another organization is no different.
fn unknown(id: Uuid) -> Problem {
    let detail = format!("There is no production month {id}.");
    Problem::new(PRODUCTION_MONTH_UNKNOWN, detail).with_error(FieldError::parameter(
        "production_month_id",
        PRODUCTION_MONTH_UNKNOWN.slug,
        "no production month has this id",
    ))
}

/// Nothing of the month is known at the point asked about. `how`: what the first of its facts did at `first`; `place`: the
/// parameter that names the point.
fn not_yet_known(first: DateTime<Utc>, how: &str, place: &'static str) -> Problem {
    let kind = PRODUCTION_MONTH_NOT_YET_KNOWN;
    let first = first.to_rfc3339_opts(SecondsFormat::Micros, true);
    let error = FieldError::parameter(place, kind.slug, format!("earlier than {first}"));
    let detail = format!("The first fact of this month {how} at {first}.");
    Problem::new(kind, detail)
        .with_error(error)
        .with_extension("first_known_at", first)
}
