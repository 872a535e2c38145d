//! Payout: the decks that stood by take over.

use super::transfers::{moved, task, transfer, working};
use super::*;
use crate::quantity::Usd;

/// The buyer backs in for a quarter after payout.
pub(super) fn costs_after() -> DrawnUpDeck {
    drawn(
        DeckKind::CostApo,
        [
            interest(OPERATOR, InterestType::Wi, "0.5625"),
            interest(PARTNER, InterestType::Wi, "0.1875"),
            interest(BUYER, InterestType::Wi, "0.25"),
        ],
    )
}

pub(super) fn revenue_after() -> DrawnUpDeck {
    drawn(
        DeckKind::RevenueApo,
        [
            interest(LESSOR, InterestType::Ri, "0.2"),
            interest(OPERATOR, InterestType::Nri, "0.45"),
            interest(PARTNER, InterestType::Nri, "0.15"),
            interest(BUYER, InterestType::Nri, "0.2"),
        ],
    )
}

fn standing_by() -> Vec<DivisionEvent> {
    with([
        created("2024-01", costs_after()),
        created("2024-01", revenue_after()),
        activated("2024-01", [costs_after(), revenue_after()]),
    ])
}

fn account(recovered: &str) -> PayoutAccount {
    PayoutAccount {
        to_recover_usd: Usd::parse("4200000.00").unwrap(),
        recovered_usd: Usd::parse(recovered).unwrap(),
        ledger_ref: text("payout account 3"),
    }
}

fn declare_task(reached: &str) -> DeclarePayout {
    DeclarePayout {
        month: month(reached),
        account: account("4200000.00"),
        closing: Closing::default(),
        now: at(NOW),
    }
}

fn declare(task: DeclarePayout) -> DivisionCommand {
    DivisionCommand::DeclarePayout(Box::new(task))
}

pub(super) fn reached(month_of: &str) -> DivisionEvent {
    PayoutReached {
        effective_at: month(month_of).end(key().time_zone),
        month: month(month_of),
        account: account("4200000.00"),
        restates: None,
    }
    .into()
}

#[test]
fn the_decks_after_payout_are_in_force_from_the_next_month_on() {
    given::<DivisionOfInterest>(standing_by())
        .when(declare(declare_task("2024-06")))
        .then([reached("2024-06")]);
    let events = standing_by().into_iter().chain([reached("2024-06")]);
    let division = given::<DivisionOfInterest>(events).state();
    let june = division.deck_on(month("2024-06")).unwrap();
    let july = division.deck_on(month("2024-07")).unwrap();
    assert!(!june.after_payout && july.after_payout);
    let [june, july] = [june, july].map(|on| (on.cost.unwrap(), on.revenue.unwrap()));
    assert_eq!((june.0.kind, june.1.kind), (DeckKind::Cost, DeckKind::RevenueBpo));
    assert_eq!(
        (july.0.kind, july.1.kind),
        (DeckKind::CostApo, DeckKind::RevenueApo)
    );
    assert_eq!(
        (june.1.until, july.1.from, july.1.until),
        (Some(month("2024-07")), month("2024-07"), None)
    );
    let shown = division.summary().unwrap();
    assert_eq!(
        (shown.paid_out_from, shown.standing_by),
        (Some(month("2024-07")), Vec::new())
    );
    let before = given::<DivisionOfInterest>(standing_by())
        .state()
        .summary()
        .unwrap();
    assert_eq!(before.standing_by, [costs_after(), revenue_after()]);
}

#[test]
fn costs_go_on_where_no_deck_of_their_own_stands_by() {
    let mut after = revenue();
    after.kind = DeckKind::RevenueApo;
    let events = with([
        created("2024-01", after.clone()),
        activated("2024-01", [after]),
        reached("2024-06"),
    ]);
    let division = given::<DivisionOfInterest>(events).state();
    let july = division.deck_on(month("2024-07")).unwrap();
    assert_eq!(july.cost.unwrap().kind, DeckKind::Cost);
    assert_eq!(july.revenue.unwrap().kind, DeckKind::RevenueApo);
}

