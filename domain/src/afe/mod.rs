//! Authorities for expenditure: what a project may cost, who agreed to it, what was promised and spent, and how it was closed.
//!
//! Life cycle: draft → submitted → approved → (balloting → balloted) → authorised → in progress ⇄ supplement pending → work
//! complete → costs closed → closed, and back to work complete where it is reopened; or rejected, withdrawn, cancelled,
//! lapsed. `step.rs` holds the table, `docs/reference/afe-transitions.md` shows it.
//!
//! Invariants
//! - Nothing is authorised without the consent the agreement asks for. `evolve` holds to it as `decide` does, so that neither a
//!   late fact nor a correction brings it about.
//! - The interests of a project come to exactly 1; each party's part of a cost, of a reversal and of the funds come to it to
//!   the cent.
//! - Authorised is what was authorised first and the supplements authorised since; committed is what is open of the orders;
//!   actual is what stands of the invoices: at every position and on every day.
//! - A requester does not approve, unless the policy says so, and then each approval says it.
//! - Terms of agreements and limits of organizations are never of this code: they arrive with the command, and the event keeps them.
//!
//! Not here: what is billed to the parties (joint interest billing), and revenue.

mod approvals;
mod ballot;
mod book;
mod budgeted;
mod card;
mod command;
mod deadline;
mod decide;
mod error;
mod event;
mod evolve;
mod non_consent;
mod party;
mod seen;
mod state;
mod stated;
mod status;
mod step;
mod summary;
#[cfg(test)]
mod tests;

pub use ballot::BallotOutcome;
pub use book::{Commitment, Posting};
pub use budgeted::{AfeBudget, BudgetFigures, BudgetLine};
pub use card::{AfeCard, AfeFigures, OutstandingBallot, OverrunSummary};
pub use command::*;
pub use error::AfeError;
pub use event::*;
pub use non_consent::NonConsentAccount;
pub use party::{PartyAfe, PartyAnswer, PartyBallot, PartyFigures};
pub use seen::AfeSeen;
pub use state::{Afe, KnownAfe, Supplement};
pub use stated::{
    AfeKind, AfeLine, AfeSubject, AfeTotals, BallotMethod, CastVote, Category, InvoiceKey, LastDay,
    LineRevision, NonConsentingParty, Phase, ProjectRules, TierLimit, Vote,
};
pub use status::AfeStatus;
pub use step::{transitions, transitions_page};
pub use summary::{AfeSummary, BallotSummary, ProjectSummary};
