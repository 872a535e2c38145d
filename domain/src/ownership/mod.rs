//! Who owns what share of a property: from acres, leases and burdens to decimals that close to exactly one.
//!
//! The language spoken here
//! - **Net acres**: the acres of a tract an owner's minerals come to. **Tract factor**: a tract's part of its unit.
//! - **Working interest** (WI) bears costs; **net revenue interest** (NRI) is what is left to it once the burdens are taken:
//!   **royalty** (RI), **non-participating royalty** (NPRI), **overriding royalty** (ORRI), **production payments** (PP).
//! - **Back-in**: after payout a party comes into the working interest, and each of the others gives up its part of that.
//!
//! Invariants
//! - Every step is exact: acres, fractions and shares are ratios of whole numbers of any size. Nothing is rounded on the way.
//! - Rounding happens once, in [`close`]: eight decimals by largest remainder, and the decimals add up to exactly one.
//!   What rounding each share half up would have left over is told beside it.
//! - No function panics, whatever it is given; what cannot be is refused with its values.
//!
//! Not here: the decks that are kept of it, and how they change (see `division_of_interest`).

mod burdens;
mod closing;
mod error;
mod exact;
mod fraction;
mod interest;
#[cfg(test)]
mod tests;
mod tracts;
mod unit;

pub use burdens::{
    Burdens, Npri, RoyaltySplit, TractShare, back_in, owner_nri, owner_nri_by_tract, split_royalty, unit_nri,
};
pub use closing::{Closed, RoundingResidual, close};
pub use error::OwnershipError;
pub use exact::Exact;
pub use fraction::Fraction;
pub use interest::InterestType;
pub use tracts::{net_acres, orri_decimal, royalty_decimal, tract_factors};
pub use unit::{
    ExactInterest, LeasedTract, MineralOwner, Override, TractNpri, UnitDivision, UnitTitle, WorkingOwner,
};
