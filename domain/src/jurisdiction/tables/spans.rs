//! How long wells may rest, and operators may take.

use super::standing;
use crate::jurisdiction::Jurisdiction;
use crate::jurisdiction::inactivity::{Inactivity, InactivityRule, Span};
use crate::jurisdiction::rule::{Confidence, Rule};

const fn rule(of: Inactivity, span: Span) -> InactivityRule {
    InactivityRule { of, span }
}

pub(super) const SPANS: &[Rule<InactivityRule>] = &[
    standing(
        Jurisdiction::Texas,
        Confidence::Read,
        "16 TAC §3.15",
        rule(Inactivity::Inactive, Span::Months(12)),
    ),
    standing(
        Jurisdiction::Texas,
        Confidence::Read,
        "16 TAC §3.14(b)(2)",
        rule(Inactivity::Plug, Span::Months(12)),
    ),
    standing(
        Jurisdiction::Texas,
        Confidence::Read,
        "Form W-1",
        rule(Inactivity::DrillingPermit, Span::Months(24)),
    ),
    standing(
        Jurisdiction::Texas,
        Confidence::Read,
        "16 TAC §3.16",
        rule(Inactivity::CompletionReport, Span::Days(90)),
    ),
    standing(
        Jurisdiction::Texas,
        Confidence::Read,
        "16 TAC §3.16",
        rule(Inactivity::CompletionReportFromDrilling, Span::Days(150)),
    ),
    standing(
        Jurisdiction::Texas,
        Confidence::Read,
        "Form W-3, 16 TAC §3.14",
        rule(Inactivity::PluggingRecord, Span::Days(30)),
    ),
    standing(
        Jurisdiction::Texas,
        Confidence::Read,
        "Form H-15, 16 TAC §3.15",
        rule(Inactivity::InactiveWellTest, Span::Months(25 * 12)),
    ),
    standing(
        Jurisdiction::NewMexico,
        Confidence::Unverified,
        "19.15.25.8 NMAC",
        rule(Inactivity::Inactive, Span::Months(12)),
    ),
    standing(
        Jurisdiction::NewMexico,
        Confidence::Read,
        "19.15.25.13 NMAC",
        rule(Inactivity::TemporaryAbandonment, Span::Months(5 * 12)),
    ),
    standing(
        Jurisdiction::NewMexico,
        Confidence::Read,
        "19.15.26.12 NMAC",
        rule(Inactivity::InjectionAbandoned, Span::Months(12)),
    ),
    standing(
        Jurisdiction::Oklahoma,
        Confidence::Unverified,
        "Form 1002A, OAC 165:10-1-7",
        rule(Inactivity::CompletionReport, Span::Days(30)),
    ),
    standing(
        Jurisdiction::NorthDakota,
        Confidence::Read,
        "NDAC 43-02-03-55",
        rule(Inactivity::Plug, Span::Months(12)),
    ),
    standing(
        Jurisdiction::Colorado,
        Confidence::Read,
        "ECMC Forms 5 and 5A",
        rule(Inactivity::CompletionReport, Span::Days(30)),
    ),
];
