//! Sums of volumes as they are answered.
//!
//! Invariants
//! - Gas volumes add up only at one base. Where gas was stated at several, the sum is stated at 14.73 psia and 60 °F;
//!   `gas_base_psia` always says at which pressure it is, and the temperature is 60 °F.
//! - A sum is over what is stated; beside it stands how many said nothing and how many were withheld.
//! - Over what is withheld in part there is no ratio.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::Serialize;
use wellflow_domain::production_month::Volumes;
use wellflow_domain::quantity::{Amount, BaseTemperature, Mcf, PressureBase, Quantity};
use wellflow_read_model::Stated;
use wellflow_read_model::figures::{gas_oil_ratio, water_cut};
use wellflow_read_model::monthly_production::{Sum, SumOf};

/// The base of a sum over several bases.
const TOGETHER: PressureBase = PressureBase::Psia14_73;

/// Sums of volumes; decimals as strings in lowest form, `null` where nothing states an amount.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct Amounts {
    oil_bbl: Option<String>,
    condensate_bbl: Option<String>,
    gas_mcf: Option<String>,
    gas_base_psia: Option<String>,
    water_bbl: Option<String>,
    injection: Option<String>,
    completion_months: u64,
    not_reported: Counts,
    withheld: Counts,
    /// Cubic feet a barrel.
    gas_oil_ratio: Option<String>,
    water_cut: Option<String>,
}

/// How many of the completion months.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct Counts {
    oil: u64,
    condensate: u64,
    gas: u64,
    water: u64,
    injection: u64,
}

impl Amounts {
    /// The sum of sums, each of gas at one base.
    pub(crate) fn of(sums: &[Sum]) -> Self {
        let total = |part: fn(&Sum) -> SumOf| sums.iter().map(part).fold(SumOf::default(), SumOf::and);
        let (oil, condensate) = (total(|sum| sum.oil_bbl), total(|sum| sum.condensate_bbl));
        let (gas, water) = (total(|sum| sum.gas_mcf), total(|sum| sum.water_bbl));
        let injection = total(|sum| sum.injection);
        let (gas_stated, gas_base) = gas_together(sums);
        let counts = |count: fn(SumOf) -> u64| Counts {
            oil: count(oil),
            condensate: count(condensate),
            gas: count(gas),
            water: count(water),
            injection: count(injection),
        };
        // As on the forms, a blank counts as zero.
        let whole = |part: SumOf, stated: Option<Decimal>| {
            (part.withheld == 0).then_some(stated.unwrap_or(Decimal::ZERO))
        };
        let liquid = whole(oil, oil.stated)
            .zip(whole(condensate, condensate.stated))
            .map(|(oil, condensate)| oil.saturating_add(condensate));
        let at_one_base = whole(gas, gas_stated).filter(|_| gas_stated.is_some() == gas.stated.is_some());
        let shown = |stated: Option<Decimal>| stated.map(plain);
        Self {
            oil_bbl: shown(oil.stated),
            condensate_bbl: shown(condensate.stated),
            gas_mcf: shown(gas_stated),
            gas_base_psia: gas_base.map(|base| base.as_str().to_owned()),
            water_bbl: shown(water.stated),
            injection: shown(injection.stated),
            completion_months: sums.iter().map(|sum| sum.completion_months).sum(),
            not_reported: counts(|part| part.not_reported),
            withheld: counts(|part| part.withheld),
            gas_oil_ratio: liquid
                .zip(at_one_base)
                .and_then(|(oil, gas)| gas_oil_ratio(gas, oil))
                .map(plain),
            water_cut: liquid
                .zip(whole(water, water.stated))
                .and_then(|(oil, water)| water_cut(water, oil))
                .map(plain),
        }
    }
}

/// What a month's volumes add to a sum.
pub(crate) fn sum_of(volumes: &Volumes) -> Sum {
    Sum {
        gas_base: volumes.gas.amount().map(|gas| {
            let psia = gas.base_psia().as_str().to_owned();
            (psia, gas.base_temp_f().to_string())
        }),
        oil_bbl: one(volumes.oil_bbl),
        condensate_bbl: one(volumes.condensate_bbl),
        gas_mcf: one(volumes.gas),
        water_bbl: one(volumes.water_bbl),
        injection: one(volumes.injection),
        completion_months: 1,
    }
}

fn one<T: Amount>(quantity: Quantity<T>) -> SumOf {
    SumOf::one(match quantity {
        Quantity::Reported(amount) | Quantity::ReportedZero(amount) => Stated::of(amount.number()),
        Quantity::NotReported => Stated::unstated(false),
        Quantity::Withheld => Stated::unstated(true),
    })
}

/// Adds a sum to those of other bases, or to the one of its own.
pub(crate) fn gather(so_far: &mut Vec<Sum>, sum: &Sum) {
    let Some(same) = so_far.iter_mut().find(|other| other.gas_base == sum.gas_base) else {
        so_far.push(sum.clone());
        return;
    };
    *same = Sum {
        gas_base: sum.gas_base.clone(),
        oil_bbl: same.oil_bbl.and(sum.oil_bbl),
        condensate_bbl: same.condensate_bbl.and(sum.condensate_bbl),
        gas_mcf: same.gas_mcf.and(sum.gas_mcf),
        water_bbl: same.water_bbl.and(sum.water_bbl),
        injection: same.injection.and(sum.injection),
        completion_months: same.completion_months + sum.completion_months,
    };
}

/// A decimal in lowest form: `122507154`, `6618.5`.
pub(crate) fn plain(value: Decimal) -> String {
    value.normalize().to_string()
}

type Base = (PressureBase, BaseTemperature);

