//! Measured amounts, each with its unit in its type.
//!
//! Invariants
//! - No amount is negative: signed adjustments are not amounts produced.
//! - Amounts are decimals as written, in lowest form: `6618.50` is stored as `6618.5`. Never a float.
//! - Gas always carries its pressure base; volumes at different bases do not add.
//! - Limits follow the records: volumes fit `decimal(15,4)`, depths `decimal(9,2)`.

mod gas;
#[cfg(test)]
mod tests;

use std::fmt;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

pub use gas::{Mcf, PressureBase};

/// Why an amount is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QuantityError {
    /// Not a plain decimal number.
    #[error("`{found}` is not a decimal number such as 1234.5")]
    NotADecimal {
        /// What was found, cut at 40 characters.
        found: String,
    },
    /// Below zero.
    #[error("{found} is negative; an amount is zero or more")]
    Negative {
        /// What was found, cut at 40 characters.
        found: String,
    },
    /// More digits after the point than the unit has.
    #[error("{found} has {decimals} decimals, {limit} are allowed")]
    TooManyDecimals {
        /// What was found, cut at 40 characters.
        found: String,
        /// Digits after the point, without trailing zeros.
        decimals: usize,
        /// Digits allowed.
        limit: u32,
    },
    /// Beyond what the unit can hold.
    #[error("{found} is too large; the most is {limit}")]
    TooLarge {
        /// What was found, cut at 40 characters.
        found: String,
        /// The greatest amount.
        limit: Decimal,
    },
    /// Not a pressure base in use.
    #[error("`{found}` is not a pressure base: use 14.65, 14.73 or 15.025 (psia at 60 °F)")]
    PressureBase {
        /// What was found, cut at 40 characters.
        found: String,
    },
    /// Gas measured at two bases.
    #[error("gas at {left} psia and gas at {right} psia do not add")]
    MixedPressureBases {
        /// The base of the first volume.
        left: PressureBase,
        /// The base of the second.
        right: PressureBase,
    },
}

impl QuantityError {
    /// The rule that was broken, as a slug.
    pub fn rule(&self) -> &'static str {
        match self {
            Self::NotADecimal { .. } => "not-a-decimal",
            Self::Negative { .. } => "amount-negative",
            Self::TooManyDecimals { .. } => "too-many-decimals",
            Self::TooLarge { .. } => "amount-too-large",
            Self::PressureBase { .. } => "pressure-base-unknown",
            Self::MixedPressureBases { .. } => "pressure-bases-mixed",
        }
    }
}

/// How many digits an amount may have.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// After the point.
    pub(crate) decimals: u32,
    /// Before the point.
    pub(crate) integer_digits: u32,
}

const VOLUME: Limits = Limits {
    decimals: 4,
    integer_digits: 11,
};
const DEPTH: Limits = Limits {
    decimals: 2,
    integer_digits: 7,
};

impl Limits {
    /// The greatest amount within the limits, for example 9999999.99.
    fn greatest(self) -> Decimal {
        let digits = self.integer_digits + self.decimals;
        Decimal::from_i128_with_scale(10_i128.pow(digits) - 1, self.decimals)
    }

    fn check(self, value: Decimal) -> Result<Decimal, QuantityError> {
        let value = value.normalize();
        let found = || shortened(&value.to_string());
        if value.is_sign_negative() && !value.is_zero() {
            return Err(QuantityError::Negative { found: found() });
        }
        if value.scale() > self.decimals {
            let decimals = usize::try_from(value.scale()).unwrap_or(usize::MAX);
            return Err(QuantityError::TooManyDecimals {
                found: found(),
                decimals,
                limit: self.decimals,
            });
        }
        if value > self.greatest() {
            return Err(QuantityError::TooLarge {
                found: found(),
                limit: self.greatest(),
            });
        }
        Ok(value.abs())
    }
}

