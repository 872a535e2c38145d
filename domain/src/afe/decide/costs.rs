//! Work, commitments, postings, overruns.

use chrono::{DateTime, NaiveDate, Utc};

use super::{Decision, one};
use crate::afe::command::{
    CommitCost, CompleteWork, DetectOverrun, PostActualCost, ReleaseCommitment, ReverseActualCost, StartWork,
};
use crate::afe::error::AfeError;
use crate::afe::event::{
    AfeCommitmentReleased, AfeCostCommitted, AfeCostPosted, AfeCostReversed, AfeEvent, AfeOverrunDetected,
    AfeWorkCompleted, AfeWorkStarted,
};
use crate::afe::state::KnownAfe;
use crate::afe::step::Step;
use crate::joint_interest::Variance;
use crate::quantity::Usd;

pub(super) fn start(afe: &KnownAfe, task: &StartWork) -> Decision {
    afe.admit(Step::StartWork)?;
    afe.stands_on(task.effective_at)?;
    one(AfeWorkStarted {
        effective_at: task.effective_at,
    })
}

pub(super) fn commit(afe: &KnownAfe, task: CommitCost) -> Decision {
    afe.admit(Step::CommitCost)?;
    let project = afe.project(Step::CommitCost)?;
    project.book.may_commit(&task.order, task.amount_usd)?;
    afe.line_known(Step::CommitCost, &task.account)?;
    let committed_usd = project.book.committed_usd.checked_add(task.amount_usd)?;
    let overrun = overrun(afe, project.book.actual_usd, committed_usd, task.effective_at)?;
    let committed = AfeCostCommitted {
        effective_at: task.effective_at,
        order: task.order,
        account: task.account,
        vendor: task.vendor,
        amount_usd: task.amount_usd,
    };
    Ok(std::iter::once(committed.into()).chain(overrun).collect())
}

pub(super) fn release(afe: &KnownAfe, task: ReleaseCommitment) -> Decision {
    afe.admit(Step::ReleaseCommitment)?;
    let amount_usd = afe
        .project(Step::ReleaseCommitment)?
        .book
        .may_release(&task.order)?;
    one(AfeCommitmentReleased {
        effective_at: task.effective_at,
        order: task.order,
        amount_usd,
        reason: task.reason,
    })
}

pub(super) fn post(afe: &KnownAfe, task: PostActualCost) -> Decision {
    afe.admit(Step::PostCost)?;
    let project = afe.project(Step::PostCost)?;
    let book = &project.book;
    let (shares, drawn_usd) =
        book.may_post(&task.invoice, task.gross_usd, task.order.as_ref(), &project.deck)?;
    afe.line_known(Step::PostCost, &task.invoice.account)?;
    done_by(afe, task.service_date, task.effective_at)?;
    let actual_usd = book.actual_usd.checked_add(task.gross_usd)?;
    let committed_usd = book.committed_usd.checked_sub(drawn_usd)?;
    let overrun = overrun(afe, actual_usd, committed_usd, task.effective_at)?;
    let posted = AfeCostPosted {
        effective_at: task.effective_at,
        invoice: task.invoice,
        service_date: task.service_date,
        gross_usd: task.gross_usd,
        shares,
        order: task.order,
        drawn_usd,
        document: task.document,
    };
    Ok(std::iter::once(posted.into()).chain(overrun).collect())
}

pub(super) fn reverse(afe: &KnownAfe, task: ReverseActualCost) -> Decision {
    afe.admit(Step::ReverseCost)?;
    let project = afe.project(Step::ReverseCost)?;
    let shares = project
        .book
        .may_reverse(&task.invoice, task.gross_usd, &project.deck)?;
    one(AfeCostReversed {
        effective_at: task.effective_at,
        invoice: task.invoice,
        gross_usd: task.gross_usd,
        shares,
        reason: task.reason,
    })
}

pub(super) fn detect(afe: &KnownAfe, task: &DetectOverrun) -> Decision {
    afe.admit(Step::DetectOverrun)?;
    let project = afe.project(Step::DetectOverrun)?;
    if project.rules.overrun_percent.is_none() {
        return Err(AfeError::OverrunNotDefined);
    }
    let limit_usd = project.limit_of(project.authorized_usd)?;
    let spent_usd = project.book.spent_usd()?;
    if spent_usd <= limit_usd {
        return Err(AfeError::NoOverrun { spent_usd, limit_usd });
    }
    let book = &project.book;
    let overrun = overrun(afe, book.actual_usd, book.committed_usd, task.effective_at)?;
    Ok(overrun.into_iter().collect())
}

/// The overrun there is with these costs; none where it was told for the same total, or nothing says when there is one.
fn overrun(
    afe: &KnownAfe,
    actual_usd: Usd,
    committed_usd: Usd,
    effective_at: DateTime<Utc>,
) -> Result<Option<AfeEvent>, AfeError> {
    let project = afe.project(Step::DetectOverrun)?;
    let authorized_usd = project.authorized_usd;
    let told = project.overrun_told_for == Some(authorized_usd);
    if told || project.rules.overrun_percent.is_none() {
        return Ok(None);
    }
    let limit_usd = project.limit_of(authorized_usd)?;
    let spent_usd = actual_usd.checked_add(committed_usd)?;
    if spent_usd <= limit_usd {
        return Ok(None);
    }
    let detected = AfeOverrunDetected {
        effective_at,
        actual_usd,
        committed_usd,
        authorized_usd,
        limit_usd,
        over_percent: Variance::of(spent_usd, authorized_usd)?.variance_percent,
    };
    Ok(Some(detected.into()))
}

pub(super) fn complete(afe: &KnownAfe, task: &CompleteWork) -> Decision {
    afe.admit(Step::CompleteWork)?;
    done_by(afe, task.completed_on, task.effective_at)?;
    one(AfeWorkCompleted {
        effective_at: task.effective_at,
        completed_on: task.completed_on,
    })
}

/// Refuses a day that lies after the task.
fn done_by(afe: &KnownAfe, day: NaiveDate, at: DateTime<Utc>) -> Result<(), AfeError> {
    let on = afe.day(at);
    if day > on {
        return Err(AfeError::DayInFuture { day, on });
    }
    Ok(())
}
