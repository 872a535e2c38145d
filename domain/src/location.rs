//! Where a well is: coordinates, state, time zone.
//!
//! Invariants
//! - Coordinates always carry their datum: NAD27 and NAD83 differ by tens of feet in the Gulf.
//! - A state is one of the fifty and the District of Columbia. Federal waters have none.

mod states;

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

pub use states::{ApiArea, StateCode};

use crate::quantity::{self, QuantityError};

/// Why a place is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LocationError {
    /// A coordinate is no decimal number.
    #[error("`{found}` is not a decimal number of degrees with at most 8 decimals, such as 28.25446196")]
    NotDegrees {
        /// What was found, cut at 40 characters.
        found: String,
    },
    /// South of the South Pole or north of the North Pole.
    #[error("latitude {latitude} is out of range: use -90 to 90 degrees")]
    Latitude {
        /// The latitude found.
        latitude: Decimal,
    },
    /// Beyond the date line.
    #[error("longitude {longitude} is out of range: use -180 to 180 degrees")]
    Longitude {
        /// The longitude found.
        longitude: Decimal,
    },
    /// Not a state of the United States.
    #[error("`{found}` is not a state: use two letters such as TX")]
    State {
        /// What was found, cut at 40 characters.
        found: String,
    },
    /// Not a datum we know.
    #[error("`{found}` is not a datum: use NAD27, NAD83 or WGS84")]
    Datum {
        /// What was found, cut at 40 characters.
        found: String,
    },
    /// Not a name of the IANA time zone database.
    #[error("`{found}` is not a time zone: use a name such as America/Chicago")]
    TimeZone {
        /// What was found, cut at 40 characters.
        found: String,
    },
}

impl LocationError {
    /// The rule that was broken, as a slug.
    pub fn rule(&self) -> &'static str {
        match self {
            Self::NotDegrees { .. } => "coordinate-form",
            Self::Latitude { .. } => "latitude-out-of-range",
            Self::Longitude { .. } => "longitude-out-of-range",
            Self::State { .. } => "state-unknown",
            Self::Datum { .. } => "datum-unknown",
            Self::TimeZone { .. } => "time-zone-unknown",
        }
    }
}

/// The geodetic datum of coordinates. JSON: `"NAD27"`, `"NAD83"`, `"WGS84"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Datum {
    /// North American Datum of 1927; BSEE's own.
    Nad27,
    /// North American Datum of 1983.
    Nad83,
    /// World Geodetic System 1984.
    Wgs84,
}

impl Datum {
    /// Reads `NAD27`, `NAD83` or `WGS84`.
    ///
    /// # Errors
    /// [`LocationError::Datum`].
    pub fn parse(text: &str) -> Result<Self, LocationError> {
        match text.trim() {
            "NAD27" => Ok(Self::Nad27),
            "NAD83" => Ok(Self::Nad83),
            "WGS84" => Ok(Self::Wgs84),
            other => Err(LocationError::Datum {
                found: shortened(other),
            }),
        }
    }

    /// Its name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Nad27 => "NAD27",
            Self::Nad83 => "NAD83",
            Self::Wgs84 => "WGS84",
        }
    }
}

/// A point on the earth. JSON: `{"latitude":"28.25","longitude":"-91.35","datum":"NAD27"}`, degrees as strings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(try_from = "RawLatLon")]
pub struct LatLon {
    /// Degrees north, -90 to 90.
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::degrees"))]
    latitude: Decimal,
    /// Degrees east, -180 to 180.
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::degrees"))]
    longitude: Decimal,
    /// The datum of both.
    datum: Datum,
}

#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct RawLatLon {
    latitude: String,
    longitude: String,
    datum: Datum,
}

impl LatLon {
    /// The most decimals of a coordinate: a millimetre.
    pub const MAX_DECIMALS: u32 = 8;

    /// A point at these degrees.
    ///
    /// # Errors
    /// [`LocationError`] when a coordinate is off the globe or has more than eight decimals.
    pub fn new(latitude: Decimal, longitude: Decimal, datum: Datum) -> Result<Self, LocationError> {
        let (latitude, longitude) = (latitude.normalize(), longitude.normalize());
        for degrees in [latitude, longitude] {
            if degrees.scale() > Self::MAX_DECIMALS {
                return Err(LocationError::NotDegrees {
                    found: shortened(&degrees.to_string()),
                });
            }
        }
        if latitude.abs() > Decimal::from(90) {
            return Err(LocationError::Latitude { latitude });
        }
        if longitude.abs() > Decimal::from(180) {
            return Err(LocationError::Longitude { longitude });
        }
        Ok(Self {
            latitude,
            longitude,
            datum,
        })
    }

    /// Reads a point from two texts.
    ///
    /// # Errors
    /// As [`LatLon::new`], and [`LocationError::NotDegrees`] for what is no number.
    pub fn parse(latitude: &str, longitude: &str, datum: Datum) -> Result<Self, LocationError> {
        Self::new(degrees(latitude)?, degrees(longitude)?, datum)
    }

    /// Degrees north.
    pub const fn latitude(&self) -> Decimal {
        self.latitude
    }

    /// Degrees east.
    pub const fn longitude(&self) -> Decimal {
        self.longitude
    }

    /// The datum.
    pub const fn datum(&self) -> Datum {
        self.datum
    }
}

impl TryFrom<RawLatLon> for LatLon {
    type Error = LocationError;

    fn try_from(raw: RawLatLon) -> Result<Self, Self::Error> {
        Self::parse(&raw.latitude, &raw.longitude, raw.datum)
    }
}

