//! The plan, the number, the permit.

use super::Decision;
use crate::api_number::ApiNumber;
use crate::location::StateCode;
use crate::specification::Specification;
use crate::well::command::{
    ApprovePermit, AssignApiNumber, CancelWell, DenyPermit, ProposeWell, RecordPermitExpiry,
    SubmitDrillingPermit,
};
use crate::well::error::WellError;
use crate::well::event::{
    ApiNumberAssigned, DrillingPermitApproved, DrillingPermitDenied, DrillingPermitExpired,
    DrillingPermitSubmitted, WellCancelled, WellProposed,
};
use crate::well::specifications::{CanSubmitPermit, PermitCandidate, Unmet};
use crate::well::state::{KnownWell, Well};
use crate::well::stated::Title;
use crate::well::step::Step;

pub(super) fn propose(well: &Well, task: ProposeWell) -> Decision {
    match well {
        Well::Unknown => {}
        Well::Known(well) => {
            let (well_id, name) = (well.well_id, well.identity.name.clone());
            return Err(WellError::AlreadyExists { well_id, name });
        }
    }
    if task.plan.title == Some(Title::Held) && task.lease.is_none() {
        return Err(WellError::TitleWithoutLease);
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
        plan: task.plan,
    };
    Ok(vec![proposed.into()])
}

/// The state asserted, or else that of the API number; the two may not contradict each other.
fn agreed_state(task: &ProposeWell) -> Result<Option<StateCode>, WellError> {
    let numbered = task
        .api_number
        .and_then(|number| StateCode::of_api_number(&number));
    if let Some(number) = &task.api_number {
        in_its_state(number, task.state)?;
    }
    Ok(task.state.or(numbered))
}

/// A number begins with the state the well lies in.
fn in_its_state(number: &ApiNumber, state: Option<StateCode>) -> Result<(), WellError> {
    match (state, StateCode::of_api_number(number)) {
        (Some(state), Some(number_state)) if state != number_state => {
            Err(WellError::StateContradictsApiNumber {
                api_number: *number,
                number_state,
                state,
            })
        }
        (Some(_) | None, Some(_) | None) => Ok(()),
    }
}

pub(super) fn assign_number(well: &KnownWell, task: AssignApiNumber) -> Decision {
    well.admit(Step::AssignApiNumber)?;
    let number = task.api_number;
    if well.api_number == Some(number) {
        return Ok(Vec::new());
    }
    in_its_state(&number, well.identity.state)?;
    match (well.api_number, task.replaces) {
        (None, None) => {}
        // More digits of the number the well has.
        (Some(known), None) if known.api10() == number.api10() => {}
        (Some(api_number), None) => return Err(WellError::NumberAlreadyAssigned { api_number }),
        (Some(known), Some(replaces)) if known == replaces => {}
        (Some(_) | None, Some(replaces)) => {
            let found = well
                .api_number
                .map_or_else(|| "none".to_owned(), |known| known.to_string());
            return Err(WellError::NumberNotReplaced { replaces, found });
        }
    }
    let assigned = ApiNumberAssigned {
        effective_at: task.effective_at,
        api_number: number,
        replaces: task.replaces,
        source_document: task.source_document,
    };
    Ok(vec![assigned.into()])
}

pub(super) fn submit_permit(well: &KnownWell, task: SubmitDrillingPermit) -> Decision {
    well.admit(Step::SubmitPermit)?;
    let (on, state) = (well.day(task.effective_at), well.identity.state);
    let candidate = PermitCandidate {
        on,
        state,
        application: &task.application,
        demanded: &task.demanded,
    };
    if let Some(unmet) = Unmet::of(&CanSubmitPermit.check(&candidate), on, state) {
        return Err(WellError::CannotSubmitPermit { unmet });
    }
    let submitted = DrillingPermitSubmitted {
        effective_at: task.effective_at,
        application: task.application,
    };
    Ok(vec![submitted.into()])
}

pub(super) fn approve_permit(well: &KnownWell, task: ApprovePermit) -> Decision {
    well.admit(Step::ApprovePermit)?;
    let granted_on = well.day(task.effective_at);
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
        conditions: task.conditions,
        permitted_depth_ft: task.permitted_depth_ft,
    };
    Ok(vec![approved.into()])
}

pub(super) fn deny_permit(well: &KnownWell, task: DenyPermit) -> Decision {
    well.admit(Step::DenyPermit)?;
    let denied = DrillingPermitDenied {
        effective_at: task.effective_at,
        decision: task.decision,
        reason: task.reason,
    };
    Ok(vec![denied.into()])
}

pub(super) fn expire_permit(well: &KnownWell, task: RecordPermitExpiry) -> Decision {
    well.admit(Step::ExpirePermit)?;
    let on = well.day(task.effective_at);
    let Some(expired_on) = well.permit.as_ref().and_then(|permit| permit.expires_on) else {
        return Err(WellError::PermitDoesNotExpire);
    };
    if on <= expired_on {
        return Err(WellError::PermitStillInForce {
            expires_on: expired_on,
            on,
        });
    }
    let expired = DrillingPermitExpired {
        effective_at: task.effective_at,
        expired_on,
    };
    Ok(vec![expired.into()])
}

pub(super) fn cancel(well: &KnownWell, task: CancelWell) -> Decision {
    well.admit(Step::Cancel)?;
    let cancelled = WellCancelled {
        effective_at: task.effective_at,
        reason: task.reason,
    };
    Ok(vec![cancelled.into()])
}