/// Reads digits, optionally followed by a point and digits. Blanks at the ends are removed.
pub(crate) fn parse_decimal(text: &str, limits: Limits) -> Result<Decimal, QuantityError> {
    let text = text.trim();
    let found = || shortened(text);
    let (negative, size) = text.strip_prefix('-').map_or((false, text), |size| (true, size));
    let (whole, fraction) = size
        .split_once('.')
        .map_or((size, None), |(whole, rest)| (whole, Some(rest)));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || !fraction.is_none_or(digits) {
        return Err(QuantityError::NotADecimal { found: found() });
    }
    if negative {
        return Err(QuantityError::Negative { found: found() });
    }
    let whole = whole.trim_start_matches('0');
    let fraction = fraction.unwrap_or("").trim_end_matches('0');
    if fraction.len() > limits.decimals as usize {
        let decimals = fraction.len();
        return Err(QuantityError::TooManyDecimals {
            found: found(),
            decimals,
            limit: limits.decimals,
        });
    }
    if whole.len() > limits.integer_digits as usize {
        return Err(QuantityError::TooLarge {
            found: found(),
            limit: limits.greatest(),
        });
    }
    let plain = if fraction.is_empty() {
        format!("0{whole}")
    } else {
        format!("0{whole}.{fraction}")
    };
    plain
        .parse()
        .map_err(|_| QuantityError::NotADecimal { found: found() })
}

fn shortened(text: &str) -> String {
    text.chars().take(40).collect()
}

macro_rules! decimal_amount {
    ($(#[$meta:meta])* $amount:ident, $limits:ident) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $amount(Decimal);

        impl $amount {
            /// None at all.
            pub const ZERO: Self = Self(Decimal::ZERO);

            /// Takes a decimal.
            ///
            /// # Errors
            /// [`QuantityError`] when it is negative, too large or too fine.
            pub fn new(value: Decimal) -> Result<Self, QuantityError> {
                $limits.check(value).map(Self)
            }

            /// Reads a plain decimal number.
            ///
            /// # Errors
            /// [`QuantityError`] when it is no number, negative, too large or too fine.
            pub fn parse(text: &str) -> Result<Self, QuantityError> {
                parse_decimal(text, $limits).map(Self)
            }

            /// The bare number.
            pub const fn value(self) -> Decimal {
                self.0
            }

            /// Whether it is none at all.
            pub fn is_zero(self) -> bool {
                self.0.is_zero()
            }

            /// The sum.
            ///
            /// # Errors
            /// [`QuantityError::TooLarge`].
            pub fn checked_add(self, other: Self) -> Result<Self, QuantityError> {
                // Two amounts within the limits never overflow the 28 digits of a decimal.
                Self::new(self.0 + other.0)
            }
        }

        impl TryFrom<String> for $amount {
            type Error = QuantityError;
            fn try_from(text: String) -> Result<Self, Self::Error> {
                Self::parse(&text)
            }
        }
        impl std::str::FromStr for $amount {
            type Err = QuantityError;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::parse(text)
            }
        }
        impl From<$amount> for String {
            fn from(amount: $amount) -> Self {
                amount.0.to_string()
            }
        }
        impl fmt::Display for $amount {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

decimal_amount! {
    /// Barrels of 42 US gallons at 60 °F, up to four decimals. JSON: `"6618.5"`.
    Barrels, VOLUME
}

decimal_amount! {
    /// Feet along or down a hole, up to two decimals. JSON: `"12450"`.
    Feet, DEPTH
}

crate::schema::written_as! {
    Barrels: crate::schema::VOLUME, "Barrels of 42 US gallons at 60 °F, up to four decimals, in lowest form.";
    Feet: r"^(0|[1-9]\d{0,6})(\.\d?[1-9])?$", "Feet, up to two decimals, in lowest form.";
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
        let too_large = || QuantityError::TooLarge {
            found: shortened(text.trim()),
            limit: Decimal::from(Self::MAX),
        };
        let value = match parse_decimal(
            text,
            Limits {
                decimals: 0,
                integer_digits: 2,
            },
        ) {
            Err(QuantityError::TooLarge { .. }) => return Err(too_large()),
            other => other?,
        };
        u8::try_from(value)
            .ok()
            .filter(|days| *days <= Self::MAX)
            .map(Self)
            .ok_or_else(too_large)
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
