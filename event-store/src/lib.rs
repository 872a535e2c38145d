//! The ledger: append, load, tail and fold for any decider.
//!
//! What is guaranteed
//! - Every event of an organization has a position: 1, 2, 3 ... in commit order, without holes.
//! - One append writes everything or nothing: events, outbox rows, the commit with its chain, the command's record and
//!   claims of unique business keys.
//! - A command is applied at most once, whatever is retried: its first outcome is found and answered again.
//! - A submission's organization comes from its [`wellflow_runtime::Tenant`] alone, and the database recomputes each
//!   event's digest, which covers it, before the event is written.
//!
//! What is not
//! - No order between organizations, and no position across them.
//! - A hint may be lost; a reader that asks `position > checkpoint` misses nothing.
//!
//! Invariants
//! - This crate names no aggregate: it knows streams, events and [`wellflow_decider::Decider`].
//! - Events enter the ledger through `ledger.append_at` and `ledger.append_batch`, or as a whole organization that is
//!   imported; no stored row is ever changed.

mod append;
mod arrays;
mod cache;
mod catalogue;
mod causes;
mod checkpoint;
mod claim_rows;
mod command;
mod composite;
pub mod cqrs;
mod decision;
mod digest;
mod error;
pub mod evidence;
mod executor;
mod expectation;
mod fold;
mod hint;
mod kind;
mod lane;
mod ledger;
mod loader;
pub mod merkle;
mod metadata;
pub mod organization;
mod outcomes;
mod queue;
mod reader;
mod recent;
mod record;
mod replay;
mod signing;
mod snapshot;
mod submission;
mod tail;
mod tips;
mod touch;
mod verify;
mod work;
mod write;

pub use cache::CacheStats;
pub use catalogue::Catalogue;
pub use checkpoint::{
    Checkpoint, EventProof, Held, NotProven, Previous, Sha256Hash, SignedCheckpoint, StatedEvent, Unproven,
    Unsigned,
};
pub use command::{CommandRequest, Committed};
pub use digest::{command_id, event_digest};
pub use error::{ExecuteError, StoreError};
pub use executor::Executor;
pub use fold::{Anomaly, Folded, Point, fold, fold_as_reported};
pub use hint::{HINT_CHANNEL, call_attention};
pub use kind::EventKind;
pub use ledger::{BatchScope, Ledger, LedgerConfig};
pub use metadata::{Actor, Metadata, Source};
pub use reader::{Instants, LedgerReader, Tip};
pub use record::RecordedEvent;
pub use signing::{LedgerKey, LedgerPublicKey, Signature, SigningError};
pub use snapshot::{Newest, SnapshotConfig, SnapshotOffer, SnapshotWriter};
pub use submission::{NewEvent, Outcome, Public, StreamId, StreamPart, Submission};
pub use tail::{Behind, Pace, Progress, Signal, Standing, Swept, Tail, TailConfig, Told};
pub use tips::Ahead;
pub use verify::{Broken, Place, Verdict, Verified, Verifier};
pub use work::Work;
