//! Agencies' records: taken as they are, with warnings; the stage follows what is currently reported.

use super::*;
use crate::given::given;
use crate::month::day_start;

fn record(
    number: &str,
    spud: Option<&str>,
    depth: Option<&str>,
    status: Option<(&str, Option<&str>)>,
) -> ImportWellHistory {
    ImportWellHistory {
        well_id: well_id(),
        provenance: provenance(),
        api_number: api(number),
        name: text("P037"),
        operator: text("Exxon Mobil Corporation"),
        lease: Some(text("00026")),
        field: Some(text("WD 30")),
        location: None,
        state: None,
        time_zone: central(),
        spudded_on: spud.map(date),
        total_depth_on: depth.map(date),
        permit_applied_on: None,
        permit_issued_on: None,
        completed_on: None,
        plugged_on: None,
        measured_depth_ft: depth.map(|_| feet("9000")),
        true_vertical_depth_ft: None,
        status: status.map(|(code, _)| filed(code)),
        status_on: status.and_then(|(_, on)| on).map(date),
        listed_on: None,
    }
}

pub(super) fn import(record: ImportWellHistory) -> WellTask {
    WellTask::ImportHistory(Box::new(record))
}

fn taken_over(before: &[WellEvent], record: ImportWellHistory) -> Vec<WellEvent> {
    let news = given::<Well>(before.iter().cloned())
        .when(import(record))
        .events();
    [before.to_vec(), news].concat()
}

pub(super) fn completed_bore() -> ImportWellHistory {
    record(
        "177194053300",
        Some("2006-07-01"),
        Some("2006-07-20"),
        Some(("COM", Some("2006-08-31"))),
    )
}

fn status(events: Vec<WellEvent>) -> WellStatus {
    given::<Well>(events).state().summary().unwrap().status
}

fn warnings(record: ImportWellHistory) -> Vec<String> {
    let events = taken_over(&[], record);
    given::<Well>(events)
        .state()
        .summary()
        .unwrap()
        .warnings
        .into_iter()
        .map(|warning| warning.rule)
        .collect()
}

#[test]
fn a_record_becomes_dated_facts_from_the_start_of_local_days() {
    let start = |day: &str| day_start(date(day), central());
    let number = api("177194053300");
    let milestone = |at, milestone| WellMilestoneImported {
        effective_at: at,
        api_number: number,
        revision: 1,
        milestone,
    };

    given::<Well>([])
        .when(import(completed_bore()))
        .then::<WellEvent>([
            WellHistoryImported {
                well_id: well_id(),
                effective_at: start("2006-07-01"),
                provenance: provenance(),
                api_number: number,
                revision: 1,
                name: text("P037"),
                operator: text("Exxon Mobil Corporation"),
                lease: Some(text("00026")),
                field: Some(text("WD 30")),
                location: None,
                state: Some(StateCode::parse("LA").unwrap()),
                time_zone: central(),
                warnings: vec![],
            }
            .into(),
            milestone(start("2006-07-01"), Milestone::Spudded).into(),
            milestone(
                start("2006-07-20"),
                Milestone::TotalDepthReached {
                    measured_depth_ft: Some(feet("9000")),
                    true_vertical_depth_ft: None,
                },
            )
            .into(),
            milestone(
                start("2006-08-31"),
                Milestone::StatusReported { status: filed("COM") },
            )
            .into(),
        ]);
}

#[test]
fn the_same_record_again_is_nothing_new() {
    let other_file = Provenance {
        file: text("later.csv"),
        ..provenance()
    };
    let events = taken_over(&[], completed_bore());
    given::<Well>(events.clone())
        .when(import(completed_bore()))
        .then_nothing();
    given::<Well>(events)
        .when(import(ImportWellHistory {
            provenance: other_file,
            ..completed_bore()
        }))
        .then_nothing();
}

#[test]
fn a_changed_record_takes_the_place_of_the_old_one_whatever_its_dates() {
    let later = record(
        "177194053300",
        Some("2006-07-05"),
        None,
        Some(("PA", Some("2020-01-10"))),
    );
    let events = taken_over(&taken_over(&[], completed_bore()), later.clone());

    let summary = given::<Well>(events.clone()).state().summary().unwrap();
    assert_eq!(summary.spudded_on, Some(date("2006-07-05")));
    assert_eq!(summary.total_depth_on, None);
    assert_eq!(summary.status, WellStatus::PluggedAndAbandoned);
    assert_eq!(summary.plugged_on, Some(date("2020-01-10")));
    given::<Well>(events.clone()).when(import(later)).then_nothing();

    // And back again: the first facts, taken over a third time, hold once more.
    let back = taken_over(&events, completed_bore());
    assert_eq!(status(back.clone()), WellStatus::Completed);
    given::<Well>(back).when(import(completed_bore())).then_nothing();
}

