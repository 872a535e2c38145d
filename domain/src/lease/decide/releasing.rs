//! What is let go: by a release, a Pugh clause, a retained-acreage clause.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::{Decision, producing, signed};
use crate::depth::Depths;
use crate::ids::WellId;
use crate::lease::command::{ApplyPughClause, ApplyRetainedAcreage, ReleaseAcreage};
use crate::lease::error::LeaseError;
use crate::lease::event::{LeaseEvent, LeasePartiallyReleased, LeaseReleased};
use crate::lease::seen::CompletionSeen;
use crate::lease::state::KnownLease;
use crate::lease::stated::{PughClause, ReleaseCause, ReleasedAcreage, RetainedAcreageClause};
use crate::lease::step::Step;
use crate::quantity::{Acres, Feet};
use crate::tract::TractName;

pub(super) fn release(lease: &KnownLease, task: ReleaseAcreage) -> Decision {
    lease.admit(Step::Release, task.effective_at)?;
    signed(&task.instrument)?;
    if task.acreage.is_empty() {
        return Err(LeaseError::NothingReleased);
    }
    lease.title.not_let_go_before(&task.acreage)?;
    let left = lease.title.without(&task.acreage)?;
    for part in &task.acreage {
        match part {
            ReleasedAcreage::Depths { tract, depths } => {
                lease.nothing_produces(tract, depths, &task.completions)?;
            }
            // Where a well stands on the rest of a tract, its ground is kept.
            ReleasedAcreage::Ground { tract, .. } => {
                if left.tracts.get(tract).is_none_or(|held| held.slices.is_empty()) {
                    lease.nothing_produces(tract, &Depths::all(), &task.completions)?;
                }
            }
        }
    }
    let event: LeaseEvent = if left.is_empty() {
        LeaseReleased {
            effective_at: task.effective_at,
            acreage: task.acreage,
            instrument: task.instrument,
        }
        .into()
    } else {
        LeasePartiallyReleased {
            effective_at: task.effective_at,
            acreage: task.acreage,
            cause: ReleaseCause::Released,
            instrument: task.instrument,
        }
        .into()
    };
    Ok(vec![event])
}

impl KnownLease {
    /// Refuses to let depths go from which a completion produces, or that a producing unit holds.
    pub(super) fn nothing_produces(
        &self,
        tract: &TractName,
        depths: &Depths,
        completions: &[CompletionSeen],
    ) -> Result<(), LeaseError> {
        let held = |seen: &CompletionSeen| {
            let here = seen.place.tract.as_ref() == Some(tract) && depths.touch(seen.produces_at());
            let unit = seen.place.unit_id.and_then(|unit_id| self.units.get(&unit_id));
            let by_unit = unit.is_some_and(|unit| {
                depths.touch(unit.depths)
                    && unit
                        .tracts
                        .iter()
                        .any(|joined| joined.tract.as_ref() == Some(tract))
            });
            seen.producing && (here || by_unit)
        };
        match completions.iter().find(|seen| held(seen)) {
            Some(seen) => Err(LeaseError::ReleaseUnderProduction {
                tract: tract.clone(),
                well_id: seen.well_id,
                completion: seen.place.completion.clone(),
                depths: seen.produces_at(),
            }),
            None => Ok(()),
        }
    }

    /// Some clauses take effect once the primary term is over.
    fn term_is_over(&self, on: NaiveDate) -> Result<(), LeaseError> {
        let end = self.primary_term_end();
        if end.is_some_and(|end| end < on) {
            Ok(())
        } else {
            Err(LeaseError::TermNotOver {
                ends_on: LeaseError::day_or_unknown(end),
                on,
            })
        }
    }

    /// The completions that produce from the lease's tracts or for its units; at least one.
    fn producing_under<'a>(
        &self,
        completions: &'a [CompletionSeen],
        step: Step,
    ) -> Result<Vec<&'a CompletionSeen>, LeaseError> {
        let mut wells = producing(completions, step)?;
        wells.retain(|seen| {
            self.title
                .tracts
                .keys()
                .any(|tract| self.holds_tract(tract, seen))
        });
        if wells.is_empty() {
            return Err(LeaseError::NoProducingCompletion { words: step.words() });
        }
        Ok(wells)
    }

    /// Whether a completion produces from the tract, or for a unit the tract is in.
    fn holds_tract(&self, tract: &TractName, seen: &CompletionSeen) -> bool {
        let unit = seen.place.unit_id.and_then(|unit_id| self.units.get(&unit_id));
        seen.place.tract.as_ref() == Some(tract)
            || unit.is_some_and(|unit| {
                unit.tracts
                    .iter()
                    .any(|joined| joined.tract.as_ref() == Some(tract))
            })
    }
}

