//! Open intervals: the first, another in its place, another use of it.

use super::Decision;
use crate::well::checks;
use crate::well::command::{CompleteWell, ConvertWell, RecompleteWell, StartCompletion};
use crate::well::error::WellError;
use crate::well::event::{CompletionStarted, WellCompleted, WellConverted, WellRecompleted};
use crate::well::role::WellRole;
use crate::well::state::{Interval, KnownWell};
use crate::well::stated::{CompletionConsent, ConversionAuthority};
use crate::well::status::CompletionStatus;
use crate::well::step::Step;

pub(super) fn start(well: &KnownWell, task: StartCompletion) -> Decision {
    well.admit(Step::StartCompletion)?;
    match &task.consent {
        CompletionConsent::Election { closes_at, .. } if task.effective_at < *closes_at => {
            return Err(WellError::ElectionOpen {
                closes_at: *closes_at,
                at: task.effective_at,
            });
        }
        CompletionConsent::Election { .. } | CompletionConsent::SoleWorkingInterest => {}
    }
    let started = CompletionStarted {
        effective_at: task.effective_at,
        consent: task.consent,
    };
    Ok(vec![started.into()])
}

pub(super) fn complete(well: &KnownWell, task: CompleteWell) -> Decision {
    well.admit(Step::Complete)?;
    let interval = Interval {
        zone: task.zone.clone(),
        top_md_ft: task.top_md_ft,
        bottom_md_ft: task.bottom_md_ft,
    };
    well.may_open(&task.completion, &interval)?;
    checks::interval(task.top_md_ft, task.bottom_md_ft, &task.detail)?;
    let on = well.day(task.effective_at);
    let reached = well.total_depth_at().map(|at| well.day(at));
    if let Some(total_depth_on) = reached
        && on < total_depth_on
    {
        return Err(WellError::CompletionBeforeTotalDepth { on, total_depth_on });
    }
    let completed = WellCompleted {
        effective_at: task.effective_at,
        completion: task.completion,
        zone: task.zone,
        top_md_ft: task.top_md_ft,
        bottom_md_ft: task.bottom_md_ft,
        detail: task.detail,
    };
    Ok(vec![completed.into()])
}

pub(super) fn recomplete(well: &KnownWell, task: RecompleteWell) -> Decision {
    well.admit(Step::Recomplete)?;
    let Some(old) = well.completions.get(&task.from) else {
        return Err(WellError::CompletionUnknown {
            completion: task.from,
        });
    };
    if let CompletionStatus::CompletionAbandoned | CompletionStatus::PluggedAndAbandoned = old.status {
        return Err(WellError::CompletionNotOpen {
            completion: task.from,
            status: old.status,
        });
    }
    let interval = Interval {
        zone: task.zone.clone(),
        top_md_ft: task.top_md_ft,
        bottom_md_ft: task.bottom_md_ft,
    };
    if task.completion == task.from {
        return Err(WellError::CompletionAlreadyExists {
            completion: task.completion,
        });
    }
    well.may_open(&task.completion, &interval)?;
    checks::interval(task.top_md_ft, task.bottom_md_ft, &task.detail)?;
    if task.authority.permit.is_none() {
        return Err(WellError::RecompletionWithoutPermit);
    }
    if task.authority.isolated_by.is_none() {
        return Err(WellError::IntervalNotIsolated {
            completion: task.from,
        });
    }
    let recompleted = WellRecompleted {
        effective_at: task.effective_at,
        from: task.from,
        completion: task.completion,
        zone: task.zone,
        top_md_ft: task.top_md_ft,
        bottom_md_ft: task.bottom_md_ft,
        detail: task.detail,
        authority: task.authority,
    };
    Ok(vec![recompleted.into()])
}

pub(super) fn convert(well: &KnownWell, task: ConvertWell) -> Decision {
    well.admit(Step::Convert)?;
    let to_role = task.to_role;
    if well.role == Some(to_role) {
        return Err(WellError::RoleUnchanged { role: to_role });
    }
    match &task.authority {
        ConversionAuthority::Injection { permit, .. } if to_role.injects() => {
            well.permit_to_inject(&permit.reference, permit.in_force_until, task.effective_at)?;
        }
        ConversionAuthority::CompletionReport { .. } if !to_role.injects() => {}
        ConversionAuthority::Notice { .. }
            if !to_role.injects() && !turns_to_production(well.role, to_role) => {}
        ConversionAuthority::Injection { .. }
        | ConversionAuthority::CompletionReport { .. }
        | ConversionAuthority::Notice { .. } => {
            let needed = if to_role.injects() {
                "a permit to inject and a review of the area"
            } else {
                "a completion report"
            };
            return Err(WellError::ConversionAuthorityWrong { to_role, needed });
        }
    }
    let converted = WellConverted {
        effective_at: task.effective_at,
        from_role: well.role,
        to_role,
        authority: task.authority,
    };
    Ok(vec![converted.into()])
}

/// Whether a well that took in is to give out.
fn turns_to_production(from: Option<WellRole>, to: WellRole) -> bool {
    from.is_some_and(WellRole::injects) && to.produces()
}
