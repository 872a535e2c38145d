//! A month has a deck of costs and one of revenue, or neither (O4).

use wellflow_decider::Decider;

use super::correcting::{named, withdraw, withdraw_task};
use super::transfers::{royalty, transferred};
use super::*;

const BOTH: [DeckKind; 2] = [DeckKind::Cost, DeckKind::RevenueBpo];

fn drawn_up(from: &str) -> Vec<DivisionEvent> {
    vec![created(from, costs()), created(from, revenue())]
}

fn missing(side: DeckSide, from: &str) -> DivisionError {
    DivisionError::SideMissing {
        side,
        from: month(from),
    }
}

/// A history from before the rule: costs are divided from January on, revenue from March on.
fn uneven() -> Vec<DivisionEvent> {
    drawn_up("2024-01")
        .into_iter()
        .chain([activated("2024-01", [costs()]), activated("2024-03", [revenue()])])
        .collect()
}

#[test]
fn one_side_is_not_put_in_force_without_the_other() {
    given::<DivisionOfInterest>(drawn_up("2024-01"))
        .when(activate("2024-01", BOTH))
        .then([activated("2024-01", [costs(), revenue()])]);
    given::<DivisionOfInterest>(drawn_up("2024-01"))
        .when(activate("2024-01", [DeckKind::Cost]))
        .then_refused(missing(DeckSide::Revenue, "2024-01"));
    // Nobody is paid too much there: the costs are missing, and that is what is said.
    given::<DivisionOfInterest>(drawn_up("2024-01"))
        .when(activate("2024-02", [DeckKind::RevenueBpo]))
        .then_refused(missing(DeckSide::Cost, "2024-02"));
    // A deck of royalties alone names nobody who bears costs, and needs a deck of costs as well.
    let royalties = drawn(DeckKind::RevenueBpo, [interest(LESSOR, InterestType::Ri, "1")]);
    given::<DivisionOfInterest>([created("2024-01", royalties)])
        .when(activate("2024-01", [DeckKind::RevenueBpo]))
        .then_refused(missing(DeckSide::Cost, "2024-01"));
}

#[test]
fn one_side_changes_alone_where_the_other_is_in_force() {
    let alone = drawn(
        DeckKind::RevenueBpo,
        [
            interest(LESSOR, InterestType::Ri, "0.24"),
            interest(OPERATOR, InterestType::Nri, "0.57"),
            interest(PARTNER, InterestType::Nri, "0.19"),
        ],
    );
    given::<DivisionOfInterest>(with([created("2024-03", alone.clone())]))
        .when(activate("2024-05", [DeckKind::RevenueBpo]))
        .then([activated("2024-05", [alone.clone()])]);
    // In December nothing was divided yet.
    given::<DivisionOfInterest>(with([created("2023-12", alone)]))
        .when(activate("2023-12", [DeckKind::RevenueBpo]))
        .then_refused(missing(DeckSide::Cost, "2023-12"));
    let cheaper = drawn(DeckKind::Cost, [interest(OPERATOR, InterestType::Wi, "1")]);
    given::<DivisionOfInterest>(with([created("2023-12", cheaper)]))
        .when(activate("2023-12", [DeckKind::Cost]))
        .then_refused(missing(DeckSide::Revenue, "2023-12"));
}

#[test]
fn decks_begin_earlier_together() {
    let later = || {
        drawn_up("2024-01")
            .into_iter()
            .chain([activated("2024-03", [costs(), revenue()])])
            .chain([transferred("2024-05", royalty("0.1"))])
    };
    given::<DivisionOfInterest>(later())
        .when(activate("2024-01", [DeckKind::Cost]))
        .then_refused(missing(DeckSide::Revenue, "2024-01"));
    let begun = activated("2024-01", [costs(), revenue()]);
    given::<DivisionOfInterest>(later())
        .when(activate("2024-01", BOTH))
        .then([begun.clone()]);
    // As the ledger folds it: in the order in which things took effect.
    let mut stream = drawn_up("2024-01");
    stream.extend([begun, transferred("2024-02", royalty("0.05"))]);
    stream.extend(later().skip(2));
    let division = given::<DivisionOfInterest>(stream).state();
    // Drawn up again in between, the deck would begin again in March, and February's sale be lost.
    assert_eq!(
        division.decide(create("2024-02", revenue())).unwrap_err().rule(),
        "later-change-broken"
    );
    for (on, royalty) in [
        ("2024-01", "0.20000000"),
        ("2024-02", "0.15000000"),
        // What was put in force for March had begun by then, and goes on as it stands.
        ("2024-03", "0.15000000"),
        ("2024-05", "0.05000000"),
    ] {
        assert_eq!(held(&division, on, LESSOR, InterestType::Ri), royalty, "{on}");
    }
}

#[test]
fn a_gap_from_before_the_rule_is_closed_and_not_widened() {
    let begun = DivisionCommand::ActivateDeck(Box::new(ActivateDeck {
        closing: Closing {
            closed: ClosedMonthsSeen::new([month("2024-01"), month("2024-02")]),
            restate: Some(text("revenue began with costs")),
        },
        ..activate_task("2024-01", [DeckKind::RevenueBpo])
    }));
    let events = given::<DivisionOfInterest>(uneven()).when(begun).events();
    let [DivisionEvent::DeckActivated(fact)] = events.as_slice() else {
        panic!("{events:?}");
    };
    let restated = fact.restates.as_ref().map(|restated| restated.months.clone());
    assert_eq!(restated, Some(vec![month("2024-01"), month("2024-02")]));
    let mut stream = drawn_up("2024-01");
    stream.push(activated("2024-01", [costs()]));
    stream.extend(events);
    stream.push(activated("2024-03", [revenue()]));
    let january = given::<DivisionOfInterest>(stream)
        .state()
        .deck_on(month("2024-01"))
        .unwrap();
    assert!(january.cost.is_some() && january.revenue.is_some());

    // It need not be closed at once, nor does it stand in the way of what leaves it as it is.
    let part = given::<DivisionOfInterest>(uneven()).when(activate("2024-02", [DeckKind::RevenueBpo]));
    assert_eq!(part.events().len(), 1);
    let sold = super::transfers::transfer(super::transfers::task("2024-05", royalty("0.1")));
    assert_eq!(given::<DivisionOfInterest>(uneven()).when(sold).events().len(), 1);
    let revenue_in_force = activated("2024-03", [revenue()]);
    given::<DivisionOfInterest>(uneven())
        .when(withdraw(withdraw_task(named(&revenue_in_force))))
        .then_refused(missing(DeckSide::Revenue, "2024-01"));
}

#[test]
fn what_put_both_in_force_is_withdrawn_as_a_whole() {
    let both = activated("2024-01", [costs(), revenue()]);
    let gone = given::<DivisionOfInterest>(in_force()).when(withdraw(withdraw_task(named(&both))));
    assert_eq!(gone.events().len(), 1);
    let again = given::<DivisionOfInterest>(drawn_up("2024-01")).when(activate("2024-04", BOTH));
    assert_eq!(again.events(), [activated("2024-04", [costs(), revenue()])]);
}
