//! What happens to an organization's approval policy. Stored for ever.

use chrono::NaiveDate;

use super::stated::{Holiday, PolicyTerms};
use crate::declared::{corrected_facts, facts};
use crate::text::Text120;

wellflow_decider::events! {
    /// What happens to an organization's approval policy.
    pub enum PolicyEvent {
        ApprovalPolicyAdopted = 1,
        HolidaysDeclared = 1,
        HolidayWithdrawn = 1,
        ApprovalPolicyCorrected = 1,
    }
}

facts! {
    /// A policy was adopted; it took the place of the one before.
    ApprovalPolicyAdopted {
        /// What it says.
        terms: PolicyTerms,
        /// The resolution.
        reference: Text120,
    }
    withheld { reference: Text120::withheld() }

    /// Days were declared on which the organization's offices rest.
    HolidaysDeclared {
        /// The days.
        holidays: Vec<Holiday>,
        /// Where they stand.
        reference: Text120,
    }
    withheld { reference: Text120::withheld() }

    /// A day that was declared is a day like others.
    HolidayWithdrawn {
        /// The day.
        date: NaiveDate,
        /// Why.
        reason: Text120,
    }
    withheld { reason: Text120::withheld() }
}

corrected_facts! {
    /// What happened instead. JSON: `{"event_type":"HolidaysDeclared","fact":{...}}`.
    pub enum CorrectedPolicyFact of PolicyEvent by ApprovalPolicyCorrected;
    ApprovalPolicyAdopted,
    HolidaysDeclared,
    HolidayWithdrawn,
}