#[test]
fn a_well_has_as_many_wellbores_as_the_records_show() {
    let left = record(
        "177194053300",
        Some("2006-07-01"),
        Some("2006-07-20"),
        Some(("ST", Some("2006-07-25"))),
    );
    let sidetrack = record(
        "177194053301",
        Some("2006-07-26"),
        Some("2006-08-20"),
        Some(("COM", Some("2006-09-30"))),
    );
    for order in [[left.clone(), sidetrack.clone()], [sidetrack, left]] {
        let [first, second] = order;
        let summary = given::<Well>(taken_over(&taken_over(&[], first), second))
            .state()
            .summary()
            .unwrap();
        assert_eq!(summary.status, WellStatus::Completed);
        assert_eq!(summary.api_number, Some(api("1771940533")));
        assert_eq!(summary.spudded_on, Some(date("2006-07-01")));
        assert_eq!(summary.total_depth_on, Some(date("2006-08-20")));
        assert_eq!(summary.agency_status, Some(filed("COM")));
        let bores: Vec<_> = summary
            .wellbores
            .iter()
            .map(|bore| (bore.api_number, bore.status))
            .collect();
        assert_eq!(
            bores,
            [
                (api("177194053300"), BoreStatus::Sidetracked),
                (api("177194053301"), BoreStatus::Completed)
            ]
        );
    }
}

#[test]
fn a_wellbore_of_another_well_is_refused() {
    given::<Well>(taken_over(&[], completed_bore()))
        .when(import(record("177194053400", Some("2006-07-01"), None, None)))
        .then_refused(WellError::WellboreOfAnotherWell {
            wellbore: api("177194053400"),
            well: api("1771940533"),
        });
}

#[test]
fn a_record_names_its_wellbore() {
    given::<Well>([])
        .when(import(record("1771940533", Some("2006-07-01"), None, None)))
        .then_refused(WellError::WellboreNotNamed {
            api_number: api("1771940533"),
        });
}

#[test]
fn a_record_without_dates_holds_from_the_day_of_the_list() {
    let undated = record("177194053300", None, None, Some(("APD", None)));
    given::<Well>([])
        .when(import(undated.clone()))
        .then_refused(WellError::HistoryWithoutDate {
            api_number: api("177194053300"),
        });

    let listed = ImportWellHistory {
        listed_on: Some(date("2025-05-04")),
        ..undated
    };
    let summary = given::<Well>(taken_over(&[], listed)).state().summary().unwrap();
    assert_eq!(summary.status, WellStatus::PermitSubmitted);
    assert_eq!(summary.status_since, day_start(date("2025-05-04"), central()));
}

#[test]
fn what_breaks_a_rule_is_taken_over_with_a_warning() {
    assert_eq!(warnings(completed_bore()), Vec::<String>::new());
    assert_eq!(
        warnings(record(
            "177194053300",
            Some("2006-07-20"),
            Some("2006-07-01"),
            Some(("COM", Some("2006-06-01")))
        )),
        [
            "total_depth_before_spud",
            "status_before_total_depth",
            "status_before_spud"
        ]
    );
    assert_eq!(
        warnings(record(
            "177194053300",
            None,
            Some("2006-07-01"),
            Some(("PA", None))
        )),
        ["spud_date_missing", "status_date_missing"]
    );
    let undated_depth = ImportWellHistory {
        measured_depth_ft: Some(feet("9000")),
        true_vertical_depth_ft: Some(feet("9100")),
        ..record(
            "177194053300",
            Some("2006-07-01"),
            None,
            Some(("PA", Some("2010-01-01"))),
        )
    };
    assert_eq!(
        warnings(undated_depth.clone()),
        ["total_depth_date_missing", "true_vertical_depth_exceeds_measured"]
    );
    let summary = given::<Well>(taken_over(&[], undated_depth))
        .state()
        .summary()
        .unwrap();
    assert_eq!(summary.measured_depth_ft, Some(feet("9000")));
    assert_eq!(summary.total_depth_on, None);
    let texas = ImportWellHistory {
        state: Some(StateCode::parse("TX").unwrap()),
        ..completed_bore()
    };
    assert_eq!(warnings(texas), ["state_contradicts_api_number"]);
    assert_eq!(
        warnings(record(
            "177194053300",
            None,
            None,
            Some(("CNL", Some("2006-07-01")))
        )),
        Vec::<String>::new()
    );
}

