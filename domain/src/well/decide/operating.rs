//! From the first barrel to the plug.

use super::Decision;
use crate::month::local_day;
use crate::well::command::{
    PlugWell, RecordFirstProduction, ResumeProduction, ReturnToService, ShutInWell, TemporarilyAbandonWell,
};
use crate::well::error::WellError;
use crate::well::event::{
    FirstProductionRecorded, ProductionResumed, WellPlugged, WellReturnedToService, WellShutIn,
    WellTemporarilyAbandoned,
};
use crate::well::state::{FirstProduction, KnownWell};
use crate::well::step::Step;

pub(super) fn record_first_production(well: &KnownWell, task: &RecordFirstProduction) -> Decision {
    match well.first_production {
        FirstProduction::At(at) => return Err(WellError::FirstProductionAlreadyRecorded { at }),
        FirstProduction::NotYet | FirstProduction::BeforeOurRecords => {}
    }
    well.admit(Step::RecordFirstProduction)?;
    Ok(vec![
        FirstProductionRecorded {
            effective_at: task.effective_at,
        }
        .into(),
    ])
}

pub(super) fn shut_in(well: &KnownWell, task: &ShutInWell) -> Decision {
    if well.stands_already(Step::ShutIn) {
        return Ok(Vec::new());
    }
    well.admit(Step::ShutIn)?;
    Ok(vec![
        WellShutIn {
            effective_at: task.effective_at,
            reason: task.reason,
        }
        .into(),
    ])
}

pub(super) fn resume(well: &KnownWell, task: &ResumeProduction) -> Decision {
    if well.stands_already(Step::Resume) {
        return Ok(Vec::new());
    }
    well.admit(Step::Resume)?;
    if well.first_production == FirstProduction::NotYet {
        return Err(WellError::NeverProduced {
            since: well.standing.since,
        });
    }
    Ok(vec![
        ProductionResumed {
            effective_at: task.effective_at,
        }
        .into(),
    ])
}

pub(super) fn temporarily_abandon(well: &KnownWell, task: TemporarilyAbandonWell) -> Decision {
    well.admit(Step::TemporarilyAbandon)?;
    let on = local_day(task.effective_at, well.time_zone);
    if let Some(until) = task.until
        && until < on
    {
        return Err(WellError::ApprovalEndsBeforeStart { until, on });
    }
    let abandoned = WellTemporarilyAbandoned {
        effective_at: task.effective_at,
        until: task.until,
        approval_number: task.approval_number,
    };
    Ok(vec![abandoned.into()])
}

pub(super) fn return_to_service(well: &KnownWell, task: &ReturnToService) -> Decision {
    well.admit(Step::ReturnToService)?;
    Ok(vec![
        WellReturnedToService {
            effective_at: task.effective_at,
        }
        .into(),
    ])
}

pub(super) fn plug(well: &KnownWell, task: PlugWell) -> Decision {
    well.admit(Step::Plug)?;
    Ok(vec![
        WellPlugged {
            effective_at: task.effective_at,
            cementer: task.cementer,
        }
        .into(),
    ])
}
