//! Changes that do just the same are told apart by their events.

use super::correcting::{superseded, withdraw, withdraw_task};
use super::suspense::{released, suspended};
use super::*;

/// The events that stand, each with an id by its place.
fn numbered(events: &[DivisionEvent]) -> Vec<(Uuid, &DivisionEvent)> {
    let numbers = 0_u128..;
    numbers.map(Uuid::from_u128).zip(events).collect()
}

/// The withdrawal of the event at a place.
fn withdrawal(events: &[DivisionEvent], place: usize) -> WithdrawChange {
    let standing = numbered(events);
    let (event_id, _) = standing[place];
    withdraw_task(CorrectedChange {
        event_id,
        seen: ChangeSeen::among(event_id, standing),
    })
}

fn decks_of(lessor: OwnerId) -> Succession {
    let mut net = revenue();
    net.interests[0].owner = lessor;
    Succession::Decks(vec![costs(), net])
}

#[test]
fn what_was_held_back_twice_is_released_between() {
    let events = with([suspended("2024-05"), released("2024-05"), suspended("2024-05")]);
    let last = given::<DivisionOfInterest>(events.clone()).when(withdraw(withdrawal(&events, 5)));
    assert_eq!(last.events()[0].supersedes(), Some(Uuid::from_u128(5)));
    let first = withdraw(withdrawal(&events, 3));
    given::<DivisionOfInterest>(events)
        .when(first)
        .then_refused(DivisionError::LaterChangeBroken {
            event_type: "InterestReleased",
            from: month("2024-05"),
            why: Box::new(DivisionError::NotSuspended {
                line: line(DeckKind::RevenueBpo, LESSOR, InterestType::Ri),
            }),
        });
}

#[test]
fn a_closed_month_is_altered_by_the_last_of_them_alone() {
    let events = with([
        superseded("2024-06", decks_of(BUYER)),
        superseded("2024-06", decks_of(OVERRIDER)),
        superseded("2024-06", decks_of(BUYER)),
    ]);
    let ask = |place| {
        let mut task = withdrawal(&events, place);
        task.closing.closed = ClosedMonthsSeen::new([month("2024-06")]);
        given::<DivisionOfInterest>(events.clone()).when(withdraw(task))
    };
    assert_eq!(ask(3).events()[0].supersedes(), Some(Uuid::from_u128(3)));
    ask(5).then_refused(DivisionError::ClosedMonthAltered {
        first: month("2024-06"),
        months: vec![month("2024-06")],
    });
}

#[test]
fn what_stands_no_longer_is_not_one_of_those_like_it() {
    let events = with([suspended("2024-05")]);
    let event_id = Uuid::from_u128(9);
    let gone = withdraw_task(CorrectedChange {
        event_id,
        seen: ChangeSeen::among(event_id, numbered(&events)),
    });
    given::<DivisionOfInterest>(events)
        .when(withdraw(gone))
        .then_refused(DivisionError::CorrectedEventUnknown { event_id });
}
