//! The point on both axes that is asked about.

use chrono::{DateTime, NaiveDate, Utc};

/// What was known, of which day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Point {
    /// Everything up to this position; all that is in the rows where absent. It must not lie after the checkpoint.
    pub position: Option<u64>,
    /// Any day of the month.
    pub day: Option<NaiveDate>,
    /// Where no day is given, the month in which this instant lies in the property's zone.
    pub instant: DateTime<Utc>,
}

impl Point {
    pub(super) fn bigint(position: Option<u64>) -> Option<i64> {
        position.map(crate::to_bigint)
    }
}
