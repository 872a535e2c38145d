//! Rentals year by year, the end that follows without one, extensions.

use super::asked::*;
use super::*;
use crate::given::given;

fn pay(day: &str, for_year: u8, amount: &str) -> PayDelayRental {
    PayDelayRental {
        effective_at: noon(day),
        payment: RentalPayment {
            for_year,
            amount_usd: Some(usd(amount)),
        },
    }
}

fn paid(day: &str, for_year: u8) -> LeaseEvent {
    DelayRentalPaid {
        effective_at: noon(day),
        payment: pay(day, for_year, "640").payment,
    }
    .into()
}

fn miss(day: &str, for_year: u8) -> MissDelayRental {
    MissDelayRental {
        effective_at: noon(day),
        for_year,
    }
}

fn extend(day: &str, ends_on: &str, paid: &str) -> ExerciseExtension {
    ExerciseExtension {
        effective_at: noon(day),
        ends_on: date(ends_on),
        consideration_usd: usd(paid),
        instrument: paper("Extension 1"),
    }
}

#[test]
fn a_rental_is_paid_on_or_before_the_anniversary() {
    for day in ["2020-06-01", "2021-02-01"] {
        given::<Lease>(owing())
            .when(pay(day, 1, "640"))
            .then([paid(day, 1)]);
    }
    given::<Lease>(owing())
        .when(pay("2021-02-02", 1, "640"))
        .then_refused(LeaseError::RentalLate {
            for_year: 1,
            due_on: date("2021-02-01"),
            paid_on: date("2021-02-02"),
        });
}

#[test]
fn a_lease_whose_rental_is_not_paid_has_ended_with_its_day() {
    let runs = |events, day| {
        let holding = shown(events, day).holding.unwrap();
        (holding.until, holding.lapsed)
    };
    assert_eq!(runs(owing(), "2021-02-01"), (Some(date("2021-02-01")), false));
    assert_eq!(runs(owing(), "2021-02-02"), (Some(date("2021-02-01")), true));
    let first = with(owing(), [paid("2021-01-20", 1)]);
    assert_eq!(
        runs(first.clone(), "2021-02-02"),
        (Some(date("2022-02-01")), false)
    );
    let all = with(first, [paid("2022-01-20", 2)]);
    assert_eq!(runs(all, "2022-02-02"), (Some(date("2023-01-31")), false));
    let lapsed = |words| LeaseError::Lapsed {
        words,
        by: HeldBy::PrimaryTerm,
        until: date("2021-02-01"),
        on: date("2021-06-01"),
    };
    given::<Lease>(owing())
        .when(attain("2021-06-01", vec![producer()]))
        .then_refused(lapsed("be held by production"));
    given::<Lease>(owing())
        .when(extend("2021-06-01", "2025-01-31", "64000"))
        .then_refused(lapsed("be extended"));
}

#[test]
fn the_next_rental_is_shown() {
    let due = |events, day| shown(events, day).holding.unwrap().rental_due_on;
    assert_eq!(due(owing(), "2020-03-01"), Some(date("2021-02-01")));
    let first = with(owing(), [paid("2021-01-20", 1)]);
    assert_eq!(due(first.clone(), "2021-03-01"), Some(date("2022-02-01")));
    // The third anniversary lies beyond the term.
    let second = with(first, [paid("2022-01-20", 2)]);
    assert_eq!(due(second, "2022-03-01"), None);
}

#[test]
fn rentals_are_paid_once_in_turn_and_in_full() {
    let first = with(owing(), [paid("2020-06-01", 1)]);
    given::<Lease>(first.clone())
        .when(pay("2020-07-01", 1, "640"))
        .then_refused(LeaseError::RentalPaid { for_year: 1 });
    given::<Lease>(owing())
        .when(pay("2020-07-01", 2, "640"))
        .then_refused(LeaseError::RentalOutOfTurn { for_year: 2, next: 1 });
    given::<Lease>(first)
        .when(pay("2020-07-01", 2, "639.99"))
        .then_refused(LeaseError::RentalShort {
            paid_usd: usd("639.99"),
            owed_usd: usd("640"),
        });
}

