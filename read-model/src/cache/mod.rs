//! The names, values, scripts and messages of the Redis cache. What talks to Redis is elsewhere.
//!
//! Each organization has a mark, `<incarnation> <position>`: every entry under that incarnation is what held at that
//! position or later. The projector moves the mark after it replaced the entries a batch changed. Where it finds the
//! mark not exactly where its batch began (an outage, a crash between commit and fill, a Redis or a database that lost
//! its latest writes), it starts a new incarnation and the older entries are out of reach. The mark expires within
//! seconds when nobody renews it, and without a mark nothing cached is served.
//!
//! Invariants
//! - Keys carry the organization as hash tag, so all keys of a script lie on one node; version and incarnation as well.
//! - An entry is only replaced by one of the same or a later position ([`PUT`]).
//! - An entry's life ends at its row's next boundary.

mod entry;
mod invalidation;

use uuid::Uuid;

pub use entry::{CachedWell, Mark};
pub use invalidation::Invalidation;

use crate::WELL_SUMMARY;

/// `KEYS mark; ARGV position, incarnation if a new one is needed, life of the mark in ms`. Answers the incarnation.
///
/// Keeps the incarnation if the mark stands exactly at the position, else begins the new one there. Renews the mark.
pub const CLAIM: &str = include_str!("lua/claim.lua");

/// `KEYS mark, entry ...; ARGV incarnation, read_at, then life in ms and value per entry`. Answers how many were put.
///
/// Puts nothing once the incarnation is over, or the mark has passed the position the entries were read at.
pub const PUT: &str = include_str!("lua/put.lua");

/// `KEYS mark; ARGV incarnation, from, to, life of the mark in ms`. Answers 1 if the mark was moved.
pub const ADVANCE: &str = include_str!("lua/advance.lua");

/// The channel on which the projector says what a batch changed.
pub const INVALIDATION_CHANNEL: &str = "wf:invalidate";

/// How long an entry lives at most, in milliseconds.
pub const ENTRY_LIFE_MS: u64 = 600_000;

/// How long a mark lives without being renewed, in milliseconds; the projector renews it every few seconds.
pub const MARK_LIFE_MS: u64 = 15_000;

/// The key of an organization's mark.
pub fn mark_key(organization_id: Uuid) -> String {
    format!("wf:{{{organization_id}}}:v{}:mark", WELL_SUMMARY.version)
}

/// The key of a well's entry.
pub fn well_key(organization_id: Uuid, incarnation: &str, well_id: Uuid) -> String {
    format!(
        "wf:{{{organization_id}}}:v{}:{incarnation}:well:{well_id}",
        WELL_SUMMARY.version
    )
}

/// What every key of an organization matches, in Redis's own patterns, whatever its version and incarnation.
pub fn keys_of(organization_id: Uuid) -> String {
    format!("wf:{{{organization_id}}}:*")
}
