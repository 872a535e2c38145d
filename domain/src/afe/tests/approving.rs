//! Internal approval, authorisation, funds.

use super::*;

#[test]
fn the_requester_does_not_approve_unless_the_policy_says_so() {
    refused(
        submitted(),
        approve("engineer", "owner"),
        AfeError::ApprovedByRequester,
    );
    let alone = ApproveAfeInternally {
        policy: policy_of(PolicyTerms {
            requester_may_approve: true,
            ..policy_terms()
        }),
        ..approve("engineer", "owner")
    };
    let events = then(submitted(), alone);
    match events.last() {
        Some(AfeEvent::AfeInternallyApproved(event)) => assert!(event.requester_may_approve),
        other => panic!("{other:?}"),
    }
    assert_eq!(status(events), AfeStatus::Approved);
}

#[test]
fn a_tier_approves_what_it_covers() {
    refused(
        submitted(),
        approve("manager", "manager"),
        AfeError::TierTooLow {
            tier: text("manager"),
            limit: TierLimit(Some(usd("50000"))),
            kind: AfeKind::Drilling,
            total_usd: usd("1200000"),
        },
    );
    refused(
        submitted(),
        approve("manager", "clerk"),
        AfeError::TierUnknown { tier: text("clerk") },
    );
    let unknown = ApproveAfeInternally {
        policy: PolicySeen::Unknown,
        ..approve("principal", "owner")
    };
    refused(submitted(), unknown, AfeError::PolicyUnknown);
    let nobody = ApproveAfeInternally {
        approver: Personal::withheld(),
        ..approve("principal", "owner")
    };
    refused(submitted(), nobody, AfeError::PersonMissing { words: "approves" });
}

#[test]
fn as_many_different_people_approve_as_the_tier_asks_for() {
    let two = policy_of(PolicyTerms {
        tiers: vec![tier("owner", None, 2)],
        ..policy_terms()
    });
    let by = |name: &str| ApproveAfeInternally {
        policy: two.clone(),
        ..approve(name, "owner")
    };
    let first = then(submitted(), by("principal"));
    assert_eq!(status(first.clone()), AfeStatus::Submitted);
    refused(
        first.clone(),
        by("principal"),
        AfeError::ApprovedTwice { tier: text("owner") },
    );
    assert_eq!(rule(first.clone(), authorize()), "afe-not-approved");
    assert_eq!(status(then(first, by("second"))), AfeStatus::Approved);
}

#[test]
fn somebody_who_may_rejects_and_that_is_the_end() {
    let reject = |tier: &str| RejectAfeInternally {
        effective_at: at("2024-06-03"),
        approver: person("principal"),
        tier: text(tier),
        reason: text("too dear"),
        policy: policy(),
    };
    let events = then(submitted(), reject("owner"));
    assert_eq!(status(events.clone()), AfeStatus::Rejected);
    assert_eq!(rule(events, approve("principal", "owner")), "afe-ended");
    assert_eq!(rule(submitted(), reject("manager")), "approval-tier-too-low");
    let nobody = RejectAfeInternally {
        approver: Personal::withheld(),
        ..reject("owner")
    };
    assert_eq!(rule(submitted(), nobody), "afe-person-missing");
}

#[test]
fn revoked_approvals_make_a_draft_of_it_and_no_vote_counts() {
    let revoke = || RevokeApprovals {
        effective_at: at("2024-06-12"),
        reason: text("the estimate changed"),
    };
    for events in [submitted(), approved(), balloting(), balloted(), carried()] {
        let events = then(events, revoke());
        assert_eq!(status(events.clone()), AfeStatus::Draft);
        assert_eq!(given::<Afe>(events).state().summary().unwrap().ballot, None);
    }
    assert_eq!(rule(drafted(), revoke()), "afe-not-submitted");
}

fn alone() -> Vec<AfeEvent> {
    let draft = DraftAfe {
        agreement_id: None,
        ..draft()
    };
    let events = then(then(vec![], draft), submit());
    then(events, approve("principal", "owner"))
}

#[test]
fn without_an_agreement_the_operator_bears_all_by_the_rules_of_the_policy() {
    let project = project(then(alone(), authorize()));
    assert_eq!(project.shares, shares(&[(1, "1")]));
    assert_eq!(project.authorized_usd, usd("1200000"));
    assert_eq!(project.rules.overrun_percent, Some(Percent::parse("5").unwrap()));
    assert!(!project.rules.supplements_balloted && !project.consent_asked);
    let unknown = AuthorizeAfe {
        policy: PolicySeen::Unknown,
        ..authorize()
    };
    refused(alone(), unknown, AfeError::PolicyUnknown);
    refused(alone(), open(), AfeError::WithoutAgreement);
}

