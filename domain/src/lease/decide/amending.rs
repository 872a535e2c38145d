//! How what a lease says is amended.

use chrono::Datelike;

use super::{Decision, signed};
use crate::lease::checks;
use crate::lease::command::{AmendLease, AmendRoyalty};
use crate::lease::error::LeaseError;
use crate::lease::event::{LeaseAmended, LeaseRoyaltyAmended};
use crate::lease::state::KnownLease;
use crate::lease::stated::{Clause, Clauses, LeaseTerms, RoyaltyRestatement};
use crate::lease::step::Step;
use crate::month::Month;

pub(super) fn amend_royalty(lease: &KnownLease, task: AmendRoyalty) -> Decision {
    let on = lease.admit(Step::AmendRoyalty, task.effective_at)?;
    let terms = lease.said(Step::AmendRoyalty)?;
    lease.not_lapsed(Step::AmendRoyalty, on)?;
    signed(&task.instrument)?;
    let royalty_rate = task.royalty_rate;
    if royalty_rate == terms.royalty_rate {
        return Err(LeaseError::RoyaltyUnchanged { royalty_rate });
    }
    checks::royalty(royalty_rate)?;
    if on.day() != 1 {
        return Err(LeaseError::NotFirstOfMonth { on });
    }
    let from = Month::of(on).map_err(LeaseError::out_of_range(on))?;
    lease.title.bears(terms, royalty_rate)?;
    let closed = task.closed_through.filter(|closed| *closed >= from);
    let restatement = match (closed, task.restated_because) {
        (Some(through), Some(reason)) => Some(RoyaltyRestatement {
            from,
            through,
            reason,
        }),
        (Some(closed_through), None) => return Err(LeaseError::ClosedMonth { from, closed_through }),
        (None, Some(_)) => return Err(LeaseError::NothingToRestate { from }),
        (None, None) => None,
    };
    let event = LeaseRoyaltyAmended {
        effective_at: task.effective_at,
        from,
        royalty_rate,
        instrument: task.instrument,
        restatement,
    };
    Ok(vec![event.into()])
}

pub(super) fn amend(lease: &KnownLease, task: AmendLease) -> Decision {
    let on = lease.admit(Step::Amend, task.effective_at)?;
    let terms = lease.said(Step::Amend)?;
    lease.not_lapsed(Step::Amend, on)?;
    signed(&task.instrument)?;
    if says_already(terms, &task.clause) {
        return Err(LeaseError::ClauseUnchanged {
            clause: task.clause.name(),
        });
    }
    let event = LeaseAmended {
        effective_at: task.effective_at,
        clause: task.clause,
        instrument: task.instrument,
    };
    Ok(vec![event.into()])
}

fn says_already(terms: &LeaseTerms, clause: &Clause) -> bool {
    let Clauses {
        cessation_days,
        continuous_operations_days,
        shut_in_royalty,
        pugh,
        retained_acreage,
        extension,
        no_deductions,
        tax_burden,
    } = &terms.clauses;
    match clause {
        Clause::Cessation { days } => days == cessation_days,
        Clause::ContinuousOperations { days } => days == continuous_operations_days,
        Clause::ShutInRoyalty { terms } => terms == shut_in_royalty,
        Clause::Pugh { terms } => terms == pugh,
        Clause::RetainedAcreage { terms } => terms == retained_acreage,
        Clause::Extension { terms } => terms == extension,
        Clause::NoDeductions { no_deductions: now } => now == no_deductions,
        Clause::TaxBurden { borne_by } => borne_by == tax_burden,
        Clause::Rental { terms: rental } => *rental == terms.rental,
        // Nothing here reads it, so nothing can tell.
        Clause::Other { .. } => false,
    }
}
