//! Joint operating agreements: where parties work in common, who bears what, when they are asked, and what those give up who
//! do not consent.
//!
//! Life cycle: in force → terminated; voided where the record was entered in error. `step.rs` holds the table,
//! `docs/reference/joint-operating-agreement-transitions.md` shows it.
//!
//! Invariants
//! - The interests of the parties come to exactly 1, and the operator is one of them: at every position and on every day.
//! - Nothing an agreement says has a default: thresholds, days, penalties and overhead are negotiated, and read from the
//!   instrument.
//! - Those who use an agreement take it as seen at the instant of their task, and keep in their events what they used.

mod command;
mod decide;
mod error;
mod event;
mod seen;
mod state;
mod step;
mod terms;
#[cfg(test)]
mod tests;

pub use command::*;
pub use error::AgreementError;
pub use event::*;
pub use seen::{AgreementSeen, SeenAgreement};
pub use state::{JointOperatingAgreement, KnownAgreement};
pub use step::{AgreementStatus, transitions, transitions_page};
pub use terms::{AgreementTerms, ConsentTerms, ContractArea, Overhead, ResponseTerms};
