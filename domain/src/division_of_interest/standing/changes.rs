//! What each change does to the decks.

use super::Standing;
use crate::division_of_interest::deck::{DeckKind, DeckSide, DrawnUpDeck, closing_sum};
use crate::division_of_interest::error::DivisionError;
use crate::division_of_interest::event::{
    DeckActivated, DeckCreated, DeckSuperseded, InterestCorrected, InterestReleased, InterestSuspended,
    InterestTransferred, PayoutReached, Succession, TransferPart,
};
use crate::division_of_interest::interest::{Interest, InterestLine, PayStatus};
use crate::division_of_interest::step::{DeckStage, Step};
use crate::ownership::InterestType;
use rust_decimal::Decimal;

impl Standing {
    pub(super) fn create(&mut self, fact: &DeckCreated) -> Result<(), DivisionError> {
        let kind = fact.deck.kind;
        Step::Create.admitted(kind, self.stage(kind))?;
        fact.deck.check()?;
        self.drawn_up.insert(kind, fact.deck.clone());
        Ok(())
    }

    pub(super) fn activate(&mut self, fact: &DeckActivated) -> Result<(), DivisionError> {
        named(&fact.decks)?;
        for deck in &fact.decks {
            let kind = deck.kind;
            Step::Activate.admitted(kind, self.stage(kind))?;
            let drawn_up = self.drawn_up.remove(&kind);
            // The same deck was put in force for an earlier month since: it goes on as it stands.
            if drawn_up.is_none() && self.begun_as.get(&kind) == Some(deck) {
                continue;
            }
            // What is put in force is what was drawn up, not what was drawn up in its place since.
            if drawn_up.as_ref() != Some(deck) {
                return Err(DivisionError::DeckNotDrawnUp { deck: kind });
            }
            self.decks.insert(kind, deck.clone());
            self.begun_as.insert(kind, deck.clone());
        }
        Ok(())
    }

    pub(super) fn transfer(&mut self, fact: &InterestTransferred) -> Result<(), DivisionError> {
        named(&fact.parts)?;
        for part in &fact.parts {
            self.check_carried_over(part, &fact.parts)?;
        }
        for part in &fact.parts {
            self.convey(part)?;
        }
        Ok(())
    }

    /// O5: the taker has more by as much as the giver has less, and the giver has it.
    fn convey(&mut self, part: &TransferPart) -> Result<(), DivisionError> {
        let (gives, takes) = (giver(part), taker(part));
        let deck = self.open(part.deck, Step::Transfer)?;
        for line in [gives, takes] {
            if !part.deck.holds(line.interest) {
                return Err(DivisionError::InterestNotOfDeck { line });
            }
        }
        if part.decimal.is_zero() {
            return Err(DivisionError::TransferOfNothing { line: gives });
        }
        if gives == takes {
            return Err(DivisionError::TransferToSelf { line: gives });
        }
        if !becomes(part.from_interest, part.to_interest) {
            return Err(DivisionError::InterestNotConvertible {
                from: part.from_interest,
                to: part.to_interest,
            });
        }
        if part.deck.side() == DeckSide::Cost && part.to_status != PayStatus::Pay {
            return Err(DivisionError::CostNotSuspended { line: takes });
        }
        let held = deck.held(gives.owner, gives.interest);
        let exceeds = |_| DivisionError::TransferExceedsInterest {
            line: gives,
            held,
            asked: part.decimal,
        };
        let left = held.checked_sub(part.decimal).map_err(exceeds)?;
        let has = deck.held(takes.owner, takes.interest);
        // What is taken was given, so it fits, unless the deck holds more than the whole beside what closes.
        let more = has.checked_add(part.decimal).map_err(exceeds)?;
        deck.set(gives, left, &PayStatus::Pay);
        deck.set(takes, more, &part.to_status);
        Ok(())
    }

    /// Who conveys before payout conveys after it too, where the deck after payout names him: an interest left behind there
    /// would come back to him.
    fn check_carried_over(&self, part: &TransferPart, all: &[TransferPart]) -> Result<(), DivisionError> {
        let Some(apo) = part.deck.after_payout().filter(|_| self.paid_out_from.is_none()) else {
            return Ok(());
        };
        let line = InterestLine {
            deck: apo,
            ..giver(part)
        };
        let stands_by = self
            .decks
            .get(&apo)
            .is_some_and(|deck| deck.line(line.owner, line.interest).is_some());
        if stands_by && !all.iter().any(|part| giver(part) == line) {
            return Err(DivisionError::AfterPayoutLeftBehind { line });
        }
        Ok(())
    }

