//! A whole unit at once: from its tracts, leases and burdens to the interests of everybody.
//!
//! Every owner stands once for each kind of interest; the order is that of the title, burdens first and working interests
//! last, so that closing serves equal remainders in a known order.

use crate::ids::OwnerId;
use crate::quantity::Acres;

use super::burdens::{Npri, left_of, split_royalty};
use super::closing::{Closed, close};
use super::error::OwnershipError;
use super::exact::Exact;
use super::fraction::Fraction;
use super::interest::InterestType;
use super::tracts::{net_acres, tract_factors};

/// What is known of the title to a unit whose tracts take part by acres.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitTitle {
    /// Its tracts.
    pub tracts: Vec<LeasedTract>,
}

/// A tract of the unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeasedTract {
    /// Its acres within the unit.
    pub acres: Acres,
    /// Whose minerals they are; together the whole, and all of it leased.
    pub minerals: Vec<MineralOwner>,
    /// Overriding royalties on it.
    pub overrides: Vec<Override>,
    /// Production payments out of it.
    pub payments: Vec<Override>,
    /// The working interests in it; together the whole.
    pub working: Vec<WorkingOwner>,
}

/// A lessor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MineralOwner {
    /// Who.
    pub owner: OwnerId,
    /// The part of the tract's minerals.
    pub mineral: Fraction,
    /// The part of that which the lease covers.
    pub leased: Fraction,
    /// The lease's royalty.
    pub royalty: Fraction,
    /// Non-participating royalties carved from these minerals.
    pub npris: Vec<TractNpri>,
}

/// A non-participating royalty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TractNpri {
    /// Whose.
    pub owner: OwnerId,
    /// How it is stated.
    pub npri: Npri,
}

/// An overriding royalty or a production payment: a part of the tract's production.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Override {
    /// Whose.
    pub owner: OwnerId,
    /// The part.
    pub rate: Fraction,
    /// The proportionate reduction, where the assignment asks for one.
    pub reduction: Option<Fraction>,
    /// The working interest owner who bears it alone; all of them where nobody is named.
    pub borne_by: Option<OwnerId>,
}

/// A working interest in a tract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WorkingOwner {
    /// Whose.
    pub owner: OwnerId,
    /// The part of the tract.
    pub wi: Fraction,
}

/// An interest before rounding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExactInterest {
    /// Whose.
    pub owner: OwnerId,
    /// Of which kind.
    pub interest: InterestType,
    /// The share.
    pub share: Exact,
}

/// Who bears the costs of a unit and who receives its revenue, before rounding; both come to exactly one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitDivision {
    /// The working interests.
    pub cost: Vec<ExactInterest>,
    /// Royalties, non-participating and overriding royalties, production payments and net revenue interests.
    pub revenue: Vec<ExactInterest>,
}

impl UnitDivision {
    /// The cost interests with eight decimals, in their order.
    ///
    /// # Errors
    /// [`OwnershipError`] where eight decimals cannot show one.
    pub fn close_cost(&self) -> Result<Closed, OwnershipError> {
        closed(&self.cost)
    }

    /// The revenue interests with eight decimals, in their order.
    ///
    /// # Errors
    /// [`OwnershipError`] where eight decimals cannot show one.
    pub fn close_revenue(&self) -> Result<Closed, OwnershipError> {
        closed(&self.revenue)
    }
}

fn closed(interests: &[ExactInterest]) -> Result<Closed, OwnershipError> {
    let shares: Vec<Exact> = interests.iter().map(|interest| interest.share.clone()).collect();
    close(&shares)
}

