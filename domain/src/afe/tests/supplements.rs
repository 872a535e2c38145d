//! More money: asked for where it is needed, as much as is needed, approved and put to the parties anew.

use super::*;

fn approve_more(name: &str, tier: &str) -> ApproveSupplement {
    ApproveSupplement {
        effective_at: at("2024-07-03"),
        approver: person(name),
        tier: text(tier),
        comment: None,
        policy: policy(),
    }
}

fn approved_more() -> Vec<AfeEvent> {
    then(supplementing(), approve_more("principal", "owner"))
}

fn ask() -> OpenBallot {
    OpenBallot {
        effective_at: at("2024-07-03"),
        rig_on_location: true,
        ..open()
    }
}

fn authorize_more() -> AuthorizeSupplement {
    AuthorizeSupplement {
        effective_at: at("2024-07-09"),
    }
}

fn consented() -> Vec<AfeEvent> {
    let events = then(approved_more(), ask());
    let events = then(events, cast_on("2024-07-05", 1, Vote::Consent));
    then(events, close_on("2024-07-08"))
}

#[test]
fn a_supplement_adds_to_what_is_authorised() {
    // Asked on 3 July with a rig waiting: on the 8th, at noon, the time of the second party is over.
    let events = consented();
    let pending = given::<Afe>(events.clone()).state().summary().unwrap();
    let ballot = pending.supplement_ballot.unwrap();
    assert_eq!(ballot.amount_usd, usd("250000"));
    assert_eq!(
        ballot.participants,
        shares(&[(1, "0.70588235"), (2, "0.29411765")])
    );
    let events = then(events, authorize_more());
    assert_eq!(status(events.clone()), AfeStatus::InProgress);
    let after = project(events.clone());
    assert_eq!(
        (after.first_authorized_usd, after.authorized_usd),
        (usd("1200000"), usd("1450000"))
    );
    let sum: rust_decimal::Decimal = after
        .supplements
        .iter()
        .filter(|supplement| supplement.authorized)
        .map(|supplement| supplement.amount_usd.value())
        .sum();
    assert_eq!(
        after.first_authorized_usd.value() + sum,
        after.authorized_usd.value()
    );
    // Its account may be spent on now, and a second one is a supplement of its own.
    then(events.clone(), post_on("2024-07-10", "1", "830.900", "1"));
    assert_eq!(
        rule(started(), post_on("2024-07-10", "1", "830.900", "1")),
        "afe-line-unknown"
    );
    let second = SubmitSupplement {
        effective_at: at("2024-07-12"),
        ..supplement("300000", "1700000")
    };
    match then(events, second).last() {
        Some(AfeEvent::AfeSupplementSubmitted(event)) => assert_eq!(event.sequence, 2),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_supplement_is_asked_for_where_it_is_needed() {
    refused(
        started(),
        supplement("1", "1320000"),
        AfeError::SupplementNotNeeded {
            expected_usd: usd("1320000"),
            limit_usd: usd("1320000"),
        },
    );
    // 1,200,000 and 100,000 and ten hundredths of both are 1,430,000.
    refused(
        started(),
        supplement("100000", "1430000.01"),
        AfeError::SupplementTooSmall {
            expected_usd: usd("1430000.01"),
            limit_usd: usd("1430000"),
        },
    );
    then(started(), supplement("100000", "1430000"));
    // What is spent and promised counts where less is expected.
    let spent = then(started(), post_on("2024-07-01", "1", "830.100", "1500000"));
    assert_eq!(rule(spent, supplement("1", "5")), "supplement-too-small");
}

#[test]
fn a_supplement_has_lines_and_somebody_who_asks() {
    let none = SubmitSupplement {
        lines: vec![],
        ..supplement("1", "1400000")
    };
    assert_eq!(rule(started(), none), "afe-without-lines");
    let nobody = SubmitSupplement {
        requester: Personal::withheld(),
        ..supplement("250000", "1450000")
    };
    assert_eq!(rule(started(), nobody), "afe-person-missing");
    let mut twice = supplement("250000", "1450000");
    twice.lines.push(twice.lines[0].clone());
    assert_eq!(rule(started(), twice), "afe-account-twice");
    assert_eq!(
        rule(started(), supplement("-1", "1450000")),
        "afe-line-not-positive"
    );
    assert_eq!(
        rule(authorized(), supplement("250000", "1450000")),
        "afe-work-not-started"
    );
    assert_eq!(
        rule(supplementing(), supplement("250000", "1450000")),
        "supplement-pending"
    );
}

#[test]
fn a_supplement_is_approved_for_the_whole_total_and_not_by_the_requester() {
    refused(
        supplementing(),
        approve_more("engineer", "owner"),
        AfeError::ApprovedByRequester,
    );
    refused(
        supplementing(),
        approve_more("manager", "manager"),
        AfeError::TierTooLow {
            tier: text("manager"),
            limit: TierLimit(Some(usd("50000"))),
            kind: AfeKind::Drilling,
            total_usd: usd("1450000"),
        },
    );
    refused(
        approved_more(),
        approve_more("principal", "owner"),
        AfeError::ApprovedTwice { tier: text("owner") },
    );
    let not_yet = AfeError::SupplementNotApproved { given: 0, needed: 1 };
    refused(supplementing(), ask(), not_yet.clone());
    refused(supplementing(), authorize_more(), not_yet);
    let unknown = ApproveSupplement {
        policy: PolicySeen::Unknown,
        ..approve_more("principal", "owner")
    };
    refused(supplementing(), unknown, AfeError::PolicyUnknown);
}

#[test]
fn a_supplement_is_put_to_the_parties_where_the_agreement_says_so() {
    refused(
        approved_more(),
        authorize_more(),
        AfeError::ConsentNotAsked {
            agreement_id: agreement_id(),
            total_usd: usd("250000"),
        },
    );
    refused(
        then(approved_more(), ask()),
        authorize_more(),
        AfeError::ConsentNotAsked {
            agreement_id: agreement_id(),
            total_usd: usd("250000"),
        },
    );
    refused(then(approved_more(), ask()), ask(), AfeError::BallotAlreadyHeld);
    let events = then(approved_more(), ask());
    let events = then(events, cast_on("2024-07-05", 2, Vote::Consent));
    let events = then(events, close_on("2024-07-08"));
    refused(
        events.clone(),
        authorize_more(),
        AfeError::ConsentInsufficient {
            consenting: DecimalInterest::parse("0.29411765").unwrap(),
            minimum: DecimalInterest::parse("0.5").unwrap(),
        },
    );
    let reject = RejectSupplement {
        effective_at: at("2024-07-09"),
        reason: text("too few consent"),
    };
    let events = then(events, reject);
    assert_eq!(status(events.clone()), AfeStatus::InProgress);
    let after = project(events);
    assert_eq!(after.authorized_usd, usd("1200000"));
    assert!(!after.supplements[0].authorized);
}

#[test]
fn where_the_agreement_does_not_ask_approval_is_enough() {
    let mut quiet = agreement();
    quiet.terms.supplements_balloted = false;
    let task = OpenBallot {
        agreement: seen(quiet),
        ..open()
    };
    let voted = [1, 2, 3]
        .into_iter()
        .fold(then(approved(), task), |events, number| {
            then(events, cast(number, Vote::Consent))
        });
    let events = then(then(voted, close_on("2024-06-11")), authorize());
    let events = then(then(events, start()), supplement("250000", "1450000"));
    let events = then(events, approve_more("principal", "owner"));
    assert_eq!(
        project(then(events, authorize_more())).authorized_usd,
        usd("1450000")
    );
}

#[test]
fn costs_go_on_while_a_supplement_is_pending_and_work_that_was_done_stays_done() {
    let events = then(supplementing(), post_on("2024-07-03", "1", "830.100", "10"));
    assert_eq!(status(events.clone()), AfeStatus::SupplementPending);
    assert_eq!(rule(events, complete_on("2024-08-01")), "supplement-pending");
    let late = SubmitSupplement {
        effective_at: at("2024-08-02"),
        ..supplement("250000", "1450000")
    };
    let reject = RejectSupplement {
        effective_at: at("2024-08-03"),
        reason: text("no"),
    };
    let events = then(then(completed(), late), reject.clone());
    assert_eq!(status(events.clone()), AfeStatus::WorkComplete);
    assert_eq!(rule(events, reject), "supplement-not-pending");
}
