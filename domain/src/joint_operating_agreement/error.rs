//! Why a task for an operating agreement is refused: the rule, and the values that broke it.

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;

use super::step::{AgreementStatus, Step};
use crate::ids::{AgreementId, OwnerId};
use crate::refusals::refusals;

refusals! {
    /// A refusal.
    pub enum AgreementError;

    /// The stream holds nothing by that instant.
    "agreement-unknown" Unknown { at: DateTime<Utc> = "The instant of the task." } "no operating agreement is known at {at}";
    /// What has not happened yet is not recorded.
    "effective-in-future" EffectiveInFuture { at: DateTime<Utc> = "The instant of the task.", now: DateTime<Utc> = "When it was asked." }
    "{at} is in the future: the clock stands at {now}";
    /// An agreement is entered into once.
    "agreement-already-exists" AlreadyExists { agreement_id: AgreementId = "The stream." } "the agreement {agreement_id} exists already";
    /// An agreement is signed before it holds, or on the day.
    "signed-in-future" SignedInFuture { signed_on: NaiveDate = "The day of the signature.", on: NaiveDate = "The day of the task, by universal time." } "signed on {signed_on}, which lies after {on}";
    /// An agreement is between several.
    "agreement-without-parties" WithoutParties { count: usize = "How many are named." } "an agreement has two parties or more; {count} is named";
    /// A party is named once.
    "party-twice" PartyTwice { owner: OwnerId = "Who." } "{owner} is named twice";
    /// Every party has an interest.
    "party-without-interest" PartyWithoutInterest { owner: OwnerId = "Who." } "{owner} has no interest";
    /// The interests come to 1.
    "party-interests-do-not-close" InterestsDoNotClose { sum: Decimal = "What they come to." } "the interests of the parties come to {sum}, not to 1";
    /// The operator is a party.
    "operator-not-a-party" OperatorNotAParty { operator: OwnerId = "Who." } "{operator}, who is to operate, is no party";
    /// A change changes something.
    "agreement-unchanged" Unchanged "the agreement says so already";
    /// Response times are times.
    "response-time-zero" ResponseTimeZero "the parties have no time to answer";
    /// Something has to consent.
    "minimum-consent-zero" MinimumConsentZero "the least interest that has to consent is zero";
    /// A penalty gives back at least what was spent.
    "penalty-below-cost" PenaltyBelowCost { percent: crate::quantity::RecoveryPercent = "The penalty." } "a recovery of {percent} % is less than the cost";
    /// Nothing happens under an agreement that has ended.
    "agreement-terminated" Terminated { words: &'static str = "What would happen.", since: DateTime<Utc> = "Since when." } "the agreement cannot {words}: it has ended on {since}";
    /// Nothing happens to a record entered in error.
    "agreement-record-voided" Voided { since: DateTime<Utc> = "When that was said." } "the agreement's record has been void since {since}: it was entered in error";
    /// Not every fact is corrected by a correction.
    "event-not-correctable" NotCorrectable { event_type: String = "The fact's type." } "a {event_type} is not corrected";
    /// A fact is corrected by one of its kind.
    "correction-of-another-kind" CorrectionOfAnotherKind { corrected: String = "What is corrected.", instead: &'static str = "What would take its place." } "a {corrected} cannot be corrected by a {instead}";
    /// The entry is replaced by another, never taken back.
    "agreement-not-withdrawn" NotWithdrawn "the entry of an agreement is not taken back; void its record instead";
    /// A corrected entry is of the same agreement.
    "correction-changes-identity" CorrectionChangesIdentity { agreement_id: AgreementId = "The agreement." } "a corrected entry keeps the agreement {agreement_id} and its number";
}

impl AgreementError {
    /// The form or statute behind the rule, where there is one: an agreement is its own source.
    pub fn source(&self) -> Option<&'static str> {
        self.source_everywhere()
    }

    /// What refuses the step in that stage.
    pub(super) fn out_of_order(step: Step, status: AgreementStatus, since: DateTime<Utc>) -> Self {
        let words = step.words();
        match status {
            AgreementStatus::InForce | AgreementStatus::Terminated => Self::Terminated { words, since },
            AgreementStatus::Voided => Self::Voided { since },
        }
    }
}