impl UnitTitle {
    /// Everybody's interests.
    ///
    /// # Errors
    /// [`OwnershipError`] where a tract is owned more than once or not wholly leased, its working interests do not come to
    /// the whole, or burdens leave an owner nothing.
    pub fn division(&self) -> Result<UnitDivision, OwnershipError> {
        let acres: Vec<Acres> = self.tracts.iter().map(|tract| tract.acres).collect();
        let factors = tract_factors(&acres)?;
        let unit = Exact::from(
            acres
                .iter()
                .map(|acres| acres.value())
                .sum::<rust_decimal::Decimal>(),
        );
        let (mut burdens, mut cost, mut revenue) = (Ledger::default(), Ledger::default(), Ledger::default());
        for (index, (tract, factor)) in self.tracts.iter().zip(&factors).enumerate() {
            tract.check(index + 1)?;
            let shared = tract.burdens(&unit, factor, &mut burdens)?;
            let left = left_of(shared.over(factor).unwrap_or_else(Exact::zero))?;
            for WorkingOwner { owner, wi } in &tract.working {
                let part = factor * &(*wi).into();
                cost.add(*owner, InterestType::Wi, part.clone());
                revenue.add(*owner, InterestType::Nri, &part * &left);
            }
            for borne in tract.overrides.iter().chain(&tract.payments) {
                if let Some(bearer) = borne.borne_by {
                    revenue.add(bearer, InterestType::Nri, &Exact::zero() - &borne.share(factor));
                }
            }
        }
        for ExactInterest { share, .. } in &revenue.0 {
            if share.is_zero() || share.is_negative() {
                return Err(OwnershipError::NothingLeftToOwner { left: share.clone() });
            }
        }
        // What NPRIs take whole is nobody's royalty any more.
        burdens.0.retain(|interest| !interest.share.is_zero());
        burdens.0.sort_by_key(|interest| interest.interest);
        burdens.0.append(&mut revenue.0);
        Ok(UnitDivision {
            cost: cost.0,
            revenue: burdens.0,
        })
    }
}

impl LeasedTract {
    /// Its minerals and its working interests are each the whole.
    fn check(&self, tract: usize) -> Result<(), OwnershipError> {
        let owned = |mineral: &MineralOwner| Exact::from(mineral.mineral);
        let sum: Exact = self.minerals.iter().map(owned).sum();
        if sum > Exact::one() {
            return Err(OwnershipError::MineralsExceedTract { tract, sum });
        }
        let leased = |mineral: &MineralOwner| owned(mineral) * mineral.leased.into();
        let sum: Exact = self.minerals.iter().map(leased).sum();
        if sum != Exact::one() {
            return Err(OwnershipError::TractNotWhollyLeased { tract, sum });
        }
        let sum: Exact = self.working.iter().map(|working| Exact::from(working.wi)).sum();
        if sum != Exact::one() {
            return Err(OwnershipError::DoesNotClose { sum });
        }
        Ok(())
    }

    /// Enters its burdens, and adds up those that all working interests bear.
    fn burdens(&self, unit: &Exact, factor: &Exact, all: &mut Ledger) -> Result<Exact, OwnershipError> {
        let mut shared = Exact::zero();
        for mineral in &self.minerals {
            let acres = net_acres(self.acres, mineral.mineral, mineral.leased);
            let part = acres.over(unit).ok_or(OwnershipError::UnitWithoutAcres)?;
            let stated: Vec<Npri> = mineral.npris.iter().map(|npri| npri.npri).collect();
            let split = split_royalty(&part, mineral.royalty, &stated)?;
            shared = shared + &part * &mineral.royalty.into();
            all.add(mineral.owner, InterestType::Ri, split.royalty);
            for (npri, share) in mineral.npris.iter().zip(split.npris) {
                all.add(npri.owner, InterestType::Npri, share);
            }
        }
        let overrides = self.overrides.iter().map(|borne| (InterestType::Orri, borne));
        let payments = self.payments.iter().map(|borne| (InterestType::Pp, borne));
        for (interest, borne) in overrides.chain(payments) {
            let share = borne.share(factor);
            if borne.borne_by.is_none() {
                shared = &shared + &share;
            }
            all.add(borne.owner, interest, share);
        }
        Ok(shared)
    }
}

impl Override {
    fn share(&self, factor: &Exact) -> Exact {
        let reduction = self.reduction.unwrap_or(Fraction::WHOLE);
        factor * &(Exact::from(self.rate) * reduction.into())
    }
}

/// Shares added up by owner and kind, in the order in which they first came.
#[derive(Debug, Default)]
struct Ledger(Vec<ExactInterest>);

impl Ledger {
    fn add(&mut self, owner: OwnerId, interest: InterestType, share: Exact) {
        let found = self
            .0
            .iter_mut()
            .find(|entry| (entry.owner, entry.interest) == (owner, interest));
        match found {
            Some(entry) => entry.share = &entry.share + &share,
            None => self.0.push(ExactInterest {
                owner,
                interest,
                share,
            }),
        }
    }
}
