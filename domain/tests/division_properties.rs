//! Whatever is asked of a division of interest in whatever order: the decks close at every position and in every month, no month
//! is divided twice or not at all, and what divides a month is what the papers known by then come to.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "division_properties/beginnings.rs"]
mod beginnings;
mod decks;

use std::collections::{BTreeMap, BTreeSet};

use decks::*;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use wellflow_decider::{Decider, DomainEvent};
use wellflow_domain::depth::DepthInterval;
use wellflow_domain::division_of_interest::*;
use wellflow_domain::month::Month;
use wellflow_domain::ownership::{InterestType, RoundingResidual};
use wellflow_domain::quantity::Feet;

/// O1, O2, O3, O4 and O6 of the decks of one month.
fn check_month(decks: &DecksInForce) {
    assert_eq!(
        decks.cost.is_some(),
        decks.revenue.is_some(),
        "one side alone is divided: {decks:?}"
    );
    let lines = |deck: &Option<DeckInForce>| deck.clone().map(|deck| deck.interests).unwrap_or_default();
    let (cost, revenue) = (lines(&decks.cost), lines(&decks.revenue));
    for interests in [&cost, &revenue] {
        let counted: Vec<i64> = interests
            .iter()
            .filter(|line| line.interest != InterestType::Npi)
            .map(|line| units(line.decimal))
            .collect();
        assert!(
            counted.is_empty() || counted.iter().sum::<i64>() == WHOLE,
            "{decks:?}"
        );
        assert!(
            counted.iter().all(|units| (1..=WHOLE).contains(units)),
            "{decks:?}"
        );
        let named: BTreeSet<_> = interests.iter().map(|line| (line.owner, line.interest)).collect();
        assert_eq!(named.len(), interests.len(), "a line stands twice");
    }
    for line in revenue.iter().filter(|line| line.interest == InterestType::Nri) {
        let wi = cost
            .iter()
            .find(|wi| wi.owner == line.owner)
            .map_or(0, |wi| units(wi.decimal));
        assert!(units(line.decimal) <= wi, "{line:?} above {wi} units");
    }
}

/// O4: from the first month on each is divided once, until the end.
fn check_tiles(division: &DivisionOfInterest) {
    let shown = division.summary().unwrap();
    for versions in [&shown.cost, &shown.revenue] {
        let mut next: Option<Month> = None;
        for (place, version) in versions.iter().enumerate() {
            assert!(
                next.is_none_or(|next| next == version.from),
                "a gap or an overlap: {versions:?}"
            );
            match version.until {
                Some(until) => {
                    assert!(until > version.from, "{versions:?}");
                    next = Some(until);
                }
                None => assert_eq!(place + 1, versions.len(), "{versions:?}"),
            }
        }
        match versions.last() {
            Some(last) => assert_eq!(last.until, shown.ended_from),
            // What ended with its first month never divided one.
            None => assert!(
                shown.ended_from.is_none_or(|ended| began(&shown) == Some(ended)),
                "{shown:?}"
            ),
        }
    }
}

/// The first month decks were put in force for.
fn began(shown: &DivisionSummary) -> Option<Month> {
    let activations = shown.changes.iter().filter_map(|change| match change {
        Change::DeckActivated(fact) => Some(fact.from),
        Change::DeckCreated(_)
        | Change::InterestTransferred(_)
        | Change::InterestSuspended(_)
        | Change::InterestReleased(_)
        | Change::DeckSuperseded(_)
        | Change::PayoutReached(_)
        | Change::InterestCorrected(_) => None,
    });
    activations.min()
}

/// O5: what is conveyed by one deck's parts neither comes from nothing nor goes to nothing.
fn check_transfer(before: &DivisionOfInterest, after: &DivisionOfInterest, event: &DivisionEvent) {
    let DivisionEvent::InterestTransferred(transfer) = event else {
        return;
    };
    let on = |division: &DivisionOfInterest| {
        let decks = division.deck_on(transfer.from).unwrap();
        [decks.cost, decks.revenue].map(|deck| shown(deck).map(|(_, lines)| lines).unwrap_or_default())
    };
    for (before, after) in on(before).into_iter().zip(on(after)) {
        let sum = |lines: &Lines| lines.values().map(|(units, _)| units).sum::<i64>();
        assert_eq!(sum(&before), sum(&after));
    }
}

