//! Work, commitments, postings, reversals, overruns.

use super::*;
use crate::quantity::PercentChange;

fn totals_of(events: Vec<AfeEvent>) -> (Usd, Usd, Usd) {
    let project = project(events);
    (project.authorized_usd, project.committed_usd, project.actual_usd)
}

#[test]
fn an_invoice_draws_on_its_order_and_each_party_bears_its_part() {
    let events = then(started(), commit_on("2024-06-21", "PO-1", "300000"));
    assert_eq!(
        totals_of(events.clone()),
        (usd("1200000"), usd("300000"), Usd::ZERO)
    );
    let fulfilled = PostActualCost {
        order: Some(text("PO-1")),
        ..post_on("2024-07-01", "1", "830.100", "12345.67")
    };
    let events = then(events, fulfilled);
    assert_eq!(
        totals_of(events.clone()),
        (usd("1200000"), usd("287654.33"), usd("12345.67"))
    );
    let Some(AfeEvent::AfeCostPosted(event)) = events.last() else {
        panic!()
    };
    assert_eq!(event.drawn_usd, usd("12345.67"));
    let amounts: Vec<String> = event
        .shares
        .iter()
        .map(|share| share.amount_usd.to_string())
        .collect();
    assert_eq!(amounts, ["8714.59", "3631.08"]);
    assert_eq!(project(events.clone()).borne, Some(event.shares.clone()));
    // More than is left of the order draws what is left.
    let more = PostActualCost {
        order: Some(text("PO-1")),
        ..post_on("2024-07-02", "2", "830.100", "300000")
    };
    assert_eq!(
        totals_of(then(events, more)),
        (usd("1200000"), Usd::ZERO, usd("312345.67"))
    );
}

#[test]
fn an_order_is_committed_once_to_a_line_there_is() {
    let events = then(started(), commit_on("2024-06-21", "PO-1", "300000"));
    refused(
        events,
        commit_on("2024-06-22", "PO-1", "1"),
        AfeError::OrderAlreadyCommitted { order: text("PO-1") },
    );
    refused(
        started(),
        commit_on("2024-06-21", "PO-1", "0"),
        AfeError::CostNotPositive {
            amount_usd: Usd::ZERO,
        },
    );
    let nowhere = CommitCost {
        account: text("999"),
        ..commit_on("2024-06-21", "PO-1", "1")
    };
    refused(started(), nowhere, AfeError::LineUnknown { account: text("999") });
    assert_eq!(
        rule(approved(), commit_on("2024-06-21", "PO-1", "1")),
        "afe-not-authorized"
    );
    assert_eq!(
        rule(completed(), commit_on("2024-08-02", "PO-1", "1")),
        "afe-work-under-way"
    );
}

#[test]
fn what_is_left_of_an_order_is_released() {
    let release = |order: &str| ReleaseCommitment {
        effective_at: at("2024-07-05"),
        order: text(order),
        reason: text("less was needed"),
    };
    let events = then(started(), commit_on("2024-06-21", "PO-1", "300"));
    let part = PostActualCost {
        order: Some(text("PO-1")),
        ..post_on("2024-07-01", "1", "830.100", "100")
    };
    let events = then(then(events, part), release("PO-1"));
    match events.last() {
        Some(AfeEvent::AfeCommitmentReleased(event)) => assert_eq!(event.amount_usd, usd("200")),
        other => panic!("{other:?}"),
    }
    assert_eq!(project(events.clone()).committed_usd, Usd::ZERO);
    refused(
        events,
        release("PO-1"),
        AfeError::OrderNotOpen { order: text("PO-1") },
    );
    refused(
        started(),
        release("PO-1"),
        AfeError::OrderUnknown { order: text("PO-1") },
    );
}

