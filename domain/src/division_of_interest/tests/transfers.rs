//! Interests change hands.

use super::*;

pub(super) fn deed() -> Instrument {
    Instrument {
        kind: InstrumentKind::Assignment,
        reference: text("Vol. 812 p. 44"),
        executed_on: day("2024-04-20"),
        effective_on: day("2024-05-01"),
    }
}

pub(super) fn moved(
    deck: DeckKind,
    (from_owner, from_interest): (OwnerId, InterestType),
    (to_owner, to_interest): (OwnerId, InterestType),
    value: &str,
) -> TransferPart {
    TransferPart {
        deck,
        from_owner,
        from_interest,
        to_owner,
        to_interest,
        decimal: decimal(value),
        to_status: PayStatus::Pay,
    }
}

/// So much of the partner's working interest with its revenue goes to the buyer.
pub(super) fn working(wi: &str, nri: &str) -> Vec<TransferPart> {
    use InterestType::{Nri, Wi};
    vec![
        moved(DeckKind::Cost, (PARTNER, Wi), (BUYER, Wi), wi),
        moved(DeckKind::RevenueBpo, (PARTNER, Nri), (BUYER, Nri), nri),
    ]
}

pub(super) fn royalty(value: &str) -> Vec<TransferPart> {
    let part = moved(
        DeckKind::RevenueBpo,
        (LESSOR, InterestType::Ri),
        (BUYER, InterestType::Ri),
        value,
    );
    vec![part]
}

pub(super) fn task(from: &str, parts: Vec<TransferPart>) -> TransferInterest {
    TransferInterest {
        from: month(from),
        parts,
        instrument: deed(),
        corrects: None,
        owners: owners_seen(),
        closing: Closing::default(),
        now: at(NOW),
    }
}

pub(super) fn transfer(task: TransferInterest) -> DivisionCommand {
    DivisionCommand::TransferInterest(Box::new(task))
}

pub(super) fn transferred(from: &str, parts: Vec<TransferPart>) -> DivisionEvent {
    InterestTransferred {
        effective_at: begins(from),
        from: month(from),
        parts,
        instrument: deed(),
        corrects_event_id: None,
        restates: None,
    }
    .into()
}

fn refused(parts: Vec<TransferPart>, expected: DivisionError) {
    given::<DivisionOfInterest>(in_force())
        .when(transfer(task("2024-05", parts)))
        .then_refused(expected);
}

#[test]
fn what_one_gives_another_takes_from_the_month_on() {
    given::<DivisionOfInterest>(in_force())
        .when(transfer(task("2024-05", working("0.1", "0.076"))))
        .then([transferred("2024-05", working("0.1", "0.076"))]);
    let division =
        given::<DivisionOfInterest>(with([transferred("2024-05", working("0.1", "0.076"))])).state();
    assert_eq!(
        held(&division, "2024-04", PARTNER, InterestType::Wi),
        "0.25000000"
    );
    assert_eq!(
        held(&division, "2024-05", PARTNER, InterestType::Wi),
        "0.15000000"
    );
    assert_eq!(held(&division, "2024-05", BUYER, InterestType::Nri), "0.07600000");
    // Asked again, nothing more is conveyed.
    given::<DivisionOfInterest>(with([transferred("2024-05", working("0.1", "0.076"))]))
        .when(transfer(task("2024-05", working("0.1", "0.076"))))
        .then_nothing();
}

#[test]
fn whoever_gives_everything_has_no_line_any_more() {
    let division =
        given::<DivisionOfInterest>(with([transferred("2024-05", working("0.25", "0.19"))])).state();
    assert_eq!(held(&division, "2024-05", PARTNER, InterestType::Wi), "none");
    assert_eq!(held(&division, "2024-05", PARTNER, InterestType::Nri), "none");
}

