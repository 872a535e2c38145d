//! A production month as shown to the public, derived from its state.

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::day::DayEntry;
use super::event::{GasBalanced, StockDiscontinuityDetected, StockReconciled};
use super::restatement::Restatement;
use super::state::{DayLine, DisposedOn, MonthLog, ProductionMonth, Recorded};
use super::volumes::{Filing, MonthDetails, Volumes};
use super::warning::ProductionWarning;
use crate::disposition::{Product, ProductVolume};
use crate::ids::WellId;
use crate::month::Month;
use crate::production_day::ProductionDay;
use crate::quantity::{Barrels, Mcf, Quantity, QuantityError, Total};
use crate::text::{CompletionName, Text120};

/// A production month.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ProductionMonthSummary {
    /// The well.
    pub well_id: WellId,
    /// The completion's name within the well.
    pub completion: CompletionName,
    /// The month.
    pub month: Month,
    /// The lease the volumes belong to.
    pub lease: Option<Text120>,
    /// The volumes that hold; blank while only days are recorded.
    #[serde(flatten)]
    pub volumes: Volumes,
    /// Whether the month's volumes are recorded, and not only days of it.
    pub recorded: bool,
    /// What is stated beside the volumes.
    pub details: MonthDetails,
    /// The filing they were taken over from.
    pub filing: Option<Filing>,
    /// How often they were corrected.
    pub corrections: u32,
    /// What changed after the lock or the filing, oldest first.
    pub restatements: Vec<Restatement>,
    /// What is odd about what holds.
    pub warnings: Vec<ProductionWarning>,
    /// The lines of the days, in their order.
    pub days: Vec<DayShown>,
    /// The sum of the lines.
    pub daily_total: DailyTotal,
    /// Where product went.
    pub dispositions: Vec<DispositionShown>,
    /// The stocks as last drawn up.
    pub stocks: Vec<StockShown>,
    /// The breaks between the month before and this one, as last seen.
    pub discontinuities: Vec<StockDiscontinuityDetected>,
    /// The gas as last balanced.
    pub gas_balance: Option<GasBalanced>,
    /// When the books were closed, if they are.
    pub locked_since: Option<DateTime<Utc>>,
}

/// A day's line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DayShown {
    /// The day.
    pub day: ProductionDay,
    /// What holds of it.
    #[serde(flatten)]
    pub entry: DayEntry,
    /// How often it was corrected.
    pub revision: u32,
}

/// The sum of a month's lines. A sum is `None` where the lines do not add, as gas of two bases does not.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DailyTotal {
    /// How many days have a line.
    pub days: u32,
    /// Hours on.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub hours_on: Decimal,
    /// Minutes of downtime.
    pub downtime_minutes: u32,
    /// Oil.
    pub oil_bbl: Option<Total<Barrels>>,
    /// Condensate.
    pub condensate_bbl: Option<Total<Barrels>>,
    /// Gas out of the formation.
    pub gas: Option<Total<Mcf>>,
    /// Gas injected for lift.
    pub gas_lift: Option<Total<Mcf>>,
    /// Water.
    pub water_bbl: Option<Total<Barrels>>,
    /// Injected liquid.
    pub injection_bbl: Option<Total<Barrels>>,
}

/// Where part of a product went.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DispositionShown {
    /// What names it within the month.
    pub reference: Text120,
    /// The local day, and what went where.
    #[serde(flatten)]
    pub disposed: DisposedOn,
    /// What the code means.
    pub meaning: Option<String>,
}

/// A stock as last drawn up.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct StockShown {
    /// As drawn up.
    #[serde(flatten)]
    pub stock: StockReconciled,
    /// Whether it still rests on the volumes and dispositions that hold.
    pub current: bool,
}

