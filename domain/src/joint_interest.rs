//! The arithmetic of a joint account: shares of a cost, shares of those who do not consent, variances, payout.
//!
//! Invariants
//! - Shares of a cost add up to it, to the cent, whatever the interests: largest remainder, equal losses in the order of the
//!   list. A credit is shared as the cost it takes back would be.
//! - The interests of a project add up to exactly 1 at eight decimals, after others took shares as before.
//! - Rounding happens once, at the end of each reckoning.

use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

use crate::allocation::{AllocationError, allocate};
use crate::declared::words;
use crate::ids::OwnerId;
use crate::ownership::{Exact, OwnershipError, close};
use crate::quantity::{DecimalInterest, PercentChange, QuantityError, RecoveryPercent, Usd};

mod payout;
#[cfg(test)]
mod tests;

pub use payout::{CostClass, NonConsentPenalties, PayoutAccount, payout_account};

/// A cent has two decimals.
const CENTS: u32 = 2;

/// What one party bears of a cost: part of a list that adds up to 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PartyShare {
    /// Who.
    pub owner: OwnerId,
    /// How much.
    pub interest: DecimalInterest,
}

/// What falls to one party.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CostShare {
    /// Who.
    pub owner: OwnerId,
    /// How much; a credit is negative.
    pub amount_usd: Usd,
}

/// Why a joint account cannot be reckoned.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum JointInterestError {
    /// A cost cannot be shared.
    #[error(transparent)]
    Allocation(#[from] AllocationError),
    /// Interests cannot be closed.
    #[error(transparent)]
    Ownership(#[from] OwnershipError),
    /// An amount is out of range.
    #[error(transparent)]
    Quantity(#[from] QuantityError),
    /// Nobody carries what others do not.
    #[error("{uncovered} of the interests is carried by nobody")]
    NotCovered {
        /// How much, as a ratio.
        uncovered: Exact,
    },
}

impl JointInterestError {
    /// The rule that was broken, as a slug.
    pub fn rule(&self) -> &'static str {
        match self {
            Self::Allocation(error) => error.rule(),
            Self::Ownership(error) => error.rule(),
            Self::Quantity(error) => error.rule(),
            Self::NotCovered { .. } => "non-consent-not-covered",
        }
    }
}

/// What the interests add up to.
pub fn interests_sum(parties: &[PartyShare]) -> Decimal {
    parties.iter().map(|party| party.interest.value()).sum()
}

/// Shares a cost, or a credit, by interests: to the cent, in the order of the list.
///
/// # Errors
/// [`JointInterestError`] where there is nobody to share with.
pub fn cost_shares(amount_usd: Usd, parties: &[PartyShare]) -> Result<Vec<CostShare>, JointInterestError> {
    let amount = amount_usd.value();
    let weights: Vec<Decimal> = parties.iter().map(|party| party.interest.value()).collect();
    let shares = allocate(amount.abs(), &weights, CENTS)?;
    let shared = parties.iter().zip(shares).map(|(party, share)| {
        let signed = if amount < Decimal::ZERO { -share } else { share };
        Ok(CostShare {
            owner: party.owner,
            amount_usd: Usd::new(signed)?,
        })
    });
    shared.collect()
}

/// What falls to each party of one list and not of the other: both are of the same parties in the same order.
///
/// # Errors
/// [`JointInterestError::Quantity`] where a difference is out of range.
pub fn shares_less(shares: &[CostShare], less: &[CostShare]) -> Result<Vec<CostShare>, JointInterestError> {
    let differences = shares.iter().zip(less).map(|(share, less)| {
        Ok(CostShare {
            owner: share.owner,
            amount_usd: share.amount_usd.checked_sub(less.amount_usd)?,
        })
    });
    differences.collect()
}

words! {
    /// What a consenting party chooses where others do not consent. JSON: `"own_only"`, `"proportionate"`,
    /// `"all_of_the_rest"`.
    pub enum Carrying {
        /// To bear its own interest alone.
        OwnOnly = "own_only",
        /// To carry its part of what others do not bear: its interest by those of all who consent.
        Proportionate = "proportionate",
        /// To carry its part, and whatever nobody else carries.
        AllOfTheRest = "all_of_the_rest",
    }
}

/// A consenting party and what it chooses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Election {
    /// Who.
    pub owner: OwnerId,
    /// What.
    pub carrying: Carrying,
}

