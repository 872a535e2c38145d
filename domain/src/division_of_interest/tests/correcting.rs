//! Decimals that were wrong, decks that are superseded, changes entered in error.

use super::transfers::{royalty, task, transfer, transferred};
use super::*;

pub(super) fn changes(old: &str, new: &str, other_old: &str, other_new: &str) -> Vec<DecimalChange> {
    let of = |owner, kind, old: &str, new: &str| DecimalChange {
        line: line(DeckKind::RevenueBpo, owner, kind),
        old: decimal(old),
        new: decimal(new),
    };
    vec![
        of(LESSOR, InterestType::Ri, old, new),
        of(OVERRIDER, InterestType::Orri, other_old, other_new),
    ]
}

fn right() -> Vec<DecimalChange> {
    changes("0.2", "0.1875", "0.04", "0.0525")
}

pub(super) fn correct_task(from: &str, changes: Vec<DecimalChange>) -> CorrectDecimal {
    CorrectDecimal {
        from: month(from),
        changes,
        reason: text("net acres were wrong"),
        owners: owners_seen(),
        closing: Closing::default(),
    }
}

fn correct(task: CorrectDecimal) -> DivisionCommand {
    DivisionCommand::CorrectDecimal(Box::new(task))
}

fn corrected(from: &str, changes: Vec<DecimalChange>) -> DivisionEvent {
    InterestCorrected {
        effective_at: begins(from),
        from: month(from),
        changes,
        reason: text("net acres were wrong"),
        restates: None,
    }
    .into()
}

fn supersede(from: &str, succession: Succession) -> DivisionCommand {
    DivisionCommand::SupersedeDeck(Box::new(SupersedeDeck {
        from: month(from),
        succession,
        reason: text("the heirs signed"),
        owners: owners_seen(),
        closing: Closing::default(),
    }))
}

pub(super) fn superseded(from: &str, succession: Succession) -> DivisionEvent {
    DeckSuperseded {
        effective_at: begins(from),
        from: month(from),
        succession,
        reason: text("the heirs signed"),
        restates: None,
    }
    .into()
}

fn elsewhere() -> Succession {
    Succession::Divisions(vec![DivisionId::new(Uuid::from_u128(91))])
}

#[test]
fn a_decimal_is_corrected_from_what_it_was() {
    given::<DivisionOfInterest>(in_force())
        .when(correct(correct_task("2024-04", right())))
        .then([corrected("2024-04", right())]);
    given::<DivisionOfInterest>(with([corrected("2024-04", right())]))
        .when(correct(correct_task("2024-04", right())))
        .then_nothing();
    let refused =
        |changes| given::<DivisionOfInterest>(in_force()).when(correct(correct_task("2024-04", changes)));
    refused(changes("0.21", "0.1875", "0.04", "0.0525")).then_refused(DivisionError::OldDecimalDiffers {
        line: line(DeckKind::RevenueBpo, LESSOR, InterestType::Ri),
        stated: decimal("0.21"),
        held: decimal("0.2"),
    });
    refused(changes("0.2", "0.2", "0.04", "0.04")).then_refused(DivisionError::NothingCorrected {
        line: line(DeckKind::RevenueBpo, LESSOR, InterestType::Ri),
    });
    refused(changes("0.2", "0.1875", "0.04", "0.05")).then_refused(DivisionError::DoesNotClose {
        deck: DeckKind::RevenueBpo,
        sum: "0.99750000".parse().unwrap(),
    });
    refused(Vec::new()).then_refused(DivisionError::NothingNamed);
    let mut wrong_deck = right();
    wrong_deck[0].line.deck = DeckKind::Cost;
    refused(wrong_deck).then_refused(DivisionError::InterestNotOfDeck {
        line: line(DeckKind::Cost, LESSOR, InterestType::Ri),
    });
    given::<DivisionOfInterest>([])
        .when(correct(correct_task("2024-04", right())))
        .then_refused(DivisionError::DivisionUnknown);
}