#[test]
fn each_borehole_code_shows_in_the_well() {
    for (code, expected) in [
        ("APD", WellStatus::PermitSubmitted),
        ("AST", WellStatus::Permitted),
        ("CNL", WellStatus::Cancelled),
        ("COM", WellStatus::Completed),
        ("CT", WellStatus::Unmapped),
        ("DRL", WellStatus::Drilling),
        ("DSI", WellStatus::DrillingSuspended),
        ("PA", WellStatus::PluggedAndAbandoned),
        ("ST", WellStatus::Sidetracked),
        ("TA", WellStatus::TemporarilyAbandoned),
        ("ZZ", WellStatus::Unmapped),
    ] {
        let events = taken_over(
            &[],
            record("177194053300", None, None, Some((code, Some("2006-07-01")))),
        );
        let summary = given::<Well>(events).state().summary().unwrap();
        assert_eq!(
            (summary.status, summary.agency_status),
            (expected, Some(filed(code))),
            "{code}"
        );
    }
}

#[test]
fn a_plugged_bore_speaks_only_where_no_live_one_does() {
    let dead = record("177194053300", None, None, Some(("PA", Some("2006-07-01"))));
    let cancelled = record("177194053301", None, None, Some(("CNL", Some("2007-07-01"))));
    let live = record("177194053302", None, None, Some(("TA", Some("2005-07-01"))));
    let two = taken_over(&taken_over(&[], dead), cancelled);
    assert_eq!(status(two.clone()), WellStatus::PluggedAndAbandoned);
    assert_eq!(status(taken_over(&two, live)), WellStatus::TemporarilyAbandoned);
}

#[test]
fn the_completion_of_the_highest_rank_speaks_for_the_well() {
    let bore = taken_over(&[], completed_bore());
    for (first, second, expected, code) in [
        ("09", "12", WellStatus::Producing, "09"),
        ("12", "08", WellStatus::Producing, "08"),
        ("04", "13", WellStatus::Injecting, "04"),
        ("06", "12", WellStatus::InService, "06"),
        ("17", "01", WellStatus::InService, "17"),
        ("02", "12", WellStatus::DrillingSuspended, "02"),
        ("13", "14", WellStatus::ShutIn, "13"),
        ("12", "13", WellStatus::ShutIn, "12"),
        ("15", "14", WellStatus::TemporarilyAbandoned, "14"),
        ("15", "16", WellStatus::CompletionAbandoned, "15"),
        ("16", "16", WellStatus::PluggedAndAbandoned, "16"),
        ("99", "16", WellStatus::PluggedAndAbandoned, "16"),
        ("99", "98", WellStatus::Unmapped, "99"),
    ] {
        let reports = [
            reported("2008-01-01", "D01", Some(first)),
            reported("2008-01-01", "D02", Some(second)),
        ];
        let summary = given::<Well>(with(bore.clone(), reports))
            .state()
            .summary()
            .unwrap();
        assert_eq!(
            (summary.status, summary.agency_status),
            (expected, Some(filed(code))),
            "{first} {second}"
        );
    }
}

#[test]
fn where_no_completion_is_reported_any_more_the_bores_speak() {
    let reports = [
        reported("2008-01-01", "D01", Some("09")),
        reported("2010-01-01", "D01", None),
    ];
    let summary = given::<Well>(with(taken_over(&[], completed_bore()), reports))
        .state()
        .summary()
        .unwrap();
    assert_eq!(summary.status, WellStatus::Completed);
    assert_eq!(summary.agency_status, Some(filed("COM")));
    assert_eq!(summary.completions[0].status, CompletionStatus::NotReported);
    assert_eq!(summary.completions[0].agency_status, None);
}

#[test]
fn a_report_that_changes_nothing_leaves_no_event() {
    let events = with(
        taken_over(&[], completed_bore()),
        [reported("2008-01-01", "D01", Some("09"))],
    );
    given::<Well>(events.clone())
        .when(report("2008-02-01", "D01", Some("09")))
        .then_nothing();
    given::<Well>(events.clone())
        .when(report("2008-02-01", "D01", Some("08")))
        .then([reported("2008-02-01", "D01", Some("08"))]);
    given::<Well>(events)
        .when(report("2008-02-01", "D01", None))
        .then([reported("2008-02-01", "D01", None)]);
}

