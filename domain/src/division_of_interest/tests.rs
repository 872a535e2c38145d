//! The rules of a division of interest, each as a sentence, and each refusal.

mod alike;
mod closed;
mod correcting;
mod owners;
mod payout;
mod sides;
mod sights;
mod suspense;
mod table;
mod transfers;

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use uuid::Uuid;
use wellflow_decider::DomainEvent;

use super::*;
use crate::depth::DepthInterval;
use crate::given::given;
use crate::ids::OwnerId;
use crate::location::TimeZone;
use crate::month::Month;
use crate::ownership::{InterestType, RoundingResidual};
use crate::property_month::PropertyId;
use crate::quantity::{DecimalInterest, Feet};
use crate::text::Text120;

fn text(value: &str) -> Text120 {
    Text120::parse(value).unwrap()
}

fn at(value: &str) -> DateTime<Utc> {
    value.parse().unwrap()
}

fn day(value: &str) -> NaiveDate {
    value.parse().unwrap()
}

fn month(value: &str) -> Month {
    Month::parse(value).unwrap()
}

fn decimal(value: &str) -> DecimalInterest {
    DecimalInterest::parse(value).unwrap()
}

const NOW: &str = "2026-03-01T12:00:00Z";

const OPERATOR: OwnerId = OwnerId::new(Uuid::from_u128(1));
const PARTNER: OwnerId = OwnerId::new(Uuid::from_u128(2));
const LESSOR: OwnerId = OwnerId::new(Uuid::from_u128(3));
const OVERRIDER: OwnerId = OwnerId::new(Uuid::from_u128(4));
const BUYER: OwnerId = OwnerId::new(Uuid::from_u128(5));

fn key() -> DivisionKey {
    DivisionKey {
        property_id: PropertyId::new(Uuid::from_u128(77)),
        product: DeckProduct::All,
        depths: DepthInterval::ALL,
        time_zone: TimeZone::parse("America/Chicago").unwrap(),
    }
}

fn begins(from: &str) -> DateTime<Utc> {
    month(from).first_instant(key().time_zone)
}

fn interest(owner: OwnerId, interest: InterestType, value: &str) -> Interest {
    Interest {
        owner,
        interest,
        decimal: decimal(value),
        status: PayStatus::Pay,
    }
}

fn drawn(kind: DeckKind, interests: impl Into<Vec<Interest>>) -> DrawnUpDeck {
    DrawnUpDeck {
        kind,
        interests: interests.into(),
        rounding_residual: RoundingResidual::NONE,
    }
}

fn costs() -> DrawnUpDeck {
    drawn(
        DeckKind::Cost,
        [
            interest(OPERATOR, InterestType::Wi, "0.75"),
            interest(PARTNER, InterestType::Wi, "0.25"),
        ],
    )
}

/// A royalty of 1/5 and an override of 4 %: 0.76 is left.
fn revenue() -> DrawnUpDeck {
    drawn(
        DeckKind::RevenueBpo,
        [
            interest(LESSOR, InterestType::Ri, "0.2"),
            interest(OVERRIDER, InterestType::Orri, "0.04"),
            interest(OPERATOR, InterestType::Nri, "0.57"),
            interest(PARTNER, InterestType::Nri, "0.19"),
        ],
    )
}

fn created(from: &str, deck: DrawnUpDeck) -> DivisionEvent {
    DeckCreated {
        effective_at: begins(from),
        division: key(),
        from: month(from),
        deck,
    }
    .into()
}

fn activated(from: &str, decks: impl Into<Vec<DrawnUpDeck>>) -> DivisionEvent {
    DeckActivated {
        effective_at: begins(from),
        from: month(from),
        decks: decks.into(),
        restates: None,
    }
    .into()
}

/// Costs and revenue are divided from January 2024 on.
fn in_force() -> Vec<DivisionEvent> {
    vec![
        created("2024-01", costs()),
        created("2024-01", revenue()),
        activated("2024-01", [costs(), revenue()]),
    ]
}

fn with(more: impl IntoIterator<Item = DivisionEvent>) -> Vec<DivisionEvent> {
    in_force().into_iter().chain(more).collect()
}

/// All of them stand in the books.
fn owners_seen() -> OwnersSeen {
    let owners = [OPERATOR, PARTNER, LESSOR, OVERRIDER, BUYER];
    OwnersSeen::new(owners.map(|owner| (owner, OwnerStanding::Stands)))
}