impl ProductionMonth {
    /// The month as shown; `None` where nothing is recorded.
    pub fn summary(&self) -> Option<ProductionMonthSummary> {
        match self {
            Self::Unknown => None,
            Self::Running { running } => Some(ProductionMonthSummary {
                well_id: running.well_id,
                completion: running.completion.clone(),
                month: running.month,
                lease: None,
                volumes: Volumes::default(),
                recorded: false,
                details: MonthDetails::default(),
                filing: None,
                corrections: 0,
                restatements: Vec::new(),
                warnings: Vec::new(),
                days: days(&running.log),
                daily_total: DailyTotal::of(running.log.days.values()),
                dispositions: dispositions(&running.log, running.month),
                stocks: Vec::new(),
                discontinuities: Vec::new(),
                gas_balance: None,
                locked_since: None,
            }),
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
        recorded: true,
        details: recorded.details.clone(),
        filing: recorded.filing.clone(),
        corrections: recorded.corrections,
        restatements: recorded.restatements.clone(),
        warnings: recorded.warnings.clone(),
        days: days(&recorded.log),
        daily_total: DailyTotal::of(recorded.log.days.values()),
        dispositions: dispositions(&recorded.log, recorded.month),
        stocks: recorded
            .stocks
            .values()
            .map(|stock| shown(recorded, stock))
            .collect(),
        discontinuities: recorded.discontinuities.values().cloned().collect(),
        gas_balance: recorded.gas_balance.clone(),
        locked_since,
    }
}

fn days(log: &MonthLog) -> Vec<DayShown> {
    log.days
        .values()
        .map(|line| DayShown {
            day: line.day,
            entry: line.entry.clone(),
            revision: line.revision,
        })
        .collect()
}

fn dispositions(log: &MonthLog, month: Month) -> Vec<DispositionShown> {
    log.dispositions
        .iter()
        .map(|(reference, disposed)| DispositionShown {
            reference: reference.clone(),
            disposed: disposed.clone(),
            meaning: disposed
                .disposition
                .check(month)
                .ok()
                .map(|row| row.meaning.to_owned()),
        })
        .collect()
}

fn shown(recorded: &Recorded, stock: &StockReconciled) -> StockShown {
    let produced = match stock.product {
        Product::Oil => recorded.volumes.oil_bbl,
        Product::Condensate => recorded.volumes.condensate_bbl,
        Product::Gas => Quantity::NotReported,
    };
    let disposed: Decimal = recorded
        .log
        .dispositions
        .values()
        .filter(|disposed| disposed.disposition.product == stock.product)
        .map(|disposed| match disposed.disposition.volume {
            ProductVolume::Bbl(volume) => volume.value(),
            ProductVolume::Gas(_) => Decimal::ZERO,
        })
        .fold(Decimal::ZERO, Decimal::saturating_add);
    StockShown {
        current: produced.in_balance() == Some(stock.produced_bbl.value())
            && disposed == stock.disposed_bbl.value(),
        stock: stock.clone(),
    }
}

impl DailyTotal {
    fn of<'a>(lines: impl Iterator<Item = &'a DayLine> + Clone) -> Self {
        fn sum<'a, T: crate::quantity::Amount>(
            lines: impl Iterator<Item = &'a DayLine>,
            of: impl Fn(&DayEntry) -> Quantity<T>,
        ) -> Option<Total<T>> {
            let total: Result<_, QuantityError> = Total::of(lines.map(|line| of(&line.entry)));
            total.ok()
        }
        let entries = lines.clone().map(|line| &line.entry);
        Self {
            days: u32::try_from(lines.clone().count()).unwrap_or(u32::MAX),
            hours_on: entries.clone().map(|entry| entry.hours_on.value()).sum(),
            downtime_minutes: entries
                .map(DayEntry::downtime_minutes)
                .fold(0, u32::saturating_add),
            oil_bbl: sum(lines.clone(), |entry| entry.oil_bbl),
            condensate_bbl: sum(lines.clone(), |entry| entry.condensate_bbl),
            gas: sum(lines.clone(), |entry| entry.gas),
            gas_lift: sum(lines.clone(), |entry| entry.gas_lift),
            water_bbl: sum(lines.clone(), |entry| entry.water_bbl),
            injection_bbl: sum(lines, |entry| entry.injection_bbl),
        }
    }
}
