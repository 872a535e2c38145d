//! How long a well may rest, and how long an operator may take.

use chrono::{Days, Months, NaiveDate};

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Inactivity {
    /// From the last reported production until the well counts as inactive.
    Inactive,
    /// From the last activity until plugging must have begun, or an extension have been granted.
    Plug,
    /// From the last injection until an injection well counts as abandoned.
    InjectionAbandoned,
    /// The longest approval of a temporary abandonment.
    TemporaryAbandonment,
    /// From the approval of a drilling permit until it ends.
    DrillingPermit,
    /// From the completion until its report is due.
    CompletionReport,
    /// From the end of drilling until the report of the completion is due, whatever was completed by then.
    CompletionReportFromDrilling,
    /// From the plugging until its record is due.
    PluggingRecord,
    /// From its completion on, an inactive well is old enough to be tested.
    InactiveWellTest,
}

/// What is counted, and how far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InactivityRule {
    /// What is counted.
    pub of: Inactivity,
    /// How far.
    pub span: Span,
}

/// A length of time by the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    /// Days.
    Days(u16),
    /// Months; the day of the month stays where the month has it.
    Months(u16),
}

impl Inactivity {
    /// What is counted, in words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Inactive => "when a well is inactive",
            Self::Plug => "when an inactive well must be plugged",
            Self::InjectionAbandoned => "when an injection well is abandoned",
            Self::TemporaryAbandonment => "how long a well may be temporarily abandoned",
            Self::DrillingPermit => "how long a drilling permit holds",
            Self::CompletionReport => "when the completion report is due",
            Self::CompletionReportFromDrilling => "when the completion report is due after drilling",
            Self::PluggingRecord => "when the plugging record is due",
            Self::InactiveWellTest => "when an inactive well must be tested",
        }
    }
}

impl Span {
    /// The day at its end.
    pub fn after(self, from: NaiveDate) -> NaiveDate {
        let end = match self {
            Self::Days(days) => from.checked_add_days(Days::new(u64::from(days))),
            Self::Months(months) => from.checked_add_months(Months::new(u32::from(months))),
        };
        // Beyond the end of representable time nothing is ever due.
        end.unwrap_or(NaiveDate::MAX)
    }
}
