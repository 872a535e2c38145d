//! What was promised and what was spent, per order and per invoice.

use serde::{Deserialize, Serialize};

use super::error::AfeError;
use super::event::{AfeCommitmentReleased, AfeCostCommitted, AfeCostPosted, AfeCostReversed};
use super::stated::InvoiceKey;
use crate::ids::OwnerId;
use crate::joint_interest::{CostShare, JointInterestError, PartyShare, cost_shares, shares_less};
use crate::quantity::{QuantityError, Usd};
use crate::text::Text120;

/// The books of a project.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct CostBook {
    /// Posted less reversed.
    pub(super) actual_usd: Usd,
    /// Promised, and neither drawn nor released.
    pub(super) committed_usd: Usd,
    pub(super) commitments: Vec<Commitment>,
    pub(super) postings: Vec<Posting>,
}

/// An order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Commitment {
    /// Its number.
    pub order: Text120,
    /// The account of the line.
    pub account: Text120,
    /// To whom it was given.
    pub vendor: OwnerId,
    /// How much was promised.
    pub amount_usd: Usd,
    /// How much of it is open.
    pub open_usd: Usd,
}

/// An invoice on an account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Posting {
    /// What names it.
    pub invoice: InvoiceKey,
    /// What stands of it.
    pub gross_usd: Usd,
    /// Each party's part of that.
    pub shares: Vec<CostShare>,
}

impl CostBook {
    /// Spent and promised.
    pub(super) fn spent_usd(&self) -> Result<Usd, QuantityError> {
        self.actual_usd.checked_add(self.committed_usd)
    }

    pub(super) fn commitment(&self, order: &Text120) -> Option<&Commitment> {
        self.commitments.iter().find(|known| known.order == *order)
    }

    fn posting(&self, invoice: &InvoiceKey) -> Option<&Posting> {
        self.postings.iter().find(|known| known.invoice == *invoice)
    }

    /// Refuses an order that is a commitment already.
    pub(super) fn may_commit(&self, order: &Text120, amount_usd: Usd) -> Result<(), AfeError> {
        positive(amount_usd)?;
        if self.commitment(order).is_some() {
            return Err(AfeError::OrderAlreadyCommitted { order: order.clone() });
        }
        self.committed_usd.checked_add(amount_usd)?;
        Ok(())
    }

    pub(super) fn commit(&mut self, event: &AfeCostCommitted) -> Result<(), AfeError> {
        self.may_commit(&event.order, event.amount_usd)?;
        self.committed_usd = self.committed_usd.checked_add(event.amount_usd)?;
        self.commitments.push(Commitment {
            order: event.order.clone(),
            account: event.account.clone(),
            vendor: event.vendor,
            amount_usd: event.amount_usd,
            open_usd: event.amount_usd,
        });
        Ok(())
    }

    /// What is open of an order that is released.
    pub(super) fn may_release(&self, order: &Text120) -> Result<Usd, AfeError> {
        match self.commitment(order) {
            None => Err(AfeError::OrderUnknown { order: order.clone() }),
            Some(known) if known.open_usd.is_zero() => Err(AfeError::OrderNotOpen { order: order.clone() }),
            Some(known) => Ok(known.open_usd),
        }
    }

    pub(super) fn release(&mut self, event: &AfeCommitmentReleased) -> Result<(), AfeError> {
        // A late invoice may have drawn on it in the meantime: what is released is what is open.
        match self.commitment(&event.order).map(|known| known.open_usd) {
            Some(open) => self.draw(&event.order, open),
            None => Err(AfeError::OrderUnknown {
                order: event.order.clone(),
            }),
        }
    }

    fn draw(&mut self, order: &Text120, amount_usd: Usd) -> Result<(), AfeError> {
        let committed_usd = self.committed_usd.checked_sub(amount_usd)?;
        if let Some(known) = self.commitments.iter_mut().find(|known| known.order == *order) {
            known.open_usd = known.open_usd.checked_sub(amount_usd)?;
            self.committed_usd = committed_usd;
        }
        Ok(())
    }

    /// Each party's part of an invoice, and how much of the order it draws.
    pub(super) fn may_post(
        &self,
        invoice: &InvoiceKey,
        gross_usd: Usd,
        order: Option<&Text120>,
        deck: &[PartyShare],
    ) -> Result<(Vec<CostShare>, Usd), AfeError> {
        positive(gross_usd)?;
        if let Some(standing) = self.posting(invoice).filter(|known| !known.gross_usd.is_zero()) {
            return Err(AfeError::InvoiceAlreadyPosted {
                invoice: Box::new(invoice.clone()),
                gross_usd: standing.gross_usd,
            });
        }
        let drawn_usd = match order {
            None => Usd::ZERO,
            Some(order) => self.drawn(order, invoice.vendor, gross_usd)?,
        };
        self.actual_usd.checked_add(gross_usd)?;
        Ok((shares(gross_usd, deck)?, drawn_usd))
    }

