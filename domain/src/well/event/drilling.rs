//! From the spud to total depth.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use wellflow_decider::Fact;

use super::published_fact;
use crate::quantity::Feet;
use crate::text::Text120;
use crate::well::stated::{
    CasingString, DrillEvidence, DrillingProgress, DryHoleReason, Kickoff, ReentryBore,
};

published_fact!(
    WellSpudded,
    WellReentered,
    CasingSet,
    DrillingSuspended,
    DrillingResumed,
    TotalDepthReached,
    WellboreSidetracked,
    DryHoleDeclared
);

/// The bit turned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WellSpudded {
    /// When.
    pub effective_at: DateTime<Utc>,
    /// The rig's name.
    pub rig: Option<Text120>,
    /// The drilling contractor.
    pub contractor: Option<Text120>,
    /// The permit it was drilled under.
    pub permit_number: Option<Text120>,
    /// What was stated for it.
    pub evidence: DrillEvidence,
}

/// A plugged well was entered again: the bit turned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WellReentered {
    /// When.
    pub effective_at: DateTime<Utc>,
    /// The rig's name.
    pub rig: Option<Text120>,
    /// The drilling contractor.
    pub contractor: Option<Text120>,
    /// The permit.
    pub permit_number: Text120,
    /// By which hole.
    pub bore: ReentryBore,
    /// What was stated for it.
    pub evidence: DrillEvidence,
}

/// A string of casing was set.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CasingSet {
    /// When.
    pub effective_at: DateTime<Utc>,
    /// The string.
    pub casing: CasingString,
}

/// A day's drilling was reported.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DrillingProgressRecorded {
    /// When.
    pub effective_at: DateTime<Utc>,
    /// What was drilled.
    pub progress: DrillingProgress,
}

impl Fact for DrillingProgressRecorded {
    fn effective_at(&self) -> DateTime<Utc> {
        self.effective_at
    }

    /// What it cost and what the crew did stay inside.
    fn public_form(&self) -> Option<Self> {
        let progress = DrillingProgress {
            daily_cost_usd: None,
            operations: None,
            ..self.progress.clone()
        };
        Some(Self {
            progress,
            ..self.clone()
        })
    }
}

/// Drilling stopped before total depth.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DrillingSuspended {
    /// When.
    pub effective_at: DateTime<Utc>,
    /// Why.
    pub reason: Text120,
}

/// Drilling went on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DrillingResumed {
    /// When.
    pub effective_at: DateTime<Utc>,
    /// Why it could.
    pub reason: Text120,
}

/// Drilling reached total depth.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TotalDepthReached {
    /// When.
    pub effective_at: DateTime<Utc>,
    /// Measured depth.
    pub measured_depth_ft: Feet,
    /// True vertical depth.
    pub true_vertical_depth_ft: Option<Feet>,
    /// The formation at the bottom.
    pub formation: Option<Text120>,
}

/// A bore was left for a new one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WellboreSidetracked {
    /// When.
    pub effective_at: DateTime<Utc>,
    /// From which into which, and where.
    pub kickoff: Kickoff,
    /// Why.
    pub reason: Text120,
}

/// The hole was declared dry.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DryHoleDeclared {
    /// When.
    pub effective_at: DateTime<Utc>,
    /// Why.
    pub reason: DryHoleReason,
    /// In words.
    pub remark: Option<Text120>,
}