fn create(from: &str, deck: DrawnUpDeck) -> DivisionCommand {
    DivisionCommand::CreateDeck(Box::new(CreateDeck {
        division: key(),
        from: month(from),
        deck,
        owners: owners_seen(),
    }))
}

fn activate_task(from: &str, decks: impl IntoIterator<Item = DeckKind>) -> ActivateDeck {
    ActivateDeck {
        from: month(from),
        decks: decks.into_iter().collect(),
        owners: owners_seen(),
        others: Vec::new(),
        closing: Closing::default(),
    }
}

fn activate(from: &str, decks: impl IntoIterator<Item = DeckKind>) -> DivisionCommand {
    DivisionCommand::ActivateDeck(Box::new(activate_task(from, decks)))
}

fn line(deck: DeckKind, owner: OwnerId, interest: InterestType) -> InterestLine {
    InterestLine {
        deck,
        owner,
        interest,
    }
}

/// Folds a stream whose later event took the place of an earlier one.
fn folded_without(events: &[DivisionEvent], left_out: usize) -> DivisionOfInterest {
    let standing = events
        .iter()
        .enumerate()
        .filter(|(place, _)| *place != left_out)
        .map(|(_, event)| event.clone());
    given::<DivisionOfInterest>(standing).state()
}

/// How much an owner has of a deck in force in a month.
fn held(division: &DivisionOfInterest, on: &str, owner: OwnerId, interest: InterestType) -> String {
    let decks = division.deck_on(month(on)).unwrap();
    let lines = [decks.cost, decks.revenue]
        .into_iter()
        .flatten()
        .flat_map(|deck| deck.interests);
    let line = lines
        .into_iter()
        .find(|line| (line.owner, line.interest) == (owner, interest));
    line.map_or_else(|| "none".to_owned(), |line| line.decimal.to_string())
}

#[test]
fn a_stream_is_named_by_property_product_and_depths() {
    let below = DivisionKey {
        depths: DepthInterval::new(Feet::parse("17000").unwrap(), None).unwrap(),
        ..key()
    };
    let gas = DivisionKey {
        product: DeckProduct::Gas,
        ..key()
    };
    let ids: BTreeSet<DivisionId> = [key(), below, gas].iter().map(DivisionKey::stream).collect();
    assert_eq!(ids.len(), 3);
    assert_eq!(key().stream().as_uuid().get_version_num(), 5);
    assert_eq!(key().stream().to_string().parse(), Ok(key().stream()));
    given::<DivisionOfInterest>(in_force())
        .when(DivisionCommand::CreateDeck(Box::new(CreateDeck {
            division: below,
            from: month("2024-01"),
            deck: costs(),
            owners: owners_seen(),
        })))
        .then_refused(DivisionError::OtherDivision {
            division_id: key().stream(),
        });
}

#[test]
fn a_deck_is_drawn_up_and_drawn_up_anew() {
    given::<DivisionOfInterest>([])
        .when(create("2024-01", costs()))
        .then([created("2024-01", costs())]);
    given::<DivisionOfInterest>([created("2024-01", costs())])
        .when(create("2024-01", costs()))
        .then_nothing();
    let alone = drawn(DeckKind::Cost, [interest(OPERATOR, InterestType::Wi, "1")]);
    let stream = [created("2024-01", costs()), created("2024-01", alone.clone())];
    given::<DivisionOfInterest>([created("2024-01", costs())])
        .when(create("2024-01", alone.clone()))
        .then([stream[1].clone()]);
    let mut net = revenue();
    net.interests[2].decimal = decimal("0.76");
    net.interests.pop();
    given::<DivisionOfInterest>(
        stream
            .clone()
            .into_iter()
            .chain([created("2024-01", net.clone())]),
    )
    .when(activate("2024-01", [DeckKind::Cost, DeckKind::RevenueBpo]))
    .then([activated("2024-01", [alone.clone(), net])]);
    // Back to the first: it is not the last word, so it is said again.
    given::<DivisionOfInterest>(stream)
        .when(create("2024-01", costs()))
        .then([created("2024-01", costs())]);
    given::<DivisionOfInterest>(in_force())
        .when(create("2024-01", alone.clone()))
        .then([created("2024-01", alone)]);
}

