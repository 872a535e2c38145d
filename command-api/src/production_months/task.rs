//! What is asked of a production month, before it has seen what it must see.

use chrono::{DateTime, Utc};
use serde_json::Value;
use uuid::Uuid;
use wellflow_domain::ids::WellId;
use wellflow_domain::month::Month;
use wellflow_domain::production_day::ProductionDay;
use wellflow_domain::production_month::{
    BalanceGas, CorrectDailyProduction, CorrectProductionMonth, CorrectedEvent, DisposeProduct,
    EarlierMonthSeen, LockProductionMonth, ProductionMonthCommand, ProductionMonthError, ProductionMonthId,
    ReconcileStock, RecordDailyProduction, RecordProductionMonth, RestateProduction, UnlockProductionMonth,
};
use wellflow_domain::text::{CompletionName, Text120};
use wellflow_domain::well::WellSeen;
use wellflow_http::Problem;

use super::days::{DayCorrection, NewDay};
use super::dispositions::NewDisposition;
use super::stock::Stocktaking;
use super::volumes::{NewMonth, NewVolumes};
use crate::body::{bodies, read};
use crate::task::Task;

/// What is asked of a month, and which month it is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct MonthTask {
    /// The month's stream.
    pub(crate) stream: Uuid,
    /// What is asked.
    pub(crate) ask: MonthAsk,
    /// The service's clock.
    pub(crate) now: DateTime<Utc>,
}

/// What is asked.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum MonthAsk {
    RecordDay(Box<NewDay>),
    CorrectDay(Box<DayCorrection>),
    Record(Box<NewMonth>),
    Correct(Box<NewVolumes>),
    Restate(Box<RestateProduction>),
    Dispose(Box<NewDisposition>),
    ReconcileStock(Box<Stocktaking>),
    BalanceGas(BalanceGas),
    Lock(Books),
    Unlock(Reopening),
}

/// The books are closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Books {
    pub(crate) effective_at: DateTime<Utc>,
}

/// The books are opened again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reopening {
    pub(crate) effective_at: DateTime<Utc>,
    pub(crate) reason: Text120,
}

bodies! {
    /// The month is closed.
    Books as LockBody { effective_at: DateTime<Utc> }

    /// A closed month is opened again.
    Reopening as UnlockBody { effective_at: DateTime<Utc>, reason: Text120 }
}

/// What a task must see beside the month it is about.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seen {
    /// The well.
    pub(crate) well: Option<WellSeen>,
    /// The month before.
    pub(crate) earlier: EarlierMonthSeen,
    /// The event it corrects.
    pub(crate) corrects: Option<CorrectedEvent>,
}

impl MonthAsk {
    /// Reads the body of a task whose body names the month, and which month that is; `None` for any other task.
    pub(crate) fn of_body(task: Task, body: &Value) -> Option<Result<(Uuid, Self), Problem>> {
        let named = |well_id: WellId, completion: &CompletionName, month: Month| {
            ProductionMonthId::of(well_id, completion, month).as_uuid()
        };
        // A date that lies in no month on record is not one for a parser either.
        let month = |date| Month::of(date).map_err(Problem::internal);
        let asked = match task {
            Task::RecordProductionMonth => read::<NewMonth>(body).map(|new| {
                let stream = named(new.well_id, &new.completion, new.month);
                (stream, Self::Record(Box::new(new)))
            }),
            Task::RecordDailyProduction => read::<NewDay>(body).and_then(|new| {
                let stream = named(new.well_id, &new.completion, month(new.date)?);
                Ok((stream, Self::RecordDay(Box::new(new))))
            }),
            Task::DisposeProduct => read::<NewDisposition>(body).and_then(|new| {
                let stream = named(new.well_id, &new.completion, month(new.date)?);
                Ok((stream, Self::Dispose(Box::new(new))))
            }),
            _ => return None,
        };
        Some(asked)
    }

    /// Reads the body of a task whose path names the month; `None` for any other task.
    pub(crate) fn of_path(task: Task, body: &Value) -> Option<Result<Self, Problem>> {
        let asked = match task {
            Task::CorrectDailyProduction => {
                read::<DayCorrection>(body).map(|new| Self::CorrectDay(Box::new(new)))
            }
            Task::CorrectProductionMonth => read::<NewVolumes>(body).map(|new| Self::Correct(Box::new(new))),
            Task::RestateProduction => {
                read::<RestateProduction>(body).map(|new| Self::Restate(Box::new(new)))
            }
            Task::ReconcileStock => read::<Stocktaking>(body).map(|new| Self::ReconcileStock(Box::new(new))),
            Task::BalanceGas => read::<BalanceGas>(body).map(Self::BalanceGas),
            Task::LockProductionMonth => read::<Books>(body).map(Self::Lock),
            Task::UnlockProductionMonth => read::<Reopening>(body).map(Self::Unlock),
            _ => return None,
        };
        Some(asked)
    }

