//! The contract between projector and query-api: rows, their SQL, and the names of what is cached.
//!
//! - [`checkpoint`]: how far a projection has come in an organization's ledger.
//! - [`builds`]: the rows of a projection side by side with those that are served.
//! - [`well_summary`]: what holds now, one row per well.
//! - [`well_parts`]: a well's wellbores, completions and tests, one row each.
//! - [`monthly_production`]: volumes per completion and month, their series and totals.
//! - [`daily_production`]: the lines of the days, one row per completion and day.
//! - [`history`]: rows on both axes of time; [`well_history`], [`production_history`], [`lease_history`], [`owner_history`],
//!   [`afe_history`] and [`agreement_history`] are kept so.
//! - [`ownership`]: divisions and their decks, interests and their changes, as known at every position.
//! - [`lease`]: which projector follows which organizations.
//! - [`search`]: the words by which wells, leases, owners, AFEs and agreements are found.
//! - [`parked`]: streams a projection cannot read for now, and events that are left out.
//! - [`statistics`]: what the planner knows of the tables while they grow.
//! - [`figures`]: the ratios that follow from volumes.
//! - [`cache`]: keys, entries, scripts and messages of the Redis cache.
//! - [`document`]: a served document and the version it is of.
//! - [`Reads`]: what a read of one statement runs in; [`Once`] is a transaction and a round trip for it alone.
//!
//! Invariants
//! - Events are unknown here: the projector turns them into rows, query-api turns rows into answers.
//! - Every statement is fixed, runs in a tenant transaction and names the organization as well, so that an index led by
//!   it serves the statement whatever the planner knows.
//! - What is answered and the checkpoint it holds at are read by one statement, so both are of one snapshot.
//! - What is filtered or paged on is of a type whose operators are leakproof; anything else loses its index under row
//!   level security.

use chrono::NaiveDate;

pub mod afe_history;
pub mod agreement_history;
pub mod builds;
pub mod cache;
pub mod checkpoint;
pub mod daily_production;
pub mod document;
mod error;
pub mod figures;
pub mod history;
pub mod lease;
pub mod lease_history;
pub mod monthly_production;
pub mod owner_history;
pub mod ownership;
pub mod parked;
pub mod production_history;
mod reads;
pub mod search;
mod stated;
pub mod statistics;
pub mod well_history;
pub mod well_parts;
pub mod well_summary;

pub use error::ReadModelError;
pub use reads::{Once, Reads};
pub use stated::{Said, Stated};

/// A projection and the version of its rows; a change of meaning is a new version built beside the old one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ProjectionKey {
    /// The name, for example `well_summary`.
    pub name: &'static str,
    /// From 1 on.
    pub version: i32,
    /// The oldest version whose readers can read these rows: columns were only added since, and none they show has another
    /// meaning. Readers of a version read rows of the one before as well.
    pub oldest_reader: i32,
}

/// What holds now, one row per well, with the rows of its parts.
pub const WELL_SUMMARY: ProjectionKey = ProjectionKey {
    name: "well_summary",
    version: 2,
    oldest_reader: 2,
};

/// Volumes per completion and month, with the lines of its days.
pub const MONTHLY_PRODUCTION: ProjectionKey = ProjectionKey {
    name: "monthly_production",
    version: 2,
    oldest_reader: 2,
};

/// Wells on both axes of time.
pub const WELL_HISTORY: ProjectionKey = ProjectionKey {
    name: "well_history",
    version: 1,
    oldest_reader: 1,
};

/// Volumes per completion and month, as they were known at every position.
pub const PRODUCTION_HISTORY: ProjectionKey = ProjectionKey {
    name: "production_history",
    version: 1,
    oldest_reader: 1,
};

/// Leases on both axes of time.
pub const LEASE_HISTORY: ProjectionKey = ProjectionKey {
    name: "lease_history",
    version: 1,
    oldest_reader: 1,
};

/// Owners on both axes of time.
pub const OWNER_HISTORY: ProjectionKey = ProjectionKey {
    name: "owner_history",
    version: 1,
    oldest_reader: 1,
};

/// Decks, interests and their changes, on both axes.
pub const OWNERSHIP: ProjectionKey = ProjectionKey {
    name: "ownership",
    version: 1,
    oldest_reader: 1,
};

/// AFEs on both axes of time.
pub const AFE_HISTORY: ProjectionKey = ProjectionKey {
    name: "afe_history",
    version: 1,
    oldest_reader: 1,
};

/// Operating agreements on both axes of time.
pub const AGREEMENT_HISTORY: ProjectionKey = ProjectionKey {
    name: "agreement_history",
    version: 1,
    oldest_reader: 1,
};

/// The words by which things are found, as they are known now.
pub const SEARCH: ProjectionKey = ProjectionKey {
    name: "search",
    version: 1,
    oldest_reader: 1,
};

/// Every projection there is.
pub const PROJECTIONS: [ProjectionKey; 10] = [
    WELL_SUMMARY,
    MONTHLY_PRODUCTION,
    LEASE_HISTORY,
    OWNER_HISTORY,
    OWNERSHIP,
    AFE_HISTORY,
    AGREEMENT_HISTORY,
    WELL_HISTORY,
    PRODUCTION_HISTORY,
    SEARCH,
];

/// A position or version as PostgreSQL's `bigint`; positions are given out one by one and never come near the limit.
pub(crate) fn to_bigint(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

/// A `bigint` that a CHECK keeps from being negative.
pub(crate) fn from_bigint(value: i64) -> u64 {
    u64::try_from(value).unwrap_or(0)
}

/// PostgreSQL's dates reach further, chrono's reach further still: no well is older or younger than these.
pub(crate) const FIRST_DAY: NaiveDate = NaiveDate::from_ymd_opt(1, 1, 1).expect("a date of the calendar");
pub(crate) const LAST_DAY: NaiveDate = NaiveDate::from_ymd_opt(9999, 12, 31).expect("a date of the calendar");
