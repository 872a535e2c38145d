//! Rows 12, 13, 21, 22: the open interval, another in its place, another use.

use super::asked::*;
use super::*;
use crate::given::given;

#[test]
fn a_completion_begins_once_the_parties_have_answered() {
    let election = |closes: &str| CompletionConsent::Election {
        reference: text("casing point notice"),
        closes_at: noon(closes),
    };
    given::<Well>(drilled())
        .when(start_completion("02-05", election("02-05")))
        .events();
    given::<Well>(drilled())
        .when(start_completion("02-05", election("02-06")))
        .then_refused(WellError::ElectionOpen {
            closes_at: noon("02-06"),
            at: noon("02-05"),
        });
    given::<Well>(drilled())
        .when(start_completion("02-05", CompletionConsent::SoleWorkingInterest))
        .then([completing("02-05")]);
    given::<Well>(drilling())
        .when(start_completion("02-05", CompletionConsent::SoleWorkingInterest))
        .then_refused(WellError::NotDrilled {
            status: WellStatus::Drilling,
            since: noon("01-03"),
        });
}

#[test]
fn a_completion_that_began_is_completed() {
    given::<Well>(with(drilled(), [completing("02-05")]))
        .when(complete("03-01", "D01", "11000", "11050"))
        .then([completed("03-01")]);
}

#[test]
fn an_interval_is_not_opened_before_total_depth_was_reached() {
    use wellflow_decider::Decider;
    // The ledger decides at the day's own state; another caller may not.
    let task = complete("01-31", "D01", "11000", "11050");
    let refusal = given::<Well>(drilled()).state().decide(task.into());
    assert_eq!(
        refusal,
        Err(WellError::CompletionBeforeTotalDepth {
            on: date("2024-01-31"),
            total_depth_on: date("2024-02-01"),
        })
    );
}

#[test]
fn perforations_lie_in_their_interval() {
    let task = |top: &str, bottom: &str| {
        WellTask::Complete(CompleteWell {
            effective_at: noon("03-01"),
            completion: name("D01"),
            zone: None,
            top_md_ft: feet("11000"),
            bottom_md_ft: feet("11050"),
            detail: CompletionDetail {
                perforations: vec![Perforation {
                    top_md_ft: feet(top),
                    bottom_md_ft: feet(bottom),
                    shots_per_ft: 4,
                }],
                ..CompletionDetail::default()
            },
        })
    };
    given::<Well>(drilled()).when(task("11000", "11050")).events();
    for (top, bottom) in [("10999", "11010"), ("11010", "11051"), ("11020", "11010")] {
        given::<Well>(drilled()).when(task(top, bottom)).then_refused(
            WellError::PerforationOutsideInterval {
                perforation_top_ft: feet(top),
                perforation_bottom_ft: feet(bottom),
                top_md_ft: feet("11000"),
                bottom_md_ft: feet("11050"),
            },
        );
    }
}

#[test]
fn a_junked_hole_is_completed_no_deeper_than_it_is() {
    let junked = with(drilling(), [progressed("01-10", "5000"), dry("01-20")]);
    let begun = with(junked, [completing("02-01")]);
    given::<Well>(begun.clone())
        .when(complete("02-05", "D01", "4000", "5000"))
        .events();
    given::<Well>(begun)
        .when(complete("02-05", "D01", "4000", "5000.01"))
        .then_refused(WellError::CompletionBelowTotalDepth {
            bottom_md_ft: feet("5000.01"),
            total_depth_ft: feet("5000"),
        });
}

fn recomplete(task: RecompleteWell) -> WellTask {
    WellTask::Recomplete(task)
}

#[test]
fn another_zone_takes_the_place_of_the_old_one() {
    let task = recompletion("06-01", "D01", "D02");
    let event: WellEvent = WellRecompleted {
        effective_at: noon("06-01"),
        from: name("D01"),
        completion: name("D02"),
        zone: Some(text("Clear Fork")),
        top_md_ft: feet("9000"),
        bottom_md_ft: feet("9100"),
        detail: CompletionDetail::default(),
        authority: task.authority.clone(),
    }
    .into();
    given::<Well>(idle()).when(recomplete(task)).then([event.clone()]);

    let summary = given::<Well>(with(idle(), [event.clone()]))
        .state()
        .summary()
        .unwrap();
    let shown: Vec<_> = summary
        .completions
        .iter()
        .map(|known| (known.name.as_str(), known.status))
        .collect();
    assert_eq!(
        shown,
        [
            ("D01", CompletionStatus::CompletionAbandoned),
            ("D02", CompletionStatus::Completed)
        ]
    );
    assert_eq!(summary.status, WellStatus::ShutIn, "it has produced, and rests");
    given::<Well>(with(idle(), [event]))
        .when(resume("06-10"))
        .then([resumed("06-10")]);
    // What never produced is completed still.
    let events = given::<Well>(ready())
        .when(recomplete(recompletion("06-01", "D01", "D02")))
        .events();
    let summary = given::<Well>([ready(), events].concat())
        .state()
        .summary()
        .unwrap();
    assert_eq!(summary.status, WellStatus::Completed);
}

