//! A production month as shown to the public, derived from its state.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::command::Volumes;
use super::state::{ProductionMonth, Recorded};
use crate::ids::WellId;
use crate::month::Month;
use crate::text::{CompletionName, Text120};

/// A production month.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProductionMonthSummary {
    /// The well.
    pub well_id: WellId,
    /// The completion's name within the well.
    pub completion: CompletionName,
    /// The month.
    pub month: Month,
    /// The lease the volumes belong to.
    pub lease: Option<Text120>,
    /// The volumes that hold.
    #[serde(flatten)]
    pub volumes: Volumes,
    /// How often they were corrected.
    pub corrections: u32,
    /// When the books were closed, if they are.
    pub locked_since: Option<DateTime<Utc>>,
}

impl ProductionMonth {
    /// The month as shown; `None` where nothing is recorded.
    pub fn summary(&self) -> Option<ProductionMonthSummary> {
        match self {
            Self::Unknown => None,
            Self::Open { recorded } => Some(summary(recorded, None)),
            Self::Locked { recorded, since } => Some(summary(recorded, Some(*since))),
        }
    }
}

fn summary(recorded: &Recorded, locked_since: Option<DateTime<Utc>>) -> ProductionMonthSummary {
    ProductionMonthSummary {
        well_id: recorded.well_id,
        completion: recorded.completion.clone(),
        month: recorded.month,
        lease: recorded.lease.clone(),
        volumes: recorded.volumes.clone(),
        corrections: recorded.corrections,
        locked_since,
    }
}
