//! A closed month changes by a restatement alone.

use super::correcting::{changes, correct_task, named};
use super::transfers::{royalty, task, transfer, transferred};
use super::*;
use crate::given::fold;
use crate::production_month::OpeningStock;
use crate::property_month::{LockPropertyMonth, PropertyKey, PropertyMonth, PropertyMonthCommand};

fn closed(months: &[&str], restate: Option<&str>) -> Closing {
    Closing {
        closed: ClosedMonthsSeen::new(months.iter().map(|value| month(value))),
        restate: restate.map(text),
    }
}

fn altered(months: &[&str]) -> DivisionError {
    DivisionError::ClosedMonthAltered {
        first: month(months[0]),
        months: months.iter().map(|value| month(value)).collect(),
    }
}

fn restated(months: &[&str]) -> Option<Restated> {
    Some(Restated {
        reason: text("the heirs were wrong"),
        months: months.iter().map(|value| month(value)).collect(),
    })
}

fn transfer_of(from: &str, closing: Closing) -> DivisionCommand {
    transfer(TransferInterest {
        closing,
        ..task(from, royalty("0.1"))
    })
}

#[test]
fn closed_months_before_a_change_do_not_matter() {
    given::<DivisionOfInterest>(in_force())
        .when(transfer_of("2024-05", closed(&["2024-03", "2024-04"], None)))
        .then([transferred("2024-05", royalty("0.1"))]);
}

#[test]
fn a_closed_month_is_not_changed_in_silence() {
    given::<DivisionOfInterest>(in_force())
        .when(transfer_of(
            "2024-05",
            closed(&["2024-04", "2024-06", "2024-05"], None),
        ))
        .then_refused(altered(&["2024-05", "2024-06"]));
}

#[test]
fn a_restatement_names_the_closed_months_it_changes() {
    let closing = closed(&["2024-04", "2024-05", "2024-06"], Some("the heirs were wrong"));
    let expected = InterestTransferred {
        effective_at: begins("2024-05"),
        from: month("2024-05"),
        parts: royalty("0.1"),
        instrument: super::transfers::deed(),
        corrects_event_id: None,
        restates: restated(&["2024-05", "2024-06"]),
    };
    given::<DivisionOfInterest>(in_force())
        .when(transfer_of("2024-05", closing.clone()))
        .then([expected.clone()]);
    given::<DivisionOfInterest>(with([expected.into()]))
        .when(transfer_of("2024-05", closing))
        .then_nothing();
}

#[test]
fn a_restatement_of_nothing_is_refused() {
    given::<DivisionOfInterest>(in_force())
        .when(transfer_of(
            "2024-05",
            closed(&["2024-04"], Some("the heirs were wrong")),
        ))
        .then_refused(DivisionError::NothingToRestate);
}

#[test]
fn a_month_that_another_deck_divides_by_then_is_not_changed() {
    let decks = Succession::Decks(vec![costs(), revenue()]);
    let stream = with([super::correcting::superseded("2024-07", decks)]);
    given::<DivisionOfInterest>(stream.clone())
        .when(transfer_of("2024-05", closed(&["2024-07", "2024-08"], None)))
        .then([transferred("2024-05", royalty("0.1"))]);
    given::<DivisionOfInterest>(stream)
        .when(transfer_of("2024-05", closed(&["2024-06", "2024-07"], None)))
        .then_refused(altered(&["2024-06"]));
}

/// Every kind of change that is recorded with its restatement; given again to the test of what outsiders may see.
pub(super) fn restated_events() -> Vec<DivisionEvent> {
    let mut events = restated_decks();
    events.extend(restated_lines());
    events.extend(restated_corrections());
    events
}

fn restating() -> Closing {
    closed(&["2024-05", "2024-07"], Some("the heirs were wrong"))
}

fn asked_of(events: Vec<DivisionEvent>, command: DivisionCommand) -> DivisionEvent {
    given::<DivisionOfInterest>(events)
        .when(command)
        .events()
        .remove(0)
}

/// Whole decks come in force, take another's place or end.
fn restated_decks() -> Vec<DivisionEvent> {
    let mut after = revenue();
    after.kind = DeckKind::RevenueApo;
    let standing_by = with([created("2024-01", after.clone()), activated("2024-01", [after])]);
    // At payout nothing is another one but the kind of the deck.
    let payout = DeclarePayout {
        month: month("2024-04"),
        account: PayoutAccount {
            to_recover_usd: "1.00".parse().unwrap(),
            recovered_usd: "1.00".parse().unwrap(),
            ledger_ref: text("Vol. 812"),
        },
        closing: restating(),
        now: at(NOW),
    };
    let activate = ActivateDeck {
        closing: restating(),
        ..activate_task("2024-05", [DeckKind::Cost, DeckKind::RevenueBpo])
    };
    let supersede = SupersedeDeck {
        from: month("2024-05"),
        succession: Succession::Divisions(vec![DivisionId::new(Uuid::from_u128(91))]),
        reason: text("the heirs signed"),
        owners: OwnersSeen::default(),
        closing: restating(),
    };
    vec![
        asked_of(
            in_force()[..2].to_vec(),
            DivisionCommand::ActivateDeck(Box::new(activate)),
        ),
        asked_of(in_force(), DivisionCommand::SupersedeDeck(Box::new(supersede))),
        asked_of(standing_by, DivisionCommand::DeclarePayout(Box::new(payout))),
    ]
}

