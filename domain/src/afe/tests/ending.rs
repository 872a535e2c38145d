//! Closing, reopening, and the ways in which a proposal comes to nothing.

use super::*;
use crate::joint_interest::Variance;

#[test]
fn costs_are_closed_when_nothing_is_on_order() {
    let ordered = then(started(), commit_on("2024-06-21", "PO-1", "300"));
    let events = then(ordered, complete_on("2024-08-01"));
    let close_costs = CloseCosts {
        effective_at: at("2024-09-01"),
    };
    refused(
        events,
        close_costs.clone(),
        AfeError::CommitmentsOpen {
            committed_usd: usd("300"),
        },
    );
    assert_eq!(rule(started(), close_costs), "afe-not-ready-to-close");
    assert_eq!(rule(completed(), close_afe()), "afe-not-ready-to-close");
}

#[test]
fn an_afe_is_closed_with_its_final_cost_and_variance() {
    let events = closed();
    assert_eq!(
        events.last(),
        Some(
            &AfeClosed {
                effective_at: at("2024-09-15"),
                final_usd: usd("1150000"),
                authorized_usd: usd("1200000"),
                variance: Variance::of(usd("1150000"), usd("1200000")).unwrap(),
                report: text("Final report"),
                explanation: None,
            }
            .into()
        )
    );
    assert_eq!(status(events), AfeStatus::Closed);
}

#[test]
fn a_great_variance_is_explained() {
    let cheap = then(started(), post_on("2024-07-01", "1", "830.100", "1000000"));
    let events = then(cheap, complete_on("2024-08-01"));
    let events = then(
        events,
        CloseCosts {
            effective_at: at("2024-09-01"),
        },
    );
    refused(
        events.clone(),
        close_afe(),
        AfeError::VarianceUnexplained {
            variance_usd: usd("-200000"),
            limit: Percent::parse("10").unwrap(),
        },
    );
    let explained = CloseAfe {
        explanation: Some(text("a faster rig")),
        ..close_afe()
    };
    then(events.clone(), explained);
    let unknown = CloseAfe {
        policy: PolicySeen::Unknown,
        ..close_afe()
    };
    refused(events, unknown, AfeError::PolicyUnknown);
}

#[test]
fn nothing_is_posted_to_closed_costs_not_even_a_late_invoice() {
    for events in [costs_closed(), closed()] {
        assert_eq!(
            rule(events.clone(), post_on("2024-10-01", "9", "830.100", "1")),
            "afe-costs-closed"
        );
        assert_eq!(
            rule(events.clone(), reverse_on("2024-10-01", "1", "1")),
            "afe-costs-closed"
        );
        // Dated before the closing it is decided, and the closing then no longer fits: the ledger refuses it.
        let late = given::<Afe>(events.clone())
            .when(post_on("2024-07-15", "9", "830.100", "1"))
            .events();
        let stream: Vec<AfeEvent> = events.into_iter().chain(late).collect();
        assert_ne!(fold::<Afe>(&stream).1, []);
    }
}

#[test]
fn closed_costs_are_reopened_within_the_audit_window() {
    let reopen = |day: &str| ReopenAfe {
        effective_at: at(day),
        reason: text("a late invoice"),
    };
    // Closed in 2024: 24 months after that year.
    let events = then(closed(), reopen("2026-12-31"));
    assert_eq!(status(events.clone()), AfeStatus::WorkComplete);
    then(events, post_on("2026-12-31", "9", "830.100", "1"));
    let over = AfeError::AuditWindowOver {
        until: date("2026-12-31"),
        on: date("2027-01-01"),
    };
    assert!(over.source().is_some());
    refused(closed(), reopen("2027-01-01"), over);
    then(costs_closed(), reopen("2024-10-01"));
    assert_eq!(rule(started(), reopen("2024-10-01")), "afe-not-closed");
}

