//! From the draft to the authorisation.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::{Decision, one};
use crate::afe::approvals::{authority, stated};
use crate::afe::book::shares;
use crate::afe::command::*;
use crate::afe::deadline::days_after;
use crate::afe::error::AfeError;
use crate::afe::event::*;
use crate::afe::state::{Afe, KnownAfe};
use crate::afe::stated::{AfeLine, AfeTotals, ProjectRules};
use crate::afe::status::AfeStatus;
use crate::afe::step::Step;
use crate::approval_policy::PolicySeen;
use crate::joint_interest::PartyShare;
use crate::joint_operating_agreement::AgreementTerms;
use crate::quantity::{DecimalInterest, Usd};

/// Refuses lines that are no estimate.
pub(super) fn sound(lines: &[AfeLine]) -> Result<AfeTotals, AfeError> {
    if lines.is_empty() {
        return Err(AfeError::WithoutLines);
    }
    let mut accounts = BTreeSet::new();
    for line in lines {
        if !accounts.insert(&line.account) {
            return Err(AfeError::AccountTwice {
                account: line.account.clone(),
            });
        }
        if line.amount_usd <= Usd::ZERO {
            return Err(AfeError::LineNotPositive {
                account: line.account.clone(),
                amount_usd: line.amount_usd,
            });
        }
    }
    Ok(AfeTotals::of(lines)?)
}

pub(super) fn draft(afe: &Afe, task: DraftAfe) -> Decision {
    if let Afe::Known(known) = afe {
        return Err(AfeError::AlreadyExists { afe_id: known.afe_id });
    }
    sound(&task.lines)?;
    one(AfeDrafted {
        effective_at: task.effective_at,
        afe_id: task.afe_id,
        number: task.number,
        kind: task.kind,
        subject: task.subject,
        agreement_id: task.agreement_id,
        operator: task.operator,
        description: task.description,
        time_zone: task.time_zone,
        expires_on: task.expires_on,
        lines: task.lines,
    })
}

pub(super) fn revise(afe: &KnownAfe, task: ReviseAfeLine) -> Decision {
    afe.admit(Step::ReviseLine)?;
    sound(&afe.revised(&task.revision)?)?;
    one(AfeLineRevised {
        effective_at: task.effective_at,
        revision: task.revision,
    })
}

pub(super) fn submit(afe: &KnownAfe, task: SubmitAfe) -> Decision {
    afe.admit(Step::Submit)?;
    stated(&task.requester, "asks for the money")?;
    afe.sums_to(task.totals)?;
    one(AfeSubmitted {
        effective_at: task.effective_at,
        requester: task.requester,
        totals: task.totals,
    })
}

pub(super) fn approve(afe: &KnownAfe, task: ApproveAfeInternally) -> Decision {
    afe.admit(Step::Approve)?;
    let total_usd = afe.totals()?.total_usd;
    let authority = authority(&task.policy, &task.tier, afe.kind, total_usd)?;
    if let Some(approvals) = &afe.approvals {
        approvals.may_be_given(&task.approver, &task.tier, authority.requester_may)?;
    }
    one(AfeInternallyApproved {
        effective_at: task.effective_at,
        approver: task.approver,
        tier: task.tier,
        tier_limit_usd: authority.limit_usd,
        approvers_needed: authority.needed,
        requester_may_approve: authority.requester_may,
        comment: task.comment,
    })
}

pub(super) fn reject(afe: &KnownAfe, task: RejectAfeInternally) -> Decision {
    afe.admit(Step::Reject)?;
    authority(&task.policy, &task.tier, afe.kind, afe.totals()?.total_usd)?;
    stated(&task.approver, "says no")?;
    one(AfeInternallyRejected {
        effective_at: task.effective_at,
        approver: task.approver,
        tier: task.tier,
        reason: task.reason,
    })
}

pub(super) fn revoke(afe: &KnownAfe, task: RevokeApprovals) -> Decision {
    afe.admit(Step::RevokeApprovals)?;
    one(AfeApprovalsRevoked {
        effective_at: task.effective_at,
        reason: task.reason,
    })
}

