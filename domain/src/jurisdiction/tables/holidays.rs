//! Holidays.
//!
//! Of the state holidays of Texas only three close the agencies (§662.004); on the others they keep enough people to do
//! business. Neither table reaches back beyond the years in which its dates were those of today.

use chrono::Weekday::{Mon, Thu};

use crate::jurisdiction::calendar::{Holiday, HolidayDate};
use crate::jurisdiction::rule::Confidence;

/// Veterans Day has been kept on 11 November again since then, and Memorial Day on a Monday.
const DATES_OF_TODAY: i32 = 1978;

const FEDERAL_LAW: &str = "5 U.S.C. §6103(a)";
const NATIONAL_IN_TEXAS: &str = "Tex. Gov't Code §662.003(a)";
const CLOSED_IN_TEXAS: &str = "Tex. Gov't Code §§662.003(b), 662.004(b)";

const fn kept(
    source: &'static str,
    confidence: Confidence,
    first_year: i32,
    name: &'static str,
    date: HolidayDate,
) -> Holiday {
    Holiday {
        name,
        date,
        first_year,
        source,
        confidence,
    }
}

const fn federal(first_year: i32, name: &'static str, date: HolidayDate) -> Holiday {
    kept(FEDERAL_LAW, Confidence::Secondary, first_year, name, date)
}

const fn texas(first_year: i32, name: &'static str, date: HolidayDate) -> Holiday {
    kept(NATIONAL_IN_TEXAS, Confidence::Read, first_year, name, date)
}

const fn closed_in_texas(name: &'static str, date: HolidayDate) -> Holiday {
    kept(CLOSED_IN_TEXAS, Confidence::Read, DATES_OF_TODAY, name, date)
}

const fn fixed(month: u32, day: u32) -> HolidayDate {
    HolidayDate::Fixed { month, day }
}

const fn monday(month: u32, nth: u8) -> HolidayDate {
    HolidayDate::Nth {
        month,
        weekday: Mon,
        nth,
        plus: 0,
    }
}

const fn thanksgiving(plus: u64) -> HolidayDate {
    HolidayDate::Nth {
        month: 11,
        weekday: Thu,
        nth: 4,
        plus,
    }
}

const MEMORIAL_DAY: HolidayDate = HolidayDate::Last {
    month: 5,
    weekday: Mon,
};

pub(super) const FEDERAL: &[Holiday] = &[
    federal(DATES_OF_TODAY, "New Year's Day", fixed(1, 1)),
    federal(1986, "Birthday of Martin Luther King, Jr.", monday(1, 3)),
    federal(DATES_OF_TODAY, "Washington's Birthday", monday(2, 3)),
    federal(DATES_OF_TODAY, "Memorial Day", MEMORIAL_DAY),
    federal(2021, "Juneteenth National Independence Day", fixed(6, 19)),
    federal(DATES_OF_TODAY, "Independence Day", fixed(7, 4)),
    federal(DATES_OF_TODAY, "Labor Day", monday(9, 1)),
    federal(DATES_OF_TODAY, "Columbus Day", monday(10, 2)),
    federal(DATES_OF_TODAY, "Veterans Day", fixed(11, 11)),
    federal(DATES_OF_TODAY, "Thanksgiving Day", thanksgiving(0)),
    federal(DATES_OF_TODAY, "Christmas Day", fixed(12, 25)),
];

pub(super) const TEXAS: &[Holiday] = &[
    texas(DATES_OF_TODAY, "New Year's Day", fixed(1, 1)),
    texas(1986, "Martin Luther King, Jr., Day", monday(1, 3)),
    texas(DATES_OF_TODAY, "Presidents' Day", monday(2, 3)),
    texas(DATES_OF_TODAY, "Memorial Day", MEMORIAL_DAY),
    texas(DATES_OF_TODAY, "Independence Day", fixed(7, 4)),
    texas(DATES_OF_TODAY, "Labor Day", monday(9, 1)),
    texas(DATES_OF_TODAY, "Veterans Day", fixed(11, 11)),
    texas(DATES_OF_TODAY, "Thanksgiving Day", thanksgiving(0)),
    closed_in_texas("Friday after Thanksgiving", thanksgiving(1)),
    closed_in_texas("Christmas Eve", fixed(12, 24)),
    texas(DATES_OF_TODAY, "Christmas Day", fixed(12, 25)),
    closed_in_texas("Day after Christmas", fixed(12, 26)),
];
