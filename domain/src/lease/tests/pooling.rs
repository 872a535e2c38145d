//! How the ground of a lease joins a unit.

use super::asked::*;
use super::*;
use crate::given::given;

fn factors(events: Vec<LeaseEvent>) -> Vec<String> {
    let units = shown(events, "2022-06-01").units;
    units[0]
        .tracts
        .iter()
        .map(|tract| tract.factor.to_string())
        .collect()
}

#[test]
fn factors_follow_the_acres() {
    let unit = PooledUnit {
        unit_id: unit_id(),
        name: text("Halbouty Unit"),
        kind: UnitKind::Pooling,
        depths: between("9000", "12990"),
        tracts: vec![
            UnitTract {
                unit_tract: text("Tract 1"),
                tract: Some(tract("T-2")),
                acres: acres("480"),
                factor: share("0.75"),
            },
            UnitTract {
                unit_tract: text("Tract 2"),
                tract: None,
                acres: acres("160"),
                factor: share("0.25"),
            },
        ],
        rounding_residual_e8: 0,
        instrument: paper("Designation 1"),
        force_pooling: None,
        factors_agreed_in: None,
    };
    given::<Lease>(signed())
        .when(pool("2022-06-01"))
        .then([LeasePooled {
            effective_at: noon("2022-06-01"),
            unit,
        }]);
}

#[test]
fn factors_that_do_not_come_out_even_close_to_exactly_one() {
    let mut thirds = pool("2022-06-01");
    thirds.tracts = vec![
        pooled_tract("A", Some("T-1"), "100"),
        pooled_tract("B", Some("T-2"), "100"),
        pooled_tract("C", None, "100"),
    ];
    let events = then_asked(signed(), thirds);
    assert_eq!(
        shown(events.clone(), "2022-06-01").units[0].rounding_residual_e8,
        1
    );
    assert_eq!(factors(events), ["0.33333334", "0.33333333", "0.33333333"]);
}

#[test]
fn an_agreement_may_set_other_factors_that_close() {
    let agreed = |first: &str, second: Option<&str>| {
        let mut task = pool("2022-06-01");
        task.kind = UnitKind::Unitization;
        task.factors_agreed_in = Some(text("Unit Agreement"));
        task.tracts[0].factor = Some(share(first));
        task.tracts[1].factor = second.map(share);
        task
    };
    let events = then_asked(signed(), agreed("0.6", Some("0.4")));
    assert_eq!(factors(events), ["0.60000000", "0.40000000"]);
    given::<Lease>(signed())
        .when(agreed("0.6", Some("0.40000001")))
        .then_refused(LeaseError::FactorsDoNotClose {
            sum: "1.00000001".parse().unwrap(),
        });
    given::<Lease>(signed())
        .when(agreed("1", Some("0")))
        .then_refused(LeaseError::FactorZero {
            unit_tract: text("Tract 2"),
        });
    given::<Lease>(signed())
        .when(agreed("0.6", None))
        .then_refused(LeaseError::FactorNotStated {
            unit_tract: text("Tract 2"),
        });
}

#[test]
fn without_an_agreement_factors_are_those_of_the_acres() {
    let mut other = pool("2022-06-01");
    other.tracts[0].factor = Some(share("0.6"));
    given::<Lease>(signed())
        .when(other)
        .then_refused(LeaseError::FactorNotByAcres {
            unit_tract: text("Tract 1"),
            stated: share("0.6"),
            computed: share("0.75"),
        });
}

#[test]
fn a_unit_is_joined_once_with_ground_that_is_held() {
    let pooled = then_asked(signed(), pool("2022-06-01"));
    given::<Lease>(pooled.clone())
        .when(pool("2022-06-02"))
        .then_refused(LeaseError::AlreadyInUnit { unit_id: unit_id() });
    let other = UnitId::new(Uuid::from_u128(10));
    let another = |depths| PoolLease {
        unit_id: other,
        depths,
        ..pool("2022-06-02")
    };
    given::<Lease>(pooled.clone())
        .when(another(between("0", "9000.01")))
        .then_refused(LeaseError::TractPooled {
            tract: tract("T-2"),
            unit_id: unit_id(),
        });
    let shallow = given::<Lease>(pooled).when(another(between("0", "9000")));
    assert_eq!(shallow.events().len(), 1);
    given::<Lease>(signed())
        .when(another(from("12990")))
        .then_refused(LeaseError::AcreageNotHeld {
            tract: tract("T-2"),
            depths: from("12990"),
        });
}

#[test]
fn tracts_of_a_unit_are_named_once_and_bring_acres_that_are_held() {
    let with_tracts = |tracts| PoolLease {
        tracts,
        ..pool("2022-06-01")
    };
    let refused = |tracts, refusal| {
        given::<Lease>(signed())
            .when(with_tracts(tracts))
            .then_refused(refusal);
    };
    refused(
        vec![pooled_tract("A", None, "100")],
        LeaseError::UnitWithoutTract { unit_id: unit_id() },
    );
    refused(
        vec![pooled_tract("A", Some("T-2"), "0")],
        LeaseError::UnitTractWithoutAcres {
            unit_tract: text("A"),
        },
    );
    refused(
        vec![pooled_tract("A", Some("T-2"), "480.0001")],
        LeaseError::PooledAcres {
            tract: tract("T-2"),
            acres: acres("480.0001"),
            held_acres: acres("480"),
        },
    );
    refused(
        vec![
            pooled_tract("A", Some("T-2"), "100"),
            pooled_tract("A", None, "100"),
        ],
        LeaseError::TractNamedTwice { tract: text("A") },
    );
    refused(
        vec![
            pooled_tract("A", Some("T-2"), "100"),
            pooled_tract("B", Some("T-2"), "100"),
        ],
        LeaseError::TractNamedTwice { tract: text("T-2") },
    );
    let draft = PoolLease {
        instrument: unsigned(),
        ..pool("2022-06-01")
    };
    given::<Lease>(signed()).when(draft).then_refused(not_signed());
}