#[test]
fn nobody_conveys_more_than_he_has() {
    refused(
        royalty("0.20000001"),
        DivisionError::TransferExceedsInterest {
            line: line(DeckKind::RevenueBpo, LESSOR, InterestType::Ri),
            held: decimal("0.2"),
            asked: decimal("0.20000001"),
        },
    );
    let of_a_stranger = moved(
        DeckKind::RevenueBpo,
        (BUYER, InterestType::Ri),
        (LESSOR, InterestType::Ri),
        "0.1",
    );
    refused(
        vec![of_a_stranger],
        DivisionError::TransferExceedsInterest {
            line: line(DeckKind::RevenueBpo, BUYER, InterestType::Ri),
            held: decimal("0"),
            asked: decimal("0.1"),
        },
    );
}

#[test]
fn a_transfer_moves_something_to_somebody() {
    refused(Vec::new(), DivisionError::NothingNamed);
    refused(
        royalty("0"),
        DivisionError::TransferOfNothing {
            line: line(DeckKind::RevenueBpo, LESSOR, InterestType::Ri),
        },
    );
    let mut parts = royalty("0.1");
    parts[0].to_owner = LESSOR;
    refused(
        parts,
        DivisionError::TransferToSelf {
            line: line(DeckKind::RevenueBpo, LESSOR, InterestType::Ri),
        },
    );
}

#[test]
fn burdens_are_carved_from_what_bears_them_and_fall_back_to_it() {
    use InterestType::{Npi, Npri, Nri, Orri, Pp, Ri, Wi};
    let reserved = moved(DeckKind::RevenueBpo, (PARTNER, Nri), (PARTNER, Orri), "0.01");
    let division = given::<DivisionOfInterest>(in_force())
        .when(transfer(task("2024-05", vec![reserved])))
        .events();
    let division = given::<DivisionOfInterest>(with(division)).state();
    assert_eq!(held(&division, "2024-05", PARTNER, Orri), "0.01000000");
    for (from, to, allowed) in [
        (Ri, Npri, true),
        (Ri, Orri, false),
        (Ri, Nri, false),
        (Orri, Nri, true),
        (Orri, Ri, false),
        (Nri, Pp, true),
        (Nri, Npi, false),
        (Nri, Npri, false),
    ] {
        let owner = match from {
            Ri => LESSOR,
            Orri => OVERRIDER,
            Nri | Npri | Pp | Npi | Wi => OPERATOR,
        };
        // An override that falls back to who bears it stays below his working interest.
        let part = moved(DeckKind::RevenueBpo, (owner, from), (PARTNER, to), "0.01");
        let decision = given::<DivisionOfInterest>(in_force()).when(transfer(task("2024-05", vec![part])));
        if allowed {
            assert_eq!(decision.events().len(), 1, "{from} to {to}");
        } else {
            decision.then_refused(DivisionError::InterestNotConvertible { from, to });
        }
    }
    let working_into_revenue = moved(DeckKind::RevenueBpo, (PARTNER, Nri), (PARTNER, Wi), "0.01");
    refused(
        vec![working_into_revenue],
        DivisionError::InterestNotOfDeck {
            line: line(DeckKind::RevenueBpo, PARTNER, Wi),
        },
    );
}

#[test]
fn revenue_follows_the_working_interest() {
    let mut parts = working("0.25", "0.19");
    parts.truncate(1);
    refused(
        parts,
        DivisionError::NriExceedsWi {
            owner: PARTNER,
            nri: decimal("0.19"),
            wi: decimal("0"),
        },
    );
}

#[test]
fn an_instrument_is_signed_and_conveys_before_it_counts() {
    let mut late = task("2024-05", royalty("0.1"));
    late.instrument.executed_on = day("2026-03-02");
    given::<DivisionOfInterest>(in_force())
        .when(transfer(late))
        .then_refused(DivisionError::InstrumentInFuture {
            executed_on: day("2026-03-02"),
            today: day("2026-03-01"),
        });
    let mut early = task("2024-05", royalty("0.1"));
    early.instrument.effective_on = day("2024-06-01");
    given::<DivisionOfInterest>(in_force())
        .when(transfer(early.clone()))
        .then_refused(DivisionError::InstrumentNotInEffect {
            effective_on: day("2024-06-01"),
            from: month("2024-05"),
        });
    // In effect on the last day of the month is in effect for the month.
    early.instrument.effective_on = day("2024-05-31");
    assert_eq!(
        given::<DivisionOfInterest>(in_force())
            .when(transfer(early))
            .events()
            .len(),
        1
    );
}

