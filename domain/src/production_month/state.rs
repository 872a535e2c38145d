//! The state of a production month, and how events change it. Nothing else does.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use wellflow_decider::{Decider, DomainEvent, Illegal};

use super::command::ProductionMonthCommand;
use super::day::DayEntry;
use super::error::ProductionMonthError;
use super::event::{
    GasBalanced, ProductionMonthEvent, ProductionRecorded, ProductionRestated, StockDiscontinuityDetected,
    StockReconciled,
};
use super::restatement::Restatement;
use super::volumes::{Filing, MonthDetails, Volumes};
use super::warning::ProductionWarning;
use crate::disposition::{Disposition, Product};
use crate::ids::WellId;
use crate::location::TimeZone;
use crate::month::Month;
use crate::production_day::ProductionDay;
use crate::quantity::{Barrels, Quantity};
use crate::text::{CompletionName, Text120};

/// A production month.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum ProductionMonth {
    /// Nothing is recorded.
    #[default]
    Unknown,
    /// Days or dispositions are recorded, the month's volumes are not.
    Running {
        /// What names the month.
        running: Running,
    },
    /// Recorded, open to corrections.
    Open {
        /// What is recorded.
        recorded: Recorded,
    },
    /// Recorded, closed.
    Locked {
        /// What is recorded.
        recorded: Recorded,
        /// When the books were closed.
        since: DateTime<Utc>,
    },
}

/// A month before its volumes are recorded.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Running {
    /// The well.
    pub well_id: WellId,
    /// The completion's name within the well.
    pub completion: CompletionName,
    /// The month.
    pub month: Month,
    /// The zone of the well's local days.
    pub time_zone: TimeZone,
    /// What was written down day by day.
    pub log: MonthLog,
}

/// What was written down day by day.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct MonthLog {
    /// The lines of the days.
    pub days: BTreeMap<NaiveDate, DayLine>,
    /// Where product went, by reference.
    pub dispositions: BTreeMap<Text120, DisposedOn>,
}

impl MonthLog {
    fn is_empty(&self) -> bool {
        self.days.is_empty() && self.dispositions.is_empty()
    }
}

/// A day's line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DayLine {
    /// The day.
    pub day: ProductionDay,
    /// What holds of it.
    pub entry: DayEntry,
    /// How often it was corrected.
    pub revision: u32,
}

/// Where part of a product went, and on which day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DisposedOn {
    /// The local day.
    pub date: NaiveDate,
    /// What, how much and where to.
    pub disposition: Disposition,
}

/// What is recorded of a month.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Recorded {
    /// The well.
    pub well_id: WellId,
    /// The completion's name within the well.
    pub completion: CompletionName,
    /// The month.
    pub month: Month,
    /// The zone of the well's local days.
    pub time_zone: TimeZone,
    /// The lease the volumes belong to.
    pub lease: Option<Text120>,
    /// The volumes that hold.
    pub volumes: Volumes,
    /// How often they were corrected.
    pub corrections: u32,
    /// What is stated beside the volumes.
    #[serde(default, skip_serializing_if = "is_default")]
    pub details: MonthDetails,
    /// The filing they were taken over from; the newest where there are several.
    #[serde(default, skip_serializing_if = "is_default")]
    pub filing: Option<Filing>,
    /// Filings before that one.
    #[serde(default, skip_serializing_if = "is_default")]
    pub earlier_filings: Vec<Filing>,
    /// What is odd about what holds.
    #[serde(default, skip_serializing_if = "is_default")]
    pub warnings: Vec<ProductionWarning>,
    /// What was written down day by day.
    #[serde(default, skip_serializing_if = "MonthLog::is_empty")]
    pub log: MonthLog,
    /// The stocks as last drawn up.
    #[serde(default, skip_serializing_if = "is_default")]
    pub stocks: BTreeMap<Product, StockReconciled>,
    /// The breaks between the month before and this one, as last seen.
    #[serde(default, skip_serializing_if = "is_default")]
    pub discontinuities: BTreeMap<Product, StockDiscontinuityDetected>,
    /// The gas as last balanced.
    #[serde(default, skip_serializing_if = "is_default")]
    pub gas_balance: Option<GasBalanced>,
    /// What changed after the lock or the filing, oldest first.
    #[serde(default, skip_serializing_if = "is_default")]
    pub restatements: Vec<Restatement>,
    /// When the books were last opened again.
    #[serde(default, skip_serializing_if = "is_default")]
    pub unlocked_since: Option<DateTime<Utc>>,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

