//! The API well number (US Well Number): `SS-CCC-UUUUU-DD-EE`.
//!
//! State of the surface location (not the FIPS code: Texas is 42), county, number within the county, directional
//! sidetrack, event sequence. Ten digits name a well, twelve a wellbore; the last two are a convention on which nothing
//! rests.
//!
//! Invariants
//! - A number knows how much of it was asserted. `42-501-20130` and `42-501-20130-00` differ: the first says nothing of
//!   a wellbore.
//! - It is written in one form, dashed at its precision, and reading that form gives the same number.
//! - The number within the county is not all zeros, unless a sidetrack is asserted beside it: one real wellbore is filed
//!   so. Odd and even county codes are alike (New Mexico's 006 is real).
//! - Sidetrack digits are a fact of the agency: never derived from a well's name, nor the reverse.

mod parse;
#[cfg(test)]
mod tests;

use std::fmt;

use serde::{Deserialize, Serialize};

/// How much of a number was asserted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Precision {
    /// Ten digits: a well.
    Well,
    /// Twelve digits: a wellbore.
    Wellbore,
    /// Fourteen digits: an event in a wellbore, such as a recompletion.
    Event,
}

impl Precision {
    /// The number of digits asserted.
    pub const fn digits(self) -> u8 {
        match self {
            Self::Well => 10,
            Self::Wellbore => 12,
            Self::Event => 14,
        }
    }
}

/// What follows the ten digits of the well; an event without a sidetrack cannot be said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Suffix {
    None,
    Sidetrack(u8),
    Event(u8, u8),
}

/// An API well number at its asserted precision. JSON: `"17-719-40533-00"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ApiNumber {
    state: u8,
    county: u16,
    unique: u32,
    suffix: Suffix,
}

/// Why a text is no API number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ApiNumberError {
    /// Nothing there.
    #[error("the API number is empty")]
    Empty,
    /// A letter: a plot point, or a re-drill suffix such as `-R1`, which is an alias and no part of the number.
    #[error("`{found}` in `{input}` is a letter; an API number has only digits and dashes")]
    Letter {
        /// What was read, cut at 40 characters.
        input: String,
        /// The first letter.
        found: char,
    },
    /// Something that is no digit, dash or blank beside a dash.
    #[error("`{found}` in `{input}` is not allowed; an API number has only digits and dashes")]
    NotADigit {
        /// What was read, cut at 40 characters.
        input: String,
        /// The first such character.
        found: char,
    },
    /// Three digits alone are a county.
    #[error("`{input}` is a county code alone; the number within the county is missing")]
    CountyAlone {
        /// What was read.
        input: String,
    },
    /// Not 8, 10, 12 or 14 digits.
    #[error("`{input}` has {digits} digits; an API number has 10, 12 or 14 (8 where the state is known)")]
    WrongLength {
        /// What was read, cut at 40 characters.
        input: String,
        /// Digits found.
        digits: usize,
    },
    /// Six digits where the number within the county has five.
    #[error("`{input}` has {digits} digits in its third part; the number within the county has 5")]
    UniqueTooLong {
        /// What was read, cut at 40 characters.
        input: String,
        /// Digits found in that part.
        digits: usize,
    },
    /// Dashes in other places than agencies put them.
    #[error("`{input}` is not grouped as an API number: write 2-3-5, 2-3-5-2 or 2-3-5-2-2 digits")]
    WrongGrouping {
        /// What was read, cut at 40 characters.
        input: String,
    },
    /// Zeros where the number within the county stands.
    #[error("`{input}` has only zeros for the number within the county")]
    UniqueZero {
        /// What was read, cut at 40 characters.
        input: String,
    },
    /// Eight digits are county and number; the state has to be known.
    #[error("`{input}` has 8 digits, county and number; it says nothing without the state's two digits")]
    StateMissing {
        /// What was read, cut at 40 characters.
        input: String,
    },
    /// The number's own state differs from the one it was said to lie in.
    #[error("`{input}` begins with state {found:02}, state {expected:02} was expected")]
    StateDiffers {
        /// What was read, cut at 40 characters.
        input: String,
        /// The state in the number.
        found: u8,
        /// The state of the context.
        expected: u8,
    },
    /// A state of three digits.
    #[error("state {state} is out of range: use 0 to 99")]
    StateOutOfRange {
        /// The state given.
        state: u8,
    },
}

crate::schema::written_as! {
    ApiNumber: r"^\d{2}-\d{3}-\d{5}(-\d{2}){0,2}$", "API well number at its asserted precision: 10, 12 or 14 digits.";
}