    /// The well the body names.
    pub(crate) fn well_id(&self) -> Option<WellId> {
        match self {
            Self::RecordDay(new) => Some(new.well_id),
            Self::Record(new) => Some(new.well_id),
            Self::Dispose(new) => Some(new.well_id),
            Self::CorrectDay(_)
            | Self::Correct(_)
            | Self::Restate(_)
            | Self::ReconcileStock(_)
            | Self::BalanceGas(_)
            | Self::Lock(_)
            | Self::Unlock(_) => None,
        }
    }

    /// Whether it is taken over from a filing.
    pub(crate) fn is_filed(&self) -> bool {
        matches!(self, Self::Record(new) if new.filing.is_some())
    }

    /// The month before, where the body names the month and states a stock to hold against that one's.
    pub(crate) fn earlier(&self) -> Option<ProductionMonthId> {
        let Self::Record(new) = self else {
            return None;
        };
        new.details.oil_stock.as_ref()?.opening_bbl.amount()?;
        let earlier = new.month.previous()?;
        Some(ProductionMonthId::of(new.well_id, &new.completion, earlier))
    }

    /// The event it corrects.
    pub(crate) fn corrects_event_id(&self) -> Option<Uuid> {
        match self {
            Self::CorrectDay(new) => Some(new.corrects_event_id),
            Self::Correct(new) => new.corrects_event_id,
            Self::Dispose(new) => new.corrects_event_id,
            Self::RecordDay(_)
            | Self::Record(_)
            | Self::Restate(_)
            | Self::ReconcileStock(_)
            | Self::BalanceGas(_)
            | Self::Lock(_)
            | Self::Unlock(_) => None,
        }
    }

    /// The command, once it has seen what it must see.
    ///
    /// # Errors
    /// A day cannot be told without the clocks of its well.
    pub(crate) fn command(
        self,
        seen: Seen,
        now: DateTime<Utc>,
    ) -> Result<ProductionMonthCommand, ProductionMonthError> {
        let well = seen.well.unwrap_or(WellSeen::Unknown);
        let command = match self {
            Self::RecordDay(new) => {
                ProductionMonthCommand::RecordDay(Box::new(day_command(*new, well, now)?))
            }
            Self::CorrectDay(new) => {
                let corrects = seen.corrects.unwrap_or_else(|| unseen(new.corrects_event_id));
                ProductionMonthCommand::CorrectDay(Box::new(CorrectDailyProduction {
                    corrects,
                    well,
                    date: new.date,
                    entry: new.entry,
                    reason: new.reason,
                }))
            }
            Self::Record(new) => ProductionMonthCommand::Record(Box::new(RecordProductionMonth {
                well,
                well_id: new.well_id,
                completion: new.completion,
                month: new.month,
                volumes: new.volumes,
                lease: new.lease,
                details: new.details,
                filing: new.filing,
                earlier: seen.earlier,
                now,
            })),
            Self::Correct(new) => ProductionMonthCommand::Correct(Box::new(CorrectProductionMonth {
                corrects: seen.corrects,
                volumes: new.volumes,
                details: new.details,
                reason: new.reason,
            })),
            Self::Restate(task) => ProductionMonthCommand::Restate(task),
            Self::Dispose(new) => ProductionMonthCommand::Dispose(Box::new(DisposeProduct {
                well,
                well_id: new.well_id,
                completion: new.completion,
                date: new.date,
                reference: new.reference,
                disposition: new.disposition,
                corrects: seen.corrects,
                now,
            })),
            Self::ReconcileStock(new) => ProductionMonthCommand::ReconcileStock(Box::new(ReconcileStock {
                product: new.product,
                opening: new.opening,
                earlier: seen.earlier,
                adjustment_bbl: new.adjustment_bbl,
                adjustment_reason: new.adjustment_reason,
                closing_bbl: new.closing_bbl,
            })),
            Self::BalanceGas(task) => ProductionMonthCommand::BalanceGas(task),
            Self::Lock(Books { effective_at }) => {
                ProductionMonthCommand::Lock(LockProductionMonth { effective_at, now })
            }
            Self::Unlock(Reopening { effective_at, reason }) => {
                ProductionMonthCommand::Unlock(UnlockProductionMonth {
                    effective_at,
                    reason,
                    now,
                })
            }
        };
        Ok(command)
    }
}

fn day_command(
    new: NewDay,
    well: WellSeen,
    now: DateTime<Utc>,
) -> Result<RecordDailyProduction, ProductionMonthError> {
    let WellSeen::Known { time_zone, .. } = well else {
        return Err(ProductionMonthError::WellUnknown { well_id: new.well_id });
    };
    let date = new.date;
    let day = ProductionDay::new(date, new.time_zone.unwrap_or(time_zone), new.begins);
    let day = day.map_err(|_| ProductionMonthError::DateOutOfRange { date })?;
    Ok(RecordDailyProduction {
        well,
        well_id: new.well_id,
        completion: new.completion,
        day,
        entry: new.entry,
        now,
    })
}

/// An event nobody looked for is not in the stream.
fn unseen(event_id: Uuid) -> CorrectedEvent {
    CorrectedEvent {
        event_id,
        seen: wellflow_domain::production_month::CorrectedSeen::Unknown,
    }
}
