//! What holds a lease besides its term.

use chrono::{Days, NaiveDate};

use super::{Decision, producing};
use crate::lease::command::{AttainHeldByProduction, HoldByOperations, HoldByUnit, PayShutInRoyalty};
use crate::lease::error::LeaseError;
use crate::lease::event::{LeaseHeldByOperations, LeaseHeldByProduction, LeaseHeldByUnit, ShutInRoyaltyPaid};
use crate::lease::seen::CompletionSeen;
use crate::lease::state::{Basis, Hold, KnownLease, Stage};
use crate::lease::stated::{HeldWell, Operation, ShutInPayment, ShutInRoyaltyClause};
use crate::lease::step::Step;

/// The completions that produce from ground of the lease, at depths it holds, or for a unit it has a share in.
pub(super) fn producing_here(
    lease: &KnownLease,
    completions: &[CompletionSeen],
    step: Step,
) -> Result<Vec<HeldWell>, LeaseError> {
    let mut wells = Vec::new();
    for seen in producing(completions, step)? {
        match (&seen.place.tract, seen.place.unit_id) {
            (Some(tract), _) => lease.produces_from(tract, seen)?,
            (None, Some(unit_id)) if !lease.units.contains_key(&unit_id) => {
                return Err(LeaseError::UnitUnknown { unit_id });
            }
            (None, Some(_)) => {}
            // Neither ground of the lease nor a unit: it holds nothing here.
            (None, None) => continue,
        }
        wells.push(seen.held());
    }
    if wells.is_empty() {
        return Err(LeaseError::NoProducingCompletion { words: step.words() });
    }
    Ok(wells)
}

impl KnownLease {
    /// A completion produces from a tract where some of its depths are held.
    fn produces_from(
        &self,
        tract: &crate::tract::TractName,
        seen: &CompletionSeen,
    ) -> Result<(), LeaseError> {
        let held = self.title.tracts.get(tract).and_then(|held| held.depths());
        if held.is_some_and(|depths| depths.touch(seen.depths)) {
            Ok(())
        } else {
            Err(LeaseError::AcreageNotHeld {
                tract: tract.clone(),
                depths: seen.depths,
            })
        }
    }
}

impl KnownLease {
    /// Whether just this holds it already, with no clock that it would stop.
    fn is_held(&self, by: &Hold) -> bool {
        let held = matches!(&self.standing.stage, Stage::Held { hold } if hold == by);
        held && self.clock.is_none() && self.standing.basis == Basis::Recorded
    }
}

pub(super) fn by_production(lease: &KnownLease, task: &AttainHeldByProduction) -> Decision {
    let on = lease.admit(Step::HoldByProduction, task.effective_at)?;
    lease.said(Step::HoldByProduction)?;
    lease.not_lapsed(Step::HoldByProduction, on)?;
    let wells = producing_here(lease, &task.completions, Step::HoldByProduction)?;
    let paying = task.paying;
    if paying.revenue_usd <= paying.operating_cost_usd {
        return Err(LeaseError::NotPaying {
            revenue_usd: paying.revenue_usd,
            operating_cost_usd: paying.operating_cost_usd,
            from: paying.from,
            through: paying.through,
        });
    }
    if lease.is_held(&Hold::Production { wells: wells.clone() }) {
        return Ok(Vec::new());
    }
    let event = LeaseHeldByProduction {
        effective_at: task.effective_at,
        wells,
    };
    Ok(vec![event.into()])
}

pub(super) fn by_unit(lease: &KnownLease, task: &HoldByUnit) -> Decision {
    let on = lease.admit(Step::HoldByUnit, task.effective_at)?;
    lease.not_lapsed(Step::HoldByUnit, on)?;
    let unit_id = task.unit_id;
    if !lease.units.contains_key(&unit_id) {
        return Err(LeaseError::UnitUnknown { unit_id });
    }
    let wells: Vec<HeldWell> = producing(&task.completions, Step::HoldByUnit)?
        .into_iter()
        .filter(|seen| seen.place.unit_id == Some(unit_id))
        .map(CompletionSeen::held)
        .collect();
    if wells.is_empty() {
        return Err(LeaseError::NoProducingCompletion {
            words: Step::HoldByUnit.words(),
        });
    }
    let hold = Hold::Unit {
        unit_id,
        wells: wells.clone(),
    };
    if lease.is_held(&hold) {
        return Ok(Vec::new());
    }
    let event = LeaseHeldByUnit {
        effective_at: task.effective_at,
        unit_id,
        wells,
    };
    Ok(vec![event.into()])
}

