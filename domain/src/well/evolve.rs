//! How events change a well: our own facts here and in the files below, agencies' facts in `imported`.
//!
//! A fact of our own is legal where the transition table lets its step be taken and what it says can be; an agency's record
//! overlaps our own facts in time and never makes one of them illegal.

mod closing;
mod completing;
mod drilling;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use wellflow_decider::{DomainEvent, Illegal};

use super::bore::Identity;
use super::error::WellError;
use super::event::{
    ApiNumberAssigned, DrillingPermitApproved, WellEvent, WellHistoryCorrected, WellProposed,
};
use super::hole::Hole;
use super::stage::{Basis, Stage, Standing};
use super::state::{FirstProduction, KnownWell, Permit, Tests};
use super::stated::RegulatoryFlags;
use super::status::CompletionStatus;
use super::step::Step;

impl KnownWell {
    /// The well that an event begins; `None` where the event needs one that is known.
    pub(super) fn begun_by(event: &WellEvent) -> Option<Self> {
        match event {
            WellEvent::WellProposed(proposed) => Some(Self::proposed(proposed)),
            WellEvent::WellHistoryImported(imported) => {
                let mut well = Self::imported(imported);
                well.take_history(imported);
                Some(well)
            }
            // A corrected proposal may be all that is left of the first one.
            WellEvent::WellHistoryCorrected(corrected) => {
                let instead: WellEvent = corrected.instead.clone()?.into();
                let mut well = Self::begun_by(&instead)?;
                well.corrections = 1;
                Some(well)
            }
            WellEvent::ApiNumberAssigned(_)
            | WellEvent::DrillingPermitSubmitted(_)
            | WellEvent::DrillingPermitApproved(_)
            | WellEvent::DrillingPermitDenied(_)
            | WellEvent::DrillingPermitExpired(_)
            | WellEvent::WellCancelled(_)
            | WellEvent::WellSpudded(_)
            | WellEvent::WellReentered(_)
            | WellEvent::CasingSet(_)
            | WellEvent::DrillingProgressRecorded(_)
            | WellEvent::DrillingSuspended(_)
            | WellEvent::DrillingResumed(_)
            | WellEvent::TotalDepthReached(_)
            | WellEvent::WellboreSidetracked(_)
            | WellEvent::DryHoleDeclared(_)
            | WellEvent::CompletionStarted(_)
            | WellEvent::WellCompleted(_)
            | WellEvent::FirstProductionRecorded(_)
            | WellEvent::InjectionStarted(_)
            | WellEvent::InjectionStopped(_)
            | WellEvent::WellShutIn(_)
            | WellEvent::ProductionResumed(_)
            | WellEvent::InjectionResumed(_)
            | WellEvent::WellTemporarilyAbandoned(_)
            | WellEvent::TemporaryAbandonmentExtended(_)
            | WellEvent::WellReturnedToService(_)
            | WellEvent::WellRecompleted(_)
            | WellEvent::WellConverted(_)
            | WellEvent::OperatorChanged(_)
            | WellEvent::WellTestRecorded(_)
            | WellEvent::MechanicalIntegrityTested(_)
            | WellEvent::FluidLevelTested(_)
            | WellEvent::PluggingApproved(_)
            | WellEvent::WellPlugged(_)
            | WellEvent::SiteReleased(_)
            | WellEvent::ReentryApproved(_)
            | WellEvent::RegulatoryFlagChanged(_)
            | WellEvent::WellRecordVoided(_)
            | WellEvent::WellMilestoneImported(_)
            | WellEvent::CompletionStatusReported(_) => None,
        }
    }

    fn proposed(event: &WellProposed) -> Self {
        let standing = Standing {
            stage: Stage::Proposed,
            since: event.effective_at,
            basis: Basis::Recorded,
        };
        Self {
            plan: Some(event.plan.clone()),
            role: Some(event.role),
            api_number: event.api_number,
            ..Self::new(
                event.well_id,
                identity_of_proposal(event),
                event.time_zone,
                standing,
            )
        }
    }

