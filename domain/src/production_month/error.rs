//! Why a task for a production month is refused: the rule, and the values that broke it.

use chrono::{DateTime, NaiveDate, Utc};

use crate::ids::WellId;
use crate::month::Month;

/// A refusal.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ProductionMonthError {
    /// Volumes belong to a well.
    #[error("the well {well_id} is not known")]
    WellUnknown {
        /// The well named.
        well_id: WellId,
    },
    /// A plugged well produces nothing.
    #[error("the well was plugged on {plugged_on}; it cannot have volumes or days on in {month}")]
    WellPlugged {
        /// The local day of the plug.
        plugged_on: NaiveDate,
        /// The month.
        month: Month,
    },
    /// A month has so many days.
    #[error("{days} days on in {month}, which has {limit} days")]
    DaysExceedMonth {
        /// The days given.
        days: u8,
        /// The month.
        month: Month,
        /// The days it has.
        limit: u8,
    },
    /// A month is recorded once.
    #[error("production of {month} is recorded already with other facts; correct it instead")]
    AlreadyRecorded {
        /// The month.
        month: Month,
    },
    /// What is not recorded cannot be corrected or locked.
    #[error("production of this month is not recorded")]
    NotRecorded,
    /// The books are closed.
    #[error("{month} has been locked since {since}")]
    Locked {
        /// The month.
        month: Month,
        /// When the books were closed.
        since: DateTime<Utc>,
    },
    /// What has not happened yet is not recorded.
    #[error("{at} is in the future: the clock stands at {now}")]
    EffectiveInFuture {
        /// The instant of the task.
        at: DateTime<Utc>,
        /// When it was asked.
        now: DateTime<Utc>,
    },
    /// A month is recorded, and its books close, after it.
    #[error("{month} is not over at {at}: it ends at {ends}")]
    MonthNotEnded {
        /// The month.
        month: Month,
        /// The clock where it is recorded, the instant given where it is locked.
        at: DateTime<Utc>,
        /// The first instant after the month.
        ends: DateTime<Utc>,
    },
}

impl ProductionMonthError {
    /// The rule that was broken, as a slug.
    pub fn rule(&self) -> &'static str {
        match self {
            Self::WellUnknown { .. } => "well-unknown",
            Self::WellPlugged { .. } => "well-plugged",
            Self::DaysExceedMonth { .. } => "days-exceed-month",
            Self::AlreadyRecorded { .. } => "production-already-recorded",
            Self::NotRecorded => "production-not-recorded",
            Self::Locked { .. } => "month-locked",
            Self::EffectiveInFuture { .. } => "effective-in-future",
            Self::MonthNotEnded { .. } => "month-not-ended",
        }
    }
}
