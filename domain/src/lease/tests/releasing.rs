//! What is let go: by a release, a Pugh clause, a retained-acreage clause.

use super::asked::*;
use super::*;
use crate::given::given;

fn held(events: Vec<LeaseEvent>) -> Vec<String> {
    let shown = shown(events, "2023-06-01");
    let line = |tract: &TractSummary| {
        let depths: Vec<String> = tract
            .slices
            .iter()
            .map(|slice| slice.depths.to_string())
            .collect();
        format!("{} {} ac: {}", tract.tract, tract.held_acres, depths.join(", "))
    };
    shown.tracts.iter().map(line).collect()
}

fn pugh(day: &str, completions: Vec<CompletionSeen>) -> ApplyPughClause {
    ApplyPughClause {
        effective_at: noon(day),
        completions,
        instrument: paper("Notice 1"),
    }
}

fn by_pugh(day: &str, acreage: Vec<ReleasedAcreage>, deepest: Option<&str>) -> LeaseEvent {
    LeasePartiallyReleased {
        effective_at: noon(day),
        acreage,
        cause: ReleaseCause::Pugh {
            deepest_producing_ft: deepest.map(feet),
        },
        instrument: paper("Notice 1"),
    }
    .into()
}

#[test]
fn depths_are_let_go_and_the_rest_stays() {
    let acreage = vec![whole("T-2", between("5000", "9000"))];
    given::<Lease>(producing())
        .when(release("2023-03-01", acreage.clone(), vec![producer()]))
        .then([LeasePartiallyReleased {
            effective_at: noon("2023-03-01"),
            acreage: acreage.clone(),
            cause: ReleaseCause::Released,
            instrument: paper("Release 1"),
        }]);
    let events = then_asked(producing(), release("2023-03-01", acreage, vec![producer()]));
    assert_eq!(
        held(events.clone()),
        [
            "T-1 160 ac: 0 ft and deeper",
            "T-2 480 ac: 0 to 5000 ft, 9000 to 12990 ft"
        ]
    );
    assert_eq!(shown(events, "2023-06-01").status, LeaseStatus::HeldByProduction);
}

#[test]
fn the_last_acreage_let_go_ends_the_lease() {
    let all = vec![
        whole("T-1", DepthInterval::ALL),
        whole("T-2", between("0", "12990")),
    ];
    given::<Lease>(signed())
        .when(release("2022-03-01", all.clone(), vec![idle()]))
        .then([LeaseReleased {
            effective_at: noon("2022-03-01"),
            acreage: all.clone(),
            instrument: paper("Release 1"),
        }]);
    let gone = then_asked(signed(), release("2022-03-01", all, vec![]));
    given::<Lease>(gone)
        .when(release("2022-03-02", vec![whole("T-1", from("0"))], vec![]))
        .then_refused(LeaseError::Ended {
            status: LeaseStatus::Released,
            since: noon("2022-03-01"),
        });
}

#[test]
fn nothing_is_let_go_under_a_producing_completion() {
    let refusal = |name: &str| LeaseError::ReleaseUnderProduction {
        tract: tract(name),
        well_id: well_id(),
        completion: d01(),
        depths: between("10000", "10500"),
    };
    given::<Lease>(producing())
        .when(release(
            "2023-03-01",
            vec![whole("T-2", between("10499.99", "12990"))],
            vec![producer()],
        ))
        .then_refused(refusal("T-2"));
    // All ground of the tract, acre by acre.
    given::<Lease>(producing())
        .when(release(
            "2023-03-01",
            vec![ground("T-2", "480")],
            vec![producer()],
        ))
        .then_refused(refusal("T-2"));
    let below = given::<Lease>(producing()).when(release(
        "2023-03-01",
        vec![whole("T-2", between("10500", "12990"))],
        vec![producer()],
    ));
    assert_eq!(below.events().len(), 1);
    // A unit well on ground of another lease holds the tracts in its unit.
    let pooled = then_asked(producing(), pool("2022-08-01"));
    given::<Lease>(pooled)
        .when(release(
            "2023-03-01",
            vec![whole("T-2", between("12000", "12990"))],
            vec![of_the_unit()],
        ))
        .then_refused(refusal("T-2"));
}

