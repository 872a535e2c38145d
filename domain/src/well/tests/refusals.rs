//! Each refusal of a well's own commands, with the values that broke the rule.

use super::imports::{completed_bore, import};
use super::*;
use crate::given::given;

#[test]
fn nothing_can_be_done_to_a_well_before_it_is_known() {
    for task in [
        permit("01-02"),
        spud("01-02"),
        stop("01-02"),
        plug("01-02"),
        report("01-02", "D01", Some("08")),
    ] {
        given::<Well>([])
            .when(task.clone())
            .then_refused(WellError::Unknown { at: noon("01-02") });
        given::<Well>([proposed("06-01")])
            .when(task)
            .then_refused(WellError::Unknown { at: noon("01-02") });
    }
}

#[test]
fn a_well_is_proposed_once() {
    let refusal = WellError::AlreadyExists {
        well_id: well_id(),
        name: text("Halbouty A-1"),
    };
    given::<Well>(running())
        .when(WellTask::Propose(proposal("08-01")))
        .then_refused(refusal.clone());
    given::<Well>(running())
        .when(WellTask::Propose(proposal("2020-01-01")))
        .then_refused(refusal);
}

#[test]
fn a_well_lies_in_the_state_of_its_number() {
    let oklahoma = StateCode::parse("OK").unwrap();
    given::<Well>([])
        .when(WellTask::Propose(ProposeWell {
            state: Some(oklahoma),
            ..proposal("01-01")
        }))
        .then_refused(WellError::StateContradictsApiNumber {
            api_number: api("42-501-20130"),
            number_state: StateCode::parse("TX").unwrap(),
            state: oklahoma,
        });
}

#[test]
fn a_well_is_permitted_once() {
    given::<Well>([proposed("01-01"), permitted("01-02")])
        .when(permit("01-05"))
        .then_refused(WellError::NotAwaitingPermit {
            status: WellStatus::Permitted,
            since: noon("01-02"),
        });
}

#[test]
fn a_permit_does_not_end_before_it_begins() {
    given::<Well>([proposed("01-01")])
        .when(permit("2025-02-01"))
        .then_refused(WellError::PermitExpiresBeforeApproval {
            expires_on: date("2024-12-31"),
            granted_on: date("2025-02-01"),
        });
}

#[test]
fn a_well_is_not_spudded_before_its_permit() {
    given::<Well>([proposed("01-01"), permitted("01-02")])
        .when(spud("01-01"))
        .then_refused(WellError::NotPermitted {
            status: WellStatus::Proposed,
            since: noon("01-01"),
        });
}

#[test]
fn a_well_is_not_spudded_under_an_expired_permit() {
    given::<Well>([proposed("01-01"), permitted("01-02")])
        .when(spud("2025-01-01"))
        .then_refused(WellError::PermitExpired {
            expires_on: date("2024-12-31"),
            on: date("2025-01-01"),
        });
}

#[test]
fn a_permit_ends_with_its_last_local_day() {
    let late = |at: &str| {
        WellTask::Spud(SpudWell {
            effective_at: at.parse().unwrap(),
            rig: None,
            contractor: None,
            evidence: DrillEvidence::default(),
            seen: DrillSeen::default(),
            demanded: vec![],
        })
    };
    let permitted = [proposed("01-01"), permitted("01-02")];
    // Midnight in Chicago is six hours later than in Greenwich.
    given::<Well>(permitted.clone())
        .when(late("2025-01-01T05:59:59Z"))
        .events();
    given::<Well>(permitted)
        .when(late("2025-01-01T06:00:00Z"))
        .then_refused(WellError::PermitExpired {
            expires_on: date("2024-12-31"),
            on: date("2025-01-01"),
        });
}

#[test]
fn a_well_is_spudded_once() {
    given::<Well>(running())
        .when(spud("05-01"))
        .then_refused(WellError::NotPermitted {
            status: WellStatus::Producing,
            since: noon("04-01"),
        });
}

#[test]
fn only_a_well_being_drilled_reaches_total_depth() {
    given::<Well>(drilled())
        .when(reach("02-02", "12000", None))
        .then_refused(WellError::NotDrilling {
            status: WellStatus::Drilled,
            since: noon("02-01"),
        });
}

