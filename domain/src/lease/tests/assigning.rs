//! How interests pass: never more than is owned at that depth and date.

use super::asked::*;
use super::*;
use crate::given::{fold, given};

const CARVED: Conveyance = Conveyance::Carved {
    royalty: InterestKind::OverridingRoyalty,
};
const HELD: Conveyance = Conveyance::Held {
    royalty: InterestKind::OverridingRoyalty,
};
const CARVED_NPRI: Conveyance = Conveyance::Carved {
    royalty: InterestKind::NonParticipatingRoyalty,
};
const HELD_NPRI: Conveyance = Conveyance::Held {
    royalty: InterestKind::NonParticipatingRoyalty,
};

/// Who holds what in T-2: owner's number, kind and fraction, slice by slice.
fn interests(events: Vec<LeaseEvent>) -> Vec<(String, Vec<String>)> {
    let shown = shown(events, "2022-01-01");
    let slice = |slice: &SliceSummary| {
        let line = |held: &InterestHeld| {
            let number = held.owner_id.as_uuid().as_u128();
            format!("{number} {} {}", held.interest, held.fraction)
        };
        (
            slice.depths.to_string(),
            slice.interests.iter().map(line).collect(),
        )
    };
    shown.tracts[1].slices.iter().map(slice).collect()
}

#[test]
fn a_working_interest_passes_at_the_depths_named() {
    let part = InterestAssignment {
        depths: between("9000", "12990"),
        ..assignment(lessee(), owner(4), WORKING, "0.25")
    };
    given::<Lease>(signed())
        .when(assign("2021-01-01", part.clone()))
        .then([InterestAssigned {
            effective_at: noon("2021-01-01"),
            assignment: part.clone(),
        }]);
    let events = then_asked(signed(), assign("2021-01-01", part));
    assert_eq!(
        interests(events),
        [
            (
                "0 to 9000 ft".to_owned(),
                vec!["1 working interest 1.00000000".to_owned()]
            ),
            (
                "9000 to 12990 ft".to_owned(),
                vec![
                    "1 working interest 0.75000000".to_owned(),
                    "4 working interest 0.25000000".to_owned()
                ]
            ),
        ]
    );
}

#[test]
fn nobody_assigns_more_than_is_owned_at_that_depth() {
    let deep = InterestAssignment {
        depths: between("9000", "12990"),
        ..assignment(lessee(), owner(4), WORKING, "0.75")
    };
    let events = then_asked(signed(), assign("2021-01-01", deep));
    let again = |depths| InterestAssignment {
        depths,
        ..assignment(lessee(), owner(5), WORKING, "0.5")
    };
    given::<Lease>(events.clone())
        .when(assign("2021-02-01", again(between("0", "12990"))))
        .then_refused(LeaseError::InterestNotOwned {
            owner: lessee(),
            interest: InterestKind::WorkingInterest,
            tract: tract("T-2"),
            depths: between("9000", "12990"),
            owned: share("0.25"),
            fraction: share("0.5"),
        });
    let shallow = given::<Lease>(events).when(assign("2021-02-01", again(between("0", "9000"))));
    assert_eq!(shallow.events().len(), 1);
}

#[test]
fn nobody_assigns_more_than_is_owned_on_that_date() {
    let sold = then_asked(
        signed(),
        assign("2021-06-01", assignment(lessee(), owner(4), WORKING, "0.6")),
    );
    // Before the first assignment the lessee owned everything; but then the first one could not have happened.
    let earlier = given::<Lease>(sold.clone())
        .when(assign(
            "2021-01-01",
            assignment(lessee(), owner(5), WORKING, "0.5"),
        ))
        .events();
    let (_, illegal) = fold::<Lease>(&with(sold.clone(), earlier));
    assert_eq!(illegal.len(), 1, "{illegal:?}");
    assert!(illegal[0].reason.contains("cannot assign 0.6"), "{illegal:?}");
    // What is assigned before it was had was not owned.
    given::<Lease>(sold)
        .when(assign(
            "2021-05-31",
            assignment(owner(4), owner(5), WORKING, "0.1"),
        ))
        .then_refused(LeaseError::InterestNotOwned {
            owner: owner(4),
            interest: InterestKind::WorkingInterest,
            tract: tract("T-2"),
            depths: between("0", "12990"),
            owned: share("0"),
            fraction: share("0.1"),
        });
}

#[test]
fn only_acreage_that_is_held_is_assigned() {
    let mut below = assignment(lessee(), owner(4), WORKING, "0.5");
    below.depths = from("0");
    given::<Lease>(signed())
        .when(assign("2021-01-01", below))
        .then_refused(LeaseError::AcreageNotHeld {
            tract: tract("T-2"),
            depths: from("0"),
        });
}

