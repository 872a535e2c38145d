//! Collects the faults of a body, so that a client learns of all of them at once.

use std::fmt::Display;

use chrono::{DateTime, NaiveDate, Utc};
use serde::de::DeserializeOwned;
use serde::de::IntoDeserializer;
use serde::de::value::{Error as ValueError, StrDeserializer};
use uuid::Uuid;
use wellflow_domain::api_number::ApiNumberError;
use wellflow_domain::depth::DepthError;
use wellflow_domain::location::LocationError;
use wellflow_domain::month::MonthError;
use wellflow_domain::owner::TaxIdError;
use wellflow_domain::ownership::OwnershipError;
use wellflow_domain::quantity::QuantityError;
use wellflow_domain::tank::TankError;
use wellflow_domain::text::TextError;
use wellflow_http::json::field_name;
use wellflow_http::{FieldError, Location, MISSING_FIELD, Problem, ProblemType};

use crate::body::Place;
use crate::problems::{
    DEPTH_INTERVAL_INVERTED, DEPTH_INTERVALS_OVERLAP, DEPTHS_NOT_NAMED, INVALID_API_NUMBER, INVALID_CHOICE,
    INVALID_DATE, INVALID_DIGEST, INVALID_FIELDS, INVALID_ID, INVALID_LOCATION, INVALID_MONTH,
    INVALID_QUANTITY, INVALID_TAX_ID, INVALID_TEXT, NEGATIVE_VALUE, NEGATIVE_VOLUME,
};

/// Characters of a UUID as we write it; the other forms of the RFC are longer or shorter.
const HYPHENATED: usize = 36;

/// The problem type a value's fault belongs to.
pub(crate) trait Fault: Display {
    fn kind(&self) -> &'static ProblemType;
}

/// The faults found so far.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    found: Vec<(&'static ProblemType, FieldError)>,
}

impl Faults {
    /// Keeps the value, or notes its fault under the place.
    pub(crate) fn at<T, E: Fault>(&mut self, place: Place<'_>, parsed: Result<T, E>) -> Option<T> {
        match parsed {
            Ok(value) => Some(value),
            Err(fault) => {
                self.note(fault.kind(), place, fault.to_string());
                None
            }
        }
    }

    /// Notes a fault under the place.
    pub(crate) fn note(&mut self, kind: &'static ProblemType, place: Place<'_>, detail: impl Into<String>) {
        let error = FieldError::pointer(place.to_string(), kind.slug, detail);
        self.found.push((kind, error));
    }

    /// Notes a field that must be there and is not.
    pub(crate) fn missing(&mut self, place: Place<'_>, field: &str) {
        self.note(MISSING_FIELD, place, format!("the field {field:?} is required"));
    }

    /// Takes over the faults of a part that was read by itself, and stands at the place.
    pub(crate) fn adopt(&mut self, place: Place<'_>, part: &Problem) {
        for error in part.errors() {
            let location = match &error.location {
                Location::Pointer(inner) => Location::Pointer(format!("{place}{inner}")),
                elsewhere @ (Location::Parameter(_) | Location::Header(_)) => elsewhere.clone(),
            };
            let error = FieldError {
                location,
                ..error.clone()
            };
            self.found.push((part.kind(), error));
        }
    }

    /// What `make` builds, unless there were faults. `make` gives nothing only where a value was not taken, and then
    /// its fault is known.
    pub(crate) fn build<T>(self, make: impl FnOnce() -> Option<T>) -> Result<T, Problem> {
        let Some((first, _)) = self.found.first() else {
            return make().ok_or_else(|| Problem::internal("a body without faults made no command"));
        };
        let kind = if self.found.iter().all(|(kind, _)| kind == first) {
            first
        } else {
            INVALID_FIELDS
        };
        let detail = match self.found.as_slice() {
            [(_, only)] => format!("{}: {}.", field_of(only), only.detail),
            several if kind.slug == MISSING_FIELD.slug => {
                let names: Vec<String> = several.iter().map(|(_, error)| field_of(error)).collect();
                format!(
                    "{} required fields are absent: {}.",
                    several.len(),
                    names.join(", ")
                )
            }
            several => format!("{} fields have values that are not understood.", several.len()),
        };
        Err(Problem::new(kind, detail).with_errors(self.found.into_iter().map(|(_, error)| error)))
    }
}

fn field_of(error: &FieldError) -> String {
    match &error.location {
        Location::Pointer(pointer) => field_name(pointer),
        Location::Parameter(name) | Location::Header(name) => name.clone(),
    }
}

impl Fault for ApiNumberError {
    fn kind(&self) -> &'static ProblemType {
        INVALID_API_NUMBER
    }
}

