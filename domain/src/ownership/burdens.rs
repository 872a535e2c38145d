//! What lies on production before the working interest, and what is left to it.

use serde::{Deserialize, Serialize};

use super::error::OwnershipError;
use super::exact::Exact;
use super::fraction::Fraction;

/// How a non-participating royalty is stated; the two differ as soon as a lease has another royalty. JSON:
/// `{"of_production":"1/16"}`, `{"of_royalty":"1/2"}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Npri {
    /// Fixed: a part of production, whatever the royalty.
    OfProduction(Fraction),
    /// Floating: a part of whatever the royalty is.
    OfRoyalty(Fraction),
}

/// A royalty once the non-participating royalties are taken out of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoyaltySplit {
    /// What is left to the lessor.
    pub royalty: Exact,
    /// The non-participating royalties, in the order they were given.
    pub npris: Vec<Exact>,
}

/// Splits a lessor's royalty. `part` is the part of production that comes from his minerals: net acres / unit acres.
///
/// A non-participating royalty comes out of the royalty of the minerals it was carved from, and leaves the lessee alone.
///
/// # Errors
/// [`OwnershipError::NpriExceedsRoyalty`] where they come to more than the royalty.
pub fn split_royalty(
    part: &Exact,
    royalty: Fraction,
    npris: &[Npri],
) -> Result<RoyaltySplit, OwnershipError> {
    let whole = part * &royalty.into();
    let npris: Vec<Exact> = npris
        .iter()
        .map(|npri| match npri {
            Npri::OfProduction(fraction) => part * &(*fraction).into(),
            Npri::OfRoyalty(fraction) => &whole * &(*fraction).into(),
        })
        .collect();
    let burden: Exact = npris.iter().sum();
    let left = &whole - &burden;
    if left.is_negative() {
        return Err(OwnershipError::NpriExceedsRoyalty {
            burden,
            royalty: whole,
        });
    }
    Ok(RoyaltySplit { royalty: left, npris })
}

/// What lies on the production of a unit, each the sum over its owners.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Burdens {
    /// Royalties.
    pub royalties: Exact,
    /// Non-participating royalties.
    pub npris: Exact,
    /// Overriding royalties.
    pub overrides: Exact,
    /// Production payments.
    pub production_payments: Exact,
}

/// What is left of production once the burdens are taken (8/8ths): 1 - RI - NPRI - ORRI - PP.
///
/// # Errors
/// [`OwnershipError::BurdensExceedWhole`] where nothing is left.
pub fn unit_nri(burdens: &Burdens) -> Result<Exact, OwnershipError> {
    let Burdens {
        royalties,
        npris,
        overrides,
        production_payments,
    } = burdens;
    left_of(
        [royalties, npris, overrides, production_payments]
            .into_iter()
            .sum(),
    )
}

/// What is left of the whole once these burdens are taken.
pub(super) fn left_of(burdens: Exact) -> Result<Exact, OwnershipError> {
    let left = burdens.rest();
    if left.is_zero() || left.is_negative() {
        return Err(OwnershipError::BurdensExceedWhole { burdens });
    }
    Ok(left)
}

/// An owner's net revenue interest where all working interests bear the same burdens: WI × unit NRI.
pub fn owner_nri(wi: &Exact, unit_nri: &Exact) -> Exact {
    wi * unit_nri
}

/// A working interest owner's part of one tract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TractShare {
    /// The tract's part of the unit.
    pub factor: Exact,
    /// The owner's working interest in the tract.
    pub wi: Exact,
    /// The burdens this owner bears there, of his own part.
    pub burdens: Exact,
}

/// An owner's net revenue interest where burdens differ: the sum over tracts of factor × WI × (1 - burdens).
///
/// # Errors
/// [`OwnershipError::BurdensExceedWhole`] where nothing is left of a tract.
pub fn owner_nri_by_tract(tracts: &[TractShare]) -> Result<Exact, OwnershipError> {
    tracts
        .iter()
        .map(|tract| Ok(&(&tract.factor * &tract.wi) * &left_of(tract.burdens.clone())?))
        .sum()
}

/// The working interests after payout: a party comes in with a part of the whole, and each of the others keeps the rest of
/// his. The party that came in stands last.
pub fn back_in(before_payout: &[Exact], part: Fraction) -> Vec<Exact> {
    let part = Exact::from(part);
    let kept = part.rest();
    let others = before_payout.iter().map(|wi| wi * &kept);
    others.chain([part]).collect()
}