/// Lines of a deck change hands, or whether they are paid.
fn restated_lines() -> Vec<DivisionEvent> {
    let lines = vec![line(DeckKind::RevenueBpo, LESSOR, InterestType::Ri)];
    let suspend = PlaceInSuspense {
        from: month("2024-05"),
        lines: lines.clone(),
        reason: SuspenseReason::OwnerUnlocatable,
        document: Some(text("Cause 9")),
        closing: restating(),
    };
    let release = ReleaseSuspense {
        from: month("2024-05"),
        lines,
        document: text("Stipulation 7"),
        closing: restating(),
    };
    let suspended = with([super::suspense::suspended("2024-03")]);
    vec![
        asked_of(in_force(), transfer_of("2024-05", restating())),
        asked_of(in_force(), DivisionCommand::PlaceInSuspense(Box::new(suspend))),
        asked_of(suspended, DivisionCommand::ReleaseSuspense(Box::new(release))),
    ]
}

/// What was wrong is put right, or taken back.
fn restated_corrections() -> Vec<DivisionEvent> {
    let bought = transferred("2024-05", royalty("0.1"));
    let correct = CorrectDecimal {
        closing: restating(),
        ..correct_task("2024-05", changes("0.2", "0.1875", "0.04", "0.0525"))
    };
    let withdraw = WithdrawChange {
        corrects: named(&bought),
        reason: text("wrong county"),
        others: Vec::new(),
        closing: restating(),
    };
    vec![
        asked_of(in_force(), DivisionCommand::CorrectDecimal(Box::new(correct))),
        asked_of(
            with([bought]),
            DivisionCommand::WithdrawChange(Box::new(withdraw)),
        ),
    ]
}

#[test]
fn every_kind_of_change_names_the_closed_months() {
    for event in restated_events() {
        let told = serde_json::to_value(event.encode(serde_json::value::Serializer).unwrap()).unwrap();
        assert_eq!(
            told["restates"]["months"],
            serde_json::json!(["2024-05", "2024-07"]),
            "{}",
            event.event_type()
        );
    }
}

#[test]
fn drawing_a_deck_up_changes_no_month() {
    let command = create("2024-01", costs());
    assert_eq!(
        given::<DivisionOfInterest>(in_force())
            .when(command)
            .events()
            .len(),
        1
    );
}

#[test]
fn a_month_is_closed_where_its_property_is_locked() {
    let property = |value: &str, number| PropertyKey {
        property_id: PropertyId::new(Uuid::from_u128(number)),
        month: month(value),
        time_zone: key().time_zone,
    };
    let recorded = |property: PropertyKey, locks: bool| {
        let drawn = crate::property_month::ReconcilePropertyStock {
            property,
            product: crate::disposition::Product::Oil,
            opening: OpeningStock::Stated {
                bbl: crate::quantity::Barrels::ZERO,
                reason: text("first month"),
            },
            earlier: Default::default(),
            produced_bbl: Some(crate::quantity::Barrels::ZERO),
            closing_bbl: None,
            adjustment_bbl: crate::quantity::SignedBarrels::ZERO,
            adjustment_reason: None,
            other_disposed_bbl: crate::quantity::Barrels::ZERO,
        };
        let mut events = given::<PropertyMonth>([])
            .when(PropertyMonthCommand::ReconcileStock(Box::new(drawn)))
            .events();
        if locks {
            let lock = LockPropertyMonth {
                effective_at: at(NOW),
                now: at(NOW),
            };
            let locked = given::<PropertyMonth>(events.clone())
                .when(PropertyMonthCommand::Lock(lock))
                .events();
            events.extend(locked);
        }
        fold::<PropertyMonth>(&events).0
    };
    let months = [
        recorded(property("2024-01", 77), true),
        recorded(property("2024-02", 77), false),
        recorded(property("2024-03", 78), true),
        PropertyMonth::Unknown,
    ];
    assert_eq!(
        ClosedMonthsSeen::of(key().property_id, &months),
        ClosedMonthsSeen::new([month("2024-01")])
    );
}