#[test]
fn an_owner_left_out_is_entered_and_one_too_many_taken_out() {
    let mut entered = changes("0.2", "0", "0.04", "0.14");
    entered.push(DecimalChange {
        line: line(DeckKind::RevenueBpo, BUYER, InterestType::Ri),
        old: decimal("0"),
        new: decimal("0.1"),
    });
    let division = given::<DivisionOfInterest>(with([corrected("2024-04", entered)])).state();
    assert_eq!(held(&division, "2024-04", LESSOR, InterestType::Ri), "none");
    assert_eq!(held(&division, "2024-04", BUYER, InterestType::Ri), "0.10000000");
}

#[test]
fn a_correction_keeps_net_below_working() {
    let of = |owner, old: &str, new: &str| DecimalChange {
        line: line(DeckKind::RevenueBpo, owner, InterestType::Nri),
        old: decimal(old),
        new: decimal(new),
    };
    given::<DivisionOfInterest>(in_force())
        .when(correct(correct_task(
            "2024-04",
            vec![of(OPERATOR, "0.57", "0.5"), of(PARTNER, "0.19", "0.26")],
        )))
        .then_refused(DivisionError::NriExceedsWi {
            owner: PARTNER,
            nri: decimal("0.26"),
            wi: decimal("0.25"),
        });
}

#[test]
fn a_late_instrument_does_not_pull_the_ground_from_a_correction() {
    let mut early = task("2024-03", royalty("0.1"));
    early.instrument.effective_on = day("2024-03-01");
    given::<DivisionOfInterest>(with([corrected("2024-04", right())]))
        .when(transfer(early))
        .then_refused(DivisionError::LaterChangeBroken {
            event_type: "InterestCorrected",
            from: month("2024-04"),
            why: Box::new(DivisionError::OldDecimalDiffers {
                line: line(DeckKind::RevenueBpo, LESSOR, InterestType::Ri),
                stated: decimal("0.2"),
                held: decimal("0.1"),
            }),
        });
}

#[test]
fn decks_take_the_place_of_decks() {
    let mut net = revenue();
    net.interests[0].owner = BUYER;
    let decks = Succession::Decks(vec![costs(), net.clone()]);
    given::<DivisionOfInterest>(in_force())
        .when(supersede("2024-06", decks.clone()))
        .then([superseded("2024-06", decks.clone())]);
    given::<DivisionOfInterest>(with([superseded("2024-06", decks.clone())]))
        .when(supersede("2024-06", decks))
        .then_nothing();
    let ask = |succession| given::<DivisionOfInterest>(in_force()).when(supersede("2024-06", succession));
    ask(Succession::Decks(Vec::new())).then_refused(DivisionError::NothingNamed);
    ask(Succession::Divisions(Vec::new())).then_refused(DivisionError::NothingNamed);
    ask(Succession::Decks(vec![costs(), costs()]))
        .then_refused(DivisionError::DeckTwice { deck: DeckKind::Cost });
    net.interests.pop();
    ask(Succession::Decks(vec![net])).then_refused(DivisionError::DoesNotClose {
        deck: DeckKind::RevenueBpo,
        sum: "0.81000000".parse().unwrap(),
    });
    ask(Succession::Decks(vec![drawn(
        DeckKind::Cost,
        [interest(OPERATOR, InterestType::Wi, "1")],
    )]))
    .then_refused(DivisionError::NriExceedsWi {
        owner: PARTNER,
        nri: decimal("0.19"),
        wi: decimal("0"),
    });
    given::<DivisionOfInterest>([created("2024-01", costs())])
        .when(supersede("2024-06", Succession::Decks(vec![costs()])))
        .then_refused(DivisionError::DeckNotInForce { deck: DeckKind::Cost });
    given::<DivisionOfInterest>([])
        .when(supersede("2024-06", elsewhere()))
        .then_refused(DivisionError::DivisionUnknown);
}

