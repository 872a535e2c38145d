//! The end of a well, its return, and what is said of its record.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use wellflow_decider::{ClaimAction, ClaimChange, Fact};

use super::{CorrectedFact, api10_change, published_fact};
use crate::api_number::ApiNumber;
use crate::text::Text120;
use crate::well::stated::{
    BondRelease, CementPlug, PluggingApproval, PluggingAuthority, ReentryPermit, RegulatoryFlag,
};

published_fact!(
    PluggingApproved,
    WellPlugged,
    SiteReleased,
    ReentryApproved,
    RegulatoryFlagChanged
);

/// Plugging was approved; the well stays in its stage.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PluggingApproved {
    /// When.
    pub effective_at: DateTime<Utc>,
    /// The approval.
    pub approval: PluggingApproval,
}

/// The last plug was set.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WellPlugged {
    /// When.
    pub effective_at: DateTime<Utc>,
    /// The cementing company.
    pub cementer: Option<Text120>,
    /// Its plugs, from the top down.
    pub plugs: Vec<CementPlug>,
    /// Who saw it.
    pub witnessed_by: Option<Text120>,
    /// Under what; `None` where approvals were not recorded yet.
    pub authority: Option<PluggingAuthority>,
}

/// The plugged well's site was released.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SiteReleased {
    /// When.
    pub effective_at: DateTime<Utc>,
    /// The reclamation inspection it passed.
    pub inspection: Text120,
    /// The bond given back.
    pub bond: BondRelease,
}

/// The agency permitted to enter the plugged well again; it stays plugged until the bit turns.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReentryApproved {
    /// When.
    pub effective_at: DateTime<Utc>,
    /// The permit.
    pub permit: ReentryPermit,
}

/// A regulatory flag changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RegulatoryFlagChanged {
    /// When.
    pub effective_at: DateTime<Utc>,
    /// The flag as it stands from now on.
    pub flag: RegulatoryFlag,
    /// The agency's source.
    pub source: Text120,
}

/// An earlier fact was taken back, or another put in its place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WellHistoryCorrected {
    /// When.
    pub effective_at: DateTime<Utc>,
    /// The event it takes the place of.
    pub corrects_event_id: Uuid,
    /// The type of that event.
    pub corrects_event_type: Text120,
    /// What happened instead, at the same instant as this; `None` where nothing did.
    pub instead: Option<CorrectedFact>,
    /// Why.
    pub reason: Text120,
}

impl Fact for WellHistoryCorrected {
    fn effective_at(&self) -> DateTime<Utc> {
        self.effective_at
    }

    fn supersedes(&self) -> Option<Uuid> {
        Some(self.corrects_event_id)
    }

    fn public_form(&self) -> Option<Self> {
        Some(Self {
            instead: self.instead.as_ref().and_then(CorrectedFact::public_form),
            reason: Text120::withheld(),
            ..self.clone()
        })
    }
}

/// The record was entered in error: there is no such well.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WellRecordVoided {
    /// When.
    pub effective_at: DateTime<Utc>,
    /// The number given up.
    pub api_number: Option<ApiNumber>,
    /// Why.
    pub reason: Text120,
}

impl Fact for WellRecordVoided {
    fn effective_at(&self) -> DateTime<Utc> {
        self.effective_at
    }

    fn claims(&self) -> Vec<ClaimChange> {
        let release = |number| api10_change(number, ClaimAction::Release);
        self.api_number.iter().map(release).collect()
    }

    fn public_form(&self) -> Option<Self> {
        Some(Self {
            reason: Text120::withheld(),
            ..self.clone()
        })
    }
}
