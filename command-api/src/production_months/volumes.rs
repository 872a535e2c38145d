//! The volumes of a month, as bodies write them.

use wellflow_domain::production_month::Volumes;
use wellflow_domain::quantity::{Amount, Barrels, DaysOn, Mcf, PressureBase, Quantity, QuantityError};

use crate::faults::Faults;

/// The word that stands in place of a value an agency holds back.
const WITHHELD: &str = "withheld";

/// Volumes are strings, days a whole number. Nothing given is null, and what is held back says so; neither is zero. Gas
/// names the pressure base it was measured at.
#[derive(Debug)]
pub(super) struct VolumeFields<'a> {
    pub(super) days_on: Option<i64>,
    pub(super) oil_bbl: Option<&'a str>,
    pub(super) gas_mcf: Option<&'a str>,
    pub(super) gas_base_psia: &'a str,
    pub(super) water_bbl: Option<&'a str>,
    pub(super) injection: Option<&'a str>,
}

impl VolumeFields<'_> {
    pub(super) fn read(&self, faults: &mut Faults) -> Option<Volumes> {
        let days = self.days_on.map(|days| days.to_string());
        let days_on = quantity(faults, "/days_on", days.as_deref(), DaysOn::parse);
        let oil_bbl = quantity(faults, "/oil_bbl", self.oil_bbl, Barrels::parse);
        let base = faults.take("/gas_base_psia", PressureBase::parse(self.gas_base_psia));
        // The volume is read even where the base is not, so that both faults are reported.
        let gas = quantity(faults, "/gas_mcf", self.gas_mcf, |text| {
            Mcf::parse(text, base.unwrap_or(PressureBase::Psia14_73))
        });
        let water_bbl = quantity(faults, "/water_bbl", self.water_bbl, Barrels::parse);
        let injection = quantity(faults, "/injection", self.injection, Barrels::parse);
        base?;
        Some(Volumes {
            days_on: days_on?,
            oil_bbl: oil_bbl?,
            condensate_bbl: Quantity::NotReported,
            gas: gas?,
            gas_lift: Quantity::NotReported,
            water_bbl: water_bbl?,
            injection: injection?,
        })
    }
}

fn quantity<T: Amount>(
    faults: &mut Faults,
    pointer: &str,
    given: Option<&str>,
    parse: impl FnOnce(&str) -> Result<T, QuantityError>,
) -> Option<Quantity<T>> {
    match given {
        None => Some(Quantity::NotReported),
        Some(WITHHELD) => Some(Quantity::Withheld),
        Some(text) => faults.take(pointer, parse(text)).map(Quantity::of),
    }
}
