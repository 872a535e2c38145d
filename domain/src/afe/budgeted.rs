//! The budget of an AFE against what was authorised, promised and spent, account by account.
//!
//! Invariant: the accounts add up to the total, figure by figure.

use serde::{Deserialize, Serialize};

use super::stated::{AfeLine, Category, Phase};
use super::summary::{AfeSummary, ProjectSummary};
use crate::joint_interest::Variance;
use crate::quantity::{QuantityError, Usd};
use crate::text::Text120;

/// A budget.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AfeBudget {
    /// One per account, in the order in which the estimate and then the supplements name them.
    pub lines: Vec<BudgetLine>,
    /// All accounts.
    pub total: BudgetFigures,
}

/// The budget of an account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BudgetLine {
    /// The account.
    pub account: Text120,
    /// What is bought.
    pub description: Text120,
    /// When it falls due.
    pub phase: Phase,
    /// Whether something is left of it.
    pub category: Category,
    /// Its figures.
    #[serde(flatten)]
    pub figures: BudgetFigures,
}

/// The figures of a budget.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BudgetFigures {
    /// The estimate, with contingency.
    pub estimated_usd: Usd,
    /// Supplements that may be spent.
    pub supplements_usd: Usd,
    /// What may be spent; `None` before it may.
    pub authorized_usd: Option<Usd>,
    /// What is promised, and neither drawn nor released.
    pub committed_usd: Usd,
    /// What was spent.
    pub actual_usd: Usd,
    /// How far that is from what may be spent; `None` before it may.
    pub variance: Option<Variance>,
}

impl AfeSummary {
    /// The budget.
    ///
    /// # Errors
    /// [`QuantityError`] where a sum is out of range.
    pub fn budget(&self) -> Result<AfeBudget, QuantityError> {
        let mut lines: Vec<BudgetLine> = Vec::new();
        for line in &self.lines {
            let figures = figures_of(&mut lines, line);
            figures.estimated_usd = figures.estimated_usd.checked_add(line.total_usd()?)?;
        }
        if let Some(project) = &self.project {
            project.enter(&mut lines)?;
        }
        let mut total = BudgetFigures::default();
        for line in &mut lines {
            let figures = &mut line.figures;
            figures.settle(self.project.is_some())?;
            total.estimated_usd = total.estimated_usd.checked_add(figures.estimated_usd)?;
            total.supplements_usd = total.supplements_usd.checked_add(figures.supplements_usd)?;
            total.committed_usd = total.committed_usd.checked_add(figures.committed_usd)?;
            total.actual_usd = total.actual_usd.checked_add(figures.actual_usd)?;
        }
        total.settle(self.project.is_some())?;
        Ok(AfeBudget { lines, total })
    }
}

impl BudgetFigures {
    fn settle(&mut self, authorized: bool) -> Result<(), QuantityError> {
        if authorized {
            let authorized_usd = self.estimated_usd.checked_add(self.supplements_usd)?;
            self.authorized_usd = Some(authorized_usd);
            self.variance = Some(Variance::of(self.actual_usd, authorized_usd)?);
        }
        Ok(())
    }
}

impl ProjectSummary {
    /// Enters supplements, orders and invoices on their accounts; each is on an account that a line names.
    fn enter(&self, lines: &mut Vec<BudgetLine>) -> Result<(), QuantityError> {
        let supplements = self.supplements.iter().filter(|supplement| supplement.authorized);
        for line in supplements.flat_map(|supplement| &supplement.lines) {
            let figures = figures_of(lines, line);
            figures.supplements_usd = figures.supplements_usd.checked_add(line.total_usd()?)?;
        }
        for order in &self.commitments {
            if let Some(line) = lines.iter_mut().find(|line| line.account == order.account) {
                line.figures.committed_usd = line.figures.committed_usd.checked_add(order.open_usd)?;
            }
        }
        for posting in &self.postings {
            if let Some(line) = lines
                .iter_mut()
                .find(|line| line.account == posting.invoice.account)
            {
                line.figures.actual_usd = line.figures.actual_usd.checked_add(posting.gross_usd)?;
            }
        }
        Ok(())
    }
}

/// The figures of a line's account.
fn figures_of<'a>(lines: &'a mut Vec<BudgetLine>, line: &AfeLine) -> &'a mut BudgetFigures {
    let known = lines.iter().position(|known| known.account == line.account);
    let place = known.unwrap_or_else(|| {
        lines.push(BudgetLine {
            account: line.account.clone(),
            description: line.description.clone(),
            phase: line.phase,
            category: line.category,
            figures: BudgetFigures::default(),
        });
        lines.len() - 1
    });
    &mut lines[place].figures
}
