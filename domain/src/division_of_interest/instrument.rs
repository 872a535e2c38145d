//! The paper by which an interest changes hands, and the account by which a payout is told.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::quantity::Usd;
use crate::text::Text120;

/// An instrument.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Instrument {
    /// What it is.
    pub kind: InstrumentKind,
    /// Where it is found: county with volume and page or instrument number, or a file number.
    pub reference: Text120,
    /// The day it was signed.
    pub executed_on: NaiveDate,
    /// The day from which it conveys.
    pub effective_on: NaiveDate,
}

impl Instrument {
    /// What outsiders may see: references are free text and may name a person.
    pub(super) fn public_form(&self) -> Self {
        Self {
            reference: Text120::withheld(),
            ..self.clone()
        }
    }
}

/// What an instrument is. JSON: `"assignment"`, `"mineral_deed"`, `"royalty_deed"`, `"probate"`, `"court_order"`,
/// `"merger"`, `"other"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum InstrumentKind {
    /// Of a lease or an interest in one.
    Assignment,
    /// Of minerals.
    MineralDeed,
    /// Of a royalty.
    RoyaltyDeed,
    /// An estate's.
    Probate,
    /// A court's.
    CourtOrder,
    /// Of companies.
    Merger,
    /// Another one.
    Other,
}

/// What is to be recovered before payout, and what has been.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PayoutAccount {
    /// Costs to be recovered, any penalty included.
    pub to_recover_usd: Usd,
    /// What production has brought in against them.
    pub recovered_usd: Usd,
    /// Where the account is kept.
    pub ledger_ref: Text120,
}

impl PayoutAccount {
    /// Whether everything is recovered.
    pub fn is_paid_out(&self) -> bool {
        self.recovered_usd >= self.to_recover_usd
    }

    /// What outsiders may see.
    pub(super) fn public_form(&self) -> Self {
        Self {
            ledger_ref: Text120::withheld(),
            ..self.clone()
        }
    }
}
