//! How interests pass.

use super::{Decision, signed};
use crate::lease::command::AssignInterest;
use crate::lease::event::InterestAssigned;
use crate::lease::state::KnownLease;
use crate::lease::step::Step;

pub(super) fn assign(lease: &KnownLease, task: AssignInterest) -> Decision {
    let on = lease.admit(Step::Assign, task.effective_at)?;
    let terms = lease.said(Step::Assign)?;
    lease.not_lapsed(Step::Assign, on)?;
    signed(&task.assignment.instrument)?;
    lease.title.assigned(&task.assignment, terms)?;
    let event = InterestAssigned {
        effective_at: task.effective_at,
        assignment: task.assignment,
    };
    Ok(vec![event.into()])
}
