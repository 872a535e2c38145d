//! How decks come in force: one by one or together, for this month or that, taken back and put in force again.

use proptest::prelude::*;
use wellflow_domain::division_of_interest::*;

use crate::decks::*;
use crate::{check_month, check_tiles};

/// Draws a deck up like those the other histories begin with.
fn draw_up(kind: DeckKind, from: u32) -> DivisionCommand {
    let mut decks = Ledger::begun(1, true).events.into_iter();
    let drawn = decks.find_map(|(_, event)| match event {
        DivisionEvent::DeckCreated(fact) if fact.deck.kind == kind => Some(fact.deck),
        _ => None,
    });
    DivisionCommand::CreateDeck(Box::new(CreateDeck {
        division: key(1),
        from: month(from),
        deck: drawn.unwrap(),
        owners: owners_seen(),
    }))
}

/// Asks for something that may be refused.
fn try_to(ledger: &mut Ledger, command: DivisionCommand) {
    if let Err(refusal) = ledger.execute(command) {
        ledger.refused.insert(refusal.rule());
    }
}

/// One of the events that put decks in force, whether or not it stands any more.
fn activation(ledger: &Ledger, number: usize) -> Option<CorrectedChange> {
    let mut activations = ledger
        .events
        .iter()
        .filter(|(_, event)| matches!(event, DivisionEvent::DeckActivated(_)));
    let (event_id, _) = activations.nth(number)?;
    Some(ledger.corrected(*event_id))
}

/// The first decks are drawn up for some month, and put in force one by one or together, for this month or that; what was done so may
/// be taken back.
fn begin(ledger: &mut Ledger, asks: &[(u32, u8, bool, Option<usize>)]) {
    let kinds = [DeckKind::Cost, DeckKind::RevenueBpo, DeckKind::RevenueApo];
    for (from, which, draw, withdraw) in asks {
        let chosen = kinds
            .into_iter()
            .enumerate()
            .filter(|(place, _)| which & (1_u8 << *place) != 0)
            .map(|(_, kind)| kind);
        let closing = Closing::default();
        if let Some(corrects) = withdraw.and_then(|number| activation(ledger, number)) {
            let task = WithdrawChange {
                corrects,
                reason: text("wrong month"),
                others: Vec::new(),
                closing,
            };
            try_to(ledger, DivisionCommand::WithdrawChange(Box::new(task)));
        } else if *draw {
            for kind in chosen {
                try_to(ledger, draw_up(kind, *from));
            }
        } else {
            let task = ActivateDeck {
                from: month(*from),
                decks: chosen.collect(),
                owners: owners_seen(),
                others: Vec::new(),
                closing,
            };
            try_to(ledger, DivisionCommand::ActivateDeck(Box::new(task)));
        }
    }
}

/// Costs and revenue are drawn up, and come in force by what is asked.
fn begun(beginnings: &[(u32, u8, bool, Option<usize>)]) -> Ledger {
    let mut ledger = Ledger::default();
    for kind in [DeckKind::Cost, DeckKind::RevenueBpo] {
        ledger.execute(draw_up(kind, 0)).unwrap();
    }
    begin(&mut ledger, beginnings);
    ledger
}

/// Costs and revenue are put in force, a deck after payout, and the same costs and revenue once more: where the first of these
/// is withdrawn, the deck after payout stands by for nothing.
#[test]
fn a_change_is_withdrawn_and_not_another_like_it() {
    let ledger = begun(&[
        (0, 3, false, None),
        (0, 4, true, None),
        (0, 3, true, None),
        (0, 4, false, None),
        (0, 3, false, None),
        (0, 0, false, Some(0)),
    ]);
    assert!(
        ledger.refused.contains("later-change-broken"),
        "{:?}",
        ledger.refused
    );
    let known = ledger.events.len();
    assert_eq!(ledger.standing(known).len(), known);
    check_month(&ledger.fold(known).deck_on(month(0)).unwrap());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// O4 from the first deck on: however decks are drawn up and put in force, no month has one side alone.
    #[test]
    fn no_month_has_costs_without_revenue(
        beginnings in prop::collection::vec(
            (0_u32..6, 0_u8..8, prop::bool::weighted(0.3), prop::option::weighted(0.15, 0_usize..4)), 1..24,
        ),
        asks in prop::collection::vec(ask(), 0..8),
    ) {
        let mut ledger = begun(&beginnings);
        for ask in &asks {
            ledger.ask(ask);
        }
        for position in 1..=ledger.events.len() {
            let division = ledger.fold(position);
            check_tiles(&division);
            for number in 0..MONTHS + 2 {
                check_month(&division.deck_on(month(number)).unwrap());
            }
        }
    }
}
