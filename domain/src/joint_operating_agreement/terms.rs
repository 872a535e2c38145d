//! What an operating agreement says. Every value is read from the instrument; none has a default here.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::afe::AfeKind;
use crate::ids::LeaseId;
use crate::joint_interest::NonConsentPenalties;
use crate::property_month::PropertyId;
use crate::quantity::{DecimalInterest, Percent, Usd};
use crate::text::Text120;

/// What an operating agreement says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AgreementTerms {
    /// When the parties are asked.
    pub consent: ConsentTerms,
    /// How long they have.
    pub response: ResponseTerms,
    /// What those recover who carry the share of a party that does not consent.
    pub non_consent: NonConsentPenalties,
    /// By how much of the authorised total costs may exceed it before it is an overrun; `None` where the agreement knows
    /// no overrun.
    pub overrun_percent: Option<Percent>,
    /// Whether the parties are asked again for a supplement.
    pub supplements_balloted: bool,
    /// Within how many days after the authorisation work has to begin; `None` where the agreement does not say.
    pub commencement_days: Option<u16>,
    /// How many months after the calendar year bills may be taken exception to; `None` where there is no end.
    pub audit_months: Option<u16>,
    /// What the operator charges for its offices.
    pub overhead: Overhead,
    /// Whether costs may be taken out of revenue.
    pub netting_allowed: bool,
}

/// When the parties are asked, and how many have to say yes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ConsentTerms {
    /// The greatest total of a project for which nobody is asked; `None` where the parties are asked for every one.
    pub not_above_usd: Option<Usd>,
    /// The kinds of project for which they are asked whatever the total.
    pub always_for: BTreeSet<AfeKind>,
    /// The least interest that has to consent.
    pub minimum: DecimalInterest,
}

impl ConsentTerms {
    /// Whether the parties have to be asked.
    pub fn asks_for(&self, kind: AfeKind, total_usd: Usd) -> bool {
        self.always_for.contains(&kind) || self.not_above_usd.is_none_or(|limit| total_usd > limit)
    }
}

/// How long the parties have to answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ResponseTerms {
    /// Days, while no rig is on location. The last one counts to its end.
    pub days: u16,
    /// Hours, while one is.
    pub rig_hours: u16,
    /// Whether those hours rest on Saturdays, Sundays and holidays.
    pub rig_hours_rest: bool,
}

/// What the operator charges for its offices. JSON: `{"kind":"fixed","drilling_usd":"...","producing_usd":"..."}`,
/// `{"kind":"percentage","percent":"..."}`, `{"kind":"none"}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Overhead {
    /// A rate per well and month.
    Fixed {
        /// For a well that is drilled.
        drilling_usd: Usd,
        /// For a well that produces.
        producing_usd: Usd,
    },
    /// A part of the costs.
    Percentage {
        /// Which.
        percent: Percent,
    },
    /// Nothing.
    None,
}

/// Where the agreement holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ContractArea {
    /// In words, as the exhibit has it.
    pub description: Text120,
    /// The leases in it.
    pub leases: BTreeSet<LeaseId>,
    /// The properties in it.
    pub properties: BTreeSet<PropertyId>,
}
