//! Clauses that have values of their own.

use serde::{Deserialize, Serialize};

use super::terms::{ExtensionOption, Rental};
use crate::quantity::{Acres, Feet, Percent, Usd};
use crate::text::Text120;

/// What keeps a lease whose well could produce and has no market.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ShutInRoyaltyClause {
    /// What is paid for a period at least; `None` where withheld.
    pub amount_usd: Option<Usd>,
    /// Within how many days of the beginning of a period it is paid.
    pub days: u16,
    /// For how many months altogether; `None` where the lease sets no limit.
    pub max_months: Option<u16>,
}

/// What is let go at the end of the primary term although the lease is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum PughClause {
    /// Nothing.
    None,
    /// Ground that is in no producing unit.
    Horizontal,
    /// Depths further below the deepest producing formation than the margin.
    Vertical {
        /// The margin, often 100 feet.
        margin_ft: Feet,
    },
    /// Both.
    Both {
        /// The margin, often 100 feet.
        margin_ft: Feet,
    },
}

impl PughClause {
    /// Whether ground in no producing unit is let go.
    pub const fn lets_ground_go(self) -> bool {
        matches!(self, Self::Horizontal | Self::Both { .. })
    }

    /// The margin below which depths are let go.
    pub const fn margin_ft(self) -> Option<Feet> {
        match self {
            Self::Vertical { margin_ft } | Self::Both { margin_ft } => Some(margin_ft),
            Self::None | Self::Horizontal => None,
        }
    }
}

/// How many acres a producing well keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RetainedAcreageClause {
    /// A vertical well.
    pub vertical_well_acres: Acres,
    /// A horizontal well.
    pub horizontal_well_acres: Acres,
    /// By how much more a well may keep, in hundredths.
    pub tolerance: Percent,
}

/// Who bears taxes on production.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum TaxBurden {
    /// Each in proportion to the share.
    Shared,
    /// The lessee alone.
    Lessee,
}

/// A clause as an amendment sets it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "clause", rename_all = "snake_case")]
pub enum Clause {
    /// Days without production after which the lease ends.
    Cessation {
        /// The days; `None` for no clause.
        days: Option<u16>,
    },
    /// Days between operations that keep the lease.
    ContinuousOperations {
        /// The days; `None` for no clause.
        days: Option<u16>,
    },
    /// What keeps a lease whose wells have no market.
    ShutInRoyalty {
        /// The terms; `None` for no clause.
        terms: Option<ShutInRoyaltyClause>,
    },
    /// What is let go at the end of the primary term.
    Pugh {
        /// The terms.
        terms: PughClause,
    },
    /// What each well keeps.
    RetainedAcreage {
        /// The terms; `None` for no clause.
        terms: Option<RetainedAcreageClause>,
    },
    /// A right to lengthen the primary term.
    Extension {
        /// The terms; `None` for no clause.
        terms: Option<ExtensionOption>,
    },
    /// Whether the royalty bears no costs after production.
    NoDeductions {
        /// Whether.
        no_deductions: bool,
    },
    /// Who bears taxes on production.
    TaxBurden {
        /// Who.
        borne_by: TaxBurden,
    },
    /// What is paid to put drilling off.
    Rental {
        /// The terms.
        terms: Rental,
    },
    /// Something no rule here reads.
    Other {
        /// What it says, in short.
        subject: Text120,
    },
}

impl Clause {
    /// The clause's name in words.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Cessation { .. } => "cessation of production",
            Self::ContinuousOperations { .. } => "continuous operations",
            Self::ShutInRoyalty { .. } => "shut-in royalty",
            Self::Pugh { .. } => "Pugh",
            Self::RetainedAcreage { .. } => "retained acreage",
            Self::Extension { .. } => "extension",
            Self::NoDeductions { .. } => "no deductions",
            Self::TaxBurden { .. } => "tax burden",
            Self::Rental { .. } => "rental",
            Self::Other { .. } => "other",
        }
    }

    /// The clause without what the parties pay.
    #[must_use]
    pub(in crate::lease) fn without_money(&self) -> Self {
        match self.clone() {
            Self::ShutInRoyalty { terms: Some(terms) } => Self::ShutInRoyalty {
                terms: Some(ShutInRoyaltyClause {
                    amount_usd: None,
                    ..terms
                }),
            },
            Self::Extension { terms: Some(terms) } => Self::Extension {
                terms: Some(ExtensionOption {
                    consideration_usd: None,
                    ..terms
                }),
            },
            Self::Rental {
                terms: Rental::Delay { .. },
            } => Self::Rental {
                terms: Rental::Delay { amount_usd: None },
            },
            other => other,
        }
    }
}
