//! What may be asked of a division of interest.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};

use super::deck::{DeckKind, DrawnUpDeck};
use super::event::{DecimalChange, Succession, TransferPart};
use super::id::DivisionKey;
use super::instrument::{Instrument, PayoutAccount};
use super::interest::{InterestLine, SuspenseReason};
use super::seen::{ClosedMonthsSeen, CorrectedChange, DeckSeen};
use super::takers::OwnersSeen;
use crate::ids::OwnerId;
use crate::month::Month;
use crate::text::Text120;

/// A task for the division aggregate: one stream per property, product and depths.
#[derive(Clone, Debug, PartialEq)]
pub enum DivisionCommand {
    /// A deck is drawn up.
    CreateDeck(Box<CreateDeck>),
    /// Decks that were drawn up are put in force.
    ActivateDeck(Box<ActivateDeck>),
    /// Interests change hands.
    TransferInterest(Box<TransferInterest>),
    /// What falls to interests is held back.
    PlaceInSuspense(Box<PlaceInSuspense>),
    /// What falls to interests is paid again.
    ReleaseSuspense(Box<ReleaseSuspense>),
    /// An owner signs the division order.
    SignDivisionOrder(SignDivisionOrder),
    /// Other decks, or other divisions, take the place of decks.
    SupersedeDeck(Box<SupersedeDeck>),
    /// Everything that was to be recovered is.
    DeclarePayout(Box<DeclarePayout>),
    /// Decimals are corrected.
    CorrectDecimal(Box<CorrectDecimal>),
    /// A change was entered in error.
    WithdrawChange(Box<WithdrawChange>),
}

/// What is known of closed months where a deck changes, and whether they are to be changed all the same.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Closing {
    /// The months that are closed.
    pub closed: ClosedMonthsSeen,
    /// Why closed months are changed; a change that touches none needs no reason, and is refused with one.
    pub restate: Option<Text120>,
}

/// Draws a deck up, or draws it up anew while it is not in force.
#[derive(Clone, Debug, PartialEq)]
pub struct CreateDeck {
    /// What the division is about.
    pub division: DivisionKey,
    /// The first month it may be activated for.
    pub from: Month,
    /// The deck.
    pub deck: DrawnUpDeck,
    /// The owners interests are given to.
    pub owners: OwnersSeen,
}

/// Puts decks in force; decks in force end there.
#[derive(Clone, Debug, PartialEq)]
pub struct ActivateDeck {
    /// The first month they divide.
    pub from: Month,
    /// Which.
    pub decks: BTreeSet<DeckKind>,
    /// The owners interests are given to.
    pub owners: OwnersSeen,
    /// The decks of other divisions of the property; their streams are held by the append.
    pub others: Vec<DeckSeen>,
    /// Closed months.
    pub closing: Closing,
}

/// Conveys interests.
#[derive(Clone, Debug, PartialEq)]
pub struct TransferInterest {
    /// The first month that is divided so.
    pub from: Month,
    /// What is conveyed, in the order in which it is.
    pub parts: Vec<TransferPart>,
    /// By what.
    pub instrument: Instrument,
    /// The transfer whose place it takes, where it corrects one.
    pub corrects: Option<CorrectedChange>,
    /// The owners interests are given to.
    pub owners: OwnersSeen,
    /// Closed months.
    pub closing: Closing,
    /// The asking service's clock.
    pub now: DateTime<Utc>,
}

/// Holds back what falls to interests.
#[derive(Clone, Debug, PartialEq)]
pub struct PlaceInSuspense {
    /// The first month of production that is held back.
    pub from: Month,
    /// The lines.
    pub lines: Vec<InterestLine>,
    /// Why.
    pub reason: SuspenseReason,
    /// What it rests on; another reason needs it.
    pub document: Option<Text120>,
    /// Closed months.
    pub closing: Closing,
}

/// Pays again what falls to interests.
#[derive(Clone, Debug, PartialEq)]
pub struct ReleaseSuspense {
    /// The first month of production that is paid.
    pub from: Month,
    /// The lines.
    pub lines: Vec<InterestLine>,
    /// What it rests on.
    pub document: Text120,
    /// Closed months.
    pub closing: Closing,
}

/// Records an owner's signature.
#[derive(Clone, Debug, PartialEq)]
pub struct SignDivisionOrder {
    /// Who.
    pub owner: OwnerId,
    /// The local day.
    pub signed_on: NaiveDate,
    /// The paper.
    pub document: Text120,
    /// The signer, as his own record stands.
    pub owners: OwnersSeen,
    /// The asking service's clock.
    pub now: DateTime<Utc>,
}

/// Lets other decks, or other divisions, take the place of decks.
#[derive(Clone, Debug, PartialEq)]
pub struct SupersedeDeck {
    /// The first month that is divided so.
    pub from: Month,
    /// What takes their place.
    pub succession: Succession,
    /// Why.
    pub reason: Text120,
    /// The owners interests are given to.
    pub owners: OwnersSeen,
    /// Closed months.
    pub closing: Closing,
}

/// Declares payout.
#[derive(Clone, Debug, PartialEq)]
pub struct DeclarePayout {
    /// The month in which it was reached.
    pub month: Month,
    /// The account.
    pub account: PayoutAccount,
    /// Closed months.
    pub closing: Closing,
    /// The asking service's clock: the month must be over.
    pub now: DateTime<Utc>,
}

/// Corrects decimals.
#[derive(Clone, Debug, PartialEq)]
pub struct CorrectDecimal {
    /// The first month that is divided so.
    pub from: Month,
    /// The decimals.
    pub changes: Vec<DecimalChange>,
    /// Why.
    pub reason: Text120,
    /// The owners interests are given to.
    pub owners: OwnersSeen,
    /// Closed months.
    pub closing: Closing,
}

/// Takes a change back that was entered in error.
#[derive(Clone, Debug, PartialEq)]
pub struct WithdrawChange {
    /// The change.
    pub corrects: CorrectedChange,
    /// Why.
    pub reason: Text120,
    /// The decks of other divisions of the property, with which decks that no longer end could overlap.
    pub others: Vec<DeckSeen>,
    /// Closed months.
    pub closing: Closing,
}
