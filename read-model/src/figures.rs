//! The ratios that follow from volumes.
//!
//! Invariants
//! - A ratio over nothing is no ratio: `None`, never zero or infinite.

use rust_decimal::{Decimal, RoundingStrategy};

/// The decimals of a ratio.
const DECIMALS: u32 = 4;

/// Gas per oil in cubic feet a barrel: gas in Mcf × 1000 / oil in barrels. `None` without oil.
pub fn gas_oil_ratio(gas_mcf: Decimal, oil_bbl: Decimal) -> Option<Decimal> {
    let gas_cf = gas_mcf.checked_mul(Decimal::from(1_000))?;
    rounded(gas_cf.checked_div(oil_bbl)?)
}

/// The part of the liquid that is water: water / (oil + water). `None` without liquid.
pub fn water_cut(water_bbl: Decimal, oil_bbl: Decimal) -> Option<Decimal> {
    let liquid = oil_bbl.checked_add(water_bbl)?;
    rounded(water_bbl.checked_div(liquid)?)
}

fn rounded(ratio: Decimal) -> Option<Decimal> {
    Some(
        ratio
            .round_dp_with_strategy(DECIMALS, RoundingStrategy::MidpointNearestEven)
            .normalize(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(text: &str) -> Decimal {
        text.parse().expect("a decimal")
    }

    #[test]
    fn gas_is_counted_in_cubic_feet_for_each_barrel() {
        let ratio = gas_oil_ratio(decimal("846"), decimal("6618"));
        assert_eq!(ratio, Some(decimal("127.8332")));
        assert_eq!(gas_oil_ratio(decimal("0"), decimal("2")), Some(Decimal::ZERO));
    }

    #[test]
    fn water_is_a_part_of_the_liquid() {
        assert_eq!(
            water_cut(decimal("39927"), decimal("6618")),
            Some(decimal("0.8578"))
        );
        assert_eq!(water_cut(decimal("5"), Decimal::ZERO), Some(Decimal::ONE));
    }

    #[test]
    fn over_nothing_there_is_no_ratio() {
        assert_eq!(gas_oil_ratio(decimal("846"), Decimal::ZERO), None);
        assert_eq!(water_cut(Decimal::ZERO, Decimal::ZERO), None);
    }

    #[test]
    fn what_no_decimal_holds_is_no_ratio() {
        assert_eq!(gas_oil_ratio(Decimal::MAX, Decimal::ONE), None);
        assert_eq!(water_cut(Decimal::MAX, Decimal::MAX), None);
    }
}
