//! What another aggregate may know of a well, and what a well may know of its production months.

use chrono::{DateTime, NaiveDate, Utc};

use super::state::Well;
use super::status::WellStatus;
use crate::location::TimeZone;
use crate::month::{Month, local_day};
use crate::text::{CompletionName, Text120};

/// The facts of a well against which a production month is checked.
#[derive(Clone, Debug, PartialEq)]
pub enum WellSeen {
    /// There is no such well.
    Unknown,
    /// There is one.
    Known {
        /// The zone of its local days.
        time_zone: TimeZone,
        /// Its lease.
        lease: Option<Text120>,
        /// The local day the bit turned, where known.
        spudded_on: Option<NaiveDate>,
        /// When it was plugged, if it is.
        plugged_since: Option<DateTime<Utc>>,
    },
}

/// A production month of one of the well's completions, against which a plugging is checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProductionSeen {
    /// The completion.
    pub completion: CompletionName,
    /// The month.
    pub month: Month,
    /// What came out in it.
    pub produced: Produced,
}

/// Whether anything came out in a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Produced {
    /// Nothing, or nothing is recorded.
    Nothing,
    /// Something; the last local day on which it did, where the month's days are recorded one by one.
    Something {
        /// `None` where only the month's volumes are known.
        last_day: Option<NaiveDate>,
    },
}

impl WellSeen {
    /// What there is to see of a well. A record entered in error is no well.
    pub fn of(well: &Well) -> Self {
        match well {
            Well::Unknown => Self::Unknown,
            Well::Known(well) if well.status() == WellStatus::Voided => Self::Unknown,
            Well::Known(well) => Self::Known {
                time_zone: well.time_zone,
                lease: well.identity.lease.clone(),
                spudded_on: well.first_spud().map(|at| local_day(at, well.time_zone)),
                plugged_since: well.plugged_since(),
            },
        }
    }
}
