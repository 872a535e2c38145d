//! The decimal newtypes: one per unit, all of one make.

use std::fmt;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::reported::Amount;
use super::{Limits, QuantityError, VOLUME, parse_decimal, shortened};

/// What a unit can hold, and how it is written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Span {
    limits: Limits,
    /// The least amount; zero where absent.
    least: Option<Decimal>,
    /// The greatest; what the digits allow where absent.
    most: Option<Decimal>,
    /// Written with exactly so many decimals; in lowest form where absent.
    places: Option<usize>,
}

impl Span {
    pub(super) const fn from_zero(decimals: u32, integer_digits: u32) -> Self {
        Self {
            limits: Limits {
                decimals,
                integer_digits,
            },
            least: None,
            most: None,
            places: None,
        }
    }

    pub(super) const fn up_to(self, most: Decimal) -> Self {
        Self {
            most: Some(most),
            ..self
        }
    }

    pub(super) const fn down_to(self, least: Decimal) -> Self {
        Self {
            least: Some(least),
            ..self
        }
    }

    /// As far below zero as above it.
    pub(super) fn least(self) -> Decimal {
        self.least.unwrap_or(Decimal::ZERO)
    }

    const fn written_with(self, places: usize) -> Self {
        Self {
            places: Some(places),
            ..self
        }
    }

    fn within(self, value: Decimal) -> Result<Decimal, QuantityError> {
        let found = || shortened(&value.to_string());
        if value < self.least() {
            return Err(QuantityError::TooSmall {
                found: found(),
                limit: self.least(),
            });
        }
        match self.most {
            Some(most) if value > most => Err(QuantityError::TooLarge {
                found: found(),
                limit: most,
            }),
            Some(_) | None => Ok(value),
        }
    }

    pub(super) fn check(self, value: Decimal) -> Result<Decimal, QuantityError> {
        let below_zero = value.is_sign_negative() && !value.is_zero();
        if below_zero && self.least.is_some() {
            return self.within(-self.limits.check(value.abs())?);
        }
        self.within(self.limits.check(value)?)
    }

    pub(super) fn parse(self, text: &str) -> Result<Decimal, QuantityError> {
        let size = text.trim().strip_prefix('-').filter(|_| self.least.is_some());
        match size {
            Some(size) if size.starts_with(|first: char| first.is_ascii_digit()) => {
                self.within((-parse_decimal(size, self.limits)?).normalize())
            }
            Some(_) => Err(QuantityError::NotADecimal {
                found: shortened(text.trim()),
            }),
            None => self.within(parse_decimal(text, self.limits)?),
        }
    }

    pub(super) fn written(self, value: Decimal) -> String {
        match self.places {
            Some(places) => format!("{value:.places$}"),
            None => value.to_string(),
        }
    }
}

macro_rules! decimal_amount {
    ($(#[$meta:meta])* $amount:ident, $span:expr) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $amount(Decimal);

        impl $amount {
            /// None at all.
            pub const ZERO: Self = Self(Decimal::ZERO);

            const SPAN: Span = $span;

            /// Takes a decimal.
            ///
            /// # Errors
            /// [`QuantityError`] when it is out of the unit's range or too fine.
            pub fn new(value: Decimal) -> Result<Self, QuantityError> {
                Self::SPAN.check(value).map(Self)
            }

            /// Reads a plain decimal number.
            ///
            /// # Errors
            /// [`QuantityError`] when it is no number, out of the unit's range or too fine.
            pub fn parse(text: &str) -> Result<Self, QuantityError> {
                Self::SPAN.parse(text).map(Self)
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
            /// [`QuantityError::TooLarge`], [`QuantityError::TooSmall`].
            pub fn checked_add(self, other: Self) -> Result<Self, QuantityError> {
                // Two amounts within the limits never overflow the 28 digits of a decimal.
                Self::new(self.0 + other.0)
            }

            /// The difference.
            ///
            /// # Errors
            /// [`QuantityError::Negative`] where less is left than nothing, [`QuantityError::TooLarge`],
            /// [`QuantityError::TooSmall`].
            pub fn checked_sub(self, other: Self) -> Result<Self, QuantityError> {
                Self::new(self.0 - other.0)
            }
        }

        impl Amount for $amount {
            fn is_nothing(&self) -> bool {
                self.is_zero()
            }
            fn plus(self, other: Self) -> Result<Self, QuantityError> {
                self.checked_add(other)
            }
            fn number(&self) -> Decimal {
                self.0
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
                $amount::SPAN.written(amount.0)
            }
        }
        impl fmt::Display for $amount {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&Self::SPAN.written(self.0))
            }
        }
    };
}

pub(super) use decimal_amount;

pub(super) const VOLUME_SPAN: Span = Span::from_zero(VOLUME.decimals, VOLUME.integer_digits);
/// Minus 99,999,999,999.9999, as far as a volume goes the other way.
pub(super) const LEAST_VOLUME: Decimal = Decimal::from_parts(2_764_472_319, 232_830, 0, true, 4);

decimal_amount! {
    /// Barrels of 42 US gallons at 60 °F, up to four decimals. JSON: `"6618.5"`.
    Barrels, VOLUME_SPAN
}

decimal_amount! {
    /// A change of a stock in barrels at 60 °F, up or down, up to four decimals. JSON: `"-22.9"`.
    SignedBarrels, VOLUME_SPAN.down_to(LEAST_VOLUME)
}

decimal_amount! {
    /// Feet along or down a hole, up to two decimals. JSON: `"12450"`.
    Feet, Span::from_zero(2, 7)
}

