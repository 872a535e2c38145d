//! The rules of the states, asked one by one; and what every table must keep.

mod calendars;
mod numbers;

use chrono::NaiveDate;

use super::*;
use crate::quantity::PressureBase;
use crate::well::{Agency, WellStatus};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn month(text: &str) -> Month {
    Month::parse(text).unwrap()
}

fn on(jurisdiction: Jurisdiction, text: &str) -> StateStrategy<'static> {
    StateStrategy::on(jurisdiction, day(text))
}

fn due(jurisdiction: Jurisdiction, report: Report, of: &str) -> (String, Confidence) {
    let month = month(of);
    let answer = StateStrategy::of_month(jurisdiction, month)
        .due(report, month)
        .unwrap();
    (answer.value.to_string(), answer.confidence)
}

#[test]
fn a_jurisdiction_is_known_by_its_state() {
    for jurisdiction in Jurisdiction::ALL {
        let state = StateCode::parse(jurisdiction.letters()).unwrap();
        assert_eq!(Jurisdiction::of(state), Some(jurisdiction));
        assert!(
            on(jurisdiction, "2026-01-01").well_status("PR").is_ok(),
            "{jurisdiction}"
        );
    }
    assert_eq!(Jurisdiction::of(StateCode::parse("NY").unwrap()), None);
}

#[test]
fn a_status_code_is_kept_under_its_agency() {
    let status = on(Jurisdiction::Colorado, "2026-01-01")
        .well_status(" SI ")
        .unwrap();
    assert_eq!((status.agency.as_str(), status.code.as_str()), ("CO ECMC", "SI"));
    assert_eq!(status.well(), WellStatus::ShutIn);
    assert!(on(Jurisdiction::Colorado, "2026-01-01").well_status("").is_err());
    let known = Jurisdiction::ALL.map(|jurisdiction| Agency::parse(jurisdiction.agency()));
    let expected = [Agency::TxRrc, Agency::NmOcd, Agency::CoEcmc];
    assert_eq!(known.into_iter().flatten().collect::<Vec<_>>(), expected);
}

#[test]
fn gas_is_measured_at_the_base_of_the_state() {
    let base = |jurisdiction| {
        let answer = on(jurisdiction, "2026-01-01").gas_base().unwrap();
        (
            answer.value.base_psia,
            answer.value.temperature_deg_f,
            answer.confidence,
        )
    };
    let read = Confidence::Read;
    assert_eq!(base(Jurisdiction::Texas), (PressureBase::Psia14_65, 60, read));
    assert_eq!(base(Jurisdiction::Oklahoma), (PressureBase::Psia14_65, 60, read));
    assert_eq!(
        base(Jurisdiction::NorthDakota),
        (PressureBase::Psia14_73, 60, read)
    );
    assert_eq!(base(Jurisdiction::Colorado), (PressureBase::Psia14_73, 60, read));
    assert_eq!(base(Jurisdiction::Wyoming), (PressureBase::Psia14_73, 60, read));
    assert_eq!(
        base(Jurisdiction::Louisiana),
        (PressureBase::Psia15_025, 60, read)
    );
    assert_eq!(
        base(Jurisdiction::NewMexico),
        (PressureBase::Psia15_025, 60, Confidence::Unverified)
    );
}

#[test]
fn reports_are_due_when_the_state_says() {
    let (read, unverified) = (Confidence::Read, Confidence::Unverified);
    let cases = [
        (
            Jurisdiction::Texas,
            Report::Production,
            "2026-01",
            "2026-02-27",
            read,
        ),
        (
            Jurisdiction::NewMexico,
            Report::Production,
            "2025-12",
            "2026-02-15",
            read,
        ),
        (
            Jurisdiction::NorthDakota,
            Report::GasProduction,
            "2026-01",
            "2026-03-05",
            read,
        ),
        (
            Jurisdiction::NorthDakota,
            Report::Transport,
            "2026-01",
            "2026-03-01",
            read,
        ),
        (
            Jurisdiction::NorthDakota,
            Report::Production,
            "2026-01",
            "2026-03-01",
            unverified,
        ),
        (
            Jurisdiction::Colorado,
            Report::Production,
            "2026-01",
            "2026-03-17",
            read,
        ),
        (
            Jurisdiction::Colorado,
            Report::Production,
            "2024-01",
            "2024-03-16",
            read,
        ),
        (
            Jurisdiction::Wyoming,
            Report::Production,
            "2025-12",
            "2026-02-28",
            unverified,
        ),
    ];
    for (jurisdiction, report, of, expected, confidence) in cases {
        assert_eq!(
            due(jurisdiction, report, of),
            (expected.to_owned(), confidence),
            "{jurisdiction} {of}"
        );
    }
}

