//! The word in which the state of a lease is shown.

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

            /// The word in JSON, for example `in_primary_term`.
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
    /// The state of a lease as shown.
    LeaseStatus {
        /// Talked about, nothing signed.
        Negotiating = "negotiating",
        /// Signed; its term has not begun.
        Executed = "executed",
        /// Signed and recorded with the county; its term has not begun.
        Recorded = "recorded",
        /// In its primary term, or past it with nothing that holds it and no end recorded yet.
        InPrimaryTerm = "in_primary_term",
        /// Produces in paying quantities.
        HeldByProduction = "held_by_production",
        /// Worked on without a gap that ends it.
        HeldByOperations = "held_by_operations",
        /// Capable of production without a market, and paid for.
        HeldByShutInRoyalty = "held_by_shut_in_royalty",
        /// Shares in a unit that produces.
        HeldByUnit = "held_by_unit",
        /// The agency directed that operations rest; the term rests with them.
        OperationsSuspended = "operations_suspended",
        /// The agency agreed that production rests; the term rests with it.
        ProductionSuspended = "production_suspended",
        /// All of it was released.
        Released = "released",
        /// Its term ran out.
        Expired = "expired",
        /// It ended by its own terms or by an order.
        Terminated = "terminated",
        /// Given back before its end.
        Surrendered = "surrendered",
        /// Taken back by the agency.
        Cancelled = "cancelled",
        /// Became part of another lease.
        Consolidated = "consolidated",
        /// The bid for it was rejected.
        BidRejected = "bid_rejected",
        /// It was never issued.
        NotIssued = "not_issued",
        /// It was never signed.
        NotExecuted = "not_executed",
        /// Entered in error: there is no such lease.
        Voided = "voided",
        /// An agency's code without a meaning here, or no status at all.
        Unmapped = "unmapped",
    }
}

impl LeaseStatus {
    /// Whether the lease gives its lessee the right to drill and produce.
    pub const fn in_force(self) -> bool {
        match self {
            Self::Executed
            | Self::Recorded
            | Self::InPrimaryTerm
            | Self::HeldByProduction
            | Self::HeldByOperations
            | Self::HeldByShutInRoyalty
            | Self::HeldByUnit
            | Self::OperationsSuspended
            | Self::ProductionSuspended => true,
            Self::Negotiating
            | Self::Released
            | Self::Expired
            | Self::Terminated
            | Self::Surrendered
            | Self::Cancelled
            | Self::Consolidated
            | Self::BidRejected
            | Self::NotIssued
            | Self::NotExecuted
            | Self::Voided
            | Self::Unmapped => false,
        }
    }

    /// Whether the lease was in force once and is no more.
    pub const fn ended(self) -> bool {
        matches!(
            self,
            Self::Released
                | Self::Expired
                | Self::Terminated
                | Self::Surrendered
                | Self::Cancelled
                | Self::Consolidated
        )
    }
}
