//! What happens to a division of interest. Stored for ever.
//!
//! Decks change with the first local instant of a month, so that every change of a deck takes effect then, and
//! `from` names the month.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use wellflow_decider::Fact;

use super::deck::{DeckKind, DrawnUpDeck};
use super::id::{DivisionId, DivisionKey};
use super::instrument::{Instrument, PayoutAccount};
use super::interest::{InterestLine, PayStatus, SuspenseReason};
use crate::ids::OwnerId;
use crate::month::Month;
use crate::ownership::InterestType;
use crate::quantity::DecimalInterest;
use crate::text::Text120;

wellflow_decider::events! {
    /// What happens to a division of interest.
    pub enum DivisionEvent {
        DeckCreated = 1,
        DeckActivated = 1,
        InterestTransferred = 1,
        InterestSuspended = 1,
        InterestReleased = 1,
        DivisionOrderSigned = 1,
        DeckSuperseded = 1,
        PayoutReached = 1,
        InterestCorrected = 1,
        DeckChangeWithdrawn = 1,
    }
}

/// Months that were closed are changed all the same, and are to be accounted for again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Restated {
    /// Why.
    pub reason: Text120,
    /// The closed months whose deck is another one now, in order.
    pub months: Vec<Month>,
}

/// A deck was drawn up. It divides nothing until it is activated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DeckCreated {
    /// The first instant of the month.
    pub effective_at: DateTime<Utc>,
    /// What the division is about.
    pub division: DivisionKey,
    /// The first month it may be activated for.
    pub from: Month,
    /// The deck.
    pub deck: DrawnUpDeck,
}

/// Decks that were drawn up are in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DeckActivated {
    /// The first instant of the month.
    pub effective_at: DateTime<Utc>,
    /// The first month they divide; what divided it before ends there.
    pub from: Month,
    /// The decks.
    pub decks: Vec<DrawnUpDeck>,
    /// The closed months it changes.
    pub restates: Option<Restated>,
}

/// A part of what an instrument conveys.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TransferPart {
    /// The deck.
    pub deck: DeckKind,
    /// Who gives.
    pub from_owner: OwnerId,
    /// Of which kind it was.
    pub from_interest: InterestType,
    /// Who takes.
    pub to_owner: OwnerId,
    /// Of which kind it is now.
    pub to_interest: InterestType,
    /// How much.
    pub decimal: DecimalInterest,
    /// Whether it is paid, where the taker had none of the kind before.
    pub to_status: PayStatus,
}

/// Interests changed hands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct InterestTransferred {
    /// The first instant of the month.
    pub effective_at: DateTime<Utc>,
    /// The first month that is divided so.
    pub from: Month,
    /// What is conveyed, in the order in which it is.
    pub parts: Vec<TransferPart>,
    /// By what.
    pub instrument: Instrument,
    /// The transfer whose place it takes.
    pub corrects_event_id: Option<Uuid>,
    /// The closed months it changes.
    pub restates: Option<Restated>,
}

/// What falls to interests is held back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct InterestSuspended {
    /// The first instant of the month.
    pub effective_at: DateTime<Utc>,
    /// The first month of production that is held back.
    pub from: Month,
    /// The lines.
    pub lines: Vec<InterestLine>,
    /// Why.
    pub reason: SuspenseReason,
    /// What it rests on.
    pub document: Option<Text120>,
    /// The closed months it changes.
    pub restates: Option<Restated>,
}

/// What falls to interests is paid again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct InterestReleased {
    /// The first instant of the month.
    pub effective_at: DateTime<Utc>,
    /// The first month of production that is paid.
    pub from: Month,
    /// The lines.
    pub lines: Vec<InterestLine>,
    /// What it rests on.
    pub document: Text120,
    /// The closed months it changes.
    pub restates: Option<Restated>,
}

/// An owner signed the division order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DivisionOrderSigned {
    /// The first instant of the day, or of the month in which the owner first has an interest, where that is later.
    pub effective_at: DateTime<Utc>,
    /// Who.
    pub owner: OwnerId,
    /// The local day.
    pub signed_on: NaiveDate,
    /// The paper.
    pub document: Text120,
}

/// What takes the place of a deck. JSON: `{"decks":[...]}`, `{"divisions":[...]}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Succession {
    /// These decks take the place of those of their kind.
    Decks(Vec<DrawnUpDeck>),
    /// The division ends, and these others go on: the property is divided by depth or product, or pooled.
    Divisions(Vec<DivisionId>),
}

