//! Leases on both axes of time.
//!
//! - [`LeaseRow`]: a row with the keys it is found by; [`write`] and [`clear`] are the projector's statements.
//! - [`at`], [`list`] and [`expiring`] are query-api's.
//!
//! Invariants
//! - The keys of a row come and go with it.
//! - A page goes on strictly after its sort key; at one point every row is served exactly once.

mod list;
mod rows;

use uuid::Uuid;

pub use list::{ExpiryKey, LeaseFilter, NameKey, expiring, list};
pub use rows::{LeaseRow, clear, forget, write};

use crate::history::{self, Shown, When};
use crate::{LEASE_HISTORY, ReadModelError, Reads};

/// A lease at a point; `None` where nothing of it is in effect there.
///
/// # Errors
/// [`ReadModelError`].
pub async fn at(
    reads: &impl Reads,
    organization_id: Uuid,
    lease_id: Uuid,
    when: When,
) -> Result<(u64, Option<Shown>), ReadModelError> {
    let thing = (organization_id, lease_id);
    history::at(reads, include_str!("sql/at.sql"), LEASE_HISTORY, thing, when).await
}
