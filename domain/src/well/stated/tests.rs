//! What was measured.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::quantity::{ApiGravity, Barrels, Choke64ths, Fahrenheit, Feet, Hours, Mcf, Psi};
use crate::text::Text120;

/// How a well test was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum TestMethod {
    /// Through a separator.
    Separator,
    /// Into a tank that was gauged.
    TankGauge,
    /// Through a meter of several phases.
    MultiphaseMeter,
    /// By the difference its absence makes.
    ByDifference,
    /// Another way.
    Other,
}

/// A well test: what flowed in its hours. Rates and ratios follow from it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WellTest {
    /// How long, above 0 and no more than the local day has.
    pub duration_hours: Hours,
    /// Oil.
    pub oil_bbl: Barrels,
    /// Gas.
    pub gas: Mcf,
    /// Water.
    pub water_bbl: Barrels,
    /// The choke.
    pub choke_64ths: Option<Choke64ths>,
    /// Tubing pressure.
    pub tubing_pressure_psi: Option<Psi>,
    /// Casing pressure.
    pub casing_pressure_psi: Option<Psi>,
    /// Separator pressure.
    pub separator_pressure_psi: Option<Psi>,
    /// Temperature.
    pub temperature_f: Option<Fahrenheit>,
    /// Gravity of the oil.
    pub oil_gravity_api: Option<ApiGravity>,
    /// How it was made.
    pub method: TestMethod,
}

/// A test of mechanical integrity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct IntegrityTest {
    /// Whether the bore held.
    pub passed: bool,
    /// The pressure put on it.
    pub pressure_psi: Option<Psi>,
    /// For how long.
    pub duration_minutes: Option<u16>,
    /// The last local day on which the agency takes it for good; `None` where it set none.
    pub valid_until: Option<NaiveDate>,
    /// Who saw it.
    pub witnessed_by: Option<Text120>,
}

/// A test of the fluid level in an inactive well.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FluidLevel {
    /// The top of the fluid, below the surface.
    pub fluid_top_ft: Feet,
    /// The base of usable water.
    pub base_of_usable_water_ft: Feet,
    /// The last local day on which the agency takes it for good; `None` where it set none.
    pub valid_until: Option<NaiveDate>,
}

/// How a bore was secured, and the test that shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SecuringTest {
    /// The plug or packer.
    pub secured_by: Option<Text120>,
    /// The test of the bore on that day.
    pub integrity_test: Option<IntegrityTest>,
}
