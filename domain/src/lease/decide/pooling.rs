//! How the ground of a lease joins a unit, and each tract's share of what the unit produces.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::{Decision, signed};
use crate::allocation::allocate;
use crate::lease::checks;
use crate::lease::command::{PoolLease, PooledTract};
use crate::lease::error::LeaseError;
use crate::lease::event::LeasePooled;
use crate::lease::state::KnownLease;
use crate::lease::stated::{PooledUnit, UnitTract};
use crate::lease::step::Step;
use crate::quantity::DecimalInterest;

/// The decimals of a factor.
const PLACES: u32 = 8;

pub(super) fn pool(lease: &KnownLease, task: PoolLease) -> Decision {
    let on = lease.admit(Step::Pool, task.effective_at)?;
    lease.not_lapsed(Step::Pool, on)?;
    signed(&task.instrument)?;
    let unit_id = task.unit_id;
    if lease.units.contains_key(&unit_id) {
        return Err(LeaseError::AlreadyInUnit { unit_id });
    }
    check_ground(lease, &task)?;
    let (factors, rounding_residual_e8) = match task.factors_agreed_in {
        Some(_) => (agreed(&task.tracts)?, 0),
        None => by_acres(&task.tracts)?,
    };
    let tracts = task.tracts.into_iter().zip(factors);
    let unit = PooledUnit {
        unit_id,
        name: task.name,
        kind: task.kind,
        depths: task.depths,
        tracts: tracts
            .map(|(tract, factor)| UnitTract {
                unit_tract: tract.unit_tract,
                tract: tract.tract,
                acres: tract.acres,
                factor,
            })
            .collect(),
        rounding_residual_e8,
        instrument: task.instrument,
        force_pooling: task.force_pooling,
        factors_agreed_in: task.factors_agreed_in,
    };
    checks::factors(&unit)?;
    let event = LeasePooled {
        effective_at: task.effective_at,
        unit,
    };
    Ok(vec![event.into()])
}

/// Every tract is named once and brings acres; those of the lease are held, and in no other unit at these depths.
fn check_ground(lease: &KnownLease, task: &PoolLease) -> Result<(), LeaseError> {
    let (mut names, mut own) = (BTreeSet::new(), BTreeSet::new());
    for pooled in &task.tracts {
        if pooled.acres.is_zero() {
            return Err(LeaseError::UnitTractWithoutAcres {
                unit_tract: pooled.unit_tract.clone(),
            });
        }
        if !names.insert(&pooled.unit_tract) {
            return Err(checks::named_twice(pooled.unit_tract.as_str()));
        }
        let Some(tract) = &pooled.tract else { continue };
        if !own.insert(tract) {
            return Err(checks::named_twice(tract.as_str()));
        }
        let held = lease.title.tracts.get(tract);
        let held = held
            .filter(|held| held.depths().is_some_and(|depths| depths.touch(task.depths)))
            .ok_or_else(|| LeaseError::AcreageNotHeld {
                tract: tract.clone(),
                depths: task.depths,
            })?;
        if pooled.acres > held.held_acres {
            return Err(LeaseError::PooledAcres {
                tract: tract.clone(),
                acres: pooled.acres,
                held_acres: held.held_acres,
            });
        }
        let other = lease.units.values().find(|unit| {
            unit.depths.overlaps(task.depths) && unit.tracts.iter().any(|other| other.tract == pooled.tract)
        });
        if let Some(unit) = other {
            return Err(LeaseError::TractPooled {
                tract: tract.clone(),
                unit_id: unit.unit_id,
            });
        }
    }
    if own.is_empty() {
        return Err(LeaseError::UnitWithoutTract {
            unit_id: task.unit_id,
        });
    }
    Ok(())
}

fn agreed(tracts: &[PooledTract]) -> Result<Vec<DecimalInterest>, LeaseError> {
    let stated = |tract: &PooledTract| {
        tract.factor.ok_or_else(|| LeaseError::FactorNotStated {
            unit_tract: tract.unit_tract.clone(),
        })
    };
    tracts.iter().map(stated).collect()
}

/// Acres over the acres of the unit, closed to exactly 1 by the largest remainders, and how many units of the last place
/// these took.
fn by_acres(tracts: &[PooledTract]) -> Result<(Vec<DecimalInterest>, u16), LeaseError> {
    let acres: Vec<Decimal> = tracts.iter().map(|tract| tract.acres.value()).collect();
    let total: Decimal = acres.iter().sum();
    // Acres have at most ten digits, so their shares of one can always be told.
    let shares = allocate(Decimal::ONE, &acres, PLACES)
        .map_err(|_| LeaseError::FactorsDoNotClose { sum: Decimal::ZERO })?;
    let mut residual = Decimal::ONE;
    let mut factors = Vec::with_capacity(shares.len());
    for (tract, share) in tracts.iter().zip(shares) {
        let computed =
            DecimalInterest::new(share).map_err(|_| LeaseError::FactorsDoNotClose { sum: share })?;
        if let Some(stated) = tract.factor.filter(|stated| *stated != computed) {
            return Err(LeaseError::FactorNotByAcres {
                unit_tract: tract.unit_tract.clone(),
                stated,
                computed,
            });
        }
        residual -= (tract.acres.value() / total).trunc_with_scale(PLACES);
        factors.push(computed);
    }
    let units = (residual * Decimal::from(100_000_000)).trunc();
    Ok((factors, u16::try_from(units).unwrap_or(u16::MAX)))
}
