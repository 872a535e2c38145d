//! The decisions of a well: each command against the stage the well is in at the command's own date.
//!
//! `drilling` leads from the plan to the open interval, `operating` from the first barrel to the plug, `importing` takes
//! over what agencies hold.

mod drilling;
mod importing;
mod operating;

use chrono::{DateTime, Utc};

use super::command::{WellCommand, WellTask};
use super::error::WellError;
use super::event::WellEvent;
use super::state::{KnownWell, Well};
use super::step::Step;
use crate::clock::is_ahead;

type Decision = Result<Vec<WellEvent>, WellError>;

pub(super) fn decide(well: &Well, command: WellCommand) -> Decision {
    let WellCommand { task, now } = command;
    if let Some(at) = task.effective_at().filter(|at| is_ahead(*at, now)) {
        return Err(WellError::EffectiveInFuture { at, now });
    }
    match task {
        WellTask::Propose(task) => drilling::propose(well, task),
        WellTask::ApprovePermit(task) => drilling::approve_permit(known(well, task.effective_at)?, task),
        WellTask::Spud(task) => drilling::spud(known(well, task.effective_at)?, task),
        WellTask::ReachTotalDepth(task) => {
            drilling::reach_total_depth(known(well, task.effective_at)?, &task)
        }
        WellTask::Complete(task) => drilling::complete(known(well, task.effective_at)?, task),
        WellTask::RecordFirstProduction(task) => {
            operating::record_first_production(known(well, task.effective_at)?, &task)
        }
        WellTask::ShutIn(task) => operating::shut_in(known(well, task.effective_at)?, &task),
        WellTask::ResumeProduction(task) => operating::resume(known(well, task.effective_at)?, &task),
        WellTask::TemporarilyAbandon(task) => {
            operating::temporarily_abandon(known(well, task.effective_at)?, task)
        }
        WellTask::ReturnToService(task) => {
            operating::return_to_service(known(well, task.effective_at)?, &task)
        }
        WellTask::Plug(task) => operating::plug(known(well, task.effective_at)?, task),
        WellTask::ImportHistory(task) => importing::import_history(well, *task),
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

    /// Whether the well already is where the step would lead, and asking again harms nobody.
    fn stands_already(&self, step: Step) -> bool {
        step.harmless_in() == Some(self.status())
    }
}