pub(super) fn by_operations(lease: &KnownLease, task: HoldByOperations) -> Decision {
    let on = lease.admit(Step::HoldByOperations, task.effective_at)?;
    if let Some(clock) = lease.clock {
        return Err(LeaseError::ClockRunning {
            deadline_on: clock.deadline_on,
        });
    }
    operation_in_time(lease, &task.operation, on, Step::HoldByOperations)?;
    lease.rental_not_missed(Step::HoldByOperations, task.operation.began_on)?;
    let event = LeaseHeldByOperations {
        effective_at: task.effective_at,
        operation: task.operation,
    };
    Ok(vec![event.into()])
}

/// Work keeps a lease where a clause says so, and where no gap before it was too long. Within the primary term there is
/// no gap.
pub(super) fn operation_in_time(
    lease: &KnownLease,
    operation: &Operation,
    on: NaiveDate,
    step: Step,
) -> Result<(), LeaseError> {
    let (began_on, worked_until) = (operation.began_on, operation.worked_until);
    if began_on > worked_until || worked_until > on {
        return Err(LeaseError::OperationInverted {
            began_on,
            worked_until,
            on,
        });
    }
    let clauses = &lease.said(step)?.clauses;
    let days = clauses
        .continuous_operations_days
        .ok_or(LeaseError::ClauseAbsent {
            clause: "continuous operations",
        })?;
    let last = match &lease.standing.stage {
        Stage::Held {
            hold: Hold::Operations { operation },
        } => Some(operation.worked_until),
        Stage::Held {
            hold: Hold::ShutInRoyalty { until },
        } => Some(*until),
        Stage::Held {
            hold: Hold::Production { .. } | Hold::Unit { .. },
        } => lease.clock.map(|clock| clock.last_production_on),
        Stage::Negotiating
        | Stage::NotExecuted
        | Stage::Signed
        | Stage::Released
        | Stage::Expired
        | Stage::Terminated
        | Stage::Surrendered
        | Stage::Voided
        | Stage::Reported { .. } => None,
    };
    // Whatever else held it, its own term held it to its end. Work that began within the term goes on past it.
    let from = last.max(lease.primary_term_end());
    let in_time = |from: NaiveDate| {
        from.checked_add_days(Days::new(u64::from(days)))
            .is_none_or(|latest| began_on <= latest)
    };
    match from {
        Some(from) if !in_time(from) => Err(LeaseError::OperationsGap { from, began_on, days }),
        Some(_) | None => Ok(()),
    }
}

pub(super) fn by_shut_in_royalty(lease: &KnownLease, task: PayShutInRoyalty) -> Decision {
    let on = lease.admit(Step::PayShutInRoyalty, task.effective_at)?;
    let clauses = &lease.said(Step::PayShutInRoyalty)?.clauses;
    let clause = clauses.shut_in_royalty.ok_or(LeaseError::ClauseAbsent {
        clause: "shut-in royalty",
    })?;
    let payment = &task.payment;
    let well_id = payment.well_id;
    let shut_in_on = task
        .well
        .shut_in_on
        .filter(|_| task.well.capable && task.well.well_id == well_id)
        .ok_or(LeaseError::WellNotShutIn { well_id })?;
    period_fits(lease, payment, shut_in_on)?;
    paid_in_time(&clause, payment, on)?;
    let months = lease
        .shut_in
        .iter()
        .map(|paid| u32::from(paid.months))
        .fold(u32::from(payment.months), u32::saturating_add);
    if let Some(max_months) = clause.max_months.filter(|most| months > u32::from(*most)) {
        return Err(LeaseError::ShutInExhausted { months, max_months });
    }
    lease.not_lapsed(Step::PayShutInRoyalty, on)?;
    let event = ShutInRoyaltyPaid {
        effective_at: task.effective_at,
        payment: task.payment,
    };
    Ok(vec![event.into()])
}

fn period_fits(lease: &KnownLease, payment: &ShutInPayment, shut_in_on: NaiveDate) -> Result<(), LeaseError> {
    let follows = lease
        .covers()
        .iter()
        .any(|(_, last)| last.succ_opt() == Some(payment.from));
    let begins = payment.from == shut_in_on || follows;
    if begins && payment.months > 0 && payment.last_day().is_some() {
        Ok(())
    } else {
        Err(LeaseError::ShutInPeriod {
            from: payment.from,
            shut_in_on,
        })
    }
}

fn paid_in_time(
    clause: &ShutInRoyaltyClause,
    payment: &ShutInPayment,
    paid_on: NaiveDate,
) -> Result<(), LeaseError> {
    let due_on = payment.from.checked_add_days(Days::new(u64::from(clause.days)));
    if let Some(due_on) = due_on.filter(|due_on| paid_on > *due_on) {
        return Err(LeaseError::ShutInLate { due_on, paid_on });
    }
    let paid_usd = payment.amount_usd.unwrap_or_default();
    match clause.amount_usd {
        Some(owed_usd) if paid_usd < owed_usd => Err(LeaseError::ShutInShort { paid_usd, owed_usd }),
        Some(_) | None => Ok(()),
    }
}
