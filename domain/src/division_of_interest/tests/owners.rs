//! To whom interests are given.

use wellflow_decider::Decider;

use super::correcting::{changes, correct_task};
use super::transfers::{deed, royalty, task, transfer, transferred};
use super::*;
use crate::owner::{Owner, OwnerEvent};
use crate::personal::Personal;

const OTHER_RECORD: OwnerId = OwnerId::new(Uuid::from_u128(55));

/// All stand in the books but one.
fn but(owner: OwnerId, standing: OwnerStanding) -> OwnersSeen {
    let others = [OPERATOR, PARTNER, LESSOR, OVERRIDER, BUYER].map(|owner| (owner, OwnerStanding::Stands));
    OwnersSeen::new(others.into_iter().chain([(owner, standing)]))
}

fn died(on: &str) -> OwnerStanding {
    OwnerStanding::Deceased {
        died_on: Personal::new(day(on)),
        represented: false,
    }
}

/// Died, and somebody acts for the estate.
fn represented(on: &str) -> OwnerStanding {
    OwnerStanding::Deceased {
        died_on: Personal::new(day(on)),
        represented: true,
    }
}

fn settled(since: &str) -> OwnerStanding {
    OwnerStanding::Settled { since: begins(since) }
}

/// Every command that gives an interest to the owner from May 2024 on, with what it has seen of the owners.
fn gives(owners: &OwnersSeen) -> Vec<(&'static str, Vec<DivisionEvent>, DivisionCommand)> {
    let deck = || {
        let mut deck = revenue();
        deck.interests[0].owner = BUYER;
        deck
    };
    let draw = CreateDeck {
        division: key(),
        from: month("2024-05"),
        deck: deck(),
        owners: owners.clone(),
    };
    let activate = ActivateDeck {
        owners: owners.clone(),
        ..activate_task("2024-05", [DeckKind::RevenueBpo])
    };
    let convey = TransferInterest {
        owners: owners.clone(),
        ..task("2024-05", royalty("0.1"))
    };
    let supersede = SupersedeDeck {
        from: month("2024-05"),
        succession: Succession::Decks(vec![deck()]),
        reason: text("the heirs signed"),
        owners: owners.clone(),
        closing: Closing::default(),
    };
    let mut moved = changes("0.2", "0.1", "0", "0.1");
    moved[1].line = line(DeckKind::RevenueBpo, BUYER, InterestType::Ri);
    let correct = CorrectDecimal {
        owners: owners.clone(),
        ..correct_task("2024-05", moved)
    };
    vec![
        (
            "first deck",
            Vec::new(),
            DivisionCommand::CreateDeck(Box::new(draw.clone())),
        ),
        ("deck", in_force(), DivisionCommand::CreateDeck(Box::new(draw))),
        (
            "activation",
            with([created("2024-05", deck())]),
            DivisionCommand::ActivateDeck(Box::new(activate)),
        ),
        ("transfer", in_force(), transfer(convey)),
        (
            "supersession",
            in_force(),
            DivisionCommand::SupersedeDeck(Box::new(supersede)),
        ),
        (
            "correction",
            in_force(),
            DivisionCommand::CorrectDecimal(Box::new(correct)),
        ),
    ]
}

fn all_refused(standing: OwnerStanding, expected: &DivisionError) {
    for (what, events, command) in gives(&but(BUYER, standing)) {
        let refusal = given::<DivisionOfInterest>(events).state().decide(command);
        assert_eq!(refusal.as_ref(), Err(expected), "{what}");
    }
}

fn all_accepted(standing: OwnerStanding) {
    for (what, events, command) in gives(&but(BUYER, standing)) {
        let events = given::<DivisionOfInterest>(events).state().decide(command);
        assert_eq!(events.map(|events| events.len()), Ok(1), "{what}");
    }
}

#[test]
fn an_interest_is_given_to_an_owner_in_the_books() {
    let owner = BUYER;
    all_refused(OwnerStanding::Unknown, &DivisionError::OwnerUnknown { owner });
    // Nor to one of whom nothing was brought along.
    for (what, events, command) in gives(&OwnersSeen::default()) {
        let refusal = given::<DivisionOfInterest>(events)
            .state()
            .decide(command)
            .unwrap_err();
        assert_eq!(refusal.rule(), "interest-owner-unknown", "{what}");
    }
    all_accepted(OwnerStanding::Stands);
}

#[test]
fn an_interest_is_given_to_the_record_that_counts() {
    let (owner, into) = (BUYER, OTHER_RECORD);
    all_refused(
        OwnerStanding::Merged { into },
        &DivisionError::OwnerMerged { owner, into },
    );
}