/// What was decided about closed months is what became of them.
fn check_closed(before: &DivisionOfInterest, after: &DivisionOfInterest, ask: &Ask, event: &DivisionEvent) {
    let on = |division: &DivisionOfInterest, month| {
        division
            .deck_on(month)
            .map(|decks| [shown(decks.cost), shown(decks.revenue)])
    };
    let changed: Vec<Month> = (0..ask.closed_before)
        .map(month)
        .filter(|month| on(before, *month) != on(after, *month))
        .collect();
    let payload = event.encode(serde_json::value::Serializer).unwrap();
    let told: Vec<Month> = payload["restates"]["months"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|month| month.as_str().unwrap().parse().unwrap())
        .collect();
    assert_eq!(told, changed, "{event:?}");
    assert!(changed.is_empty() || ask.restate);
}

fn check_reckoned(ledger: &Ledger, position: usize, on: Month) -> bool {
    let division = ledger.fold(position);
    let expected = reckoned(&ledger.events[..position], on);
    let found = division
        .deck_on(on)
        .map_or([None, None], |decks| [shown(decks.cost), shown(decks.revenue)]);
    assert_eq!(found, expected, "{on} as known at {position}");
    expected.iter().any(Option::is_some)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// O1 to O6 at every position and in every month, and what is folded is what the papers come to.
    #[test]
    fn decks_close_at_every_position_and_month(asks in prop::collection::vec(ask(), 1..40), payout in any::<bool>()) {
        let mut ledger = Ledger::begun(1, payout);
        for ask in &asks {
            let (before, position) = (ledger.now(), ledger.events.len());
            ledger.ask(ask);
            if let Some((_, event)) = ledger.events.get(position) {
                let after = ledger.now();
                check_closed(&before, &after, ask, event);
                if event.supersedes().is_none() {
                    check_transfer(&before, &after, event);
                }
            }
        }
        for position in 1..=ledger.events.len() {
            let division = ledger.fold(position);
            check_tiles(&division);
            for number in 0..MONTHS + 2 {
                check_month(&division.deck_on(month(number)).unwrap());
                check_reckoned(&ledger, position, month(number));
            }
        }
    }

    /// The state up to a month knows the same of it as the state that knows what follows.
    #[test]
    fn what_takes_effect_later_does_not_reach_back(asks in prop::collection::vec(ask(), 1..30), number in 0..MONTHS) {
        let mut ledger = Ledger::begun(1, true);
        for ask in &asks {
            ledger.ask(ask);
        }
        let on = month(number);
        let until = on.end(key(1).time_zone);
        let mut by_then = DivisionOfInterest::default();
        for (_, event) in ledger.standing(ledger.events.len()) {
            if event.effective_at() < until {
                by_then.evolve(&event).unwrap();
            }
        }
        let [one, other] = [by_then, ledger.now()].map(|division| {
            let decks = division.deck_on(on).unwrap();
            [shown(decks.cost), shown(decks.revenue)]
        });
        prop_assert_eq!(one, other);
    }

    /// O7: divisions of one property that came in force do not share a depth of a product in any month.
    #[test]
    fn no_two_divisions_share_a_depth(
        asked in prop::collection::vec((0_u32..6, 1_u32..6, 0_usize..4, 0..MONTHS, prop::option::of(1..MONTHS)), 1..12),
    ) {
        let mut accepted: Vec<Ledger> = Vec::new();
        for (top, thickness, product, from, end) in asked {
            let feet = |thousands: u32| Feet::parse(&(thousands * 1000).to_string()).unwrap();
            let division = DivisionKey {
                depths: DepthInterval::new(feet(top), Some(feet(top + thickness))).unwrap(),
                product: [DeckProduct::All, DeckProduct::Oil, DeckProduct::Condensate, DeckProduct::Gas][product],
                ..key(1)
            };
            let others: Vec<DeckSeen> = accepted.iter().flat_map(|ledger| DeckSeen::of(&ledger.now())).collect();
            if others.iter().any(|other| other.division_id == division.stream()) {
                continue;
            }
            let mut ledger = Ledger::default();
            let deck = |kind, interest| DrawnUpDeck {
                kind,
                interests: vec![Interest { owner: owner(0), interest, decimal: decimal(WHOLE), status: PayStatus::Pay }],
                rounding_residual: RoundingResidual::NONE,
            };
            for deck in [deck(DeckKind::Cost, InterestType::Wi), deck(DeckKind::RevenueBpo, InterestType::Nri)] {
                let create = CreateDeck { division, from: month(from), deck, owners: owners_seen() };
                ledger.execute(DivisionCommand::CreateDeck(Box::new(create))).unwrap();
            }
            let activate = ActivateDeck {
                from: month(from),
                decks: BTreeSet::from([DeckKind::Cost, DeckKind::RevenueBpo]),
                owners: owners_seen(),
                others: others.clone(),
                closing: Closing::default(),
            };
            let shares = others.iter().any(|other| {
                let (one, two) = (division.depths, other.division.depths);
                let depths = one.top_ft() < two.base_ft().unwrap() && two.top_ft() < one.base_ft().unwrap();
                let products = [division.product, other.division.product];
                let product = products[0] == products[1] || products.contains(&DeckProduct::All);
                depths && product && other.until.is_none_or(|until| month(from) < until)
            });
            let decision = ledger.execute(DivisionCommand::ActivateDeck(Box::new(activate)));
            prop_assert_eq!(decision.is_err(), shares);
            if let Err(refusal) = decision {
                prop_assert_eq!(refusal.rule(), "decks-overlap");
                continue;
            }
            if let Some(after) = end {
                let end = SupersedeDeck {
                    from: month(from + after),
                    succession: Succession::Divisions(vec![key(9_999).stream()]),
                    reason: text("divided by depth"),
                    owners: owners_seen(),
                    closing: Closing::default(),
                };
                ledger.execute(DivisionCommand::SupersedeDeck(Box::new(end))).unwrap();
            }
            accepted.push(ledger);
        }
    }
}

