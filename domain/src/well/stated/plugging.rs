//! The end of a well, and its return.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::api_number::ApiNumber;
use crate::quantity::{Feet, Usd};
use crate::text::Text120;

/// Who agreed that the well be plugged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum PluggingConsent {
    /// The parties voted.
    PartnerVote {
        /// The vote.
        reference: Text120,
    },
    /// One party holds the whole working interest.
    SoleWorkingInterest,
}

/// An approval to plug.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PluggingApproval {
    /// The notice of intent: W-3A in Texas, C-103 in New Mexico.
    pub notice: Text120,
    /// The local day it was filed.
    pub notice_filed_on: NaiveDate,
    /// The plugging program.
    pub program: Text120,
    /// The cementing company.
    pub cementer: Text120,
    /// Whether the agency has approved the cementing company.
    pub cementer_approved: bool,
    /// Who agreed.
    pub consent: PluggingConsent,
}

/// Under what a well is plugged.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum PluggingAuthority {
    /// The approval that was recorded before.
    #[default]
    Approval,
    /// An emergency: an agency's oral approval stands in for the one in writing.
    Emergency {
        /// Why it could not wait.
        reason: Text120,
        /// Who at the agency approved, and when.
        oral_approval: Text120,
    },
}

/// A plug of cement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CementPlug {
    /// Its top, measured depth.
    pub top_md_ft: Feet,
    /// Its bottom, measured depth.
    pub bottom_md_ft: Feet,
    /// Sacks of cement.
    pub cement_sacks: u32,
}

/// A bond that was given back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BondRelease {
    /// The release.
    pub reference: Text120,
    /// How much.
    pub amount_usd: Option<Usd>,
}

/// Which hole a plugged well is entered by again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ReentryBore {
    /// The old one.
    SameBore,
    /// A new one.
    NewBore {
        /// By twelve digits; the first ten are the well's own.
        bore: ApiNumber,
    },
}

/// A permit to enter a plugged well again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReentryPermit {
    /// Its number.
    pub permit_number: Text120,
    /// The last local day on which the well may be entered.
    pub expires_on: Option<NaiveDate>,
    /// The greatest depth permitted, measured.
    pub permitted_depth_ft: Option<Feet>,
    /// By which hole.
    pub bore: ReentryBore,
}
