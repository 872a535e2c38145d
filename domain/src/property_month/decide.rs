//! The decisions of a property's month.

mod books;
mod records;
mod sharing;
mod stock;

use chrono::{DateTime, Utc};

use super::command::{CorrectedRecord, PropertyMonthCommand, RecordSeen};
use super::error::PropertyMonthError;
use super::event::PropertyMonthEvent;
use super::id::PropertyKey;
use super::state::{PropertyBook, PropertyMonth};
use crate::clock::is_ahead;
use crate::month::local_day;

type Decision = Result<Vec<PropertyMonthEvent>, PropertyMonthError>;

pub(super) fn decide(month: &PropertyMonth, command: PropertyMonthCommand) -> Decision {
    match command {
        PropertyMonthCommand::GaugeTank(task) => records::gauge(month, *task),
        PropertyMonthCommand::RecordRunTicket(task) => records::run_ticket(month, *task),
        PropertyMonthCommand::ReadGasMeter(task) => records::read_meter(month, *task),
        PropertyMonthCommand::Allocate(task) => sharing::allocate(month, *task),
        PropertyMonthCommand::ReconcileStock(task) => stock::reconcile(month, *task),
        PropertyMonthCommand::Lock(task) => books::lock(month, &task),
        PropertyMonthCommand::Unlock(task) => books::unlock(month, task),
    }
}

/// The book where it is open, `None` where nothing is recorded yet; it must be about the property and month named.
fn book(month: &PropertyMonth, named: PropertyKey) -> Result<Option<&PropertyBook>, PropertyMonthError> {
    let (book, locked) = match month {
        PropertyMonth::Unknown => return Ok(None),
        PropertyMonth::Open { book } => (book, None),
        PropertyMonth::Locked { book, since } => (book, Some(*since)),
    };
    let PropertyKey {
        property_id, month, ..
    } = book.property;
    if (property_id, month) != (named.property_id, named.month) {
        return Err(PropertyMonthError::OtherProperty { property_id, month });
    }
    match locked {
        Some(since) => Err(PropertyMonthError::Locked { month, since }),
        None => Ok(Some(book)),
    }
}

/// A record is of the month whose local days hold it, and of the past.
fn check_instant(
    property: PropertyKey,
    at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<(), PropertyMonthError> {
    if is_ahead(at, now) {
        return Err(PropertyMonthError::EffectiveInFuture { at, now });
    }
    let date = local_day(at, property.time_zone);
    let month = property.month;
    if date < month.first_day() || date > month.last_day() {
        return Err(PropertyMonthError::OutsideMonth { date, month });
    }
    Ok(())
}

fn check_ended(property: PropertyKey, at: DateTime<Utc>) -> Result<(), PropertyMonthError> {
    let month = property.month;
    let ends = month.end(property.time_zone);
    if at < ends {
        return Err(PropertyMonthError::MonthNotEnded { month, at, ends });
    }
    Ok(())
}

/// A record that is there already is corrected by name; what a correction names must be that record.
fn check_corrected(
    corrects: Option<&CorrectedRecord>,
    there: bool,
    record: &RecordSeen,
) -> Result<(), PropertyMonthError> {
    match corrects {
        None if there => Err(PropertyMonthError::RecordAlreadyThere {
            record: record.to_string(),
        }),
        None => Ok(()),
        Some(CorrectedRecord {
            event_id,
            seen: RecordSeen::Unknown,
        }) => Err(PropertyMonthError::CorrectedEventUnknown { event_id: *event_id }),
        Some(corrects) if corrects.seen != *record => Err(PropertyMonthError::CorrectedEventIsOther {
            event_id: corrects.event_id,
            found: corrects.seen.to_string(),
            expected: record.to_string(),
        }),
        Some(_) => Ok(()),
    }
}
