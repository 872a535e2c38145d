//! One day of a completion: what came up, how long it ran, why it stood still, and what the gauges showed.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::quantity::{ApiGravity, Barrels, Choke64ths, Fahrenheit, Hours, Mcf, Percent, Psi, Quantity};

/// What is said of a day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DayEntry {
    /// Oil at 60 °F.
    pub oil_bbl: Quantity<Barrels>,
    /// Condensate at 60 °F.
    pub condensate_bbl: Quantity<Barrels>,
    /// Gas at its stated base.
    pub gas: Quantity<Mcf>,
    /// Gas injected for lift.
    pub gas_lift: Quantity<Mcf>,
    /// Water.
    pub water_bbl: Quantity<Barrels>,
    /// Water or other liquid injected.
    pub injection_bbl: Quantity<Barrels>,
    /// Hours on production or injection.
    pub hours_on: Hours,
    /// Why it stood still, and how long for each reason.
    pub downtime: Vec<Downtime>,
    /// The opening of the choke, in 64ths of an inch.
    pub choke_64ths: Option<Choke64ths>,
    /// Tubing pressure.
    pub tubing_psi: Option<Psi>,
    /// Casing pressure.
    pub casing_psi: Option<Psi>,
    /// Line pressure.
    pub line_psi: Option<Psi>,
    /// Temperature at the wellhead.
    pub temperature_f: Option<Fahrenheit>,
    /// Basic sediment and water.
    pub bsw_pct: Option<Percent>,
    /// Gravity of the oil.
    pub api_gravity: Option<ApiGravity>,
    /// How the volumes were come by.
    pub source: VolumeSource,
}

impl DayEntry {
    /// Whether something was produced or taken in.
    pub fn holds_volume(&self) -> bool {
        self.oil_bbl.is_something()
            || self.condensate_bbl.is_something()
            || self.gas.is_something()
            || self.gas_lift.is_something()
            || self.water_bbl.is_something()
            || self.injection_bbl.is_something()
    }

    /// The minutes it stood still, for all reasons together.
    pub fn downtime_minutes(&self) -> u32 {
        let minutes = self.downtime.iter().map(|part| u32::from(part.minutes));
        minutes.fold(0, u32::saturating_add)
    }

    /// How many minutes hours and downtime make together.
    pub(super) fn minutes_told(&self) -> Decimal {
        self.hours_on.value() * Decimal::from(60) + Decimal::from(self.downtime_minutes())
    }
}

/// A stretch of a day on which nothing flowed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Downtime {
    /// How long, in minutes.
    pub minutes: u16,
    /// Why.
    pub reason: DowntimeReason,
}

/// Why a well stood still.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum DowntimeReason {
    /// Nobody took the product.
    NoMarket,
    /// Something broke on the well.
    Mechanical,
    /// The well was worked on.
    Workover,
    /// Weather.
    Weather,
    /// Not worth running.
    Economic,
    /// By order.
    Regulatory,
    /// What may be produced had been produced.
    AllowableReached,
    /// Power or fuel failed.
    Power,
    /// The line, the battery or the plant was down.
    Facility,
    /// Tests were run.
    Testing,
    /// A neighbouring well was worked on.
    OffsetOperations,
    /// None of these.
    Other,
}

/// How volumes were come by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum VolumeSource {
    /// Read off a meter or a tank.
    Metered,
    /// Estimated.
    Estimated,
    /// Shared out from a common measurement.
    Allocated,
    /// Carried over from a test.
    Tested,
}