#[test]
fn our_own_facts_and_the_agency_s_take_turns() {
    let bore = with(
        taken_over(&[], completed_bore()),
        [reported("2008-01-01", "D01", Some("09"))],
    );
    let stopped = with(bore, [shut_in("2008-01-15")]);
    assert_eq!(status(stopped.clone()), WellStatus::ShutIn);
    // The code is the one filed before, but it is news after our own fact.
    given::<Well>(stopped.clone())
        .when(report("2008-02-01", "D01", Some("09")))
        .then([reported("2008-02-01", "D01", Some("09"))]);
    assert_eq!(
        status(with(stopped, [reported("2008-02-01", "D01", Some("09"))])),
        WellStatus::Producing
    );
}

#[test]
fn an_imported_well_is_led_on_by_commands() {
    let bore = with(
        taken_over(&[], completed_bore()),
        [reported("2008-01-01", "D01", Some("12"))],
    );
    given::<Well>(bore.clone())
        .when(resume("2009-01-01"))
        .then([resumed("2009-01-01")]);
    given::<Well>(bore.clone())
        .when(secure("2009-01-01"))
        .then([temporarily_abandoned("2009-01-01")]);
    given::<Well>(with(bore, [plugging_approved("2008-12-01")]))
        .when(plug("2009-01-01"))
        .then([plugged("2009-01-01")]);
}

#[test]
fn an_agency_s_record_of_our_own_well_never_contradicts_us() {
    // The agency gives the day of the spud, we gave the hour; both facts stand.
    let own = vec![proposed("01-01"), permitted("01-02"), spudded("01-03")];
    let agency = record(
        "425012013000",
        Some("2024-01-03"),
        None,
        Some(("DRL", Some("2024-01-05"))),
    );
    let events = taken_over(
        &own,
        ImportWellHistory {
            api_number: api("42-501-20130-00"),
            ..agency
        },
    );
    let summary = given::<Well>(events).state().summary().unwrap();
    assert_eq!(summary.status, WellStatus::Drilling);
    assert_eq!(summary.name, text("Halbouty A-1"));
    assert_eq!(summary.wellbores.len(), 1);
}

#[test]
fn a_record_older_than_our_own_proposal_is_taken_over() {
    let own = vec![proposed("01-01")];
    let old = record(
        "425012013000",
        Some("1955-01-03"),
        None,
        Some(("PA", Some("1980-01-05"))),
    );
    let summary = given::<Well>(taken_over(&own, old)).state().summary().unwrap();
    assert_eq!(
        (summary.name, summary.role),
        (text("Halbouty A-1"), Some(WellRole::Oil))
    );
}

#[test]
fn that_a_bore_is_completed_does_not_set_an_operating_well_back() {
    let agency = record(
        "425012013000",
        Some("2024-01-03"),
        None,
        Some(("COM", Some("2024-06-01"))),
    );
    assert_eq!(
        status(taken_over(&running(), agency.clone())),
        WellStatus::Producing
    );
    assert_eq!(status(taken_over(&idle(), agency)), WellStatus::ShutIn);
}

#[test]
fn no_report_brings_a_plugged_well_back() {
    assert_eq!(
        status(with(finished(), [reported("08-01", "D01", Some("09"))])),
        WellStatus::PluggedAndAbandoned
    );
}

/// A record with all the dates of a life.
fn whole_life() -> ImportWellHistory {
    ImportWellHistory {
        permit_applied_on: Some(date("2006-05-01")),
        permit_issued_on: Some(date("2006-06-01")),
        completed_on: Some(date("2006-08-15")),
        plugged_on: Some(date("2015-01-10")),
        status: Some(AgencyStatus {
            agency: text("NY DEC"),
            code: text("PA"),
        }),
        status_on: Some(date("2015-01-10")),
        ..completed_bore()
    }
}

