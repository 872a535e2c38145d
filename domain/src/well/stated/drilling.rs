//! The plan and the hole.

use serde::{Deserialize, Serialize};

use crate::api_number::ApiNumber;
use crate::quantity::{Feet, Inches, PoundsPerFoot, PoundsPerGallon, Usd};
use crate::text::{Remarks, Text120};

/// On what a location rests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Title {
    /// It lies in a lease or unit held; the lease is named.
    Held,
    /// The title is still to be cleared.
    Pending,
}

/// What is planned.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WellPlan {
    /// Why the well is drilled, for example `development`.
    pub purpose: Option<Text120>,
    /// How deep it is meant to go, measured depth.
    pub proposed_depth_ft: Option<Feet>,
    /// The formation it is meant to reach.
    pub target_formation: Option<Text120>,
    /// On what the location rests, where stated.
    pub title: Option<Title>,
}

/// What a string of casing is for, from the outside in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum CasingKind {
    /// Holds the loose ground.
    Conductor,
    /// Keeps usable water apart.
    Surface,
    /// Keeps difficult zones apart.
    Intermediate,
    /// Reaches the producing zone.
    Production,
    /// Hangs in the string before.
    Liner,
}

impl CasingKind {
    /// Its word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Conductor => "conductor",
            Self::Surface => "surface",
            Self::Intermediate => "intermediate",
            Self::Production => "production",
            Self::Liner => "liner",
        }
    }
}

impl std::fmt::Display for CasingKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A string of casing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CasingString {
    /// What it is for.
    pub kind: CasingKind,
    /// Outer diameter.
    pub size_in: Inches,
    /// Weight of a foot of it.
    pub weight_lb_per_ft: Option<PoundsPerFoot>,
    /// The steel's grade, for example `J-55`.
    pub grade: Option<Text120>,
    /// Where it begins, measured depth.
    pub top_md_ft: Feet,
    /// Where it ends, measured depth.
    pub bottom_md_ft: Feet,
    /// Sacks of cement behind it.
    pub cement_sacks: Option<u32>,
    /// Where the cement begins, measured depth.
    pub top_of_cement_ft: Option<Feet>,
    /// The base of usable water at the location, where the agency has determined it.
    pub base_of_usable_water_ft: Option<Feet>,
}

/// A day's drilling.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DrillingProgress {
    /// How far the hole has come, measured depth.
    pub measured_depth_ft: Feet,
    /// How deep it is.
    pub true_vertical_depth_ft: Option<Feet>,
    /// The mud's weight.
    pub mud_weight_lb_per_gal: Option<PoundsPerGallon>,
    /// What the day cost.
    pub daily_cost_usd: Option<Usd>,
    /// What was done.
    pub operations: Option<Remarks>,
}

/// Where a new bore leaves an old one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Kickoff {
    /// The bore that is left, by twelve digits.
    pub parent: ApiNumber,
    /// The new bore, by twelve digits.
    pub bore: ApiNumber,
    /// Where it leaves, measured depth.
    pub kickoff_md_ft: Feet,
    /// Where the new bore is meant to end.
    pub bottom_hole_target: Option<Text120>,
    /// The notice to the agency.
    pub agency_notice: Text120,
}

/// Why a hole is dry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum DryHoleReason {
    /// No completion is planned.
    NoCompletionPlanned,
    /// The hole is junked.
    JunkedHole,
}
