//! Why a task for an AFE is refused: the rule, and the values that broke it. No value tells of a person.

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;

use super::stated::{AfeKind, AfeTotals, BallotMethod, InvoiceKey, LastDay, TierLimit};
use super::status::AfeStatus;
use crate::ids::{AfeId, AgreementId, OwnerId};
use crate::joint_interest::JointInterestError;
use crate::quantity::{DecimalInterest, QuantityError, Usd};
use crate::refusals::refusals;
use crate::text::Text120;

mod order;

refusals! {
    /// A refusal.
    pub enum AfeError;

    /// The stream holds nothing by that instant.
    "afe-unknown" Unknown { at: DateTime<Utc> = "The instant of the task." } "no AFE is known at {at}";
    /// What has not happened yet is not recorded.
    "effective-in-future" EffectiveInFuture { at: DateTime<Utc> = "The instant of the task.", now: DateTime<Utc> = "When it was asked." }
    "{at} is in the future: the clock stands at {now}";
    /// An AFE is drafted once.
    "afe-already-exists" AlreadyExists { afe_id: AfeId = "The stream." } "the AFE {afe_id} exists already";
    /// An AFE has lines.
    "afe-without-lines" WithoutLines "an AFE, and each supplement, has at least one line";
    /// An account names one line.
    "afe-account-twice" AccountTwice { account: Text120 = "The account." } "account {account} has two lines; put them into one";
    /// A line is an amount to be spent.
    "afe-line-not-positive" LineNotPositive { account: Text120 = "Its account.", amount_usd: Usd = "Its amount." }
    "the line of account {account} is ${amount_usd}; an estimate is above zero";
    /// A cost is posted to a line there is.
    "afe-line-unknown" LineUnknown { account: Text120 = "The account." } "no line of the AFE is of account {account}";
    /// Amounts stay within what an amount can hold.
    "afe-amount-out-of-range" AmountOutOfRange { reason: QuantityError = "Why." } "the amounts cannot be added: {reason}";
    /// Dates stay within the calendar.
    "afe-date-out-of-range" DateOutOfRange { from: NaiveDate = "The day counted from.", units: u32 = "What was to be added, in days or hours or months." }
    "{units} from {from} on end beyond the calendar";
    /// The lines come to what the requester says they come to.
    "afe-lines-do-not-sum" LinesDoNotSum { stated: Box<AfeTotals> = "As stated.", sum: Box<AfeTotals> = "As the lines have it." }
    "the lines come to {sum}; stated are {stated}";
    /// Somebody asks, and somebody approves.
    "afe-person-missing" PersonMissing { words: &'static str = "What the person does." } "who {words} is not stated";
    /// Nobody approves an own request.
    "afe-approved-by-requester" ApprovedByRequester "the requester cannot approve; a policy for a company of one person may allow it";
    /// Nobody approves twice.
    "afe-approved-twice" ApprovedTwice { tier: Text120 = "As which tier." } "the same person has approved before; {tier} does not count twice";
    /// Approvals rest on the organization's policy.
    "approval-policy-unknown" PolicyUnknown "the organization has no approval policy at that instant";
    /// An approval is given as a tier there is.
    "approval-tier-unknown" TierUnknown { tier: Text120 = "The tier." } "the approval policy has no tier {tier}";
    /// A tier approves what it covers.
    "approval-tier-too-low" TierTooLow { tier: Text120 = "The tier.", limit: TierLimit = "Its limit.", kind: AfeKind = "The kind of AFE.", total_usd: Usd = "The total." }
    "tier {tier} cannot approve ${total_usd} for {kind}: {limit}";
    /// Draft, hand in, approve, ballot, authorise: in that order.
    "afe-not-draft" NotDraft { words: &'static str = "What would happen.", status: AfeStatus = "What the AFE is instead.", since: DateTime<Utc> = "Since when." }
    "the AFE cannot {words}: it is {status} since {since}, and no draft";
    /// Only what was handed in is approved or rejected.
    "afe-not-submitted" NotSubmitted { words: &'static str = "What would happen.", status: AfeStatus = "What the AFE is instead.", since: DateTime<Utc> = "Since when." }
    "the AFE cannot {words}: it is {status} since {since}";
    /// Only what was approved is put to the parties or authorised.
    "afe-not-approved" NotApproved { words: &'static str = "What would happen.", status: AfeStatus = "What the AFE is instead.", since: DateTime<Utc> = "Since when." }
    "the AFE cannot {words}: it is {status} since {since}";
    /// Votes are taken while a ballot is open.
    "ballot-not-open" BallotNotOpen { words: &'static str = "What would happen.", status: AfeStatus = "What the AFE is instead.", since: DateTime<Utc> = "Since when." }
    "no ballot is open that could {words}: the AFE is {status} since {since}";
    /// Shares are reallocated once the ballot is closed.
    "ballot-not-closed" BallotNotClosed { status: AfeStatus = "What the AFE is instead.", since: DateTime<Utc> = "Since when." }
    "shares are reallocated once a ballot is closed; the AFE is {status} since {since}";
    /// A ballot is held once.
    "ballot-already-held" BallotAlreadyHeld "the parties have been asked for this already";
    /// Costs are booked on what was authorised.
    "afe-not-authorized" NotAuthorized { words: &'static str = "What would happen.", status: AfeStatus = "What the AFE is instead.", since: DateTime<Utc> = "Since when." }
    "the AFE cannot {words}: it is {status} since {since}, and nothing is authorised";
    /// Nothing is booked on an AFE whose costs are closed.
    "afe-costs-closed" CostsClosed { words: &'static str = "What would happen.", status: AfeStatus = "What the AFE is.", since: DateTime<Utc> = "Since when." }
    "the AFE cannot {words}: it is {status} since {since}; reopen it";
    /// Rejected, withdrawn, cancelled and lapsed AFEs take nothing more.
    "afe-ended" Ended { words: &'static str = "What would happen.", status: AfeStatus = "What became of it.", since: DateTime<Utc> = "Since when." }
    "the AFE cannot {words}: it is {status} since {since}";
    /// What comes after the beginning of work comes after it.
    "afe-work-not-started" WorkNotStarted { words: &'static str = "What would happen.", status: AfeStatus = "What the AFE is instead.", since: DateTime<Utc> = "Since when." }
    "the AFE cannot {words}: it is {status} since {since}";
    /// Work begins once, and is done once.
    "afe-work-under-way" WorkUnderWay { words: &'static str = "What would happen.", status: AfeStatus = "What the AFE is instead.", since: DateTime<Utc> = "Since when." }
    "the AFE cannot {words}: it is {status} since {since}";
    /// Costs are closed once the work is done, and the AFE once they are.
    "afe-not-ready-to-close" NotReadyToClose { words: &'static str = "What would happen.", status: AfeStatus = "What the AFE is instead.", since: DateTime<Utc> = "Since when." }
    "the AFE cannot {words}: it is {status} since {since}";
    /// Only what was closed is reopened.
    "afe-not-closed" NotClosed { status: AfeStatus = "What the AFE is instead.", since: DateTime<Utc> = "Since when." } "only closed costs are reopened; the AFE is {status} since {since}";
    /// One supplement at a time.
    "supplement-pending" SupplementPending { words: &'static str = "What would happen.", since: DateTime<Utc> = "Since when." } "the AFE cannot {words}: a supplement is pending since {since}";
    /// A supplement is decided once it was asked for.
    "supplement-not-pending" SupplementNotPending { words: &'static str = "What would happen.", status: AfeStatus = "What the AFE is instead.", since: DateTime<Utc> = "Since when." }
    "no supplement is pending that could {words}: the AFE is {status} since {since}";
    /// What the parties are asked rests on an agreement.
    "afe-without-agreement" WithoutAgreement "the AFE names no operating agreement, so there is nobody to ask";
    /// The agreement named is in the books.
    "agreement-unknown" AgreementUnknown { agreement_id: AgreementId = "The agreement." } "no operating agreement {agreement_id} is known";
    /// The agreement is the one the AFE names.
    "agreement-differs" AgreementDiffers { named: AgreementId = "The AFE's.", seen: AgreementId = "The one brought along." } "the AFE is under agreement {named}, not {seen}";
    /// The agreement is in force.
    "agreement-not-in-force" AgreementNotInForce { agreement_id: AgreementId = "The agreement." } "agreement {agreement_id} has ended";
    /// The project lies in the contract area.
    "outside-contract-area" OutsideContractArea { agreement_id: AgreementId = "The agreement." } "the lease or property of the AFE is not in the contract area of agreement {agreement_id}";
    /// Only parties vote.
    "not-a-participant" NotAParticipant { owner: OwnerId = "Who." } "{owner} is not among those who are asked";
    /// Votes come in time.
    "ballot-deadline-passed" DeadlinePassed { at: DateTime<Utc> = "When it came.", deadline: DateTime<Utc> = "When it was too late." } "the answer came at {at}; from {deadline} on it is too late";
    /// A party votes once.
    "ballot-already-cast" AlreadyCast { owner: OwnerId = "Who." } "{owner} has answered; the answer has to be withdrawn first";
    /// A vote is withdrawn that was cast.
    "ballot-not-cast" NotCast { owner: OwnerId = "Who." } "{owner} has not answered";
    /// What did not come by the portal can be shown.
    "ballot-without-evidence" WithoutEvidence { method: BallotMethod = "How it came." } "an answer by {method} needs evidence";
    /// A ballot is closed when its time is over, or everybody has answered.
    "ballot-still-open" BallotStillOpen { deadline: DateTime<Utc> = "When its time is over.", missing: u32 = "How many have not answered." } "{missing} have not answered and have time until {deadline}";
    /// A count is what the answers come to.
    "ballot-count-differs" CountDiffers { stated: DecimalInterest = "As it was counted.", counted: DecimalInterest = "As the answers have it." } "{stated} of the interests was counted to consent; the answers come to {counted}";
    /// Shares are reallocated where somebody does not consent.
    "nothing-to-reallocate" NothingToReallocate "everybody consents";
    /// Shares are reallocated once.
    "already-reallocated" AlreadyReallocated "the shares have been reallocated";
    /// Each consenting party chooses, and nobody else.
    "elections-incomplete" ElectionsIncomplete { owner: OwnerId = "Who." } "each consenting party chooses once, and nobody else does; see {owner}";
    /// The interests of those who do not consent are carried.
    "non-consent-not-covered" NotCovered { reason: JointInterestError = "What is left." } "the consenting parties do not carry everything: {reason}";
    /// The parties are asked where the agreement says so.
    "consent-not-asked" ConsentNotAsked { agreement_id: AgreementId = "The agreement.", total_usd: Usd = "How much is asked for." } "agreement {agreement_id} asks for the consent of its parties to ${total_usd}";
    /// As much consents as the agreement asks for.
    "consent-insufficient" ConsentInsufficient { consenting: DecimalInterest = "How much consents.", minimum: DecimalInterest = "How much has to." } "{consenting} of the interests consents; the agreement asks for {minimum}";
    /// Somebody bears what others do not.
    "non-consent-not-reallocated" NotReallocated { uncovered: Decimal = "How much." } "{uncovered} of the interests does not consent, and nobody has taken it";
    /// A proposal is acted on while it stands.
    "afe-expired" Expired { until: NaiveDate = "Its last day.", on: NaiveDate = "The local day of the task." } "the AFE stood until {until}; on {on} it does not";
    /// A proposal lapses when its time is over.
    "afe-still-stands" StillStands { until: LastDay = "Its last day.", on: NaiveDate = "The local day of the task." } "on {on} the AFE stands; it has {until}";
    /// Funds are set aside once.
    "funds-already-allocated" FundsAlreadyAllocated { authorized_usd: Usd = "For which total." } "the funds for ${authorized_usd} are set aside already";
    /// Funds are given back that were set aside.
    "funds-not-allocated" FundsNotAllocated "no funds are set aside";
    /// A notice is retracted that was given.
    "notice-not-given" NoticeNotGiven "nobody was told of the authorisation";
    /// A cost is an amount.
    "cost-not-positive" CostNotPositive { amount_usd: Usd = "The amount." } "${amount_usd} is no cost; a credit is a reversal";
    /// An order is one commitment.
    "order-already-committed" OrderAlreadyCommitted { order: Text120 = "The order." } "order {order} is a commitment already";
    /// An order is drawn on, or released, that was committed.
    "order-unknown" OrderUnknown { order: Text120 = "The order." } "no order {order} is committed";
    /// An order is fulfilled by whom it was given to.
    "order-of-another-vendor" OrderOfAnotherVendor { order: Text120 = "The order.", vendor: OwnerId = "Whose it is." } "order {order} was given to {vendor}";
    /// What is released is still open.
    "order-not-open" OrderNotOpen { order: Text120 = "The order." } "nothing of order {order} is open";
    /// An invoice is posted once.
    "invoice-already-posted" InvoiceAlreadyPosted { invoice: Box<InvoiceKey> = "What names it.", gross_usd: Usd = "What stands of it." } "{invoice} is posted already with ${gross_usd}";
    /// What is reversed was posted.
    "invoice-not-posted" InvoiceNotPosted { invoice: Box<InvoiceKey> = "What names it." } "{invoice} is not posted";
    /// No more is reversed than was posted.
    "reversal-exceeds-posting" ReversalExceedsPosting { invoice: Box<InvoiceKey> = "What names it.", gross_usd: Usd = "What stands of it.", reversed_usd: Usd = "What would be reversed." }
    "${reversed_usd} cannot be reversed: ${gross_usd} stands of {invoice}";
    /// A service was done by the day it is posted, work by the day it is called done.
    "afe-day-in-future" DayInFuture { day: NaiveDate = "The day stated.", on: NaiveDate = "The local day of the task." } "{day} lies after {on}, the day of the task";
    /// An overrun is above the limit.
    "no-overrun" NoOverrun { spent_usd: Usd = "Spent and promised.", limit_usd: Usd = "The greatest that is no overrun." } "${spent_usd} spent and promised is no overrun up to ${limit_usd}";
    /// An overrun is told where the agreement knows one.
    "overrun-not-defined" OverrunNotDefined "neither the agreement nor the policy says when there is an overrun";
    /// More is asked for where it is needed.
    "supplement-not-needed" SupplementNotNeeded { expected_usd: Usd = "What the project is to cost.", limit_usd: Usd = "The greatest that is no overrun." } "${expected_usd} is expected, and up to ${limit_usd} nothing more has to be authorised";
    /// As much is asked for as is needed.
    "supplement-too-small" SupplementTooSmall { expected_usd: Usd = "What the project is to cost.", limit_usd: Usd = "The greatest that would be no overrun." } "${expected_usd} is expected; with the supplement ${limit_usd} would be the most";
    /// A supplement is approved before it is authorised or put to the parties.
    "supplement-not-approved" SupplementNotApproved { given: u32 = "How many have said yes.", needed: u8 = "How many have to." } "{given} of {needed} have approved the supplement";
    /// Nothing is on order when costs are closed.
    "commitments-open" CommitmentsOpen { committed_usd: Usd = "What is promised." } "${committed_usd} is promised to vendors still";
    /// A great variance is explained.
    "variance-unexplained" VarianceUnexplained { variance_usd: Usd = "Actual less authorised.", limit: crate::quantity::Percent = "The most that needs no explanation." } "the variance of ${variance_usd} is above {limit} % and is not explained";
    /// What was closed is what the books have.
    "closed-figures-differ" FiguresDiffer { books_usd: Usd = "As the books have it.", stated_usd: Usd = "As it was closed." } "${stated_usd} was closed; the books come to ${books_usd}";
    /// Costs are reopened within the audit window.
    "audit-window-over" AuditWindowOver { until: NaiveDate = "Its last day.", on: NaiveDate = "The local day of the task." } "the AFE could be reopened until {until}; it is {on}" by "COPAS accounting procedure";
    /// Nothing was spent on what is cancelled.
    "afe-has-costs" HasCosts { actual_usd: Usd = "Spent.", committed_usd: Usd = "Promised." } "${actual_usd} is spent and ${committed_usd} promised";
    /// Not every fact is corrected by a correction.
    "event-not-correctable" NotCorrectable { event_type: String = "The fact's type." } "a {event_type} is not corrected: costs are reversed, and decisions taken anew";
    /// A fact is corrected by one of its kind.
    "correction-of-another-kind" CorrectionOfAnotherKind { corrected: String = "What is corrected.", instead: &'static str = "What would take its place." } "a {corrected} cannot be corrected by a {instead}";
    /// A draft is replaced by another, never taken back.
    "afe-draft-not-withdrawn" DraftNotWithdrawn "a draft is not taken back; cancel the AFE";
    /// What was handed in is not put under another agreement, nor made another kind of work, behind those who agreed to it.
    "correction-behind-approval" BehindApproval { status: AfeStatus = "What the AFE is.", since: DateTime<Utc> = "Since when." } "the AFE is {status} since {since}: kind, agreement, operator, lease and property stay until its approvals are revoked";
    /// A corrected draft is of the same AFE.
    "correction-changes-identity" CorrectionChangesIdentity { afe_id: AfeId = "The AFE." } "a corrected draft keeps the AFE {afe_id} and its number";
}

impl AfeError {
    /// The accounting procedure, form or agreement the rule rests on, where there is one.
    pub fn source(&self) -> Option<&'static str> {
        self.source_everywhere()
    }
}

impl From<QuantityError> for AfeError {
    fn from(reason: QuantityError) -> Self {
        Self::AmountOutOfRange { reason }
    }
}
