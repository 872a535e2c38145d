//! What a policy says: who may approve how much, which days rest, what is asked at the end.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::afe::AfeKind;
use crate::ids::DERIVED_IDS;
use crate::quantity::{Percent, Usd};
use crate::text::Text120;

/// The id of an organization's approval policy: there is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ApprovalPolicyId(Uuid);

impl ApprovalPolicyId {
    /// The policy of an organization.
    pub fn of(organization: Uuid) -> Self {
        Self(Uuid::new_v5(
            &DERIVED_IDS,
            format!("approval_policy\n{organization}").as_bytes(),
        ))
    }

    /// The bare id.
    pub const fn as_uuid(self) -> Uuid {
        self.0
    }
}

/// What a policy says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PolicyTerms {
    /// Who may approve how much.
    pub tiers: Vec<ApprovalTier>,
    /// Whether a requester may approve: a company of one person. Each approval so given says it.
    pub requester_may_approve: bool,
    /// By how much of the authorised total costs may exceed it before an overrun is told, where no agreement says so;
    /// `None` where none is told.
    pub overrun_percent: Option<Percent>,
    /// The variance, up or down, up to which an AFE is closed without an explanation; `None` where none is asked for.
    pub unexplained_variance_percent: Option<Percent>,
    /// How many months after the calendar year of its closing an AFE may be reopened, where no agreement says so; `None`
    /// where there is no end.
    pub reopen_months: Option<u16>,
}

/// Those who may approve up to an amount.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ApprovalTier {
    /// Its name, for example `manager`.
    pub name: Text120,
    /// The kinds of AFE it may approve; all where none is named.
    pub kinds: BTreeSet<AfeKind>,
    /// The greatest total it may approve; `None` where there is no limit.
    pub limit_usd: Option<Usd>,
    /// How many of them, or of tiers above, have to approve what this tier is the lowest to cover.
    pub approvers: u8,
}

impl ApprovalTier {
    /// Whether it may approve an AFE of that kind and total.
    pub fn covers(&self, kind: AfeKind, total_usd: Usd) -> bool {
        let of_kind = self.kinds.is_empty() || self.kinds.contains(&kind);
        of_kind && self.limit_usd.is_none_or(|limit| total_usd <= limit)
    }
}

impl PolicyTerms {
    /// The tier of that name.
    pub fn tier(&self, name: &Text120) -> Option<&ApprovalTier> {
        self.tiers.iter().find(|tier| tier.name == *name)
    }

    /// How many have to approve: as many as the lowest tier that covers it says; `None` where no tier covers it.
    pub fn approvers_needed(&self, kind: AfeKind, total_usd: Usd) -> Option<u8> {
        let covering = self.tiers.iter().filter(|tier| tier.covers(kind, total_usd));
        covering
            .min_by_key(|tier| (tier.limit_usd.is_none(), tier.limit_usd))
            .map(|tier| tier.approvers)
    }
}

/// A day on which the organization's offices rest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Holiday {
    /// The local day.
    pub date: NaiveDate,
    /// Its name.
    pub name: Text120,
}