#[test]
fn an_answer_names_where_it_was_read() {
    let answer = on(Jurisdiction::NewMexico, "2026-01-31")
        .due(Report::Production, month("2026-01"))
        .unwrap();
    assert_eq!(answer.source, "Form C-115, 19.15.7.24 NMAC");
    assert_eq!(answer.verified_on, day("2026-11-20"));
}

#[test]
fn what_no_row_says_is_refused() {
    for jurisdiction in [Jurisdiction::Oklahoma, Jurisdiction::Louisiana] {
        let refusal = on(jurisdiction, "2026-01-31")
            .due(Report::Production, month("2026-01"))
            .unwrap_err();
        assert_eq!(
            refusal,
            RuleError::NoRule {
                jurisdiction,
                topic: Topic::Report(Report::Production),
                day: day("2026-01-31"),
            }
        );
        assert_eq!((refusal.rule(), refusal.source()), ("no-rule", None));
    }
    assert_eq!(
        on(Jurisdiction::Louisiana, "2026-01-31")
            .due(Report::Production, month("2026-01"))
            .unwrap_err()
            .to_string(),
        "no rule of LA on when the monthly production report is due is known for 2026-01-31"
    );
}

#[test]
fn deadlines_are_counted_by_the_calendar() {
    let deadline = |jurisdiction, what, from| {
        let answer = on(jurisdiction, "2026-01-01").deadline(what, day(from)).unwrap();
        (answer.value.to_string(), answer.confidence)
    };
    let (read, unverified) = (Confidence::Read, Confidence::Unverified);
    let (texas, new_mexico) = (Jurisdiction::Texas, Jurisdiction::NewMexico);
    let expect = |text: &str, confidence| (text.to_owned(), confidence);
    assert_eq!(
        deadline(texas, Inactivity::Inactive, "2024-02-29"),
        expect("2025-02-28", read)
    );
    assert_eq!(
        deadline(texas, Inactivity::Plug, "2025-06-30"),
        expect("2026-06-30", read)
    );
    assert_eq!(
        deadline(texas, Inactivity::DrillingPermit, "2024-03-01"),
        expect("2026-03-01", read)
    );
    assert_eq!(
        deadline(texas, Inactivity::CompletionReport, "2026-01-01"),
        expect("2026-04-01", read)
    );
    assert_eq!(
        deadline(texas, Inactivity::CompletionReportFromDrilling, "2026-01-01"),
        expect("2026-05-31", read)
    );
    assert_eq!(
        deadline(texas, Inactivity::PluggingRecord, "2026-01-31"),
        expect("2026-03-02", read)
    );
    assert_eq!(
        deadline(texas, Inactivity::InactiveWellTest, "2000-05-01"),
        expect("2025-05-01", read)
    );
    assert_eq!(
        deadline(new_mexico, Inactivity::TemporaryAbandonment, "2026-01-01"),
        expect("2031-01-01", read)
    );
    assert_eq!(
        deadline(new_mexico, Inactivity::InjectionAbandoned, "2026-01-01"),
        expect("2027-01-01", read)
    );
    assert_eq!(
        deadline(new_mexico, Inactivity::Inactive, "2026-01-01"),
        expect("2027-01-01", unverified)
    );
    assert_eq!(
        deadline(Jurisdiction::Oklahoma, Inactivity::CompletionReport, "2026-01-01"),
        expect("2026-01-31", unverified)
    );
    assert_eq!(
        deadline(Jurisdiction::NorthDakota, Inactivity::Plug, "2026-01-01"),
        expect("2027-01-01", read)
    );
    assert_eq!(
        deadline(Jurisdiction::Colorado, Inactivity::CompletionReport, "2026-01-01"),
        expect("2026-01-31", read)
    );
    assert!(matches!(
        on(Jurisdiction::Wyoming, "2026-01-01").deadline(Inactivity::Plug, day("2026-01-01")),
        Err(RuleError::NoRule { .. })
    ));
}