    /// A well of which nothing is known but who and where it is.
    pub(super) fn new(
        well_id: crate::ids::WellId,
        identity: Identity,
        time_zone: crate::location::TimeZone,
        standing: Standing,
    ) -> Self {
        Self {
            well_id,
            api_number: None,
            identity,
            time_zone,
            plan: None,
            role: None,
            standing,
            flags: RegulatoryFlags::default(),
            permit: None,
            spudded_at: None,
            hole: Hole::default(),
            left_bores: Vec::new(),
            total_depth: None,
            completed_at: None,
            first_production: FirstProduction::NotYet,
            injection: None,
            completions: BTreeMap::new(),
            wellbores: BTreeMap::new(),
            tests: Tests::default(),
            plugging_approval: None,
            plugged_at: None,
            reentry: None,
            corrections: 0,
        }
    }

    /// Applies an event; one that makes no sense changes nothing.
    pub(super) fn evolve(&mut self, event: &WellEvent) -> Result<(), Illegal> {
        let at = event.effective_at();
        match event {
            WellEvent::WellProposed(e) => self.take_proposal(e),
            WellEvent::ApiNumberAssigned(e) => self.take_number(e),
            WellEvent::DrillingPermitSubmitted(_) => {
                self.advance(Step::SubmitPermit, Stage::PermitSubmitted, at)
            }
            WellEvent::DrillingPermitApproved(e) => self.take_permit(e),
            WellEvent::DrillingPermitDenied(_) => self.advance(Step::DenyPermit, Stage::Proposed, at),
            WellEvent::DrillingPermitExpired(_) => self.take_permit_expiry(at),
            WellEvent::WellCancelled(_) => self.advance(Step::Cancel, Stage::Cancelled, at),
            WellEvent::WellSpudded(_) => self.take_spud(at),
            WellEvent::WellReentered(e) => self.take_reentry(e),
            WellEvent::CasingSet(e) => self.take_casing(e),
            WellEvent::DrillingProgressRecorded(e) => self.take_progress(e),
            WellEvent::DrillingSuspended(e) => self.take_suspension(e),
            WellEvent::DrillingResumed(_) => self.advance(Step::ResumeDrilling, Stage::Drilling, at),
            WellEvent::TotalDepthReached(e) => self.take_total_depth(e),
            WellEvent::WellboreSidetracked(e) => self.take_sidetrack(e),
            WellEvent::DryHoleDeclared(e) => self.take_dry_hole(e),
            WellEvent::CompletionStarted(_) => self.advance(Step::StartCompletion, Stage::Completing, at),
            WellEvent::WellCompleted(e) => self.take_completion(e),
            WellEvent::FirstProductionRecorded(_) => self.take_first_production(at),
            WellEvent::InjectionStarted(e) => self.take_injection(e),
            WellEvent::InjectionStopped(e) => self.rest(Step::StopInjection, Some(e.reason), at),
            WellEvent::WellShutIn(e) => self.rest(Step::ShutIn, Some(e.reason), at),
            WellEvent::ProductionResumed(_) => self.take_resumption(at),
            WellEvent::InjectionResumed(_) => self.take_resumed_injection(at),
            WellEvent::WellTemporarilyAbandoned(e) => self.take_abandonment(e),
            WellEvent::TemporaryAbandonmentExtended(e) => self.take_extension(e),
            WellEvent::WellReturnedToService(_) => self.rest(Step::ReturnToService, None, at),
            WellEvent::WellRecompleted(e) => self.take_recompletion(e),
            WellEvent::WellConverted(e) => self.take_conversion(e),
            WellEvent::OperatorChanged(e) => self.take_operator(e),
            WellEvent::WellTestRecorded(e) => self.take_well_test(e),
            WellEvent::MechanicalIntegrityTested(e) => self.take_integrity_test(e),
            WellEvent::FluidLevelTested(e) => self.take_fluid_level(e),
            WellEvent::PluggingApproved(e) => self.take_plugging_approval(e),
            WellEvent::WellPlugged(e) => self.take_plug(e),
            WellEvent::SiteReleased(_) => self.advance(Step::ReleaseSite, Stage::SiteReleased, at),
            WellEvent::ReentryApproved(e) => self.take_reentry_approval(e),
            WellEvent::RegulatoryFlagChanged(e) => self.take_flag(e),
            WellEvent::WellHistoryCorrected(e) => self.take_correction(e),
            WellEvent::WellRecordVoided(_) => self.advance(Step::VoidRecord, Stage::Voided, at),
            WellEvent::WellHistoryImported(e) => {
                self.take_history(e);
                Ok(())
            }
            WellEvent::WellMilestoneImported(e) => self.take_milestone(e),
            WellEvent::CompletionStatusReported(e) => {
                self.take_report(e);
                Ok(())
            }
        }
    }