impl Fault for TankError {
    fn kind(&self) -> &'static ProblemType {
        INVALID_QUANTITY
    }
}

impl Fault for QuantityError {
    fn kind(&self) -> &'static ProblemType {
        match self {
            Self::Negative { .. } => NEGATIVE_VOLUME,
            Self::NotADecimal { .. }
            | Self::TooManyDecimals { .. }
            | Self::TooLarge { .. }
            | Self::PressureBase { .. }
            | Self::MixedPressureBases { .. }
            | Self::TooSmall { .. }
            | Self::MixedTemperatureBases { .. } => INVALID_QUANTITY,
        }
    }
}

/// A fault of what is measured from zero up, and is neither a volume nor a depth nor a count.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub(crate) struct NoVolume(pub(crate) QuantityError);

impl Fault for NoVolume {
    fn kind(&self) -> &'static ProblemType {
        match self.0 {
            QuantityError::Negative { .. } => NEGATIVE_VALUE,
            QuantityError::NotADecimal { .. }
            | QuantityError::TooManyDecimals { .. }
            | QuantityError::TooLarge { .. }
            | QuantityError::PressureBase { .. }
            | QuantityError::MixedPressureBases { .. }
            | QuantityError::TooSmall { .. }
            | QuantityError::MixedTemperatureBases { .. } => INVALID_QUANTITY,
        }
    }
}

impl Fault for TextError {
    fn kind(&self) -> &'static ProblemType {
        INVALID_TEXT
    }
}

impl Fault for LocationError {
    fn kind(&self) -> &'static ProblemType {
        INVALID_LOCATION
    }
}

impl Fault for MonthError {
    fn kind(&self) -> &'static ProblemType {
        INVALID_MONTH
    }
}

impl Fault for DepthError {
    fn kind(&self) -> &'static ProblemType {
        match self {
            Self::Inverted { .. } => DEPTH_INTERVAL_INVERTED,
            Self::Overlap { .. } => DEPTH_INTERVALS_OVERLAP,
            Self::Nothing => DEPTHS_NOT_NAMED,
        }
    }
}

impl Fault for TaxIdError {
    fn kind(&self) -> &'static ProblemType {
        INVALID_TAX_ID
    }
}

impl Fault for OwnershipError {
    fn kind(&self) -> &'static ProblemType {
        INVALID_QUANTITY
    }
}

/// A fault of a value that is not the domain's own.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ValueFault {
    #[error("{0:?} is not an instant; write RFC 3339 with an offset, as in 2026-03-01T14:30:00-06:00")]
    Instant(String),
    #[error("{0} has more than six decimals of a second; microseconds are the finest kept")]
    TooFine(String),
    #[error("{0:?} is not a day of the calendar; write year, month and day as in 2026-03-01")]
    Day(String),
    #[error("the year {0} is out of range; years 1800 to 2999 are kept")]
    Year(i32),
    #[error("{0}")]
    Choice(String),
    #[error("{0:?} is not a UUID; write it with hyphens, as in 01890a5d-ac96-774b-bcce-b302099a8057")]
    Id(String),
    #[error("a UUID of zeros only names nothing")]
    NilId,
    #[error("a SHA-256 digest is 64 lower-case hexadecimal digits")]
    Digest,
}

impl Fault for ValueFault {
    fn kind(&self) -> &'static ProblemType {
        match self {
            Self::Instant(_) | Self::TooFine(_) | Self::Day(_) | Self::Year(_) => INVALID_DATE,
            Self::Choice(_) => INVALID_CHOICE,
            Self::Id(_) | Self::NilId => INVALID_ID,
            Self::Digest => INVALID_DIGEST,
        }
    }
}

/// An instant in RFC 3339 with its offset, no finer than microseconds.
pub(crate) fn instant(text: &str) -> Result<DateTime<Utc>, ValueFault> {
    let at = DateTime::parse_from_rfc3339(text)
        .map_err(|_| ValueFault::Instant(clipped(text)))?
        .to_utc();
    let nanos = at.timestamp_subsec_nanos();
    // A leap second has no instant of its own in the ledger.
    if nanos >= 1_000_000_000 {
        return Err(ValueFault::Instant(clipped(text)));
    }
    if nanos % 1_000 != 0 {
        return Err(ValueFault::TooFine(clipped(text)));
    }
    year_in_range(at.date_naive()).map(|_| at)
}

/// A day of the calendar, `YYYY-MM-DD`.
pub(crate) fn day(text: &str) -> Result<NaiveDate, ValueFault> {
    let canonical = |day: &NaiveDate| day.to_string() == text;
    let day = text
        .parse()
        .ok()
        .filter(canonical)
        .ok_or_else(|| ValueFault::Day(clipped(text)))?;
    year_in_range(day)
}

