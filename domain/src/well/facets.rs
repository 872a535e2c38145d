//! The four questions a status word mixes: where in its life the well is, what it does, what it is for, and what agencies
//! hold against it. The word shown follows from the first two.

use serde::{Deserialize, Serialize};

use super::role::WellRole;
use super::stated::RegulatoryFlags;
use super::status::WellStatus;

/// Where in its life a well is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Planned; also after a permit was denied or ran out.
    Proposed,
    /// Applied for.
    PermitSubmitted,
    /// May be drilled.
    Permitted,
    /// Given up before the bit turned.
    Cancelled,
    /// The bit turns.
    Drilling,
    /// Stopped before total depth.
    DrillingSuspended,
    /// Its only recorded bores were left for a new hole.
    Sidetracked,
    /// At total depth, waiting on completion.
    Drilled,
    /// Nothing will be opened.
    DryHole,
    /// An interval is being opened.
    Completing,
    /// An interval is open; nothing has come out or gone in yet.
    Completed,
    /// It has produced or taken in.
    Operating,
    /// Not capable without intervention.
    TemporarilyAbandoned,
    /// Every reported completion is abandoned.
    CompletionAbandoned,
    /// Cemented for good.
    PluggedAndAbandoned,
    /// The plugged well's site is given back.
    SiteReleased,
    /// Entered in error.
    Voided,
    /// No status known here.
    Unmapped,
}

/// What a completed or operating well does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Operating {
    /// Gives out.
    Producing,
    /// Capable, and at rest.
    ShutIn,
    /// Takes in.
    Injecting,
    /// In another service.
    Standby,
}

impl Phase {
    /// The word in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Operating => "operating",
            Self::Proposed
            | Self::PermitSubmitted
            | Self::Permitted
            | Self::Cancelled
            | Self::Drilling
            | Self::DrillingSuspended
            | Self::Sidetracked
            | Self::Drilled
            | Self::DryHole
            | Self::Completing
            | Self::Completed
            | Self::TemporarilyAbandoned
            | Self::CompletionAbandoned
            | Self::PluggedAndAbandoned
            | Self::SiteReleased
            | Self::Voided
            | Self::Unmapped => WellStatus::of(self, None).as_str(),
        }
    }
}

impl Operating {
    /// The word in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Producing => "producing",
            Self::ShutIn => "shut_in",
            Self::Injecting => "injecting",
            Self::Standby => "standby",
        }
    }
}

/// The four facets of a well.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WellFacets {
    /// Where in its life it is.
    pub phase: Phase,
    /// What it does; only a completed or operating well does anything.
    pub operating: Option<Operating>,
    /// What it is for, where known.
    pub role: Option<WellRole>,
    /// What agencies hold against it.
    pub flags: RegulatoryFlags,
}

impl WellStatus {
    /// The word shown for a phase and what the well does in it.
    pub const fn of(phase: Phase, operating: Option<Operating>) -> Self {
        match (phase, operating) {
            (Phase::Completed | Phase::Operating, Some(Operating::Producing)) => Self::Producing,
            (Phase::Completed | Phase::Operating, Some(Operating::ShutIn)) => Self::ShutIn,
            (Phase::Completed | Phase::Operating, Some(Operating::Injecting)) => Self::Injecting,
            (Phase::Completed | Phase::Operating, Some(Operating::Standby)) => Self::InService,
            (Phase::Completed | Phase::Operating, None) => Self::Completed,
            (Phase::Proposed, _) => Self::Proposed,
            (Phase::PermitSubmitted, _) => Self::PermitSubmitted,
            (Phase::Permitted, _) => Self::Permitted,
            (Phase::Cancelled, _) => Self::Cancelled,
            (Phase::Drilling, _) => Self::Drilling,
            (Phase::DrillingSuspended, _) => Self::DrillingSuspended,
            (Phase::Sidetracked, _) => Self::Sidetracked,
            (Phase::Drilled, _) => Self::Drilled,
            (Phase::DryHole, _) => Self::DryHole,
            (Phase::Completing, _) => Self::Completing,
            (Phase::TemporarilyAbandoned, _) => Self::TemporarilyAbandoned,
            (Phase::CompletionAbandoned, _) => Self::CompletionAbandoned,
            (Phase::PluggedAndAbandoned, _) => Self::PluggedAndAbandoned,
            (Phase::SiteReleased, _) => Self::SiteReleased,
            (Phase::Voided, _) => Self::Voided,
            (Phase::Unmapped, _) => Self::Unmapped,
        }
    }
}
