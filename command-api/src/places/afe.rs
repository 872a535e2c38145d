//! Where in a request a rule of an AFE, an operating agreement or an approval policy lies.

use crate::task::Task;

/// Where a rule lies in the body of an AFE's task; `None` where it is about the AFE as a whole, or about who sends it.
pub(super) fn of_afe(task: Task, slug: &str) -> Option<&'static str> {
    proposing(task, slug)
        .or_else(|| voting(task, slug))
        .or_else(|| spending(task, slug))
}

fn proposing(task: Task, slug: &str) -> Option<&'static str> {
    let revises = task == Task::ReviseAfeLine;
    let pointer = match slug {
        "effective-in-future"
        | "history-would-break"
        | "afe-expired"
        | "afe-date-out-of-range"
        | "afe-still-stands"
        | "audit-window-over"
        | "ballot-deadline-passed"
        | "ballot-still-open" => "/effective_at",
        "afe-already-exists" => "/afe_id",
        "afe-without-lines" | "afe-account-twice" | "afe-amount-out-of-range" if revises => "/revision",
        "afe-line-not-positive" if revises => "/revision/line/amount_usd",
        "afe-line-unknown" if revises => "/revision/account",
        "afe-without-lines" | "afe-account-twice" | "afe-line-not-positive" | "supplement-too-small" => {
            "/lines"
        }
        "afe-lines-do-not-sum" => "/totals",
        "approval-tier-unknown" | "approval-tier-too-low" => "/tier",
        "supplement-not-needed" => "/expected_usd",
        "variance-unexplained" => "/explanation",
        _ => return None,
    };
    Some(pointer)
}

fn voting(task: Task, slug: &str) -> Option<&'static str> {
    let casts = task == Task::CastBallot;
    let pointer = match slug {
        "not-a-participant" | "ballot-already-cast" if casts => "/cast/owner",
        "not-a-participant" | "ballot-not-cast" => "/owner",
        "ballot-without-evidence" => "/cast/evidence",
        "elections-incomplete" | "non-consent-not-covered" => "/elections",
        _ => return None,
    };
    Some(pointer)
}

fn spending(task: Task, slug: &str) -> Option<&'static str> {
    let commits = task == Task::CommitCost;
    let pointer = match slug {
        "cost-not-positive" | "afe-amount-out-of-range" if commits => "/amount_usd",
        "cost-not-positive" | "reversal-exceeds-posting" => "/gross_usd",
        "afe-amount-out-of-range" if matches!(task, Task::PostActualCost | Task::ReverseActualCost) => {
            "/gross_usd"
        }
        "afe-line-unknown" if commits => "/account",
        "afe-line-unknown" => "/invoice/account",
        "order-already-committed" | "order-unknown" | "order-not-open" | "order-of-another-vendor" => {
            "/order"
        }
        "invoice-already-posted" | "invoice-not-posted" => "/invoice",
        "afe-day-in-future" if task == Task::CompleteWork => "/completed_on",
        "afe-day-in-future" => "/service_date",
        _ => return None,
    };
    Some(pointer)
}

/// Where a rule lies in the body of an agreement's task; `None` where it is about the agreement as a whole.
pub(super) fn of_agreement(task: Task, slug: &str) -> Option<&'static str> {
    let pointer = match slug {
        "effective-in-future" | "history-would-break" => "/effective_at",
        "agreement-already-exists" => "/agreement_id",
        "signed-in-future" => "/signed_on",
        "agreement-without-parties"
        | "party-twice"
        | "party-without-interest"
        | "party-interests-do-not-close" => "/parties",
        "operator-not-a-party" if task == Task::ChangeAgreementParties => "/parties",
        "operator-not-a-party" => "/operator",
        "response-time-zero" => "/terms/response",
        "minimum-consent-zero" => "/terms/consent/minimum",
        "penalty-below-cost" => "/terms/non_consent",
        "agreement-unchanged" => match task {
            Task::ChangeAgreementParties => "/parties",
            Task::AmendContractArea => "/area",
            Task::ChangeAgreementOperator => "/operator",
            _ => "/terms",
        },
        _ => return None,
    };
    Some(pointer)
}

/// Where a rule lies in the body of the approval policy's task; `None` where it is about the policy as a whole.
pub(super) fn of_policy(slug: &str) -> Option<&'static str> {
    let pointer = match slug {
        "effective-in-future" | "history-would-break" => "/effective_at",
        "policy-without-tiers" | "approval-tier-twice" | "approval-tier-without-approvers" => "/terms/tiers",
        "holidays-not-named" | "holiday-already-declared" => "/holidays",
        "holiday-not-declared" => "/date",
        _ => return None,
    };
    Some(pointer)
}