fn degrees(text: &str) -> Result<Decimal, LocationError> {
    let text = text.trim();
    let (negative, size) = text.strip_prefix('-').map_or((false, text), |size| (true, size));
    let limits = quantity::Limits {
        decimals: LatLon::MAX_DECIMALS,
        integer_digits: 6,
    };
    match quantity::parse_decimal(size, limits) {
        Ok(value) => Ok(if negative { -value } else { value }),
        Err(
            QuantityError::NotADecimal { .. }
            | QuantityError::Negative { .. }
            | QuantityError::TooManyDecimals { .. }
            | QuantityError::TooLarge { .. }
            | QuantityError::TooSmall { .. }
            | QuantityError::PressureBase { .. }
            | QuantityError::MixedPressureBases { .. }
            | QuantityError::MixedTemperatureBases { .. },
        ) => Err(LocationError::NotDegrees {
            found: shortened(text),
        }),
    }
}

/// A time zone of the IANA database. JSON: its name, such as `"America/Chicago"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TimeZone(chrono_tz::Tz);

impl TimeZone {
    /// Takes a zone.
    pub const fn new(zone: chrono_tz::Tz) -> Self {
        Self(zone)
    }

    /// Reads a name, in the database's own spelling.
    ///
    /// # Errors
    /// [`LocationError::TimeZone`].
    pub fn parse(text: &str) -> Result<Self, LocationError> {
        let text = text.trim();
        chrono_tz::Tz::from_str(text)
            .map(Self)
            .map_err(|_| LocationError::TimeZone {
                found: shortened(text),
            })
    }

    /// The zone.
    pub const fn tz(self) -> chrono_tz::Tz {
        self.0
    }

    /// Its name.
    pub fn as_str(self) -> &'static str {
        self.0.name()
    }
}

fn shortened(text: &str) -> String {
    text.chars().take(40).collect()
}

macro_rules! place_conversions {
    ($($place:ident),+) => { $(
        impl TryFrom<String> for $place {
            type Error = LocationError;
            fn try_from(text: String) -> Result<Self, Self::Error> {
                Self::parse(&text)
            }
        }
        impl FromStr for $place {
            type Err = LocationError;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::parse(text)
            }
        }
        impl From<$place> for String {
            fn from(place: $place) -> Self {
                place.as_str().to_owned()
            }
        }
        impl fmt::Display for $place {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
    )+ };
}

place_conversions!(Datum, StateCode, TimeZone);

crate::schema::written_as! {
    Datum: "^(NAD27|NAD83|WGS84)$", "Geodetic datum of coordinates.";
    StateCode: "^[A-Z]{2}$", "State of the United States or District of Columbia, two letters.";
    TimeZone: "^[A-Za-z0-9_+/-]+$", "Name in the IANA time zone database, such as America/Chicago.";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api_number::ApiNumber;

    #[test]
    fn a_point_lies_on_the_globe() {
        let point = LatLon::parse("28.25446196", "-91.34867434", Datum::Nad27).unwrap();
        assert_eq!(point.latitude().to_string(), "28.25446196");
        assert!(LatLon::parse("90", "-180", Datum::Wgs84).is_ok());
        assert_eq!(
            LatLon::parse("90.00000001", "0", Datum::Wgs84),
            Err(LocationError::Latitude {
                latitude: "90.00000001".parse().unwrap()
            })
        );
        assert_eq!(
            LatLon::parse("0", "180.5", Datum::Wgs84),
            Err(LocationError::Longitude {
                longitude: "180.5".parse().unwrap()
            })
        );
    }

    #[test]
    fn degrees_are_plain_decimals() {
        for wrong in ["", "28,5", "1e1", "28.254461961", "--1", "NaN", "28°", "1234567"] {
            assert!(
                matches!(
                    LatLon::parse(wrong, "0", Datum::Wgs84),
                    Err(LocationError::NotDegrees { .. })
                ),
                "{wrong}"
            );
        }
    }

    #[test]
    fn a_point_travels_as_strings_and_is_checked_on_the_way_in() {
        let point = LatLon::parse("28.250", "-91.5", Datum::Nad27).unwrap();
        let json = r#"{"latitude":"28.25","longitude":"-91.5","datum":"NAD27"}"#;
        assert_eq!(serde_json::to_string(&point).unwrap(), json);
        assert_eq!(serde_json::from_str::<LatLon>(json).unwrap(), point);
        let off = r#"{"latitude":"128.25","longitude":"-91.5","datum":"NAD27"}"#;
        assert!(
            serde_json::from_str::<LatLon>(off)
                .unwrap_err()
                .to_string()
                .contains("128.25")
        );
    }

    #[test]
    fn a_state_is_one_of_the_fifty_and_the_district() {
        assert_eq!(StateCode::parse("tx").unwrap().as_str(), "TX");
        assert_eq!(
            StateCode::parse("XX"),
            Err(LocationError::State { found: "XX".into() })
        );
        assert_eq!(
            StateCode::parse("Texas"),
            Err(LocationError::State {
                found: "Texas".into()
            })
        );
    }

    #[test]
    fn the_state_of_an_api_number_is_never_guessed() {
        let state =
            |text: &str| StateCode::of_api_number(&ApiNumber::parse(text).unwrap()).map(StateCode::as_str);
        assert_eq!(state("177194053300"), Some("LA"));
        assert_eq!(state("42-501-20130"), Some("TX"));
        assert_eq!(state("608114012300"), None);
        assert_eq!(state("043112033000"), None);
    }

    #[test]
    fn a_time_zone_has_a_name_of_the_database() {
        assert_eq!(
            TimeZone::parse("America/Chicago").unwrap().to_string(),
            "America/Chicago"
        );
        assert_eq!(
            TimeZone::parse("Central"),
            Err(LocationError::TimeZone {
                found: "Central".into()
            })
        );
    }
}
