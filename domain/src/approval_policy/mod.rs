//! An organization's approval policy: who may approve how much, which days rest, what is asked where an agreement does not say.
//!
//! Life cycle: adopted, and adopted anew. `step.rs` holds the table, `docs/reference/approval-policy-transitions.md` shows it.
//!
//! Invariants
//! - A policy has a tier, each tier a name of its own and at least one who has to approve.
//! - Holidays are days the organization declared; none is known to this code.
//! - A policy of today changes no approval of yesterday: whoever uses it takes it as seen at the instant of the task.

mod command;
mod error;
mod event;
mod state;
mod stated;
mod step;
#[cfg(test)]
mod tests;

pub use command::*;
pub use error::PolicyError;
pub use event::*;
pub use state::{ApprovalPolicy, KnownPolicy, PolicySeen, SeenPolicy};
pub use stated::{ApprovalPolicyId, ApprovalTier, Holiday, PolicyTerms};
pub use step::{PolicyStatus, transitions, transitions_page};
