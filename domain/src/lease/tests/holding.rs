//! What holds a lease besides its term.

use super::asked::*;
use super::*;
use crate::given::given;

fn by_unit(day: &str, completions: Vec<CompletionSeen>) -> HoldByUnit {
    HoldByUnit {
        effective_at: noon(day),
        unit_id: unit_id(),
        completions,
    }
}

#[test]
fn production_in_paying_quantities_holds_a_lease() {
    given::<Lease>(signed())
        .when(attain("2022-07-01", vec![producer(), idle()]))
        .then([held_by_production("2022-07-01")]);
    let shown = shown(producing(), "2024-01-01");
    assert_eq!(shown.status, LeaseStatus::HeldByProduction);
    let holding = shown.holding.unwrap();
    assert_eq!(
        (holding.by, holding.until, holding.lapsed),
        (HeldBy::Production, None, false)
    );
    assert_eq!(holding.wells, [held_well(&producer())]);
}

#[test]
fn production_that_does_not_pay_holds_nothing() {
    let mut even = attain("2022-07-01", vec![producer()]);
    even.paying.operating_cost_usd = usd("50000");
    given::<Lease>(signed())
        .when(even)
        .then_refused(LeaseError::NotPaying {
            revenue_usd: usd("50000"),
            operating_cost_usd: usd("50000"),
            from: month("2022-01"),
            through: month("2022-06"),
        });
}

#[test]
fn only_what_produces_in_ground_and_depths_held_holds() {
    let refusal = LeaseError::NoProducingCompletion {
        words: "be held by production",
    };
    let mut elsewhere = producer();
    elsewhere.place.tract = None;
    for completions in [vec![], vec![idle()], vec![elsewhere]] {
        given::<Lease>(signed())
            .when(attain("2022-07-01", completions))
            .then_refused(refusal.clone());
    }
    let deep = CompletionSeen {
        depths: between("12990", "13000"),
        ..producer()
    };
    given::<Lease>(signed())
        .when(attain("2022-07-01", vec![deep]))
        .then_refused(LeaseError::AcreageNotHeld {
            tract: tract("T-2"),
            depths: between("12990", "13000"),
        });
    given::<Lease>(signed())
        .when(attain("2022-07-01", vec![of_the_unit()]))
        .then_refused(LeaseError::UnitUnknown { unit_id: unit_id() });
}

#[test]
fn what_has_ended_by_itself_is_not_revived() {
    given::<Lease>(signed())
        .when(attain("2023-02-01", vec![producer()]))
        .then_refused(LeaseError::Lapsed {
            words: "be held by production",
            by: HeldBy::PrimaryTerm,
            until: date("2023-01-31"),
            on: date("2023-02-01"),
        });
    let late = then_asked(signed(), attain("2023-01-31", vec![producer()]));
    assert_eq!(shown(late, "2023-02-01").status, LeaseStatus::HeldByProduction);
}

/// A well of which an agency reports the completion under a code since June 2022.
fn reported(code: &str) -> crate::well::Well {
    use crate::well::{Well, WellEvent, WellProposed, WellRole};
    let proposed: WellEvent = WellProposed {
        well_id: well_id(),
        effective_at: noon("2022-01-01"),
        name: text("Halbouty A-1"),
        api_number: None,
        operator: text("Demo Operating"),
        lease: None,
        field: None,
        location: None,
        state: None,
        time_zone: central(),
        role: WellRole::Oil,
        plan: crate::well::WellPlan::default(),
    }
    .into();
    let reported: WellEvent = crate::well::CompletionStatusReported {
        effective_at: noon("2022-06-01"),
        completion: d01(),
        status: Some(crate::well::AgencyStatus {
            agency: text("BSEE"),
            code: text(code),
        }),
        provenance: provenance(),
    }
    .into();
    given::<Well>([proposed, reported]).state()
}

