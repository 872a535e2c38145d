//! Rows 15 and 17: what goes in; and the tests of integrity it rests on.

use super::asked::*;
use super::*;
use crate::given::given;

fn injector(test: IntegrityTest) -> Vec<WellEvent> {
    store(with(ready(), [integrity_tested("03-15", test)]))
}

#[test]
fn an_injector_that_holds_takes_in() {
    given::<Well>(injector(integrity(true, Some("2029-03-15"))))
        .when(inject("04-01"))
        .then([injecting("04-01")]);
}

#[test]
fn a_producer_does_not_inject() {
    given::<Well>(ready())
        .when(inject("04-01"))
        .then_refused(WellError::NotAnInjector { role: WellRole::Oil });
}

#[test]
fn a_bore_that_takes_in_has_shown_that_it_holds() {
    let refusal = |found| WellError::IntegrityNotShown {
        on: date("2024-04-01"),
        found,
    };
    given::<Well>(store(ready()))
        .when(inject("04-01"))
        .then_refused(refusal(IntegrityFound::NeverTested));
    given::<Well>(injector(integrity(false, None)))
        .when(inject("04-01"))
        .then_refused(refusal(IntegrityFound::Failed {
            on: date("2024-03-15"),
        }));
    given::<Well>(injector(integrity(true, Some("2024-03-31"))))
        .when(inject("04-01"))
        .then_refused(refusal(IntegrityFound::OutOfDate {
            until: date("2024-03-31"),
        }));
    assert_eq!(
        refusal(IntegrityFound::NeverTested).to_string(),
        "the bore is not shown to hold on 2024-04-01: no test is recorded"
    );
}

#[test]
fn injection_takes_a_permit_in_force() {
    given::<Well>(injector(integrity(true, None)))
        .when(WellTask::StartInjection(StartInjection {
            effective_at: noon("04-01"),
            permit: injection_permit(Some("2024-03-31")),
        }))
        .then_refused(WellError::InjectionPermitExpired {
            reference: text("UIC-9"),
            in_force_until: date("2024-03-31"),
            on: date("2024-04-01"),
        });
}

#[test]
fn what_is_not_completed_does_not_inject() {
    given::<Well>(store(drilled()))
        .when(inject("04-01"))
        .then_refused(WellError::NotCompleted {
            status: WellStatus::Drilled,
            since: noon("02-01"),
        });
}

#[test]
fn injection_stops_and_resumes() {
    given::<Well>(taking_in())
        .when(stop_injection("05-01"))
        .then([injection_stopped("05-01")]);
    let stopped = with(taking_in(), [injection_stopped("05-01")]);
    given::<Well>(stopped.clone())
        .when(inject_again("05-02"))
        .then([InjectionResumed {
            effective_at: noon("05-02"),
        }]);
    given::<Well>(taking_in())
        .when(inject_again("05-02"))
        .then_nothing();
    given::<Well>(stopped)
        .when(stop_injection("05-02"))
        .then_refused(WellError::NotInjecting {
            status: WellStatus::ShutIn,
            since: noon("05-01"),
        });
}

#[test]
fn injection_resumes_where_it_began() {
    let tested = integrity_tested("03-15", integrity(true, None));
    given::<Well>(with(store(idle()), [tested]))
        .when(inject_again("05-02"))
        .then_refused(WellError::NeverInjected { since: noon("05-01") });
    given::<Well>(store(running()))
        .when(inject_again("05-02"))
        .then_refused(WellError::NotShutIn {
            status: WellStatus::Producing,
            since: noon("04-01"),
        });
}

#[test]
fn injection_resumes_only_while_bore_role_and_permit_allow_it() {
    let stopped = |more: [WellEvent; 1]| {
        let events = with(taking_in(), [injection_stopped("05-01")]);
        with(events, more)
    };
    given::<Well>(stopped([integrity_tested("05-02", integrity(false, None))]))
        .when(inject_again("05-03"))
        .then_refused(WellError::IntegrityNotShown {
            on: date("2024-05-03"),
            found: IntegrityFound::Failed {
                on: date("2024-05-02"),
            },
        });
    let converted = WellConverted {
        effective_at: noon("05-02"),
        from_role: Some(WellRole::GasStorage),
        to_role: WellRole::Oil,
        authority: ConversionAuthority::CompletionReport {
            reference: text("W-2"),
        },
    };
    given::<Well>(stopped([converted.into()]))
        .when(inject_again("05-03"))
        .then_refused(WellError::NotAnInjector { role: WellRole::Oil });
    let brief = |event| match event {
        WellEvent::InjectionStarted(event) => InjectionStarted {
            permit: injection_permit(Some("2024-05-02")),
            ..event
        }
        .into(),
        other => other,
    };
    let events: Vec<WellEvent> = stopped([shut_in("05-02")]).into_iter().map(brief).collect();
    given::<Well>(events)
        .when(inject_again("05-03"))
        .then_refused(WellError::InjectionPermitExpired {
            reference: text("UIC-9"),
            in_force_until: date("2024-05-02"),
            on: date("2024-05-03"),
        });
}

#[test]
fn a_bore_is_tested_once_there_is_one() {
    for events in [drilling(), drilled(), running(), secured()] {
        given::<Well>(events)
            .when(test_integrity("06-25", integrity(true, None)))
            .then([integrity_tested("06-25", integrity(true, None))]);
    }
    given::<Well>([proposed("01-01")])
        .when(test_integrity("06-25", integrity(true, None)))
        .then_refused(WellError::NotInOperation {
            words: "be tested for integrity",
            status: WellStatus::Proposed,
            since: noon("01-01"),
        });
}
