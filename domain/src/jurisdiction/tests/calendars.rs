//! Working days.

use chrono::{Datelike, Days};

use super::*;

fn federal() -> Calendar<'static> {
    Rulebook::BUILT_IN.federal_calendar()
}

fn texas() -> Calendar<'static> {
    Rulebook::BUILT_IN.calendar(Jurisdiction::Texas)
}

fn kept(calendar: Calendar<'static>, year: i32) -> Vec<String> {
    let first = NaiveDate::from_ymd_opt(year, 1, 1).unwrap();
    first
        .iter_days()
        .take_while(|day| day.year() == year)
        .filter_map(|day| {
            calendar
                .holiday(day)
                .map(|holiday| format!("{} {}", day.format("%m-%d"), holiday.name))
        })
        .collect()
}

#[test]
fn the_federal_holidays_of_a_year() {
    assert_eq!(
        kept(federal(), 2026),
        [
            "01-01 New Year's Day",
            "01-19 Birthday of Martin Luther King, Jr.",
            "02-16 Washington's Birthday",
            "05-25 Memorial Day",
            "06-19 Juneteenth National Independence Day",
            "07-03 Independence Day",
            "09-07 Labor Day",
            "10-12 Columbus Day",
            "11-11 Veterans Day",
            "11-26 Thanksgiving Day",
            "12-25 Christmas Day",
        ]
    );
}

#[test]
fn a_new_years_day_on_a_saturday_is_kept_in_the_year_before() {
    assert_eq!(
        kept(federal(), 2021).last().map(String::as_str),
        Some("12-31 New Year's Day")
    );
    assert!(texas().is_working_day(day("2021-12-31")));
    assert!(!texas().is_working_day(day("2022-01-01")));
}

#[test]
fn a_holiday_on_a_sunday_is_kept_on_monday() {
    assert!(!federal().is_working_day(day("2021-07-05")));
    assert!(texas().is_working_day(day("2021-07-05")));
}

#[test]
fn a_holiday_is_kept_from_its_first_year_on() {
    assert!(federal().is_working_day(day("2020-06-19")));
    assert!(!federal().is_working_day(day("2021-06-18")));
    assert!(federal().is_working_day(day("1985-01-21")));
    assert!(!federal().is_working_day(day("1986-01-20")));
}

#[test]
fn the_agencies_of_texas_close_on_days_of_their_own() {
    for closed in ["2026-11-27", "2026-12-24", "2025-12-26"] {
        assert!(!texas().is_working_day(day(closed)), "{closed}");
        assert!(federal().is_working_day(day(closed)), "{closed}");
    }
    // Columbus Day is no holiday there, and on Independence Day of Texas enough people are at work.
    for open in ["2026-10-12", "2026-03-02", "2026-06-19"] {
        assert!(texas().is_working_day(day(open)), "{open}");
    }
}

#[test]
fn the_last_working_day_lies_before_weekends_and_holidays() {
    let until = |text: &str| texas().working_day_until(day(text)).0.to_string();
    assert_eq!(until("2026-03-31"), "2026-03-31");
    assert_eq!(until("2026-02-28"), "2026-02-27");
    // Memorial Day on the 31st, after a weekend.
    assert_eq!(until("2027-05-31"), "2027-05-28");
    // The 30th is a Saturday after Thanksgiving.
    assert_eq!(until("2019-11-30"), "2019-11-27");
}

#[test]
fn form_pr_is_due_on_the_last_working_day_of_the_next_month() {
    let pr = |of: &str| due(Jurisdiction::Texas, Report::Production, of);
    assert_eq!(pr("2019-10"), ("2019-11-27".to_owned(), Confidence::Read));
    assert_eq!(pr("2027-04"), ("2027-05-28".to_owned(), Confidence::Read));
    assert_eq!(pr("2025-11"), ("2025-12-31".to_owned(), Confidence::Read));
    assert_eq!(pr("2025-12"), ("2026-01-30".to_owned(), Confidence::Read));
}

#[test]
fn a_due_day_is_as_certain_as_the_holidays_that_moved_it() {
    let holidays = [Holiday {
        name: "Founders' Day",
        date: HolidayDate::Fixed { month: 3, day: 31 },
        first_year: 2000,
        source: "custom",
        confidence: Confidence::Unverified,
    }];
    let book = Rulebook {
        texas_holidays: &holidays,
        ..Rulebook::BUILT_IN
    };
    let due = |of: &str| {
        let answer = StateStrategy::by(book, Jurisdiction::Texas, month(of).last_day())
            .due(Report::Production, month(of))
            .unwrap();
        (answer.value.to_string(), answer.confidence)
    };
    assert_eq!(due("2026-02"), ("2026-03-30".to_owned(), Confidence::Unverified));
    assert_eq!(due("2026-03"), ("2026-04-30".to_owned(), Confidence::Read));
}

#[test]
fn there_is_a_last_working_day_at_both_ends_of_time() {
    for end in [NaiveDate::MIN, NaiveDate::MAX] {
        let (found, _) = federal().working_day_until(end);
        assert!(found <= end && end - found < chrono::TimeDelta::days(7));
    }
    assert!(NaiveDate::MIN.checked_sub_days(Days::new(1)).is_none());
}