pub(super) fn apply_pugh(lease: &KnownLease, task: ApplyPughClause) -> Decision {
    let on = lease.admit(Step::ApplyPugh, task.effective_at)?;
    let clause = lease.said(Step::ApplyPugh)?.clauses.pugh;
    if clause == PughClause::None {
        return Err(LeaseError::ClauseAbsent { clause: "Pugh" });
    }
    lease.not_lapsed(Step::ApplyPugh, on)?;
    lease.term_is_over(on)?;
    let wells = lease.producing_under(&task.completions, Step::ApplyPugh)?;
    let mut acreage = Vec::new();
    let mut deepest_of_all: Option<Feet> = None;
    for (tract, held) in &lease.title.tracts {
        let Some(depths) = held.depths() else { continue };
        let own: Vec<&CompletionSeen> = wells
            .iter()
            .copied()
            .filter(|seen| lease.holds_tract(tract, seen))
            .collect();
        if own.is_empty() && clause.lets_ground_go() {
            acreage.push(ReleasedAcreage::Depths {
                tract: tract.clone(),
                depths,
            });
            continue;
        }
        let Some(margin_ft) = clause.margin_ft() else {
            continue;
        };
        // Where the ground stays although nothing produces from it, the lease's deepest well speaks for it.
        let speaking = if own.is_empty() { wells.clone() } else { own };
        let deepest_ft = deepest(&speaking)?;
        deepest_of_all = deepest_of_all.max(Some(deepest_ft));
        let below = deepest_ft
            .checked_add(margin_ft)
            .ok()
            .and_then(|ft| depths.below(ft));
        acreage.extend(below.map(|depths| ReleasedAcreage::Depths {
            tract: tract.clone(),
            depths,
        }));
    }
    if acreage.is_empty() {
        return Ok(Vec::new());
    }
    let event = LeasePartiallyReleased {
        effective_at: task.effective_at,
        acreage,
        cause: ReleaseCause::Pugh {
            deepest_producing_ft: deepest_of_all,
        },
        instrument: task.instrument,
    };
    Ok(vec![event.into()])
}

/// The base of the deepest formation that produces.
fn deepest(wells: &[&CompletionSeen]) -> Result<Feet, LeaseError> {
    let mut deepest = Feet::ZERO;
    for seen in wells {
        let base = seen
            .deepest_ft()
            .ok_or_else(|| LeaseError::ProducingDepthUnknown {
                well_id: seen.well_id,
                completion: seen.place.completion.clone(),
            })?;
        deepest = deepest.max(base);
    }
    Ok(deepest)
}

pub(super) fn apply_retained(lease: &KnownLease, task: ApplyRetainedAcreage) -> Decision {
    let on = lease.admit(Step::ApplyRetained, task.effective_at)?;
    let clauses = &lease.said(Step::ApplyRetained)?.clauses;
    let clause = clauses.retained_acreage.ok_or(LeaseError::ClauseAbsent {
        clause: "retained acreage",
    })?;
    lease.not_lapsed(Step::ApplyRetained, on)?;
    lease.term_is_over(on)?;
    let wells = lease.producing_under(&task.completions, Step::ApplyRetained)?;
    let kept = kept_by_tract(&task, &wells, &clause)?;
    if kept.values().all(Decimal::is_zero) {
        return Err(LeaseError::NothingRetained);
    }
    let mut acreage = Vec::new();
    for (tract, held) in &lease.title.tracts {
        let Some(depths) = held.depths() else { continue };
        let kept = kept.get(tract).copied().unwrap_or(Decimal::ZERO);
        let goes = held.held_acres.value() - kept;
        if kept.is_zero() {
            acreage.push(ReleasedAcreage::Depths {
                tract: tract.clone(),
                depths,
            });
        } else if !goes.is_zero() {
            let acres = Acres::new(goes).map_err(|_| LeaseError::AcresNotHeld {
                tract: tract.clone(),
                acres: Acres::new(kept).unwrap_or_default(),
                held_acres: held.held_acres,
            })?;
            acreage.push(ReleasedAcreage::Ground {
                tract: tract.clone(),
                acres,
                legal: task.released_legal.clone(),
            });
        }
    }
    if acreage.is_empty() {
        return Ok(Vec::new());
    }
    let event = LeasePartiallyReleased {
        effective_at: task.effective_at,
        acreage,
        cause: ReleaseCause::RetainedAcreage,
        instrument: task.instrument,
    };
    Ok(vec![event.into()])
}

/// What the wells keep of each tract: each at most what the clause lets it, and only where it produces.
fn kept_by_tract(
    task: &ApplyRetainedAcreage,
    wells: &[&CompletionSeen],
    clause: &RetainedAcreageClause,
) -> Result<BTreeMap<TractName, Decimal>, LeaseError> {
    let (mut by_tract, mut by_well) = (BTreeMap::new(), BTreeMap::<WellId, Decimal>::new());
    for retained in &task.retained {
        let (well_id, tract) = (retained.well_id, &retained.tract);
        let here =
            |seen: &&&CompletionSeen| seen.well_id == well_id && seen.place.tract.as_ref() == Some(tract);
        let seen = wells
            .iter()
            .find(here)
            .ok_or_else(|| LeaseError::RetainedByNone {
                well_id,
                tract: tract.clone(),
            })?;
        let of_kind = if seen.place.horizontal {
            clause.horizontal_well_acres
        } else {
            clause.vertical_well_acres
        };
        let more = Decimal::ONE + clause.tolerance.value() / Decimal::ONE_HUNDRED;
        let limit = (of_kind.value() * more).normalize();
        let acres = by_well.entry(well_id).or_default();
        *acres += retained.acres.value();
        if *acres > limit {
            return Err(LeaseError::RetainedTooMuch {
                well_id,
                acres: *acres,
                limit,
            });
        }
        *by_tract.entry(tract.clone()).or_default() += retained.acres.value();
    }
    Ok(by_tract)
}
