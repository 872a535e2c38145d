//! Counts, which are whole by nature.

use std::fmt;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::{Limits, QuantityError, parse_decimal, shortened};

/// Reads a whole number of at most `most`; leading zeros are allowed.
fn parse_whole(text: &str, most: u16) -> Result<u16, QuantityError> {
    let too_large = || QuantityError::TooLarge {
        found: shortened(text.trim()),
        limit: Decimal::from(most),
    };
    let digits = Limits {
        decimals: 0,
        integer_digits: 4,
    };
    let value = match parse_decimal(text, digits) {
        Err(QuantityError::TooLarge { .. }) => return Err(too_large()),
        other => other?,
    };
    u16::try_from(value)
        .ok()
        .filter(|number| *number <= most)
        .ok_or_else(too_large)
}

/// Whole days on production or injection in a month, 0 to 31. JSON: a number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(try_from = "u8", into = "u8")]
pub struct DaysOn(#[cfg_attr(feature = "schema", schemars(range(max = 31)))] u8);

impl DaysOn {
    /// The most days of any month.
    pub const MAX: u8 = 31;

    /// Takes a number of days.
    ///
    /// # Errors
    /// [`QuantityError::TooLarge`] above 31.
    pub fn new(days: u8) -> Result<Self, QuantityError> {
        if days > Self::MAX {
            return Err(QuantityError::TooLarge {
                found: days.to_string(),
                limit: Decimal::from(Self::MAX),
            });
        }
        Ok(Self(days))
    }

    /// Reads whole days; leading zeros are allowed.
    ///
    /// # Errors
    /// [`QuantityError`] when it is no number, negative, above 31 or not whole.
    pub fn parse(text: &str) -> Result<Self, QuantityError> {
        parse_whole(text, u16::from(Self::MAX))
            .and_then(|days| Self::new(u8::try_from(days).unwrap_or(u8::MAX)))
    }

    /// The days.
    pub const fn get(self) -> u8 {
        self.0
    }
}

impl TryFrom<u8> for DaysOn {
    type Error = QuantityError;

    fn try_from(days: u8) -> Result<Self, Self::Error> {
        Self::new(days)
    }
}

impl From<DaysOn> for u8 {
    fn from(days: DaysOn) -> Self {
        days.0
    }
}

impl fmt::Display for DaysOn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The opening of a choke in 64ths of an inch, 0 (closed) to 256. JSON: a number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(try_from = "u16", into = "u16")]
pub struct Choke64ths(#[cfg_attr(feature = "schema", schemars(range(max = 256)))] u16);

impl Choke64ths {
    /// The widest choke in use: four inches.
    pub const MAX: u16 = 256;

    /// Takes a number of 64ths.
    ///
    /// # Errors
    /// [`QuantityError::TooLarge`] above 256.
    pub fn new(opening: u16) -> Result<Self, QuantityError> {
        if opening > Self::MAX {
            return Err(QuantityError::TooLarge {
                found: opening.to_string(),
                limit: Decimal::from(Self::MAX),
            });
        }
        Ok(Self(opening))
    }

    /// Reads `24` or `24/64`.
    ///
    /// # Errors
    /// [`QuantityError`] when it is no number, negative, above 256, not whole, or a fraction of something else.
    pub fn parse(text: &str) -> Result<Self, QuantityError> {
        let text = text.trim();
        parse_whole(text.strip_suffix("/64").unwrap_or(text), Self::MAX).map(Self)
    }

    /// The 64ths.
    pub const fn get(self) -> u16 {
        self.0
    }
}

impl TryFrom<u16> for Choke64ths {
    type Error = QuantityError;

    fn try_from(opening: u16) -> Result<Self, Self::Error> {
        Self::new(opening)
    }
}

impl From<Choke64ths> for u16 {
    fn from(choke: Choke64ths) -> Self {
        choke.0
    }
}

impl fmt::Display for Choke64ths {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/64", self.0)
    }
}
