//! How events change a lease.
//!
//! A fact of our own is legal where the transition table lets its step be taken and the acreage and interests it speaks of
//! are there; an agency's record overlaps our own facts in time and never makes one of them illegal.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use wellflow_decider::{DomainEvent, Illegal};

use super::checks;
use super::error::LeaseError;
use super::event::*;
use super::imported::{AgencyRecord, meaning};
use super::state::{Basis, Hold, KnownLease, Stage, Standing};
use super::stated::{Clause, ReleasedAcreage, SavedBy};
use super::step::Step;
use super::title::Title;
use crate::ids::LeaseId;
use crate::location::TimeZone;
use crate::text::Text120;

impl KnownLease {
    /// The lease that an event begins; `None` where the event needs one that is known.
    pub(super) fn begun_by(event: &LeaseEvent) -> Option<Self> {
        match event {
            LeaseEvent::LeaseNegotiationOpened(opened) => Some(Self::new(
                opened.lease_id,
                opened.name.clone(),
                opened.time_zone,
                recorded(Stage::Negotiating, opened.effective_at),
            )),
            LeaseEvent::LeaseExecuted(executed) => Some(Self::executed(executed)),
            LeaseEvent::LeaseHistoryImported(imported) => Some(Self::imported(imported)),
            // A corrected signature may be all that is left of the first one.
            LeaseEvent::LeaseHistoryCorrected(corrected) => {
                let mut lease = Self::begun_by(&corrected.instead.clone()?.into())?;
                lease.corrections = 1;
                Some(lease)
            }
            LeaseEvent::LeaseNegotiationClosed(_)
            | LeaseEvent::LeaseRecorded(_)
            | LeaseEvent::DelayRentalPaid(_)
            | LeaseEvent::LeaseExtended(_)
            | LeaseEvent::LeaseHeldByProduction(_)
            | LeaseEvent::LeaseHeldByOperations(_)
            | LeaseEvent::LeaseHeldByUnit(_)
            | LeaseEvent::ShutInRoyaltyPaid(_)
            | LeaseEvent::CessationClockStarted(_)
            | LeaseEvent::CessationClockCleared(_)
            | LeaseEvent::LeasePooled(_)
            | LeaseEvent::LeasePartiallyReleased(_)
            | LeaseEvent::LeaseReleased(_)
            | LeaseEvent::InterestAssigned(_)
            | LeaseEvent::LeaseRoyaltyAmended(_)
            | LeaseEvent::LeaseAmended(_)
            | LeaseEvent::LeaseExpired(_)
            | LeaseEvent::LeaseTerminated(_)
            | LeaseEvent::LeaseSurrendered(_)
            | LeaseEvent::LeaseRecordVoided(_)
            | LeaseEvent::LeaseStatusReported(_) => None,
        }
    }

    fn new(lease_id: LeaseId, name: Text120, time_zone: TimeZone, standing: Standing) -> Self {
        Self {
            lease_id,
            name,
            time_zone,
            standing,
            terms: None,
            recording: None,
            extended_to: None,
            title: Title::default(),
            units: BTreeMap::new(),
            rentals_paid: BTreeSet::new(),
            shut_in: Vec::new(),
            clock: None,
            agency: None,
            corrections: 0,
        }
    }

    fn executed(event: &LeaseExecuted) -> Self {
        let standing = recorded(Stage::Signed, event.effective_at);
        let mut lease = Self::new(event.lease_id, event.name.clone(), event.time_zone, standing);
        lease.title = Title::of(&event.terms);
        lease.terms = Some((*event.terms).clone());
        lease
    }

    fn imported(event: &LeaseHistoryImported) -> Self {
        let standing = Standing {
            stage: Stage::Reported {
                status: super::status::LeaseStatus::InPrimaryTerm,
            },
            since: event.effective_at,
            basis: Basis::Imported,
        };
        let name = event.lease_number.clone();
        let mut lease = Self::new(event.lease_id, name, event.time_zone, standing);
        lease.agency = Some(AgencyRecord::of(event));
        lease
    }

