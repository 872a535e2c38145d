//! A total shared out by weights, to the last unit: largest remainder.
//!
//! Each share is first cut down to whole units of the last decimal; the units left over go, one each, to the shares that
//! lost the most. Where two lost the same, the one that stands first in the list is served first, so the list's order is
//! part of the question and the answer is the same on every machine.
//!
//! Invariants
//! - The shares add up to the total, exactly.
//! - No share differs from its exact value by a whole unit, as long as total times weight has at most 28 digits. Where figures
//!   are so long that the units left over cannot be told, nothing is shared.
//!
//! Measured production is shared out over wells by it, and interests over owners (see `ownership`), later money too.

use rust_decimal::{Decimal, RoundingStrategy};

/// Why a total cannot be shared out.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AllocationError {
    /// There is nobody to share with.
    #[error("there is nothing to share by")]
    NoWeights,
    /// All weights are zero, the total is not.
    #[error("every weight is zero, and {total} is to be shared")]
    WeightsZero {
        /// The total.
        total: Decimal,
    },
    /// A weight below zero.
    #[error("the weight {weight} at place {place} is negative")]
    WeightNegative {
        /// Its place, counted from 1.
        place: usize,
        /// The weight.
        weight: Decimal,
    },
    /// A total below zero.
    #[error("{total} is negative; what is shared is zero or more")]
    TotalNegative {
        /// The total.
        total: Decimal,
    },
    /// The total is finer than the shares may be.
    #[error("{total} has more than {decimals} decimals, and so its shares would have")]
    TotalTooFine {
        /// The total.
        total: Decimal,
        /// The decimals of a share.
        decimals: u32,
    },
    /// Numbers beyond 28 digits.
    #[error("{total} by these weights is beyond 28 digits")]
    OutOfRange {
        /// The total.
        total: Decimal,
    },
}

impl AllocationError {
    /// The rule that was broken, as a slug.
    pub fn rule(&self) -> &'static str {
        match self {
            Self::NoWeights => "allocation-without-weights",
            Self::WeightsZero { .. } => "allocation-weights-zero",
            Self::WeightNegative { .. } => "allocation-weight-negative",
            Self::TotalNegative { .. } => "allocation-total-negative",
            Self::TotalTooFine { .. } => "allocation-total-too-fine",
            Self::OutOfRange { .. } => "allocation-out-of-range",
        }
    }
}

/// Shares a total out in proportion to the weights, each share with at most so many decimals.
///
/// # Errors
/// [`AllocationError`] saying what cannot be shared.
pub fn allocate(total: Decimal, weights: &[Decimal], decimals: u32) -> Result<Vec<Decimal>, AllocationError> {
    let sum = checked(total, weights, decimals)?;
    if total.is_zero() {
        return Ok(vec![Decimal::ZERO; weights.len()]);
    }
    let out_of_range = || AllocationError::OutOfRange { total };
    // Where the total can be written in whole units, so can every share of it and every rest: nothing below rounds a sum.
    let mut in_units = total;
    in_units.rescale(decimals);
    if in_units.scale() != decimals {
        return Err(out_of_range());
    }
    let mut shares = Vec::with_capacity(weights.len());
    let mut lost = Vec::with_capacity(weights.len());
    let mut left = total;
    for weight in weights {
        let exact = total
            .checked_mul(*weight)
            .and_then(|part| part.checked_div(sum))
            .ok_or_else(out_of_range)?;
        let share = exact.round_dp_with_strategy(decimals, RoundingStrategy::ToZero);
        left -= share;
        lost.push(exact - share);
        shares.push(share.normalize());
    }
    let unit = Decimal::new(1, decimals);
    // Each share was cut by less than a unit. Where more is left, or too little, the figures had more digits than a decimal.
    let most = unit
        .checked_mul(Decimal::from(shares.len()))
        .ok_or_else(out_of_range)?;
    if left < Decimal::ZERO || left > most {
        return Err(out_of_range());
    }
    for place in by_loss(&lost).into_iter().cycle() {
        if left < unit {
            break;
        }
        if let Some(share) = shares.get_mut(place) {
            *share += unit;
        }
        left -= unit;
    }
    Ok(shares)
}

/// The places in the order in which the units left over are given out: the greatest loss first; where two are equal, the
/// earlier place.
pub(crate) fn by_loss<L: Ord>(lost: &[L]) -> Vec<usize> {
    let mut places: Vec<(usize, &L)> = lost.iter().enumerate().collect();
    // The sort is stable, so equal losses stay in the order of the list.
    places.sort_by(|(_, one), (_, other)| other.cmp(one));
    places.into_iter().map(|(place, _)| place).collect()
}

