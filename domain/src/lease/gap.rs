//! How long nothing was produced, with and without the time a shut-in royalty was paid for.

use chrono::{Days, NaiveDate, TimeDelta};

use crate::month::Month;

/// What a month has to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Activity {
    /// Something was produced.
    Produced,
    /// Nothing was.
    Nothing,
    /// Nothing was, and a shut-in royalty was paid for it.
    ShutInRoyalty,
}

/// The longest row of months without production.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ProductionGap {
    /// Counting every month without production.
    pub months: u32,
    /// Counting a shut-in royalty as if something had been produced.
    pub months_less_shut_in_royalty: u32,
}

/// The longest gap in months that are given in any order; a month that is not given had nothing to show.
pub fn longest_gap(months: &[(Month, Activity)]) -> ProductionGap {
    let mut ordered = months.to_vec();
    ordered.sort_by_key(|(month, _)| *month);
    let (mut gap, mut now) = (ProductionGap::default(), ProductionGap::default());
    let mut expected: Option<Month> = None;
    for (month, activity) in ordered {
        let missing = expected.map_or(0, |expected| months_between(expected, month));
        now.months = now.months.saturating_add(missing);
        now.months_less_shut_in_royalty = now.months_less_shut_in_royalty.saturating_add(missing);
        gap = longer(gap, now);
        match activity {
            Activity::Produced => now = ProductionGap::default(),
            Activity::Nothing => {
                now.months = now.months.saturating_add(1);
                now.months_less_shut_in_royalty = now.months_less_shut_in_royalty.saturating_add(1);
            }
            Activity::ShutInRoyalty => {
                now.months = now.months.saturating_add(1);
                now.months_less_shut_in_royalty = 0;
            }
        }
        gap = longer(gap, now);
        expected = Some(month.next());
    }
    gap
}

fn longer(one: ProductionGap, other: ProductionGap) -> ProductionGap {
    ProductionGap {
        months: one.months.max(other.months),
        months_less_shut_in_royalty: one
            .months_less_shut_in_royalty
            .max(other.months_less_shut_in_royalty),
    }
}

/// How many months lie from one up to another, that one left out.
fn months_between(from: Month, before: Month) -> u32 {
    let number = |month: Month| month.year() * 12 + i32::try_from(month.month()).unwrap_or(0);
    u32::try_from(number(before) - number(from)).unwrap_or(0)
}

/// Days a shut-in royalty was paid for, both ends included.
pub(super) type Cover = (NaiveDate, NaiveDate);

/// How many days lie after the last production up to a day, and how many of them no cover holds.
pub(super) fn gap_days(last_production_on: NaiveDate, on: NaiveDate, covers: &[Cover]) -> (u32, u32) {
    let all = days_from(last_production_on, on);
    let mut uncovered = 0;
    let mut from = last_production_on;
    for (first, last) in in_order(covers) {
        if first > on {
            break;
        }
        let before = first.pred_opt().unwrap_or(first);
        uncovered += days_from(from, before.min(on));
        from = from.max(last);
    }
    uncovered += days_from(from, on);
    (all, uncovered)
}

/// The last day on which production is in time: so many days after the last one, those under cover not counted.
/// `None` beyond the calendar.
pub(super) fn deadline(last_production_on: NaiveDate, days: u16, covers: &[Cover]) -> Option<NaiveDate> {
    let mut left = u32::from(days);
    let mut from = last_production_on;
    for (first, last) in in_order(covers) {
        let open = days_from(from, first.pred_opt()?);
        if open >= left {
            break;
        }
        left -= open;
        from = from.max(last);
    }
    from.checked_add_days(Days::new(u64::from(left)))
}

fn in_order(covers: &[Cover]) -> Vec<Cover> {
    let mut ordered = covers.to_vec();
    ordered.sort_unstable();
    ordered
}

/// The days after one up to another; none where that lies before.
fn days_from(after: NaiveDate, up_to: NaiveDate) -> u32 {
    let days = up_to.signed_duration_since(after);
    u32::try_from(days.max(TimeDelta::zero()).num_days()).unwrap_or(u32::MAX)
}
