//! What another aggregate may know of a well.

use chrono::{DateTime, NaiveDate, Utc};

use super::state::Well;
use super::status::WellStatus;
use crate::location::TimeZone;
use crate::month::local_day;
use crate::text::Text120;

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

impl WellSeen {
    /// What there is to see of a well.
    pub fn of(well: &Well) -> Self {
        match well {
            Well::Unknown => Self::Unknown,
            Well::Known(well) => Self::Known {
                time_zone: well.time_zone,
                lease: well.identity.lease.clone(),
                spudded_on: well.first_spud().map(|at| local_day(at, well.time_zone)),
                plugged_since: (well.status() == WellStatus::PluggedAndAbandoned)
                    .then_some(well.standing.since),
            },
        }
    }
}
