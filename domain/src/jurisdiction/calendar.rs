//! Working days: Monday to Friday, without holidays.
//!
//! Holidays are rows too: a day of a rule is only as certain as the holidays that moved it.

use chrono::{Datelike, Days, NaiveDate, Weekday};

use super::rule::Confidence;

/// The working days of one government.
#[derive(Clone, Copy, Debug)]
pub struct Calendar<'a> {
    holidays: &'a [Holiday],
    moves_off_weekends: bool,
}

/// A day of the year on which no work is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holiday {
    /// Its name.
    pub name: &'static str,
    /// Where it lies in a year.
    pub date: HolidayDate,
    /// The first year in which it is kept.
    pub first_year: i32,
    /// Where it stands.
    pub source: &'static str,
    /// How far the row is to be trusted.
    pub confidence: Confidence,
}

/// Where a holiday lies in a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HolidayDate {
    /// The same day of the same month every year.
    Fixed {
        /// 1 to 12.
        month: u32,
        /// 1 to 31.
        day: u32,
    },
    /// A weekday counted from the beginning of the month, and days after it.
    Nth {
        /// 1 to 12.
        month: u32,
        /// The weekday.
        weekday: Weekday,
        /// 1 for the first of the month.
        nth: u8,
        /// Days after that weekday: 1 for the Friday after the fourth Thursday.
        plus: u64,
    },
    /// The last such weekday of the month.
    Last {
        /// 1 to 12.
        month: u32,
        /// The weekday.
        weekday: Weekday,
    },
}

impl HolidayDate {
    /// The day in a year.
    fn in_year(self, year: i32) -> Option<NaiveDate> {
        match self {
            Self::Fixed { month, day } => NaiveDate::from_ymd_opt(year, month, day),
            Self::Nth {
                month,
                weekday,
                nth,
                plus,
            } => NaiveDate::from_weekday_of_month_opt(year, month, weekday, nth)?
                .checked_add_days(Days::new(plus)),
            Self::Last { month, weekday } => [5, 4]
                .into_iter()
                .find_map(|nth| NaiveDate::from_weekday_of_month_opt(year, month, weekday, nth)),
        }
    }
}

impl<'a> Calendar<'a> {
    /// Holidays are kept on the day they fall on; one on a weekend costs no working day.
    pub const fn as_they_fall(holidays: &'a [Holiday]) -> Self {
        Self {
            holidays,
            moves_off_weekends: false,
        }
    }

    /// A holiday on a Saturday is kept on the Friday before, one on a Sunday on the Monday after.
    pub const fn moved_off_weekends(holidays: &'a [Holiday]) -> Self {
        Self {
            holidays,
            moves_off_weekends: true,
        }
    }

    /// The holiday kept on a day, if any.
    pub fn holiday(&self, day: NaiveDate) -> Option<&'a Holiday> {
        // New Year's Day may be kept on the last day of the year before it.
        let years = [day.year(), day.year().saturating_add(1)];
        self.holidays.iter().find(|holiday| {
            years
                .into_iter()
                .filter(|year| *year >= holiday.first_year)
                .filter_map(|year| holiday.date.in_year(year))
                .any(|date| self.kept_on(date) == Some(day))
        })
    }

    /// Whether work is done on a day.
    pub fn is_working_day(&self, day: NaiveDate) -> bool {
        !is_weekend(day) && self.holiday(day).is_none()
    }

    /// The last working day not after a day, and the least certain of the holidays that were passed over for it.
    pub fn working_day_until(&self, day: NaiveDate) -> (NaiveDate, Option<Confidence>) {
        let (mut at, mut weakest) = (day, None);
        loop {
            match self.holiday(at) {
                Some(holiday) => {
                    weakest = Some(weakest.map_or(holiday.confidence, |known: Confidence| {
                        known.min(holiday.confidence)
                    }));
                }
                None if is_weekend(at) => {}
                None => return (at, weakest),
            }
            match at.pred_opt() {
                Some(before) => at = before,
                None => return (at, weakest),
            }
        }
    }

    fn kept_on(&self, date: NaiveDate) -> Option<NaiveDate> {
        match (self.moves_off_weekends, date.weekday()) {
            (true, Weekday::Sat) => date.pred_opt(),
            (true, Weekday::Sun) => date.succ_opt(),
            (
                true | false,
                Weekday::Mon
                | Weekday::Tue
                | Weekday::Wed
                | Weekday::Thu
                | Weekday::Fri
                | Weekday::Sat
                | Weekday::Sun,
            ) => Some(date),
        }
    }
}

fn is_weekend(day: NaiveDate) -> bool {
    matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}