#[test]
fn an_invoice_is_posted_once_to_an_account_of_the_afe() {
    let events = then(started(), post_on("2024-07-01", "1", "830.100", "100"));
    refused(
        events.clone(),
        post_on("2024-07-02", "1", "830.100", "50"),
        AfeError::InvoiceAlreadyPosted {
            invoice: Box::new(invoice("1", "830.100")),
            gross_usd: usd("100"),
        },
    );
    // The same invoice on another account, and another vendor's of the same number, are others.
    let events = then(events, post_on("2024-07-02", "1", "840.200", "50"));
    let mut others = post_on("2024-07-02", "1", "830.100", "50");
    others.invoice.vendor = owner(8);
    assert_eq!(project(then(events, others)).actual_usd, usd("200"));
    refused(
        started(),
        post_on("2024-07-01", "1", "999", "50"),
        AfeError::LineUnknown { account: text("999") },
    );
    assert_eq!(
        rule(started(), post_on("2024-07-01", "1", "830.100", "-1")),
        "cost-not-positive"
    );
    let ahead = PostActualCost {
        service_date: date("2024-07-02"),
        ..post_on("2024-07-01", "1", "830.100", "1")
    };
    refused(
        started(),
        ahead,
        AfeError::DayInFuture {
            day: date("2024-07-02"),
            on: date("2024-07-01"),
        },
    );
}

#[test]
fn an_order_is_fulfilled_by_whom_it_was_given_to() {
    let with = |order: &str| PostActualCost {
        order: Some(text(order)),
        ..post_on("2024-07-01", "1", "830.100", "1")
    };
    refused(
        started(),
        with("PO-1"),
        AfeError::OrderUnknown { order: text("PO-1") },
    );
    let events = then(started(), commit_on("2024-06-21", "PO-1", "300"));
    let mut stranger = with("PO-1");
    stranger.invoice.vendor = owner(8);
    refused(
        events,
        stranger,
        AfeError::OrderOfAnotherVendor {
            order: text("PO-1"),
            vendor: owner(9),
        },
    );
}

#[test]
fn a_posting_is_reversed_in_parts_until_nothing_is_left_of_it() {
    let events = then(started(), post_on("2024-07-01", "1", "830.100", "100.01"));
    let events = then(events, reverse_on("2024-07-02", "1", "33.34"));
    refused(
        events.clone(),
        reverse_on("2024-07-03", "1", "66.68"),
        AfeError::ReversalExceedsPosting {
            invoice: Box::new(invoice("1", "830.100")),
            gross_usd: usd("66.67"),
            reversed_usd: usd("66.68"),
        },
    );
    let events = then(events, reverse_on("2024-07-03", "1", "66.67"));
    let mut borne = rust_decimal::Decimal::ZERO;
    for event in &events {
        match event {
            AfeEvent::AfeCostPosted(e) => borne += e.shares[0].amount_usd.value(),
            AfeEvent::AfeCostReversed(e) => {
                let sum: rust_decimal::Decimal = e.shares.iter().map(|share| share.amount_usd.value()).sum();
                assert_eq!(sum, e.gross_usd.value());
                borne -= e.shares[0].amount_usd.value();
            }
            _ => {}
        }
    }
    assert!(borne.is_zero(), "{borne}");
    // What is wholly reversed may be posted anew.
    let again = then(events, post_on("2024-07-04", "1", "830.100", "90"));
    assert_eq!(project(again).actual_usd, usd("90"));
    refused(
        started(),
        reverse_on("2024-07-02", "1", "1"),
        AfeError::InvoiceNotPosted {
            invoice: Box::new(invoice("1", "830.100")),
        },
    );
    let events = then(started(), post_on("2024-07-01", "1", "830.100", "1"));
    assert_eq!(
        rule(events, reverse_on("2024-07-02", "1", "0")),
        "cost-not-positive"
    );
}

