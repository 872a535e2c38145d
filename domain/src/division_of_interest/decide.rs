//! The decisions of a division of interest.
//!
//! A change is put among the others where it takes effect, and the decks are worked out again from there: what would no longer
//! be possible refuses it, and so does a closed month that would be divided otherwise.

mod changing;
mod correcting;
mod depths;
mod owners;
mod sides;
mod signing;

use super::change::Change;
use super::command::{Closing, DivisionCommand};
use super::deck::DeckSide;
use super::error::DivisionError;
use super::event::{DivisionEvent, Restated};
use super::state::{DivisionOfInterest, KnownDivision};
use crate::month::Month;

type Decision = Result<Vec<DivisionEvent>, DivisionError>;

pub(super) fn decide(division: &DivisionOfInterest, command: DivisionCommand) -> Decision {
    let known = match division {
        DivisionOfInterest::Unknown => None,
        DivisionOfInterest::Known { division } => Some(division.as_ref()),
    };
    let there = || known.ok_or(DivisionError::DivisionUnknown);
    match command {
        DivisionCommand::CreateDeck(task) => changing::create(known, *task),
        DivisionCommand::ActivateDeck(task) => changing::activate(there()?, *task),
        DivisionCommand::TransferInterest(task) => changing::transfer(there()?, *task),
        DivisionCommand::PlaceInSuspense(task) => changing::suspend(there()?, *task),
        DivisionCommand::ReleaseSuspense(task) => changing::release(there()?, *task),
        DivisionCommand::SignDivisionOrder(task) => signing::sign(there()?, task),
        DivisionCommand::SupersedeDeck(task) => changing::supersede(there()?, *task),
        DivisionCommand::DeclarePayout(task) => changing::declare_payout(there()?, *task),
        DivisionCommand::CorrectDecimal(task) => correcting::correct(there()?, *task),
        DivisionCommand::WithdrawChange(task) => correcting::withdraw(there()?, *task),
    }
}

/// Takes a change among the others, in place of an earlier one where it corrects one.
fn change(known: &KnownDivision, without: Option<usize>, change: Change, closing: Closing) -> Decision {
    if without.is_none() && is_there(known, &change) {
        return Ok(Vec::new());
    }
    let after = known.rewritten(without, Some(&change))?;
    sides::check(known, &after)?;
    let restated = restated(known, &after, closing)?;
    Ok(vec![change.restating(restated).into()])
}

/// Whether the same is recorded already: as the last word of its month, or, where it is a transfer, anywhere, since an
/// instrument conveys once.
fn is_there(known: &KnownDivision, change: &Change) -> bool {
    let until_then = known
        .changes
        .partition_point(|other| other.effective_at() <= change.effective_at());
    let mut earlier = known.changes.iter().take(until_then).rev();
    match change {
        Change::InterestTransferred(_) => earlier.any(|other| other.does_what(change)),
        Change::DeckCreated(_)
        | Change::DeckActivated(_)
        | Change::InterestSuspended(_)
        | Change::InterestReleased(_)
        | Change::DeckSuperseded(_)
        | Change::PayoutReached(_)
        | Change::InterestCorrected(_) => earlier.next().is_some_and(|other| other.does_what(change)),
    }
}

/// What is to be said of closed months that would be divided otherwise (O4).
fn restated(
    before: &KnownDivision,
    after: &KnownDivision,
    closing: Closing,
) -> Result<Option<Restated>, DivisionError> {
    let mut months: Vec<Month> = closing.closed.months().collect();
    let sides = [DeckSide::Cost, DeckSide::Revenue].map(|side| (before.versions(side), after.versions(side)));
    months.retain(|month| {
        sides.iter().any(|(before, after)| {
            let was = before.iter().find(|deck| deck.divides(*month));
            let is = after.iter().find(|deck| deck.divides(*month));
            match (was, is) {
                (Some(was), Some(is)) => !was.is_like(is),
                (None, None) => false,
                (Some(_), None) | (None, Some(_)) => true,
            }
        })
    });
    match (months.first().copied(), closing.restate) {
        (None, None) => Ok(None),
        (None, Some(_)) => Err(DivisionError::NothingToRestate),
        (Some(first), None) => Err(DivisionError::ClosedMonthAltered { first, months }),
        (Some(_), Some(reason)) => Ok(Some(Restated { reason, months })),
    }
}
