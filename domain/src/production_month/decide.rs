//! The decisions of a production month.

mod books;
mod days;
mod stock;
mod volumes;

use chrono::{DateTime, Utc};

use super::command::ProductionMonthCommand;
use super::error::ProductionMonthError;
use super::event::ProductionMonthEvent;
use super::seen::{CorrectedEvent, CorrectedSeen};
use super::state::{MonthLog, ProductionMonth, Recorded};
use crate::ids::WellId;
use crate::location::TimeZone;
use crate::month::Month;
use crate::text::CompletionName;

type Decision = Result<Vec<ProductionMonthEvent>, ProductionMonthError>;

pub(super) fn decide(month: &ProductionMonth, command: ProductionMonthCommand) -> Decision {
    match command {
        ProductionMonthCommand::RecordDay(task) => days::record(month, *task),
        ProductionMonthCommand::CorrectDay(task) => days::correct(month, *task),
        ProductionMonthCommand::Record(task) => volumes::record(month, *task),
        ProductionMonthCommand::Correct(task) => volumes::correct(month, *task),
        ProductionMonthCommand::Restate(task) => volumes::restate(month, *task),
        ProductionMonthCommand::Dispose(task) => stock::dispose(month, *task),
        ProductionMonthCommand::ReconcileStock(task) => stock::reconcile(month, &task),
        ProductionMonthCommand::BalanceGas(task) => stock::balance_gas(month, task),
        ProductionMonthCommand::Lock(task) => books::lock(month, &task),
        ProductionMonthCommand::Unlock(task) => books::unlock(month, task),
    }
}

/// The volumes recorded, where the books are open.
fn open(state: &ProductionMonth) -> Result<&Recorded, ProductionMonthError> {
    match state {
        ProductionMonth::Unknown | ProductionMonth::Running { .. } => Err(ProductionMonthError::NotRecorded),
        ProductionMonth::Open { recorded } => Ok(recorded),
        ProductionMonth::Locked { recorded, since } => Err(ProductionMonthError::Locked {
            month: recorded.month,
            since: *since,
        }),
    }
}

/// What was written down day by day, where the books are open; `None` where nothing is recorded yet.
fn log<'a>(
    state: &'a ProductionMonth,
    well_id: WellId,
    completion: &CompletionName,
    month: Month,
) -> Result<Option<&'a MonthLog>, ProductionMonthError> {
    named(state, well_id, completion, month)?;
    match state {
        ProductionMonth::Unknown => Ok(None),
        ProductionMonth::Running { running } => Ok(Some(&running.log)),
        ProductionMonth::Open { .. } | ProductionMonth::Locked { .. } => {
            open(state).map(|known| Some(&known.log))
        }
    }
}

/// A stream is about one completion and month, and about no other.
fn named(
    state: &ProductionMonth,
    well_id: WellId,
    completion: &CompletionName,
    month: Month,
) -> Result<(), ProductionMonthError> {
    let (own_well, own_completion, own_month) = match state {
        ProductionMonth::Unknown => return Ok(()),
        ProductionMonth::Running { running } => (running.well_id, &running.completion, running.month),
        ProductionMonth::Open { recorded } | ProductionMonth::Locked { recorded, .. } => {
            (recorded.well_id, &recorded.completion, recorded.month)
        }
    };
    if (own_well, own_completion, own_month) != (well_id, completion, month) {
        return Err(ProductionMonthError::OtherMonth {
            completion: own_completion.clone(),
            month: own_month,
        });
    }
    Ok(())
}

/// What a correction takes the place of must be there, and be of the same kind.
fn check_corrected(corrects: &CorrectedEvent, expected: &CorrectedSeen) -> Result<(), ProductionMonthError> {
    if corrects.seen == CorrectedSeen::Unknown {
        return Err(ProductionMonthError::CorrectedEventUnknown {
            event_id: corrects.event_id,
        });
    }
    if corrects.seen != *expected {
        return Err(ProductionMonthError::CorrectedEventIsOther {
            event_id: corrects.event_id,
            found: corrects.seen.to_string(),
            expected: expected.to_string(),
        });
    }
    Ok(())
}

fn check_ended(month: Month, zone: TimeZone, at: DateTime<Utc>) -> Result<(), ProductionMonthError> {
    let ends = month.end(zone);
    if at < ends {
        return Err(ProductionMonthError::MonthNotEnded { month, at, ends });
    }
    Ok(())
}