fn year_in_range(day: NaiveDate) -> Result<NaiveDate, ValueFault> {
    let year = chrono::Datelike::year(&day);
    if (1800..=2999).contains(&year) {
        Ok(day)
    } else {
        Err(ValueFault::Year(year))
    }
}

/// One of the words of an enum, as events spell it.
pub(crate) fn choice<T: DeserializeOwned>(word: &str) -> Result<T, ValueFault> {
    let deserializer: StrDeserializer<'_, ValueError> = word.into_deserializer();
    T::deserialize(deserializer).map_err(|error| ValueFault::Choice(error.to_string()))
}

/// A UUID in its hyphenated form, not nil; in paths and in bodies alike.
pub(crate) fn id(text: &str) -> Result<Uuid, ValueFault> {
    match Uuid::try_parse(text) {
        Ok(id) if text.len() == HYPHENATED => {
            if id.is_nil() {
                Err(ValueFault::NilId)
            } else {
                Ok(id)
            }
        }
        _ => Err(ValueFault::Id(clipped(text))),
    }
}

/// A SHA-256 digest in hexadecimal.
pub(crate) fn sha256(text: &str) -> Result<String, ValueFault> {
    let hex = text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    if hex {
        Ok(text.to_owned())
    } else {
        Err(ValueFault::Digest)
    }
}

fn clipped(text: &str) -> String {
    text.chars().take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_carry_an_offset_and_microseconds_at_most() {
        let at = instant("2026-03-01T14:30:00.000001-06:00").unwrap();
        assert_eq!(at.to_rfc3339(), "2026-03-01T20:30:00.000001+00:00");
        for odd in [
            "2026-03-01T14:30:00",
            "2026-03-01",
            "",
            "2026-02-30T00:00:00Z",
            "2026-03-01T23:59:60Z",
        ] {
            assert_eq!(instant(odd), Err(ValueFault::Instant(odd.to_owned())), "{odd}");
        }
        assert!(matches!(
            instant("2026-03-01T14:30:00.0000001Z"),
            Err(ValueFault::TooFine(_))
        ));
        assert_eq!(instant("0026-03-01T14:30:00Z"), Err(ValueFault::Year(26)));
    }

    #[test]
    fn days_are_written_one_way() {
        assert_eq!(day("2024-02-29").unwrap().to_string(), "2024-02-29");
        for odd in [
            "2023-02-29",
            "2024-2-9",
            "20240209",
            "2024-02-09T00:00:00Z",
            " 2024-02-09",
            "+2024-02-09",
            "",
        ] {
            assert!(matches!(day(odd), Err(ValueFault::Day(_))), "{odd}");
        }
    }

    #[test]
    fn ids_are_written_one_way_and_name_something() {
        let hyphenated = "01890a5d-ac96-774b-bcce-b302099a8057";
        assert_eq!(id(hyphenated).unwrap().to_string(), hyphenated);
        for odd in [
            "01890a5dac96774bbcceb302099a8057",
            "{01890a5d-ac96-774b-bcce-b302099a8057}",
            "urn:uuid:01890a5d-ac96-774b-bcce-b302099a8057",
            "01890a5d-ac96-774b-bcce-b302099a805g",
            "",
        ] {
            assert!(matches!(id(odd), Err(ValueFault::Id(_))), "{odd}");
        }
        assert_eq!(id(&Uuid::nil().to_string()), Err(ValueFault::NilId));
    }

    #[test]
    fn faults_of_one_kind_name_it_and_of_several_do_not() {
        let kind = |pairs: &[(&'static str, ValueFault)]| {
            let mut faults = Faults::default();
            for (pointer, fault) in pairs {
                let parsed: Result<(), _> = match fault {
                    ValueFault::NilId => Err(ValueFault::NilId),
                    _ => Err(ValueFault::Digest),
                };
                assert_eq!(faults.at(Place::Body.field(pointer), parsed), None);
            }
            let problem = faults.build(|| None::<()>).unwrap_err();
            (problem.kind().slug, problem.errors().len())
        };
        assert_eq!(kind(&[("a", ValueFault::NilId)]), ("invalid-id", 1));
        assert_eq!(
            kind(&[("a", ValueFault::NilId), ("b", ValueFault::NilId)]),
            ("invalid-id", 2)
        );
        assert_eq!(
            kind(&[("a", ValueFault::NilId), ("b", ValueFault::Digest)]),
            ("invalid-fields", 2)
        );
    }
}
