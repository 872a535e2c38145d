//! Why a task for an approval policy is refused: the rule, and the values that broke it.

use chrono::{DateTime, NaiveDate, Utc};

use crate::refusals::refusals;
use crate::text::Text120;

refusals! {
    /// A refusal.
    pub enum PolicyError;

    /// The stream holds nothing by that instant.
    "approval-policy-unknown" Unknown { at: DateTime<Utc> = "The instant of the task." } "the organization has no approval policy at {at}";
    /// What has not happened yet is not recorded.
    "effective-in-future" EffectiveInFuture { at: DateTime<Utc> = "The instant of the task.", now: DateTime<Utc> = "When it was asked." }
    "{at} is in the future: the clock stands at {now}";
    /// Somebody may approve something.
    "policy-without-tiers" WithoutTiers "a policy has at least one tier";
    /// A tier is named once.
    "approval-tier-twice" TierTwice { tier: Text120 = "The tier." } "the policy has two tiers {tier}";
    /// A tier takes at least one to approve.
    "approval-tier-without-approvers" TierWithoutApprovers { tier: Text120 = "The tier." } "tier {tier} approves with nobody";
    /// Holidays are named.
    "holidays-not-named" HolidaysNotNamed "no day is named";
    /// A day is declared once.
    "holiday-already-declared" HolidayAlreadyDeclared { date: NaiveDate = "The day." } "{date} is a holiday already";
    /// A day is withdrawn that was declared.
    "holiday-not-declared" HolidayNotDeclared { date: NaiveDate = "The day." } "{date} is no holiday";
    /// Not every fact is corrected by a correction.
    "event-not-correctable" NotCorrectable { event_type: String = "The fact's type." } "a {event_type} is not corrected here";
    /// A fact is corrected by one of its kind.
    "correction-of-another-kind" CorrectionOfAnotherKind { corrected: String = "What is corrected.", instead: &'static str = "What would take its place." } "a {corrected} cannot be corrected by a {instead}";
}

impl PolicyError {
    /// The statute or form behind the rule, where there is one: a policy is the organization's own.
    pub fn source(&self) -> Option<&'static str> {
        self.source_everywhere()
    }
}
