//! Open intervals, and what flows.

use chrono::{DateTime, Utc};
use wellflow_decider::Illegal;

use super::against;
use crate::well::error::WellError;
use crate::well::event::{
    FluidLevelTested, InjectionStarted, MechanicalIntegrityTested, OperatorChanged,
    TemporaryAbandonmentExtended, WellCompleted, WellConverted, WellRecompleted, WellTemporarilyAbandoned,
    WellTestRecorded,
};
use crate::well::role::ShutInReason;
use crate::well::stage::Stage;
use crate::well::state::{Completion, Dated, FirstProduction, Injection, Interval, KnownWell};
use crate::well::status::CompletionStatus;
use crate::well::step::Step;

impl KnownWell {
    pub(super) fn take_completion(&mut self, event: &WellCompleted) -> Result<(), Illegal> {
        let at = event.effective_at;
        let interval = Interval {
            zone: event.zone.clone(),
            top_md_ft: event.top_md_ft,
            bottom_md_ft: event.bottom_md_ft,
        };
        self.interval_fits(&event.completion, &interval)
            .map_err(|rule| against(rule, at))?;
        self.advance(Step::Complete, Stage::Completed, at)?;
        self.open(event.completion.clone(), interval, at);
        Ok(())
    }

    /// Opens an interval. What an agency has reported of a completion of that name stays beside it.
    fn open(&mut self, name: crate::text::CompletionName, interval: Interval, at: DateTime<Utc>) {
        self.completed_at.get_or_insert(at);
        let reported = self
            .completions
            .get(&name)
            .and_then(|known| known.reported.clone());
        let completion = Completion {
            status: CompletionStatus::Completed,
            since: at,
            reported,
            interval: Some(interval),
        };
        self.completions.insert(name, completion);
    }

    pub(super) fn take_first_production(&mut self, at: DateTime<Utc>) -> Result<(), Illegal> {
        match self.first_production {
            FirstProduction::At(first) => Err(Illegal::new(format!(
                "the well cannot produce for the first time at {at}: it first produced at {first}"
            ))),
            FirstProduction::NotYet | FirstProduction::BeforeOurRecords => {
                self.advance(Step::RecordFirstProduction, Stage::Producing, at)?;
                self.first_production = FirstProduction::At(at);
                self.move_completions(CompletionStatus::Producing, at);
                Ok(())
            }
        }
    }

    pub(super) fn take_injection(&mut self, event: &InjectionStarted) -> Result<(), Illegal> {
        let at = event.effective_at;
        self.advance(Step::StartInjection, Stage::Injecting, at)?;
        self.injection = Some(Injection {
            first_at: self.injection.as_ref().map_or(at, |known| known.first_at),
            permit: event.permit.reference.clone(),
            permit_until: event.permit.in_force_until,
        });
        self.move_completions(CompletionStatus::Injecting, at);
        Ok(())
    }

    /// What flowed rests; the well stays capable.
    pub(super) fn rest(
        &mut self,
        step: Step,
        reason: Option<ShutInReason>,
        at: DateTime<Utc>,
    ) -> Result<(), Illegal> {
        self.advance(step, Stage::ShutIn { reason }, at)?;
        self.move_completions(CompletionStatus::ShutIn, at);
        Ok(())
    }

    pub(super) fn take_resumption(&mut self, at: DateTime<Utc>) -> Result<(), Illegal> {
        self.advance(Step::Resume, Stage::Producing, at)?;
        self.move_completions(CompletionStatus::Producing, at);
        Ok(())
    }

    pub(super) fn take_resumed_injection(&mut self, at: DateTime<Utc>) -> Result<(), Illegal> {
        self.advance(Step::ResumeInjection, Stage::Injecting, at)?;
        self.move_completions(CompletionStatus::Injecting, at);
        Ok(())
    }

    pub(super) fn take_abandonment(&mut self, event: &WellTemporarilyAbandoned) -> Result<(), Illegal> {
        let at = event.effective_at;
        let stage = Stage::TemporarilyAbandoned {
            until: event.until,
            approval_number: event.approval_number.clone(),
        };
        self.advance(Step::TemporarilyAbandon, stage, at)?;
        self.move_completions(CompletionStatus::TemporarilyAbandoned, at);
        if let Some(fact) = event.securing.integrity_test.clone() {
            self.tests.integrity = Some(Dated { at, fact });
        }
        Ok(())
    }

    /// The approval is another; since when the well is abandoned stays as it was.
    pub(super) fn take_extension(&mut self, event: &TemporaryAbandonmentExtended) -> Result<(), Illegal> {
        self.allow(Step::ExtendTemporaryAbandonment, event.effective_at)?;
        if let Stage::TemporarilyAbandoned {
            until,
            approval_number,
        } = &mut self.standing.stage
        {
            *until = Some(event.until);
            *approval_number = Some(event.approval_number.clone());
        }
        Ok(())
    }

    /// The well rests after the work once it has operated; its other completions rest with it.
    pub(super) fn take_recompletion(&mut self, event: &WellRecompleted) -> Result<(), Illegal> {
        let at = event.effective_at;
        let interval = Interval {
            zone: event.zone.clone(),
            top_md_ft: event.top_md_ft,
            bottom_md_ft: event.bottom_md_ft,
        };
        self.interval_fits(&event.completion, &interval)
            .map_err(|rule| against(rule, at))?;
        if !self.completions.contains_key(&event.from) {
            let completion = event.from.clone();
            return Err(against(WellError::CompletionUnknown { completion }, at));
        }
        let (stage, rests) = if self.has_operated() {
            let reason = Some(ShutInReason::Workover);
            (Stage::ShutIn { reason }, CompletionStatus::ShutIn)
        } else {
            (Stage::Completed, CompletionStatus::Completed)
        };
        self.advance(Step::Recomplete, stage, at)?;
        self.move_completions(rests, at);
        if let Some(old) = self.completions.get_mut(&event.from) {
            old.status = CompletionStatus::CompletionAbandoned;
            old.since = at;
        }
        self.open(event.completion.clone(), interval, at);
        Ok(())
    }

    pub(super) fn take_conversion(&mut self, event: &WellConverted) -> Result<(), Illegal> {
        self.allow(Step::Convert, event.effective_at)?;
        self.role = Some(event.to_role);
        Ok(())
    }

    pub(super) fn take_operator(&mut self, event: &OperatorChanged) -> Result<(), Illegal> {
        self.allow(Step::ChangeOperator, event.effective_at)?;
        self.identity.operator = event.to_operator.clone();
        Ok(())
    }

    pub(super) fn take_well_test(&mut self, event: &WellTestRecorded) -> Result<(), Illegal> {
        self.allow(Step::RecordWellTest, event.effective_at)?;
        self.tests.well = Some(Dated {
            at: event.effective_at,
            fact: event.test.clone(),
        });
        Ok(())
    }

    pub(super) fn take_integrity_test(&mut self, event: &MechanicalIntegrityTested) -> Result<(), Illegal> {
        self.allow(Step::RecordIntegrityTest, event.effective_at)?;
        self.tests.integrity = Some(Dated {
            at: event.effective_at,
            fact: event.test.clone(),
        });
        Ok(())
    }

    pub(super) fn take_fluid_level(&mut self, event: &FluidLevelTested) -> Result<(), Illegal> {
        self.allow(Step::RecordFluidLevelTest, event.effective_at)?;
        self.tests.fluid_level = Some(Dated {
            at: event.effective_at,
            fact: event.test.clone(),
        });
        Ok(())
    }
}
