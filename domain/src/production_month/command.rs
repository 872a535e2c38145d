//! What may be asked of a completion's production month.

use chrono::{DateTime, Utc};

use super::ProductionMonthId;
use crate::ids::WellId;
use crate::month::Month;
use crate::quantity::{Barrels, DaysOn, Mcf};
use crate::text::{CompletionName, Text120};
use crate::well::WellSeen;

/// A task for the production month aggregate: one stream per completion and month.
#[derive(Clone, Debug, PartialEq)]
pub enum ProductionMonthCommand {
    /// The month's volumes are recorded for the first time.
    Record(RecordProductionMonth),
    /// Recorded volumes are replaced, with a reason.
    Correct(CorrectProductionMonth),
    /// The month is closed to corrections.
    Lock(LockProductionMonth),
}

/// The month's volumes.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordProductionMonth {
    /// The well, as it stood when the command was prepared; checked again when the events are appended.
    pub well: WellSeen,
    /// The well's id.
    pub well_id: WellId,
    /// The completion's name within the well.
    pub completion: CompletionName,
    /// The calendar month.
    pub month: Month,
    /// The volumes.
    pub volumes: Volumes,
    /// The lease the volumes belong to; the well's own lease where absent.
    pub lease: Option<Text120>,
    /// The asking service's clock: only a month that has ended is recorded.
    pub now: DateTime<Utc>,
}

/// Replaces recorded volumes.
#[derive(Clone, Debug, PartialEq)]
pub struct CorrectProductionMonth {
    /// The volumes that hold from now on.
    pub volumes: Volumes,
    /// Why.
    pub reason: Text120,
}

/// Closes the month.
#[derive(Clone, Debug, PartialEq)]
pub struct LockProductionMonth {
    /// When it was closed; the books of a month close after it has ended.
    pub effective_at: DateTime<Utc>,
    /// The asking service's clock: nothing is closed ahead of time.
    pub now: DateTime<Utc>,
}

/// What one completion produced and took in during a month.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Volumes {
    /// Days on production or injection, 0 to the days of the month.
    pub days_on: DaysOn,
    /// Oil and condensate at 60 °F.
    pub oil_bbl: Barrels,
    /// Gas at its stated pressure base.
    pub gas: Mcf,
    /// Water.
    pub water_bbl: Barrels,
    /// Injected volume, in the unit of the injected fluid as the agency reports it (bbl for water).
    pub injection: Barrels,
}

impl RecordProductionMonth {
    /// The stream the command belongs to.
    pub fn stream(&self) -> ProductionMonthId {
        ProductionMonthId::of(self.well_id, &self.completion, self.month)
    }
}
