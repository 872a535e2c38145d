//! Sharing measured production out.

use std::collections::BTreeSet;

use rust_decimal::{Decimal, RoundingStrategy};

use super::{Decision, book, check_ended};
use crate::allocation;
use crate::disposition::ProductVolume;
use crate::property_month::command::AllocateProduction;
use crate::property_month::error::PropertyMonthError;
use crate::property_month::event::ProductionAllocated;
use crate::property_month::id::PropertyKey;
use crate::property_month::share::{
    AllocatedShare, AllocationFactor, AllocationInput, AllocationMethod, AllocationWarning,
};
use crate::property_month::state::PropertyMonth;
use crate::quantity::Hours;

/// A volume has four decimals.
const FINEST: u8 = 4;
const HOURS_A_DAY: Decimal = Decimal::from_parts(24, 0, 0, false, 0);

pub(super) fn allocate(month: &PropertyMonth, task: AllocateProduction) -> Decision {
    let book = book(month, task.property)?;
    check_ended(task.property, task.now)?;
    let (product, decimals) = (task.product, task.decimals);
    if !task.measured.is_of(product) {
        return Err(PropertyMonthError::UnitOfAnotherProduct { product });
    }
    if decimals > FINEST {
        return Err(PropertyMonthError::SharesTooFine { decimals });
    }
    check_inputs(&task)?;
    let weights = task
        .inputs
        .iter()
        .map(|input| weight(task.method, input))
        .collect::<Result<Vec<_>, _>>()?;
    let total = task.measured.number();
    let parts = allocation::allocate(total, &weights, u32::from(decimals))?;
    let mut shares = Vec::with_capacity(parts.len());
    for ((input, weight), part) in task.inputs.into_iter().zip(&weights).zip(parts) {
        shares.push(AllocatedShare {
            theoretical: theoretical(task.method, *weight, &task.measured)?,
            input,
            allocated: task.measured.of_same_unit(part)?,
        });
    }
    let factor = factor(task.method, total, &weights);
    let allocated = ProductionAllocated {
        effective_at: task.property.month.last_day_start(task.property.time_zone),
        property: task.property,
        product,
        method: task.method,
        measured: task.measured,
        decimals,
        factor,
        warnings: warnings(task.property, factor, &shares),
        shares,
    };
    if book.and_then(|book| book.allocations.get(&product)) == Some(&allocated) {
        return Ok(Vec::new());
    }
    Ok(vec![allocated.into()])
}

/// Each takes part once, for no more hours than the month has, and in the unit of what was measured.
fn check_inputs(task: &AllocateProduction) -> Result<(), PropertyMonthError> {
    let (month, zone) = (task.property.month, task.property.time_zone);
    let minutes = month
        .end(zone)
        .signed_duration_since(month.first_instant(zone))
        .num_minutes();
    let limit = Hours::new((Decimal::from(minutes) / Decimal::from(60)).round_dp(2))?;
    let mut seen = BTreeSet::new();
    for input in &task.inputs {
        let completion = || input.completion.clone();
        if !seen.insert((input.well_id, &input.completion)) {
            return Err(PropertyMonthError::CompletionTwice {
                completion: completion(),
            });
        }
        if input.hours_on > limit {
            return Err(PropertyMonthError::HoursExceedMonth {
                completion: completion(),
                hours_on: input.hours_on,
                month,
                limit,
            });
        }
        let rate = input.test.as_ref().map(|test| &test.per_day);
        let mut volumes = rate.into_iter().chain(&input.metered);
        if volumes.any(|volume| !volume.has_unit_of(&task.measured)) {
            return Err(PropertyMonthError::UnitsDiffer {
                completion: completion(),
            });
        }
    }
    Ok(())
}

/// The exact weight of a completion: by tests its rate times its hours, which is 24 times what it should have made.
fn weight(method: AllocationMethod, input: &AllocationInput) -> Result<Decimal, PropertyMonthError> {
    match method {
        AllocationMethod::Test => {
            let test = input
                .test
                .as_ref()
                .ok_or_else(|| PropertyMonthError::TestMissing {
                    completion: input.completion.clone(),
                })?;
            Ok(test.per_day.number() * input.hours_on.value())
        }
        AllocationMethod::Meter => {
            let metered = input
                .metered
                .as_ref()
                .ok_or_else(|| PropertyMonthError::MeterMissing {
                    completion: input.completion.clone(),
                })?;
            Ok(metered.number())
        }
        AllocationMethod::Equal => Ok(Decimal::ONE),
    }
}

fn theoretical(
    method: AllocationMethod,
    weight: Decimal,
    measured: &ProductVolume,
) -> Result<Option<ProductVolume>, PropertyMonthError> {
    let volume = match method {
        AllocationMethod::Test => weight / HOURS_A_DAY,
        AllocationMethod::Meter => weight,
        AllocationMethod::Equal => return Ok(None),
    };
    let rounded = volume.round_dp_with_strategy(u32::from(FINEST), RoundingStrategy::MidpointNearestEven);
    Ok(Some(measured.of_same_unit(rounded)?))
}

fn factor(method: AllocationMethod, measured: Decimal, weights: &[Decimal]) -> Option<AllocationFactor> {
    let sum: Decimal = weights.iter().sum();
    match method {
        AllocationMethod::Test => AllocationFactor::of(measured * HOURS_A_DAY, sum),
        AllocationMethod::Meter => AllocationFactor::of(measured, sum),
        AllocationMethod::Equal => None,
    }
}

fn warnings(
    property: PropertyKey,
    factor: Option<AllocationFactor>,
    shares: &[AllocatedShare],
) -> Vec<AllocationWarning> {
    let unusual = factor
        .filter(|factor| factor.is_unusual())
        .map(|factor| AllocationWarning::AllocationFactorUnusual { factor });
    let old = shares.iter().filter_map(|AllocatedShare { input, .. }| {
        let tested_on = input.test.as_ref()?.tested_on;
        let age_days = property
            .month
            .last_day()
            .signed_duration_since(tested_on)
            .num_days();
        (age_days > AllocationWarning::TEST_GOOD_FOR_DAYS).then(|| AllocationWarning::WellTestOld {
            well_id: input.well_id,
            completion: input.completion.clone(),
            tested_on,
            age_days,
        })
    });
    unusual.into_iter().chain(old).collect()
}