#[test]
fn nothing_is_conveyed_before_a_deck_is_in_force() {
    let mut old = task("2023-12", royalty("0.1"));
    old.instrument.effective_on = day("2023-12-01");
    given::<DivisionOfInterest>(in_force())
        .when(transfer(old))
        .then_refused(DivisionError::DeckUnknown {
            deck: DeckKind::RevenueBpo,
        });
    given::<DivisionOfInterest>([created("2024-01", revenue())])
        .when(transfer(task("2024-05", royalty("0.1"))))
        .then_refused(DivisionError::DeckNotInForce {
            deck: DeckKind::RevenueBpo,
        });
    given::<DivisionOfInterest>([])
        .when(transfer(task("2024-05", royalty("0.1"))))
        .then_refused(DivisionError::DivisionUnknown);
}

#[test]
fn a_late_instrument_is_put_where_it_takes_effect() {
    let later = transferred("2024-07", royalty("0.15"));
    let mut early = task("2024-06", royalty("0.05"));
    early.instrument.reference = text("Vol. 813 p. 2");
    let events = given::<DivisionOfInterest>(with([later.clone()]))
        .when(transfer(early.clone()))
        .events();
    let division = given::<DivisionOfInterest>(with([later.clone()]).into_iter().chain(events)).state();
    assert_eq!(held(&division, "2024-06", LESSOR, InterestType::Ri), "0.15000000");
    assert_eq!(held(&division, "2024-07", LESSOR, InterestType::Ri), "none");
    assert_eq!(held(&division, "2024-07", BUYER, InterestType::Ri), "0.20000000");

    // It must leave enough for what took effect later.
    early.parts = royalty("0.06");
    given::<DivisionOfInterest>(with([later]))
        .when(transfer(early))
        .then_refused(DivisionError::LaterChangeBroken {
            event_type: "InterestTransferred",
            from: month("2024-07"),
            why: Box::new(DivisionError::TransferExceedsInterest {
                line: line(DeckKind::RevenueBpo, LESSOR, InterestType::Ri),
                held: decimal("0.14"),
                asked: decimal("0.15"),
            }),
        });
}

#[test]
fn a_new_owner_is_paid_or_held_back_as_stated() {
    let unsigned = PayStatus::Suspense {
        reason: SuspenseReason::DivisionOrderUnsigned,
        document: None,
    };
    let mut parts = royalty("0.1");
    parts[0].to_status = unsigned.clone();
    let division = given::<DivisionOfInterest>(with([transferred("2024-05", parts)])).state();
    let deck = division.deck_on(month("2024-05")).unwrap().revenue.unwrap();
    let buyer = deck.interests.iter().find(|line| line.owner == BUYER).unwrap();
    assert_eq!(buyer.status, unsigned);

    let mut parts = working("0.1", "0.076");
    parts[0].to_status = unsigned;
    refused(
        parts,
        DivisionError::CostNotSuspended {
            line: line(DeckKind::Cost, BUYER, InterestType::Wi),
        },
    );
}

#[test]
fn an_event_that_cannot_have_happened_changes_nothing() {
    use wellflow_decider::Decider;
    let mut division = given::<DivisionOfInterest>(with([transferred("2024-07", royalty("0.15"))])).state();
    let before = division.clone();
    let illegal = division
        .evolve(&transferred("2024-08", royalty("0.1")))
        .unwrap_err();
    assert!(illegal.reason.contains("cannot be conveyed"), "{illegal}");
    let illegal = division
        .evolve(&transferred("2024-06", royalty("0.01")))
        .unwrap_err();
    assert!(illegal.reason.contains("a later change"), "{illegal}");
    assert_eq!(division, before);
    let mut nothing = DivisionOfInterest::Unknown;
    assert!(nothing.evolve(&transferred("2024-08", royalty("0.1"))).is_err());
    assert_eq!(nothing, DivisionOfInterest::Unknown);
}
