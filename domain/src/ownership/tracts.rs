//! Shares that follow from acres.

use super::error::OwnershipError;
use super::exact::Exact;
use super::fraction::Fraction;
use crate::quantity::Acres;

/// The acres an owner's leased minerals come to: gross acres × the part of the minerals × the part of that which is leased.
pub fn net_acres(gross: Acres, mineral: Fraction, leased: Fraction) -> Exact {
    exact(gross) * mineral.into() * leased.into()
}

/// A lessor's royalty decimal: net acres / unit acres × the lease's royalty.
///
/// # Errors
/// [`OwnershipError::UnitWithoutAcres`].
pub fn royalty_decimal(net_acres: &Exact, unit: Acres, royalty: Fraction) -> Result<Exact, OwnershipError> {
    Ok(&part_of(net_acres, unit)? * &royalty.into())
}

/// The decimal of an overriding royalty: tract acres / unit acres × its rate, times the proportionate reduction where the
/// assignment asks for one: the part of the tract that the burdened lease or interest covers.
///
/// # Errors
/// [`OwnershipError::UnitWithoutAcres`].
pub fn orri_decimal(
    tract: Acres,
    unit: Acres,
    rate: Fraction,
    reduction: Option<Fraction>,
) -> Result<Exact, OwnershipError> {
    let reduction = reduction.unwrap_or(Fraction::WHOLE);
    Ok(part_of(&exact(tract), unit)? * rate.into() * reduction.into())
}

/// Each tract's part of the unit, by acres: the factors where the unit agreement states no others.
///
/// # Errors
/// [`OwnershipError::UnitWithoutAcres`].
pub fn tract_factors(tracts: &[Acres]) -> Result<Vec<Exact>, OwnershipError> {
    let unit: Exact = tracts.iter().map(|acres| exact(*acres)).sum();
    tracts
        .iter()
        .map(|acres| exact(*acres).over(&unit).ok_or(OwnershipError::UnitWithoutAcres))
        .collect()
}

fn part_of(acres: &Exact, unit: Acres) -> Result<Exact, OwnershipError> {
    acres.over(&exact(unit)).ok_or(OwnershipError::UnitWithoutAcres)
}

fn exact(acres: Acres) -> Exact {
    acres.value().into()
}