#[test]
fn an_overrun_is_told_once_when_it_begins() {
    let events = then(started(), commit_on("2024-06-21", "PO-1", "320000"));
    let up_to = then(events, post_on("2024-07-01", "1", "830.100", "1000000"));
    let limit_usd = usd("1320000.00");
    let detect = || DetectOverrun {
        effective_at: at("2024-07-05"),
    };
    refused(
        up_to.clone(),
        detect(),
        AfeError::NoOverrun {
            spent_usd: limit_usd,
            limit_usd,
        },
    );
    let decided = given::<Afe>(up_to.clone())
        .when(post_on("2024-07-02", "2", "830.100", "0.01"))
        .events();
    assert_eq!(
        decided[1],
        AfeOverrunDetected {
            effective_at: at("2024-07-02"),
            actual_usd: usd("1000000.01"),
            committed_usd: usd("320000"),
            authorized_usd: usd("1200000"),
            limit_usd,
            over_percent: Some(PercentChange::parse("10").unwrap()),
        }
        .into()
    );
    let over: Vec<AfeEvent> = up_to.into_iter().chain(decided).collect();
    assert_eq!(project(over.clone()).overrun, Some(true));
    given::<Afe>(over.clone()).when(detect()).then_nothing();
    let more = given::<Afe>(over)
        .when(post_on("2024-07-03", "3", "830.100", "5000"))
        .events();
    assert_eq!(more.len(), 1);
    let ordered = given::<Afe>(started())
        .when(commit_on("2024-06-21", "PO-1", "1320000.01"))
        .events();
    assert_eq!(ordered.len(), 2);
}

#[test]
fn an_overrun_that_was_not_told_is_found() {
    // A late cost brings a later day above the limit without being above it on its own.
    let events = then(started(), post_on("2024-07-10", "1", "830.100", "1300000"));
    let events = then(events, post_on("2024-07-01", "2", "830.100", "30000"));
    assert_eq!(project(events.clone()).overrun, Some(true));
    let found = given::<Afe>(events)
        .when(DetectOverrun {
            effective_at: at("2024-07-11"),
        })
        .events();
    assert_eq!(found.len(), 1);
}

#[test]
fn an_agreement_without_a_threshold_knows_no_overrun() {
    let mut agreement = agreement();
    agreement.terms.overrun_percent = None;
    let task = OpenBallot {
        agreement: seen(agreement),
        ..open()
    };
    let voted = [1, 2, 3]
        .into_iter()
        .fold(then(approved(), task), |events, number| {
            then(events, cast(number, Vote::Consent))
        });
    let events = then(then(voted, close_on("2024-06-11")), authorize());
    let events = then(events, post_on("2024-07-01", "1", "830.100", "9000000"));
    assert_eq!(project(events.clone()).overrun, None);
    refused(
        events,
        DetectOverrun {
            effective_at: at("2024-07-05"),
        },
        AfeError::OverrunNotDefined,
    );
}

#[test]
fn each_day_and_each_position_has_its_own_figures() {
    let events = then(started(), post_on("2024-07-01", "1", "830.100", "100"));
    let known = events.len();
    // A late invoice of June, entered after July's.
    let events = then(events, post_on("2024-06-25", "2", "830.100", "40"));
    let on = |day: &str, position: usize| {
        let seen = events[..position]
            .iter()
            .filter(|event| event.effective_at() <= at(day));
        project(seen.cloned().collect()).actual_usd
    };
    assert_eq!(on("2024-06-30", known), Usd::ZERO);
    assert_eq!(on("2024-06-30", events.len()), usd("40"));
    assert_eq!(on("2024-07-31", known), usd("100"));
    assert_eq!(on("2024-07-31", events.len()), usd("140"));
}

#[test]
fn work_is_done_by_the_day_it_is_called_done() {
    let ahead = CompleteWork {
        completed_on: date("2024-08-02"),
        ..complete_on("2024-08-01")
    };
    refused(
        started(),
        ahead,
        AfeError::DayInFuture {
            day: date("2024-08-02"),
            on: date("2024-08-01"),
        },
    );
    assert_eq!(
        status(then(started(), complete_on("2024-08-01"))),
        AfeStatus::WorkComplete
    );
}
