//! When a monthly report is due.

use chrono::{Days, Months, NaiveDate};

use super::calendar::Calendar;
use super::rule::Confidence;
use crate::month::Month;

/// A report an operator owes every month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Report {
    /// Monthly production of lease, gas well or completion: Form PR, C-115, Form 5, Form 7, Form 2.
    Production,
    /// Monthly gas production where the state has a form of its own for it: North Dakota's Form 5B.
    GasProduction,
    /// What transporters and purchasers take: North Dakota's forms 10 and 10A.
    Transport,
}

/// Which form a report is made on, and when it is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReportRule {
    /// The report.
    pub report: Report,
    /// The agency's name of the form.
    pub form: &'static str,
    /// When it is due.
    pub due: Due,
}

/// The last day in time, counted from the production month. Months count from 1: the month after production is the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// The last working day of a month.
    LastWorkingDay {
        /// Months after production.
        months: u32,
    },
    /// A day of a month, whether a working day or not.
    DayOfMonth {
        /// Months after production.
        months: u32,
        /// The day, 1 to 28.
        day: u8,
    },
    /// The last day of a month, whether a working day or not.
    LastDay {
        /// Months after production.
        months: u32,
    },
    /// Days after the production month has ended.
    DaysAfterMonthEnd {
        /// The days.
        days: u16,
    },
}

impl Report {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Production, Self::GasProduction, Self::Transport];

    /// Its name in words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Production => "monthly production report",
            Self::GasProduction => "monthly gas production report",
            Self::Transport => "monthly report of transporters",
        }
    }
}

impl Due {
    /// The last day in time, and how certain the holidays are that moved it.
    pub(super) fn day(self, month: Month, calendar: Calendar<'_>) -> (NaiveDate, Option<Confidence>) {
        let last_day = |months: u32| {
            let first = month.first_day();
            // A month of WellFlow lies centuries from the end of representable time.
            let next = first.checked_add_months(Months::new(months.saturating_add(1)));
            next.and_then(|next| next.pred_opt()).unwrap_or(first)
        };
        match self {
            Self::LastWorkingDay { months } => calendar.working_day_until(last_day(months)),
            Self::DayOfMonth { months, day } => {
                let before = last_day(months.saturating_sub(1));
                (before + Days::new(u64::from(day)), None)
            }
            Self::LastDay { months } => (last_day(months), None),
            Self::DaysAfterMonthEnd { days } => (month.last_day() + Days::new(u64::from(days)), None),
        }
    }
}
