//! The tasks of the organization's approval policy, of which there is one: `/approval-policies`, `/declare-holidays`, `/withdraw-holiday`,
//! `/correct-history`.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::Value;
use wellflow_domain::afe::AfeKind;
use wellflow_domain::approval_policy::{
    AdoptApprovalPolicy, ApprovalPolicyId, ApprovalTier, CorrectedPolicyFact, DeclareHolidays, Holiday,
    PolicyTask, PolicyTerms, WithdrawHoliday,
};
use wellflow_domain::quantity::{Percent, Usd};
use wellflow_domain::text::Text120;
use wellflow_http::Problem;

use crate::body::{bodies, read};
use crate::corrected::Correction;
use crate::task::Task;

/// What is asked of the policy.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct PolicyIntent {
    /// The policy's stream.
    pub(crate) policy_id: ApprovalPolicyId,
    /// What is asked.
    pub(crate) ask: PolicyAsk,
    /// The service's clock.
    pub(crate) now: DateTime<Utc>,
}

/// What is asked.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum PolicyAsk {
    Task(PolicyTask),
    /// An earlier fact was wrong; it is looked up.
    Correct(Correction<CorrectedPolicyFact>),
}

bodies! {
    /// A policy is adopted.
    AdoptApprovalPolicy as AdoptPolicyBody {
        effective_at: DateTime<Utc>,
        terms: PolicyTerms,
        reference: Text120,
    }

    /// What it says.
    PolicyTerms as PolicyTermsBody {
        tiers: Vec<ApprovalTier>,
        requester_may_approve: bool,
        overrun_percent: Option<Percent>,
        unexplained_variance_percent: Option<Percent>,
        reopen_months: Option<u16>,
    }

    /// Who may approve up to an amount.
    ApprovalTier as ApprovalTierBody {
        name: Text120,
        kinds: BTreeSet<AfeKind>,
        limit_usd: Option<Usd>,
        approvers: u8,
    }

    /// Days are declared.
    DeclareHolidays as DeclareHolidaysBody {
        effective_at: DateTime<Utc>,
        holidays: Vec<Holiday>,
        reference: Text120,
    }

    /// A day.
    Holiday as HolidayBody { date: NaiveDate, name: Text120 }

    /// A declared day is taken back.
    WithdrawHoliday as WithdrawHolidayBody { effective_at: DateTime<Utc>, date: NaiveDate, reason: Text120 }
}

impl PolicyAsk {
    /// Reads the body of a task of the policy; `None` for any other task.
    pub(crate) fn of(task: Task, body: &Value) -> Option<Result<Self, Problem>> {
        let asked = match task {
            Task::AdoptApprovalPolicy => read::<AdoptApprovalPolicy>(body).map(PolicyTask::from),
            Task::DeclareHolidays => read::<DeclareHolidays>(body).map(PolicyTask::from),
            Task::WithdrawHoliday => read::<WithdrawHoliday>(body).map(PolicyTask::from),
            Task::CorrectPolicyHistory => {
                return Some(read::<Correction<CorrectedPolicyFact>>(body).map(Self::Correct));
            }
            _ => return None,
        };
        Some(asked.map(Self::Task))
    }
}
