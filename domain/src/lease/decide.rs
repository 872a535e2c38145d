//! The decisions of a lease: each command against the stage the lease is in at the command's own date.
//!
//! `signing` leads to a lease in force, `rentals` and `holding` keep it, `cessation` counts its last days, `pooling`,
//! `assigning` and `amending` change what it gives, `releasing` lets acreage go, `ending` ends it; `correcting` changes what
//! was said.

mod amending;
mod assigning;
mod cessation;
mod correcting;
mod ending;
mod holding;
mod pooling;
mod releasing;
mod rentals;
mod signing;

use chrono::{DateTime, NaiveDate, Utc};

use super::command::{LeaseCommand, LeaseTask};
use super::error::LeaseError;
use super::event::LeaseEvent;
use super::holding::HeldBy;
use super::imported::AgencyLease;
use super::seen::CompletionSeen;
use super::state::{Basis, KnownLease, Lease, Stage};
use super::stated::{Instrument, LeaseTerms};
use super::step::Step;
use crate::clock::is_ahead;

type Decision = Result<Vec<LeaseEvent>, LeaseError>;

pub(super) fn decide(lease: &Lease, command: LeaseCommand) -> Decision {
    let LeaseCommand { task, now } = command;
    if let Some(at) = task.effective_at().filter(|at| is_ahead(*at, now)) {
        return Err(LeaseError::EffectiveInFuture { at, now });
    }
    match task {
        LeaseTask::OpenNegotiation(task) => signing::open(lease, task),
        LeaseTask::Execute(task) => signing::execute(lease, task),
        LeaseTask::ImportRecord(row) => import(lease, *row),
        LeaseTask::CorrectHistory(task) => {
            let at = task.corrects.effective_at;
            correcting::correct(known(lease, at)?, *task)
        }
        LeaseTask::CloseNegotiation(task) => signing::close(known(lease, task.effective_at)?, task),
        LeaseTask::Record(task) => signing::record(known(lease, task.effective_at)?, task),
        LeaseTask::PayDelayRental(task) => rentals::pay(known(lease, task.effective_at)?, task),
        LeaseTask::MissDelayRental(task) => rentals::miss(known(lease, task.effective_at)?, &task),
        LeaseTask::ExerciseExtension(task) => rentals::extend(known(lease, task.effective_at)?, task),
        LeaseTask::AttainHeldByProduction(task) => {
            holding::by_production(known(lease, task.effective_at)?, &task)
        }
        LeaseTask::HoldByOperations(task) => holding::by_operations(known(lease, task.effective_at)?, task),
        LeaseTask::HoldByUnit(task) => holding::by_unit(known(lease, task.effective_at)?, &task),
        LeaseTask::PayShutInRoyalty(task) => {
            holding::by_shut_in_royalty(known(lease, task.effective_at)?, task)
        }
        LeaseTask::StartCessationClock(task) => cessation::start(known(lease, task.effective_at)?, &task),
        LeaseTask::ClearCessation(task) => cessation::clear(known(lease, task.effective_at)?, task),
        LeaseTask::Pool(task) => pooling::pool(known(lease, task.effective_at)?, task),
        LeaseTask::ReleaseAcreage(task) => releasing::release(known(lease, task.effective_at)?, task),
        LeaseTask::ApplyPughClause(task) => releasing::apply_pugh(known(lease, task.effective_at)?, task),
        LeaseTask::ApplyRetainedAcreage(task) => {
            releasing::apply_retained(known(lease, task.effective_at)?, task)
        }
        LeaseTask::AssignInterest(task) => assigning::assign(known(lease, task.effective_at)?, task),
        LeaseTask::AmendRoyalty(task) => amending::amend_royalty(known(lease, task.effective_at)?, task),
        LeaseTask::Amend(task) => amending::amend(known(lease, task.effective_at)?, task),
        LeaseTask::Expire(task) => ending::expire(known(lease, task.effective_at)?, &task),
        LeaseTask::Terminate(task) => ending::terminate(known(lease, task.effective_at)?, task),
        LeaseTask::Surrender(task) => ending::surrender(known(lease, task.effective_at)?, task),
        LeaseTask::VoidRecord(task) => correcting::void(known(lease, task.effective_at)?, task),
    }
}

fn known(lease: &Lease, at: DateTime<Utc>) -> Result<&KnownLease, LeaseError> {
    match lease {
        Lease::Unknown => Err(LeaseError::Unknown { at }),
        Lease::Known(lease) => Ok(lease),
    }
}

/// An agency's record is taken as it is; a row that says nothing new leaves nothing behind.
fn import(lease: &Lease, row: AgencyLease) -> Decision {
    match lease {
        Lease::Known(known) if known.agency.as_ref().is_some_and(|record| record.holds(&row)) => {
            Ok(Vec::new())
        }
        Lease::Known(_) | Lease::Unknown => row.facts(),
    }
}

/// A paper that binds is signed.
fn signed(instrument: &Instrument) -> Result<(), LeaseError> {
    match instrument.signed_on {
        Some(_) => Ok(()),
        None => Err(LeaseError::NotSigned {
            reference: instrument.reference.clone(),
        }),
    }
}

/// The completions that produce; at least one.
fn producing(completions: &[CompletionSeen], step: Step) -> Result<Vec<&CompletionSeen>, LeaseError> {
    let producing: Vec<&CompletionSeen> = completions.iter().filter(|seen| seen.producing).collect();
    if producing.is_empty() {
        return Err(LeaseError::NoProducingCompletion { words: step.words() });
    }
    Ok(producing)
}

impl KnownLease {
    /// Refuses a step that does not lead on from the stage the lease is in, and answers with the local day.
    fn admit(&self, step: Step, at: DateTime<Utc>) -> Result<NaiveDate, LeaseError> {
        let on = self.day(at);
        let status = self.status_on(on);
        if step.leads_on_from(status) {
            Ok(on)
        } else {
            Err(LeaseError::out_of_order(step, status, self.standing.since))
        }
    }

    /// What the lease says.
    fn said(&self, step: Step) -> Result<&LeaseTerms, LeaseError> {
        self.terms
            .as_ref()
            .ok_or(LeaseError::TermsUnknown { words: step.words() })
    }

    /// Refuses to let work begin on a lease that ended for want of a rental. How long work may rest is another matter.
    fn rental_not_missed(&self, step: Step, began_on: NaiveDate) -> Result<(), LeaseError> {
        let signed = self.standing.stage == Stage::Signed;
        match self.next_rental().filter(|_| signed) {
            Some((_, due_on)) if due_on < began_on => Err(LeaseError::Lapsed {
                words: step.words(),
                by: HeldBy::PrimaryTerm,
                until: due_on,
                on: began_on,
            }),
            Some(_) | None => Ok(()),
        }
    }

    /// Refuses to revive what has ended by itself. What an agency reports in force is in force.
    fn not_lapsed(&self, step: Step, on: NaiveDate) -> Result<(), LeaseError> {
        let holding = self
            .holding(on)
            .filter(|_| self.standing.basis == Basis::Recorded);
        match holding.and_then(|holding| Some((holding.by, holding.until?))) {
            Some((by, until)) if until < on => Err(LeaseError::Lapsed {
                words: step.words(),
                by,
                until,
                on,
            }),
            Some(_) | None => Ok(()),
        }
    }
}