    /// Applies an event. The caller drops what an event that is refused has changed.
    pub(super) fn evolve(&mut self, event: &LeaseEvent) -> Result<(), Illegal> {
        let at = event.effective_at();
        match event {
            LeaseEvent::LeaseNegotiationOpened(_) => self.allow(Step::OpenNegotiation, at),
            LeaseEvent::LeaseNegotiationClosed(_) => {
                self.advance(Step::CloseNegotiation, Stage::NotExecuted, at)
            }
            LeaseEvent::LeaseExecuted(e) => self.take_execution(e),
            LeaseEvent::LeaseRecorded(e) => {
                self.allow(Step::Record, at)?;
                self.recording = Some(e.recording.clone());
                Ok(())
            }
            LeaseEvent::DelayRentalPaid(e) => {
                self.allow(Step::PayDelayRental, at)?;
                self.rentals_paid.insert(e.payment.for_year);
                Ok(())
            }
            LeaseEvent::LeaseExtended(e) => {
                self.allow(Step::ExerciseExtension, at)?;
                self.extended_to = Some(e.ends_on);
                Ok(())
            }
            LeaseEvent::LeaseHeldByProduction(e) => {
                let wells = e.wells.clone();
                self.take_hold(Step::HoldByProduction, Hold::Production { wells }, at)
            }
            LeaseEvent::LeaseHeldByOperations(e) => {
                let operation = e.operation.clone();
                self.take_hold(Step::HoldByOperations, Hold::Operations { operation }, at)
            }
            LeaseEvent::LeaseHeldByUnit(e) => {
                let (unit_id, wells) = (e.unit_id, e.wells.clone());
                self.take_hold(Step::HoldByUnit, Hold::Unit { unit_id, wells }, at)
            }
            LeaseEvent::ShutInRoyaltyPaid(e) => self.take_shut_in_royalty(e),
            LeaseEvent::CessationClockStarted(e) => {
                self.allow(Step::StartCessationClock, at)?;
                self.clock = Some(e.clock);
                Ok(())
            }
            LeaseEvent::CessationClockCleared(e) => self.take_rescue(e),
            LeaseEvent::LeasePooled(e) => self.take_unit(e),
            LeaseEvent::LeasePartiallyReleased(e) => self.take_release(&e.acreage, at),
            LeaseEvent::LeaseReleased(e) => {
                self.take_release(&e.acreage, at)?;
                self.advance(Step::Release, Stage::Released, at)
            }
            LeaseEvent::InterestAssigned(e) => self.take_assignment(e),
            LeaseEvent::LeaseRoyaltyAmended(e) => self.take_royalty(e),
            LeaseEvent::LeaseAmended(e) => self.take_amendment(e),
            LeaseEvent::LeaseExpired(_) => self.advance(Step::Expire, Stage::Expired, at),
            LeaseEvent::LeaseTerminated(_) => self.advance(Step::Terminate, Stage::Terminated, at),
            LeaseEvent::LeaseSurrendered(_) => self.advance(Step::Surrender, Stage::Surrendered, at),
            LeaseEvent::LeaseHistoryCorrected(e) => self.take_correction(e),
            LeaseEvent::LeaseRecordVoided(_) => self.advance(Step::VoidRecord, Stage::Voided, at),
            LeaseEvent::LeaseHistoryImported(e) => {
                self.take_history(e);
                Ok(())
            }
            LeaseEvent::LeaseStatusReported(e) => {
                self.take_report(e);
                Ok(())
            }
        }
    }

    /// The event that is corrected is not here any more; what happened instead takes its place, or nothing does.
    fn take_correction(&mut self, event: &LeaseHistoryCorrected) -> Result<(), Illegal> {
        if let Some(instead) = event.instead.clone() {
            self.evolve(&instead.into())?;
        }
        self.corrections = self.corrections.saturating_add(1);
        Ok(())
    }

    /// Refuses a fact of our own whose step cannot be taken here.
    fn allow(&self, step: Step, at: DateTime<Utc>) -> Result<(), Illegal> {
        let status = self.status_on(self.day(at));
        match self.standing.basis {
            Basis::Recorded if !step.leads_on_from(status) => Err(Illegal::new(format!(
                "the lease cannot {} at {at}: it is {status} since {}",
                step.words(),
                self.standing.since
            ))),
            Basis::Recorded | Basis::Imported => Ok(()),
        }
    }

    /// Moves on to a stage by a fact of our own.
    fn advance(&mut self, step: Step, stage: Stage, at: DateTime<Utc>) -> Result<(), Illegal> {
        self.allow(step, at)?;
        self.standing = recorded(stage, at);
        Ok(())
    }

    fn take_execution(&mut self, event: &LeaseExecuted) -> Result<(), Illegal> {
        let at = event.effective_at;
        if self.terms.is_some() {
            return Err(Illegal::new(format!("the lease cannot be signed again at {at}")));
        }
        if self.standing.basis == Basis::Recorded {
            self.advance(Step::Execute, Stage::Signed, at)?;
        }
        self.name = event.name.clone();
        self.time_zone = event.time_zone;
        self.title = Title::of(&event.terms);
        self.terms = Some((*event.terms).clone());
        Ok(())
    }

    fn take_hold(&mut self, step: Step, hold: Hold, at: DateTime<Utc>) -> Result<(), Illegal> {
        self.advance(step, Stage::Held { hold }, at)?;
        self.clock = None;
        Ok(())
    }

    /// A royalty paid while a clock runs leaves it running until it is cleared.
    fn take_shut_in_royalty(&mut self, event: &ShutInRoyaltyPaid) -> Result<(), Illegal> {
        let at = event.effective_at;
        let until = event
            .payment
            .last_day()
            .ok_or_else(|| Illegal::new(format!("a shut-in royalty at {at} is paid beyond the calendar")))?;
        let hold = Hold::ShutInRoyalty { until };
        self.advance(Step::PayShutInRoyalty, Stage::Held { hold }, at)?;
        self.shut_in.push(event.payment.clone());
        Ok(())
    }

