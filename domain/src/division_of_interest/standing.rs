//! How the decks stand after a change: the one place where a change is taken, or refused.
//!
//! Changes are taken in the order in which they take effect, so what stands is what divides from the last change on.

mod changes;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::change::Change;
use super::deck::{DeckKind, DeckSide, DrawnUpDeck};
use super::error::DivisionError;
use super::interest::{InterestLine, PayStatus};
use super::step::{DeckStage, Step};
use crate::ids::OwnerId;
use crate::month::Month;
use crate::ownership::InterestType;

/// How the decks stand.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// Drawn up, and not in force.
    drawn_up: BTreeMap<DeckKind, DrawnUpDeck>,
    /// In force, standing by or paid out.
    decks: BTreeMap<DeckKind, DrawnUpDeck>,
    /// As they were drawn up when they were put in force.
    begun_as: BTreeMap<DeckKind, DrawnUpDeck>,
    /// The first month after payout.
    paid_out_from: Option<Month>,
    /// The first month that is divided by others.
    ended_from: Option<Month>,
}

impl Standing {
    /// Takes a change, or leaves everything as it is.
    ///
    /// # Errors
    /// The refusal. What stands afterwards keeps O1, O2, O3 and O6 of every deck in force or standing by.
    pub(super) fn take(&mut self, change: &Change) -> Result<(), DivisionError> {
        let mut after = self.clone();
        match change {
            Change::DeckCreated(fact) => after.create(fact)?,
            Change::DeckActivated(fact) => after.activate(fact)?,
            Change::InterestTransferred(fact) => after.transfer(fact)?,
            Change::InterestSuspended(fact) => after.suspend(fact)?,
            Change::InterestReleased(fact) => after.release(fact)?,
            Change::DeckSuperseded(fact) => after.supersede(fact)?,
            Change::PayoutReached(fact) => after.pay_out(fact)?,
            Change::InterestCorrected(fact) => after.correct(fact)?,
        }
        after.check_net_of_working(change.from_month())?;
        *self = after;
        Ok(())
    }

    /// Where a deck stands.
    pub(super) fn stage(&self, deck: DeckKind) -> DeckStage {
        if self.ended_from.is_some() {
            DeckStage::Ended
        } else if self.is_replaced(deck) {
            DeckStage::PaidOut
        } else if self.decks.contains_key(&deck) {
            DeckStage::InForce
        } else if self.drawn_up.contains_key(&deck) {
            DeckStage::DrawnUp
        } else {
            DeckStage::Nothing
        }
    }

    /// Whether the deck after payout divides in its place.
    fn is_replaced(&self, deck: DeckKind) -> bool {
        let standing_by = deck
            .after_payout()
            .is_some_and(|apo| self.decks.contains_key(&apo));
        self.paid_out_from.is_some() && standing_by
    }

    /// The deck that divides costs or revenue; none before the first and after the end.
    pub(super) fn in_force(&self, side: DeckSide) -> Option<&DrawnUpDeck> {
        if self.ended_from.is_some() {
            return None;
        }
        let (before, after) = match side {
            DeckSide::Cost => (DeckKind::Cost, DeckKind::CostApo),
            DeckSide::Revenue => (DeckKind::RevenueBpo, DeckKind::RevenueApo),
        };
        let after = self.paid_out_from.and_then(|_| self.decks.get(&after));
        after.or_else(|| self.decks.get(&before))
    }

    /// The deck that was drawn up and is not in force.
    pub(super) fn drawn_up(&self, deck: DeckKind) -> Option<&DrawnUpDeck> {
        self.drawn_up.get(&deck)
    }

    /// The first month after payout.
    pub(super) const fn paid_out_from(&self) -> Option<Month> {
        self.paid_out_from
    }

    /// The decks that stand by for payout.
    pub(super) fn standing_by(&self) -> Vec<DrawnUpDeck> {
        let waits = self.paid_out_from.is_none() && self.ended_from.is_none();
        let apo = [DeckKind::CostApo, DeckKind::RevenueApo].into_iter();
        apo.filter(|_| waits)
            .filter_map(|kind| self.decks.get(&kind).cloned())
            .collect()
    }

    /// The first month that is divided by others.
    pub(super) const fn ended_from(&self) -> Option<Month> {
        self.ended_from
    }

    /// Whether the owner has a line in a deck that may be signed for.
    pub(super) fn names(&self, owner: OwnerId) -> bool {
        let names = |deck: &DrawnUpDeck| deck.interests.iter().any(|line| line.owner == owner);
        DeckKind::ALL.into_iter().any(|kind| {
            let decks = self.drawn_up.get(&kind).into_iter().chain(self.decks.get(&kind));
            Step::Sign.is_taken_from(self.stage(kind)) && decks.into_iter().any(names)
        })
    }

    /// Whether what falls to a line is paid; a line that does not stand there is not.
    pub(super) fn is_paid(&self, line: InterestLine) -> bool {
        let deck = self.decks.get(&line.deck);
        let found = deck.and_then(|deck| deck.line(line.owner, line.interest));
        found.is_some_and(|line| line.status == PayStatus::Pay)
    }

    /// The deck, where the step may be taken on it.
    fn open(&mut self, deck: DeckKind, step: Step) -> Result<&mut DrawnUpDeck, DivisionError> {
        step.admitted(deck, self.stage(deck))?;
        self.decks
            .get_mut(&deck)
            .ok_or(DivisionError::DeckNotInForce { deck })
    }

    /// O3: nobody is paid as a working interest owner for more than he bears. What is paid out has been settled, and decks that
    /// stand by are held to the working interests that will be in force with them.
    fn check_net_of_working(&self, from: Month) -> Result<(), DivisionError> {
        if self.ended_from.is_some() {
            return Ok(());
        }
        let before = (!self.is_replaced(DeckKind::RevenueBpo)).then(|| {
            (
                self.decks.get(&DeckKind::RevenueBpo),
                self.decks.get(&DeckKind::Cost),
            )
        });
        let working_after = self
            .decks
            .get(&DeckKind::CostApo)
            .or_else(|| self.decks.get(&DeckKind::Cost));
        let after = (self.decks.get(&DeckKind::RevenueApo), working_after);
        for (revenue, cost) in before.into_iter().chain([after]) {
            let lines = revenue.iter().flat_map(|deck| &deck.interests);
            for line in lines.filter(|line| line.interest == InterestType::Nri) {
                let side = DeckSide::Cost;
                let cost = cost.ok_or(DivisionError::SideMissing { side, from })?;
                let wi = cost.held(line.owner, InterestType::Wi);
                if line.decimal > wi {
                    return Err(DivisionError::NriExceedsWi {
                        owner: line.owner,
                        nri: line.decimal,
                        wi,
                    });
                }
            }
        }
        Ok(())
    }
}
