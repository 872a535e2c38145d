//! From the spud to total depth.

use super::Decision;
use crate::quantity::Feet;
use crate::specification::{Part, Specification};
use crate::well::checks;
use crate::well::command::{
    DeclareDryHole, ReachTotalDepth, RecordDailyDrilling, ResumeDrilling, SetCasing, SidetrackWellbore,
    SpudWell, SuspendDrilling,
};
use crate::well::error::WellError;
use crate::well::event::{
    CasingSet, DrillingProgressRecorded, DrillingResumed, DrillingSuspended, DryHoleDeclared,
    TotalDepthReached, WellReentered, WellSpudded, WellboreSidetracked,
};
use crate::well::specifications::{CanDrillWell, Unmet, drill_candidate};
use crate::well::state::KnownWell;
use crate::well::step::Step;

/// The bit turns: of a permitted well for the first time, of a plugged one that may be entered again.
pub(super) fn spud(well: &KnownWell, task: SpudWell) -> Decision {
    let step = if well.reentry.is_some() {
        Step::Reenter
    } else {
        Step::Spud
    };
    well.admit(step)?;
    may_be_drilled(well, &task)?;
    if let Some(permit) = &well.reentry {
        let entered = WellReentered {
            effective_at: task.effective_at,
            rig: task.rig,
            contractor: task.contractor,
            permit_number: permit.permit_number.clone(),
            bore: permit.bore,
            evidence: task.evidence,
        };
        return Ok(vec![entered.into()]);
    }
    let spudded = WellSpudded {
        effective_at: task.effective_at,
        rig: task.rig,
        contractor: task.contractor,
        permit_number: well.permit.as_ref().map(|permit| permit.number.clone()),
        evidence: task.evidence,
    };
    Ok(vec![spudded.into()])
}

fn may_be_drilled(well: &KnownWell, task: &SpudWell) -> Result<(), WellError> {
    let on = well.day(task.effective_at);
    let candidate = drill_candidate(
        well,
        on,
        well.reentry.as_ref(),
        &task.evidence,
        &task.seen,
        &task.demanded,
    );
    let Some(unmet) = Unmet::of(&CanDrillWell.check(&candidate), on, well.identity.state) else {
        return Ok(());
    };
    // A permit that ran out is a refusal of its own where nothing else is wrong.
    let only_the_permit = |parts: &[Part]| matches!(parts, [part] if part.specification == "valid-permit");
    match candidate.permit {
        Some((_, Some(expires_on), _)) if only_the_permit(&unmet.failed) => {
            Err(WellError::PermitExpired { expires_on, on })
        }
        Some(_) | None => Err(WellError::CannotDrill { unmet }),
    }
}

pub(super) fn set_casing(well: &KnownWell, task: SetCasing) -> Decision {
    well.admit(Step::SetCasing)?;
    checks::casing(&task.casing)?;
    well.hole.takes(&task.casing)?;
    let set = CasingSet {
        effective_at: task.effective_at,
        casing: task.casing,
    };
    Ok(vec![set.into()])
}

pub(super) fn record_day(well: &KnownWell, task: RecordDailyDrilling) -> Decision {
    well.admit(Step::RecordDailyDrilling)?;
    checks::progress(&task.progress)?;
    well.hole.reaches(task.progress.measured_depth_ft)?;
    let recorded = DrillingProgressRecorded {
        effective_at: task.effective_at,
        progress: task.progress,
    };
    Ok(vec![recorded.into()])
}

pub(super) fn suspend(well: &KnownWell, task: SuspendDrilling) -> Decision {
    if well.stands_already(Step::SuspendDrilling) {
        return Ok(Vec::new());
    }
    well.admit(Step::SuspendDrilling)?;
    let suspended = DrillingSuspended {
        effective_at: task.effective_at,
        reason: task.reason,
    };
    Ok(vec![suspended.into()])
}

pub(super) fn resume(well: &KnownWell, task: ResumeDrilling) -> Decision {
    if well.stands_already(Step::ResumeDrilling) {
        return Ok(Vec::new());
    }
    well.admit(Step::ResumeDrilling)?;
    let resumed = DrillingResumed {
        effective_at: task.effective_at,
        reason: task.reason,
    };
    Ok(vec![resumed.into()])
}

pub(super) fn reach_total_depth(well: &KnownWell, task: ReachTotalDepth) -> Decision {
    well.admit(Step::ReachTotalDepth)?;
    let measured_depth_ft = task.measured_depth_ft;
    checks::total_depth(measured_depth_ft, task.true_vertical_depth_ft)?;
    well.hole.reaches(measured_depth_ft)?;
    within_permit(well, measured_depth_ft, task.permit_tolerance_ft)?;
    let reached = TotalDepthReached {
        effective_at: task.effective_at,
        measured_depth_ft,
        true_vertical_depth_ft: task.true_vertical_depth_ft,
        formation: task.formation,
    };
    Ok(vec![reached.into()])
}

/// How far beyond the permitted depth a hole may go is a matter of the agency's rules; where they are not stated, nothing is
/// refused.
fn within_permit(
    well: &KnownWell,
    measured_depth_ft: Feet,
    tolerance_ft: Option<Feet>,
) -> Result<(), WellError> {
    let permitted = well.permit.as_ref().and_then(|permit| permit.permitted_depth_ft);
    let (Some(permitted_depth_ft), Some(tolerance_ft)) = (permitted, tolerance_ft) else {
        return Ok(());
    };
    if measured_depth_ft.value() > permitted_depth_ft.value() + tolerance_ft.value() {
        return Err(WellError::TotalDepthBeyondPermit {
            measured_depth_ft,
            permitted_depth_ft,
            tolerance_ft,
        });
    }
    Ok(())
}

pub(super) fn sidetrack(well: &KnownWell, task: SidetrackWellbore) -> Decision {
    well.admit(Step::Sidetrack)?;
    let kickoff = &task.kickoff;
    well.bore_of_its_own(kickoff.parent)?;
    well.bore_of_its_own(kickoff.bore)?;
    if let Some(bore) = well.hole.bore
        && bore != kickoff.parent
    {
        return Err(WellError::BoreNotCurrent {
            parent: kickoff.parent,
            bore,
        });
    }
    if kickoff.bore == kickoff.parent {
        return Err(WellError::BoreAlreadyExists { bore: kickoff.bore });
    }
    well.bore_is_free(kickoff.bore)?;
    well.hole.leaves_at(kickoff.kickoff_md_ft)?;
    let sidetracked = WellboreSidetracked {
        effective_at: task.effective_at,
        kickoff: task.kickoff,
        reason: task.reason,
    };
    Ok(vec![sidetracked.into()])
}

pub(super) fn declare_dry(well: &KnownWell, task: DeclareDryHole) -> Decision {
    well.admit(Step::DeclareDryHole)?;
    let declared = DryHoleDeclared {
        effective_at: task.effective_at,
        reason: task.reason,
        remark: task.remark,
    };
    Ok(vec![declared.into()])
}