/// Five properties, whose papers arrive in turn, and 500 questions of the kind "which deck divided that month, as we knew it then".
#[test]
fn the_deck_in_force_is_what_the_papers_known_by_then_come_to() {
    let mut runner = TestRunner::deterministic();
    let mut ledgers: Vec<Ledger> = (0..5_u128)
        .map(|number| Ledger::begun(number + 1, number % 2 == 0))
        .collect();
    // Where each stream stood when the organization's ledger stood at a position.
    let mut known: Vec<Vec<usize>> = vec![ledgers.iter().map(|ledger| ledger.events.len()).collect()];
    for turn in 0..1_000 {
        let mut ask = ask().new_tree(&mut runner).unwrap().current();
        let property = turn % ledgers.len();
        // Payout and end come late in some of these lives, so that much can happen before.
        match turn {
            30 | 42 => (ask.kind, ask.from, ask.closed_before, ask.restate) = (Kind::Payout, 20, 0, false),
            503 => (ask.kind, ask.from, ask.closed_before, ask.restate) = (Kind::End, MONTHS - 1, 0, false),
            _ => {}
        }
        ledgers[property].ask(&ask);
        known.push(ledgers.iter().map(|ledger| ledger.events.len()).collect());
    }
    let mut divided = 0;
    for _ in 0..500 {
        let triple = (0..ledgers.len(), 0..MONTHS + 6, 0..known.len());
        let (property, number, known_at) = triple.new_tree(&mut runner).unwrap().current();
        let position = known[known_at][property];
        divided += usize::from(check_reckoned(&ledgers[property], position, month(number)));
    }
    assert!(divided > 300, "only {divided} of 500 months were divided");
    // The histories must hold something of everything, or the test says little.
    let mut accepted: BTreeMap<Kind, usize> = BTreeMap::new();
    for ledger in &ledgers {
        for (kind, count) in &ledger.accepted {
            *accepted.entry(*kind).or_default() += count;
        }
    }
    for kind in [
        Kind::Royalty,
        Kind::Working,
        Kind::Carve,
        Kind::Correct,
        Kind::Supersede,
        Kind::Redraw,
        Kind::Suspend,
        Kind::Release,
        Kind::Withdraw,
        Kind::Retransfer,
        Kind::Payout,
        Kind::End,
    ] {
        assert!(
            accepted.contains_key(&kind),
            "no {kind:?} was accepted: {accepted:?}"
        );
    }
    let refused: BTreeSet<&str> = ledgers
        .iter()
        .flat_map(|ledger| ledger.refused.iter().copied())
        .collect();
    for rule in [
        "later-change-broken",
        "closed-month-altered",
        "old-decimal-differs",
        "transfer-exceeds-interest",
    ] {
        assert!(refused.contains(rule), "{rule} refused nothing: {refused:?}");
    }
    let changes: usize = accepted.values().sum();
    assert!(
        changes > 150,
        "only {changes} changes were accepted: {accepted:?}"
    );
}
