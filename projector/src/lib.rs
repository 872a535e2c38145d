//! Follows the ledger and keeps the read models.
//!
//! - [`run`]: the loop. A hint or the sweep says that an organization's ledger has grown; each projection then takes the
//!   events after its checkpoint, at most 10,000 at a time, as one batch.
//! - [`Rebuilder`]: builds rows anew beside those that are served, compares the two and changes over.
//! - [`start_over`]: empties an organization's rows and lets the loop build them anew, when the ledger is another copy.
//! - [`Lags`]: how far the projections are behind, in events and in time.
//! - `follow`: how an aggregate kept in a row goes on with new events. `timeline`: how a stream becomes rows on both axes of
//!   time. `projections`: one file per read model.
//!
//! Invariants
//! - Rows and checkpoint move in one transaction whose first statement moves the checkpoint by compare-and-set. A crash
//!   at any point leaves both where they were; of two projectors one finds the checkpoint moved and writes nothing.
//! - Organizations are shared out among the projectors there are. What is taken over from one that was paused stays taken: it
//!   writes nothing when it wakes.
//! - A hint is only a reason to look; what is read is decided by the checkpoint.
//! - Organizations are followed independently, and so are the projections of one: what fails waits for its next turn,
//!   the others go on.
//! - A fact recorded ahead takes effect in the rows at its instant: the schedule wakes for it.
//! - An event this build does not know stops its projection for that organization in front of it. Nothing is skipped.
//! - A known event that cannot be taken in parks its stream, and nothing else, until somebody repairs it; that is on record in
//!   the ledger, and what is built from the beginning honours it.
//! - Organizations at rest cost their share of a round of the sweep, and no memory.
//! - The rows may be in another database than the ledger: no transaction spans the two, and none needs to.
//! - Redis is touched after commit, and only ever makes answers faster.

mod advance;
mod ahead;
mod alarms;
mod back_off;
mod boundaries;
mod cache;
mod caught;
mod error;
mod follow;
mod lag;
mod metrics;
mod part;
mod places;
mod projections;
mod rebuild;
mod repair;
mod schedule;
mod shares;
mod sift;
mod start_over;
mod statistics;
mod status;
mod step;
#[cfg(test)]
mod tests;
mod timeline;
mod together;
mod told;
mod turns;
mod unsettled;
mod upkeep;
mod warm;

pub use error::ProjectorError;
pub use lag::{LagReport, Lags, OrganizationLag, ProjectionLag};
pub use rebuild::{Begin, ChangedOver, Compared, Rebuild, RebuildError, Rebuilder, Replayed, Step};
pub use schedule::{ProjectorConfig, run};
pub use start_over::start_over;

/// The keys of every projection there is, in the order of their turns.
pub fn projections() -> Vec<wellflow_read_model::ProjectionKey> {
    part::PROJECTIONS.to_vec()
}

#[cfg(test)]
mod keys {
    #[test]
    fn every_projection_of_the_contract_is_kept() {
        assert_eq!(super::part::PROJECTIONS, wellflow_read_model::PROJECTIONS);
    }
}