#[test]
fn only_what_is_held_is_let_go() {
    given::<Lease>(signed())
        .when(release("2022-03-01", vec![], vec![]))
        .then_refused(LeaseError::NothingReleased);
    given::<Lease>(signed())
        .when(release("2022-03-01", vec![whole("T-2", from("12000"))], vec![]))
        .then_refused(LeaseError::AcreageNotHeld {
            tract: tract("T-2"),
            depths: from("12000"),
        });
    given::<Lease>(signed())
        .when(release("2022-03-01", vec![whole("T-3", from("0"))], vec![]))
        .then_refused(LeaseError::AcreageNotHeld {
            tract: tract("T-3"),
            depths: from("0"),
        });
    for (name, released, held_acres) in [("T-1", "160.0001", "160"), ("T-1", "0", "160"), ("T-3", "1", "0")] {
        given::<Lease>(signed())
            .when(release("2022-03-01", vec![ground(name, released)], vec![]))
            .then_refused(LeaseError::AcresNotHeld {
                tract: tract(name),
                acres: acres(released),
                held_acres: acres(held_acres),
            });
    }
    let draft = ReleaseAcreage {
        instrument: unsigned(),
        ..release("2022-03-01", vec![ground("T-1", "10")], vec![])
    };
    given::<Lease>(signed()).when(draft).then_refused(not_signed());
}

#[test]
fn a_pugh_clause_lets_idle_ground_and_depths_below_the_deepest_production_go() {
    let acreage = vec![
        whole("T-1", DepthInterval::ALL),
        whole("T-2", between("10600", "12990")),
    ];
    given::<Lease>(producing())
        .when(pugh("2023-02-01", vec![producer()]))
        .then([by_pugh("2023-02-01", acreage, Some("10500"))]);
    let after = then_asked(producing(), pugh("2023-02-01", vec![producer()]));
    assert_eq!(held(after.clone()), ["T-1 0 ac: ", "T-2 480 ac: 0 to 10600 ft"]);
    // Once it has taken effect, nothing more goes.
    given::<Lease>(after)
        .when(pugh("2023-02-02", vec![producer()]))
        .then_nothing();
}

#[test]
fn the_base_of_the_formation_counts_where_it_lies_deeper() {
    let mut deep = producer();
    deep.place.formation_base_ft = Some(feet("11000"));
    let vertical = || {
        let clause = PughClause::Vertical {
            margin_ft: feet("100"),
        };
        let events = signed_with(|terms| terms.clauses.pugh = clause);
        with(events, [held_by_production("2022-07-01")])
    };
    // The ground of T-1 stays; the deepest well of the lease speaks for it.
    given::<Lease>(vertical())
        .when(pugh("2023-02-01", vec![deep]))
        .then([by_pugh(
            "2023-02-01",
            vec![
                whole("T-1", from("11100")),
                whole("T-2", between("11100", "12990")),
            ],
            Some("11000"),
        )]);
    let unknown = CompletionSeen {
        depths: from("10000"),
        ..producer()
    };
    given::<Lease>(vertical())
        .when(pugh("2023-02-01", vec![unknown]))
        .then_refused(LeaseError::ProducingDepthUnknown {
            well_id: well_id(),
            completion: d01(),
        });
}

#[test]
fn ground_in_a_producing_unit_stays() {
    let horizontal = signed_with(|terms| terms.clauses.pugh = PughClause::Horizontal);
    let pooled = then_asked(horizontal, pool("2022-06-01"));
    let held = then_asked(pooled, attain("2022-07-01", vec![of_the_unit()]));
    given::<Lease>(held)
        .when(pugh("2023-02-01", vec![of_the_unit()]))
        .then([by_pugh(
            "2023-02-01",
            vec![whole("T-1", DepthInterval::ALL)],
            None,
        )]);
}

