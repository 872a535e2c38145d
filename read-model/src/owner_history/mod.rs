//! Owners on both axes of time.
//!
//! - [`OwnerRow`]: a row with the keys it is found by; [`write`], [`forget`] and [`clear`] are the projector's statements.
//! - [`at`] and [`list`] are query-api's.
//!
//! Invariants
//! - Rows tell of persons. Nothing here prints one: `Debug` of a row, a filter and a search shows no name and no document.
//! - Where a page begins is told by an id alone, so that no cursor carries a name.

mod list;
mod rows;

use uuid::Uuid;

pub use list::{Order, OwnerFilter, Search, list};
pub use rows::{OwnerRow, clear, forget, words, write};

use crate::history::{self, Shown, When};
use crate::{OWNER_HISTORY, ReadModelError, Reads};

/// An owner at a point; `None` where nothing of one is in effect there.
///
/// # Errors
/// [`ReadModelError`].
pub async fn at(
    reads: &impl Reads,
    organization_id: Uuid,
    owner_id: Uuid,
    when: When,
) -> Result<(u64, Option<Shown>), ReadModelError> {
    let thing = (organization_id, owner_id);
    history::at(reads, include_str!("sql/at.sql"), OWNER_HISTORY, thing, when).await
}
