//! Why a task for a division of interest is refused: the rule, and the values that broke it.

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use uuid::Uuid;

use super::deck::{DeckKind, DeckSide};
use super::id::DivisionId;
use super::interest::{InterestLine, SuspenseReason};
use crate::ids::OwnerId;
use crate::month::Month;
use crate::ownership::InterestType;
use crate::quantity::{DecimalInterest, Usd};

macro_rules! refusals {
    ($($(#[$meta:meta])* $refusal:ident $({ $($(#[$field_meta:meta])* $field:ident: $type:ty,)+ })? = $rule:literal,)+) => {
        /// A refusal.
        #[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
        pub enum DivisionError {
            $($(#[$meta])* $refusal $({ $($(#[$field_meta])* $field: $type,)+ })?,)+
        }

        impl DivisionError {
            /// Every rule that may refuse, as a slug.
            pub const RULES: &'static [&'static str] = &[$($rule),+];

            /// The rule that was broken, as a slug.
            pub fn rule(&self) -> &'static str {
                match self { $(Self::$refusal { .. } => $rule,)+ }
            }
        }
    };
}

refusals! {
    /// There is no deck yet.
    #[error("no deck of this division was drawn up")]
    DivisionUnknown = "division-unknown",
    /// A stream is about one division.
    #[error("this is the stream of the division {division_id}, not of what is named")]
    OtherDivision {
        /// The division it is about.
        division_id: DivisionId,
    } = "stream-of-another-division",
    /// There is no such deck.
    #[error("there is no {deck} deck at that month")]
    DeckUnknown {
        /// The deck.
        deck: DeckKind,
    } = "deck-unknown",
    /// A deck that divides nothing does not change.
    #[error("the {deck} deck is not in force at that month")]
    DeckNotInForce {
        /// The deck.
        deck: DeckKind,
    } = "deck-not-in-force",
    /// After payout the deck before it is history.
    #[error("the {deck} deck is paid out at that month")]
    DeckPaidOut {
        /// The deck.
        deck: DeckKind,
    } = "deck-paid-out",
    /// What has ended does not change.
    #[error("the division has ended at that month")]
    DivisionEnded = "division-ended",
    /// What is put in force was drawn up before.
    #[error("no other {deck} deck is drawn up for that month")]
    DeckNotDrawnUp {
        /// The deck.
        deck: DeckKind,
    } = "deck-not-drawn-up",
    /// A deck has one successor.
    #[error("the {deck} deck is named twice")]
    DeckTwice {
        /// The deck.
        deck: DeckKind,
    } = "deck-twice",
    /// A task is about something.
    #[error("nothing is named that would change")]
    NothingNamed = "nothing-named",
    /// Costs are divided over working interests, revenue over all others.
    #[error("{line} has no place there")]
    InterestNotOfDeck {
        /// The line.
        line: InterestLine,
    } = "interest-not-of-deck",
    /// A line is more than nothing (O3).
    #[error("{line} is nothing")]
    DecimalZero {
        /// The line.
        line: InterestLine,
    } = "decimal-zero",
    /// An owner has one line of a kind.
    #[error("{line} stands there twice")]
    InterestTwice {
        /// The line.
        line: InterestLine,
    } = "interest-twice",
    /// Only what is paid out is held back.
    #[error("{line} pays costs; only revenue is held in suspense")]
    CostNotSuspended {
        /// The line.
        line: InterestLine,
    } = "cost-not-suspended",
    /// A deck comes to exactly one (O1, O2).
    #[error("the interests of the {deck} deck come to {sum}, not to 1")]
    DoesNotClose {
        /// The deck.
        deck: DeckKind,
        /// What they come to.
        sum: Decimal,
    } = "interests-do-not-close",
    /// Nobody is paid as a working interest owner for more than he bears (O3).
    #[error("the net revenue interest of {owner} is {nri}, above the working interest of {wi}")]
    NriExceedsWi {
        /// Whose.
        owner: OwnerId,
        /// The net revenue interest.
        nri: DecimalInterest,
        /// The working interest.
        wi: DecimalInterest,
    } = "nri-exceeds-wi",
    /// Two decks do not divide the same production (O7).
    #[error("division {division_id} divides the {side} of the same depths already, from {from} on")]
    DecksOverlap {
        /// The other division.
        division_id: DivisionId,
        /// What both would divide.
        side: DeckSide,
        /// The first month the other one does.
        from: Month,
    } = "decks-overlap",
    /// Nobody conveys more than he has (O5).
    #[error("{line} is {held}; {asked} cannot be conveyed")]
    TransferExceedsInterest {
        /// The line.
        line: InterestLine,
        /// What there is at that month.
        held: DecimalInterest,
        /// What is to be conveyed.
        asked: DecimalInterest,
    } = "transfer-exceeds-interest",
    /// A transfer moves something.
    #[error("nothing of {line} is conveyed")]
    TransferOfNothing {
        /// The line.
        line: InterestLine,
    } = "transfer-of-nothing",
    /// A transfer moves something to somebody.
    #[error("{line} is conveyed to itself")]
    TransferToSelf {
        /// The line.
        line: InterestLine,
    } = "transfer-to-self",
    /// Burdens are carved from what bears them, and fall back to it.
    #[error("{from} does not become {to} by a transfer")]
    InterestNotConvertible {
        /// What it is.
        from: InterestType,
        /// What it should become.
        to: InterestType,
    } = "interest-not-convertible",
    /// Who conveys before payout conveys after it too.
    #[error("{line} stands by for payout and is not conveyed with the rest")]
    AfterPayoutLeftBehind {
        /// The line.
        line: InterestLine,
    } = "after-payout-left-behind",
    /// An instrument is signed before it is recorded.
    #[error("the instrument is dated {executed_on}; today is {today}")]
    InstrumentInFuture {
        /// The day it was signed.
        executed_on: NaiveDate,
        /// The local day of the asking service.
        today: NaiveDate,
    } = "instrument-in-future",
    /// An instrument conveys from its day on.
    #[error("the instrument conveys from {effective_on}, after {from}")]
    InstrumentNotInEffect {
        /// The day.
        effective_on: NaiveDate,
        /// The first month that would be divided so.
        from: Month,
    } = "instrument-not-in-effect",
    /// There is no such line.
    #[error("{line} does not stand there at that month")]
    InterestUnknown {
        /// The line.
        line: InterestLine,
    } = "interest-unknown",
    /// What is held back is held back for one reason.
    #[error("{line} is in suspense already: {reason}")]
    AlreadySuspended {
        /// The line.
        line: InterestLine,
        /// Why.
        reason: SuspenseReason,
    } = "interest-already-suspended",
    /// Only what is held back is released.
    #[error("{line} is not in suspense")]
    NotSuspended {
        /// The line.
        line: InterestLine,
    } = "interest-not-suspended",
    /// A reason that has no name needs a paper.
    #[error("suspense for {reason} reason needs a document that says which")]
    SuspenseWithoutDocument {
        /// The reason.
        reason: SuspenseReason,
    } = "suspense-without-document",
    /// A signature is not dated ahead.
    #[error("signed on {signed_on}; today is {today}")]
    SignedInFuture {
        /// The day given.
        signed_on: NaiveDate,
        /// The local day of the asking service.
        today: NaiveDate,
    } = "signed-in-future",
    /// Who signs owns.
    #[error("{owner} has no interest on {signed_on} or after")]
    OwnerNotInDivision {
        /// Who.
        owner: OwnerId,
        /// The day.
        signed_on: NaiveDate,
    } = "owner-not-in-division",
    /// Payout is told once the month is over.
    #[error("{month} is not over at {now}: it ends at {ends}")]
    MonthNotEnded {
        /// The month.
        month: Month,
        /// When it was asked.
        now: DateTime<Utc>,
        /// The first instant after the month.
        ends: DateTime<Utc>,
    } = "month-not-ended",
    /// Payout is reached once everything is recovered.
    #[error("{recovered_usd} of {to_recover_usd} USD are recovered")]
    PayoutNotReached {
        /// What is to be recovered.
        to_recover_usd: Usd,
        /// What is.
        recovered_usd: Usd,
    } = "payout-not-reached",
    /// Payout is reached once.
    #[error("payout was reached already, with effect from {from}")]
    PayoutAlreadyDeclared {
        /// The first month after it.
        from: Month,
    } = "payout-already-declared",
    /// After payout something divides the revenue.
    #[error("no deck stands by to divide revenue after payout")]
    AfterPayoutDeckMissing = "after-payout-deck-missing",
    /// A correction changes something.
    #[error("{line} is corrected to what it is")]
    NothingCorrected {
        /// The line.
        line: InterestLine,
    } = "nothing-corrected",
    /// A correction is of what stands.
    #[error("{line} is {held}, not {stated}")]
    OldDecimalDiffers {
        /// The line.
        line: InterestLine,
        /// What the correction says it was.
        stated: DecimalInterest,
        /// What it is.
        held: DecimalInterest,
    } = "old-decimal-differs",
    /// A division is not its own successor.
    #[error("a division does not go on in its own place")]
    SucceedsItself = "division-succeeds-itself",
    /// A closed month changes by a restatement alone (O4).
    #[error("{} is closed and would be divided otherwise, and so would {} more: restate them", .months.first().map_or_else(String::new, ToString::to_string), .months.len().saturating_sub(1))]
    ClosedMonthAltered {
        /// The closed months that would change, in order.
        months: Vec<Month>,
    } = "closed-month-altered",
    /// A restatement changes a closed month.
    #[error("no closed month would be divided otherwise")]
    NothingToRestate = "nothing-to-restate",
    /// What took effect later must still be possible.
    #[error("{event_type} from {from} on would no longer be possible: {why}")]
    LaterChangeBroken {
        /// The later change.
        event_type: &'static str,
        /// The first month it changes.
        from: Month,
        /// Its refusal.
        why: Box<DivisionError>,
    } = "later-change-broken",
    /// A correction is of something.
    #[error("the event {event_id} is not a change of this division that stands")]
    CorrectedEventUnknown {
        /// The event named.
        event_id: Uuid,
    } = "corrected-event-unknown",
    /// A correction is of the same thing.
    #[error("the event {event_id} is of type {found}, which is not corrected this way")]
    CorrectedEventIsOther {
        /// The event named.
        event_id: Uuid,
        /// What it is.
        found: &'static str,
    } = "corrected-event-is-other",
}

impl DivisionError {
    /// The statute, rule or form the refusal rests on, where there is one: these rest on arithmetic and on the papers.
    pub fn source(&self) -> Option<&'static str> {
        None
    }
}
