//! The decisions of a well: each command against the stage the well is in at the command's own date.
//!
//! `planning` leads to the permit, `drilling` to total depth, `completing` to the open interval, `operating` and `injecting`
//! from the first barrel on, `closing` to the plug and beyond; `testing` takes measurements, `correcting` changes what was
//! said, `importing` takes over what agencies hold.

mod closing;
mod completing;
mod correcting;
mod drilling;
mod importing;
mod injecting;
mod operating;
mod planning;
mod testing;

use chrono::{DateTime, NaiveDate, Utc};

use super::command::{WellCommand, WellTask};
use super::error::WellError;
use super::event::WellEvent;
use super::state::{KnownWell, Well};
use super::step::Step;
use crate::clock::is_ahead;
use crate::month::local_day;

type Decision = Result<Vec<WellEvent>, WellError>;

pub(super) fn decide(well: &Well, command: WellCommand) -> Decision {
    let WellCommand { task, now } = command;
    if let Some(at) = task.effective_at().filter(|at| is_ahead(*at, now)) {
        return Err(WellError::EffectiveInFuture { at, now });
    }
    match task {
        WellTask::Propose(task) => planning::propose(well, task),
        WellTask::ImportHistory(task) => importing::import_history(well, *task),
        WellTask::CorrectHistory(task) => {
            let at = task.corrects.effective_at;
            correcting::correct(known(well, at)?, *task)
        }
        WellTask::AssignApiNumber(task) => planning::assign_number(known(well, task.effective_at)?, task),
        WellTask::SubmitPermit(task) => planning::submit_permit(known(well, task.effective_at)?, task),
        WellTask::ApprovePermit(task) => planning::approve_permit(known(well, task.effective_at)?, task),
        WellTask::DenyPermit(task) => planning::deny_permit(known(well, task.effective_at)?, task),
        WellTask::ExpirePermit(task) => planning::expire_permit(known(well, task.effective_at)?, task),
        WellTask::Cancel(task) => planning::cancel(known(well, task.effective_at)?, task),
        WellTask::Spud(task) => drilling::spud(known(well, task.effective_at)?, task),
        WellTask::SetCasing(task) => drilling::set_casing(known(well, task.effective_at)?, task),
        WellTask::RecordDailyDrilling(task) => drilling::record_day(known(well, task.effective_at)?, task),
        WellTask::SuspendDrilling(task) => drilling::suspend(known(well, task.effective_at)?, task),
        WellTask::ResumeDrilling(task) => drilling::resume(known(well, task.effective_at)?, task),
        WellTask::ReachTotalDepth(task) => drilling::reach_total_depth(known(well, task.effective_at)?, task),
        WellTask::Sidetrack(task) => drilling::sidetrack(known(well, task.effective_at)?, task),
        WellTask::DeclareDryHole(task) => drilling::declare_dry(known(well, task.effective_at)?, task),
        WellTask::StartCompletion(task) => completing::start(known(well, task.effective_at)?, task),
        WellTask::Complete(task) => completing::complete(known(well, task.effective_at)?, task),
        WellTask::Recomplete(task) => completing::recomplete(known(well, task.effective_at)?, task),
        WellTask::Convert(task) => completing::convert(known(well, task.effective_at)?, task),
        WellTask::RecordWellTest(task) => testing::record_well_test(known(well, task.effective_at)?, task),
        WellTask::RecordMechanicalIntegrityTest(task) => {
            testing::record_integrity_test(known(well, task.effective_at)?, task)
        }
        WellTask::RecordFluidLevelTest(task) => {
            testing::record_fluid_level(known(well, task.effective_at)?, task)
        }
        WellTask::RecordFirstProduction(task) => {
            operating::record_first_production(known(well, task.effective_at)?, task)
        }
        WellTask::StartInjection(task) => injecting::start(known(well, task.effective_at)?, task),
        WellTask::StopInjection(task) => injecting::stop(known(well, task.effective_at)?, task),
        WellTask::ShutIn(task) => operating::shut_in(known(well, task.effective_at)?, task),
        WellTask::ResumeProduction(task) => operating::resume(known(well, task.effective_at)?, task),
        WellTask::ResumeInjection(task) => injecting::resume(known(well, task.effective_at)?, task),
        WellTask::TemporarilyAbandon(task) => {
            operating::temporarily_abandon(known(well, task.effective_at)?, task)
        }
        WellTask::ExtendTemporaryAbandonment(task) => {
            operating::extend(known(well, task.effective_at)?, task)
        }
        WellTask::ReturnToService(task) => {
            operating::return_to_service(known(well, task.effective_at)?, task)
        }
        WellTask::ChangeOperator(task) => operating::change_operator(known(well, task.effective_at)?, task),
        WellTask::ApprovePlugging(task) => closing::approve_plugging(known(well, task.effective_at)?, task),
        WellTask::Plug(task) => closing::plug(known(well, task.effective_at)?, task),
        WellTask::ReleaseSite(task) => closing::release_site(known(well, task.effective_at)?, task),
        WellTask::ApproveReentry(task) => closing::approve_reentry(known(well, task.effective_at)?, task),
        WellTask::SetRegulatoryFlag(task) => correcting::set_flag(known(well, task.effective_at)?, task),
        WellTask::VoidRecord(task) => correcting::void(known(well, task.effective_at)?, task),
        WellTask::ReportCompletionStatus(task) => {
            importing::report_completion_status(known(well, task.effective_at)?, task)
        }
    }
}

fn known(well: &Well, at: DateTime<Utc>) -> Result<&KnownWell, WellError> {
    match well {
        Well::Unknown => Err(WellError::Unknown { at }),
        Well::Known(well) => Ok(well),
    }
}

impl KnownWell {
    /// Refuses a step that does not lead on from the stage the well is in.
    fn admit(&self, step: Step) -> Result<(), WellError> {
        if step.leads_on_from(self.status()) {
            Ok(())
        } else {
            Err(WellError::out_of_order(step, self.status(), self.standing.since))
        }
    }

    /// The local day of an instant.
    fn day(&self, at: DateTime<Utc>) -> NaiveDate {
        local_day(at, self.time_zone)
    }

    /// Whether the well already is where the step would lead, and asking again harms nobody.
    fn stands_already(&self, step: Step) -> bool {
        step.harmless_in() == Some(self.status())
    }
}
