//! The decks of a division, and what holds for each by itself.

use std::collections::BTreeSet;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::error::DivisionError;
use super::interest::{Interest, InterestLine, PayStatus};
use crate::ids::OwnerId;
use crate::ownership::{InterestType, RoundingResidual};
use crate::quantity::DecimalInterest;

/// What a deck divides, and when. JSON: `"cost"`, `"cost_apo"`, `"revenue_bpo"`, `"revenue_apo"`.
///
/// A division without a payout has a cost deck and a revenue deck before payout.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum DeckKind {
    /// Costs; after payout too, where there is no deck of its own for that.
    Cost,
    /// Costs after payout, where working interests change then.
    CostApo,
    /// Revenue before payout.
    RevenueBpo,
    /// Revenue after payout.
    RevenueApo,
}

/// What is divided. JSON: `"cost"`, `"revenue"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum DeckSide {
    /// What is spent.
    Cost,
    /// What is sold.
    Revenue,
}

impl DeckKind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Cost, Self::CostApo, Self::RevenueBpo, Self::RevenueApo];

    /// The word as written.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Cost => "cost",
            Self::CostApo => "cost_apo",
            Self::RevenueBpo => "revenue_bpo",
            Self::RevenueApo => "revenue_apo",
        }
    }

    /// What it divides.
    pub const fn side(self) -> DeckSide {
        match self {
            Self::Cost | Self::CostApo => DeckSide::Cost,
            Self::RevenueBpo | Self::RevenueApo => DeckSide::Revenue,
        }
    }

    /// The deck that stands by to take its place at payout.
    pub(super) const fn after_payout(self) -> Option<Self> {
        match self {
            Self::Cost => Some(Self::CostApo),
            Self::RevenueBpo => Some(Self::RevenueApo),
            Self::CostApo | Self::RevenueApo => None,
        }
    }

    /// Whether an interest of the kind has a line in it.
    pub const fn holds(self, interest: InterestType) -> bool {
        match self.side() {
            DeckSide::Cost => matches!(interest, InterestType::Wi),
            DeckSide::Revenue => !matches!(interest, InterestType::Wi),
        }
    }
}

impl DeckSide {
    /// The word as written.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Cost => "cost",
            Self::Revenue => "revenue",
        }
    }
}

impl std::fmt::Display for DeckSide {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::fmt::Display for DeckKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A deck as drawn up: its lines, and what rounding left over where they were worked out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DrawnUpDeck {
    /// What it divides.
    pub kind: DeckKind,
    /// Its lines, in their order.
    pub interests: Vec<Interest>,
    /// What rounding each share half up would have left over of one.
    pub rounding_residual: RoundingResidual,
}

impl DrawnUpDeck {
    /// O1, O2 and the first half of O3: every line is of a kind the deck holds, stands once, is more than nothing, and all
    /// come to exactly one. Net profits interests stand beside that sum: they are paid out of what is left after costs.
    pub(super) fn check(&self) -> Result<(), DivisionError> {
        let deck = self.kind;
        let mut seen = BTreeSet::new();
        for line in &self.interests {
            let Interest {
                owner,
                interest,
                decimal,
                status,
            } = line;
            let named = InterestLine {
                deck,
                owner: *owner,
                interest: *interest,
            };
            if !deck.holds(*interest) {
                return Err(DivisionError::InterestNotOfDeck { line: named });
            }
            if decimal.is_zero() {
                return Err(DivisionError::DecimalZero { line: named });
            }
            if !seen.insert((*owner, *interest)) {
                return Err(DivisionError::InterestTwice { line: named });
            }
            if deck.side() == DeckSide::Cost && *status != PayStatus::Pay {
                return Err(DivisionError::CostNotSuspended { line: named });
            }
        }
        let sum = closing_sum(&self.interests);
        if sum != Decimal::ONE {
            return Err(DivisionError::DoesNotClose { deck, sum });
        }
        Ok(())
    }

    /// The line of an owner.
    pub(super) fn line(&self, owner: OwnerId, interest: InterestType) -> Option<&Interest> {
        let named = |line: &&Interest| (line.owner, line.interest) == (owner, interest);
        self.interests.iter().find(named)
    }

    /// How much an owner has of a kind; nothing where there is no line.
    pub(super) fn held(&self, owner: OwnerId, interest: InterestType) -> DecimalInterest {
        self.line(owner, interest)
            .map_or(DecimalInterest::ZERO, |line| line.decimal)
    }

    /// Sets how much an owner has: a line of nothing goes, a new one stands last, with the status given.
    pub(super) fn set(&mut self, line: InterestLine, decimal: DecimalInterest, status: &PayStatus) {
        let InterestLine { owner, interest, .. } = line;
        if decimal.is_zero() {
            self.interests
                .retain(|line| (line.owner, line.interest) != (owner, interest));
        } else if let Some(line) = self.line_mut(owner, interest) {
            line.decimal = decimal;
        } else {
            self.interests.push(Interest {
                owner,
                interest,
                decimal,
                status: status.clone(),
            });
        }
    }

    pub(super) fn line_mut(&mut self, owner: OwnerId, interest: InterestType) -> Option<&mut Interest> {
        let named = |line: &&mut Interest| (line.owner, line.interest) == (owner, interest);
        self.interests.iter_mut().find(named)
    }

    /// What outsiders may see.
    pub(super) fn public_form(&self) -> Self {
        let interests = self.interests.iter().map(|line| Interest {
            status: line.status.public_form(),
            ..line.clone()
        });
        Self {
            interests: interests.collect(),
            ..self.clone()
        }
    }
}

/// What the lines that close come to.
pub(super) fn closing_sum(interests: &[Interest]) -> Decimal {
    interests
        .iter()
        .filter(|line| line.interest != InterestType::Npi)
        .map(|line| line.decimal.value())
        .sum()
}