    /// Refuses a fact of our own whose step cannot be taken here.
    pub(super) fn allow(&self, step: Step, at: DateTime<Utc>) -> Result<(), Illegal> {
        match self.standing.basis {
            Basis::Recorded if !step.leads_on_from(self.status()) => Err(self.illegal(step, at)),
            Basis::Recorded | Basis::Imported => Ok(()),
        }
    }

    /// Moves on to a stage by a fact of our own.
    pub(super) fn advance(&mut self, step: Step, stage: Stage, at: DateTime<Utc>) -> Result<(), Illegal> {
        let status = self.status();
        if step.harmless_in() == Some(status) {
            return Ok(());
        }
        match self.standing.basis {
            Basis::Recorded if !step.leads_on_from(status) => Err(self.illegal(step, at)),
            Basis::Recorded | Basis::Imported => {
                self.standing = Standing {
                    stage,
                    since: at,
                    basis: Basis::Recorded,
                };
                Ok(())
            }
        }
    }

    fn illegal(&self, step: Step, at: DateTime<Utc>) -> Illegal {
        let (status, since) = (self.status(), self.standing.since);
        Illegal::new(format!(
            "the well cannot {} at {at}: it is {status} since {since}",
            step.words()
        ))
    }

    /// A proposal of a well whose record an agency holds from an earlier day; a second proposal makes no sense.
    fn take_proposal(&mut self, event: &WellProposed) -> Result<(), Illegal> {
        if self.plan.is_some() {
            return Err(Illegal::new(format!(
                "the well cannot be proposed again at {}",
                event.effective_at
            )));
        }
        self.identity = identity_of_proposal(event);
        self.api_number = event.api_number.or(self.api_number);
        self.time_zone = event.time_zone;
        self.plan = Some(event.plan.clone());
        self.role = Some(event.role);
        Ok(())
    }

    fn take_number(&mut self, event: &ApiNumberAssigned) -> Result<(), Illegal> {
        self.allow(Step::AssignApiNumber, event.effective_at)?;
        self.api_number = Some(event.api_number);
        Ok(())
    }

    fn take_permit(&mut self, event: &DrillingPermitApproved) -> Result<(), Illegal> {
        self.advance(Step::ApprovePermit, Stage::Permitted, event.effective_at)?;
        self.permit = Some(Permit {
            number: event.permit_number.clone(),
            expires_on: event.expires_on,
            permitted_depth_ft: event.permitted_depth_ft,
        });
        Ok(())
    }

    fn take_permit_expiry(&mut self, at: DateTime<Utc>) -> Result<(), Illegal> {
        self.advance(Step::ExpirePermit, Stage::Proposed, at)?;
        self.permit = None;
        Ok(())
    }

    /// The event that is corrected is not here any more; what happened instead takes its place, or nothing does.
    fn take_correction(&mut self, event: &WellHistoryCorrected) -> Result<(), Illegal> {
        if let Some(instead) = event.instead.clone() {
            self.evolve(&instead.into())?;
        }
        self.corrections = self.corrections.saturating_add(1);
        Ok(())
    }

    /// What happens to the well happens to each completion that is still open.
    pub(super) fn move_completions(&mut self, status: CompletionStatus, at: DateTime<Utc>) {
        for completion in self.completions.values_mut() {
            match completion.status {
                CompletionStatus::CompletionAbandoned
                | CompletionStatus::PluggedAndAbandoned
                | CompletionStatus::NotReported => {}
                CompletionStatus::Producing
                | CompletionStatus::Injecting
                | CompletionStatus::InService
                | CompletionStatus::Drilling
                | CompletionStatus::DrillingSuspended
                | CompletionStatus::Completed
                | CompletionStatus::ShutIn
                | CompletionStatus::TemporarilyAbandoned
                | CompletionStatus::Unmapped => {
                    if completion.status != status {
                        completion.status = status;
                        completion.since = at;
                    }
                }
            }
        }
    }
}

/// A rule that what is stated breaks, as a reason.
pub(super) fn against(rule: WellError, at: DateTime<Utc>) -> Illegal {
    Illegal::new(format!("at {at}: {rule}"))
}

fn identity_of_proposal(event: &WellProposed) -> Identity {
    Identity {
        name: event.name.clone(),
        operator: event.operator.clone(),
        lease: event.lease.clone(),
        field: event.field.clone(),
        location: event.location,
        state: event.state,
    }
}
