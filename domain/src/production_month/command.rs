//! What may be asked of a completion's production month.

use chrono::{DateTime, NaiveDate, Utc};

use super::ProductionMonthId;
use super::day::DayEntry;
use super::event::OpeningBasis;
use super::seen::{CorrectedEvent, EarlierMonthSeen};
use super::volumes::{Filing, MonthDetails, Volumes};
use crate::disposition::{Disposition, Product};
use crate::ids::WellId;
use crate::month::Month;
use crate::production_day::ProductionDay;
use crate::quantity::{Barrels, SignedBarrels};
use crate::text::{CompletionName, Text120};
use crate::well::WellSeen;

/// A task for the production month aggregate: one stream per completion and month.
#[derive(Clone, Debug, PartialEq)]
pub enum ProductionMonthCommand {
    /// A day's line is recorded.
    RecordDay(Box<RecordDailyProduction>),
    /// A day's line is replaced, with a reason.
    CorrectDay(Box<CorrectDailyProduction>),
    /// The month's volumes are recorded for the first time.
    Record(Box<RecordProductionMonth>),
    /// Recorded volumes are replaced, with a reason.
    Correct(Box<CorrectProductionMonth>),
    /// Volumes are replaced after the books were closed, or filed.
    Restate(Box<RestateProduction>),
    /// Part of a product left the lease, was used or was lost.
    Dispose(Box<DisposeProduct>),
    /// The month's stock of oil or condensate is drawn up.
    ReconcileStock(Box<ReconcileStock>),
    /// The month's gas is balanced against where it went.
    BalanceGas(BalanceGas),
    /// The month is closed to corrections.
    Lock(LockProductionMonth),
    /// A closed month is opened again.
    Unlock(UnlockProductionMonth),
}

/// A day's line.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordDailyProduction {
    /// The well, as it stood when the command was prepared; checked again when the events are appended.
    pub well: WellSeen,
    /// The well's id.
    pub well_id: WellId,
    /// The completion's name within the well.
    pub completion: CompletionName,
    /// The day, by the well's own clocks.
    pub day: ProductionDay,
    /// What is said of it.
    pub entry: DayEntry,
    /// The asking service's clock: no day is recorded before it has begun.
    pub now: DateTime<Utc>,
}

/// Replaces a day's line.
#[derive(Clone, Debug, PartialEq)]
pub struct CorrectDailyProduction {
    /// The event whose place the correction takes.
    pub corrects: CorrectedEvent,
    /// The well, as it stood when the command was prepared.
    pub well: WellSeen,
    /// The day.
    pub date: NaiveDate,
    /// What holds from now on.
    pub entry: DayEntry,
    /// Why.
    pub reason: Text120,
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
    /// What is stated beside the volumes.
    pub details: MonthDetails,
    /// The filing they are taken over from. With one, what breaks a rule of the field is taken with a warning, and a second
    /// document for the month restates it.
    pub filing: Option<Filing>,
    /// The month before, against whose closing stock the opening stock is held.
    pub earlier: EarlierMonthSeen,
    /// The asking service's clock: only a month that has ended is recorded.
    pub now: DateTime<Utc>,
}

/// Replaces recorded volumes.
#[derive(Clone, Debug, PartialEq)]
pub struct CorrectProductionMonth {
    /// The event that is corrected, where the caller names it.
    pub corrects: Option<CorrectedEvent>,
    /// The volumes that hold from now on.
    pub volumes: Volumes,
    /// What is stated beside them from now on; as before where absent.
    pub details: Option<MonthDetails>,
    /// Why.
    pub reason: Text120,
}

/// Replaces volumes after the lock or the filing.
#[derive(Clone, Debug, PartialEq)]
pub struct RestateProduction {
    /// The volumes that hold from now on.
    pub volumes: Volumes,
    /// What is stated beside them from now on; as before where absent.
    pub details: Option<MonthDetails>,
    /// Why.
    pub reason: Text120,
    /// The reports that must be amended, by their numbers.
    pub affected_reports: Vec<Text120>,
}

/// Part of a product left, was used or was lost.
#[derive(Clone, Debug, PartialEq)]
pub struct DisposeProduct {
    /// The well, as it stood when the command was prepared.
    pub well: WellSeen,
    /// The well's id.
    pub well_id: WellId,
    /// The completion's name within the well.
    pub completion: CompletionName,
    /// The local day of it; the month's last for a total.
    pub date: NaiveDate,
    /// What names it within the month: a ticket's or a statement's number.
    pub reference: Text120,
    /// What, how much and where to.
    pub disposition: Disposition,
    /// The event whose place it takes, where it corrects one.
    pub corrects: Option<CorrectedEvent>,
    /// The asking service's clock.
    pub now: DateTime<Utc>,
}

/// Draws up the stock: opening + produced + adjustment - disposed of = closing.
#[derive(Clone, Debug, PartialEq)]
pub struct ReconcileStock {
    /// Oil or condensate.
    pub product: Product,
    /// Where the opening stock comes from.
    pub opening: OpeningStock,
    /// The month before.
    pub earlier: EarlierMonthSeen,
    /// Corrections of the stock, up or down.
    pub adjustment_bbl: SignedBarrels,
    /// Why it is adjusted.
    pub adjustment_reason: Option<Text120>,
    /// The closing stock, where it was gauged; it must be what comes out.
    pub closing_bbl: Option<Barrels>,
}

/// Where an opening stock comes from.
#[derive(Clone, Debug, PartialEq)]
pub enum OpeningStock {
    /// It is the closing stock of the month before.
    OfEarlierMonth,
    /// It is stated, with a reason.
    Stated {
        /// How much.
        bbl: Barrels,
        /// Why not the closing stock of the month before.
        reason: Text120,
    },
}

/// Balances the month's gas: produced + injected for lift = all dispositions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BalanceGas {
    /// Whether the completion is reported as a gas well. One that makes condensate must report what the gas lost by it.
    pub gas_well: bool,
}

/// Closes the month.
#[derive(Clone, Debug, PartialEq)]
pub struct LockProductionMonth {
    /// When it was closed; the books of a month close after it has ended.
    pub effective_at: DateTime<Utc>,
    /// The asking service's clock: nothing is closed ahead of time.
    pub now: DateTime<Utc>,
}

/// Opens a closed month again.
#[derive(Clone, Debug, PartialEq)]
pub struct UnlockProductionMonth {
    /// When it was opened.
    pub effective_at: DateTime<Utc>,
    /// Why.
    pub reason: Text120,
    /// The asking service's clock.
    pub now: DateTime<Utc>,
}

impl RecordProductionMonth {
    /// The stream the command belongs to.
    pub fn stream(&self) -> ProductionMonthId {
        ProductionMonthId::of(self.well_id, &self.completion, self.month)
    }
}

impl RecordDailyProduction {
    /// The stream the command belongs to: that of the day's month.
    pub fn stream(&self) -> ProductionMonthId {
        ProductionMonthId::of(self.well_id, &self.completion, self.day.month())
    }
}

impl OpeningStock {
    pub(crate) fn basis(&self) -> OpeningBasis {
        match self {
            Self::OfEarlierMonth => OpeningBasis::OfEarlierMonth,
            Self::Stated { reason, .. } => OpeningBasis::Stated {
                reason: reason.clone(),
            },
        }
    }
}