    fn take_rescue(&mut self, event: &CessationClockCleared) -> Result<(), Illegal> {
        let at = event.effective_at;
        let on = self.day(at);
        if self.clock.is_none() && self.standing.basis == Basis::Recorded {
            return Err(Illegal::new(format!("no cessation clock is running at {at}")));
        }
        let hold = match &event.saved_by {
            SavedBy::Production { wells } => Hold::Production { wells: wells.clone() },
            SavedBy::Operations { operation } => Hold::Operations {
                operation: operation.clone(),
            },
            SavedBy::ShutInRoyalty => {
                let covers = self.covers();
                let covering = covers.iter().find(|(first, last)| (*first..=*last).contains(&on));
                let (_, until) =
                    covering.ok_or_else(|| Illegal::new(format!("no shut-in royalty covers {on}")))?;
                Hold::ShutInRoyalty { until: *until }
            }
        };
        self.take_hold(Step::ClearCessation, hold, at)
    }

    fn take_unit(&mut self, event: &LeasePooled) -> Result<(), Illegal> {
        let at = event.effective_at;
        self.allow(Step::Pool, at)?;
        checks::factors(&event.unit).map_err(|rule| against(&rule, at))?;
        self.units.insert(event.unit.unit_id, event.unit.clone());
        Ok(())
    }

    fn take_release(&mut self, acreage: &[ReleasedAcreage], at: DateTime<Utc>) -> Result<(), Illegal> {
        self.allow(Step::Release, at)?;
        self.title = self.title.without(acreage).map_err(|rule| against(&rule, at))?;
        Ok(())
    }

    fn take_assignment(&mut self, event: &InterestAssigned) -> Result<(), Illegal> {
        let at = event.effective_at;
        self.allow(Step::Assign, at)?;
        let terms = self.terms.as_ref().ok_or_else(|| without_terms(at))?;
        self.title = self
            .title
            .assigned(&event.assignment, terms)
            .map_err(|rule| against(&rule, at))?;
        Ok(())
    }

    fn take_royalty(&mut self, event: &LeaseRoyaltyAmended) -> Result<(), Illegal> {
        let at = event.effective_at;
        self.allow(Step::AmendRoyalty, at)?;
        let terms = self.terms.as_mut().ok_or_else(|| without_terms(at))?;
        self.title
            .bears(terms, event.royalty_rate)
            .map_err(|rule| against(&rule, at))?;
        terms.royalty_rate = event.royalty_rate;
        Ok(())
    }

    fn take_amendment(&mut self, event: &LeaseAmended) -> Result<(), Illegal> {
        let at = event.effective_at;
        self.allow(Step::Amend, at)?;
        let terms = self.terms.as_mut().ok_or_else(|| without_terms(at))?;
        let clauses = &mut terms.clauses;
        match &event.clause {
            Clause::Cessation { days } => clauses.cessation_days = *days,
            Clause::ContinuousOperations { days } => clauses.continuous_operations_days = *days,
            Clause::ShutInRoyalty { terms } => clauses.shut_in_royalty = *terms,
            Clause::Pugh { terms } => clauses.pugh = *terms,
            Clause::RetainedAcreage { terms } => clauses.retained_acreage = *terms,
            Clause::Extension { terms } => clauses.extension = *terms,
            Clause::NoDeductions { no_deductions } => clauses.no_deductions = *no_deductions,
            Clause::TaxBurden { borne_by } => clauses.tax_burden = *borne_by,
            Clause::Rental { terms: rental } => terms.rental = *rental,
            Clause::Other { .. } => {}
        }
        Ok(())
    }

    fn take_history(&mut self, event: &LeaseHistoryImported) {
        match &mut self.agency {
            Some(record) => record.take(event),
            None => self.agency = Some(AgencyRecord::of(event)),
        }
    }

    /// Where our own facts say the same, they say it with more.
    fn take_report(&mut self, event: &LeaseStatusReported) {
        let at = event.effective_at;
        let status = meaning(&event.status);
        if let Some(record) = &mut self.agency {
            record.status = Some(event.status.clone());
        }
        let ours = self.standing.basis == Basis::Recorded;
        if ours && self.status_on(self.day(at)) == status {
            return;
        }
        self.standing = Standing {
            stage: Stage::Reported { status },
            since: at,
            basis: Basis::Imported,
        };
    }
}

fn recorded(stage: Stage, since: DateTime<Utc>) -> Standing {
    Standing {
        stage,
        since,
        basis: Basis::Recorded,
    }
}

/// A rule that what is stated breaks, as a reason.
fn against(rule: &LeaseError, at: DateTime<Utc>) -> Illegal {
    Illegal::new(format!("at {at}: {rule}"))
}

fn without_terms(at: DateTime<Utc>) -> Illegal {
    Illegal::new(format!("what the lease says is not known at {at}"))
}
