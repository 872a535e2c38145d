//! The states, and the areas that API numbers begin with.

use serde::{Deserialize, Deserializer, Serialize};

use super::{LocationError, shortened};
use crate::api_number::ApiNumber;

/// A state of the United States, by its two letters. JSON: `"TX"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(into = "String")]
pub struct StateCode(&'static str);

// Written out because the derive takes the static text inside for one borrowed from the input.
impl<'de> Deserialize<'de> for StateCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

const STATES: [&str; 51] = [
    "AK", "AL", "AR", "AZ", "CA", "CO", "CT", "DC", "DE", "FL", "GA", "HI", "IA", "ID", "IL", "IN", "KS",
    "KY", "LA", "MA", "MD", "ME", "MI", "MN", "MO", "MS", "MT", "NC", "ND", "NE", "NH", "NJ", "NM", "NV",
    "NY", "OH", "OK", "OR", "PA", "RI", "SC", "SD", "TN", "TX", "UT", "VA", "VT", "WA", "WI", "WV", "WY",
];

/// The area the first two digits of an API number stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ApiArea {
    /// A state, and the waters off it that share its digits (county codes above 500).
    State(StateCode),
    /// Federal waters, by name.
    FederalWaters(&'static str),
}

/// API state digits (not FIPS: Texas is 42) that were seen in agency files or read in their manuals. Digits that are
/// only known at second hand are left out: a well gets no state by guess.
const API_AREAS: [(u8, ApiArea); 16] = [
    (5, ApiArea::State(StateCode("CO"))),
    (17, ApiArea::State(StateCode("LA"))),
    (25, ApiArea::State(StateCode("MT"))),
    (30, ApiArea::State(StateCode("NM"))),
    (31, ApiArea::State(StateCode("NY"))),
    (33, ApiArea::State(StateCode("ND"))),
    (34, ApiArea::State(StateCode("OH"))),
    (42, ApiArea::State(StateCode("TX"))),
    (47, ApiArea::State(StateCode("WV"))),
    (49, ApiArea::State(StateCode("WY"))),
    (50, ApiArea::State(StateCode("AK"))),
    (51, ApiArea::State(StateCode("HI"))),
    (55, ApiArea::FederalWaters("Alaska outer continental shelf")),
    (56, ApiArea::FederalWaters("Pacific outer continental shelf")),
    (60, ApiArea::FederalWaters("Gulf outer continental shelf")),
    (61, ApiArea::FederalWaters("Atlantic outer continental shelf")),
];

impl ApiArea {
    /// The area of an API number; `None` for digits that are not certain.
    pub fn of(number: &ApiNumber) -> Option<Self> {
        API_AREAS
            .iter()
            .find(|(digits, _)| *digits == number.state())
            .map(|(_, area)| *area)
    }
}

impl StateCode {
    /// Reads two letters, in either case.
    ///
    /// # Errors
    /// [`LocationError::State`].
    pub fn parse(text: &str) -> Result<Self, LocationError> {
        let text = text.trim();
        STATES
            .into_iter()
            .find(|state| state.eq_ignore_ascii_case(text))
            .map(Self)
            .ok_or_else(|| LocationError::State {
                found: shortened(text),
            })
    }

    /// The state whose digits an API number begins with; `None` in federal waters and where the digits are not certain.
    pub fn of_api_number(number: &ApiNumber) -> Option<Self> {
        match ApiArea::of(number)? {
            ApiArea::State(state) => Some(state),
            ApiArea::FederalWaters(_) => None,
        }
    }

    /// The two letters.
    pub const fn as_str(self) -> &'static str {
        self.0
    }
}
