//! What happens to a production month. Stored for ever.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::day::DayEntry;
use super::past::{ProductionCorrectedV1, ProductionRecordedV1};
use super::volumes::{Filing, MonthDetails, Volumes};
use super::warning::ProductionWarning;
use crate::disposition::{Disposition, Product};
use crate::ids::WellId;
use crate::location::TimeZone;
use crate::month::Month;
use crate::production_day::ProductionDay;
use crate::quantity::{Barrels, Mcf, SignedBarrels};
use crate::text::{CompletionName, Text120};

wellflow_decider::events! {
    /// What happens to a production month.
    pub enum ProductionMonthEvent {
        ProductionRecorded = 2,
        ProductionCorrected = 2,
        ProductionMonthLocked = 1,
        ProductionMonthUnlocked = 1,
        ProductionRestated = 1,
        DailyProductionRecorded = 1,
        DailyProductionCorrected = 1,
        ProductDisposed = 1,
        StockReconciled = 1,
        StockDiscontinuityDetected = 1,
        GasBalanced = 1,
    }
    past {
        ProductionRecorded 1: ProductionRecordedV1,
        ProductionCorrected 1: ProductionCorrectedV1,
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
    /// What is stated beside them.
    pub details: Option<MonthDetails>,
    /// The filing they were taken over from.
    pub filing: Option<Filing>,
    /// What is odd about it.
    pub warnings: Vec<ProductionWarning>,
}

/// Recorded volumes were replaced.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ProductionCorrected {
    /// The same instant as the record it corrects: the correction is about the same month.
    pub effective_at: DateTime<Utc>,
    /// The event that is corrected, where it was named. It goes on standing; the correction comes after it.
    pub corrects_event_id: Option<Uuid>,
    /// The volumes that hold from now on.
    pub volumes: Volumes,
    /// What is stated beside them from now on; as before where `null`.
    pub details: Option<MonthDetails>,
    /// Why.
    pub reason: Text120,
    /// What is odd about it.
    pub warnings: Vec<ProductionWarning>,
}

/// Volumes were replaced after the month was locked or filed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ProductionRestated {
    /// The same instant as the record: the restatement is about the same month.
    pub effective_at: DateTime<Utc>,
    /// The volumes that hold from now on.
    pub volumes: Volumes,
    /// What is stated beside them from now on; as before where `null`.
    pub details: Option<MonthDetails>,
    /// Why.
    pub cause: RestatementCause,
    /// The reports that must be amended, by their numbers.
    pub affected_reports: Vec<Text120>,
    /// The filing the new volumes were taken over from.
    pub filing: Option<Filing>,
    /// What is odd about it.
    pub warnings: Vec<ProductionWarning>,
}

/// Why volumes were restated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum RestatementCause {
    /// Somebody says so, with a reason.
    Stated {
        /// The reason.
        reason: Text120,
    },
    /// Another document was filed for the month.
    FiledAgain,
}

/// The month was closed to corrections.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ProductionMonthLocked {
    /// When the books were closed.
    pub effective_at: DateTime<Utc>,
}

/// The closed month was opened again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ProductionMonthUnlocked {
    /// When the books were opened.
    pub effective_at: DateTime<Utc>,
    /// Why.
    pub reason: Text120,
}

/// A day's line was recorded.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DailyProductionRecorded {
    /// The first instant of the day.
    pub effective_at: DateTime<Utc>,
    /// The well.
    pub well_id: WellId,
    /// The completion's name within the well.
    pub completion: CompletionName,
    /// The day.
    pub day: ProductionDay,
    /// What is said of it.
    pub entry: DayEntry,
}

/// A day's line was replaced.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DailyProductionCorrected {
    /// The first instant of the day.
    pub effective_at: DateTime<Utc>,
    /// The event whose place it takes.
    pub corrects_event_id: Uuid,
    /// The well.
    pub well_id: WellId,
    /// The completion's name within the well.
    pub completion: CompletionName,
    /// The day.
    pub day: ProductionDay,
    /// What holds from now on.
    pub entry: DayEntry,
    /// How often the line was corrected, this time included.
    pub revision: u32,
    /// Why.
    pub reason: Text120,
}

/// Part of a product left the lease, was used or was lost.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ProductDisposed {
    /// The first instant of the local day.
    pub effective_at: DateTime<Utc>,
    /// The well.
    pub well_id: WellId,
    /// The completion's name within the well.
    pub completion: CompletionName,
    /// The calendar month.
    pub month: Month,
    /// The zone of the well's local days.
    pub time_zone: TimeZone,
    /// The local day.
    pub date: NaiveDate,
    /// What names it within the month.
    pub reference: Text120,
    /// What, how much and where to.
    pub disposition: Disposition,
    /// The event whose place it takes, where it corrects one.
    pub corrects_event_id: Option<Uuid>,
}

/// The month's stock was drawn up: opening + produced + adjustment - disposed of = closing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct StockReconciled {
    /// The first instant of the month's last local day.
    pub effective_at: DateTime<Utc>,
    /// Oil or condensate.
    pub product: Product,
    /// At the beginning of the month.
    pub opening_bbl: Barrels,
    /// Where the opening stock comes from.
    pub opening_basis: OpeningBasis,
    /// Produced.
    pub produced_bbl: Barrels,
    /// Corrections of the stock, up or down.
    pub adjustment_bbl: SignedBarrels,
    /// Why it was adjusted.
    pub adjustment_reason: Option<Text120>,
    /// Disposed of.
    pub disposed_bbl: Barrels,
    /// At the end of the month.
    pub closing_bbl: Barrels,
}

/// Where an opening stock comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum OpeningBasis {
    /// It is the closing stock of the month before.
    OfEarlierMonth,
    /// It was stated, with a reason.
    Stated {
        /// The reason.
        reason: Text120,
    },
}

/// The opening stock is not the closing stock of the month before.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct StockDiscontinuityDetected {
    /// The first instant of the month's last local day.
    pub effective_at: DateTime<Utc>,
    /// Oil or condensate.
    pub product: Product,
    /// The month before.
    pub earlier_month: Month,
    /// Its closing stock, as known then.
    pub earlier_closing_bbl: Barrels,
    /// The opening stock.
    pub opening_bbl: Barrels,
}

/// All of the month's gas went somewhere: produced + injected for lift = disposed of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct GasBalanced {
    /// The first instant of the month's last local day.
    pub effective_at: DateTime<Utc>,
    /// Out of the formation.
    pub produced: Mcf,
    /// Injected for lift, at the same base.
    pub gas_lift: Mcf,
    /// Disposed of, at the same base.
    pub disposed: Mcf,
    /// The part that a gas well lost as liquid on the lease.
    pub extraction_loss: Option<Mcf>,
}