#[test]
fn a_division_ends_where_others_go_on() {
    given::<DivisionOfInterest>(in_force())
        .when(supersede("2024-06", elsewhere()))
        .then([superseded("2024-06", elsewhere())]);
    let ended = with([superseded("2024-06", elsewhere())]);
    let division = given::<DivisionOfInterest>(ended.clone()).state();
    assert!(division.deck_on(month("2024-05")).unwrap().cost.is_some());
    let after = division.deck_on(month("2024-06")).unwrap();
    assert_eq!((after.cost, after.revenue), (None, None));
    assert_eq!(DeckSeen::of(&division)[0].until, Some(month("2024-06")));
    assert_eq!(division.summary().unwrap().ended_from, Some(month("2024-06")));
    given::<DivisionOfInterest>(ended.clone())
        .when(create("2024-07", costs()))
        .then_refused(DivisionError::DivisionEnded);
    given::<DivisionOfInterest>(ended)
        .when(supersede("2024-07", elsewhere()))
        .then_refused(DivisionError::DivisionEnded);
    given::<DivisionOfInterest>(in_force())
        .when(supersede("2024-06", Succession::Divisions(vec![key().stream()])))
        .then_refused(DivisionError::SucceedsItself);
    given::<DivisionOfInterest>([created("2024-01", costs())])
        .when(supersede("2024-06", elsewhere()))
        .then_refused(DivisionError::DeckNotInForce { deck: DeckKind::Cost });
}

/// A change as found in a stream with no other like it.
pub(super) fn seen(event: &DivisionEvent) -> ChangeSeen {
    let event_id = Uuid::from_u128(500);
    ChangeSeen::among(event_id, [(event_id, event)])
}

pub(super) fn named(event: &DivisionEvent) -> CorrectedChange {
    CorrectedChange {
        event_id: Uuid::from_u128(500),
        seen: seen(event),
    }
}

pub(super) fn withdraw_task(corrects: CorrectedChange) -> WithdrawChange {
    WithdrawChange {
        corrects,
        reason: text("wrong county"),
        others: Vec::new(),
        closing: Closing::default(),
    }
}

pub(super) fn withdraw(task: WithdrawChange) -> DivisionCommand {
    DivisionCommand::WithdrawChange(Box::new(task))
}

#[test]
fn a_transfer_entered_wrong_is_entered_right_in_its_place() {
    let wrong = transferred("2024-05", royalty("0.15"));
    let mut right = task("2024-06", royalty("0.1"));
    right.corrects = Some(named(&wrong));
    let stream = with([wrong]);
    let events = given::<DivisionOfInterest>(stream.clone())
        .when(transfer(right.clone()))
        .events();
    assert_eq!(events[0].supersedes(), Some(Uuid::from_u128(500)));
    let stream: Vec<_> = stream.into_iter().chain(events).collect();
    let division = folded_without(&stream, 3);
    assert_eq!(held(&division, "2024-05", LESSOR, InterestType::Ri), "0.20000000");
    assert_eq!(held(&division, "2024-06", LESSOR, InterestType::Ri), "0.10000000");

    // What was in the way before is no longer: 0.15 and 0.1 together would be too much.
    right.parts = royalty("0.2");
    assert_eq!(
        given::<DivisionOfInterest>(stream[..4].to_vec())
            .when(transfer(right))
            .events()
            .len(),
        1
    );
}

