//! From the spud to total depth.

use chrono::{DateTime, Utc};
use wellflow_decider::Illegal;

use super::against;
use crate::well::checks;
use crate::well::event::{
    CasingSet, DrillingProgressRecorded, DrillingSuspended, DryHoleDeclared, TotalDepthReached,
    WellReentered, WellboreSidetracked,
};
use crate::well::stage::Stage;
use crate::well::state::{FirstProduction, KnownWell, Permit, TotalDepth};
use crate::well::stated::ReentryBore;
use crate::well::step::Step;

impl KnownWell {
    pub(super) fn take_spud(&mut self, at: DateTime<Utc>) -> Result<(), Illegal> {
        self.advance(Step::Spud, Stage::Drilling, at)?;
        self.spudded_at = Some(at);
        Ok(())
    }

    /// The well's life begins anew in the old hole or in a new one: what was opened before stays plugged.
    pub(super) fn take_reentry(&mut self, event: &WellReentered) -> Result<(), Illegal> {
        let at = event.effective_at;
        self.advance(Step::Reenter, Stage::Drilling, at)?;
        match event.bore {
            ReentryBore::SameBore => {}
            ReentryBore::NewBore { bore } => self.left_bores.extend(self.hole.begin(bore, at)),
        }
        let permitted = self.reentry.take();
        self.permit = Some(Permit {
            number: event.permit_number.clone(),
            expires_on: permitted.as_ref().and_then(|permit| permit.expires_on),
            permitted_depth_ft: permitted.and_then(|permit| permit.permitted_depth_ft),
        });
        self.spudded_at.get_or_insert(at);
        self.total_depth = None;
        self.completed_at = None;
        self.first_production = FirstProduction::NotYet;
        self.injection = None;
        self.plugging_approval = None;
        self.plugged_at = None;
        Ok(())
    }

    pub(super) fn take_casing(&mut self, event: &CasingSet) -> Result<(), Illegal> {
        let at = event.effective_at;
        self.allow(Step::SetCasing, at)?;
        checks::casing(&event.casing).map_err(|rule| against(rule, at))?;
        self.hole.takes(&event.casing).map_err(|rule| against(rule, at))?;
        self.hole.set(&event.casing);
        Ok(())
    }

    pub(super) fn take_progress(&mut self, event: &DrillingProgressRecorded) -> Result<(), Illegal> {
        let (at, progress) = (event.effective_at, &event.progress);
        self.allow(Step::RecordDailyDrilling, at)?;
        checks::progress(progress).map_err(|rule| against(rule, at))?;
        self.hole
            .reaches(progress.measured_depth_ft)
            .map_err(|rule| against(rule, at))?;
        self.hole.drilled_to(progress.measured_depth_ft);
        Ok(())
    }

    pub(super) fn take_suspension(&mut self, event: &DrillingSuspended) -> Result<(), Illegal> {
        let stage = Stage::DrillingSuspended {
            reason: Some(event.reason.clone()),
        };
        self.advance(Step::SuspendDrilling, stage, event.effective_at)
    }

    pub(super) fn take_total_depth(&mut self, event: &TotalDepthReached) -> Result<(), Illegal> {
        let (at, measured_ft) = (event.effective_at, event.measured_depth_ft);
        self.hole.reaches(measured_ft).map_err(|rule| against(rule, at))?;
        self.advance(Step::ReachTotalDepth, Stage::Drilled, at)?;
        self.hole.drilled_to(measured_ft);
        self.total_depth = Some(TotalDepth {
            at,
            measured_ft,
            true_vertical_ft: event.true_vertical_depth_ft,
            formation: event.formation.clone(),
        });
        Ok(())
    }

    pub(super) fn take_sidetrack(&mut self, event: &WellboreSidetracked) -> Result<(), Illegal> {
        let (at, kickoff) = (event.effective_at, &event.kickoff);
        self.allow(Step::Sidetrack, at)?;
        self.bore_is_free(kickoff.bore)
            .map_err(|rule| against(rule, at))?;
        self.hole
            .leaves_at(kickoff.kickoff_md_ft)
            .map_err(|rule| against(rule, at))?;
        let left = self.hole.sidetrack(kickoff, at);
        self.left_bores.push(left);
        Ok(())
    }

    pub(super) fn take_dry_hole(&mut self, event: &DryHoleDeclared) -> Result<(), Illegal> {
        let stage = Stage::DryHole {
            reason: Some(event.reason),
        };
        self.advance(Step::DeclareDryHole, stage, event.effective_at)
    }
}
