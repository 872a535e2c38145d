//! Closing the books of a month, and opening them again.

use super::{Decision, check_ended};
use crate::clock::is_ahead;
use crate::production_month::command::{LockProductionMonth, UnlockProductionMonth};
use crate::production_month::error::ProductionMonthError;
use crate::production_month::event::{ProductionMonthLocked, ProductionMonthUnlocked};
use crate::production_month::state::ProductionMonth;

pub(super) fn lock(month: &ProductionMonth, task: &LockProductionMonth) -> Decision {
    let at = task.effective_at;
    if is_ahead(at, task.now) {
        return Err(ProductionMonthError::EffectiveInFuture { at, now: task.now });
    }
    let recorded = match month {
        ProductionMonth::Unknown | ProductionMonth::Running { .. } => {
            return Err(ProductionMonthError::NotRecorded);
        }
        ProductionMonth::Open { recorded } => recorded,
        ProductionMonth::Locked { .. } => return Ok(Vec::new()),
    };
    check_ended(recorded.month, recorded.time_zone, at)?;
    if let Some(since) = recorded.unlocked_since
        && at < since
    {
        let month = recorded.month;
        return Err(ProductionMonthError::LockedBeforeUnlock { month, since, at });
    }
    Ok(vec![ProductionMonthLocked { effective_at: at }.into()])
}

pub(super) fn unlock(month: &ProductionMonth, task: UnlockProductionMonth) -> Decision {
    let at = task.effective_at;
    if is_ahead(at, task.now) {
        return Err(ProductionMonthError::EffectiveInFuture { at, now: task.now });
    }
    let (recorded, since) = match month {
        ProductionMonth::Unknown | ProductionMonth::Running { .. } => {
            return Err(ProductionMonthError::NotRecorded);
        }
        ProductionMonth::Open { recorded } => {
            return Err(ProductionMonthError::NotLocked {
                month: recorded.month,
            });
        }
        ProductionMonth::Locked { recorded, since } => (recorded, *since),
    };
    if at < since {
        let month = recorded.month;
        return Err(ProductionMonthError::UnlockedBeforeLock { month, since, at });
    }
    let unlocked = ProductionMonthUnlocked {
        effective_at: at,
        reason: task.reason,
    };
    Ok(vec![unlocked.into()])
}
