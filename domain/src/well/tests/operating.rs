//! Rows 14 to 20 and 23 beyond the plain life: what it takes to produce, rest, change hands; and the tests of a well.

use super::asked::*;
use super::*;
use crate::given::given;

fn begin(authority: ProducingAuthority, demanded: &[Evidence]) -> WellTask {
    WellTask::RecordFirstProduction(RecordFirstProduction {
        effective_at: noon("04-01"),
        product: Some(text("oil")),
        purchaser: None,
        authority,
        demanded: demanded.to_vec(),
    })
}

const REPORT_AND_TRANSPORTER: [Evidence; 2] = [Evidence::CompletionReport, Evidence::Transporter];

#[test]
fn a_report_or_a_test_allowance_and_a_transporter_let_a_well_produce() {
    let allowed = ProducingAuthority {
        completion_report: None,
        test_allowance: Some(text("30 day test")),
        transporter: Some(text("P-4 1")),
    };
    let reported = ProducingAuthority {
        completion_report: Some(text("W-2 1")),
        test_allowance: None,
        transporter: Some(text("P-4 1")),
    };
    for authority in [allowed, reported] {
        given::<Well>(ready())
            .when(begin(authority.clone(), &REPORT_AND_TRANSPORTER))
            .then([FirstProductionRecorded {
                effective_at: noon("04-01"),
                product: Some(text("oil")),
                purchaser: None,
                authority,
            }]);
    }
}

#[test]
fn what_is_demanded_to_produce_and_missing_is_named() {
    use wellflow_decider::Decider;
    let refusal = given::<Well>(ready())
        .state()
        .decide(begin(ProducingAuthority::default(), &REPORT_AND_TRANSPORTER).into())
        .unwrap_err();
    assert_eq!(refusal.rule(), "well-cannot-produce");
    assert_eq!(refusal.source(), Some("16 TAC §3.16; RRC Form W-2 or G-1"));
    assert_eq!(
        refusal.to_string(),
        "the well cannot begin to produce on 2024-04-01 in TX: \
         a completion report or test allowance is not stated, and the rules of TX demand it (16 TAC §3.16; RRC Form W-2 or G-1); \
         no allowance for testing is stated; \
         the transporter is not stated, and the rules of TX demand it (RRC Form P-4)"
    );
}

#[test]
fn nothing_produces_while_the_lease_is_severed() {
    let refusal = WellError::LeaseSevered {
        state: Some(StateCode::parse("TX").unwrap()),
    };
    assert_eq!(refusal.source(), Some("RRC Form P-4"));
    given::<Well>(with(ready(), [flagged("03-15", severed())]))
        .when(first_production("04-01"))
        .then_refused(refusal.clone());
    let cut_off = with(idle(), [flagged("05-02", severed())]);
    given::<Well>(cut_off.clone())
        .when(resume("05-15"))
        .then_refused(refusal);
    let mended = flagged("05-10", RegulatoryFlag::LeaseSevered { severed: false });
    given::<Well>(with(cut_off, [mended]))
        .when(resume("05-15"))
        .then([resumed("05-15")]);
}

#[test]
fn a_well_for_disposal_does_not_produce() {
    let disposal = |events: Vec<WellEvent>| {
        events.into_iter().map(|event| match event {
            WellEvent::WellProposed(event) => WellProposed {
                role: WellRole::Disposal,
                ..event
            }
            .into(),
            other => other,
        })
    };
    let refusal = WellError::NotAProducer {
        role: WellRole::Disposal,
    };
    given::<Well>(disposal(ready()))
        .when(first_production("04-01"))
        .then_refused(refusal.clone());
    given::<Well>(disposal(idle()))
        .when(resume("05-15"))
        .then_refused(refusal);
}

fn due() -> WellEvent {
    flagged(
        "05-02",
        RegulatoryFlag::H15Due {
            on: Some(date("2024-06-30")),
        },
    )
}

#[test]
fn an_inactive_well_in_texas_is_tested_before_it_produces_again() {
    let refusal = WellError::InactiveWellNotTested {
        on: date("2024-05-15"),
        fluid_level: "never tested".to_owned(),
        integrity: "never tested".to_owned(),
    };
    given::<Well>(with(idle(), [due()]))
        .when(resume("05-15"))
        .then_refused(refusal.clone());
    assert_eq!(
        refusal.source(),
        Some("16 TAC §3.14(b)(2), §3.15(l)(7); RRC Form H-15")
    );
    let extension = RegulatoryFlag::Tx14b2 {
        standing: Tx14b2::InEffect,
    };
    given::<Well>(with(idle(), [flagged("05-02", extension)]))
        .when(resume("05-15"))
        .then_refused(refusal);
    for test in [
        fluid_level_tested("05-03"),
        integrity_tested("05-03", integrity(true, None)),
    ] {
        given::<Well>(with(idle(), [due(), test]))
            .when(resume("05-15"))
            .then([resumed("05-15")]);
    }
}

