//! Calendar months, and where a local day begins on the world's clock.
//!
//! Invariant: a month is local to the well. Its instants exist only together with a time zone.

use std::fmt;

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, Offset, TimeDelta, TimeZone as _, Utc};
use serde::{Deserialize, Serialize};

use crate::location::TimeZone;

/// A calendar month. JSON: `"2008-01"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Month {
    /// The first day; the only day stored, so that order and equality are those of the month.
    first: NaiveDate,
}

/// Why a month is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MonthError {
    /// Not four digits, a dash and two digits.
    #[error("`{found}` is not a month: write year and month as in 2008-01")]
    Form {
        /// What was found, cut at 40 characters.
        found: String,
    },
    /// No such month in any year.
    #[error("{month} is not a month of the year: use 01 to 12")]
    NoSuchMonth {
        /// The number found.
        month: u32,
    },
    /// A year outside the records of the industry.
    #[error("the year {year} is out of range: use {first} to {last}", first = Month::FIRST_YEAR, last = Month::LAST_YEAR)]
    YearOutOfRange {
        /// The year found.
        year: i32,
    },
}

impl MonthError {
    /// The rule that was broken, as a slug.
    pub fn rule(&self) -> &'static str {
        match self {
            Self::Form { .. } => "month-form",
            Self::NoSuchMonth { .. } => "month-out-of-range",
            Self::YearOutOfRange { .. } => "year-out-of-range",
        }
    }
}

impl Month {
    /// The first year accepted.
    pub const FIRST_YEAR: i32 = 1800;
    /// The last year accepted.
    pub const LAST_YEAR: i32 = 2999;

    /// The month of a year.
    ///
    /// # Errors
    /// [`MonthError`] when there is no such month, or the year is out of range.
    pub fn new(year: i32, month: u32) -> Result<Self, MonthError> {
        if !(Self::FIRST_YEAR..=Self::LAST_YEAR).contains(&year) {
            return Err(MonthError::YearOutOfRange { year });
        }
        NaiveDate::from_ymd_opt(year, month, 1)
            .map(|first| Self { first })
            .ok_or(MonthError::NoSuchMonth { month })
    }

    /// Reads `2008-01`.
    ///
    /// # Errors
    /// [`MonthError`] saying what is wrong.
    pub fn parse(text: &str) -> Result<Self, MonthError> {
        let form = || MonthError::Form {
            found: text.chars().take(40).collect(),
        };
        let (year, month) = text.trim().split_once('-').ok_or_else(form)?;
        let digits =
            |part: &str, count: usize| part.len() == count && part.bytes().all(|b| b.is_ascii_digit());
        if !digits(year, 4) || !digits(month, 2) {
            return Err(form());
        }
        Self::new(
            year.parse().map_err(|_| form())?,
            month.parse().map_err(|_| form())?,
        )
    }

    /// The month a local day lies in.
    ///
    /// # Errors
    /// [`MonthError::YearOutOfRange`].
    pub fn of(day: NaiveDate) -> Result<Self, MonthError> {
        Self::new(day.year(), day.month())
    }

    /// The month of a day whose year is known to be in range.
    pub(crate) fn holding(day: NaiveDate) -> Self {
        Self {
            first: day.with_day(1).unwrap_or(day),
        }
    }

    /// The month before it; `None` before the first month accepted.
    pub fn previous(self) -> Option<Self> {
        self.first.pred_opt().and_then(|day| Self::of(day).ok())
    }

    /// The year.
    pub fn year(self) -> i32 {
        self.first.year()
    }

    /// The month of the year, 1 to 12.
    pub fn month(self) -> u32 {
        self.first.month()
    }

    /// How many days it has.
    pub fn days(self) -> u8 {
        self.first.num_days_in_month()
    }

    /// Its first day.
    pub fn first_day(self) -> NaiveDate {
        self.first
    }

    /// Its last day.
    pub fn last_day(self) -> NaiveDate {
        self.first + Days::new(u64::from(self.days()) - 1)
    }

    /// The month after it.
    #[must_use]
    pub fn next(self) -> Self {
        Self {
            first: self.first + Days::new(u64::from(self.days())),
        }
    }

    /// When its first local day begins.
    pub fn first_instant(self, zone: TimeZone) -> DateTime<Utc> {
        day_start(self.first, zone)
    }

    /// When its last local day begins; a month's total holds from then on.
    pub fn last_day_start(self, zone: TimeZone) -> DateTime<Utc> {
        day_start(self.last_day(), zone)
    }

    /// When it is over: the first instant of the next month.
    pub fn end(self, zone: TimeZone) -> DateTime<Utc> {
        self.next().first_instant(zone)
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year(), self.month())
    }
}