#[test]
fn a_span_beyond_all_time_ends_with_it() {
    assert_eq!(Span::Months(12).after(NaiveDate::MAX), NaiveDate::MAX);
    assert_eq!(Span::Days(1).after(NaiveDate::MAX), NaiveDate::MAX);
}

#[test]
fn a_book_of_the_callers_own_is_asked_in_the_same_way() {
    let base = |valid_from: Option<&str>, valid_to: Option<&str>, base_psia| Rule {
        jurisdiction: Jurisdiction::Wyoming,
        valid_from: valid_from.map(day),
        valid_to: valid_to.map(day),
        source: "order of the commission",
        verified_on: day("2026-11-20"),
        confidence: Confidence::Secondary,
        value: GasBase {
            base_psia,
            temperature_deg_f: 60,
        },
    };
    let rows = [
        base(None, Some("2000-12-31"), PressureBase::Psia14_65),
        base(Some("2001-01-01"), Some("2010-12-31"), PressureBase::Psia15_025),
        base(Some("2012-01-01"), None, PressureBase::Psia14_73),
    ];
    let book = Rulebook {
        gas_bases: &rows,
        ..Rulebook::BUILT_IN
    };
    let asked = |text: &str| StateStrategy::by(book, Jurisdiction::Wyoming, day(text)).gas_base();
    let psia = |text: &str| asked(text).unwrap().value.base_psia;
    assert_eq!(psia("1990-01-01"), PressureBase::Psia14_65);
    assert_eq!(psia("2000-12-31"), PressureBase::Psia14_65);
    assert_eq!(psia("2001-01-01"), PressureBase::Psia15_025);
    assert_eq!(psia("2026-01-01"), PressureBase::Psia14_73);
    let refusal = asked("2011-06-01").unwrap_err();
    assert_eq!(
        refusal,
        RuleError::RuleExpired {
            jurisdiction: Jurisdiction::Wyoming,
            topic: Topic::GasBase,
            day: day("2011-06-01"),
            valid_to: day("2010-12-31"),
            stood_in: "order of the commission",
        }
    );
    assert_eq!(
        refusal.to_string(),
        "the rule of WY on the pressure base of gas ended on 2010-12-31; it does not say what holds on 2011-06-01"
    );
    assert_eq!(
        (refusal.rule(), refusal.source()),
        ("rule-expired", Some("order of the commission"))
    );
}

/// No two rows may answer the same question on the same day, and each says where it stands.
fn check_rows<T>(rows: &[Rule<T>], same: impl Fn(&T, &T) -> bool) {
    for (index, rule) in rows.iter().enumerate() {
        assert!(!rule.source.is_empty());
        assert!(
            rule.valid_from
                .zip(rule.valid_to)
                .is_none_or(|(from, to)| from <= to)
        );
        for other in &rows[index + 1..] {
            if rule.jurisdiction == other.jurisdiction && same(&rule.value, &other.value) {
                let before = rule
                    .valid_to
                    .zip(other.valid_from)
                    .is_some_and(|(to, from)| to < from);
                let after = other
                    .valid_to
                    .zip(rule.valid_from)
                    .is_some_and(|(to, from)| to < from);
                assert!(before || after, "{}: {} twice", rule.jurisdiction, rule.source);
            }
        }
    }
}

#[test]
fn no_two_rows_answer_one_question_on_one_day() {
    let book = Rulebook::BUILT_IN;
    check_rows(book.gas_bases, |_, _| true);
    check_rows(book.reports, |one, other| one.report == other.report);
    check_rows(book.identities, |one, other| one.identifier == other.identifier);
    check_rows(book.inactivity, |one, other| one.of == other.of);
}

#[test]
fn every_topic_is_a_piece_of_a_sentence() {
    let topics = [
        Topic::ApiNumber,
        Topic::Identifier(Identifier::Pool),
        Topic::GasBase,
        Topic::Report(Report::Transport),
        Topic::Inactivity(Inactivity::Plug),
    ];
    let words: Vec<String> = topics.iter().map(ToString::to_string).collect();
    assert_eq!(
        words,
        [
            "API numbers",
            "the pool or formation code",
            "the pressure base of gas",
            "when the monthly report of transporters is due",
            "when an inactive well must be plugged",
        ]
    );
}