#[test]
fn a_deck_that_does_not_come_to_one_is_refused() {
    for (change, sum) in [("0.24999999", "0.99999999"), ("0.25000001", "1.00000001")] {
        let mut deck = costs();
        deck.interests[1].decimal = decimal(change);
        given::<DivisionOfInterest>([])
            .when(create("2024-01", deck))
            .then_refused(DivisionError::DoesNotClose {
                deck: DeckKind::Cost,
                sum: sum.parse().unwrap(),
            });
    }
    given::<DivisionOfInterest>([])
        .when(create("2024-01", drawn(DeckKind::RevenueBpo, [])))
        .then_refused(DivisionError::DoesNotClose {
            deck: DeckKind::RevenueBpo,
            sum: Decimal::ZERO,
        });
}

#[test]
fn net_profits_and_suspense_count_as_they_should() {
    // A net profits interest stands beside what closes; an interest in suspense is part of it.
    let mut deck = revenue();
    deck.interests.push(interest(BUYER, InterestType::Npi, "0.1"));
    deck.interests[0].status = PayStatus::Suspense {
        reason: SuspenseReason::OwnerUnlocatable,
        document: None,
    };
    given::<DivisionOfInterest>([])
        .when(create("2024-01", deck.clone()))
        .then([created("2024-01", deck)]);
}

#[test]
fn a_line_has_its_deck_and_stands_there_once() {
    let refused = |deck: DrawnUpDeck| given::<DivisionOfInterest>([]).when(create("2024-01", deck));
    let mut deck = costs();
    deck.interests[1].interest = InterestType::Nri;
    refused(deck).then_refused(DivisionError::InterestNotOfDeck {
        line: line(DeckKind::Cost, PARTNER, InterestType::Nri),
    });
    let mut deck = revenue();
    deck.interests[3].interest = InterestType::Wi;
    refused(deck).then_refused(DivisionError::InterestNotOfDeck {
        line: line(DeckKind::RevenueBpo, PARTNER, InterestType::Wi),
    });
    let mut deck = costs();
    deck.interests.push(interest(BUYER, InterestType::Wi, "0"));
    refused(deck).then_refused(DivisionError::DecimalZero {
        line: line(DeckKind::Cost, BUYER, InterestType::Wi),
    });
    let mut deck = costs();
    deck.interests[0].decimal = decimal("0.5");
    deck.interests.push(interest(PARTNER, InterestType::Wi, "0.25"));
    refused(deck).then_refused(DivisionError::InterestTwice {
        line: line(DeckKind::Cost, PARTNER, InterestType::Wi),
    });
    let mut deck = costs();
    deck.interests[0].status = PayStatus::Suspense {
        reason: SuspenseReason::TitleDispute,
        document: None,
    };
    refused(deck).then_refused(DivisionError::CostNotSuspended {
        line: line(DeckKind::Cost, OPERATOR, InterestType::Wi),
    });
}

#[test]
fn decks_are_put_in_force_together_as_they_were_drawn_up() {
    let drawn_up = [created("2024-01", costs()), created("2024-01", revenue())];
    given::<DivisionOfInterest>(drawn_up.clone())
        .when(activate("2024-02", [DeckKind::Cost, DeckKind::RevenueBpo]))
        .then([activated("2024-02", [costs(), revenue()])]);
    given::<DivisionOfInterest>(drawn_up.clone())
        .when(activate("2023-12", [DeckKind::Cost]))
        .then_refused(DivisionError::DeckUnknown { deck: DeckKind::Cost });
    given::<DivisionOfInterest>(drawn_up)
        .when(activate("2024-01", []))
        .then_refused(DivisionError::NothingNamed);
    given::<DivisionOfInterest>([])
        .when(activate("2024-01", [DeckKind::Cost]))
        .then_refused(DivisionError::DivisionUnknown);
    given::<DivisionOfInterest>(in_force())
        .when(activate("2024-01", [DeckKind::Cost, DeckKind::RevenueBpo]))
        .then_nothing();
    given::<DivisionOfInterest>(in_force())
        .when(activate("2024-02", [DeckKind::Cost]))
        .then_refused(DivisionError::DeckNotDrawnUp { deck: DeckKind::Cost });
}

