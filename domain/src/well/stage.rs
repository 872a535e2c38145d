//! Where a well stands in its life; each stage carries the facts that belong to it alone.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::facets::{Operating, Phase};
use super::role::ShutInReason;
use super::stated::DryHoleReason;
use super::status::WellStatus;
use crate::text::Text120;

/// A stage of a well's life. The facts are absent where only an agency's code tells of the stage.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "stage", rename_all = "snake_case")]
pub enum Stage {
    /// Planned.
    Proposed,
    /// Applied for.
    PermitSubmitted,
    /// May be drilled; under which permit, the well says.
    Permitted,
    /// Given up before the bit turned.
    Cancelled,
    /// The bit turns.
    Drilling,
    /// Stopped before total depth.
    DrillingSuspended {
        /// Why.
        reason: Option<Text120>,
    },
    /// Its only recorded bores were left for a new hole.
    Sidetracked,
    /// At total depth.
    Drilled,
    /// Nothing will be opened.
    DryHole {
        /// Why.
        reason: Option<DryHoleReason>,
    },
    /// An interval is being opened.
    Completing,
    /// An interval is open.
    Completed,
    /// Produces.
    Producing,
    /// Takes in.
    Injecting,
    /// Water source, testing, other service.
    InService,
    /// Mechanically capable, not producing.
    ShutIn {
        /// Why.
        reason: Option<ShutInReason>,
    },
    /// Not capable without intervention.
    TemporarilyAbandoned {
        /// The last local day of the agency's approval.
        until: Option<NaiveDate>,
        /// The agency's approval number.
        approval_number: Option<Text120>,
    },
    /// Every reported completion is abandoned.
    CompletionAbandoned,
    /// Cemented for good.
    PluggedAndAbandoned {
        /// The cementing company.
        cementer: Option<Text120>,
    },
    /// The plugged well's site is given back.
    SiteReleased,
    /// Entered in error.
    Voided,
    /// No status known here.
    Unmapped,
}

impl Stage {
    /// Where in its life the well is. What operates, or rests after it has, is in operation; a well that never has is
    /// completed.
    pub const fn phase(&self, has_operated: bool) -> Phase {
        match self {
            Self::Proposed => Phase::Proposed,
            Self::PermitSubmitted => Phase::PermitSubmitted,
            Self::Permitted => Phase::Permitted,
            Self::Cancelled => Phase::Cancelled,
            Self::Drilling => Phase::Drilling,
            Self::DrillingSuspended { .. } => Phase::DrillingSuspended,
            Self::Sidetracked => Phase::Sidetracked,
            Self::Drilled => Phase::Drilled,
            Self::DryHole { .. } => Phase::DryHole,
            Self::Completing => Phase::Completing,
            Self::Completed => Phase::Completed,
            Self::ShutIn { .. } if !has_operated => Phase::Completed,
            Self::Producing | Self::Injecting | Self::InService | Self::ShutIn { .. } => Phase::Operating,
            Self::TemporarilyAbandoned { .. } => Phase::TemporarilyAbandoned,
            Self::CompletionAbandoned => Phase::CompletionAbandoned,
            Self::PluggedAndAbandoned { .. } => Phase::PluggedAndAbandoned,
            Self::SiteReleased => Phase::SiteReleased,
            Self::Voided => Phase::Voided,
            Self::Unmapped => Phase::Unmapped,
        }
    }

    /// What the well does; only a completed or operating one does anything.
    pub const fn operating(&self) -> Option<Operating> {
        match self {
            Self::Producing => Some(Operating::Producing),
            Self::Injecting => Some(Operating::Injecting),
            Self::InService => Some(Operating::Standby),
            Self::ShutIn { .. } => Some(Operating::ShutIn),
            Self::Proposed
            | Self::PermitSubmitted
            | Self::Permitted
            | Self::Cancelled
            | Self::Drilling
            | Self::DrillingSuspended { .. }
            | Self::Sidetracked
            | Self::Drilled
            | Self::DryHole { .. }
            | Self::Completing
            | Self::Completed
            | Self::TemporarilyAbandoned { .. }
            | Self::CompletionAbandoned
            | Self::PluggedAndAbandoned { .. }
            | Self::SiteReleased
            | Self::Voided
            | Self::Unmapped => None,
        }
    }

    /// The stage an agency's report tells of.
    pub(super) const fn reported(status: WellStatus) -> Self {
        match status {
            WellStatus::Proposed => Self::Proposed,
            WellStatus::PermitSubmitted => Self::PermitSubmitted,
            WellStatus::Permitted => Self::Permitted,
            WellStatus::Cancelled => Self::Cancelled,
            WellStatus::Drilling => Self::Drilling,
            WellStatus::DrillingSuspended => Self::DrillingSuspended { reason: None },
            WellStatus::Sidetracked => Self::Sidetracked,
            WellStatus::Drilled => Self::Drilled,
            WellStatus::DryHole => Self::DryHole { reason: None },
            WellStatus::Completing => Self::Completing,
            WellStatus::Completed => Self::Completed,
            WellStatus::Producing => Self::Producing,
            WellStatus::Injecting => Self::Injecting,
            WellStatus::InService => Self::InService,
            WellStatus::ShutIn => Self::ShutIn { reason: None },
            WellStatus::TemporarilyAbandoned => Self::TemporarilyAbandoned {
                until: None,
                approval_number: None,
            },
            WellStatus::CompletionAbandoned => Self::CompletionAbandoned,
            WellStatus::PluggedAndAbandoned => Self::PluggedAndAbandoned { cementer: None },
            WellStatus::SiteReleased => Self::SiteReleased,
            WellStatus::Voided => Self::Voided,
            WellStatus::Unmapped => Self::Unmapped,
        }
    }
}

/// A stage, since when, and on whose word.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Standing {
    pub(super) stage: Stage,
    pub(super) since: DateTime<Utc>,
    pub(super) basis: Basis,
}

/// On whose word a well stands where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Basis {
    /// A command of our own.
    Recorded,
    /// An agency's record, which overlaps our own facts in time and never makes one of them illegal.
    Imported,
}
