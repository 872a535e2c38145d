//! From the plan to the open interval.

use super::Decision;
use crate::location::StateCode;
use crate::month::local_day;
use crate::well::command::{ApprovePermit, CompleteWell, ProposeWell, ReachTotalDepth, SpudWell};
use crate::well::error::WellError;
use crate::well::event::{
    DrillingPermitApproved, TotalDepthReached, WellCompleted, WellProposed, WellSpudded,
};
use crate::well::stage::Stage;
use crate::well::state::{KnownWell, Well};
use crate::well::step::Step;

pub(super) fn propose(well: &Well, task: ProposeWell) -> Decision {
    match well {
        Well::Unknown => {}
        Well::Known(well) => {
            let (well_id, name) = (well.well_id, well.identity.name.clone());
            return Err(WellError::AlreadyExists { well_id, name });
        }
    }
    let proposed = WellProposed {
        state: agreed_state(&task)?,
        well_id: task.well_id,
        effective_at: task.effective_at,
        name: task.name,
        api_number: task.api_number,
        operator: task.operator,
        lease: task.lease,
        field: task.field,
        location: task.location,
        time_zone: task.time_zone,
        role: task.role,
    };
    Ok(vec![proposed.into()])
}

/// The state asserted, or else that of the API number; the two may not contradict each other.
fn agreed_state(task: &ProposeWell) -> Result<Option<StateCode>, WellError> {
    let numbered = task
        .api_number
        .and_then(|number| StateCode::of_api_number(&number).map(|state| (number, state)));
    match (task.state, numbered) {
        (Some(state), Some((api_number, number_state))) if state != number_state => {
            Err(WellError::StateContradictsApiNumber {
                api_number,
                number_state,
                state,
            })
        }
        (Some(state), _) => Ok(Some(state)),
        (None, numbered) => Ok(numbered.map(|(_, state)| state)),
    }
}

pub(super) fn approve_permit(well: &KnownWell, task: ApprovePermit) -> Decision {
    well.admit(Step::ApprovePermit)?;
    let granted_on = local_day(task.effective_at, well.time_zone);
    if let Some(expires_on) = task.expires_on
        && expires_on < granted_on
    {
        return Err(WellError::PermitExpiresBeforeApproval {
            expires_on,
            granted_on,
        });
    }
    let approved = DrillingPermitApproved {
        effective_at: task.effective_at,
        permit_number: task.permit_number,
        expires_on: task.expires_on,
    };
    Ok(vec![approved.into()])
}

pub(super) fn spud(well: &KnownWell, task: SpudWell) -> Decision {
    well.admit(Step::Spud)?;
    let on = local_day(task.effective_at, well.time_zone);
    if let Stage::Permitted {
        expires_on: Some(expires_on),
    } = well.standing.stage
        && expires_on < on
    {
        return Err(WellError::PermitExpired { expires_on, on });
    }
    let spudded = WellSpudded {
        effective_at: task.effective_at,
        rig: task.rig,
        contractor: task.contractor,
    };
    Ok(vec![spudded.into()])
}

pub(super) fn reach_total_depth(well: &KnownWell, task: &ReachTotalDepth) -> Decision {
    well.admit(Step::ReachTotalDepth)?;
    let measured_depth_ft = task.measured_depth_ft;
    if measured_depth_ft.is_zero() {
        return Err(WellError::NoDepth);
    }
    if let Some(true_vertical_depth_ft) = task.true_vertical_depth_ft
        && true_vertical_depth_ft > measured_depth_ft
    {
        return Err(WellError::TrueVerticalDepthExceedsMeasured {
            true_vertical_depth_ft,
            measured_depth_ft,
        });
    }
    let reached = TotalDepthReached {
        effective_at: task.effective_at,
        measured_depth_ft,
        true_vertical_depth_ft: task.true_vertical_depth_ft,
    };
    Ok(vec![reached.into()])
}

pub(super) fn complete(well: &KnownWell, task: CompleteWell) -> Decision {
    well.admit(Step::Complete)?;
    let (top_md_ft, bottom_md_ft) = (task.top_md_ft, task.bottom_md_ft);
    if well
        .completions
        .get(&task.completion)
        .is_some_and(|known| known.interval.is_some())
    {
        return Err(WellError::CompletionAlreadyExists {
            completion: task.completion,
        });
    }
    if top_md_ft >= bottom_md_ft {
        return Err(WellError::CompletionIntervalInverted {
            top_md_ft,
            bottom_md_ft,
        });
    }
    if let Some(total_depth_ft) = well.measured_depth_ft()
        && bottom_md_ft > total_depth_ft
    {
        return Err(WellError::CompletionBelowTotalDepth {
            bottom_md_ft,
            total_depth_ft,
        });
    }
    let completed = WellCompleted {
        effective_at: task.effective_at,
        completion: task.completion,
        zone: task.zone,
        top_md_ft,
        bottom_md_ft,
    };
    Ok(vec![completed.into()])
}
