//! The transition table: from which stages each step may be taken.
//!
//! Both the guards of `decide` and the legality of `evolve` read it. A stage that is in no list admits nothing.

use super::status::WellStatus;

/// A step of a well's life that a command takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    ApprovePermit,
    Spud,
    ReachTotalDepth,
    Complete,
    RecordFirstProduction,
    ShutIn,
    Resume,
    TemporarilyAbandon,
    ReturnToService,
    Plug,
}

impl Step {
    #[cfg(test)]
    pub(super) const ALL: [Self; 10] = [
        Self::ApprovePermit,
        Self::Spud,
        Self::ReachTotalDepth,
        Self::Complete,
        Self::RecordFirstProduction,
        Self::ShutIn,
        Self::Resume,
        Self::TemporarilyAbandon,
        Self::ReturnToService,
        Self::Plug,
    ];

    /// The stages from which the step leads on.
    pub(super) const fn from(self) -> &'static [WellStatus] {
        match self {
            Self::ApprovePermit => &[WellStatus::Proposed, WellStatus::PermitSubmitted],
            Self::Spud => &[WellStatus::Permitted],
            Self::ReachTotalDepth => &[WellStatus::Drilling],
            // A second interval may be opened before anything is produced from the first.
            Self::Complete => &[WellStatus::Drilled, WellStatus::Completed],
            Self::RecordFirstProduction => &[WellStatus::Completed, WellStatus::ShutIn],
            Self::ShutIn => &[
                WellStatus::Completed,
                WellStatus::Producing,
                WellStatus::Injecting,
                WellStatus::InService,
            ],
            Self::Resume => &[WellStatus::ShutIn],
            Self::TemporarilyAbandon => &[
                WellStatus::Completed,
                WellStatus::ShutIn,
                WellStatus::CompletionAbandoned,
            ],
            Self::ReturnToService => &[WellStatus::TemporarilyAbandoned],
            Self::Plug => &[
                WellStatus::DrillingSuspended,
                WellStatus::Drilled,
                WellStatus::Completed,
                WellStatus::ShutIn,
                WellStatus::TemporarilyAbandoned,
                WellStatus::CompletionAbandoned,
            ],
        }
    }

    /// The stage in which asking for the step again changes nothing and harms nobody.
    pub(super) const fn harmless_in(self) -> Option<WellStatus> {
        match self {
            Self::ShutIn => Some(WellStatus::ShutIn),
            Self::Resume => Some(WellStatus::Producing),
            Self::ApprovePermit
            | Self::Spud
            | Self::ReachTotalDepth
            | Self::Complete
            | Self::RecordFirstProduction
            | Self::TemporarilyAbandon
            | Self::ReturnToService
            | Self::Plug => None,
        }
    }

    /// Whether the step leads on from the stage.
    pub(super) fn leads_on_from(self, status: WellStatus) -> bool {
        self.from().contains(&status)
    }

    /// What would happen, in words that follow "the well cannot".
    pub(super) const fn words(self) -> &'static str {
        match self {
            Self::ApprovePermit => "be permitted",
            Self::Spud => "be spudded",
            Self::ReachTotalDepth => "reach total depth",
            Self::Complete => "be completed",
            Self::RecordFirstProduction => "produce for the first time",
            Self::ShutIn => "be shut in",
            Self::Resume => "resume production",
            Self::TemporarilyAbandon => "be temporarily abandoned",
            Self::ReturnToService => "return to service",
            Self::Plug => "be plugged",
        }
    }
}
