//! Where a well stands in its life; each stage carries the facts that belong to it alone.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::event::ShutInReason;
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
    /// May be drilled.
    Permitted {
        /// The last local day on which the well may be spudded.
        expires_on: Option<NaiveDate>,
    },
    /// Given up before the bit turned.
    Cancelled,
    /// The bit turns.
    Drilling,
    /// Stopped before total depth.
    DrillingSuspended,
    /// Its only recorded bores were left for a new hole.
    Sidetracked,
    /// At total depth.
    Drilled,
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
    /// No status known here.
    Unmapped,
}

impl Stage {
    /// The word shown for it.
    pub const fn status(&self) -> WellStatus {
        match self {
            Self::Proposed => WellStatus::Proposed,
            Self::PermitSubmitted => WellStatus::PermitSubmitted,
            Self::Permitted { .. } => WellStatus::Permitted,
            Self::Cancelled => WellStatus::Cancelled,
            Self::Drilling => WellStatus::Drilling,
            Self::DrillingSuspended => WellStatus::DrillingSuspended,
            Self::Sidetracked => WellStatus::Sidetracked,
            Self::Drilled => WellStatus::Drilled,
            Self::Completed => WellStatus::Completed,
            Self::Producing => WellStatus::Producing,
            Self::Injecting => WellStatus::Injecting,
            Self::InService => WellStatus::InService,
            Self::ShutIn { .. } => WellStatus::ShutIn,
            Self::TemporarilyAbandoned { .. } => WellStatus::TemporarilyAbandoned,
            Self::CompletionAbandoned => WellStatus::CompletionAbandoned,
            Self::PluggedAndAbandoned { .. } => WellStatus::PluggedAndAbandoned,
            Self::Unmapped => WellStatus::Unmapped,
        }
    }

    /// The stage an agency's report tells of.
    pub(super) const fn reported(status: WellStatus) -> Self {
        match status {
            WellStatus::Proposed => Self::Proposed,
            WellStatus::PermitSubmitted => Self::PermitSubmitted,
            WellStatus::Permitted => Self::Permitted { expires_on: None },
            WellStatus::Cancelled => Self::Cancelled,
            WellStatus::Drilling => Self::Drilling,
            WellStatus::DrillingSuspended => Self::DrillingSuspended,
            WellStatus::Sidetracked => Self::Sidetracked,
            WellStatus::Drilled => Self::Drilled,
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