/// The interests in a project of those who consent, once they carry what others do not: in the order of the list, closed to
/// exactly 1.
///
/// # Errors
/// [`JointInterestError::NotCovered`] where something is left that nobody carries; [`JointInterestError::Ownership`] where the
/// interests do not close.
pub fn reallocate(consenting: &[(PartyShare, Carrying)]) -> Result<Vec<PartyShare>, JointInterestError> {
    let own = |(party, _): &(PartyShare, Carrying)| Exact::from(party.interest);
    let all: Exact = consenting.iter().map(own).sum();
    let missing = all.rest();
    let of = |part: &Exact, whole: &Exact| part.over(whole).unwrap_or_else(Exact::zero);
    let carries = |carrying: Carrying| match carrying {
        Carrying::OwnOnly => false,
        Carrying::Proportionate | Carrying::AllOfTheRest => true,
    };
    let taken: Vec<Exact> = consenting
        .iter()
        .map(|one| match carries(one.1) {
            true => &missing * &of(&own(one), &all),
            false => Exact::zero(),
        })
        .collect();
    let left = &missing - &taken.iter().sum::<Exact>();
    let whole_rest = consenting
        .iter()
        .filter(|(_, carrying)| *carrying == Carrying::AllOfTheRest);
    let resting: Exact = whole_rest.map(own).sum();
    if !left.is_zero() && resting.is_zero() {
        return Err(JointInterestError::NotCovered { uncovered: left });
    }
    let shares: Vec<Exact> = consenting
        .iter()
        .zip(&taken)
        .map(|(one, taken)| {
            let more = match one.1 {
                Carrying::AllOfTheRest => &left * &of(&own(one), &resting),
                Carrying::OwnOnly | Carrying::Proportionate => Exact::zero(),
            };
            own(one) + (taken + &more)
        })
        .collect();
    let closed = close(&shares)?;
    let parties = consenting.iter().zip(closed.decimals);
    Ok(parties
        .map(|((party, _), interest)| PartyShare {
            owner: party.owner,
            interest,
        })
        .collect())
}

/// How far a cost is from what was authorised for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Variance {
    /// Actual less authorised; negative where less was spent.
    pub variance_usd: Usd,
    /// The same in hundredths of what was authorised, rounded half away from zero to four decimals; `None` where nothing was.
    pub variance_percent: Option<PercentChange>,
}

impl Variance {
    /// Of a cost.
    ///
    /// # Errors
    /// [`QuantityError`] where the difference is out of range.
    pub fn of(actual_usd: Usd, authorized_usd: Usd) -> Result<Self, QuantityError> {
        let variance_usd = actual_usd.checked_sub(authorized_usd)?;
        let percent = (variance_usd.value() * Decimal::ONE_HUNDRED).checked_div(authorized_usd.value());
        let rounded =
            percent.map(|percent| percent.round_dp_with_strategy(4, RoundingStrategy::MidpointAwayFromZero));
        Ok(Self {
            variance_usd,
            variance_percent: rounded.map(PercentChange::new).transpose()?,
        })
    }

    /// Whether it is further from what was authorised than so many hundredths, up or down.
    pub fn exceeds(&self, limit: crate::quantity::Percent) -> bool {
        match self.variance_percent {
            Some(percent) => percent.value().abs() > limit.value(),
            None => !self.variance_usd.is_zero(),
        }
    }
}

/// The greatest cost that is no overrun: what was authorised, and so many hundredths more, to the cent below.
///
/// # Errors
/// [`QuantityError`] where it is out of range.
pub fn overrun_limit(authorized_usd: Usd, allowed: crate::quantity::Percent) -> Result<Usd, QuantityError> {
    let more = authorized_usd.value() / Decimal::ONE_HUNDRED * allowed.value();
    Usd::new((authorized_usd.value() + more).round_dp_with_strategy(CENTS, RoundingStrategy::ToZero))
}
