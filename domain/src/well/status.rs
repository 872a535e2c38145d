//! The words in which the state of a well, a wellbore and a completion is shown.
//!
//! Invariants
//! - `WellStatus` is derived, never stored as a fact of its own.
//! - The order of the variants of [`BoreStatus`] and [`CompletionStatus`] is their rank: of several, the first one speaks
//!   for the well.

use serde::{Deserialize, Serialize};

macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($(#[$variant_meta:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        pub enum $name {
            $($(#[$variant_meta])* #[serde(rename = $word)] $variant,)+
        }

        impl $name {
            /// Every status, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word in JSON, for example `shut_in`.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }

            /// The status of that word.
            pub fn parse(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|status| status.as_str() == word)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

words! {
    /// The state of a well as shown.
    WellStatus {
        /// Planned.
        Proposed = "proposed",
        /// Applied for.
        PermitSubmitted = "permit_submitted",
        /// May be drilled.
        Permitted = "permitted",
        /// Given up before the bit turned.
        Cancelled = "cancelled",
        /// The bit turns.
        Drilling = "drilling",
        /// Stopped before total depth.
        DrillingSuspended = "drilling_suspended",
        /// Its only recorded bores were left for a new hole.
        Sidetracked = "sidetracked",
        /// At total depth, nothing opened yet.
        Drilled = "drilled",
        /// Drilled, and nothing will be opened.
        DryHole = "dry_hole",
        /// An interval is being opened.
        Completing = "completing",
        /// An interval is open, nothing produced yet.
        Completed = "completed",
        /// Produces.
        Producing = "producing",
        /// Takes in.
        Injecting = "injecting",
        /// Water source, testing, other service.
        InService = "in_service",
        /// Mechanically capable, not producing.
        ShutIn = "shut_in",
        /// Not capable without intervention.
        TemporarilyAbandoned = "temporarily_abandoned",
        /// Every reported completion is abandoned; the bore is not plugged.
        CompletionAbandoned = "completion_abandoned",
        /// Cemented for good.
        PluggedAndAbandoned = "plugged_and_abandoned",
        /// Cemented for good, and the site given back.
        SiteReleased = "site_released",
        /// Entered in error: there is no such well.
        Voided = "voided",
        /// An agency's code without a meaning here, or no status at all.
        Unmapped = "unmapped",
    }
}

words! {
    /// The state of a wellbore, highest rank first: the live ones before the dead ones.
    BoreStatus {
        /// Produces.
        Producing = "producing",
        /// Takes in.
        Injecting = "injecting",
        /// Water source, testing, other service.
        InService = "in_service",
        /// An interval is open.
        Completed = "completed",
        /// The bit turns.
        Drilling = "drilling",
        /// Stopped before total depth.
        DrillingSuspended = "drilling_suspended",
        /// At total depth.
        Drilled = "drilled",
        /// Mechanically capable, not producing.
        ShutIn = "shut_in",
        /// Secured.
        TemporarilyAbandoned = "temporarily_abandoned",
        /// Nothing will be opened in it.
        DryHole = "dry_hole",
        /// May be drilled.
        Permitted = "permitted",
        /// Applied for.
        PermitSubmitted = "permit_submitted",
        /// An agency's code without a meaning here, or no status at all; it may well be live.
        Unmapped = "unmapped",
        /// Cemented for good.
        PluggedAndAbandoned = "plugged_and_abandoned",
        /// Cemented for good, and the site given back.
        SiteReleased = "site_released",
        /// Left for a new hole.
        Sidetracked = "sidetracked",
        /// Given up before the bit turned.
        Cancelled = "cancelled",
    }
}

words! {
    /// The state of a completion, highest rank first.
    CompletionStatus {
        /// Produces.
        Producing = "producing",
        /// Takes in.
        Injecting = "injecting",
        /// Water source, testing, other service.
        InService = "in_service",
        /// The bit turns.
        Drilling = "drilling",
        /// Stopped before total depth.
        DrillingSuspended = "drilling_suspended",
        /// Open, nothing produced yet.
        Completed = "completed",
        /// Mechanically capable, not producing.
        ShutIn = "shut_in",
        /// Not capable without intervention.
        TemporarilyAbandoned = "temporarily_abandoned",
        /// The interval is given up.
        CompletionAbandoned = "completion_abandoned",
        /// Cemented for good.
        PluggedAndAbandoned = "plugged_and_abandoned",
        /// An agency's code without a meaning here.
        Unmapped = "unmapped",
        /// The agency stopped reporting it: it no longer speaks for the well.
        NotReported = "not_reported",
    }
}

impl From<BoreStatus> for WellStatus {
    fn from(status: BoreStatus) -> Self {
        match status {
            BoreStatus::Producing => Self::Producing,
            BoreStatus::Injecting => Self::Injecting,
            BoreStatus::InService => Self::InService,
            BoreStatus::ShutIn => Self::ShutIn,
            BoreStatus::DryHole => Self::DryHole,
            BoreStatus::SiteReleased => Self::SiteReleased,
            BoreStatus::Completed => Self::Completed,
            BoreStatus::Drilling => Self::Drilling,
            BoreStatus::DrillingSuspended => Self::DrillingSuspended,
            BoreStatus::Drilled => Self::Drilled,
            BoreStatus::TemporarilyAbandoned => Self::TemporarilyAbandoned,
            BoreStatus::Permitted => Self::Permitted,
            BoreStatus::PermitSubmitted => Self::PermitSubmitted,
            BoreStatus::Unmapped => Self::Unmapped,
            BoreStatus::PluggedAndAbandoned => Self::PluggedAndAbandoned,
            BoreStatus::Sidetracked => Self::Sidetracked,
            BoreStatus::Cancelled => Self::Cancelled,
        }
    }
}

impl BoreStatus {
    /// The bore's status where an agency's code speaks of the well as a whole.
    pub(super) const fn of_well(status: WellStatus) -> Self {
        match status {
            WellStatus::PermitSubmitted => Self::PermitSubmitted,
            WellStatus::Permitted => Self::Permitted,
            WellStatus::Cancelled => Self::Cancelled,
            WellStatus::Drilling => Self::Drilling,
            WellStatus::DrillingSuspended => Self::DrillingSuspended,
            WellStatus::Sidetracked => Self::Sidetracked,
            WellStatus::Drilled | WellStatus::Completing => Self::Drilled,
            WellStatus::DryHole => Self::DryHole,
            WellStatus::Completed | WellStatus::CompletionAbandoned => Self::Completed,
            WellStatus::Producing => Self::Producing,
            WellStatus::Injecting => Self::Injecting,
            WellStatus::InService => Self::InService,
            WellStatus::ShutIn => Self::ShutIn,
            WellStatus::TemporarilyAbandoned => Self::TemporarilyAbandoned,
            WellStatus::PluggedAndAbandoned => Self::PluggedAndAbandoned,
            WellStatus::SiteReleased => Self::SiteReleased,
            WellStatus::Proposed | WellStatus::Voided | WellStatus::Unmapped => Self::Unmapped,
        }
    }
}

impl CompletionStatus {
    /// The well's status when this completion speaks for it; `None` when it does not speak at all.
    pub(super) fn of_well(self) -> Option<WellStatus> {
        match self {
            Self::Producing => Some(WellStatus::Producing),
            Self::Injecting => Some(WellStatus::Injecting),
            Self::InService => Some(WellStatus::InService),
            Self::Drilling => Some(WellStatus::Drilling),
            Self::DrillingSuspended => Some(WellStatus::DrillingSuspended),
            Self::Completed => Some(WellStatus::Completed),
            Self::ShutIn => Some(WellStatus::ShutIn),
            Self::TemporarilyAbandoned => Some(WellStatus::TemporarilyAbandoned),
            Self::CompletionAbandoned => Some(WellStatus::CompletionAbandoned),
            Self::PluggedAndAbandoned => Some(WellStatus::PluggedAndAbandoned),
            Self::Unmapped => Some(WellStatus::Unmapped),
            Self::NotReported => None,
        }
    }
}