decimal_amount! {
    /// Pounds per square inch as the gauge shows them, up to two decimals. JSON: `"150"`.
    Psi, Span::from_zero(2, 7)
}

decimal_amount! {
    /// Hours, up to two decimals; at most 999.99, more than any month has. JSON: `"23.5"`.
    Hours, Span::from_zero(2, 3)
}

decimal_amount! {
    /// Inches, up to three decimals: pipe sizes, differential pressures in inches of water. JSON: `"9.625"`.
    Inches, Span::from_zero(3, 6)
}

decimal_amount! {
    /// Degrees Fahrenheit, up to two decimals, not below absolute zero (-459.67). JSON: `"-4.5"`.
    Fahrenheit, Span::from_zero(2, 5).down_to(Decimal::from_parts(45_967, 0, 0, true, 2))
}

decimal_amount! {
    /// Gravity in °API, up to two decimals, -50 to 150: water is 10, and what is heavier than water lies below. JSON: `"41.1"`.
    ApiGravity,
    Span::from_zero(2, 3).down_to(Decimal::from_parts(50, 0, 0, true, 0)).up_to(Decimal::from_parts(150, 0, 0, false, 0))
}

decimal_amount! {
    /// Hundredths, 0 to 100, up to four decimals: basic sediment and water, water cuts. JSON: `"0.4"`.
    Percent, Span::from_zero(4, 3).up_to(Decimal::ONE_HUNDRED)
}

decimal_amount! {
    /// A difference in hundredths of what it is measured against, up or down, up to four decimals. JSON: `"-12.5"`.
    PercentChange,
    Span::from_zero(4, 20).down_to(Decimal::from_parts(2_701_131_775, 466_537_709, 54_210, true, 4))
}

decimal_amount! {
    /// How much of a cost is recovered, in hundredths of it, up to four decimals: 300 is three times the cost. JSON: `"300"`.
    RecoveryPercent, Span::from_zero(4, 4)
}

decimal_amount! {
    /// Heating value in British thermal units per cubic foot, up to three decimals. JSON: `"1269"`.
    BtuPerCubicFoot, Span::from_zero(3, 5)
}

decimal_amount! {
    /// US dollars in whole cents, always written with both decimals; credits are negative. JSON: `"820.30"`.
    Usd, Span::from_zero(2, 16).down_to(Decimal::from_parts(2_808_348_671, 232_830_643, 0, true, 2)).written_with(2)
}

decimal_amount! {
    /// A share of ownership from 0 to 1, always written with eight decimals. JSON: `"0.02343750"`.
    DecimalInterest, Span::from_zero(8, 1).up_to(Decimal::ONE).written_with(8)
}

impl Percent {
    /// What is left of a whole once this part is taken away, as a fraction: 0.4 % leaves 0.996.
    pub fn rest(self) -> Decimal {
        (Decimal::ONE_HUNDRED - self.0) / Decimal::ONE_HUNDRED
    }
}

impl Barrels {
    /// What is left once another volume is taken away; negative where more was taken.
    ///
    /// # Errors
    /// None in practice: the difference of two volumes is within the limits of a signed one.
    pub fn less(self, other: Self) -> Result<SignedBarrels, QuantityError> {
        SignedBarrels::new(self.0 - other.0)
    }
}

crate::schema::written_as! {
    Barrels: crate::schema::VOLUME, "Barrels of 42 US gallons at 60 °F, up to four decimals, in lowest form.";
    SignedBarrels: crate::schema::SIGNED_VOLUME, "Barrels at 60 °F, up or down, up to four decimals, in lowest form.";
    Feet: r"^(0|[1-9]\d{0,6})(\.\d?[1-9])?$", "Feet, up to two decimals, in lowest form.";
    Psi: r"^(0|[1-9]\d{0,6})(\.\d?[1-9])?$", "Pounds per square inch, up to two decimals, in lowest form.";
    Hours: r"^(0|[1-9]\d{0,2})(\.\d?[1-9])?$", "Hours, up to two decimals, in lowest form.";
    Inches: r"^(0|[1-9]\d{0,5})(\.\d{0,2}[1-9])?$", "Inches, up to three decimals, in lowest form.";
    Fahrenheit: r"^-?(0|[1-9]\d{0,4})(\.\d?[1-9])?$", "Degrees Fahrenheit, up to two decimals, in lowest form.";
    ApiGravity: r"^-?(0|[1-9]\d{0,2})(\.\d?[1-9])?$", "Gravity in °API, up to two decimals, in lowest form.";
    Percent: r"^(0|[1-9]\d?|100)(\.\d{0,3}[1-9])?$", "Hundredths, 0 to 100, up to four decimals, in lowest form.";
    PercentChange: r"^(0|-?[1-9]\d{0,19}|-?(0|[1-9]\d{0,19})\.\d{0,3}[1-9])$", "Hundredths, up or down, up to four decimals, in lowest form.";
    RecoveryPercent: r"^(0|[1-9]\d{0,3})(\.\d{0,3}[1-9])?$", "Hundredths of a cost that are recovered, up to four decimals, in lowest form.";
    BtuPerCubicFoot: r"^(0|[1-9]\d{0,4})(\.\d{0,2}[1-9])?$", "British thermal units per cubic foot, up to three decimals, in lowest form.";
    Usd: r"^-?(0|[1-9]\d{0,15})\.\d{2}$", "US dollars with both decimals.";
    DecimalInterest: r"^(0\.\d{8}|1\.0{8})$", "Share of ownership from 0 to 1 with eight decimals.";
}