impl ApiNumberError {
    /// The rule that was broken, as a slug.
    pub fn rule(&self) -> &'static str {
        match self {
            Self::Empty => "api-number-empty",
            Self::Letter { .. } => "api-number-letter",
            Self::NotADigit { .. } => "api-number-not-a-digit",
            Self::CountyAlone { .. } => "api-number-county-alone",
            Self::WrongLength { .. } => "api-number-length",
            Self::UniqueTooLong { .. } => "api-number-unique-too-long",
            Self::WrongGrouping { .. } => "api-number-grouping",
            Self::UniqueZero { .. } => "api-number-unique-zero",
            Self::StateMissing { .. } => "api-number-state-missing",
            Self::StateDiffers { .. } => "api-number-state-differs",
            Self::StateOutOfRange { .. } => "api-number-state-out-of-range",
        }
    }
}

impl ApiNumber {
    /// The state's digits, 0 to 99.
    pub const fn state(&self) -> u8 {
        self.state
    }

    /// The county's digits, 0 to 999.
    pub const fn county(&self) -> u16 {
        self.county
    }

    /// The number within the county, 0 to 99999.
    pub const fn unique(&self) -> u32 {
        self.unique
    }

    /// The sidetrack's digits, where asserted.
    pub const fn sidetrack(&self) -> Option<u8> {
        match self.suffix {
            Suffix::None => None,
            Suffix::Sidetrack(sidetrack) | Suffix::Event(sidetrack, _) => Some(sidetrack),
        }
    }

    /// The event's digits, where asserted.
    pub const fn event(&self) -> Option<u8> {
        match self.suffix {
            Suffix::None | Suffix::Sidetrack(_) => None,
            Suffix::Event(_, event) => Some(event),
        }
    }

    /// How much was asserted.
    pub const fn precision(&self) -> Precision {
        match self.suffix {
            Suffix::None => Precision::Well,
            Suffix::Sidetrack(_) => Precision::Wellbore,
            Suffix::Event(..) => Precision::Event,
        }
    }

    /// The well's own number: ten digits, nothing asserted beyond. A number of zeros within the county keeps its
    /// sidetrack, without which it would be no number; compare wells by [`ApiNumber::api10`].
    #[must_use]
    pub const fn well(&self) -> Self {
        let suffix = match (self.unique, self.sidetrack()) {
            (0, Some(sidetrack)) => Suffix::Sidetrack(sidetrack),
            (_, _) => Suffix::None,
        };
        Self {
            state: self.state,
            county: self.county,
            unique: self.unique,
            suffix,
        }
    }

    /// The wellbore's own number: twelve digits; `None` where no wellbore is asserted.
    pub const fn wellbore(&self) -> Option<Self> {
        match self.sidetrack() {
            Some(sidetrack) => {
                let suffix = Suffix::Sidetrack(sidetrack);
                Some(Self {
                    state: self.state,
                    county: self.county,
                    unique: self.unique,
                    suffix,
                })
            }
            None => None,
        }
    }

    /// The ten digits that name the well.
    pub fn api10(&self) -> String {
        format!("{:02}{:03}{:05}", self.state, self.county, self.unique)
    }

    /// The twelve digits that name the wellbore; `None` where no wellbore is asserted.
    pub fn api12(&self) -> Option<String> {
        self.sidetrack()
            .map(|sidetrack| format!("{}{sidetrack:02}", self.api10()))
    }

    /// Fourteen digits, zeros where nothing is asserted. For agencies' files; not for identity.
    pub fn api14(&self) -> String {
        format!(
            "{}{:02}{:02}",
            self.api10(),
            self.sidetrack().unwrap_or(0),
            self.event().unwrap_or(0)
        )
    }

    /// The digits asserted, without dashes.
    pub fn digits(&self) -> String {
        match self.suffix {
            Suffix::None => self.api10(),
            Suffix::Sidetrack(sidetrack) => format!("{}{sidetrack:02}", self.api10()),
            Suffix::Event(sidetrack, event) => format!("{}{sidetrack:02}{event:02}", self.api10()),
        }
    }
}

impl fmt::Display for ApiNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}-{:03}-{:05}", self.state, self.county, self.unique)?;
        match self.suffix {
            Suffix::None => Ok(()),
            Suffix::Sidetrack(sidetrack) => write!(f, "-{sidetrack:02}"),
            Suffix::Event(sidetrack, event) => write!(f, "-{sidetrack:02}-{event:02}"),
        }
    }
}

impl std::str::FromStr for ApiNumber {
    type Err = ApiNumberError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl TryFrom<String> for ApiNumber {
    type Error = ApiNumberError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<ApiNumber> for String {
    fn from(number: ApiNumber) -> Self {
        number.to_string()
    }
}
