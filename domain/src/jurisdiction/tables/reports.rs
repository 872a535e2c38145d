//! When monthly reports are due.
//!
//! Oklahoma has no row: producers report to the Tax Commission. Louisiana has none because its date was not read.

use super::standing;
use crate::jurisdiction::Jurisdiction;
use crate::jurisdiction::due::{Due, Report, ReportRule};
use crate::jurisdiction::rule::{Confidence, Rule};

const fn rule(report: Report, form: &'static str, due: Due) -> ReportRule {
    ReportRule { report, form, due }
}

pub(super) const REPORTS: &[Rule<ReportRule>] = &[
    standing(
        Jurisdiction::Texas,
        Confidence::Read,
        "Form PR, 16 TAC §§3.27, 3.54, 3.58(b)",
        rule(Report::Production, "PR", Due::LastWorkingDay { months: 1 }),
    ),
    standing(
        Jurisdiction::NewMexico,
        Confidence::Read,
        "Form C-115, 19.15.7.24 NMAC",
        rule(
            Report::Production,
            "C-115",
            Due::DayOfMonth { months: 2, day: 15 },
        ),
    ),
    standing(
        Jurisdiction::NorthDakota,
        Confidence::Unverified,
        "Form 5, NDAC 43-02-03",
        rule(Report::Production, "5", Due::DayOfMonth { months: 2, day: 1 }),
    ),
    standing(
        Jurisdiction::NorthDakota,
        Confidence::Read,
        "Form 5B, NDAC 43-02-03-59",
        rule(Report::GasProduction, "5B", Due::DayOfMonth { months: 2, day: 5 }),
    ),
    standing(
        Jurisdiction::NorthDakota,
        Confidence::Read,
        "Forms 10 and 10A, NDAC 43-02-03",
        rule(Report::Transport, "10", Due::DayOfMonth { months: 2, day: 1 }),
    ),
    standing(
        Jurisdiction::Colorado,
        Confidence::Read,
        "ECMC Form 7",
        rule(Report::Production, "7", Due::DaysAfterMonthEnd { days: 45 }),
    ),
    standing(
        Jurisdiction::Wyoming,
        Confidence::Unverified,
        "WOGCC Form 2",
        rule(Report::Production, "2", Due::LastDay { months: 2 }),
    ),
];
