//! Measured amounts, each with its unit in its type.
//!
//! Invariants
//! - No amount produced or disposed of is negative; adjustments are signed and of a type of their own.
//! - Amounts are decimals as written, in lowest form: `6618.50` is stored as `6618.5`. Never a float.
//! - Gas always carries its pressure and temperature base; volumes at different bases do not add.
//! - Limits follow the records: volumes fit `decimal(15,4)`, depths and pressures `decimal(9,2)`, interests have eight
//!   decimals, money has cents.
//! - Nothing, not said and withheld are three things: see [`Quantity`].

mod amount;
mod area;
mod count;
mod gas;
mod reported;
#[cfg(test)]
mod tests;
mod weight;

use rust_decimal::Decimal;

pub use amount::{
    ApiGravity, Barrels, BtuPerCubicFoot, DecimalInterest, Fahrenheit, Feet, Hours, Inches, Percent,
    PercentChange, Psi, RecoveryPercent, SignedBarrels, Usd,
};
pub use area::Acres;
pub use count::{Choke64ths, DaysOn};
pub use gas::{BaseTemperature, Mcf, PressureBase, SignedMcf};
pub use reported::{Amount, Quantity, Total};
pub use weight::{Pounds, PoundsPerFoot, PoundsPerGallon};

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
    /// Below what the unit can hold.
    #[error("{found} is too small; the least is {limit}")]
    TooSmall {
        /// What was found, cut at 40 characters.
        found: String,
        /// The least amount.
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
    /// Gas measured at two temperatures.
    #[error("gas at {left} °F and gas at {right} °F do not add")]
    MixedTemperatureBases {
        /// The base of the first volume.
        left: BaseTemperature,
        /// The base of the second.
        right: BaseTemperature,
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
            Self::TooSmall { .. } => "amount-too-small",
            Self::PressureBase { .. } => "pressure-base-unknown",
            Self::MixedPressureBases { .. } => "pressure-bases-mixed",
            Self::MixedTemperatureBases { .. } => "temperature-bases-mixed",
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