#[test]
fn a_rule_without_an_end_reopens_at_any_time() {
    let mut open_ended = agreement();
    open_ended.terms.audit_months = None;
    let task = OpenBallot {
        agreement: seen(open_ended),
        ..open()
    };
    let voted = [1, 2, 3]
        .into_iter()
        .fold(then(approved(), task), |events, number| {
            then(events, cast(number, Vote::Consent))
        });
    let events = then(then(voted, close_on("2024-06-11")), authorize());
    let events = then(then(events, start()), complete_on("2024-08-01"));
    let events = then(
        events,
        CloseCosts {
            effective_at: at("2024-09-01"),
        },
    );
    then(
        events,
        ReopenAfe {
            effective_at: at("2060-01-01"),
            reason: text("an audit"),
        },
    );
}

#[test]
fn an_afe_is_cancelled_as_long_as_nothing_was_spent() {
    let cancel = || CancelAfe {
        effective_at: at("2024-06-19"),
        reason: text("no rig"),
    };
    for events in [drafted(), submitted(), approved(), authorized()] {
        assert_eq!(status(then(events, cancel())), AfeStatus::Cancelled);
    }
    let spent = then(authorized(), post_on("2024-06-14", "1", "830.100", "5"));
    refused(
        spent,
        cancel(),
        AfeError::HasCosts {
            actual_usd: usd("5"),
            committed_usd: Usd::ZERO,
        },
    );
    assert_eq!(rule(balloted(), cancel()), "ballot-not-closed");
    let running = CancelAfe {
        effective_at: at("2024-06-21"),
        ..cancel()
    };
    assert_eq!(rule(started(), running), "afe-work-under-way");
}

#[test]
fn a_proposal_is_withdrawn_from_the_parties() {
    let withdraw = || WithdrawProposal {
        effective_at: at("2024-06-15"),
        reason: text("too few consent"),
    };
    for events in [approved(), balloting(), balloted(), carried()] {
        let events = then(events, withdraw());
        assert_eq!(status(events.clone()), AfeStatus::Withdrawn);
        assert_eq!(rule(events, withdraw()), "afe-ended");
    }
    assert_eq!(rule(drafted(), withdraw()), "afe-not-approved");
    assert_eq!(rule(authorized(), withdraw()), "afe-work-under-way");
}

#[test]
fn a_proposal_lapses_when_its_time_is_over() {
    let lapse = |day: &str| LapseProposal {
        effective_at: at(day),
    };
    refused(
        authorized(),
        lapse("2024-09-11"),
        AfeError::StillStands {
            until: LastDay(Some(date("2024-09-11"))),
            on: date("2024-09-11"),
        },
    );
    assert_eq!(status(then(authorized(), lapse("2024-09-12"))), AfeStatus::Lapsed);
    for events in [approved(), balloting(), balloted()] {
        assert_eq!(rule(events.clone(), lapse("2024-12-31")), "afe-still-stands");
        assert_eq!(status(then(events, lapse("2025-01-01"))), AfeStatus::Lapsed);
    }
    let forever = DraftAfe {
        expires_on: None,
        ..draft()
    };
    let events = then(then(vec![], forever), submit());
    let events = then(events, approve("principal", "owner"));
    refused(
        events,
        lapse("2050-01-01"),
        AfeError::StillStands {
            until: LastDay(None),
            on: date("2050-01-01"),
        },
    );
    let spent = then(authorized(), post_on("2024-06-14", "1", "830.100", "5"));
    assert_eq!(rule(spent, lapse("2024-09-12")), "afe-has-costs");
    assert_eq!(rule(started(), lapse("2024-09-12")), "afe-work-under-way");
    assert_eq!(rule(drafted(), lapse("2025-01-01")), "afe-not-approved");
}

#[test]
fn others_see_what_an_afe_is_about_and_whether_it_is_authorised() {
    assert_eq!(AfeSeen::of(&Afe::Unknown), AfeSeen::Unknown);
    match AfeSeen::of(&given::<Afe>(authorized()).state()) {
        AfeSeen::Known {
            number,
            status,
            authorized_usd,
            valid_until,
            ..
        } => {
            assert_eq!((number, status), (text("AFE-24-001"), AfeStatus::Authorized));
            assert_eq!(authorized_usd, Some(usd("1200000")));
            assert_eq!(valid_until, Some(date("2024-09-11")));
        }
        AfeSeen::Unknown => panic!("unknown"),
    }
}