impl Recorded {
    fn first(event: &ProductionRecorded, log: MonthLog) -> Self {
        Self {
            well_id: event.well_id,
            completion: event.completion.clone(),
            month: event.month,
            time_zone: event.time_zone,
            lease: event.lease.clone(),
            volumes: event.volumes.clone(),
            corrections: 0,
            details: event.details.clone().unwrap_or_default(),
            filing: event.filing.clone(),
            earlier_filings: Vec::new(),
            warnings: event.warnings.clone(),
            log,
            stocks: BTreeMap::new(),
            discontinuities: BTreeMap::new(),
            gas_balance: None,
            restatements: Vec::new(),
            unlocked_since: None,
        }
    }

    /// The stock of a product at the month's end: as reconciled, or else as stated, which only that of oil is.
    pub fn closing_bbl(&self, product: Product) -> Quantity<Barrels> {
        let stated = self.details.oil_stock.as_ref();
        match (self.stocks.get(&product), stated, product) {
            (Some(stock), _, _) => Quantity::of(stock.closing_bbl),
            (None, Some(stated), Product::Oil) => stated.closing_bbl,
            (None, Some(_) | None, Product::Oil | Product::Condensate | Product::Gas) => {
                Quantity::NotReported
            }
        }
    }

    fn replace(&mut self, volumes: &Volumes, details: Option<&MonthDetails>, warnings: &[ProductionWarning]) {
        self.volumes = volumes.clone();
        if let Some(details) = details {
            self.details = details.clone();
        }
        self.warnings = warnings.to_vec();
    }

    fn restate(&mut self, event: &ProductionRestated) {
        self.restatements.push(Restatement::of(&self.volumes, event));
        self.replace(&event.volumes, event.details.as_ref(), &event.warnings);
        if let Some(filing) = &event.filing {
            self.discontinuities.remove(&Product::Oil);
            self.earlier_filings.extend(self.filing.replace(filing.clone()));
        }
    }
}

impl Decider for ProductionMonth {
    const KIND: &'static str = "production_month";
    const STATE_VERSION: u32 = 2;

    type Command = ProductionMonthCommand;
    type Event = ProductionMonthEvent;
    type Error = ProductionMonthError;

    /// A day's line holds from its day, a record and its corrections from the month's last day, whenever they are known;
    /// only the lock has a date of its own. All are decided on everything known.
    fn decided_at(command: &ProductionMonthCommand) -> Option<DateTime<Utc>> {
        match command {
            ProductionMonthCommand::RecordDay(_)
            | ProductionMonthCommand::CorrectDay(_)
            | ProductionMonthCommand::Record(_)
            | ProductionMonthCommand::Correct(_)
            | ProductionMonthCommand::Restate(_)
            | ProductionMonthCommand::Dispose(_)
            | ProductionMonthCommand::ReconcileStock(_)
            | ProductionMonthCommand::BalanceGas(_)
            | ProductionMonthCommand::Lock(_)
            | ProductionMonthCommand::Unlock(_) => None,
        }
    }

    fn decide(
        &self,
        command: ProductionMonthCommand,
    ) -> Result<Vec<ProductionMonthEvent>, ProductionMonthError> {
        super::decide::decide(self, command)
    }

