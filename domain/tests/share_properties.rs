//! Decks seen from the side of those who hold them say the same as the decks and the papers: spell by
//! spell, share by share, change by change.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod decks;

use std::collections::BTreeMap;

use decks::*;
use proptest::prelude::*;
use wellflow_domain::division_of_interest::*;
use wellflow_domain::ids::OwnerId;
use wellflow_domain::month::Month;
use wellflow_domain::ownership::InterestType;

type Shares = BTreeMap<(DeckSide, OwnerId, InterestType), Share>;

fn shares(decks: &DecksInForce) -> Shares {
    let sides = [(DeckSide::Cost, &decks.cost), (DeckSide::Revenue, &decks.revenue)];
    let decks = sides
        .into_iter()
        .filter_map(|(side, deck)| Some((side, deck.as_ref()?)));
    decks
        .flat_map(|(side, deck)| {
            deck.interests.iter().map(move |line| {
                let share = Share {
                    deck: deck.kind,
                    decimal: line.decimal,
                    status: line.status.clone(),
                };
                ((side, line.owner, line.interest), share)
            })
        })
        .collect()
}

fn holds(from: Month, until: Option<Month>, on: Month) -> bool {
    from <= on && until.is_none_or(|until| on < until)
}

fn check(division: &KnownDivision, on: Month, built: &Shares) {
    let decks = division.deck_on(on);
    let expected = shares(&decks);
    assert_eq!(built, &expected, "{on}");

    let held: Vec<Holding> = [DeckSide::Cost, DeckSide::Revenue]
        .into_iter()
        .flat_map(|side| division.holdings(side))
        .filter(|holding| holds(holding.from, holding.until, on))
        .collect();
    assert_eq!(held.len(), expected.len(), "{on}");
    for holding in held {
        let named = (holding.side, holding.owner, holding.interest);
        assert_eq!(expected.get(&named), Some(&holding.share), "{on}");
    }

    let spells = division.spells();
    let of_month: Vec<_> = spells
        .iter()
        .filter(|spell| holds(spell.from, spell.until, on))
        .collect();
    let [spell] = of_month[..] else {
        panic!("{} spells of {on}: {spells:?}", of_month.len())
    };
    assert_eq!(spell.after_payout, decks.after_payout);
    assert_eq!(
        spell.stage == DivisionStage::InForce,
        decks.cost.is_some() || decks.revenue.is_some()
    );
    // Throughout a spell every month has the same decks.
    assert_eq!(shares(&division.deck_on(spell.from)), expected);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn spells_holdings_and_changes_come_to_the_decks_of_every_month(
        asks in prop::collection::vec(ask(), 1..40),
        payout in any::<bool>(),
    ) {
        let mut ledger = Ledger::begun(1, payout);
        for ask in &asks {
            ledger.ask(ask);
        }
        let DivisionOfInterest::Known { division } = ledger.now() else {
            panic!("decks were drawn up")
        };
        let mut changes = division.shares_changed().into_iter().peekable();
        let mut built = Shares::new();
        for number in 0..MONTHS + 2 {
            while let Some((_, changed)) = changes.next_if(|(change, _)| change.from_month() <= month(number)) {
                for change in changed {
                    let named = (change.side, change.owner, change.interest);
                    prop_assert_ne!(&change.before, &change.after);
                    prop_assert_eq!(built.remove(&named), change.before);
                    built.extend(change.after.map(|after| (named, after)));
                }
            }
            check(&division, month(number), &built);
            // And both are what the papers come to.
            let decks = division.deck_on(month(number));
            let found: [Option<(DeckKind, Lines)>; 2] = [shown(decks.cost), shown(decks.revenue)];
            prop_assert_eq!(found, reckoned(&ledger.events, month(number)));
        }
    }
}