#[test]
fn an_assignment_is_of_something_to_another_and_signed() {
    given::<Lease>(signed())
        .when(assign(
            "2021-01-01",
            assignment(lessee(), lessee(), WORKING, "0.5"),
        ))
        .then_refused(LeaseError::AssignedToItself { owner: lessee() });
    given::<Lease>(signed())
        .when(assign("2021-01-01", assignment(lessee(), owner(4), WORKING, "0")))
        .then_refused(LeaseError::FractionZero { owner: lessee() });
    let mut draft = assignment(lessee(), owner(4), WORKING, "0.5");
    draft.instrument = unsigned();
    given::<Lease>(signed())
        .when(assign("2021-01-01", draft))
        .then_refused(not_signed());
    for conveyance in [
        Conveyance::Carved {
            royalty: InterestKind::WorkingInterest,
        },
        Conveyance::Held {
            royalty: InterestKind::WorkingInterest,
        },
    ] {
        given::<Lease>(signed())
            .when(assign(
                "2021-01-01",
                assignment(lessee(), owner(4), conveyance, "0.5"),
            ))
            .then_refused(LeaseError::WorkingInterestNotRoyalty);
    }
}

#[test]
fn an_assignor_may_keep_an_overriding_royalty() {
    let keep = |kept: &str| {
        let conveyance = Conveyance::WorkingInterest {
            reserved_overriding_royalty: Some(share(kept)),
        };
        assignment(lessee(), owner(4), conveyance, "1")
    };
    let events = then_asked(signed(), assign("2021-01-01", keep("0.03")));
    assert_eq!(
        interests(events)[0].1,
        ["4 working interest 1.00000000", "1 overriding royalty 0.03000000"]
    );
    // A royalty of 20 % leaves 0.8 of a whole working interest.
    given::<Lease>(signed())
        .when(assign("2021-01-01", keep("0.80000001")))
        .then_refused(LeaseError::BurdensExceedInterest {
            owner: lessee(),
            tract: tract("T-2"),
            depths: between("0", "12990"),
            room: "0.8".parse().unwrap(),
            fraction: share("0.80000001"),
        });
}

#[test]
fn overriding_royalties_are_carved_passed_on_and_never_more_than_there_is() {
    let carved = then_asked(
        signed(),
        assign("2021-01-01", assignment(lessee(), owner(5), CARVED, "0.5")),
    );
    given::<Lease>(carved.clone())
        .when(assign(
            "2021-02-01",
            assignment(lessee(), owner(6), CARVED, "0.30000001"),
        ))
        .then_refused(LeaseError::BurdensExceedInterest {
            owner: lessee(),
            tract: tract("T-2"),
            depths: between("0", "12990"),
            room: "0.3".parse().unwrap(),
            fraction: share("0.30000001"),
        });
    let passed = then_asked(
        carved.clone(),
        assign("2021-02-01", assignment(owner(5), owner(6), HELD, "0.2")),
    );
    assert_eq!(
        interests(passed)[0].1,
        [
            "1 working interest 1.00000000",
            "5 overriding royalty 0.30000000",
            "6 overriding royalty 0.20000000"
        ]
    );
    given::<Lease>(carved)
        .when(assign(
            "2021-02-01",
            assignment(owner(5), owner(6), HELD, "0.50000001"),
        ))
        .then_refused(LeaseError::InterestNotOwned {
            owner: owner(5),
            interest: InterestKind::OverridingRoyalty,
            tract: tract("T-2"),
            depths: between("0", "12990"),
            owned: share("0.5"),
            fraction: share("0.50000001"),
        });
}

#[test]
fn a_burden_goes_with_the_interest_it_was_carved_out_of() {
    let carved = then_asked(
        signed(),
        assign("2021-01-01", assignment(lessee(), owner(5), CARVED, "0.4")),
    );
    let split = then_asked(
        carved,
        assign("2021-02-01", assignment(lessee(), owner(4), WORKING, "0.5")),
    );
    // Half of 0.8 is left to the half, and half of what was carved out weighs on it.
    given::<Lease>(split)
        .when(assign(
            "2021-03-01",
            assignment(owner(4), owner(6), CARVED, "0.20000001"),
        ))
        .then_refused(LeaseError::BurdensExceedInterest {
            owner: owner(4),
            tract: tract("T-2"),
            depths: between("0", "12990"),
            room: "0.2".parse().unwrap(),
            fraction: share("0.20000001"),
        });
}

#[test]
fn non_participating_royalties_are_carved_out_of_a_lessor_s_royalty() {
    let carved = then_asked(
        signed(),
        assign("2021-01-01", assignment(owner(2), owner(7), CARVED_NPRI, "0.125")),
    );
    let passed = then_asked(
        carved.clone(),
        assign("2021-02-01", assignment(owner(7), owner(8), HELD_NPRI, "0.125")),
    );
    assert_eq!(
        interests(passed)[0].1,
        [
            "1 working interest 1.00000000",
            "8 non-participating royalty 0.12500000"
        ]
    );
    given::<Lease>(carved)
        .when(assign(
            "2021-02-01",
            assignment(owner(2), owner(8), CARVED_NPRI, "0.07500001"),
        ))
        .then_refused(LeaseError::BurdensExceedInterest {
            owner: owner(2),
            tract: tract("T-2"),
            depths: between("0", "12990"),
            room: "0.075".parse().unwrap(),
            fraction: share("0.07500001"),
        });
    // Who is no lessor has no royalty to carve out of.
    given::<Lease>(signed())
        .when(assign(
            "2021-01-01",
            assignment(lessee(), owner(7), CARVED_NPRI, "0.01"),
        ))
        .then_refused(LeaseError::BurdensExceedInterest {
            owner: lessee(),
            tract: tract("T-2"),
            depths: between("0", "12990"),
            room: "0".parse().unwrap(),
            fraction: share("0.01"),
        });
}