#[test]
fn every_date_of_a_life_becomes_a_fact_of_its_day() {
    let events = taken_over(&[], whole_life());
    let milestones: Vec<(String, Milestone)> = events
        .iter()
        .filter_map(|event| match event {
            WellEvent::WellMilestoneImported(event) => Some((
                event.effective_at.date_naive().to_string(),
                event.milestone.clone(),
            )),
            _ => None,
        })
        .collect();
    let days: Vec<&str> = milestones.iter().map(|(day, _)| day.as_str()).collect();
    assert_eq!(
        days,
        [
            "2006-05-01",
            "2006-06-01",
            "2006-07-01",
            "2006-07-20",
            "2006-08-15",
            "2015-01-10",
            "2015-01-10"
        ]
    );
    assert_eq!(milestones[0].1, Milestone::PermitApplied);
    assert_eq!(milestones[1].1, Milestone::PermitIssued);
    assert_eq!(milestones[4].1, Milestone::Completed);
    assert_eq!(milestones[5].1, Milestone::Plugged);
    assert_eq!(warnings(whole_life()), Vec::<String>::new());
    assert_eq!(status(events.clone()), WellStatus::PluggedAndAbandoned);
    given::<Well>(events).when(import(whole_life())).then_nothing();
}

#[test]
fn a_life_is_followed_by_its_dates_where_no_code_tells() {
    let silent = ImportWellHistory {
        status: None,
        status_on: None,
        ..whole_life()
    };
    let at = |day: &str, record: &ImportWellHistory| {
        let events = taken_over(&[], record.clone()).into_iter();
        let until = day_start(date(day), central());
        status(
            events
                .filter(|event| wellflow_decider::DomainEvent::effective_at(event) <= until)
                .collect(),
        )
    };
    for (day, expected) in [
        ("2006-05-01", WellStatus::PermitSubmitted),
        ("2006-06-01", WellStatus::Permitted),
        ("2006-07-01", WellStatus::Drilling),
        ("2006-07-20", WellStatus::Drilled),
        ("2006-08-15", WellStatus::Completed),
        ("2015-01-10", WellStatus::PluggedAndAbandoned),
    ] {
        assert_eq!(at(day, &silent), expected, "{day}");
    }
}

#[test]
fn a_day_of_plugging_outweighs_a_code_that_is_no_younger() {
    let coded = |agency: &str, code: &str, on: &str| ImportWellHistory {
        status: Some(AgencyStatus {
            agency: text(agency),
            code: text(code),
        }),
        status_on: Some(date(on)),
        ..whole_life()
    };
    let shown = |record| status(taken_over(&[], record));
    assert_eq!(
        shown(coded("TX RRC", "PRODUCING", "2015-01-10")),
        WellStatus::PluggedAndAbandoned
    );
    assert_eq!(
        shown(coded("NY DEC", "GWP", "2020-01-01")),
        WellStatus::PluggedAndAbandoned
    );
    assert_eq!(
        shown(coded("CO ECMC", "PR", "2020-01-01")),
        WellStatus::Producing,
        "it was entered again"
    );
    assert_eq!(
        shown(coded("NM OCD", "P", "2015-01-10")),
        WellStatus::SiteReleased
    );
}

#[test]
fn dates_in_another_order_than_a_life_s_are_taken_over_with_warnings() {
    let cases = [
        (
            ImportWellHistory {
                permit_applied_on: Some(date("2006-06-02")),
                ..whole_life()
            },
            "permit_before_application",
            "permit 2006-06-01, application 2006-06-02",
        ),
        (
            ImportWellHistory {
                permit_issued_on: Some(date("2006-07-02")),
                ..whole_life()
            },
            "spud_before_permit",
            "spud 2006-07-01, permit 2006-07-02",
        ),
        (
            ImportWellHistory {
                spudded_on: Some(date("2006-07-21")),
                ..whole_life()
            },
            "total_depth_before_spud",
            "total depth 2006-07-20, spud 2006-07-21",
        ),
        (
            ImportWellHistory {
                completed_on: Some(date("2006-07-19")),
                ..whole_life()
            },
            "completion_before_total_depth",
            "completion 2006-07-19, total depth 2006-07-20",
        ),
        (
            ImportWellHistory {
                completed_on: Some(date("2015-01-11")),
                ..whole_life()
            },
            "plug_before_completion",
            "plug 2015-01-10, completion 2015-01-11",
        ),
    ];
    for (record, rule, detail) in cases {
        let summary = given::<Well>(taken_over(&[], record)).state().summary().unwrap();
        let found: Vec<_> = summary
            .warnings
            .iter()
            .map(|warning| (warning.rule.as_str(), warning.detail.as_str()))
            .collect();
        assert_eq!(found, [(rule, detail)]);
    }
}