#[test]
fn some_leases_owe_no_rental() {
    let refusal = |status| LeaseError::RentalNotOwed { status };
    let paid_up = signed_with(|terms| terms.rental = Rental::PaidUp);
    given::<Lease>(paid_up.clone())
        .when(pay("2020-07-01", 1, "640"))
        .then_refused(refusal(LeaseStatus::InPrimaryTerm));
    given::<Lease>(paid_up)
        .when(miss("2021-02-02", 1))
        .then_refused(refusal(LeaseStatus::InPrimaryTerm));
    given::<Lease>(producing())
        .when(pay("2022-07-02", 1, "640"))
        .then_refused(refusal(LeaseStatus::HeldByProduction));
    let all = with(owing(), [paid("2021-01-20", 1), paid("2022-01-20", 2)]);
    given::<Lease>(all)
        .when(pay("2022-03-01", 3, "640"))
        .then_refused(refusal(LeaseStatus::InPrimaryTerm));
}

#[test]
fn without_its_rental_a_lease_ends_by_itself() {
    given::<Lease>(owing())
        .when(miss("2021-02-01", 1))
        .then_refused(LeaseError::RentalNotYetDue {
            for_year: 1,
            due_on: date("2021-02-01"),
            on: date("2021-02-01"),
        });
    let ended = LeaseTerminated {
        effective_at: noon("2021-02-02"),
        last_day: date("2021-02-01"),
        cause: TerminationCause::RentalMissed { for_year: 1 },
    };
    given::<Lease>(owing())
        .when(miss("2021-02-02", 1))
        .then([ended.clone()]);
    let events = with(owing(), [ended.into()]);
    assert_eq!(
        shown(events.clone(), "2021-03-01").status,
        LeaseStatus::Terminated
    );
    assert_eq!(shown(events.clone(), "2021-03-01").holding, None);
    given::<Lease>(events)
        .when(pay("2021-02-03", 1, "640"))
        .then_refused(LeaseError::Ended {
            status: LeaseStatus::Terminated,
            since: noon("2021-02-02"),
        });
    let first = with(owing(), [paid("2021-01-20", 1)]);
    given::<Lease>(first.clone())
        .when(miss("2021-02-02", 1))
        .then_refused(LeaseError::RentalPaid { for_year: 1 });
    given::<Lease>(first)
        .when(miss("2023-02-02", 3))
        .then_refused(LeaseError::RentalOutOfTurn { for_year: 3, next: 2 });
}

#[test]
fn an_extension_is_exercised_in_the_term() {
    let extended = LeaseExtended {
        effective_at: noon("2023-01-31"),
        ends_on: date("2025-01-31"),
        consideration_usd: Some(usd("64000")),
        instrument: paper("Extension 1"),
    };
    given::<Lease>(signed())
        .when(extend("2023-01-31", "2025-01-31", "64000"))
        .then([extended.clone()]);
    let events = with(signed(), [extended.into()]);
    assert_eq!(
        held_until(events, "2024-01-01"),
        (HeldBy::PrimaryTerm, Some(date("2025-01-31")))
    );
    given::<Lease>(signed())
        .when(extend("2023-02-01", "2025-01-31", "64000"))
        .then_refused(LeaseError::ExtensionAfterExpiry {
            ended_on: date("2023-01-31"),
            on: date("2023-02-01"),
        });
}