#[test]
fn a_completion_of_a_well_is_seen_as_the_well_has_it() {
    use crate::well::Well;
    let well = reported("08");
    let place = producer().place;
    let seen = CompletionSeen::of(&well, place.clone()).unwrap();
    assert_eq!((seen.producing, seen.depths), (true, DepthInterval::ALL));
    let other = CompletionPlace {
        completion: CompletionName::parse("D02").unwrap(),
        ..place.clone()
    };
    assert_eq!(CompletionSeen::of(&well, other), None);
    assert_eq!(CompletionSeen::of(&Well::Unknown, place), None);
}

#[test]
fn a_well_at_rest_is_seen_since_its_day_and_one_that_flows_is_not() {
    let seen = |well: &crate::well::Well| {
        let seen = ShutInWellSeen::of(well, well_id());
        (seen.shut_in_on, seen.capable)
    };
    assert_eq!(seen(&reported("12")), (Some(date("2022-06-01")), true));
    assert_eq!(seen(&reported("08")), (None, false));
    assert_eq!(seen(&crate::well::Well::Unknown), (None, false));
}

#[test]
fn a_lease_remembers_the_completions_that_hold_it() {
    let held = given::<Lease>(producing()).state();
    assert_eq!(held.held_wells(), [held_well(&producer())]);
    assert_eq!(held.held_wells()[0].place(), producer().place);
    assert_eq!(held.time_zone(), Some(central()));
    assert_eq!(given::<Lease>(signed()).state().held_wells(), []);
    assert_eq!(
        (Lease::Unknown.held_wells(), Lease::Unknown.time_zone()),
        (&[][..], None)
    );
}

pub(super) fn provenance() -> crate::well::Provenance {
    crate::well::Provenance {
        agency: text("BOEM"),
        file: text("list.csv"),
        row_sha256: "0".repeat(64),
    }
}

#[test]
fn a_producing_unit_holds_a_lease_that_has_a_share_in_it() {
    given::<Lease>(signed())
        .when(by_unit("2022-07-01", vec![of_the_unit()]))
        .then_refused(LeaseError::UnitUnknown { unit_id: unit_id() });
    let pooled = then_asked(signed(), pool("2022-06-01"));
    given::<Lease>(pooled.clone())
        .when(by_unit("2022-07-01", vec![producer()]))
        .then_refused(LeaseError::NoProducingCompletion {
            words: "be held by a unit",
        });
    given::<Lease>(pooled.clone())
        .when(by_unit("2022-07-01", vec![producer(), of_the_unit()]))
        .then([LeaseHeldByUnit {
            effective_at: noon("2022-07-01"),
            unit_id: unit_id(),
            wells: vec![held_well(&of_the_unit())],
        }]);
    let held = then_asked(pooled.clone(), by_unit("2022-07-01", vec![of_the_unit()]));
    assert_eq!(held_until(held, "2024-01-01"), (HeldBy::Unit, None));
    // A unit well on ground of another lease holds by production too.
    let by_production = given::<Lease>(pooled.clone()).when(attain("2022-07-01", vec![of_the_unit()]));
    assert_eq!(by_production.events().len(), 1);
    given::<Lease>(pooled)
        .when(by_unit("2023-02-01", vec![of_the_unit()]))
        .then_refused(LeaseError::Lapsed {
            words: "be held by a unit",
            by: HeldBy::PrimaryTerm,
            until: date("2023-01-31"),
            on: date("2023-02-01"),
        });
}

