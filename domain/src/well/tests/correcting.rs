//! Row 28: what was said is corrected, a record voided; flags of agencies.

use wellflow_decider::{ClaimAction, Decider, DomainEvent};

use super::asked::*;
use super::*;
use crate::given::{fold, given};

fn deeper(day: &str) -> CorrectedFact {
    CorrectedFact::TotalDepthReached(TotalDepthReached {
        effective_at: noon(day),
        measured_depth_ft: feet("12345"),
        true_vertical_depth_ft: None,
        formation: None,
    })
}

#[test]
fn a_correction_takes_the_place_of_the_event_it_names() {
    let wrong = seen("TotalDepthReached", "02-01");
    let right = deeper("02-02");
    let correction = corrected(&wrong, noon("02-02"), Some(right.clone()));
    let decided = given::<Well>(ready())
        .when(correct(wrong.clone(), Some(right)))
        .events();
    assert_eq!(decided, std::slice::from_ref(&correction));
    assert_eq!(correction.supersedes(), Some(wrong.event_id));
    // As the ledger folds it: the corrected event is left out.
    let history: Vec<WellEvent> = ready()
        .into_iter()
        .filter(|event| event.event_type() != "TotalDepthReached")
        .chain([correction])
        .collect();
    let (well, illegal) = fold::<Well>(&history);
    assert_eq!(illegal, []);
    let summary = well.summary().unwrap();
    assert_eq!(summary.measured_depth_ft, Some(feet("12345")));
    assert_eq!(summary.total_depth_on, Some(date("2024-02-02")));
    assert_eq!(summary.status, WellStatus::Completed);
}

#[test]
fn a_fact_that_never_happened_is_taken_back() {
    let wrong = seen("WellShutIn", "05-01");
    let correction = corrected(&wrong, noon("05-01"), None);
    let decided = given::<Well>(idle()).when(correct(wrong, None)).events();
    assert_eq!(decided, std::slice::from_ref(&correction));
    let (well, illegal) = fold::<Well>(&with(running(), [correction]));
    assert_eq!(illegal, []);
    assert_eq!(well.summary().unwrap().status, WellStatus::Producing);
}

#[test]
fn a_correction_that_does_not_fit_in_is_illegal_in_the_fold() {
    // Total depth on March 2nd would come after the completion of March 1st.
    let wrong = seen("TotalDepthReached", "02-01");
    let late = corrected(&wrong, noon("03-02"), Some(deeper("03-02")));
    let history: Vec<WellEvent> = ready()
        .into_iter()
        .filter(|event| event.event_type() != "TotalDepthReached")
        .chain([late])
        .collect();
    assert!(!fold::<Well>(&history).1.is_empty());
}

#[test]
fn a_fact_is_corrected_by_one_of_its_kind() {
    given::<Well>(ready())
        .when(correct(seen("WellSpudded", "01-03"), Some(deeper("02-02"))))
        .then_refused(WellError::CorrectionOfAnotherKind {
            corrected: "WellSpudded".to_owned(),
            instead: "TotalDepthReached",
        });
}

#[test]
fn what_the_well_does_not_have_is_not_corrected() {
    given::<Well>(drilling())
        .when(correct(seen("TotalDepthReached", "02-01"), Some(deeper("02-02"))))
        .then_refused(WellError::NothingToCorrect {
            event_type: "TotalDepthReached".to_owned(),
        });
}

#[test]
fn records_of_agencies_numbers_and_voidings_are_not_corrected() {
    for event_type in [
        "WellHistoryImported",
        "WellMilestoneImported",
        "CompletionStatusReported",
        "ApiNumberAssigned",
        "WellRecordVoided",
        "ProductionRecorded",
    ] {
        given::<Well>(ready())
            .when(correct(seen(event_type, "02-01"), None))
            .then_refused(WellError::NotCorrectable {
                event_type: event_type.to_owned(),
            });
    }
}

#[test]
fn what_happened_instead_can_have_happened() {
    let impossible = CorrectedFact::TotalDepthReached(TotalDepthReached {
        effective_at: noon("02-01"),
        measured_depth_ft: feet("100"),
        true_vertical_depth_ft: Some(feet("101")),
        formation: None,
    });
    given::<Well>(ready())
        .when(correct(seen("TotalDepthReached", "02-01"), Some(impossible)))
        .then_refused(WellError::TrueVerticalDepthExceedsMeasured {
            true_vertical_depth_ft: feet("101"),
            measured_depth_ft: feet("100"),
        });
    let future = deeper("2100-02-01");
    given::<Well>(ready())
        .when(correct(seen("TotalDepthReached", "02-01"), Some(future)))
        .then_refused(WellError::EffectiveInFuture {
            at: noon("2100-02-01"),
            now: later(),
        });
}

