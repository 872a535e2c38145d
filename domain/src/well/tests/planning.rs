//! Rows 1 to 5: the plan, the number, the permit.

use super::asked::*;
use super::*;
use crate::given::given;
use crate::specification::{Answer, Part};

fn refused(events: Vec<WellEvent>, task: WellTask) -> WellError {
    use wellflow_decider::Decider;
    given::<Well>(events).state().decide(task.into()).unwrap_err()
}

#[test]
fn a_location_in_a_lease_held_names_the_lease() {
    let plan = WellPlan {
        title: Some(Title::Held),
        ..WellPlan::default()
    };
    let named = ProposeWell {
        plan: plan.clone(),
        ..proposal("01-01")
    };
    given::<Well>([]).when(WellTask::Propose(named.clone())).events();
    given::<Well>([])
        .when(WellTask::Propose(ProposeWell { lease: None, ..named }))
        .then_refused(WellError::TitleWithoutLease);
    let pending = ProposeWell {
        lease: None,
        plan: WellPlan {
            title: Some(Title::Pending),
            ..plan
        },
        ..proposal("01-01")
    };
    given::<Well>([]).when(WellTask::Propose(pending)).events();
}

#[test]
fn a_permit_is_applied_for_and_decided_on() {
    given::<Well>([proposed("01-01")])
        .when(submit("01-02", application()))
        .then([submitted("01-02")]);
    let applied = [proposed("01-01"), submitted("01-02")];
    given::<Well>(applied.clone())
        .when(permit("01-05"))
        .then([permitted("01-05")]);
    given::<Well>(applied.clone())
        .when(deny("01-05"))
        .then([denied("01-05")]);
    given::<Well>(applied)
        .when(submit("01-03", application()))
        .then_refused(WellError::NotProposed {
            status: WellStatus::PermitSubmitted,
            since: noon("01-02"),
        });
}

#[test]
fn a_denied_well_is_proposed_again_and_keeps_its_number() {
    let events = [proposed("01-01"), submitted("01-02"), denied("01-05")];
    let summary = given::<Well>(events.clone()).state().summary().unwrap();
    assert_eq!(summary.status, WellStatus::Proposed);
    assert_eq!(summary.api_number, Some(api("42-501-20130")));
    given::<Well>(events)
        .when(submit("01-06", application()))
        .then([submitted("01-06")]);
}

#[test]
fn only_a_permit_under_review_is_denied() {
    given::<Well>([proposed("01-01")])
        .when(deny("01-02"))
        .then_refused(WellError::PermitNotUnderReview {
            status: WellStatus::Proposed,
            since: noon("01-01"),
        });
}

#[test]
fn an_application_says_which_of_its_parts_failed() {
    let task = WellTask::SubmitPermit(SubmitDrillingPermit {
        effective_at: noon("01-02"),
        application: PermitApplication {
            operator_licence: licence(Some("2023-12-31")),
            spacing: Spacing {
                conforms: false,
                ..application().spacing
            },
            ..application()
        },
        demanded: vec![Evidence::SurfaceOwnerNotice],
    });
    let WellError::CannotSubmitPermit { unmet } = refused(vec![proposed("01-01")], task) else {
        panic!("refused for another reason");
    };
    let failed: Vec<&str> = unmet.failed.iter().map(|part| part.specification).collect();
    assert_eq!(
        failed,
        [
            "operator-licensed",
            "spacing-conforms",
            "spacing-exception-requested",
            "surface-owner-told"
        ]
    );
    let refusal = WellError::CannotSubmitPermit { unmet };
    assert_eq!(refusal.source(), Some("RRC Form P-5"));
    assert_eq!(
        refusal.to_string(),
        "the permit cannot be applied for on 2024-01-02 in TX: licence P5-100 is in force until 2023-12-31 (RRC Form P-5); \
         spacing does not conform to statewide 467 ft; no exception is asked for; \
         the notice to the surface owner is not stated, and the rules of TX demand it"
    );
}

#[test]
fn an_exception_asked_for_stands_in_for_spacing() {
    let spacing = Spacing {
        conforms: false,
        exception: Some(text("Docket 8A-0301")),
        ..application().spacing
    };
    given::<Well>([proposed("01-01")])
        .when(submit(
            "01-02",
            PermitApplication {
                spacing,
                ..application()
            },
        ))
        .events();
}