    pub(super) fn suspend(&mut self, fact: &InterestSuspended) -> Result<(), DivisionError> {
        named(&fact.lines)?;
        for line in &fact.lines {
            let found = self.revenue_line(*line, Step::Suspend)?;
            if let PayStatus::Suspense { reason, .. } = found.status {
                return Err(DivisionError::AlreadySuspended { line: *line, reason });
            }
            found.status = PayStatus::Suspense {
                reason: fact.reason,
                document: fact.document.clone(),
            };
        }
        Ok(())
    }

    pub(super) fn release(&mut self, fact: &InterestReleased) -> Result<(), DivisionError> {
        named(&fact.lines)?;
        for line in &fact.lines {
            let found = self.revenue_line(*line, Step::Release)?;
            if found.status == PayStatus::Pay {
                return Err(DivisionError::NotSuspended { line: *line });
            }
            found.status = PayStatus::Pay;
        }
        Ok(())
    }

    fn revenue_line(&mut self, line: InterestLine, step: Step) -> Result<&mut Interest, DivisionError> {
        let deck = self.open(line.deck, step)?;
        if line.deck.side() == DeckSide::Cost {
            return Err(DivisionError::CostNotSuspended { line });
        }
        deck.line_mut(line.owner, line.interest)
            .ok_or(DivisionError::InterestUnknown { line })
    }

    pub(super) fn supersede(&mut self, fact: &DeckSuperseded) -> Result<(), DivisionError> {
        match &fact.succession {
            Succession::Decks(decks) => {
                named(decks)?;
                for (index, deck) in decks.iter().enumerate() {
                    let kind = deck.kind;
                    if decks.iter().take(index).any(|other| other.kind == kind) {
                        return Err(DivisionError::DeckTwice { deck: kind });
                    }
                    deck.check()?;
                    *self.open(kind, Step::Supersede)? = deck.clone();
                }
            }
            Succession::Divisions(others) => {
                named(others)?;
                let [first, ..] = DeckKind::ALL;
                let standing = DeckKind::ALL
                    .into_iter()
                    .find(|kind| self.stage(*kind) == DeckStage::InForce)
                    .unwrap_or(first);
                self.open(standing, Step::Supersede)?;
                self.ended_from = Some(fact.from);
            }
        }
        Ok(())
    }

    pub(super) fn pay_out(&mut self, fact: &PayoutReached) -> Result<(), DivisionError> {
        if let Some(from) = self.paid_out_from {
            return Err(DivisionError::PayoutAlreadyDeclared { from });
        }
        self.open(DeckKind::RevenueBpo, Step::DeclarePayout)?;
        if !self.decks.contains_key(&DeckKind::RevenueApo) {
            return Err(DivisionError::AfterPayoutDeckMissing);
        }
        self.paid_out_from = Some(fact.month.next());
        Ok(())
    }

    pub(super) fn correct(&mut self, fact: &InterestCorrected) -> Result<(), DivisionError> {
        named(&fact.changes)?;
        for change in &fact.changes {
            let line = change.line;
            let deck = self.open(line.deck, Step::Correct)?;
            if !line.deck.holds(line.interest) {
                return Err(DivisionError::InterestNotOfDeck { line });
            }
            if change.old == change.new {
                return Err(DivisionError::NothingCorrected { line });
            }
            let held = deck.held(line.owner, line.interest);
            if held != change.old {
                return Err(DivisionError::OldDecimalDiffers {
                    line,
                    stated: change.old,
                    held,
                });
            }
            deck.set(line, change.new, &PayStatus::Pay);
        }
        for change in &fact.changes {
            let deck = self.open(change.line.deck, Step::Correct)?;
            closes(deck)?;
        }
        Ok(())
    }
}

fn closes(deck: &DrawnUpDeck) -> Result<(), DivisionError> {
    let sum = closing_sum(&deck.interests);
    if sum == Decimal::ONE {
        return Ok(());
    }
    Err(DivisionError::DoesNotClose { deck: deck.kind, sum })
}

fn named<T>(list: &[T]) -> Result<(), DivisionError> {
    if list.is_empty() {
        return Err(DivisionError::NothingNamed);
    }
    Ok(())
}

const fn giver(part: &TransferPart) -> InterestLine {
    InterestLine {
        deck: part.deck,
        owner: part.from_owner,
        interest: part.from_interest,
    }
}

const fn taker(part: &TransferPart) -> InterestLine {
    InterestLine {
        deck: part.deck,
        owner: part.to_owner,
        interest: part.to_interest,
    }
}

/// Whether an interest may change its kind as it changes hands: burdens are carved from what bears them, and fall back to it.
const fn becomes(from: InterestType, to: InterestType) -> bool {
    use InterestType::{Npi, Npri, Nri, Orri, Pp, Ri, Wi};
    matches!(
        (from, to),
        (Wi, Wi)
            | (Nri, Nri | Orri | Pp)
            | (Orri, Orri | Nri)
            | (Pp, Pp | Nri)
            | (Ri, Ri | Npri)
            | (Npri, Npri | Ri)
            | (Npi, Npi)
    )
}