#[test]
fn a_fluid_level_counts_a_year_and_integrity_five() {
    let resumes = |test: WellEvent, day: &str| {
        use wellflow_decider::Decider;
        let well = given::<Well>(with(idle(), [due(), test])).state();
        well.decide(resume(day).into()).is_ok()
    };
    assert!(resumes(fluid_level_tested("05-03"), "2025-05-03"));
    assert!(!resumes(fluid_level_tested("05-03"), "2025-05-04"));
    let held = || integrity_tested("05-03", integrity(true, None));
    assert!(resumes(held(), "2029-05-03"));
    assert!(!resumes(held(), "2029-05-04"));
    assert!(!resumes(
        integrity_tested("05-03", integrity(false, None)),
        "05-15"
    ));
}

#[test]
fn elsewhere_the_texan_rule_does_not_hold() {
    let events = with(idle(), [due()]).into_iter().map(|event| match event {
        WellEvent::WellProposed(event) => WellProposed {
            api_number: None,
            state: Some(StateCode::parse("NM").unwrap()),
            ..event
        }
        .into(),
        other => other,
    });
    given::<Well>(events)
        .when(resume("05-15"))
        .then([resumed("05-15")]);
}

fn abandon(until: Option<&str>, securing: SecuringTest, limits: AbandonmentLimits) -> WellTask {
    WellTask::TemporarilyAbandon(TemporarilyAbandonWell {
        effective_at: noon("06-01"),
        until: until.map(date),
        approval_number: None,
        securing,
        limits,
    })
}

#[test]
fn a_jurisdiction_s_rules_limit_a_temporary_abandonment() {
    let plain = SecuringTest::default;
    let none = AbandonmentLimits::default();
    given::<Well>(idle())
        .when(abandon(
            None,
            plain(),
            AbandonmentLimits {
                approval: true,
                ..none
            },
        ))
        .then_refused(WellError::AbandonmentNotApproved {
            state: Some(StateCode::parse("TX").unwrap()),
        });
    let five_years = AbandonmentLimits {
        most_months: Some(60),
        ..none
    };
    given::<Well>(idle())
        .when(abandon(Some("2029-06-01"), plain(), five_years))
        .events();
    given::<Well>(idle())
        .when(abandon(Some("2029-06-02"), plain(), five_years))
        .then_refused(WellError::AbandonmentTooLong {
            until: date("2029-06-02"),
            latest: date("2029-06-01"),
        });
    let tested = AbandonmentLimits {
        integrity_test: true,
        ..none
    };
    let secured = |passed| SecuringTest {
        secured_by: Some(text("bridge plug")),
        integrity_test: Some(integrity(passed, None)),
    };
    given::<Well>(idle())
        .when(abandon(None, secured(true), tested))
        .events();
    for (securing, limits) in [(plain(), tested), (secured(false), none)] {
        given::<Well>(idle())
            .when(abandon(None, securing, limits))
            .then_refused(WellError::BoreNotSecured);
    }
}

#[test]
fn a_temporary_abandonment_is_extended_while_the_bore_holds() {
    let until = |day: &str| WellTemporarilyAbandoned {
        effective_at: noon("06-01"),
        until: Some(date(day)),
        approval_number: Some(text("TA-1")),
        securing: SecuringTest {
            secured_by: None,
            integrity_test: Some(integrity(true, None)),
        },
    };
    let events = with(idle(), [until("2025-06-01").into()]);
    given::<Well>(events.clone())
        .when(extend("07-01", "2026-06-01"))
        .then([TemporaryAbandonmentExtended {
            effective_at: noon("07-01"),
            until: date("2026-06-01"),
            approval_number: text("TA-2"),
        }]);
    given::<Well>(events)
        .when(extend("07-01", "2025-06-01"))
        .then_refused(WellError::ExtensionNotLater {
            until: date("2025-06-01"),
            current: date("2025-06-01"),
        });
    given::<Well>(secured())
        .when(extend("07-01", "2026-06-01"))
        .then_refused(WellError::IntegrityNotShown {
            on: date("2024-07-01"),
            found: IntegrityFound::NeverTested,
        });
    given::<Well>(idle())
        .when(extend("07-01", "2026-06-01"))
        .then_refused(WellError::NotTemporarilyAbandoned {
            status: WellStatus::ShutIn,
            since: noon("05-01"),
        });
}

fn change(task: ChangeOperator) -> WellTask {
    WellTask::ChangeOperator(task)
}

