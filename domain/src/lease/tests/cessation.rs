//! The days that are counted once production ceased, with and without shut-in royalties.

use super::asked::*;
use super::*;
use crate::given::given;
use crate::lease::gap::{deadline, gap_days};

fn clock(last: &str, deadline: &str, without: &str, gap: (u32, u32)) -> CessationClock {
    CessationClock {
        last_production_on: date(last),
        deadline_on: date(deadline),
        deadline_without_shut_in_royalty_on: date(without),
        gap_days: gap.0,
        gap_days_less_shut_in_royalty: gap.1,
    }
}

fn ceased() -> Vec<LeaseEvent> {
    then_asked(producing(), cease("2023-07-11", "2023-07-01"))
}

fn save(day: &str, saved_by: SavingSeen) -> ClearCessation {
    ClearCessation {
        effective_at: noon(day),
        saved_by,
    }
}

fn production(completions: Vec<CompletionSeen>) -> SavingSeen {
    SavingSeen::Production { completions }
}

#[test]
fn the_clock_counts_from_the_last_production() {
    given::<Lease>(producing())
        .when(cease("2023-07-11", "2023-07-01"))
        .then([CessationClockStarted {
            effective_at: noon("2023-07-11"),
            clock: clock("2023-07-01", "2023-09-29", "2023-09-29", (10, 10)),
        }]);
    assert_eq!(
        held_until(ceased(), "2023-08-01"),
        (HeldBy::Production, Some(date("2023-09-29")))
    );
    let after = shown(ceased(), "2023-09-30").holding.unwrap();
    assert!(after.lapsed);
    assert_eq!(after.clock.unwrap().last_production_on, date("2023-07-01"));
}

#[test]
fn a_clock_that_runs_out_within_the_term_ends_nothing() {
    let early = then_asked(producing(), cease("2022-08-01", "2022-07-20"));
    assert_eq!(
        held_until(early, "2022-12-01"),
        (HeldBy::Production, Some(date("2023-01-31")))
    );
}

#[test]
fn shut_in_royalties_put_the_deadline_off() {
    let paid = then_asked(producing(), pay_shut_in("2022-10-05", "2022-10-01", 12));
    given::<Lease>(paid)
        .when(cease("2023-10-10", "2022-09-30"))
        .then([CessationClockStarted {
            effective_at: noon("2023-10-10"),
            // 365 of the 375 days were paid for; 90 more begin after the last of them.
            clock: clock("2022-09-30", "2023-12-29", "2022-12-29", (375, 10)),
        }]);
}

#[test]
fn the_clock_is_started_once_while_held_and_under_a_clause() {
    given::<Lease>(ceased())
        .when(cease("2023-07-12", "2023-07-01"))
        .then_refused(LeaseError::ClockRunning {
            deadline_on: date("2023-09-29"),
        });
    given::<Lease>(signed())
        .when(cease("2022-07-12", "2022-07-01"))
        .then_refused(LeaseError::NotHeld {
            words: "have its clock started",
            status: LeaseStatus::InPrimaryTerm,
            since: noon("2020-01-15"),
        });
    let without = with(
        signed_with(|terms| terms.clauses.cessation_days = None),
        [held_by_production("2022-07-01")],
    );
    given::<Lease>(without)
        .when(cease("2023-07-12", "2023-07-01"))
        .then_refused(LeaseError::ClauseAbsent {
            clause: "cessation of production",
        });
    given::<Lease>(producing())
        .when(cease("2023-07-12", "2023-07-13"))
        .then_refused(LeaseError::LastProductionLater {
            last_production_on: date("2023-07-13"),
            on: date("2023-07-12"),
        });
}

#[test]
fn production_saves_a_lease_until_the_deadline() {
    given::<Lease>(ceased())
        .when(save("2023-09-29", production(vec![producer()])))
        .then([CessationClockCleared {
            effective_at: noon("2023-09-29"),
            saved_by: SavedBy::Production {
                wells: vec![held_well(&producer())],
            },
        }]);
    let saved = then_asked(ceased(), save("2023-09-29", production(vec![producer()])));
    assert_eq!(held_until(saved, "2024-01-01"), (HeldBy::Production, None));
    given::<Lease>(ceased())
        .when(save("2023-09-30", production(vec![producer()])))
        .then_refused(LeaseError::DeadlinePassed {
            deadline_on: date("2023-09-29"),
            on: date("2023-09-30"),
        });
    given::<Lease>(ceased())
        .when(save("2023-09-29", production(vec![idle()])))
        .then_refused(LeaseError::NoProducingCompletion {
            words: "have its clock cleared",
        });
    let early = then_asked(producing(), cease("2022-08-01", "2022-07-20"));
    let within_term = given::<Lease>(early).when(save("2022-12-01", production(vec![producer()])));
    assert_eq!(within_term.events().len(), 1);
}

#[test]
fn operations_save_a_lease_in_time() {
    let saved = then_asked(
        ceased(),
        save(
            "2023-09-10",
            SavingSeen::Operations {
                operation: work("2023-08-30", "2023-09-10"),
            },
        ),
    );
    assert_eq!(
        held_until(saved, "2023-09-11"),
        (HeldBy::Operations, Some(date("2023-11-09")))
    );
    given::<Lease>(ceased())
        .when(save(
            "2023-09-10",
            SavingSeen::Operations {
                operation: work("2023-08-31", "2023-09-10"),
            },
        ))
        .then_refused(LeaseError::OperationsGap {
            from: date("2023-07-01"),
            began_on: date("2023-08-31"),
            days: 60,
        });
    given::<Lease>(ceased())
        .when(hold_by(work("2023-08-30", "2023-09-10")))
        .then_refused(LeaseError::HeldOtherwise {
            words: "be held by operations",
            status: LeaseStatus::HeldByProduction,
            since: noon("2022-07-01"),
        });
}

