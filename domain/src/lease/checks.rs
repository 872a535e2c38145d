//! Rules that need no state: whether what a lease says can be at all. Signatures and their corrections are held to them
//! alike.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::error::LeaseError;
use super::royalty::federal_onshore_royalty;
use super::stated::{LeaseTerms, MineralOwner, PooledUnit};
use crate::quantity::Percent;
use crate::text::Text120;

/// What a lease signed on a day says.
pub(super) fn terms(terms: &LeaseTerms, executed_on: NaiveDate) -> Result<(), LeaseError> {
    let fractions = lessors(terms)?;
    primary_term(terms)?;
    tracts(terms, fractions)?;
    royalty(terms.royalty_rate)?;
    match federal_onshore_royalty(executed_on) {
        Some(row)
            if terms.mineral_owner == MineralOwner::FederalOnshore && !row.allows(terms.royalty_rate) =>
        {
            Err(LeaseError::RoyaltyBelowMinimum {
                royalty_rate: terms.royalty_rate,
                minimum: row.rate,
                issued_on: executed_on,
            })
        }
        Some(_) | None => Ok(()),
    }
}

fn lessors(terms: &LeaseTerms) -> Result<Decimal, LeaseError> {
    if terms.lessors.is_empty() {
        return Err(LeaseError::WithoutLessor);
    }
    let fractions = || terms.lessors.iter().map(|lessor| lessor.mineral_fraction.value());
    let sum: Decimal = fractions().sum();
    if sum > Decimal::ONE || fractions().any(|fraction| fraction.is_zero()) {
        return Err(LeaseError::LessorFractions { sum });
    }
    Ok(sum)
}

fn primary_term(terms: &LeaseTerms) -> Result<(), LeaseError> {
    let term = terms.primary_term;
    if term.months == 0 {
        return Err(LeaseError::TermZero);
    }
    let last_day = term.last_day();
    if last_day.is_none_or(|last_day| last_day < term.effective_on) {
        return Err(LeaseError::TermInverted {
            effective_on: term.effective_on,
            months: term.months,
            ends_on: LeaseError::day_or_unknown(last_day),
        });
    }
    Ok(())
}

fn tracts(terms: &LeaseTerms, fractions: Decimal) -> Result<(), LeaseError> {
    if terms.tracts.is_empty() {
        return Err(LeaseError::WithoutTract);
    }
    let mut names = BTreeSet::new();
    for tract in &terms.tracts {
        if tract.gross_acres.is_zero() {
            return Err(LeaseError::TractWithoutAcres {
                tract: tract.tract.clone(),
            });
        }
        if !names.insert(&tract.tract) {
            return Err(named_twice(tract.tract.as_str()));
        }
    }
    let sum: Decimal = terms.tracts.iter().map(|tract| tract.gross_acres.value()).sum();
    if sum != terms.gross_acres.value() {
        return Err(LeaseError::AcresDiffer {
            gross_acres: terms.gross_acres,
            sum,
        });
    }
    let computed = (sum * fractions).round_dp(4).normalize();
    if computed != terms.net_acres.value() {
        return Err(LeaseError::NetAcresDiffer {
            net_acres: terms.net_acres,
            computed,
        });
    }
    Ok(())
}

pub(super) fn named_twice(tract: &str) -> LeaseError {
    LeaseError::TractNamedTwice {
        tract: Text120::parse(tract).unwrap_or_else(|_| Text120::withheld()),
    }
}

/// A royalty is something and leaves something.
pub(super) fn royalty(royalty_rate: Percent) -> Result<(), LeaseError> {
    if royalty_rate.is_zero() || royalty_rate.value() >= Decimal::ONE_HUNDRED {
        return Err(LeaseError::RoyaltyOutOfRange { royalty_rate });
    }
    Ok(())
}

/// The factors of a unit close.
pub(super) fn factors(unit: &PooledUnit) -> Result<(), LeaseError> {
    let sum: Decimal = unit.tracts.iter().map(|tract| tract.factor.value()).sum();
    if sum != Decimal::ONE {
        return Err(LeaseError::FactorsDoNotClose { sum });
    }
    Ok(())
}