#[test]
fn nothing_is_authorised_without_the_consent_the_agreement_asks_for() {
    let asked = AuthorizeAfe {
        agreement: Some(seen(agreement())),
        ..authorize()
    };
    refused(
        approved(),
        asked,
        AfeError::ConsentNotAsked {
            agreement_id: agreement_id(),
            total_usd: usd("1200000"),
        },
    );
    refused(
        approved(),
        authorize(),
        AfeError::AgreementUnknown {
            agreement_id: agreement_id(),
        },
    );
    refused(
        balloted(),
        authorize(),
        AfeError::NotReallocated {
            uncovered: "0.15".parse().unwrap(),
        },
    );
    assert_eq!(rule(balloting(), authorize()), "afe-not-approved");
    // A forged authorisation is not folded either.
    let AfeEvent::AfeAuthorized(forged) = authorized().pop().unwrap() else {
        panic!()
    };
    for events in [approved(), balloted()] {
        let stream: Vec<AfeEvent> = events.into_iter().chain([forged.clone().into()]).collect();
        assert_eq!(fold::<Afe>(&stream).1.len(), 1);
    }
}

#[test]
fn a_small_project_needs_nobody_where_the_agreement_says_so() {
    let lines = vec![line(
        "830.100",
        Phase::AfterCasingPoint,
        Category::Intangible,
        CostClass::Operating,
        "50000",
    )];
    let sums = AfeTotals::of(&lines).unwrap();
    let small = DraftAfe {
        kind: AfeKind::Workover,
        lines,
        ..draft()
    };
    let handed_in = SubmitAfe {
        totals: sums,
        ..submit()
    };
    let events = then(then(vec![], small), handed_in);
    let events = then(events, approve("manager", "manager"));
    let task = AuthorizeAfe {
        agreement: Some(seen(agreement())),
        ..authorize()
    };
    let project = project(then(events.clone(), task));
    assert_eq!((project.shares, project.consent_asked), (parties(), false));
    // It may be put to the parties all the same, and what they say binds.
    let events = then(events, open());
    let events = then(events, close_on("2024-07-05"));
    let task = AuthorizeAfe {
        effective_at: at("2024-07-06"),
        ..authorize()
    };
    assert_eq!(rule(events, task), "consent-insufficient");
}

#[test]
fn an_authorisation_ends_with_its_time() {
    // 90 days after 13 June.
    let until = date("2024-09-11");
    match authorized().last() {
        Some(AfeEvent::AfeAuthorized(event)) => {
            assert_eq!(event.valid_until, Some(until));
            assert!(event.consent_asked);
        }
        other => panic!("{other:?}"),
    }
    let late = StartWork {
        effective_at: at("2024-09-12"),
    };
    refused(
        authorized(),
        late,
        AfeError::Expired {
            until,
            on: date("2024-09-12"),
        },
    );
    let on_the_day = StartWork {
        effective_at: at("2024-09-11"),
    };
    assert_eq!(status(then(authorized(), on_the_day)), AfeStatus::InProgress);
    let expired = AuthorizeAfe {
        effective_at: at("2025-01-01"),
        ..authorize()
    };
    refused(
        agreed(),
        expired,
        AfeError::Expired {
            until: date("2024-12-31"),
            on: date("2025-01-01"),
        },
    );
    let asked_late = OpenBallot {
        effective_at: at("2025-01-01"),
        ..open()
    };
    assert_eq!(rule(approved(), asked_late), "afe-expired");
}

#[test]
fn funds_are_set_aside_by_the_projects_interests_and_given_back() {
    let allocate = AllocateFunds {
        effective_at: at("2024-06-14"),
        cash_call: true,
    };
    let events = then(authorized(), allocate.clone());
    let funds = project(events.clone()).funds.unwrap();
    let sum: rust_decimal::Decimal = funds.iter().map(|share| share.amount_usd.value()).sum();
    assert_eq!(sum, usd("1200000").value());
    assert_eq!(
        funds[0],
        CostShare {
            owner: owner(1),
            amount_usd: usd("847058.82")
        }
    );
    refused(
        events.clone(),
        allocate,
        AfeError::FundsAlreadyAllocated {
            authorized_usd: usd("1200000"),
        },
    );
    let deallocate = DeallocateFunds {
        effective_at: at("2024-06-15"),
        reason: text("a partner is insolvent"),
    };
    let events = then(events, deallocate.clone());
    assert_eq!(project(events.clone()).funds, None);
    refused(events, deallocate, AfeError::FundsNotAllocated);
}

#[test]
fn a_notice_is_retracted_of_an_afe_that_was_cancelled() {
    let notify = RecordAuthorizationNotice {
        effective_at: at("2024-06-14"),
        reference: text("Mail 1"),
    };
    let retract = RetractAuthorizationNotice {
        effective_at: at("2024-06-16"),
        reference: text("Mail 2"),
    };
    let cancel = CancelAfe {
        effective_at: at("2024-06-15"),
        reason: text("no rig"),
    };
    let told = then(authorized(), notify);
    refused(told.clone(), retract.clone(), AfeError::NoticeNotGiven);
    let retracted = then(then(told, cancel.clone()), retract.clone());
    refused(retracted, retract.clone(), AfeError::NoticeNotGiven);
    refused(then(authorized(), cancel), retract, AfeError::NoticeNotGiven);
}
