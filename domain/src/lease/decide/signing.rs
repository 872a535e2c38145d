//! From the first talk to a lease in force and on record.

use super::Decision;
use crate::lease::checks;
use crate::lease::command::{CloseLeaseNegotiation, ExecuteLease, OpenLeaseNegotiation, RecordLease};
use crate::lease::error::LeaseError;
use crate::lease::event::{LeaseExecuted, LeaseNegotiationClosed, LeaseNegotiationOpened, LeaseRecorded};
use crate::lease::state::{KnownLease, Lease, Stage};
use crate::lease::step::Step;
use crate::month::local_day;

pub(super) fn open(lease: &Lease, task: OpenLeaseNegotiation) -> Decision {
    if let Lease::Known(known) = lease {
        return Err(LeaseError::AlreadyExists {
            lease_id: known.lease_id,
            name: known.name.clone(),
        });
    }
    if task.lessors.is_empty() {
        return Err(LeaseError::WithoutLessor);
    }
    let event = LeaseNegotiationOpened {
        lease_id: task.lease_id,
        effective_at: task.effective_at,
        name: task.name,
        time_zone: task.time_zone,
        lessee: task.lessee,
        lessors: task.lessors,
    };
    Ok(vec![event.into()])
}

pub(super) fn close(lease: &KnownLease, task: CloseLeaseNegotiation) -> Decision {
    lease.admit(Step::CloseNegotiation, task.effective_at)?;
    let event = LeaseNegotiationClosed {
        effective_at: task.effective_at,
        reason: task.reason,
    };
    Ok(vec![event.into()])
}

pub(super) fn execute(lease: &Lease, task: ExecuteLease) -> Decision {
    if let Lease::Known(known) = lease {
        may_be_signed(known, &task)?;
    }
    let executed_on = local_day(task.effective_at, task.time_zone);
    checks::terms(&task.terms, executed_on)?;
    let effective_on = task.terms.primary_term.effective_on;
    let apart = effective_on
        .signed_duration_since(executed_on)
        .num_days()
        .unsigned_abs();
    if let Some(days) = task.execution_window_days
        && apart > u64::from(days)
    {
        return Err(LeaseError::OutsideExecutionWindow {
            effective_on,
            executed_on,
            days,
        });
    }
    let event = LeaseExecuted {
        lease_id: task.lease_id,
        effective_at: task.effective_at,
        name: task.name,
        time_zone: task.time_zone,
        terms: task.terms,
    };
    Ok(vec![event.into()])
}

/// Once, after talks, or to add what a lease says to an agency's record of it.
fn may_be_signed(known: &KnownLease, task: &ExecuteLease) -> Result<(), LeaseError> {
    let status = known.status_on(known.day(task.effective_at));
    let since = known.standing.since;
    if known.terms.is_some() && known.standing.stage != Stage::Voided {
        return Err(LeaseError::AlreadyExecuted { status, since });
    }
    let reported = known.agency.is_some() && known.standing.stage != Stage::Voided;
    if reported || Step::Execute.leads_on_from(status) {
        Ok(())
    } else {
        Err(LeaseError::out_of_order(Step::Execute, status, since))
    }
}

pub(super) fn record(lease: &KnownLease, task: RecordLease) -> Decision {
    lease.admit(Step::Record, task.effective_at)?;
    if let Some(recording) = &lease.recording {
        return Err(LeaseError::AlreadyRecorded {
            county: recording.county.clone(),
        });
    }
    let event = LeaseRecorded {
        effective_at: task.effective_at,
        recording: task.recording,
    };
    Ok(vec![event.into()])
}