#[test]
fn a_pugh_clause_takes_effect_after_the_term_where_something_produces() {
    given::<Lease>(producing())
        .when(pugh("2023-01-31", vec![producer()]))
        .then_refused(LeaseError::TermNotOver {
            ends_on: "2023-01-31".to_owned(),
            on: date("2023-01-31"),
        });
    let mut elsewhere = producer();
    elsewhere.place.tract = None;
    for seen in [idle(), elsewhere] {
        given::<Lease>(producing())
            .when(pugh("2023-02-01", vec![seen]))
            .then_refused(LeaseError::NoProducingCompletion {
                words: "let acreage go under its Pugh clause",
            });
    }
    given::<Lease>(signed())
        .when(pugh("2022-02-01", vec![producer()]))
        .then_refused(LeaseError::NotHeld {
            words: "let acreage go under its Pugh clause",
            status: LeaseStatus::InPrimaryTerm,
            since: noon("2020-01-15"),
        });
    let without = with(
        signed_with(|terms| terms.clauses.pugh = PughClause::None),
        [held_by_production("2022-07-01")],
    );
    given::<Lease>(without)
        .when(pugh("2023-02-01", vec![producer()]))
        .then_refused(LeaseError::ClauseAbsent { clause: "Pugh" });
}

fn retain(day: &str, kept: &[(&str, &str)]) -> ApplyRetainedAcreage {
    ApplyRetainedAcreage {
        effective_at: noon(day),
        retained: kept
            .iter()
            .map(|(name, kept)| RetainedAcres {
                well_id: well_id(),
                tract: tract(name),
                acres: acres(kept),
            })
            .collect(),
        released_legal: remarks("the rest"),
        completions: vec![producer()],
        instrument: paper("Designation 2"),
    }
}

#[test]
fn each_well_keeps_its_acres_and_the_rest_goes() {
    // 80 acres and ten per cent more.
    given::<Lease>(producing())
        .when(retain("2023-02-01", &[("T-2", "88")]))
        .then([LeasePartiallyReleased {
            effective_at: noon("2023-02-01"),
            acreage: vec![whole("T-1", DepthInterval::ALL), ground("T-2", "392")],
            cause: ReleaseCause::RetainedAcreage,
            instrument: paper("Designation 2"),
        }]);
    let after = then_asked(producing(), retain("2023-02-01", &[("T-2", "88")]));
    assert_eq!(held(after.clone()), ["T-1 0 ac: ", "T-2 88 ac: 0 to 12990 ft"]);
    given::<Lease>(after)
        .when(retain("2023-02-02", &[("T-2", "88")]))
        .then_nothing();
}

#[test]
fn a_well_keeps_no_more_than_the_clause_and_only_where_it_produces() {
    given::<Lease>(producing())
        .when(retain("2023-02-01", &[("T-2", "44"), ("T-2", "44.0001")]))
        .then_refused(LeaseError::RetainedTooMuch {
            well_id: well_id(),
            acres: "88.0001".parse().unwrap(),
            limit: "88".parse().unwrap(),
        });
    given::<Lease>(producing())
        .when(retain("2023-02-01", &[("T-1", "80")]))
        .then_refused(LeaseError::RetainedByNone {
            well_id: well_id(),
            tract: tract("T-1"),
        });
    let mut long = retain("2023-02-01", &[("T-2", "500")]);
    long.completions[0].place.horizontal = true;
    given::<Lease>(producing())
        .when(long)
        .then_refused(LeaseError::AcresNotHeld {
            tract: tract("T-2"),
            acres: acres("500"),
            held_acres: acres("480"),
        });
    for nothing in [&[][..], &[("T-2", "0")]] {
        given::<Lease>(producing())
            .when(retain("2023-02-01", nothing))
            .then_refused(LeaseError::NothingRetained);
    }
    let mut nobody = retain("2023-02-01", &[("T-2", "80")]);
    nobody.completions = vec![idle()];
    given::<Lease>(producing())
        .when(nobody)
        .then_refused(LeaseError::NoProducingCompletion {
            words: "let acreage go under its retained-acreage clause",
        });
}

