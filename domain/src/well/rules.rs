//! Rules that the state answers, for decisions and for the fold.

use super::error::WellError;
use super::state::{Interval, KnownWell};
use crate::api_number::ApiNumber;
use crate::quantity::Feet;
use crate::text::CompletionName;

impl KnownWell {
    /// A new interval has a name of its own, a top above its bottom, and lies in the hole we drilled.
    pub(super) fn interval_fits(&self, name: &CompletionName, interval: &Interval) -> Result<(), WellError> {
        let reached = self.total_depth.as_ref().map(|depth| depth.measured_ft);
        // A junked hole may be completed short of the depth it was meant to reach.
        self.interval_within(name, interval, reached.or(self.hole.deepest_ft))
    }

    /// As [`Self::interval_fits`], and in the hole as agencies know it where we did not drill it to its end.
    pub(super) fn may_open(&self, name: &CompletionName, interval: &Interval) -> Result<(), WellError> {
        self.interval_fits(name, interval)?;
        self.interval_within(name, interval, self.measured_depth_ft())
    }

    fn interval_within(
        &self,
        name: &CompletionName,
        interval: &Interval,
        total_depth: Option<Feet>,
    ) -> Result<(), WellError> {
        let (top_md_ft, bottom_md_ft) = (interval.top_md_ft, interval.bottom_md_ft);
        let known = self.completions.get(name);
        if known.is_some_and(|completion| completion.interval.is_some()) {
            return Err(WellError::CompletionAlreadyExists {
                completion: name.clone(),
            });
        }
        if top_md_ft >= bottom_md_ft {
            return Err(WellError::CompletionIntervalInverted {
                top_md_ft,
                bottom_md_ft,
            });
        }
        match total_depth {
            Some(total_depth_ft) if bottom_md_ft > total_depth_ft => {
                Err(WellError::CompletionBelowTotalDepth {
                    bottom_md_ft,
                    total_depth_ft,
                })
            }
            Some(_) | None => Ok(()),
        }
    }

    /// A bore is named by twelve digits of which the first ten are the well's.
    pub(super) fn bore_of_its_own(&self, bore: ApiNumber) -> Result<(), WellError> {
        if bore.wellbore() != Some(bore) {
            return Err(WellError::WellboreNotNamed { api_number: bore });
        }
        match self.api_number {
            None => Err(WellError::NumberNotAssigned { bore }),
            Some(well) if well.api10() != bore.api10() => Err(WellError::WellboreOfAnotherWell {
                wellbore: bore,
                well: well.well(),
            }),
            Some(_) => Ok(()),
        }
    }

    /// A new bore was not drilled before. An agency may hold a record of it already.
    pub(super) fn bore_is_free(&self, bore: ApiNumber) -> Result<(), WellError> {
        let left = self.left_bores.iter().any(|left| left.bore == bore);
        if left || self.hole.bore == Some(bore) {
            return Err(WellError::BoreAlreadyExists { bore });
        }
        Ok(())
    }

    /// Whether the well can have a fact of that type, by what can be seen of it in the state.
    pub(super) fn has_fact(&self, event_type: &str) -> bool {
        let opened = !self.completions.is_empty() || !self.wellbores.is_empty();
        match event_type {
            "WellProposed" => self.plan.is_some(),
            "WellSpudded" => self.spudded_at.is_some(),
            "CasingSet" => !self.hole.casing.is_empty() || !self.left_bores.is_empty(),
            "DrillingProgressRecorded" => self.hole.deepest_ft.is_some() || !self.left_bores.is_empty(),
            "WellboreSidetracked" => !self.left_bores.is_empty(),
            // What was drilled, opened or flowed before the well was entered again no longer shows.
            "TotalDepthReached" => self.hole.deepest_ft.is_some() || !self.left_bores.is_empty(),
            "WellCompleted" | "WellRecompleted" => {
                self.completions.values().any(|known| known.interval.is_some())
            }
            "FirstProductionRecorded"
            | "ProductionResumed"
            | "InjectionStarted"
            | "InjectionStopped"
            | "InjectionResumed"
            | "WellShutIn"
            | "WellTemporarilyAbandoned"
            | "TemporaryAbandonmentExtended"
            | "WellReturnedToService" => opened,
            "WellTestRecorded" => self.tests.well.is_some(),
            "MechanicalIntegrityTested" => self.tests.integrity.is_some(),
            "FluidLevelTested" => self.tests.fluid_level.is_some(),
            "WellHistoryCorrected" => self.corrections > 0,
            _ => true,
        }
    }
}
