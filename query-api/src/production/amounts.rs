//! Sums of volumes as they are answered.
//!
//! Gas volumes add up only at one pressure base. Where gas was stated at several, the sum is stated at 14.73 psia, and
//! `gas_base_psia` always says at which it is.

use rust_decimal::{Decimal, RoundingStrategy};
use serde::Serialize;
use wellflow_domain::quantity::PressureBase;
use wellflow_read_model::monthly_production::{MonthRow, Sum};

/// The base of a sum over several bases.
const TOGETHER: PressureBase = PressureBase::Psia14_73;
/// The decimals of a volume.
const DECIMALS: u32 = 4;

/// Sums of volumes; decimals as strings in lowest form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Amounts {
    oil_bbl: String,
    gas_mcf: String,
    gas_base_psia: Option<String>,
    water_bbl: String,
    injection: String,
    completion_months: u64,
}

impl Amounts {
    /// The sum of sums, each of gas at one base.
    pub(crate) fn of(sums: &[Sum]) -> Self {
        let total = |amount: fn(&Sum) -> Decimal| plain(sums.iter().map(amount).sum());
        let (gas_mcf, gas_base_psia) = gas(sums);
        Self {
            oil_bbl: total(|sum| sum.oil_bbl),
            gas_mcf: plain(gas_mcf),
            gas_base_psia,
            water_bbl: total(|sum| sum.water_bbl),
            injection: total(|sum| sum.injection),
            completion_months: sums.iter().map(|sum| sum.completion_months).sum(),
        }
    }

    /// The sum of rows.
    pub(crate) fn of_rows(rows: &[MonthRow]) -> Self {
        let sums: Vec<Sum> = rows
            .iter()
            .map(|row| Sum {
                gas_base_psia: row.gas_base_psia.clone(),
                oil_bbl: row.oil_bbl,
                gas_mcf: row.gas_mcf,
                water_bbl: row.water_bbl,
                injection: row.injection,
                completion_months: 1,
            })
            .collect();
        Self::of(&sums)
    }
}

/// A decimal in lowest form: `122507154`, `6618.5`.
pub(crate) fn plain(value: Decimal) -> String {
    value.normalize().to_string()
}

fn gas(sums: &[Sum]) -> (Decimal, Option<String>) {
    // No gas is no gas at any base.
    let mut bases: Vec<&str> = sums
        .iter()
        .filter(|sum| !sum.gas_mcf.is_zero())
        .map(|sum| sum.gas_base_psia.as_str())
        .collect();
    bases.sort_unstable();
    bases.dedup();
    match bases.as_slice() {
        [] => (Decimal::ZERO, sums.first().map(|sum| sum.gas_base_psia.clone())),
        [base] => (sums.iter().map(|sum| sum.gas_mcf).sum(), Some((*base).to_owned())),
        _ => {
            // Converted base by base, so that each is rounded once.
            let converted = bases.iter().map(|base| {
                let at_base: Decimal = sums
                    .iter()
                    .filter(|sum| sum.gas_base_psia == *base)
                    .map(|sum| sum.gas_mcf)
                    .sum();
                let psia = PressureBase::parse(base).map_or(TOGETHER.psia(), PressureBase::psia);
                (at_base * psia / TOGETHER.psia())
                    .round_dp_with_strategy(DECIMALS, RoundingStrategy::MidpointNearestEven)
            });
            (converted.sum(), Some(TOGETHER.as_str().to_owned()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(base: &str, gas: i64) -> Sum {
        Sum {
            gas_base_psia: base.to_owned(),
            oil_bbl: Decimal::new(66_185_000, 4),
            gas_mcf: Decimal::new(gas, 4),
            water_bbl: Decimal::ZERO,
            injection: Decimal::ZERO,
            completion_months: 3,
        }
    }

    #[test]
    fn sums_are_in_lowest_form() {
        let amounts = Amounts::of(&[sum("15.025", 8_460_000)]);
        assert_eq!(amounts.oil_bbl, "6618.5");
        assert_eq!(
            (amounts.gas_mcf.as_str(), amounts.gas_base_psia.as_deref()),
            ("846", Some("15.025"))
        );
        assert_eq!(amounts.water_bbl, "0");
    }

    #[test]
    fn gas_at_two_bases_is_stated_at_the_federal_one() {
        let amounts = Amounts::of(&[
            sum("14.65", 10_000_000),
            sum("14.73", 10_000_000),
            sum("15.025", 0),
        ]);
        // 1000 x 14.65 / 14.73 = 994.5689..., and no gas at 15.025 adds nothing.
        assert_eq!(amounts.gas_mcf, "1994.5689");
        assert_eq!(amounts.gas_base_psia.as_deref(), Some("14.73"));
        assert_eq!(amounts.completion_months, 9);
    }

    #[test]
    fn nothing_adds_up_to_nothing() {
        let amounts = Amounts::of(&[]);
        assert_eq!((amounts.oil_bbl.as_str(), amounts.gas_base_psia), ("0", None));
    }
}
