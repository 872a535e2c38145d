//! What may be asked of an organization's approval policy.

use chrono::NaiveDate;

use super::event::CorrectedPolicyFact;
use super::stated::{Holiday, PolicyTerms};
use crate::declared::tasks;
use crate::text::Text120;

tasks! {
    /// A task for the approval policy.
    pub enum PolicyTask asked as PolicyCommand, corrected as CorrectPolicyHistory by CorrectedPolicyFact;

    /// A policy is adopted; it takes the place of the one before.
    Adopt(AdoptApprovalPolicy {
        /// What it says.
        terms: PolicyTerms,
        /// The resolution.
        reference: Text120,
    }),
    /// Days are declared on which the organization's offices rest.
    DeclareHolidays(DeclareHolidays {
        /// The days.
        holidays: Vec<Holiday>,
        /// Where they stand.
        reference: Text120,
    }),
    /// A day that was declared is a day like others.
    WithdrawHoliday(WithdrawHoliday {
        /// The day.
        date: NaiveDate,
        /// Why.
        reason: Text120,
    }),
}
