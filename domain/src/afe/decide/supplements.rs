//! More money.

use super::budget::sound;
use super::{Decision, one};
use crate::afe::approvals::{authority, stated};
use crate::afe::command::{ApproveSupplement, AuthorizeSupplement, RejectSupplement, SubmitSupplement};
use crate::afe::error::AfeError;
use crate::afe::event::{
    AfeSupplementApproved, AfeSupplementAuthorized, AfeSupplementRejected, AfeSupplementSubmitted,
};
use crate::afe::state::KnownAfe;
use crate::afe::step::Step;

/// More is asked for where what is expected is an overrun, and as much that it no longer would be.
pub(super) fn submit(afe: &KnownAfe, task: SubmitSupplement) -> Decision {
    afe.admit(Step::SubmitSupplement)?;
    let project = afe.project(Step::SubmitSupplement)?;
    stated(&task.requester, "asks for the money")?;
    let amount_usd = sound(&task.lines)?.total_usd;
    let expected_usd = task.expected_usd.max(project.book.spent_usd()?);
    let limit_usd = project.limit_of(project.authorized_usd)?;
    if expected_usd <= limit_usd {
        return Err(AfeError::SupplementNotNeeded {
            expected_usd,
            limit_usd,
        });
    }
    let limit_usd = project.limit_of(project.authorized_usd.checked_add(amount_usd)?)?;
    if expected_usd > limit_usd {
        return Err(AfeError::SupplementTooSmall {
            expected_usd,
            limit_usd,
        });
    }
    let earlier = u16::try_from(project.supplements.len()).unwrap_or(u16::MAX);
    one(AfeSupplementSubmitted {
        effective_at: task.effective_at,
        sequence: earlier.saturating_add(1),
        requester: task.requester,
        lines: task.lines,
        amount_usd,
        expected_usd: task.expected_usd,
        reason: task.reason,
    })
}

/// A tier approves what it covers: the total with the supplement, not the supplement alone.
pub(super) fn approve(afe: &KnownAfe, task: ApproveSupplement) -> Decision {
    afe.admit(Step::ApproveSupplement)?;
    let step = Step::ApproveSupplement;
    let (project, pending) = (afe.project(step)?, afe.pending(step)?);
    let total_usd = project.authorized_usd.checked_add(pending.amount_usd)?;
    let authority = authority(&task.policy, &task.tier, afe.kind, total_usd)?;
    let approvals = &pending.approvals;
    approvals.may_be_given(&task.approver, &task.tier, authority.requester_may)?;
    one(AfeSupplementApproved {
        effective_at: task.effective_at,
        sequence: pending.sequence,
        approver: task.approver,
        tier: task.tier,
        tier_limit_usd: authority.limit_usd,
        approvers_needed: authority.needed,
        requester_may_approve: authority.requester_may,
        comment: task.comment,
    })
}

pub(super) fn reject(afe: &KnownAfe, task: RejectSupplement) -> Decision {
    afe.admit(Step::RejectSupplement)?;
    one(AfeSupplementRejected {
        effective_at: task.effective_at,
        sequence: afe.pending(Step::RejectSupplement)?.sequence,
        reason: task.reason,
    })
}

pub(super) fn authorize(afe: &KnownAfe, task: &AuthorizeSupplement) -> Decision {
    afe.admit(Step::AuthorizeSupplement)?;
    let pending = afe.pending(Step::AuthorizeSupplement)?;
    one(AfeSupplementAuthorized {
        effective_at: task.effective_at,
        sequence: pending.sequence,
        amount_usd: pending.amount_usd,
        authorized_usd: afe.may_authorize_supplement()?,
    })
}
