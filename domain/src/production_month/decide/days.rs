//! The lines of single days.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::{Decision, check_corrected, log};
use crate::month::local_day;
use crate::production_day::ProductionDay;
use crate::production_month::command::{CorrectDailyProduction, RecordDailyProduction};
use crate::production_month::day::DayEntry;
use crate::production_month::error::ProductionMonthError;
use crate::production_month::event::{DailyProductionCorrected, DailyProductionRecorded};
use crate::production_month::seen::CorrectedSeen;
use crate::production_month::state::{DayLine, ProductionMonth, Recorded, Running};
use crate::well::WellSeen;

pub(super) fn record(state: &ProductionMonth, task: RecordDailyProduction) -> Decision {
    let day = task.day;
    let date = day.date();
    match &task.well {
        WellSeen::Unknown => {
            return Err(ProductionMonthError::WellUnknown {
                well_id: task.well_id,
            });
        }
        WellSeen::Known { time_zone, .. } if *time_zone != day.time_zone() => {
            return Err(ProductionMonthError::TimeZoneDiffers {
                well: *time_zone,
                day: day.time_zone(),
            });
        }
        WellSeen::Known { .. } => {}
    }
    if !day.has_begun(task.now) {
        return Err(ProductionMonthError::DayInFuture { date, now: task.now });
    }
    let log = log(state, task.well_id, &task.completion, day.month())?;
    check_hours(day, &task.entry)?;
    check_life(&task.well, date, &task.entry)?;
    if let Some(line) = log.and_then(|log| log.days.get(&date)) {
        return if line.day == day && line.entry == task.entry {
            Ok(Vec::new())
        } else {
            Err(ProductionMonthError::DayAlreadyRecorded { date })
        };
    }
    let recorded = DailyProductionRecorded {
        effective_at: day.start(),
        well_id: task.well_id,
        completion: task.completion,
        day,
        entry: task.entry,
    };
    Ok(vec![recorded.into()])
}

pub(super) fn correct(state: &ProductionMonth, task: CorrectDailyProduction) -> Decision {
    let date = task.date;
    let (well_id, completion, line) = line(state, date)?;
    if task.well == WellSeen::Unknown {
        return Err(ProductionMonthError::WellUnknown { well_id });
    }
    check_corrected(&task.corrects, &CorrectedSeen::Day { date })?;
    check_hours(line.day, &task.entry)?;
    check_life(&task.well, date, &task.entry)?;
    if line.entry == task.entry {
        return Ok(Vec::new());
    }
    let corrected = DailyProductionCorrected {
        effective_at: line.day.start(),
        corrects_event_id: task.corrects.event_id,
        well_id,
        completion: completion.clone(),
        day: line.day,
        entry: task.entry,
        revision: line.revision.saturating_add(1),
        reason: task.reason,
    };
    Ok(vec![corrected.into()])
}

type Line<'a> = (crate::ids::WellId, &'a crate::text::CompletionName, &'a DayLine);

/// A day's line in open books, and whose it is.
fn line(state: &ProductionMonth, date: NaiveDate) -> Result<Line<'_>, ProductionMonthError> {
    let missing = ProductionMonthError::DayNotRecorded { date };
    let (well_id, completion, log) = match state {
        ProductionMonth::Unknown => return Err(missing),
        ProductionMonth::Running {
            running:
                Running {
                    well_id,
                    completion,
                    log,
                    ..
                },
        }
        | ProductionMonth::Open {
            recorded:
                Recorded {
                    well_id,
                    completion,
                    log,
                    ..
                },
        } => (*well_id, completion, log),
        ProductionMonth::Locked { .. } => return Err(super::open(state).err().unwrap_or(missing)),
    };
    let line = log.days.get(&date).ok_or(missing)?;
    Ok((well_id, completion, line))
}

/// Hours on are at most those of the day, and make it up together with the downtime.
fn check_hours(day: ProductionDay, entry: &DayEntry) -> Result<(), ProductionMonthError> {
    /// Hours are written with two decimals, so they are right to half of 0.01 h, which is 0.3 minutes.
    const AS_FINE_AS_HOURS: Decimal = Decimal::from_parts(3, 0, 0, false, 1);

    let limit = day.hours()?;
    if entry.hours_on > limit {
        return Err(ProductionMonthError::HoursExceedDay {
            hours_on: entry.hours_on,
            date: day.date(),
            limit,
        });
    }
    let day_minutes = day.minutes();
    if (entry.minutes_told() - Decimal::from(day_minutes)).abs() > AS_FINE_AS_HOURS {
        return Err(ProductionMonthError::HoursDoNotAddUp {
            hours_on: entry.hours_on,
            downtime_minutes: entry.downtime_minutes(),
            date: day.date(),
            day_minutes,
        });
    }
    Ok(())
}

/// Nothing comes up before the spud, or after the day of the plug.
fn check_life(well: &WellSeen, date: NaiveDate, entry: &DayEntry) -> Result<(), ProductionMonthError> {
    if !entry.holds_volume() && entry.hours_on.is_zero() {
        return Ok(());
    }
    let WellSeen::Known {
        time_zone,
        spudded_on,
        plugged_since,
        ..
    } = well
    else {
        return Ok(());
    };
    if let Some(spudded_on) = *spudded_on
        && date < spudded_on
    {
        return Err(ProductionMonthError::DayBeforeSpud { spudded_on, date });
    }
    if let Some(since) = *plugged_since {
        let plugged_on = local_day(since, *time_zone);
        if date > plugged_on {
            return Err(ProductionMonthError::DayAfterPlugging { plugged_on, date });
        }
    }
    Ok(())
}