#[test]
fn a_hole_is_not_deeper_than_it_is_long() {
    given::<Well>([proposed("01-01"), permitted("01-02"), spudded("01-03")])
        .when(reach("02-01", "12000", Some("12000.01")))
        .then_refused(WellError::TrueVerticalDepthExceedsMeasured {
            true_vertical_depth_ft: feet("12000.01"),
            measured_depth_ft: feet("12000"),
        });
}

#[test]
fn a_hole_has_a_depth() {
    given::<Well>([proposed("01-01"), permitted("01-02"), spudded("01-03")])
        .when(reach("02-01", "0", None))
        .then_refused(WellError::NoDepth);
}

#[test]
fn a_well_is_not_completed_before_it_is_drilled() {
    given::<Well>([proposed("01-01"), permitted("01-02"), spudded("01-03")])
        .when(complete("02-01", "D01", "11000", "11050"))
        .then_refused(WellError::NotDrilled {
            status: WellStatus::Drilling,
            since: noon("01-03"),
        });
}

#[test]
fn a_completion_is_made_once() {
    given::<Well>(ready())
        .when(complete("03-02", "D01", "9000", "9100"))
        .then_refused(WellError::CompletionAlreadyExists {
            completion: name("D01"),
        });
}

#[test]
fn an_interval_has_its_top_above_its_bottom() {
    for (top, bottom) in [("11050", "11000"), ("11000", "11000")] {
        given::<Well>(drilled())
            .when(complete("03-01", "D01", top, bottom))
            .then_refused(WellError::CompletionIntervalInverted {
                top_md_ft: feet(top),
                bottom_md_ft: feet(bottom),
            });
    }
}

#[test]
fn an_interval_does_not_reach_below_total_depth() {
    given::<Well>(drilled())
        .when(complete("03-01", "D01", "11000", "12000.01"))
        .then_refused(WellError::CompletionBelowTotalDepth {
            bottom_md_ft: feet("12000.01"),
            total_depth_ft: feet("12000"),
        });
}

#[test]
fn a_well_does_not_produce_before_it_is_completed() {
    given::<Well>(drilled())
        .when(first_production("04-01"))
        .then_refused(WellError::NotCompleted {
            status: WellStatus::Drilled,
            since: noon("02-01"),
        });
}

#[test]
fn a_well_produces_for_the_first_time_once() {
    for events in [running(), idle()] {
        given::<Well>(events)
            .when(first_production("05-02"))
            .then_refused(WellError::FirstProductionAlreadyRecorded { at: noon("04-01") });
    }
}

#[test]
fn what_does_not_operate_is_not_shut_in() {
    given::<Well>(drilled())
        .when(stop("05-01"))
        .then_refused(WellError::NotOperating {
            status: WellStatus::Drilled,
            since: noon("02-01"),
        });
    given::<Well>(secured())
        .when(stop("06-02"))
        .then_refused(WellError::NotOperating {
            status: WellStatus::TemporarilyAbandoned,
            since: noon("06-01"),
        });
}

#[test]
fn production_resumes_from_shut_in_only() {
    given::<Well>(secured())
        .when(resume("06-02"))
        .then_refused(WellError::NotShutIn {
            status: WellStatus::TemporarilyAbandoned,
            since: noon("06-01"),
        });
}

#[test]
fn what_never_produced_does_not_resume() {
    given::<Well>(with(ready(), [shut_in("03-15")]))
        .when(resume("04-01"))
        .then_refused(WellError::NeverProduced { since: noon("03-15") });
}

#[test]
fn a_producing_well_is_not_temporarily_abandoned() {
    given::<Well>(running())
        .when(secure("05-01"))
        .then_refused(WellError::NotReadyForTemporaryAbandonment {
            status: WellStatus::Producing,
            since: noon("04-01"),
        });
}

#[test]
fn an_approval_does_not_end_before_the_work() {
    let task = TemporarilyAbandonWell {
        effective_at: noon("06-01"),
        until: Some(date("2024-05-31")),
        approval_number: None,
        securing: SecuringTest::default(),
        limits: AbandonmentLimits::default(),
    };
    given::<Well>(idle())
        .when(WellTask::TemporarilyAbandon(task))
        .then_refused(WellError::ApprovalEndsBeforeStart {
            until: date("2024-05-31"),
            on: date("2024-06-01"),
        });
}

