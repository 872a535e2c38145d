//! Rentals and extensions: what lengthens the primary term, year by year or at once.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::{Decision, signed};
use crate::lease::command::{ExerciseExtension, MissDelayRental, PayDelayRental};
use crate::lease::error::LeaseError;
use crate::lease::event::{DelayRentalPaid, LeaseExtended, LeaseTerminated, TerminationCause};
use crate::lease::state::KnownLease;
use crate::lease::stated::{LeaseTerms, Rental, last_day_of};
use crate::lease::step::Step;
use crate::quantity::Usd;

/// The day by which the rental of a year is to be paid; it must be the next one.
fn due_on(lease: &KnownLease, for_year: u8, on: NaiveDate) -> Result<NaiveDate, LeaseError> {
    if lease.rentals_paid.contains(&for_year) {
        return Err(LeaseError::RentalPaid { for_year });
    }
    match lease.next_rental() {
        None => Err(LeaseError::RentalNotOwed {
            status: lease.status_on(on),
        }),
        Some((next, _)) if next != for_year => Err(LeaseError::RentalOutOfTurn { for_year, next }),
        Some((_, due_on)) => Ok(due_on),
    }
}

pub(super) fn pay(lease: &KnownLease, task: PayDelayRental) -> Decision {
    let on = lease.admit(Step::PayDelayRental, task.effective_at)?;
    let terms = lease.said(Step::PayDelayRental)?;
    let for_year = task.payment.for_year;
    let due_on = due_on(lease, for_year, on)?;
    if on > due_on {
        return Err(LeaseError::RentalLate {
            for_year,
            due_on,
            paid_on: on,
        });
    }
    let paid_usd = task.payment.amount_usd.unwrap_or_default();
    match terms.rental {
        Rental::Delay {
            amount_usd: Some(owed_usd),
        } if paid_usd < owed_usd => return Err(LeaseError::RentalShort { paid_usd, owed_usd }),
        Rental::Delay { .. } | Rental::PaidUp => {}
    }
    let event = DelayRentalPaid {
        effective_at: task.effective_at,
        payment: task.payment,
    };
    Ok(vec![event.into()])
}

pub(super) fn miss(lease: &KnownLease, task: &MissDelayRental) -> Decision {
    let on = lease.admit(Step::MissDelayRental, task.effective_at)?;
    lease.said(Step::MissDelayRental)?;
    let for_year = task.for_year;
    let due_on = due_on(lease, for_year, on)?;
    if on <= due_on {
        return Err(LeaseError::RentalNotYetDue { for_year, due_on, on });
    }
    let event = LeaseTerminated {
        effective_at: task.effective_at,
        last_day: due_on,
        cause: TerminationCause::RentalMissed { for_year },
    };
    Ok(vec![event.into()])
}

pub(super) fn extend(lease: &KnownLease, task: ExerciseExtension) -> Decision {
    let on = lease.admit(Step::ExerciseExtension, task.effective_at)?;
    let terms = lease.said(Step::ExerciseExtension)?;
    signed(&task.instrument)?;
    if let Some(current) = lease.primary_term_end() {
        if on > current {
            return Err(LeaseError::ExtensionAfterExpiry {
                ended_on: current,
                on,
            });
        }
        if task.ends_on <= current {
            return Err(LeaseError::ExtensionNotLater {
                ends_on: task.ends_on,
                current,
            });
        }
    }
    lease.not_lapsed(Step::ExerciseExtension, on)?;
    within_option(terms, &task)?;
    let event = LeaseExtended {
        effective_at: task.effective_at,
        ends_on: task.ends_on,
        consideration_usd: Some(task.consideration_usd),
        instrument: task.instrument,
    };
    Ok(vec![event.into()])
}

/// An option says how far and for what; without one, something is paid.
fn within_option(terms: &LeaseTerms, task: &ExerciseExtension) -> Result<(), LeaseError> {
    let option = terms.clauses.extension;
    let cent = Usd::new(Decimal::new(1, 2)).unwrap_or_default();
    let owed_usd = option.and_then(|option| option.consideration_usd).unwrap_or(cent);
    if task.consideration_usd < owed_usd {
        return Err(LeaseError::ExtensionUnpaid {
            paid_usd: task.consideration_usd,
            owed_usd,
        });
    }
    let latest = option.and_then(|option| {
        let after = terms.primary_term.last_day()?.succ_opt()?;
        last_day_of(after, u32::from(option.months))
    });
    match latest {
        Some(latest) if task.ends_on > latest => Err(LeaseError::ExtensionBeyondOption {
            ends_on: task.ends_on,
            latest,
        }),
        Some(_) | None => Ok(()),
    }
}
