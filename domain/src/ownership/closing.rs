//! Rounding, once: eight decimals that come to exactly one.

use std::fmt;

use num_bigint::BigInt;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::error::OwnershipError;
use super::exact::Exact;
use crate::allocation::by_loss;
use crate::quantity::DecimalInterest;

/// An interest has eight decimals.
const DECIMALS: u32 = 8;
/// The whole, in units of the eighth decimal.
const WHOLE: i64 = 100_000_000;

/// Shares with eight decimals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closed {
    /// The shares, in the order they were given; they come to exactly one.
    pub decimals: Vec<DecimalInterest>,
    /// What rounding each half up would have left over.
    pub residual: RoundingResidual,
}

/// Shares that come to exactly one, each cut to eight decimals, and the units left over given to those that lost the most;
/// where two lost the same, to the earlier in the list.
///
/// # Errors
/// [`OwnershipError`] where the shares do not come to one, one is negative, or eight decimals cannot show one.
pub fn close(shares: &[Exact]) -> Result<Closed, OwnershipError> {
    if shares.is_empty() {
        return Err(OwnershipError::NoShares);
    }
    for (index, share) in shares.iter().enumerate() {
        if share.is_negative() {
            return Err(OwnershipError::ShareNegative {
                place: index + 1,
                share: share.clone(),
            });
        }
    }
    let sum: Exact = shares.iter().sum();
    if sum != Exact::one() {
        return Err(OwnershipError::DoesNotClose { sum });
    }
    let (mut units, lost): (Vec<BigInt>, Vec<Exact>) =
        shares.iter().map(|share| share.units(DECIMALS)).unzip();
    let mut left = BigInt::from(WHOLE) - units.iter().sum::<BigInt>();
    for place in by_loss(&lost) {
        if left <= BigInt::ZERO {
            break;
        }
        if let Some(share) = units.get_mut(place) {
            *share += 1;
            left -= 1;
        }
    }
    let rounded: BigInt = shares.iter().map(|share| share.half_up(DECIMALS)).sum();
    let decimals = units.into_iter().zip(shares).enumerate();
    let decimals = decimals
        .map(|(index, (units, share))| {
            shown(units).ok_or_else(|| OwnershipError::ShareTooSmall {
                place: index + 1,
                share: share.clone(),
            })
        })
        .collect::<Result<_, _>>()?;
    Ok(Closed {
        decimals,
        residual: RoundingResidual::of(BigInt::from(WHOLE) - rounded),
    })
}

/// So many units as a decimal; `None` for none.
fn shown(units: BigInt) -> Option<DecimalInterest> {
    let units = i64::try_from(units).ok().filter(|units| *units > 0)?;
    DecimalInterest::new(Decimal::new(units, DECIMALS)).ok()
}

/// What rounding each share half up would have left over of one: positive where the rounded shares come to less. JSON:
/// `"-0.00000001"`, always with eight decimals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RoundingResidual(i64);

impl RoundingResidual {
    /// Nothing was left over.
    pub const NONE: Self = Self(0);

    /// Each share is off by at most half a unit, so a residual is far smaller than one.
    fn of(units: BigInt) -> Self {
        Self(i64::try_from(units).unwrap_or_default())
    }

    /// In units of the eighth decimal.
    pub const fn units(self) -> i64 {
        self.0
    }

    /// The bare number.
    pub fn value(self) -> Decimal {
        Decimal::new(self.0, DECIMALS)
    }

    /// Reads a residual between -1 and 1.
    ///
    /// # Errors
    /// [`OwnershipError::ResidualForm`].
    pub fn parse(text: &str) -> Result<Self, OwnershipError> {
        let text = text.trim();
        let size = text.strip_prefix('-').unwrap_or(text);
        let units = DecimalInterest::parse(size)
            .ok()
            .and_then(|size| i64::try_from((size.value() * Decimal::from(WHOLE)).normalize().mantissa()).ok())
            .filter(|units| *units < WHOLE)
            .ok_or_else(|| OwnershipError::ResidualForm {
                found: text.chars().take(40).collect(),
            })?;
        Ok(Self(if size == text { units } else { -units }))
    }
}

impl fmt::Display for RoundingResidual {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.8}", self.value())
    }
}

impl TryFrom<String> for RoundingResidual {
    type Error = OwnershipError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<RoundingResidual> for String {
    fn from(residual: RoundingResidual) -> Self {
        residual.to_string()
    }
}

crate::schema::written_as! {
    RoundingResidual: r"^-?0\.\d{8}$", "What rounding each share half up would have left over of one, with eight decimals.";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ownership::Fraction;

    fn exact(text: &str) -> Exact {
        Fraction::parse(text).unwrap().into()
    }

    fn closed(shares: &[&str]) -> (Vec<String>, String) {
        let shares: Vec<Exact> = shares.iter().map(|share| exact(share)).collect();
        let closed = close(&shares).unwrap();
        let sum: Decimal = closed.decimals.iter().map(|share| share.value()).sum();
        assert_eq!(sum, Decimal::ONE);
        let shown = closed.decimals.iter().map(ToString::to_string).collect();
        (shown, closed.residual.to_string())
    }

    #[test]
    fn three_equal_thirds_close() {
        let (thirds, residual) = closed(&["1/3", "1/3", "1/3"]);
        assert_eq!(thirds, ["0.33333334", "0.33333333", "0.33333333"]);
        assert_eq!(residual, "0.00000001");
    }

    #[test]
    fn what_half_up_would_make_too_much_is_taken_back() {
        let (halves, residual) = closed(&["0.592734375", "0.407265625"]);
        assert_eq!(halves, ["0.59273438", "0.40726562"]);
        assert_eq!(residual, "-0.00000001");
        assert_eq!(closed(&["1"]).1, "0.00000000");
    }

    #[test]
    fn what_does_not_come_to_one_is_not_closed() {
        assert_eq!(close(&[]), Err(OwnershipError::NoShares));
        assert_eq!(
            close(&[exact("1/2"), exact("1/3")]),
            Err(OwnershipError::DoesNotClose { sum: exact("5/6") })
        );
        let less_than_nothing = Exact::zero() - exact("1/2");
        assert_eq!(
            close(&[exact("1"), less_than_nothing.clone(), exact("1/2")]),
            Err(OwnershipError::ShareNegative {
                place: 2,
                share: less_than_nothing
            })
        );
        let speck = exact("1/1000000000");
        assert_eq!(
            close(&[speck.rest(), speck.clone()]),
            Err(OwnershipError::ShareTooSmall {
                place: 2,
                share: speck
            })
        );
    }

    #[test]
    fn a_residual_keeps_its_form() {
        for text in ["-0.00000001", "0.00000000", "0.00000012"] {
            assert_eq!(RoundingResidual::parse(text).unwrap().to_string(), text);
        }
        assert_eq!(RoundingResidual::parse("-0.00000001").unwrap().units(), -1);
        for text in ["", "1", "-", "--0.1", "0.000000001", "x"] {
            assert!(RoundingResidual::parse(text).is_err(), "{text}");
        }
    }
}
