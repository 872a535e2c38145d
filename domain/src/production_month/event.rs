//! What happens to a production month. Stored for ever.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use wellflow_decider::Fact;

use super::command::Volumes;
use crate::ids::WellId;
use crate::location::TimeZone;
use crate::month::Month;
use crate::text::{CompletionName, Text120};

wellflow_decider::events! {
    /// What happens to a production month.
    pub enum ProductionMonthEvent {
        ProductionRecorded = 1,
        ProductionCorrected = 1,
        ProductionMonthLocked = 1,
    }
}

/// The month's volumes were recorded.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ProductionRecorded {
    /// The first instant of the month's last local day: the month's total holds from then on.
    pub effective_at: DateTime<Utc>,
    /// The well.
    pub well_id: WellId,
    /// The completion's name within the well.
    pub completion: CompletionName,
    /// The calendar month.
    pub month: Month,
    /// The zone of the well's local days.
    pub time_zone: TimeZone,
    /// The lease the volumes belong to.
    pub lease: Option<Text120>,
    /// The volumes.
    pub volumes: Volumes,
}

/// Recorded volumes were replaced.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ProductionCorrected {
    /// The same instant as the record it corrects: the correction is about the same month.
    pub effective_at: DateTime<Utc>,
    /// The volumes that hold from now on.
    pub volumes: Volumes,
    /// Why.
    pub reason: Text120,
}

/// The month was closed to corrections.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ProductionMonthLocked {
    /// When the books were closed.
    pub effective_at: DateTime<Utc>,
}

impl Fact for ProductionRecorded {
    fn effective_at(&self) -> DateTime<Utc> {
        self.effective_at
    }
    fn public_form(&self) -> Option<Self> {
        Some(self.clone())
    }
}

impl Fact for ProductionCorrected {
    fn effective_at(&self) -> DateTime<Utc> {
        self.effective_at
    }

    /// The reason is free text and may name a person: it stays inside.
    fn public_form(&self) -> Option<Self> {
        Some(Self {
            reason: Text120::withheld(),
            ..self.clone()
        })
    }
}

impl Fact for ProductionMonthLocked {
    fn effective_at(&self) -> DateTime<Utc> {
        self.effective_at
    }
    fn public_form(&self) -> Option<Self> {
        Some(self.clone())
    }
}