/// All gas at one base, and its pressure; `None` where none is stated, or no volume can hold it.
fn gas_together(sums: &[Sum]) -> (Option<Decimal>, Option<PressureBase>) {
    // Added up base by base first, so that each is rounded once.
    let mut bases: BTreeMap<&(String, String), Decimal> = BTreeMap::new();
    for sum in sums {
        if let Some((base, stated)) = sum.gas_base.as_ref().zip(sum.gas_mcf.stated) {
            let at_base = bases.entry(base).or_default();
            *at_base = at_base.saturating_add(stated);
        }
    }
    let mut read: Vec<(Base, Decimal)> = Vec::with_capacity(bases.len());
    for (base, stated) in bases {
        match parse(base) {
            Some(base) => read.push((base, stated)),
            None => return (None, None),
        }
    }
    // No gas is no gas at any base.
    let some: Vec<_> = read.iter().filter(|(_, stated)| !stated.is_zero()).collect();
    match some.as_slice() {
        [] => (
            read.first().map(|_| Decimal::ZERO),
            read.first().map(|((psia, _), _)| *psia),
        ),
        [((psia, temperature), stated)] if *temperature == BaseTemperature::F60 => {
            (Some(*stated), Some(*psia))
        }
        several => {
            let psia = match several {
                [((psia, _), _)] => *psia,
                _ => TOGETHER,
            };
            let mut total = Decimal::ZERO;
            for (base, stated) in several {
                match at(*base, *stated, psia) {
                    Some(converted) => total = total.saturating_add(converted),
                    None => return (None, None),
                }
            }
            (Some(total), Some(psia))
        }
    }
}

fn at((psia, temperature): Base, stated: Decimal, to: PressureBase) -> Option<Decimal> {
    let gas = Mcf::new(stated, psia).ok()?.stated_at(temperature);
    Some(gas.at(to, BaseTemperature::F60).ok()?.volume())
}

fn parse((psia, temperature): &(String, String)) -> Option<Base> {
    Some((
        PressureBase::parse(psia).ok()?,
        BaseTemperature::parse(temperature).ok()?,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stated(number: i64) -> SumOf {
        SumOf {
            stated: Some(Decimal::new(number, 4)),
            ..SumOf::default()
        }
    }

    fn at_temperature(psia: &str, temperature: &str, gas: i64) -> Sum {
        Sum {
            gas_base: Some((psia.to_owned(), temperature.to_owned())),
            oil_bbl: stated(66_185_000),
            gas_mcf: stated(gas),
            water_bbl: stated(0),
            completion_months: 3,
            ..Sum::default()
        }
    }

    fn sum(psia: &str, gas: i64) -> Sum {
        at_temperature(psia, "60", gas)
    }

    #[test]
    fn sums_are_in_lowest_form() {
        let amounts = Amounts::of(&[sum("15.025", 8_460_000)]);
        assert_eq!(amounts.oil_bbl.as_deref(), Some("6618.5"));
        assert_eq!(
            (amounts.gas_mcf.as_deref(), amounts.gas_base_psia.as_deref()),
            (Some("846"), Some("15.025"))
        );
        assert_eq!(amounts.water_bbl.as_deref(), Some("0"));
        assert_eq!(amounts.gas_oil_ratio.as_deref(), Some("127.8235"));
        assert_eq!(amounts.water_cut.as_deref(), Some("0"));
    }

    #[test]
    fn gas_at_two_bases_is_stated_at_the_federal_one() {
        let amounts = Amounts::of(&[
            sum("14.65", 10_000_000),
            sum("14.73", 10_000_000),
            sum("15.025", 0),
        ]);
        // 1000 x 14.65 / 14.73 = 994.5689..., and no gas at 15.025 adds nothing.
        assert_eq!(amounts.gas_mcf.as_deref(), Some("1994.5689"));
        assert_eq!(amounts.gas_base_psia.as_deref(), Some("14.73"));
        assert_eq!(amounts.completion_months, 9);
    }

    #[test]
    fn gas_at_another_temperature_is_stated_at_60() {
        // 1000 x (60 + 459.67) / (59 + 459.67) = 1001.9280...
        let alone = Amounts::of(&[at_temperature("14.65", "59", 10_000_000)]);
        assert_eq!(alone.gas_mcf.as_deref(), Some("1001.928"));
        assert_eq!(alone.gas_base_psia.as_deref(), Some("14.65"));
        let both = Amounts::of(&[at_temperature("14.73", "59", 10_000_000), sum("14.73", 10_000)]);
        assert_eq!(both.gas_mcf.as_deref(), Some("1002.928"));
    }

    #[test]
    fn where_there_is_nothing_nothing_is_stated() {
        let amounts = Amounts::of(&[]);
        assert_eq!(
            (amounts.oil_bbl, amounts.gas_mcf, amounts.gas_base_psia),
            (None, None, None)
        );
        assert_eq!((amounts.gas_oil_ratio, amounts.water_cut), (None, None));
    }

    #[test]
    fn what_nobody_states_is_no_zero_and_has_no_ratio() {
        let withheld = SumOf {
            withheld: 3,
            ..SumOf::default()
        };
        let amounts = Amounts::of(&[Sum {
            oil_bbl: withheld,
            ..sum("14.73", 10_000)
        }]);
        assert_eq!((&amounts.oil_bbl, amounts.withheld.oil), (&None, 3));
        assert_eq!((amounts.gas_oil_ratio, amounts.water_cut), (None, None));
        assert_eq!(amounts.gas_mcf.as_deref(), Some("1"));
        let part = Amounts::of(&[
            sum("14.73", 10_000),
            Sum {
                oil_bbl: withheld,
                ..sum("14.73", 0)
            },
        ]);
        assert_eq!(part.oil_bbl.as_deref(), Some("6618.5"));
        assert_eq!(part.gas_oil_ratio, None);
    }
}