#[test]
fn what_is_in_force_was_drawn_up_for_no_other_deck_since() {
    // In March a late draft for January would change what was put in force in February.
    let alone = drawn(DeckKind::Cost, [interest(OPERATOR, InterestType::Wi, "1")]);
    given::<DivisionOfInterest>([created("2024-01", costs()), activated("2024-02", [costs()])])
        .when(create("2024-01", alone))
        .then_refused(DivisionError::LaterChangeBroken {
            event_type: "DeckActivated",
            from: month("2024-02"),
            why: Box::new(DivisionError::DeckNotDrawnUp { deck: DeckKind::Cost }),
        });
}

#[test]
fn one_working_interest_owner_is_not_paid_above_what_he_bears() {
    let mut deck = revenue();
    deck.interests[2].decimal = decimal("0.5");
    deck.interests[3].decimal = decimal("0.26");
    let drawn_up = [created("2024-01", costs()), created("2024-01", deck)];
    given::<DivisionOfInterest>(drawn_up)
        .when(activate("2024-01", [DeckKind::Cost, DeckKind::RevenueBpo]))
        .then_refused(DivisionError::NriExceedsWi {
            owner: PARTNER,
            nri: decimal("0.26"),
            wi: decimal("0.25"),
        });
}

#[test]
fn the_next_deck_ends_the_one_before() {
    let alone = drawn(DeckKind::Cost, [interest(OPERATOR, InterestType::Wi, "1")]);
    let mut net = revenue();
    net.interests[2].decimal = decimal("0.76");
    net.interests.pop();
    let division = given::<DivisionOfInterest>(with([
        created("2024-03", alone.clone()),
        created("2024-03", net.clone()),
        activated("2024-06", [alone, net]),
    ]))
    .state();
    let before = division.deck_on(month("2024-05")).unwrap().cost.unwrap();
    let after = division.deck_on(month("2024-06")).unwrap().cost.unwrap();
    assert_eq!(
        (before.from, before.until),
        (month("2024-01"), Some(month("2024-06")))
    );
    assert_eq!((after.from, after.until), (month("2024-06"), None));
    assert_eq!(division.deck_on(month("2023-12")).unwrap().cost, None);
    assert_eq!(
        held(&division, "2024-05", PARTNER, InterestType::Nri),
        "0.19000000"
    );
    assert_eq!(held(&division, "2024-06", PARTNER, InterestType::Nri), "none");
    assert_eq!(DivisionOfInterest::Unknown.deck_on(month("2024-05")), None);
}

#[test]
fn two_divisions_do_not_divide_the_same_depths() {
    let feet = |value: &str| Feet::parse(value).unwrap();
    let shallow = |base: &str| DivisionKey {
        depths: DepthInterval::new(Feet::ZERO, Some(feet(base))).unwrap(),
        product: DeckProduct::Oil,
        ..key()
    };
    let deep = DivisionKey {
        depths: DepthInterval::new(feet("17000"), None).unwrap(),
        ..key()
    };
    let seen = |division: DivisionKey, side, from: &str, until: Option<&str>| DeckSeen {
        division_id: division.stream(),
        division,
        side,
        from: month(from),
        until: until.map(month),
    };
    let drawn_up = |deck: DrawnUpDeck| -> DivisionEvent {
        DeckCreated {
            effective_at: begins("2024-01"),
            division: deep,
            from: month("2024-01"),
            deck,
        }
        .into()
    };
    let ask = |others: Vec<DeckSeen>| {
        given::<DivisionOfInterest>([drawn_up(costs()), drawn_up(revenue())]).when(
            DivisionCommand::ActivateDeck(Box::new(ActivateDeck {
                others,
                ..activate_task("2024-01", [DeckKind::Cost, DeckKind::RevenueBpo])
            })),
        )
    };
    let both = || [activated("2024-01", [costs(), revenue()])];
    ask(vec![
        seen(shallow("17000"), DeckSide::Cost, "2023-01", None),
        seen(shallow("17001"), DeckSide::Revenue, "2023-01", Some("2024-01")),
        seen(shallow("17001"), DeckSide::Cost, "2023-01", Some("2024-01")),
        seen(deep, DeckSide::Cost, "2023-01", None),
    ])
    .then(both());
    for side in [DeckSide::Cost, DeckSide::Revenue] {
        ask(vec![seen(shallow("17001"), side, "2024-05", None)]).then_refused(DivisionError::DecksOverlap {
            division_id: shallow("17001").stream(),
            side,
            from: month("2024-05"),
        });
    }
    let elsewhere = DivisionKey {
        property_id: PropertyId::new(Uuid::from_u128(78)),
        ..key()
    };
    ask(vec![seen(elsewhere, DeckSide::Cost, "2024-01", None)]).then(both());
}

