//! Until when the parties may answer, and the last days of things. Local days; holidays come from the organization.

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, TimeDelta, Utc, Weekday};

use super::error::AfeError;
use crate::joint_operating_agreement::ResponseTerms;
use crate::location::TimeZone;
use crate::month::{day_start, local_day};

/// The first instant at which it is too late to answer: the end of the last of so many local days, or so many hours after
/// the parties were asked while a rig waits. Hours rest on Saturdays, Sundays and holidays where the agreement says so.
pub(super) fn response_deadline(
    opened_at: DateTime<Utc>,
    rig_on_location: bool,
    terms: ResponseTerms,
    holidays: &BTreeSet<NaiveDate>,
    zone: TimeZone,
) -> Result<DateTime<Utc>, AfeError> {
    let opened_on = local_day(opened_at, zone);
    if !rig_on_location {
        let after = days_after(opened_on, u32::from(terms.days).saturating_add(1))?;
        return Ok(day_start(after, zone));
    }
    let out_of_range = || AfeError::DateOutOfRange {
        from: opened_on,
        units: u32::from(terms.rig_hours),
    };
    let mut left = TimeDelta::hours(i64::from(terms.rig_hours));
    let (mut at, mut day) = (opened_at, opened_on);
    loop {
        let next = day.succ_opt().ok_or_else(out_of_range)?;
        let end = day_start(next, zone);
        if !(terms.rig_hours_rest && rests(day, holidays)) {
            let of_the_day = end.signed_duration_since(at);
            if left <= of_the_day {
                return at.checked_add_signed(left).ok_or_else(out_of_range);
            }
            left -= of_the_day;
        }
        (at, day) = (end, next);
    }
}

fn rests(day: NaiveDate, holidays: &BTreeSet<NaiveDate>) -> bool {
    matches!(day.weekday(), Weekday::Sat | Weekday::Sun) || holidays.contains(&day)
}

/// So many days after a day.
pub(super) fn days_after(from: NaiveDate, days: u32) -> Result<NaiveDate, AfeError> {
    from.checked_add_days(Days::new(u64::from(days)))
        .ok_or(AfeError::DateOutOfRange { from, units: days })
}

/// The last day of so many months after the calendar year of a day.
pub(super) fn months_after_year_of(day: NaiveDate, months: u16) -> Result<NaiveDate, AfeError> {
    let units = u32::from(months);
    let out_of_range = || AfeError::DateOutOfRange { from: day, units };
    // From the first of January on, so that no month is too short for the day.
    NaiveDate::from_ymd_opt(day.year().saturating_add(1), 1, 1)
        .and_then(|first| first.checked_add_months(Months::new(units)))
        .and_then(|after| after.pred_opt())
        .ok_or_else(out_of_range)
}
