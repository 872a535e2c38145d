//! The life of a well as its own commands lead it.

use super::*;
use crate::given::given;

#[test]
fn a_well_is_proposed_and_takes_its_state_from_its_number() {
    given::<Well>([])
        .when(WellTask::Propose(proposal("01-01")))
        .then([proposed("01-01")]);
}

#[test]
fn a_well_may_be_proposed_without_a_number() {
    let events = given::<Well>([])
        .when(WellTask::Propose(ProposeWell {
            api_number: None,
            ..proposal("01-01")
        }))
        .events();
    assert!(matches!(
        events.as_slice(),
        [WellEvent::WellProposed(WellProposed {
            api_number: None,
            state: None,
            ..
        })]
    ));
}

#[test]
fn a_proposed_well_is_permitted() {
    given::<Well>([proposed("01-01")])
        .when(permit("01-02"))
        .then([permitted("01-02")]);
}

#[test]
fn a_permitted_well_is_spudded_up_to_the_permit_s_last_day() {
    given::<Well>([proposed("01-01"), permitted("01-02")])
        .when(spud("12-31"))
        .then([spudded("12-31")]);
}

#[test]
fn a_permit_without_an_end_does_not_expire() {
    let endless = DrillingPermitApproved {
        effective_at: noon("01-02"),
        permit_number: text("W1-884120"),
        expires_on: None,
        conditions: vec![],
        permitted_depth_ft: None,
    };
    given::<Well>([proposed("01-01"), endless.into()])
        .when(spud("2034-01-01"))
        .then([spudded("2034-01-01")]);
}

#[test]
fn drilling_ends_at_total_depth() {
    given::<Well>([proposed("01-01"), permitted("01-02"), spudded("01-03")])
        .when(reach("02-01", "12000", Some("11500")))
        .then([at_total_depth("02-01")]);
}

#[test]
fn a_vertical_hole_is_as_deep_as_it_is_long() {
    given::<Well>([proposed("01-01"), permitted("01-02"), spudded("01-03")])
        .when(reach("02-01", "12000", Some("12000")))
        .events();
}

#[test]
fn a_drilled_well_is_completed() {
    given::<Well>(drilled())
        .when(complete("03-01", "D01", "11000", "11050"))
        .then([completed("03-01")]);
}

#[test]
fn an_interval_may_reach_to_the_bottom_of_the_hole() {
    given::<Well>(drilled())
        .when(complete("03-01", "D01", "11000", "12000"))
        .events();
}

#[test]
fn a_second_interval_may_be_opened_before_production() {
    given::<Well>(ready())
        .when(complete("03-02", "D02", "9000", "9100"))
        .events();
}

#[test]
fn a_completed_well_produces() {
    given::<Well>(ready())
        .when(first_production("04-01"))
        .then([producing("04-01")]);
}

#[test]
fn a_well_shut_in_for_want_of_a_pipeline_produces_later() {
    given::<Well>(with(ready(), [shut_in("03-15")]))
        .when(first_production("04-01"))
        .then([producing("04-01")]);
}

#[test]
fn a_producing_or_completed_well_is_shut_in() {
    given::<Well>(running())
        .when(stop("05-01"))
        .then([shut_in("05-01")]);
    given::<Well>(ready())
        .when(stop("05-01"))
        .then([shut_in("05-01")]);
}

#[test]
fn shutting_in_what_is_shut_in_changes_nothing() {
    given::<Well>(idle()).when(stop("05-02")).then_nothing();
}

#[test]
fn a_shut_in_well_resumes() {
    given::<Well>(idle())
        .when(resume("05-15"))
        .then([resumed("05-15")]);
}

#[test]
fn resuming_what_produces_changes_nothing() {
    given::<Well>(running()).when(resume("05-01")).then_nothing();
}

#[test]
fn a_shut_in_well_is_temporarily_abandoned_and_returns_to_service() {
    given::<Well>(idle())
        .when(secure("06-01"))
        .then([temporarily_abandoned("06-01")]);
    given::<Well>(secured())
        .when(return_to_service("06-15"))
        .then([WellReturnedToService {
            effective_at: noon("06-15"),
            work_summary: None,
        }]);
}

#[test]
fn a_well_that_does_not_operate_is_plugged() {
    for events in [drilled(), ready(), idle(), secured()] {
        given::<Well>(with(events, [plugging_approved("06-20")]))
            .when(plug("07-01"))
            .then([plugged("07-01")]);
    }
}

#[test]
fn a_backdated_command_is_decided_on_the_state_at_its_date() {
    given::<Well>(idle()).when(stop("04-15")).then([shut_in("04-15")]);
}