#[test]
fn a_running_clock_is_cleared_and_not_passed_over() {
    let paid = then_asked(producing(), pay_shut_in("2022-10-05", "2022-10-01", 12));
    let running = then_asked(paid, cease("2023-10-10", "2022-09-30"));
    given::<Lease>(running)
        .when(hold_by(work("2023-10-11", "2023-10-20")))
        .then_refused(LeaseError::ClockRunning {
            deadline_on: date("2023-12-29"),
        });
}

#[test]
fn a_shut_in_royalty_saves_the_days_it_was_paid_for() {
    given::<Lease>(ceased())
        .when(save("2023-08-10", SavingSeen::ShutInRoyalty))
        .then_refused(LeaseError::DayNotCovered {
            on: date("2023-08-10"),
        });
    let mut payment = pay_shut_in("2023-08-01", "2023-07-02", 12);
    payment.well.shut_in_on = Some(date("2023-07-02"));
    let paid = then_asked(ceased(), payment);
    given::<Lease>(paid.clone())
        .when(save("2023-08-10", SavingSeen::ShutInRoyalty))
        .then([CessationClockCleared {
            effective_at: noon("2023-08-10"),
            saved_by: SavedBy::ShutInRoyalty,
        }]);
    let saved = then_asked(paid, save("2023-08-10", SavingSeen::ShutInRoyalty));
    assert_eq!(
        held_until(saved, "2023-08-11"),
        (HeldBy::ShutInRoyalty, Some(date("2024-07-01")))
    );
}

#[test]
fn what_does_not_run_is_not_cleared() {
    given::<Lease>(producing())
        .when(save("2023-08-10", production(vec![producer()])))
        .then_refused(LeaseError::ClockNotRunning);
    given::<Lease>(signed())
        .when(save("2022-08-10", production(vec![producer()])))
        .then_refused(LeaseError::NotHeld {
            words: "have its clock cleared",
            status: LeaseStatus::InPrimaryTerm,
            since: noon("2020-01-15"),
        });
}

#[test]
fn covers_are_counted_in_any_order_and_once() {
    let last = date("2023-01-10");
    let covers = [
        (date("2023-02-01"), date("2023-02-28")),
        (date("2023-01-21"), date("2023-02-10")),
    ];
    // Ten days before the covers, 39 under them, then open ones.
    assert_eq!(gap_days(last, date("2023-01-20"), &covers), (10, 10));
    assert_eq!(gap_days(last, date("2023-02-28"), &covers), (49, 10));
    assert_eq!(gap_days(last, date("2023-03-05"), &covers), (54, 15));
    assert_eq!(gap_days(last, date("2023-01-01"), &covers), (0, 0));
    assert_eq!(deadline(last, 10, &covers), Some(date("2023-01-20")));
    assert_eq!(deadline(last, 11, &covers), Some(date("2023-03-01")));
    assert_eq!(deadline(last, 11, &[]), Some(date("2023-01-21")));
    assert_eq!(deadline(NaiveDate::MAX, 1, &[]), None);
}

#[test]
fn months_without_production_are_counted_with_and_without_shut_in_royalties() {
    use Activity::{Nothing, Produced, ShutInRoyalty};
    let months = [
        (month("2023-01"), Produced),
        (month("2023-03"), Nothing),
        (month("2023-04"), ShutInRoyalty),
        (month("2023-05"), ShutInRoyalty),
        (month("2023-02"), Nothing),
        // June is not given: it had nothing to show.
        (month("2023-07"), Nothing),
        (month("2023-08"), Produced),
    ];
    assert_eq!(
        longest_gap(&months),
        ProductionGap {
            months: 6,
            months_less_shut_in_royalty: 2
        }
    );
    assert_eq!(longest_gap(&[]), ProductionGap::default());
}

#[test]
fn clauses_let_nothing_go_once_the_clock_has_run_out() {
    let pugh = |day: &str| ApplyPughClause {
        effective_at: noon(day),
        completions: vec![producer()],
        instrument: paper("Notice 1"),
    };
    let retained = |day: &str| ApplyRetainedAcreage {
        effective_at: noon(day),
        completions: vec![producer()],
        retained: vec![RetainedAcres {
            well_id: well_id(),
            tract: tract("T-2"),
            acres: acres("80"),
        }],
        released_legal: remarks("the rest"),
        instrument: paper("Notice 2"),
    };
    let lapsed = |words| LeaseError::Lapsed {
        words,
        by: HeldBy::Production,
        until: date("2023-09-29"),
        on: date("2023-09-30"),
    };
    assert_eq!(
        given::<Lease>(ceased()).when(pugh("2023-09-29")).events().len(),
        1
    );
    assert_eq!(
        given::<Lease>(ceased())
            .when(retained("2023-09-29"))
            .events()
            .len(),
        1
    );
    given::<Lease>(ceased())
        .when(pugh("2023-09-30"))
        .then_refused(lapsed("let acreage go under its Pugh clause"));
    given::<Lease>(ceased())
        .when(retained("2023-09-30"))
        .then_refused(lapsed("let acreage go under its retained-acreage clause"));
}
