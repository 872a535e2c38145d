//! What a command must see, and that it gets to see it.

use super::correcting::{changes, correct_task, seen};
use super::transfers::{royalty, task, transfer, transferred};
use super::*;

fn needs(events: Vec<DivisionEvent>, command: &DivisionCommand) -> DivisionNeeds {
    command.needs(&given::<DivisionOfInterest>(events).state())
}

fn of(owners: &[OwnerId], others: bool, months_from: Option<&str>) -> DivisionNeeds {
    DivisionNeeds {
        property_id: Some(key().property_id),
        owners: owners.iter().copied().collect(),
        others,
        months_from: months_from.map(month),
    }
}

#[test]
fn what_must_be_seen_follows_from_the_command_and_the_division() {
    let drawn = [OPERATOR, PARTNER, LESSOR, OVERRIDER];
    assert_eq!(
        needs(Vec::new(), &create("2024-01", revenue())),
        of(&drawn, false, None)
    );
    let waiting = with([created("2024-05", revenue())]);
    assert_eq!(
        needs(waiting, &activate("2024-05", [DeckKind::RevenueBpo])),
        of(&drawn, true, Some("2024-05"))
    );
    // No deck is drawn up any more, so nobody is given anything.
    assert_eq!(
        needs(in_force(), &activate("2024-05", [DeckKind::RevenueBpo])),
        of(&[], true, Some("2024-05"))
    );
    assert_eq!(
        needs(in_force(), &transfer(task("2024-05", royalty("0.1")))),
        of(&[BUYER], false, Some("2024-05"))
    );
    let correct = DivisionCommand::CorrectDecimal(Box::new(correct_task(
        "2024-05",
        changes("0.2", "0", "0.04", "0.24"),
    )));
    assert_eq!(
        needs(in_force(), &correct),
        of(&[OVERRIDER], false, Some("2024-05"))
    );
}

#[test]
fn a_correction_sees_the_months_from_what_it_corrects_on() {
    let bought = transferred("2024-03", royalty("0.1"));
    let corrects = |seen| CorrectedChange {
        event_id: Uuid::from_u128(500),
        seen,
    };
    let again = |corrects| {
        transfer(TransferInterest {
            corrects: Some(corrects),
            ..task("2024-05", royalty("0.05"))
        })
    };
    let stream = with([bought.clone()]);
    assert_eq!(
        needs(stream.clone(), &again(corrects(seen(&bought)))),
        of(&[BUYER], false, Some("2024-03"))
    );
    assert_eq!(
        needs(stream.clone(), &again(corrects(ChangeSeen::Unknown))),
        of(&[BUYER], false, Some("2024-05"))
    );
    let withdraw = |seen| {
        DivisionCommand::WithdrawChange(Box::new(WithdrawChange {
            corrects: corrects(seen),
            reason: text("wrong county"),
            others: Vec::new(),
            closing: Closing::default(),
        }))
    };
    assert_eq!(
        needs(stream.clone(), &withdraw(seen(&bought))),
        of(&[], true, Some("2024-03"))
    );
    assert_eq!(needs(stream, &withdraw(ChangeSeen::Unknown)), of(&[], true, None));
}

#[test]
fn without_a_division_only_a_deck_that_begins_it_sees_anything() {
    assert_eq!(
        needs(Vec::new(), &transfer(task("2024-05", royalty("0.1")))),
        DivisionNeeds::default()
    );
}

#[test]
fn what_was_seen_is_what_the_command_is_held_to() {
    let restate = Some(text("the heirs were wrong"));
    let asked = transfer(TransferInterest {
        owners: OwnersSeen::default(),
        closing: Closing {
            restate: restate.clone(),
            ..Closing::default()
        },
        ..task("2024-05", royalty("0.1"))
    });
    let closed = ClosedMonthsSeen::new([month("2024-06")]);
    let expected = transfer(TransferInterest {
        owners: owners_seen(),
        closing: Closing {
            closed: closed.clone(),
            restate,
        },
        ..task("2024-05", royalty("0.1"))
    });
    let other = DeckSeen {
        division_id: DivisionId::new(Uuid::from_u128(9)),
        division: key(),
        side: DeckSide::Cost,
        from: month("2024-01"),
        until: None,
    };
    let sights = DivisionSights {
        owners: owners_seen(),
        others: vec![other.clone()],
        closed,
    };
    assert_eq!(asked.having_seen(sights.clone()), expected);
    let DivisionCommand::ActivateDeck(task) = activate("2024-05", [DeckKind::Cost]).having_seen(sights)
    else {
        panic!("another command");
    };
    assert_eq!((task.others, task.owners), (vec![other], owners_seen()));
}

#[test]
fn what_is_corrected_is_looked_up_by_whoever_asks() {
    let bought = transferred("2024-03", royalty("0.1"));
    let named = |seen| CorrectedChange {
        event_id: Uuid::from_u128(500),
        seen,
    };
    let mut again = transfer(TransferInterest {
        corrects: Some(named(ChangeSeen::Unknown)),
        ..task("2024-05", royalty("0.05"))
    });
    again.corrects().unwrap().seen = seen(&bought);
    let expected = transfer(TransferInterest {
        corrects: Some(named(seen(&bought))),
        ..task("2024-05", royalty("0.05"))
    });
    assert_eq!(again, expected);
    assert_eq!(transfer(task("2024-05", royalty("0.05"))).corrects(), None);
    assert_eq!(create("2024-01", costs()).corrects(), None);
}
