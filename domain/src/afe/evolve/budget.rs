//! From the draft to the authorisation, and supplements.

use super::*;
use crate::afe::approvals::Approvals;
use crate::afe::book::{CostBook, shares};
use crate::afe::state::{Pending, Supplement};
use crate::afe::stated::{AfeTotals, LineRevision, TierLimit};
use crate::quantity::Usd;

impl KnownAfe {
    pub(super) fn take_revision(&mut self, event: &AfeLineRevised) -> Result<(), AfeError> {
        self.admit(Step::ReviseLine)?;
        self.lines = self.revised(&event.revision)?;
        Ok(())
    }

    /// The lines of the draft once one is revised.
    pub(in crate::afe) fn revised(
        &self,
        revision: &LineRevision,
    ) -> Result<Vec<crate::afe::stated::AfeLine>, AfeError> {
        let mut lines = self.lines.clone();
        match revision {
            LineRevision::Put { line } => {
                match lines.iter_mut().find(|known| known.account == line.account) {
                    Some(known) => *known = line.clone(),
                    None => lines.push(line.clone()),
                }
            }
            LineRevision::Removed { account } => {
                if !lines.iter().any(|line| line.account == *account) {
                    return Err(AfeError::LineUnknown {
                        account: account.clone(),
                    });
                }
                lines.retain(|line| line.account != *account);
            }
        }
        Ok(lines)
    }

    pub(super) fn take_submission(&mut self, event: &AfeSubmitted) -> Result<(), AfeError> {
        self.admit(Step::Submit)?;
        self.sums_to(event.totals)?;
        self.approvals = Some(Approvals::asked_by(event.requester.clone()));
        self.advance(Step::Submit, AfeStatus::Submitted, event.effective_at)
    }

    /// Refuses totals to which the lines do not come.
    pub(in crate::afe) fn sums_to(&self, stated: AfeTotals) -> Result<(), AfeError> {
        let sum = self.totals()?;
        if sum == stated {
            return Ok(());
        }
        Err(AfeError::LinesDoNotSum {
            stated: Box::new(stated),
            sum: Box::new(sum),
        })
    }

    pub(super) fn take_approval(&mut self, event: &AfeInternallyApproved) -> Result<(), AfeError> {
        self.admit(Step::Approve)?;
        let total_usd = self.totals()?.total_usd;
        if event.tier_limit_usd.is_some_and(|limit| total_usd > limit) {
            return Err(AfeError::TierTooLow {
                tier: event.tier.clone(),
                limit: TierLimit(event.tier_limit_usd),
                kind: self.kind,
                total_usd,
            });
        }
        let refusal = AfeError::out_of_order(Step::Approve, self.status, self.since);
        let approvals = self.approvals.as_mut().ok_or(refusal)?;
        approvals.may_be_given(&event.approver, &event.tier, event.requester_may_approve)?;
        approvals.give(event.approver.clone(), event.approvers_needed);
        if approvals.complete() {
            self.advance(Step::Approve, AfeStatus::Approved, event.effective_at)?;
        }
        Ok(())
    }

    pub(super) fn take_revocation(&mut self, event: &AfeApprovalsRevoked) -> Result<(), AfeError> {
        self.advance(Step::RevokeApprovals, AfeStatus::Draft, event.effective_at)?;
        (self.approvals, self.ballot, self.carried) = (None, None, None);
        Ok(())
    }

    pub(super) fn take_authorization(&mut self, event: &AfeAuthorized) -> Result<(), AfeError> {
        self.admit(Step::Authorize)?;
        self.stands_on(event.effective_at)?;
        let authorized_usd = self.totals()?.total_usd;
        // Where the parties were asked, what they said is what binds; where they were not, nobody's consent was needed.
        let deck = match &self.ballot {
            Some(ballot) => self.agreed_deck(ballot)?,
            None => match self.agreement_id.filter(|_| event.consent_asked) {
                Some(agreement_id) => {
                    return Err(AfeError::ConsentNotAsked {
                        agreement_id,
                        total_usd: authorized_usd,
                    });
                }
                None => event.shares.clone(),
            },
        };
        self.project = Some(Project {
            authorized_usd,
            first_authorized_usd: authorized_usd,
            valid_until: event.valid_until,
            deck,
            consent_asked: event.consent_asked,
            rules: event.rules,
            funds: None,
            funded_usd: Usd::ZERO,
            notified: false,
            completed_on: None,
            book: CostBook::default(),
            supplements: Vec::new(),
            pending: None,
            overrun_told_for: None,
        });
        self.advance(Step::Authorize, AfeStatus::Authorized, event.effective_at)
    }

    pub(super) fn take_funds(&mut self) -> Result<(), AfeError> {
        self.in_project(Step::AllocateFunds, |project| {
            project.may_be_funded()?;
            project.funds = Some(shares(project.authorized_usd, &project.deck)?);
            project.funded_usd = project.authorized_usd;
            Ok(())
        })
    }

