//! The decisions of a production month.

use chrono::{DateTime, Utc};

use super::command::{
    CorrectProductionMonth, LockProductionMonth, ProductionMonthCommand, RecordProductionMonth, Volumes,
};
use super::error::ProductionMonthError;
use super::event::{ProductionCorrected, ProductionMonthEvent, ProductionMonthLocked, ProductionRecorded};
use super::state::{ProductionMonth, Recorded};
use crate::clock::is_ahead;
use crate::location::TimeZone;
use crate::month::{Month, local_day};
use crate::well::WellSeen;

type Decision = Result<Vec<ProductionMonthEvent>, ProductionMonthError>;

pub(super) fn decide(month: &ProductionMonth, command: ProductionMonthCommand) -> Decision {
    match command {
        ProductionMonthCommand::Record(task) => record(month, task),
        ProductionMonthCommand::Correct(task) => correct(month, task),
        ProductionMonthCommand::Lock(task) => lock(month, &task),
    }
}

fn record(state: &ProductionMonth, task: RecordProductionMonth) -> Decision {
    let (time_zone, own_lease, plugged_since) = match task.well {
        WellSeen::Unknown => {
            return Err(ProductionMonthError::WellUnknown {
                well_id: task.well_id,
            });
        }
        WellSeen::Known {
            time_zone,
            lease,
            plugged_since,
            ..
        } => (time_zone, lease, plugged_since),
    };
    let month = task.month;
    check_days(&task.volumes, month)?;
    check_ended(month, time_zone, task.now)?;
    let lease = task.lease.or(own_lease);
    match state {
        ProductionMonth::Unknown => {}
        ProductionMonth::Open { recorded } | ProductionMonth::Locked { recorded, .. } => {
            let same = recorded.volumes == task.volumes && recorded.lease == lease;
            return if same {
                Ok(Vec::new())
            } else {
                Err(ProductionMonthError::AlreadyRecorded { month })
            };
        }
    }
    let plugged_on = plugged_since.map(|at| local_day(at, time_zone));
    if let Some(plugged_on) = plugged_on
        && month.first_day() > plugged_on
        && !task.volumes.are_zero()
    {
        return Err(ProductionMonthError::WellPlugged { plugged_on, month });
    }
    let recorded = ProductionRecorded {
        effective_at: month.last_day_start(time_zone),
        well_id: task.well_id,
        completion: task.completion,
        month,
        time_zone,
        lease,
        volumes: task.volumes,
    };
    Ok(vec![recorded.into()])
}

fn correct(state: &ProductionMonth, task: CorrectProductionMonth) -> Decision {
    let recorded = open(state)?;
    check_days(&task.volumes, recorded.month)?;
    if recorded.volumes == task.volumes {
        return Ok(Vec::new());
    }
    let corrected = ProductionCorrected {
        effective_at: recorded.month.last_day_start(recorded.time_zone),
        volumes: task.volumes,
        reason: task.reason,
    };
    Ok(vec![corrected.into()])
}

fn lock(state: &ProductionMonth, task: &LockProductionMonth) -> Decision {
    if is_ahead(task.effective_at, task.now) {
        return Err(ProductionMonthError::EffectiveInFuture {
            at: task.effective_at,
            now: task.now,
        });
    }
    let recorded = match state {
        ProductionMonth::Unknown => return Err(ProductionMonthError::NotRecorded),
        ProductionMonth::Open { recorded } => recorded,
        ProductionMonth::Locked { .. } => return Ok(Vec::new()),
    };
    let at = task.effective_at;
    check_ended(recorded.month, recorded.time_zone, at)?;
    Ok(vec![ProductionMonthLocked { effective_at: at }.into()])
}

fn open(state: &ProductionMonth) -> Result<&Recorded, ProductionMonthError> {
    match state {
        ProductionMonth::Unknown => Err(ProductionMonthError::NotRecorded),
        ProductionMonth::Open { recorded } => Ok(recorded),
        ProductionMonth::Locked { recorded, since } => Err(ProductionMonthError::Locked {
            month: recorded.month,
            since: *since,
        }),
    }
}

fn check_days(volumes: &Volumes, month: Month) -> Result<(), ProductionMonthError> {
    let (days, limit) = (volumes.days_on.get(), month.days());
    if days > limit {
        return Err(ProductionMonthError::DaysExceedMonth { days, month, limit });
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

impl Volumes {
    /// Whether nothing was produced or taken in, on no day.
    pub(super) fn are_zero(&self) -> bool {
        self.days_on.get() == 0
            && self.oil_bbl.is_zero()
            && self.gas.is_zero()
            && self.water_bbl.is_zero()
            && self.injection.is_zero()
    }
}
