//! The volumes of a month, as bodies write them.

use wellflow_domain::production_month::Volumes;
use wellflow_domain::quantity::{Barrels, DaysOn, Mcf, PressureBase};

use crate::faults::Faults;

/// Volumes are strings, days a whole number. Gas names the pressure base it was measured at.
#[derive(Debug)]
pub(super) struct VolumeFields<'a> {
    pub(super) days_on: i64,
    pub(super) oil_bbl: &'a str,
    pub(super) gas_mcf: &'a str,
    pub(super) gas_base_psia: &'a str,
    pub(super) water_bbl: &'a str,
    pub(super) injection: Option<&'a str>,
}

impl VolumeFields<'_> {
    pub(super) fn read(&self, faults: &mut Faults) -> Option<Volumes> {
        let days_on = faults.take("/days_on", DaysOn::parse(&self.days_on.to_string()));
        let oil_bbl = faults.take("/oil_bbl", Barrels::parse(self.oil_bbl));
        let base = faults.take("/gas_base_psia", PressureBase::parse(self.gas_base_psia));
        // The volume is read even where the base is not, so that both faults are reported.
        let gas = faults.take(
            "/gas_mcf",
            Mcf::parse(self.gas_mcf, base.unwrap_or(PressureBase::Psia14_73)),
        );
        let water_bbl = faults.take("/water_bbl", Barrels::parse(self.water_bbl));
        let injection = match self.injection {
            Some(text) => faults.take("/injection", Barrels::parse(text)),
            None => Some(Barrels::ZERO),
        };
        base?;
        Some(Volumes {
            days_on: days_on?,
            oil_bbl: oil_bbl?,
            gas: gas?,
            water_bbl: water_bbl?,
            injection: injection?,
        })
    }
}
