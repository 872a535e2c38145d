//! How a lease ends.

use super::asked::*;
use super::*;
use crate::given::given;

fn expire(day: &str) -> ExpireLease {
    ExpireLease {
        effective_at: noon(day),
    }
}

fn end(day: &str, cause: TerminationCause) -> TerminateLease {
    TerminateLease {
        effective_at: noon(day),
        cause,
    }
}

fn ended(day: &str, last_day: &str, cause: TerminationCause) -> LeaseTerminated {
    LeaseTerminated {
        effective_at: noon(day),
        last_day: date(last_day),
        cause,
    }
}

fn surrender(day: &str, completions: Vec<CompletionSeen>) -> SurrenderLease {
    SurrenderLease {
        effective_at: noon(day),
        instrument: paper("Surrender 1"),
        completions,
    }
}

#[test]
fn a_lease_expires_after_its_term_when_nothing_holds_it() {
    given::<Lease>(signed())
        .when(expire("2023-01-31"))
        .then_refused(LeaseError::TermNotOver {
            ends_on: "2023-01-31".to_owned(),
            on: date("2023-01-31"),
        });
    given::<Lease>(signed())
        .when(expire("2023-02-01"))
        .then([LeaseExpired {
            effective_at: noon("2023-02-01"),
            last_day: date("2023-01-31"),
        }]);
    given::<Lease>(producing())
        .when(expire("2023-02-01"))
        .then_refused(LeaseError::HeldOtherwise {
            words: "expire",
            status: LeaseStatus::HeldByProduction,
            since: noon("2022-07-01"),
        });
    let gone = then_asked(signed(), expire("2023-02-01"));
    given::<Lease>(gone)
        .when(attain("2023-02-02", vec![producer()]))
        .then_refused(LeaseError::Ended {
            status: LeaseStatus::Expired,
            since: noon("2023-02-01"),
        });
}

#[test]
fn a_lease_ends_the_day_after_its_clock_ran_out() {
    let ceased = || then_asked(producing(), cease("2023-07-11", "2023-07-01"));
    given::<Lease>(ceased())
        .when(end("2023-09-29", TerminationCause::ProductionCeased))
        .then_refused(LeaseError::StillHeld {
            by: HeldBy::Production,
            until: "2023-09-29".to_owned(),
            on: date("2023-09-29"),
        });
    given::<Lease>(ceased())
        .when(end("2023-09-30", TerminationCause::ProductionCeased))
        .then([ended(
            "2023-09-30",
            "2023-09-29",
            TerminationCause::ProductionCeased,
        )]);
    given::<Lease>(producing())
        .when(end("2023-09-30", TerminationCause::ProductionCeased))
        .then_refused(LeaseError::StillHeld {
            by: HeldBy::Production,
            until: "a day that is not known".to_owned(),
            on: date("2023-09-30"),
        });
}

#[test]
fn operations_that_rest_and_royalties_that_run_out_end_a_lease() {
    let worked = then_asked(signed(), hold_by(work("2023-01-20", "2023-03-10")));
    given::<Lease>(worked)
        .when(end("2023-05-10", TerminationCause::OperationsCeased))
        .then([ended(
            "2023-05-10",
            "2023-05-09",
            TerminationCause::OperationsCeased,
        )]);
    let paid = then_asked(producing(), pay_shut_in("2022-12-30", "2022-10-01", 12));
    given::<Lease>(paid)
        .when(end("2023-10-01", TerminationCause::ShutInRoyaltyLapsed))
        .then([ended(
            "2023-10-01",
            "2023-09-30",
            TerminationCause::ShutInRoyaltyLapsed,
        )]);
}

#[test]
fn a_cause_fits_what_held_the_lease() {
    for cause in [
        TerminationCause::OperationsCeased,
        TerminationCause::ShutInRoyaltyLapsed,
        TerminationCause::RentalMissed { for_year: 1 },
    ] {
        given::<Lease>(producing())
            .when(end("2023-09-30", cause))
            .then_refused(LeaseError::CauseContradictsHold {
                by: HeldBy::Production,
            });
    }
    given::<Lease>(signed())
        .when(end("2023-09-30", TerminationCause::ProductionCeased))
        .then_refused(LeaseError::CauseContradictsHold {
            by: HeldBy::PrimaryTerm,
        });
}

#[test]
fn an_order_ends_a_lease_on_its_day() {
    let cause = || TerminationCause::Ordered {
        order: text("Order 12"),
    };
    given::<Lease>(producing())
        .when(end("2023-09-30", cause()))
        .then([ended("2023-09-30", "2023-09-30", cause())]);
}

#[test]
fn a_lease_is_given_back_when_nothing_produces() {
    given::<Lease>(producing())
        .when(surrender("2023-09-30", vec![producer()]))
        .then_refused(LeaseError::ReleaseUnderProduction {
            tract: tract("T-2"),
            well_id: well_id(),
            completion: d01(),
            depths: between("10000", "10500"),
        });
    given::<Lease>(producing())
        .when(surrender("2023-09-30", vec![idle()]))
        .then([LeaseSurrendered {
            effective_at: noon("2023-09-30"),
            instrument: paper("Surrender 1"),
        }]);
    let draft = SurrenderLease {
        instrument: unsigned(),
        ..surrender("2023-09-30", vec![])
    };
    given::<Lease>(producing()).when(draft).then_refused(not_signed());
}
