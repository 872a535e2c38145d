//! A part of a whole as instruments state it.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::error::OwnershipError;
use crate::quantity::{DecimalInterest, Limits, parse_decimal};

/// More than nothing and at most the whole, as a ratio in lowest terms. Read from `3/16` or `0.1875`; JSON: `"3/16"`, the
/// whole is `"1"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Fraction {
    numerator: u64,
    denominator: u64,
}

impl Fraction {
    /// The whole.
    pub const WHOLE: Self = Self {
        numerator: 1,
        denominator: 1,
    };

    /// The most digits either number of a fraction may have.
    pub const DIGITS: usize = 18;

    /// So many parts of so many.
    ///
    /// # Errors
    /// [`OwnershipError::FractionOutOfRange`] where it is nothing or more than the whole.
    pub fn new(numerator: u64, denominator: u64) -> Result<Self, OwnershipError> {
        if numerator == 0 || numerator > denominator {
            return Err(OwnershipError::FractionOutOfRange {
                numerator,
                denominator,
            });
        }
        let divisor = common_divisor(numerator, denominator);
        Ok(Self {
            numerator: numerator / divisor,
            denominator: denominator / divisor,
        })
    }

    /// Reads `3/16`, or a decimal such as `0.1875` with up to twelve decimals.
    ///
    /// # Errors
    /// [`OwnershipError`] saying what is wrong.
    pub fn parse(text: &str) -> Result<Self, OwnershipError> {
        let text = text.trim();
        let form = || OwnershipError::FractionForm {
            found: text.chars().take(40).collect(),
        };
        if let Some((numerator, denominator)) = text.split_once('/') {
            let number = |part: &str| {
                let digits = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
                (digits && part.len() <= Self::DIGITS)
                    .then(|| part.parse().ok())
                    .flatten()
                    .ok_or_else(form)
            };
            return Self::new(number(numerator.trim())?, number(denominator.trim())?);
        }
        let limits = Limits {
            decimals: 12,
            integer_digits: 1,
        };
        let decimal = parse_decimal(text, limits).map_err(|_| form())?.normalize();
        let numerator = u64::try_from(decimal.mantissa()).map_err(|_| form())?;
        Self::new(numerator, 10_u64.pow(decimal.scale()))
    }

    /// Parts.
    pub const fn numerator(self) -> u64 {
        self.numerator
    }

    /// Parts of the whole.
    pub const fn denominator(self) -> u64 {
        self.denominator
    }
}

fn common_divisor(mut one: u64, mut other: u64) -> u64 {
    while other != 0 {
        (one, other) = (other, one % other);
    }
    one
}

impl TryFrom<DecimalInterest> for Fraction {
    type Error = OwnershipError;

    fn try_from(decimal: DecimalInterest) -> Result<Self, Self::Error> {
        Self::parse(&decimal.to_string())
    }
}

impl fmt::Display for Fraction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.denominator {
            1 => write!(f, "{}", self.numerator),
            denominator => write!(f, "{}/{denominator}", self.numerator),
        }
    }
}

impl std::str::FromStr for Fraction {
    type Err = OwnershipError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl TryFrom<String> for Fraction {
    type Error = OwnershipError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<Fraction> for String {
    fn from(fraction: Fraction) -> Self {
        fraction.to_string()
    }
}

crate::schema::written_as! {
    Fraction: r"^(1|[1-9]\d{0,17}/[1-9]\d{0,17})$", "Part of a whole as a ratio in lowest terms.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fraction_is_read_in_either_form_and_kept_in_lowest_terms() {
        for (read, kept) in [
            ("3/16", "3/16"),
            (" 6 / 32 ", "3/16"),
            ("0.1875", "3/16"),
            ("1", "1"),
            ("1.000", "1"),
            ("8/8", "1"),
            ("0.33333333", "33333333/100000000"),
        ] {
            assert_eq!(Fraction::parse(read).unwrap().to_string(), kept);
        }
        assert_eq!(
            serde_json::from_str::<Fraction>("\"2/4\"").unwrap().to_string(),
            "1/2"
        );
    }

    #[test]
    fn what_is_no_part_of_a_whole_is_refused() {
        for (read, rule) in [
            ("0", "fraction-out-of-range"),
            ("0/4", "fraction-out-of-range"),
            ("5/4", "fraction-out-of-range"),
            ("1/0", "fraction-out-of-range"),
            ("1.25", "fraction-out-of-range"),
            ("", "fraction-form"),
            ("1/", "fraction-form"),
            ("-1/4", "fraction-form"),
            ("a/b", "fraction-form"),
            ("25 %", "fraction-form"),
            ("1/2/3", "fraction-form"),
            ("0.1234567890123", "fraction-form"),
            ("1/1000000000000000000", "fraction-form"),
        ] {
            assert_eq!(Fraction::parse(read).unwrap_err().rule(), rule, "{read}");
        }
    }

    #[test]
    fn a_decimal_interest_is_a_fraction_unless_it_is_nothing() {
        let quarter = DecimalInterest::parse("0.25").unwrap();
        assert_eq!(Fraction::try_from(quarter).unwrap(), Fraction::new(1, 4).unwrap());
        assert!(Fraction::try_from(DecimalInterest::ZERO).is_err());
    }
}
