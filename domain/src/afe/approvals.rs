//! Who asked for the money, who said yes, and how many have to.

use serde::{Deserialize, Serialize};

use super::error::AfeError;
use super::stated::{AfeKind, TierLimit};
use crate::approval_policy::PolicySeen;
use crate::personal::Personal;
use crate::quantity::Usd;
use crate::text::Text120;

/// Approvals of an AFE or of one of its supplements.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Approvals {
    /// Who asked.
    pub(super) requester: Personal<Text120>,
    /// Who said yes.
    pub(super) given: Vec<Personal<Text120>>,
    /// How many have to; nothing before the first did.
    pub(super) needed: u8,
}

/// What somebody may approve as a tier of the policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Authority {
    /// The tier's limit.
    pub(super) limit_usd: Option<Usd>,
    /// How many have to say yes.
    pub(super) needed: u8,
    /// Whether the requester may.
    pub(super) requester_may: bool,
}

/// What a tier of the policy may do about a total.
pub(super) fn authority(
    policy: &PolicySeen,
    tier: &Text120,
    kind: AfeKind,
    total_usd: Usd,
) -> Result<Authority, AfeError> {
    let PolicySeen::Known(policy) = policy else {
        return Err(AfeError::PolicyUnknown);
    };
    let Some(found) = policy.terms.tier(tier) else {
        return Err(AfeError::TierUnknown { tier: tier.clone() });
    };
    match policy.terms.approvers_needed(kind, total_usd) {
        Some(needed) if found.covers(kind, total_usd) => Ok(Authority {
            limit_usd: found.limit_usd,
            needed,
            requester_may: policy.terms.requester_may_approve,
        }),
        Some(_) | None => Err(AfeError::TierTooLow {
            tier: tier.clone(),
            limit: TierLimit(found.limit_usd),
            kind,
            total_usd,
        }),
    }
}

impl Approvals {
    pub(super) const fn asked_by(requester: Personal<Text120>) -> Self {
        Self {
            requester,
            given: Vec::new(),
            needed: 0,
        }
    }

    /// Refuses an approver who asked, or who has said yes before.
    pub(super) fn may_be_given(
        &self,
        approver: &Personal<Text120>,
        tier: &Text120,
        requester_may: bool,
    ) -> Result<(), AfeError> {
        stated(approver, "approves")?;
        if *approver == self.requester && !requester_may {
            return Err(AfeError::ApprovedByRequester);
        }
        if self.given.contains(approver) {
            return Err(AfeError::ApprovedTwice { tier: tier.clone() });
        }
        Ok(())
    }

    /// Whether as many said yes as have to.
    pub(super) fn complete(&self) -> bool {
        self.needed > 0 && self.given.len() >= usize::from(self.needed)
    }

    pub(super) fn give(&mut self, approver: Personal<Text120>, needed: u8) {
        self.given.push(approver);
        self.needed = needed;
    }

    /// How many said yes.
    pub(super) fn count(&self) -> u32 {
        u32::try_from(self.given.len()).unwrap_or(u32::MAX)
    }
}

/// Refuses a person who is not named.
pub(super) fn stated(person: &Personal<Text120>, words: &'static str) -> Result<(), AfeError> {
    match person.reveal() {
        Some(_) => Ok(()),
        None => Err(AfeError::PersonMissing { words }),
    }
}
