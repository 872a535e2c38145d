//! The decisions of an AFE: each command against the stage it is in at the command's own date.

mod agreement;
mod budget;
mod correcting;
mod costs;
mod ending;
mod supplements;
mod voting;

use chrono::{DateTime, Utc};

use super::command::*;
use super::error::AfeError;
use super::event::AfeEvent;
use super::state::{Afe, KnownAfe};
use crate::clock::is_ahead;

type Decision = Result<Vec<AfeEvent>, AfeError>;

pub(super) fn decide(afe: &Afe, command: AfeCommand) -> Decision {
    let AfeCommand { task, now } = command;
    let at = task.effective_at();
    if let Some(at) = at.filter(|at| is_ahead(*at, now)) {
        return Err(AfeError::EffectiveInFuture { at, now });
    }
    let task = match task {
        AfeTask::Draft(task) => return budget::draft(afe, *task),
        AfeTask::CorrectHistory(task) => {
            return correcting::correct(known(afe, task.corrects.effective_at)?, *task);
        }
        other => other,
    };
    decide_known(known(afe, at.unwrap_or(now))?, task)
}

fn known(afe: &Afe, at: DateTime<Utc>) -> Result<&KnownAfe, AfeError> {
    match afe {
        Afe::Unknown => Err(AfeError::Unknown { at }),
        Afe::Known(afe) => Ok(afe),
    }
}

fn decide_known(afe: &KnownAfe, task: AfeTask) -> Decision {
    match task {
        AfeTask::Draft(task) => Err(AfeError::AlreadyExists { afe_id: task.afe_id }),
        AfeTask::ReviseLine(task) => budget::revise(afe, *task),
        AfeTask::Submit(task) => budget::submit(afe, *task),
        AfeTask::Approve(task) => budget::approve(afe, *task),
        AfeTask::Reject(task) => budget::reject(afe, *task),
        AfeTask::RevokeApprovals(task) => budget::revoke(afe, *task),
        AfeTask::OpenBallot(task) => voting::open(afe, &task),
        AfeTask::CastBallot(task) => voting::cast(afe, *task),
        AfeTask::WithdrawBallot(task) => voting::withdraw(afe, *task),
        AfeTask::CloseBallot(task) => voting::close(afe, &task),
        AfeTask::ReallocateNonConsent(task) => voting::reallocate(afe, *task),
        AfeTask::Authorize(task) => budget::authorize(afe, &task),
        AfeTask::AllocateFunds(task) => budget::allocate(afe, &task),
        AfeTask::DeallocateFunds(task) => budget::deallocate(afe, *task),
        AfeTask::RecordNotice(task) => ending::notify(afe, *task),
        AfeTask::RetractNotice(task) => ending::retract(afe, *task),
        AfeTask::StartWork(task) => costs::start(afe, &task),
        AfeTask::CommitCost(task) => costs::commit(afe, *task),
        AfeTask::ReleaseCommitment(task) => costs::release(afe, *task),
        AfeTask::PostCost(task) => costs::post(afe, *task),
        AfeTask::ReverseCost(task) => costs::reverse(afe, *task),
        AfeTask::DetectOverrun(task) => costs::detect(afe, &task),
        AfeTask::SubmitSupplement(task) => supplements::submit(afe, *task),
        AfeTask::ApproveSupplement(task) => supplements::approve(afe, *task),
        AfeTask::RejectSupplement(task) => supplements::reject(afe, *task),
        AfeTask::AuthorizeSupplement(task) => supplements::authorize(afe, &task),
        AfeTask::CompleteWork(task) => costs::complete(afe, &task),
        AfeTask::CloseCosts(task) => ending::close_costs(afe, &task),
        AfeTask::Close(task) => ending::close(afe, *task),
        AfeTask::Reopen(task) => ending::reopen(afe, *task),
        AfeTask::Cancel(task) => ending::cancel(afe, *task),
        AfeTask::Withdraw(task) => ending::withdraw(afe, *task),
        AfeTask::Lapse(task) => ending::lapse(afe, &task),
        AfeTask::CorrectHistory(task) => correcting::correct(afe, *task),
    }
}

fn one(event: impl Into<AfeEvent>) -> Decision {
    Ok(vec![event.into()])
}

impl AfeTask {
    /// The instant on whose state the task is decided. What concerns the record as a whole is decided on everything known.
    pub(super) fn decided_at(&self) -> Option<DateTime<Utc>> {
        match self {
            Self::Draft(_) | Self::CorrectHistory(_) => None,
            other => other.effective_at(),
        }
    }
}