#[test]
fn operations_hold_a_lease_past_its_term() {
    let operation = work("2023-01-20", "2023-03-10");
    given::<Lease>(signed())
        .when(hold_by(operation.clone()))
        .then([LeaseHeldByOperations {
            effective_at: noon("2023-03-10"),
            operation: operation.clone(),
        }]);
    let held = then_asked(signed(), hold_by(operation));
    // Sixty days may lie between operations.
    assert_eq!(
        held_until(held.clone(), "2023-03-11"),
        (HeldBy::Operations, Some(date("2023-05-09")))
    );
    let on = then_asked(held.clone(), hold_by(work("2023-05-09", "2023-05-20")));
    assert_eq!(
        held_until(on, "2023-05-21"),
        (HeldBy::Operations, Some(date("2023-07-19")))
    );
    given::<Lease>(held)
        .when(hold_by(work("2023-05-10", "2023-05-20")))
        .then_refused(LeaseError::OperationsGap {
            from: date("2023-03-10"),
            began_on: date("2023-05-10"),
            days: 60,
        });
    given::<Lease>(signed())
        .when(hold_by(work("2023-04-02", "2023-04-02")))
        .then_refused(LeaseError::OperationsGap {
            from: date("2023-01-31"),
            began_on: date("2023-04-02"),
            days: 60,
        });
}

#[test]
fn a_lease_does_not_end_before_its_term_whatever_held_it() {
    let held = then_asked(signed(), hold_by(work("2021-01-05", "2021-01-20")));
    assert_eq!(
        held_until(held, "2021-02-01"),
        (HeldBy::Operations, Some(date("2023-01-31")))
    );
}

#[test]
fn operations_hold_where_a_clause_says_so_and_the_work_was_done() {
    let without = signed_with(|terms| terms.clauses.continuous_operations_days = None);
    given::<Lease>(without)
        .when(hold_by(work("2023-01-20", "2023-01-30")))
        .then_refused(LeaseError::ClauseAbsent {
            clause: "continuous operations",
        });
    for (began_on, worked_until, on) in [
        ("2023-01-21", "2023-01-20", "2023-01-22"),
        ("2023-01-20", "2023-01-22", "2023-01-21"),
    ] {
        let task = HoldByOperations {
            effective_at: noon(on),
            operation: work(began_on, worked_until),
        };
        given::<Lease>(signed())
            .when(task)
            .then_refused(LeaseError::OperationInverted {
                began_on: date(began_on),
                worked_until: date(worked_until),
                on: date(on),
            });
    }
    given::<Lease>(producing())
        .when(hold_by(work("2023-01-20", "2023-01-30")))
        .then_refused(LeaseError::HeldOtherwise {
            words: "be held by operations",
            status: LeaseStatus::HeldByProduction,
            since: noon("2022-07-01"),
        });
}

#[test]
fn a_shut_in_royalty_holds_for_its_period() {
    given::<Lease>(producing())
        .when(pay_shut_in("2022-12-30", "2022-10-01", 12))
        .then([shut_in_paid("2022-12-30", "2022-10-01", 12)]);
    let held = then_asked(producing(), pay_shut_in("2022-12-30", "2022-10-01", 12));
    assert_eq!(
        held_until(held.clone(), "2023-03-01"),
        (HeldBy::ShutInRoyalty, Some(date("2023-09-30")))
    );
    // The next period follows the first.
    let more = then_asked(held, pay_shut_in("2023-09-20", "2023-10-01", 12));
    assert_eq!(
        held_until(more, "2023-12-01"),
        (HeldBy::ShutInRoyalty, Some(date("2024-09-30")))
    );
}

#[test]
fn a_shut_in_royalty_is_paid_in_time_in_full_and_not_for_ever() {
    given::<Lease>(producing())
        .when(pay_shut_in("2022-12-31", "2022-10-01", 12))
        .then_refused(LeaseError::ShutInLate {
            due_on: date("2022-12-30"),
            paid_on: date("2022-12-31"),
        });
    let mut short = pay_shut_in("2022-12-30", "2022-10-01", 12);
    short.payment.amount_usd = None;
    given::<Lease>(producing())
        .when(short)
        .then_refused(LeaseError::ShutInShort {
            paid_usd: usd("0"),
            owed_usd: usd("640"),
        });
    given::<Lease>(with(producing(), [shut_in_paid("2022-12-30", "2022-10-01", 12)]))
        .when(pay_shut_in("2023-09-20", "2023-10-01", 13))
        .then_refused(LeaseError::ShutInExhausted {
            months: 25,
            max_months: 24,
        });
    for (from, months) in [("2022-10-02", 12), ("2022-10-01", 0)] {
        given::<Lease>(producing())
            .when(pay_shut_in("2022-12-30", from, months))
            .then_refused(LeaseError::ShutInPeriod {
                from: date(from),
                shut_in_on: date("2022-10-01"),
            });
    }
}