#[test]
fn a_permit_runs_out_after_its_last_day() {
    let events = vec![proposed("01-01"), permitted("01-02")];
    given::<Well>(events.clone())
        .when(expire("2025-01-01"))
        .then([DrillingPermitExpired {
            effective_at: noon("2025-01-01"),
            expired_on: date("2024-12-31"),
        }]);
    given::<Well>(events)
        .when(expire("12-31"))
        .then_refused(WellError::PermitStillInForce {
            expires_on: date("2024-12-31"),
            on: date("2024-12-31"),
        });
    given::<Well>(drilling())
        .when(expire("2025-01-01"))
        .then_refused(WellError::NotPermitted {
            status: WellStatus::Drilling,
            since: noon("01-03"),
        });
}

#[test]
fn a_permit_without_an_end_does_not_run_out() {
    let endless = DrillingPermitApproved {
        effective_at: noon("01-02"),
        permit_number: text("W1"),
        expires_on: None,
        conditions: vec![],
        permitted_depth_ft: None,
    };
    given::<Well>([proposed("01-01"), endless.into()])
        .when(expire("2030-01-01"))
        .then_refused(WellError::PermitDoesNotExpire);
}

#[test]
fn a_well_is_given_up_before_the_bit_turns() {
    for events in [
        vec![proposed("01-01")],
        vec![proposed("01-01"), submitted("01-02")],
        vec![proposed("01-01"), permitted("01-02")],
    ] {
        given::<Well>(events)
            .when(cancel("02-01"))
            .then([cancelled("02-01")]);
    }
    given::<Well>(drilling())
        .when(cancel("02-01"))
        .then_refused(WellError::AlreadySpudded {
            status: WellStatus::Drilling,
            since: noon("01-03"),
        });
    given::<Well>([proposed("01-01"), cancelled("02-01")])
        .when(permit("02-02"))
        .then_refused(WellError::Cancelled { since: noon("02-01") });
}

#[test]
fn a_well_gets_its_number_once() {
    let unnumbered = match proposed("01-01") {
        WellEvent::WellProposed(event) => WellProposed {
            api_number: None,
            ..event
        },
        other => panic!("{other:?}"),
    };
    given::<Well>([unnumbered.into()])
        .when(assign("01-02", "4250120130", None))
        .then([ApiNumberAssigned {
            effective_at: noon("01-02"),
            api_number: api("4250120130"),
            replaces: None,
            source_document: text("W-1 permit"),
        }]);
    given::<Well>([proposed("01-01")])
        .when(assign("01-02", "4250120130", None))
        .then_nothing();
    given::<Well>([proposed("01-01")])
        .when(assign("01-02", "425012013000", None))
        .events();
    given::<Well>([proposed("01-01")])
        .when(assign("01-02", "4250120131", None))
        .then_refused(WellError::NumberAlreadyAssigned {
            api_number: api("42-501-20130"),
        });
}

#[test]
fn a_number_takes_the_place_of_the_one_it_names() {
    use wellflow_decider::{ClaimAction, DomainEvent};
    let events = given::<Well>([proposed("01-01")])
        .when(assign("01-02", "4250120131", Some("4250120130")))
        .events();
    let claims: Vec<_> = events[0]
        .claims()
        .into_iter()
        .map(|claim| (claim.key, claim.action))
        .collect();
    assert_eq!(
        claims,
        [
            ("4250120130".to_owned(), ClaimAction::Release),
            ("4250120131".to_owned(), ClaimAction::Claim)
        ]
    );
    given::<Well>([proposed("01-01")])
        .when(assign("01-02", "4250120131", Some("4250120139")))
        .then_refused(WellError::NumberNotReplaced {
            replaces: api("42-501-20139"),
            found: "42-501-20130".to_owned(),
        });
}

#[test]
fn a_number_begins_with_the_well_s_state() {
    given::<Well>([proposed("01-01")])
        .when(assign("01-02", "3000500015", Some("4250120130")))
        .then_refused(WellError::StateContradictsApiNumber {
            api_number: api("3000500015"),
            number_state: StateCode::parse("NM").unwrap(),
            state: StateCode::parse("TX").unwrap(),
        });
}

#[test]
fn a_part_is_written_with_its_source() {
    let part = Part {
        specification: "valid-permit",
        answer: Answer::Unmet,
        detail: "permit 7 is in force until 2024-01-01".to_owned(),
        source: Some("RRC Form W-1"),
    };
    assert_eq!(
        part.to_string(),
        "permit 7 is in force until 2024-01-01 (RRC Form W-1)"
    );
}
