//! Work, costs, and the ends of an AFE.

use super::*;
use crate::joint_interest::Variance;
use crate::quantity::Usd;

impl KnownAfe {
    pub(super) fn take_commitment(&mut self, event: &AfeCostCommitted) -> Result<(), AfeError> {
        self.admit(Step::CommitCost)?;
        self.line_known(Step::CommitCost, &event.account)?;
        self.in_project(Step::CommitCost, |project| project.book.commit(event))
    }

    pub(super) fn take_posting(&mut self, event: &AfeCostPosted) -> Result<(), AfeError> {
        self.admit(Step::PostCost)?;
        self.line_known(Step::PostCost, &event.invoice.account)?;
        self.in_project(Step::PostCost, |project| project.book.post(event, &project.deck))
    }

    /// Refuses an account that no line has.
    pub(in crate::afe) fn line_known(
        &self,
        step: Step,
        account: &crate::text::Text120,
    ) -> Result<(), AfeError> {
        if self.project(step)?.has_line(&self.lines, account) {
            return Ok(());
        }
        Err(AfeError::LineUnknown {
            account: account.clone(),
        })
    }

    pub(super) fn take_completion(&mut self, event: &AfeWorkCompleted) -> Result<(), AfeError> {
        self.in_project(Step::CompleteWork, |project| {
            project.completed_on = Some(event.completed_on);
            Ok(())
        })?;
        self.advance(Step::CompleteWork, AfeStatus::WorkComplete, event.effective_at)
    }

    /// Nothing is on order, and everything spent is known: a cost behind it does not pass here.
    pub(super) fn close_costs(&mut self, event: &AfeCostsClosed) -> Result<(), AfeError> {
        self.admit(Step::CloseCosts)?;
        let book = &self.project(Step::CloseCosts)?.book;
        book.nothing_on_order()?;
        same(book.actual_usd, event.actual_usd)?;
        self.advance(Step::CloseCosts, AfeStatus::CostsClosed, event.effective_at)
    }

    pub(super) fn close(&mut self, event: &AfeClosed) -> Result<(), AfeError> {
        self.admit(Step::Close)?;
        let project = self.project(Step::Close)?;
        same(project.book.actual_usd, event.final_usd)?;
        same(project.authorized_usd, event.authorized_usd)?;
        let variance = Variance::of(event.final_usd, event.authorized_usd)?;
        same(variance.variance_usd, event.variance.variance_usd)?;
        self.advance(Step::Close, AfeStatus::Closed, event.effective_at)
    }

    pub(super) fn reopen(&mut self, event: &AfeReopened) -> Result<(), AfeError> {
        self.admit(Step::Reopen)?;
        self.within_audit_window(event.effective_at)?;
        self.advance(Step::Reopen, AfeStatus::WorkComplete, event.effective_at)
    }

    pub(super) fn cancel(&mut self, event: &AfeCancelled) -> Result<(), AfeError> {
        self.admit(Step::Cancel)?;
        self.nothing_spent()?;
        self.advance(Step::Cancel, AfeStatus::Cancelled, event.effective_at)
    }

    pub(super) fn lapse(&mut self, event: &AfeLapsed) -> Result<(), AfeError> {
        self.admit(Step::Lapse)?;
        self.may_lapse(event.effective_at)?;
        self.advance(Step::Lapse, AfeStatus::Lapsed, event.effective_at)
    }
}

/// Refuses a figure that is not that of the books.
fn same(books_usd: Usd, stated_usd: Usd) -> Result<(), AfeError> {
    if books_usd == stated_usd {
        return Ok(());
    }
    Err(AfeError::FiguresDiffer {
        books_usd,
        stated_usd,
    })
}
