//! Drawing decks up, putting them in force, and what changes them by a paper of its own.

use super::correcting::place_of;
use super::{Decision, change, depths, owners};
use crate::division_of_interest::change::Change;
use crate::division_of_interest::command::{
    ActivateDeck, Closing, CreateDeck, DeclarePayout, PlaceInSuspense, ReleaseSuspense, SupersedeDeck,
    TransferInterest,
};
use crate::division_of_interest::deck::DeckKind;
use crate::division_of_interest::error::DivisionError;
use crate::division_of_interest::event::{
    DeckActivated, DeckCreated, DeckSuperseded, InterestReleased, InterestSuspended, InterestTransferred,
    PayoutReached, Succession,
};
use crate::division_of_interest::interest::SuspenseReason;
use crate::division_of_interest::state::KnownDivision;
use crate::division_of_interest::step::Step;
use crate::month::local_day;

pub(super) fn create(known: Option<&KnownDivision>, task: CreateDeck) -> Decision {
    let created = DeckCreated {
        effective_at: task.from.first_instant(task.division.time_zone),
        division: task.division,
        from: task.from,
        deck: task.deck.clone(),
    };
    let decided = match known {
        None => {
            KnownDivision::begun(&created)?;
            Ok(vec![created.into()])
        }
        // Drawing a deck up changes no month, so closed ones do not matter.
        Some(known) => {
            changes_no_month(known, &created)?;
            change(known, None, created.into(), Closing::default())
        }
    };
    owners::held_to(decided, || {
        owners::check_decks([&task.deck], task.from, task.division.time_zone, &task.owners)
    })
}

/// A deck that goes on from an earlier month is named again where it was to begin; drawn up anew before that it would begin again
/// there, and what changed it meanwhile would be lost.
fn changes_no_month(known: &KnownDivision, created: &DeckCreated) -> Result<(), DivisionError> {
    let after = known.rewritten(None, Some(&created.clone().into()))?;
    let deck = created.deck.kind;
    if known.versions(deck.side()) == after.versions(deck.side()) {
        return Ok(());
    }
    Err(DivisionError::LaterChangeBroken {
        event_type: "DeckActivated",
        from: created.from,
        why: Box::new(DivisionError::DeckNotDrawnUp { deck }),
    })
}

pub(super) fn activate(known: &KnownDivision, task: ActivateDeck) -> Decision {
    let sides = task.decks.iter().map(|deck| deck.side());
    depths::check(known, sides, task.from, None, &task.others)?;
    let standing = known.standing_on(task.from);
    let drawn_up = |kind: &DeckKind| {
        let deck = standing.drawn_up(*kind).cloned();
        deck.ok_or(*kind)
    };
    let decks = match task.decks.iter().map(drawn_up).collect::<Result<Vec<_>, _>>() {
        Ok(decks) => decks,
        Err(_) if is_active(known, &task) => return Ok(Vec::new()),
        Err(deck) => {
            Step::Activate.admitted(deck, standing.stage(deck))?;
            return Err(DivisionError::DeckNotDrawnUp { deck });
        }
    };
    let activated = DeckActivated {
        effective_at: known.begins(task.from),
        from: task.from,
        decks: decks.clone(),
        restates: None,
    };
    // Owners may have been merged, and estates settled, since the deck was drawn up.
    owners::held_to(change(known, None, activated.into(), task.closing), || {
        owners::check_decks(&decks, task.from, known.key.time_zone, &task.owners)
    })
}

/// Whether just these decks were put in force for the month already.
fn is_active(known: &KnownDivision, task: &ActivateDeck) -> bool {
    known.changes.iter().any(|change| match change {
        Change::DeckActivated(fact) => {
            let decks = fact.decks.iter().map(|deck| deck.kind);
            fact.from == task.from && decks.eq(task.decks.iter().copied())
        }
        Change::DeckCreated(_)
        | Change::InterestTransferred(_)
        | Change::InterestSuspended(_)
        | Change::InterestReleased(_)
        | Change::DeckSuperseded(_)
        | Change::PayoutReached(_)
        | Change::InterestCorrected(_) => false,
    })
}

