//! Owners: whoever we deal with about wells and leases. Operators, partners, suppliers, lessors, holders of interests.
//!
//! Life cycle: active ⇄ inactive; of a person, active → deceased, and then the estate acts; merged into another record of the
//! same owner; voided where the record was entered in error. `step.rs` holds the table, `docs/reference/owner-transitions.md`
//! shows it.
//!
//! Invariants
//! - Name, tax number and address are personal in their type ([`Personal`](crate::personal::Personal)): nothing that is
//!   published, logged or printed shows them. No business key is made of them.
//! - A merged record points at one that stood at the time, and takes nothing more but its correction.
//! - Only a person dies; a company is dissolved.
//!
//! Not here: what an owner owns (see `lease` and the decks), and what an owner is paid.

mod command;
mod decide;
mod error;
mod event;
mod evolve;
mod state;
mod stated;
mod step;
mod summary;
#[cfg(test)]
mod tests;

pub use command::{
    AppointRepresentative, ChangeOwnerAddress, ChangeOwnerName, CorrectOwnerHistory, DeactivateOwner,
    GiveUpRole, MergeOwner, OwnerCommand, OwnerTask, ReactivateOwner, RecordDeath, RecordTaxId,
    RegisterOwner, SettleEstate, TakeRole, VoidOwnerRecord,
};
pub use error::OwnerError;
pub use event::*;
pub use state::{KnownOwner, Owner};
pub use stated::{Address, AgencyOwnerKey, OwnerKind, OwnerRole, OwnerSeen, OwnerStatus, TaxId, TaxIdError};
pub use step::{transitions, transitions_page};
pub use summary::OwnerSummary;
