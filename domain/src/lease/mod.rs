//! A lease, from the first talk to its end.
//!
//! Life cycle: negotiating → executed → recorded → in its primary term → held by production, operations, a shut-in royalty
//! or a unit → released, expired, terminated or surrendered. `step/table.rs` holds the table,
//! `docs/reference/lease-transitions.md` shows it.
//!
//! What a lease gives is held tract by tract and depth by depth (`title.rs`): each slice of depths knows who holds which
//! interest in it. A partial release, a Pugh clause or a retained-acreage clause takes ground or depths away and leaves
//! the lease in its stage, until nothing is left.
//!
//! Invariants
//! - The slices of a tract never overlap. The working interests of a slice add up to exactly 1, and what burdens one never
//!   exceeds what it leaves to its owner.
//! - The factors of a unit's tracts add up to exactly 1 at eight decimals.
//! - An end that the lease itself sets (primary term, rental, cessation clock) is computed from its terms, never stated.
//! - A day is local to the lease. Whether it is executed, recorded or in its primary term follows from the day.
//! - Only [`Lease::evolve`](wellflow_decider::Decider::evolve) changes state. Our own facts are held to the table; an agency's
//!   are taken as they are, with warnings.
//! - What belongs to other streams (completions, closed months) arrives as what was seen of them; the append holds them.
//!
//! Not here: the decks by which revenue and cost are shared.

mod boem;
mod checks;
mod command;
mod decide;
mod error;
mod event;
mod evolve;
mod gap;
mod holding;
mod imported;
mod royalty;
mod seen;
mod state;
mod stated;
mod status;
mod step;
mod summary;
#[cfg(test)]
mod tests;
mod title;

pub use boem::{BOEM, boem_codes, of_boem, to_boem};
pub use command::*;
pub use error::LeaseError;
pub use event::*;
pub use gap::{Activity, ProductionGap, longest_gap};
pub use holding::{CessationClock, HeldBy, LeaseHolding};
pub use imported::AgencyLease;
pub use royalty::{RoyaltyRow, federal_onshore_royalties, federal_onshore_royalty};
pub use seen::{CompletionPlace, CompletionSeen, LeaseSeen, ShutInWellSeen};
pub use state::{KnownLease, Lease};
pub use stated::*;
pub use status::LeaseStatus;
pub use step::{transitions, transitions_page};
pub use summary::{InterestHeld, LeaseSummary, SliceSummary, TractSummary};
