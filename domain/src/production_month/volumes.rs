//! What is said of a month: its volumes, its oil stock, where its gas went, and what was measured.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::quantity::{
    ApiGravity, Barrels, BtuPerCubicFoot, DaysOn, Mcf, Psi, Quantity, QuantityError, SignedBarrels, SignedMcf,
};
use crate::text::Text120;
use crate::well::Provenance;

/// What one completion produced and took in during a month. A blank is not a zero, and neither is what is withheld.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Volumes {
    /// Days on production or injection, 0 to the days of the month.
    pub days_on: Quantity<DaysOn>,
    /// Oil at 60 °F; with condensate, where that is not reported apart.
    pub oil_bbl: Quantity<Barrels>,
    /// Condensate at 60 °F, where it is reported apart from oil.
    pub condensate_bbl: Quantity<Barrels>,
    /// Gas out of the formation, at its stated base.
    pub gas: Quantity<Mcf>,
    /// Gas injected for lift, which comes up again.
    pub gas_lift: Quantity<Mcf>,
    /// Water.
    pub water_bbl: Quantity<Barrels>,
    /// Injected volume, in the unit of the injected fluid as the agency reports it (bbl for water).
    pub injection: Quantity<Barrels>,
}

impl Volumes {
    /// Whether something was produced or taken in.
    pub fn hold_volume(&self) -> bool {
        self.oil_bbl.is_something()
            || self.condensate_bbl.is_something()
            || self.gas.is_something()
            || self.gas_lift.is_something()
            || self.water_bbl.is_something()
            || self.injection.is_something()
    }

    /// Whether nothing is known to have been produced or taken in, on no day.
    pub fn are_nothing(&self) -> bool {
        !self.hold_volume() && !self.days_on.is_something()
    }
}

/// What a month's statement says beside the volumes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MonthDetails {
    /// The stock of oil.
    pub oil_stock: Option<OilStock>,
    /// Where the gas went.
    pub gas_use: Option<GasUse>,
    /// What was measured.
    pub measured: Option<MonthMeasures>,
}

/// A month's stock of oil as stated: opening + produced + adjustment - disposed of = closing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OilStock {
    /// At the beginning of the month.
    pub opening_bbl: Quantity<Barrels>,
    /// Sold or otherwise taken away.
    pub disposed_bbl: Quantity<Barrels>,
    /// Corrections of the stock, up or down.
    pub adjustment_bbl: Quantity<SignedBarrels>,
    /// At the end of the month.
    pub closing_bbl: Quantity<Barrels>,
}

impl OilStock {
    /// What the closing stock should be less what it is said to be; `None` where a part is withheld.
    pub(crate) fn imbalance(&self, produced: Quantity<Barrels>) -> Option<Decimal> {
        let expected =
            self.opening_bbl.in_balance()? + produced.in_balance()? + self.adjustment_bbl.in_balance()?
                - self.disposed_bbl.in_balance()?;
        Some(expected - self.closing_bbl.in_balance()?)
    }
}

/// Where a month's gas went, as stated.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct GasUse {
    /// Sold.
    pub sold: Quantity<Mcf>,
    /// Used on the lease.
    pub used_on_lease: Quantity<Mcf>,
    /// Lost as liquid.
    pub shrinkage: Quantity<Mcf>,
    /// Flared or vented.
    pub flared_or_vented: Quantity<Mcf>,
}

impl GasUse {
    /// What was produced and injected for lift less what went somewhere, at the base of what was produced; `None` where a
    /// part is withheld, or no base is stated.
    pub(crate) fn imbalance(&self, volumes: &Volumes) -> Result<Option<SignedMcf>, QuantityError> {
        let parts = [
            self.sold,
            self.used_on_lease,
            self.shrinkage,
            self.flared_or_vented,
        ];
        let all = parts.iter().chain([&volumes.gas, &volumes.gas_lift]);
        let Some(base) = all.clone().find_map(|part| part.amount()) else {
            return Ok(None);
        };
        if all.clone().any(|part| matches!(part, Quantity::Withheld)) {
            return Ok(None);
        }
        let at_base = |part: &Quantity<Mcf>| match part.amount() {
            Some(amount) => amount.at(base.base_psia(), base.base_temp_f()).map(Mcf::volume),
            None => Ok(Decimal::ZERO),
        };
        let mut difference = at_base(&volumes.gas)? + at_base(&volumes.gas_lift)?;
        for part in &parts {
            difference -= at_base(part)?;
        }
        SignedMcf::new(difference, base.base_psia()).map(|gas| Some(gas.stated_at(base.base_temp_f())))
    }
}

/// What was measured of a month's production, as stated.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MonthMeasures {
    /// Gravity of the oil sold.
    pub oil_api_gravity: Option<ApiGravity>,
    /// Heating value of the gas sold.
    pub gas_btu_per_cf: Option<BtuPerCubicFoot>,
    /// Tubing pressure while producing gas.
    pub gas_tubing_psi: Option<Psi>,
    /// Casing pressure while producing gas.
    pub gas_casing_psi: Option<Psi>,
    /// Tubing pressure while injecting water.
    pub water_tubing_psi: Option<Psi>,
    /// Casing pressure while injecting water.
    pub water_casing_psi: Option<Psi>,
    /// How the water was disposed of, by the agency's own code.
    pub water_disposal_code: Option<Text120>,
}

/// The filing at an agency from which a month's facts were taken over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Filing {
    /// The agency, the file, and the row in it.
    pub provenance: Provenance,
    /// The agency's number of the document.
    pub document_number: Option<Text120>,
    /// The day the agency accepted it.
    pub accepted_on: Option<NaiveDate>,
    /// Whether the agency marks it as a revision of an earlier one.
    pub revised: bool,
    /// The well's status by the agency's own code.
    pub well_status_code: Option<Text120>,
}

impl Filing {
    /// Whether both are the same document, however the file that holds it is called.
    pub(super) fn is_same_document(&self, other: &Self) -> bool {
        self.provenance.agency == other.provenance.agency
            && self.document_number == other.document_number
            && self.accepted_on == other.accepted_on
    }
}