#[test]
fn a_retained_acreage_clause_takes_effect_after_the_term() {
    given::<Lease>(producing())
        .when(retain("2023-01-31", &[("T-2", "80")]))
        .then_refused(LeaseError::TermNotOver {
            ends_on: "2023-01-31".to_owned(),
            on: date("2023-01-31"),
        });
    let without = with(
        signed_with(|terms| terms.clauses.retained_acreage = None),
        [held_by_production("2022-07-01")],
    );
    given::<Lease>(without)
        .when(retain("2023-02-01", &[("T-2", "80")]))
        .then_refused(LeaseError::ClauseAbsent {
            clause: "retained acreage",
        });
    given::<Lease>(signed())
        .when(retain("2022-02-01", &[("T-2", "80")]))
        .then_refused(LeaseError::NotHeld {
            words: "let acreage go under its retained-acreage clause",
            status: LeaseStatus::InPrimaryTerm,
            since: noon("2020-01-15"),
        });
}

#[test]
fn ground_is_let_go_once() {
    let part = |legal: &str| ReleasedAcreage::Ground {
        tract: tract("T-1"),
        acres: acres("40"),
        legal: remarks(legal),
    };
    let refusal = |legal: &str| LeaseError::GroundLetGo {
        tract: tract("T-1"),
        legal: remarks(legal),
    };
    let gone = then_asked(signed(), release("2022-03-01", vec![part("NW/4 NE/4")], vec![]));
    for again in ["NW/4 NE/4", "nw/4  ne/4"] {
        given::<Lease>(gone.clone())
            .when(release("2022-04-01", vec![part(again)], vec![]))
            .then_refused(refusal(again));
    }
    let other = given::<Lease>(gone).when(release("2022-04-01", vec![part("SW/4 NE/4")], vec![]));
    assert_eq!(other.events().len(), 1);
    given::<Lease>(signed())
        .when(release(
            "2022-03-01",
            vec![part("NW/4 NE/4"), part("NW/4 NE/4")],
            vec![],
        ))
        .then_refused(refusal("NW/4 NE/4"));
}

#[test]
fn nothing_is_let_go_from_which_a_formation_deeper_than_its_interval_produces() {
    let mut deep = producer();
    deep.place.formation_base_ft = Some(feet("11000"));
    let below = |top: &str| vec![whole("T-2", between(top, "12990"))];
    given::<Lease>(producing())
        .when(release("2023-03-01", below("10999.99"), vec![deep.clone()]))
        .then_refused(LeaseError::ReleaseUnderProduction {
            tract: tract("T-2"),
            well_id: well_id(),
            completion: d01(),
            depths: between("10000", "11000"),
        });
    let free = given::<Lease>(producing()).when(release("2023-03-01", below("11000"), vec![deep.clone()]));
    assert_eq!(free.events().len(), 1);
    // The lease remembers how deep it lies, for whoever asks later without saying so.
    let held = then_asked(signed(), attain("2022-07-01", vec![deep]));
    let (lease, _) = crate::given::fold::<Lease>(&held);
    let [remembered] = lease.held_wells() else {
        panic!("{lease:?}");
    };
    assert_eq!(remembered.place().formation_base_ft, Some(feet("11000")));
    let mut unsaid = producer().place;
    lease.recall(well_id(), &mut unsaid);
    assert_eq!(unsaid.formation_base_ft, Some(feet("11000")));
    unsaid.formation_base_ft = Some(feet("11050"));
    lease.recall(well_id(), &mut unsaid);
    assert_eq!(unsaid.formation_base_ft, Some(feet("11050")));
}