#[test]
fn service_is_returned_to_from_temporary_abandonment_only() {
    given::<Well>(idle())
        .when(return_to_service("06-01"))
        .then_refused(WellError::NotTemporarilyAbandoned {
            status: WellStatus::ShutIn,
            since: noon("05-01"),
        });
}

#[test]
fn a_producing_well_is_not_plugged() {
    given::<Well>(running())
        .when(plug("05-01"))
        .then_refused(WellError::StillOperating {
            status: WellStatus::Producing,
            since: noon("04-01"),
        });
}

#[test]
fn what_was_never_drilled_is_not_plugged() {
    given::<Well>([proposed("01-01"), permitted("01-02")])
        .when(plug("05-01"))
        .then_refused(WellError::NotPluggable {
            status: WellStatus::Permitted,
            since: noon("01-02"),
        });
}

#[test]
fn a_plugged_well_accepts_no_further_task() {
    for task in [
        permit("08-01"),
        spud("08-01"),
        reach("08-01", "12000", None),
        complete("08-01", "D02", "1", "2"),
        stop("08-01"),
        resume("08-01"),
        secure("08-01"),
        return_to_service("08-01"),
        plug("08-01"),
    ] {
        given::<Well>(finished())
            .when(task)
            .then_refused(WellError::Plugged { since: noon("07-01") });
    }
}

#[test]
fn a_backdated_plug_makes_later_production_illegal() {
    // Shut in on May 1st and plugged as of May 2nd, although the well is known to have resumed on the 15th.
    let stream = with(idle(), [plugging_approved("05-01"), resumed("05-15")]);
    let decided = given::<Well>(stream.clone()).when(plug("05-02")).events();
    let (_, illegal) = crate::given::fold::<Well>(&[stream, decided].concat());
    assert_eq!(
        illegal
            .iter()
            .map(|illegal| illegal.reason.as_str())
            .collect::<Vec<_>>(),
        ["the well cannot resume production at 2024-05-15 18:00:00 UTC: \
          it is plugged_and_abandoned since 2024-05-02 18:00:00 UTC"]
    );
}

#[test]
fn every_refusal_names_its_rule_and_its_values() {
    let refusal = WellError::CompletionBelowTotalDepth {
        bottom_md_ft: feet("12000.5"),
        total_depth_ft: feet("12000"),
    };
    assert_eq!(refusal.rule(), "completion-below-total-depth");
    assert_eq!(
        refusal.to_string(),
        "the interval's bottom at 12000.5 ft lies below total depth at 12000 ft"
    );
}

#[test]
fn what_has_not_happened_yet_is_refused() {
    let tasks = [
        WellTask::Propose(proposal("08-01")),
        permit("08-01"),
        spud("08-01"),
        reach("08-01", "12000", None),
        complete("08-01", "D02", "9000", "9100"),
        first_production("08-01"),
        stop("08-01"),
        resume("08-01"),
        secure("08-01"),
        return_to_service("08-01"),
        plug("08-01"),
        report("08-01", "D01", Some("08")),
    ];
    let now = noon("07-31");
    for task in tasks {
        for events in [vec![], vec![proposed("01-01")], idle(), finished()] {
            given::<Well>(events)
                .when(task.clone().asked_at(now))
                .then_refused(WellError::EffectiveInFuture {
                    at: noon("08-01"),
                    now,
                });
        }
    }
}

#[test]
fn a_clock_a_little_ahead_is_forgiven() {
    let now = noon("05-01") - chrono::TimeDelta::minutes(5);
    given::<Well>(running())
        .when(stop("05-01").asked_at(now))
        .then([shut_in("05-01")]);
}

#[test]
fn an_agency_s_record_keeps_its_dates_whatever_the_clock_says() {
    let events = given::<Well>([])
        .when(import(completed_bore()).asked_at(noon("1999-01-01")))
        .events();
    assert_eq!(events, given::<Well>([]).when(import(completed_bore())).events());
}
