//! From the spud to total depth.

use chrono::{DateTime, Utc};

use crate::quantity::Feet;
use crate::text::Text120;
use crate::well::specifications::DrillSeen;
use crate::well::stated::{CasingString, DrillEvidence, DrillingProgress, DryHoleReason, Evidence, Kickoff};

/// The bit turns.
#[derive(Clone, Debug, PartialEq)]
pub struct SpudWell {
    /// When it turned.
    pub effective_at: DateTime<Utc>,
    /// The rig's name.
    pub rig: Option<Text120>,
    /// The drilling contractor.
    pub contractor: Option<Text120>,
    /// What is stated for it: licence, clearance, lease, money.
    pub evidence: DrillEvidence,
    /// What the streams of its lease and its AFE say, where they were looked at; it counts before what is stated.
    pub seen: DrillSeen,
    /// The evidence the jurisdiction's rules demand; what is missing of it refuses the task.
    pub demanded: Vec<Evidence>,
}

/// A string of casing is set.
#[derive(Clone, Debug, PartialEq)]
pub struct SetCasing {
    /// When.
    pub effective_at: DateTime<Utc>,
    /// The string.
    pub casing: CasingString,
}

/// A day's drilling is reported.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordDailyDrilling {
    /// An instant of that day.
    pub effective_at: DateTime<Utc>,
    /// What was drilled.
    pub progress: DrillingProgress,
}

/// Drilling stops before total depth.
#[derive(Clone, Debug, PartialEq)]
pub struct SuspendDrilling {
    /// When.
    pub effective_at: DateTime<Utc>,
    /// Why.
    pub reason: Text120,
}

/// Drilling goes on.
#[derive(Clone, Debug, PartialEq)]
pub struct ResumeDrilling {
    /// When.
    pub effective_at: DateTime<Utc>,
    /// Why it can.
    pub reason: Text120,
}

/// Drilling reaches total depth.
#[derive(Clone, Debug, PartialEq)]
pub struct ReachTotalDepth {
    /// When it was reached.
    pub effective_at: DateTime<Utc>,
    /// Measured depth.
    pub measured_depth_ft: Feet,
    /// True vertical depth; never greater than the measured depth.
    pub true_vertical_depth_ft: Option<Feet>,
    /// The formation at the bottom.
    pub formation: Option<Text120>,
    /// How far beyond the permitted depth the agency lets a hole go; `None` where its rules do not say.
    pub permit_tolerance_ft: Option<Feet>,
}

/// A bore is left for a new one.
#[derive(Clone, Debug, PartialEq)]
pub struct SidetrackWellbore {
    /// When.
    pub effective_at: DateTime<Utc>,
    /// From which into which, and where.
    pub kickoff: Kickoff,
    /// Why.
    pub reason: Text120,
}

/// The hole is declared dry.
#[derive(Clone, Debug, PartialEq)]
pub struct DeclareDryHole {
    /// When.
    pub effective_at: DateTime<Utc>,
    /// Why.
    pub reason: DryHoleReason,
    /// In words.
    pub remark: Option<Text120>,
}
