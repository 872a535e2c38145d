//! The days that are counted once production ceased, and what saves the lease in time.

use super::Decision;
use super::holding::{operation_in_time, producing_here};
use crate::lease::command::{ClearCessation, SavingSeen, StartCessationClock};
use crate::lease::error::LeaseError;
use crate::lease::event::{CessationClockCleared, CessationClockStarted};
use crate::lease::gap::{deadline, gap_days};
use crate::lease::holding::CessationClock;
use crate::lease::state::KnownLease;
use crate::lease::stated::SavedBy;
use crate::lease::step::Step;

pub(super) fn start(lease: &KnownLease, task: &StartCessationClock) -> Decision {
    let on = lease.admit(Step::StartCessationClock, task.effective_at)?;
    if let Some(clock) = lease.clock {
        return Err(LeaseError::ClockRunning {
            deadline_on: clock.deadline_on,
        });
    }
    let clauses = &lease.said(Step::StartCessationClock)?.clauses;
    let days = clauses.cessation_days.ok_or(LeaseError::ClauseAbsent {
        clause: "cessation of production",
    })?;
    let last_production_on = task.last_production_on;
    if last_production_on > on {
        return Err(LeaseError::LastProductionLater {
            last_production_on,
            on,
        });
    }
    let covers = lease.covers();
    let out_of_range = LeaseError::DateOutOfRange {
        on: last_production_on,
    };
    let (Some(deadline_on), Some(without)) = (
        deadline(last_production_on, days, &covers),
        deadline(last_production_on, days, &[]),
    ) else {
        return Err(out_of_range);
    };
    let (gap, gap_less) = gap_days(last_production_on, on, &covers);
    let clock = CessationClock {
        last_production_on,
        deadline_on,
        deadline_without_shut_in_royalty_on: without,
        gap_days: gap,
        gap_days_less_shut_in_royalty: gap_less,
    };
    let event = CessationClockStarted {
        effective_at: task.effective_at,
        clock,
    };
    Ok(vec![event.into()])
}

pub(super) fn clear(lease: &KnownLease, task: ClearCessation) -> Decision {
    let on = lease.admit(Step::ClearCessation, task.effective_at)?;
    let clock = lease.clock.ok_or(LeaseError::ClockNotRunning)?;
    if on > clock.deadline_on {
        // Within its primary term a lease needs no saving.
        let within_term = lease.primary_term_end().is_some_and(|end| on <= end);
        if !within_term {
            return Err(LeaseError::DeadlinePassed {
                deadline_on: clock.deadline_on,
                on,
            });
        }
    }
    let saved_by = match task.saved_by {
        SavingSeen::Production { completions } => SavedBy::Production {
            wells: producing_here(lease, &completions, Step::ClearCessation)?,
        },
        SavingSeen::ShutInRoyalty => {
            let covers = lease.covers();
            if !covers.iter().any(|(first, last)| (*first..=*last).contains(&on)) {
                return Err(LeaseError::DayNotCovered { on });
            }
            SavedBy::ShutInRoyalty
        }
        SavingSeen::Operations { operation } => {
            operation_in_time(lease, &operation, on, Step::ClearCessation)?;
            SavedBy::Operations { operation }
        }
    };
    let event = CessationClockCleared {
        effective_at: task.effective_at,
        saved_by,
    };
    Ok(vec![event.into()])
}
