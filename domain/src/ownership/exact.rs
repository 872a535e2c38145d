//! A number without rounding.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, Mul, Sub};

use num_bigint::BigInt;
use num_rational::BigRational;
use rust_decimal::Decimal;

use super::fraction::Fraction;
use crate::quantity::DecimalInterest;

/// A ratio of two whole numbers of any size, in lowest terms. Shown as `3/128`, or `2` where it is whole.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Exact(Box<BigRational>);

impl Exact {
    fn of(ratio: BigRational) -> Self {
        Self(Box::new(ratio))
    }

    /// Nothing.
    pub fn zero() -> Self {
        Self::whole(0)
    }

    /// The whole.
    pub fn one() -> Self {
        Self::whole(1)
    }

    /// A whole number.
    pub fn whole(number: i128) -> Self {
        Self::of(BigRational::from_integer(BigInt::from(number)))
    }

    /// How often the other goes into it; `None` where that is nothing.
    pub fn over(&self, other: &Self) -> Option<Self> {
        (!other.is_zero()).then(|| Self::of(&*self.0 / &*other.0))
    }

    /// What is left of one.
    #[must_use]
    pub fn rest(&self) -> Self {
        &Self::one() - self
    }

    /// Whether it is nothing.
    pub fn is_zero(&self) -> bool {
        *self == Self::zero()
    }

    /// Whether it is less than nothing.
    pub fn is_negative(&self) -> bool {
        *self < Self::zero()
    }

    /// The greatest whole number of units of so many decimals in it, and what is left, in units.
    pub(super) fn units(&self, decimals: u32) -> (BigInt, Self) {
        let units = &*self.0 * BigInt::from(10).pow(decimals);
        let whole = units.floor();
        (whole.to_integer(), Self::of(units - whole))
    }

    /// Rounded half up to units of so many decimals.
    pub(crate) fn half_up(&self, decimals: u32) -> BigInt {
        let half = Self::of(BigRational::new(BigInt::from(1), BigInt::from(2)));
        let (whole, left) = self.units(decimals);
        if left >= half { whole + 1 } else { whole }
    }
}

impl From<Decimal> for Exact {
    fn from(value: Decimal) -> Self {
        let scale = BigInt::from(10).pow(value.scale());
        Self::of(BigRational::new(BigInt::from(value.mantissa()), scale))
    }
}

impl From<Fraction> for Exact {
    fn from(value: Fraction) -> Self {
        Self::of(BigRational::new(
            BigInt::from(value.numerator()),
            BigInt::from(value.denominator()),
        ))
    }
}

impl From<DecimalInterest> for Exact {
    fn from(value: DecimalInterest) -> Self {
        value.value().into()
    }
}

macro_rules! operators {
    ($($operator:ident $method:ident $sign:tt;)+) => { $(
        impl $operator for &Exact {
            type Output = Exact;
            fn $method(self, other: &Exact) -> Exact {
                Exact::of(&*self.0 $sign &*other.0)
            }
        }
        impl $operator for Exact {
            type Output = Exact;
            fn $method(self, other: Exact) -> Exact {
                &self $sign &other
            }
        }
    )+ };
}

operators! {
    Add add +;
    Sub sub -;
    Mul mul *;
}

impl<'a> Sum<&'a Self> for Exact {
    fn sum<I: Iterator<Item = &'a Self>>(parts: I) -> Self {
        parts.fold(Self::zero(), |sum, part| &sum + part)
    }
}

impl Sum for Exact {
    fn sum<I: Iterator<Item = Self>>(parts: I) -> Self {
        parts.fold(Self::zero(), |sum, part| sum + part)
    }
}

impl fmt::Display for Exact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thirds_make_a_whole() {
        let third = Exact::one().over(&Exact::whole(3)).unwrap();
        assert_eq!(third.to_string(), "1/3");
        assert_eq!([&third, &third, &third].into_iter().sum::<Exact>(), Exact::one());
        assert_eq!(third.rest().to_string(), "2/3");
    }

    #[test]
    fn nothing_divides_by_nothing() {
        assert_eq!(Exact::one().over(&Exact::zero()), None);
    }

    #[test]
    fn a_decimal_is_taken_as_it_stands() {
        let decimal: Decimal = "0.592734375".parse().unwrap();
        assert_eq!(
            Exact::from(decimal) * Exact::whole(1_000_000_000),
            Exact::whole(592_734_375)
        );
        assert_eq!(Exact::from(-decimal), Exact::zero() - Exact::from(decimal));
    }

    #[test]
    fn half_a_unit_goes_up() {
        let decimal: Decimal = "0.592734375".parse().unwrap();
        assert_eq!(Exact::from(decimal).half_up(8), BigInt::from(59_273_438));
        assert_eq!(Exact::from(decimal).units(8).0, BigInt::from(59_273_437));
    }
}