#[test]
fn a_recompletion_is_refused_where_something_is_missing() {
    let base = || recompletion("06-01", "D01", "D02");
    let cases = [
        (
            recompletion("06-01", "D07", "D02"),
            WellError::CompletionUnknown {
                completion: name("D07"),
            },
        ),
        (
            recompletion("06-01", "D01", "D01"),
            WellError::CompletionAlreadyExists {
                completion: name("D01"),
            },
        ),
        (
            RecompleteWell {
                authority: RecompletionAuthority {
                    permit: None,
                    ..base().authority
                },
                ..base()
            },
            WellError::RecompletionWithoutPermit,
        ),
        (
            RecompleteWell {
                authority: RecompletionAuthority {
                    isolated_by: None,
                    ..base().authority
                },
                ..base()
            },
            WellError::IntervalNotIsolated {
                completion: name("D01"),
            },
        ),
        (
            RecompleteWell {
                top_md_ft: feet("9100"),
                ..base()
            },
            WellError::CompletionIntervalInverted {
                top_md_ft: feet("9100"),
                bottom_md_ft: feet("9100"),
            },
        ),
        (
            RecompleteWell {
                bottom_md_ft: feet("12001"),
                ..base()
            },
            WellError::CompletionBelowTotalDepth {
                bottom_md_ft: feet("12001"),
                total_depth_ft: feet("12000"),
            },
        ),
    ];
    for (task, refusal) in cases {
        given::<Well>(idle()).when(recomplete(task)).then_refused(refusal);
    }
    given::<Well>(drilled())
        .when(recomplete(base()))
        .then_refused(WellError::NotInOperation {
            words: "be recompleted",
            status: WellStatus::Drilled,
            since: noon("02-01"),
        });
}

#[test]
fn a_closed_completion_is_not_closed_again() {
    let first = given::<Well>(idle())
        .when(recomplete(recompletion("06-01", "D01", "D02")))
        .events();
    given::<Well>([idle(), first].concat())
        .when(recomplete(recompletion("07-01", "D01", "D03")))
        .then_refused(WellError::CompletionNotOpen {
            completion: name("D01"),
            status: CompletionStatus::CompletionAbandoned,
        });
}

fn conversion(to_role: WellRole, authority: ConversionAuthority) -> WellTask {
    WellTask::Convert(ConvertWell {
        effective_at: noon("06-01"),
        to_role,
        authority,
    })
}

#[test]
fn a_producer_becomes_an_injector_under_a_permit_and_a_review() {
    given::<Well>(idle())
        .when(convert("06-01", WellRole::Disposal))
        .then([WellConverted {
            effective_at: noon("06-01"),
            from_role: Some(WellRole::Oil),
            to_role: WellRole::Disposal,
            authority: ConversionAuthority::Injection {
                permit: injection_permit(None),
                area_of_review: text("AOR-3"),
            },
        }]);
    given::<Well>(idle())
        .when(conversion(
            WellRole::Disposal,
            ConversionAuthority::CompletionReport {
                reference: text("W-2"),
            },
        ))
        .then_refused(WellError::ConversionAuthorityWrong {
            to_role: WellRole::Disposal,
            needed: "a permit to inject and a review of the area",
        });
    given::<Well>(idle())
        .when(conversion(
            WellRole::Disposal,
            ConversionAuthority::Injection {
                permit: injection_permit(Some("2024-05-31")),
                area_of_review: text("AOR-3"),
            },
        ))
        .then_refused(WellError::InjectionPermitExpired {
            reference: text("UIC-9"),
            in_force_until: date("2024-05-31"),
            on: date("2024-06-01"),
        });
}

#[test]
fn an_injector_becomes_a_producer_under_a_completion_report() {
    let injector = given::<Well>(idle())
        .when(convert("05-10", WellRole::EorInjection))
        .events();
    let injector = [idle(), injector].concat();
    given::<Well>(injector.clone())
        .when(convert("06-01", WellRole::Gas))
        .events();
    given::<Well>(injector)
        .when(conversion(
            WellRole::Gas,
            ConversionAuthority::Notice {
                reference: text("letter"),
            },
        ))
        .then_refused(WellError::ConversionAuthorityWrong {
            to_role: WellRole::Gas,
            needed: "a completion report",
        });
}

#[test]
fn a_conversion_changes_the_role() {
    given::<Well>(idle())
        .when(convert("06-01", WellRole::Oil))
        .then_refused(WellError::RoleUnchanged { role: WellRole::Oil });
    given::<Well>(idle())
        .when(conversion(
            WellRole::Observation,
            ConversionAuthority::Notice {
                reference: text("letter"),
            },
        ))
        .events();
    given::<Well>(drilled())
        .when(convert("06-01", WellRole::Gas))
        .then_refused(WellError::NotInOperation {
            words: "be converted",
            status: WellStatus::Drilled,
            since: noon("02-01"),
        });
}