pub(super) fn transfer(known: &KnownDivision, task: TransferInterest) -> Decision {
    let today = local_day(task.now, known.key.time_zone);
    let (executed_on, effective_on) = (task.instrument.executed_on, task.instrument.effective_on);
    if executed_on > today {
        return Err(DivisionError::InstrumentInFuture { executed_on, today });
    }
    // A deck is by the month, so that an instrument may count for the whole month in which it begins to convey.
    if effective_on > task.from.last_day() {
        return Err(DivisionError::InstrumentNotInEffect {
            effective_on,
            from: task.from,
        });
    }
    let without = match &task.corrects {
        None => None,
        Some(corrects) => Some(place_of(known, corrects, |change| {
            matches!(change, Change::InterestTransferred(_))
        })?),
    };
    let transferred = InterestTransferred {
        effective_at: known.begins(task.from),
        from: task.from,
        parts: task.parts.clone(),
        instrument: task.instrument.clone(),
        corrects_event_id: task.corrects.map(|corrects| corrects.event_id),
        restates: None,
    };
    let transferred = Change::from(transferred);
    let decided = change(known, without, transferred.clone(), task.closing);
    owners::held_to(decided, || {
        owners::check_takers(
            &task.parts,
            &task.instrument,
            (task.from, known.key.time_zone),
            &task.owners,
        )?;
        let after = known.rewritten(without, Some(&transferred))?;
        owners::check_paid(&task.parts, &after.standing_on(task.from), &task.owners)
    })
}

pub(super) fn suspend(known: &KnownDivision, task: PlaceInSuspense) -> Decision {
    let reason = task.reason;
    if reason == SuspenseReason::Other && task.document.is_none() {
        return Err(DivisionError::SuspenseWithoutDocument { reason });
    }
    let suspended = InterestSuspended {
        effective_at: known.begins(task.from),
        from: task.from,
        lines: task.lines,
        reason,
        document: task.document,
        restates: None,
    };
    change(known, None, suspended.into(), task.closing)
}

pub(super) fn release(known: &KnownDivision, task: ReleaseSuspense) -> Decision {
    let released = InterestReleased {
        effective_at: known.begins(task.from),
        from: task.from,
        lines: task.lines,
        document: task.document,
        restates: None,
    };
    change(known, None, released.into(), task.closing)
}

pub(super) fn supersede(known: &KnownDivision, task: SupersedeDeck) -> Decision {
    if let Succession::Divisions(others) = &task.succession
        && others.contains(&known.key.stream())
    {
        return Err(DivisionError::SucceedsItself);
    }
    let superseded = DeckSuperseded {
        effective_at: known.begins(task.from),
        from: task.from,
        succession: task.succession.clone(),
        reason: task.reason,
        restates: None,
    };
    owners::held_to(
        change(known, None, superseded.into(), task.closing),
        || match &task.succession {
            Succession::Decks(decks) => {
                owners::check_decks(decks, task.from, known.key.time_zone, &task.owners)
            }
            Succession::Divisions(_) => Ok(()),
        },
    )
}

pub(super) fn declare_payout(known: &KnownDivision, task: DeclarePayout) -> Decision {
    let DeclarePayout {
        month,
        account,
        closing,
        now,
    } = task;
    let ends = month.end(known.key.time_zone);
    if now < ends {
        return Err(DivisionError::MonthNotEnded { month, now, ends });
    }
    if !account.is_paid_out() {
        return Err(DivisionError::PayoutNotReached {
            to_recover_usd: account.to_recover_usd,
            recovered_usd: account.recovered_usd,
        });
    }
    let reached = PayoutReached {
        effective_at: ends,
        month,
        account,
        restates: None,
    };
    change(known, None, reached.into(), closing)
}