#[test]
fn a_settled_estate_is_given_nothing() {
    let from = month("2024-05");
    for since in ["2023-01", "2024-05"] {
        all_refused(
            settled(since),
            &DivisionError::EstateSettled { owner: BUYER, from },
        );
    }
    // It had it until then.
    all_accepted(settled("2024-06"));
}

#[test]
fn the_dead_take_nothing_by_a_deed_and_their_estates_hold_what_they_had() {
    let owners = but(BUYER, represented("2024-04-30"));
    let ask = |kind, effective_on: &str| {
        let mut asked = TransferInterest {
            owners: owners.clone(),
            ..task("2024-05", royalty("0.1"))
        };
        asked.instrument.kind = kind;
        asked.instrument.effective_on = day(effective_on);
        given::<DivisionOfInterest>(in_force())
            .state()
            .decide(transfer(asked))
    };
    let effective_on = deed().effective_on;
    assert_eq!(
        ask(InstrumentKind::Assignment, "2024-05-01"),
        Err(DivisionError::TakerDeceased {
            owner: BUYER,
            effective_on
        })
    );
    // A deed of his lifetime that comes to light late, and what is adjudged to the estate.
    assert!(ask(InstrumentKind::Assignment, "2024-04-30").is_ok());
    for kind in [InstrumentKind::Probate, InstrumentKind::CourtOrder] {
        assert!(ask(kind, "2024-05-01").is_ok());
    }
    for (what, events, command) in gives(&owners) {
        let decided = given::<DivisionOfInterest>(events).state().decide(command);
        assert_eq!(decided.is_ok(), what != "transfer", "{what}: {decided:?}");
    }
    // The day was erased: nothing says that the deed came before.
    let forgotten = OwnerStanding::Deceased {
        died_on: Personal::withheld(),
        represented: true,
    };
    let asked = TransferInterest {
        owners: but(BUYER, forgotten),
        ..task("2024-05", royalty("0.1"))
    };
    given::<DivisionOfInterest>(in_force())
        .when(transfer(asked))
        .then_refused(DivisionError::TakerDeceased {
            owner: BUYER,
            effective_on,
        });
}

#[test]
fn what_the_dead_are_given_is_held_back_until_somebody_acts_for_the_estate() {
    let held_back = PayStatus::Suspense {
        reason: SuspenseReason::Other,
        document: Some(text("letters awaited")),
    };
    let ask = |standing, status: &PayStatus, events| {
        let mut parts = royalty("0.1");
        parts[0].to_status = status.clone();
        let mut asked = TransferInterest {
            owners: but(BUYER, standing),
            ..task("2024-05", parts)
        };
        // He lived when the deed conveyed, and it comes to light after his death.
        asked.instrument.effective_on = day("2024-04-01");
        given::<DivisionOfInterest>(events).when(transfer(asked))
    };
    let refusal = DivisionError::PayeeDeceased {
        line: line(DeckKind::RevenueBpo, BUYER, InterestType::Ri),
    };
    ask(died("2024-04-30"), &PayStatus::Pay, in_force()).then_refused(refusal.clone());
    for (standing, status) in [
        (died("2024-04-30"), &held_back),
        (represented("2024-04-30"), &PayStatus::Pay),
        (OwnerStanding::Stands, &PayStatus::Pay),
    ] {
        assert_eq!(ask(standing, status, in_force()).events().len(), 1);
    }
    // A line he has already stays as it is, so that it must be held back first.
    let bought = with([transferred("2024-03", royalty("0.05"))]);
    ask(died("2024-04-30"), &held_back, bought).then_refused(refusal);
}

#[test]
fn the_dead_sign_nothing_and_whoever_acts_for_the_estate_does() {
    let sign = |standing, signed_on: &str| {
        given::<DivisionOfInterest>(in_force()).when(DivisionCommand::SignDivisionOrder(SignDivisionOrder {
            owner: LESSOR,
            signed_on: day(signed_on),
            document: text("DO-17"),
            owners: but(LESSOR, standing),
            now: super::at(NOW),
        }))
    };
    let refusal = DivisionError::SignerDeceased {
        owner: LESSOR,
        signed_on: day("2024-05-01"),
    };
    sign(died("2024-04-30"), "2024-05-01").then_refused(refusal.clone());
    sign(settled("2024-05"), "2024-05-01").then_refused(refusal.clone());
    let forgotten = OwnerStanding::Deceased {
        died_on: Personal::withheld(),
        represented: false,
    };
    sign(forgotten, "2024-05-01").then_refused(refusal);
    for standing in [died("2024-05-01"), represented("2024-04-30"), settled("2024-06")] {
        assert_eq!(sign(standing, "2024-05-01").events().len(), 1);
    }
    let into = OTHER_RECORD;
    sign(OwnerStanding::Merged { into }, "2024-05-01")
        .then_refused(DivisionError::OwnerMerged { owner: LESSOR, into });
    sign(OwnerStanding::Unknown, "2024-05-01").then_refused(DivisionError::OwnerUnknown { owner: LESSOR });
}

