//! The open interval: how it was opened, by whose consent, and what it gave at first.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::quantity::{Barrels, Choke64ths, Feet, Mcf, Pounds, Psi};
use crate::text::Text120;

/// Who agreed that the well be completed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum CompletionConsent {
    /// The parties were asked; how long they have to answer is in their agreement.
    Election {
        /// The notice.
        reference: Text120,
        /// When the time to answer ends.
        closes_at: DateTime<Utc>,
    },
    /// One party holds the whole working interest.
    SoleWorkingInterest,
}

/// Holes shot through the casing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Perforation {
    /// The first, measured depth.
    pub top_md_ft: Feet,
    /// The last, measured depth.
    pub bottom_md_ft: Feet,
    /// How many to the foot.
    pub shots_per_ft: u16,
}

/// How the rock was opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Stimulation {
    /// In how many stages.
    pub stages: u16,
    /// Proppant, in pounds.
    pub proppant_lb: Option<Pounds>,
    /// Fluid.
    pub fluid_bbl: Option<Barrels>,
}

/// The initial potential test. The ratio of gas to oil follows from the rates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct InitialTest {
    /// Oil, barrels a day.
    pub oil_bbl_per_day: Barrels,
    /// Gas, Mcf a day.
    pub gas_per_day: Mcf,
    /// Water, barrels a day.
    pub water_bbl_per_day: Barrels,
    /// The choke.
    pub choke_64ths: Option<Choke64ths>,
    /// Flowing tubing pressure.
    pub flowing_tubing_pressure_psi: Option<Psi>,
}

/// How an interval was completed, beyond where it lies.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CompletionDetail {
    /// From top to bottom.
    pub perforations: Vec<Perforation>,
    /// Stimulation.
    pub stimulation: Option<Stimulation>,
    /// The initial potential test.
    pub initial_test: Option<InitialTest>,
    /// The report filed, for example `W-2 884120`.
    pub report_form: Option<Text120>,
}

/// Under what a well begins to produce. What is absent was not stated.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ProducingAuthority {
    /// The completion report filed.
    pub completion_report: Option<Text120>,
    /// The allowance for testing in its place.
    pub test_allowance: Option<Text120>,
    /// The transporter who takes the product, by the filing that names it.
    pub transporter: Option<Text120>,
}

/// Under what another zone is opened, and how the old one was closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RecompletionAuthority {
    /// The permit or notice for the new zone.
    pub permit: Option<Text120>,
    /// What keeps the old interval apart, for example `cast iron bridge plug at 9,800 ft`.
    pub isolated_by: Option<Text120>,
}
