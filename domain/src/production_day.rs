//! A day of production: a local day, or the day from seven to seven that gas is measured by.
//!
//! Invariant: a day has the hours its clocks give it: 23 where they are set forward within it, 25 where they are set back,
//! 24 otherwise.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, TimeZone as _, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::location::TimeZone;
use crate::month::{Month, MonthError, day_start, local_day};
use crate::quantity::{Hours, QuantityError};

/// When a day of production begins. JSON: `"midnight"`, `"seven_am"`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum DayBegins {
    /// With the local calendar day.
    #[default]
    Midnight,
    /// At 07:00 local time, the gas day.
    SevenAm,
}

/// A day of production. JSON: `{"date":"2024-03-10","time_zone":"America/Chicago","begins":"midnight"}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(try_from = "RawDay")]
pub struct ProductionDay {
    /// The date it begins on.
    date: NaiveDate,
    /// The zone of its clocks.
    time_zone: TimeZone,
    /// When it begins.
    begins: DayBegins,
}

#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct RawDay {
    date: NaiveDate,
    time_zone: TimeZone,
    begins: DayBegins,
}

impl TryFrom<RawDay> for ProductionDay {
    type Error = MonthError;

    fn try_from(raw: RawDay) -> Result<Self, Self::Error> {
        Self::new(raw.date, raw.time_zone, raw.begins)
    }
}

impl ProductionDay {
    /// The day of a date.
    ///
    /// # Errors
    /// [`MonthError::YearOutOfRange`].
    pub fn new(date: NaiveDate, time_zone: TimeZone, begins: DayBegins) -> Result<Self, MonthError> {
        Month::of(date)?;
        Ok(Self {
            date,
            time_zone,
            begins,
        })
    }

    /// Its date: the one it begins on.
    pub const fn date(self) -> NaiveDate {
        self.date
    }

    /// The zone of its clocks.
    pub const fn time_zone(self) -> TimeZone {
        self.time_zone
    }

    /// When it begins.
    pub const fn begins(self) -> DayBegins {
        self.begins
    }

    /// The month its production counts in: that of its date.
    pub fn month(self) -> Month {
        Month::holding(self.date)
    }

    /// Its first instant.
    pub fn start(self) -> DateTime<Utc> {
        self.start_of(self.date)
    }

    /// The first instant after it.
    pub fn end(self) -> DateTime<Utc> {
        // A date within the years of a month always has a successor.
        self.start_of(self.date.succ_opt().unwrap_or(self.date))
    }

    fn start_of(self, date: NaiveDate) -> DateTime<Utc> {
        match self.begins {
            DayBegins::Midnight => day_start(date, self.time_zone),
            DayBegins::SevenAm => {
                let seven = date.and_time(NaiveTime::MIN) + TimeDelta::hours(7);
                let local = self.time_zone.tz().from_local_datetime(&seven);
                // No clock is set back or forward at seven; the start of the day is the nearest answer there is.
                local
                    .earliest()
                    .map_or_else(|| day_start(date, self.time_zone), |at| at.to_utc())
            }
        }
    }

    /// How long it lasts, in minutes.
    pub fn minutes(self) -> i64 {
        self.end().signed_duration_since(self.start()).num_minutes()
    }

    /// How many hours it has: 24, or 23 or 25 where clocks are changed within it.
    ///
    /// # Errors
    /// None for any zone there is; the hours of a day are within what hours can hold.
    pub fn hours(self) -> Result<Hours, QuantityError> {
        Hours::new((Decimal::from(self.minutes()) / Decimal::from(60)).round_dp(2))
    }

    /// Whether it has begun.
    pub fn has_begun(self, now: DateTime<Utc>) -> bool {
        match self.begins {
            DayBegins::Midnight => self.date <= local_day(now, self.time_zone),
            DayBegins::SevenAm => self.start() <= now,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(date: &str, zone: &str, begins: DayBegins) -> ProductionDay {
        ProductionDay::new(date.parse().unwrap(), TimeZone::parse(zone).unwrap(), begins).unwrap()
    }

    fn hours(date: &str, zone: &str, begins: DayBegins) -> String {
        on(date, zone, begins).hours().unwrap().to_string()
    }

    #[test]
    fn a_day_has_the_hours_of_its_clocks() {
        let chicago = "America/Chicago";
        assert_eq!(hours("2024-03-09", chicago, DayBegins::Midnight), "24");
        assert_eq!(hours("2024-03-10", chicago, DayBegins::Midnight), "23");
        assert_eq!(hours("2024-11-03", chicago, DayBegins::Midnight), "25");
        // Europe changes on the last Sundays of March and October.
        assert_eq!(hours("2015-03-29", "Europe/Oslo", DayBegins::Midnight), "23");
        assert_eq!(hours("2015-10-25", "Europe/Oslo", DayBegins::Midnight), "25");
        // Arizona changes nothing.
        assert_eq!(hours("2024-03-10", "America/Phoenix", DayBegins::Midnight), "24");
    }

    #[test]
    fn a_gas_day_runs_from_seven_to_seven() {
        let chicago = "America/Chicago";
        // The night in which clocks change belongs to the gas day before.
        assert_eq!(hours("2024-03-09", chicago, DayBegins::SevenAm), "23");
        assert_eq!(hours("2024-03-10", chicago, DayBegins::SevenAm), "24");
        assert_eq!(hours("2024-11-02", chicago, DayBegins::SevenAm), "25");
        let day = on("2024-06-01", chicago, DayBegins::SevenAm);
        assert_eq!(day.start().to_string(), "2024-06-01 12:00:00 UTC");
        assert_eq!(day.end().to_string(), "2024-06-02 12:00:00 UTC");
        assert_eq!(day.month().to_string(), "2024-06");
    }

    #[test]
    fn a_day_has_begun_where_it_is() {
        let day = on("2024-06-01", "America/Denver", DayBegins::Midnight);
        assert!(!day.has_begun("2024-06-01T05:59:59Z".parse().unwrap()));
        assert!(day.has_begun("2024-06-01T06:00:00Z".parse().unwrap()));
        let gas = on("2024-06-01", "America/Denver", DayBegins::SevenAm);
        assert!(!gas.has_begun("2024-06-01T12:59:59Z".parse().unwrap()));
        assert!(gas.has_begun("2024-06-01T13:00:00Z".parse().unwrap()));
    }

    #[test]
    fn a_day_is_written_in_one_form() {
        let plain = r#"{"date":"2024-06-01","time_zone":"America/Denver","begins":"midnight"}"#;
        let day: ProductionDay = serde_json::from_str(plain).unwrap();
        assert_eq!(day.begins(), DayBegins::Midnight);
        assert_eq!(serde_json::to_string(&day).unwrap(), plain);
        let gas = r#"{"date":"2024-06-01","time_zone":"America/Denver","begins":"seven_am"}"#;
        let day: ProductionDay = serde_json::from_str(gas).unwrap();
        assert_eq!(serde_json::to_string(&day).unwrap(), gas);
        for wrong in [
            r#"{"date":"0001-06-01","time_zone":"America/Denver","begins":"midnight"}"#,
            r#"{"date":"2024-06-31","time_zone":"America/Denver","begins":"midnight"}"#,
            r#"{"date":"2024-06-01","time_zone":"Denver","begins":"midnight"}"#,
            r#"{"date":"2024-06-01","time_zone":"America/Denver"}"#,
            r#"{"date":"2024-06-01","time_zone":"America/Denver","begins":"noon"}"#,
        ] {
            assert!(serde_json::from_str::<ProductionDay>(wrong).is_err(), "{wrong}");
        }
    }
}