#[test]
fn payout_is_told_when_everything_is_recovered_and_the_month_is_over() {
    given::<DivisionOfInterest>(standing_by())
        .when(declare(DeclarePayout {
            account: account("4199999.99"),
            ..declare_task("2024-06")
        }))
        .then_refused(DivisionError::PayoutNotReached {
            to_recover_usd: Usd::parse("4200000.00").unwrap(),
            recovered_usd: Usd::parse("4199999.99").unwrap(),
        });
    given::<DivisionOfInterest>(standing_by())
        .when(declare(declare_task("2026-03")))
        .then_refused(DivisionError::MonthNotEnded {
            month: month("2026-03"),
            now: at(NOW),
            ends: month("2026-03").end(key().time_zone),
        });
}

#[test]
fn payout_comes_once_and_to_a_deck() {
    given::<DivisionOfInterest>(in_force())
        .when(declare(declare_task("2024-06")))
        .then_refused(DivisionError::AfterPayoutDeckMissing);
    given::<DivisionOfInterest>([created("2024-01", revenue())])
        .when(declare(declare_task("2024-06")))
        .then_refused(DivisionError::DeckNotInForce {
            deck: DeckKind::RevenueBpo,
        });
    given::<DivisionOfInterest>([])
        .when(declare(declare_task("2024-06")))
        .then_refused(DivisionError::DivisionUnknown);
    let paid_out: Vec<_> = standing_by().into_iter().chain([reached("2024-06")]).collect();
    given::<DivisionOfInterest>(paid_out.clone())
        .when(declare(declare_task("2024-06")))
        .then_nothing();
    given::<DivisionOfInterest>(paid_out)
        .when(declare(declare_task("2024-08")))
        .then_refused(DivisionError::PayoutAlreadyDeclared {
            from: month("2024-07"),
        });
}

#[test]
fn who_conveys_before_payout_conveys_after_it_too() {
    use InterestType::{Nri, Wi};
    given::<DivisionOfInterest>(standing_by())
        .when(transfer(task("2024-05", working("0.1", "0.076"))))
        .then_refused(DivisionError::AfterPayoutLeftBehind {
            line: line(DeckKind::CostApo, PARTNER, Wi),
        });
    let mut parts = working("0.1", "0.076");
    parts.push(moved(DeckKind::CostApo, (PARTNER, Wi), (BUYER, Wi), "0.075"));
    parts.push(moved(DeckKind::RevenueApo, (PARTNER, Nri), (BUYER, Nri), "0.06"));
    assert_eq!(
        given::<DivisionOfInterest>(standing_by())
            .when(transfer(task("2024-05", parts)))
            .events()
            .len(),
        1
    );
    // The override ends at payout, so it has nothing to leave behind.
    let part = moved(
        DeckKind::RevenueBpo,
        (OVERRIDER, InterestType::Orri),
        (BUYER, InterestType::Orri),
        "0.04",
    );
    assert_eq!(
        given::<DivisionOfInterest>(standing_by())
            .when(transfer(task("2024-05", vec![part])))
            .events()
            .len(),
        1
    );
}

#[test]
fn what_is_paid_out_does_not_change_any_more() {
    let paid_out: Vec<_> = standing_by().into_iter().chain([reached("2024-06")]).collect();
    given::<DivisionOfInterest>(paid_out.clone())
        .when(transfer(task("2024-07", super::transfers::royalty("0.1"))))
        .then_refused(DivisionError::DeckPaidOut {
            deck: DeckKind::RevenueBpo,
        });
    given::<DivisionOfInterest>(paid_out)
        .when(create("2024-07", costs()))
        .then_refused(DivisionError::DeckPaidOut { deck: DeckKind::Cost });
}

#[test]
fn decks_that_stand_by_keep_the_same_rules() {
    let mut after = revenue_after();
    after.interests[3].decimal = decimal("0.26");
    after.interests[1].decimal = decimal("0.39");
    let events = with([created("2024-01", costs_after()), created("2024-01", after)]);
    given::<DivisionOfInterest>(events)
        .when(activate("2024-01", [DeckKind::CostApo, DeckKind::RevenueApo]))
        .then_refused(DivisionError::NriExceedsWi {
            owner: BUYER,
            nri: decimal("0.26"),
            wi: decimal("0.25"),
        });
}
