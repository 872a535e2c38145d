//! How a lease ends: after a day that follows from what it says, or given back.

use super::{Decision, signed};
use crate::depth::Depths;
use crate::lease::command::{ExpireLease, SurrenderLease, TerminateLease};
use crate::lease::error::LeaseError;
use crate::lease::event::{LeaseExpired, LeaseSurrendered, LeaseTerminated, TerminationCause};
use crate::lease::holding::HeldBy;
use crate::lease::state::KnownLease;
use crate::lease::step::Step;

pub(super) fn expire(lease: &KnownLease, task: &ExpireLease) -> Decision {
    let on = lease.admit(Step::Expire, task.effective_at)?;
    match lease.primary_term_end() {
        Some(last_day) if last_day < on => {
            let event = LeaseExpired {
                effective_at: task.effective_at,
                last_day,
            };
            Ok(vec![event.into()])
        }
        end => Err(LeaseError::TermNotOver {
            ends_on: LeaseError::day_or_unknown(end),
            on,
        }),
    }
}

pub(super) fn terminate(lease: &KnownLease, task: TerminateLease) -> Decision {
    let on = lease.admit(Step::Terminate, task.effective_at)?;
    let holding = lease.holding(on);
    let by = holding.as_ref().map_or(HeldBy::PrimaryTerm, |holding| holding.by);
    let fits = match &task.cause {
        TerminationCause::Ordered { .. } => {
            let event = LeaseTerminated {
                effective_at: task.effective_at,
                last_day: on,
                cause: task.cause,
            };
            return Ok(vec![event.into()]);
        }
        TerminationCause::ProductionCeased => matches!(by, HeldBy::Production | HeldBy::Unit),
        TerminationCause::OperationsCeased => by == HeldBy::Operations,
        TerminationCause::ShutInRoyaltyLapsed => by == HeldBy::ShutInRoyalty,
        // A missed rental has a task of its own, which knows its day.
        TerminationCause::RentalMissed { .. } => false,
    };
    if !fits {
        return Err(LeaseError::CauseContradictsHold { by });
    }
    let until = holding.and_then(|holding| holding.until);
    match until {
        Some(last_day) if last_day < on => {
            let event = LeaseTerminated {
                effective_at: task.effective_at,
                last_day,
                cause: task.cause,
            };
            Ok(vec![event.into()])
        }
        until => Err(LeaseError::StillHeld {
            by,
            until: LeaseError::day_or_unknown(until),
            on,
        }),
    }
}

pub(super) fn surrender(lease: &KnownLease, task: SurrenderLease) -> Decision {
    lease.admit(Step::Surrender, task.effective_at)?;
    signed(&task.instrument)?;
    for (tract, held) in &lease.title.tracts {
        if held.depths().is_some() {
            lease.nothing_produces(tract, &Depths::all(), &task.completions)?;
        }
    }
    let event = LeaseSurrendered {
        effective_at: task.effective_at,
        instrument: task.instrument,
    };
    Ok(vec![event.into()])
}