#[test]
fn what_is_recorded_may_be_sent_again_whatever_became_of_the_owner() {
    let asked = TransferInterest {
        owners: OwnersSeen::default(),
        ..task("2024-05", royalty("0.1"))
    };
    given::<DivisionOfInterest>(with([transferred("2024-05", royalty("0.1"))]))
        .when(transfer(asked))
        .then::<DivisionEvent>([]);
}

#[test]
fn whoever_gives_or_is_left_with_nothing_may_be_anybody() {
    let merged = OwnerStanding::Merged { into: OTHER_RECORD };
    let owners = but(LESSOR, merged);
    let convey = TransferInterest {
        owners: owners.clone(),
        ..task("2024-05", royalty("0.2"))
    };
    given::<DivisionOfInterest>(in_force())
        .when(transfer(convey))
        .then([transferred("2024-05", royalty("0.2"))]);
    let mut taken = changes("0.2", "0", "0", "0.2");
    taken[1].line = line(DeckKind::RevenueBpo, BUYER, InterestType::Ri);
    let correct = CorrectDecimal {
        owners,
        ..correct_task("2024-05", taken)
    };
    let decided = given::<DivisionOfInterest>(in_force())
        .state()
        .decide(DivisionCommand::CorrectDecimal(Box::new(correct)));
    assert!(decided.is_ok(), "{decided:?}");
}

fn owner_of(events: &[(&str, serde_json::Value)]) -> Owner {
    let events = events
        .iter()
        .flat_map(|(event_type, payload)| OwnerEvent::decode(event_type, 1, payload.clone()).unwrap());
    given::<Owner>(events).state()
}

#[test]
fn an_owner_is_seen_as_the_record_stands() {
    let golden = |event_type: &'static str| {
        let file = format!("{}/golden/owner/{event_type}.v1.json", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(file).unwrap();
        (
            event_type,
            serde_json::from_str::<serde_json::Value>(&text).unwrap(),
        )
    };
    let mut registered = golden("OwnerRegistered");
    registered.1["kind"] = serde_json::json!("individual");
    let at = |mut event: (&'static str, serde_json::Value), at: &str| {
        event.1["effective_at"] = serde_json::json!(at);
        event
    };
    let registered = at(registered, "2020-01-01T00:00:00Z");
    let then = |events: &[(&'static str, serde_json::Value)]| {
        let all: Vec<_> = std::iter::once(registered.clone())
            .chain(events.iter().cloned())
            .collect();
        OwnerStanding::of(&owner_of(&all))
    };
    assert_eq!(OwnerStanding::of(&Owner::default()), OwnerStanding::Unknown);
    assert_eq!(then(&[]), OwnerStanding::Stands);
    let gone = at(golden("OwnerDeactivated"), "2021-01-01T00:00:00Z");
    assert_eq!(then(&[gone]), OwnerStanding::Stands);
    let died = at(golden("OwnerDied"), "2022-01-01T00:00:00Z");
    let died_on = Personal::new(died.1["died_on"].as_str().unwrap().parse().unwrap());
    assert_eq!(
        then(std::slice::from_ref(&died)),
        OwnerStanding::Deceased {
            died_on: died_on.clone(),
            represented: false
        }
    );
    let appointed = at(golden("EstateRepresentativeAppointed"), "2022-06-01T00:00:00Z");
    assert_eq!(
        then(&[died.clone(), appointed]),
        OwnerStanding::Deceased {
            died_on,
            represented: true
        }
    );
    let settled = at(golden("EstateSettled"), "2023-01-01T00:00:00Z");
    assert_eq!(
        then(&[died, settled]),
        OwnerStanding::Settled {
            since: super::at("2023-01-01T00:00:00Z")
        }
    );
    let merged = at(golden("OwnerMerged"), "2022-01-01T00:00:00Z");
    let into = merged.1["into"].as_str().unwrap().parse().unwrap();
    assert_eq!(then(&[merged]), OwnerStanding::Merged { into });
    let voided = at(golden("OwnerRecordVoided"), "2022-01-01T00:00:00Z");
    assert_eq!(then(&[voided]), OwnerStanding::Unknown);
}
