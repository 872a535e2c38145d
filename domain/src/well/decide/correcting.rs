//! What is said of the record itself: a fact was wrong, the well does not exist, an agency holds something against it.
//!
//! A state knows no event ids: whether the corrected event stands is judged where the stream is appended to. Here it is
//! judged whether the well has such a fact at all, and whether what takes its place can be.

use super::Decision;
use crate::text::Text120;
use crate::well::checks;
use crate::well::command::{CorrectWellHistory, SetRegulatoryFlag, VoidWellRecord};
use crate::well::error::WellError;
use crate::well::event::{
    CorrectedFact, RegulatoryFlagChanged, WellHistoryCorrected, WellProposed, WellRecordVoided,
};
use crate::well::state::KnownWell;
use crate::well::step::Step;

/// What a correction itself is called; it may be corrected in turn.
const CORRECTION: &str = "WellHistoryCorrected";

pub(super) fn correct(well: &KnownWell, task: CorrectWellHistory) -> Decision {
    well.admit(Step::CorrectHistory)?;
    let corrected = task.corrects.event_type.as_str();
    let Some(event_type) = correctable(corrected) else {
        return Err(WellError::NotCorrectable {
            event_type: task.corrects.event_type,
        });
    };
    if !well.has_fact(corrected) {
        return Err(WellError::NothingToCorrect {
            event_type: corrected.to_owned(),
        });
    }
    match &task.instead {
        None if corrected == "WellProposed" => return Err(WellError::ProposalNotWithdrawn),
        None => {}
        // What a correction put in the place of another fact may be of any kind; the fold judges whether it can be.
        Some(instead) if corrected != instead.event_type() && corrected != CORRECTION => {
            return Err(WellError::CorrectionOfAnotherKind {
                corrected: corrected.to_owned(),
                instead: instead.event_type(),
            });
        }
        Some(instead) => sound(well, instead)?,
    }
    let effective_at = task
        .instead
        .as_ref()
        .map_or(task.corrects.effective_at, CorrectedFact::effective_at);
    let event = WellHistoryCorrected {
        effective_at,
        corrects_event_id: task.corrects.event_id,
        corrects_event_type: event_type,
        instead: task.instead,
        reason: task.reason,
    };
    Ok(vec![event.into()])
}

/// The type of a fact that a correction can take the place of.
fn correctable(event_type: &str) -> Option<Text120> {
    (event_type == CORRECTION || CorrectedFact::TYPES.contains(&event_type))
        .then(|| Text120::parse(event_type).ok())
        .flatten()
}

/// Whether what is said to have happened instead can have happened at all.
fn sound(well: &KnownWell, fact: &CorrectedFact) -> Result<(), WellError> {
    match fact {
        CorrectedFact::WellProposed(proposed) => same_well(well, proposed),
        CorrectedFact::CasingSet(set) => checks::casing(&set.casing),
        CorrectedFact::DrillingProgressRecorded(recorded) => checks::progress(&recorded.progress),
        CorrectedFact::TotalDepthReached(reached) => {
            checks::total_depth(reached.measured_depth_ft, reached.true_vertical_depth_ft)
        }
        CorrectedFact::WellCompleted(completed) => {
            checks::interval(completed.top_md_ft, completed.bottom_md_ft, &completed.detail)
        }
        CorrectedFact::WellRecompleted(recompleted) => checks::interval(
            recompleted.top_md_ft,
            recompleted.bottom_md_ft,
            &recompleted.detail,
        ),
        CorrectedFact::WellTestRecorded(recorded) => {
            checks::well_test(&recorded.test, recorded.effective_at, well.time_zone)
        }
        CorrectedFact::WellPlugged(plugged) => checks::plugs(&plugged.plugs),
        CorrectedFact::WellboreSidetracked(sidetracked) => well.bore_of_its_own(sidetracked.kickoff.bore),
        CorrectedFact::DrillingPermitSubmitted(_)
        | CorrectedFact::DrillingPermitApproved(_)
        | CorrectedFact::DrillingPermitDenied(_)
        | CorrectedFact::DrillingPermitExpired(_)
        | CorrectedFact::WellCancelled(_)
        | CorrectedFact::WellSpudded(_)
        | CorrectedFact::WellReentered(_)
        | CorrectedFact::DrillingSuspended(_)
        | CorrectedFact::DrillingResumed(_)
        | CorrectedFact::DryHoleDeclared(_)
        | CorrectedFact::CompletionStarted(_)
        | CorrectedFact::FirstProductionRecorded(_)
        | CorrectedFact::InjectionStarted(_)
        | CorrectedFact::InjectionStopped(_)
        | CorrectedFact::WellShutIn(_)
        | CorrectedFact::ProductionResumed(_)
        | CorrectedFact::InjectionResumed(_)
        | CorrectedFact::WellTemporarilyAbandoned(_)
        | CorrectedFact::TemporaryAbandonmentExtended(_)
        | CorrectedFact::WellReturnedToService(_)
        | CorrectedFact::WellConverted(_)
        | CorrectedFact::OperatorChanged(_)
        | CorrectedFact::MechanicalIntegrityTested(_)
        | CorrectedFact::FluidLevelTested(_)
        | CorrectedFact::PluggingApproved(_)
        | CorrectedFact::SiteReleased(_)
        | CorrectedFact::ReentryApproved(_)
        | CorrectedFact::RegulatoryFlagChanged(_) => Ok(()),
    }
}

/// The ledger has moved the claim of the number already, so a corrected proposal keeps it.
fn same_well(well: &KnownWell, proposed: &WellProposed) -> Result<(), WellError> {
    if proposed.well_id == well.well_id && proposed.api_number == well.api_number {
        return Ok(());
    }
    Err(WellError::CorrectionChangesIdentity {
        well_id: well.well_id,
        found: well
            .api_number
            .map_or_else(|| "none".to_owned(), |number| number.to_string()),
    })
}

pub(super) fn void(well: &KnownWell, task: VoidWellRecord) -> Decision {
    well.admit(Step::VoidRecord)?;
    let voided = WellRecordVoided {
        effective_at: task.effective_at,
        api_number: well.api_number,
        reason: task.reason,
    };
    Ok(vec![voided.into()])
}

/// A flag that stands already is not set again.
pub(super) fn set_flag(well: &KnownWell, task: SetRegulatoryFlag) -> Decision {
    well.admit(Step::SetFlag)?;
    if well.flags.clone().with(&task.flag) == well.flags {
        return Ok(Vec::new());
    }
    let changed = RegulatoryFlagChanged {
        effective_at: task.effective_at,
        flag: task.flag,
        source: task.source,
    };
    Ok(vec![changed.into()])
}
