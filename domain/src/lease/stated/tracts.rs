//! Tracts, what is let go of them, and what is conveyed in them.

use serde::{Deserialize, Serialize};

use super::terms::Instrument;
use crate::depth::{DepthInterval, Depths};
use crate::ids::OwnerId;
use crate::location::StateCode;
use crate::quantity::{Acres, DecimalInterest, Feet};
use crate::text::{Remarks, Text120};
use crate::tract::TractName;

/// A tract as the lease describes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TractStated {
    /// Its name within the lease.
    pub tract: TractName,
    /// The legal description.
    pub legal: Remarks,
    /// The county, parish or area.
    pub county: Option<Text120>,
    /// The state; `None` in federal waters.
    pub state: Option<StateCode>,
    /// Its acres.
    pub gross_acres: Acres,
    /// The depths leased.
    pub depths: Depths,
}

/// A part of a tract that is let go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ReleasedAcreage {
    /// Depths, under all of its ground that is held.
    Depths {
        /// The tract.
        tract: TractName,
        /// The depths.
        depths: Depths,
    },
    /// A part of its ground, at all depths that are held.
    Ground {
        /// The tract.
        tract: TractName,
        /// How many acres.
        acres: Acres,
        /// Which; at least what it is to be found by.
        legal: Remarks,
    },
}

impl ReleasedAcreage {
    /// The tract.
    pub const fn tract(&self) -> &TractName {
        match self {
            Self::Depths { tract, .. } | Self::Ground { tract, .. } => tract,
        }
    }
}

/// Why acreage is let go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ReleaseCause {
    /// The lessee released it.
    Released,
    /// A Pugh clause.
    Pugh {
        /// The base of the deepest producing formation; `None` where the clause concerns ground alone.
        deepest_producing_ft: Option<Feet>,
    },
    /// A retained-acreage clause.
    RetainedAcreage,
}

/// What kind of interest is conveyed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum InterestKind {
    /// A share of the right to drill and produce, and of its cost.
    WorkingInterest,
    /// A share of what is produced, free of cost, out of a working interest.
    OverridingRoyalty,
    /// A share of what is produced, free of cost, out of a lessor's royalty.
    NonParticipatingRoyalty,
}

impl std::fmt::Display for InterestKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::WorkingInterest => "working interest",
            Self::OverridingRoyalty => "overriding royalty",
            Self::NonParticipatingRoyalty => "non-participating royalty",
        })
    }
}

/// How an interest passes. Overriding and non-participating royalties are shares of all that is produced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Conveyance {
    /// A working interest, less what the assignor keeps of it.
    WorkingInterest {
        /// An overriding royalty the assignor reserves.
        reserved_overriding_royalty: Option<DecimalInterest>,
    },
    /// A new royalty, out of the assignor's working interest or, of a lessor, out of the lessor's royalty.
    Carved {
        /// Which royalty.
        royalty: InterestKind,
    },
    /// A royalty the assignor has.
    Held {
        /// Which royalty.
        royalty: InterestKind,
    },
}

impl Conveyance {
    /// What kind of interest passes.
    pub const fn interest(self) -> InterestKind {
        match self {
            Self::WorkingInterest { .. } => InterestKind::WorkingInterest,
            Self::Carved { royalty } | Self::Held { royalty } => royalty,
        }
    }
}

/// An assignment of an interest in depths of one tract.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct InterestAssignment {
    /// Who gives.
    pub from: OwnerId,
    /// Who takes.
    pub to: OwnerId,
    /// How it passes.
    pub conveyance: Conveyance,
    /// How much, as a share of the whole.
    pub fraction: DecimalInterest,
    /// The tract.
    pub tract: TractName,
    /// The depths.
    pub depths: DepthInterval,
    /// The paper.
    pub instrument: Instrument,
}