/// Decks were superseded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DeckSuperseded {
    /// The first instant of the month.
    pub effective_at: DateTime<Utc>,
    /// The first month that is divided so.
    pub from: Month,
    /// What takes their place.
    pub succession: Succession,
    /// Why.
    pub reason: Text120,
    /// The closed months it changes.
    pub restates: Option<Restated>,
}

/// Everything that was to be recovered is. The decks after payout are in force from the next month on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PayoutReached {
    /// The first instant after the month.
    pub effective_at: DateTime<Utc>,
    /// The month in which it was reached.
    pub month: Month,
    /// The account.
    pub account: PayoutAccount,
    /// The closed months it changes.
    pub restates: Option<Restated>,
}

/// A decimal that was wrong, and the right one; nothing where there was, or should be, no line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DecimalChange {
    /// The line.
    pub line: InterestLine,
    /// What it was.
    pub old: DecimalInterest,
    /// What it is.
    pub new: DecimalInterest,
}

/// Decimals were corrected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct InterestCorrected {
    /// The first instant of the month.
    pub effective_at: DateTime<Utc>,
    /// The first month that is divided so.
    pub from: Month,
    /// The decimals.
    pub changes: Vec<DecimalChange>,
    /// Why.
    pub reason: Text120,
    /// The closed months it changes: those whose payments are to be adjusted.
    pub restates: Option<Restated>,
}

/// A change was entered in error: the decks are as if it had not been.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DeckChangeWithdrawn {
    /// When the change had taken effect.
    pub effective_at: DateTime<Utc>,
    /// The month from which it had.
    pub from: Month,
    /// The change.
    pub corrects_event_id: Uuid,
    /// What it was.
    pub corrects_event_type: Text120,
    /// Why.
    pub reason: Text120,
    /// The closed months it changes.
    pub restates: Option<Restated>,
}

/// What outsiders may see of a fact: owners stand there by their ids, and free text, which may name a person, stays inside.
macro_rules! facts {
    ($($fact:ident $(supersedes $supersedes:expr,)? withholds |$shown:ident| $withhold:block)+) => { $(
        impl Fact for $fact {
            fn effective_at(&self) -> DateTime<Utc> {
                self.effective_at
            }
            $(fn supersedes(&self) -> Option<Uuid> {
                let supersedes: fn(&Self) -> Option<Uuid> = $supersedes;
                supersedes(self)
            })?
            fn public_form(&self) -> Option<Self> {
                let mut $shown = self.clone();
                $withhold
                Some($shown)
            }
        }
    )+ };
}

facts! {
    DeckCreated withholds |shown| {
        shown.deck = shown.deck.public_form();
    }
    DeckActivated withholds |shown| {
        shown.decks = shown.decks.iter().map(DrawnUpDeck::public_form).collect();
        withhold(&mut shown.restates);
    }
    InterestTransferred supersedes |fact| fact.corrects_event_id, withholds |shown| {
        for part in &mut shown.parts {
            part.to_status = part.to_status.public_form();
        }
        shown.instrument = shown.instrument.public_form();
        withhold(&mut shown.restates);
    }
    InterestSuspended withholds |shown| {
        shown.document = shown.document.as_ref().map(|_| Text120::withheld());
        withhold(&mut shown.restates);
    }
    InterestReleased withholds |shown| {
        shown.document = Text120::withheld();
        withhold(&mut shown.restates);
    }
    DivisionOrderSigned withholds |shown| {
        shown.document = Text120::withheld();
    }
    DeckSuperseded withholds |shown| {
        if let Succession::Decks(decks) = &mut shown.succession {
            *decks = decks.iter().map(DrawnUpDeck::public_form).collect();
        }
        shown.reason = Text120::withheld();
        withhold(&mut shown.restates);
    }
    PayoutReached withholds |shown| {
        shown.account = shown.account.public_form();
        withhold(&mut shown.restates);
    }
    InterestCorrected withholds |shown| {
        shown.reason = Text120::withheld();
        withhold(&mut shown.restates);
    }
    DeckChangeWithdrawn supersedes |fact| Some(fact.corrects_event_id), withholds |shown| {
        shown.reason = Text120::withheld();
        withhold(&mut shown.restates);
    }
}

fn withhold(restates: &mut Option<Restated>) {
    if let Some(restated) = restates {
        restated.reason = Text120::withheld();
    }
}