/// The sum of the weights, once everything is fit to be shared.
fn checked(total: Decimal, weights: &[Decimal], decimals: u32) -> Result<Decimal, AllocationError> {
    if weights.is_empty() {
        return Err(AllocationError::NoWeights);
    }
    if total < Decimal::ZERO {
        return Err(AllocationError::TotalNegative { total });
    }
    if total.normalize().scale() > decimals {
        return Err(AllocationError::TotalTooFine { total, decimals });
    }
    let mut sum = Decimal::ZERO;
    for (index, weight) in weights.iter().enumerate() {
        if *weight < Decimal::ZERO {
            return Err(AllocationError::WeightNegative {
                place: index + 1,
                weight: *weight,
            });
        }
        sum = sum
            .checked_add(*weight)
            .ok_or(AllocationError::OutOfRange { total })?;
    }
    if sum.is_zero() && !total.is_zero() {
        return Err(AllocationError::WeightsZero { total });
    }
    Ok(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dec(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    fn shared(total: &str, weights: &[&str], decimals: u32) -> Vec<String> {
        let weights: Vec<Decimal> = weights.iter().map(|weight| dec(weight)).collect();
        let shares = allocate(dec(total), &weights, decimals).unwrap();
        assert_eq!(shares.iter().sum::<Decimal>(), dec(total));
        shares.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_measured_month_is_shared_by_tests_and_hours() {
        // 40, 25 and 10 bbl a day over 720, 700 and 360 hours: theoretical volumes in bbl-hours a day.
        assert_eq!(
            shared("2000.00", &["28800", "17500", "3600"], 2),
            ["1154.31", "701.40", "144.29"].map(|share| dec(share).normalize().to_string())
        );
    }

    #[test]
    fn a_bill_is_shared_by_interests() {
        assert_eq!(
            shared("12345.67", &["0.60", "0.25", "0.15"], 2),
            ["7407.4", "3086.42", "1851.85"]
        );
    }

    #[test]
    fn equal_losses_are_made_good_in_the_order_of_the_list() {
        assert_eq!(shared("1.00", &["1", "1", "1"], 2), ["0.34", "0.33", "0.33"]);
        assert_eq!(shared("0.02", &["1", "1", "1"], 2), ["0.01", "0.01", "0"]);
        assert_eq!(shared("5", &["1", "1"], 0), ["3", "2"]);
    }

    #[test]
    fn a_weight_of_zero_has_no_share() {
        assert_eq!(shared("10", &["0", "3", "0"], 2), ["0", "10", "0"]);
        assert_eq!(shared("0", &["0", "0"], 2), ["0", "0"]);
    }

    #[test]
    fn what_cannot_be_shared_is_refused() {
        assert_eq!(allocate(dec("1"), &[], 2), Err(AllocationError::NoWeights));
        assert_eq!(
            allocate(dec("1"), &[dec("0"), dec("0.0")], 2),
            Err(AllocationError::WeightsZero { total: dec("1") })
        );
        assert_eq!(
            allocate(dec("1"), &[dec("1"), dec("-1")], 2),
            Err(AllocationError::WeightNegative {
                place: 2,
                weight: dec("-1")
            })
        );
        assert_eq!(
            allocate(dec("-1"), &[dec("1")], 2),
            Err(AllocationError::TotalNegative { total: dec("-1") })
        );
        assert_eq!(
            allocate(dec("1.001"), &[dec("1")], 2),
            Err(AllocationError::TotalTooFine {
                total: dec("1.001"),
                decimals: 2
            })
        );
        assert_eq!(
            allocate(Decimal::MAX, &[Decimal::MAX], 2),
            Err(AllocationError::OutOfRange { total: Decimal::MAX })
        );
        // Eleven digits before the point and 19 after it: the shares could be written, what is left over could not.
        let total = dec("10000000000.0000000001");
        assert_eq!(
            allocate(total, &[dec("3"), dec("7"), dec("1")], 19),
            Err(AllocationError::OutOfRange { total })
        );
        // A third of so much cannot be written to the last of 28 decimals.
        let total = dec("1000000000");
        assert_eq!(
            allocate(total, &[Decimal::ONE; 3], 28),
            Err(AllocationError::OutOfRange { total })
        );
    }
}
