//! Notices, and the ends of an AFE.

use chrono::{DateTime, Utc};

use super::{Decision, one};
use crate::afe::book::CostBook;
use crate::afe::command::{
    CancelAfe, CloseAfe, CloseCosts, LapseProposal, RecordAuthorizationNotice, ReopenAfe,
    RetractAuthorizationNotice, WithdrawProposal,
};
use crate::afe::deadline::months_after_year_of;
use crate::afe::error::AfeError;
use crate::afe::event::{
    AfeAuthorizationNoticeRetracted, AfeAuthorizationNotified, AfeCancelled, AfeClosed, AfeCostsClosed,
    AfeLapsed, AfeReopened, AfeWithdrawn,
};
use crate::afe::state::KnownAfe;
use crate::afe::stated::LastDay;
use crate::afe::step::Step;
use crate::approval_policy::PolicySeen;
use crate::joint_interest::Variance;

pub(super) fn notify(afe: &KnownAfe, task: RecordAuthorizationNotice) -> Decision {
    afe.admit(Step::RecordNotice)?;
    one(AfeAuthorizationNotified {
        effective_at: task.effective_at,
        reference: task.reference,
    })
}

pub(super) fn retract(afe: &KnownAfe, task: RetractAuthorizationNotice) -> Decision {
    afe.admit(Step::RetractNotice)?;
    let notified = afe.project.as_ref().is_some_and(|project| project.notified);
    if !notified {
        return Err(AfeError::NoticeNotGiven);
    }
    one(AfeAuthorizationNoticeRetracted {
        effective_at: task.effective_at,
        reference: task.reference,
    })
}

pub(super) fn close_costs(afe: &KnownAfe, task: &CloseCosts) -> Decision {
    afe.admit(Step::CloseCosts)?;
    let book = &afe.project(Step::CloseCosts)?.book;
    book.nothing_on_order()?;
    one(AfeCostsClosed {
        effective_at: task.effective_at,
        actual_usd: book.actual_usd,
    })
}

pub(super) fn close(afe: &KnownAfe, task: CloseAfe) -> Decision {
    afe.admit(Step::Close)?;
    let PolicySeen::Known(policy) = &task.policy else {
        return Err(AfeError::PolicyUnknown);
    };
    let project = afe.project(Step::Close)?;
    let (final_usd, authorized_usd) = (project.book.actual_usd, project.authorized_usd);
    let variance = Variance::of(final_usd, authorized_usd)?;
    if let (Some(limit), None) = (policy.terms.unexplained_variance_percent, &task.explanation)
        && variance.exceeds(limit)
    {
        return Err(AfeError::VarianceUnexplained {
            variance_usd: variance.variance_usd,
            limit,
        });
    }
    one(AfeClosed {
        effective_at: task.effective_at,
        final_usd,
        authorized_usd,
        variance,
        report: task.report,
        explanation: task.explanation,
    })
}

pub(super) fn reopen(afe: &KnownAfe, task: ReopenAfe) -> Decision {
    afe.admit(Step::Reopen)?;
    afe.within_audit_window(task.effective_at)?;
    one(AfeReopened {
        effective_at: task.effective_at,
        reason: task.reason,
    })
}

pub(super) fn cancel(afe: &KnownAfe, task: CancelAfe) -> Decision {
    afe.admit(Step::Cancel)?;
    afe.nothing_spent()?;
    one(AfeCancelled {
        effective_at: task.effective_at,
        reason: task.reason,
    })
}

pub(super) fn withdraw(afe: &KnownAfe, task: WithdrawProposal) -> Decision {
    afe.admit(Step::Withdraw)?;
    one(AfeWithdrawn {
        effective_at: task.effective_at,
        reason: task.reason,
    })
}

pub(super) fn lapse(afe: &KnownAfe, task: &LapseProposal) -> Decision {
    afe.admit(Step::Lapse)?;
    afe.may_lapse(task.effective_at)?;
    one(AfeLapsed {
        effective_at: task.effective_at,
    })
}

impl CostBook {
    /// Refuses to close costs while something is on order.
    pub(in crate::afe) fn nothing_on_order(&self) -> Result<(), AfeError> {
        if self.committed_usd.is_zero() {
            return Ok(());
        }
        Err(AfeError::CommitmentsOpen {
            committed_usd: self.committed_usd,
        })
    }
}

impl KnownAfe {
    /// Refuses to give up what money was spent on.
    pub(in crate::afe) fn nothing_spent(&self) -> Result<(), AfeError> {
        match &self.project {
            Some(project) if !(project.book.actual_usd.is_zero() && project.book.committed_usd.is_zero()) => {
                Err(AfeError::HasCosts {
                    actual_usd: project.book.actual_usd,
                    committed_usd: project.book.committed_usd,
                })
            }
            Some(_) | None => Ok(()),
        }
    }

    /// Refuses to let a proposal lapse that stands, or on which money was spent.
    pub(in crate::afe) fn may_lapse(&self, at: DateTime<Utc>) -> Result<(), AfeError> {
        let (on, until) = (self.day(at), self.stands_until());
        if until.is_none_or(|until| on <= until) {
            return Err(AfeError::StillStands {
                until: LastDay(until),
                on,
            });
        }
        self.nothing_spent()
    }

    /// Refuses to reopen costs that are past audit.
    pub(in crate::afe) fn within_audit_window(&self, at: DateTime<Utc>) -> Result<(), AfeError> {
        let Some(months) = self.project(Step::Reopen)?.rules.reopen_months else {
            return Ok(());
        };
        let until = months_after_year_of(self.day(self.since), months)?;
        let on = self.day(at);
        if on > until {
            return Err(AfeError::AuditWindowOver { until, on });
        }
        Ok(())
    }
}