    pub(super) fn give_funds_back(&mut self) -> Result<(), AfeError> {
        self.in_project(Step::DeallocateFunds, |project| {
            project.funds.take().ok_or(AfeError::FundsNotAllocated)?;
            project.funded_usd = Usd::ZERO;
            Ok(())
        })
    }

    pub(super) fn take_notice(&mut self, step: Step, given: bool) -> Result<(), AfeError> {
        self.admit(step)?;
        let Some(project) = &mut self.project else {
            return Err(AfeError::NoticeNotGiven);
        };
        if !given && !project.notified {
            return Err(AfeError::NoticeNotGiven);
        }
        project.notified = given;
        Ok(())
    }

    pub(super) fn take_supplement(&mut self, event: &AfeSupplementSubmitted) -> Result<(), AfeError> {
        self.in_project(Step::SubmitSupplement, |project| {
            project.pending = Some(Pending {
                sequence: event.sequence,
                amount_usd: event.amount_usd,
                lines: event.lines.clone(),
                approvals: Approvals::asked_by(event.requester.clone()),
                ballot: None,
            });
            Ok(())
        })?;
        self.advance(
            Step::SubmitSupplement,
            AfeStatus::SupplementPending,
            event.effective_at,
        )
    }

    pub(super) fn take_supplement_approval(&mut self, event: &AfeSupplementApproved) -> Result<(), AfeError> {
        let refusal = AfeError::out_of_order(Step::ApproveSupplement, self.status, self.since);
        self.in_project(Step::ApproveSupplement, |project| {
            let pending = project.pending.as_mut().ok_or(refusal)?;
            let approvals = &mut pending.approvals;
            approvals.may_be_given(&event.approver, &event.tier, event.requester_may_approve)?;
            approvals.give(event.approver.clone(), event.approvers_needed);
            Ok(())
        })
    }

    pub(super) fn reject_supplement(&mut self, event: &AfeSupplementRejected) -> Result<(), AfeError> {
        self.admit(Step::RejectSupplement)?;
        self.settle_supplement(Step::RejectSupplement, None, event.effective_at)
    }

    pub(super) fn authorize_supplement(&mut self, event: &AfeSupplementAuthorized) -> Result<(), AfeError> {
        self.admit(Step::AuthorizeSupplement)?;
        let authorized_usd = self.may_authorize_supplement()?;
        self.settle_supplement(
            Step::AuthorizeSupplement,
            Some(authorized_usd),
            event.effective_at,
        )
    }

    /// The total with the supplement, where as many agree as have to.
    pub(in crate::afe) fn may_authorize_supplement(&self) -> Result<Usd, AfeError> {
        let step = Step::AuthorizeSupplement;
        let (project, pending) = (self.project(step)?, self.pending(step)?);
        pending.approved()?;
        if project.rules.supplements_balloted {
            match (&pending.ballot, self.agreement_id) {
                (Some(ballot), _) => {
                    ballot.carried()?;
                }
                (None, Some(agreement_id)) => {
                    return Err(AfeError::ConsentNotAsked {
                        agreement_id,
                        total_usd: pending.amount_usd,
                    });
                }
                (None, None) => {}
            }
        }
        Ok(project.authorized_usd.checked_add(pending.amount_usd)?)
    }

    /// The supplement is decided; work stands where it stood.
    fn settle_supplement(
        &mut self,
        step: Step,
        authorized_usd: Option<Usd>,
        at: DateTime<Utc>,
    ) -> Result<(), AfeError> {
        let mut done = false;
        self.in_project(step, |project| {
            if let Some(pending) = project.pending.take() {
                project.supplements.push(Supplement {
                    sequence: pending.sequence,
                    amount_usd: pending.amount_usd,
                    lines: pending.lines,
                    authorized: authorized_usd.is_some(),
                });
            }
            project.authorized_usd = authorized_usd.unwrap_or(project.authorized_usd);
            done = project.completed_on.is_some();
            Ok(())
        })?;
        let before = if done {
            AfeStatus::WorkComplete
        } else {
            AfeStatus::InProgress
        };
        self.advance(step, before, at)
    }
}

impl Pending {
    /// Refuses to go on before as many said yes as have to.
    pub(in crate::afe) fn approved(&self) -> Result<(), AfeError> {
        if self.approvals.complete() {
            return Ok(());
        }
        Err(AfeError::SupplementNotApproved {
            given: self.approvals.count(),
            needed: self.approvals.needed.max(1),
        })
    }
}

impl Project {
    /// Refuses to set the same funds aside twice.
    pub(in crate::afe) fn may_be_funded(&self) -> Result<(), AfeError> {
        if self.funds.is_some() && self.funded_usd == self.authorized_usd {
            return Err(AfeError::FundsAlreadyAllocated {
                authorized_usd: self.authorized_usd,
            });
        }
        Ok(())
    }
}
