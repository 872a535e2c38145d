//! Closing the books of a property's month, and opening them again.

use super::{Decision, check_ended};
use crate::clock::is_ahead;
use crate::property_month::command::{LockPropertyMonth, UnlockPropertyMonth};
use crate::property_month::error::PropertyMonthError;
use crate::property_month::event::{PropertyMonthLocked, PropertyMonthUnlocked};
use crate::property_month::state::PropertyMonth;

pub(super) fn lock(month: &PropertyMonth, task: &LockPropertyMonth) -> Decision {
    let at = task.effective_at;
    if is_ahead(at, task.now) {
        return Err(PropertyMonthError::EffectiveInFuture { at, now: task.now });
    }
    let book = match month {
        PropertyMonth::Unknown => return Err(PropertyMonthError::NothingRecorded),
        PropertyMonth::Open { book } => book,
        PropertyMonth::Locked { .. } => return Ok(Vec::new()),
    };
    check_ended(book.property, at)?;
    if let Some(since) = book.unlocked_since
        && at < since
    {
        let month = book.property.month;
        return Err(PropertyMonthError::LockedBeforeUnlock { month, since, at });
    }
    Ok(vec![PropertyMonthLocked { effective_at: at }.into()])
}

pub(super) fn unlock(month: &PropertyMonth, task: UnlockPropertyMonth) -> Decision {
    let at = task.effective_at;
    if is_ahead(at, task.now) {
        return Err(PropertyMonthError::EffectiveInFuture { at, now: task.now });
    }
    let (month, since) = match month {
        PropertyMonth::Unknown => return Err(PropertyMonthError::NothingRecorded),
        PropertyMonth::Open { book } => {
            return Err(PropertyMonthError::NotLocked {
                month: book.property.month,
            });
        }
        PropertyMonth::Locked { book, since } => (book.property.month, *since),
    };
    if at < since {
        return Err(PropertyMonthError::UnlockedBeforeLock { month, since, at });
    }
    let unlocked = PropertyMonthUnlocked {
        effective_at: at,
        reason: task.reason,
    };
    Ok(vec![unlocked.into()])
}