pub(super) fn authorize(afe: &KnownAfe, task: &AuthorizeAfe) -> Decision {
    afe.admit(Step::Authorize)?;
    afe.stands_on(task.effective_at)?;
    let total_usd = afe.totals()?.total_usd;
    let (shares, consent_asked, terms) = bearing(afe, task, total_usd)?;
    let rules = rules(terms, &task.policy)?;
    let commencement = terms.and_then(|terms| terms.commencement_days);
    let begins_until: Option<NaiveDate> = commencement
        .map(|days| days_after(afe.day(task.effective_at), u32::from(days)))
        .transpose()?;
    // Whichever comes first.
    let valid_until = [begins_until, afe.expires_on].into_iter().flatten().min();
    one(AfeAuthorized {
        effective_at: task.effective_at,
        authorized_usd: total_usd,
        valid_until,
        shares,
        consent_asked,
        rules,
    })
}

/// Who bears the project, whether the agreement asks for consent, and the agreement's terms.
fn bearing<'a>(
    afe: &'a KnownAfe,
    task: &'a AuthorizeAfe,
    total_usd: Usd,
) -> Result<(Vec<PartyShare>, bool, Option<&'a AgreementTerms>), AfeError> {
    // Where the parties were asked, what they were asked under is what counts.
    if let (AfeStatus::Balloted, Some(ballot)) = (afe.status, &afe.ballot) {
        let asked = ballot.terms.consent.asks_for(afe.kind, total_usd);
        return Ok((afe.agreed_deck(ballot)?, asked, Some(&ballot.terms)));
    }
    let Some(agreement_id) = afe.agreement_id else {
        let alone = PartyShare {
            owner: afe.operator,
            interest: DecimalInterest::new(rust_decimal::Decimal::ONE)?,
        };
        return Ok((vec![alone], false, None));
    };
    let Some(seen) = &task.agreement else {
        return Err(AfeError::AgreementUnknown { agreement_id });
    };
    let agreement = afe.under(agreement_id, seen)?;
    if agreement.terms.consent.asks_for(afe.kind, total_usd) {
        return Err(AfeError::ConsentNotAsked {
            agreement_id,
            total_usd,
        });
    }
    Ok((agreement.parties.clone(), false, Some(&agreement.terms)))
}

/// The agreement's rules, or else the policy's.
fn rules(terms: Option<&AgreementTerms>, policy: &PolicySeen) -> Result<ProjectRules, AfeError> {
    match (terms, policy) {
        (Some(terms), _) => Ok(ProjectRules {
            overrun_percent: terms.overrun_percent,
            supplements_balloted: terms.supplements_balloted,
            reopen_months: terms.audit_months,
        }),
        (None, PolicySeen::Known(policy)) => Ok(ProjectRules {
            overrun_percent: policy.terms.overrun_percent,
            supplements_balloted: false,
            reopen_months: policy.terms.reopen_months,
        }),
        (None, PolicySeen::Unknown) => Err(AfeError::PolicyUnknown),
    }
}

pub(super) fn allocate(afe: &KnownAfe, task: &AllocateFunds) -> Decision {
    afe.admit(Step::AllocateFunds)?;
    let project = afe.project(Step::AllocateFunds)?;
    project.may_be_funded()?;
    one(AfeFundsAllocated {
        effective_at: task.effective_at,
        funds: shares(project.authorized_usd, &project.deck)?,
        cash_call: task.cash_call,
    })
}

pub(super) fn deallocate(afe: &KnownAfe, task: DeallocateFunds) -> Decision {
    afe.admit(Step::DeallocateFunds)?;
    let funded = afe
        .project
        .as_ref()
        .is_some_and(|project| project.funds.is_some());
    if !funded {
        return Err(AfeError::FundsNotAllocated);
    }
    one(AfeFundsDeallocated {
        effective_at: task.effective_at,
        reason: task.reason,
    })
}