#[test]
fn a_well_passes_to_another_operator_on_the_first_of_a_month() {
    let task = transfer("06-01", "Demo Operating", "Next Operating");
    let event: WellEvent = OperatorChanged {
        effective_at: noon("06-01"),
        from_operator: text("Demo Operating"),
        to_operator: text("Next Operating"),
        transfer: task.transfer.clone(),
    }
    .into();
    for events in [running(), idle(), secured()] {
        given::<Well>(events)
            .when(change(task.clone()))
            .then([event.clone()]);
    }
    let summary = given::<Well>(with(idle(), [event])).state().summary().unwrap();
    assert_eq!(summary.operator, text("Next Operating"));
}

#[test]
fn a_transfer_is_refused_where_something_is_wrong() {
    let base = || transfer("06-01", "Demo Operating", "Next Operating");
    let signed = |predecessor, successor| ChangeOperator {
        transfer: Transfer {
            signed_by_predecessor: predecessor,
            signed_by_successor: successor,
            ..base().transfer
        },
        ..base()
    };
    let state = Some(StateCode::parse("TX").unwrap());
    let cases = [
        (
            transfer("06-01", "Other Operating", "Next Operating"),
            WellError::OperatorDiffers {
                operator: text("Demo Operating"),
                from_operator: text("Other Operating"),
            },
        ),
        (
            transfer("06-01", "Demo Operating", "Demo Operating"),
            WellError::OperatorUnchanged {
                operator: text("Demo Operating"),
            },
        ),
        (
            transfer("06-02", "Demo Operating", "Next Operating"),
            WellError::TransferNotFirstOfMonth {
                on: date("2024-06-02"),
            },
        ),
        (
            signed(false, true),
            WellError::TransferNotSigned {
                operator: text("Demo Operating"),
                state,
            },
        ),
        (
            signed(true, false),
            WellError::TransferNotSigned {
                operator: text("Next Operating"),
                state,
            },
        ),
        (
            ChangeOperator {
                transfer: Transfer {
                    successor_licence: licence(Some("2024-05-31")),
                    ..base().transfer
                },
                ..base()
            },
            WellError::SuccessorNotLicensed {
                operator: text("Next Operating"),
                reference: text("P5-100"),
                in_force_until: date("2024-05-31"),
                on: date("2024-06-01"),
            },
        ),
    ];
    for (task, refusal) in cases {
        given::<Well>(idle()).when(change(task)).then_refused(refusal);
    }
    given::<Well>(drilled())
        .when(change(base()))
        .then_refused(WellError::NotInOperation {
            words: "pass to another operator",
            status: WellStatus::Drilled,
            since: noon("02-01"),
        });
}

#[test]
fn a_test_lasts_no_longer_than_its_local_day() {
    given::<Well>(running())
        .when(test_well("05-02", Some("D01"), "24"))
        .then([WellTestRecorded {
            effective_at: noon("05-02"),
            completion: Some(name("D01")),
            test: flow("24"),
        }]);
    let refusal = |hours: &str, day: &str, limit: &str| WellError::TestHoursOutOfRange {
        duration_hours: crate::quantity::Hours::parse(hours).unwrap(),
        day: date(day),
        limit: crate::quantity::Hours::parse(limit).unwrap(),
    };
    given::<Well>(running())
        .when(test_well("05-02", None, "0"))
        .then_refused(refusal("0", "2024-05-02", "24"));
    given::<Well>(running())
        .when(test_well("05-02", None, "24.01"))
        .then_refused(refusal("24.01", "2024-05-02", "24"));
    // Clocks are set back on November 3rd and forward on March 10th of the next year's list.
    given::<Well>(running())
        .when(test_well("11-03", None, "25"))
        .events();
    given::<Well>(running())
        .when(test_well("2025-03-09", None, "23.5"))
        .then_refused(refusal("23.5", "2025-03-09", "23"));
}

#[test]
fn a_test_is_of_a_completion_of_the_well() {
    given::<Well>(running())
        .when(test_well("05-02", Some("D09"), "24"))
        .then_refused(WellError::CompletionUnknown {
            completion: name("D09"),
        });
    given::<Well>(drilled())
        .when(test_well("05-02", None, "24"))
        .then_refused(WellError::NotInOperation {
            words: "be tested",
            status: WellStatus::Drilled,
            since: noon("02-01"),
        });
}

#[test]
fn the_fluid_level_is_tested_where_an_interval_was_opened() {
    given::<Well>(idle())
        .when(test_fluid_level("05-02"))
        .then([fluid_level_tested("05-02")]);
    given::<Well>(drilled())
        .when(test_fluid_level("05-02"))
        .then_refused(WellError::NotInOperation {
            words: "have its fluid level tested",
            status: WellStatus::Drilled,
            since: noon("02-01"),
        });
}
