//! What those who carry the share of a party that did not consent recover before its interest comes back to it.

use serde::{Deserialize, Serialize};

use super::state::{KnownAfe, Project};
use crate::ids::OwnerId;
use crate::joint_interest::{CostClass, PayoutAccount, payout_account};
use crate::quantity::{DecimalInterest, QuantityError, Usd};
use crate::text::Text120;

/// The costs of a party that did not consent, with the penalties of its agreement. What its interest brings is not of an AFE.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NonConsentAccount {
    /// Who.
    pub owner: OwnerId,
    /// Its interest, which others carry.
    pub interest: DecimalInterest,
    /// Its part of what was spent.
    pub cost_usd: Usd,
    /// What its interest has to bring before it comes back.
    pub to_recover_usd: Usd,
}

impl KnownAfe {
    /// The account of a party that did not consent, by what was spent and what its interest has brought; `None` where it is no
    /// such party.
    ///
    /// # Errors
    /// [`QuantityError`] where an amount is out of range.
    pub fn payout_account(
        &self,
        owner: OwnerId,
        net_proceeds_usd: Usd,
    ) -> Result<Option<PayoutAccount>, QuantityError> {
        let outcome = self.ballot.as_ref().and_then(|ballot| ballot.outcome.as_ref());
        let party = outcome.and_then(|outcome| {
            let mut parties = outcome.non_consenting.iter();
            parties.find(|party| party.owner == owner)
        });
        let (Some(party), Some(carried), Some(project)) = (party, &self.carried, &self.project) else {
            return Ok(None);
        };
        let costs: Vec<(CostClass, Usd)> = project
            .book
            .postings
            .iter()
            .filter_map(|posting| {
                let class = self.class_of(project, &posting.invoice.account)?;
                Some((class, posting.gross_usd))
            })
            .collect();
        payout_account(party.interest, &carried.penalties, &costs, net_proceeds_usd).map(Some)
    }

    /// The accounts of all that did not consent and are carried by others.
    pub(super) fn non_consent_accounts(&self) -> Result<Vec<NonConsentAccount>, QuantityError> {
        let outcome = self.ballot.as_ref().and_then(|ballot| ballot.outcome.as_ref());
        let parties = outcome.iter().flat_map(|outcome| &outcome.non_consenting);
        let mut accounts = Vec::new();
        for party in parties {
            let account = self.payout_account(party.owner, Usd::ZERO)?;
            accounts.extend(account.map(|account| NonConsentAccount {
                owner: party.owner,
                interest: party.interest,
                cost_usd: account.cost_usd,
                to_recover_usd: account.to_recover_usd,
            }));
        }
        Ok(accounts)
    }

    /// How a cost on an account counts: as the first line of it says.
    fn class_of(&self, project: &Project, account: &Text120) -> Option<CostClass> {
        let supplements = project.supplements.iter();
        let added = supplements.flat_map(|supplement| &supplement.lines);
        let mut lines = self.lines.iter().chain(added);
        lines.find(|line| line.account == *account).map(|line| line.class)
    }
}