#[test]
fn what_others_see_of_a_division_is_how_long_it_divides() {
    let seen = DeckSeen::of(&given::<DivisionOfInterest>(in_force()).state());
    let [cost, revenue] = seen.as_slice() else {
        panic!("{seen:?}");
    };
    assert_eq!(
        (cost.side, cost.from, cost.until),
        (DeckSide::Cost, month("2024-01"), None)
    );
    assert_eq!(revenue.side, DeckSide::Revenue);
    assert_eq!(cost.division_id, key().stream());
    assert_eq!(DeckSeen::of(&DivisionOfInterest::Unknown), []);
    let drawn_up = given::<DivisionOfInterest>([created("2024-01", costs())]).state();
    assert_eq!(DeckSeen::of(&drawn_up), []);
}

#[test]
fn an_owner_signs_for_what_he_has_or_is_to_have() {
    let sign = |owner, signed_on: &str| {
        DivisionCommand::SignDivisionOrder(SignDivisionOrder {
            owner,
            signed_on: day(signed_on),
            document: text("DO-17"),
            owners: owners_seen(),
            now: at(NOW),
        })
    };
    let signed = |owner, signed_on: &str, effective_at| DivisionOrderSigned {
        effective_at,
        owner,
        signed_on: day(signed_on),
        document: text("DO-17"),
    };
    let on_the_day = signed(LESSOR, "2024-02-10", at("2024-02-10T06:00:00Z"));
    given::<DivisionOfInterest>(in_force())
        .when(sign(LESSOR, "2024-02-10"))
        .then([on_the_day.clone()]);
    // The paper goes round once the deck is drawn up, and nobody signs for what was not there.
    given::<DivisionOfInterest>([created("2024-01", revenue())])
        .when(sign(LESSOR, "2024-01-01"))
        .then([signed(LESSOR, "2024-01-01", begins("2024-01"))]);
    given::<DivisionOfInterest>([created("2024-01", revenue())])
        .when(sign(LESSOR, "2023-12-31"))
        .then_refused(DivisionError::SignedBeforeDivision {
            signed_on: day("2023-12-31"),
            from: month("2024-01"),
        });
    // Who buys may sign before his own first month.
    let bought = with([transfers::transferred("2024-05", transfers::royalty("0.1"))]);
    given::<DivisionOfInterest>(bought)
        .when(sign(BUYER, "2024-04-20"))
        .then([signed(BUYER, "2024-04-20", begins("2024-05"))]);
    given::<DivisionOfInterest>(with([on_the_day.clone().into()]))
        .when(sign(LESSOR, "2024-02-10"))
        .then_nothing();
    given::<DivisionOfInterest>(in_force())
        .when(sign(BUYER, "2024-02-10"))
        .then_refused(DivisionError::OwnerNotInDivision {
            owner: BUYER,
            signed_on: day("2024-02-10"),
        });
    given::<DivisionOfInterest>(in_force())
        .when(sign(LESSOR, "2026-03-02"))
        .then_refused(DivisionError::SignedInFuture {
            signed_on: day("2026-03-02"),
            today: day("2026-03-01"),
        });
    let shown = given::<DivisionOfInterest>(with([on_the_day.into()]))
        .state()
        .summary()
        .unwrap();
    assert_eq!(shown.signatures.len(), 1);
}

#[test]
fn a_division_is_shown_deck_by_deck() {
    let shown = given::<DivisionOfInterest>(with([created("2024-05", costs())]))
        .state()
        .summary()
        .unwrap();
    assert_eq!(shown.division, key());
    assert_eq!((shown.cost.len(), shown.revenue.len()), (1, 1));
    let awaiting = DeckAwaiting {
        from: month("2024-05"),
        deck: costs(),
    };
    assert_eq!(shown.drawn_up, [awaiting]);
    let json = serde_json::to_value(&shown.drawn_up[0]).unwrap();
    assert_eq!(
        (&json["from"], &json["kind"]),
        (&"2024-05".into(), &"cost".into())
    );
    assert_eq!(shown.changes.len(), 4);
    assert_eq!((shown.paid_out_from, shown.ended_from), (None, None));
    assert_eq!(DivisionOfInterest::Unknown.summary(), None);
}