#[test]
fn an_extension_is_later_paid_for_signed_and_within_its_option() {
    given::<Lease>(signed())
        .when(extend("2023-01-01", "2023-01-31", "64000"))
        .then_refused(LeaseError::ExtensionNotLater {
            ends_on: date("2023-01-31"),
            current: date("2023-01-31"),
        });
    given::<Lease>(signed())
        .when(extend("2023-01-01", "2024-01-31", "63999.99"))
        .then_refused(LeaseError::ExtensionUnpaid {
            paid_usd: usd("63999.99"),
            owed_usd: usd("64000"),
        });
    given::<Lease>(signed())
        .when(extend("2023-01-01", "2025-02-01", "64000"))
        .then_refused(LeaseError::ExtensionBeyondOption {
            ends_on: date("2025-02-01"),
            latest: date("2025-01-31"),
        });
    let draft = ExerciseExtension {
        instrument: unsigned(),
        ..extend("2023-01-01", "2025-01-31", "64000")
    };
    given::<Lease>(signed()).when(draft).then_refused(not_signed());
    // Without an option, any payment and any day that both sign.
    let without = || signed_with(|terms| terms.clauses.extension = None);
    given::<Lease>(without())
        .when(extend("2023-01-01", "2030-01-31", "0"))
        .then_refused(LeaseError::ExtensionUnpaid {
            paid_usd: usd("0"),
            owed_usd: usd("0.01"),
        });
    let far = given::<Lease>(without()).when(extend("2023-01-01", "2030-01-31", "10"));
    assert_eq!(far.events().len(), 1);
}

/// Whatever presumes that a lease lives is refused once it has ended by itself, recorded or not.
#[test]
fn nothing_is_done_with_a_lease_that_has_ended_by_itself() {
    let lapsed = |words, until: &str, on: &str| LeaseError::Lapsed {
        words,
        by: HeldBy::PrimaryTerm,
        until: date(until),
        on: date(on),
    };
    let royalty = |day: &str| AmendRoyalty {
        effective_at: noon(day),
        royalty_rate: percent("22.5"),
        instrument: paper("Amendment 1"),
        closed_through: None,
        restated_because: None,
    };
    let amend = |day: &str| AmendLease {
        effective_at: noon(day),
        clause: Clause::NoDeductions { no_deductions: false },
        instrument: paper("Amendment 2"),
    };
    let sold = || assignment(lessee(), owner(4), WORKING, "0.25");
    // Its term ran out, or the rental of its first year was not paid.
    for (events, last_day, lives, lapses) in [
        (signed(), "2023-01-31", "2023-01-01", "2023-03-01"),
        (owing(), "2021-02-01", "2021-02-01", "2021-03-01"),
    ] {
        let stream = || events.clone();
        let accepted = [
            given::<Lease>(stream()).when(assign(lives, sold())),
            given::<Lease>(stream()).when(pool(lives)),
            given::<Lease>(stream()).when(royalty(lives)),
            given::<Lease>(stream()).when(amend(lives)),
        ];
        for decided in accepted {
            assert_eq!(decided.events().len(), 1);
        }
        given::<Lease>(stream())
            .when(assign(lapses, sold()))
            .then_refused(lapsed("have an interest assigned", last_day, lapses));
        given::<Lease>(stream())
            .when(pool(lapses))
            .then_refused(lapsed("be pooled", last_day, lapses));
        given::<Lease>(stream())
            .when(royalty(lapses))
            .then_refused(lapsed("have its royalty amended", last_day, lapses));
        given::<Lease>(stream())
            .when(amend(lapses))
            .then_refused(lapsed("be amended", last_day, lapses));
    }
}

#[test]
fn work_does_not_begin_on_a_lease_whose_rental_was_not_paid() {
    let hold = |began_on: &str| HoldByOperations {
        effective_at: noon("2021-03-10"),
        operation: work(began_on, "2021-03-10"),
    };
    assert_eq!(given::<Lease>(owing()).when(hold("2021-02-01")).events().len(), 1);
    given::<Lease>(owing())
        .when(hold("2021-02-02"))
        .then_refused(LeaseError::Lapsed {
            words: "be held by operations",
            by: HeldBy::PrimaryTerm,
            until: date("2021-02-01"),
            on: date("2021-02-02"),
        });
}