impl std::str::FromStr for Month {
    type Err = MonthError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl TryFrom<String> for Month {
    type Error = MonthError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<Month> for String {
    fn from(month: Month) -> Self {
        month.to_string()
    }
}

crate::schema::written_as! {
    Month: r"^(18|19|2\d)\d{2}-(0[1-9]|1[0-2])$", "Calendar month, local to the well.";
}

/// When a local day begins: the earliest instant whose local date is that day.
///
/// Local midnight happens twice where clocks are set back over it (the first one counts), and not at all where they
/// are set forward over it: the day then begins at the first local time that exists. A day that a zone left out
/// altogether begins with the next one.
pub fn day_start(day: NaiveDate, zone: TimeZone) -> DateTime<Utc> {
    /// No zone ever skipped more than a day.
    const LONGEST_GAP_SECONDS: i64 = 2 * 86_400;

    let midnight = day.and_time(NaiveTime::MIN);
    let exists = |seconds: i64| {
        let local = midnight.checked_add_signed(TimeDelta::seconds(seconds))?;
        zone.tz()
            .from_local_datetime(&local)
            .earliest()
            .map(|at| at.to_utc())
    };
    (0..=LONGEST_GAP_SECONDS)
        .find_map(exists)
        .unwrap_or_else(|| midnight.and_utc())
}

/// The local day an instant lies in.
pub fn local_day(at: DateTime<Utc>, zone: TimeZone) -> NaiveDate {
    let offset = zone.tz().offset_from_utc_datetime(&at.naive_utc()).fix();
    // At the very ends of representable time there may be no local form; the universal day is then the nearest answer.
    at.naive_utc()
        .checked_add_offset(offset)
        .unwrap_or(at.naive_utc())
        .date()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zone(name: &str) -> TimeZone {
        TimeZone::parse(name).unwrap()
    }

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_month_is_read_and_written_in_one_form() {
        assert_eq!(Month::parse("2008-01").unwrap().to_string(), "2008-01");
        for wrong in [
            "200801",
            "2008-1",
            "08-01",
            "2008-01-01",
            "",
            "2008-+1",
            "２００８-01",
        ] {
            assert!(
                matches!(Month::parse(wrong), Err(MonthError::Form { .. })),
                "{wrong}"
            );
        }
        assert_eq!(
            Month::parse("2008-13"),
            Err(MonthError::NoSuchMonth { month: 13 })
        );
        assert_eq!(Month::parse("2008-00"), Err(MonthError::NoSuchMonth { month: 0 }));
        assert_eq!(
            Month::parse("0001-01"),
            Err(MonthError::YearOutOfRange { year: 1 })
        );
    }

    #[test]
    fn a_month_knows_its_days() {
        let days = |text: &str| Month::parse(text).unwrap().days();
        assert_eq!(
            (days("2023-02"), days("2024-02"), days("1900-02"), days("2000-02")),
            (28, 29, 28, 29)
        );
        assert_eq!((days("2024-04"), days("2024-12")), (30, 31));
    }

    #[test]
    fn months_follow_each_other() {
        let december = Month::parse("2023-12").unwrap();
        assert_eq!(december.next().to_string(), "2024-01");
        assert!(december < december.next());
        assert_eq!(december.last_day(), day("2023-12-31"));
        assert_eq!(december.next().previous(), Some(december));
        assert_eq!(Month::parse("1800-01").unwrap().previous(), None);
    }

    #[test]
    fn a_month_begins_and_ends_at_local_midnight() {
        let month = Month::parse("2024-03").unwrap();
        let chicago = zone("America/Chicago");
        assert_eq!(month.first_instant(chicago), at("2024-03-01T06:00:00Z"));
        assert_eq!(month.last_day_start(chicago), at("2024-03-31T05:00:00Z"));
        assert_eq!(month.end(chicago), at("2024-04-01T05:00:00Z"));
    }

    #[test]
    fn a_day_without_midnight_begins_at_its_first_local_time() {
        // Clocks in Havana went from 00:00 to 01:00 on 2024-03-10.
        assert_eq!(
            day_start(day("2024-03-10"), zone("America/Havana")),
            at("2024-03-10T05:00:00Z")
        );
    }

    #[test]
    fn a_day_with_two_midnights_begins_at_the_first() {
        // Clocks in Havana went from 01:00 back to 00:00 on 2024-11-03.
        assert_eq!(
            day_start(day("2024-11-03"), zone("America/Havana")),
            at("2024-11-03T04:00:00Z")
        );
    }

    #[test]
    fn a_day_left_out_begins_with_the_next_one() {
        // Samoa crossed the date line: 2011-12-30 did not happen there.
        let apia = zone("Pacific/Apia");
        assert_eq!(
            day_start(day("2011-12-30"), apia),
            day_start(day("2011-12-31"), apia)
        );
    }

    #[test]
    fn an_instant_lies_in_the_local_day() {
        let denver = zone("America/Denver");
        assert_eq!(local_day(at("2024-01-01T06:59:59Z"), denver), day("2023-12-31"));
        assert_eq!(local_day(at("2024-01-01T07:00:00Z"), denver), day("2024-01-01"));
    }

    #[test]
    fn the_ends_of_time_do_not_panic() {
        for name in ["America/Denver", "Asia/Tokyo"] {
            for end in [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC] {
                day_start(local_day(end, zone(name)), zone(name));
            }
        }
    }
}