#[test]
fn a_shut_in_royalty_is_paid_for_a_well_that_could_produce() {
    let refusal = LeaseError::WellNotShutIn { well_id: well_id() };
    let seen = pay_shut_in("2022-12-30", "2022-10-01", 12).well;
    for well in [
        ShutInWellSeen {
            capable: false,
            ..seen
        },
        ShutInWellSeen {
            shut_in_on: None,
            ..seen
        },
        ShutInWellSeen {
            well_id: WellId::new(Uuid::from_u128(8)),
            ..seen
        },
    ] {
        let task = PayShutInRoyalty {
            well,
            ..pay_shut_in("2022-12-30", "2022-10-01", 12)
        };
        given::<Lease>(producing())
            .when(task)
            .then_refused(refusal.clone());
    }
    let without = signed_with(|terms| terms.clauses.shut_in_royalty = None);
    given::<Lease>(without)
        .when(pay_shut_in("2022-12-30", "2022-10-01", 12))
        .then_refused(LeaseError::ClauseAbsent {
            clause: "shut-in royalty",
        });
    let lapsed = pay_shut_in("2023-02-01", "2023-02-01", 12);
    let task = PayShutInRoyalty {
        well: ShutInWellSeen {
            shut_in_on: Some(date("2023-02-01")),
            ..seen
        },
        ..lapsed
    };
    given::<Lease>(signed())
        .when(task)
        .then_refused(LeaseError::Lapsed {
            words: "be held by a shut-in royalty",
            by: HeldBy::PrimaryTerm,
            until: date("2023-01-31"),
            on: date("2023-02-01"),
        });
}

#[test]
fn others_see_the_status_and_what_is_held() {
    let lease = given::<Lease>(producing()).state();
    assert_eq!(
        LeaseSeen::of(&lease, date("2024-01-01")),
        LeaseSeen::Known {
            status: LeaseStatus::HeldByProduction,
            until: None,
            held: vec![
                (tract("T-1"), DepthInterval::ALL),
                (tract("T-2"), between("0", "12990"))
            ],
        }
    );
    assert_eq!(
        LeaseSeen::of(&Lease::Unknown, date("2024-01-01")),
        LeaseSeen::Unknown
    );
}

#[test]
fn what_holds_a_lease_already_is_not_said_again() {
    given::<Lease>(producing())
        .when(attain("2022-08-01", vec![producer()]))
        .then_nothing();
    let pooled = then_asked(signed(), pool("2022-06-01"));
    let by_unit = |day: &str| HoldByUnit {
        effective_at: noon(day),
        unit_id: unit_id(),
        completions: vec![of_the_unit()],
    };
    let held = then_asked(pooled, by_unit("2022-07-01"));
    given::<Lease>(held).when(by_unit("2022-08-01")).then_nothing();
    // Another completion, a deeper formation, or a clock that it stops: that is said.
    let mut deep = producer();
    deep.place.formation_base_ft = Some(feet("11000"));
    let more = given::<Lease>(producing()).when(attain("2022-08-01", vec![deep]));
    assert_eq!(more.events().len(), 1);
    let ceased = then_asked(producing(), cease("2022-08-01", "2022-07-20"));
    let saved = given::<Lease>(ceased).when(attain("2022-08-10", vec![producer()]));
    assert_eq!(saved.events().len(), 1);
}