#[test]
fn a_correction_names_a_change_that_stands() {
    let ask = |corrects| {
        given::<DivisionOfInterest>(in_force()).when(transfer(TransferInterest {
            corrects: Some(corrects),
            ..task("2024-05", royalty("0.1"))
        }))
    };
    let event_id = Uuid::from_u128(500);
    ask(named(&transferred("2024-05", royalty("0.15"))))
        .then_refused(DivisionError::CorrectedEventUnknown { event_id });
    ask(CorrectedChange {
        event_id,
        seen: ChangeSeen::Unknown,
    })
    .then_refused(DivisionError::CorrectedEventUnknown { event_id });
    ask(named(&in_force()[2])).then_refused(DivisionError::CorrectedEventIsOther {
        event_id,
        found: "DeckActivated",
    });
    ask(named(&in_force()[0])).then_refused(DivisionError::CorrectedEventIsOther {
        event_id,
        found: "DeckCreated",
    });
}

#[test]
fn a_change_entered_in_error_is_withdrawn() {
    let wrong = transferred("2024-05", royalty("0.15"));
    let withdrawn = DeckChangeWithdrawn {
        effective_at: begins("2024-05"),
        from: month("2024-05"),
        corrects_event_id: Uuid::from_u128(500),
        corrects_event_type: text("InterestTransferred"),
        reason: text("wrong county"),
        restates: None,
    };
    let stream = with([wrong.clone()]);
    given::<DivisionOfInterest>(stream.clone())
        .when(withdraw(withdraw_task(named(&wrong))))
        .then([withdrawn.clone()]);
    let stream: Vec<_> = stream.into_iter().chain([withdrawn.into()]).collect();
    assert_eq!(
        folded_without(&stream, 3).deck_on(month("2024-06")),
        given::<DivisionOfInterest>(in_force())
            .state()
            .deck_on(month("2024-06"))
    );

    // What rests on it must go first.
    let resting = moved_on();
    given::<DivisionOfInterest>(with([wrong.clone(), resting]))
        .when(withdraw(withdraw_task(named(&wrong))))
        .then_refused(DivisionError::LaterChangeBroken {
            event_type: "InterestTransferred",
            from: month("2024-08"),
            why: Box::new(DivisionError::TransferExceedsInterest {
                line: line(DeckKind::RevenueBpo, BUYER, InterestType::Ri),
                held: decimal("0"),
                asked: decimal("0.1"),
            }),
        });
    given::<DivisionOfInterest>(in_force())
        .when(withdraw(withdraw_task(named(&in_force()[0]))))
        .then_refused(DivisionError::CorrectedEventIsOther {
            event_id: Uuid::from_u128(500),
            found: "DeckCreated",
        });
    given::<DivisionOfInterest>(in_force())
        .when(withdraw(withdraw_task(named(&wrong))))
        .then_refused(DivisionError::CorrectedEventUnknown {
            event_id: Uuid::from_u128(500),
        });
    given::<DivisionOfInterest>([])
        .when(withdraw(withdraw_task(named(&wrong))))
        .then_refused(DivisionError::DivisionUnknown);
}

/// What the buyer bought goes on.
fn moved_on() -> DivisionEvent {
    let mut parts = royalty("0.1");
    parts[0].from_owner = BUYER;
    parts[0].to_owner = PARTNER;
    transferred("2024-08", parts)
}

#[test]
fn an_end_is_withdrawn_while_nobody_else_divides() {
    let end = superseded("2024-06", elsewhere());
    let gas = DivisionKey {
        product: DeckProduct::Gas,
        ..key()
    };
    let successor = DeckSeen {
        division_id: gas.stream(),
        division: gas,
        side: DeckSide::Revenue,
        from: month("2024-06"),
        until: None,
    };
    let task = WithdrawChange {
        others: vec![successor],
        ..withdraw_task(named(&end))
    };
    given::<DivisionOfInterest>(with([end.clone()]))
        .when(withdraw(task))
        .then_refused(DivisionError::DecksOverlap {
            division_id: gas.stream(),
            side: DeckSide::Revenue,
            from: month("2024-06"),
        });
    assert_eq!(
        given::<DivisionOfInterest>(with([end.clone()]))
            .when(withdraw(withdraw_task(named(&end))))
            .events()
            .len(),
        1
    );
}
