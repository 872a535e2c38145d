//! The decks in force, month by month, as far as the state knows them.

use serde::{Deserialize, Serialize};

use super::change::Change;
use super::deck::{DeckKind, DeckSide, DrawnUpDeck};
use super::id::DivisionKey;
use super::interest::Interest;
use super::standing::Standing;
use super::state::{DivisionOfInterest, KnownDivision, Signature};
use crate::month::Month;
use crate::ownership::RoundingResidual;

/// A deck with the months it divides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DeckInForce {
    /// Which of the decks it is.
    pub kind: DeckKind,
    /// The first month.
    pub from: Month,
    /// The first month after; none where it goes on.
    pub until: Option<Month>,
    /// Its lines, in their order.
    pub interests: Vec<Interest>,
    /// What rounding left over where it was worked out.
    pub rounding_residual: RoundingResidual,
}

impl DeckInForce {
    /// Whether it divides the month.
    pub fn divides(&self, month: Month) -> bool {
        self.from <= month && self.until.is_none_or(|until| month < until)
    }

    /// Whether it is this deck.
    fn is_of(&self, deck: &DrawnUpDeck) -> bool {
        self.kind == deck.kind
            && self.interests == deck.interests
            && self.rounding_residual == deck.rounding_residual
    }

    /// Whether both divide alike: by the same kind of deck, the same lines, and what is paid of them.
    pub fn is_like(&self, other: &Self) -> bool {
        self.kind == other.kind && self.interests == other.interests
    }
}

/// The decks that divide a month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecksInForce {
    /// The month.
    pub month: Month,
    /// Whether payout was reached before it.
    pub after_payout: bool,
    /// The deck of costs.
    pub cost: Option<DeckInForce>,
    /// The deck of revenue.
    pub revenue: Option<DeckInForce>,
}

/// A deck that was drawn up and is not in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DeckAwaiting {
    /// The first month it may be put in force for.
    pub from: Month,
    /// The deck.
    #[serde(flatten)]
    pub deck: DrawnUpDeck,
}

/// A division as shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DivisionSummary {
    /// What it is about.
    pub division: DivisionKey,
    /// The decks of costs, each with its months.
    pub cost: Vec<DeckInForce>,
    /// The decks of revenue, each with its months.
    pub revenue: Vec<DeckInForce>,
    /// The decks drawn up and not in force.
    pub drawn_up: Vec<DeckAwaiting>,
    /// The decks that stand by for payout.
    pub standing_by: Vec<DrawnUpDeck>,
    /// The first month after payout.
    pub paid_out_from: Option<Month>,
    /// The first month that is divided by others.
    pub ended_from: Option<Month>,
    /// Who signed, in the order of the days.
    pub signatures: Vec<Signature>,
    /// The changes, in the order in which they took effect.
    pub changes: Vec<Change>,
}

impl DivisionOfInterest {
    /// The decks that divide a month, as far as this state knows; none where there is no division.
    ///
    /// A state folded at a position knows what was known then: the same month may have been divided otherwise.
    pub fn deck_on(&self, month: Month) -> Option<DecksInForce> {
        match self {
            Self::Unknown => None,
            Self::Known { division } => Some(division.deck_on(month)),
        }
    }

    /// The division as shown; none where no deck is drawn up.
    pub fn summary(&self) -> Option<DivisionSummary> {
        match self {
            Self::Unknown => None,
            Self::Known { division } => Some(division.summary()),
        }
    }
}

impl KnownDivision {
    /// What the division is about.
    pub const fn key(&self) -> DivisionKey {
        self.key
    }

    /// The decks that divide a month.
    pub fn deck_on(&self, month: Month) -> DecksInForce {
        let on = |side| {
            let mut versions = self.versions(side).into_iter();
            versions.find(|deck| deck.divides(month))
        };
        DecksInForce {
            month,
            after_payout: self.standing.paid_out_from().is_some_and(|from| from <= month),
            cost: on(DeckSide::Cost),
            revenue: on(DeckSide::Revenue),
        }
    }

    /// The decks of one side in the order of months, each from its first month until the next one's: the months between the
    /// first and the end are divided once each (O4).
    pub fn versions(&self, side: DeckSide) -> Vec<DeckInForce> {
        let mut versions: Vec<DeckInForce> = Vec::new();
        self.walk(|from, standing| {
            let now = standing.in_force(side);
            let open = versions.last_mut().filter(|deck| deck.until.is_none());
            let unchanged = match (&open, now) {
                (Some(open), Some(now)) => open.is_of(now),
                (None, None) => true,
                (Some(_), None) | (None, Some(_)) => false,
            };
            if unchanged {
                return;
            }
            if let Some(open) = open {
                open.until = Some(from);
            }
            // What is changed again in the month in which it began never divided one.
            versions.retain(|deck| deck.until != Some(deck.from));
            if let Some(now) = now {
                // What a change of the same month cut short goes on where nothing is left of that change.
                let cut_short = versions.last_mut().filter(|deck| deck.until == Some(from));
                if let Some(deck) = cut_short.filter(|deck| deck.is_of(now)) {
                    deck.until = None;
                    return;
                }
                versions.push(DeckInForce {
                    kind: now.kind,
                    from,
                    until: None,
                    interests: now.interests.clone(),
                    rounding_residual: now.rounding_residual,
                });
            }
        });
        versions
    }

    /// How long costs and revenue are divided: the first month, and the first month after.
    pub(super) fn in_force(&self) -> Vec<(DeckSide, Month, Option<Month>)> {
        let sides = [DeckSide::Cost, DeckSide::Revenue].into_iter();
        sides
            .filter_map(|side| {
                let versions = self.versions(side);
                let (first, last) = (versions.first()?, versions.last()?);
                Some((side, first.from, last.until))
            })
            .collect()
    }

    /// Shows how the decks stand after each change, with the first month of it.
    pub(super) fn walk(&self, mut see: impl FnMut(Month, &Standing)) {
        let mut standing = Standing::default();
        for change in &self.changes {
            // Each was taken once already, so each is taken again.
            if standing.take(change).is_ok() {
                see(change.from_month(), &standing);
            }
        }
    }

    /// The deck of a kind that was drawn up last and is not in force.
    fn awaiting(&self, kind: DeckKind) -> Option<DeckAwaiting> {
        let deck = self.standing.drawn_up(kind)?;
        let mut created = self.changes.iter().rev().filter_map(|change| match change {
            Change::DeckCreated(fact) => Some(fact),
            Change::DeckActivated(_)
            | Change::InterestTransferred(_)
            | Change::InterestSuspended(_)
            | Change::InterestReleased(_)
            | Change::DeckSuperseded(_)
            | Change::PayoutReached(_)
            | Change::InterestCorrected(_) => None,
        });
        let from = created.find(|fact| fact.deck.kind == kind)?.from;
        Some(DeckAwaiting {
            from,
            deck: deck.clone(),
        })
    }

    fn summary(&self) -> DivisionSummary {
        let standing = &self.standing;
        let mut signatures = self.signatures.clone();
        signatures.sort_by_key(|signature| signature.signed_on);
        DivisionSummary {
            division: self.key,
            cost: self.versions(DeckSide::Cost),
            revenue: self.versions(DeckSide::Revenue),
            drawn_up: DeckKind::ALL
                .into_iter()
                .filter_map(|kind| self.awaiting(kind))
                .collect(),
            standing_by: standing.standing_by(),
            paid_out_from: standing.paid_out_from(),
            ended_from: standing.ended_from(),
            signatures,
            changes: self.changes.clone(),
        }
    }
}