fn proposal_of(event: WellEvent) -> WellProposed {
    match event {
        WellEvent::WellProposed(event) => event,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_corrected_proposal_is_of_the_same_well() {
    let renamed = WellProposed {
        name: text("Halbouty A-2"),
        ..proposal_of(proposed("01-01"))
    };
    let wrong = || seen("WellProposed", "01-01");
    let decided = given::<Well>(running())
        .when(correct(
            wrong(),
            Some(CorrectedFact::WellProposed(renamed.clone())),
        ))
        .events();
    let history: Vec<WellEvent> = running().into_iter().skip(1).chain(decided).collect();
    let (well, illegal) = fold::<Well>(&history);
    assert_eq!(illegal, []);
    assert_eq!(well.summary().unwrap().name, text("Halbouty A-2"));

    let refusal = WellError::CorrectionChangesIdentity {
        well_id: well_id(),
        found: "42-501-20130".to_owned(),
    };
    for other in [
        WellProposed {
            api_number: None,
            ..renamed.clone()
        },
        WellProposed {
            well_id: WellId::new(Uuid::from_u128(8)),
            ..renamed
        },
    ] {
        given::<Well>(running())
            .when(correct(wrong(), Some(CorrectedFact::WellProposed(other))))
            .then_refused(refusal.clone());
    }
    given::<Well>(running())
        .when(correct(wrong(), None))
        .then_refused(WellError::ProposalNotWithdrawn);
}

#[test]
fn the_reason_of_a_correction_stays_inside() {
    let event = corrected(
        &seen("WellShutIn", "05-01"),
        noon("05-01"),
        Some(CorrectedFact::DrillingProgressRecorded(
            DrillingProgressRecorded {
                effective_at: noon("05-01"),
                progress: DrillingProgress {
                    daily_cost_usd: Some(crate::quantity::Usd::parse("41250.00").unwrap()),
                    ..drilled_so_far("500")
                },
            },
        )),
    );
    match event.public_form() {
        Some(WellEvent::WellHistoryCorrected(public)) => {
            assert_eq!(public.reason, Text120::withheld());
            match public.instead {
                Some(CorrectedFact::DrillingProgressRecorded(shown)) => {
                    assert_eq!(shown.progress, drilled_so_far("500"));
                }
                other => panic!("{other:?}"),
            }
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn every_event_of_ours_can_be_corrected_or_has_a_task_of_its_own() {
    let others = [
        "ApiNumberAssigned",
        "WellHistoryCorrected",
        "WellRecordVoided",
        "WellHistoryImported",
        "WellMilestoneImported",
        "CompletionStatusReported",
    ];
    for (event_type, _) in WellEvent::TYPES {
        assert!(
            CorrectedFact::TYPES.contains(event_type) != others.contains(event_type),
            "{event_type}"
        );
    }
}

#[test]
fn a_record_entered_in_error_is_void_and_gives_its_number_up() {
    given::<Well>(drilled())
        .when(void("07-01"))
        .then([voided("07-01")]);
    let claims = voided("07-01").claims();
    assert_eq!(claims.len(), 1);
    assert_eq!(
        (claims[0].key.as_str(), claims[0].action),
        ("4250120130", ClaimAction::Release)
    );
    let gone = with(drilled(), [voided("07-01")]);
    assert_eq!(
        WellSeen::of(&given::<Well>(gone.clone()).state()),
        WellSeen::Unknown
    );
    for task in [
        void("08-01"),
        stop("08-01"),
        flag("08-01", severed()),
        assign("08-01", "4250120130", None),
        report("08-01", "D01", Some("08")),
        correct(seen("WellSpudded", "01-03"), None),
    ] {
        given::<Well>(gone.clone())
            .when(task)
            .then_refused(WellError::Voided { since: noon("07-01") });
    }
}

#[test]
fn a_void_before_later_facts_makes_them_illegal() {
    let (_, illegal) = fold::<Well>(&with(ready(), [voided("02-15")]));
    assert_eq!(illegal.len(), 1);
}

#[test]
fn an_agency_s_record_brings_a_void_record_back() {
    let gone = with(drilled(), [voided("07-01")]);
    let record = ImportWellHistory {
        api_number: api("425012013000"),
        status_on: Some(date("2024-08-01")),
        ..super::imports::completed_bore()
    };
    let news = given::<Well>(gone.clone())
        .when(super::imports::import(record))
        .events();
    assert_eq!(news[0].claims()[0].action, ClaimAction::Claim);
    let summary = given::<Well>([gone, news].concat()).state().summary().unwrap();
    assert_eq!(summary.status, WellStatus::Completed);
}

#[test]
fn a_flag_is_set_once() {
    let since = RegulatoryFlag::InactiveSince {
        month: Some(crate::month::Month::parse("2023-01").unwrap()),
    };
    let flags = [
        since,
        RegulatoryFlag::Tx14b2 {
            standing: Tx14b2::PlugOrder,
        },
        RegulatoryFlag::W3xExpiry {
            on: Some(date("2025-01-31")),
        },
        RegulatoryFlag::H15Due {
            on: Some(date("2024-09-30")),
        },
        severed(),
        RegulatoryFlag::ConfidentialUntil {
            on: Some(date("2026-01-01")),
        },
        RegulatoryFlag::Orphan { orphan: true },
    ];
    let mut events = running();
    for each in flags {
        given::<Well>(events.clone())
            .when(flag("05-01", each.clone()))
            .then([flagged("05-01", each.clone())]);
        events.push(flagged("05-01", each.clone()));
        given::<Well>(events.clone())
            .when(flag("05-02", each))
            .then_nothing();
    }
    let well = given::<Well>(events).state();
    let flags = well.facets().unwrap().flags;
    assert!(flags.lease_severed && flags.orphan);
    assert_eq!(flags.tx_14b2, Tx14b2::PlugOrder);
    assert_eq!(flags.h15_due, Some(date("2024-09-30")));
    assert!(well.decide(stop("05-03").into()).is_ok(), "a flag is no stage");
}

#[test]
fn the_codes_of_the_texan_ledger_are_read() {
    assert_eq!(Tx14b2::of_code('7'), Some(Tx14b2::PlugOrder));
    assert_eq!(Tx14b2::of_code('A'), Some(Tx14b2::SecondaryRecovery));
    assert_eq!(Tx14b2::of_code('D'), None);
}
