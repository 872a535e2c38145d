//! Measurements.

use super::Decision;
use crate::well::checks;
use crate::well::command::{RecordFluidLevelTest, RecordMechanicalIntegrityTest, RecordWellTest};
use crate::well::error::WellError;
use crate::well::event::{FluidLevelTested, MechanicalIntegrityTested, WellTestRecorded};
use crate::well::state::KnownWell;
use crate::well::step::Step;

pub(super) fn record_well_test(well: &KnownWell, task: RecordWellTest) -> Decision {
    well.admit(Step::RecordWellTest)?;
    if let Some(completion) = &task.completion
        && !well.completions.contains_key(completion)
    {
        return Err(WellError::CompletionUnknown {
            completion: completion.clone(),
        });
    }
    checks::well_test(&task.test, task.effective_at, well.time_zone)?;
    let recorded = WellTestRecorded {
        effective_at: task.effective_at,
        completion: task.completion,
        test: task.test,
    };
    Ok(vec![recorded.into()])
}

pub(super) fn record_integrity_test(well: &KnownWell, task: RecordMechanicalIntegrityTest) -> Decision {
    well.admit(Step::RecordIntegrityTest)?;
    let tested = MechanicalIntegrityTested {
        effective_at: task.effective_at,
        test: task.test,
    };
    Ok(vec![tested.into()])
}

pub(super) fn record_fluid_level(well: &KnownWell, task: RecordFluidLevelTest) -> Decision {
    well.admit(Step::RecordFluidLevelTest)?;
    let tested = FluidLevelTested {
        effective_at: task.effective_at,
        test: task.test,
    };
    Ok(vec![tested.into()])
}