    fn drawn(&self, order: &Text120, vendor: OwnerId, gross_usd: Usd) -> Result<Usd, AfeError> {
        match self.commitment(order) {
            None => Err(AfeError::OrderUnknown { order: order.clone() }),
            Some(known) if known.vendor != vendor => Err(AfeError::OrderOfAnotherVendor {
                order: order.clone(),
                vendor: known.vendor,
            }),
            Some(known) => Ok(known.open_usd.min(gross_usd)),
        }
    }

    pub(super) fn post(&mut self, event: &AfeCostPosted, deck: &[PartyShare]) -> Result<(), AfeError> {
        let order = event.order.as_ref();
        let (shares, drawn_usd) = self.may_post(&event.invoice, event.gross_usd, order, deck)?;
        let actual_usd = self.actual_usd.checked_add(event.gross_usd)?;
        if let Some(order) = order {
            self.draw(order, drawn_usd)?;
        }
        self.actual_usd = actual_usd;
        self.postings.retain(|known| known.invoice != event.invoice);
        self.postings.push(Posting {
            invoice: event.invoice.clone(),
            gross_usd: event.gross_usd,
            shares,
        });
        Ok(())
    }

    /// Each party's part of a reversal: what it bore, less what it bears of what is left. So nothing is left of a posting that is
    /// reversed in parts.
    pub(super) fn may_reverse(
        &self,
        invoice: &InvoiceKey,
        gross_usd: Usd,
        deck: &[PartyShare],
    ) -> Result<Vec<CostShare>, AfeError> {
        positive(gross_usd)?;
        let named = || Box::new(invoice.clone());
        let Some(standing) = self.posting(invoice) else {
            return Err(AfeError::InvoiceNotPosted { invoice: named() });
        };
        if gross_usd > standing.gross_usd {
            return Err(AfeError::ReversalExceedsPosting {
                invoice: named(),
                gross_usd: standing.gross_usd,
                reversed_usd: gross_usd,
            });
        }
        let left = shares(standing.gross_usd.checked_sub(gross_usd)?, deck)?;
        shares_less(&standing.shares, &left).map_err(AfeError::of_shares)
    }

    pub(super) fn reverse(&mut self, event: &AfeCostReversed, deck: &[PartyShare]) -> Result<(), AfeError> {
        self.may_reverse(&event.invoice, event.gross_usd, deck)?;
        let actual_usd = self.actual_usd.checked_sub(event.gross_usd)?;
        let standing = self
            .postings
            .iter_mut()
            .find(|known| known.invoice == event.invoice);
        if let Some(standing) = standing {
            let left = standing.gross_usd.checked_sub(event.gross_usd)?;
            standing.shares = shares(left, deck)?;
            standing.gross_usd = left;
            self.actual_usd = actual_usd;
        }
        Ok(())
    }

    /// What each party bears of everything that was spent.
    pub(super) fn borne(&self, deck: &[PartyShare]) -> Result<Vec<CostShare>, QuantityError> {
        let borne = deck.iter().map(|party| {
            let parts = self.postings.iter().flat_map(|posting| &posting.shares);
            let own = parts.filter(|share| share.owner == party.owner);
            let amount_usd = own
                .map(|share| share.amount_usd)
                .try_fold(Usd::ZERO, Usd::checked_add)?;
            Ok(CostShare {
                owner: party.owner,
                amount_usd,
            })
        });
        borne.collect()
    }
}

/// Each party's part of a cost.
pub(super) fn shares(gross_usd: Usd, deck: &[PartyShare]) -> Result<Vec<CostShare>, AfeError> {
    cost_shares(gross_usd, deck).map_err(AfeError::of_shares)
}

fn positive(amount_usd: Usd) -> Result<(), AfeError> {
    if amount_usd > Usd::ZERO {
        Ok(())
    } else {
        Err(AfeError::CostNotPositive { amount_usd })
    }
}

impl AfeError {
    /// A project has a deck, and its shares add up; what is left to go wrong is an amount out of range.
    pub(super) fn of_shares(reason: JointInterestError) -> Self {
        match reason {
            JointInterestError::Quantity(reason) => Self::AmountOutOfRange { reason },
            JointInterestError::Allocation(_)
            | JointInterestError::Ownership(_)
            | JointInterestError::NotCovered { .. } => Self::NotCovered { reason },
        }
    }
}
