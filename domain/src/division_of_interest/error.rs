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
use crate::refusals::refusals;

refusals! {
    /// A refusal.
    pub enum DivisionError;

    /// There is no deck yet.
    "division-unknown" DivisionUnknown "no deck of this division was drawn up";
    /// A stream is about one division.
    "stream-of-another-division" OtherDivision { division_id: DivisionId = "The division it is about." }
    "this is the stream of the division {division_id}, not of what is named";
    /// There is no such deck.
    "deck-unknown" DeckUnknown { deck: DeckKind = "The deck." } "there is no {deck} deck at that month";
    /// A deck that divides nothing does not change.
    "deck-not-in-force" DeckNotInForce { deck: DeckKind = "The deck." } "the {deck} deck is not in force at that month";
    /// After payout the deck before it is history.
    "deck-paid-out" DeckPaidOut { deck: DeckKind = "The deck." } "the {deck} deck is paid out at that month";
    /// What has ended does not change.
    "division-ended" DivisionEnded "the division has ended at that month";
    /// What is put in force was drawn up before.
    "deck-not-drawn-up" DeckNotDrawnUp { deck: DeckKind = "The deck." } "no other {deck} deck is drawn up for that month";
    /// A deck has one successor.
    "deck-twice" DeckTwice { deck: DeckKind = "The deck." } "the {deck} deck is named twice";
    /// A task is about something.
    "nothing-named" NothingNamed "nothing is named that would change";
    /// Costs are divided over working interests, revenue over all others.
    "interest-not-of-deck" InterestNotOfDeck { line: InterestLine = "The line." } "{line} has no place there";
    /// A line is more than nothing (O3).
    "decimal-zero" DecimalZero { line: InterestLine = "The line." } "{line} is nothing";
    /// An owner has one line of a kind.
    "interest-twice" InterestTwice { line: InterestLine = "The line." } "{line} stands there twice";
    /// Only what is paid out is held back.
    "cost-not-suspended" CostNotSuspended { line: InterestLine = "The line." }
    "{line} pays costs; only revenue is held in suspense";
    /// A deck comes to exactly one (O1, O2).
    "interests-do-not-close" DoesNotClose { deck: DeckKind = "The deck.", sum: Decimal = "What they come to." }
    "the interests of the {deck} deck come to {sum}, not to 1";
    /// A month has a deck of costs and one of revenue, or neither (O4).
    "deck-side-missing" SideMissing { side: DeckSide = "What is not divided.", from: Month = "The first month in which the other side alone is." }
    "from {from} on no deck divides the {side}, and the other side is divided: put both in force for the same month";
    /// Nobody is paid as a working interest owner for more than he bears (O3).
    "nri-exceeds-wi" NriExceedsWi { owner: OwnerId = "Whose.", nri: DecimalInterest = "The net revenue interest.", wi: DecimalInterest = "The working interest." }
    "the net revenue interest of {owner} is {nri}, above the working interest of {wi}";
    /// Two decks do not divide the same production (O7).
    "decks-overlap" DecksOverlap { division_id: DivisionId = "The other division.", side: DeckSide = "What both would divide.", from: Month = "The first month the other one does." }
    "division {division_id} divides the {side} of the same depths already, from {from} on";
    /// Nobody conveys more than he has (O5).
    "transfer-exceeds-interest" TransferExceedsInterest { line: InterestLine = "The line.", held: DecimalInterest = "What there is at that month.", asked: DecimalInterest = "What is to be conveyed." }
    "{line} is {held}; {asked} cannot be conveyed";
    /// A transfer moves something.
    "transfer-of-nothing" TransferOfNothing { line: InterestLine = "The line." } "nothing of {line} is conveyed";
    /// A transfer moves something to somebody.
    "transfer-to-self" TransferToSelf { line: InterestLine = "The line." } "{line} is conveyed to itself";
    /// Burdens are carved from what bears them, and fall back to it.
    "interest-not-convertible" InterestNotConvertible { from: InterestType = "What it is.", to: InterestType = "What it should become." }
    "{from} does not become {to} by a transfer";
    /// Who conveys before payout conveys after it too.
    "after-payout-left-behind" AfterPayoutLeftBehind { line: InterestLine = "The line." }
    "{line} stands by for payout and is not conveyed with the rest";
    /// Whoever has an interest is in the books.
    "interest-owner-unknown" OwnerUnknown { owner: OwnerId = "Who." } "there is no owner {owner} in the books";
    /// An interest is under the record that counts.
    "interest-owner-merged" OwnerMerged { owner: OwnerId = "Who.", into: OwnerId = "The record that counts." }
    "the record {owner} was merged into {into}; that one counts";
    /// What an estate had has passed once it is settled.
    "interest-estate-settled" EstateSettled { owner: OwnerId = "Whose.", from: Month = "The first month that would be divided so." }
    "the estate of {owner} is settled before {from}; what it had has passed to others";
    /// The dead take nothing by a deed; what is adjudged to an estate is another matter.
    "taker-deceased" TakerDeceased { owner: OwnerId = "Who.", effective_on: NaiveDate = "The day from which the instrument conveys." }
    "{owner} had died before {effective_on}, when the instrument conveys";
    /// What falls to the dead is held back until somebody acts for the estate.
    "payee-deceased" PayeeDeceased { line: InterestLine = "The line." }
    "the owner of {line} has died and nobody acts for the estate: it is taken in suspense, and paid once somebody does";
    /// An instrument is signed before it is recorded.
    "instrument-in-future" InstrumentInFuture { executed_on: NaiveDate = "The day it was signed.", today: NaiveDate = "The local day of the asking service." }
    "the instrument is dated {executed_on}; today is {today}";
    /// An instrument conveys from its day on.
    "instrument-not-in-effect" InstrumentNotInEffect { effective_on: NaiveDate = "The day.", from: Month = "The first month that would be divided so." }
    "the instrument conveys from {effective_on}, after {from}";
    /// There is no such line.
    "interest-unknown" InterestUnknown { line: InterestLine = "The line." } "{line} does not stand there at that month";
    /// What is held back is held back for one reason.
    "interest-already-suspended" AlreadySuspended { line: InterestLine = "The line.", reason: SuspenseReason = "Why." }
    "{line} is in suspense already: {reason}";
    /// Only what is held back is released.
    "interest-not-suspended" NotSuspended { line: InterestLine = "The line." } "{line} is not in suspense";
    /// A reason that has no name needs a paper.
    "suspense-without-document" SuspenseWithoutDocument { reason: SuspenseReason = "The reason." }
    "suspense for {reason} reason needs a document that says which";
    /// A signature is not dated ahead.
    "signed-in-future" SignedInFuture { signed_on: NaiveDate = "The day given.", today: NaiveDate = "The local day of the asking service." }
    "signed on {signed_on}; today is {today}";
    /// A division order is about decks that were drawn up.
    "signed-before-division" SignedBeforeDivision { signed_on: NaiveDate = "The day given.", from: Month = "The first month any deck was drawn up for." }
    "signed on {signed_on}, before the first month of the division, which is {from}";
    /// The dead sign nothing; whoever acts for the estate does.
    "signer-deceased" SignerDeceased { owner: OwnerId = "Who.", signed_on: NaiveDate = "The day given." }
    "{owner} had died before {signed_on}, and nobody acts for the estate";
    /// Who signs owns.
    "owner-not-in-division" OwnerNotInDivision { owner: OwnerId = "Who.", signed_on: NaiveDate = "The day." }
    "{owner} has no interest on {signed_on} or after";
    /// Payout is told once the month is over.
    "month-not-ended" MonthNotEnded { month: Month = "The month.", now: DateTime<Utc> = "When it was asked.", ends: DateTime<Utc> = "The first instant after the month." }
    "{month} is not over at {now}: it ends at {ends}";
    /// Payout is reached once everything is recovered.
    "payout-not-reached" PayoutNotReached { to_recover_usd: Usd = "What is to be recovered.", recovered_usd: Usd = "What is." }
    "{recovered_usd} of {to_recover_usd} USD are recovered";
    /// Payout is reached once.
    "payout-already-declared" PayoutAlreadyDeclared { from: Month = "The first month after it." }
    "payout was reached already, with effect from {from}";
    /// After payout something divides the revenue.
    "after-payout-deck-missing" AfterPayoutDeckMissing "no deck stands by to divide revenue after payout";
    /// A correction changes something.
    "nothing-corrected" NothingCorrected { line: InterestLine = "The line." } "{line} is corrected to what it is";
    /// A correction is of what stands.
    "old-decimal-differs" OldDecimalDiffers { line: InterestLine = "The line.", stated: DecimalInterest = "What the correction says it was.", held: DecimalInterest = "What it is." }
    "{line} is {held}, not {stated}";
    /// A division is not its own successor.
    "division-succeeds-itself" SucceedsItself "a division does not go on in its own place";
    /// A closed month changes by a restatement alone (O4).
    "closed-month-altered" ClosedMonthAltered { first: Month = "The first of them.", months: Vec<Month> = "The closed months that would change, in order." }
    "closed months would be divided otherwise, {first} the first of them: restate them";
    /// A restatement changes a closed month.
    "nothing-to-restate" NothingToRestate "no closed month would be divided otherwise";
    /// What took effect later must still be possible.
    "later-change-broken" LaterChangeBroken { event_type: &'static str = "The later change.", from: Month = "The first month it changes.", why: Box<DivisionError> = "Its refusal." }
    "{event_type} from {from} on would no longer be possible: {why}";
    /// A correction is of something.
    "corrected-event-unknown" CorrectedEventUnknown { event_id: Uuid = "The event named." }
    "the event {event_id} is not a change of this division that stands";
    /// A correction is of the same thing.
    "corrected-event-is-other" CorrectedEventIsOther { event_id: Uuid = "The event named.", found: &'static str = "What it is." }
    "the event {event_id} is of type {found}, which is not corrected this way";
}

impl DivisionError {
    /// The statute, rule or form the refusal rests on, where there is one: these rest on arithmetic and on the papers.
    pub fn source(&self) -> Option<&'static str> {
        self.source_everywhere()
    }
}