    fn evolve(&mut self, event: &ProductionMonthEvent) -> Result<(), Illegal> {
        match event {
            ProductionMonthEvent::DailyProductionRecorded(fact) => {
                let line = DayLine {
                    day: fact.day,
                    entry: fact.entry.clone(),
                    revision: 0,
                };
                let log = self.log_of(event, fact.well_id, &fact.completion, fact.day)?;
                log.days.insert(fact.day.date(), line);
                Ok(())
            }
            ProductionMonthEvent::DailyProductionCorrected(fact) => {
                let line = DayLine {
                    day: fact.day,
                    entry: fact.entry.clone(),
                    revision: fact.revision,
                };
                let log = self.log_of(event, fact.well_id, &fact.completion, fact.day)?;
                log.days.insert(fact.day.date(), line);
                Ok(())
            }
            ProductionMonthEvent::ProductDisposed(fact) => {
                let names = (fact.month, fact.time_zone);
                let log = self.log(event, fact.well_id, &fact.completion, names)?;
                let disposed = DisposedOn {
                    date: fact.date,
                    disposition: fact.disposition.clone(),
                };
                log.dispositions.insert(fact.reference.clone(), disposed);
                Ok(())
            }
            ProductionMonthEvent::ProductionRecorded(fact) => self.record(event, fact),
            ProductionMonthEvent::ProductionCorrected(fact) => {
                let recorded = self.open(event)?;
                recorded.replace(&fact.volumes, fact.details.as_ref(), &fact.warnings);
                recorded.corrections = recorded.corrections.saturating_add(1);
                Ok(())
            }
            ProductionMonthEvent::ProductionRestated(fact) => {
                self.recorded(event)?.restate(fact);
                Ok(())
            }
            ProductionMonthEvent::StockReconciled(fact) => {
                let recorded = self.open(event)?;
                recorded.stocks.insert(fact.product, fact.clone());
                recorded.discontinuities.remove(&fact.product);
                Ok(())
            }
            ProductionMonthEvent::StockDiscontinuityDetected(fact) => {
                let recorded = self.recorded(event)?;
                recorded.discontinuities.insert(fact.product, fact.clone());
                Ok(())
            }
            ProductionMonthEvent::GasBalanced(fact) => {
                self.open(event)?.gas_balance = Some(fact.clone());
                Ok(())
            }
            ProductionMonthEvent::ProductionMonthLocked(fact) => {
                let recorded = self.open(event)?.clone();
                *self = Self::Locked {
                    recorded,
                    since: fact.effective_at,
                };
                Ok(())
            }
            ProductionMonthEvent::ProductionMonthUnlocked(fact) => self.unlock(event, fact.effective_at),
        }
    }
}

impl ProductionMonth {
    fn log_of(
        &mut self,
        event: &ProductionMonthEvent,
        well_id: WellId,
        completion: &CompletionName,
        day: ProductionDay,
    ) -> Result<&mut MonthLog, Illegal> {
        self.log(event, well_id, completion, (day.month(), day.time_zone()))
    }

    /// The days and dispositions of the month; begins it where nothing is recorded yet.
    fn log(
        &mut self,
        event: &ProductionMonthEvent,
        well_id: WellId,
        completion: &CompletionName,
        (month, time_zone): (Month, TimeZone),
    ) -> Result<&mut MonthLog, Illegal> {
        if matches!(self, Self::Unknown) {
            let running = Running {
                well_id,
                completion: completion.clone(),
                month,
                time_zone,
                log: MonthLog::default(),
            };
            *self = Self::Running { running };
        }
        match self {
            Self::Running { running } => Ok(&mut running.log),
            Self::Open { recorded } => Ok(&mut recorded.log),
            Self::Locked { .. } => Err(illegal(event, "the month is locked")),
            Self::Unknown => Err(illegal(event, "nothing is recorded")),
        }
    }

    fn record(&mut self, event: &ProductionMonthEvent, fact: &ProductionRecorded) -> Result<(), Illegal> {
        let log = match self {
            Self::Unknown => MonthLog::default(),
            Self::Running { running } => std::mem::take(&mut running.log),
            Self::Open { .. } | Self::Locked { .. } => {
                return Err(illegal(event, "the month is recorded already"));
            }
        };
        *self = Self::Open {
            recorded: Recorded::first(fact, log),
        };
        Ok(())
    }

    fn unlock(&mut self, event: &ProductionMonthEvent, at: DateTime<Utc>) -> Result<(), Illegal> {
        match self {
            Self::Locked { recorded, .. } => {
                let mut recorded = recorded.clone();
                recorded.unlocked_since = Some(at);
                *self = Self::Open { recorded };
                Ok(())
            }
            Self::Unknown | Self::Running { .. } | Self::Open { .. } => {
                Err(illegal(event, "the month is not locked"))
            }
        }
    }

    fn open(&mut self, event: &ProductionMonthEvent) -> Result<&mut Recorded, Illegal> {
        match self {
            Self::Open { recorded } => Ok(recorded),
            Self::Locked { .. } => Err(illegal(event, "the month is locked")),
            Self::Unknown | Self::Running { .. } => Err(illegal(event, "nothing is recorded")),
        }
    }

    fn recorded(&mut self, event: &ProductionMonthEvent) -> Result<&mut Recorded, Illegal> {
        match self {
            Self::Open { recorded } | Self::Locked { recorded, .. } => Ok(recorded),
            Self::Unknown | Self::Running { .. } => Err(illegal(event, "nothing is recorded")),
        }
    }
}

fn illegal(event: &ProductionMonthEvent, why: &str) -> Illegal {
    Illegal::new(format!(
        "{} at {}: {why}",
        event.event_type(),
        event.effective_at()
    ))
}
