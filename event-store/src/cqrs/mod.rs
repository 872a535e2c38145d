//! The ledger in the words of cqrs-es 0.5: any decider as an `Aggregate`, and our tables behind a stock `CqrsFramework`.
//!
//! ```text
//! CqrsFramework ─▶ PersistedEventStore ─▶ LedgerRepository ─▶ Ledger::submit   (what is written)
//!                                                          └▶ LedgerReader     (what is read)
//! ```
//!
//! Invariants
//! - Everything is written by [`crate::Ledger::submit`], sealed for one tenant; nothing here writes around the ledger.
//! - An aggregate stands where our fold stands: events count in the order of their effective instants, and a superseded
//!   event does not count, in whatever order cqrs-es hands them over.
//! - A snapshot value that cqrs-es hands over is never kept: cqrs-es 0.5.0 applies every event to it twice. What it is
//!   given to load is a fold of the events, made here.
//! - A payload carries its id, type and version in the in-memory value alone; the ledger's row stays untagged.
//!
//! What stock cqrs-es cannot do, and [`crate::Executor`] does: an expected version from the caller, an answer with
//! version and position, a command carried out at most once per key, several streams in one unit of work.

mod aggregate;
mod envelope;
mod event;
pub(crate) use event::single;
mod repository;
mod timeline;

pub use aggregate::{DeciderAggregate, Refusal};
pub use event::TaggedEvent;
pub use repository::LedgerRepository;
