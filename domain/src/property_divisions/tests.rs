//! The rules of the list, each as a sentence, and each refusal.

use uuid::Uuid;

use super::*;
use crate::depth::DepthInterval;
use crate::division_of_interest::{DeckProduct, DivisionKey};
use crate::given::given;
use crate::location::TimeZone;
use crate::month::Month;
use crate::property_month::PropertyId;
use crate::quantity::Feet;

fn zone(name: &str) -> TimeZone {
    TimeZone::parse(name).unwrap()
}

fn key() -> DivisionKey {
    DivisionKey {
        property_id: PropertyId::new(Uuid::from_u128(77)),
        product: DeckProduct::All,
        depths: DepthInterval::ALL,
        time_zone: zone("America/Chicago"),
    }
}

fn deep() -> DivisionKey {
    DivisionKey {
        depths: DepthInterval::new(Feet::parse("17000").unwrap(), None).unwrap(),
        ..key()
    }
}

fn list(division: DivisionKey) -> ListDivision {
    let from = Month::parse("2024-01").unwrap();
    ListDivision { division, from }
}

fn listed(division: DivisionKey) -> PropertyDivisionsEvent {
    DivisionListed {
        effective_at: "2024-01-01T06:00:00Z".parse().unwrap(),
        division_id: division.stream(),
        division,
    }
    .into()
}

#[test]
fn a_property_lists_each_of_its_divisions_once() {
    given::<PropertyDivisions>([])
        .when(list(key()))
        .then([listed(key())]);
    given::<PropertyDivisions>([listed(key())])
        .when(list(deep()))
        .then([listed(deep())]);
    given::<PropertyDivisions>([listed(key()), listed(deep())])
        .when(list(key()))
        .then::<PropertyDivisionsEvent>([]);
    let state = given::<PropertyDivisions>([listed(key()), listed(deep())]).state();
    assert_eq!(
        state.streams().collect::<Vec<_>>(),
        [key().stream(), deep().stream()]
    );
    assert_eq!(PropertyDivisions::default().streams().next(), None);
}

#[test]
fn a_list_is_of_one_property() {
    let other = DivisionKey {
        property_id: PropertyId::new(Uuid::from_u128(78)),
        ..key()
    };
    given::<PropertyDivisions>([listed(key())])
        .when(list(other))
        .then_refused(PropertyDivisionsError::OtherProperty {
            property_id: key().property_id,
        });
    assert_ne!(
        PropertyDivisionsId::of(key().property_id),
        PropertyDivisionsId::of(other.property_id)
    );
}

#[test]
fn the_divisions_of_a_property_go_by_the_same_clocks() {
    let stated = zone("America/Denver");
    let other = DivisionKey {
        time_zone: stated,
        ..deep()
    };
    given::<PropertyDivisions>([listed(key())])
        .when(list(other))
        .then_refused(PropertyDivisionsError::TimeZoneDiffers {
            listed: key().time_zone,
            stated,
        });
}

#[test]
fn what_cannot_have_happened_changes_nothing() {
    use wellflow_decider::Decider;

    let mut state = given::<PropertyDivisions>([listed(key())]).state();
    let before = state.clone();
    let elsewhere = DivisionKey {
        time_zone: zone("America/Denver"),
        ..deep()
    };
    for event in [listed(key()), listed(elsewhere)] {
        assert!(state.evolve(&event).is_err());
        assert_eq!(state, before);
    }
}

#[test]
fn every_rule_is_one_of_its_own() {
    assert_eq!(
        PropertyDivisionsError::RULES,
        ["list-of-another-property", "division-time-zone-differs"]
    );
    let refusal = PropertyDivisionsError::OtherProperty {
        property_id: key().property_id,
    };
    assert_eq!(
        (refusal.rule(), refusal.source()),
        ("list-of-another-property", None)
    );
}
